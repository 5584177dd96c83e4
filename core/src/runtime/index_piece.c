#include "index_piece.h"

#include "../base/assert.h"

/* What the words of a piece tell, by piece: each word of the question once, whichever of the terms
 * that stand for it is there. */
static void weigh_pieces(const chatlet_bundle *bundle, const clet_query_terms *terms,
                         const clet_candidate *candidate,
                         uint64_t weights[CLET_SECTION_PIECES_MAX]) {
    uint32_t counted[CLET_SECTION_PIECES_MAX] = {0}; /* slots */
    for (uint64_t bits = candidate->section_terms; bits != 0; bits &= bits - 1) {
        const clet_query_term *term = &terms->items[__builtin_ctzll(bits)];
        const uint64_t weight = clet_query_slot_weight(terms, term->slot);
        uint32_t pieces = clet_bundle_pieces_with(bundle, candidate->section, term->text);
        for (; pieces != 0; pieces &= pieces - 1) {
            const uint32_t piece = (uint32_t)__builtin_ctz(pieces);
            if ((counted[piece] & 1u << term->slot) != 0) continue;
            counted[piece] |= 1u << term->slot;
            weights[piece] += weight;
        }
    }
}

void clet_choose_pieces(const chatlet_bundle *bundle, const clet_query_terms *terms, uint32_t limit,
                        clet_candidate *candidate) {
    uint64_t weights[CLET_SECTION_PIECES_MAX] = {0};
    const uint32_t first = clet_bundle_first_piece(bundle, candidate->section);
    const uint32_t count = clet_bundle_first_piece(bundle, candidate->section + 1) - first;
    CLET_ASSERT(limit >= 1);
    candidate->pieces = 0;
    if (!chatlet_bundle_has_part(bundle, clet_bundle_text_part(bundle, first))) return;
    weigh_pieces(bundle, terms, candidate, weights);
    for (uint32_t chosen = 0; chosen < limit && chosen < count; chosen++) {
        uint32_t best = CLET_SECTION_PIECES_MAX;
        for (uint32_t piece = 0; piece < count; piece++) {
            if ((candidate->pieces & 1u << piece) != 0) continue;
            if (best == CLET_SECTION_PIECES_MAX || weights[piece] > weights[best]) best = piece;
        }
        if (chosen > 0 && weights[best] == 0) break;
        candidate->pieces |= 1u << best;
    }
}
