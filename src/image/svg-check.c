/* An SVG read as text before any renderer sees it: nothing may reach outside, nothing may be a
 * bomb. */
#include "internal.h"

#include <string.h>

/* More than any drawing needs, less than hurts. */
#define MOST_SVG_BYTES (16 << 20)
#define MOST_ELEMENTS  200000
#define MOST_DEPTH     100
#define MOST_USES      2000
#define MOST_FILTERS   200

typedef struct {
    const char *path;
    int depth, n_elements, n_uses, n_filters;
    double width, height; /* CSS pixels, as the root states them; 0 = not plainly */
    gboolean styled;      /* a style may say otherwise */
} Check;

static gboolean refuse(GError **error, const char *what, const char *advice)
{
    g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "%s; %s", what, advice);
    return FALSE;
}

/* The first bytes of a picture inside, enough for its head. */
static gboolean check_inner_bitmap(const Check *check, const char *base64, GError **error)
{
    g_autofree char *text = g_strdup(base64);
    gsize size = 0;
    g_autofree guchar *data = g_base64_decode(text, &size);
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    LhBitmapHead head = {0};
    gboolean good = FALSE;
    if (size > 8 && memcmp(data, "\x89PNG", 4) == 0)
        good = lh_image_png_head(check->path, bytes, &head, NULL);
    else if (size > 3 && memcmp(data, "\xff\xd8\xff", 3) == 0)
        good = lh_image_jpeg_head(check->path, bytes, &head, NULL);
    if (!good || (double) head.columns * head.rows > LH_IMAGE_MOST_PIXELS / 4)
        return refuse(error,
                      "has a picture inside that is damaged, too large, or neither PNG "
                      "nor JPEG",
                      "take it out or export the drawing as PNG");
    return TRUE;
}

/* What a drawing refers to must be in it. */
static gboolean check_reference(const Check *check, const char *element, const char *value,
                                GError **error)
{
    while (g_ascii_isspace(*value))
        value++;
    if (*value == '#' || *value == '\0' || strcmp(element, "a") == 0)
        return TRUE;
    if (g_ascii_strncasecmp(value, "data:image/", 11) == 0) {
        const char *comma = strstr(value, ";base64,");
        if (comma)
            return check_inner_bitmap(check, comma + 8, error);
    }
    return refuse(error, "refers to something outside itself",
                  "embed it in the drawing, or export it as PNG");
}

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static gboolean is_reference(const char *attribute)
{
    const char *name = local_name(attribute);
    return strcmp(name, "href") == 0 || strcmp(name, "src") == 0 || strcmp(name, "base") == 0;
}

/* url(…) in a presentation attribute or a style sheet. */
static gboolean check_urls(const Check *check, const char *css, GError **error)
{
    for (const char *p = strstr(css, "url("); p; p = strstr(p + 4, "url(")) {
        const char *inner = p + 4 + strspn(p + 4, " \t\n\r\"'");
        if (*inner != '#' && strncmp(inner, "data:", 5) != 0)
            return check_reference(check, "", inner, error);
    }
    return TRUE;
}

static gboolean count_element(Check *check, const char *name, GError **error)
{
    check->n_elements++;
    check->depth++;
    check->n_uses += strcmp(name, "use") == 0;
    check->n_filters += strncmp(name, "fe", 2) == 0;
    if (strcmp(name, "include") == 0 || strcmp(name, "script") == 0)
        return refuse(error, "holds a script or an include", "export it as a plain SVG");
    if (check->n_elements > MOST_ELEMENTS || check->n_uses > MOST_USES ||
        check->n_filters > MOST_FILTERS)
        return refuse(error, "has too many parts", "simplify it or export it as PNG");
    if (check->depth > MOST_DEPTH)
        return refuse(error, "is nested too deeply", "simplify it or export it as PNG");
    return TRUE;
}

/* A number as librsvg holds it; 0 = something else, or written unusually. */
static double plain_number(const char *text, char **end)
{
    double value = g_ascii_strtod(text, end);
    gsize n = (gsize) (*end - text);
    gboolean plain = n > 0 && n < 10 && n == strspn(text, "0123456789.") && text[n - 1] != '.';
    return plain ? (double) (float) value : 0;
}

/* CSS pixels of a number of pixels or points; 0 = another length. */
static double plain_length(const char *text)
{
    char *end;
    double value = plain_number(text, &end);
    if (strcmp(end, "pt") == 0)
        return value * 96 / 72;
    return *end == '\0' || strcmp(end, "px") == 0 ? value : 0;
}

