/* A reader's note put into the manuscript, at a place where it changes nothing that is printed.
 * That is not guessed: the chapter is parsed with the note and without, and compared. */
#include "longhand/serve.h"

#include "longhand/parse.h"

#include <string.h>

/* Characters of a note. */
#define LONGEST 2000

#define DEEPEST 200

G_DEFINE_QUARK(lh - note - error - quark, lh_note_error)

/* ---- The text ---- */

/* Shown as its picture: U+0007 as ␇. */
static gunichar visible(gunichar c)
{
    if (c < 0x20)
        return 0x2400 + c;
    if (c == 0x7f)
        return 0x2421;
    return c >= 0x80 && c < 0xa0 ? 0xfffd : c;
}

static void append_clean(GString *out, gunichar c)
{
    gboolean blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (blank && (out->len == 0 || out->str[out->len - 1] == ' '))
        return;
    if (c == '-' && out->len && out->str[out->len - 1] == '-')
        g_string_append_c(out, ' '); /* two would end the comment, or be none */
    g_string_append_unichar(out, blank ? ' ' : visible(c));
}

char *lh_note_clean(const char *text, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = valid; *p; p = g_utf8_next_char(p))
        append_clean(out, g_utf8_get_char(p));
    while (out->len && (out->str[out->len - 1] == ' ' || out->str[out->len - 1] == '-'))
        g_string_truncate(out, out->len - 1);
    glong length = g_utf8_strlen(out->str, -1);
    if (length > 0 && length <= LONGEST)
        return g_strdup(out->str);
    g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_TEXT,
                length ? "the note is longer than %d characters; say it shorter"
                       : "the note is empty (it may have at most %d characters)",
                LONGEST);
    return NULL;
}

/* ---- What is printed ---- */

/* A tree as text without places and queries, blanks made one. */
typedef struct {
    GString *out;
    int queries;
} Flat;

static void add_text(Flat *flat, const char *text)
{
    for (const char *p = text; p && *p; p++) {
        gboolean blank = *p == ' ' || *p == '\n';
        if (!blank)
            g_string_append_c(flat->out, *p);
        else if (flat->out->len && !strchr(" \1", flat->out->str[flat->out->len - 1]))
            g_string_append_c(flat->out, ' ');
    }
}

static void trim(Flat *flat)
{
    while (flat->out->len && flat->out->str[flat->out->len - 1] == ' ')
        g_string_truncate(flat->out, flat->out->len - 1);
}

static void add_inlines(Flat *flat, const LhInline *first, int depth)
{
    for (const LhInline *node = first; node && depth < DEEPEST; node = node->next) {
        if (node->kind == LH_INLINE_QUERY) {
            flat->queries++;
            continue;
        }
        if (node->kind != LH_INLINE_TEXT)
            g_string_append_printf(flat->out, "\2%d%s\3", node->kind,
                                   node->target ? node->target : "");
        add_text(flat, node->text);
        add_inlines(flat, node->first, depth + 1);
        if (node->kind != LH_INLINE_TEXT)
            g_string_append_c(flat->out, '\4');
    }
}

static void add_listing(Flat *flat, const LhListing *listing)
{
    g_string_append_printf(flat->out, "%s %s %d %d %d ", listing->language ? listing->language : "",
                           listing->file ? listing->file : "", listing->start, listing->n_highlight,
                           listing->numbers);
    g_string_append_len(flat->out, listing->code, (gssize) listing->length);
    add_inlines(flat, listing->caption, 0);
}

static void add_fields(Flat *flat, const LhBlock *block)
{
    switch (block->kind) {
    case LH_BLOCK_HEADING:
        g_string_append_printf(flat->out, "%d", block->heading.level);
        break;
    case LH_BLOCK_LIST:
        g_string_append_printf(flat->out, "%d %d %d", block->list.ordered, block->list.tight,
                               block->list.start);
        break;
    case LH_BLOCK_ITEM:
        g_string_append_printf(flat->out, "%d %c", block->item.task,
                               block->item.mark ? block->item.mark : ' ');
        break;
    case LH_BLOCK_LISTING:
        add_listing(flat, &block->listing);
        break;
    case LH_BLOCK_TABLE:
        g_string_append_printf(flat->out, "%d %d", block->table.columns, block->table.head_rows);
        add_inlines(flat, block->table.caption, 0);
        break;
    case LH_BLOCK_CARD:
        g_string_append(flat->out, block->card.kind);
        add_inlines(flat, block->card.title, 0);
        break;
    case LH_BLOCK_FIGURE:
        g_string_append_printf(flat->out, "%s %s %g", block->figure.path, block->figure.alt,
                               block->figure.width);
        add_inlines(flat, block->figure.caption, 0);
        break;
    default:
        break;
    }
}

