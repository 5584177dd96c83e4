#include "test_built.h"

#include "test_allocator.h"

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

static bool collect(void *context, const chatlet_output *output) {
    collect_or_die(context, output);
    return true;
}

static chatlet_str str_of(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

test_built test_build_documents(const char *bot_json, const chatlet_document *documents,
                                size_t document_count) {
    test_built built = {.status = CHATLET_OK};
    const chatlet_compile_callbacks callbacks = {.context = &built, .on_output = collect};
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
    for (uint32_t id = 0; id < info.part_count; id++) {
        if (chatlet_bundle_add_part(bundle, id, test_built_part(built, bundle, id)) == CHATLET_OK)
            continue;
        chatlet_bundle_close(bundle);
        return NULL;
    }
    return bundle;
}
