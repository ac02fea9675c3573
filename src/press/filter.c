/* Streams decoded here and not by qpdf: what comes out is bounded whatever goes in. */
#include "preflight.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FILTERS  8
#define MOST_DEFLATED 1032 /* bytes that one of deflate can stand for */

/* One way to undo a filter; appends to @out at most LH_PF_MOST_STREAM bytes. FALSE = damaged or too
 * much. */
typedef gboolean (*Decoder)(const guint8 *in, gsize length, GByteArray *out);

static gboolean put(GByteArray *out, const guint8 *bytes, gsize n)
{
    if (out->len + n > LH_PF_MOST_STREAM)
        return FALSE;
    g_byte_array_append(out, bytes, (guint) n);
    return TRUE;
}

/* ---- Flate ---- */

/* One try with room for @room bytes; without its header and checksum when @bare. */
static enum libdeflate_result inflate_once(const guint8 *in, gsize length, GByteArray *out,
                                           gsize room, gboolean bare)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    gsize got = 0;
    enum libdeflate_result result;
    g_byte_array_set_size(out, (guint) room);
    if (bare)
        result = libdeflate_deflate_decompress_ex(inflater, in + 2, length - 2, out->data, room,
                                                  NULL, &got);
    else
        result = libdeflate_zlib_decompress_ex(inflater, in, length, out->data, room, NULL, &got);
    g_byte_array_set_size(out, (guint) got);
    libdeflate_free_decompressor(inflater);
    return result;
}

/* @guess: bytes that may come; more cost another try. */
static gboolean inflate(const guint8 *in, gsize length, gsize guess, GByteArray *out)
{
    gboolean bare = FALSE;
    if (length < 2)
        return length == 0;
    for (gsize room = CLAMP(guess, 4096, LH_PF_MOST_STREAM);;) {
        enum libdeflate_result result = inflate_once(in, length, out, room, bare);
        if (result == LIBDEFLATE_SUCCESS)
            return TRUE;
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
            if (room == LH_PF_MOST_STREAM)
                return FALSE;
            room = MIN(room * 4, LH_PF_MOST_STREAM);
        } else if (!bare) {
            bare = TRUE; /* a wrong checksum hurts nobody */
        } else {
            return FALSE;
        }
    }
}

static gboolean undo_flate(const guint8 *in, gsize length, GByteArray *out)
{
    return inflate(in, length, length * 6, out);
}

/* ---- LZW ---- */

typedef struct {
    guint16 before[4096]; /* the code that this one goes on from */
    guint8 last[4096];
    guint16 length[4096];
    guint next;
    guint8 text[4096];
} Lzw;

/* Writes what @code stands for. */
static gboolean put_code(Lzw *t, guint code, GByteArray *out)
{
    guint n = t->length[code];
    for (guint i = n; i > 0; i--, code = t->before[code])
        t->text[i - 1] = t->last[code];
    return put(out, t->text, n);
}

static guint8 first_of(const Lzw *t, guint code)
{
    while (t->length[code] > 1)
        code = t->before[code];
    return t->last[code];
}

static void add_code(Lzw *t, guint before, guint8 last)
{
    if (t->next >= 4096)
        return;
    t->before[t->next] = (guint16) before;
    t->last[t->next] = last;
    t->length[t->next] = (guint16) MIN(t->length[before] + 1, 4095);
    t->next++;
}

static gboolean undo_lzw(const guint8 *in, gsize length, GByteArray *out)
{
    g_autofree Lzw *t = g_new0(Lzw, 1);
    guint bits = 0, held = 0, width = 9, code, before = 256;
    for (guint i = 0; i < 256; i++) {
        t->last[i] = (guint8) i;
        t->length[i] = 1;
    }
    t->next = 258;
    for (gsize i = 0; i < length; i++) {
        held = held << 8 | in[i];
        bits += 8;
        if (bits < width)
            continue;
        bits -= width;
        code = held >> bits & ((1u << width) - 1);
        if (code == 257)
            return TRUE;
        if (code == 256) {
            t->next = 258;
            width = 9;
            before = 256;
            continue;
        }
        if (code > t->next || (before == 256 && code > 255) || code == 4096)
            return FALSE;
        if (before != 256)
            add_code(t, before, first_of(t, code == t->next ? before : code));
        if (code >= t->next || !put_code(t, code, out))
            return FALSE;
        before = code;
        width = t->next >= 2047 ? 12 : t->next >= 1023 ? 11 : t->next >= 511 ? 10 : 9;
    }
    return TRUE;
}

/* ---- The rest ---- */

