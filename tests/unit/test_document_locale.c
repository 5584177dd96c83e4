/* Which language a document says it is in, looked up without parsing it. */
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
    {"page", HTML, "<!doctype html>\n<html lang=\"es-ES\"><p>Hola", "es-ES"},
    {"any case, no quotes", HTML, "<HTML class=x LANG=pt>", "pt"},
    {"spaces, single quotes", HTML, "<html\n lang = ' de '\n>", "de"},
    {"XML", HTML, "<?xml version=\"1.0\"?><html xmlns=\"x\" xml:lang=\"fr\">", "fr"},
    {"element around the text", HTML, "<html><body><div class=\"chapter\" lang=\"es\">", "es"},
    {"outermost first", HTML, "<html lang=en><div lang=es>", "en"},
    {"a link's is not the page's", HTML, "<html><body><a lang=\"de\" href=\"/de/\">Deutsch</a>",
     ""},
    {"a comment's neither", HTML, "<!-- <html lang=\"de\"> --><html lang=\"es\">", "es"},
    {"shortest comment", HTML, "<!--><html lang=es>", "es"},
    {"open comment", HTML, "<!-- <html lang=es>", ""},
    {"longer name", HTML, "<html data-lang=\"de\" language=\"de\"><htmlx lang=\"de\">", ""},
    {"not a language tag", HTML, "<html lang=\"{{ site.lang }}\">", ""},
    {"empty", HTML, "<html lang=\"\"><body lang>", ""},
    {"cut within the value", HTML, "<html lang=\"es", ""},
    {"cut behind the name", HTML, "<html lang", ""},
    {"stray signs", HTML, "< <<html = / \"a lang=\"es\" lang=es>", "es"},
    {"front matter", MARKDOWN, "---\ntitle: Riego\nlang: es-MX\n---\n# Riego\n", "es-MX"},
    {"front matter behind a byte order mark", MARKDOWN, "\357\273\277---\nlang: \"es\"\n---\n",
     "es"},
    {"no front matter", MARKDOWN, "# Riego\n\nlang: es\n", ""},
    {"front matter that was cut", MARKDOWN, "---\nlang: es\ntitle: ", ""},
    {"HTML within Markdown", MARKDOWN, "<div lang=\"es\">Hola</div>", ""},
    {"text", CHATLET_FORMAT_TEXT, "<html lang=\"es\">", ""},
    {"nothing", HTML, "", ""},
};

static void declared_languages_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str found = chatlet_document_locale(rows[i].format, test_str(rows[i].text));
        test_text_equal(rows[i].name, found, test_str(rows[i].expected));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declared_languages_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
