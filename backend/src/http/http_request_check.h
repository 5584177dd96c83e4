/* What a request's head must satisfy beyond its grammar, before anyone answers it: how its body is
 * framed, which host it names, how its target is written (RFC 9112, sections 3 and 6). */
#ifndef HTTP_REQUEST_CHECK_H
#define HTTP_REQUEST_CHECK_H

#include "http_message.h"

/* Whether a request line has its one form: a method, a space, a target, a space, the version. 0, or
 * the status to refuse it with: 400, or 505 for another version. llhttp lets more spaces pass, and
 * two protocols that look like HTTP. */
uint16_t http_request_check_line(chatlet_str line);

/* Checks the fields that frame the body: one Content-Length, or one Transfer-Encoding that says
 * "chunked" and not in HTTP/1.0, or neither; Expect only as "100-continue".
 * Returns 0 or the status to refuse with. */
uint16_t http_request_check_framing(const http_request *request);

/* Reads `target` (origin form, absolute form or "*") and the Host field into path, query and host
 * of `request`, whose fields, method and minor_version are set. Returns 0 or the status to refuse
 * with; the request is untouched then. */
uint16_t http_request_check_target(http_request *request, chatlet_str target);

#endif
