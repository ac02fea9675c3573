/* What was found: gathered a page at a time, the worst of its kind, and told. */
#include "preflight.h"

#include <math.h>
#include <string.h>

/* A page has at most this many different findings, a file this many in all. */
#define MOST_PER_PAGE 200
#define MOST_FINDINGS 20000

/* Every rule: its code, what is wrong, and what to do. */
static const struct {
    const char *rule, *message;
} rules[] = {
    /* the file */
    {"pdf-version", "the PDF version is newer than the printer takes"},
    {"object-streams", "objects are packed into streams, which this PDF version does not know"},
    {"encryption", "the file is encrypted"},
    {"pdfx-version", "the file does not say the PDF/X version that the printer takes"},
    {"output-intent", "the output intent is not the printer's"},
    {"output-profile", "PDF/X-4 wants the press's ICC profile in its output intent"},
    {"trapped", "Info does not say whether the file is trapped"},
    {"file-id", "the file has no ID"},
    {"info-keys", "Info lacks what PDF/X wants"},
    {"xmp-disagrees", "XMP and Info say different things"},
    {"bookmarks", "the file has bookmarks"},
    {"form-fields", "the file has a form"},
    {"scripts", "the file has an action"},
    {"attachments", "the file has files attached"},
    {"metadata", "the file has metadata"},
    {"tags", "the file has tags"},
    {"layers", "the file has layers"},
    {"page-count", "the number of pages is not one that the printer takes"},
    {"page-multiple", "the number of pages is no multiple of the printer's"},
    {"last-page", "the last page is not empty"},
    /* a page */
    {"box-missing", "the page lacks a box"},
    {"box-nesting", "a box is not inside the one around it"},
    {"box-size", "the page is larger or smaller than its trim and bleed"},
    {"trim-size", "the page's trim is not that of the first page"},
    {"crop-box", "the CropBox cuts the page"},
    {"bleed", "the bleed is not the printer's"},
    {"rotated", "the page is turned or scaled by its dictionary"},
    {"annotations", "the page has annotations"},
    /* what is drawn */
    {"colour-space", "a colour space that the printer does not take"},
    {"ink-limit", "more ink than the paper holds"},
    {"transparency", "live transparency"},
    {"transfer-curve", "a transfer curve or halftone of its own"},
    {"font-not-embedded", "a font is not embedded"},
    {"text-size", "text is too small"},
    {"text-inks", "text in several inks is too small"},
    {"hidden-text", "text that is not drawn"},
    {"safe-zone", "text stands too near to the trim"},
    {"gutter", "text stands too near to the binding"},
    {"line-weight", "a line is too thin"},
    {"line-inks", "a line in several inks is too thin"},
    {"line-tint", "a line is too pale"},
    {"image-resolution", "a picture has too few pixels"},
    {"image-format", "a picture is of a kind that the printer does not take"},
    {"broken-content", "what is drawn can't be read"},
};

/* A finding and how far it is from its limit. */
typedef struct {
    LhFinding finding;
    double off;
} Entry;

struct LhPreflight {
    char *path, *printer;
    const char *const *advice; /* borrowed while checking */
    unsigned n_advice;
    GArray *entries;   /* of Entry */
    GHashTable *known; /* "rule value" of this page -> index + 1 */
    int page;          /* of `known` */
    int n_pages;
    int counts[2]; /* errors, warnings */
    gboolean ours;
};

static void entry_clear(gpointer data)
{
    Entry *entry = data;
    g_free(entry->finding.value);
    g_free(entry->finding.limit);
}

LhPreflight *lh_preflight_new(const char *path, const LhPrinter *printer)
{
    LhPreflight *preflight = g_new0(LhPreflight, 1);
    g_autofree char *shown = g_filename_display_name(path);
    preflight->path = g_steal_pointer(&shown);
    preflight->printer = g_strdup(printer->name);
    preflight->advice = (const char *const *) printer->advice;
    preflight->n_advice = printer->n_advice;
    preflight->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_array_set_clear_func(preflight->entries, entry_clear);
    preflight->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return preflight;
}

void lh_preflight_free(LhPreflight *preflight)
{
    if (!preflight)
        return;
    g_array_unref(preflight->entries);
    g_hash_table_unref(preflight->known);
    g_free(preflight->path);
    g_free(preflight->printer);
    g_free(preflight);
}

/* ---- Gathering ---- */

static const char *message_of(const char *rule)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (strcmp(rules[i].rule, rule) == 0)
            return rules[i].message;
    g_assert_not_reached();
}