static void add_blocks(Flat *flat, const LhBlock *first, int depth);

/* A paragraph of queries alone prints nothing, so it adds nothing. */
static void add_block(Flat *flat, const LhBlock *block, int depth)
{
    gsize before = flat->out->len;
    int queries = flat->queries;
    g_string_append_printf(flat->out, "\1%d %s %s ", block->kind, block->id ? block->id : "",
                           block->classes ? block->classes : "");
    add_fields(flat, block);
    g_string_append_c(flat->out, '\1');
    gsize text = flat->out->len;
    add_inlines(flat, block->text, 0);
    trim(flat);
    if (block->kind == LH_BLOCK_PARAGRAPH && flat->out->len == text && flat->queries > queries)
        g_string_truncate(flat->out, before);
    add_blocks(flat, block->first, depth + 1);
}

static void add_blocks(Flat *flat, const LhBlock *first, int depth)
{
    if (depth > DEEPEST)
        return;
    for (const LhBlock *block = first; block; block = block->next)
        add_block(flat, block, depth);
    g_string_append_c(flat->out, '\5');
}

static void flatten(Flat *flat, const LhTree *tree)
{
    flat->out = g_string_new(tree->id);
    flat->queries = 0;
    add_inlines(flat, tree->title, 0);
    trim(flat);
    add_text(flat, tree->title_id);
    add_blocks(flat, tree->first, 0);
    add_blocks(flat, tree->notes, 0);
}

/* ---- Places ---- */

typedef struct {
    const LhBook *book;
    const LhChapter *chapter;
    const char *bytes, *note;
    gsize length;
    int line;
    Flat before;
    LhTree *tree;  /* of before */
    GString *text; /* the trial */
    gsize at, n_put;
} Trial;

/* Where line @line begins and ends (its line end not included); FALSE = there is no such line. */
static gboolean find_line(const Trial *t, int line, gsize *start, gsize *end)
{
    gsize at = 0;
    for (int n = 1; n < line; n++) {
        at += strcspn(t->bytes + at, "\r\n");
        if (at >= t->length)
            return FALSE;
        at += g_str_has_prefix(t->bytes + at, "\r\n") ? 2 : 1;
    }
    *start = at;
    *end = at + strcspn(t->bytes + at, "\r\n");
    return at < t->length;
}

/* Whether the file with @put at @at prints what it printed, and holds one query more. */
static gboolean fits(Trial *t, gsize at, const char *put)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    Flat after;
    g_string_truncate(t->text, 0);
    g_string_append_len(t->text, t->bytes, (gssize) at);
    g_string_append(t->text, put);
    g_string_append_len(t->text, t->bytes + at, (gssize) (t->length - at));
    g_autoptr(LhTree) tree = lh_parse_chapter(t->book, t->chapter, t->text->str, diag);
    if (!tree)
        return FALSE;
    flatten(&after, tree);
    gboolean good =
        after.queries == t->before.queries + 1 && g_string_equal(after.out, t->before.out);
    g_string_free(after.out, TRUE);
    t->at = at;
    t->n_put = strlen(put);
    return good;
}

/* Before the blanks that end at @at; not before @start. */
static gsize skip_back(const Trial *t, gsize start, gsize at)
{
    while (at > start && (t->bytes[at - 1] == ' ' || t->bytes[at - 1] == '\t'))
        at--;
    return at;
}

/* At the end of the line, before what must stay last: attributes, a cell's edge, a hard break. */
static gboolean fits_in_line(Trial *t)
{
    gsize start, end;
    g_autofree char *put = g_strdup_printf(" <!-- query: %s -->", t->note);
    if (!find_line(t, t->line, &start, &end))
        return FALSE;
    end = skip_back(t, start, end);
    if (end == start)
        return FALSE;
    if (fits(t, end, put))
        return TRUE;
    char last = t->bytes[end - 1];
    gsize before = end - 1;
    while (last == '}' && before > start && t->bytes[before] != '{')
        before--;
    if (last != '}' && last != '|' && last != '\\')
        return FALSE;
    return fits(t, skip_back(t, start, before), put);
}

/* The quote marks and blanks that a line begins with: those of what stands in a card. (transfer
 * full) */
static char *prefix_of(const Trial *t, gsize start)
{
    return g_strndup(t->bytes + start, strspn(t->bytes + start, " \t>"));
}

