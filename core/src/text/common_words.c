#include "common_words.h"

#include "../base/str.h"
#include "stop_words.h"

/* Which lists a build carries, as stop_words.c has it: the parameter of a module is one code. */
#if defined(CHATLET_LANGUAGE_ALL)
#define HAS_en 1
#define HAS_es 1
#define HAS_pt 1
#elif defined(CHATLET_LANGUAGE)
#define JOIN(a, b) a##b
#define IS(code) JOIN(IS_, code)
#define IS_en 1
#define IS_es 2
#define IS_pt 3
/* Languages without a list. */
#define IS_ar 0
#define IS_ca 0
#define IS_da 0
#define IS_de 0
#define IS_el 0
#define IS_eu 0
#define IS_fi 0
#define IS_fr 0
#define IS_ga 0
#define IS_hi 0
#define IS_hu 0
#define IS_hy 0
#define IS_id 0
#define IS_it 0
#define IS_lt 0
#define IS_ne 0
#define IS_nl 0
#define IS_no 0
#define IS_ro 0
#define IS_ru 0
#define IS_sr 0
#define IS_sv 0
#define IS_ta 0
#define IS_tr 0
#define IS_yi 0
#define HAS_en (IS(CHATLET_LANGUAGE) == 1)
#define HAS_es (IS(CHATLET_LANGUAGE) == 2)
#define HAS_pt (IS(CHATLET_LANGUAGE) == 3)
#else
#define HAS_en 0
#define HAS_es 0
#define HAS_pt 0
#endif

/* Folded, without accents, sorted by bytes, as clet_stop_words_has compares them. */
#if HAS_en
static const char words_en[][16] = {
    "according",   "actually",    "advice",        "almost",        "alone",        "along",
    "anymore",     "anyway",      "appear",        "appears",       "around",       "ask",
    "asked",       "asking",      "asks",          "away",          "back",         "bad",
    "based",       "basically",   "become",        "becomes",       "best",         "better",
    "big",         "bigger",      "biggest",       "bringing",      "came",         "care",
    "carried",     "carry",       "cause",         "causes",        "causing",      "certain",
    "choice",      "choose",      "choosing",      "come",          "comes",        "coming",
    "cool",        "correctly",   "currently",     "deal",          "decide",       "depend",
    "depending",   "depends",     "despite",       "differ",        "difference",   "differences",
    "different",   "differently", "docs",          "documentation", "easier",       "easily",
    "easy",        "enough",      "especially",    "etc",           "exact",        "exactly",
    "example",     "examples",    "except",        "expect",        "expected",     "expects",
    "figure",      "find",        "finding",       "finds",         "found",        "generally",
    "give",        "given",       "gives",         "giving",        "go",           "gone",
    "good",        "guy",         "happy",         "help",          "helpful",      "helping",
    "helps",       "hope",        "idea",          "info",          "information",  "instead",
    "issue",       "issues",      "keep",          "keeping",       "keeps",        "kept",
    "kind",        "kinds",       "last",          "later",         "learn",        "learning",
    "least",       "leave",       "leaves",        "leaving",       "left",         "less",
    "look",        "looked",      "looking",       "looks",         "made",         "make",
    "makes",       "making",      "many",          "matter",        "mean",         "meaning",
    "means",       "meant",       "mention",       "mentioned",     "mostly",       "nearly",
    "next",        "nice",        "normally",      "often",         "particular",   "people",
    "person",      "possible",    "possibly",      "pretty",        "probably",     "problem",
    "problems",    "properly",    "pull",          "pulled",        "pulling",      "pulls",
    "purpose",     "put",         "puts",          "putting",       "question",     "questions",
    "quickly",     "quite",       "rather",        "reason",        "reasons",      "recommend",
    "recommended", "regarding",   "right",         "safe",          "safely",       "said",
    "say",         "saying",      "says",          "see",           "seeing",       "seem",
    "seems",       "seen",        "sees",          "show",          "showing",      "shown",
    "shows",       "similar",     "simple",        "simplest",      "simply",       "sit",
    "sits",        "sitting",     "sometimes",     "specific",      "specifically", "stuck",
    "suggest",     "suggestion",  "supposed",      "sure",          "switch",       "switched",
    "switching",   "take",        "taken",         "takes",         "taking",       "talk",
    "therefore",   "think",       "thinking",      "tip",           "tips",         "today",
    "together",    "took",        "tried",         "tries",         "trouble",      "try",
    "trying",      "turn",        "turned",        "turning",       "turns",        "twice",
    "typically",   "understand",  "understanding", "unless",        "use",          "used",
    "useful",      "uses",        "using",         "usually",       "various",      "want",
    "went",        "wonder",      "wondering",     "work",          "worked",       "working",
    "works",       "worse",       "worst",         "worth",         "wrong"};
#endif

