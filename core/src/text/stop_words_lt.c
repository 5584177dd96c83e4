/* Function words of Lithuanian, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "aciu",    "ant",    "apie",    "ar",     "arba",   "as",       "be",       "bet",
    "bus",     "buti",   "butu",    "buvo",   "cia",    "dabar",    "dar",      "daug",
    "daugiau", "del",    "esame",   "esate",  "esi",    "esu",      "galeciau", "galetu",
    "gali",    "galima", "galime",  "galite", "galiu",  "gi",       "i",        "iki",
    "ir",      "is",     "jai",     "jam",    "jas",    "jau",      "jei",      "jeigu",
    "ji",      "jie",    "jiems",   "jis",    "jo",     "jog",      "jos",      "ju",
    "juk",     "jums",   "juos",    "jus",    "jusu",   "ka",       "kad",      "kada",
    "kai",     "kaip",   "kam",     "kas",    "kazka",  "kazkas",   "kiek",     "kiekvienas",
    "kieno",   "kita",   "kitas",   "kiti",   "kitu",   "kodel",    "koki",     "kokia",
    "kokie",   "kokios", "koks",    "kuo",    "kur",    "kuri",     "kuria",    "kurie",
    "kurios",  "kuris",  "kuriu",   "labai",  "labas",  "man",      "mane",     "mano",
    "maziau",  "mes",    "mums",    "mus",    "musu",   "ne",       "nei",      "nera",
    "nes",     "net",    "niekada", "niekas", "nieko",  "noreciau", "norite",   "noriu",
    "nors",    "nuo",    "o",       "pagal",  "pat",    "pats",     "patys",    "per",
    "po",      "prasau", "prasome", "prie",   "pries",  "pro",      "reiketu",  "reikia",
    "savo",    "si",     "sia",     "sie",    "sio",    "sios",     "sis",      "siu",
    "siuo",    "su",     "sveiki",  "ta",     "taciau", "tada",     "tai",      "taip",
    "tarp",    "tas",    "tau",     "tave",   "tavo",   "ten",      "tie",      "tik",
    "to",      "todel",  "tokia",   "tokie",  "tokiu",  "toks",     "tos",      "tu",
    "turetu",  "turi",   "turiu",   "uz",     "vel",    "virs",     "vis",      "visada",
    "visas",   "visi",   "visos",   "visus",  "yra"};

CLET_STOP_WORD_LIST(lt)
