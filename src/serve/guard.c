/* Which requests are answered at all. The server listens on this machine only, but every page that
 * the user has open can send requests to it, and a name of somebody's own can be made to point
 * here. */
#include "internal.h"

#include <string.h>

/* Bytes of a request's body; a note has at most 2000 characters, each of 4 bytes, each written as
 * %XX. */
#define MOST_BODY 32768

void lh_guard_init(LhGuard *guard)
{
    for (int i = 0; i < 4; i++)
        g_snprintf(guard->token + 8 * i, 9, "%08x", g_random_int());
}

/* ---- Refusing ---- */

void lh_guard_refuse(SoupServerMessage *message, guint status, const char *why)
{
    GString *text = g_string_new("{");
    lh_json_text_member(text, "error", why);
    g_string_append(text, "}\n");
    gsize length = text->len;
    soup_server_message_set_status(message, status, NULL);
    soup_server_message_set_response(message, "application/json", SOUP_MEMORY_TAKE,
                                     g_string_free(text, FALSE), length);
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Cache-Control",
                                 "no-store");
    soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
}

static gboolean refuse(SoupServerMessage *message, guint status, const char *why)
{
    lh_guard_refuse(message, status, why);
    return FALSE;
}

/* ---- Hosts and origins ---- */

static const char *header(SoupServerMessage *message, const char *name)
{
    return soup_message_headers_get_one(soup_server_message_get_request_headers(message), name);
}

/* Whether @text, after @prefix, is one of our two names with our port. */
static gboolean is_ours(const LhGuard *guard, const char *text, const char *prefix)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    for (gsize i = 0; text && i < G_N_ELEMENTS(names); i++) {
        g_autofree char *wanted = g_strdup_printf("%s%s:%u", prefix, names[i], guard->port);
        if (g_ascii_strcasecmp(text, wanted) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean comes_from_us(const LhGuard *guard, SoupServerMessage *message)
{
    const char *origin = header(message, "Origin"), *site = header(message, "Sec-Fetch-Site");
    if (origin && !is_ours(guard, origin, "http://"))
        return FALSE;
    return !site || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

/* The host of an absolute address in the request's first line counts too. */
static gboolean is_for_us(const LhGuard *guard, SoupServerMessage *message)
{
    const char *host = g_uri_get_host(soup_server_message_get_uri(message));
    return is_ours(guard, header(message, "Host"), "") && host &&
           (strcmp(host, "127.0.0.1") == 0 || g_ascii_strcasecmp(host, "localhost") == 0);
}

/* ---- Writing ---- */

/* As long as the token, whatever differs: who measures learns nothing. */
static gboolean knows_token(const LhGuard *guard, SoupServerMessage *message)
{
    const char *token = header(message, "X-Longhand-Token");
    gsize n = strlen(guard->token);
    int different = 0;
    if (!token || strlen(token) != n)
        return FALSE;
    for (gsize i = 0; i < n; i++)
        different |= token[i] ^ guard->token[i];
    return different == 0;
}

static gboolean admits_writing(const LhGuard *guard, SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    if (soup_message_headers_get_encoding(headers) != SOUP_ENCODING_CONTENT_LENGTH)
        return refuse(message, SOUP_STATUS_LENGTH_REQUIRED, "say Content-Length");
    if (soup_message_headers_get_content_length(headers) > MOST_BODY)
        return refuse(message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "the note is too long");
    if (!knows_token(guard, message))
        return refuse(message, SOUP_STATUS_FORBIDDEN,
                      "the page is from another run of the server; load it again");
    return TRUE;
}

static gboolean has_body(SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
    return header(message, "Transfer-Encoding") ||
           (header(message, "Content-Length") &&
            soup_message_headers_get_content_length(headers) != 0);
}

gboolean lh_guard_admits(const LhGuard *guard, SoupServerMessage *message, const char *path)
{
    const char *method = soup_server_message_get_method(message);
    gboolean writes =
        strcmp(path, "/note") == 0 || strcmp(path, "/undo") == 0 || strcmp(path, "/forget") == 0;
    if (!is_for_us(guard, message))
        return refuse(message, SOUP_STATUS_FORBIDDEN, "this server has another name");
    if (!comes_from_us(guard, message))
        return refuse(message, SOUP_STATUS_FORBIDDEN, "another site may not ask here");
    if (strcmp(method, writes ? "POST" : "GET") != 0 && (writes || strcmp(method, "HEAD") != 0))
        return refuse(message, SOUP_STATUS_METHOD_NOT_ALLOWED, "this is not done here");
    if (writes)
        return admits_writing(guard, message);
    return !has_body(message) ||
           refuse(message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "this takes no body");
}

/* ---- Answers ---- */

void lh_guard_dress(const LhGuard *guard, SoupServerMessage *message)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers(message);
    g_autofree char *policy =
        g_strdup_printf("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                        "connect-src 'self' "
                        "ws://127.0.0.1:%u ws://localhost:%u; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'",
                        guard->port, guard->port);
    soup_message_headers_replace(headers, "Content-Security-Policy", policy);
    soup_message_headers_replace(headers, "X-Content-Type-Options", "nosniff");
    soup_message_headers_replace(headers, "X-Frame-Options", "DENY");
    soup_message_headers_replace(headers, "Referrer-Policy", "no-referrer");
    soup_message_headers_replace(headers, "Cross-Origin-Resource-Policy", "same-origin");
    soup_message_headers_replace(headers, "Cross-Origin-Opener-Policy", "same-origin");
}
