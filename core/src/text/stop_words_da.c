/* Function words of Danish, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "ad",      "af",      "aldrig", "alle",   "alt",     "altid",   "anden",    "andet",   "andre",
    "at",      "bare",    "bedes",  "begge",  "blev",    "blive",   "bliver",   "bor",     "burde",
    "da",      "de",      "dem",    "den",    "denne",   "der",     "deres",    "derfor",  "det",
    "dette",   "dig",     "din",    "dine",   "disse",   "dit",     "dog",      "du",      "efter",
    "eller",   "en",      "end",    "endnu",  "enhver",  "er",      "et",       "fa",      "far",
    "flere",   "for",     "fordi",  "fra",    "gennem",  "gerne",   "giv",      "giver",   "gor",
    "gore",    "ham",     "han",    "hans",   "har",     "hav",     "havde",    "have",    "hej",
    "hen",     "hende",   "her",    "hos",    "hun",     "hvad",    "hvem",     "hver",    "hvilke",
    "hvilken", "hvilket", "hvis",   "hvor",   "hvordan", "hvorfor", "hvornar",  "i",       "ift",
    "igen",    "igennem", "ikke",   "ind",    "inden",   "ingen",   "intet",    "ja",      "jeg",
    "jer",     "jeres",   "jo",     "kan",    "kom",     "kommer",  "kun",      "kunne",   "lad",
    "lidt",    "lige",    "ma",     "man",    "mange",   "maske",   "med",      "meget",   "mellem",
    "men",     "mens",    "mere",   "mig",    "min",     "mine",    "mit",      "mod",     "naer",
    "nar",     "ned",     "nej",    "nogen",  "noget",   "nogle",   "nu",       "og",      "ogsa",
    "om",      "omkring", "onsker", "op",     "os",      "over",    "pa",       "sa",      "sadan",
    "sagde",   "samme",   "se",     "selv",   "siden",   "sig",     "sin",      "sine",    "sit",
    "skal",    "skulle",  "snart",  "som",    "stadig",  "tak",     "til",      "tilbage", "ud",
    "uden",    "under",   "vaere",  "vaeret", "var",     "ved",     "venligst", "vi",      "vil",
    "ville",   "vore",    "vores"};

CLET_STOP_WORD_LIST(da)
