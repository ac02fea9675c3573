/* The look: every number and ink of a style, read from styles/NAME.yaml. No measure of the look is a
 * constant in C. All lengths in points; x from the text's left edge, y from a baseline, unless said.
 * A YAML key is the field's name with dashes for underscores; a style may say `extends: other` and
 * then give only the keys it changes (maps merge, lists and scalars replace). */
#ifndef LONGHAND_STYLE_H
#define LONGHAND_STYLE_H

#include "longhand/base.h"
#include "longhand/diag.h"
#include "longhand/parse.h"

G_BEGIN_DECLS

/* A named ink: its sRGB and its CMYK build together. YAML: {rgb: "#14304A", cmyk: [100, 0, 0, 70]},
 * optionally screen: "#E0DBCB" where the screen edition differs. */
typedef struct {
    char *name;
    double red, green, blue;            /* 0…1 */
    double screen_red, screen_green, screen_blue; /* on --target screen; the same unless said */
    double cyan, magenta, yellow, black; /* percent */
} LhInk;

/* A use of an ink: the name as written, and its place in LhStyle.inks after loading. */
typedef struct {
    char *name;
    guint8 index;
} LhInkRef;

/* A face: a file of fonts/, with its chain of fallbacks. */
typedef struct {
    char *name;        /* what roles call it: "body", "body-bold", "heading", "code" */
    char *file;        /* in fonts/ */
    double scale;      /* of its em when it stands in for another face; 1 */
    char **fallback;   /* names of faces, tried in order */
    unsigned n_fallback;
    char *licence;     /* for the copyright page, where the file itself has none; NULL = none */
    char *avoid;       /* characters never taken from this face, UTF-8; NULL = none */
    gboolean alternates; /* cycle its aalt forms */
    gboolean alive;    /* its glyphs get perturbed variants */
} LhFaceStyle;

