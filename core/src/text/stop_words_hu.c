/* Function words of Hungarian, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",        "abban",    "ahogy",    "ahol",      "akar",      "akarok",  "akarom",
    "aki",      "akik",     "akkor",    "alatt",     "altal",     "amely",   "amelyek",
    "amelyet",  "ami",      "amikor",   "amit",      "annak",     "arra",    "at",
    "az",       "azert",    "azok",     "azon",      "azonban",   "azt",     "azzal",
    "be",       "csak",     "de",       "ebben",     "egy",       "el",      "elott",
    "en",       "engem",    "ennek",    "enyem",     "erre",      "es",      "eseten",
    "ez",       "ezek",     "ezen",     "ezert",     "ezt",       "ezzel",   "fel",
    "fele",     "felett",   "ha",       "hany",      "hello",     "hogy",    "hogyan",
    "hol",      "honnan",   "hova",     "igen",      "igy",       "illetve", "ilyen",
    "is",       "itt",      "jo",       "kell",      "kellene",   "kerem",   "keresztul",
    "kerlek",   "ki",       "kik",      "kinek",     "kit",       "kivul",   "koszi",
    "koszonom", "kozott",   "le",       "legyen",    "lehet",     "lehetne", "lehetseges",
    "lenne",    "lesz",     "majd",     "mar",       "mas",       "masik",   "meddig",
    "meg",      "mellett",  "mely",     "melyik",    "mennyi",    "mert",    "mi",
    "miatt",    "miert",    "mikent",   "mikor",     "milyen",    "minden",  "mindig",
    "minket",   "mint",     "mire",     "mit",       "nagyon",    "ne",      "nehany",
    "neked",    "nekem",    "neki",     "nekik",     "nektek",    "nekunk",  "nelkul",
    "nem",      "o",        "ok",       "olyan",     "ossze",     "ot",      "ota",
    "ott",      "pedig",    "peldaul",  "sajat",     "sem",       "semmi",   "soha",
    "soran",    "szamara",  "szeretne", "szeretnek", "szeretnem", "szerint", "szia",
    "te",       "teged",    "tehat",    "ti",        "tobb",      "tud",     "tudja",
    "tudnak",   "tudok",    "tudom",    "tudunk",    "udv",       "ugy",     "ugyan",
    "ugyanaz",  "utan",     "vagy",     "vagyok",    "vagytok",   "vagyunk", "valaki",
    "valami",   "valamint", "van",      "vannak",    "vissza",    "viszont", "volt",
    "voltak"};

CLET_STOP_WORD_LIST(hu)