static gboolean undo_hex(const guint8 *in, gsize length, GByteArray *out)
{
    int half = -1;
    for (gsize i = 0; i < length && in[i] != '>'; i++) {
        int digit = g_ascii_xdigit_value((char) in[i]);
        guint8 byte = (guint8) (half * 16 + digit);
        if (digit < 0)
            continue;
        if (half >= 0 && !put(out, &byte, 1))
            return FALSE;
        half = half >= 0 ? -1 : digit;
    }
    guint8 last = (guint8) (half * 16);
    return half < 0 || put(out, &last, 1);
}

static gboolean put_85(const guint32 *digits, int n, GByteArray *out)
{
    guint64 value = 0;
    guint8 bytes[4];
    for (int i = 0; i < 5; i++)
        value = value * 85 + (i < n ? digits[i] : 84);
    for (int i = 0; i < 4; i++)
        bytes[i] = (guint8) (value >> (24 - 8 * i));
    return n < 2 ? n == 0 : put(out, bytes, (gsize) n - 1);
}

static gboolean undo_85(const guint8 *in, gsize length, GByteArray *out)
{
    static const guint8 zeros[4] = {0};
    guint32 digits[5];
    int n = 0;
    for (gsize i = 0; i < length && in[i] != '~'; i++) {
        if (in[i] == 'z' && n == 0 && !put(out, zeros, 4))
            return FALSE;
        if (in[i] < '!' || in[i] > 'u')
            continue;
        digits[n++] = in[i] - '!';
        if (n == 5 && !put_85(digits, 5, out))
            return FALSE;
        n %= 5;
    }
    return put_85(digits, n, out);
}

static gboolean undo_runs(const guint8 *in, gsize length, GByteArray *out)
{
    for (gsize i = 0; i < length && in[i] != 128;) {
        gsize n = in[i] < 128 ? (gsize) in[i] + 1 : 257 - (gsize) in[i];
        gboolean run = in[i] > 128;
        guint8 same[128];
        i++;
        if (i + (run ? 1 : n) > length)
            return FALSE;
        memset(same, in[i], sizeof same);
        if (!put(out, run ? same : in + i, n))
            return FALSE;
        i += run ? 1 : n;
    }
    return TRUE;
}

/* ---- Predictors ---- */

static guint8 paeth(int left, int above, int corner)
{
    int guess = left + above - corner;
    int a = abs(guess - left), b = abs(guess - above), c = abs(guess - corner);
    return (guint8) (a <= b && a <= c ? left : b <= c ? above : corner);
}

/* Undoes PNG's filter of one row in place; @above is NULL for the first. */
static void undo_row(guint8 filter, guint8 *row, const guint8 *above, gsize n, gsize step)
{
    for (gsize i = 0; i < n; i++) {
        int left = i >= step ? row[i - step] : 0, up = above ? above[i] : 0;
        int corner = above && i >= step ? above[i - step] : 0;
        const int add[] = {0, left, up, (left + up) / 2, paeth(left, up, corner)};
        row[i] = (guint8) (row[i] + add[MIN(filter, 4)]);
    }
}

static void undo_png(GByteArray *bytes, gsize row, gsize step)
{
    guint8 *to = bytes->data;
    const guint8 *above = NULL;
    gsize rows = bytes->len / (row + 1);
    for (gsize y = 0; y < rows; y++) {
        guint8 filter = bytes->data[y * (row + 1)];
        memmove(to, bytes->data + y * (row + 1) + 1, row);
        undo_row(filter, to, above, row, step);
        above = to;
        to += row;
    }
    g_byte_array_set_size(bytes, (guint) (rows * row));
}

static void undo_tiff(GByteArray *bytes, gsize row, gsize step)
{
    for (gsize at = 0; at + row <= bytes->len; at += row)
        for (gsize i = step; i < row; i++)
            bytes->data[at + i] = (guint8) (bytes->data[at + i] + bytes->data[at + i - step]);
}

static gboolean undo_predictor(const LhPf *pf, qpdf_oh parms, GByteArray *bytes)
{
    double predictor = lh_pf_number_of(pf, parms, "/Predictor", 1);
    double colours = CLAMP(lh_pf_number_of(pf, parms, "/Colors", 1), 1, 32);
    double depth = CLAMP(lh_pf_number_of(pf, parms, "/BitsPerComponent", 8), 1, 16);
    double columns = CLAMP(lh_pf_number_of(pf, parms, "/Columns", 1), 1, 1e6);
    gsize row = (gsize) (colours * depth * columns + 7) / 8;
    gsize step = MAX(1, (gsize) (colours * depth) / 8);
    if (predictor >= 10)
        undo_png(bytes, row, step);
    else if (predictor == 2 && depth == 8)
        undo_tiff(bytes, row, step);
    else
        return predictor == 1;
    return TRUE;
}

/* ---- Chains ---- */

