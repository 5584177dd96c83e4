/* Function words of Turkish, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "altinda",   "ama",        "ancak",    "arasinda",    "artik",    "ayni",       "ayrica",
    "az",        "bana",       "baska",    "bazi",        "ben",      "beni",       "benim",
    "beri",      "bile",       "bir",      "biz",         "bize",     "bizi",       "bizim",
    "boyle",     "bu",         "buna",     "bunlar",      "bunlari",  "bunu",       "bunun",
    "butun",     "cok",        "cunku",    "da",          "daha",     "dair",       "de",
    "degil",     "diger",      "diye",     "dogru",       "dolayi",   "edebilirim", "eden",
    "ederim",    "edilen",     "edilir",   "eger",        "en",       "etmek",      "evet",
    "fakat",     "gerek",      "gerekir",  "gerekli",     "gibi",     "gore",       "hangi",
    "hangisi",   "hayir",      "hem",      "hep",         "her",      "hic",        "icin",
    "icinde",    "idi",        "iken",     "ile",         "ise",      "ister",      "istiyorum",
    "istiyoruz", "kac",        "kadar",    "karsi",       "kendi",    "ki",         "kim",
    "kime",      "kimi",       "kimin",    "lazim",       "lutfen",   "merhaba",    "mi",
    "mu",        "mumkun",     "nasil",    "ne",          "neden",    "nedir",      "nerede",
    "nereden",   "nereye",     "nicin",    "niye",        "o",        "olabilir",   "olacak",
    "olan",      "olarak",     "oldu",     "oldugu",      "oldugunu", "olmak",      "olmasi",
    "olmayan",   "olsa",       "olur",     "ona",         "once",     "onlar",      "onlara",
    "onlari",    "onlarin",    "onu",      "onun",        "oyle",     "ragmen",     "sadece",
    "sana",      "selam",      "sen",      "seni",        "senin",    "sey",        "simdi",
    "siz",       "size",       "sizi",     "sizin",       "sonra",    "soyle",      "su",
    "sunu",      "tarafindan", "tesekkur", "tesekkurler", "tum",      "uzerinde",   "var",
    "vardir",    "ve",         "veya",     "ya",          "yalnizca", "yani",       "yapabilirim",
    "yapmak",    "yok"};

CLET_STOP_WORD_LIST(tr)