gboolean lh_pf_is_rule(const char *rule)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (strcmp(rules[i].rule, rule) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_advice(const LhPreflight *preflight, const char *rule)
{
    for (unsigned i = 0; i < preflight->n_advice; i++)
        if (strcmp(preflight->advice[i], rule) == 0)
            return TRUE;
    return FALSE;
}

/* Rounded; what is far off, or no number, is brought near. */
static double tenths(double value)
{
    return isnan(value) ? 0 : round(CLAMP(value, -99999, 99999) * 10) / 10 + 0.0;
}

/* Where @box begins, from the trim's top left. */
static void place(const LhPf *pf, LhFinding *finding, const LhPfBox *box)
{
    finding->placed = box != NULL;
    if (!box)
        return;
    finding->x = tenths(box->x1 - pf->trim.x1);
    finding->y = tenths(pf->trim.y2 - box->y2);
}

/* The entry of @key on this page; NULL = new, and @full says that there are enough. */
static Entry *find_entry(LhPf *pf, const char *key, gboolean *full)
{
    LhPreflight *r = pf->result;
    if (r->page != pf->page)
        g_hash_table_remove_all(r->known);
    r->page = pf->page;
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(r->known, key));
    *full = r->entries->len >= MOST_FINDINGS || g_hash_table_size(r->known) >= MOST_PER_PAGE;
    return index ? &g_array_index(r->entries, Entry, index - 1) : NULL;
}

/* Adds a finding; takes @key, @value and @limit. */
static void add(LhPf *pf, const char *rule, const LhPfBox *box, char *key, char *value, char *limit,
                double off)
{
    LhPreflight *r = pf->result;
    Entry new = {.off = off};
    LhFinding *f = &new.finding;
    *f = (LhFinding){.rule = rule, .page = pf->page, .count = 1, .value = value, .limit = limit};
    f->advice = is_advice(r, rule);
    f->message = message_of(rule);
    place(pf, f, box);
    r->counts[f->advice]++;
    g_array_append_val(r->entries, new);
    g_hash_table_insert(r->known, key, GUINT_TO_POINTER(r->entries->len));
}

void lh_pf_word(LhPf *pf, const char *rule, const LhPfBox *box, const char *value,
                const char *limit)
{
    g_autofree char *shown = g_utf8_make_valid(value, -1);
    for (char *p = shown; *p; p++)
        *p = (guchar) *p < ' ' || *p == 0x7f ? '?' : *p;
    g_autofree char *key = g_strdup_printf("%s %s", rule, shown);
    gboolean full;
    Entry *entry = find_entry(pf, key, &full);
    if (entry)
        entry->finding.count += entry->finding.count < G_MAXINT;
    else if (!full)
        add(pf, rule, box, g_steal_pointer(&key), g_steal_pointer(&shown), g_strdup(limit), 0);
}

/* "0.25 pt" (transfer full) */
static char *measure(const char *before, double value, const char *unit)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(digits, sizeof digits, "%.2f", fabs(value) < 0.005 ? 0 : value);
    gsize n = strlen(digits);
    while (digits[n - 1] == '0')
        digits[--n] = '\0';
    if (digits[n - 1] == '.')
        digits[n - 1] = '\0';
    return g_strconcat(before, digits, unit, NULL);
}

void lh_pf_number(LhPf *pf, const char *rule, const LhPfBox *box, double value, const char *unit,
                  double limit, gboolean most)
{
    double off = most ? value - limit : limit - value;
    gboolean full;
    Entry *entry = find_entry(pf, rule, &full);
    if (!entry && full)
        return;
    if (!entry) {
        add(pf, rule, box, g_strdup(rule), measure("", value, unit),
            measure(most ? "at most " : "at least ", limit, unit), off);
        return;
    }
    entry->finding.count += entry->finding.count < G_MAXINT;
    if (off <= entry->off)
        return;
    entry->off = off;
    g_free(entry->finding.value);
    entry->finding.value = measure("", value, unit);
    place(pf, &entry->finding, box);
}

static int compare_pages(gconstpointer a, gconstpointer b)
{
    return ((const Entry *) a)->finding.page - ((const Entry *) b)->finding.page;
}

void lh_pf_take(LhPreflight *preflight, LhPreflight *other)
{
    for (guint i = 0; i < other->entries->len && preflight->entries->len < MOST_FINDINGS; i++) {
        Entry *entry = &g_array_index(other->entries, Entry, i);
        g_array_append_val(preflight->entries, *entry);
        preflight->counts[entry->finding.advice]++;
        entry->finding.value = entry->finding.limit = NULL;
    }
}

void lh_pf_finish(LhPreflight *preflight, int pages)
{
    preflight->n_pages = pages;
    g_array_sort(preflight->entries, compare_pages); /* GLib's is stable */
    g_hash_table_remove_all(preflight->known);
    preflight->advice = NULL;
    preflight->n_advice = 0;
}

int lh_preflight_count(const LhPreflight *preflight, gboolean advice)
{
    return preflight->counts[advice ? 1 : 0];
}

gsize lh_preflight_length(const LhPreflight *preflight)
{
    return preflight->entries->len;
}

const LhFinding *lh_preflight_peek(const LhPreflight *preflight, gsize index)
{
    return &g_array_index(preflight->entries, Entry, index).finding;
}

int lh_preflight_pages(const LhPreflight *preflight)
{
    return preflight->n_pages;
}

void lh_pf_set_ours(LhPreflight *preflight)
{
    preflight->ours = TRUE;
}

gboolean lh_preflight_is_ours(const LhPreflight *preflight)
{
    return preflight->ours;
}

