/* The glossary: the definitions of all chapters in the language's order, each with the page it
 * stands on. */
#include "entry.h"
#include "index.h"

#define LEAST_TERMS 5 /* fewer make no glossary */
#define DEEPEST     64

/* A term, and every place that explains it: the first one's words are printed. */
typedef struct {
    char *key; /* the term's plain text */
    const LhThing *thing;
    const LhChapter *chapter;
    GArray *pages; /* of LhIndexPages */
} Term;

typedef struct {
    LhEntries e;
    GPtrArray *terms; /* of Term * */
    GHashTable *by_key;
} Glossary;

/* ---- Gathering ---- */

static void term_free(gpointer data)
{
    Term *term = data;

    g_free(term->key);
    g_array_unref(term->pages);
    g_free(term);
}

static const LhInline *strong_of(const LhThing *thing)
{
    const LhInline *inl = thing->title;

    while (inl && inl->kind != LH_INLINE_STRONG)
        inl = inl->next;
    return inl;
}

static Term *find_term(Glossary *g, const LhThing *thing, const LhChapter *chapter)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const LhInline *strong = strong_of(thing);

    if (strong)
        lh_inline_plain(strong->first, plain);
    if (plain->len == 0)
        return NULL;
    Term *term = g_hash_table_lookup(g->by_key, plain->str);
    if (term)
        return term;
    term = g_new0(Term, 1);
    term->key = g_strdup(plain->str);
    term->thing = thing;
    term->chapter = chapter;
    term->pages = g_array_new(FALSE, FALSE, sizeof(LhIndexPages));
    g_ptr_array_add(g->terms, term);
    g_hash_table_insert(g->by_key, term->key, term);
    return term;
}

static void gather(Glossary *g, const LhSection *section)
{
    const GArray *things = section->galley->things;

    for (guint i = 0; i < things->len; i++) {
        const LhThing *thing = &g_array_index(things, LhThing, i);
        Term *term =
            thing->kind == LH_THING_DEFINITION ? find_term(g, thing, section->chapter) : NULL;
        if (term == NULL)
            continue;
        int page = g->e.maker->numbered ? lh_section_page_of(section, thing->slab) : 0;
        LhIndexPages pages = {.first = page, .last = page, .anchor = thing->anchor};
        g_array_append_val(term->pages, pages);
    }
}

gboolean lh_glossary_wanted(const LhMaker *maker)
{
    int n = 0;

    for (guint i = 0; i < maker->sections->len; i++) {
        const LhGalley *galley = ((const LhSection *) maker->sections->pdata[i])->galley;
        for (guint k = 0; galley && k < galley->things->len; k++)
            n += g_array_index(galley->things, LhThing, k).kind == LH_THING_DEFINITION;
    }
    return maker->book->pages.glossary && n >= LEAST_TERMS;
}

/* ---- The text, taken out of its chapter ---- */

static LhInline *copy_list(Glossary *g, const Term *term, const LhInline *first, int depth);

/* A copy whose links lead where they led in the chapter; NULL for what belongs to the chapter
 * alone. */
static LhInline *copy_one(Glossary *g, const Term *term, const LhInline *inl, int depth)
{
    const LhReferences *references = g->e.maker->context->references;
    gboolean unknown = FALSE;

    if (inl->kind == LH_INLINE_INDEX || inl->kind == LH_INLINE_QUERY ||
        inl->kind == LH_INLINE_NOTE_REF || inl->kind == LH_INLINE_ANCHOR)
        return NULL;
    LhInline *copy = lh_arena_memdup(g->e.setter.arena, inl, sizeof *inl);
    copy->next = NULL;
    copy->first = copy_list(g, term, inl->first, depth + 1);
    if (inl->kind != LH_INLINE_LINK || inl->target == NULL)
        return copy;
    const char *anchor = lh_references_anchor(references, term->chapter, inl->target, &unknown);
    const char *text = lh_references_text(references, term->chapter, inl->target);
    if (anchor)
        copy->target = anchor;
    if (copy->first == NULL && text)
        copy->first = lh_inline_words(&g->e.setter, text, inl->source);
    return copy;
}

static LhInline *copy_list(Glossary *g, const Term *term, const LhInline *first, int depth)
{
    LhInline *copy = NULL, **tail = &copy;

    for (const LhInline *inl = depth < DEEPEST ? first : NULL; inl; inl = inl->next) {
        *tail = copy_one(g, term, inl, depth);
        if (*tail)
            tail = &(*tail)->next;
    }
    return copy;
}

/* ---- Setting ---- */

static LhInline *append(Glossary *g, LhInline *last, LhInlineKind kind, const char *text)
{
    while (last->next)
        last = last->next;
    last->next = lh_inline_words(&g->e.setter, text, (LhSource){0});
    last->next->kind = kind;
    return last->next;
}

/* " (page 12, 45)", each number a link. */
static void append_pages(Glossary *g, LhInline *text, const Term *term)
{
    const LhMaker *maker = g->e.maker;
    int last = -1;

    append(g, text, LH_INLINE_TEXT, term->pages->len > 1 ? " (pages " : " (page ");
    for (guint i = 0; i < term->pages->len; i++) {
        const LhIndexPages *page = &g_array_index(term->pages, LhIndexPages, i);
        const char *label = maker->numbered
                                ? ((const LhPage *) maker->pages->pages->pdata[page->first])->label
                                : "0";
        if (page->first == last)
            continue;
        if (last >= 0)
            append(g, text, LH_INLINE_TEXT, ", ");
        last = page->first;
        LhInline *link = append(g, text, LH_INLINE_LINK, NULL);
        link->target = page->anchor;
        link->first = lh_inline_words(&g->e.setter, label, (LhSource){0});
    }
    append(g, text, LH_INLINE_TEXT, ")");
}

static void add_term(Glossary *g, const Term *term)
{
    LhSetter *s = &g->e.setter;
    LhFlow flow = g->e.flow;
    double hang = s->style->list.indent;
    LhInline *text = copy_list(g, term, term->thing->title, 0);

    if (text == NULL)
        return;
    append_pages(g, text, term);
    flow.voice.strong = LH_ROLE_TERM;
    LhSetText set = lh_set_text(s, text, &flow.voice, flow.width - hang, -hang,
                                lh_tag_new(s, LH_TAG_P, NULL), lh_seed(term->thing->source));
    lh_add_lines(s, &flow, &set, hang);
}

LhGalley *lh_glossary_galley(LhMaker *maker)
{
    Glossary g = {.terms = g_ptr_array_new_with_free_func(term_free),
                  .by_key = g_hash_table_new(g_str_hash, g_str_equal)};

    lh_entries_open(&g.e, maker, "Glossary", LH_GLOSSARY_ANCHOR);
    for (guint i = 0; i < maker->sections->len; i++) {
        const LhSection *section = maker->sections->pdata[i];
        if (section->kind == LH_SECTION_CHAPTER)
            gather(&g, section);
    }
    g_autofree const char **keys = g_new(const char *, g.terms->len + 1);
    g_autofree guint *order = g_new(guint, g.terms->len + 1);
    for (guint i = 0; i < g.terms->len; i++)
        keys[i] = ((const Term *) g.terms->pdata[i])->key;
    lh_sort_terms(keys, g.terms->len, maker->book->language, order);
    for (guint i = 0; i < g.terms->len; i++)
        add_term(&g, g.terms->pdata[order[i]]);
    g_hash_table_unref(g.by_key);
    g_ptr_array_unref(g.terms);
    return lh_entries_close(&g.e);
}
