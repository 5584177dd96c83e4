/* Function words of Basque, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "ahal",     "arabera",  "arte",    "artean",   "asko",      "aurretik", "bada",    "badira",
    "bai",      "baina",    "baino",   "baita",    "bakarrik",  "baldin",   "barruan", "bat",
    "batean",   "batek",    "baten",   "batzuk",   "behar",     "bere",     "beren",   "beste",
    "besteak",  "beti",     "bezala",  "bidez",    "bitartean", "buruz",    "da",      "dago",
    "dagoen",   "daiteke",  "daude",   "dela",     "delako",    "den",      "dezake",  "dezakegu",
    "dezaket",  "dezakezu", "dira",    "diren",    "ditu",      "dituen",   "ditugu",  "ditut",
    "dituzte",  "dituzu",   "du",      "duen",     "dugu",      "dut",      "dute",    "duten",
    "duzu",     "duzue",    "edo",     "edozein",  "egin",      "egiteko",  "egiten",  "ere",
    "eskerrik", "eta",      "ez",      "gabe",     "gainean",   "gara",     "gehiago", "gero",
    "gu",       "gure",     "gutxi",   "guzti",    "guztiak",   "guztien",  "haiek",   "hala",
    "han",      "haren",    "hau",     "hauek",    "hemen",     "hi",       "honek",   "honen",
    "honetan",  "hor",      "hori",    "horiek",   "horrek",    "horrela",  "horren",  "horretan",
    "hura",     "inoiz",    "izan",    "izango",   "izateko",   "kaixo",    "mesedez", "nahi",
    "naiz",     "ni",       "nire",    "noiz",     "nola",      "non",      "nondik",  "nor",
    "nora",     "nori",     "ondoren", "orain",    "orduan",    "oso",      "zaio",    "zait",
    "zara",     "zarete",   "zein",    "zeintzuk", "zela",      "zen",      "zenbat",  "zer",
    "zeren",    "zergatik", "ziren",   "zu",       "zuek",      "zuela",    "zuen",    "zure",
    "zuten"};

CLET_STOP_WORD_LIST(eu)
