/* libFuzzer: the input is a style that may extend ours. LONGHAND_DATA names the folder with
 * styles/. A style that loads has no measure that would make a page endless. */
#include "longhand/style.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>

static char *path, *dir;

static void remove_file(void)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_unlink(path);
    g_rmdir(folder);
}

static void set_up(void)
{
    g_autofree char *data = lh_style_data_dir(NULL);
    g_autofree char *folder = g_dir_make_tmp("longhand-fuzz-XXXXXX", NULL);
    if (!data)
        abort();
    dir = g_build_filename(data, "styles", NULL);
    path = g_build_filename(folder, "fuzz.yaml", NULL);
    atexit(remove_file);
}

static void assert_sane(const LhStyle *style)
{
    gboolean sane = style->grid.step >= 4 && style->listing.pitch >= 3 && style->card.pitch >= 4 &&
                    style->page.measure >= 36 && style->grid.first_row < style->grid.last_row;
    for (int role = 0; role < LH_N_ROLES; role++)
        sane &= style->role[role].size >= 3 && style->role[role].face_index < style->n_faces &&
                style->role[role].ink.index < style->n_inks && isfinite(style->role[role].tracking);
    for (unsigned i = 0; i < style->n_faces; i++)
        sane &= style->faces[i].scale > 0 && style->faces[i].file != NULL;
    if (!sane)
        abort();
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length);

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length)
{
    if (!path)
        set_up();
    FILE *file = fopen(path, "wb");
    if (!file || (length > 0 && fwrite(bytes, 1, length, file) != length))
        abort();
    fclose(file);
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(LhStyle) style = lh_style_load(path, dir, diag);
    if (!style != (lh_diag_count(diag, LH_SEVERITY_ERROR) > 0))
        abort();
    if (style)
        assert_sane(style);
    return 0;
}
