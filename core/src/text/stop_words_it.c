/* Function words of Italian, as clet_stop_words_has compares them: folded, without accents
 * or apostrophes, sorted by bytes. */
#include "stop_words.h"

#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_IT)

static const clet_stop_word words[] = {
    "a",        "abbia",   "abbiamo",  "ad",         "adesso",  "agli",    "ai",      "al",
    "alcun",    "alcuna",  "alcune",   "alcuni",     "alla",    "alle",    "allo",    "allora",
    "altra",    "altre",   "altri",    "altro",      "anche",   "ancora",  "avere",   "avete",
    "aveva",    "avevo",   "bene",     "buongiorno", "c",       "cambio",  "che",     "chi",
    "ci",       "ciao",    "ciascuno", "cio",        "coi",     "col",     "come",    "con",
    "contro",   "cosa",    "cose",     "cosi",       "cui",     "d",       "da",      "dagli",
    "dai",      "dal",     "dalla",    "dalle",      "dallo",   "degli",   "dei",     "del",
    "della",    "delle",   "dello",    "dentro",     "deve",    "devo",    "devono",  "di",
    "dopo",     "dove",    "dovrebbe", "due",        "durante", "e",       "ecco",    "ed",
    "egli",     "era",     "erano",    "essa",       "esse",    "essere",  "essi",    "fa",
    "faccio",   "fanno",   "fare",     "favore",     "fino",    "fosse",   "fra",     "fu",
    "fuori",    "gia",     "gli",      "grazie",     "ha",      "hai",     "hanno",   "ho",
    "i",        "il",      "in",       "infatti",    "insieme", "invece",  "io",      "l",
    "la",       "le",      "lei",      "li",         "lo",      "loro",    "lui",     "ma",
    "me",       "meno",    "mentre",   "mi",         "mia",     "mie",     "miei",    "mio",
    "molta",    "molte",   "molti",    "molto",      "ne",      "nei",     "nel",     "nella",
    "nelle",    "nello",   "neppure",  "nessun",     "nessuna", "nessuno", "niente",  "no",
    "noi",      "non",     "nostra",   "nostre",     "nostri",  "nostro",  "nulla",   "o",
    "ogni",     "ognuno",  "oltre",    "oppure",     "ora",     "per",     "perche",  "pero",
    "piu",      "poco",    "poi",      "possiamo",   "posso",   "possono", "potere",  "potrebbe",
    "prego",    "presso",  "prima",    "proprio",    "puo",     "qual",    "qualche", "qualcosa",
    "qualcuno", "quale",   "quali",    "qualsiasi",  "quando",  "quanta",  "quante",  "quanti",
    "quanto",   "quasi",   "quella",   "quelle",     "quelli",  "quello",  "questa",  "queste",
    "questi",   "questo",  "qui",      "quindi",     "sa",      "salve",   "sapere",  "se",
    "sebbene",  "secondo", "sei",      "sempre",     "senza",   "si",      "sia",     "siamo",
    "siano",    "siete",   "solo",     "sono",       "sopra",   "sotto",   "sta",     "stanno",
    "stata",    "state",   "stati",    "stato",      "stesso",  "sto",     "su",      "sua",
    "sue",      "sugli",   "sui",      "sul",        "sulla",   "sulle",   "sullo",   "suo",
    "suoi",     "tale",    "tali",     "tanto",      "te",      "ti",      "tra",     "tranne",
    "troppo",   "tu",      "tua",      "tue",        "tuo",     "tuoi",    "tutta",   "tutte",
    "tutti",    "tutto",   "un",       "una",        "uno",     "va",      "vai",     "vanno",
    "vi",       "voglio",  "voi",      "volere",     "vorrei",  "vostra",  "vostre",  "vostri",
    "vostro",   "vuoi"};

const clet_stop_word_list clet_stop_words_it = {.words = words,
                                                .count = sizeof words / sizeof words[0]};

#endif
