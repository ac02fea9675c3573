/* qpdf's functions, through a table: the library takes longer to load than a chapter to lay out, and only
 * preflight and notes need it. */
#ifndef LONGHAND_PRESS_QPDF_H
#define LONGHAND_PRESS_QPDF_H

#include <qpdf/qpdf-c.h>

#include "longhand/base.h"

/* What is used of it. */
#define LH_QPDF_FUNCTIONS(F) \
    F(qpdf_cleanup) \
    F(qpdf_get_error) \
    F(qpdf_get_error_code) \
    F(qpdf_get_error_message_detail) \
    F(qpdf_get_num_pages) \
    F(qpdf_get_page_n) \
    F(qpdf_get_pdf_version) \
    F(qpdf_get_root) \
    F(qpdf_get_trailer) \
    F(qpdf_has_error) \
    F(qpdf_init) \
    F(qpdf_is_encrypted) \
    F(qpdf_oh_begin_dict_key_iter) \
    F(qpdf_oh_dict_more_keys) \
    F(qpdf_oh_dict_next_key) \
    F(qpdf_oh_get_array_item) \
    F(qpdf_oh_get_array_n_items) \
    F(qpdf_oh_get_binary_string_value) \
    F(qpdf_oh_get_bool_value) \
    F(qpdf_oh_get_dict) \
    F(qpdf_oh_get_int_value_as_int) \
    F(qpdf_oh_get_key) \
    F(qpdf_oh_get_key_if_dict) \
    F(qpdf_oh_get_name) \
    F(qpdf_oh_get_numeric_value) \
    F(qpdf_oh_get_object_id) \
    F(qpdf_oh_get_stream_data) \
    F(qpdf_oh_get_utf8_value) \
    F(qpdf_oh_is_array) \
    F(qpdf_oh_is_bool) \
    F(qpdf_oh_is_dictionary) \
    F(qpdf_oh_is_integer) \
    F(qpdf_oh_is_name) \
    F(qpdf_oh_is_null) \
    F(qpdf_oh_is_number) \
    F(qpdf_oh_is_or_has_name) \
    F(qpdf_oh_is_stream) \
    F(qpdf_oh_is_string) \
    F(qpdf_oh_new_null) \
    F(qpdf_oh_new_object) \
    F(qpdf_oh_release) \
    F(qpdf_oh_release_all) \
    F(qpdf_push_inherited_attributes_to_page) \
    F(qpdf_read) \
    F(qpdf_read_memory) \
    F(qpdf_set_suppress_warnings) \
    F(qpdf_silence_errors)

#define LH_QPDF_FIELD(name) __typeof__(&name) name;
typedef struct {
    LH_QPDF_FUNCTIONS(LH_QPDF_FIELD)
} LhQpdf;

extern LhQpdf lh_qpdf;

/* Loads qpdf, once; call it before anything of it is used. FALSE with @error: it is not installed. */
gboolean lh_qpdf_load(GError **error);

#ifndef LH_QPDF_ITSELF
#define qpdf_cleanup                           lh_qpdf.qpdf_cleanup
#define qpdf_get_error                         lh_qpdf.qpdf_get_error
#define qpdf_get_error_code                    lh_qpdf.qpdf_get_error_code
#define qpdf_get_error_message_detail          lh_qpdf.qpdf_get_error_message_detail
#define qpdf_get_num_pages                     lh_qpdf.qpdf_get_num_pages
#define qpdf_get_page_n                        lh_qpdf.qpdf_get_page_n
#define qpdf_get_pdf_version                   lh_qpdf.qpdf_get_pdf_version
#define qpdf_get_root                          lh_qpdf.qpdf_get_root
#define qpdf_get_trailer                       lh_qpdf.qpdf_get_trailer
#define qpdf_has_error                         lh_qpdf.qpdf_has_error
#define qpdf_init                              lh_qpdf.qpdf_init
#define qpdf_is_encrypted                      lh_qpdf.qpdf_is_encrypted
#define qpdf_oh_begin_dict_key_iter            lh_qpdf.qpdf_oh_begin_dict_key_iter
#define qpdf_oh_dict_more_keys                 lh_qpdf.qpdf_oh_dict_more_keys
#define qpdf_oh_dict_next_key                  lh_qpdf.qpdf_oh_dict_next_key
#define qpdf_oh_get_array_item                 lh_qpdf.qpdf_oh_get_array_item
#define qpdf_oh_get_array_n_items              lh_qpdf.qpdf_oh_get_array_n_items
#define qpdf_oh_get_binary_string_value        lh_qpdf.qpdf_oh_get_binary_string_value
#define qpdf_oh_get_bool_value                 lh_qpdf.qpdf_oh_get_bool_value
#define qpdf_oh_get_dict                       lh_qpdf.qpdf_oh_get_dict
#define qpdf_oh_get_int_value_as_int           lh_qpdf.qpdf_oh_get_int_value_as_int
#define qpdf_oh_get_key                        lh_qpdf.qpdf_oh_get_key
#define qpdf_oh_get_key_if_dict                lh_qpdf.qpdf_oh_get_key_if_dict
#define qpdf_oh_get_name                       lh_qpdf.qpdf_oh_get_name
#define qpdf_oh_get_numeric_value              lh_qpdf.qpdf_oh_get_numeric_value
#define qpdf_oh_get_object_id                  lh_qpdf.qpdf_oh_get_object_id
#define qpdf_oh_get_stream_data                lh_qpdf.qpdf_oh_get_stream_data
#define qpdf_oh_get_utf8_value                 lh_qpdf.qpdf_oh_get_utf8_value
#define qpdf_oh_is_array                       lh_qpdf.qpdf_oh_is_array
#define qpdf_oh_is_bool                        lh_qpdf.qpdf_oh_is_bool
#define qpdf_oh_is_dictionary                  lh_qpdf.qpdf_oh_is_dictionary
#define qpdf_oh_is_integer                     lh_qpdf.qpdf_oh_is_integer
#define qpdf_oh_is_name                        lh_qpdf.qpdf_oh_is_name
#define qpdf_oh_is_null                        lh_qpdf.qpdf_oh_is_null
#define qpdf_oh_is_number                      lh_qpdf.qpdf_oh_is_number
#define qpdf_oh_is_or_has_name                 lh_qpdf.qpdf_oh_is_or_has_name
#define qpdf_oh_is_stream                      lh_qpdf.qpdf_oh_is_stream
#define qpdf_oh_is_string                      lh_qpdf.qpdf_oh_is_string
#define qpdf_oh_new_null                       lh_qpdf.qpdf_oh_new_null
#define qpdf_oh_new_object                     lh_qpdf.qpdf_oh_new_object
#define qpdf_oh_release                        lh_qpdf.qpdf_oh_release
#define qpdf_oh_release_all                    lh_qpdf.qpdf_oh_release_all
#define qpdf_push_inherited_attributes_to_page lh_qpdf.qpdf_push_inherited_attributes_to_page
#define qpdf_read                              lh_qpdf.qpdf_read
#define qpdf_read_memory                       lh_qpdf.qpdf_read_memory
#define qpdf_set_suppress_warnings             lh_qpdf.qpdf_set_suppress_warnings
#define qpdf_silence_errors                    lh_qpdf.qpdf_silence_errors
#endif

#endif
