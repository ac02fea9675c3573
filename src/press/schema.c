/* What a printer's file may say, for libcyaml and for the checks before it. */
#include "internal.h"

#define AT(section, member)   (offsetof(LhPrinter, section.member) - offsetof(LhPrinter, section))
#define SIZE(section, member) sizeof(((LhPrinter *) NULL)->section.member)

#define FIELD(section, member, kind, flag)                                                         \
    {                                                                                              \
        .key = #member, .data_offset = AT(section, member), .value = {                             \
            .type = kind,                                                                          \
            .flags = flag,                                                                         \
            .data_size = SIZE(section, member)                                                     \
        }                                                                                          \
    }
#define NUMBER(section, member)         FIELD(section, member, CYAML_FLOAT, 0)
#define NUMBER_OR_NONE(section, member) FIELD(section, member, CYAML_FLOAT, CYAML_FLAG_OPTIONAL)
#define WHOLE(section, member)          FIELD(section, member, CYAML_INT, 0)
#define YES_NO(section, member)         FIELD(section, member, CYAML_BOOL, 0)
#define YES_NO_OR_NONE(section, member) FIELD(section, member, CYAML_BOOL, CYAML_FLAG_OPTIONAL)
#define WORDS(section, member, flag)                                                               \
    {                                                                                              \
        .key = #member, .data_offset = AT(section, member), .value = {                             \
            CYAML_VALUE_STRING(CYAML_FLAG_POINTER | (flag), char, 1, 400)                          \
        }                                                                                          \
    }
#define LIST(section, member, entry_, least)                                                       \
    {                                                                                              \
        .key = #member, .data_offset = AT(section, member),                                        \
        .count_offset = AT(section, n_##member), .count_size = SIZE(section, n_##member),          \
        .value = {                                                                                 \
            .type = CYAML_SEQUENCE,                                                                \
            .flags = CYAML_FLAG_POINTER,                                                           \
            .data_size = sizeof(*((LhPrinter *) NULL)->section.member),                            \
            .sequence = {.entry = &(entry_), .min = (least), .max = 64}                            \
        }                                                                                          \
    }
#define ORIGIN(section) WORDS(section, source, 0), WORDS(section, checked, 0)

static const cyaml_schema_value_t number_value = {.type = CYAML_FLOAT, .data_size = sizeof(double)};
static const cyaml_schema_value_t word_value = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, 60)};

static const cyaml_schema_field_t paper_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, LhPaper, name, 1, 60),
    CYAML_FIELD_FLOAT("thickness", 0, LhPaper, thickness), CYAML_FIELD_END};
static const cyaml_schema_value_t paper_value = {CYAML_VALUE_MAPPING(0, LhPaper, paper_fields)};

static const cyaml_schema_field_t pdf_fields[] = {
    ORIGIN(pdf), WORDS(pdf, type, 0), NUMBER(pdf, version), LIST(pdf, without, word_value, 0),
    CYAML_FIELD_END};
static const cyaml_schema_field_t boxes_fields[] = {ORIGIN(boxes),
                                                    YES_NO(boxes, trim),
                                                    YES_NO(boxes, crop),
                                                    YES_NO(boxes, slug),
                                                    NUMBER(boxes, inner),
                                                    NUMBER(boxes, outer),
                                                    NUMBER(boxes, top),
                                                    NUMBER(boxes, bottom),
                                                    YES_NO(boxes, bleed_optional),
                                                    NUMBER_OR_NONE(boxes, crop_marks),
                                                    NUMBER_OR_NONE(boxes, mark_offset),
                                                    YES_NO_OR_NONE(boxes, registration_marks),
                                                    CYAML_FIELD_END};
