/* bot.json: what is taken, and every message whole with its place. */
#include "test_allocator.h"
#include "test_assert.h"

#include "compile/bot_read.h"
#include "compile/bot_value.h"

enum { MESSAGES_BYTES = 4096 };

/* Diagnostics as lines "line:column code message". */
typedef struct messages {
    char text[MESSAGES_BYTES];
    size_t size_bytes;
} messages;

static void note(void *context, const chatlet_diagnostic *diagnostic) {
    messages *notes = context;
    const int length =
        snprintf(notes->text + notes->size_bytes, MESSAGES_BYTES - notes->size_bytes,
                 "%u:%u %s %.*s\n", diagnostic->line, diagnostic->column, diagnostic->code,
                 (int)diagnostic->message.size_bytes, diagnostic->message.data);
    assert_true(length > 0 && (size_t)length < MESSAGES_BYTES - notes->size_bytes);
    notes->size_bytes += (size_t)length;
}

typedef struct reading {
    clet_arena arena;
    messages notes;
    clet_bot bot;
    chatlet_status status;
} reading;

static void read_bot(reading *result, const char *source) {
    *result = (reading){.status = CHATLET_OK};
    clet_reporter reporter = {.context = &result->notes, .on_diagnostic = note};
    clet_arena_init(&result->arena, test_plain_allocator());
    clet_bot_init(&result->bot);
    const chatlet_str bytes = test_guarded_copy(test_str(source));
    result->status = clet_bot_read(test_plain_allocator(), &result->arena, test_str("bot.json"),
                                   bytes, &reporter, &result->bot);
    test_guarded_free(bytes);
}