static gboolean fits_alone(Trial *t, gsize start, const char *prefix, const char *where, int blank)
{
    g_autofree char *bare = g_strdup(prefix);
    gsize next = start + strcspn(t->bytes + start, "\r\n");
    const char *end = g_str_has_prefix(t->bytes + next, "\r\n") ? "\r\n" : "\n";
    g_strchomp(bare);
    g_autofree char *put = g_strdup_printf(
        "%s%s%s<!-- query: %s%s -->%s%s%s", blank > 1 ? bare : "", blank > 1 ? end : "", prefix,
        where, t->note, end, blank > 0 ? bare : "", blank > 0 ? end : "");
    return fits(t, start, put);
}

/* Takes the innermost quote mark off. FALSE = there is none. */
static gboolean shorten(char *prefix)
{
    char *last = strrchr(prefix, '>');
    if (last)
        *last = '\0';
    return last != NULL;
}

/* On a line of its own above line @line, with none, one or two blank ones; in the quote that the
 * line is in, or outside of it. */
static gboolean fits_above(Trial *t, int line)
{
    gsize start, end;
    if (!find_line(t, line, &start, &end))
        return FALSE;
    g_autofree char *prefix = prefix_of(t, start);
    do
        for (int blank = 0; blank < 3; blank++) {
            int below = t->line - line + (blank ? 2 : 1);
            g_autofree char *where =
                line < t->line ? g_strdup_printf("%d lines below: ", below) : g_strdup("");
            if (fits_alone(t, start, prefix, where, blank))
                return TRUE;
        }
    while (shorten(prefix));
    return FALSE;
}

/* Under the line itself: nothing can stand above a chapter's title. */
static gboolean fits_below(Trial *t)
{
    gsize start, end;
    if (!find_line(t, t->line, &start, &end))
        return FALSE;
    const char *eol = g_str_has_prefix(t->bytes + end, "\r\n") ? "\r\n" : "\n";
    for (int blank = 0; blank < 2; blank++) {
        g_autofree char *put =
            g_strdup_printf("%s%s<!-- query: %d line%s above: %s -->", blank ? eol : "", eol,
                            blank + 1, blank ? "s" : "", t->note);
        if (fits(t, end, put))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_line(const Trial *t)
{
    gsize start, end;
    return t->line > 0 && find_line(t, t->line, &start, &end);
}

/* The last block that begins at @line or above, the innermost one. */
static void find_block(const LhBlock *first, int line, const LhBlock **found)
{
    for (const LhBlock *block = first; block; block = block->next) {
        if (block->source.line > 0 && block->source.line <= line &&
            (!*found || block->source.line >= (*found)->source.line))
            *found = block;
        find_block(block->first, line, found);
    }
}

static gboolean fits_above_block(Trial *t)
{
    const LhBlock *block = NULL;
    int last = G_MAXINT;
    find_block(t->tree->first, t->line, &block);
    find_block(t->tree->notes, t->line, &block);
    for (; block; block = block->parent) {
        if (block->source.line > 0 && block->source.line < last &&
            fits_above(t, block->source.line))
            return TRUE;
        last = MIN(last, block->source.line);
    }
    return FALSE;
}

static gboolean begin(Trial *t, GError **error)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    t->text = g_string_sized_new(t->length + 256);
    g_string_append_len(t->text, t->bytes, (gssize) t->length);
    if (memchr(t->bytes, '\0', t->length) == NULL)
        t->tree = lh_parse_chapter(t->book, t->chapter, t->text->str, diag);
    if (t->tree) {
        flatten(&t->before, t->tree);
        t->bytes = g_strndup(t->bytes, t->length); /* ends with a NUL */
        return TRUE;
    }
    g_string_free(t->text, TRUE);
    g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_PLACE, "the chapter can't be read as text");
    return FALSE;
}

char *lh_note_insert(const LhBook *book, const LhChapter *chapter, const char *bytes, gsize length,
                     int line, const char *note, gsize *new_length, gsize *at, gsize *n_put,
                     GError **error)
{
    Trial t = {.book = book,
               .chapter = chapter,
               .bytes = bytes,
               .length = length,
               .note = note,
               .line = line};
    if (!begin(&t, error))
        return NULL;
    gboolean good = has_line(&t) && (fits_in_line(&t) || fits_above_block(&t) || fits_below(&t));
    g_free((char *) t.bytes);
    g_string_free(t.before.out, TRUE);
    lh_tree_free(t.tree);
    *new_length = t.text->len;
    *at = t.at;
    *n_put = t.n_put;
    if (good)
        return g_string_free(t.text, FALSE);
    g_string_free(t.text, TRUE);
    g_set_error(
        error, LH_NOTE_ERROR, LH_NOTE_ERROR_PLACE,
        "a comment at line %d would change what is printed, or there is no such line; leave "
        "the note on a line near by",
        line);
    return NULL;
}

char *lh_note_hash(const char *bytes, gsize length)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}
