/* Text and code to atoms: where words end, where lines may break, what holds to a number. */
#include "atoms.h"

#include <string.h>

#define LATIN_END           0x0590 /* before Hebrew: scripts that break at spaces only */
#define GENERAL_PUNCTUATION 0x2000
#define SYMBOLS_END         0x2C00 /* arrows, mathematics, box drawing … */

void lh_collect_word(Collector *c, AtomKind kind, const char *text, gsize length, guint16 look,
                     LhCut cut, const LhInline *from)
{
    const Look *l = lh_look_at(c, look);
    Atom atom = {.text = text,
                 .length = (guint32) length,
                 .look = look,
                 .kind = (guint8) kind,
                 .cut = (guint8) cut,
                 .from = from};

    atom.word = lh_shape_word(c->setter->shaper, l->role, text, length, c->seed++);
    atom.width = atom.word->total * l->size;
    if (!c->quiet)
        lh_tell_missing(c->setter, atom.word, from ? from->source : (LhSource){0});
    g_array_append_val(c->atoms, atom);
}

static void add_space(Collector *c, guint16 look, const LhInline *from)
{
    if (c->atoms->len > 0) {
        const Atom *last = &g_array_index(c->atoms, Atom, c->atoms->len - 1);
        if (last->kind == ATOM_SPACE || last->kind == ATOM_NEWLINE)
            return;
    }
    lh_collect_word(c, ATOM_SPACE, " ", 1, look, LH_CUT_NEVER, from);
}

/* Length of the part of @text that stands before its next place to break: after a hyphen between
 * letters, or after a dash. */
static gsize part_length(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        guchar byte = (guchar) text[i];
        if (byte == '-' && i > 0 && i + 1 < length && g_ascii_isalnum(text[i - 1]) &&
            g_ascii_isalpha(text[i + 1]))
            return i + 1;
        if (byte == 0xE2 && i + 3 < length && i > 0 && (guchar) text[i + 1] == 0x80 &&
            (guchar) text[i + 2] == 0x94)
            return i + 3; /* an em dash */
    }
    return length;
}

static void add_chunk(Collector *c, const char *text, gsize length, guint16 look,
                      const LhInline *from)
{
    while (length > 0) {
        gsize part = part_length(text, length);
        gboolean held = c->voice->whole_words && text[part - 1] == '-';
        lh_collect_word(c, ATOM_WORD, text, part, look,
                        part < length && !held ? LH_CUT_FREE : LH_CUT_NEVER, from);
        text += part;
        length -= part;
    }
}

/* Whether a space between a number and @text must hold: "5 ms", "40 MB". */
static gboolean is_unit(const char *text, gsize length)
{
    static const char units[] =
        " ns µs ms s min h B KB MB GB TB kB KiB MiB GiB Hz kHz MHz GHz pt mm "
        "cm m km % × K ";
    char unit[8];

    while (length > 0 && strchr(".,;:)”’", text[length - 1]) && g_ascii_ispunct(text[length - 1]))
        length--;
    if (length == 0 || length > 5)
        return FALSE;
    unit[0] = ' ';
    memcpy(unit + 1, text, length);
    unit[length + 1] = ' ';
    unit[length + 2] = '\0';
    return strstr(units, unit) != NULL;
}

static gboolean holds_to_number(Collector *c, const char *text, gsize length)
{
    if (c->atoms->len < 2 || !is_unit(text, length))
        return FALSE;
    const Atom *space = &g_array_index(c->atoms, Atom, c->atoms->len - 1);
    const Atom *number = space - 1;
    return space->kind == ATOM_SPACE && number->kind == ATOM_WORD && number->length > 0 &&
           g_ascii_isdigit(number->text[number->length - 1]);
}

static gboolean breaks_at_spaces_only(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if ((guchar) text[i] < 0xD6)
            continue;
        gunichar ch = g_utf8_get_char(text + i);
        if (ch >= LATIN_END && (ch < GENERAL_PUNCTUATION || ch >= SYMBOLS_END))
            return FALSE;
        if (ch == 0x200B || ch == 0xAD)
            return FALSE;
    }
    return TRUE;
}

