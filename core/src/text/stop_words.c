#include "stop_words.h"

#include "../base/str.h"

#include <string.h>

#if defined(CHATLET_LANGUAGE_ALL)
#define LISTS(list)                                                                                \
    list(ar) list(ca) list(da) list(de) list(el) list(en) list(es) list(eu) list(fi) list(fr)      \
        list(ga) list(hi) list(hu) list(hy) list(id) list(it) list(lt) list(ne) list(nl) list(no)  \
            list(pt) list(ro) list(ru) list(sr) list(sv) list(ta) list(tr) list(yi)
#elif defined(CHATLET_LANGUAGE)
/* Twice, so that the code is put in before it becomes part of a name. */
#define LISTS(list) LISTS_OF(list, CHATLET_LANGUAGE)
#define LISTS_OF(list, code) list(code)
#else
#define LISTS(list)
#endif

#define DECLARE(code) extern const clet_stop_word_list clet_stop_words_##code;
LISTS(DECLARE)

const clet_stop_word_list *clet_stop_words_find(chatlet_str language) {
    (void)language; /* unused where no list is built in */
#define FIND(code)                                                                                 \
    if (clet_str_equal(language, CHATLET_STR(#code))) return &clet_stop_words_##code;
    LISTS(FIND)
    return NULL;
}

bool clet_stop_words_has(const clet_stop_word_list *list, chatlet_str word) {
    char wanted[CLET_STOP_WORD_BYTES_MAX] = {0};
    if (word.size_bytes == 0 || word.size_bytes >= list->row_bytes) return false;
    memcpy(wanted, word.data, word.size_bytes);

    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = memcmp(wanted, list->rows + middle * list->row_bytes, list->row_bytes);
        /* Rows are filled up with zero bytes, which are no part of the word. */
        if (order == 0) return word.data[word.size_bytes - 1] != '\0';
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
