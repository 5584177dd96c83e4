#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

static const test_document_row rows[] = {
    {"plain",
     "question,answer,url\n"
     "How?,So.,/how\n",
     "H1 @/how How?\n"
     "P So.\n"},
    {"quotes, line ends, semicolons",
     "Pregunta;Respuesta\r\n"
     "\"How \"\"a\"\"; b?\";\"One\n"
     "\n"
     "Two\"\r\n"
     "\r\n"
     " q ; a \r\n",
     "H1 #q1 How \"a\"; b?\n"
     "P #q1 One\n"
     "P #q1 Two\n"
     "H1 #q2 q\n"
     "P #q2 a\n"},
    {"tabs and a title",
     "Title\tQuestion\tAnswer\n"
     "T\tQ\tA\n",
     "H1 #q1 T\n"
     "H2 #q1 Q\n"
     "P #q1 A\n"},
    {"titles and texts",
     "title,text\n"
     "T,body\n",
     "H1 #q1 T\n"
     "P #q1 body\n"},
    {"header without answers",
     "\n"
     "question,reply\n"
     "a,b\n",
     "2:1: E108: the first row must name the columns; call them question and answer, and if you "
     "like url and title\n"},
    {"rows with mistakes",
     "question,answer,url\n"
     "\"a\"b,c,d\n"
     ",no question,\n"
     "no answer,,\n"
     "good,row,javascript:alert(1)\n"
     "\"open,x\n"
     "last,one,data:x\n",
     "2:4: E109: text behind a closing quote; double quotes inside a field\n"
     "3:1: E109: the row has no question; write one or remove the row\n"
     "4:11: E109: the row has no answer; write one or remove the row\n"
     "5:10: E111: the address is left out: write it with http, https or relative to the site, in "
     "at most 2,000 bytes\n"
     "6:1: E109: the quote is never closed; close it or double it\n"
     "7:10: E111: the address is left out: write it with http, https or relative to the site, in "
     "at most 2,000 bytes\n"
     "H1 #q4 good\n"
     "P #q4 row\n"
     "H1 #q6 last\n"
     "P #q6 one\n"},
    {"short row",
     "question,answer\n"
     "q\n",
     "2:1: E109: the row has no answer; write one or remove the row\n"},
    {"64 columns and one more",
     "question,answer,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,"
     "x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x\n"
     "q,a,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
     "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n"
     "q,a,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
     "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n",
     "3:129: E109: more than 64 fields; check the separators\n"
     "H1 #q1 q\n"
     "P #q1 a\n"},
    {"markup is text",
     "q,a\n"
     "<b>x</b>,<script>alert(1)</script>\n",
     "H1 #q1 <b>x</b>\n"
     "P #q1 <script>alert(1)</script>\n"},
    {"header only", "question,answer\n",
     "0:0: E106: nothing to read in the document; it is left out\n"},
    {"empty", "", "0:0: E106: nothing to read in the document; it is left out\n"},
};

static void rows_become_pages(void **state) {
    (void)state;
    test_document_check(CHATLET_FORMAT_CSV, rows, sizeof rows / sizeof rows[0], false);
}

static void every_refused_allocation_ends_cleanly(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].source) > 40)
            test_document_refuse_each(CHATLET_FORMAT_CSV, test_str(rows[i].source));
    }
}

static void rows_end_at_their_limit(void **state) {
    (void)state;
    static const char row[] = "q,a\n";
    static const char header[] = "q,a\n";
    for (size_t extra = 0; extra < 2; extra++) {
        const size_t count = CHATLET_DOCUMENT_ROWS_MAX + extra;
        char *source = malloc(sizeof header + (sizeof row - 1) * count);
        assert_non_null(source);
        memcpy(source, header, sizeof header);
        for (size_t i = 0; i < count; i++)
            memcpy(source + sizeof header - 1 + i * (sizeof row - 1), row, sizeof row);
        test_document *out =
            test_document_read(test_plain_allocator(), CHATLET_FORMAT_CSV, test_str(source), false);
        test_status_equal("rows", out->status, extra == 0 ? CHATLET_OK : CHATLET_ERR_INPUT);
        if (extra == 1)
            test_text_equal("rows", test_str(out->text),
                            test_str("50002:0: E102: the table has more than 50,000 rows; split it "
                                     "into several files\n"));
        free(out);
        free(source);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_pages),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
        cmocka_unit_test(rows_end_at_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
