/* The fields of LhStyle, said once: the schema and the table of inks are both made from this list.
 * NUMBER is a double, PAIR two of them, WHOLE an int, YES_NO a gboolean, INK an LhInkRef. */
#ifndef LONGHAND_STYLE_FIELDS_H
#define LONGHAND_STYLE_FIELDS_H

/* clang-format off */

#define PAGE_FIELDS \
    NUMBER(page, width) NUMBER(page, height) NUMBER(page, bleed) NUMBER(page, measure) \
    NUMBER(page, recto_left) NUMBER(page, verso_left) NUMBER(page, screen_left) \
    NUMBER(page, margin_line) NUMBER(page, head_baseline) NUMBER(page, safe)

#define GRID_FIELDS \
    NUMBER(grid, step) WHOLE(grid, first_ruling) WHOLE(grid, last_ruling) \
    WHOLE(grid, first_row) WHOLE(grid, last_row) NUMBER(grid, ruling_weight) \
    NUMBER(grid, header_weight) NUMBER(grid, margin_weight) INK(grid, ruling) INK(grid, header) \
    INK(grid, margin) INK(grid, paper)

#define HAND_FIELDS \
    NUMBER(hand, liveliness) WHOLE(hand, variants) NUMBER(hand, outline) \
    NUMBER(hand, letter_rotation) NUMBER(hand, letter_shift) NUMBER(hand, line_drift) \
    NUMBER(hand, line_indent) NUMBER(hand, cap)

#define PARAGRAPH_FIELDS \
    NUMBER(paragraph, indent) NUMBER(paragraph, last_line) NUMBER(paragraph, code_break) \
    WHOLE(paragraph, orphans) WHOLE(paragraph, widows) NUMBER(paragraph, emph_weight) \
    NUMBER(paragraph, emph_drop) NUMBER(paragraph, emph_roughness) \
    NUMBER(paragraph, mark_rise) NUMBER(paragraph, mark_height) \
    NUMBER(paragraph, mark_overshoot) INK(paragraph, mark_ink) NUMBER(paragraph, strike_weight) \
    NUMBER(paragraph, strike_rise) NUMBER(paragraph, superscript_rise) \
    NUMBER(paragraph, subscript_drop) INK_OR_NONE(paragraph, link_ink) YES_NO(paragraph, hyphenate) \
    YES_NO(paragraph, link_underline) YES_NO(paragraph, link_page) \
    YES_NO(paragraph, link_note) YES_NO(paragraph, link_address)

#define KBD_FIELDS \
    NUMBER(kbd, pad) NUMBER(kbd, gap) NUMBER(kbd, rise) NUMBER(kbd, height) \
    NUMBER(kbd, radius) NUMBER(kbd, weight) NUMBER(kbd, roughness)

#define HEADING_FIELDS \
    WHOLE(heading, part_label_row) WHOLE(heading, part_title_row) \
    WHOLE(heading, part_intro_row) NUMBER(heading, part_title_min) \
    NUMBER(heading, part_band_top) NUMBER(heading, part_band_bottom) \
    NUMBER(heading, part_band_overshoot) NUMBER(heading, part_band_end) \
    WHOLE(heading, chapter_label_row) WHOLE(heading, chapter_title_row) \
    WHOLE(heading, chapter_title_rows) WHOLE(heading, chapter_after) \
    PAIR(heading, h1_underline_drop) PAIR(heading, h1_underline_weight) \
    NUMBER(heading, h1_underline_roughness) INK(heading, h1_underline) \
    WHOLE(heading, h2_before) WHOLE(heading, h2_top_skip) NUMBER(heading, h2_long) \
    WHOLE(heading, h3_before) \
    WHOLE(heading, h3_top_skip) NUMBER(heading, number_gap) WHOLE(heading, keep_rows) \
    INK(heading, part_band)

#define LIST_FIELDS \
    NUMBER(list, indent) NUMBER(list, bullet_x) NUMBER(list, bullet_y) \
    NUMBER(list, bullet_radius) NUMBER(list, number_gap) NUMBER(list, dash_x) \
    INK(list, bullet_ink) INK(list, number_ink) INK(list, task_ink) NUMBER(list, task_size) \
    WHOLE(list, max_level)

#define QUOTE_FIELDS \
    NUMBER(quote, indent) NUMBER(quote, bar_x) NUMBER(quote, bar_weight) \
    NUMBER(quote, edge_weight) WHOLE(quote, before) WHOLE(quote, after) INK(quote, bar) \
    INK(quote, edge)

#define RULE_FIELDS \
    NUMBER(rule, weight) NUMBER(rule, width) NUMBER(rule, roughness) INK(rule, ink)