/* What a piece of text looks like. */
typedef enum {
    LH_ROLE_BODY,
    LH_ROLE_STRONG,
    LH_ROLE_MARK,          /* key phrase on the highlighter */
    LH_ROLE_CODE,          /* inline code */
    LH_ROLE_KBD,
    LH_ROLE_SUPERSCRIPT,   /* <sup>, <sub>, footnote marks */
    LH_ROLE_PART_LABEL,
    LH_ROLE_PART_TITLE,
    LH_ROLE_PART_HEAD,     /* "In this part" */
    LH_ROLE_PART_CHAPTER,
    LH_ROLE_CHAPTER_LABEL,
    LH_ROLE_H1,
    LH_ROLE_H2,
    LH_ROLE_H2_NUMBER,
    LH_ROLE_H3,
    LH_ROLE_H4,            /* and deeper */
    LH_ROLE_RUNNING_HEAD,
    LH_ROLE_FOLIO,
    LH_ROLE_CAPTION_LABEL,
    LH_ROLE_CAPTION,
    LH_ROLE_TABLE_HEAD,
    LH_ROLE_TABLE_CELL,
    LH_ROLE_TABLE_SMALL,   /* cells of a table too wide for its size */
    LH_ROLE_DRAWING_TITLE, /* the first line of a box of several, a short one alone */
    LH_ROLE_DRAWING_TEXT,
    LH_ROLE_DRAWING_CODE,
    LH_ROLE_DRAWING_NOTE,  /* on a line between boxes */
    LH_ROLE_FOOTNOTE,
    LH_ROLE_FOOTNOTE_MARK,
    LH_ROLE_LISTING,
    LH_ROLE_LISTING_DEF,   /* bold: defined names */
    LH_ROLE_LISTING_NUMBER,
    LH_ROLE_LISTING_FILE,  /* the file label on its tab */
    LH_ROLE_CONTINUES,     /* "continues", "continued" */
    LH_ROLE_CALLOUT,       /* a number in its circle, behind code and before its explanation */
    LH_ROLE_QUOTE,
    LH_ROLE_QUOTE_SOURCE,
    LH_ROLE_TERM,          /* a definition's term */
    LH_ROLE_LIST_NUMBER,
    LH_ROLE_CARD_TITLE,
    LH_ROLE_CARD_TEXT,
    LH_ROLE_CARD_STRONG,
    LH_ROLE_CARD_CODE,
    LH_ROLE_CARD_LABEL,    /* Context, Verdict */
    LH_ROLE_CARD_HEAD,     /* an option's heading */
    LH_ROLE_CARD_CELL,
    LH_ROLE_CARD_CELL_STRONG,
    LH_ROLE_CARD_CELL_CODE,
    LH_ROLE_CARD_ROW_HEAD,
    LH_ROLE_CARD_VERDICT,
    LH_ROLE_CARD_STAMP,
    LH_ROLE_ADR_NUMBER,
    LH_ROLE_ADR_LABEL,
    LH_ROLE_CASE_TITLE,
    LH_ROLE_CASE_LABEL,
    LH_ROLE_GOTCHA_LABEL,  /* "Gotcha:" */
    LH_ROLE_GOTCHA_TITLE,
    LH_ROLE_NOTE_LABEL,    /* Note, Try it, War story */
    LH_ROLE_CONTENTS_PART_LABEL,
    LH_ROLE_CONTENTS_PART,
    LH_ROLE_CONTENTS_CHAPTER,
    LH_ROLE_CONTENTS_SECTION,
    LH_ROLE_CONTENTS_NUMBER,
    LH_ROLE_CONTENTS_PAGE,
    LH_ROLE_BOOK_TITLE,    /* title page */
    LH_ROLE_BOOK_SUBTITLE,
    LH_ROLE_BOOK_AUTHOR,
    LH_ROLE_FRONT_TEXT,    /* copyright page, colophon */
    LH_ROLE_DEDICATION,
    LH_ROLE_INDEX,
    LH_ROLE_INDEX_MAIN,    /* the page that defines a term */
    LH_ROLE_INDEX_CODE,
    LH_ROLE_INDEX_LETTER,
    LH_ROLE_COVER_TITLE,
    LH_ROLE_COVER_SUBTITLE,
    LH_ROLE_COVER_PROMISE,
    LH_ROLE_COVER_AUTHOR,
    LH_ROLE_COVER_NOTE,
    LH_ROLE_COVER_SPINE,
    LH_ROLE_COVER_SPINE_AUTHOR,
    LH_ROLE_COVER_HOOK,
    LH_ROLE_COVER_PRICE,
    LH_ROLE_COVER_ISBN,
    LH_ROLE_COVER_DIGITS,
    LH_ROLE_PROOF,         /* a proof's line and row numbers, file, codes */
    LH_ROLE_PROOF_TEXT,    /* its notes and lists */
    LH_ROLE_PROOF_HEAD,    /* what stands above a list */
    LH_N_ROLES,
} LhRole;

/* A role's look. YAML: body: {face: body, size: 10.9, ink: ink}. */
typedef struct {
    char *face;
    guint8 face_index;  /* into LhStyle.faces, after loading */
    double size;        /* points */
    LhInkRef ink;
    double tracking;    /* points between letters; 0 */
    double wobble;      /* part of the hand's whole liveliness this role takes: 0…1 */
} LhTextStyle;

/* How a card is built. YAML: shape: note. */
typedef enum {
    LH_CARD_NOTE,      /* note: on the ruled page, tinted, a stroke at the left */
    LH_CARD_KEY,       /* key: a star in the margin, no label */
    LH_CARD_GOTCHA,    /* gotcha: framed, "!" in the margin */
    LH_CARD_TRADEOFF,  /* tradeoff: pasted, with a context, a table of options, a verdict */
    LH_CARD_RECORD,    /* record: an index card, labels at the left, the number from its title */
    LH_CARD_LABELLED,  /* labelled: pasted, labels at the left, a stamp */
    LH_CARD_SUMMARY,   /* summary: pasted, a stamp, any blocks */
    LH_N_CARD_KINDS,
} LhCardKind;

/* Which of the lists after the contents names a card. YAML: listed: cases. */
typedef enum { LH_LISTED_NOWHERE, LH_LISTED_TRADEOFFS, LH_LISTED_RECORDS, LH_LISTED_CASES, LH_N_LISTED } LhListed;

