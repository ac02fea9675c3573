/* Settings files in YAML: read with the place of every value, checked against a libcyaml schema
 * with all mistakes in one run, laid over one another, then loaded into a struct by libcyaml. Keys
 * are written with dashes; the schema's keys are the struct's names with underscores. */
#ifndef LONGHAND_YAML_H
#define LONGHAND_YAML_H

#include "longhand/base.h"
#include "longhand/diag.h"
#include <cyaml/cyaml.h>

G_BEGIN_DECLS

typedef enum {
    LH_YAML_SCALAR,
    LH_YAML_LIST,
    LH_YAML_MAP,
} LhYamlKind;

/* A value, with its key when it is in a map. */
typedef struct LhYamlNode LhYamlNode;
struct LhYamlNode {
    LhYamlKind kind;
    const char *key;   /* NULL = in a list, or the whole file */
    const char *text;  /* of a scalar */
    gboolean plain;    /* a scalar without quotes: an empty one is "not given" */
    LhSource source;   /* of the key, or of the value where there is no key */
    LhYamlNode *first; /* of a list or map */
    LhYamlNode *next;
};

/* The numbers that a key takes; `*` in @path stands for anything ("text.*.size"). */
typedef struct {
    const char *path;
    double least, most;
} LhYamlLimit;

/* What a file may say. A sequence of mappings whose first field is `name` is written as a map from
 * names to the rest. Integers may have 1, 4 or 8 bytes, numbers are doubles, text is `char *`. */
typedef struct {
    const cyaml_schema_value_t *top; /* a mapping */
    const LhYamlLimit *limits;       /* the first that fits counts; else ±10,000 */
    gsize n_limits;
    const char *whole_hint; /* what to do about a missing key; NULL = nothing to add */
} LhYamlSchema;

/* Reads @text (NUL-terminated, valid UTF-8) of the file that the author knows as @file. Aliases,
 * keys given twice, several documents and more than 12 levels are errors. Returns: (transfer none)
 * a map in @arena, or NULL with the errors in @diag. */
LhYamlNode *lh_yaml_read(const char *text, const char *file, LhArena *arena, LhDiag *diag);

/* Unknown keys, wrong types and numbers out of range in one file. Returns: TRUE when there are
 * none. */
gboolean lh_yaml_check(const LhYamlNode *map, const LhYamlSchema *schema, LhDiag *diag);

/* Lays @over over @base, in place: maps merge, lists and scalars replace. Both from one arena. */
void lh_yaml_merge(LhYamlNode *base, LhYamlNode *over);

/* Loads a checked @map into a new struct of the schema's size; every pointer in it lies in @arena.
 * Returns: (transfer none) the struct, or NULL with missing keys in @diag. */
gpointer lh_yaml_load(const LhYamlNode *map, const LhYamlSchema *schema, LhArena *arena,
                      LhDiag *diag);

/* The value of @key in @map, by its dotted path; NULL = none. */
const LhYamlNode *lh_yaml_find(const LhYamlNode *map, const char *path);

G_END_DECLS

#endif
