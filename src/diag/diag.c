/* The list of errors, warnings and defects. */
#include "longhand/diag.h"

#include <string.h>

/* Items kept; what comes after is only counted, so that no manuscript fills the memory. */
#define MOST_ITEMS 50000

/* Bytes of a message or hint; an author's line may be a megabyte long. */
#define LONGEST 800

struct LhDiag {
    GArray *items; /* of LhDiagItem */
    int count[LH_SEVERITY_ERROR + 1];
    int defects[LH_N_DEFECTS];
};

static void clear_item(gpointer data)
{
    LhDiagItem *item = data;
    g_free(item->message);
    g_free(item->hint);
}

LhDiag *lh_diag_new(void)
{
    LhDiag *diag = g_new0(LhDiag, 1);
    diag->items = g_array_new(FALSE, TRUE, sizeof(LhDiagItem));
    g_array_set_clear_func(diag->items, clear_item);
    return diag;
}

void lh_diag_free(LhDiag *diag)
{
    if (!diag)
        return;
    g_array_unref(diag->items);
    g_free(diag);
}

/* Cuts @text to LONGEST bytes, on a character. */
static void cut(char *text)
{
    if (strlen(text) <= LONGEST)
        return;
    char *end = g_utf8_find_prev_char(text, text + LONGEST - 2);
    strcpy(end, "…");
}

/* @text fit for one line of a terminal: valid UTF-8, no control characters, not endless. */
static char *one_line(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    cut(valid);
    GString *out = g_string_sized_new(strlen(valid));
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\n' || c == '\t')
            g_string_append_c(out, ' ');
        else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            g_string_append_printf(out, "\\x%02x", c);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void push(LhDiag *diag, LhDiagItem item)
{
    diag->count[item.severity]++;
    if (item.defect)
        diag->defects[item.defect]++;
    if (diag->items->len < MOST_ITEMS)
        g_array_append_val(diag->items, item);
    else
        clear_item(&item);
}

/* Adds @item with its message and hint made safe. */
static void add(LhDiag *diag, LhDiagItem item, const char *message, const char *hint)
{
    if (item.source.file) {
        g_autofree char *file = one_line(item.source.file);
        item.source.file = g_intern_string(file);
    }
    item.message = one_line(message);
    item.hint = hint ? one_line(hint) : NULL;
    push(diag, item);
}

void lh_diag_add(LhDiag *diag, LhSeverity severity, LhSource source, const char *code,
                 const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    add(diag, (LhDiagItem){.severity = severity, .source = source, .code = code}, message, hint);
}

void lh_diag_add_on(LhDiag *diag, LhSeverity severity, LhSource source, int page, const char *code,
                    const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    LhDiagItem item = {.severity = severity, .source = source, .page = page, .code = code};
    add(diag, item, message, hint);
}

static const char *const defect_code[LH_N_DEFECTS] = {
    [LH_DEFECT_NONE] = "none",
    [LH_DEFECT_OFF_GRID] = "off-grid",
    [LH_DEFECT_OVERFULL] = "overfull",
    [LH_DEFECT_OVERFLOW] = "overflow",
    [LH_DEFECT_WIDOW] = "widow",
    [LH_DEFECT_ORPHAN] = "orphan",
    [LH_DEFECT_STRANDED_HEADING] = "stranded-heading",
    [LH_DEFECT_MISSING_GLYPH] = "missing-glyph",
    [LH_DEFECT_LOST_TEXT] = "lost-text",
    [LH_DEFECT_WRAPPED_CODE_LINE] = "wrapped-code-line",
    [LH_DEFECT_SHORT_PAGE] = "short-page",
};

const char *lh_diag_defect_code(LhDefect defect)
{
    g_assert(defect < LH_N_DEFECTS);
    return defect_code[defect];
}

void lh_diag_defect(LhDiag *diag, LhDefect defect, LhSource source, int page, const char *format,
                    ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    LhDiagItem item = {.severity = LH_SEVERITY_WARNING,
                       .defect = defect,
                       .source = source,
                       .page = page,
                       .code = lh_diag_defect_code(defect)};
    add(diag, item, message, NULL);
}

void lh_diag_append(LhDiag *diag, LhDiag *from)
{
    guint room = MOST_ITEMS - MIN(diag->items->len, MOST_ITEMS);
    guint kept = MIN(room, from->items->len);
    g_array_append_vals(diag->items, from->items->data, kept);
    for (guint i = kept; i < from->items->len; i++)
        clear_item(&g_array_index(from->items, LhDiagItem, i));
    for (int i = 0; i <= LH_SEVERITY_ERROR; i++)
        diag->count[i] += from->count[i];
    for (int i = 0; i < LH_N_DEFECTS; i++)
        diag->defects[i] += from->defects[i];
    g_array_set_clear_func(from->items, NULL);
    g_array_set_size(from->items, 0);
    g_array_set_clear_func(from->items, clear_item);
    memset(from->count, 0, sizeof from->count);
    memset(from->defects, 0, sizeof from->defects);
}

void lh_diag_forget(LhDiag *diag, LhDefect defect)
{
    guint kept = 0;
    for (guint i = 0; i < diag->items->len; i++) {
        LhDiagItem *item = &g_array_index(diag->items, LhDiagItem, i);
        if (item->defect == defect)
            clear_item(item);
        else
            g_array_index(diag->items, LhDiagItem, kept++) = *item;
    }
    g_array_set_clear_func(diag->items, NULL);
    g_array_set_size(diag->items, kept);
    g_array_set_clear_func(diag->items, clear_item);
    diag->count[LH_SEVERITY_WARNING] -= diag->defects[defect];
    diag->defects[defect] = 0;
}

void lh_diag_add_copy(LhDiag *diag, const LhDiagItem *item)
{
    LhDiagItem copy = *item;
    copy.message = g_strdup(item->message);
    copy.hint = g_strdup(item->hint);
    push(diag, copy);
}

void lh_diag_add_copies(LhDiag *diag, const LhDiag *from, gsize first)
{
    for (gsize i = first; i < from->items->len; i++)
        lh_diag_add_copy(diag, lh_diag_peek(from, i));
}

typedef struct {
    LhDiagRankFunc rank;
    gpointer data;
} Ranking;

static int compare_items(gconstpointer a, gconstpointer b, gpointer data)
{
    const LhDiagItem *left = a, *right = b;
    const Ranking *ranking = data;
    int left_rank = ranking->rank(left->source.file, ranking->data);
    int right_rank = ranking->rank(right->source.file, ranking->data);
    if (left_rank != right_rank)
        return left_rank < right_rank ? -1 : 1;
    int by_file = g_strcmp0(left->source.file, right->source.file);
    if (by_file)
        return by_file;
    if (left->source.line != right->source.line)
        return left->source.line < right->source.line ? -1 : 1;
    return (left->source.column > right->source.column) -
           (left->source.column < right->source.column);
}

void lh_diag_sort(LhDiag *diag, LhDiagRankFunc rank, gpointer data)
{
    Ranking ranking = {rank, data};
    g_array_sort_with_data(diag->items, compare_items, &ranking);
}

int lh_diag_count(const LhDiag *diag, LhSeverity severity)
{
    return diag->count[severity];
}

int lh_diag_defects(const LhDiag *diag, LhDefect defect)
{
    return diag->defects[defect];
}

gsize lh_diag_length(const LhDiag *diag)
{
    return diag->items->len;
}

const LhDiagItem *lh_diag_peek(const LhDiag *diag, gsize index)
{
    g_assert(index < diag->items->len);
    return &g_array_index(diag->items, LhDiagItem, index);
}
