#include "diagnostic.h"

#include "../base/utf8.h"

#include <string.h>

enum { PIECE_COUNT_MAX = 8, PIECE_BYTES_MAX = 200 };

static const struct {
    const char *code;
    chatlet_severity severity;
} kinds[] = {
#define X(name, code, severity) {code, CHATLET_SEVERITY_##severity},
    CLET_DIAGNOSTIC_LIST(X)
#undef X
};

void clet_report(clet_reporter *reporter, clet_diagnostic_code code, chatlet_str file,
                 uint32_t line, uint32_t column, chatlet_str message) {
    const chatlet_severity severity = kinds[code].severity;
    if (severity == CHATLET_SEVERITY_ERROR) reporter->error_count++;
    if (severity == CHATLET_SEVERITY_WARNING) reporter->warning_count++;
    if (reporter->on_diagnostic == NULL) return;

    const chatlet_diagnostic diagnostic = {.severity = severity,
                                           .code = kinds[code].code,
                                           .file = file,
                                           .line = line,
                                           .column = column,
                                           .message = message};
    reporter->on_diagnostic(reporter->context, &diagnostic);
}

void clet_report_pieces(clet_reporter *reporter, clet_diagnostic_code code, chatlet_str file,
                        uint32_t line, uint32_t column, const chatlet_str *pieces) {
    char message[PIECE_COUNT_MAX * PIECE_BYTES_MAX];
    size_t size_bytes = 0;
    for (int i = 0; i < PIECE_COUNT_MAX && pieces[i].size_bytes > 0; i++) {
        const chatlet_str piece = clet_utf8_cut(pieces[i], PIECE_BYTES_MAX);
        memcpy(message + size_bytes, piece.data, piece.size_bytes);
        size_bytes += piece.size_bytes;
    }
    clet_report(reporter, code, file, line, column,
                (chatlet_str){.data = message, .size_bytes = size_bytes});
}
