/* Inside preflight: what its files share. Coordinates are PDF's here, points, y up; only findings
 * are told from the trim's top left.
 *
 *   preflight.c           opening, limits, the order of it all
 *   preflight-document.c  catalog, Info, PDF/X keys
 *   preflight-page.c      boxes, margins, annotations of a page
 *   preflight-content.c   content streams: operators, state, forms
 *   preflight-colour.c    colour spaces and inks
 *   preflight-text.c      fonts, text as placed
 *   preflight-paint.c     lines and areas as placed
 *   preflight-image.c     pictures as placed, and the ink in them
 *   lexer.c               tokens of a content stream
 *   filter.c              streams decoded, never more than a limit
 *   finding.c             what was found, told to people and tools */
#ifndef LONGHAND_PRESS_PREFLIGHT_H
#define LONGHAND_PRESS_PREFLIGHT_H

#include "lexer.h"
#include "longhand/press.h"

#include "qpdf.h"

G_BEGIN_DECLS

/* ---- Limits ---- */

#define LH_PF_MOST_PAGES   20000
#define LH_PF_MOST_STREAM  (256u << 20) /* bytes of one stream, decoded */
#define LH_PF_MOST_CONTENT (64u << 20)  /* bytes of content a page, forms counted each time */
#define LH_PF_MOST_DEPTH   24           /* forms in forms */
#define LH_PF_MOST_SAVED   512          /* q without Q */
#define LH_PF_MOST_FONTS   (64u << 20)  /* bytes of widths */
#define LH_PF_MOST_SECONDS 60

/* ---- Shapes ---- */

typedef struct {
    double x1, y1, x2, y2;
} LhPfBox;

typedef struct {
    double a, b, c, d, e, f;
} LhPfMatrix;

/* @first, then @second. */
LhPfMatrix lh_pf_multiply(const LhPfMatrix *first, const LhPfMatrix *second);
/* Makes @box hold (@x, @y), placed by @m. */
void lh_pf_extend(LhPfBox *box, const LhPfMatrix *m, double x, double y);
extern const LhPfBox lh_pf_nothing;
extern const LhPfMatrix lh_pf_identity;

/* ---- The check under way ---- */

typedef struct LhPfFont LhPfFont;

typedef struct {
    LhPreflight *result;
    const LhPrinter *printer;
    qpdf_data q;
    GError *error; /* what ended the check; NULL = go on */
    gint64 deadline;
    GHashTable *fonts;  /* object number -> LhPfFont */
    GHashTable *images; /* object number -> greatest ink, double */
    GHashTable *forms;  /* object number -> GBytes, on this page */
    gsize font_bytes, content_bytes;
    /* The page. */
    int page; /* from 1 */
    LhPfBox media, bleed, trim, first_trim;
    double safe_left, safe_right, safe_top, safe_bottom; /* of text, from the trim */
    gboolean gutter_left;                                /* the inner edge is the left one */
    int painted;                                         /* things on it */
} LhPf;

