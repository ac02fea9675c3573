/* The floor of typesetting a manuscript: parse every Markdown file with md4c and shape all of its text
 * with HarfBuzz in the body font, block by block, with every feature off. Nothing is laid out, drawn
 * or kept, so nothing that sets the same text can be much faster; `./go bench` compares with it.
 *
 * usage: floor FOLDER FONT */
#include <glib.h>
#include <hb.h>
#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    hb_font_t *font;
    hb_buffer_t *buffer;
    GString *text;      /* of the block being read */
    gsize bytes, blocks, glyphs;
    double advance;     /* sum of all, so that the work can't be left out */
} Floor;

static const char *const switched_off[] = {"calt", "liga", "clig", "kern", "rlig",
                                           "ccmp", "locl", "mark", "mkmk"};

static void shape_block(Floor *floor)
{
    hb_feature_t features[G_N_ELEMENTS(switched_off)];
    if (floor->text->len == 0)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(switched_off); i++)
        features[i] = (hb_feature_t){hb_tag_from_string(switched_off[i], -1), 0,
                                     HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    hb_buffer_clear_contents(floor->buffer);
    hb_buffer_add_utf8(floor->buffer, floor->text->str, (int) floor->text->len, 0,
                       (int) floor->text->len);
    hb_buffer_guess_segment_properties(floor->buffer);
    hb_shape(floor->font, floor->buffer, features, G_N_ELEMENTS(features));
    unsigned n = 0;
    hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(floor->buffer, &n);
    for (unsigned i = 0; i < n; i++)
        floor->advance += positions[i].x_advance;
    floor->blocks++;
    floor->glyphs += n;
    g_string_truncate(floor->text, 0);
}

static int change_block(MD_BLOCKTYPE type G_GNUC_UNUSED, void *detail G_GNUC_UNUSED, void *data)
{
    shape_block(data);
    return 0;
}

static int ignore_span(MD_SPANTYPE type G_GNUC_UNUSED, void *detail G_GNUC_UNUSED,
                       void *data G_GNUC_UNUSED)
{
    return 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
    Floor *floor = data;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        g_string_append_c(floor->text, ' ');
    else if (type != MD_TEXT_HTML)
        g_string_append_len(floor->text, text, size);
    return 0;
}

static gboolean set_file(Floor *floor, const char *path)
{
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS
                 | MD_FLAG_PERMISSIVEAUTOLINKS,
        .enter_block = change_block,
        .leave_block = change_block,
        .enter_span = ignore_span,
        .leave_span = ignore_span,
        .text = take_text,
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, &error)) {
        fprintf(stderr, "floor: %s\n", error->message);
        return FALSE;
    }
    floor->bytes += length;
    return md_parse(text, (MD_SIZE) length, &parser, floor) == 0;
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Adds the paths of every chapter below @folder to @paths. */
static void find_files(const char *folder, GPtrArray *paths)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            find_files(path, paths);
        else if (g_str_has_suffix(name, ".md") && strcmp(name, "SUMMARY.md") != 0)
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

static hb_font_t *open_font(const char *path)
{
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (!blob)
        return NULL;
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *font = hb_font_create(face);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return font;
}

int main(int argc, char **argv)
{
    Floor floor = {.font = argc == 3 ? open_font(argv[2]) : NULL};
    if (!floor.font) {
        fprintf(stderr, "usage: floor FOLDER FONT\n");
        return 2;
    }
    floor.buffer = hb_buffer_create();
    floor.text = g_string_new(NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    find_files(argv[1], paths);
    g_ptr_array_sort(paths, by_name);
    gboolean good = paths->len > 0;
    for (guint i = 0; good && i < paths->len; i++)
        good = set_file(&floor, paths->pdata[i]);
    printf("%u files, %" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT " blocks, %" G_GSIZE_FORMAT
           " glyphs, %.0f units\n",
           paths->len, floor.bytes, floor.blocks, floor.glyphs, floor.advance);
    g_string_free(floor.text, TRUE);
    hb_buffer_destroy(floor.buffer);
    hb_font_destroy(floor.font);
    return good ? 0 : 1;
}
