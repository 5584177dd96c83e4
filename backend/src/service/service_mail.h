/* Mails: left in the outbox, and made into whole messages (RFC 5322) when they go out. */
#ifndef SERVICE_MAIL_H
#define SERVICE_MAIL_H

#include "outbox_kinds.h"

enum {
    MAIL_ADDRESS_BYTES_MAX = 254, /* RFC 5321, section 4.5.3.1.3 */
    MAIL_LOCAL_BYTES_MAX = 64,
    MAIL_SUBJECT_BYTES_MAX = 200,
    MAIL_TEXT_BYTES_MAX = 16 * 1024
};

/* An address of mail as this server takes and keeps it: ASCII, one '@', a domain with a dot (or
 * localhost, for tries at home), folded to lower case into memory of the request. False, with the
 * wrong field noted under `pointer`, for anything else; what it takes can't end a header line. */
bool mail_read_address(service *service, chatlet_str pointer, chatlet_str text,
                       chatlet_str *address);

/* Leaves a mail to one address. Subject and text are UTF-8; the text's lines end in LF. What is
 * longer than allowed is cut. */
void mail_leave(service *service, chatlet_str to, chatlet_str subject, chatlet_str text);

/* Leaves a row that sends nothing, where an answer must cost the same whether a mail is sent. */
void mail_leave_nothing(service *service);

/* Builder of the outbox's kind "mail"; as outbox_build. */
bool mail_build(service *service, const outbox_item *item, outbox_call *call);

/* What a mail server said (RFC 5321, section 4.2.1): 2xx it has it, 4xx try again, 5xx never. Of a
 * mail that is gone only that it was is kept: its text holds an address and mostly a link. */
outbox_verdict mail_apply(service *service, const outbox_item *item, const outbox_result *result,
                          chatlet_str *outcome_json);

#endif
