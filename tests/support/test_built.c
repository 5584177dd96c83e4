#include "test_built.h"

#include "test_allocator.h"

#include "base/byte_reader.h"
#include "base/hash.h"
#include "base/str.h"
#include "bundle/bundle_open.h"

#include <stdlib.h>
#include <string.h>

const char test_small_bot[] =
    "{\"id\": \"small\", \"title\": \"Small bot\", \"greeting\": \"Hello. What would you like to "
    "know?\","
    " \"suggestions\": [\"How do I reset my password?\", \"Which plans are there?\"]}";

const test_source test_small_sources[4] = {
    {"account.md",
     "# Account\n\nEverything about your account.\n\n"
     "## Reset your password\n\nOpen **Settings**, choose *Security* and press "
     "`Reset password`. A link arrives by e-mail; it is valid for one hour.\n\n"
     "## Delete your account\n\nWrite to support. Deleting is final after thirty days.\n"},
    {"plans.html",
     "<!doctype html><html lang=\"en\"><head><title>Plans</title></head><body>"
     "<nav><a href=\"/\">Home</a></nav><main><h1>Plans</h1>"
     "<h2 id=\"starter\">Starter</h2><p>The Starter plan costs 49 dollars a month and has "
     "10,000 conversations.</p><h2 id=\"enterprise\">Enterprise</h2><p>The Enterprise plan has "
     "single sign-on and a service level agreement.</p></main></body></html>"},
    {"install.txt",
     "Installing\n\nDownload the archive, unpack it and run the installer. "
     "The installer needs forty megabytes of disk.\n\nOn Linux, set the executable bit first.\n"},
    {"faq.csv",
     "question,answer\nDo you offer refunds?,\"Yes, within thirty days of payment.\"\n"
     "Is there a mobile application?,\"No. The website works on phones and tablets.\"\n"},
};

static void collect_or_die(test_built *built, const chatlet_output *output) {
    test_file *files = realloc(built->files, (built->file_count + 1) * sizeof *files);
    if (files == NULL) abort();
    built->files = files;
    test_file *file = &files[built->file_count++];
    *file = (test_file){.kind = output->kind, .size_bytes = output->bytes.size_bytes};
    file->bytes = malloc(output->bytes.size_bytes + 1);
    if (file->bytes == NULL) abort();
    if (output->bytes.size_bytes > 0)
        memcpy(file->bytes, output->bytes.data, output->bytes.size_bytes);
    const size_t room = sizeof file->name - 1;
    const size_t name_bytes = output->name.size_bytes < room ? output->name.size_bytes : room;
    memcpy(file->name, output->name.data, name_bytes);
}

static void put_u32(char *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(uint8_t)(value >> (8 * i));
}

void test_reseal_head(char *head, size_t size_bytes) {
    if (size_bytes < CLET_HEAD_FIXED_BYTES) return;
    put_u32(head + 8, (uint32_t)size_bytes);
    const uint64_t hash = clet_hash((chatlet_str){
        .data = head + CLET_HEAD_HASHED_FROM, .size_bytes = size_bytes - CLET_HEAD_HASHED_FROM});
    put_u32(head + 16, (uint32_t)hash);
    put_u32(head + 20, (uint32_t)(hash >> 32));
}

bool test_built_collect(void *context, const chatlet_output *output) {
    collect_or_die(context, output);
    return true;
}

static chatlet_str str_of(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

test_built test_build_documents(const char *bot_json, const chatlet_document *documents,
                                size_t document_count) {
    test_built built = {.status = CHATLET_OK};
    const chatlet_compile_callbacks callbacks = {.context = &built,
                                                 .on_output = test_built_collect};
    chatlet_compiler *compiler = NULL;
    if (chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler) != CHATLET_OK) abort();
    if (bot_json != NULL) {
        built.status = chatlet_compiler_set_bot(compiler, str_of("bot.json"), str_of(bot_json));
    }
    for (size_t i = 0; i < document_count; i++) {
        /* What a refused document does to the build is what some tests look at. */
        const chatlet_status status = chatlet_compiler_add_document(compiler, &documents[i]);
        if (status == CHATLET_ERR_MEMORY) abort();
    }
    if (built.status == CHATLET_OK) built.status = chatlet_compiler_finish(compiler, &built.report);
    chatlet_compiler_free(compiler);
    return built;
}

test_built test_build(const char *bot_json, const test_source *sources, size_t source_count) {
    enum { URL_BYTES = 256 };
    chatlet_document *documents = calloc(source_count + 1, sizeof *documents);
    char(*urls)[URL_BYTES] = calloc(source_count + 1, sizeof *urls);
    if (documents == NULL || urls == NULL) abort();
    for (size_t i = 0; i < source_count; i++) {
        urls[i][0] = '/';
        strncat(urls[i], sources[i].path, URL_BYTES - 2);
        documents[i] = (chatlet_document){
            .path = str_of(sources[i].path),
            .url = str_of(urls[i]),
            .format = chatlet_document_format_of(str_of(sources[i].path)),
            .bytes = str_of(sources[i].text),
        };
    }
    test_built built = test_build_documents(bot_json, documents, source_count);
    free(documents);
    free(urls);
    return built;
}

/* The entry of kind PARTS, which is the last; where its bytes begin. */
static uint32_t find_parts(chatlet_str head, uint32_t *kind_count) {
    clet_byte_reader reader = {.source = head, .offset = 12};
    *kind_count = clet_read_u32(&reader);
    if (*kind_count == 0) abort();
    reader.offset = CLET_HEAD_FIXED_BYTES + (size_t)(*kind_count - 1) * CLET_KIND_ENTRY_BYTES;
    if (clet_read_u32(&reader) != CLET_HEAD_PARTS) abort();
    return clet_read_u32(&reader);
}

