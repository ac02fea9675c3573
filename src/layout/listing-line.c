/* A line of code as runs: one for each change of colour, columns kept exact. */
#define _GNU_SOURCE /* memrchr */
#include "listing.h"

#include <string.h>

#define COLUMN_DRIFT 0.05 /* points: a run goes on while it is this near its column */
#define WRAP_ARROW   "\xe2\x86\xaa"

typedef struct {
    LhRole role;
    guint8 ink;
    float shear;
    gboolean underlined;
} CodeLook;

/* The run being gathered. */
typedef struct {
    LhSetter *setter;
    const LhTag *tag;
    LhSource source;
    double y, size;
    CodeLook look;
    GPtrArray *words; /* of const LhWord * */
    GArray *origins;  /* of LhOrigin, one a word; NULL = nobody asked */
    const char *code; /* the first byte of the listing */
    const char *line; /* of its line, once it was looked for */
    double start, end;
    double ink_start, ink_end; /* the same without blanks at the ends */
    gboolean blank; /* nothing but blanks so far: any look will do */
} CodeRun;

static CodeLook plain_look(const LhStyle *style, gboolean bold, gboolean slanted,
                           gboolean underlined)
{
    double shear = slanted ? style->listing.comment_shear : 0;

    return (CodeLook){.role = bold ? LH_ROLE_LISTING_DEF : LH_ROLE_LISTING,
                      .shear = (float) shear,
                      .underlined = underlined};
}

/* Classes without colour. Both faces have one width, so no column moves. */
static CodeLook black_look(const LhStyle *style, LhHighlightClass kind)
{
    switch (kind) {
    case LH_HIGHLIGHT_KEYWORD:
        return plain_look(style, style->mono.keyword_bold, FALSE, FALSE);
    case LH_HIGHLIGHT_DEF:
        return plain_look(style, style->mono.definition_bold, FALSE,
                          style->mono.definition_underlined);
    case LH_HIGHLIGHT_BUILTIN:
        return plain_look(style, style->mono.builtin_bold, style->mono.builtin_slanted, FALSE);
    case LH_HIGHLIGHT_DECORATOR:
        return plain_look(style, style->mono.decorator_bold, style->mono.decorator_slanted, FALSE);
    case LH_HIGHLIGHT_STRING:
        return plain_look(style, FALSE, FALSE, style->mono.string_underlined);
    case LH_HIGHLIGHT_KEY:
        return plain_look(style, style->mono.key_bold, FALSE, FALSE);
    default:
        return plain_look(style, kind == LH_HIGHLIGHT_PROMPT, kind == LH_HIGHLIGHT_COMMENT, FALSE);
    }
}

static CodeLook look_of(const LhStyle *style, LhHighlightClass kind)
{
    const LhInkRef *inks[LH_HIGHLIGHT_CLASSES] = {
        [LH_HIGHLIGHT_TEXT] = &style->listing.name,
        [LH_HIGHLIGHT_KEYWORD] = &style->listing.keyword,
        [LH_HIGHLIGHT_DEF] = &style->listing.definition,
        [LH_HIGHLIGHT_BUILTIN] = &style->listing.builtin,
        [LH_HIGHLIGHT_STRING] = &style->listing.string,
        [LH_HIGHLIGHT_NUMBER] = &style->listing.number,
        [LH_HIGHLIGHT_COMMENT] = &style->listing.comment,
        [LH_HIGHLIGHT_DECORATOR] = &style->listing.decorator,
        [LH_HIGHLIGHT_OPERATOR] = &style->listing.operator_,
        [LH_HIGHLIGHT_PROMPT] = &style->listing.prompt,
        [LH_HIGHLIGHT_OUTPUT] = &style->listing.output,
        [LH_HIGHLIGHT_ADDED] = &style->listing.added,
        [LH_HIGHLIGHT_REMOVED] = &style->listing.removed,
        [LH_HIGHLIGHT_KEY] = &style->listing.key,
    };
    gboolean bold = kind == LH_HIGHLIGHT_DEF || kind == LH_HIGHLIGHT_PROMPT;
    CodeLook look = style->black_only
                        ? black_look(style, kind)
                        : plain_look(style, bold, kind == LH_HIGHLIGHT_COMMENT, FALSE);

    look.ink = inks[kind]->index;
    return look;
}

