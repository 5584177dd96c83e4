/* What must hold for every document, whatever its bytes. */
#ifndef TEST_DOCUMENT_FUZZ_H
#define TEST_DOCUMENT_FUZZ_H

#include <chatlet/compile.h>

/* Reads the bytes, makes passages and the readable page; aborts when a promise of block_list.h,
 * passage_list.h or document_page.h is broken, when something leaks, or when a refusal was not
 * reported. */
void test_document_fuzz(chatlet_document_format format, const uint8_t *data, size_t size);

#endif
