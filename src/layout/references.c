/* Numbers and ids of the whole book, known before anything is laid out. */
#include "references.h"

#include <string.h>

typedef struct {
    const char *text;   /* "Listing 7.2", or a heading's own words */
    const char *anchor; /* "name.md#id" */
    LhSource source;
    gboolean written; /* the author gave the id; else made from a heading's text */
} LhTarget;

/* A chapter being counted. */
typedef struct {
    LhReferences *references;
    const LhChapter *chapter;
    LhDiag *diag;
    int sections;
    LhCounts *counts;
    int level_shift;       /* taken off headings' levels: the file's title was no `#` */
    const LhBlock *title;  /* the heading that stands for the title; NULL = none */
    gboolean has_chapters; /* nested ones, whose numbers its sections would repeat */
} Counter;

/* ---- Registering ---- */

static void report_twice(Counter *c, const LhTarget *old, const char *id, LhSource source)
{
    lh_diag_add(c->diag, LH_SEVERITY_ERROR, source, "double-id", "give one of them another id",
                "the id “%s” stands at %s:%d:%d already", id,
                old->source.file ? old->source.file : "?", old->source.line, old->source.column);
}

static void add_target(Counter *c, const char *id, const char *text, LhSource source,
                       gboolean written)
{
    LhReferences *r = c->references;
    LhTarget *target = lh_arena_new0(r->arena, LhTarget, 1);

    *target = (LhTarget){.text = text, .source = source, .written = written};
    target->anchor = lh_arena_printf(r->arena, "%s#%s", c->chapter->name, id);
    const LhTarget *here = g_hash_table_lookup(r->by_anchor, target->anchor);
    const LhTarget *anywhere = written ? g_hash_table_lookup(r->by_id, id) : NULL;
    if (written && (anywhere || (here && here->written))) {
        report_twice(c, anywhere ? anywhere : here, id, source);
        return;
    }
    if (*id)
        g_hash_table_add(r->ids, lh_arena_strndup(r->arena, id, -1));
    if (here == NULL || written)
        g_hash_table_insert(r->by_anchor, (gpointer) target->anchor, target);
    if (written)
        g_hash_table_insert(r->by_id, lh_arena_strndup(r->arena, id, -1), target);
}

static const char *set_number(Counter *c, const LhBlock *block, int n)
{
    LhReferences *r = c->references;
    const char *number = c->chapter->number
                             ? lh_arena_printf(r->arena, "%s.%d", c->chapter->number, n)
                             : lh_arena_printf(r->arena, "%d", n);

    g_hash_table_insert(r->numbers, (gpointer) block, (gpointer) number);
    return number;
}

static void count_thing(Counter *c, const LhBlock *block, const char *kind, int *counter,
                        gboolean wanted)
{
    if (!wanted)
        return;
    const char *number = set_number(c, block, ++*counter);
    if (block->id)
        add_target(c, block->id, lh_arena_printf(c->references->arena, "%s %s", kind, number),
                   block->source, TRUE);
}

/* ---- Headings ---- */

/* What a reference to the whole chapter prints. */
static const char *chapter_text(const LhReferences *r, const LhChapter *chapter)
{
    if (chapter->number == NULL)
        return lh_arena_printf(r->arena, "“%s”", chapter->title);
    const char *kind = chapter->role == LH_CHAPTER_APPENDIX ? "Appendix" : "Chapter";

    return lh_arena_printf(r->arena, "%s %s", chapter->depth > 0 ? "Section" : kind,
                           chapter->number);
}

/* Whether @id is what GitHub would make of @plain (perhaps with a counter). */
static gboolean is_generated(const char *id, const char *plain)
{
    g_autofree char *slug = lh_parse_slug(plain);

    return g_str_has_prefix(id, slug) && (id[strlen(slug)] == '\0' || id[strlen(slug)] == '-');
}

static gboolean has_class(const LhBlock *block, const char *class)
{
    const char *found = block->classes ? strstr(block->classes, class) : NULL;

    return found != NULL;
}

static gboolean is_numbered(const Counter *c, const LhBlock *block)
{
    return block != c->title && block->heading.level - c->level_shift <= 2 &&
           block->parent == NULL && c->chapter->number && !c->has_chapters &&
           !has_class(block, "unnumbered");
}