static gboolean same_look(CodeLook a, CodeLook b)
{
    return a.role == b.role && a.ink == b.ink && a.shear == b.shear &&
           a.underlined == b.underlined;
}

/* A line under what the run wrote, without the blanks after it. */
static void underline(CodeRun *run)
{
    LhSetter *setter = run->setter;
    double y = run->y + setter->style->mono.underline_drop;

    lh_path_move(&setter->path, run->ink_start, y);
    lh_path_line(&setter->path, run->ink_end, y);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &setter->style->mono.underline,
                 setter->style->mono.underline_weight);
}

static void end_run(CodeRun *run)
{
    guint n = run->words->len;

    if (n == 0)
        return;
    const LhWord **words =
        lh_arena_memdup(run->setter->arena, run->words->pdata, n * sizeof *words);
    LhRun *made = lh_sink_run(&run->setter->sink, run->start, run->y, run->look.role, run->look.ink,
                              (const LhWord *const *) words, (int) n, run->tag, run->source);
    made->shear = run->look.shear;
    if (run->origins) {
        made->origins = lh_arena_memdup(run->setter->arena, run->origins->data, n * sizeof(LhOrigin));
        g_array_set_size(run->origins, 0);
    }
    if (run->look.underlined)
        underline(run);
    g_ptr_array_set_size(run->words, 0);
}

static void begin_run(CodeRun *run, CodeLook look, double x)
{
    end_run(run);
    run->look = look;
    run->start = run->end = run->ink_start = run->ink_end = x;
    run->blank = TRUE;
}

/* Where the author wrote @piece: so far into its line of the code. */
static void add_origin(CodeRun *run, const LhCodePiece *piece)
{
    LhOrigin origin = {0};

    if (!piece->blank) {
        gsize before = (gsize) (piece->text - run->code);
        const char *newline = run->line ? NULL : memrchr(run->code, '\n', before);
        if (run->line == NULL)
            run->line = newline ? newline + 1 : run->code;
        origin = (LhOrigin){.source = run->source,
                            .text = run->line,
                            .at = (guint32) (piece->text - run->line),
                            .length = piece->length};
    }
    g_array_append_val(run->origins, origin);
}

static void add_piece(CodeRun *run, const LhCodePiece *piece, double x, guint32 seed)
{
    CodeLook look = look_of(run->setter->style, piece->kind);

    if (run->words->len == 0 || ABS(run->end - x) > COLUMN_DRIFT)
        begin_run(run, look, x);
    else if (!piece->blank && !same_look(look, run->look) && !run->blank)
        begin_run(run, look, x);
    if (run->blank && !piece->blank) {
        run->look = look;
        run->ink_start = x;
        run->blank = FALSE;
    }
    const LhWord *word = lh_shape_word(run->setter->shaper, run->look.role, piece->text,
                                       piece->length, piece->blank ? 0 : seed);
    lh_tell_missing(run->setter, word, run->source);
    g_ptr_array_add(run->words, (gpointer) word);
    if (run->origins)
        add_origin(run, piece);
    run->end += word->total * run->size;
    if (!piece->blank)
        run->ink_end = run->end;
}

/* Whether a line of a difference begins with it. */
static gboolean has_sign(const LhCodePiece *piece)
{
    return (piece->kind == LH_HIGHLIGHT_ADDED || piece->kind == LH_HIGHLIGHT_REMOVED) &&
           piece->column == 0 && !piece->blank && (piece->text[0] == '+' || piece->text[0] == '-');
}

/* The sign of such a line, drawn by the pen; its character is in the text layer. Returns: what
 * stands after it. */