/* Sets the error that ends the check. Returns: FALSE */
gboolean lh_pf_stop(LhPf *pf, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ---- Findings: finding.c ---- */

gboolean lh_pf_is_rule(const char *rule);

LhPreflight *lh_preflight_new(const char *path, const LhPrinter *printer);
/* A finding that is a word: every other value is another finding. @box (NULL = none) is where.
 * @limit may be NULL. */
void lh_pf_word(LhPf *pf, const char *rule, const LhPfBox *box, const char *value,
                const char *limit);
/* A finding that is a number with @unit (" pt"); of a page's several the worst is kept. @most: it
 * is above
 * @limit, else below. */
void lh_pf_number(LhPf *pf, const char *rule, const LhPfBox *box, double value, const char *unit,
                  double limit, gboolean most);
/* Moves the findings of @other, which were found after, to @preflight. */
void lh_pf_take(LhPreflight *preflight, LhPreflight *other);
/* Puts them into the order of pages, of which there are @pages. */
void lh_pf_finish(LhPreflight *preflight, int pages);
void lh_pf_set_ours(LhPreflight *preflight);

/* ---- Objects: preflight.c ---- */

/* The value of @key, always to be released; a null where there is none. */
qpdf_oh lh_pf_key(const LhPf *pf, qpdf_oh dict, const char *key);
gboolean lh_pf_has(const LhPf *pf, qpdf_oh dict, const char *key);
/* Of a stream its dictionary, of anything else itself. To be released. */
qpdf_oh lh_pf_dict(const LhPf *pf, qpdf_oh object);
double lh_pf_number_of(const LhPf *pf, qpdf_oh dict, const char *key, double otherwise);
/* The name (with its slash) or text of @key, "" = none. Returns: (transfer full) */
char *lh_pf_text_of(const LhPf *pf, qpdf_oh dict, const char *key);
gboolean lh_pf_name_is(const LhPf *pf, qpdf_oh dict, const char *key, const char *name);
/* At most @n numbers of an array. Returns: how many there are. */
int lh_pf_numbers(const LhPf *pf, qpdf_oh array, double *numbers, int n);
void lh_pf_drop(const LhPf *pf, qpdf_oh object);

/* ---- Streams: filter.c ---- */

typedef enum { LH_CODEC_NONE, LH_CODEC_DCT, LH_CODEC_JPX, LH_CODEC_OTHER } LhCodec;

/* The stream's bytes, decoded up to a picture's codec, which goes to @codec (NULL = there must be
 * none). Returns: (transfer full), or NULL: damaged, unknown, or more than LH_PF_MOST_STREAM. */
GBytes *lh_filter_decode(const LhPf *pf, qpdf_oh stream, LhCodec *codec);

/* ---- Colour ---- */

typedef enum {
    LH_MODEL_GREY,
    LH_MODEL_RGB, /* and all that is no ink: CalRGB, Lab, ICC of three channels */
    LH_MODEL_CMYK,
    LH_MODEL_SPOT, /* tints, one for each of n */
    LH_MODEL_INDEXED,
    LH_MODEL_PATTERN,
} LhModel;

typedef struct {
    unsigned kind; /* LhColourSpace; 0 = a pattern without colour of its own */
    LhModel model;
    int n;          /* components */
    double palette; /* INDEXED: greatest ink of its colours */
    LhModel base;   /* INDEXED */
    char label[48]; /* "DeviceRGB", "Separation Gold" */
} LhPfSpace;

typedef struct {
    LhPfSpace space;
    double inks[4]; /* per cent; known for grey and CMYK */
    gboolean known;
    double total; /* per cent */
    int n_inks;
    char pattern[48]; /* its name; "" = none */
} LhPfColour;

/* ---- Content ---- */

typedef struct {
    LhPfMatrix ctm;
    LhPfColour fill, stroke;
    double width; /* of lines, before the ctm */
    LhPfFont *font;
    double size, letter, word, stretch, leading, rise;
    int mode;
} LhPfState;

typedef struct LhPfContent LhPfContent;
struct LhPfContent {
    LhPf *pf;
    const LhPfContent *parent; /* NULL = the page itself */
    int object;                /* of the form; 0 = none */
    int depth;
    qpdf_oh resources;
    GHashTable *fonts;    /* name -> LhPfFont */
    GHashTable *spaces;   /* name -> LhPfSpace */
    GHashTable *patterns; /* names that were looked through */
    LhPfState state;
    GArray *saved; /* of LhPfState */
    LhPfMatrix text, line;
    LhPfMatrix base;   /* the ctm at the content's beginning */
    LhPfBox path;      /* placed */
    LhPfBox piece;     /* the subpath begun */
    gboolean straight; /* the piece has no curve */
    GArray *thin;        /* of LhPfBox: pieces that would be lines when filled */
    gboolean compatible; /* between BX and EX */
};

/* Goes through @bytes with @resources, placed by @state. */
void lh_pf_run(LhPf *pf, const LhPfContent *parent, int object, qpdf_oh resources, GBytes *bytes,
               const LhPfState *state);
void lh_pf_state_init(LhPfState *state);
/* Draws the form or pattern cell @stream with @matrix before the state's. */
void lh_pf_run_form(LhPfContent *c, qpdf_oh stream, const LhPfState *state);
/* The resource @name of @category ("/Font"); to be released. */
qpdf_oh lh_pf_resource(const LhPfContent *c, const char *category, const char *name);

/* Operators, by what they are about; each with the numbers and strings before it. */
typedef void (*LhPfOperator)(LhPfContent *c, const LhTokens *operands);

void lh_pf_op_colour(LhPfContent *c, const LhTokens *operands, const char *op);
void lh_pf_op_text(LhPfContent *c, const LhTokens *operands, const char *op);
void lh_pf_op_path(LhPfContent *c, const LhTokens *operands, const char *op);

/* The space that @object (a name or an array) means. */
void lh_pf_space(const LhPfContent *c, qpdf_oh object, LhPfSpace *space, int depth);
void lh_pf_space_named(LhPfContent *c, const char *name, LhPfSpace *space);
void lh_pf_colour_init(LhPfColour *colour, LhModel model);
/* Checks a colour that is laid down in @box. */
void lh_pf_use(LhPfContent *c, const LhPfColour *colour, const LhPfBox *box);
void lh_pf_check_kind(LhPf *pf, const LhPfSpace *space, const LhPfBox *box);
void lh_pf_check_ink(LhPf *pf, double total, const LhPfBox *box);
/* A shading's colour space and place. */
void lh_pf_shade(LhPfContent *c, qpdf_oh shading, const LhPfBox *box);

/* A line @width thick before the ctm. */
void lh_pf_check_line(LhPfContent *c, const LhPfColour *colour, double width, const LhPfBox *box);
/* Whether any of @box is on the page or its bleed. */
gboolean lh_pf_is_seen(const LhPf *pf, const LhPfBox *box);

void lh_pf_select_font(LhPfContent *c, const char *name, qpdf_oh font);
/* Begins another part of the pages: what fonts cost is counted anew. Those that take much room are forgotten. */
void lh_pf_renew_fonts(LhPf *pf);
void lh_pf_font_free(gpointer font);

/* The picture @stream in the unit square; an inline one with its @bytes. */
void lh_pf_image(LhPfContent *c, qpdf_oh stream);
void lh_pf_inline_image(LhPfContent *c, const LhTokens *dict);

/* ---- Document and page ---- */

void lh_pf_check_document(LhPf *pf);
/* After all pages. */
void lh_pf_check_count(LhPf *pf, int pages);
void lh_pf_check_page(LhPf *pf, qpdf_oh page, int number, int pages);

G_END_DECLS

#endif
