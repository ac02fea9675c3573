/* book.yaml. */
#include "internal.h"
#include "longhand/yaml.h"

#include <string.h>

#define FILE_NAME "book.yaml"

typedef struct {
    char *front, *spine, *back, *code, *language, *circle, *note, *price;
} Cover;

/* What is not said is worked out from the map: the defaults are not all FALSE. */
typedef struct {
    gboolean half_title, title, copyright, contents, cards, listings;
    char *dedication;
} Front;

typedef struct {
    gboolean glossary, index, index_definitions, index_listings, colophon;
    char *colophon_text;
} Back;

typedef struct {
    char **chapters, **headings, **pages, **show;
    unsigned n_chapters, n_headings, n_pages, n_show;
    char *fraction, *notice, *closing, *buy;
} Sample;

typedef struct {
    char *title, *subtitle, *author, *edition, *version, *isbn, *language, *date, *copyright, *style, *output;
    Cover cover;
    Front front;
    Back back;
    Sample sample;
    char **editions;
    unsigned n_editions;
} Metadata;

/* A text may be long (a copyright page, a blurb), but no chapter. */
#define TEXT(member, flag)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER | (flag), Metadata, member, 1, 20000)
#define COVER_TEXT(member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, Cover, member, 1,    \
                           20000)

static const cyaml_schema_field_t cover_fields[] = {COVER_TEXT(front), COVER_TEXT(spine),
                                                    COVER_TEXT(back), COVER_TEXT(code),
                                                    COVER_TEXT(language), COVER_TEXT(circle),
                                                    COVER_TEXT(note), COVER_TEXT(price),
                                                    CYAML_FIELD_END};

#define FRONT(key, member) CYAML_FIELD_BOOL(key, CYAML_FLAG_OPTIONAL, Front, member)
static const cyaml_schema_field_t front_fields[] = {
    FRONT("half_title", half_title),
    FRONT("title", title),
    FRONT("copyright", copyright),
    FRONT("contents", contents),
    FRONT("cards", cards),
    FRONT("listings", listings),
    CYAML_FIELD_STRING_PTR("dedication", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, Front,
                           dedication, 1, 2000),
    CYAML_FIELD_END};

#define BACK(member) CYAML_FIELD_BOOL(#member, CYAML_FLAG_OPTIONAL, Back, member)
static const cyaml_schema_field_t back_fields[] = {
    BACK(glossary),
    BACK(index),
    BACK(index_definitions),
    BACK(index_listings),
    BACK(colophon),
    CYAML_FIELD_STRING_PTR("colophon_text", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, Back,
                           colophon_text, 1, 20000),
    CYAML_FIELD_END};

static const cyaml_schema_value_t sample_word = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 400)};

#define SAMPLE_LIST(member)                                                                        \
    CYAML_FIELD_SEQUENCE_COUNT(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, Sample, member,  \
                               n_##member, &sample_word, 1, 1000)
#define SAMPLE_TEXT(member)                                                                        \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, Sample, member, 1,   \
                           4000)
static const cyaml_schema_field_t sample_fields[] = {
    SAMPLE_LIST(chapters), SAMPLE_LIST(headings), SAMPLE_LIST(pages),  SAMPLE_LIST(show),
    SAMPLE_TEXT(fraction), SAMPLE_TEXT(notice),   SAMPLE_TEXT(closing), SAMPLE_TEXT(buy),
    CYAML_FIELD_END};

static const cyaml_schema_value_t edition_name = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 100)};

static const cyaml_schema_field_t fields[] = {
    TEXT(title, 0),
    TEXT(subtitle, CYAML_FLAG_OPTIONAL),
    TEXT(author, CYAML_FLAG_OPTIONAL),
    TEXT(edition, CYAML_FLAG_OPTIONAL),
    TEXT(version, CYAML_FLAG_OPTIONAL),
    TEXT(isbn, CYAML_FLAG_OPTIONAL),
    TEXT(language, CYAML_FLAG_OPTIONAL),
    TEXT(date, CYAML_FLAG_OPTIONAL),
    TEXT(copyright, CYAML_FLAG_OPTIONAL),
    TEXT(style, CYAML_FLAG_OPTIONAL),
    TEXT(output, CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_SEQUENCE_COUNT("editions", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, Metadata,
                               editions, n_editions, &edition_name, 1, 50),
    CYAML_FIELD_IGNORE("run", CYAML_FLAG_OPTIONAL), /* its keys are languages: take_run() */
    CYAML_FIELD_IGNORE("lint", CYAML_FLAG_OPTIONAL), /* a map or a list: take_lints() */
    CYAML_FIELD_MAPPING("sample", CYAML_FLAG_OPTIONAL, Metadata, sample, sample_fields),
    CYAML_FIELD_MAPPING("cover", CYAML_FLAG_OPTIONAL, Metadata, cover, cover_fields),
    CYAML_FIELD_MAPPING("front", CYAML_FLAG_OPTIONAL, Metadata, front, front_fields),
    CYAML_FIELD_MAPPING("back", CYAML_FLAG_OPTIONAL, Metadata, back, back_fields),
    CYAML_FIELD_END};

static const cyaml_schema_value_t top = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, Metadata, fields)};

