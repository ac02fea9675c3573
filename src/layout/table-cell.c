/* What stands in a cell: its parts (lines between breaks, paragraphs, items of lists, lines of
 * code), and their lines, one under the other. */
#include "dress.h"
#include "table.h"

#include <string.h>

#define MAX_CELL_DEPTH 16
#define MOST_INDENT    0.5 /* of a cell's width: deeper lists stop indenting */
#define NUMBER_BYTES   24
#define PART_SEEDS     31

typedef enum { MARK_NONE, MARK_BULLET, MARK_DASH, MARK_NUMBER, MARK_DONE, MARK_OPEN } Mark;

/* What is set in lines of its own. */
typedef struct {
    const LhInline *text;
    double indent; /* in a list's indent */
    Mark mark;     /* stands before its first line */
    char number[NUMBER_BYTES];
    LhSource source;
} Part;

/* A cell being taken apart. */
typedef struct {
    LhSetter *setter;
    GArray *parts; /* of Part */
    Part next;     /* mark and indent of the part to come */
} Parts;

/* ---- Parts ---- */

static void add_part(Parts *p, const LhInline *text, LhSource source)
{
    p->next.text = text;
    p->next.source = source;
    g_array_append_val(p->parts, p->next);
    p->next.mark = MARK_NONE;
}

/* The inlines from @first to before @end, copied. */
static const LhInline *copy_until(LhSetter *setter, const LhInline *first, const LhInline *end)
{
    const LhInline *copies = NULL, **tail = &copies;

    for (; first != end; first = first->next) {
        LhInline *copy = lh_arena_memdup(setter->arena, first, sizeof *first);
        copy->next = NULL;
        *tail = copy;
        tail = (const LhInline **) &copy->next;
    }
    return copies;
}

/* A part for each line between hard breaks. */
static void add_text(Parts *p, const LhInline *text, LhSource source)
{
    const LhInline *first = text;

    for (const LhInline *node = text; node; node = node->next) {
        if (node->kind != LH_INLINE_BREAK)
            continue;
        add_part(p, copy_until(p->setter, first, node), source);
        first = node->next;
    }
    if (first || text == NULL)
        add_part(p, first, source);
}

static void add_code(Parts *p, const LhBlock *block)
{
    g_auto(GStrv) lines = g_strsplit(block->listing.code, "\n", -1);

    for (int i = 0; lines[i]; i++) {
        if (lines[i][0] == '\0')
            continue;
        LhInline *code = lh_inline_words(
            p->setter, lh_arena_strndup(p->setter->arena, lines[i], -1), block->source);
        code->kind = LH_INLINE_CODE;
        add_part(p, code, block->source);
    }
}

static void add_picture(Parts *p, const LhBlock *block)
{
    LhInline *image = lh_inline_words(p->setter, block->figure.alt, block->source);

    if (block->figure.path) {
        image->kind = LH_INLINE_IMAGE;
        image->target = block->figure.path;
    }
    add_part(p, image, block->source);
    if (block->figure.caption)
        add_text(p, block->figure.caption, block->source);
}

static void add_blocks(Parts *p, const LhBlock *block, int depth);

static Mark mark_of(const LhBlock *list, const LhBlock *item, double level)
{
    if (item->item.task != LH_TASK_NONE)
        return item->item.task == LH_TASK_DONE ? MARK_DONE : MARK_OPEN;
    if (list->list.ordered)
        return MARK_NUMBER;
    return level > 1 ? MARK_DASH : MARK_BULLET;
}

static void add_list(Parts *p, const LhBlock *list, int depth)
{
    int number = list->list.start;

    p->next.indent++;
    for (const LhBlock *item = list->first; item; item = item->next) {
        p->next.mark = mark_of(list, item, p->next.indent);
        g_snprintf(p->next.number, NUMBER_BYTES, "%d%c", number++,
                   list->list.mark == ')' ? ')' : '.');
        if (item->first == NULL || item->text)
            add_text(p, item->text, item->source);
        add_blocks(p, item->first, depth + 1);
        p->next.mark = MARK_NONE;
    }
    p->next.indent--;
}

