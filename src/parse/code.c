/* Listings: what stands after the fence, what is included, what mdBook hides. */
#include "build.h"
#include "include.h"

#include <string.h>

/* What was said after the opening fence. */
typedef struct {
    LhAttrs attrs;
    guint32 attrs_at; /* offset in `work` of the text that the attributes were read from */
} Info;

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The first of the words that are separated by commas or blanks is the language, the others are
 * classes; `run` says what it does in braces. */
static void read_words(LhBuild *b, LhBlock *block, const char *text, gsize length)
{
    g_autofree char *copy = g_strndup(text, length);
    g_auto(GStrv) words = g_strsplit_set(copy, ", \t", -1);
    g_autoptr(GString) classes = g_string_new(block->classes);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (!block->listing.language) {
            g_autofree char *lower = g_utf8_strdown(*word, -1);
            block->listing.language = lh_arena_strndup(b->arena, lower, -1);
        } else if (!strcmp(*word, "run"))
            block->listing.run = TRUE;
        else
            g_string_append_printf(classes, "%s%s", classes->len ? " " : "", *word);
    }
    if (classes->len)
        block->classes = lh_arena_strndup(b->arena, classes->str, (gssize) classes->len);
}

/* Reads `a,b-c` lines. */
static gboolean read_ranges(LhBuild *b, LhListing *listing, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    LhRange *ranges = lh_arena_new0(b->arena, LhRange, g_strv_length(parts));
    int n = 0;
    for (char **part = parts; *part; part++) {
        g_auto(GStrv) ends = g_strsplit(g_strstrip(*part), "-", 2);
        guint64 first, last;
        if (!ends[0] ||
            !g_ascii_string_to_unsigned(g_strstrip(ends[0]), 10, 1, 1000000, &first, NULL))
            return FALSE;
        last = first;
        if (ends[1] &&
            !g_ascii_string_to_unsigned(g_strstrip(ends[1]), 10, first, 1000000, &last, NULL))
            return FALSE;
        ranges[n++] = (LhRange){(int) first, (int) last};
    }
    listing->highlight = ranges;
    listing->n_highlight = n;
    return n > 0;
}

static LhInline *read_caption(LhBuild *b, const Info *info, const LhAttr *attr)
{
    guint32 at = info->attrs_at + (attr->value_at ? attr->value_at : attr->at), offset;
    const LhSrcFile *file = lh_src_find(b->src, at, &offset);
    return lh_build_inlines(b, attr->value, file, attr->value_at ? offset : LH_NOWHERE,
                            lh_build_place(b, at));
}

static gboolean read_start(LhListing *listing, const char *text)
{
    guint64 start = 1;
    gboolean fine = g_ascii_string_to_unsigned(text, 10, 1, 1000000, &start, NULL);
    listing->start = (int) start;
    return fine;
}

static gboolean read_numbers(LhListing *listing, const char *text)
{
    listing->numbers_set = TRUE;
    listing->numbers = strcmp(text, "off") != 0;
    return !strcmp(text, "on") || !strcmp(text, "off");
}

/* A version: digits and dots, beginning with a digit. */
static gboolean read_needs(LhListing *listing, const char *text)
{
    listing->needs = text;
    return g_ascii_isdigit(text[0]) && strspn(text, "0123456789.") == strlen(text);
}

/* Reads one attribute. Returns: FALSE when its value is not understood. */
static gboolean read_attr(LhBuild *b, LhBlock *block, const Info *info, const LhAttr *attr)
{
    const char *value = attr->value ? attr->value : "";
    LhListing *listing = &block->listing;
    if (!strcmp(attr->key, "file"))
        listing->file = value;
    else if (!strcmp(attr->key, "caption"))
        listing->caption = attr->value ? read_caption(b, info, attr) : NULL;
    else if (!strcmp(attr->key, "hl"))
        return read_ranges(b, listing, value);
    else if (!strcmp(attr->key, "start"))
        return read_start(listing, value);
    else if (!strcmp(attr->key, "numbers"))
        return read_numbers(listing, value);
    else if (!strcmp(attr->key, "run"))
        listing->run = strcmp(value, "off") != 0;
    else if (!strcmp(attr->key, "needs"))
        return read_needs(listing, value);
    else if (!strcmp(attr->key, "alt"))
        listing->alt = value;
    else if (strcmp(attr->key, "include") != 0 && strcmp(attr->key, "region") != 0)
        lh_build_warn(b, info->attrs_at + attr->at, "unknown-attribute",
                      "known: file, caption, hl, start, numbers, run, needs, alt, include, region",
                      "a listing has no “%s”", attr->key);
    return TRUE;
}

