/* What a style may say, for libcyaml and for the checks before it. */
#include "fields.h"
#include "internal.h"

#define MEMBER(section, member) (((LhStyle *) NULL)->section.member)
#define AT(section, member)     (offsetof(LhStyle, section.member) - offsetof(LhStyle, section))

#define FIELD(section, member, name, kind, flag)                                                   \
    {.key = name,                                                                                  \
     .data_offset = AT(section, member),                                                           \
     .value = {.type = kind, .flags = flag, .data_size = sizeof MEMBER(section, member)}},

/* A name of an ink or a face. */
#define NAME_VALUE(flag)                                                                           \
    {                                                                                              \
        CYAML_VALUE_STRING(CYAML_FLAG_POINTER | (flag), char, 1, 60)                               \
    }

static const cyaml_schema_value_t number_value = {.type = CYAML_FLOAT, .data_size = sizeof(double)};

#define NUMBER(section, member) FIELD(section, member, #member, CYAML_FLOAT, 0)
#define WHOLE(section, member)  FIELD(section, member, #member, CYAML_INT, 0)
#define YES_NO(section, member) FIELD(section, member, #member, CYAML_BOOL, 0)
#define INK_FIELD(section, member, name_, flag)                                                    \
    {.key = name_, .data_offset = AT(section, member.name), .value = NAME_VALUE(flag)},
#define INK(section, member)           INK_FIELD(section, member, #member, 0)
#define INK_AS(section, member, name_) INK_FIELD(section, member, name_, 0)
#define INK_OR_NONE(section, member)   INK_FIELD(section, member, #member, CYAML_FLAG_OPTIONAL)
#define PAIR(section, member)                                                                      \
    {.key = #member,                                                                               \
     .data_offset = AT(section, member),                                                           \
     .value = {CYAML_VALUE_SEQUENCE_FIXED(0, double, &number_value, 2)}},

/* clang-format off */
#define SECTION(section, FIELDS)                                                                   \
    static const cyaml_schema_field_t section##_fields[] = {FIELDS##_FIELDS CYAML_FIELD_END};
SECTIONS
#undef SECTION
/* clang-format on */

static const cyaml_schema_field_t role_fields[] = {
    CYAML_FIELD_STRING_PTR("face", CYAML_FLAG_POINTER, LhTextStyle, face, 1, 60),
    CYAML_FIELD_FLOAT("size", 0, LhTextStyle, size),
    CYAML_FIELD_STRING_PTR("ink", CYAML_FLAG_POINTER, LhTextStyle, ink.name, 1, 60),
    CYAML_FIELD_FLOAT("tracking", CYAML_FLAG_OPTIONAL, LhTextStyle, tracking),
    CYAML_FIELD_FLOAT("wobble", CYAML_FLAG_OPTIONAL, LhTextStyle, wobble),
    CYAML_FIELD_END};

#define ROLE(role, name)                                                                           \
    {.key = name,                                                                                  \
     .data_offset = LH_ROLE_##role * sizeof(LhTextStyle),                                          \
     .value = {CYAML_VALUE_MAPPING(0, LhTextStyle, role_fields)}},
static const cyaml_schema_field_t roles_fields[] = {ROLES CYAML_FIELD_END};
#undef ROLE

#define ROLE(role, name) [LH_ROLE_##role] = name,
const char *const lh_style_role_key[LH_N_ROLES] = {ROLES};
#undef ROLE

static const cyaml_schema_value_t name_value = NAME_VALUE(0);

