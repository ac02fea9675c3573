/* The blocks under construction: what is open, what a leaf becomes when it ends. */
#include "build.h"

#include <string.h>

/* ---- places and words */

LhSource lh_build_place(LhBuild *b, guint32 at)
{
    return lh_src_place(b->src, at);
}

void lh_build_warn(LhBuild *b, guint32 at, const char *code, const char *hint, const char *format,
                   ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    lh_diag_add(b->diag, LH_SEVERITY_WARNING, lh_build_place(b, at), code, hint, "%s", message);
}

/* The attributes that ended a line of `work` between @from and @to, or NULL. */
static const LhScanAttrs *attrs_between(LhBuild *b, guint32 from, guint32 to)
{
    const GArray *all = b->scan->attrs;
    while (b->attrs_next < all->len && g_array_index(all, LhScanAttrs, b->attrs_next).at < from)
        b->attrs_next++;
    if (b->attrs_next == all->len)
        return NULL;
    const LhScanAttrs *attrs = &g_array_index(all, LhScanAttrs, b->attrs_next);
    return attrs->at < to ? attrs : NULL;
}

/* ---- blocks */

LhBlock *lh_build_block(LhBuild *b, LhBlockKind kind)
{
    LhBlock *block = lh_arena_new0(b->arena, LhBlock, 1);
    block->kind = kind;
    if (b->pending_id && kind != LH_BLOCK_CELL && kind != LH_BLOCK_ROW) {
        block->id = b->pending_id;
        b->pending_id = NULL;
    }
    return block;
}

void lh_build_append(LhBuild *b, LhBlock *block)
{
    LhFrame *frame = &b->frames[b->n_frames - 1];
    block->parent = frame->block;
    *frame->tail = block;
    frame->tail = &block->next;
}

gboolean lh_build_push(LhBuild *b, LhBlock *block, const char *tag, guint32 at)
{
    if (b->n_frames == LH_BUILD_FRAMES) {
        if (!b->said_deep)
            lh_build_warn(b, at == LH_NOWHERE ? b->cursor : at, "too-deep", NULL,
                          "blocks are nested too deeply here; the text is kept");
        b->said_deep = TRUE;
        return FALSE;
    }
    lh_build_append(b, block);
    b->frames[b->n_frames++] = (LhFrame){block, &block->first, tag, at};
    return TRUE;
}

void lh_build_pop(LhBuild *b)
{
    if (b->n_frames > 1)
        b->n_frames--;
}

void lh_build_begin_leaf(LhBuild *b, LhBlock *leaf, guint32 at)
{
    b->leaf = leaf;
    b->leaf_settled = at != LH_NOWHERE;
    if (b->leaf_settled)
        lh_place_block(b, leaf, at, b->in_html);
    b->tail = &leaf->text;
    b->n_spans = b->n_flat_spans = 0;
    b->typo = (LhTypo){0};
    b->image_children = NULL;
    b->image_width = 0;
    g_string_truncate(b->written, 0);
}

/* Settles where the leaf begins, now that something of it stands at @at. */
void lh_build_settle_leaf(LhBuild *b, guint32 at)
{
    if (b->leaf && !b->leaf_settled) {
        lh_place_block(b, b->leaf, at, b->leaf->kind == LH_BLOCK_CELL);
        b->leaf_settled = TRUE;
    }
}

void lh_build_need_leaf(LhBuild *b, guint32 at)
{
    if (!b->leaf)
        lh_build_begin_leaf(b, lh_build_block(b, LH_BLOCK_PARAGRAPH), at);
    lh_build_settle_leaf(b, at);
}

/* Drops the blank that ends @first's line of inlines. */
static void trim_end(LhInline *first)
{
    LhInline *last = first;
    while (last && last->next)
        last = last->next;
    if (!last || last->kind != LH_INLINE_TEXT)
        return;
    char *text = (char *) last->text; /* ours, in the arena */
    gsize n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        text[--n] = '\0';
}

