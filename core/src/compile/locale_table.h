/* The languages whose dates, numbers, money and lists can be written, and whose words for days are
 * understood. A bundle carries the data of its own language (bundle/locale_data.h).
 *
 * To add a language, add one entry to the list in locale_table.c. All its texts are named there;
 * where they come from: Unicode's CLDR has them under the language's code in
 * common/main/<code>.xml (months and weekdays of the "format" kind, dateFormats, timeFormats,
 * numbers, currencies, listPatterns, relative days) and in common/supplemental/plurals.xml (the
 * conditions, as they are written there). The words that visitors use (yes, no, skip, next …) are
 * ours: ask somebody who speaks it. tests/unit/test_locale_table.c checks that an entry is whole;
 * nothing else needs to be touched. */
#ifndef CLET_COMPILE_LOCALE_TABLE_H
#define CLET_COMPILE_LOCALE_TABLE_H

#include "../base/buffer.h"
#include "../bundle/locale_data.h"

/* The data of a language, "es", or of a tag that begins with it, "es-MX", in any case. NULL when
 * there is none; write English then, and say so. Constant. */
const clet_locale_data *clet_locale_find(chatlet_str tag);

/* Entry number `index`, from 0; NULL behind the last. Constant. */
const clet_locale_data *clet_locale_at(uint32_t index);

/* Appends the bytes that clet_locale_read reads. Failures stay in the buffer. */
void clet_locale_write(const clet_locale_data *data, clet_buffer *buffer);

#endif