static const cyaml_schema_field_t card_kind_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, LhCardStyle, name, 1, 60),
    CYAML_FIELD_STRING_PTR("shape", CYAML_FLAG_POINTER, LhCardStyle, shape_name, 1, 60),
    CYAML_FIELD_STRING_PTR("label", CYAML_FLAG_POINTER, LhCardStyle, label, 1, 60),
    CYAML_FIELD_STRING_PTR("fill", CYAML_FLAG_POINTER, LhCardStyle, fill.name, 1, 60),
    CYAML_FIELD_STRING_PTR("border", CYAML_FLAG_POINTER, LhCardStyle, border.name, 1, 60),
    CYAML_FIELD_STRING_PTR("label_ink", CYAML_FLAG_POINTER, LhCardStyle, label_ink.name, 1, 60),
    CYAML_FIELD_STRING_PTR("rule", CYAML_FLAG_POINTER, LhCardStyle, rule.name, 1, 60),
    CYAML_FIELD_STRING_PTR("title_ink", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhCardStyle,
                           title_ink.name, 1, 60),
    CYAML_FIELD_STRING_PTR("divider", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhCardStyle,
                           divider.name, 1, 60),
    CYAML_FIELD_STRING_PTR("numbered", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhCardStyle,
                           numbered, 1, 60),
    CYAML_FIELD_STRING_PTR("listed", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhCardStyle,
                           listed_name, 1, 60),
    CYAML_FIELD_SEQUENCE_COUNT("aliases", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhCardStyle,
                               aliases, n_aliases, &name_value, 0, 16),
    CYAML_FIELD_END};

static const cyaml_schema_value_t card_value = {
    CYAML_VALUE_MAPPING(0, LhCardStyle, card_kind_fields)};

static const cyaml_schema_field_t face_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, LhFaceStyle, name, 1, 60),
    CYAML_FIELD_STRING_PTR("file", CYAML_FLAG_POINTER, LhFaceStyle, file, 1, 200),
    CYAML_FIELD_FLOAT("scale", CYAML_FLAG_OPTIONAL, LhFaceStyle, scale),
    CYAML_FIELD_SEQUENCE_COUNT("fallback", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhFaceStyle,
                               fallback, n_fallback, &name_value, 0, 16),
    CYAML_FIELD_STRING_PTR("licence", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhFaceStyle,
                           licence, 1, 200),
    CYAML_FIELD_STRING_PTR("avoid", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, LhFaceStyle, avoid, 1,
                           200),
    CYAML_FIELD_BOOL("alternates", CYAML_FLAG_OPTIONAL, LhFaceStyle, alternates),
    CYAML_FIELD_BOOL("alive", CYAML_FLAG_OPTIONAL, LhFaceStyle, alive),
    CYAML_FIELD_END};

static const cyaml_schema_value_t face_value = {CYAML_VALUE_MAPPING(0, LhFaceStyle, face_fields)};

static const cyaml_schema_field_t ink_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, RawInk, name, 1, 60),
    CYAML_FIELD_STRING_PTR("rgb", CYAML_FLAG_POINTER, RawInk, rgb, 1, 60),
    {.key = "cmyk",
     .data_offset = offsetof(RawInk, cmyk),
     .value = {CYAML_VALUE_SEQUENCE_FIXED(0, double, &number_value, 4)}},
    CYAML_FIELD_STRING_PTR("screen", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, RawInk, screen, 1,
                           60),
    CYAML_FIELD_END};

static const cyaml_schema_value_t ink_value = {CYAML_VALUE_MAPPING(0, RawInk, ink_fields)};

/* Inks and faces are told apart by a byte. */
#define MOST_NAMES 250

