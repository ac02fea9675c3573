/* Styles from files: what a style extends is laid below it, names become places. */
#include "internal.h"

#include "longhand/book.h"

#include <stdlib.h>
#include <string.h>

#define MOST_EXTENDS 8

typedef struct {
    const char *dir; /* where named styles lie */
    LhArena *arena;
    LhDiag *diag;
    GPtrArray *chain;      /* of paths, the style asked for first */
    const LhYamlNode *map; /* all of it, merged */
    RawStyle *raw;
} Loader;

/* Whether @path is, links followed, in the folder @folder or below it. */
static gboolean is_below(const char *folder, const char *path)
{
    char *real_folder = realpath(folder, NULL), *real_path = realpath(path, NULL);
    gsize length = real_folder ? strlen(real_folder) : 0;
    gboolean below = real_folder && real_path && !strncmp(real_folder, real_path, length) &&
                     (real_path[length] == '/' || length == 1);
    free(real_folder);
    free(real_path);
    return below;
}

/* Whether the style at @path may be extended: ours, or one that lies with the style that asks. */
static gboolean may_read(const Loader *loader, const char *path)
{
    if (!loader->chain->len || !g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autofree char *folder =
        g_path_get_dirname(g_ptr_array_index(loader->chain, loader->chain->len - 1));
    return is_below(folder, path) || is_below(loader->dir, path);
}

/* The file of a style: NAME.yaml beside the one that extends it or in the folder, or a path,
 * relative to the one that extends it. (transfer full) */
static char *find_file(const Loader *loader, const char *name)
{
    g_autofree char *parent =
        loader->chain->len
            ? g_path_get_dirname(g_ptr_array_index(loader->chain, loader->chain->len - 1))
            : NULL;
    if (g_str_has_suffix(name, ".yaml"))
        return g_path_is_absolute(name) || !parent ? g_strdup(name)
                                                   : g_build_filename(parent, name, NULL);
    g_autofree char *file = g_strconcat(name, ".yaml", NULL);
    g_autofree char *beside = parent ? g_build_filename(parent, file, NULL) : NULL;
    if (beside && g_file_test(beside, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&beside);
    return g_build_filename(loader->dir, file, NULL);
}

/* What the author knows the file as: "styles/NAME.yaml" for ours, the path for theirs. */
static const char *shown(const Loader *loader, const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *ours = g_build_filename(loader->dir, base, NULL);
    if (strcmp(ours, path))
        return lh_arena_strndup(loader->arena, path, -1);
    return lh_arena_printf(loader->arena, "styles/%s", base);
}

/* The text of a style's file; @from is where it is asked for. */
static char *read_file(Loader *loader, const char *name, const char *path, LhSource from)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    char *text = lh_book_read_text(path, &length, &error);
    if (text && length <= 1024 * 1024)
        return text;
    if (text) {
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "bad-style", NULL,
                    "the style %s is larger than 1 MiB", name);
    } else if (error->code == LH_BOOK_ERROR_MISSING) {
        g_autofree char *all = lh_folder_list(loader->dir, ".yaml");
        g_autofree char *hint = g_strdup_printf("there are %s; a file's name ends in .yaml", all);
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "no-style", hint, "there is no style %s",
                    name);
    } else {
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "bad-style", NULL, "%s", error->message);
    }
    g_free(text);
    return NULL;
}

/* Whether the style @name at @path may come next in the chain. */
static gboolean may_extend(Loader *loader, const char *name, const char *path, LhSource from)
{
    gboolean is_path = g_str_has_suffix(name, ".yaml");
    if ((!is_path && strchr(name, '/')) || !may_read(loader, path)) {
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "outside-book",
                    "name a style, or a .yaml file beside this one", "%s leads elsewhere", name);
        return FALSE;
    }
    for (guint i = 0; i < loader->chain->len; i++)
        if (!strcmp(path, g_ptr_array_index(loader->chain, i))) {
            lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "extends-itself",
                        "take one `extends` out", "this style extends itself in the end");
            return FALSE;
        }
    if (loader->chain->len < MOST_EXTENDS)
        return TRUE;
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, from, "too-deep", NULL,
                "a style has at most 8 others below it");
    return FALSE;
}

