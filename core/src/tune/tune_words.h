/* Questions made of a passage's words: a few of them, drawn by a seeded rule. */
#ifndef CLET_TUNE_WORDS_H
#define CLET_TUNE_WORDS_H

#include "../text/stem.h"

#include <chatlet/base.h>

/* Chance that is the same everywhere: SplitMix64 (Steele, Lea and Flood, 2014). */
typedef struct clet_chance {
    uint64_t state;
} clet_chance;

/* A number below `bound`, which is at least 1. */
uint32_t clet_chance_below(clet_chance *chance, uint32_t bound);

enum {
    CLET_WORD_BAG_MAX = 128,     /* distinct words of a text; later ones are left out */
    CLET_WORD_BAG_BYTES_MAX = 60 /* longer ones too: nobody types them */
};

/* The words of a text that a question may be made of: each stem once, no function words, three
 * bytes or more. Borrowed from the text. */
typedef struct clet_word_bag {
    chatlet_str words[CLET_WORD_BAG_MAX];
    char stems[CLET_WORD_BAG_MAX][CLET_WORD_BAG_BYTES_MAX];
    uint32_t stem_bytes[CLET_WORD_BAG_MAX];
    uint32_t count;
} clet_word_bag;

void clet_word_bag_read(clet_word_bag *bag, clet_stemmer *stemmer, chatlet_str text);

/* Brings `wanted` words, at most the bag's count, drawn by chance, to the bag's front. */
void clet_word_bag_draw(clet_word_bag *bag, clet_chance *chance, uint32_t wanted);

#endif
