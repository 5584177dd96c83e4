/* Names of rows: 63 bits, the time in milliseconds since 2020 above, chance below, so that they
 * sort by age and tell nobody how many there are. Outside they are text: "bot_" and thirteen
 * characters of Crockford's base 32 in lower case. */
#ifndef ROW_ID_H
#define ROW_ID_H

#include <chatlet/base.h>

/* What a row is; its text begins with the prefix that stands behind each. */
typedef enum row_kind {
    ROW_ORGANIZATION, /* org_ */
    ROW_ACCOUNT,      /* acc_ */
    ROW_SESSION,      /* ses_ */
    ROW_INVITATION,   /* inv_ */
    ROW_API_KEY,      /* key_ */
    ROW_BOT,          /* bot_ */
    ROW_VERSION,      /* ver_ */
    ROW_VISITOR,      /* vis_ */
    ROW_CONVERSATION, /* cnv_ */
    ROW_LEAD,         /* led_ */
    ROW_AUDIT_ENTRY,  /* aud_ */
    ROW_OUTBOX,       /* out_ */
    ROW_ALERT,        /* alr_ */
    ROW_RECEIPT,      /* rcp_ */
    ROW_FEEDBACK,     /* fbk_ */
    ROW_KINDS
} row_kind;

enum { ROW_ID_TEXT_BYTES = 17 };

/* Of the moment `now_ms` (since 1970) and 22 bits of `chance`. Never 0, never negative. */
int64_t row_id_make(int64_t now_ms, uint32_t chance);

/* The moment `id` was made, in milliseconds since 1970. */
int64_t row_id_time_ms(int64_t id);

/* Writes the text of `id`; returns a view of it. */
chatlet_str row_id_text(row_kind kind, int64_t id, char text[ROW_ID_TEXT_BYTES]);

/* Reads such a text. False when it is none of that kind; *id is untouched then. */
bool row_id_read(row_kind kind, chatlet_str text, int64_t *id);

#endif