#if HAS_es
static const char words_es[][16] = {
    "activar",      "actualmente", "alguna",      "alguno",      "aprender",      "ayuda",
    "ayudar",       "buena",       "bueno",       "caso",        "casos",         "causa",
    "cierta",       "cierto",      "consejo",     "conviene",    "correctamente", "correcto",
    "da",           "dar",         "decir",       "deja",        "dejar",         "depende",
    "dice",         "diferencia",  "diferencias", "diferente",   "diferentes",    "documentacion",
    "ejemplo",      "ejemplos",    "encontrar",   "encuentra",   "encuentro",     "entender",
    "entiendo",     "especifico",  "exactamente", "explicar",    "facil",         "facilmente",
    "favor",        "forma",       "formas",      "funciona",    "funcionan",     "funcionar",
    "generalmente", "grande",      "grandes",     "gustaria",    "hace",          "hacemos",
    "hacen",        "hacer",       "haciendo",    "hago",        "hecho",         "idea",
    "informacion",  "intenta",     "intentando",  "intentar",    "intento",       "lugar",
    "mal",          "malo",        "manera",      "maneras",     "mantener",      "mantiene",
    "mejor",        "mejores",     "menos",       "mirar",       "mostrar",       "muestra",
    "necesario",    "necesita",    "necesito",    "normalmente", "parece",        "parecen",
    "pena",         "peor",        "pone",        "poner",       "pongo",         "poniendo",
    "posible",      "posibles",    "pregunta",    "preguntar",   "preguntas",     "probablemente",
    "problema",     "problemas",   "puesto",      "querer",      "quiere",        "quiero",
    "razon",        "recomendado", "recomienda",  "saber",       "salir",         "seguro",
    "sencillo",     "significa",   "siguiente",   "similar",     "simple",        "sirve",
    "suficiente",   "tipo",        "tipos",       "toma",        "tomar",         "tomo",
    "trabaja",      "trabajar",    "ultimo",      "usa",         "usado",         "usan",
    "usando",       "usar",        "uso",         "vale",        "veces",         "vemos",
    "venir",        "veo",         "ver",         "vez",         "viendo",        "viene"};
#endif

#if HAS_pt
static const char words_pt[][16] = {
    "achar",       "acho",       "ajuda",        "ajudar",     "algum",        "alguma",
    "aprender",    "atualmente", "boa",          "bom",        "caso",         "casos",
    "causa",       "certa",      "certo",        "coloca",     "colocando",    "colocar",
    "coloco",      "convem",     "corretamente", "correto",    "da",           "dar",
    "deixa",       "deixar",     "depende",      "dica",       "diferenca",    "diferencas",
    "diferente",   "diferentes", "diz",          "dizer",      "documentacao", "encontra",
    "encontrar",   "encontro",   "entender",     "entendo",    "especifico",   "exatamente",
    "exemplo",     "exemplos",   "explicar",     "facil",      "facilmente",   "faco",
    "favor",       "faz",        "fazem",        "fazendo",    "fazer",        "feito",
    "forma",       "formas",     "funciona",     "funcionam",  "funcionar",    "geralmente",
    "gostaria",    "grande",     "grandes",      "ideia",      "informacao",   "informacoes",
    "jeito",       "lugar",      "maneira",      "maneiras",   "mantem",       "manter",
    "mau",         "melhor",     "melhores",     "menos",      "mostra",       "mostrar",
    "normalmente", "olhar",      "parece",       "parecem",    "parecido",     "pena",
    "pergunta",    "perguntar",  "perguntas",    "pior",       "por",          "possiveis",
    "possivel",    "precisa",    "preciso",      "problema",   "problemas",    "provavelmente",
    "proximo",     "quer",       "querer",       "quero",      "razao",        "recomenda",
    "recomendado", "ruim",       "saber",        "sair",       "seguro",       "semelhante",
    "serve",       "significa",  "simples",      "suficiente", "tenta",        "tentando",
    "tentar",      "tento",      "tipo",         "tipos",      "tomar",        "trabalha",
    "trabalhar",   "ultimo",     "usa",          "usado",      "usam",         "usando",
    "usar",        "uso",        "vale",         "vejo",       "vem",          "vemos",
    "vendo",       "ver",        "vez",          "vezes",      "vir"};
#endif

bool clet_common_words_has(chatlet_str language, chatlet_str word) {
    (void)language; /* unused where no list is built in */
    (void)word;
#define SEARCH(code)                                                                               \
    if (clet_str_equal(language, CHATLET_STR(#code))) {                                            \
        static const clet_stop_word_list list = {.rows = words_##code[0],                          \
                                                 .row_bytes = sizeof words_##code[0],              \
                                                 .count = sizeof words_##code /                    \
                                                          sizeof words_##code[0]};                 \
        return clet_stop_words_has(&list, word);                                                   \
    }
#if HAS_en
    SEARCH(en)
#endif
#if HAS_es
    SEARCH(es)
#endif
#if HAS_pt
    SEARCH(pt)
#endif
    return false;
}
