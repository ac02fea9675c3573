/* The press: what a printer asks of a PDF, as data, and the check of any PDF against it. */
#ifndef LONGHAND_PRESS_H
#define LONGHAND_PRESS_H

#include "longhand/base.h"
#include "longhand/diag.h"

#include <stdio.h>

G_BEGIN_DECLS

/* ---- Printers ---- */

typedef enum {
    LH_PDF_PLAIN,
    LH_PDF_X1A_2001, /* ISO 15930-1: PDF 1.3 */
    LH_PDF_X1A_2003, /* ISO 15930-4: PDF 1.4 */
    LH_PDF_X4,       /* ISO 15930-7: PDF 1.6 */
} LhPdfType;

/* Colour spaces that a printer takes; a set. */
typedef enum {
    LH_SPACE_GREY = 1 << 0,
    LH_SPACE_CMYK = 1 << 1,
    LH_SPACE_RGB = 1 << 2,
    LH_SPACE_SPOT = 1 << 3, /* Separation, DeviceN */
    LH_SPACE_ICC = 1 << 4,  /* ICCBased, CalGray, CalRGB, Lab */
} LhColourSpace;

/* What must not be in the file; a set. */
typedef enum {
    LH_WITHOUT_BOOKMARKS = 1 << 0,
    LH_WITHOUT_ANNOTATIONS = 1 << 1,
    LH_WITHOUT_FORMS = 1 << 2,
    LH_WITHOUT_SCRIPTS = 1 << 3, /* JavaScript and any other action */
    LH_WITHOUT_ATTACHMENTS = 1 << 4,
    LH_WITHOUT_METADATA = 1 << 5, /* XMP, and title, author, … in Info */
    LH_WITHOUT_TAGS = 1 << 6,
    LH_WITHOUT_TRANSPARENCY = 1 << 7,
    LH_WITHOUT_LAYERS = 1 << 8,
    LH_WITHOUT_HIDDEN_TEXT = 1 << 9,
    LH_WITHOUT_ENCRYPTION = 1 << 10,
} LhWithout;

/* One paper of a cover's spine. */
typedef struct {
    char *name;
    double thickness; /* points a page */
} LhPaper;

/* What a printer asks: styles/printers/NAME.yaml. Lengths in points, ink in per cent. Every section says
 * where its numbers are from and when somebody looked. A key is the field's name with dashes; a file may
 * say `extends: other`. */
typedef struct {
    char *name;    /* for people: "IngramSpark, paperback" */
    char *extends; /* NULL after loading */
    struct {
        char *source, *checked;
        char *type;    /* plain, x-1a-2001, x-1a-2003, x-4 */
        double version; /* the newest PDF version: 1.4 */
        char **without;
        unsigned n_without;
        LhPdfType kind;     /* of type */
        unsigned forbidden; /* of without: LhWithout */
    } pdf;
    struct {
        char *source, *checked;
        gboolean trim;  /* every page says its TrimBox and BleedBox */
        gboolean crop;  /* a CropBox that differs from the MediaBox is taken */
        gboolean slug;  /* pages may be larger than their bleed */
        double inner, outer, top, bottom; /* bleed at each edge */
        gboolean bleed_optional;          /* pages without any bleed are taken */
        double crop_marks, mark_offset;   /* length of marks outside the bleed, 0 = none; their distance from
                                             the trim */
        gboolean registration_marks;
    } boxes;
    struct {
        char *source, *checked;
        char **spaces;
        unsigned n_spaces;
        double ink_limit;     /* total; 0 = not stated */
        char *condition;      /* registered output condition, "FOGRA39"; NULL = no output intent */
        char *condition_info; /* the same for people */
        char *profile;        /* its ICC profile, which the file carries, a path; written relative to the
                                 printer's file; NULL = none */
        char *separation;     /* the ICC profile that colours go through which are no ink; when the file
                                 says none: profile, else generic-coated.icc beside the printers */
        unsigned allowed;     /* of spaces: LhColourSpace */
    } colour;
    struct {
        char *source, *checked;
        double size;         /* the smallest; 0 = not stated */
        double several_inks; /* the smallest of text in more than one ink */
    } text;
    struct {
        char *source, *checked;
        double weight;       /* the thinnest line */
        double several_inks; /* the thinnest in more than one ink */
        double tint;         /* its strongest ink has at least this */
    } lines;
    struct {
        char *source, *checked;
        double resolution;  /* the lowest, dots an inch as placed; 0 = not stated */
    } images;
    struct {
        char *source, *checked;
        int least, most, multiple;
        gboolean last_blank; /* the last page has nothing on it */
    } pages;
    struct {
        char *source, *checked;
        double outer, top, bottom; /* no text nearer to the trim */
        double without_bleed;      /* in their place on pages without bleed; 0 = the same */
        double *gutter;            /* at the inner edge, for up to gutter_pages[i] pages */
        unsigned n_gutter;
        double *gutter_pages;
        unsigned n_gutter_pages;   /* = n_gutter */
    } margins;
    struct {
        char *source, *checked;
        LhPaper *papers;
        unsigned n_papers;
        double spine_extra;       /* added to pages × thickness */
        int spine_text_from;      /* pages; 0 = never */
        double spine_text_clear;  /* left free at either side of the spine's text */
        double bleed;
        double barcode_width, barcode_height;
    } cover;
    char **advice; /* rules that the printer only recommends: their findings are warnings */
    unsigned n_advice;
    LhArena *arena; /* owned */
} LhPrinter;