static void add_blocks(Parts *p, const LhBlock *block, int depth)
{
    for (; block; block = block->next) {
        if (block->kind == LH_BLOCK_LIST && depth < MAX_CELL_DEPTH) {
            add_list(p, block, depth + 1);
            continue;
        }
        if (block->kind == LH_BLOCK_CARD && block->card.title)
            add_text(p, block->card.title, block->source);
        if (block->text)
            add_text(p, block->text, block->source);
        if (block->kind == LH_BLOCK_LISTING)
            add_code(p, block);
        if (block->kind == LH_BLOCK_FIGURE)
            add_picture(p, block);
        if (depth < MAX_CELL_DEPTH)
            add_blocks(p, block->first, depth + 1);
    }
}

/* ---- Lists that are written with breaks: "1. one<br>2. two" ---- */

/* Bytes of the mark that @text begins with, its space included; 0 = none. */
static gsize written_mark(const char *text, Mark *mark)
{
    static const char *const bullets[] = {"• ", "– ", "- ", "* ", "· "};
    gsize digits = strspn(text, "0123456789");

    for (gsize i = 0; i < G_N_ELEMENTS(bullets); i++)
        if (g_str_has_prefix(text, bullets[i])) {
            *mark = MARK_BULLET;
            return strlen(bullets[i]);
        }
    *mark = MARK_NUMBER;
    if (digits == 0 || digits > 3 || (text[digits] != '.' && text[digits] != ')'))
        return 0;
    return text[digits + 1] == ' ' ? digits + 2 : 0;
}

static const char *text_of(const Part *part)
{
    return part->text && part->text->kind == LH_INLINE_TEXT && part->text->text ? part->text->text
                                                                                : "";
}

static void take_mark(LhSetter *setter, Part *part)
{
    Mark mark;
    gsize length = written_mark(text_of(part), &mark);

    part->indent = 1;
    if (length == 0)
        return;
    LhInline *copy = lh_arena_memdup(setter->arena, part->text, sizeof *copy);
    part->mark = mark;
    g_strlcpy(part->number, copy->text, MIN(length, NUMBER_BYTES));
    copy->text += length;
    part->text = copy;
}

/* Lines of which several begin with a mark are a list, from the first such on. */
static void find_written_list(Parts *p)
{
    guint first = p->parts->len, n = 0;
    Mark mark;

    for (guint i = p->parts->len; i-- > 0;)
        if (written_mark(text_of(&g_array_index(p->parts, Part, i)), &mark) > 0) {
            first = i;
            n++;
        }
    for (guint i = first; n > 1 && i < p->parts->len; i++)
        take_mark(p->setter, &g_array_index(p->parts, Part, i));
}

static GArray *parts_of(LhSetter *setter, const LhBlock *cell)
{
    Parts p = {.setter = setter, .parts = g_array_new(FALSE, TRUE, sizeof(Part))};

    if (cell->text || cell->first == NULL)
        add_text(&p, cell->text, cell->source);
    if (cell->first == NULL)
        find_written_list(&p);
    add_blocks(&p, cell->first, 0);
    if (p.parts->len == 0)
        add_part(&p, NULL, cell->source);
    return p.parts;
}

/* ---- Setting ---- */

static double indent_of(LhSetter *setter, const Part *part, const LhVoice *voice, double width)
{
    return MIN(part->indent * setter->style->card.item_indent * voice->scale, width * MOST_INDENT);
}

