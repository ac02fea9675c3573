/* Printers from files: what one extends is laid below it, words become sets. */
#include "internal.h"
#include "preflight.h"

#include "longhand/book.h"

#include <string.h>

#define MOST_EXTENDS 4
#define OURS         "styles/printers/" /* how our own files are told */
#define GENERIC      "generic-coated.icc"

typedef struct {
    const char *dir; /* where named printers lie */
    LhArena *arena;
    LhDiag *diag;
    const LhYamlNode *map; /* all of it, merged */
    LhPrinter *printer;
} Loader;

/* A word of a list and the bit it stands for. */
typedef struct {
    const char *word;
    unsigned bit;
} Word;

static const Word without_words[] = {
    {"bookmarks", LH_WITHOUT_BOOKMARKS},
    {"annotations", LH_WITHOUT_ANNOTATIONS},
    {"forms", LH_WITHOUT_FORMS},
    {"scripts", LH_WITHOUT_SCRIPTS},
    {"attachments", LH_WITHOUT_ATTACHMENTS},
    {"metadata", LH_WITHOUT_METADATA},
    {"tags", LH_WITHOUT_TAGS},
    {"transparency", LH_WITHOUT_TRANSPARENCY},
    {"layers", LH_WITHOUT_LAYERS},
    {"hidden-text", LH_WITHOUT_HIDDEN_TEXT},
    {"encryption", LH_WITHOUT_ENCRYPTION},
    {NULL, 0},
};
static const Word space_words[] = {
    {"grey", LH_SPACE_GREY}, {"cmyk", LH_SPACE_CMYK}, {"rgb", LH_SPACE_RGB},
    {"spot", LH_SPACE_SPOT}, {"icc", LH_SPACE_ICC},   {NULL, 0},
};
static const Word type_words[] = {
    {"plain", LH_PDF_PLAIN},
    {"x-1a-2001", LH_PDF_X1A_2001},
    {"x-1a-2003", LH_PDF_X1A_2003},
    {"x-4", LH_PDF_X4},
    {NULL, 0},
};

/* ---- Files ---- */

static void complain_unread(Loader *loader, const char *name, LhSource from, const GError *error)
{
    if (error->code != LH_BOOK_ERROR_MISSING) {
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "bad-printer", NULL, "%s",
                    error->message);
        return;
    }
    g_autofree char *all = lh_folder_list(loader->dir, ".yaml");
    g_autofree char *hint = g_strdup_printf("there are %s; a file's name ends in .yaml", all);
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "no-printer", hint, "there is no printer %s",
                name);
}

/* The nodes of one file; NULL = there are errors. @from is where it is asked for. */
static LhYamlNode *read_file(Loader *loader, const char *name, LhSource from)
{
    g_autoptr(GError) error = NULL;
    gboolean ours = !g_str_has_suffix(name, ".yaml");
    g_autofree char *path = ours ? g_strdup_printf("%s/%s.yaml", loader->dir, name) : NULL;
    if (ours && strchr(name, '/')) {
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "no-printer",
                    "a file's name ends in .yaml", "there is no printer %s", name);
        return NULL;
    }
    g_autofree char *text = lh_book_read_text(ours ? path : name, NULL, &error);
    if (!text) {
        complain_unread(loader, name, from, error);
        return NULL;
    }
    const char *shown = ours ? lh_arena_printf(loader->arena, OURS "%s.yaml", name)
                             : lh_arena_strndup(loader->arena, name, -1);
    LhYamlNode *map = lh_yaml_read(text, shown, loader->arena, loader->diag);
    return map && lh_yaml_check(map, &lh_printer_schema, loader->diag) ? map : NULL;
}

/* The nodes of a printer, laid over those it extends: one of ours, so that nothing else is read. */
static LhYamlNode *read_printer(Loader *loader, const char *name, LhSource from, int depth)
{
    LhYamlNode *map = read_file(loader, name, from);
    const LhYamlNode *extends = map ? lh_yaml_find(map, "extends") : NULL;
    if (!extends)
        return map;
    if (depth == MOST_EXTENDS || g_str_has_suffix(extends->text, ".yaml")) {
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, extends->source, "bad-extends",
                    "name a printer that comes with the program", "%s cannot be extended from here",
                    extends->text);
        return NULL;
    }
    LhYamlNode *base = read_printer(loader, extends->text, extends->source, depth + 1);
    if (!base)
        return NULL;
    lh_yaml_merge(base, map);
    return base;
}

/* ---- Words ---- */

static LhSource source_of(const Loader *loader, const char *path)
{
    const LhYamlNode *node = lh_yaml_find(loader->map, path);
    return node ? node->source : loader->map->source;
}

/* "a, b, c" (transfer full) */
static char *all_words(const Word *words)
{
    GString *all = g_string_new(NULL);
    for (const Word *w = words; w->word; w++)
        g_string_append_printf(all, "%s%s", w == words ? "" : ", ", w->word);
    return g_string_free(all, FALSE);
}

/* The bit of @word at @path; 0 with an error when there is none. */
static unsigned find_word(Loader *loader, const char *path, const char *word, const Word *words)
{
    for (const Word *w = words; w->word; w++)
        if (strcmp(w->word, word) == 0)
            return w->bit;
    g_autofree char *all = all_words(words);
    g_autofree char *hint = g_strdup_printf("it is one of %s", all);
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, path), "unknown-word", hint,
                "“%s” says nothing here", word);
    return 0;
}