/* The nodes of a style, laid over those it extends; NULL = there are errors. */
static LhYamlNode *read_style(Loader *loader, const char *name, LhSource from)
{
    char *path = find_file(loader, name);
    gboolean allowed = may_extend(loader, name, path, from);
    g_ptr_array_add(loader->chain, path);
    g_autofree char *text = allowed ? read_file(loader, name, path, from) : NULL;
    if (!text)
        return NULL;
    LhYamlNode *map = lh_yaml_read(text, shown(loader, path), loader->arena, loader->diag);
    gboolean sound = map && lh_yaml_check(map, &lh_style_schema, loader->diag);
    const LhYamlNode *extends = map ? lh_yaml_find(map, "extends") : NULL;
    if (!extends || extends->kind != LH_YAML_SCALAR || !*extends->text)
        return sound ? map : NULL;
    LhYamlNode *base = read_style(loader, extends->text, extends->source);
    if (!base || !sound)
        return NULL;
    lh_yaml_merge(base, map);
    return base;
}

/* The node of a path in C's spelling. */
static LhSource source_of(const Loader *loader, const char *path)
{
    g_autofree char *written = g_strdelimit(g_strdup(path), "_", '-');
    const LhYamlNode *node = lh_yaml_find(loader->map, written);
    return node ? node->source : loader->map->source;
}

/* Complains of a name that stands for nothing; @names are those that do. */
static void complain_name(Loader *loader, LhSource source, const char *kind, const char *name,
                          GPtrArray *names)
{
    g_ptr_array_add(names, NULL);
    const char *nearest = lh_nearest(name, (const char *const *) names->pdata);
    g_autofree char *hint = nearest ? g_strdup_printf("did you mean %s?", nearest)
                                    : g_strdup_printf("name it below %ss", kind);
    g_autofree char *code = g_strdup_printf("unknown-%s", kind);
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source, g_intern_string(code), hint,
                "there is no %s called %s", kind, name);
}

static void resolve_ink(Loader *loader, LhInkRef *ref, const char *path)
{
    LhStyle *style = &loader->raw->style;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (unsigned i = 0; ref->name && i < style->n_inks; i++) {
        g_ptr_array_add(names, style->inks[i].name);
        if (!strcmp(style->inks[i].name, ref->name)) {
            ref->index = (guint8) i;
            return;
        }
    }
    if (ref->name)
        complain_name(loader, source_of(loader, path), "ink", ref->name, names);
}

/* The place of the face @name, asked for at @path; complains when there is none. */
static unsigned find_face(Loader *loader, const char *name, const char *path)
{
    LhStyle *style = &loader->raw->style;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (unsigned i = 0; i < style->n_faces; i++) {
        g_ptr_array_add(names, style->faces[i].name);
        if (!strcmp(style->faces[i].name, name))
            return i;
    }
    complain_name(loader, source_of(loader, path), "face", name, names);
    return 0;
}

/* "#RRGGBB" to three parts of 0…1. */
static gboolean parse_colour(const char *text, double *red, double *green, double *blue)
{
    int digit[6];
    if (strlen(text) != 7 || *text != '#')
        return FALSE;
    for (int i = 0; i < 6; i++)
        if ((digit[i] = g_ascii_xdigit_value(text[i + 1])) < 0)
            return FALSE;
    *red = (digit[0] * 16 + digit[1]) / 255.0;
    *green = (digit[2] * 16 + digit[3]) / 255.0;
    *blue = (digit[4] * 16 + digit[5]) / 255.0;
    return TRUE;
}

static void complain_colour(Loader *loader, const char *ink, const char *key, const char *text)
{
    const LhYamlNode *inks = lh_yaml_find(loader->map, "inks");
    const LhYamlNode *node = inks->first;
    while (strcmp(node->key, ink))
        node = node->next;
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, lh_yaml_find(node, key)->source, "bad-colour",
                "write \"#RRGGBB\"", "%s is no colour", text);
}