/* Puts the mark into the sink, left of @x. */
static void sink_mark(LhSetter *setter, const Part *part, const LhVoice *voice, double x,
                      const LhTag *tag)
{
    const LhStyle *style = setter->style;
    double scale = voice->scale, size = style->list.task_size * scale;

    if (part->mark == MARK_BULLET) {
        lh_hand_blob(&setter->path, x + style->list.bullet_x * 0.9 * scale,
                     style->list.bullet_y * scale, style->list.bullet_radius * scale,
                     lh_seed(part->source));
        lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->list.bullet_ink, 0);
    } else if (part->mark == MARK_OPEN) {
        lh_hand_box(&setter->path, x - size - 2, 0, size * 0.9, lh_seed(part->source));
        lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->list.bullet_ink, 0.9);
    } else {
        LhVoice own = part->mark == MARK_NUMBER ? lh_voice(LH_ROLE_LIST_NUMBER, LH_ROLE_LIST_NUMBER,
                                                           LH_ROLE_LIST_NUMBER, LH_ROLE_LIST_NUMBER)
                                                : *voice;
        const char *text = part->mark == MARK_NUMBER ? part->number
                           : part->mark == MARK_DONE ? "✓"
                                                     : "–";
        own.scale = scale;
        own.ink = part->mark == MARK_DONE     ? style->list.task_ink.index
                  : part->mark == MARK_NUMBER ? style->list.number_ink.index
                                              : style->list.bullet_ink.index;
        const char *copy = lh_arena_strndup(setter->arena, text, -1);
        LhSetText set = lh_set_text(setter, lh_inline_words(setter, copy, part->source), &own,
                                    style->page.measure, 0, tag, lh_seed(part->source));
        lh_sink_line(setter, &set.lines[0], MAX(x - style->list.number_gap * scale - set.widest, 0),
                     0);
    }
}

/* Moves @line by @indent; its mark goes before it. */
static void indent_line(LhSetter *setter, LhSetLine *line, const Part *part, const LhVoice *voice,
                        double indent, gboolean marked, const LhTag *tag)
{
    LhSink aside = lh_prepare_begin(setter);

    if (marked)
        sink_mark(setter, part, voice, indent, tag);
    lh_sink_line(setter, line, indent, 0);
    LhPrepared prepared = lh_prepare_end(setter, &aside, 0);
    line->items = (LhItem *) prepared.items;
    line->n_items = prepared.n_items;
    line->width += indent;
}

static void set_part(LhSetter *setter, const Part *part, const LhVoice *voice, double width,
                     const LhTag *tag, guint32 seed, GArray *lines)
{
    double indent = indent_of(setter, part, voice, width);
    LhSetText text = lh_set_text(setter, part->text, voice, width - indent, 0, tag, seed);

    for (int i = 0; i < text.n_lines; i++) {
        if (indent > 0)
            indent_line(setter, &text.lines[i], part, voice, indent, i == 0 && part->mark, tag);
        g_array_append_val(lines, text.lines[i]);
    }
}

LhSetText lh_table_cell_set(LhSetter *setter, const LhBlock *cell, const LhVoice *voice,
                            double width, const LhTag *tag, guint32 seed)
{
    g_autoptr(GArray) parts = parts_of(setter, cell);
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(LhSetLine));
    LhSetText set = {0};

    for (guint i = 0; i < parts->len; i++)
        set_part(setter, &g_array_index(parts, Part, i), voice, width, tag, seed + i * PART_SEEDS,
                 lines);
    set.n_lines = (int) lines->len;
    set.lines = lh_arena_memdup(setter->arena, lines->data, lines->len * sizeof(LhSetLine));
    for (int i = 0; i < set.n_lines; i++)
        set.widest = MAX(set.widest, set.lines[i].width);
    return set;
}

LhTableNeed lh_table_cell_need(LhSetter *setter, const LhBlock *cell, const LhVoice *voice,
                               guint32 seed, double *least)
{
    g_autoptr(GArray) parts = parts_of(setter, cell);
    LhTableNeed need = {.parts = (int) parts->len};

    *least = 0;
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = &g_array_index(parts, Part, i);
        double low, high, indent = indent_of(setter, part, voice, setter->style->page.measure);
        lh_set_extents(setter, part->text, voice, seed + i * PART_SEEDS, &low, &high);
        *least = MAX(*least, low + indent);
        need.longest = MAX(need.longest, high + indent);
        need.total += high + indent;
    }
    return need;
}

/* ---- Asking ---- */

static gboolean is_empty(const LhInline *text)
{
    return text->kind == LH_INLINE_TEXT &&
           (text->text == NULL || strspn(text->text, " ") == strlen(text->text));
}

gboolean lh_table_is_strong(const LhInline *text)
{
    int n_strong = 0;

    for (; text; text = text->next) {
        if (text->kind == LH_INLINE_STRONG)
            n_strong++;
        else if (!is_empty(text))
            return FALSE;
    }
    return n_strong == 1;
}
