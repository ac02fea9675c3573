/* Two functions that cairo calls a million times a book, answered by this program instead of the C
 * library and zlib: the dynamic linker takes a program's own definition before a library's.
 *
 * Half of the time of writing a PDF went into snprintf of single numbers and into deflate. Both
 * answers are what the originals say, except that deflate's bytes come from libdeflate: the same
 * format, a little smaller, in half the time. What is not known here goes to the originals. */
#include "internal.h"

#include <dlfcn.h>
#include <libdeflate.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* Named by pdf.c, so that a program that writes PDF has this file and with it what is below. */
const char lh_swift_deflate[] = "libdeflate";

/* ---- Numbers ---- */

int __snprintf_chk(char *out, size_t size, int flag, size_t known, const char *format, ...);

/* "%0*x" */
static int print_hex(char *out, int width, unsigned value)
{
    int n = 1;
    while (n < 8 && value >> 4 * n)
        n++;
    n = MAX(n, width);
    for (int i = n - 1; i >= 0; i--, value >>= 4)
        out[i] = "0123456789abcdef"[value & 15];
    out[n] = '\0';
    return n;
}

static int print_unsigned(char *out, guint64 value)
{
    char digits[20];
    int n = 0;
    do
        digits[n++] = (char) ('0' + value % 10);
    while (value /= 10);
    for (int i = 0; i < n; i++)
        out[i] = digits[n - 1 - i];
    out[n] = '\0';
    return n;
}

/* "%d" */
static int print_int(char *out, int value)
{
    int sign = value < 0;
    if (sign)
        *out = '-';
    return sign + print_unsigned(out + sign, sign ? -(gint64) value : value);
}

/* "%f" of a number below a thousand million, where its millionths are exact enough in a double. */
static int print_fixed(char *out, double value)
{
    int n = signbit(value) != 0;
    guint64 millionths = (guint64) llrint(fabs(value) * 1e6);
    if (n)
        *out = '-';
    n += print_unsigned(out + n, millionths / 1000000);
    guint64 part = millionths % 1000000;
    out[n] = '.';
    for (int i = 6; i > 0; i--, part /= 10)
        out[n + i] = (char) ('0' + part % 10);
    out[n + 7] = '\0';
    return n + 7;
}

#define NOUGHT "0.000000000000000000"

/* The formats of cairo's PDF numbers; -1 = another one. @out has room for 32 characters. */
static int print_known(char *out, const char *format, va_list args)
{
    if (format[1] == 'd' && !format[2])
        return print_int(out, va_arg(args, int));
    if (strcmp(format, "%0*x") == 0) {
        int width = va_arg(args, int);
        unsigned value = va_arg(args, unsigned);
        return width <= 16 ? print_hex(out, width, value) : -1;
    }
    if (format[1] == 'f' && !format[2]) {
        double value = va_arg(args, double);
        return fabs(value) < 1e9 ? print_fixed(out, value) : -1;
    }
    if (strcmp(format, "%.18f") == 0 && va_arg(args, double) == 0) {
        memcpy(out, NOUGHT, sizeof NOUGHT);
        return sizeof NOUGHT - 1;
    }
    return -1;
}

int __snprintf_chk(char *out, size_t size, int flag, size_t known, const char *format, ...)
{
    va_list args, again;
    int n = -1;
    (void) flag;
    (void) known;
    va_start(args, format);
    va_copy(again, args);
    if (size >= 32 && format[0] == '%')
        n = print_known(out, format, args);
    if (n < 0)
        n = vsnprintf(out, size, format, again);
    va_end(again);
    va_end(args);
    return n;
}

/* ---- Deflate ---- */

/* libdeflate's: a book is 5 % larger than with 6, and done in a third of the time. */
#define LEVEL 1

typedef struct {
    const void
        *mark; /* tells ours from zlib's own states, which begin with a pointer to their stream */
    GByteArray *in;
    guint8 *out;
    gsize length, sent;
    gboolean packed;
} Packer;

static const char mark;

static gboolean is_ours(const z_stream *stream)
{
    return stream && stream->state &&
           ((const Packer *) (gconstpointer) stream->state)->mark == &mark;
}

int deflateInit_(z_streamp stream, int level, const char *version, int stream_size)
{
    if (level != Z_DEFAULT_COMPRESSION) {
        __typeof__(&deflateInit_) original = dlsym(RTLD_NEXT, "deflateInit_");
        return original(stream, level, version, stream_size);
    }
    Packer *packer = g_new0(Packer, 1);
    packer->mark = &mark;
    packer->in = g_byte_array_new();
    stream->state = (gpointer) packer;
    stream->total_in = stream->total_out = 0;
    stream->msg = NULL;
    return Z_OK;
}

static void pack(Packer *packer)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    gsize room = libdeflate_zlib_compress_bound(compressor, packer->in->len);
    packer->out = g_malloc(room);
    packer->length =
        libdeflate_zlib_compress(compressor, packer->in->data, packer->in->len, packer->out, room);
    packer->packed = TRUE;
    libdeflate_free_compressor(compressor);
}

/* Hands out what fits. */
static int send(z_streamp stream, Packer *packer)
{
    gsize n = MIN(packer->length - packer->sent, stream->avail_out);
    memcpy(stream->next_out, packer->out + packer->sent, n);
    packer->sent += n;
    stream->next_out += n;
    stream->avail_out -= (uInt) n;
    stream->total_out += n;
    return packer->sent == packer->length ? Z_STREAM_END : Z_OK;
}

int deflate(z_streamp stream, int flush)
{
    if (!is_ours(stream)) {
        static __typeof__(&deflate) original;
        if (!original)
            original = dlsym(RTLD_NEXT, "deflate");
        return original(stream, flush);
    }
    Packer *packer = (gpointer) stream->state;
    if (stream->avail_in > 0)
        g_byte_array_append(packer->in, stream->next_in, stream->avail_in);
    stream->next_in += stream->avail_in;
    stream->total_in += stream->avail_in;
    stream->avail_in = 0;
    if (flush == Z_NO_FLUSH)
        return Z_OK;
    if (flush != Z_FINISH)
        return Z_STREAM_ERROR;
    if (!packer->packed)
        pack(packer);
    return send(stream, packer);
}

int deflateEnd(z_streamp stream)
{
    if (!is_ours(stream)) {
        __typeof__(&deflateEnd) original = dlsym(RTLD_NEXT, "deflateEnd");
        return original(stream);
    }
    Packer *packer = (gpointer) stream->state;
    g_byte_array_unref(packer->in);
    g_free(packer->out);
    g_free(packer);
    stream->state = NULL;
    return Z_OK;
}
