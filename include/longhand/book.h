/* What to read: a book folder (book.yaml + SUMMARY.md), an mdBook folder (book.toml +
 * src/SUMMARY.md), or one .md file. */
#ifndef LONGHAND_BOOK_H
#define LONGHAND_BOOK_H

#include "longhand/base.h"
#include "longhand/diag.h"

G_BEGIN_DECLS

typedef enum {
    LH_CHAPTER_FRONT,  /* before the first list of SUMMARY.md: roman folios, no number */
    LH_CHAPTER_BODY,   /* numbered through the book */
    LH_CHAPTER_APPENDIX, /* in the list below `# Appendices`: a letter; not in mdBook's folders */
    LH_CHAPTER_BACK,   /* after the last list: no number */
    LH_CHAPTER_OPENER, /* a part's part.md */
} LhChapterRole;

typedef struct LhPart LhPart;

typedef struct {
    LhChapterRole role;
    char *title;  /* from SUMMARY.md, plain text */
    char *path;   /* the file to open; NULL = a draft */
    char *name;   /* relative to the book's sources, with slashes: what links say; NULL = a draft */
    char *number; /* "7", "7.2" (nested in mdBook), "A"; NULL = none (front and back matter, a
                     single file). Drafts count too. */
    int depth;    /* 0 = a chapter; 1, 2, … = nested below one */
    int index;    /* in LhBook.chapters; -1 = an opener */
    const LhPart *part; /* NULL = in none */
    LhSource source;    /* its line in SUMMARY.md */
} LhChapter;

struct LhPart {
    char *title;
    char *numeral;       /* "I", "II", … */
    LhChapter *opener;   /* NULL = no part.md; not in LhBook.chapters */
    GPtrArray *chapters; /* of LhChapter *, borrowed, in order, drafts too */
    int index;
};

/* Which pages are made beside the chapters: book.yaml's `front:` and `back:`. */
typedef struct {
    gboolean half_title;  /* the title alone, on the first page */
    gboolean title;       /* the title page */
    gboolean copyright;   /* the copyright page; without it the title page says what there is to say */
    char *dedication;     /* NULL = none */
    gboolean contents;
    gboolean cards;             /* lists of the cards that weigh and decide … */
    gboolean listings;          /* … and of the listings, where there are a few */
    gboolean glossary;          /* of the definitions, where there are a few */
    gboolean colophon;          /* how the book was made */
    char *colophon_text;        /* in place of our own words; paragraphs are lines; NULL = ours */
    gboolean index;             /* where there is anything to say in it */
    gboolean index_definitions; /* definitions' terms are entries … */
    gboolean index_listings;    /* … and the names that numbered listings define at their left edge */
} LhBookPages;

/* What runs the listings of a language: book.yaml's `run:`. */
typedef struct {
    const char *language; /* as written, lower case */
    const char *command;  /* a program's name or full path, arguments after blanks */
    LhSource source;
} LhRunner;

/* A fault that `check` looks for, or not: book.yaml's `lint:`. */
typedef struct {
    const char *code; /* as written */
    gboolean on;
    LhSource source;
} LhLintSwitch;

/* What a sample shows of the book, before anybody buys it: book.yaml's `sample:`. A list ends with NULL, and
 * is NULL when it is not given. */
typedef struct {
    char **chapters;  /* as --chapters has them: "7", "3-5", "gil.md", "part:II" */
    char **headings;  /* a heading's words, or what a link to it says: "gil.md#the-lock" */
    char **pages;     /* by the folios printed on them: "12-19", "xi" */
    char **show;      /* folios of the pages that are drawn large and as open books; they are in it too */
    double fraction;  /* per cent of all pages, from the first; 0 = not given */
    char *notice;     /* more for the notice page … */
    char *closing;    /* … and for the closing page, in the author's words; NULL = nothing */
    char *buy;        /* where the whole book is to be had, an http or https address; NULL = not said */
    LhSource source;  /* of the key */
} LhBookSample;