static LhCodePiece set_sign(CodeRun *run, const LhListingShape *shape, const LhCodePiece *piece)
{
    LhSetter *setter = run->setter;
    const LhStyle *style = setter->style;
    CodeLook look = look_of(style, piece->kind);
    double half = style->listing.sign_size / 2, x = shape->text_x + style->listing.sign_x;
    double y = run->y - style->listing.sign_rise;
    const LhWord *word = lh_shape_word(setter->shaper, look.role, piece->text, 1, 0);
    const LhWord **words = lh_arena_memdup(setter->arena, &word, sizeof word);
    LhInkRef ink = {.index = look.ink};
    guint32 seed = lh_seed(run->source);

    lh_sink_run(&setter->sink, shape->text_x, run->y, look.role, look.ink,
                (const LhWord *const *) words, 1, run->tag, run->source)
        ->hidden = TRUE;
    lh_hand_line(&setter->path, x - half, y, x + half, y, style->listing.roughness, seed);
    if (piece->text[0] == '+')
        lh_hand_line(&setter->path, x, y - half, x, y + half, style->listing.roughness, seed + 1);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &ink, style->listing.sign_weight);
    return (LhCodePiece){piece->text + 1, piece->length - 1, 1, piece->kind, FALSE};
}

void lh_listing_line(LhSetter *setter, const LhListingShape *shape, const LhCodeText *text,
                     const LhCodeLine *line, double y, const LhTag *tag, LhSource source)
{
    g_autoptr(GPtrArray) words = g_ptr_array_sized_new(32);
    CodeRun run = {.setter = setter,
                   .tag = tag,
                   .source = source,
                   .y = y,
                   .words = words,
                   .code = text->code,
                   .size = setter->style->role[LH_ROLE_LISTING].size};

    if (setter->context->origins)
        run.origins = g_array_new(FALSE, FALSE, sizeof(LhOrigin));
    for (guint i = 0; i < line->n; i++) {
        const LhCodePiece *piece = &g_array_index(text->pieces, LhCodePiece, line->first + i);
        guint32 seed = (guint32) line->source * 3u + i;
        LhCodePiece rest;
        if (has_sign(piece)) {
            rest = set_sign(&run, shape, piece);
            piece = &rest;
            if (rest.length == 0)
                continue;
        }
        add_piece(&run, piece, shape->text_x + piece->column * shape->column, seed);
    }
    end_run(&run);
    g_clear_pointer(&run.origins, g_array_unref);
}

static gboolean is_ascii(const LhCodePiece *piece)
{
    for (guint i = 0; i < piece->length; i++)
        if (!g_ascii_isprint(piece->text[i]))
            return FALSE;
    return TRUE;
}

void lh_listing_check(LhSetter *setter, const LhCodeText *text, const LhCodeLine *line,
                      LhSource source)
{
    for (guint i = 0; i < line->n; i++) {
        const LhCodePiece *piece = &g_array_index(text->pieces, LhCodePiece, line->first + i);
        LhRole role = look_of(setter->style, piece->kind).role;
        if (!piece->blank && !is_ascii(piece))
            lh_tell_missing(setter,
                            lh_shape_word(setter->shaper, role, piece->text, piece->length, 0),
                            source);
    }
}

/* A word of our own in the number column's ink, its left or right edge at x. */
static void set_mark(LhSetter *setter, LhRole role, const char *text, double x, gboolean right,
                     double y, LhSource source)
{
    const LhStyle *style = setter->style;
    const LhWord *word = lh_shape_word(setter->shaper, role, text, strlen(text), 0);
    const LhWord **words = lh_arena_memdup(setter->arena, &word, sizeof word);

    if (right)
        x -= word->total * style->role[role].size;
    lh_sink_run(&setter->sink, x, y, role, style->listing.line_number.index,
                (const LhWord *const *) words, 1, NULL, source);
}

void lh_listing_number(LhSetter *setter, const LhListingShape *shape, int number, double y,
                       LhSource source)
{
    char text[16];

    g_snprintf(text, sizeof text, "%d", number);
    set_mark(setter, LH_ROLE_LISTING_NUMBER, text, shape->number_x, TRUE, y, source);
}

void lh_listing_arrow(LhSetter *setter, const LhListingShape *shape, const LhCodeLine *line,
                      double y, LhSource source)
{
    int column = MAX(line->indent - 2, 0);

    set_mark(setter, LH_ROLE_LISTING, WRAP_ARROW, shape->text_x + column * shape->column, FALSE, y,
             source);
}