void lh_preflight_trace(LhPreflight *preflight, LhSourceFunc trace, gpointer data)
{
    for (guint i = 0; i < preflight->entries->len; i++) {
        LhFinding *f = &g_array_index(preflight->entries, Entry, i).finding;
        if (!f->placed)
            continue;
        LhSource source = trace(f->page, f->x, f->y, data);
        f->source = (LhSource){g_intern_string(source.file), source.line, source.column};
    }
}

/* ---- Telling ---- */

/* "what is wrong: value; asked: limit (12 times)" (transfer full) */
static char *sentence(const LhFinding *f)
{
    g_autofree char *times =
        f->count > 1 ? g_strdup_printf(" (%d times on the page)", f->count) : g_strdup("");
    return g_strdup_printf("%s: %s%s%s%s", f->message, f->value, f->limit ? "; asked: " : "",
                           f->limit ? f->limit : "", f->page ? times : "");
}

static void append_coordinate(GString *out, const char *before, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(out, before);
    g_string_append(out, g_ascii_formatd(digits, sizeof digits, "%.1f", value));
}

static void append_line(GString *out, const LhPreflight *preflight, const LhFinding *f,
                        gboolean colour)
{
    g_autofree char *text = sentence(f);
    g_string_append_printf(out, "%s: %s%s:%s ", preflight->path,
                           colour ? (f->advice ? "\033[33m" : "\033[31m") : "",
                           f->advice ? "warning" : "error", colour ? "\033[0m" : "");
    if (f->page)
        g_string_append_printf(out, "page %d", f->page);
    if (f->placed) {
        append_coordinate(out, " at ", f->x);
        append_coordinate(out, ",", f->y);
    }
    if (f->source.line)
        g_string_append_printf(out, " (%s:%d)", f->source.file, f->source.line);
    g_string_append_printf(out, "%s%s [%s]\n", f->page ? ": " : "", text, f->rule);
}

void lh_preflight_print(const LhPreflight *preflight, FILE *out, gboolean colour)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < lh_preflight_length(preflight); i++)
        append_line(text, preflight, lh_preflight_peek(preflight, i), colour);
    fwrite(text->str, 1, text->len, out);
}

static void append_text_member(GString *out, const char *key, const char *text)
{
    g_string_append_printf(out, "\"%s\": ", key);
    if (text)
        lh_json_text(out, text);
    else
        g_string_append(out, "null");
}

static void append_json(GString *out, const LhFinding *f)
{
    g_string_append(out, "{");
    append_text_member(out, "rule", f->rule);
    g_string_append(out, ", ");
    append_text_member(out, "severity", f->advice ? "warning" : "error");
    if (f->page)
        g_string_append_printf(out, ", \"page\": %d", f->page);
    else
        g_string_append(out, ", \"page\": null");
    if (f->placed) {
        append_coordinate(out, ", \"x\": ", f->x);
        append_coordinate(out, ", \"y\": ", f->y);
    } else {
        g_string_append(out, ", \"x\": null, \"y\": null");
    }
    g_string_append(out, ", ");
    append_text_member(out, "source", f->source.line ? f->source.file : NULL);
    if (f->source.line)
        g_string_append_printf(out, ", \"line\": %d", f->source.line);
    else
        g_string_append(out, ", \"line\": null");
    g_string_append_printf(out, ", \"count\": %d, ", f->count);
    append_text_member(out, "value", f->value);
    g_string_append(out, ", ");
    append_text_member(out, "limit", f->limit);
    g_string_append(out, ", ");
    append_text_member(out, "message", f->message);
    g_string_append_c(out, '}');
}

char *lh_preflight_json(const LhPreflight *preflight)
{
    GString *out = g_string_new("{");
    append_text_member(out, "file", preflight->path);
    g_string_append(out, ", ");
    append_text_member(out, "printer", preflight->printer);
    g_string_append_printf(out,
                           ", \"pages\": %d, \"errors\": %d, \"warnings\": %d,\n \"findings\": [",
                           preflight->n_pages, preflight->counts[0], preflight->counts[1]);
    for (gsize i = 0; i < lh_preflight_length(preflight); i++) {
        g_string_append(out, i ? ",\n  " : "\n  ");
        append_json(out, lh_preflight_peek(preflight, i));
    }
    g_string_append(out, "]}\n");
    return g_string_free(out, FALSE);
}

void lh_preflight_report(const LhPreflight *preflight, LhDiag *diag)
{
    for (gsize i = 0; i < lh_preflight_length(preflight); i++) {
        const LhFinding *f = lh_preflight_peek(preflight, i);
        g_autofree char *text = sentence(f);
        g_autofree char *where = f->page ? g_strdup_printf("page %d: ", f->page) : g_strdup("");
        LhSource source = f->source.line ? f->source : (LhSource){.file = preflight->path};
        lh_diag_add(diag, f->advice ? LH_SEVERITY_WARNING : LH_SEVERITY_ERROR, source, f->rule,
                    NULL, "%s%s", where, text);
    }
}
