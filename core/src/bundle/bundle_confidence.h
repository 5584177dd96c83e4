/* How confidence is made of evidence: the head's kind CONFIDENCE.
 *
 *     varint center, varint slope, varint threshold
 *
 * Evidence is what the runtime knows of an answer, in one number (runtime/answer_evidence.h);
 * confidence is a half where evidence is at the center, and its odds grow by 2^(slope / 256) when
 * evidence doubles. */
#ifndef CLET_BUNDLE_CONFIDENCE_H
#define CLET_BUNDLE_CONFIDENCE_H

#include "../base/buffer.h"

enum {
    CLET_EVIDENCE_ONE = 16 << 16, /* evidence of 1: log2 x 65,536, raised so that none is below 0 */
    CLET_EVIDENCE_MAX = (32 << 16) - 1,
    CLET_CONFIDENCE_SLOPE_MIN = 64, /* flatter, confidence would say nothing */
    CLET_CONFIDENCE_SLOPE_MAX = 4096
};

typedef struct clet_confidence_map {
    uint32_t center;   /* 1 to CLET_EVIDENCE_MAX */
    uint32_t slope_q8; /* from SLOPE_MIN to SLOPE_MAX */
} clet_confidence_map;

/* What holds for a site without self-tests. The curve is about what they fit for the manuals and
 * small sites of tests/bench: evidence of 4.6 is as good as not. The threshold is evidence of 3.0,
 * a little less than theirs, since in so few pages less agrees by chance. */
enum {
    CLET_CONFIDENCE_CENTER_DEFAULT = CLET_EVIDENCE_ONE + 144286, /* log2 4.6 */
    CLET_CONFIDENCE_SLOPE_DEFAULT = 512,                         /* 2 */
    CLET_CONFIDENCE_THRESHOLD_DEFAULT = 300000
};

clet_confidence_map clet_confidence_default(void);

/* The confidence that `evidence` stands for, 0 to 1,000,000: 0 for none, else a logistic curve,
 * rising, in whole numbers; the map as clet_confidence_read takes it. */
uint32_t clet_confidence_of(clet_confidence_map map, uint32_t evidence);

/* Reads the kind's bytes. CHATLET_ERR_BUNDLE when a number is missing, out of range or followed by
 * anything; nothing is written then. */
CHATLET_MUST_USE chatlet_status clet_confidence_read(chatlet_str bytes, clet_confidence_map *map,
                                                     uint32_t *threshold);

/* Appends the kind's bytes. */
void clet_confidence_append(clet_buffer *buffer, clet_confidence_map map, uint32_t threshold);

#endif