#define LISTING_FIELDS \
    NUMBER(listing, pitch) NUMBER(listing, left) NUMBER(listing, right) NUMBER(listing, top) \
    NUMBER(listing, bottom) NUMBER(listing, clear) NUMBER(listing, text_x) \
    NUMBER(listing, number_x) NUMBER(listing, inner_line_x) NUMBER(listing, inner_line_weight) \
    WHOLE(listing, columns) WHOLE(listing, wrap_indent) NUMBER(listing, band_rise) \
    NUMBER(listing, band_height) NUMBER(listing, band_left) NUMBER(listing, band_right) \
    NUMBER(listing, tape_width) NUMBER(listing, tape_height) NUMBER(listing, tape_x) \
    NUMBER(listing, tape_rise) NUMBER(listing, tape_angle) NUMBER(listing, label_height) \
    NUMBER(listing, label_rise) NUMBER(listing, label_pad) NUMBER(listing, torn_width) \
    NUMBER(listing, torn_height) WHOLE(listing, group) \
    NUMBER(listing, comment_shear) WHOLE(listing, snippet_lines) NUMBER(listing, snippet_left) \
    NUMBER(listing, snippet_right) NUMBER(listing, snippet_top) NUMBER(listing, snippet_bottom) \
    NUMBER(listing, snippet_text_x) WHOLE(listing, snippet_columns) \
    NUMBER(listing, border_weight) NUMBER(listing, radius) NUMBER(listing, roughness) \
    NUMBER(listing, shadow_x) NUMBER(listing, shadow_y) INK(listing, card) INK(listing, border) \
    INK(listing, shell_card) INK(listing, shell_border) INK(listing, inner_line) \
    INK(listing, band) INK(listing, shadow) INK(listing, tape) INK(listing, tape_edge) \
    INK(listing, tape_text) INK(listing, keyword) INK(listing, definition) \
    INK(listing, builtin) INK(listing, string) INK(listing, number) INK(listing, comment) \
    INK(listing, decorator) INK(listing, name) INK_AS(listing, operator_, "operator") \
    INK(listing, prompt) INK(listing, output) INK(listing, added) INK(listing, removed) \
    INK(listing, key) INK(listing, line_number) NUMBER(listing, sign_x) NUMBER(listing, sign_size) \
    NUMBER(listing, sign_rise) NUMBER(listing, sign_weight) WHOLE(listing, most_lines) \
    WHOLE(listing, before) WHOLE(listing, before_framed) WHOLE(listing, after) NUMBER(listing, label_right) \
    NUMBER(listing, foot) NUMBER(listing, nested_before) NUMBER(listing, nested_after) \
    NUMBER(listing, pair_clear)

#define CALLOUT_FIELDS \
    NUMBER(callout, radius) NUMBER(callout, rise) NUMBER(callout, gap) \
    NUMBER(callout, list_gap) NUMBER(callout, weight) INK(callout, ink)

#define TABLE_FIELDS \
    NUMBER(table, rule_weight) NUMBER(table, double_gap) NUMBER(table, double_weight) \
    NUMBER(table, column_weight) NUMBER(table, roughness) NUMBER(table, cell_pad) \
    NUMBER(table, left) NUMBER(table, right) NUMBER(table, min_column) NUMBER(table, tight) \
    NUMBER(table, top_drop) \
    NUMBER(table, head_drop) NUMBER(table, bottom_drop) INK(table, rule) INK(table, column) \
    WHOLE(table, before) WHOLE(table, after)

