#include "tune_words.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "../text/analyze.h"

#include <string.h>

enum { WORD_BYTES_MIN = 3 };

uint32_t clet_chance_below(clet_chance *chance, uint32_t bound) {
    CLET_ASSERT(bound >= 1);
    uint64_t mixed = chance->state += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    mixed ^= mixed >> 31;
    return (uint32_t)((mixed >> 32) * bound >> 32);
}

static bool has_stem(const clet_word_bag *bag, const clet_term *term) {
    for (uint32_t i = 0; i < bag->count; i++) {
        if (bag->stem_bytes[i] == term->size_bytes &&
            memcmp(bag->stems[i], term->text, term->size_bytes) == 0)
            return true;
    }
    return false;
}

void clet_word_bag_read(clet_word_bag *bag, clet_stemmer *stemmer, chatlet_str text) {
    clet_analyzer analyzer;
    clet_term term;
    bag->count = 0;
    clet_analyzer_init(&analyzer, stemmer, text);
    while (bag->count < CLET_WORD_BAG_MAX && clet_analyzer_next(&analyzer, &term)) {
        const size_t written_bytes = term.end - term.begin;
        if (term.is_stop || written_bytes < WORD_BYTES_MIN ||
            written_bytes > CLET_WORD_BAG_BYTES_MAX || term.size_bytes > CLET_WORD_BAG_BYTES_MAX ||
            has_stem(bag, &term)) {
            continue;
        }
        memcpy(bag->stems[bag->count], term.text, term.size_bytes);
        bag->stem_bytes[bag->count] = (uint32_t)term.size_bytes;
        bag->words[bag->count++] = clet_str_slice(text, term.begin, term.end);
    }
}

void clet_word_bag_draw(clet_word_bag *bag, clet_chance *chance, uint32_t wanted) {
    CLET_ASSERT(wanted <= bag->count);
    for (uint32_t i = 0; i < wanted; i++) {
        const uint32_t other = i + clet_chance_below(chance, bag->count - i);
        const chatlet_str word = bag->words[i];
        bag->words[i] = bag->words[other];
        bag->words[other] = word;
    }
}