#define SECTION(section, FIELDS)                                                                   \
    {.key = #section,                                                                              \
     .data_offset = offsetof(RawStyle, style.section),                                             \
     .value = {.type = CYAML_MAPPING,                                                              \
               .data_size = sizeof(((LhStyle *) NULL)->section),                                   \
               .mapping = {section##_fields}}},

static const cyaml_schema_field_t top_fields[] = {
    CYAML_FIELD_STRING_PTR("extends", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, RawStyle,
                           style.extends, 1, 200),
    SECTIONS{.key = "text",
             .data_offset = offsetof(RawStyle, style.role),
             .value = {.type = CYAML_MAPPING,
                       .data_size = sizeof(LhTextStyle) * LH_N_ROLES,
                       .mapping = {roles_fields}}},
    CYAML_FIELD_SEQUENCE_COUNT("cards", CYAML_FLAG_POINTER, RawStyle, style.cards, style.n_cards,
                               &card_value, 1, MOST_NAMES),
    CYAML_FIELD_SEQUENCE_COUNT("faces", CYAML_FLAG_POINTER, RawStyle, style.faces, style.n_faces,
                               &face_value, 1, MOST_NAMES),
    CYAML_FIELD_SEQUENCE_COUNT("inks", CYAML_FLAG_POINTER, RawStyle, ink, n_ink, &ink_value, 1,
                               MOST_NAMES),
    CYAML_FIELD_END};
#undef SECTION

static const cyaml_schema_value_t top = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, RawStyle, top_fields)};

/* Numbers outside would make a page that can't be set, or one that never ends. */
static const LhYamlLimit limits[] = {
    {"page.width", 72, 2000},
    {"page.height", 72, 2000},
    {"page.bleed", 0, 72},
    {"page.measure", 36, 2000},
    {"page.safe", 0, 500},
    {"page.*", -2000, 2000},
    {"grid.step", 4, 200},
    {"grid.*-ruling", 0, 400},
    {"grid.*-row", 0, 400},
    {"hand.liveliness", 0, 1.5},
    {"hand.variants", 1, 16},
    {"hand.outline", 0, 0.2},
    {"hand.cap", 0, 0.5},
    {"hand.*", 0, 10},
    {"paragraph.last-line", 0, 1},
    {"paragraph.code-break", 0, 1},
    {"paragraph.orphans", 1, 10},
    {"paragraph.widows", 1, 10},
    {"heading.*row*", 0, 100},
    {"heading.*-before", 0, 100},
    {"heading.*-skip", 0, 100},
    {"heading.chapter-after", 0, 100},
    {"heading.part-title-min", 4, 400},
    {"list.max-level", 1, 8},
    {"list.indent", 0, 200},
    {"quote.indent", 0, 200},
    {"listing.pitch", 3, 100},
    {"listing.columns", 20, 400},
    {"listing.snippet-columns", 20, 400},
    {"listing.wrap-indent", 0, 16},
    {"listing.group", 1, 100},
    {"listing.snippet-lines", 0, 100},
    {"listing.most-lines", 10, 1000},
    {"listing.sign-weight", 0, 20},
    {"callout.radius", 1, 40},
    {"callout.weight", 0, 20},
    {"listing.torn-*", 0.5, 100},
    {"listing.comment-shear", -0.5, 0.5},
    {"listing.before", 0, 20},
    {"listing.after", 0, 20},
    {"table.before", 0, 20},
    {"table.after", 0, 20},
    {"table.min-column", 4, 500},
    {"card.pitch", 4, 100},
    {"card.before", 0, 20},
    {"figure.dpi", 10, 4800},
    {"footnote.max-rows", 1, 30},
    {"contents.depth", 1, 2},
    {"index.pitch", 6, 100},
    {"index.*-ruling", 0, 200},
    {"index.gap", 0, 200},
    {"index.indent", 0, 60},
    {"index.turnover", 0, 60},
    {"*.before", 0, 20},
    {"*.after", 0, 20},
    {"*-weight", 0, 50},
    {"*.*roughness", 0, 20},
    {"text.*.size", 3, 300},
    {"text.*.tracking", -20, 100},
    {"text.*.wobble", 0, 1},
    {"faces.*.scale", 0.2, 5},
    {"inks.*.cmyk", 0, 100},
    {"*", -2000, 2000},
};

const LhYamlSchema lh_style_schema = {
    .top = &top,
    .limits = limits,
    .n_limits = G_N_ELEMENTS(limits),
    .whole_hint = "give it, or start the style with `extends: classic-ruled`",
};

/* The same list once more, for the inks alone. */
#undef NUMBER
#undef WHOLE
#undef YES_NO
#undef PAIR
#undef INK
#undef INK_AS
#undef INK_OR_NONE
#define NUMBER(section, member)
#define WHOLE(section, member)
#define YES_NO(section, member)
#define PAIR(section, member)
#define INK(section, member)          {offsetof(LhStyle, section.member), #section "." #member},
#define INK_AS(section, member, name) {offsetof(LhStyle, section.member), #section "." name},
#define INK_OR_NONE(section, member)  INK(section, member)
#define SECTION(section, FIELDS)      FIELDS##_FIELDS
#define ROLE(which, key)              {offsetof(LhStyle, role[LH_ROLE_##which].ink), "text." key ".ink"},
/* clang-format off */
const LhInkPlace lh_style_inks[] = {SECTIONS ROLES {0, NULL}};
/* clang-format on */