static void count_heading(Counter *c, const LhBlock *block)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const char *text;

    lh_inline_plain(block->text, plain);
    text = block == c->title ? chapter_text(c->references, c->chapter)
                             : lh_arena_printf(c->references->arena, "“%s”", plain->str);
    if (is_numbered(c, block))
        text = lh_arena_printf(c->references->arena, "Section %s",
                               set_number(c, block, ++c->sections));
    if (block->id)
        add_target(c, block->id, text, block->source, !is_generated(block->id, plain->str));
}

/* ---- Cards ---- */

gsize lh_record_number(const char *title)
{
    const char *colon = title ? strchr(title, ':') : NULL;
    gsize length = colon ? (gsize) (colon - title) : 0;

    if (length == 0 || length > 16 || memchr(title, ' ', length) ||
        strcspn(title, "0123456789") >= length)
        return 0;
    return length;
}

/* A decision record keeps the number that its title gives it, and no other may have it. */
static const char *record_text(Counter *c, const LhBlock *block)
{
    LhReferences *r = c->references;
    const LhInline *title = block->card.title;
    gsize length = title && title->kind == LH_INLINE_TEXT ? lh_record_number(title->text) : 0;

    if (length == 0)
        return NULL;
    const char *number = lh_arena_strndup(r->arena, title->text, (gssize) length);
    const LhSource *old = g_hash_table_lookup(r->records, number);
    if (old)
        lh_diag_add(c->diag, LH_SEVERITY_ERROR, block->source, "double-record",
                    "give one of them the next free number", "%s stands at %s:%d:%d already",
                    number, old->file ? old->file : "?", old->line, old->column);
    else
        g_hash_table_insert(r->records, (gpointer) number, (gpointer) &block->source);
    return number;
}

static const char *numbered_text(Counter *c, const LhBlock *block, const LhCardStyle *look)
{
    int *counter = &c->counts->cards[look - c->references->style->cards];

    if (c->chapter->number == NULL)
        return NULL;
    return lh_arena_printf(c->references->arena, "%s %s", look->numbered,
                           set_number(c, block, ++*counter));
}

/* What a reference to the card prints. */
static const char *card_text(Counter *c, const LhBlock *block)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const LhStyle *style = c->references->style;
    const LhCardStyle *look = style ? lh_style_card(style, block->card.kind) : NULL;
    const char *text = NULL;

    if (look && look->numbered)
        text = numbered_text(c, block, look);
    else if (look && look->shape == LH_CARD_RECORD)
        text = record_text(c, block);
    if (text)
        return text;
    lh_inline_plain(block->card.title, plain);
    if (plain->len)
        return lh_arena_printf(c->references->arena, "“%s”", plain->str);
    return look ? "the card" : block->card.kind;
}

static void count_card(Counter *c, const LhBlock *block)
{
    const char *text = card_text(c, block);

    if (block->id)
        add_target(c, block->id, text, block->source, TRUE);
}

/* ---- The walk ---- */

static void count_anchors(Counter *c, const LhInline *first, int depth)
{
    if (depth > 200)
        return;
    for (const LhInline *inl = first; inl; inl = inl->next) {
        if (inl->kind == LH_INLINE_ANCHOR && inl->target)
            add_target(c, inl->target, inl->target, inl->source, FALSE);
        count_anchors(c, inl->first, depth + 1);
    }
}

static void count_block(Counter *c, const LhBlock *block);

static void count_blocks(Counter *c, const LhBlock *first)
{
    for (const LhBlock *block = first; block; block = block->next)
        count_block(c, block);
}