static const struct {
    const char *name;
    const char *source;
    const char *messages;
} mistakes[] = {
    {"nothing written", "{}", ""},
    {"a schema for editors", "{\"$schema\": \"bot.schema.json\"}", ""},
    {"syntax", "{\"title\": }", "1:11 E110 expected a value after ':'\n"},
    {"a list", "[]", "1:1 E120 bot.json must be an object in { }\n"},
    {"a mistyped field", "{\"titel\": \"x\"}",
     "1:2 E120 unknown field \"titel\"; did you mean \"title\"?\n"},
    {"an unknown field", "{\n  \"colour\": 1}",
     "2:3 E120 unknown field \"colour\"; remove it or see the fields in core/README.md\n"},
    {"an empty field", "{\"\": 1}",
     "1:2 E120 unknown field \" \"; remove it or see the fields in core/README.md\n"},
    {"a mistyped field within", "{\"theme\": {\"acent\": \"#000000\"}}",
     "1:12 E120 unknown field \"acent\"; did you mean \"accent\"?\n"},
    {"twice", "{\"title\": \"a\", \"title\": \"b\"}",
     "1:2 E120 \"title\" stands here twice; keep one of them\n"},
    {"text is a number", "{\"title\": 3}", "1:11 E120 \"title\" must be a text in quotes\n"},
    {"number is a text", "{\"answer\": {\"min_confidence\": \"1\"}}",
     "1:31 E120 \"answer.min_confidence\" must be a number\n"},
    {"boolean is a text", "{\"knowledge\": {\"sources\": [{\"path\": \"a\", \"pages\": \"yes\"}]}}",
     "1:51 E120 \"knowledge.sources[].pages\" must be true or false\n"},
    {"list is a text", "{\"suggestions\": \"a\"}",
     "1:17 E120 \"suggestions\" must be a list in [ ]\n"},
    {"fields as a list", "{\"knowledge\": {\"fields\": []}}",
     "1:26 E120 \"knowledge.fields\" must be an object in { }\n"},
    {"a field's name", "{\"knowledge\": {\"fields\": {\"Version\": \"pages\"}}}",
     "1:38 E121 \"knowledge.fields\" must have names of 1 to 32 lower-case letters, digits, '-' "
     "and '_'\n"},
    {"a field twice", "{\"knowledge\": {\"fields\": {\"v\": \"pages\", \"v\": \"pages\"}}}",
     "1:32 E121 \"knowledge.fields\" must have each name once\n"},
    {"a field as another word", "{\"knowledge\": {\"fields\": {\"v\": \"page\"}}}",
     "1:32 E121 \"knowledge.fields.…\" must be \"pages\" (what pages say themselves), \"folder\" "
     "(the first of their path) or a list of {\"path\", \"value\"}\n"},
    {"a field as a number", "{\"knowledge\": {\"fields\": {\"v\": 15}}}",
     "1:32 E121 \"knowledge.fields.…\" must be \"pages\" (what pages say themselves), \"folder\" "
     "(the first of their path) or a list of {\"path\", \"value\"}\n"},
    {"a rule as a text", "{\"knowledge\": {\"fields\": {\"v\": [\"15\"]}}}",
     "1:33 E120 \"knowledge.fields.…[]\" must be an object in { }\n"},
    {"a rule without a value", "{\"knowledge\": {\"fields\": {\"v\": [{\"path\": \"a/\"}]}}}",
     "1:33 E121 \"knowledge.fields.…[]\" must have a \"value\"\n"},
    {"a rule's pattern",
     "{\"knowledge\": {\"fields\": {\"v\": [{\"path\": \"*/a\", \"value\": \"1\"}]}}}",
     "1:42 E121 \"knowledge.fields.….path\" must be how the paths of pages begin, like \"v15/\"\n"},
    {"a rule's value", "{\"knowledge\": {\"fields\": {\"v\": [{\"value\": \" , \"}]}}}",
     "1:43 E121 \"knowledge.fields.….value\" must be 1 to 8 values of 1 to 100 bytes, parted by "
     "commas\n"},
    {"a rule's value with a line end",
     "{\"knowledge\": {\"fields\": {\"v\": [{\"value\": \"a\\nb\"}]}}}",
     "1:43 E121 \"knowledge.fields.….value\" must be 1 to 8 values of 1 to 100 bytes, parted by "
     "commas\n"},
    {"a rule's value as a number", "{\"knowledge\": {\"fields\": {\"v\": [{\"value\": 15}]}}}",
     "1:43 E120 \"knowledge.fields.….value\" must be a text in quotes\n"},
    {"a rule's mistyped field", "{\"knowledge\": {\"fields\": {\"v\": [{\"values\": \"15\"}]}}}",
     "1:34 E120 unknown field \"values\"; did you mean \"value\"?\n"
     "1:33 E121 \"knowledge.fields.…[]\" must have a \"value\"\n"},
    {"no language tag", "{\"locales\": {\"e\": {}}}",
     "1:19 E121 \"locales\" must have language tags like \"es\" or \"pt-BR\"\n"},
    {"a language twice", "{\"locales\": {\"es\": {}, \"es\": {}}}",
     "1:20 E121 \"locales\" must have each language tag once\n"},
    {"a language as a text", "{\"locales\": {\"es\": \"Hola\"}}",
     "1:20 E120 \"locales.…\" must be an object in { }\n"},
    {"a language's locale", "{\"locales\": {\"es\": {\"locale\": \"es\"}}}",
     "1:21 E120 unknown field \"locale\"; remove it or see the fields in core/README.md\n"},
    {"typing is a text", "{\"suggest_while_typing\": \"off\"}",
     "1:26 E120 \"suggest_while_typing\" must be true or false\n"},
    {"typing is on", "{\"suggest_while_typing\": true}", ""},
    {"object is a text", "{\"theme\": \"dark\"}", "1:11 E120 \"theme\" must be an object in { }\n"},
    {"id", "{\"id\": \"My bot\"}",
     "1:8 E121 \"id\" must be 1 to 64 lower-case letters, digits and '-'\n"},
    {"blank title", "{\"title\": \"  \"}", "1:11 E121 \"title\" must be 1 to 300 bytes of text\n"},
    {"control byte in a title", "{\"title\": \"a\\u0001\"}",
     "1:11 E121 \"title\" must be 1 to 300 bytes of text\n"},
    {"locale", "{\"locale\": \"english language\"}",
     "1:12 E121 \"locale\" must be a language tag like \"en\" or \"pt-BR\"\n"},
    {"greeting", "{\"greeting\": \"\"}",
     "1:14 E121 \"greeting\" must be 1 to 1000 bytes of text\n"},
    {"miss", "{\"miss\": \"\"}", "1:10 E121 \"miss\" must be 1 to 1000 bytes of text\n"},
    {"nine suggestions",
     "{\"suggestions\": [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]}",
     "1:17 E121 \"suggestions\" must have at most 8 questions; keep the best ones\n"},
    {"a suggestion is a number", "{\"suggestions\": [1]}",
     "1:18 E120 \"suggestions[]\" must be a text in quotes\n"},
    {"a suggestion is empty", "{\"suggestions\": [\"\"]}",
     "1:18 E121 \"suggestions[]\" must be 1 to 300 bytes of text\n"},
    {"a source is a text", "{\"knowledge\": {\"sources\": [\"docs\"]}}",
     "1:28 E120 \"knowledge.sources[]\" must be an object in { }\n"},
    {"a source without path", "{\"knowledge\": {\"sources\": [{}]}}",
     "1:28 E121 \"knowledge.sources[]\" must have a \"path\"\n"},
    {"an absolute path", "{\"knowledge\": {\"sources\": [{\"path\": \"/etc\"}]}}",
     "1:37 E121 \"knowledge.sources[].path\" must be a file or folder, relative to bot.json\n"},
    {"a script address",
     "{\"knowledge\": {\"sources\": [{\"path\": \"a\", \"url\": \"javascript:alert(1)\"}]}}",
     "1:49 E121 \"knowledge.sources[].url\" must be an address: https://…, a path like \"/docs/\", "
     "or relative\n"},
    {"confidence above 1", "{\"answer\": {\"min_confidence\": 1.01}}",
     "1:31 E121 \"answer.min_confidence\" must be between 0 (answer always) and 1 (never)\n"},
    {"confidence below 0", "{\"answer\": {\"min_confidence\": -1}}",
     "1:31 E121 \"answer.min_confidence\" must be between 0 (answer always) and 1 (never)\n"},
    {"accent", "{\"theme\": {\"accent\": \"blue\"}}",
     "1:22 E121 \"theme.accent\" must be a color like \"#0a7cff\"\n"},
    {"position", "{\"theme\": {\"position\": \"left\"}}",
     "1:24 E121 \"theme.position\" must be \"end\" or \"start\"\n"},
    {"server without a scheme", "{\"server\": {\"url\": \"chat.example\", \"bot\": \"b\"}}",
     "1:20 E121 \"server.url\" must be an address like \"https://chat.example.com\"\n"},
    {"server that is a path", "{\"server\": {\"url\": \"/chat\", \"bot\": \"b\"}}",
     "1:20 E121 \"server.url\" must be an address like \"https://chat.example.com\"\n"},
    {"server without a host", "{\"server\": {\"url\": \"https:///x\", \"bot\": \"b\"}}",
     "1:20 E121 \"server.url\" must be an address like \"https://chat.example.com\"\n"},
    {"server with a query", "{\"server\": {\"url\": \"https://x/?a\", \"bot\": \"b\"}}",
     "1:20 E121 \"server.url\" must be an address like \"https://chat.example.com\"\n"},
    {"server with a user", "{\"server\": {\"url\": \"https://me@x\", \"bot\": \"b\"}}",
     "1:20 E121 \"server.url\" must be an address like \"https://chat.example.com\"\n"},
    {"server without a bot", "{\"server\": {\"url\": \"https://x\"}}",
     "1:12 E121 \"server\" must have \"url\" and \"bot\"\n"},
    {"bot of a server", "{\"server\": {\"url\": \"https://x\", \"bot\": \"a/b\"}}",
     "1:40 E121 \"server.bot\" must be the bot's id there, like \"bot_0123456789abc\"\n"},
    {"consent", "{\"server\": {\"url\": \"http://x\", \"bot\": \"b\", \"consent\": \"yes\"}}",
     "1:55 E121 \"server.consent\" must be \"ask\", \"given\" or \"never\"\n"},
    {"all in one run", "{\"id\": 1,\n\"locle\": \"en\",\n\"theme\": []}",
     "1:8 E120 \"id\" must be a text in quotes\n"
     "2:1 E120 unknown field \"locle\"; did you mean \"locale\"?\n"
     "3:10 E120 \"theme\" must be an object in { }\n"},
};

