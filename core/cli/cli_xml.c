#include "cli_xml.h"

void cli_xml_write(FILE *stream, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte == '&') {
            fputs("&amp;", stream);
        } else if (byte == '<') {
            fputs("&lt;", stream);
        } else if (byte == '>') {
            fputs("&gt;", stream);
        } else if (byte == '"') {
            fputs("&quot;", stream);
        } else {
            fputc((byte < 0x20 && byte != '\n') || byte == 0x7F ? ' ' : byte, stream);
        }
    }
}
