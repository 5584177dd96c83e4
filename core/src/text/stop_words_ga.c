/* Function words of Irish, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",        "ach",   "ag",     "agus",   "an",    "aon",   "ar",      "arb",      "as",
    "ata",      "ataim", "bheidh", "bhfuil", "bhi",   "bi",    "bionn",   "ca",       "cad",
    "cathain",  "ce",    "cen",    "cerbh",  "chomh", "chuig", "chun",    "ciamar",   "cinn",
    "conas",    "d",     "da",     "dar",    "de",    "dean",  "deanann", "den",      "dhaoibh",
    "dheanamh", "dia",   "do",     "doibh",  "dom",   "don",   "duinn",   "duit",     "e",
    "ea",       "eile",  "fada",   "fao",    "faoi",  "fe",    "feidir",  "freisin",  "fuair",
    "ga",       "gach",  "gan",    "go",     "gur",   "i",     "iad",     "idir",     "in",
    "ina",      "inar",  "is",     "le",     "leat",  "lei",   "leis",    "leitheid", "lena",
    "linn",     "liom",  "ma",     "maith",  "mar",   "me",    "mise",    "mo",       "muid",
    "mura",     "na",    "nach",   "nar",    "ni",    "nil",   "nior",    "no",       "o",
    "on",       "os",    "raibh",  "roimh",  "sa",    "san",   "se",      "seo",      "si",
    "siad",     "sibh",  "sin",    "sinn",   "sna",   "ta",    "taim",    "taimid",   "tar",
    "thar",     "tri",   "tu",     "tusa",   "uaim",  "uile",  "um"};

CLET_STOP_WORD_LIST(ga)