static const struct {
    const char *name, *brief;
    Decoder undo;
    LhCodec codec;
} filters[] = {
    {"/FlateDecode", "/Fl", undo_flate, LH_CODEC_NONE},
    {"/LZWDecode", "/LZW", undo_lzw, LH_CODEC_NONE},
    {"/ASCIIHexDecode", "/AHx", undo_hex, LH_CODEC_NONE},
    {"/ASCII85Decode", "/A85", undo_85, LH_CODEC_NONE},
    {"/RunLengthDecode", "/RL", undo_runs, LH_CODEC_NONE},
    {"/DCTDecode", "/DCT", NULL, LH_CODEC_DCT},
    {"/JPXDecode", "/JPX", NULL, LH_CODEC_JPX},
    {"/CCITTFaxDecode", "/CCF", NULL, LH_CODEC_OTHER},
    {"/JBIG2Decode", "/JBIG2", NULL, LH_CODEC_OTHER},
};

/* The row of the filter @name; -1 = there is no such one. */
static int find_filter(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(filters); i++)
        if (strcmp(name, filters[i].name) == 0 || strcmp(name, filters[i].brief) == 0)
            return (int) i;
    return -1;
}

/* The @index-th of @value, or @value itself where it is no array. To be released. */
static qpdf_oh nth(const LhPf *pf, qpdf_oh value, int index)
{
    return qpdf_oh_is_array(pf->q, value) ? qpdf_oh_get_array_item(pf->q, value, index)
                                          : qpdf_oh_new_object(pf->q, value);
}

/* Bytes of the samples that the picture @dict has at most, in four inks; 0 = it is none. */
static gsize guess_samples(const LhPf *pf, qpdf_oh dict)
{
    double columns = CLAMP(lh_pf_number_of(pf, dict, "/Width", 0), 0, 60000);
    double rows = CLAMP(lh_pf_number_of(pf, dict, "/Height", 0), 0, 60000);
    return (gsize) (rows * (4 * columns + 1));
}

/* Undoes one filter; @bytes is replaced. @guess: bytes that may come of it, 0 = nobody knows. */
static gboolean undo_one(const LhPf *pf, int row, qpdf_oh parms, gsize guess, GByteArray **bytes)
{
    GByteArray *out = g_byte_array_new(), *in = *bytes;
    guess = MIN(guess, (gsize) in->len * MOST_DEFLATED);
    gboolean done = filters[row].undo == undo_flate && guess > in->len
                        ? inflate(in->data, in->len, guess, out)
                        : filters[row].undo(in->data, in->len, out);
    g_byte_array_unref(*bytes);
    *bytes = out;
    if (done && row <= 1 && qpdf_oh_is_dictionary(pf->q, parms))
        done = undo_predictor(pf, parms, out);
    return done;
}

static gboolean undo_all(const LhPf *pf, qpdf_oh dict, GByteArray **bytes, LhCodec *codec)
{
    qpdf_oh list = lh_pf_key(pf, dict, "/Filter"), parms = lh_pf_key(pf, dict, "/DecodeParms");
    int n = qpdf_oh_is_array(pf->q, list)  ? qpdf_oh_get_array_n_items(pf->q, list)
            : qpdf_oh_is_name(pf->q, list) ? 1
                                           : 0;
    gboolean done = n <= MOST_FILTERS;
    gsize guess = codec ? guess_samples(pf, dict) : 0;
    for (int i = 0; i < n && done; i++) {
        qpdf_oh filter = nth(pf, list, i), parm = nth(pf, parms, i);
        int row =
            qpdf_oh_is_name(pf->q, filter) ? find_filter(qpdf_oh_get_name(pf->q, filter)) : -1;
        if (row >= 0 && filters[row].undo) {
            done = undo_one(pf, row, parm, guess, bytes);
        } else {
            done = row >= 0 && codec && i == n - 1;
            if (done)
                *codec = filters[row].codec;
        }
        lh_pf_drop(pf, filter);
        lh_pf_drop(pf, parm);
    }
    lh_pf_drop(pf, list);
    lh_pf_drop(pf, parms);
    return done;
}

GBytes *lh_filter_decode(const LhPf *pf, qpdf_oh stream, LhCodec *codec)
{
    unsigned char *raw = NULL;
    size_t length = 0;
    QPDF_BOOL filtered = FALSE;
    if (codec)
        *codec = LH_CODEC_NONE;
    QPDF_ERROR_CODE status =
        qpdf_oh_get_stream_data(pf->q, stream, qpdf_dl_none, &filtered, &raw, &length);
    if ((status & QPDF_ERRORS) || length > LH_PF_MOST_STREAM) {
        free(raw);
        return NULL;
    }
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, raw, (guint) length);
    free(raw);
    qpdf_oh dict = lh_pf_dict(pf, stream);
    gboolean done = undo_all(pf, dict, &bytes, codec);
    lh_pf_drop(pf, dict);
    if (done)
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}
