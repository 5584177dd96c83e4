/* Function words of Catalan, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",         "abans",    "aixi",    "aixo",      "al",      "algu",      "algun",   "alguna",
    "algunes",   "alguns",   "alla",    "allo",      "als",     "altra",     "altre",   "altres",
    "amb",       "ambdos",   "amunt",   "aquell",    "aquella", "aquelles",  "aquells", "aquest",
    "aquesta",   "aquestes", "aquests", "aqui",      "ara",     "avui",      "baix",    "be",
    "bon",       "bona",     "cada",    "cap",       "com",     "contra",    "cosa",    "coses",
    "d",         "da",       "de",      "del",       "dels",    "des",       "despres", "dins",
    "doncs",     "dos",      "durant",  "e",         "ed",      "el",        "ell",     "ella",
    "elles",     "ells",     "els",     "em",        "en",      "encara",    "ens",     "entre",
    "era",       "eren",     "es",      "esser",     "esta",    "estan",     "estar",   "estat",
    "estava",    "estic",    "et",      "ets",       "fa",      "faig",      "fan",     "fem",
    "fer",       "feu",      "fins",    "fora",      "fou",     "gaire",     "gairebe", "gracies",
    "ha",        "han",      "has",     "hauria",    "haver",   "havia",     "he",      "hem",
    "heu",       "hi",       "ho",      "hola",      "i",       "igual",     "ja",      "l",
    "la",        "les",      "li",      "llavors",   "lo",      "los",       "m",       "ma",
    "massa",     "mateix",   "mateixa", "mateixos",  "me",      "mentre",    "menys",   "mes",
    "meu",       "meva",     "molt",    "molta",     "moltes",  "molts",     "mon",     "n",
    "na",        "ni",       "no",      "nosaltres", "nostra",  "nostre",    "nostres", "o",
    "oi",        "on",       "pel",     "pels",      "per",     "pero",      "perque",  "plau",
    "poc",       "poca",     "podem",   "poden",     "poder",   "podeu",     "podria",  "posar",
    "pot",       "pots",     "primer",  "propi",     "puc",     "puguin",    "qual",    "quals",
    "qualsevol", "quan",     "quant",   "quanta",    "quantes", "quants",    "que",     "quelcom",
    "qui",       "quin",     "quina",   "quines",    "quins",   "res",       "s",       "sa",
    "saber",     "se",       "segons",  "sempre",    "sense",   "ser",       "sera",    "seu",
    "seus",      "seva",     "seves",   "si",        "sobre",   "soc",       "som",     "son",
    "sota",      "sou",      "t",       "tal",       "tambe",   "tampoc",    "tan",     "tant",
    "te",        "tenen",    "tenim",   "tenir",     "teu",     "teva",      "ti",      "tinc",
    "tot",       "tota",     "totes",   "tothom",    "tots",    "tu",        "un",      "una",
    "unes",      "uns",      "us",      "va",        "vaig",    "vam",       "van",     "vol",
    "voldria",   "volem",    "voler",   "voleu",     "vols",    "vosaltres", "voste",   "vostes",
    "vostra",    "vostre",   "vull"};

CLET_STOP_WORD_LIST(ca)
