/* From what Markdown says to what a book knows: footnotes, cards, captions, definitions, ids. */
#include "build.h"

#include <string.h>

/* ---- inlines */

static gboolean is_blank_text(const LhInline *node)
{
    return node->kind == LH_INLINE_TEXT && node->text[strspn(node->text, " ")] == '\0';
}

static gboolean is_mark(const LhInline *node)
{
    return node->kind == LH_INLINE_ANCHOR || node->kind == LH_INLINE_INDEX ||
           node->kind == LH_INLINE_QUERY;
}

/* Whether @first holds anchors, index entries and queries, and nothing to read. */
static gboolean only_marks(const LhInline *first)
{
    for (const LhInline *node = first; node; node = node->next)
        if (!is_mark(node) && !is_blank_text(node))
            return FALSE;
    return first != NULL;
}

/* Takes @n bytes off the front of @node's text, and the blanks after them. */
static void cut_front(LhInline *node, gsize n)
{
    gsize blanks = strspn(node->text + n, " ");
    node->source.column += (int) g_utf8_strlen(node->text, (gssize) (n + blanks));
    node->text += n + blanks;
}

static LhInline *drop_empty_front(LhInline *first)
{
    while (first && first->kind == LH_INLINE_TEXT && !*first->text)
        first = first->next;
    return first;
}

/* ---- footnotes */

/* The list at the front, which scan.c made of the definitions, becomes the notes. */
static void take_notes(LhBuild *b)
{
    const GArray *notes = b->scan->notes;
    LhBlock *list = b->tree->first, **tail = &b->tree->notes;
    if (!notes->len || !list || list->kind != LH_BLOCK_LIST)
        return;
    LhBlock *item = list->first;
    for (guint i = 0; i < notes->len && item; i++) {
        const LhScanNote *note = &g_array_index(notes, LhScanNote, i);
        LhBlock *block = item;
        item = item->next;
        block->kind = LH_BLOCK_NOTE;
        block->parent = block->next = NULL;
        block->source = note->source;
        block->note.label = note->label;
        *tail = block;
        tail = &block->next;
    }
    b->tree->first = list->next ? list->next->next : NULL; /* the list and the rule after it */
}

static void check_notes(LhBuild *b)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < b->scan->notes->len; i++) {
        const LhScanNote *note = &g_array_index(b->scan->notes, LhScanNote, i);
        if (!g_hash_table_add(seen, note->label))
            lh_diag_add(b->diag, LH_SEVERITY_ERROR, note->source, "footnote-twice", NULL,
                        "the footnote “%s” is defined for the second time", note->label);
        else if (!g_hash_table_contains(b->notes_used, note->label))
            lh_diag_add(b->diag, LH_SEVERITY_WARNING, note->source, "unused-footnote", NULL,
                        "the footnote “%s” is called nowhere", note->label);
    }
}

/* ---- cards */

/* Splits the inlines after the first's line. Returns: the rest. */
static LhInline *split_line(LhInline *first)
{
    LhInline *node = first;
    while (node->next && node->next->source.line == first->source.line)
        node = node->next;
    LhInline *rest = node->next;
    node->next = NULL;
    if (node->kind == LH_INLINE_TEXT)
        node->text = g_strchomp((char *) node->text);
    return rest;
}

/* `> [!KIND] title`: the quote becomes a card. */
static void make_card(LhBuild *b, LhBlock *quote)
{
    LhBlock *opening = quote->first;
    LhInline *first = opening && opening->kind == LH_BLOCK_PARAGRAPH ? opening->text : NULL;
    if (!first || first->kind != LH_INLINE_TEXT || !g_str_has_prefix(first->text, "[!"))
        return;
    const char *close = strchr(first->text, ']');
    if (!close || close == first->text + 2)
        return;
    quote->kind = LH_BLOCK_CARD;
    gsize length = strcspn(first->text + 2, "|]"); /* after a bar: Obsidian's metadata */
    quote->card.kind = lh_arena_strndup(b->arena, first->text + 2, (gssize) length);
    gsize n = (gsize) (close + 1 - first->text);
    LhInline *rest = split_line(first);
    cut_front(first, n + (first->text[n] == '-' || first->text[n] == '+')); /* Obsidian's fold */
    quote->card.title = drop_empty_front(first);
    quote->id = opening->id ? opening->id : quote->id;
    quote->classes = opening->classes ? opening->classes : quote->classes;
    opening->id = opening->classes = NULL;
    if (rest) {
        opening->text = rest;
        opening->source = rest->source;
    } else
        quote->first = opening->next;
}

