/* Function words of Swedish, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "alla",   "allt",   "alltid",   "andra",   "annan",    "annat", "ar",     "at",     "att",
    "av",     "aven",   "bade",     "bara",    "blev",     "bli",   "blir",   "bor",    "bort",
    "bra",    "da",     "dar",      "darfor",  "de",       "dem",   "den",    "denna",  "deras",
    "dess",   "dessa",  "det",      "detta",   "dig",      "din",   "dina",   "dit",    "ditt",
    "du",     "efter",  "eftersom", "ej",      "eller",    "en",    "enligt", "er",     "era",
    "ert",    "ett",    "fa",       "far",     "fick",     "finns", "for",    "fore",   "fran",
    "ga",     "gar",    "ge",       "genom",   "ger",      "gor",   "gora",   "ha",     "hade",
    "han",    "hans",   "har",      "hej",     "hellre",   "henne", "hennes", "hit",    "hjalp",
    "hjalpa", "hon",    "honom",    "hos",     "hur",      "i",     "icke",   "igen",   "igenom",
    "in",     "inga",   "ingen",    "inget",   "innan",    "inom",  "inte",   "ja",     "jag",
    "kan",    "kanske", "kom",      "kommer",  "kunde",    "kunna", "lite",   "man",    "manga",
    "maste",  "med",    "medan",    "mellan",  "men",      "mer",   "mest",   "mig",    "min",
    "mina",   "mitt",   "mot",      "mycket",  "nagon",    "nagot", "nagra",  "nar",    "ned",
    "nej",    "nog",    "nu",       "och",     "ocksa",    "om",    "onskar", "oss",    "over",
    "pa",     "redan",  "sa",       "sadan",   "sadana",   "samma", "satt",   "se",     "sedan",
    "sig",    "sin",    "sina",     "sitt",    "sjalv",    "ska",   "skall",  "skulle", "snalla",
    "snart",  "som",    "tack",     "till",    "tills",    "trots", "under",  "upp",    "ur",
    "ut",     "utan",   "vad",      "valdigt", "vanligen", "var",   "vara",   "varfor", "varit",
    "varje",  "vars",   "vart",     "vem",     "vems",     "vi",    "vid",    "vidare", "vilka",
    "vilken", "vilket", "vill",     "ville",   "vore"};

CLET_STOP_WORD_LIST(sv)
