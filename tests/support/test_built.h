/* Bundles for tests: built in memory from texts, opened, their parts added by name. */
#ifndef TEST_BUILT_H
#define TEST_BUILT_H

#include <chatlet/bundle.h>
#include <chatlet/compile.h>

/* A document as a test writes it. */
typedef struct test_source {
    const char *path; /* its ending gives the format; the url is "/" and the path */
    const char *text;
} test_source;

/* One file that the compiler handed over. */
typedef struct test_file {
    char name[CHATLET_BUNDLE_NAME_BYTES];
    chatlet_output_kind kind;
    char *bytes;
    size_t size_bytes;
} test_file;

typedef struct test_built {
    test_file *files;
    size_t file_count;
    chatlet_compile_report report;
    chatlet_status status;
} test_built;

/* Builds the sources (bot_json NULL: defaults). Ends the test program when memory runs out. */
test_built test_build(const char *bot_json, const test_source *sources, size_t source_count);
/* The same for documents as the compiler takes them. */
test_built test_build_documents(const char *bot_json, const chatlet_document *documents,
                                size_t document_count);
void test_built_free(test_built *built);
/* chatlet_compile_callbacks.on_output, with a test_built as context: keeps the file. */
bool test_built_collect(void *context, const chatlet_output *output);

/* Takes a bundle of one file apart: its head loses the parts, which become files as a larger bundle
 * has them. So tests of parts need no large sources. Ends the test program when it is not whole. */
void test_built_split(test_built *built);
/* test_build, then test_built_split. */
test_built test_build_in_parts(const char *bot_json, const test_source *sources,
                               size_t source_count);
/* Takes sizes and hash of a changed head anew; a head too short to have them stays as it is. */
void test_reseal_head(char *head, size_t size_bytes);

/* The head's bytes, and those of part `id` as the bundle names it (size 0 when there is none). */
chatlet_str test_built_head(const test_built *built);
chatlet_str test_built_part(const test_built *built, const chatlet_bundle *bundle, uint32_t id);

/* Opens the head; adds every part that did not come with it. NULL when the bundle refuses it. */
chatlet_bundle *test_open(const test_built *built, const chatlet_allocator *allocator);
chatlet_bundle *test_open_whole(const test_built *built, const chatlet_allocator *allocator);

/* A bundle in parts, all of them added, and what it was built of. */
typedef struct test_opened {
    test_built built;
    chatlet_bundle *bundle; /* NULL: it could not be built or opened */
} test_opened;

test_opened test_open_in_parts(const char *bot_json, const test_source *sources,
                               size_t source_count);
void test_opened_free(test_opened *opened);

/* Adds `content` as part `id` with the check that fits it, as a hostile builder could. */
chatlet_status test_add_content(chatlet_bundle *bundle, uint32_t id, chatlet_str content);

/* A small bot of four documents (Markdown, HTML, text, CSV) that several suites share. */
extern const test_source test_small_sources[4];
extern const char test_small_bot[];

/* A bot of six pages in two versions, whose metadata comes of everything it can come of. */
extern const test_source test_fields_sources[5];
extern const char test_fields_bot[];

#endif
