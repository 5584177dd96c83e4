/* Writes application/x-www-form-urlencoded, nested by brackets as Stripe reads it: a[b]=c,
 * a[0][b]=c. */
#ifndef FORM_ENCODE_H
#define FORM_ENCODE_H

#include "../domain/region.h"

enum { FORM_BYTES_MAX = 64 * 1024 };

typedef struct form {
    region *memory; /* borrowed */
    char *data;     /* of `memory` */
    size_t size_bytes;
    size_t capacity_bytes;
    bool failed; /* memory was refused, or FORM_BYTES_MAX passed; sticks */
} form;

form form_begin(region *memory);

/* Adds `key`=`value`. Letters, digits and "-._~[]" stay as they are in keys; brackets do not in
 * values. Key: not empty. */
void form_add(form *form, const char *key, chatlet_str value);
void form_add_whole(form *form, const char *key, int64_t value);

/* Adds `list`[`index`][`key`]=`value`. */
void form_add_item(form *form, const char *list, uint32_t index, const char *key,
                   chatlet_str value);

/* What was written; false after a failure. Borrowed until the next call with `form`. */
bool form_end(const form *form, chatlet_str *text);

#endif
