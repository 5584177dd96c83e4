/* Function words of Spanish, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",        "acerca",   "ademas",      "adonde",   "ahi",      "ahora",     "al",
    "algo",     "alguien",  "algun",       "alguna",   "algunas",  "alguno",    "algunos",
    "alla",     "alli",     "ante",        "antes",    "aquel",    "aquella",   "aquellas",
    "aquello",  "aquellos", "aqui",        "asi",      "aun",      "aunque",    "bajo",
    "bien",     "buenas",   "buenos",      "cada",     "casi",     "como",      "con",
    "contra",   "cosa",     "cosas",       "cual",     "cuales",   "cualquier", "cuando",
    "cuanta",   "cuantas",  "cuanto",      "cuantos",  "cuya",     "cuyas",     "cuyo",
    "cuyos",    "de",       "debe",        "debemos",  "deben",    "deberia",   "deberian",
    "debes",    "debo",     "del",         "dentro",   "desde",    "despues",   "dime",
    "donde",    "dos",      "durante",     "e",        "el",       "ella",      "ellas",
    "ellos",    "en",       "entonces",    "entre",    "era",      "eran",      "eres",
    "es",       "esa",      "esas",        "ese",      "eso",      "esos",      "esta",
    "estaba",   "estaban",  "estamos",     "estan",    "estar",    "estara",    "estas",
    "este",     "esto",     "estos",       "estoy",    "favor",    "fue",       "fueron",
    "gracias",  "gustaria", "ha",          "haber",    "habia",    "habra",     "hace",
    "hacemos",  "hacen",    "hacer",       "haces",    "hacia",    "hago",      "han",
    "hasta",    "hay",      "haya",        "he",       "hemos",    "hola",      "ir",
    "la",       "las",      "le",          "les",      "lo",       "los",       "mas",
    "me",       "mejor",    "mi",          "mia",      "mio",      "mis",       "misma",
    "mismas",   "mismo",    "mismos",      "mucha",    "muchas",   "mucho",     "muchos",
    "muy",      "nada",     "necesitamos", "necesito", "ni",       "ningun",    "ninguna",
    "ninguno",  "ningunos", "no",          "nos",      "nosotras", "nosotros",  "nuestra",
    "nuestras", "nuestro",  "nuestros",    "nunca",    "o",        "os",        "otra",
    "otras",    "otro",     "otros",       "para",     "pero",     "poco",      "podeis",
    "podemos",  "poder",    "podra",       "podran",   "podria",   "podriamos", "podrian",
    "por",      "porque",   "pueda",       "puedan",   "puede",    "pueden",    "puedes",
    "puedo",    "pues",     "que",         "queremos", "quien",    "quienes",   "quiere",
    "quieren",  "quieres",  "quiero",      "quisiera", "saber",    "se",        "sea",
    "sean",     "segun",    "ser",         "sera",     "seran",    "seria",     "si",
    "sido",     "siempre",  "sin",         "sino",     "sirve",    "sirven",    "sobre",
    "sois",     "solo",     "somos",       "son",      "soy",      "su",        "sus",
    "tal",      "tambien",  "tampoco",     "tan",      "tanto",    "te",        "tenemos",
    "tener",    "tengo",    "ti",          "tiene",    "tienen",   "tienes",    "toda",
    "todas",    "todo",     "todos",       "tu",       "tus",      "u",         "un",
    "una",      "unas",     "uno",         "unos",     "usted",    "ustedes",   "va",
    "vamos",    "van",      "vosotros",    "voy",      "vuestra",  "vuestro",   "y",
    "ya",       "yo"};

CLET_STOP_WORD_LIST(es)