#define CARD_FIELDS \
    NUMBER(card, pitch) NUMBER(card, left) NUMBER(card, right) NUMBER(card, rise) \
    NUMBER(card, clear) NUMBER(card, clear_framed) NUMBER(card, radius) NUMBER(card, roughness) \
    NUMBER(card, border_weight) NUMBER(card, shadow_x) NUMBER(card, shadow_y) \
    NUMBER(card, title_baseline) NUMBER(card, title_line) NUMBER(card, title_line_weight) \
    NUMBER(card, pad) NUMBER(card, bottom) NUMBER(card, stamp_weight) NUMBER(card, stamp_angle) \
    NUMBER(card, stamp_pad_x) NUMBER(card, stamp_pad_y) NUMBER(card, item_indent) \
    NUMBER(card, context_baseline) NUMBER(card, label_gap) NUMBER(card, head_height) \
    NUMBER(card, row_head_width) \
    NUMBER(card, cell_baseline) \
    NUMBER(card, row_pad) NUMBER(card, cell_pad) NUMBER(card, table_rule_weight) \
    NUMBER(card, row_rule_weight) NUMBER(card, column_rule_weight) NUMBER(card, verdict_gap) \
    NUMBER(card, circle_pad_x) NUMBER(card, circle_ry) NUMBER(card, circle_weight) \
    NUMBER(card, adr_rules_from) NUMBER(card, adr_rule_weight) NUMBER(card, adr_label_right) \
    NUMBER(card, adr_divider) NUMBER(card, adr_text) NUMBER(card, sign_size) NUMBER(card, sign_rise) NUMBER(card, sign_weight) \
    NUMBER(card, adr_tape_width) \
    NUMBER(card, adr_tape_height) NUMBER(card, adr_tape_angle) NUMBER(card, case_label_right) \
    NUMBER(card, case_divider) NUMBER(card, case_text) NUMBER(card, case_first) \
    NUMBER(card, case_gap) NUMBER(card, divider_weight) WHOLE(card, before) \
    NUMBER(card, divider_top) NUMBER(card, divider_bottom) NUMBER(card, title_leading) \
    NUMBER(card, stamp_right) NUMBER(card, stamp_baseline) NUMBER(card, table_left) \
    NUMBER(card, table_right) NUMBER(card, table_gap) NUMBER(card, head_baseline) \
    NUMBER(card, foot) NUMBER(card, block_gap) INK(card, shadow) \
    INK(card, table_rule) INK(card, row_rule) INK(card, column_rule) INK(card, circle) \
    INK(card, adr_rules) INK(card, gain) INK(card, cost)

#define GOTCHA_FIELDS \
    NUMBER(gotcha, left) NUMBER(gotcha, right) NUMBER(gotcha, above) NUMBER(gotcha, below) \
    NUMBER(gotcha, text_x) NUMBER(gotcha, width) NUMBER(gotcha, border_weight) \
    NUMBER(gotcha, roughness) NUMBER(gotcha, radius) NUMBER(gotcha, mark_x) \
    NUMBER(gotcha, mark_size) WHOLE(gotcha, before) WHOLE(gotcha, after)

#define NOTE_FIELDS \
    NUMBER(note, left) NUMBER(note, right) NUMBER(note, above) NUMBER(note, below) \
    NUMBER(note, stroke_weight) NUMBER(note, text_x) NUMBER(note, width) NUMBER(note, radius) \
    NUMBER(note, label_gap) WHOLE(note, before) WHOLE(note, after) NUMBER(note, star_radius) \
    NUMBER(note, star_x)

#define FIGURE_FIELDS \
    WHOLE(figure, before) WHOLE(figure, after) NUMBER(figure, caption_gap) NUMBER(figure, dpi)

#define DRAWING_FIELDS \
    WHOLE(drawing, before) WHOLE(drawing, after) NUMBER(drawing, weight) \
    NUMBER(drawing, again_weight) NUMBER(drawing, roughness) NUMBER(drawing, line_weight) \
    NUMBER(drawing, radius) NUMBER(drawing, head) NUMBER(drawing, dash) NUMBER(drawing, dot) \
    NUMBER(drawing, least_size) NUMBER(drawing, leading) \
    NUMBER(drawing, cell_width) NUMBER(drawing, cell_height) NUMBER(drawing, chart_height) \
    NUMBER(drawing, tick) NUMBER(drawing, bar) NUMBER(drawing, hatch) NUMBER(drawing, marker) \
    NUMBER(drawing, heavy) NUMBER(drawing, twin_gap) NUMBER(drawing, squeeze) NUMBER(drawing, clear) \
    NUMBER(drawing, grid_weight) NUMBER(drawing, hatch_weight) \
    INK(drawing, series_1) INK(drawing, series_2) INK(drawing, series_3) INK(drawing, series_4) \
    INK(drawing, series_5) INK(drawing, series_6) \
    INK(drawing, ink) INK(drawing, paper) INK(drawing, group) \
    INK(drawing, group_edge) INK(drawing, grid)

#define FOOTNOTE_FIELDS \
    NUMBER(footnote, rule_width) NUMBER(footnote, rule_weight) INK(footnote, rule) \
    NUMBER(footnote, mark_gap) NUMBER(footnote, continued_drop)

#define CONTENTS_FIELDS \
    WHOLE(contents, title_row) NUMBER(contents, section_indent) \
    NUMBER(contents, number_gap) NUMBER(contents, page_room) NUMBER(contents, part_gap) WHOLE(contents, depth)

#define FRONT_FIELDS \
    WHOLE(front, half_title_row) WHOLE(front, dedication_row) \
    WHOLE(front, title_row) WHOLE(front, author_row) NUMBER(front, dedication_width)