static void resolve_inks(Loader *loader)
{
    LhStyle *style = &loader->raw->style;
    style->n_inks = loader->raw->n_ink;
    style->inks = lh_arena_new0(loader->arena, LhInk, style->n_inks);
    for (unsigned i = 0; i < style->n_inks; i++) {
        const RawInk *raw = &loader->raw->ink[i];
        const char *screen = raw->screen ? raw->screen : raw->rgb;
        LhInk *ink = &style->inks[i];
        *ink = (LhInk){.name = raw->name,
                       .cyan = raw->cmyk[0],
                       .magenta = raw->cmyk[1],
                       .yellow = raw->cmyk[2],
                       .black = raw->cmyk[3]};
        if (!parse_colour(raw->rgb, &ink->red, &ink->green, &ink->blue))
            complain_colour(loader, raw->name, "rgb", raw->rgb);
        else if (!parse_colour(screen, &ink->screen_red, &ink->screen_green, &ink->screen_blue))
            complain_colour(loader, raw->name, "screen", screen);
    }
    for (const LhInkPlace *place = lh_style_inks; place->path; place++)
        resolve_ink(loader, G_STRUCT_MEMBER_P(style, place->offset), place->path);
}

static void resolve_faces(Loader *loader)
{
    LhStyle *style = &loader->raw->style;
    for (unsigned i = 0; i < style->n_faces; i++) {
        LhFaceStyle *face = &style->faces[i];
        g_autofree char *path = g_strconcat("faces.", face->name, ".fallback", NULL);
        g_autofree char *file_path = g_strconcat("faces.", face->name, ".file", NULL);
        if (face->scale == 0)
            face->scale = 1;
        if (strchr(face->file, '/') || *face->file == '.')
            lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, file_path), "bad-face",
                        "give its name only", "%s is no file of fonts/", face->file);
        for (unsigned k = 0; k < face->n_fallback; k++)
            find_face(loader, face->fallback[k], path);
    }
    for (int role = 0; role < LH_N_ROLES; role++) {
        LhTextStyle *text = &style->role[role];
        g_autofree char *path = g_strconcat("text.", lh_style_role_key[role], ".face", NULL);
        text->face_index = (guint8) find_face(loader, text->face, path);
    }
}

/* ---- Cards ---- */

/* The place of @name among the @n @names; complains at @path when it is none of them. */
static int find_word(Loader *loader, const char *path, const char *kind, const char *name,
                     const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (names[i] && !strcmp(names[i], name))
            return i;
    g_autofree char *all = g_strjoinv(", ", (char **) names + (names[0] == NULL));
    g_autofree char *hint = g_strdup_printf("write %s", all);
    g_autofree char *code = g_strdup_printf("unknown-%s", kind);
    lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, path), g_intern_string(code),
                hint, "%s is no %s", name, kind);
    return 0;
}

static void resolve_card(Loader *loader, LhCardStyle *card)
{
    static const char *const shapes[] = {"note",   "key",      "gotcha",  "tradeoff",
                                         "record", "labelled", "summary", NULL};
    static const char *const lists[] = {NULL, "tradeoffs", "records", "cases", NULL};
    const struct {
        LhInkRef *ref;
        const char *key;
    } inks[] = {{&card->fill, "fill"},           {&card->border, "border"},
                {&card->label_ink, "label-ink"}, {&card->rule, "rule"},
                {&card->title_ink, "title-ink"}, {&card->divider, "divider"}};
    g_autofree char *shape = g_strconcat("cards.", card->name, ".shape", NULL);
    g_autofree char *listed = g_strconcat("cards.", card->name, ".listed", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(inks); i++) {
        g_autofree char *path = g_strconcat("cards.", card->name, ".", inks[i].key, NULL);
        resolve_ink(loader, inks[i].ref, path);
    }
    card->shape =
        (LhCardKind) find_word(loader, shape, "shape", card->shape_name, shapes, LH_N_CARD_KINDS);
    if (card->listed_name)
        card->listed =
            (LhListed) find_word(loader, listed, "list", card->listed_name, lists, LH_N_LISTED);
}