/* ---- definitions, captions */

/* `**term** – text` */
static void make_definition(LhBlock *block)
{
    const LhInline *term = block->text;
    while (term && is_mark(term))
        term = term->next;
    const LhInline *dash = term ? term->next : NULL;
    if (!dash || term->kind != LH_INLINE_STRONG || dash->kind != LH_INLINE_TEXT)
        return;
    const char *text = dash->text + strspn(dash->text, " ");
    if (text > dash->text && (g_str_has_prefix(text, "– ") || g_str_has_prefix(text, "— ")))
        block->kind = LH_BLOCK_DEFINITION;
}

static gboolean is_caption(const LhBlock *block)
{
    const LhInline *first = block && block->kind == LH_BLOCK_PARAGRAPH ? block->text : NULL;
    return first && first->kind == LH_INLINE_TEXT && g_str_has_prefix(first->text, "Table:");
}

static void give_caption(LhBlock *table, LhBlock *caption)
{
    cut_front(caption->text, strlen("Table:"));
    table->table.caption = drop_empty_front(caption->text);
    table->id = caption->id ? caption->id : table->id;
    table->classes = caption->classes ? caption->classes : table->classes;
}

static gboolean wants_caption(const LhBlock *block)
{
    return block && block->kind == LH_BLOCK_TABLE && !block->table.caption;
}

/* Whether the table's last row stands on the line before @caption. */
static gboolean ends_before(const LhBlock *table, const LhBlock *caption)
{
    const LhBlock *row = table->first;
    while (row && row->next)
        row = row->next;
    return row && row->source.line + 1 == caption->source.line;
}

/* The table that @caption belongs to: one that touches it, or else the one before, or after it. */
static LhBlock *table_of(LhBlock *before, LhBlock *caption)
{
    LhBlock *after = caption->next;
    gboolean wanted_before = wants_caption(before), wanted_after = wants_caption(after);
    if (wanted_before && wanted_after)
        return ends_before(before, caption) || after->source.line > caption->source.line + 1
                   ? before
                   : after;
    return wanted_before ? before : wanted_after ? after : NULL;
}

/* Gives each `Table: …` paragraph to its table. */
static void take_captions(LhBuild *b, LhBlock **link)
{
    LhBlock *before = NULL;
    while (*link) {
        LhBlock *block = *link;
        LhBlock *table = is_caption(block) ? table_of(before, block) : NULL;
        if (table) {
            give_caption(table, block);
            *link = block->next;
            continue;
        }
        if (is_caption(block))
            lh_diag_add(b->diag, LH_SEVERITY_WARNING, block->source, "stray-caption", NULL,
                        "this caption stands next to no table");
        before = block;
        link = &block->next;
    }
}

/* ---- anchors and index entries that stand alone */

/* Where inlines can join @block at its front, or NULL. */
static LhInline **text_of(LhBlock *block)
{
    for (; block; block = block->first)
        switch (block->kind) {
        case LH_BLOCK_PARAGRAPH:
        case LH_BLOCK_HEADING:
        case LH_BLOCK_DEFINITION:
            return &block->text;
        case LH_BLOCK_CELL:
            if (!block->first)
                return &block->text;
            break;
        case LH_BLOCK_LISTING:
            return block->listing.caption ? &block->listing.caption : NULL;
        case LH_BLOCK_FIGURE:
            return block->figure.caption ? &block->figure.caption : NULL;
        case LH_BLOCK_CARD:
            if (block->card.title)
                return &block->card.title;
            break;
        default:
            break;
        }
    return NULL;
}

/* The first of @first's anchors becomes the id of a block that has no text to hold it. */
static LhInline *give_anchor(LhBlock *block, LhInline *first)
{
    if (first->kind != LH_INLINE_ANCHOR || block->id)
        return first;
    block->id = first->target;
    return first->next;
}