#define COVER_FIELDS \
    NUMBER(cover, cloth) NUMBER(cover, seam_inset) NUMBER(cover, seam_weight) NUMBER(cover, margin) \
    NUMBER(cover, front_left) NUMBER(cover, front_right) NUMBER(cover, back_left) \
    NUMBER(cover, back_right) WHOLE(cover, title_row) WHOLE(cover, title_lines) \
    NUMBER(cover, title_least) NUMBER(cover, title_leading) NUMBER(cover, underline) \
    WHOLE(cover, subtitle_after) WHOLE(cover, author_row) WHOLE(cover, back_row) \
    WHOLE(cover, subtitle_lines) WHOLE(cover, promise_lines) WHOLE(cover, author_lines) \
    NUMBER(cover, text_least) NUMBER(cover, back_scale) NUMBER(cover, back_least) \
    WHOLE(cover, code_columns) NUMBER(cover, scrap_scale) NUMBER(cover, scrap_turn) \
    NUMBER(cover, scrap_place) NUMBER(cover, note_drop) NUMBER(cover, spine_least) \
    INK(cover, paper) INK(cover, cloth_ink) INK(cover, seam) INK(cover, spine_ink) \
    INK(cover, black) INK(cover, white)

#define INDEX_FIELDS \
    NUMBER(index, pitch) WHOLE(index, title_ruling) WHOLE(index, first_ruling) \
    WHOLE(index, opening_ruling) WHOLE(index, last_ruling) NUMBER(index, gap) \
    NUMBER(index, indent) NUMBER(index, turnover)

#define PROOF_FIELDS \
    NUMBER(proof, crop_gap) NUMBER(proof, crop_length) NUMBER(proof, crop_weight) \
    NUMBER(proof, line_right) NUMBER(proof, row_left) NUMBER(proof, file_rise) \
    NUMBER(proof, legend_drop) NUMBER(proof, legend_pitch) NUMBER(proof, legend_gap) \
    NUMBER(proof, code_right) NUMBER(proof, mark_gap) NUMBER(proof, mark_weight) \
    NUMBER(proof, wave_drop) NUMBER(proof, wave_height) NUMBER(proof, wave_length) \
    NUMBER(proof, wave_weight) NUMBER(proof, slip_size) NUMBER(proof, slip_gap) NUMBER(proof, bar_left) \
    NUMBER(proof, bar_weight) NUMBER(proof, note_left) NUMBER(proof, note_right) \
    NUMBER(proof, note_pitch) WHOLE(proof, note_lines) NUMBER(proof, list_pitch) \
    NUMBER(proof, list_hang) INK(proof, crop) INK(proof, line) INK(proof, defect) \
    INK(proof, doubt) INK(proof, slip) INK(proof, slip_edge) INK(proof, change) \
    INK(proof, removed)

#define MONO_FIELDS \
    YES_NO(mono, keyword_bold) YES_NO(mono, definition_bold) YES_NO(mono, definition_underlined) \
    YES_NO(mono, builtin_bold) YES_NO(mono, builtin_slanted) YES_NO(mono, decorator_bold) \
    YES_NO(mono, decorator_slanted) YES_NO(mono, string_underlined) YES_NO(mono, key_bold) \
    NUMBER(mono, underline_drop) NUMBER(mono, underline_weight) INK(mono, underline) \
    NUMBER(mono, tint_from) NUMBER(mono, tint_colour) NUMBER(mono, least_tint)

#define SECTIONS \
    SECTION(page, PAGE) \
    SECTION(grid, GRID) \
    SECTION(hand, HAND) \
    SECTION(paragraph, PARAGRAPH) \
    SECTION(kbd, KBD) \
    SECTION(heading, HEADING) \
    SECTION(list, LIST) \
    SECTION(quote, QUOTE) \
    SECTION(rule, RULE) \
    SECTION(listing, LISTING) \
    SECTION(callout, CALLOUT) \
    SECTION(table, TABLE) \
    SECTION(card, CARD) \
    SECTION(gotcha, GOTCHA) \
    SECTION(note, NOTE) \
    SECTION(figure, FIGURE) \
    SECTION(drawing, DRAWING) \
    SECTION(footnote, FOOTNOTE) \
    SECTION(contents, CONTENTS) \
    SECTION(front, FRONT) \
    SECTION(cover, COVER) \
    SECTION(index, INDEX) \
    SECTION(proof, PROOF) \
    SECTION(mono, MONO)

