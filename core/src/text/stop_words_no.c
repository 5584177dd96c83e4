/* Function words of Norwegian, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",       "alle",    "alt",   "andre",  "annen",     "annet",   "at",     "av",
    "bade",    "bare",    "ble",   "bli",    "blir",      "blitt",   "bor",    "da",
    "de",      "deg",     "dem",   "den",    "denne",     "der",     "dere",   "deres",
    "derfor",  "det",     "dette", "din",    "dine",      "disse",   "ditt",   "du",
    "eg",      "ei",      "ein",   "eit",    "eller",     "en",      "enhver", "enn",
    "enna",    "er",      "et",    "etter",  "fa",        "far",     "fikk",   "flere",
    "for",     "fordi",   "fra",   "gi",     "gir",       "gjennom", "gjerne", "gjor",
    "gjore",   "hadde",   "ham",   "han",    "hans",      "har",     "hatt",   "hei",
    "heller",  "hennes",  "her",   "hjelp",  "hjelpe",    "ho",      "hos",    "hun",
    "hva",     "hvem",    "hver",  "hvilke", "hvilken",   "hvilket", "hvis",   "hvor",
    "hvordan", "hvorfor", "i",     "igjen",  "ikke",      "ikkje",   "ingen",  "inn",
    "innen",   "ja",      "jeg",   "jo",     "kan",       "kanskje", "kom",    "kommer",
    "korleis", "kunne",   "kva",   "kvifor", "la",        "litt",    "ma",     "man",
    "mange",   "matte",   "med",   "meg",    "mellom",    "men",     "mens",   "mer",
    "mest",    "min",     "mine",  "mitt",   "mot",       "mye",     "na",     "nar",
    "ned",     "nei",     "no",    "noe",    "noen",      "nok",     "og",     "ogsa",
    "om",      "onsker",  "opp",   "oss",    "over",      "pa",      "rundt",  "sa",
    "samme",   "sann",    "se",    "seg",    "selv",      "si",      "siden",  "sin",
    "sine",    "sitt",    "skal",  "skulle", "slik",      "som",     "takk",   "til",
    "tilbake", "under",   "ut",    "uten",   "vaer",      "vaere",   "vaert",  "var",
    "vare",    "vart",    "ved",   "veldig", "vennligst", "vet",     "vi",     "vil",
    "ville"};

CLET_STOP_WORD_LIST(no)
