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

const char test_fields_bot[] =
    "{\"id\": \"fields\", \"suggestions\": [\"How do I reset my password?\"], "
    "\"knowledge\": {\"sources\": [{\"path\": \"docs\"}], \"fields\": {"
    "\"version\": [{\"path\": \"v14/\", \"value\": \"14\"}], \"product\": \"pages\", "
    "\"section\": \"folder\"}}}";

const test_source test_fields_sources[5] = {
    {"docs/v14/account.md", "---\nproduct: [server, \"client\"]\n---\n# Reset your password\n\n"
                            "In version fourteen, press Forgotten to reset your password.\n"},
    {"docs/v15/account.md", "---\nversion: 15\nproduct:\n  - server\n---\n# Reset your password\n\n"
                            "In version fifteen, a link by mail resets your password.\n"},
    {"docs/v15/plans.html",
     "<!doctype html><html lang=\"en\"><head><title>Plans</title>"
     "<meta name=\"docsearch:version\" content=\"15,latest\">"
     "<meta name=\"chatlet:audience\" content=\"buyer\"></head><body><main><h1>Plans</h1>"
     "<p>The Enterprise plan has single sign-on.</p></main></body></html>"},
    {"docs/faq.csv", "question,answer,product,version\n"
                     "Do you offer refunds?,\"Yes, within thirty days.\",shop,\n"},
    {"docs/more.jsonl",
     "{\"question\": \"Is there an installer?\", \"answer\": \"Yes, for Linux.\", "
     "\"version\": 15, \"metadata\": {\"product\": [\"client\"]}}\n"},
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

/* One entry of a head's table. */
typedef struct head_entry {
    uint32_t kind;
    uint32_t offset;
    uint32_t size_bytes;
} head_entry;

static uint32_t count_kinds(chatlet_str head) {
    clet_byte_reader reader = {.source = head, .offset = 12};
    return clet_read_u32(&reader);
}

static head_entry read_entry(chatlet_str head, uint32_t index) {
    clet_byte_reader reader = {
        .source = head, .offset = CLET_HEAD_FIXED_BYTES + (size_t)index * CLET_KIND_ENTRY_BYTES};
    head_entry entry = {.kind = clet_read_u32(&reader)};
    entry.offset = clet_read_u32(&reader);
    entry.size_bytes = clet_read_u32(&reader);
    return entry;
}

static void write_entry(char *head, uint32_t index, head_entry entry) {
    char *place = head + CLET_HEAD_FIXED_BYTES + (size_t)index * CLET_KIND_ENTRY_BYTES;
    put_u32(place, entry.kind);
    put_u32(place + 4, entry.offset);
    put_u32(place + 8, entry.size_bytes);
}

/* The number of the entry of kind PARTS. */
static uint32_t find_parts(chatlet_str head) {
    uint32_t index = 0;
    while (index < count_kinds(head) && read_entry(head, index).kind != CLET_HEAD_PARTS)
        index++;
    if (index == count_kinds(head)) abort();
    return index;
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

/* The head loses entry `parts` of its table and what it names; the rest moves up. */
static void drop_parts(char *head, size_t *size_bytes, uint32_t parts) {
    const chatlet_str whole = {.data = head, .size_bytes = *size_bytes};
    const uint32_t kind_count = count_kinds(whole);
    const head_entry dropped = read_entry(whole, parts);
    uint32_t offset = CLET_HEAD_FIXED_BYTES + (kind_count - 1) * CLET_KIND_ENTRY_BYTES;
    const size_t behind = (size_t)dropped.offset + dropped.size_bytes;
    head_entry entries[CLET_KINDS_MAX];
    for (uint32_t i = 0; i < kind_count; i++)
        entries[i] = read_entry(whole, i);
    memmove(head + offset, head + entries[0].offset, dropped.offset - entries[0].offset);
    memmove(head + dropped.offset - CLET_KIND_ENTRY_BYTES, head + behind, *size_bytes - behind);
    for (uint32_t i = 0, to = 0; i < kind_count; i++) {
        if (i == parts) continue;
        write_entry(head, to++, (head_entry){entries[i].kind, offset, entries[i].size_bytes});
        offset += entries[i].size_bytes;
    }
    put_u32(head + 12, kind_count - 1);
    *size_bytes = offset;
    test_reseal_head(head, *size_bytes);
}

void test_built_split(test_built *built) {
    chatlet_bundle *bundle = test_open(built, test_plain_allocator());
    chatlet_bundle_info info;
    if (bundle == NULL) abort();
    chatlet_bundle_get_info(bundle, &info);
    if (!info.is_whole) abort();
    const chatlet_str head = test_built_head(built);
    const uint32_t parts = find_parts(head);
    const head_entry entry = read_entry(head, parts);
    split_parts(built, bundle,
                clet_str_slice(head, entry.offset, (size_t)entry.offset + entry.size_bytes));
    for (size_t i = 0; i < built->file_count; i++) {
        test_file *file = &built->files[i];
        if (file->kind == CHATLET_OUTPUT_HEAD) drop_parts(file->bytes, &file->size_bytes, parts);
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

test_opened test_open_in_parts(const char *bot_json, const test_source *sources,
                               size_t source_count) {
    test_opened opened = {.built = test_build_in_parts(bot_json, sources, source_count)};
    opened.bundle = test_open_whole(&opened.built, test_plain_allocator());
    return opened;
}

void test_opened_free(test_opened *opened) {
    chatlet_bundle_close(opened->bundle);
    test_built_free(&opened->built);
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
