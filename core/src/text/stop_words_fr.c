/* Function words of French, as clet_stop_words_has compares them: folded, without accents
 * or apostrophes, sorted by bytes. */
#include "stop_words.h"

#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_FR)

static const clet_stop_word words[] = {
    "a",       "afin",     "ai",       "aie",        "ainsi",   "alors",    "apres",     "as",
    "au",      "aucun",    "aucune",   "aujourdhui", "auquel",  "aussi",    "autre",     "autres",
    "aux",     "avait",    "avant",    "avec",       "avez",    "avoir",    "avons",     "bien",
    "bonjour", "bonsoir",  "c",        "car",        "ce",      "ceci",     "cela",      "celle",
    "celles",  "celui",    "ces",      "cet",        "cette",   "ceux",     "chacun",    "chaque",
    "chez",    "ci",       "combien",  "comme",      "comment", "contre",   "d",         "dans",
    "de",      "dehors",   "deja",     "depuis",     "des",     "desquels", "deux",      "devoir",
    "devrait", "dois",     "doit",     "doivent",    "donc",    "dont",     "du",        "duquel",
    "durant",  "elle",     "elles",    "en",         "encore",  "entre",    "es",        "est",
    "et",      "etaient",  "etait",    "etant",      "ete",     "etes",     "etre",      "eu",
    "eux",     "faire",    "fais",     "fait",       "faites",  "faut",     "font",      "hors",
    "ici",     "il",       "ils",      "j",          "je",      "jusqu",    "jusque",    "l",
    "la",      "laquelle", "le",       "lequel",     "les",     "lesquels", "leur",      "leurs",
    "lors",    "lorsque",  "lui",      "m",          "ma",      "mais",     "malgre",    "me",
    "meme",    "memes",    "merci",    "mes",        "mien",    "moi",      "moins",     "mon",
    "n",       "ne",       "ni",       "non",        "nos",     "notre",    "nous",      "nul",
    "on",      "ont",      "ou",       "oui",        "par",     "parce",    "parmi",     "pas",
    "pendant", "peu",      "peut",     "peuvent",    "peux",    "plus",     "plusieurs", "plutot",
    "pour",    "pourquoi", "pourrait", "pouvez",     "pouvoir", "pouvons",  "presque",   "puis",
    "puisque", "puisse",   "qu",       "quand",      "que",     "quel",     "quelle",    "quelles",
    "quelqu",  "quelque",  "quelques", "quels",      "qui",     "quoi",     "quoique",   "s",
    "sa",      "sans",     "sauf",     "savoir",     "se",      "selon",    "sera",      "ses",
    "si",      "sien",     "soi",      "soient",     "sois",    "soit",     "sommes",    "son",
    "sont",    "sous",     "suis",     "sujet",      "sur",     "svp",      "t",         "ta",
    "tandis",  "te",       "tel",      "telle",      "telles",  "tels",     "tes",       "toi",
    "ton",     "tous",     "tout",     "toute",      "toutes",  "tres",     "trop",      "tu",
    "un",      "une",      "vas",      "vers",       "veut",    "veux",     "voici",     "voila",
    "vont",    "vos",      "votre",    "voudrais",   "vouloir", "vous",     "y"};

const clet_stop_word_list clet_stop_words_fr = {.words = words,
                                                .count = sizeof words / sizeof words[0]};

#endif
