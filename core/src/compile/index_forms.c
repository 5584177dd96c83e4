/* The words of titles and headings as they are written, for suggestions while a visitor types. */
#include "index_collect.h"

#include "../text/analyze.h"
#include "../text/word_form.h"

#include "../base/str.h"

void clet_index_builder_leave_forms_out(clet_index_builder *builder) {
    builder->leaves_forms_out = true;
}

chatlet_status clet_index_count_forms(clet_index_builder *builder, clet_field field,
                                      uint32_t number, chatlet_str text) {
    clet_analyzer analyzer;
    clet_term term;
    if (builder->leaves_forms_out) return CHATLET_OK;
    clet_analyzer_init(&analyzer, builder->stemmer, text);
    while (clet_analyzer_next(&analyzer, &term)) {
        char form[CLET_WORD_FORM_BYTES_MAX];
        const size_t size_bytes = clet_word_form(builder->stemmer->language,
                                                 clet_str_slice(text, term.begin, term.end), form);
        if (size_bytes == 1) continue;
        const chatlet_status status = clet_index_count_term(
            builder, field, number, (chatlet_str){.data = form, .size_bytes = size_bytes});
        if (status != CHATLET_OK) return status;
    }
    return builder->stemmer->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}
