/* What the files of makeup/ share: the book as sections, each cut into pages of its own.
 *
 *   cut.c       a galley's cuts                    lh_cut()
 *   place.c     slabs, frames and notes on a page  lh_place_section()
 *   furniture.c running heads and folios
 *   links.c     the pages that links say they lead to
 *   contents.c opener.c title.c front.c index*.c   the galleys that makeup makes itself
 *   select.c    --chapters
 *   check.c     the finished pages looked over for defects
 *   book.c      the order of it all                lh_makeup_book() */
#ifndef LONGHAND_MAKEUP_MAKER_H
#define LONGHAND_MAKEUP_MAKER_H

#include "../layout/chapter.h"
#include "cut.h"
#include "longhand/makeup.h"
#include "settle.h"

typedef enum {
    LH_SECTION_HALF_TITLE,
    LH_SECTION_TITLE,
    LH_SECTION_COPYRIGHT,
    LH_SECTION_DEDICATION,
    LH_SECTION_CONTENTS,
    LH_SECTION_CARDS,
    LH_SECTION_LISTINGS,
    LH_SECTION_PART,
    LH_SECTION_CHAPTER,
    LH_SECTION_GLOSSARY,
    LH_SECTION_INDEX,
    LH_SECTION_COLOPHON
} LhSectionKind;

/* A run of pages that begins on a page of its own. */
typedef struct {
    LhSectionKind kind;
    const LhChapter *chapter; /* of a chapter */
    const LhPart *part;       /* of a part's opener */
    const LhTree *opener;     /* the part's own text; NULL = none */
    const char *head;         /* running head of what is no chapter; borrowed */
    LhGalley *galley;         /* owned by the pages */
    LhCutter *cutter;
    GArray *starts; /* of int: first slab of each page */
    gboolean recto; /* begins on a right-hand page */
    gboolean roman; /* front matter */
    int first_page; /* index in LhPages.pages */
} LhSection;

typedef struct {
    LhLayoutContext *context;
    const LhStyle *style;
    const LhBook *book;
    const LhMakeupOptions *options;
    LhDiag *diag;
    LhPages *pages;
    GPtrArray *sections; /* of LhSection * */
    LhGalley *furniture; /* arena of what stands on pages beside the slabs */
    LhSetter setter;     /* sets furniture */
    const char *moved;   /* head of the section whose pages became more or fewer last; NULL = none */
    gboolean numbered;   /* pages have their labels: contents may show them */
} LhMaker;

/* Index of the page that slab @slab of the section's galley is on. */
int lh_section_page_of(const LhSection *section, int slab);
/* Whether any of its pages is drawn: only then it is placed, dressed and looked over. */
gboolean lh_section_drawn(const LhMaker *maker, const LhSection *section);
/* The printed folio of that page; "0" while pages have none. */
const char *lh_maker_label(const LhMaker *maker, const LhSection *section, int slab);
/* The section of @chapter; NULL = a draft. */
const LhSection *lh_maker_section(const LhMaker *maker, const LhChapter *chapter);

LhGalley *lh_title_galley(LhMaker *maker);
LhGalley *lh_half_title_galley(LhMaker *maker);
LhGalley *lh_copyright_galley(LhMaker *maker);
LhGalley *lh_dedication_galley(LhMaker *maker);
LhGalley *lh_contents_galley(LhMaker *maker);
LhGalley *lh_opener_galley(LhMaker *maker, const LhSection *section);
#define LH_CARDS_TITLE    "Trade-offs and decisions"
#define LH_LISTINGS_TITLE "Listings"
LhGalley *lh_cards_galley(LhMaker *maker);
LhGalley *lh_listings_galley(LhMaker *maker);
/* Whether the chapters' galleys hold enough for @list, and the book wants it. */
gboolean lh_list_wanted(const LhBook *book, const GPtrArray *galleys, LhSectionKind list);
LhGalley *lh_colophon_galley(LhMaker *maker);
LhGalley *lh_glossary_galley(LhMaker *maker);
/* Whether there are definitions enough for one. */
gboolean lh_glossary_wanted(const LhMaker *maker);
#define LH_GLOSSARY_ANCHOR "#glossary"
#define LH_INDEX_ANCHOR    "#index"
/* The index, one slab a page: its columns have a pitch of their own. */
LhGalley *lh_index_galley(LhMaker *maker);
/* Whether there is anything to say in an index. */
gboolean lh_index_wanted(const LhMaker *maker);

/* Fills the section's pages: slabs, dressed frames, notes. */
void lh_place_section(LhMaker *maker, LhSection *section);
/* Sets the pages of links, once anchors are known. */
void lh_fill_links(LhMaker *maker);
/* Running head and folio of @page. */
void lh_add_furniture(LhMaker *maker, LhPage *page);
/* Appends the maker's sink to the page's items. */
void lh_page_take_items(LhMaker *maker, LhPage *page);

/* Clears `drawn` of the pages that @selection ("7", "3-5", "gil.md", "part:X", with commas) leaves
 * out; what is not understood is an error in @diag. */
void lh_select_pages(LhPages *pages, const char *selection, LhDiag *diag);

/* Reports every text of @page whose ink leaves its card, cell, box or page. */
void lh_check_overflow(LhMaker *maker, const LhPage *page);
/* Looks over the finished pages and reports what is not as it must be. */
void lh_check_pages(LhMaker *maker);

#endif