static void each_mistake_is_reported_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        reading result;
        read_bot(&result, mistakes[i].source);
        const chatlet_status expected =
            mistakes[i].messages[0] == '\0' ? CHATLET_OK : CHATLET_ERR_INPUT;
        test_text_equal(mistakes[i].name, test_str(result.notes.text),
                        test_str(mistakes[i].messages));
        test_status_equal(mistakes[i].name, result.status, expected);
        clet_arena_free(&result.arena);
    }
}

static void everything_written_is_taken(void **state) {
    (void)state;
    reading result;
    read_bot(&result, "{\"id\": \"docs-2\", \"title\": \"Help\", \"locale\": \"pt-BR\","
                      "\"greeting\": \"Hi\", \"miss\": \"No\", \"suggestions\": [\"a?\", \"b?\"],"
                      "\"knowledge\": {\"sources\": [{\"path\": \"docs\", \"url\": \"https://x/\","
                      "\"pages\": false}, {\"path\": \"faq.csv\"}]},"
                      "\"answer\": {\"min_confidence\": 0.25},"
                      "\"suggest_while_typing\": false,"
                      "\"theme\": {\"accent\": \"#0a7cFF\", \"position\": \"start\"},"
                      "\"server\": {\"url\": \"https://chat.example/a\", \"bot\": \"bot_1\","
                      "\"consent\": \"given\"}}");
    const clet_bot *bot = &result.bot;
    assert_int_equal(result.status, CHATLET_OK);
    clet_bot_complete(&result.bot);
    test_text_equal("id", bot->id, test_str("docs-2"));
    test_text_equal("title", bot->title, test_str("Help"));
    test_text_equal("locale", bot->locale, test_str("pt-BR"));
    test_text_equal("language", bot->language, test_str("pt"));
    test_text_equal("greeting", bot->greeting, test_str("Hi"));
    test_text_equal("miss", bot->miss, test_str("No"));
    test_text_equal("retry", bot->retry, test_str("Tentar novamente"));
    assert_int_equal(bot->suggestion_count, 2);
    test_text_equal("suggestion", bot->suggestions[1], test_str("b?"));
    assert_int_equal(bot->source_count, 2);
    test_text_equal("source", bot->sources[0].path, test_str("docs"));
    test_text_equal("source's url", bot->sources[0].url, test_str("https://x/"));
    assert_false(bot->sources[0].pages);
    assert_true(bot->sources[1].pages);
    assert_true(bot->is_quiet_while_typing);
    assert_true(bot->has_min_confidence);
    assert_int_equal(bot->min_confidence, 250000);
    test_text_equal("accent", bot->accent, test_str("#0a7cFF"));
    test_text_equal("position", bot->position, test_str("start"));
    test_text_equal("server", bot->server_url, test_str("https://chat.example/a"));
    test_text_equal("bot there", bot->server_bot, test_str("bot_1"));
    test_text_equal("consent", bot->server_consent, test_str("given"));
    clet_arena_free(&result.arena);
}