/* The sides of a view box that begins at 0 0, which count where a length is not stated. */
static void read_box(Check *check, const char *text)
{
    char *end;
    for (int i = 0; i < 2; i++) {
        if (plain_number(text, &end) != 0 || end == text || *end != ' ')
            return;
        text = end + 1;
    }
    double width = plain_number(text, &end);
    double height = *end == ' ' ? plain_number(end + 1, &end) : 0;
    if (*end || width < 1 || height < 1)
        return;
    check->width = width;
    check->height = height;
}

static const char *attribute(const char **keys, const char **values, const char *name)
{
    for (int i = 0; keys[i]; i++)
        if (strcmp(keys[i], name) == 0)
            return values[i];
    return NULL;
}

/* The drawing's size, if what the root states is plain. */
static void read_root(Check *check, const char **keys, const char **values)
{
    const char *width = attribute(keys, values, "width");
    const char *height = attribute(keys, values, "height");
    const char *box = attribute(keys, values, "viewBox");
    double w = width ? plain_length(width) : 0, h = height ? plain_length(height) : 0;
    if (w >= 1 && h >= 1) {
        check->width = w;
        check->height = h;
    } else if (box && (!width || w >= 1) && (!height || h >= 1)) {
        read_box(check, box);
    }
}

static void start_element(GMarkupParseContext *context, const char *name, const char **keys,
                          const char **values, gpointer data, GError **error)
{
    Check *check = data;
    (void) context;
    name = local_name(name);
    if (!count_element(check, name, error))
        return;
    if (check->depth == 1)
        read_root(check, keys, values);
    check->styled |= strcmp(name, "style") == 0 ||
                     (check->depth == 1 && attribute(keys, values, "style") != NULL);
    for (int i = 0; keys[i]; i++) {
        if (strncmp(keys[i], "xmlns", 5) == 0)
            continue;
        if (is_reference(keys[i]) && !check_reference(check, name, values[i], error))
            return;
        if (!check_urls(check, values[i], error))
            return;
    }
}

static void end_element(GMarkupParseContext *context, const char *name, gpointer data,
                        GError **error)
{
    Check *check = data;
    (void) context;
    (void) name;
    (void) error;
    check->depth--;
}

static void text(GMarkupParseContext *context, const char *characters, gsize length, gpointer data,
                 GError **error)
{
    Check *check = data;
    (void) length;
    const char *element = g_markup_parse_context_get_element(context);
    if (!element || strcmp(local_name(element), "style") != 0)
        return;
    if (strstr(characters, "@import"))
        refuse(error, "imports a style sheet", "embed the styles in the drawing");
    else
        check_urls(check, characters, error);
}

/* Comments, processing instructions, the document type. */
static void passthrough(GMarkupParseContext *context, const char *characters, gsize length,
                        gpointer data, GError **error)
{
    (void) context;
    (void) length;
    (void) data;
    if (g_str_has_prefix(characters, "<!DOCTYPE") && strchr(characters, '['))
        refuse(error, "declares entities of its own", "export it as a plain SVG");
    else if (g_str_has_prefix(characters, "<?xml-stylesheet"))
        refuse(error, "uses a style sheet outside itself", "embed the styles in the drawing");
}

static const GMarkupParser parser = {start_element, end_element, text, passthrough, NULL};

gboolean lh_image_svg_check(LhImage *image, GError **error)
{
    const char *path = image->path;
    GBytes *bytes = image->bytes;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    Check check = {.path = path};
    g_autoptr(GError) local = NULL;
    if (size > MOST_SVG_BYTES)
        return lh_image_fail(error, path, "is an SVG larger than %d MiB; simplify it",
                             MOST_SVG_BYTES >> 20);
    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        data += 3;
        size -= 3;
    }
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &check, NULL);
    gboolean good = g_markup_parse_context_parse(context, data, (gssize) size, &local) &&
                    g_markup_parse_context_end_parse(context, &local);
    g_markup_parse_context_free(context);
    if (!good && local->code == G_MARKUP_ERROR_INVALID_CONTENT)
        return lh_image_fail(error, path, "%s", local->message);
    if (!good)
        return lh_image_fail(error, path, "is no well-formed SVG: %s", local->message);
    if (!check.styled && check.width > 0 && check.height > 0) {
        image->width = check.width;
        image->height = check.height;
    }
    return TRUE;
}
