/* Index entries where they are written: comments taken apart as makeindex does it, definitions'
 * terms, and the names that listings define. */
#include "setter.h"

#include <string.h>

/* The first of @mark outside `code` in [text, end), or @end. */
static const char *find_outside_code(const char *text, const char *end, char mark)
{
    gboolean code = FALSE;

    for (; text < end; text++) {
        if (*text == '`')
            code = !code;
        else if (*text == mark && !code)
            return text;
    }
    return end;
}

static const char *trimmed(LhSetter *setter, const char *from, const char *to)
{
    while (from < to && g_ascii_isspace(*from))
        from++;
    while (to > from && g_ascii_isspace(to[-1]))
        to--;
    return lh_arena_strndup(setter->arena, from, to - from);
}

/* "key@term", or only the term, which is then its own key. */
static void read_level(LhSetter *setter, LhIndexMark *mark, int level, const char *from,
                       const char *to)
{
    const char *at = find_outside_code(from, to, '@');

    mark->keys[level] = trimmed(setter, from, at);
    mark->terms[level] = at < to ? trimmed(setter, at + 1, to) : mark->keys[level];
    if (mark->keys[level][0] == '\0')
        mark->keys[level] = mark->terms[level];
}

/* "GIL!free threading": FALSE = a level is empty, or there are too many. */
static gboolean read_levels(LhSetter *setter, LhIndexMark *mark, const char *from, const char *to)
{
    for (int level = 0; level < LH_INDEX_LEVELS; level++) {
        const char *end = find_outside_code(from, to, '!');
        read_level(setter, mark, level, from, end);
        if (mark->terms[level][0] == '\0')
            return FALSE;
        if (end == to)
            return TRUE;
        from = end + 1;
    }
    return FALSE;
}

/* The text between the braces of "see{…}"; NULL = @command is none. */
static const char *read_see(LhSetter *setter, const char *command, const char *word)
{
    gsize n = strlen(word), length = strlen(command);

    if (!g_str_has_prefix(command, word) || command[n] != '{' || command[length - 1] != '}')
        return NULL;
    return trimmed(setter, command + n + 1, command + length - 1);
}

/* What stands after the bar; FALSE = nothing that we know. */
static gboolean read_command(LhSetter *setter, LhIndexMark *mark, const char *command)
{
    static const struct {
        const char *name;
        LhIndexKind kind;
    } commands[] = {
        {"", LH_INDEX_PLACE}, {"(", LH_INDEX_OPEN}, {")", LH_INDEX_CLOSE}, {"main", LH_INDEX_MAIN}};

    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        if (strcmp(command, commands[i].name) == 0) {
            mark->kind = commands[i].kind;
            return TRUE;
        }
    mark->kind = LH_INDEX_SEE;
    mark->see = read_see(setter, command, "see");
    if (mark->see == NULL) {
        mark->kind = LH_INDEX_SEE_ALSO;
        mark->see = read_see(setter, command, "seealso");
    }
    return mark->see && mark->see[0];
}

static void keep(LhSetter *setter, gconstpointer what, LhIndexMark *mark, const char *id)
{
    if (id)
        mark->anchor = lh_arena_printf(setter->arena, "%s#%s", setter->tree->chapter->name, id);
    g_array_append_val(setter->galley->index, *mark);
    g_hash_table_insert(setter->indexed, (gpointer) what, (gpointer) id);
}

static gboolean is_known(LhSetter *setter, gconstpointer what, const char **id)
{
    gpointer known = NULL;
    gboolean found = g_hash_table_lookup_extended(setter->indexed, what, NULL, &known);

    *id = known;
    return found;
}

static const char *place_id(LhSetter *setter, const char *kind, LhSource source)
{
    return lh_arena_printf(setter->arena, "%s-%d-%d", kind, source.line, source.column);
}

const char *lh_index_comment(LhSetter *setter, const LhInline *comment)
{
    const char *text = comment->text, *id;
    LhIndexMark mark = {.source = comment->source};

    if (is_known(setter, comment, &id))
        return id;
    const char *end = text + strlen(text), *bar = find_outside_code(text, end, '|');
    const char *command = bar < end ? trimmed(setter, bar + 1, end) : "";
    if (!read_levels(setter, &mark, text, bar) || !read_command(setter, &mark, command)) {
        lh_diag_add(
            setter->context->diag, LH_SEVERITY_ERROR, comment->source, "bad-index",
            "write term, term!sub, and after it |main, |(, |), |see{term} or |seealso{term}",
            "the index entry “%s” is not understood", text);
        g_hash_table_insert(setter->indexed, (gpointer) comment, NULL);
        return NULL;
    }
    id = mark.see ? NULL : place_id(setter, "index", comment->source);
    keep(setter, comment, &mark, id);
    return id;
}

/* Appends @first as an index term: its text, code between backticks. */
static void write_term(const LhInline *first, GString *out)
{
    for (const LhInline *inl = first; inl; inl = inl->next) {
        if (inl->kind == LH_INLINE_TEXT && inl->text)
            g_string_append(out, inl->text);
        else if (inl->kind == LH_INLINE_CODE && inl->text)
            g_string_append_printf(out, "`%s`", inl->text);
        else
            write_term(inl->first, out);
    }
}

/* Whether the author sends the reader of @term elsewhere. */
static gboolean is_sent_on(const LhSetter *setter, const char *term)
{
    const GArray *index = setter->galley->index;

    for (guint i = 0; i < index->len; i++) {
        const LhIndexMark *mark = &g_array_index(index, LhIndexMark, i);
        if (mark->kind == LH_INDEX_SEE && !mark->terms[1] && strcmp(mark->terms[0], term) == 0)
            return TRUE;
    }
    return FALSE;
}

const char *lh_index_definition(LhSetter *setter, const LhBlock *definition)
{
    const LhInline *term = definition->text;
    g_autoptr(GString) text = g_string_new(NULL);
    LhIndexMark mark = {.kind = LH_INDEX_MAIN, .source = definition->source};
    const char *id;

    if (setter->tree == NULL || !setter->context->book->pages.index_definitions)
        return NULL;
    if (is_known(setter, definition, &id))
        return id;
    while (term && term->kind != LH_INLINE_STRONG)
        term = term->next;
    if (term == NULL)
        return NULL;
    write_term(term->first, text);
    mark.terms[0] = mark.keys[0] = trimmed(setter, text->str, text->str + text->len);
    if (mark.terms[0][0] == '\0' || is_sent_on(setter, mark.terms[0]))
        return NULL;
    id = place_id(setter, "term", definition->source);
    keep(setter, definition, &mark, id);
    return id;
}

const char *lh_index_name(LhSetter *setter, const LhBlock *listing, const char *name, int line)
{
    LhIndexMark mark = {.kind = LH_INDEX_PLACE, .source = listing->source};
    LhSource source = {.line = listing->source.line, .column = line + 1};

    mark.terms[0] = mark.keys[0] = lh_arena_printf(setter->arena, "`%s`", name);
    const char *id = place_id(setter, "name", source);
    mark.anchor = lh_arena_printf(setter->arena, "%s#%s", setter->tree->chapter->name, id);
    g_array_append_val(setter->galley->index, mark);
    return id;
}