static const cyaml_schema_field_t colour_fields[] = {
    ORIGIN(colour),
    LIST(colour, spaces, word_value, 1),
    NUMBER(colour, ink_limit),
    WORDS(colour, condition, CYAML_FLAG_OPTIONAL),
    WORDS(colour, condition_info, CYAML_FLAG_OPTIONAL),
    WORDS(colour, profile, CYAML_FLAG_OPTIONAL),
    WORDS(colour, separation, CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_END};
static const cyaml_schema_field_t text_fields[] = {ORIGIN(text), NUMBER(text, size),
                                                   NUMBER(text, several_inks), CYAML_FIELD_END};
static const cyaml_schema_field_t lines_fields[] = {ORIGIN(lines), NUMBER(lines, weight),
                                                    NUMBER(lines, several_inks),
                                                    NUMBER(lines, tint), CYAML_FIELD_END};
static const cyaml_schema_field_t images_fields[] = {ORIGIN(images), NUMBER(images, resolution),
                                                     CYAML_FIELD_END};
static const cyaml_schema_field_t pages_fields[] = {
    ORIGIN(pages),          WHOLE(pages, least),       WHOLE(pages, most),
    WHOLE(pages, multiple), YES_NO(pages, last_blank), CYAML_FIELD_END};
static const cyaml_schema_field_t margins_fields[] = {ORIGIN(margins),
                                                      NUMBER(margins, outer),
                                                      NUMBER(margins, top),
                                                      NUMBER(margins, bottom),
                                                      NUMBER(margins, without_bleed),
                                                      LIST(margins, gutter, number_value, 1),
                                                      LIST(margins, gutter_pages, number_value, 1),
                                                      CYAML_FIELD_END};
static const cyaml_schema_field_t cover_fields[] = {ORIGIN(cover),
                                                    LIST(cover, papers, paper_value, 0),
                                                    NUMBER(cover, spine_extra),
                                                    WHOLE(cover, spine_text_from),
                                                    NUMBER(cover, spine_text_clear),
                                                    NUMBER(cover, bleed),
                                                    NUMBER(cover, barcode_width),
                                                    NUMBER(cover, barcode_height),
                                                    CYAML_FIELD_END};

#define SECTION(section)                                                                           \
    {                                                                                              \
        .key = #section, .data_offset = offsetof(LhPrinter, section), .value = {                   \
            .type = CYAML_MAPPING,                                                                 \
            .data_size = sizeof(((LhPrinter *) NULL)->section),                                    \
            .mapping = {section##_fields}                                                          \
        }                                                                                          \
    }

static const cyaml_schema_field_t top_fields[] = {
    CYAML_FIELD_STRING_PTR("extends", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhPrinter, extends,
                           1, 200),
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, LhPrinter, name, 1, 200),
    SECTION(pdf),
    SECTION(boxes),
    SECTION(colour),
    SECTION(text),
    SECTION(lines),
    SECTION(images),
    SECTION(pages),
    SECTION(margins),
    SECTION(cover),
    CYAML_FIELD_SEQUENCE_COUNT("advice", CYAML_FLAG_POINTER, LhPrinter, advice, n_advice,
                               &word_value, 0, 64),
    CYAML_FIELD_END};

static const cyaml_schema_value_t top = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, LhPrinter, top_fields)};

/* No sheet and no book is larger. */
static const LhYamlLimit limits[] = {
    {"pdf.version", 1.3, 2.0},
    {"boxes.crop-marks", 0, 72},
    {"boxes.mark-offset", 0, 72},
    {"boxes.*", 0, 72},
    {"colour.ink-limit", 0, 400},
    {"text.*", 0, 72},
    {"lines.tint", 0, 100},
    {"lines.*", 0, 20},
    {"images.resolution", 0, 4800},
    {"pages.multiple", 1, 64},
    {"pages.*", 1, 10000},
    {"margins.gutter-pages", 1, 10000},
    {"margins.*", 0, 400},
    {"cover.papers.*", 0.01, 5},
    {"cover.spine-text-from", 0, 10000},
    {"cover.*", 0, 400},
    {"*", 0, 10000},
};

const LhYamlSchema lh_printer_schema = {
    .top = &top,
    .limits = limits,
    .n_limits = G_N_ELEMENTS(limits),
    .whole_hint = "give it, or start the file with `extends: offset`",
};
