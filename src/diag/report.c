/* What a diagnostic looks like: a line for people, JSON for tools, the layout-defect report. */
#include "longhand/diag.h"

#include <string.h>

static const char *const severity_name[] = {"note", "warning", "error"};
static const char *const severity_colour[] = {"\033[36m", "\033[33m", "\033[31m"};

/* "file:line:column", as much of it as is known. */
static void append_place(GString *out, LhSource source)
{
    g_string_append(out, source.file ? source.file : "longhand");
    if (source.file && source.line > 0)
        g_string_append_printf(out, ":%d", source.line);
    if (source.file && source.line > 0 && source.column > 0)
        g_string_append_printf(out, ":%d", source.column);
}

static void append_item(GString *out, const LhDiagItem *item, gboolean colour)
{
    append_place(out, item->source);
    g_string_append_printf(out, ": %s%s:%s ", colour ? severity_colour[item->severity] : "",
                           severity_name[item->severity], colour ? "\033[0m" : "");
    if (item->page > 0)
        g_string_append_printf(out, "page %d: ", item->page);
    g_string_append(out, item->message);
    if (item->hint)
        g_string_append_printf(out, "; %s", item->hint);
    if (item->code)
        g_string_append_printf(out, " [%s]", item->code);
    g_string_append_c(out, '\n');
}

/* How many items of at least @least were counted but not kept. */
static int not_kept(const LhDiag *diag, LhSeverity least)
{
    int total = 0;
    for (int severity = least; severity <= LH_SEVERITY_ERROR; severity++)
        total += lh_diag_count(diag, severity);
    for (gsize i = 0; i < lh_diag_length(diag); i++)
        total -= lh_diag_peek(diag, i)->severity >= least;
    return total;
}

void lh_diag_print(const LhDiag *diag, FILE *out, LhSeverity least, gboolean colour)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        if (item->severity >= least)
            append_item(text, item, colour);
    }
    int more = not_kept(diag, least);
    if (more > 0)
        g_string_append_printf(text, "longhand: and %d more\n", more);
    fwrite(text->str, 1, text->len, out);
}

static void append_text_member(GString *out, const char *key, const char *value)
{
    if (!value)
        return;
    g_string_append_printf(out, ", \"%s\": ", key);
    lh_json_text(out, value);
}

static void append_number_member(GString *out, const char *key, int value)
{
    if (value > 0)
        g_string_append_printf(out, ", \"%s\": %d", key, value);
}

static void append_json(GString *out, const LhDiagItem *item)
{
    g_string_append_printf(out, "{\"severity\": \"%s\"", severity_name[item->severity]);
    append_text_member(out, "code", item->code);
    append_text_member(out, "file", item->source.file);
    append_number_member(out, "line", item->source.line);
    append_number_member(out, "column", item->source.column);
    append_number_member(out, "page", item->page);
    if (item->defect)
        append_text_member(out, "defect", lh_diag_defect_code(item->defect));
    append_text_member(out, "message", item->message);
    append_text_member(out, "hint", item->hint);
    g_string_append_c(out, '}');
}

/* @text as GitHub's commands want it; in a property more is escaped. */
static void append_escaped(GString *out, const char *text, gboolean property)
{
    for (; *text; text++)
        if (*text == '%' || *text == '\n' || *text == '\r' || (property && strchr(":,", *text)))
            g_string_append_printf(out, "%%%02X", (guchar) *text);
        else
            g_string_append_c(out, *text);
}

static void append_annotation(GString *out, const LhDiagItem *item, const char *folder)
{
    static const char *const commands[] = {"notice", "warning", "error"};

    g_string_append_printf(out, "::%s ", commands[item->severity]);
    if (item->source.file) {
        g_autofree char *path = *folder && !g_path_is_absolute(item->source.file)
                                    ? g_build_filename(folder, item->source.file, NULL)
                                    : g_strdup(item->source.file);
        g_string_append(out, "file=");
        append_escaped(out, path, TRUE);
        if (item->source.line > 0)
            g_string_append_printf(out, ",line=%d", item->source.line);
        if (item->source.line > 0 && item->source.column > 0)
            g_string_append_printf(out, ",col=%d", item->source.column);
        g_string_append_c(out, ',');
    }
    g_string_append(out, "title=");
    append_escaped(out, item->code ? item->code : "longhand", TRUE);
    g_string_append(out, "::");
    if (item->page > 0)
        g_string_append_printf(out, "page %d: ", item->page);
    append_escaped(out, item->message, FALSE);
    if (item->hint) {
        g_string_append(out, "; ");
        append_escaped(out, item->hint, FALSE);
    }
    g_string_append_c(out, '\n');
}

char *lh_diag_github(const LhDiag *diag, const char *folder, LhSeverity least)
{
    GString *out = g_string_new(NULL);

    for (gsize i = 0; i < lh_diag_length(diag); i++)
        if (lh_diag_peek(diag, i)->severity >= least)
            append_annotation(out, lh_diag_peek(diag, i), folder);
    int more = not_kept(diag, least);
    if (more > 0)
        g_string_append_printf(out, "::notice title=longhand::and %d more\n", more);
    return g_string_free(out, FALSE);
}

char *lh_diag_json(const LhDiag *diag)
{
    GString *out = g_string_new("[");
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        g_string_append(out, i ? ",\n " : "\n ");
        append_json(out, lh_diag_peek(diag, i));
    }
    g_string_append(out, "\n]\n");
    return g_string_free(out, FALSE);
}

/* What the report calls the number of each defect. */
static const char *const count_names[LH_N_DEFECTS] = {
    [LH_DEFECT_OFF_GRID] = "off_grid",
    [LH_DEFECT_OVERFULL] = "overfull",
    [LH_DEFECT_OVERFLOW] = "overflow",
    [LH_DEFECT_WIDOW] = "widows",
    [LH_DEFECT_ORPHAN] = "orphans",
    [LH_DEFECT_STRANDED_HEADING] = "stranded_headings",
    [LH_DEFECT_MISSING_GLYPH] = "missing_glyphs",
    [LH_DEFECT_LOST_TEXT] = "lost_text",
    [LH_DEFECT_WRAPPED_CODE_LINE] = "wrapped_code_lines",
    [LH_DEFECT_SHORT_PAGE] = "short_pages",
};

gboolean lh_diag_write_report(const LhDiag *diag, const char *path, int n_pages, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    gboolean first = TRUE;
    g_string_append_printf(out, "{\n\"pages\": %d", n_pages);
    for (int defect = LH_DEFECT_NONE + 1; defect < LH_N_DEFECTS; defect++)
        g_string_append_printf(out, ",\n\"%s\": %d", count_names[defect],
                               lh_diag_defects(diag, defect));
    g_string_append(out, ",\n\"items\": [");
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        if (!item->defect)
            continue;
        g_string_append(out, first ? "\n" : ",\n");
        append_json(out, item);
        first = FALSE;
    }
    g_string_append(out, "\n]\n}\n");
    return lh_write_beside(path, out->str, out->len, error);
}