static gboolean is_blank_text(const LhInline *node)
{
    return node->kind == LH_INLINE_TEXT && node->text[strspn(node->text, " ")] == '\0';
}

/* The image that is all of the leaf but for blanks and anchors, or NULL. */
static LhInline *lone_image(LhInline *first)
{
    LhInline *image = NULL;
    for (LhInline *node = first; node; node = node->next) {
        if (node->kind == LH_INLINE_IMAGE && !image)
            image = node;
        else if (!is_blank_text(node))
            return NULL;
    }
    return image;
}

static double parse_width(LhBuild *b, const char *text, guint32 at)
{
    char *end;
    double value = g_ascii_strtod(text, &end);
    if (*end == '%' && end[1] == '\0' && value > 0 && value <= 100)
        return value / 100;
    lh_build_warn(b, at, "bad-width", "write width=80%", "a width of “%s” is not understood", text);
    return 0;
}

static void read_figure_attrs(LhBuild *b, LhBlock *figure, const LhScanAttrs *scanned)
{
    LhAttrs attrs;
    if (!lh_attr_parse(b->arena, scanned->text, scanned->length, &attrs)) {
        lh_build_warn(b, scanned->at, "bad-attributes", NULL,
                      "these attributes are not understood");
        return;
    }
    figure->id = attrs.id ? attrs.id : figure->id;
    figure->classes = attrs.classes;
    for (guint i = 0; i < attrs.n_items; i++) {
        const LhAttr *item = &attrs.items[i];
        if (!strcmp(item->key, "width") && item->value)
            figure->figure.width = parse_width(b, item->value, scanned->at + 1 + item->at);
        else
            lh_build_warn(b, scanned->at + 1 + item->at, "unknown-attribute", "known: width",
                          "a figure has no “%s”", item->key);
    }
}

static void become_figure(LhBuild *b, LhBlock *leaf, LhInline *image)
{
    leaf->kind = LH_BLOCK_FIGURE;
    leaf->text = NULL;
    leaf->figure.path = image->target;
    leaf->figure.alt = image->text ? image->text : "";
    leaf->figure.caption = b->image_children;
    leaf->figure.width = b->image_width;
    trim_end(b->image_children);
}

static void give_attrs(LhBuild *b, LhBlock *block, const LhScanAttrs *scanned)
{
    LhAttrs attrs;
    if (!lh_attr_parse(b->arena, scanned->text, scanned->length, &attrs) || attrs.n_items)
        lh_build_warn(b, scanned->at, "bad-attributes", "write {#id .class}",
                      "these attributes are not understood");
    block->id = attrs.id ? attrs.id : block->id;
    block->classes = attrs.classes;
}

/* Whether attributes after @leaf's text are its own: a heading, a table's caption, a card's title. */
static gboolean takes_attrs(const LhBlock *leaf)
{
    const char *text = leaf->text && leaf->text->kind == LH_INLINE_TEXT ? leaf->text->text : "";
    return leaf->kind == LH_BLOCK_HEADING || g_str_has_prefix(text, "Table:") ||
           (leaf->parent && leaf->parent->kind == LH_BLOCK_QUOTE && g_str_has_prefix(text, "[!"));
}

/* Hands the attributes that ended one of the leaf's lines to what they belong to. */
void lh_build_give_attrs(LhBuild *b, LhBlock *leaf, guint32 to)
{
    const LhScanAttrs *scanned = attrs_between(b, b->leaf_at, to);
    if (!scanned)
        return;
    b->attrs_next++;
    if (leaf->kind == LH_BLOCK_FIGURE)
        read_figure_attrs(b, leaf, scanned);
    else if (takes_attrs(leaf))
        give_attrs(b, leaf, scanned);
    else {
        g_autofree char *lost = g_strndup(scanned->text, scanned->length);
        lh_build_warn(b, scanned->at, "lost-attributes",
                      "they belong after an image alone in its paragraph, a heading, a caption or a "
                      "card's title",
                      "the attributes {%s} belong to nothing", lost);
    }
}