static void split_parts(test_built *built, const chatlet_bundle *bundle, chatlet_str parts) {
    clet_byte_reader reader = clet_byte_reader_of(parts);
    for (uint32_t id = 0; clet_byte_reader_left(&reader) > 0; id++) {
        chatlet_part part;
        if (chatlet_bundle_get_part(bundle, id, &part) != CHATLET_OK) abort();
        const chatlet_output output = {.kind = CHATLET_OUTPUT_PART,
                                       .name = str_of(part.name),
                                       .bytes = clet_read_sized(&reader)};
        if (reader.failed) abort();
        collect_or_die(built, &output);
    }
}

/* The head's table loses its last entry, so that what follows it moves. */
static void drop_parts(char *head, size_t *size_bytes, uint32_t kind_count, uint32_t parts_at) {
    const size_t table_end = CLET_HEAD_FIXED_BYTES + (size_t)kind_count * CLET_KIND_ENTRY_BYTES;
    memmove(head + table_end - CLET_KIND_ENTRY_BYTES, head + table_end, parts_at - table_end);
    put_u32(head + 12, kind_count - 1);
    for (uint32_t i = 0; i + 1 < kind_count; i++) {
        char *entry = head + CLET_HEAD_FIXED_BYTES + (size_t)i * CLET_KIND_ENTRY_BYTES;
        clet_byte_reader reader = {.source = {.data = entry, .size_bytes = CLET_KIND_ENTRY_BYTES},
                                   .offset = 4};
        put_u32(entry + 4, clet_read_u32(&reader) - CLET_KIND_ENTRY_BYTES);
    }
    *size_bytes = parts_at - CLET_KIND_ENTRY_BYTES;
    test_reseal_head(head, *size_bytes);
}

void test_built_split(test_built *built) {
    chatlet_bundle *bundle = test_open(built, test_plain_allocator());
    chatlet_bundle_info info;
    if (bundle == NULL) abort();
    chatlet_bundle_get_info(bundle, &info);
    if (!info.is_whole) abort();
    const chatlet_str head = test_built_head(built);
    uint32_t kind_count;
    const uint32_t parts_at = find_parts(head, &kind_count);
    split_parts(built, bundle, clet_str_slice(head, parts_at, head.size_bytes));
    for (size_t i = 0; i < built->file_count; i++) {
        test_file *file = &built->files[i];
        if (file->kind == CHATLET_OUTPUT_HEAD)
            drop_parts(file->bytes, &file->size_bytes, kind_count, parts_at);
    }
    chatlet_bundle_close(bundle);
}

test_built test_build_in_parts(const char *bot_json, const test_source *sources,
                               size_t source_count) {
    test_built built = test_build(bot_json, sources, source_count);
    test_built_split(&built);
    return built;
}

void test_built_free(test_built *built) {
    for (size_t i = 0; i < built->file_count; i++)
        free(built->files[i].bytes);
    free(built->files);
    *built = (test_built){.status = CHATLET_OK};
}

chatlet_str test_built_head(const test_built *built) {
    for (size_t i = 0; i < built->file_count; i++) {
        const test_file *file = &built->files[i];
        if (file->kind != CHATLET_OUTPUT_HEAD) continue;
        return (chatlet_str){.data = file->bytes, .size_bytes = file->size_bytes};
    }
    return (chatlet_str){.data = NULL, .size_bytes = 0};
}

chatlet_str test_built_part(const test_built *built, const chatlet_bundle *bundle, uint32_t id) {
    chatlet_part part;
    if (chatlet_bundle_get_part(bundle, id, &part) != CHATLET_OK)
        return (chatlet_str){.data = NULL, .size_bytes = 0};
    for (size_t i = 0; i < built->file_count; i++) {
        const test_file *file = &built->files[i];
        if (file->kind != CHATLET_OUTPUT_PART || strcmp(file->name, part.name) != 0) continue;
        return (chatlet_str){.data = file->bytes, .size_bytes = file->size_bytes};
    }
    return (chatlet_str){.data = NULL, .size_bytes = 0};
}

chatlet_bundle *test_open(const test_built *built, const chatlet_allocator *allocator) {
    chatlet_bundle *bundle = NULL;
    if (chatlet_bundle_open(allocator, test_built_head(built), &bundle, NULL) != CHATLET_OK)
        return NULL;
    return bundle;
}

chatlet_bundle *test_open_whole(const test_built *built, const chatlet_allocator *allocator) {
    chatlet_bundle *bundle = test_open(built, allocator);
    if (bundle == NULL) return NULL;
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count && !info.is_whole; id++) {
        if (chatlet_bundle_add_part(bundle, id, test_built_part(built, bundle, id)) == CHATLET_OK)
            continue;
        chatlet_bundle_close(bundle);
        return NULL;
    }
    return bundle;
}

chatlet_status test_add_content(chatlet_bundle *bundle, uint32_t id, chatlet_str content) {
    const size_t size_bytes = CLET_PART_CHECK_BYTES + content.size_bytes;
    char *part = malloc(size_bytes);
    if (part == NULL) abort();
    const uint64_t check = clet_hash_keyed(content, bundle->index_id, id);
    put_u32(part, (uint32_t)check);
    put_u32(part + 4, (uint32_t)(check >> 32));
    if (content.size_bytes > 0)
        memcpy(part + CLET_PART_CHECK_BYTES, content.data, content.size_bytes);
    const chatlet_status status =
        chatlet_bundle_add_part(bundle, id, (chatlet_str){.data = part, .size_bytes = size_bytes});
    free(part);
    return status;
}
