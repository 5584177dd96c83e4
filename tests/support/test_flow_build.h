/* Conversations for tests: compiled from texts, opened, with what was told on the way. */
#ifndef TEST_FLOW_BUILD_H
#define TEST_FLOW_BUILD_H

#include "test_built.h"

#include "bundle/flow_read.h"

enum { TEST_FLOW_NOTES_BYTES = 8192 };

typedef struct test_conversation {
    test_built built;
    chatlet_bundle *bundle;            /* NULL: it was not built */
    const clet_flow_program *flows;    /* borrowed from the bundle */
    char notes[TEST_FLOW_NOTES_BYTES]; /* errors as lines "file:line:column code message" */
    size_t notes_bytes;
} test_conversation;

/* A bot that has something of everything: the file flows/main.json with a node of each kind, flows,
 * intents, entities, connections, triggers, and texts in English and Spanish. */
extern const char test_flow_bot[];
extern const test_source test_flow_sources[5];

/* Builds bot.json and files of a conversation for `locale` (NULL: the bot's own), on an allocator.
 * What it gave when it is not CHATLET_OK; the conversation is to be freed in any case. */
chatlet_status test_conversation_make(const chatlet_allocator *allocator, const char *bot_json,
                                      const test_source *sources, size_t source_count,
                                      const char *locale, test_conversation *made);
void test_conversation_free(test_conversation *made);

/* One file of any bytes beside that bot: what is built of it opens. Aborts otherwise. */
void test_flow_fuzz_source(const char *path, const uint8_t *data, size_t size);

#endif
