#include "test_flow_build.h"

#include "test_allocator.h"
#include "test_assert.h"

#include "base/assert.h"

const char test_flow_bot[] =
    "{\"id\": \"shop\", \"title\": \"Shop\", \"locale\": \"en\","
    " \"locales\": {\"es\": {\"title\": \"Tienda\"}},"
    " \"vars\": {\"seats\": {\"type\": \"int\", \"init\": 2}, \"who\": {\"type\": \"string\","
    " \"scope\": \"visitor\", \"pii\": true, \"from\": \"url\"}, \"items\": {\"type\":"
    " \"list(string)\", \"init\": [\"a\", \"b\"]}, \"day\": {\"type\": \"timestamp\", \"init\":"
    " \"2026-03-02T10:00:00Z\"}, \"reply\": \"any\"},"
    " \"entities\": {\"size\": {\"values\": {\"large\": {\"en\": [\"Big\"], \"es\": [\"Grande\"]},"
    " \"small\": {}}}, \"code\": {\"regex\": \"[a-z]{2}[0-9]+\"}, \"when\": {\"builtin\": "
    "\"date\"}},"
    " \"connections\": {\"leads\": {\"url\": \"https://example.org/leads\", \"headers\": {\"X-A\":"
    " \"b\"}}, \"sales\": {\"mailto\": \"sales@example.org\"}, \"crm\": {\"server\": true}},"
    " \"triggers\": [{\"on\": \"intent\", \"match\": \"order\", \"goto\": \"main\"}, {\"on\":"
    " \"keyword\", \"match\": [\"Human!\", \"/^agents?$/\"], \"goto\": \"sub\", \"priority\": 5},"
    " {\"on\": \"idle\", \"after_ms\": 5000, \"when\": \"seats > 1\", \"goto\": \"main.say\"},"
    " {\"on\": \"page\", \"match\": \"/help*\", \"goto\": \"sub\"}],"
    " \"engines\": [\"retrieval\", \"triggers\"], \"trigger_confidence\": 0.7, \"migrate\":"
    " \"restart\"}";

