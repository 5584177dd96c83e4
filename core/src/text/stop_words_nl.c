/* Function words of Dutch, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "aan",         "aangezien", "achter",      "af",      "al",        "alle",        "alleen",
    "alles",       "als",       "alsjeblieft", "alsof",   "alstu",     "alstublieft", "altijd",
    "andere",      "anders",    "bedankt",     "behalve", "ben",       "bent",        "beter",
    "bij",         "bijna",     "binnen",      "boven",   "buiten",    "daar",        "daarna",
    "daarom",      "dag",       "dan",         "dank",    "dankjewel", "dat",         "de",
    "deze",        "die",       "ding",        "dingen",  "dit",       "doe",         "doen",
    "doet",        "door",      "dus",         "echter",  "een",       "eens",        "eerst",
    "elk",         "elke",      "en",          "er",      "ergens",    "even",        "ga",
    "gaan",        "gaat",      "geef",        "geen",    "geven",     "geweest",     "goedemiddag",
    "goedemorgen", "goedendag", "graag",       "had",     "hadden",    "hallo",       "heb",
    "hebben",      "hebt",      "heeft",       "hem",     "hen",       "het",         "hier",
    "hij",         "hoe",       "hoelang",     "hoeveel", "hoi",       "hoort",       "hun",
    "iedere",      "iedereen",  "iemand",      "iets",    "ik",        "in",          "indien",
    "is",          "ja",        "je",          "jij",     "jou",       "jouw",        "jullie",
    "kan",         "kon",       "konden",      "krijg",   "krijgen",   "krijgt",      "kun",
    "kunnen",      "kunt",      "laat",        "laten",   "maak",      "maar",        "mag",
    "maken",       "manier",    "me",          "meer",    "men",       "met",         "mij",
    "mijn",        "mijne",     "moest",       "moesten", "moet",      "moeten",      "mogen",
    "na",          "naar",      "naast",       "nee",     "niemand",   "niet",        "niets",
    "nodig",       "nog",       "nooit",       "nu",      "of",        "om",          "omdat",
    "onder",       "ons",       "onze",        "ooit",    "ook",       "op",          "over",
    "per",         "reeds",     "sinds",       "sommige", "soms",      "steeds",      "te",
    "tegen",       "tenzij",    "ter",         "terwijl", "thans",     "toch",        "toen",
    "tot",         "totdat",    "tussen",      "u",       "uit",       "uw",          "vaak",
    "van",         "vanaf",     "vanuit",      "veel",    "vertel",    "vertellen",   "via",
    "volgens",     "voor",      "voordat",     "waar",    "waarbij",   "waardoor",    "waarheen",
    "waarin",      "waarmee",   "waarnaar",    "waarom",  "waarop",    "waartoe",     "waaruit",
    "waarvan",     "waarvoor",  "wanneer",     "want",    "waren",     "was",         "wat",
    "weet",        "wel",       "welk",        "welke",   "werd",      "werden",      "weten",
    "wie",         "wij",       "wil",         "willen",  "wilt",      "word",        "worden",
    "wordt",       "zal",       "ze",          "zeer",    "zeg",       "zeggen",      "zelf",
    "zich",        "zij",       "zijn",        "zo",      "zoals",     "zodat",       "zonder",
    "zou",         "zouden",    "zowel",       "zullen",  "zult"};

CLET_STOP_WORD_LIST(nl)