/* Texts that book.yaml doesn't give are NULL, but for title, language ("en") and style. */
typedef struct {
    char *root;    /* folder that holds the book; nothing outside it is ever read */
    char *sources; /* folder that SUMMARY.md's links are relative to (root, or root/src) */
    char *title, *subtitle, *author, *edition, *version, *isbn, *language, *date, *copyright;
    char *cover_front, *cover_spine, *cover_back; /* the cover's texts; the back's is Markdown */
    char *cover_code, *cover_language, *cover_circle, *cover_note; /* a scrap of code on its front */
    char *cover_price;
    char **editions;     /* names that `only` may say, NULL-terminated; the first is meant when none is
                            asked for; NULL = any name, and all of it is in */
    char *style;         /* name ("classic-ruled"), or full path of a .yaml inside the book */
    LhBookPages pages;
    LhBookSample sample;
    char *output;        /* stem of the output's file name, no folder; NULL = from the title */
    LhRunner *runners;   /* n_runners of them, in the order of book.yaml */
    int n_runners;
    LhLintSwitch *lints; /* n_lints of them, as book.yaml has them */
    int n_lints;
    double run_limit;    /* seconds that a listing may run; 0 = not said */
    gboolean single;     /* one .md file */
    gboolean is_mdbook;  /* with mdBook's includes and hidden lines */
    GPtrArray *parts;    /* of LhPart *; may be empty */
    GPtrArray *chapters; /* of LhChapter *, in reading order, without openers */
    GHashTable *names;   /* of name to LhChapter *, openers too: lh_book_find() */
    LhArena *arena;      /* holds all of it */
} LhBook;

typedef enum {
    LH_BOOK_ERROR_MISSING,    /* no such file or folder */
    LH_BOOK_ERROR_OUTSIDE,    /* an absolute path, or one that leads out of the book */
    LH_BOOK_ERROR_KIND,       /* a folder, device or pipe where a file is needed */
    LH_BOOK_ERROR_UNREADABLE, /* not allowed, or the disk failed */
    LH_BOOK_ERROR_SIZE,       /* larger than a manuscript may be */
    LH_BOOK_ERROR_ENCODING,   /* not UTF-8, or a NUL */
    LH_BOOK_ERROR_EMPTY,      /* a folder without SUMMARY.md */
} LhBookError;
#define LH_BOOK_ERROR (lh_book_error_quark())
GQuark lh_book_error_quark(void);

/* Reads what there is to read about the book, not its chapters. Every mistake in book.yaml
 * (unknown key, wrong type), book.toml or SUMMARY.md goes to @diag as an error with its line.
 * Returns: (transfer full) the book, or NULL with @error set when there is none to be had
 * (no such folder, unreadable, no SUMMARY.md). */
LhBook *lh_book_open(const char *path, LhDiag *diag, GError **error);
void lh_book_free(LhBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhBook, lh_book_free)

/* Takes the chapters @left_out (of LhChapter *) out of the book's order, with parts that have none left, and
 * numbers what stays. lh_book_find() still finds them. */
void lh_book_leave_out(LhBook *book, GPtrArray *left_out);

/* What stands above the chapter's title and in references: "Chapter 7", "Appendix A", "7.2" of one that is
 * nested; NULL = it has no number. Returns: (transfer full) */
char *lh_chapter_label(const LhChapter *chapter);

/* The chapter whose name is @name after `.` and `..` are worked out; openers too; NULL = none. */
const LhChapter *lh_book_find(const LhBook *book, const char *name);

/* The file that @reference, written in @chapter, names.
 * Returns: (transfer full) a path inside the book's root, or NULL with @error set: it leads out of
 * the book, is absolute, or is no regular file (symbolic links are followed and must stay inside).
 */
char *lh_book_resolve(const LhBook *book, const LhChapter *chapter, const char *reference,
                      GError **error);

/* A whole file of text, checked: at most 8 MiB, valid UTF-8 (an error names the line), no NUL;
 * BOM dropped, CRLF and CR to LF. Never waits on a pipe. Returns: (transfer full) NUL-terminated
 * text, or NULL with @error. */
char *lh_book_read_text(const char *path, gsize *length, GError **error);

G_END_DECLS

#endif