const test_source test_flow_sources[5] = {
    {"flows/main.json",
     "{\"start\": \"say\", \"vars\": {\"sum\": \"double\"}, \"nodes\": {"
     "\"say\": {\"type\": \"say\", \"text\": [{\"key\": \"hello.first\"}, {\"key\":"
     " \"hello.again\"}],"
     " \"delay_ms\": 300, \"media\": [{\"kind\": \"carousel\", \"items\": [{\"title\": {\"key\": "
     "\"a\"},"
     " \"actions\": [{\"label\": {\"key\": \"choose\"}}]}, {\"title\": {\"key\": \"b\"}, "
     "\"actions\": [{\"label\": {\"key\": \"choose\"}}, {\"label\":"
     " {\"key\": \"open\"}, \"url\": \"/x?q={{who}}\"}]}]}], \"next\": \"ask\"},"
     "\"ask\": {\"type\": \"ask\", \"layout\": \"form\", \"fields\": [{\"var\": \"seats\","
     " \"kind\": \"choice\", \"prompt\": {\"key\": \"ask\"}, \"choices\": [{\"label\": {\"key\":"
     " \"two\"}, \"value\": 2, \"synonyms\": {\"en\": [\"a Pair\"], \"es\": [\"un par\"]}},"
     " {\"label\": {\"key\": \"many\"}, \"value\": 3, \"goto\": \"set\"}], \"valid\": \"value > "
     "1\","
     " \"transform\": \"int(value)\"}, {\"var\": \"who\", \"kind\": \"text\", \"entity\":"
     " \"size\", \"min\": 2, \"max\": 40.5, \"required\": false, \"default\": \"'x'\"}],"
     " \"confirm\": {\"key\": \"so\"}, \"branches\": {\"2\": \"set\"}, \"next\": \"listen\"},"
     "\"listen\": {\"type\": \"listen\", \"intents\": {\"order\": \"say\"}, \"min_confidence\":"
     " 0.25, \"next\": \"set\"},"
     "\"set\": {\"type\": \"set\", \"assign\": {\"seats\": \"seats + 1\", \"sum\": 1.5, \"reply\":"
     " {\"who\": \"who\", \"n\": [1, true, null]}}, \"next\": \"branch\"},"
     "\"branch\": {\"type\": \"branch\", \"cases\": [{\"when\": \"seats > 3\", \"goto\":"
     " \"split\"}], \"next\": \"$end\"},"
     "\"split\": {\"type\": \"split\", \"arms\": [{\"name\": \"a\", \"weight\": 0.5, \"goto\":"
     " \"each\"}, {\"name\": \"b\", \"weight\": 2, \"goto\": \"each\"}]},"
     "\"each\": {\"type\": \"each\", \"in\": \"items\", \"as\": \"who\", \"do\": \"call\","
     " \"next\": \"jump\"},"
     "\"call\": {\"type\": \"call\", \"flow\": \"sub\", \"in\": {\"name\": \"who\"}, \"out\":"
     " {\"seats\": \"count + 1\"}, \"next\": \"$return\"},"
     "\"jump\": {\"type\": \"jump\", \"to\": \"answer\"},"
     "\"answer\": {\"type\": \"answer\", \"sources\": [\"version=15\", \"docs\", \"version=16\"],"
     " \"top\": 2, \"cite\": \"list\", \"miss\": \"llm\", \"next\": \"llm\"},"
     "\"llm\": {\"type\": \"llm\", \"connection\": \"crm\", \"prompt\": {\"key\": \"about\"},"
     " \"output\": {\"type\": \"object\"}, \"next\": \"http\"},"
     "\"http\": {\"type\": \"http\", \"connection\": \"leads\", \"url\": \"/x?{{who}}\","
     " \"headers\": {\"X\": \"a {{who}}\"}, \"body\": {\"who\": \"who\"}, \"ok\":"
     " \"result.status == 200\", \"save\": \"reply\", \"timeout_ms\": 5000, \"next\": \"do\","
     " \"fail\": \"end\"},"
     "\"do\": {\"type\": \"do\", \"action\": \"email.send\", \"args\": {\"subject\": \"'Hi'\"},"
     " \"connection\": \"sales\", \"next\": \"wait\"},"
     "\"wait\": {\"type\": \"wait\", \"until\": \"day + duration('1h')\", \"event\": \"paid\","
     " \"next\": \"human\"},"
     "\"human\": {\"type\": \"human\", \"what\": \"approve\", \"team\": \"sales\", \"hours\":"
     " \"now.getHours() < 17\", \"closed\": \"end\", \"summary\": {\"key\": \"about\"}, "
     "\"approved\":"
     " \"end\", \"rejected\": \"$back\", \"next\": \"end\"},"
     "\"end\": {\"type\": \"end\", \"outcome\": \"done\", \"score\": \"seats\"}}}"},
    {"flows/sub.json",
     "{\"start\": \"bye\", \"in\": {\"name\": \"string\"}, \"out\": {\"count\": \"int\"},"
     " \"triggers\": [{\"on\": \"error\"}], \"nodes\": {\"bye\": {\"type\": \"say\", \"text\":"
     " {\"key\": \"bye\"}, \"next\": \"$return\"}}}"},
    {"intents/order.json",
     "{\"examples\": {\"en\": [\"I want a [large](size) one\", \"Order!\", \"order\"], \"es\":"
     " [\"quiero una [grande](size)\"]}, \"keywords\": {\"en\": [\"Pizza\"]}, \"patterns\":"
     " [\"order (now|today)\"], \"priority\": -2}"},
    {"strings/en.json",
     "{\"hello\": {\"first\": \"Hi {{who}}\", \"again\": \"*Hello* again\"}, \"ask\": \"How "
     "many?\","
     " \"two\": \"Two\", \"many\": \"Many\", \"choose\": \"Choose\", \"open\": \"Open\", \"a\": "
     "\"A\","
     " \"b\": \"B\", \"so\": \"So {{seats}}?\", \"about\": \"About {{who}}\", \"bye\":"
     " \"Bye {{name}} {{>two}}\"}"},
    {"strings/es.json",
     "{\"hello\": {\"first\": \"Hola {{who}}\", \"again\": \"*Hola* otra vez\"}, \"ask\":"
     " \"¿Cuántas?\", \"two\": \"Dos\", \"many\": \"Muchas\", \"choose\": \"Elegir\", \"open\":"
     " \"Abrir\", \"a\": \"A\", \"b\": \"B\", \"so\": \"¿{{seats}}?\", \"about\": \"Sobre "
     "{{who}}\","
     " \"bye\": \"Adiós {{name}} {{>two}}\","
     " \"chatlet\": {\"yes\": \"¡Sí!\"}}"},
};