static void read_attrs(LhBuild *b, LhBlock *block, Info *info, const char *text, gsize length)
{
    if (!lh_attr_parse(b->arena, text, length, &info->attrs))
        lh_build_warn(b, info->attrs_at, "bad-attributes", "write {#lst:name key=\"value\"}",
                      "these attributes are not understood");
    block->id = info->attrs.id ? info->attrs.id : block->id;
    if (info->attrs.classes)
        read_words(b, block, info->attrs.classes, strlen(info->attrs.classes));
    for (guint i = 0; i < info->attrs.n_items; i++) {
        const LhAttr *attr = &info->attrs.items[i];
        if (!read_attr(b, block, info, attr))
            lh_build_warn(b, info->attrs_at + attr->at, "bad-value", NULL,
                          "“%s” is no value for %s", attr->value ? attr->value : "", attr->key);
    }
}

/* Reads the info string at @text, which stands at @at of `work`. */
static Info read_info(LhBuild *b, LhBlock *block, const char *text, gsize length, guint32 at)
{
    Info info = {0};
    const char *open = memchr(text, '{', length), *end = text + length;
    while (end > text && (is_blank(end[-1]) || end[-1] == '\r'))
        end--;
    const char *words_end = open && end[-1] == '}' ? open : end;
    read_words(b, block, text, (gsize) (words_end - text));
    if (words_end == open && open) {
        info.attrs_at = at + (guint32) (open + 1 - text);
        read_attrs(b, block, &info, open + 1, (gsize) (end - 1 - (open + 1)));
    }
    return info;
}

/* The info string stands on the fence's own line of `work`. Returns: its offset there. */
static guint32 find_info(LhBuild *b, gsize *length)
{
    const char *work = b->src->work->str, *p = work + b->raw_at;
    while (*p == b->fence)
        p++;
    while (is_blank(*p))
        p++;
    *length = strcspn(p, "\n");
    return (guint32) (p - work);
}

/* <Listing number="2-1" caption="…" file-name="…"> around the fence. */
static void dress(LhBuild *b, LhBlock *block)
{
    LhListingTag *tag = &b->listing;
    g_autoptr(GString) caption = g_string_new(NULL);
    if (tag->number) {
        g_string_append_printf(caption, "Listing %s%s", tag->number, tag->caption ? ": " : "");
        block->id = lh_arena_printf(b->arena, "listing-%s", tag->number);
    }
    if (tag->caption)
        g_string_append(caption, tag->caption);
    if (caption->len)
        block->listing.caption =
            lh_build_inlines(b, caption->str, NULL, LH_NOWHERE, lh_build_place(b, tag->at));
    block->listing.file = tag->file ? tag->file : block->listing.file;
    *tag = (LhListingTag){.is_open = TRUE, .at = tag->at};
}

/* ---- the code */

/* rustdoc hides lines that are `#` or begin with `# `, and writes `##` for a `#` to show. */
static void hide_rust_lines(GString *code)
{
    g_autoptr(GString) shown = g_string_sized_new(code->len);
    for (const char *line = code->str, *end = line + code->len; line < end;) {
        const char *newline = memchr(line, '\n', (gsize) (end - line));
        const char *stop = newline ? newline + 1 : end, *p = line;
        while (p < stop && is_blank(*p))
            p++;
        gboolean hash = p < stop && *p == '#';
        if (hash && p + 1 < stop && p[1] == '#') {
            g_string_append_len(shown, line, p - line);
            g_string_append_len(shown, p + 1, stop - p - 1);
        } else if (!hash || (p + 1 < stop && p[1] != ' ' && p[1] != '\n'))
            g_string_append_len(shown, line, stop - line);
        line = stop;
    }
    g_string_assign(code, shown->str);
}

static void tell_include(LhBuild *b, const LhBlock *block, const char *what, const GError *error)
{
    lh_diag_add(b->diag, LH_SEVERITY_ERROR, block->source, "include",
                "paths are relative to the chapter's file", "can't include “%s”: %s", what,
                error->message);
}

static void add_included(LhBuild *b, LhListing *listing, LhSource first)
{
    gsize n = (gsize) listing->n_included++;
    if ((n & (n - 1)) == 0) { /* full: every power of two */
        LhSource *all = lh_arena_new0(b->arena, LhSource, MAX(2 * n, 1));
        if (n)
            memcpy(all, listing->included, n * sizeof *all);
        listing->included = all;
    }
    ((LhSource *) listing->included)[n] = first;
}

/* Replaces `{{#include …}}` at @p of @code. Returns: where to go on. */
static gsize expand_one(LhBuild *b, LhBlock *block, GString *code, gsize from, gsize to)
{
    g_autoptr(GError) error = NULL;
    const char *spec_from = strpbrk(code->str + from, " \t");
    g_autofree char *spec = spec_from && spec_from < code->str + to
                                ? g_strndup(spec_from, (gsize) (code->str + to - spec_from))
                                : g_strdup("");
    g_strstrip(spec);
    LhSource first = {0};
    g_autofree char *text = lh_include_mdbook(b->book, b->tree->chapter, spec, &first, &error);
    add_included(b, &block->listing, first);
    if (!text) {
        tell_include(b, block, spec, error);
        return to + 2;
    }
    gsize length = strlen(text);
    while (length && text[length - 1] == '\n')
        length--;
    g_string_erase(code, (gssize) from, (gssize) (to + 2 - from));
    g_string_insert_len(code, (gssize) from, text, (gssize) length);
    return from + length;
}

