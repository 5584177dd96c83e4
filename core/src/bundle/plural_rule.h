/* CLDR's conditions of plural categories (UTS #35 part 3, "Plural rules syntax"), evaluated as they
 * are written: "v = 0 and i % 10 = 2..4 and i % 100 != 12..14 or n = 0". */
#ifndef CLET_BUNDLE_PLURAL_RULE_H
#define CLET_BUNDLE_PLURAL_RULE_H

#include <chatlet/base.h>

/* A number as it is shown; its sign does not count. */
typedef struct clet_plural_operands {
    uint64_t whole;          /* i: the whole part */
    uint64_t fraction;       /* f: digits behind the point as shown, as a number */
    uint32_t fraction_count; /* v: how many of them */
} clet_plural_operands;

/* Whether the condition holds. *is_good, which the caller sets true, becomes false when it does not
 * read; an empty condition reads and never holds. Cost: its bytes. */
bool clet_plural_holds(chatlet_str condition, const clet_plural_operands *number, bool *is_good);

#endif