static void note(void *context, const chatlet_diagnostic *diagnostic) {
    test_conversation *made = context;
    if (diagnostic->severity != CHATLET_SEVERITY_ERROR) return;
    const int length =
        snprintf(made->notes + made->notes_bytes, sizeof made->notes - made->notes_bytes,
                 "%.*s:%u:%u %s %.*s\n", (int)diagnostic->file.size_bytes, diagnostic->file.data,
                 diagnostic->line, diagnostic->column, diagnostic->code,
                 (int)diagnostic->message.size_bytes, diagnostic->message.data);
    if (length > 0 && (size_t)length < sizeof made->notes - made->notes_bytes)
        made->notes_bytes += (size_t)length;
}

static bool collect(void *context, const chatlet_output *output) {
    return test_built_collect(&((test_conversation *)context)->built, output);
}

static chatlet_status fill(chatlet_compiler *compiler, const char *bot_json,
                           const test_source *sources, size_t source_count, const char *locale) {
    chatlet_status status =
        chatlet_compiler_set_bot(compiler, test_str("bot.json"), test_str(bot_json));
    for (size_t i = 0; i < source_count && status != CHATLET_ERR_MEMORY; i++)
        status = chatlet_compiler_add_source(compiler, test_str(sources[i].path),
                                             test_str(sources[i].text));
    if (status == CHATLET_ERR_MEMORY || locale == NULL) return status;
    return chatlet_compiler_translate_bot(compiler, test_str(locale));
}

chatlet_status test_conversation_make(const chatlet_allocator *allocator, const char *bot_json,
                                      const test_source *sources, size_t source_count,
                                      const char *locale, test_conversation *made) {
    const chatlet_compile_callbacks callbacks = {
        .context = made, .on_diagnostic = note, .on_output = collect};
    chatlet_compiler *compiler = NULL;
    *made = (test_conversation){.bundle = NULL};
    chatlet_status status = chatlet_compiler_new(allocator, &callbacks, &compiler);
    if (status == CHATLET_OK) status = fill(compiler, bot_json, sources, source_count, locale);
    if (status != CHATLET_ERR_MEMORY)
        status = chatlet_compiler_finish(compiler, &made->built.report);
    chatlet_compiler_free(compiler);
    if (status == CHATLET_OK)
        status = chatlet_bundle_open(allocator, test_built_head(&made->built), &made->bundle, NULL);
    if (status == CHATLET_OK) made->flows = clet_bundle_flows(made->bundle);
    return status;
}

void test_conversation_free(test_conversation *made) {
    chatlet_bundle_close(made->bundle);
    made->bundle = NULL;
    test_built_free(&made->built);
}

void test_flow_fuzz_source(const char *path, const uint8_t *data, size_t size) {
    const chatlet_compile_callbacks *none = &(chatlet_compile_callbacks){.context = NULL};
    chatlet_compiler *compiler = NULL;
    chatlet_compile_callbacks callbacks = *none;
    test_conversation made = {.bundle = NULL};
    callbacks.context = &made;
    callbacks.on_output = collect;
    CLET_ASSERT(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler) == CHATLET_OK);
    CLET_ASSERT(chatlet_compiler_set_bot(compiler, test_str("bot.json"), test_str(test_flow_bot)) ==
                CHATLET_OK);
    bool replaces = false;
    for (size_t i = 0; i < sizeof test_flow_sources / sizeof test_flow_sources[0]; i++) {
        const test_source *source = &test_flow_sources[i];
        const bool is_it = strcmp(source->path, path) == 0;
        const chatlet_str bytes =
            is_it ? (chatlet_str){(const char *)data, size} : test_str(source->text);
        const chatlet_status added =
            chatlet_compiler_add_source(compiler, test_str(source->path), bytes);
        CLET_ASSERT(added == CHATLET_OK || (is_it && added == CHATLET_ERR_INPUT));
        replaces |= is_it;
    }
    if (!replaces) {
        const chatlet_status added = chatlet_compiler_add_source(
            compiler, test_str(path), (chatlet_str){(const char *)data, size});
        CLET_ASSERT(added == CHATLET_OK || added == CHATLET_ERR_INPUT);
    }
    const chatlet_status status = chatlet_compiler_finish(compiler, &made.built.report);
    CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_INPUT || status == CHATLET_ERR_LIMIT);
    if (status == CHATLET_OK)
        CLET_ASSERT(chatlet_bundle_open(test_plain_allocator(), test_built_head(&made.built),
                                        &made.bundle, NULL) == CHATLET_OK);
    chatlet_compiler_free(compiler);
    test_conversation_free(&made);
}