void lh_build_end_leaf(LhBuild *b)
{
    LhBlock *leaf = b->leaf;
    if (!leaf)
        return;
    while (b->n_spans)
        lh_build_close_span(b);
    lh_build_flush(b);
    trim_end(leaf->text);
    b->leaf = NULL;
    if (leaf->kind == LH_BLOCK_HEADING && strpbrk(b->written->str, "-."))
        g_hash_table_insert(b->slugs, leaf, lh_arena_strndup(b->arena, b->written->str, -1));
    LhInline *image = leaf->kind == LH_BLOCK_PARAGRAPH ? lone_image(leaf->text) : NULL;
    if (image)
        become_figure(b, leaf, image);
    if (leaf->text || image || leaf->kind != LH_BLOCK_PARAGRAPH)
        lh_build_append(b, leaf);
}

/* ---- the builder */

void lh_build_init(LhBuild *b, LhTree *tree, LhScan *scan, const LhBook *book, LhDiag *diag)
{
    *b = (LhBuild){.tree = tree, .arena = tree->arena, .book = book, .diag = diag};
    b->scan = scan;
    b->src = &scan->src;
    b->frames[0] = (LhFrame){.tail = &tree->first};
    b->n_frames = 1;
    b->run = g_string_sized_new(1024);
    b->raw = g_string_sized_new(4096);
    b->raw_lines = g_array_new(FALSE, FALSE, sizeof(LhSrcPiece));
    b->raw_kind = MD_BLOCK_DOC;
    b->th_mark = "th";
    b->notes_used = g_hash_table_new(g_str_hash, g_str_equal);
    b->slugs = g_hash_table_new(NULL, NULL);
    b->written = g_string_new(NULL);
}

void lh_build_clear(LhBuild *b)
{
    g_string_free(b->run, TRUE);
    g_string_free(b->raw, TRUE);
    g_array_free(b->raw_lines, TRUE);
    g_hash_table_unref(b->notes_used);
    g_hash_table_unref(b->slugs);
    g_string_free(b->written, TRUE);
}

LhInline *lh_build_inlines(LhBuild *b, const char *text, const LhSrcFile *file, guint32 from,
                           LhSource place)
{
    LhScan scan = {.attrs = g_array_new(FALSE, FALSE, sizeof(LhScanAttrs)),
                   .notes = b->scan->notes,
                   .labels = b->scan->labels};
    LhSrcFile constant = {.name = place.file, .text = text, .length = (guint32) strlen(text)};
    LhTree tree = {.arena = b->arena};
    LhBuild sub;
    lh_src_init(&scan.src, constant.length);
    scan.src.fixed = from == LH_NOWHERE ? place : (LhSource){0};
    if (from == LH_NOWHERE)
        lh_src_add(&scan.src, &constant, 0, constant.length);
    else
        lh_src_add(&scan.src, file, from, from + constant.length);
    lh_build_init(&sub, &tree, &scan, b->book, b->diag);
    for (gsize i = 0; i < scan.src.work->len; i++) /* one line, that begins no block */
        if (scan.src.work->str[i] == '\n' || (i == 0 && strchr("#>-+*~|0123456789 \t=", *text)))
            scan.src.work->str[i] = LH_SRC_MASK;
    lh_build_run(&sub, MD_FLAG_NOHTMLBLOCKS | MD_FLAG_NOINDENTEDCODEBLOCKS);
    LhInline *first = tree.first ? tree.first->text : NULL;
    GHashTableIter used;
    gpointer label;
    g_hash_table_iter_init(&used, sub.notes_used);
    while (g_hash_table_iter_next(&used, &label, NULL))
        g_hash_table_add(b->notes_used, label);
    lh_build_clear(&sub);
    lh_src_clear(&scan.src);
    g_array_free(scan.attrs, TRUE);
    return first;
}