static const LhYamlSchema schema = {.top = &top};

static void complain(LhDiag *diag, const LhYamlNode *map, const char *key, const char *hint,
                     const char *value, const char *message)
{
    const LhYamlNode *node = lh_yaml_find(map, key);
    lh_diag_add(diag, LH_SEVERITY_ERROR, node->source, "bad-value", hint, "%s \"%s\" %s", key,
                value, message);
}

/* Whether the last of the digits of an ISBN-10 or ISBN-13 agrees with the others. */
static gboolean isbn_is_sound(const char *isbn)
{
    int digit[13], n = 0, sum = 0;
    for (; *isbn; isbn++)
        if (n < 13 && g_ascii_isdigit(*isbn))
            digit[n++] = *isbn - '0';
        else if (n == 9 && (*isbn == 'X' || *isbn == 'x'))
            digit[n++] = 10;
        else if (*isbn != '-' && *isbn != ' ')
            return FALSE;
    for (int i = 0; i < n; i++)
        sum += n == 10 ? digit[i] * (10 - i) : digit[i] * (i % 2 ? 3 : 1);
    return (n == 10 && sum % 11 == 0) || (n == 13 && sum % 10 == 0);
}

/* YYYY, YYYY-MM or YYYY-MM-DD, a day that exists. */
static gboolean is_date(const char *text)
{
    if (!g_regex_match_simple("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", text, G_REGEX_DOLLAR_ENDONLY,
                              0))
        return FALSE;
    int month = text[4] ? atoi(text + 5) : 1;
    int day = text[4] && text[7] ? atoi(text + 8) : 1;
    return g_date_valid_dmy((GDateDay) day, (GDateMonth) month, (GDateYear) atoi(text));
}

static gboolean is_file_stem(const char *text)
{
    return !strpbrk(text, "/\\\n\r\t") && *text != '.' && *text != '-' && strlen(text) <= 200;
}

static void check_values(const Metadata *data, const LhYamlNode *map, LhDiag *diag)
{
    if (data->isbn && !isbn_is_sound(data->isbn))
        complain(diag, map, "isbn", "copy it again, or leave it out until you have one", data->isbn,
                 "is no ISBN: its check digit is wrong");
    if (data->date && !is_date(data->date))
        complain(diag, map, "date", "write it as 2026-11-21", data->date, "is no date");
    if (data->language && !g_regex_match_simple("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
                                                data->language, G_REGEX_DOLLAR_ENDONLY, 0))
        complain(diag, map, "language", "write a code like en, en-GB or de", data->language,
                 "is no language code");
    if (data->output && !is_file_stem(data->output))
        complain(diag, map, "output", "give the name only; `-o` chooses the folder", data->output,
                 "is no file name");
}

/* The style's name, or its full path when it is a file of the book. */
static char *find_style(const LhBook *book, const char *style, const LhYamlNode *map, LhDiag *diag)
{
    if (!g_str_has_suffix(style, ".yaml"))
        return lh_arena_strndup(book->arena, style, -1);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = lh_resolve_in(book, book->root, style, &error);
    if (!path)
        lh_diag_add(diag, LH_SEVERITY_ERROR, lh_yaml_find(map, "style")->source, "no-file", NULL,
                    "%s", error->message);
    return lh_arena_strndup(book->arena, path, -1);
}

/* What @map says at @path, else @otherwise. */
static gboolean choose(const LhYamlNode *map, const char *path, gboolean said, gboolean otherwise)
{
    return lh_yaml_find(map, path) ? said : otherwise;
}