void lh_collect_latin(Collector *c, const char *text, gsize length, guint16 look,
                      const LhInline *from)
{
    const char *end = text + length;

    while (text < end) {
        const char *stop = memchr(text, ' ', (gsize) (end - text));
        if (stop == NULL)
            stop = end;
        if (stop > text) {
            gsize part = (gsize) (stop - text);
            if (holds_to_number(c, text, part))
                g_array_index(c->atoms, Atom, c->atoms->len - 1).kind = ATOM_WORD;
            add_chunk(c, text, part, look, from);
        }
        if (stop < end)
            add_space(c, look, from);
        text = stop + 1;
    }
}

/* Text of other scripts: Pango says where lines may break. */
static void add_foreign(Collector *c, const char *text, gsize length, guint16 look,
                        const LhInline *from)
{
    g_autofree guint8 *breaks = g_malloc0(length + 1);
    gsize start = 0;

    lh_shape_breaks(text, length, c->setter->context->book->language, breaks);
    for (gsize i = 0; i <= length; i++) {
        gboolean space = i < length && text[i] == ' ';
        if (i > start && (i == length || breaks[i] || space)) {
            LhCut cut = i < length && !space ? LH_CUT_FREE : LH_CUT_NEVER;
            lh_collect_word(c, ATOM_WORD, text + start, i - start, look, cut, from);
            start = i;
        }
        if (space) {
            add_space(c, look, from);
            start = i + 1;
        }
    }
}

void lh_collect_text(Collector *c, const LhInline *inl, guint16 look)
{
    gsize length = inl->text ? strlen(inl->text) : 0;

    if (breaks_at_spaces_only(inl->text, length))
        lh_collect_latin(c, inl->text, length, look, inl);
    else
        add_foreign(c, inl->text, length, look, inl);
}

/* ---- Inline code ---- */

/* Whether long code may break after the byte @at: behind a separator that more of a name follows,
 * never inside or next to a double underscore. */
static gboolean breaks_code_after(const char *at)
{
    static const char separators[] = "._(/,:=&|-";
    gboolean separates = *at != '\0' && strchr(separators, *at) != NULL;

    if (!separates || at[1] == '\0' || at[1] == ' ' || at[1] == ')')
        return FALSE;
    if (*at == '_')
        return at[1] != '_' && at[-1] != '_' && g_ascii_isalnum(at[-1]);
    return at[1] == '_' || strchr(separators, at[1]) == NULL;
}

/* Code longer than a part of the measure may break at its spaces and after . _ ( / */
static void add_long_code(Collector *c, const LhInline *inl, guint16 look)
{
    const char *text = inl->text, *start = text;

    for (; *text; text++) {
        if (*text == ' ') {
            if (text > start)
                lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), look, LH_CUT_NEVER,
                                inl);
            lh_collect_word(c, ATOM_SPACE, " ", 1, look, LH_CUT_COSTLY, inl);
            start = text + 1;
        } else if (text > inl->text && breaks_code_after(text)) {
            lh_collect_word(c, ATOM_WORD, start, (gsize) (text + 1 - start), look, LH_CUT_COSTLY,
                            inl);
            start = text + 1;
        }
    }
    if (text > start)
        lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), look, LH_CUT_NEVER, inl);
}

void lh_collect_code(Collector *c, const LhInline *inl, guint16 outer)
{
    Look look = *lh_look_at(c, outer);
    const char *text = inl->text, *start;
    guint first = c->atoms->len;
    double width = 0;

    lh_look_take_role(c, &look, c->voice->code);
    guint16 code = lh_look_add(c, &look);
    for (start = text; *text; text++) {
        if (*text != ' ')
            continue;
        if (text > start)
            lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), code, LH_CUT_NEVER, inl);
        lh_collect_word(c, ATOM_WORD, " ", 1, code, LH_CUT_NEVER, inl);
        start = text + 1;
    }
    if (text > start)
        lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), code, LH_CUT_NEVER, inl);
    for (guint i = first; i < c->atoms->len; i++)
        width += g_array_index(c->atoms, Atom, i).width;
    gboolean whole = c->voice->whole_code && !c->quiet;
    if (width > (whole ? 1 : c->setter->style->paragraph.code_break) * c->width) {
        g_array_set_size(c->atoms, first);
        add_long_code(c, inl, code);
    }
}
