/* What must hold for every document, whatever its bytes. */
#ifndef TEST_DOCUMENT_FUZZ_H
#define TEST_DOCUMENT_FUZZ_H

#include "compile/block_list.h"

/* Reads the bytes, makes passages and the readable page; aborts when a promise of block_list.h,
 * passage_list.h or document_page.h is broken, when something leaks, or when a refusal was not
 * reported. */
void test_document_fuzz(chatlet_document_format format, const uint8_t *data, size_t size);

/* The second half of it, for a list that came another way. `allocator` is for the page. */
void test_document_check_list(const clet_block_list *list, const chatlet_allocator *allocator);

#endif
