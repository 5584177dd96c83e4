#include "cli_tokens.h"

#include "cli_terminal.h"

#include <string.h>

static bool is_kind(const chatlet_json *kind, const char *name) {
    return kind->text.size_bytes == strlen(name) &&
           memcmp(kind->text.data, name, kind->text.size_bytes) == 0;
}

/* What begins a block: its bullet, or NULL when the kind begins none. */
static const char *block_bullet(const chatlet_json *kind) {
    if (is_kind(kind, "paragraph") || is_kind(kind, "row") || is_kind(kind, "block")) return "";
    if (is_kind(kind, "item")) return "- ";
    return NULL;
}

/* Line ends within code keep the indent of their block. */
static void print_text(FILE *stream, chatlet_str text, int indent) {
    size_t begin = 0;
    for (size_t i = 0; i <= text.size_bytes; i++) {
        if (i < text.size_bytes && text.data[i] != '\n') continue;
        cli_print_plain(stream, (chatlet_str){.data = text.data + begin, .size_bytes = i - begin});
        if (i < text.size_bytes) fprintf(stream, "\n%*s", indent, "");
        begin = i + 1;
    }
}

void cli_tokens_print(FILE *stream, const chatlet_json *tokens, int indent, bool has_color) {
    bool is_line_empty = true;
    fprintf(stream, "%*s", indent, "");
    for (const chatlet_json *token = tokens->first; token != NULL; token = token->next) {
        const chatlet_json *kind = token->first;
        if (kind == NULL || kind->kind != CHATLET_JSON_STRING) continue;
        const char *bullet = block_bullet(kind);
        if (bullet != NULL) {
            if (!is_line_empty) fprintf(stream, "\n%*s", indent, "");
            fputs(bullet, stream);
            is_line_empty = true;
            continue;
        }
        const bool is_bold = has_color && is_kind(kind, "mark");
        if (is_bold) fputs("\033[1m", stream);
        if (is_kind(kind, "gap")) fputs(" … ", stream);
        if (kind->next != NULL && kind->next->kind == CHATLET_JSON_STRING)
            print_text(stream, kind->next->text, indent);
        if (is_bold) fputs("\033[0m", stream);
        is_line_empty = false;
    }
    fputc('\n', stream);
}