/* Two kinds of one name: nobody could tell which is meant. */
static void check_card_name(Loader *loader, GHashTable *names, const LhCardStyle *card,
                            const char *name, gboolean alias)
{
    char *folded = g_ascii_strdown(name, -1);
    const LhCardStyle *other = g_hash_table_lookup(names, folded);
    g_autofree char *path = g_strconcat("cards.", card->name, alias ? ".aliases" : NULL, NULL);

    if (strpbrk(name, "[]|"))
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, path), "bad-card", NULL,
                    "“%s” can't be written in [!…]", name);
    if (other && other != card)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, path), "double-card",
                    "give it another name, or take that out of the other's aliases",
                    "“%s” means %s already", name, other->name);
    g_hash_table_insert(names, folded, (gpointer) card);
}

static void resolve_cards(Loader *loader)
{
    LhStyle *style = &loader->raw->style;
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (unsigned i = 0; i < style->n_cards; i++) {
        LhCardStyle *card = &style->cards[i];
        resolve_card(loader, card);
        check_card_name(loader, names, card, card->name, FALSE);
        for (unsigned k = 0; k < card->n_aliases; k++)
            check_card_name(loader, names, card, card->aliases[k], TRUE);
    }
    if (!g_hash_table_contains(names, "note"))
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "cards"), "no-note", NULL,
                    "there is no card called note, which unknown kinds become");
}

const LhCardStyle *lh_style_card(const LhStyle *style, const char *word)
{
    for (unsigned i = 0; i < style->n_cards; i++) {
        const LhCardStyle *card = &style->cards[i];
        if (!g_ascii_strcasecmp(card->name, word))
            return card;
        for (unsigned k = 0; k < card->n_aliases; k++)
            if (!g_ascii_strcasecmp(card->aliases[k], word))
                return card;
    }
    return NULL;
}

/* Measures that only make sense together. */
static void check_together(Loader *loader)
{
    const LhStyle *style = &loader->raw->style;
    double bottom = style->grid.last_row * style->grid.step;
    if (style->grid.first_row + 8 > style->grid.last_row)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "grid.last_row"), "bad-grid",
                    NULL, "a page needs at least 9 rows between first-row and last-row");
    if (bottom > style->page.height)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "grid.last_row"), "bad-grid",
                    NULL, "the last row lies %g points below the page",
                    bottom - style->page.height);
    if (style->page.measure > style->page.width)
        lh_diag_add(loader->diag, LH_SEVERITY_ERROR, source_of(loader, "page.measure"), "bad-grid",
                    NULL, "the measure is wider than the page");
}

static void load(Loader *loader, const char *name)
{
    loader->map = read_style(loader, name, (LhSource){0});
    if (!loader->map)
        return;
    loader->raw = lh_yaml_load(loader->map, &lh_style_schema, loader->arena, loader->diag);
    if (!loader->raw)
        return;
    resolve_inks(loader);
    resolve_cards(loader);
    resolve_faces(loader);
    check_together(loader);
}

/* The style's name: its file's, without .yaml. */
static char *stem(LhArena *arena, const char *name)
{
    g_autofree char *base = g_path_get_basename(name);
    gsize length = strlen(base);
    return lh_arena_strndup(arena, base,
                            (gssize) (g_str_has_suffix(base, ".yaml") ? length - 5 : length));
}

LhStyle *lh_style_load(const char *name, const char *dir, LhDiag *diag)
{
    g_autoptr(LhArena) arena = lh_arena_new();
    g_autoptr(GPtrArray) chain = g_ptr_array_new_with_free_func(g_free);
    Loader loader = {.dir = dir, .arena = arena, .diag = diag, .chain = chain};
    int before = lh_diag_count(diag, LH_SEVERITY_ERROR);
    load(&loader, name);
    if (lh_diag_count(diag, LH_SEVERITY_ERROR) > before)
        return NULL;
    loader.raw->style.name = stem(arena, name);
    loader.raw->style.extends = NULL;
    loader.raw->arena = g_steal_pointer(&arena);
    return &loader.raw->style;
}

void lh_style_free(LhStyle *style)
{
    if (style)
        lh_arena_free(((RawStyle *) style)->arena);
}
