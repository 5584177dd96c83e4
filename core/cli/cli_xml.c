#include "cli_xml.h"

#include "cli_files.h"
#include "cli_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

bool cli_junit_write(const cli_junit_suite *suite, const char *path) {
    char *text = NULL;
    size_t size_bytes = 0;
    FILE *stream = open_memstream(&text, &size_bytes);
    if (stream == NULL) cli_out_of_memory();
    fprintf(stream,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"chatlet %s\" tests=\"%zu\" failures=\"%zu\">\n",
            suite->command, suite->test_count, suite->failure_count);
    suite->write_cases(stream, suite->context);
    fputs("</testsuite>\n", stream);
    if (fclose(stream) != 0) cli_out_of_memory();
    const bool is_written =
        cli_file_write(path, (chatlet_str){.data = text, .size_bytes = size_bytes});
    if (!is_written) fprintf(stderr, "chatlet %s: %s: %s\n", suite->command, path, strerror(errno));
    free(text);
    return is_written;
}