#define ROLES \
    ROLE(BODY, "body") ROLE(STRONG, "strong") ROLE(MARK, "mark") ROLE(CODE, "code") \
    ROLE(KBD, "kbd") ROLE(SUPERSCRIPT, "superscript") ROLE(PART_LABEL, "part_label") \
    ROLE(PART_TITLE, "part_title") ROLE(PART_HEAD, "part_head") \
    ROLE(PART_CHAPTER, "part_chapter") ROLE(CHAPTER_LABEL, "chapter_label") ROLE(H1, "h1") \
    ROLE(H2, "h2") ROLE(H2_NUMBER, "h2_number") ROLE(H3, "h3") ROLE(H4, "h4") \
    ROLE(RUNNING_HEAD, "running_head") ROLE(FOLIO, "folio") \
    ROLE(CAPTION_LABEL, "caption_label") ROLE(CAPTION, "caption") \
    ROLE(TABLE_HEAD, "table_head") ROLE(TABLE_CELL, "table_cell") \
    ROLE(TABLE_SMALL, "table_small") ROLE(DRAWING_TITLE, "drawing_title") \
    ROLE(DRAWING_TEXT, "drawing_text") ROLE(DRAWING_CODE, "drawing_code") \
    ROLE(DRAWING_NOTE, "drawing_note") ROLE(FOOTNOTE, "footnote") \
    ROLE(FOOTNOTE_MARK, "footnote_mark") ROLE(LISTING, "listing") \
    ROLE(LISTING_DEF, "listing_def") ROLE(LISTING_NUMBER, "listing_number") \
    ROLE(LISTING_FILE, "listing_file") ROLE(CONTINUES, "continues") ROLE(CALLOUT, "callout") \
    ROLE(QUOTE, "quote") \
    ROLE(QUOTE_SOURCE, "quote_source") ROLE(TERM, "term") ROLE(LIST_NUMBER, "list_number") \
    ROLE(CARD_TITLE, "card_title") ROLE(CARD_TEXT, "card_text") \
    ROLE(CARD_STRONG, "card_strong") ROLE(CARD_CODE, "card_code") \
    ROLE(CARD_LABEL, "card_label") ROLE(CARD_HEAD, "card_head") ROLE(CARD_CELL, "card_cell") \
    ROLE(CARD_CELL_STRONG, "card_cell_strong") ROLE(CARD_CELL_CODE, "card_cell_code") \
    ROLE(CARD_ROW_HEAD, "card_row_head") ROLE(CARD_VERDICT, "card_verdict") \
    ROLE(CARD_STAMP, "card_stamp") ROLE(ADR_NUMBER, "adr_number") ROLE(ADR_LABEL, "adr_label") \
    ROLE(CASE_TITLE, "case_title") ROLE(CASE_LABEL, "case_label") \
    ROLE(GOTCHA_LABEL, "gotcha_label") ROLE(GOTCHA_TITLE, "gotcha_title") \
    ROLE(NOTE_LABEL, "note_label") ROLE(CONTENTS_PART_LABEL, "contents_part_label") \
    ROLE(CONTENTS_PART, "contents_part") ROLE(CONTENTS_CHAPTER, "contents_chapter") \
    ROLE(CONTENTS_SECTION, "contents_section") ROLE(CONTENTS_NUMBER, "contents_number") \
    ROLE(CONTENTS_PAGE, "contents_page") ROLE(COVER_TITLE, "cover_title") \
    ROLE(COVER_SUBTITLE, "cover_subtitle") \
    ROLE(COVER_PROMISE, "cover_promise") \
    ROLE(COVER_AUTHOR, "cover_author") \
    ROLE(COVER_NOTE, "cover_note") \
    ROLE(COVER_SPINE, "cover_spine") \
    ROLE(COVER_SPINE_AUTHOR, "cover_spine_author") \
    ROLE(COVER_HOOK, "cover_hook") \
    ROLE(COVER_PRICE, "cover_price") \
    ROLE(COVER_ISBN, "cover_isbn") \
    ROLE(COVER_DIGITS, "cover_digits") \
    ROLE(BOOK_TITLE, "book_title") \
    ROLE(BOOK_SUBTITLE, "book_subtitle") ROLE(BOOK_AUTHOR, "book_author") \
    ROLE(FRONT_TEXT, "front_text") ROLE(DEDICATION, "dedication") \
    ROLE(INDEX, "index") ROLE(INDEX_MAIN, "index_main") ROLE(INDEX_CODE, "index_code") \
    ROLE(INDEX_LETTER, "index_letter") ROLE(PROOF, "proof") ROLE(PROOF_TEXT, "proof_text") \
    ROLE(PROOF_HEAD, "proof_head")

/* clang-format on */

#endif
