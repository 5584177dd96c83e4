/* Function words of Indonesian, as clet_stop_words_has compares them: folded, without
 * accents or apostrophes, sorted by bytes. */
#include "stop_words.h"

static const char words[][16] = {
    "ada",          "adakah",    "adalah",   "agar",      "akan",        "aku",      "anda",
    "antara",       "apa",       "apabila",  "apakah",    "atas",        "atau",     "bagaimana",
    "bagaimanakah", "bagi",      "bahwa",    "banyak",    "bawah",       "beberapa", "begini",
    "begitu",       "beliau",    "belum",    "berapa",    "bila",        "bisa",     "boleh",
    "bukan",        "cara",      "dalam",    "dan",       "dapat",       "dari",     "dengan",
    "di",           "dia",       "dimana",   "dll",       "gimana",      "hai",      "hal",
    "halo",         "hanya",     "harus",    "hendak",    "hingga",      "ia",       "ialah",
    "ingin",        "ini",       "itu",      "jangan",    "jika",        "juga",     "kah",
    "kalau",        "kami",      "kamu",     "kapan",     "karena",      "kasih",    "ke",
    "kemana",       "kemudian",  "kenapa",   "ketika",    "kita",        "ku",       "lagi",
    "lah",          "lain",      "lainnya",  "lalu",      "lebih",       "maka",     "mana",
    "manakah",      "masih",     "mau",      "melainkan", "melalui",     "mengapa",  "menjadi",
    "mereka",       "merupakan", "meskipun", "mohon",     "mu",          "namun",    "nya",
    "oleh",         "pada",      "paling",   "para",      "perlu",       "pun",      "saat",
    "saja",         "sama",      "sampai",   "sana",      "sangat",      "saya",     "sebagai",
    "sebelum",      "sebuah",    "secara",   "sedang",    "sedangkan",   "sedikit",  "sehingga",
    "sejak",        "sekali",    "selama",   "semua",     "sendiri",     "seorang",  "seperti",
    "serta",        "sesudah",   "setelah",  "setiap",    "siapa",       "silakan",  "sini",
    "situ",         "suatu",     "sudah",    "supaya",    "tak",         "tanpa",    "tapi",
    "telah",        "tentang",   "terhadap", "terima",    "terimakasih", "tersebut", "tetapi",
    "tidak",        "tolong",    "untuk",    "walaupun",  "ya",          "yaitu",    "yakni",
    "yang"};

CLET_STOP_WORD_LIST(id)