static void append_inlines(LhInline **link, LhInline *more)
{
    while (*link)
        link = &(*link)->next;
    *link = more;
}

static LhInline *without_blanks(LhInline *first)
{
    LhInline **link = &first;
    while (*link)
        if (is_blank_text(*link))
            *link = (*link)->next;
        else
            link = &(*link)->next;
    return first;
}

/* Cuts the paragraphs of nothing but marks that begin at @link out. Returns: the first of them,
 * with the marks of all. */
static LhBlock *cut_marks(LhBlock **link)
{
    LhBlock *first = *link, *block = first;
    LhInline *marks = NULL, **tail = &marks;
    for (; block && block->kind == LH_BLOCK_PARAGRAPH && only_marks(block->text);
         block = block->next)
        for (*tail = without_blanks(block->text); *tail;)
            tail = &(*tail)->next;
    first->text = marks;
    *link = block;
    return first;
}

/* Moves paragraphs of nothing but anchors and index entries into the text after them, or before. */
static void join_marks(LhBlock **link)
{
    LhBlock *before = NULL;
    for (; *link; before = *link, link = &(*link)->next) {
        if ((*link)->kind != LH_BLOCK_PARAGRAPH || !only_marks((*link)->text))
            continue;
        LhBlock *alone = cut_marks(link);
        LhInline *marks = alone->text, **text = text_of(*link);
        if (!text && *link)
            marks = give_anchor(*link, marks);
        if (marks && text) {
            append_inlines(&marks, *text);
            *text = marks;
        } else if (marks && (text = text_of(before)))
            append_inlines(text, marks);
        else if (marks) {
            alone->text = marks;
            alone->next = *link;
            *link = alone;
        }
        if (!*link)
            return;
    }
}

/* ---- ids */

typedef struct {
    LhBuild *b;
    GHashTable *used;   /* id -> LhSource of an author's id; NULL for ours */
    GHashTable *counts; /* slug -> times seen */
    GString *plain;
} Ids;

static void claim(Ids *ids, const char *id, LhSource *source)
{
    LhSource *other;
    if (!g_hash_table_lookup_extended(ids->used, id, NULL, (gpointer *) &other)) {
        g_hash_table_insert(ids->used, (gpointer) id, source);
        return;
    }
    if (other)
        lh_diag_add(ids->b->diag, LH_SEVERITY_WARNING, *source, "id-twice", "ids must differ",
                    "the id “%s” is used in line %d already", id, other->line);
}

static void claim_anchors(Ids *ids, LhInline *node)
{
    for (; node; node = node->next) {
        if (node->kind == LH_INLINE_ANCHOR)
            claim(ids, node->target, &node->source);
        claim_anchors(ids, node->first);
    }
}

static void claim_ids(Ids *ids, LhBlock *block)
{
    for (; block; block = block->next) {
        if (block->id)
            claim(ids, block->id, &block->source);
        claim_anchors(ids, block->text);
        claim_ids(ids, block->first);
    }
}

/* GitHub's anchor with its counter, free of the ids in use. */
static const char *make_id(Ids *ids, const LhBlock *heading)
{
    const char *written = g_hash_table_lookup(ids->b->slugs, heading);
    g_string_truncate(ids->plain, 0);
    lh_inline_plain(heading->text, ids->plain);
    g_autofree char *slug = lh_parse_slug(written ? written : ids->plain->str);
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(ids->counts, slug));
    const char *id = NULL;
    do {
        id = n ? lh_arena_printf(ids->b->arena, "%s-%u", slug, n)
               : lh_arena_strndup(ids->b->arena, slug, -1);
        n++;
    } while (g_hash_table_contains(ids->used, id));
    g_hash_table_insert(ids->counts, lh_arena_strndup(ids->b->arena, slug, -1),
                        GUINT_TO_POINTER(n));
    g_hash_table_insert(ids->used, (gpointer) id, NULL);
    return id;
}

