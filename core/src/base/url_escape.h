/* Percent-encoding (RFC 3986) of what is put into an address. */
#ifndef CLET_BASE_URL_ESCAPE_H
#define CLET_BASE_URL_ESCAPE_H

#include "buffer.h"

/* Appends `text` for a part of an address: all but letters, digits, '-', '.', '_', '~' is encoded.
 * With `is_whole`, for an address that is one already: only bytes that none may have are encoded
 * (spaces, quotes, controls, those above ASCII); what is encoded stays as it is. */
void clet_url_append_escaped(clet_buffer *buffer, chatlet_str text, bool is_whole);

#endif
