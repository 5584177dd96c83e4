/* Function words of Dutch, as clet_stop_words_has compares them: folded, without accents
 * or apostrophes, sorted by bytes. */
#include "stop_words.h"

#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_NL)

static const clet_stop_word words[] = {
    "aan",     "aangezien", "achter",  "af",      "al",        "alle",    "alleen",   "alles",
    "als",     "alsof",     "altijd",  "andere",  "anders",    "bedankt", "behalve",  "ben",
    "bent",    "beter",     "bij",     "bijna",   "binnen",    "boven",   "buiten",   "daar",
    "daarna",  "daarom",    "dan",     "dank",    "dankjewel", "dat",     "de",       "deze",
    "die",     "dit",       "doe",     "doen",    "doet",      "door",    "dus",      "een",
    "eens",    "eerst",     "elk",     "elke",    "en",        "er",      "ergens",   "even",
    "ga",      "gaan",      "gaat",    "geen",    "geweest",   "graag",   "had",      "hadden",
    "hallo",   "heb",       "hebben",  "hebt",    "heeft",     "hem",     "hen",      "het",
    "hier",    "hij",       "hoe",     "hoeveel", "hun",       "iedere",  "iedereen", "iemand",
    "iets",    "ik",        "in",      "indien",  "is",        "ja",      "je",       "jij",
    "jou",     "jouw",      "jullie",  "kan",     "kon",       "konden",  "krijg",    "krijgen",
    "kun",     "kunnen",    "kunt",    "maak",    "maar",      "mag",     "maken",    "me",
    "meer",    "men",       "met",     "mij",     "mijn",      "moet",    "moeten",   "mogen",
    "na",      "naar",      "naast",   "nee",     "niemand",   "niet",    "niets",    "nog",
    "nooit",   "nu",        "of",      "om",      "omdat",     "onder",   "ons",      "onze",
    "ooit",    "ook",       "op",      "over",    "per",       "reeds",   "sinds",    "sommige",
    "soms",    "steeds",    "te",      "tegen",   "tenzij",    "ter",     "terwijl",  "thans",
    "toch",    "toen",      "tot",     "totdat",  "tussen",    "u",       "uit",      "uw",
    "vaak",    "van",       "vanaf",   "vanuit",  "veel",      "via",     "volgens",  "voor",
    "voordat", "waar",      "waarbij", "waarin",  "waarmee",   "waarom",  "waarop",   "waarvan",
    "wanneer", "want",      "waren",   "was",     "wat",       "wel",     "welk",     "welke",
    "werd",    "werden",    "wie",     "wij",     "wil",       "willen",  "wilt",     "word",
    "worden",  "wordt",     "zal",     "ze",      "zeer",      "zelf",    "zich",     "zij",
    "zijn",    "zo",        "zoals",   "zodat",   "zonder",    "zou",     "zouden",   "zowel",
    "zullen"};

const clet_stop_word_list clet_stop_words_nl = {.words = words,
                                                .count = sizeof words / sizeof words[0]};

#endif