static void what_is_left_out_comes_from_the_language(void **state) {
    (void)state;
    static const struct {
        const char *locale;
        const char *title;
        const char *language;
    } rows[] = {{"en-GB", "Assistant", "en"},
                {"es-MX", "Asistente", "es"},
                {"PT", "Assistente", "pt"},
                {"xx", "Assistant", "none"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_bot bot;
        clet_bot_init(&bot);
        bot.locale = test_str(rows[i].locale);
        clet_bot_complete(&bot);
        test_text_equal(rows[i].locale, bot.title, test_str(rows[i].title));
        test_text_equal(rows[i].locale, bot.language, test_str(rows[i].language));
        assert_true(bot.greeting.size_bytes > 0 && bot.miss.size_bytes > 0);
        assert_true(bot.trouble.size_bytes > 0 && bot.retry.size_bytes > 0);
    }
}

/* A value of `length` bytes 'a' for `field`, read. */
static chatlet_status read_length(const char *field, size_t length, const char *before,
                                  const char *after) {
    reading result;
    char *source = calloc(1, length + 200);
    assert_non_null(source);
    const int begin = sprintf(source, "{\"%s\": %s\"", field, before);
    memset(source + begin, 'a', length);
    sprintf(source + begin + length, "\"%s}", after);
    read_bot(&result, source);
    clet_arena_free(&result.arena);
    free(source);
    return result.status;
}

static void each_limit_holds_at_its_value_and_one_past_it(void **state) {
    (void)state;
    static const struct {
        const char *field;
        size_t maximum;
        const char *before;
        const char *after;
    } rows[] = {
        {"id", CHATLET_BOT_ID_BYTES_MAX, "", ""},
        {"title", CHATLET_TITLE_BYTES_MAX, "", ""},
        {"greeting", CHATLET_BOT_TEXT_BYTES_MAX, "", ""},
        {"miss", CHATLET_BOT_TEXT_BYTES_MAX, "", ""},
        {"suggestions", CHATLET_TITLE_BYTES_MAX, "[", "]"},
        {"knowledge", CHATLET_URL_BYTES_MAX, "{\"sources\": [{\"path\": \"a\", \"url\": ", "}]}"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const size_t at = rows[i].maximum;
        test_status_equal(rows[i].field,
                          read_length(rows[i].field, at, rows[i].before, rows[i].after),
                          CHATLET_OK);
        test_status_equal(rows[i].field,
                          read_length(rows[i].field, at + 1, rows[i].before, rows[i].after),
                          CHATLET_ERR_INPUT);
    }
    assert_int_equal(CHATLET_SUGGESTIONS_MAX, 8); /* the messages say so */
}

static void each_refused_allocation_leaves_the_bot_untouched(void **state) {
    (void)state;
    const chatlet_str source =
        test_str("{\"id\": \"x\", \"suggestions\": [\"a\"], \"theme\": {\"accent\": \"#000000\"},"
                 "\"knowledge\": {\"sources\": [{\"path\": \"a\"}]}, \"wrong\": 1}");
    chatlet_status status = CHATLET_ERR_MEMORY;
    for (size_t refuse_at = 1; status == CHATLET_ERR_MEMORY; refuse_at++) {
        test_allocator test;
        clet_arena arena;
        clet_bot bot;
        clet_reporter reporter = {.error_count = 0};
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        clet_arena_init(&arena, &test.allocator);
        clet_bot_init(&bot);
        status =
            clet_bot_read(&test.allocator, &arena, test_str("bot.json"), source, &reporter, &bot);
        if (status == CHATLET_ERR_MEMORY) test_text_equal("id", bot.id, test_str("assistant"));
        clet_arena_free(&arena);
        assert_int_equal(test.live_count, 0);
    }
    assert_int_equal(status, CHATLET_ERR_INPUT);
}

static void an_address_is_for_the_web_or_for_the_site(void **state) {
    (void)state;
    static const struct {
        const char *url;
        bool is_valid;
    } rows[] = {{"", true},
                {"https://example.org/a", true},
                {"HTTP://example.org", true},
                {"/docs/", true},
                {"../a.html#b", true},
                {"a/b:c", true},
                {"//example.org/", false},
                {"https://", false},
                {"https:/example.org", false},
                {"javascript:alert(1)", false},
                {"data:text/html,x", false},
                {"java\tscript:x", false},
                {"a b", false},
                {"a\"b", false},
                {"\\\\host", false},
                {"a\x80", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (clet_bot_url_is_valid(test_str(rows[i].url)) != rows[i].is_valid)
            fail_msg("%s", rows[i].url);
    }
}

static void a_locale_is_a_language_tag(void **state) {
    (void)state;
    static const struct {
        const char *locale;
        bool is_valid;
    } rows[] = {{"en", true},           {"pt-BR", true},  {"zh-Hant-TW", true},
                {"de-1996", true},      {"", false},      {"e", false},
                {"engl", false},        {"en-", false},   {"-en", false},
                {"en--us", false},      {"en_US", false}, {"e1", false},
                {"en-abcdefghi", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (clet_bot_locale_is_valid(test_str(rows[i].locale)) != rows[i].is_valid)
            fail_msg("%s", rows[i].locale);
    }
}

static void another_language_has_its_own_texts_or_the_engines(void **state) {
    (void)state;
    reading result;
    read_bot(&result,
             "{\"title\": \"Shop\", \"greeting\": \"Hi!\", \"miss\": \"No idea.\","
             " \"suggestions\": [\"When?\"], \"locales\": {"
             "\"es\": {\"title\": \"Tienda\", \"suggestions\": [\"¿Cuándo?\", \"¿Dónde?\"]},"
             "\"es-MX\": {\"greeting\": \"¡Qué tal!\"}, \"fr\": {}}}");
    test_text_equal("messages", test_str(result.notes.text), test_str(""));
    static const struct {
        const char *locale;
        const char *title;
        const char *greeting;
        uint32_t suggestion_count;
    } rows[] = {
        {"es-ES", "Tienda", "¡Hola! Pregúntame lo que quieras sobre estas páginas.", 2},
        {"es-mx", "Shop", "¡Qué tal!", 0},
        {"fr", "Shop", "Bonjour ! Posez-moi vos questions sur ces pages.", 0},
        {"de", "Shop", "Hallo! Fragen Sie mich etwas zu diesen Seiten.", 0},
        {"nl", "Shop", "Hallo! Stel gerust een vraag over deze pagina’s.", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_bot bot = result.bot;
        clet_bot_translate(&bot, test_str(rows[i].locale));
        clet_bot_complete(&bot);
        test_text_equal(rows[i].locale, bot.title, test_str(rows[i].title));
        test_text_equal(rows[i].locale, bot.greeting, test_str(rows[i].greeting));
        test_text_equal(rows[i].locale, bot.locale, test_str(rows[i].locale));
        assert_int_equal(bot.suggestion_count, rows[i].suggestion_count);
    }
    test_text_equal("its own", result.bot.greeting, test_str("Hi!"));
    clet_arena_free(&result.arena);
}

static void fields_are_taken_with_the_rules_that_are_right(void **state) {
    reading result;
    (void)state;
    read_bot(&result,
             "{\"knowledge\": {\"fields\": {\"version\": [{\"path\": \"v15/**\", \"value\": "
             "\"15\"}, {\"path\": 1, \"value\": \"x\"}, {\"value\": \"14\"}],\n"
             " \"section\": \"folder\", \"product\": \"pages\"}}}");
    assert_int_equal(result.status, CHATLET_ERR_INPUT);
    assert_int_equal(result.bot.field_count, 3);
    const clet_bot_field *fields = result.bot.fields;
    test_text_equal("name", fields[0].name, CHATLET_STR("version"));
    assert_int_equal(fields[0].rule_count, 2);
    test_text_equal("path", fields[0].rules[0].path, CHATLET_STR("v15/"));
    test_text_equal("values", fields[0].rules[0].values, CHATLET_STR("15"));
    assert_int_equal(fields[0].rules[1].path.size_bytes, 0);
    assert_true(fields[1].is_folder && fields[1].rule_count == 0);
    assert_int_equal(fields[1].line, 2);
    assert_int_equal(fields[1].column, 2);
    assert_false(fields[2].is_folder);
    clet_arena_free(&result.arena);
}

static void fields_are_named_up_to_their_limit_and_not_past_it(void **state) {
    (void)state;
    for (int past = 0; past <= 1; past++) {
        static reading result;
        char json[1024] = "{\"knowledge\": {\"fields\": {";
        for (int i = 0; i < CHATLET_FIELDS_MAX + past; i++) {
            const size_t used = strlen(json);
            snprintf(json + used, sizeof json - used, "%s\"f%d\": \"pages\"", i > 0 ? ", " : "", i);
        }
        strcat(json, "}}}");
        read_bot(&result, json);
        assert_int_equal(result.status, past == 0 ? CHATLET_OK : CHATLET_ERR_INPUT);
        assert_int_equal(result.bot.field_count, CHATLET_FIELDS_MAX);
        test_text_equal("told", test_str(result.notes.text),
                        past == 0
                            ? (chatlet_str){0}
                            : CHATLET_STR("1:26 E121 \"knowledge.fields\" must name at most 16 "
                                          "fields\n"));
        clet_arena_free(&result.arena);
    }
}

static void a_rule_gives_values_up_to_their_limits_and_not_past_them(void **state) {
    static const struct {
        size_t count;
        size_t size_bytes;
        bool is_valid;
    } rows[] = {{CHATLET_PAGE_VALUES_MAX, 1, true},
                {CHATLET_PAGE_VALUES_MAX + 1, 1, false},
                {1, CHATLET_FIELD_VALUE_BYTES_MAX, true},
                {1, CHATLET_FIELD_VALUE_BYTES_MAX + 1, false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char values[256] = "";
        for (size_t k = 0; k < rows[i].count; k++) {
            memset(values + strlen(values), 'v', rows[i].size_bytes);
            strcat(values, ",");
        }
        assert_int_equal(clet_bot_values_are_valid(test_str(values)), rows[i].is_valid);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_reported_with_its_place),
        cmocka_unit_test(everything_written_is_taken),
        cmocka_unit_test(what_is_left_out_comes_from_the_language),
        cmocka_unit_test(each_limit_holds_at_its_value_and_one_past_it),
        cmocka_unit_test(each_refused_allocation_leaves_the_bot_untouched),
        cmocka_unit_test(an_address_is_for_the_web_or_for_the_site),
        cmocka_unit_test(a_locale_is_a_language_tag),
        cmocka_unit_test(another_language_has_its_own_texts_or_the_engines),
        cmocka_unit_test(fields_are_taken_with_the_rules_that_are_right),
        cmocka_unit_test(fields_are_named_up_to_their_limit_and_not_past_it),
        cmocka_unit_test(a_rule_gives_values_up_to_their_limits_and_not_past_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
