/* Longhand: Markdown chapters in, a book in one hand on ruled paper out.
 *
 * The legend of prefixes, in the order a sentence travels:
 *
 *   lh_arena_*      memory that lives and dies together          base.h
 *   lh_hash*        the same number for the same bytes           base.h
 *   lh_parallel_*   work for several threads                     base.h
 *   lh_folder_*     a folder's files, in order                   base.h
 *   lh_nearest*     the word that was meant                      base.h
 *   lh_json_*       text as JSON                                 base.h
 *   lh_diag_*       what is wrong, where, and what to do         diag.h
 *   lh_write_*      files written whole or not at all            diag.h
 *   lh_yaml_*       settings files, every mistake with its line  yaml.h
 *   lh_book_*       what to read, and in which order             book.h
 *   lh_parse_*      one chapter's Markdown to a tree             parse.h
 *   lh_tree_*       blocks and inlines                           parse.h
 *   lh_style_*      every number and ink of the look             style.h
 *   lh_fonts_*      faces opened from fonts/                     font.h
 *   lh_shape_*      text to glyphs, through the word cache       font.h
 *   lh_hand_*       pen strokes, drawn signs, living glyphs      hand.h
 *   lh_path_*       what strokes are made of                     hand.h
 *   lh_highlight_*  the syntax classes of a listing              highlight.h
 *   lh_image_*      pictures: opened, measured, checked          image.h
 *   lh_drawing_*    sketches and charts to shapes                drawing.h
 *   lh_graphs_*     graphs, laid out in processes of their own   drawing.h
 *   lh_references_* what chapters know of each other             layout.h
 *   lh_layout_*     tree to galley: slabs on the grid            layout.h
 *   lh_galley_*     slabs, runs and strokes not yet on pages     galley.h
 *   lh_sink_*       the items of a slab under construction       galley.h
 *   lh_makeup_*     galleys to pages                             makeup.h
 *   lh_pages_*      the finished pages                           makeup.h
 *   lh_cover_*      the sheet round the book                     cover.h
 *   lh_printer_*    what a printer asks of a PDF                 press.h
 *   lh_preflight_*  any PDF against a printer                    press.h
 *   lh_draw_*       pages to PDF, PNG or the text dump           draw.h
 *   lh_page_*       single pages to SVG                          draw.h
 *   lh_canvas_*     pictures with pages in them                  draw.h
 *   lh_sample_*     a sample cut from finished pages             preview.h
 *   lh_preview_*    pictures and a web page of it                preview.h
 *   lh_lint_*       faults of running text                       lint.h
 *   lh_manuscript_* the author's files, by line                  manuscript.h
 *   lh_map_*        words on pages to the manuscript and back    proof.h
 *   lh_change_*     what is new since a revision                 proof.h
 *   lh_proof_*      sheets to write on                           proof.h
 *   lh_comments_*   what was written on them                     proof.h
 *   lh_watch_*      folders watched for saves                    serve.h
 *   lh_note_*       a reader's note in the manuscript            serve.h
 *   lh_serve()      the pages in a browser                       serve.h
 *
 * Units: PDF points as double; origin at the top left of the trim box, y down. Only who
 * writes or reads a PDF turns it round. A length inside a shaped word is in em.
 *
 * Ownership: `_new/_free` (NULL is fine, autoptr defined), `_find/_peek` lend. What layout makes
 * lives in the chapter's arena; what makeup makes lives in the arena of the pages.
 */
#ifndef LONGHAND_H
#define LONGHAND_H

#include "longhand/base.h"
#include "longhand/book.h"
#include "longhand/cover.h"
#include "longhand/diag.h"
#include "longhand/draw.h"
#include "longhand/drawing.h"
#include "longhand/font.h"
#include "longhand/galley.h"
#include "longhand/hand.h"
#include "longhand/highlight.h"
#include "longhand/image.h"
#include "longhand/layout.h"
#include "longhand/lint.h"
#include "longhand/makeup.h"
#include "longhand/parse.h"
#include "longhand/press.h"
#include "longhand/preview.h"
#include "longhand/proof.h"
#include "longhand/serve.h"
#include "longhand/style.h"
#include "longhand/yaml.h"

#endif
