/* A book from its folder to its pages: the stages in their order, their threads and their times. */
#ifndef LONGHAND_CLI_PIPELINE_H
#define LONGHAND_CLI_PIPELINE_H

#include "longhand/longhand.h"

typedef enum {
    LH_STAGE_OPEN,
    LH_STAGE_STYLE,
    LH_STAGE_FONTS,
    LH_STAGE_PARSE,
    LH_STAGE_REFERENCES,
    LH_STAGE_LAYOUT,
    LH_STAGE_MAKEUP,
    LH_STAGE_DRAW,
    LH_STAGE_PRESS, /* with a printer only */
    LH_N_STAGES,
} LhStage;

typedef struct {
    const char *book;  /* a folder or one .md file */
    int jobs;          /* threads; at least 1 */
    gboolean progress; /* draw the bar */
    LhTarget target;
    const char *chapters; /* selection; NULL = all */
    const char *edition;  /* what `only` chooses by; NULL = the book's first */
    LhFormat format;
    const char *output; /* as LhDrawOptions.path; NULL = out/NAME, which is made */
    const char *suffix; /* of that NAME: "-proof"; NULL = none */
    double dpi;         /* of pictures; 0 = as draw has it */
    const char *printer; /* as of --printer; NULL = none */
    gboolean mono;      /* black ink alone */
    gboolean origins;   /* pages are to tell where each word was written */
    gboolean ahead;     /* a PDF will be drawn, in the colours of the screen: SVGs can be made ready for it */
    gboolean warm;      /* keep what lh_pipeline_renew() needs */
} LhPipelineOptions;

/* References that galleys still point into. */
typedef struct LhHeldReferences LhHeldReferences;
void lh_held_references_unref(LhHeldReferences *held);

/* A chapter or a part's opener on its way. */
typedef struct {
    const LhChapter *chapter;
    LhDiag *diag; /* its own, so that the order of threads is not seen */
    LhTree *tree; /* NULL = a draft, or unreadable */
    /* Warm pipelines: */
    LhDiag *said_in_parse, *said_in_layout;
    LhGraphs *graphs;       /* its own, once it was renewed; NULL = the pipeline's hold them */
    LhHeldReferences *held; /* what it was laid out with; NULL = the pipeline's references */
    gboolean is_new;        /* while others are renewed: so was this */
} LhCopy;

typedef struct {
    LhPipelineOptions options;
    LhDiag *diag; /* everything found so far, in the book's order once the run ends */
    LhBook *book;
    LhStyle *style; /* NULL = it has errors */
    LhPrinter *printer; /* NULL = none, or it has errors */
    LhFonts *fonts;
    LhLanguages *languages;
    GArray *copies;     /* of LhCopy: all chapters, then the openers of the parts that have one */
    LhEdition edition;
    GPtrArray *trees;   /* of LhTree *, one for each of book->chapters; borrowed from copies */
    GArray *turns;      /* of guint: chapters in the order in which they are laid out */
    GPtrArray *openers; /* of LhTree *, one a part; borrowed */
    LhReferences *references;
    LhGraphs *graphs;
    GAsyncQueue *shapers; /* of LhShaper *, one a thread; they own the words of galleys and pages */
    LhShaper *shaper;     /* of them, makeup's */
    GPtrArray *galleys;   /* of LhGalley *, one for each of book->chapters; makeup takes them, unless warm */
    LhImageAhead *ahead;  /* NULL = nobody asked, or there is no SVG */
    LhPages *pages;
    int n_sheets;             /* pages of the file, with those that the printer wanted; 0 = as drawn */
    GBytes *(*make_map)(gpointer data); /* as LhDrawOptions has it; NULL = the PDF carries no map */
    gpointer map_data;                  /* borrowed */
    LhStage next;             /* to be run */
    char *output;             /* what draw has written to; NULL = nothing yet */
    double took[LH_N_STAGES]; /* ms; -1 = has not run */
    LhDiag *said_of_graphs;    /* owned */
    LhDiag *said[LH_N_STAGES]; /* warm: what each stage said itself; NULL = has not run */
} LhPipeline;

/* Strings of @options are borrowed. Returns: (transfer full) */
LhPipeline *lh_pipeline_new(const LhPipelineOptions *options);
void lh_pipeline_free(LhPipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhPipeline, lh_pipeline_free)

/* Whether a command frees its memory before the process ends: only who looks for leaks wants that; the system
 * takes it back at once, we piece by piece. */
#if defined __SANITIZE_ADDRESS__
#define LH_FREES_ALL
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define LH_FREES_ALL
#endif
#endif

/* For a process that is about to end: ends what other processes do for it, and leaves its memory to the
 * system. */
void lh_pipeline_leave(LhPipeline *pipeline);

/* Runs every stage up to @last and goes on behind errors as far as it makes sense, so that one run
 * finds them all; nothing is drawn when there were any. Call it again with a later stage to go on.
 * Returns: FALSE when there are errors in its diag. */
gboolean lh_pipeline_run(LhPipeline *pipeline, LhStage last);

typedef enum {
    LH_RENEWED,      /* pages and diag are new */
    LH_RENEW_FAILED, /* a chapter can't be read: the pages are the old ones, diag says why */
    LH_RENEW_ALL,    /* more has changed than chapters: begin with a new pipeline */
} LhRenewal;

/* Parses @chapters (of const LhChapter *, of the book's) again, lays out what they have changed, and makes the
 * book up again; all else is used as it is. The old pages are gone afterwards unless it failed. For a
 * warm pipeline that has run up to LH_STAGE_MAKEUP; no other thread may use it meanwhile. */
LhRenewal lh_pipeline_renew(LhPipeline *pipeline, const GPtrArray *chapters);

/* ---- Stages, for renew.c ---- */

LhCopy lh_pipeline_new_copy(const LhChapter *chapter);
void lh_pipeline_clear_copy(LhCopy *copy);
LhCopy *lh_pipeline_copy(const LhPipeline *pipeline, guint index);
/* Lays copy @index out into galleys. A call for lh_parallel_each(); @data is the pipeline. */
void lh_pipeline_layout_copy(int index, gpointer data);
void lh_pipeline_make_up(LhPipeline *pipeline);
/* Puts the diagnostics into the book's order. */
void lh_pipeline_sort(LhPipeline *pipeline);
/* What layout needs to set words of our own, once fonts are open. */
LhLayoutContext lh_pipeline_context(const LhPipeline *pipeline, LhShaper *shaper, LhDiag *diag);

/* Where the author wrote what preflight found on a page of the PDF; @pipeline has pages. An LhSourceFunc. */
LhSource lh_pipeline_trace(int page, double x, double y, gpointer pipeline);

/* "parse" */
const char *lh_pipeline_stage_name(LhStage stage);

/* Pages that were or would be drawn. */
int lh_pipeline_page_count(const LhPipeline *pipeline);

/* The book that is meant when none is named: the folder here, or content/ in it.
 * Returns: (transfer none) NULL = there is none. */
const char *lh_pipeline_find_book(void);

#endif
