/* Function words of German, as clet_stop_words_has compares them: folded, without accents
 * or apostrophes, sorted by bytes. */
#include "stop_words.h"

#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_DE)

static const clet_stop_word words[] = {
    "ab",      "aber",    "alle",    "allem",   "allen",    "aller",   "alles",   "als",
    "also",    "am",      "an",      "andere",  "anderem",  "anderen", "anderer", "anderes",
    "auch",    "auf",     "aus",     "bei",     "beim",     "bevor",   "bin",     "bis",
    "bist",    "bitte",   "da",      "dabei",   "dafur",    "daher",   "damit",   "danach",
    "danke",   "dann",    "daran",   "darauf",  "daraus",   "darf",    "darfst",  "darin",
    "daruber", "darum",   "das",     "dass",    "dasselbe", "davon",   "dazu",    "dein",
    "deine",   "deinem",  "deinen",  "deiner",  "deines",   "dem",     "den",     "denen",
    "denn",    "der",     "deren",   "des",     "deshalb",  "dessen",  "dich",    "die",
    "dies",    "diese",   "diesem",  "diesen",  "dieser",   "dieses",  "dir",     "doch",
    "dort",    "du",      "durch",   "durfen",  "ein",      "eine",    "einem",   "einen",
    "einer",   "eines",   "einige",  "einigen", "er",       "es",      "etwa",    "etwas",
    "euch",    "euer",    "eure",    "eurem",   "euren",    "eurer",   "fur",     "gegen",
    "geht",    "gewesen", "gibt",    "gut",     "guten",    "hab",     "habe",    "haben",
    "habt",    "hallo",   "hast",    "hat",     "hatte",    "hatten",  "hier",    "hin",
    "hinter",  "ich",     "ihm",     "ihn",     "ihnen",    "ihr",     "ihre",    "ihrem",
    "ihren",   "ihrer",   "ihres",   "im",      "in",       "indem",   "ins",     "irgend",
    "ist",     "ja",      "jede",    "jedem",   "jeden",    "jeder",   "jedes",   "jedoch",
    "jemand",  "jene",    "jenem",   "jenen",   "jener",    "jenes",   "jetzt",   "kann",
    "kannst",  "kein",    "keine",   "keinem",  "keinen",   "keiner",  "keines",  "konnen",
    "konnt",   "konnte",  "konnten", "lasst",   "mache",    "machen",  "macht",   "man",
    "manche",  "mehr",    "mein",    "meine",   "meinem",   "meinen",  "meiner",  "meines",
    "mich",    "mir",     "mit",     "mochte",  "mochten",  "muss",    "mussen",  "musst",
    "musste",  "nach",    "neben",   "nein",    "nicht",    "nichts",  "nie",     "noch",
    "nun",     "nur",     "ob",      "oder",    "ohne",     "schon",   "sehr",    "sein",
    "seine",   "seinem",  "seinen",  "seiner",  "seines",   "seit",    "selbst",  "sich",
    "sie",     "sind",    "so",      "sobald",  "sogar",    "solche",  "solchem", "solchen",
    "solcher", "soll",    "sollen",  "sollte",  "sollten",  "sondern", "sonst",   "soweit",
    "sowie",   "trotz",   "uber",    "um",      "und",      "uns",     "unser",   "unsere",
    "unserem", "unseren", "unserer", "unter",   "viel",     "viele",   "vielen",  "vom",
    "von",     "vor",     "wahrend", "wann",    "war",      "waren",   "warst",   "warum",
    "was",     "weder",   "weg",     "weil",    "welche",   "welchem", "welchen", "welcher",
    "welches", "wem",     "wen",     "wenig",   "wenn",     "wer",     "werde",   "werden",
    "werdet",  "weshalb", "wessen",  "wie",     "wieder",   "wieso",   "wieviel", "will",
    "willst",  "wir",     "wird",    "wirst",   "wo",       "wobei",   "wodurch", "wofur",
    "woher",   "wohin",   "wollen",  "wollt",   "womit",    "woran",   "worauf",  "woraus",
    "worin",   "woruber", "wovon",   "wozu",    "wurde",    "wurden",  "zu",      "zum",
    "zur",     "zwar",    "zwischen"};

const clet_stop_word_list clet_stop_words_de = {.words = words,
                                                .count = sizeof words / sizeof words[0]};

#endif
