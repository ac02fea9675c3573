/* libsoup's functions, through a table: with the libraries it needs it takes longer to load than a chapter
 * to lay out, and only a server needs it. */
#ifndef LONGHAND_SERVE_SOUP_H
#define LONGHAND_SERVE_SOUP_H

#include <libsoup/soup.h>

#include "longhand/base.h"

/* What is used of it. */
#define LH_SOUP_FUNCTIONS(F) \
    F(soup_form_decode) \
    F(soup_message_body_append_bytes) \
    F(soup_message_body_flatten) \
    F(soup_message_body_set_accumulate) \
    F(soup_message_headers_get_content_length) \
    F(soup_message_headers_get_encoding) \
    F(soup_message_headers_get_one) \
    F(soup_message_headers_replace) \
    F(soup_message_headers_set_content_type) \
    F(soup_server_add_early_handler) \
    F(soup_server_add_handler) \
    F(soup_server_add_websocket_handler) \
    F(soup_server_get_uris) \
    F(soup_server_listen_local) \
    F(soup_server_message_get_method) \
    F(soup_server_message_get_request_body) \
    F(soup_server_message_get_request_headers) \
    F(soup_server_message_get_response_body) \
    F(soup_server_message_get_response_headers) \
    F(soup_server_message_get_uri) \
    F(soup_server_message_pause) \
    F(soup_server_message_set_response) \
    F(soup_server_message_set_status) \
    F(soup_server_message_unpause) \
    F(soup_server_new) \
    F(soup_websocket_connection_close) \
    F(soup_websocket_connection_get_state) \
    F(soup_websocket_connection_send_text) \
    F(soup_websocket_connection_set_keepalive_interval) \
    F(soup_websocket_connection_set_max_incoming_payload_size)

#define LH_SOUP_FIELD(name) __typeof__(&name) name;
typedef struct {
    LH_SOUP_FUNCTIONS(LH_SOUP_FIELD)
} LhSoup;

extern LhSoup lh_soup;

/* Loads libsoup, once; call it before anything of it is used. FALSE with @error: it is not installed. */
gboolean lh_soup_load(GError **error);

#ifndef LH_SOUP_ITSELF
#define soup_form_decode                                        lh_soup.soup_form_decode
#define soup_message_body_append_bytes                          lh_soup.soup_message_body_append_bytes
#define soup_message_body_flatten                               lh_soup.soup_message_body_flatten
#define soup_message_body_set_accumulate                        lh_soup.soup_message_body_set_accumulate
#define soup_message_headers_get_content_length                 lh_soup.soup_message_headers_get_content_length
#define soup_message_headers_get_encoding                       lh_soup.soup_message_headers_get_encoding
#define soup_message_headers_get_one                            lh_soup.soup_message_headers_get_one
#define soup_message_headers_replace                            lh_soup.soup_message_headers_replace
#define soup_message_headers_set_content_type                   lh_soup.soup_message_headers_set_content_type
#define soup_server_add_early_handler                           lh_soup.soup_server_add_early_handler
#define soup_server_add_handler                                 lh_soup.soup_server_add_handler
#define soup_server_add_websocket_handler                       lh_soup.soup_server_add_websocket_handler
#define soup_server_get_uris                                    lh_soup.soup_server_get_uris
#define soup_server_listen_local                                lh_soup.soup_server_listen_local
#define soup_server_message_get_method                          lh_soup.soup_server_message_get_method
#define soup_server_message_get_request_body                    lh_soup.soup_server_message_get_request_body
#define soup_server_message_get_request_headers                 lh_soup.soup_server_message_get_request_headers
#define soup_server_message_get_response_body                   lh_soup.soup_server_message_get_response_body
#define soup_server_message_get_response_headers                lh_soup.soup_server_message_get_response_headers
#define soup_server_message_get_uri                             lh_soup.soup_server_message_get_uri
#define soup_server_message_pause                               lh_soup.soup_server_message_pause
#define soup_server_message_set_response                        lh_soup.soup_server_message_set_response
#define soup_server_message_set_status                          lh_soup.soup_server_message_set_status
#define soup_server_message_unpause                             lh_soup.soup_server_message_unpause
#define soup_server_new                                         lh_soup.soup_server_new
#define soup_websocket_connection_close                         lh_soup.soup_websocket_connection_close
#define soup_websocket_connection_get_state                     lh_soup.soup_websocket_connection_get_state
#define soup_websocket_connection_send_text                     lh_soup.soup_websocket_connection_send_text
#define soup_websocket_connection_set_keepalive_interval        lh_soup.soup_websocket_connection_set_keepalive_interval
#define soup_websocket_connection_set_max_incoming_payload_size lh_soup.soup_websocket_connection_set_max_incoming_payload_size
#endif

#endif
