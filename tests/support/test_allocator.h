/* Allocators for tests: one that counts and refuses, over malloc. */
#ifndef TEST_ALLOCATOR_H
#define TEST_ALLOCATOR_H

#include <chatlet/base.h>

typedef struct test_allocator {
    chatlet_allocator allocator; /* give its address to the code under test */
    size_t allocation_count;     /* asked for so far, refused ones too */
    size_t live_count;           /* not released yet */
    size_t refuse_at;            /* number of the allocation to refuse, from 1; 0: none */
    bool refuse_all_after;       /* refuse every later one too */
} test_allocator;

void test_allocator_init(test_allocator *test);

/* A plain allocator over malloc that refuses nothing. (Not named test_malloc: cmocka has a macro of
 * that name.) */
const chatlet_allocator *test_plain_allocator(void);

/* A copy of `bytes` that ends at a page no one may read, so that one byte too far is a crash. Free
 * with test_guarded_free. */
chatlet_str test_guarded_copy(chatlet_str bytes);
void test_guarded_free(chatlet_str copy);

#endif
