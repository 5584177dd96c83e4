/* Function words of Portuguese, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "a",        "acerca",   "agora",    "ai",       "ainda",      "alem",    "algo",    "alguem",
    "algum",    "alguma",   "algumas",  "alguns",   "ali",        "ante",    "antes",   "ao",
    "aonde",    "aos",      "apenas",   "apos",     "aquela",     "aquelas", "aquele",  "aqueles",
    "aqui",     "aquilo",   "as",       "assim",    "ate",        "bem",     "boa",     "bom",
    "cada",     "cade",     "coisa",    "coisas",   "com",        "comigo",  "como",    "consegue",
    "consigo",  "contigo",  "contra",   "cuja",     "cujas",      "cujo",    "cujos",   "da",
    "das",      "de",       "dela",     "delas",    "dele",       "deles",   "depois",  "desde",
    "dessa",    "desse",    "desta",    "deste",    "deve",       "devem",   "devemos", "deveria",
    "deveriam", "devo",     "disso",    "disto",    "do",         "dois",    "dos",     "durante",
    "e",        "ela",      "elas",     "ele",      "eles",       "em",      "embora",  "entao",
    "entre",    "era",      "eram",     "essa",     "essas",      "esse",    "esses",   "esta",
    "estamos",  "estao",    "estar",    "estas",    "estava",     "este",    "estes",   "estou",
    "eu",       "faco",     "favor",    "faz",      "fazem",      "fazer",   "fica",    "ficam",
    "foi",      "foram",    "gostaria", "ha",       "haver",      "isso",    "isto",    "ja",
    "la",       "lhe",      "lhes",     "logo",     "mais",       "mas",     "me",      "menos",
    "mesma",    "mesmas",   "mesmo",    "mesmos",   "meu",        "meus",    "minha",   "minhas",
    "muita",    "muitas",   "muito",    "muitos",   "na",         "nada",    "nao",     "nas",
    "nem",      "nenhum",   "nenhuma",  "nessa",    "nesse",      "nesta",   "neste",   "no",
    "nos",      "nossa",    "nossas",   "nosso",    "nossos",     "num",     "numa",    "nunca",
    "o",        "obrigada", "obrigado", "oi",       "ola",        "onde",    "os",      "ou",
    "outra",    "outras",   "outro",    "outros",   "para",       "pela",    "pelas",   "pelo",
    "pelos",    "per",      "perante",  "pode",     "podem",      "podemos", "poder",   "poderia",
    "poderiam", "podia",    "pois",     "por",      "porque",     "possa",   "possam",  "posso",
    "pouco",    "pra",      "precisa",  "precisam", "precisamos", "preciso", "quais",   "qual",
    "qualquer", "quando",   "quanta",   "quantas",  "quanto",     "quantos", "que",     "quem",
    "quer",     "querem",   "queremos", "queria",   "quero",      "saber",   "sao",     "se",
    "seja",     "sejam",    "sem",      "sempre",   "sendo",      "ser",     "sera",    "serao",
    "seria",    "serve",    "servem",   "seu",      "seus",       "si",      "sido",    "so",
    "sob",      "sobre",    "somos",    "sou",      "sua",        "suas",    "tal",     "talvez",
    "tambem",   "tampouco", "tao",      "te",       "tem",        "temos",   "tenho",   "ter",
    "tera",     "teria",    "teu",      "teus",     "ti",         "tinha",   "toda",    "todas",
    "todo",     "todos",    "tu",       "tua",      "tuas",       "tudo",    "um",      "uma",
    "umas",     "uns",      "vai",      "vamos",    "vao",        "voce",    "voces",   "vos",
    "vou"};

CLET_STOP_WORD_LIST(pt)