/* The printer @name of @dir (a name: DIR/NAME.yaml) or of a file (its name ends in .yaml).
 * Returns: (transfer full) NULL with the errors, each with its line, in @diag. */
LhPrinter *lh_printer_load(const char *name, const char *dir, LhDiag *diag);
void lh_printer_free(LhPrinter *printer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhPrinter, lh_printer_free)

/* The least distance of text from the inner edge in a book of @pages. */
double lh_printer_gutter(const LhPrinter *printer, int pages);
/* Whether the PDF type is one of the PDF/X family. */
gboolean lh_printer_is_pdfx(const LhPrinter *printer);

/* ---- Preflight ---- */

/* What a PDF has that the printer does not take. */
typedef struct {
    const char *rule;     /* stable, "rule-weight"; static */
    gboolean advice;      /* the printer recommends otherwise, but prints it */
    int page;             /* from 1; 0 = the whole file */
    gboolean placed;      /* x and y are known */
    double x, y;          /* of the first place on the page: points from the trim's top left */
    int count;            /* places on the page with this rule and this value */
    char *value;          /* what there is: "0.1 pt", "DeviceRGB" */
    char *limit;          /* what is asked: "0.75 pt"; NULL = it must not be there */
    const char *message;  /* what is wrong, for people; static */
    LhSource source;      /* where the author wrote what is there; line 0 = not known: lh_preflight_trace() */
} LhFinding;

typedef struct LhPreflight LhPreflight;

typedef enum {
    LH_PRESS_ERROR_UNREADABLE, /* no PDF, damaged beyond repair, encrypted with a password */
    LH_PRESS_ERROR_TOO_MUCH,   /* larger, deeper or longer than what is looked through */
} LhPressError;
#define LH_PRESS_ERROR (lh_press_error_quark())
GQuark lh_press_error_quark(void);

/* Checks the PDF @path for @printer, its pages on at most @jobs threads. Time and memory are bounded whatever
 * is in it, memory for each thread: 1 for a file that anybody made. Findings don't depend on @jobs.
 * Returns: (transfer full), or NULL with @error (LH_PRESS_ERROR, G_FILE_ERROR). */
LhPreflight *lh_preflight_file(const char *path, const LhPrinter *printer, int jobs, GError **error);
/* The same for a PDF in memory, which must outlive the call only. */
LhPreflight *lh_preflight_bytes(const char *path, gconstpointer bytes, gsize length,
                                const LhPrinter *printer, int jobs, GError **error);
void lh_preflight_free(LhPreflight *preflight);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhPreflight, lh_preflight_free)

/* How many findings there are: of @advice that the printer only recommends, or of the rest; of both. */
int lh_preflight_count(const LhPreflight *preflight, gboolean advice);
gsize lh_preflight_length(const LhPreflight *preflight);
/* In the order of pages. Returns: (transfer none) */
const LhFinding *lh_preflight_peek(const LhPreflight *preflight, gsize index);
/* Pages of the file. */
int lh_preflight_pages(const LhPreflight *preflight);

/* Whether the file says that it is ours. */
gboolean lh_preflight_is_ours(const LhPreflight *preflight);
/* Where the author wrote what is at @x, @y (points from the trim's top left) of page @page; line 0 = not known. */
typedef LhSource (*LhSourceFunc)(int page, double x, double y, gpointer data);
/* Asks @trace for each finding that has a place. Files' names are kept as strings of GLib's. */
void lh_preflight_trace(LhPreflight *preflight, LhSourceFunc trace, gpointer data);

/* A line a finding: `FILE: error: page 3 at 72,108: what is wrong: value; limit [rule]`, or with its source
 * `FILE: error: page 3 at 72,108 (chapter.md:12): …`. */
void lh_preflight_print(const LhPreflight *preflight, FILE *out, gboolean colour);
/* {"file", "printer", "pages", "errors", "warnings", "findings": [{"rule", "severity", "page", "x", "y",
 * "source", "line", "count", "value", "limit", "message"}]}; page, x, y, source, line and limit are null where there
 * is none.
 * Returns: (transfer full) */
char *lh_preflight_json(const LhPreflight *preflight);
/* Adds the findings to @diag, as errors and warnings of their sources, else of the PDF's pages. */
void lh_preflight_report(const LhPreflight *preflight, LhDiag *diag);

G_END_DECLS

#endif
