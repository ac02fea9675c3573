/* The numbers of previews, from styles/preview/preview.yaml. */
#include "internal.h"

#include "longhand/book.h"
#include "longhand/yaml.h"

#define WHOLE(section, member)                                                                     \
    {                                                                                              \
        .key = #member,                                                                            \
        .data_offset = offsetof(LhPreviewLook, section.member) - offsetof(LhPreviewLook, section), \
        .value = {.type = CYAML_INT, .data_size = sizeof(int)},                                    \
    }
#define NUMBER(section, member)                                                                    \
    {                                                                                              \
        .key = #member,                                                                            \
        .data_offset = offsetof(LhPreviewLook, section.member) - offsetof(LhPreviewLook, section), \
        .value = {.type = CYAML_FLOAT, .data_size = sizeof(double)},                               \
    }
#define SECTION(section)                                                                           \
    {                                                                                              \
        .key = #section, .data_offset = offsetof(LhPreviewLook, section), .value = {               \
            .type = CYAML_MAPPING,                                                                 \
            .data_size = sizeof(((LhPreviewLook *) NULL)->section),                                \
            .mapping = {section##_fields},                                                         \
        }                                                                                          \
    }

static const cyaml_schema_field_t size_fields[] = {
    WHOLE(size, thumb),   WHOLE(size, page),         WHOLE(size, large),
    WHOLE(size, spread),  WHOLE(size, banner_width), WHOLE(size, banner_height),
    WHOLE(size, colours), WHOLE(size, page_bytes),   CYAML_FIELD_END};
static const cyaml_schema_field_t book_fields[] = {
    {.key = "desk",
     .data_offset = offsetof(LhPreviewLook, book.desk) - offsetof(LhPreviewLook, book),
     .value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 7, 7)}},
    NUMBER(book, margin),
    NUMBER(book, reach),
    NUMBER(book, drop),
    NUMBER(book, strength),
    NUMBER(book, gutter),
    NUMBER(book, gutter_strength),
    NUMBER(book, edge),
    NUMBER(book, banner_cover),
    NUMBER(book, banner_spread),
    NUMBER(book, banner_gap),
    NUMBER(book, banner_angle),
    CYAML_FIELD_END};
static const cyaml_schema_field_t mark_fields[] = {NUMBER(mark, scale), NUMBER(mark, foot),
                                                   CYAML_FIELD_END};
static const cyaml_schema_field_t fields[] = {SECTION(size), SECTION(book), SECTION(mark),
                                              CYAML_FIELD_END};
static const cyaml_schema_value_t top = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, LhPreviewLook, fields)};

static const LhYamlLimit limits[] = {
    {"size.colours", 2, 256}, {"size.page-bytes", 1000, 100e6},
    {"size.*", 16, 8000},     {"book.banner-angle", -30, 30},
    {"book.*", 0, 1},         {"mark.scale", 0.1, 4},
    {"mark.foot", 4, 72},
};

static const LhYamlSchema schema = {
    .top = &top, .limits = limits, .n_limits = G_N_ELEMENTS(limits)};

static void complain(LhDiag *diag, const char *message)
{
    lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){LH_PREVIEW_STYLE, 0, 0}, "unreadable", NULL,
                "%s", message);
}

LhPreviewLook *lh_preview_look_load(const char *dir, LhDiag *diag)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LhArena) arena = lh_arena_new();
    g_autofree char *path = g_build_filename(dir, "preview.yaml", NULL);
    g_autofree char *text = lh_book_read_text(path, NULL, &error);
    if (!text) {
        complain(diag, error->message);
        return NULL;
    }
    LhYamlNode *map = lh_yaml_read(text, LH_PREVIEW_STYLE, arena, diag);
    LhPreviewLook *look =
        map && lh_yaml_check(map, &schema, diag) ? lh_yaml_load(map, &schema, arena, diag) : NULL;
    if (look)
        look->arena = g_steal_pointer(&arena);
    return look;
}

void lh_preview_look_free(LhPreviewLook *look)
{
    if (look)
        lh_arena_free(look->arena);
}
