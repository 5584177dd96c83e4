/* Which language a document is in when it does not say: its words, not its markup. */
#include "test_allocator.h"
#include "test_assert.h"

#include <chatlet/compile.h>

#define HTML CHATLET_FORMAT_HTML
#define MARKDOWN CHATLET_FORMAT_MARKDOWN

static const struct {
    const char *name;
    chatlet_document_format format;
    const char *text;
    const char *expected;
} rows[] = {
    {"German page", HTML, "<h1>Brot</h1><p>Das Brot ist im Ofen und wird bald fertig sein.</p>",
     "de"},
    {"markup is no English", HTML,
     "<div class=\"the and of it is\"><p>El pan se hornea al alba y se vende por la tarde.", "es"},
    {"scripts are no text", HTML,
     "<script>// the house is on the hill and it was there before\n</script>"
     "<SCRIPT>if (a < b) this.is = that.was;</SCRIPT><p>Le pain est dans le four, il est chaud.",
     "fr"},
    {"open script", HTML, "<p>Le pain est dans le four, il est chaud.<script>the house is on",
     "fr"},
    {"open tag", HTML, "<p>Le pain est dans le four, il est chaud.<a href=\"the house is on", "fr"},
    {"Markdown", MARKDOWN, "# Хлеб\n\nХлеб пекут на рассвете, и он ещё тёплый.\n", "ru"},
    {"table", CHATLET_FORMAT_CSV, "question,answer\nいつ,パンは夜明けに焼きます。\n", "ja"},
    {"Polish is none of ours", MARKDOWN, "Chleb jest w piecu i będzie gotowy za chwilę, bo tak.",
     ""},
    {"nothing", HTML, "", ""},
    {"less-than sign", HTML, "<", ""},
};

static void the_words_of_a_document_tell_its_language(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str bytes = test_guarded_copy(test_str(rows[i].text));
        test_text_equal(rows[i].name, chatlet_document_language(rows[i].format, bytes),
                        test_str(rows[i].expected));
        test_guarded_free(bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_a_document_tell_its_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