/* Replaces mdBook's includes in @code. Returns: whether there were any. */
static gboolean expand_includes(LhBuild *b, LhBlock *block, GString *code)
{
    static const char *const words[] = {"{{#include ", "{{#rustdoc_include ", "{{#playground "};
    gboolean any = FALSE;
    for (gsize at = 0; at < code->len;) {
        const char *open = strstr(code->str + at, "{{#");
        const char *close = open ? strstr(open, "}}") : NULL;
        if (!close)
            break;
        gsize from = (gsize) (open - code->str);
        gboolean known = FALSE;
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
            known |= g_str_has_prefix(open, words[i]);
        if (known && from && code->str[from - 1] == '\\') {
            g_string_erase(code, (gssize) from - 1, 1);
            known = FALSE;
        }
        at = known ? expand_one(b, block, code, from, (gsize) (close - code->str)) : from + 3;
        any |= known;
    }
    return any;
}

static void include_file(LhBuild *b, LhBlock *block, const Info *info)
{
    const char *path = lh_attr_find(&info->attrs, "include");
    const char *region = lh_attr_find(&info->attrs, "region");
    g_autoptr(GError) error = NULL;
    if (!path) {
        if (region)
            lh_build_warn(b, info->attrs_at, "region-without-include", "add include=\"…\"",
                          "region needs the file that it is in");
        return;
    }
    LhSource first = {0};
    g_autofree char *text =
        lh_include_region(b->book, b->tree->chapter, path, region, &first, &error);
    if (!text) {
        tell_include(b, block, path, error);
        return;
    }
    add_included(b, &block->listing, first);
    if (strspn(b->raw->str, " \t\r\n") < b->raw->len)
        lh_build_warn(b, b->raw_at, "include-and-code", "leave the space between the fences empty",
                      "the code here is not shown: the listing includes a file");
    g_string_assign(b->raw, text);
    block->listing.code_line = 0;
}

static LhDrawingKind drawing_of(const char *language)
{
    static const char *const names[] = {NULL, "dot", "diagram", "chart"};
    for (gsize i = 1; language && i < G_N_ELEMENTS(names); i++)
        if (!strcmp(language, names[i]))
            return (LhDrawingKind) i;
    return LH_DRAWING_NONE;
}

/* Warns of highlighted lines that the code does not have. */
static void check_highlight(LhBuild *b, const LhBlock *block)
{
    const LhListing *listing = &block->listing;
    int last = listing->start - 1;
    for (gsize i = 0; i < listing->length; i++)
        last += listing->code[i] == '\n';
    for (int i = 0; i < listing->n_highlight; i++)
        if (listing->highlight[i].last > last)
            lh_diag_add(b->diag, LH_SEVERITY_WARNING, block->source, "bad-value",
                        "count the lines again", "hl names line %d, and the last is %d",
                        listing->highlight[i].last, last);
}

void lh_code_begin(LhBuild *b)
{
    LhBlock *block = lh_build_block(b, LH_BLOCK_LISTING);
    block->listing.start = 1;
    b->raw_block = block;
}

void lh_code_end(LhBuild *b)
{
    LhBlock *block = b->raw_block;
    Info info = {0};
    guint32 at = b->raw_at == LH_NOWHERE ? b->cursor : b->raw_at;
    lh_place_block(b, block, at, TRUE);
    block->listing.code_line = block->source.line + (b->fence != 0);
    if (b->fence) {
        gsize length;
        guint32 info_at = find_info(b, &length);
        info = read_info(b, block, lh_src_text(b->src, info_at), length, info_at);
    }
    block->listing.drawing = drawing_of(block->listing.language);
    if (b->listing.is_open)
        dress(b, block);
    include_file(b, block, &info);
    if (b->book && b->book->is_mdbook) {
        if (strstr(b->raw->str, "{{#") && expand_includes(b, block, b->raw))
            block->listing.code_line = 0;
        if (block->listing.language && !strcmp(block->listing.language, "rust"))
            hide_rust_lines(b->raw);
    }
    if (b->raw->len && b->raw->str[b->raw->len - 1] != '\n')
        g_string_append_c(b->raw, '\n');
    lh_callout_take(b, &block->listing, b->raw);
    block->listing.code = lh_arena_strndup(b->arena, b->raw->str, (gssize) b->raw->len);
    block->listing.length = b->raw->len;
    check_highlight(b, block);
    block->listing.is_output =
        block->listing.language && !strcmp(block->listing.language, "output");
    lh_build_append(b, block);
}