static void take_pages(LhBook *book, const Metadata *data, const LhYamlNode *map)
{
    const Front *front = &data->front;
    const Back *back = &data->back;

    book->pages = (LhBookPages){
        .half_title = front->half_title,
        .title = choose(map, "front.title", front->title, TRUE),
        .copyright =
            choose(map, "front.copyright", front->copyright, data->copyright || data->isbn),
        .dedication = front->dedication,
        .contents = choose(map, "front.contents", front->contents, TRUE),
        .cards = choose(map, "front.cards", front->cards, TRUE),
        .listings = choose(map, "front.listings", front->listings, TRUE),
        .glossary = choose(map, "back.glossary", back->glossary, TRUE),
        .colophon = back->colophon || back->colophon_text,
        .colophon_text = back->colophon_text,
        .index = choose(map, "back.index", back->index, TRUE),
        .index_definitions = choose(map, "back.index-definitions", back->index_definitions, TRUE),
        .index_listings = choose(map, "back.index-listings", back->index_listings, TRUE),
    };
}

/* ---- run: what runs the listings */

#define LONGEST_RUN 600.0 /* seconds */

static void take_limit(LhBook *book, const LhYamlNode *node, LhDiag *diag)
{
    char *end = NULL;
    double limit = node->kind == LH_YAML_SCALAR ? g_ascii_strtod(node->text, &end) : 0;
    if (end && end != node->text && !*end && limit > 0 && limit <= LONGEST_RUN)
        book->run_limit = limit;
    else
        lh_diag_add(diag, LH_SEVERITY_ERROR, node->source, "bad-value", NULL,
                    "run.limit is a number of seconds, at most %g", LONGEST_RUN);
}

static void take_runner(LhBook *book, const LhYamlNode *node, LhDiag *diag)
{
    if (node->kind != LH_YAML_SCALAR || !node->text[strspn(node->text, " ")]) {
        lh_diag_add(diag, LH_SEVERITY_ERROR, node->source, "bad-value",
                    "write it as python: python3.13", "run.%s names no program", node->key);
        return;
    }
    g_autofree char *lower = g_utf8_strdown(node->key, -1);
    book->runners[book->n_runners++] = (LhRunner){
        .language = lh_arena_strndup(book->arena, lower, -1),
        .command = lh_arena_strndup(book->arena, node->text, -1),
        .source = node->source,
    };
}

/* `run: {python: python3.13, limit: 20}` */
static void take_run(LhBook *book, const LhYamlNode *map, LhDiag *diag)
{
    const LhYamlNode *run = lh_yaml_find(map, "run");
    gsize n = 0;
    if (!run || (run->kind == LH_YAML_SCALAR && run->plain && !*run->text))
        return;
    if (run->kind != LH_YAML_MAP) {
        lh_diag_add(diag, LH_SEVERITY_ERROR, run->source, "wrong-type",
                    "write languages and what runs them below it, indented", "run must be a map");
        return;
    }
    for (const LhYamlNode *node = run->first; node; node = node->next)
        n++;
    book->runners = lh_arena_new0(book->arena, LhRunner, n);
    for (const LhYamlNode *node = run->first; node; node = node->next)
        if (!strcmp(node->key, "limit"))
            take_limit(book, node, diag);
        else
            take_runner(book, node, diag);
}

/* ---- lint: what `check` looks for */

/* Whether @node says yes or no, into @on. */
static gboolean read_switch(const LhYamlNode *node, gboolean *on)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};
    for (gsize i = 0; node->kind == LH_YAML_SCALAR && i < G_N_ELEMENTS(words); i++)
        if (!g_ascii_strcasecmp(node->text, words[i])) {
            *on = i % 2 == 1;
            return TRUE;
        }
    return FALSE;
}

/* One of a map (`straight-quotes: no`), or of a list of codes that are left out. */
static void take_lint(LhBook *book, const LhYamlNode *node, gboolean listed, LhDiag *diag)
{
    const char *code = listed ? node->text : node->key;
    gboolean on = FALSE;
    if (listed ? node->kind != LH_YAML_SCALAR || !*node->text : !read_switch(node, &on)) {
        lh_diag_add(diag, LH_SEVERITY_ERROR, node->source, "bad-value",
                    "write straight-quotes: no, or a list of codes", "lint%s%s is neither yes nor no",
                    listed ? "" : ".", listed ? "" : code);
        return;
    }
    book->lints[book->n_lints++] =
        (LhLintSwitch){lh_arena_strndup(book->arena, code, -1), on, node->source};
}