static void count_block(Counter *c, const LhBlock *block)
{
    switch (block->kind) {
    case LH_BLOCK_HEADING:
        count_heading(c, block);
        break;
    case LH_BLOCK_LISTING:
        if (block->listing.drawing)
            count_thing(c, block, "Figure", &c->counts->figures,
                        block->id || block->listing.caption);
        else
            count_thing(c, block, "Listing", &c->counts->listings,
                        block->id || block->listing.caption);
        break;
    case LH_BLOCK_TABLE:
        count_thing(c, block, "Table", &c->counts->tables, block->id || block->table.caption);
        break;
    case LH_BLOCK_FIGURE:
        count_thing(c, block, "Figure", &c->counts->figures, block->id || block->figure.caption);
        break;
    case LH_BLOCK_CARD:
        count_card(c, block);
        break;
    default:
        if (block->id)
            add_target(c, block->id, block->id, block->source, TRUE);
    }
    count_anchors(c, block->text, 0);
    count_blocks(c, block->first);
}

static gboolean has_chapters(const LhBook *book, const LhChapter *chapter)
{
    guint next = (guint) chapter->index + 1;

    return chapter->index >= 0 && next < book->chapters->len &&
           ((const LhChapter *) book->chapters->pdata[next])->depth > chapter->depth;
}

static void count_chapter(LhReferences *r, const LhChapter *chapter, const LhTree *tree,
                          LhDiag *diag)
{
    g_autofree int *cards = g_new0(int, r->style ? r->style->n_cards : 0);
    LhCounts own = {.cards = cards};
    Counter c = {.references = r,
                 .chapter = chapter,
                 .diag = diag,
                 .counts = chapter->number ? &own : &r->loose};
    const char *text = chapter_text(r, chapter);

    add_target(&c, "", text, chapter->source, FALSE);
    g_hash_table_add(r->ids, chapter->name);
    if (tree == NULL)
        return;
    c.has_chapters = has_chapters(r->book, chapter);
    if (tree->title == NULL && tree->first && tree->first->kind == LH_BLOCK_HEADING) {
        c.title = tree->first;
        c.level_shift = MAX(c.title->heading.level - 1, 0);
    }
    if (tree->id && tree->id[0])
        add_target(&c, tree->id, text, chapter->source, TRUE);
    if (tree->title_id && g_strcmp0(tree->title_id, tree->id) != 0)
        add_target(&c, tree->title_id, text, chapter->source, FALSE);
    count_blocks(&c, tree->first);
    count_blocks(&c, tree->notes);
}

/* A part is where its opener's file is linked to. */
static void add_part(LhReferences *r, const LhPart *part)
{
    LhTarget *target = lh_arena_new0(r->arena, LhTarget, 1);

    if (part->opener == NULL || part->opener->name == NULL)
        return;
    target->text = lh_arena_printf(r->arena, "Part %s", part->numeral);
    target->anchor = lh_arena_printf(r->arena, "#part-%d", part->index + 1);
    g_hash_table_insert(r->by_anchor, lh_arena_printf(r->arena, "%s#", part->opener->name), target);
    g_hash_table_add(r->ids, part->opener->name);
}

LhReferences *lh_references_new(const LhBook *book, const LhStyle *style, GPtrArray *trees,
                                const LhEdition *edition, LhDiag *diag)
{
    LhReferences *r = g_new0(LhReferences, 1);

    r->arena = lh_arena_new();
    r->book = book;
    r->style = style;
    r->left_out = edition ? edition->left_out : NULL;
    r->edition = edition ? edition->name : NULL;
    r->by_anchor = g_hash_table_new(g_str_hash, g_str_equal);
    r->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    r->ids = g_hash_table_new(g_str_hash, g_str_equal);
    r->records = g_hash_table_new(g_str_hash, g_str_equal);
    r->numbers = g_hash_table_new(NULL, NULL);
    r->loose.cards = lh_arena_new0(r->arena, int, MAX(style ? style->n_cards : 0, 1));
    for (guint i = 0; i < trees->len && i < book->chapters->len; i++) {
        const LhChapter *chapter = book->chapters->pdata[i];
        if (chapter->name)
            count_chapter(r, chapter, trees->pdata[i], diag);
    }
    for (guint i = 0; i < book->parts->len; i++)
        add_part(r, book->parts->pdata[i]);
    return r;
}

void lh_references_free(LhReferences *references)
{
    if (references == NULL)
        return;
    g_hash_table_unref(references->by_anchor);
    g_hash_table_unref(references->by_id);
    g_hash_table_unref(references->ids);
    g_hash_table_unref(references->numbers);
    g_hash_table_unref(references->records);
    lh_arena_free(references->arena);
    g_free(references);
}

