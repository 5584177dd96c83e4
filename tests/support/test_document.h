/* Documents for tests: read from bytes, and shown as text that a test can compare whole. */
#ifndef TEST_DOCUMENT_H
#define TEST_DOCUMENT_H

#include <chatlet/compile.h>

enum { TEST_DOCUMENT_TEXT_BYTES = 64 * 1024 };

/* What reading came to. The text has a line for each diagnostic ("1:2: E104: …"), then title,
 * language and canonical address where there are any, each block ("H2 #anchor text", P, I, R and C
 * for the other kinds) and each link ("-> target: text"). Code marks are shown as `. */
typedef struct test_document {
    chatlet_status status;
    char text[TEST_DOCUMENT_TEXT_BYTES]; /* zero-terminated; what does not fit is left out */
} test_document;

/* Reads `bytes` (through a copy that ends at a guard page) as file "doc". The result is for free()
 * to release. With `shows_passages`, the lines after the diagnostics are pages ("= title <url>")
 * and passages ("[headings] #anchor", then a line for each block) instead. */
test_document *test_document_read(const chatlet_allocator *allocator,
                                  chatlet_document_format format, chatlet_str bytes,
                                  bool shows_passages);

/* A row of a table of documents, and the check of one: the whole text is compared. */
typedef struct test_document_row {
    const char *name;
    const char *source;
    const char *expected;
} test_document_row;

void test_document_check(chatlet_document_format format, const test_document_row *rows,
                         size_t row_count, bool shows_passages);

/* Reads `bytes` refusing the first allocation, the second, … until none is refused: each ends in
 * CHATLET_ERR_MEMORY, and nothing is left. */
void test_document_refuse_each(chatlet_document_format format, chatlet_str bytes);

#endif