/* `lint: {straight-quotes: no}` or `lint: [straight-quotes]` */
static void take_lints(LhBook *book, const LhYamlNode *map, LhDiag *diag)
{
    const LhYamlNode *lint = lh_yaml_find(map, "lint");
    gsize n = 0;
    if (!lint || (lint->kind == LH_YAML_SCALAR && lint->plain && !*lint->text))
        return;
    if (lint->kind == LH_YAML_SCALAR) {
        lh_diag_add(diag, LH_SEVERITY_ERROR, lint->source, "wrong-type",
                    "write the codes that are left out as a list, [straight-quotes, article]",
                    "lint must be a list or a map");
        return;
    }
    for (const LhYamlNode *node = lint->first; node; node = node->next)
        n++;
    book->lints = lh_arena_new0(book->arena, LhLintSwitch, n);
    for (const LhYamlNode *node = lint->first; node; node = node->next)
        take_lint(book, node, lint->kind != LH_YAML_MAP, diag);
}

/* The @n words of @list with a NULL after them; NULL for none. */
static char **end_list(LhArena *arena, char **list, unsigned n)
{
    if (n == 0)
        return NULL;
    char **ended = lh_arena_new0(arena, char *, n + 1);
    memcpy(ended, list, n * sizeof(char *));
    return ended;
}

/* "10%" -> 10; 0 with an error when it is no part of a whole. */
static double take_fraction(const char *text, const LhYamlNode *map, LhDiag *diag)
{
    char *end;
    double value = g_ascii_strtod(text, &end);
    while (*end == ' ')
        end++;
    if (strcmp(end, "%") == 0 && value > 0 && value <= 100)
        return value;
    complain(diag, map, "sample.fraction", "write it as 10%", text, "is no part of the book");
    return 0;
}

static gboolean is_web_address(const char *text)
{
    return g_regex_match_simple("^https?://[^\\s\"<>\\\\]+$", text,
                                G_REGEX_DOLLAR_ENDONLY | G_REGEX_CASELESS, 0);
}

static void take_sample(LhBook *book, const Sample *said, const LhYamlNode *map, LhDiag *diag)
{
    const LhYamlNode *node = lh_yaml_find(map, "sample");
    LhBookSample *sample = &book->sample;
    if (!node)
        return;
    sample->source = node->source;
    sample->chapters = end_list(book->arena, said->chapters, said->n_chapters);
    sample->headings = end_list(book->arena, said->headings, said->n_headings);
    sample->pages = end_list(book->arena, said->pages, said->n_pages);
    sample->show = end_list(book->arena, said->show, said->n_show);
    sample->fraction = said->fraction ? take_fraction(said->fraction, map, diag) : 0;
    sample->notice = said->notice;
    sample->closing = said->closing;
    sample->buy = said->buy;
    if (said->buy && !is_web_address(said->buy))
        complain(diag, map, "sample.buy", "write it as https://example.org/book", said->buy,
                 "is no address of the web");
}

void lh_metadata_read(LhBook *book, const char *text, LhDiag *diag)
{
    LhYamlNode *map = lh_yaml_read(text, FILE_NAME, book->arena, diag);
    if (!map || !lh_yaml_check(map, &schema, diag))
        return;
    const Metadata *data = lh_yaml_load(map, &schema, book->arena, diag);
    if (!data)
        return;
    check_values(data, map, diag);
    book->title = data->title;
    book->subtitle = data->subtitle;
    book->author = data->author;
    book->edition = data->edition;
    book->version = data->version;
    book->isbn = data->isbn;
    book->language = data->language;
    book->date = data->date;
    book->copyright = data->copyright;
    book->output = data->output;
    if (data->n_editions) {
        book->editions = end_list(book->arena, data->editions, data->n_editions);
    }
    take_pages(book, data, map);
    take_run(book, map, diag);
    take_lints(book, map, diag);
    take_sample(book, &data->sample, map, diag);
    book->cover_front = data->cover.front;
    book->cover_spine = data->cover.spine;
    book->cover_back = data->cover.back;
    book->cover_code = data->cover.code;
    book->cover_language = data->cover.language;
    book->cover_circle = data->cover.circle;
    book->cover_note = data->cover.note;
    book->cover_price = data->cover.price;
    if (data->style)
        book->style = find_style(book, data->style, map, diag);
}
