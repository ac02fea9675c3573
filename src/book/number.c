/* Places and numbers of chapters and parts, by their order. */
#include "internal.h"

#include <string.h>

static const char *const roman_ones[] = {"",  "I",  "II",  "III",  "IV",
                                         "V", "VI", "VII", "VIII", "IX"};
static const char *const roman_tens[] = {"",  "X",  "XX",  "XXX",  "XL",
                                         "L", "LX", "LXX", "LXXX", "XC"};

static char *roman(LhArena *arena, int number)
{
    if (number >= 400)
        return lh_arena_printf(arena, "%d", number);
    static const char *const hundreds[] = {"", "C", "CC", "CCC"};
    return lh_arena_printf(arena, "%s%s%s", hundreds[number / 100], roman_tens[number / 10 % 10],
                           roman_ones[number % 10]);
}

/* 1 = "A", 27 = "AA". */
static void append_letters(GString *out, int number)
{
    if (number > 26)
        append_letters(out, (number - 1) / 26);
    g_string_append_c(out, (char) ('A' + (number - 1) % 26));
}

/* The next number at @depth: "7", "7.2", "A.1". */
static char *next_number(LhBook *book, int *counter, int depth, gboolean lettered)
{
    g_autoptr(GString) number = g_string_new(NULL);

    counter[depth]++;
    for (int deeper = depth + 1; deeper < LH_MOST_LEVELS; deeper++)
        counter[deeper] = 0;
    if (lettered)
        append_letters(number, counter[0]);
    for (int level = lettered; level <= depth; level++)
        g_string_append_printf(number, level ? ".%d" : "%d", counter[level]);
    return lh_arena_strndup(book->arena, number->str, -1);
}

void lh_book_number(LhBook *book)
{
    int chapters[LH_MOST_LEVELS] = {0}, appendices[LH_MOST_LEVELS] = {0};

    for (guint i = 0; i < book->chapters->len; i++) {
        LhChapter *chapter = book->chapters->pdata[i];
        chapter->index = (int) i;
        if (chapter->role == LH_CHAPTER_BODY)
            chapter->number = next_number(book, chapters, chapter->depth, FALSE);
        else if (chapter->role == LH_CHAPTER_APPENDIX)
            chapter->number = next_number(book, appendices, chapter->depth, TRUE);
    }
    for (guint i = 0; i < book->parts->len; i++) {
        LhPart *part = book->parts->pdata[i];
        part->index = (int) i;
        part->numeral = roman(book->arena, part->index + 1);
    }
}

/* Parts that have lost all their chapters go with them. */
static void drop_empty_parts(LhBook *book, GPtrArray *left_out)
{
    for (guint i = book->parts->len; i > 0; i--) {
        LhPart *part = book->parts->pdata[i - 1];
        guint before = part->chapters->len;
        for (guint k = before; k > 0; k--)
            if (g_ptr_array_find(left_out, part->chapters->pdata[k - 1], NULL))
                g_ptr_array_remove_index(part->chapters, k - 1);
        if (before > 0 && part->chapters->len == 0) {
            g_ptr_array_unref(part->chapters);
            g_ptr_array_remove_index(book->parts, i - 1);
        }
    }
}

void lh_book_leave_out(LhBook *book, GPtrArray *left_out)
{
    for (guint i = book->chapters->len; i > 0; i--)
        if (g_ptr_array_find(left_out, book->chapters->pdata[i - 1], NULL))
            g_ptr_array_remove_index(book->chapters, i - 1);
    drop_empty_parts(book, left_out);
    lh_book_number(book);
}
