#include "error.h"

#include "assert.h"

#include <string.h>

chatlet_status clet_error_refuse(chatlet_error *error, chatlet_status status,
                                 const char *sentence) {
    if (error == NULL) return status;
    if (sentence == NULL) sentence = chatlet_status_name(status);
    const size_t size_bytes = strlen(sentence);
    CLET_ASSERT(size_bytes < sizeof error->message);
    *error = (chatlet_error){.line = 0};
    memcpy(error->message, sentence, size_bytes);
    return status;
}