/* ---- The digest ---- */

/* Two hashes of a pair of texts in one number. */
static guint64 hash_pair(const char *key, const char *value)
{
    gsize n = strlen(key) + 1, m = value ? strlen(value) + 1 : 0;
    guint32 one = lh_hash(lh_hash(1, key, n), value, m), two = lh_hash(lh_hash(2, key, n), value, m);

    return (guint64) one << 32 | two;
}

guint64 lh_references_digest(const LhReferences *references)
{
    GHashTableIter iter;
    gpointer key, value;
    guint64 sum = 0; /* a sum does not know the order */

    g_hash_table_iter_init(&iter, references->by_anchor);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const LhTarget *target = value;
        sum += hash_pair(key, target->text) * (target->written ? 3 : 1);
    }
    g_hash_table_iter_init(&iter, references->by_id);
    while (g_hash_table_iter_next(&iter, &key, &value))
        sum += 5 * hash_pair(key, ((const LhTarget *) value)->anchor);
    g_hash_table_iter_init(&iter, references->records);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        sum += 7 * hash_pair(key, NULL);
    return sum;
}

/* ---- Asking ---- */

/* "../a/./b" as written in the chapter @from: "a/b". */
static char *join_name(const char *from, const char *name)
{
    g_auto(GStrv) parts = NULL;
    g_autofree char *folder = g_path_get_dirname(from);
    g_autofree char *joined = g_strconcat(strcmp(folder, ".") == 0 ? "" : folder, "/", name, NULL);
    g_autoptr(GPtrArray) out = g_ptr_array_new();

    parts = g_strsplit(joined, "/", -1);
    for (char **part = parts; *part; part++) {
        if (**part == '\0' || strcmp(*part, ".") == 0)
            continue;
        if (strcmp(*part, "..") == 0 && out->len > 0)
            g_ptr_array_set_size(out, (int) out->len - 1);
        else
            g_ptr_array_add(out, *part);
    }
    g_ptr_array_add(out, NULL);
    return g_strjoinv("/", (char **) out->pdata);
}

/* mdBook's own output names a chapter "x.html"; its source is "x.md". */
static char *source_name(const char *file)
{
    if (g_str_has_suffix(file, ".html"))
        return g_strdup_printf("%.*s.md", (int) strlen(file) - 5, file);
    return g_strdup(file);
}

char *lh_references_join(const LhChapter *chapter, const char *file)
{
    g_autofree char *source = source_name(file);

    return join_name(chapter->name, source);
}

const LhChapter *lh_references_chapter(const LhReferences *references, const LhChapter *chapter,
                                       const char *file)
{
    g_autofree char *name = lh_references_join(chapter, file);

    return lh_book_find(references->book, name);
}

static const LhTarget *find_target(const LhReferences *r, const LhChapter *chapter,
                                   const char *target)
{
    const char *hash = strchr(target, '#');
    g_autofree char *file = hash ? g_strndup(target, (gsize) (hash - target)) : g_strdup(target);
    const char *id = hash ? hash + 1 : "";
    g_autofree char *name = *file ? lh_references_join(chapter, file) : g_strdup(chapter->name);
    g_autofree char *anchor = g_strconcat(name, "#", id, NULL);
    const LhTarget *found = g_hash_table_lookup(r->by_anchor, anchor);

    if (found == NULL && *file == '\0')
        found = g_hash_table_lookup(r->by_id, id);
    return found;
}

const char *lh_references_text(const LhReferences *references, const LhChapter *chapter,
                               const char *target)
{
    const LhTarget *found = references ? find_target(references, chapter, target) : NULL;

    return found ? found->text : NULL;
}

const char *lh_references_anchor(const LhReferences *references, const LhChapter *chapter,
                                 const char *target, gboolean *unknown)
{
    const LhTarget *found = references ? find_target(references, chapter, target) : NULL;

    *unknown = found == NULL;
    return found ? found->anchor : NULL;
}

const char *lh_references_number(const LhReferences *references, const LhBlock *block)
{
    return references ? g_hash_table_lookup(references->numbers, block) : NULL;
}