static unsigned find_words(Loader *loader, const char *path, char **list, unsigned n,
                           const Word *words)
{
    unsigned set = 0;
    for (unsigned i = 0; i < n; i++)
        set |= find_word(loader, path, list[i], words);
    return set;
}

static void check_date(Loader *loader, const char *path, const char *date)
{
    g_autoptr(GDate) day = g_date_new();
    int year = 0, month = 0, number = 0;
    if (strlen(date) == 10 && sscanf(date, "%4d-%2d-%2d", &year, &month, &number) == 3 &&
        year > 0 && month > 0 && number > 0 &&
        g_date_valid_dmy((GDateDay) number, (GDateMonth) month, (GDateYear) year))
        return;
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, path), "bad-date",
                "write it as 2026-11-20", "“%s” is no day", date);
}

static void check_dates(Loader *loader)
{
    const LhPrinter *p = loader->printer;
    check_date(loader, "pdf.checked", p->pdf.checked);
    check_date(loader, "boxes.checked", p->boxes.checked);
    check_date(loader, "colour.checked", p->colour.checked);
    check_date(loader, "text.checked", p->text.checked);
    check_date(loader, "lines.checked", p->lines.checked);
    check_date(loader, "images.checked", p->images.checked);
    check_date(loader, "pages.checked", p->pages.checked);
    check_date(loader, "margins.checked", p->margins.checked);
    check_date(loader, "cover.checked", p->cover.checked);
}

/* What one number can't say alone. */
static void check_together(Loader *loader)
{
    const LhPrinter *p = loader->printer;
    if (p->margins.n_gutter != p->margins.n_gutter_pages)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "margins.gutter"),
                    "bad-gutter", "give one gutter for each of gutter-pages",
                    "%u gutters for %u steps of pages", p->margins.n_gutter,
                    p->margins.n_gutter_pages);
    if (p->pages.least > p->pages.most)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "pages.least"), "bad-pages",
                    NULL, "the least number of pages is above the most");
    if (lh_printer_is_pdfx(p) && !p->colour.condition)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "colour"), "missing-key",
                    "name the registered condition, like FOGRA39", "PDF/X wants a condition");
}

/* A profile lies beside the file that names it at @key; one of ours beside our printers, wherever
 * they lie. */
static char *resolve_profile(Loader *loader, const char *key, char *name)
{
    const char *file = source_of(loader, key).file;
    if (!name || g_path_is_absolute(name))
        return name;
    g_autofree char *folder =
        g_str_has_prefix(file, OURS) ? g_strdup(loader->dir) : g_path_get_dirname(file);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return lh_arena_strndup(loader->arena, path, -1);
}

static void resolve_profiles(Loader *loader)
{
    LhPrinter *p = loader->printer;
    p->colour.profile = resolve_profile(loader, "colour.profile", p->colour.profile);
    p->colour.separation = resolve_profile(loader, "colour.separation", p->colour.separation);
    if (!p->colour.separation)
        p->colour.separation = p->colour.profile
                                   ? p->colour.profile
                                   : lh_arena_printf(loader->arena, "%s/" GENERIC, loader->dir);
}

static void resolve(Loader *loader)
{
    LhPrinter *p = loader->printer;
    p->pdf.kind = (LhPdfType) find_word(loader, "pdf.type", p->pdf.type, type_words);
    p->pdf.forbidden =
        find_words(loader, "pdf.without", p->pdf.without, p->pdf.n_without, without_words);
    p->colour.allowed =
        find_words(loader, "colour.spaces", p->colour.spaces, p->colour.n_spaces, space_words);
    for (unsigned i = 0; i < p->n_advice; i++)
        if (!lh_pf_is_rule(p->advice[i]))
            lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "advice"),
                        "unknown-word", "see the manual's rules", "“%s” is no rule", p->advice[i]);
    resolve_profiles(loader);
    check_dates(loader);
    check_together(loader);
}

/* ---- All ---- */

LhPrinter *lh_printer_load(const char *name, const char *dir, LhDiag *diag)
{
    g_autoptr(LhArena) arena = lh_arena_new();
    Loader loader = {.dir = dir, .arena = arena, .diag = diag};
    int before = lh_diag_count(diag, LH_SEVERITY_ERROR);
    loader.map = read_printer(&loader, name, (LhSource){0}, 0);
    if (loader.map)
        loader.printer = lh_yaml_load(loader.map, &lh_printer_schema, arena, diag);
    if (loader.printer)
        resolve(&loader);
    if (!loader.printer || lh_diag_count(diag, LH_SEVERITY_ERROR) > before)
        return NULL;
    loader.printer->extends = NULL;
    loader.printer->arena = g_steal_pointer(&arena);
    return loader.printer;
}

void lh_printer_free(LhPrinter *printer)
{
    if (printer)
        lh_arena_free(printer->arena);
}

double lh_printer_gutter(const LhPrinter *printer, int pages)
{
    unsigned last = printer->margins.n_gutter - 1;
    for (unsigned i = 0; i < last; i++)
        if (pages <= printer->margins.gutter_pages[i])
            return printer->margins.gutter[i];
    return printer->margins.gutter[last];
}

gboolean lh_printer_is_pdfx(const LhPrinter *printer)
{
    return printer->pdf.kind != LH_PDF_PLAIN;
}