/* One kind of card; cards: {tradeoff: {…}, adr: {…}, …}: a style may add as many as it likes. */
typedef struct {
    char *name;         /* `> [!NAME]` in the manuscript, in any case */
    char **aliases;     /* other names that mean it */
    unsigned n_aliases;
    char *shape_name, *listed_name; /* as written */
    LhCardKind shape;
    LhListed listed;
    char *label;        /* "Gotcha:", "Note", "TRADE-OFF" (the stamp) */
    char *numbered;     /* "Trade-off": counted in each chapter, and called so; NULL = not counted */
    LhInkRef fill, border, label_ink, rule;
    LhInkRef title_ink; /* of a pasted card; no name = the labels' for `labelled`, else the role's */
    LhInkRef divider;   /* between labels and text; no name = rule */
} LhCardStyle;

typedef struct {
    char *name;
    char *extends;      /* NULL after loading */

    struct {
        double width, height, bleed;
        double measure;              /* width of the text block */
        double recto_left, verso_left, screen_left; /* x of the text's left edge */
        double margin_line;          /* distance of the red line left of the text */
        double head_baseline;        /* running head and folio */
        double safe;                 /* nothing but rules nearer to the trim */
    } page;
    struct {
        double step;                 /* 18 */
        int first_ruling, last_ruling;   /* 4 (the header line) … 39 */
        int first_row, last_row;         /* 5 … 38: where text may sit */
        double ruling_weight, header_weight, margin_weight;
        LhInkRef ruling, header, margin, paper; /* paper: screen only */
    } grid;
    struct {
        double liveliness;           /* 0…1.5; 0 = the plain font */
        int variants;                /* perturbed copies of a glyph, the plain one included */
        double outline;              /* noise, em, at liveliness 1 */
        double letter_rotation;      /* degrees */
        double letter_shift;         /* points at the body size: letter dy */
        double line_drift;           /* points: slow movement of a line's baseline */
        double line_indent;          /* points: a line's left edge, ± */
        double cap;                  /* em: the most that a letter may leave its line */
    } hand;
    struct {
        double indent;               /* first line of a paragraph after another */
        double last_line;            /* least part of the measure for a last line */
        double code_break;           /* inline code longer than this part of the measure may break */
        int orphans, widows;         /* least lines at a page's foot, head */
        double emph_weight, emph_drop, emph_roughness; /* pen underline */
        double mark_rise, mark_height, mark_overshoot; /* highlighter: em, em, points */
        LhInkRef mark_ink;
        double strike_weight, strike_rise;  /* points, em */
        double superscript_rise, subscript_drop; /* em */
        LhInkRef link_ink;
        gboolean hyphenate;          /* only words longer than the measure are, unless this says on */
        gboolean link_underline;
        gboolean link_note;          /* a link to outside has its address as a footnote … */
        gboolean link_address;       /* … or, shortened, in brackets after it; a note's links have that */
        gboolean link_page;          /* a link inside the book says its page: "(page 131)" */
    } paragraph;
    struct {                         /* a key's frame */
        double pad, gap;             /* from its word, and from its neighbours */
        double rise, height;         /* em */
        double radius, weight, roughness;
    } kbd;
    struct {
        int part_label_row, part_title_row, part_intro_row;
        double part_title_min, part_band_top, part_band_bottom;
        double part_band_overshoot, part_band_end; /* left of the text, right of the title's end: 6, 10 */
        int chapter_label_row, chapter_title_row, chapter_title_rows; /* rows a title line takes */
        int chapter_after;           /* rows from the last title line to the body's first */
        double h1_underline_drop[2], h1_underline_weight[2], h1_underline_roughness;
        LhInkRef h1_underline;
        double h2_long;              /* part of its size that a heading of several lines has */
        int h2_before, h2_top_skip, h3_before, h3_top_skip; /* blank rows before; rows skipped at page top */
        double number_gap;           /* section number's right edge left of the margin line */
        int keep_rows;               /* rows of text that must follow a heading */
        LhInkRef part_band;
    } heading;
    struct {
        double indent;               /* a level's text */
        double bullet_x, bullet_y, bullet_radius; /* relative to text edge and baseline */
        double number_gap;           /* number's right edge left of the text */
        double dash_x;
        LhInkRef bullet_ink, number_ink, task_ink;
        double task_size;            /* of tick and box */
        int max_level;               /* deeper levels stop indenting */
    } list;
    struct {
        double indent, bar_x, bar_weight, edge_weight;
        int before, after;
        LhInkRef bar, edge;
    } quote;
    struct {
        double weight, width, roughness; /* drawn line of a thematic break */
        LhInkRef ink;
    } rule;
    struct {
        double pitch;                /* 12 */
        double left, right;          /* card's edges: -33, 373 */
        double top, bottom;          /* card's edge above the first, below the last baseline: 16.5, 9 */
        double clear;                /* 13.1: from card bottom to the next row */
        double text_x;               /* where code starts */
        double number_x;             /* right edge of line numbers: -13 */
        double inner_line_x, inner_line_weight; /* pale line in the card */
        int columns;                 /* 76 */
        int wrap_indent;             /* columns of a continuation line */
        double band_rise, band_height, band_left, band_right; /* highlighted line */
        double tape_width, tape_height, tape_x, tape_rise, tape_angle;
        double label_height, label_rise, label_pad;
        double torn_width, torn_height; /* zigzag */
        int group;                   /* lines that a page break leaves together */
        double comment_shear;
        int snippet_lines;           /* at most this many lines make a snippet */
        double snippet_left, snippet_right, snippet_top, snippet_bottom, snippet_text_x;
        int snippet_columns;
        double border_weight, radius, roughness;
        double shadow_x, shadow_y;
        LhInkRef card, border, shell_card, shell_border, inner_line, band, shadow;
        LhInkRef tape, tape_edge, tape_text;
        LhInkRef keyword, definition, builtin, string, number, comment, decorator, name, operator_,
            prompt, output, added, removed, key, line_number;
        double sign_x, sign_rise;    /* a diff's + and -: their middle, from the code's left edge and baseline */
        double sign_size, sign_weight; /* across; pen */
        int most_lines;              /* of one listing on one page */
        int before, after;           /* blank rows before the card, after its caption: 1, 1 */
        int before_framed;           /* before a card with a label that follows a frame */
        double label_right;          /* label tab's right edge left of the card's: 12 */
        double foot;                 /* room for "continues" above a torn edge: 12 */
        double nested_before, nested_after; /* points round a listing inside a card: 5, 6 */
        double pair_clear;           /* instead of clear when the listing's output follows: 20 */
    } listing;
    struct {
        double radius;               /* of the circle round a number */
        double rise;                 /* its middle above the baseline */
        double gap;                  /* between code and circle, and between two circles */
        double list_gap;             /* between circle and explanation */
        double weight;
        LhInkRef ink;
    } callout;
    struct {
        double rule_weight, double_gap, double_weight, column_weight, roughness;
        double cell_pad;             /* left of a cell's text */
        double left, right;          /* overhang of the rules: -6, +6 */
        double min_column;           /* narrowest column */
        double tight;                /* part of its size that a table may have to break no line */
        double top_drop, head_drop, bottom_drop; /* rules below their rows' baselines: 3.9, 4.3, 6 */
        LhInkRef rule, column;
        int before, after;
    } table;
    struct {
        double pitch;                /* 13.5 */
        double left, right;          /* -6, 368 */
        double rise;                 /* card top above the next row's baseline: 10 */
        double clear, clear_framed;  /* 23, 34 */
        double radius, roughness, border_weight, shadow_x, shadow_y;
        double title_baseline;       /* 25 below the top */
        double title_line;           /* 33 */
        double title_line_weight;
        double pad;                  /* text from the card's edge */
        double bottom;               /* below the last baseline */
        double stamp_weight, stamp_angle, stamp_pad_x, stamp_pad_y;
        double item_indent;          /* lists inside cards */
        /* trade-off */
        double context_baseline, label_gap;
        double head_height, row_head_width, cell_baseline, row_pad, cell_pad;
        double table_rule_weight, row_rule_weight, column_rule_weight;
        double verdict_gap;
        double circle_pad_x, circle_ry, circle_weight;
        /* ADR */
        double adr_rules_from, adr_rule_weight, adr_label_right, adr_divider, adr_text; /* x from the card's left edge */
        double sign_size, sign_rise, sign_weight; /* + and –: across; middle above the baseline */
        double adr_tape_width, adr_tape_height, adr_tape_angle;
        /* case study */
        double case_label_right, case_divider, case_text, case_first, case_gap; /* x from the card's left edge */
        double divider_weight;
        int before;                  /* blank rows before a card: 1 */
        double divider_top, divider_bottom; /* from the title line, from the card's bottom: 3, 4.5 */
        double title_leading;        /* between lines of a title that needs two: 22 */
        double stamp_right, stamp_baseline; /* stamp's right edge from the card's, below its top: 17, 22.5 */
        double table_left, table_right; /* ends of a table's rules: 3, 359.5 */
        double table_gap;            /* from a baseline to a table below it: 12.4 */
        double head_baseline;        /* below the top of the head row: 14.5 */
        double foot;                 /* room for "continues" above a torn edge: 13.5 */
        double block_gap;            /* between blocks of a card without a shape: 4.5 */
        LhInkRef shadow, table_rule, row_rule, column_rule, circle, adr_rules,
            gain, cost;
    } card;
    struct {
        double left, right, above, below; /* frame: above the title's baseline, below the last */
        double text_x, width, border_weight, roughness, radius;
        double mark_x, mark_size;    /* circled "!" from the margin line */
        int before, after;
    } gotcha;
    struct {
        double left, right, above, below, stroke_weight, text_x, width, radius;
        double label_gap;
        int before, after;
        double star_radius, star_x;  /* the key idea's star */
    } note;
    struct {
        int before, after;           /* rows */
        double caption_gap;          /* between label and text */
        double dpi;                  /* of a bitmap at its natural size */
    } figure;
    struct {                         /* graphs, sketches, charts */
        int before, after;           /* rows */
        double weight, again_weight, line_weight; /* an outline's two passes; a line between boxes */
        double roughness, radius;    /* of outlines; of a box's corners */
        double head;                 /* an arrow's */
        double dash, dot;            /* lengths */
        double least_size;           /* points: text never becomes smaller to fit */
        double leading;              /* of a box's lines, in their size */
        double cell_width, cell_height; /* a character of a sketch */
        double chart_height;         /* of the axes' box */
        double tick, marker;         /* of an axis; a point's radius */
        double bar, hatch;           /* part of its room that a group of bars takes; between a bar's strokes */
        double heavy, twin_gap;      /* a heavy line's weight; between the strokes of a double one */
        double squeeze, clear;       /* of a sketch's text: scaled down by so much at most; from strokes */
        double grid_weight, hatch_weight; /* of a chart */
        LhInkRef series_1, series_2, series_3, series_4, series_5, series_6; /* of a chart */
        LhInkRef ink, paper;         /* outlines; what a box is filled with */
        LhInkRef group, group_edge;  /* a cluster's fill; a filled cluster's outline */
        LhInkRef grid;               /* a chart's lines */
    } drawing;
    struct {
        double rule_width, rule_weight;
        LhInkRef rule;
        double mark_gap;
        double continued_drop;       /* "continued", its baseline below the rule */
    } footnote;
    struct {
        int title_row;               /* "Contents": its baseline */
        double section_indent, number_gap;
        double page_room;            /* kept for the page number */
        double part_gap;             /* between "Part I" and the part's title */
        int depth;                   /* 1 = chapters, 2 = sections too */
    } contents;
    struct {
        int half_title_row, dedication_row; /* baselines of their first lines */
        int title_row, author_row;   /* of the title page: blank rows above the title; the author's row */
        double dedication_width;
    } front;
    struct {
        double cloth;                /* round the spine, on front and back */
        double seam_inset, seam_weight;
        double margin;               /* the red line, left of the text */
        double front_left, front_right; /* text from the cloth, from the trim */
        double back_left, back_right;   /* from the trim, from the cloth */
        int title_row, title_lines;  /* the first line's baseline; at most so many */
        double title_least, title_leading, underline;
        int subtitle_after, author_row, back_row; /* rows after the title; rows */
        int subtitle_lines, promise_lines, author_lines; /* at most */
        double text_least;           /* what is too long for its lines shrinks to this part of its role's size */
        double back_scale, back_least; /* of the back's text against the body's: at most, when it is long */
        int code_columns;
        double scrap_scale, scrap_turn, scrap_place; /* at most; degrees; part of the free room above it */
        double note_drop;            /* below the scrap */
        double spine_least;          /* no smaller text on the spine */
        LhInkRef paper, cloth_ink, seam, spine_ink, black, white;
    } cover;
    struct {
        double pitch;                /* of its paper's rulings, from the header line down */
        int title_ruling;            /* counted from the header line, 0: the title's baseline */
        int first_ruling, opening_ruling, last_ruling; /* of the columns; under the title */
        double gap;                  /* between the two columns */
        double indent, turnover;     /* a level's; of an entry's further lines */
    } index;
    struct {
        double crop_gap, crop_length, crop_weight; /* the marks at the trim's corners */
        double line_right;           /* right edge of the manuscript's line numbers, from the trim's left edge */
        double row_left;             /* left edge of the row numbers, from the trim's */
        double file_rise;            /* baseline of the file's name above the trim */
        double legend_drop, legend_pitch, legend_gap; /* the other files: first baseline below the trim; between two */
        double code_right;           /* right edge of defects' codes, from the sheet's right edge; nothing is nearer to an edge */
        double mark_gap, mark_weight; /* the stroke beside a row with a defect, from the text's right edge */
        double wave_drop, wave_height, wave_length, wave_weight; /* under a doubt */
        double slip_size, slip_gap;  /* the paper of a note's number; its middle, from the text's right edge */
        double bar_left, bar_weight; /* the change bar's middle, from the trim's left edge */
        double note_left, note_right, note_pitch; /* removed words: edges from the trim's and the text's left */
        int note_lines;              /* the most of one; all of it is in the list */
        double list_pitch, list_hang; /* the lists on the last sheets */
        LhInkRef crop, line, defect, doubt, slip, slip_edge, change, removed;
    } proof;
    struct {                         /* when all is printed in black ink alone */
        gboolean keyword_bold, definition_bold, definition_underlined, builtin_bold, builtin_slanted,
            decorator_bold, decorator_slanted, string_underlined, key_bold; /* code told apart */
        double underline_drop, underline_weight; /* under code */
        LhInkRef underline;
        double tint_from;            /* an ink as light as this, 0..1, or lighter is a tint, others are solid */
        double tint_colour;          /* per cent that a tint gains when the ink is pure colour */
        double least_tint;           /* per cent; white stays white */
    } mono;

    LhTextStyle role[LH_N_ROLES];    /* YAML: text: {body: …, strong: …} */
    LhCardStyle *cards;              /* YAML: cards: {tradeoff: …}; one is called note */
    unsigned n_cards;
    LhFaceStyle *faces;
    unsigned n_faces;
    LhInk *inks;
    unsigned n_inks;
    gboolean black_only;             /* not in YAML: set before layout for who prints in black ink alone; pages
                                        break where they break without */
} LhStyle;

/* Loads @name ("classic-ruled", looked up as NAME.yaml in @dir) or a path ending in .yaml, with all
 * that it extends. Unknown keys, wrong types, missing keys, unknown inks, faces or colours that are no
 * colours are errors in @diag with file and line.
 * Returns: (transfer full) the style, or NULL when there were errors. */
LhStyle *lh_style_load(const char *name, const char *dir, LhDiag *diag);
void lh_style_free(LhStyle *style);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhStyle, lh_style_free)

/* The kind of card that @word names; NULL = none. */
const LhCardStyle *lh_style_card(const LhStyle *style, const char *word);

/* Where the program's own files lie: $LONGHAND_DATA, else ../share/longhand beside the folder of the
 * executable, else the checkout it was built from. Returns: (transfer full) the folder that holds fonts/ and
 * styles/, or NULL with @error. */
char *lh_style_data_dir(GError **error);

G_END_DECLS

#endif
