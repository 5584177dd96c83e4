/* A bot's conversation parsed, linked and checked in memory, with what its author is told. */
#ifndef TEST_FLOW_CHECKED_H
#define TEST_FLOW_CHECKED_H

#include "base/buffer.h"
#include "compile/bot_read.h"
#include "compile/flow_ast.h"

typedef struct test_checked {
    const chatlet_allocator *allocator;
    clet_arena arena;
    clet_flow_ast ast;
    clet_bot bot;
    clet_reporter reporter;
    clet_buffer lines; /* each diagnostic as the command prints it */
} test_checked;

/* Begins with nothing. `made` may not be moved afterwards. */
void test_checked_begin(test_checked *made, const chatlet_allocator *allocator);

/* Whether more can be added after that status: mistakes of the author end nothing. */
bool test_checked_goes_on(chatlet_status status);

/* Reads bot.json; other files are added to made->ast. */
chatlet_status test_checked_take_bot(test_checked *made, chatlet_str bytes);

/* Links and checks. */
chatlet_status test_checked_finish(test_checked *made);

void test_checked_end(test_checked *made);

#endif
