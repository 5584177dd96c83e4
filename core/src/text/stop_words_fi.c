/* Function words of Finnish, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "aikana",    "aina",      "alle",    "ei",          "eiko",      "eivat",    "eli",
    "emme",      "en",        "ennen",   "esimerkiksi", "et",        "etta",     "ette",
    "ettei",     "haluaisin", "haluan",  "han",         "hanen",     "he",       "hei",
    "heidan",    "hyva",      "hyvin",   "ilman",       "itse",      "ja",       "jalkeen",
    "jo",        "johon",     "joiden",  "joita",       "joka",      "jokin",    "joko",
    "joku",      "jolla",     "jonka",   "jos",         "jossa",     "josta",    "jota",
    "jotain",    "jotka",     "jotta",   "kaikki",      "kaikkia",   "kaikkien", "kanssa",
    "kautta",    "kenen",     "keta",    "kiitos",      "koska",     "kuin",     "kuinka",
    "kuitenkin", "kuka",      "kumpi",   "kun",         "kylla",     "me",       "meidan",
    "meilla",    "mihin",     "mika",    "miksi",       "millainen", "milloin",  "mina",
    "minka",     "minua",     "minulla", "minun",       "missa",     "mista",    "mita",
    "mitaan",    "miten",     "mitka",   "moi",         "monta",     "muita",    "mukaan",
    "mutta",     "muu",       "muut",    "myos",        "naiden",    "nama",     "ne",
    "niiden",    "niin",      "niita",   "nuo",         "nyt",       "ole",      "olemme",
    "olen",      "olet",      "olette",  "oli",         "olisi",     "olisivat", "olivat",
    "olla",      "ollut",     "on",      "onko",        "ovat",      "paljonko", "pitaa",
    "pitaisi",   "saa",       "saada",   "saako",       "saan",      "sama",     "se",
    "seka",      "sen",       "siihen",  "siina",       "siis",      "siita",    "silla",
    "sille",     "sina",      "sinua",   "sinulla",     "sinun",     "sita",     "sitten",
    "tahan",     "tai",       "talla",   "tama",        "taman",     "tassa",    "tasta",
    "tata",      "taytyy",    "te",      "tehda",       "teidan",    "terve",    "tulee",
    "tuo",       "vai",       "vaikka",  "vain",        "valilla",   "varten",   "viela",
    "voi",       "voiko",     "voimme",  "voin",        "voinko",    "voisi",    "voisin",
    "voisitko",  "voit",      "voitte",  "voivat",      "yli"};

CLET_STOP_WORD_LIST(fi)