static void make_ids(Ids *ids, LhBlock *block)
{
    for (; block; block = block->next) {
        if (block->kind == LH_BLOCK_HEADING && !block->id)
            block->id = make_id(ids, block);
        make_ids(ids, block->first);
    }
}

static void set_ids(LhBuild *b)
{
    Ids ids = {b, g_hash_table_new(g_str_hash, g_str_equal),
               g_hash_table_new(g_str_hash, g_str_equal), g_string_new(NULL)};
    claim_ids(&ids, b->tree->first);
    claim_ids(&ids, b->tree->notes);
    make_ids(&ids, b->tree->first);
    g_hash_table_unref(ids.used);
    g_hash_table_unref(ids.counts);
    g_string_free(ids.plain, TRUE);
}

/* ---- the whole tree */

/* The first `# H1` becomes the chapter's title, unless the front matter has one that differs. */
static void take_title(LhTree *tree)
{
    LhBlock **link = &tree->first;
    while (*link && ((*link)->kind != LH_BLOCK_HEADING || (*link)->heading.level != 1))
        link = &(*link)->next;
    LhBlock *heading = *link;
    if (!heading)
        return;
    g_autoptr(GString) own = g_string_new(NULL), given = g_string_new(NULL);
    lh_inline_plain(heading->text, own);
    lh_inline_plain(tree->title, given);
    if (tree->title && strcmp(own->str, given->str) != 0)
        return;
    tree->title = heading->text ? heading->text : tree->title;
    tree->title_id = heading->id;
    *link = heading->next;
}

/* Bytes that make a word, and bytes that don't end one. */
enum { MAKES = 1, KEEPS = 2 };

static void fill_word_table(guchar table[256])
{
    for (int c = 0; c < 256; c++)
        table[c] =
            (guchar) ((g_ascii_isalnum(c) || c == 0xC3 || (c > 0xC3 && c != 0xE2) ? MAKES : 0) |
                      (c != ' ' && c != '-' ? KEEPS : 0));
}

static gsize count_words(const guchar table[256], const char *text)
{
    gsize n = 0;
    guchar in_word = 0;
    for (; *text; text++) {
        guchar c = table[(guchar) *text];
        n += c & MAKES & ~in_word;
        in_word = (guchar) ((c & MAKES) | (in_word & (c >> 1)));
    }
    return n;
}

static gsize inline_words(const guchar table[256], const LhInline *node)
{
    gsize n = 0;
    for (; node; node = node->next)
        n += (node->kind == LH_INLINE_TEXT ? count_words(table, node->text) : 0) +
             inline_words(table, node->first);
    return n;
}

static gsize block_words(const guchar table[256], const LhBlock *block)
{
    gsize n = 0;
    for (; block; block = block->next) {
        n += inline_words(table, block->text) + block_words(table, block->first);
        if (block->kind == LH_BLOCK_CARD)
            n += inline_words(table, block->card.title);
        if (block->kind == LH_BLOCK_FIGURE)
            n += inline_words(table, block->figure.caption);
        if (block->kind == LH_BLOCK_TABLE)
            n += inline_words(table, block->table.caption);
        if (block->kind == LH_BLOCK_LISTING)
            n += inline_words(table, block->listing.caption);
    }
    return n;
}

static void refine_blocks(LhBuild *b, LhBlock **link)
{
    for (LhBlock *block = *link; block; block = block->next) {
        if (block->kind == LH_BLOCK_QUOTE)
            make_card(b, block);
        else if (block->kind == LH_BLOCK_PARAGRAPH)
            make_definition(block);
        refine_blocks(b, &block->first);
    }
    take_captions(b, link);
    join_marks(link);
    lh_callout_match(b, *link);
}

static void count_all_words(LhTree *tree)
{
    guchar table[256];
    fill_word_table(table);
    tree->n_words = inline_words(table, tree->title) + block_words(table, tree->first) +
                    block_words(table, tree->notes);
}

void lh_refine(LhBuild *b)
{
    LhTree *tree = b->tree;
    take_notes(b);
    check_notes(b);
    refine_blocks(b, &tree->first);
    refine_blocks(b, &tree->notes);
    set_ids(b);
    take_title(tree);
    count_all_words(tree);
}
