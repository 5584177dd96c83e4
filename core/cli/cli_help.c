/* What --help says. README.md tells the same at more length. */
#include "cli_command.h"

#include <string.h>

#define EXIT_CODES                                                                                 \
    "\nExit codes:\n"                                                                              \
    "  0  all good\n"                                                                              \
    "  1  built, but some documents were refused (search: nothing found; eval: "                   \
    "lines\n"                                                                                      \
    "     left out, or too few questions right; expr, render: no value, or a case failed;\n"       \
    "     test: a test failed; fmt: a file is broken, or with --check not canonical;\n"            \
    "     deploy: the server refused)\n"                                                           \
    "  2  the command line is wrong\n"                                                             \
    "  3  nothing was built: no usable document, mistakes in the bot's files, or no runtime for\n" \
    "     its language\n"                                                                          \
    "  4  a file or folder could not be read or written, a built folder is damaged, or a\n"        \
    "     server cannot be reached\n"                                                              \
    "  5  out of memory\n"

#define SOURCE_TEXT                                                                                \
    "SOURCE is a folder of documents (.md .html .txt .csv .jsonl, llms.txt), one document, or a\n" \
    "folder with a bot.json, whose knowledge sources are then read, and flows/, intents/ and\n"    \
    "strings/ beside it. Without it: this folder.\n"                                               \
    "Several are read as they stand; they may be patterns ('docs/**/*.md'), and '!PATTERN'\n"      \
    "leaves out.\n"

static const struct {
    const char *command;
    const char *text;
} texts[] = {
    {"", "chatlet: a website assistant that ships as static files\n"
         "\n"
         "  chatlet new [TEMPLATE DIR]          a bot to start from\n"
         "  chatlet build [SOURCE…]             documents in, an assistant's files out\n"
         "  chatlet check [SOURCE…]             the same reading; writes nothing\n"
         "  chatlet search FOLDER QUESTION…     what a built assistant finds\n"
         "  chatlet chat BOT                    a conversation with it\n"
         "  chatlet test [BOT]                  a bot's own test scripts\n"
         "  chatlet replay LOG [BOT]            where a conversation stood\n"
         "  chatlet eval --docs FILE …          how good the answers are, by judged queries\n"
         "  chatlet dump FOLDER                 what its files hold\n"
         "  chatlet expr EXPRESSION             what an expression of a flow gives\n"
         "  chatlet render TEMPLATE             what a text of a flow gives\n"
         "  chatlet play BOT                    events in, effects out, a line each\n"
         "  chatlet fmt [FILE|FOLDER…]          a bot's JSON files in their canonical form\n"
         "  chatlet graph BOT                   a picture of its flows, in DOT\n"
         "  chatlet deploy FOLDER               a built folder to a server, and live\n"
         "  chatlet help COMMAND                options of a command\n"
         "  chatlet --version\n" EXIT_CODES},
    {"build",
     "chatlet build [SOURCE…] [options]\n\n" SOURCE_TEXT "\n"
     "  --out FOLDER     where the files go; by default SOURCE/chatlet when SOURCE is mostly "
     "HTML,\n"
     "                   else ./chatlet-site\n"
     "  --bot FILE       another bot.json\n"
     "  --base-url URL   where the HTML documents are served from; by default the way from the\n"
     "                   output folder to SOURCE, or /\n"
     "  --title TEXT     name of the assistant\n"
     "  --locale TAG     language of its words and its index, like en or pt-BR; by default the\n"
     "                   one most documents declare, or en\n"
     "  --web FOLDER     loader, panel and runtimes (or $CHATLET_WEB)\n"
     "  --no-web         write index, pages and manifest only\n"
     "  --no-compress    no .br and .gz beside the files\n"
     "  --jobs N         threads that read and compress; by default one for each processor\n"
     "  --cache FOLDER   where to keep what was read, so that the next build reads only what\n"
     "                   changed; by default chatlet in $XDG_CACHE_HOME or ~/.cache\n"
     "  --no-cache       keep nothing, and use nothing that was kept\n"
     "  --report FILE    what was taken in, left out and why, the largest pages, repeated\n"
     "                   passages and what self-tests came to, as JSON\n"
     "  --watch          build again whenever a document changes\n"
     "  --json           one JSON object on stdout, diagnostics within\n" EXIT_CODES},
    {"check",
     "chatlet check [SOURCE…] [--bot FILE] [--out FOLDER] [--base-url URL] [--title TEXT]\n"
     "              [--locale TAG] [--jobs N] [--json]\n"
     "\n" SOURCE_TEXT "Reports every mistake as FILE:LINE:COLUMN: CODE: what, and what to do. "
     "Writes nothing.\n" EXIT_CODES},
    {"search",
     "chatlet search FOLDER QUESTION… [--typing] [--limit N] [--lang TAG] [--filter NAME=VALUE]\n"
     "               [--json]\n"
     "\n"
     "FOLDER is what `chatlet build` wrote. Prints the passages that answer best.\n"
     "\n"
     "  --limit N   how many, 1 to 100; 5 by default\n"
     "  --typing    what the panel suggests when this much of a question is typed:\n"
     "              pages and headings whose words begin so; at most 10\n"
     "  --lang TAG  as on a page in this language, of a site with several\n"
     "  --filter NAME=VALUE  only pages whose metadata has the value, or with commas one of\n"
     "              several; given several times, pages that fit all\n"
     "  --json      one JSON object on stdout\n" EXIT_CODES},
    {"chat",
     "chatlet chat BOT [--seed N] [--lang TAG] [--filter NAME=VALUE] [--trace] [--log FILE]\n"
     "             [--answer ok] [--bot FILE] [--json]\n"
     "\n"
     "A conversation at the terminal with BOT: a built folder, or a source as `build` takes it, "
     "which is\n"
     "then built in memory. A number takes a choice, several of them, with commas, a multiple one; "
     "a form\n"
     "is asked field by field, and Enter leaves out what may be left out. /back goes to the "
     "question\n"
     "before, /say TEXT writes in the middle of a form, /restart begins anew, /quit ends.\n"
     "\n"
     "  --seed N   begins the session with this seed, so that it can be repeated\n"
     "  --lang TAG as on a page in this language, of a site with several\n"
     "  --filter NAME=VALUE  only pages whose metadata has the value, as for search\n"
     "  --trace    also what happens inside: nodes, values of expressions and variables, effects\n"
     "  --log FILE writes every event, a line each, for `chatlet replay`\n"
     "  --answer ok  requests, integrations and hand-overs count as done. Nothing is ever sent "
     "from "
     "a\n"
     "             terminal: they are shown, and otherwise answered as failed\n"
     "  --bot FILE another bot.json\n"
     "  --json     reads one event object a line and prints one effect object a line; seq, now "
     "and\n"
     "             seed are filled in when missing, and parts a `need` names are loaded and\n"
     "             answered with a `result`\n" EXIT_CODES},
    {"test",
     "chatlet test [BOT [FILE…]] [--filter TEXT] [--coverage] [--junit FILE] [--bot FILE] "
     "[--json]\n"
     "\n"
     "Plays the test scripts of a bot, BOT/tests/*.json or the FILEs and folders given, each in "
     "the "
     "locale\n"
     "it names, and prints what was expected beside what came where they differ. BOT is as for "
     "chat, by\n"
     "default this folder. core/cli/README.md has the form of a script.\n"
     "\n"
     "  --filter TEXT  only tests with this in their name or their file's\n"
     "  --coverage     how many nodes and ways between them the tests went, and those that none "
     "did\n"
     "  --junit FILE   the same as JUnit's XML, for a build server\n"
     "  --bot FILE     another bot.json\n"
     "  --json         one JSON object on stdout\n" EXIT_CODES},
    {"replay",
     "chatlet replay LOG [BOT] [--to N] [--trace] [--lang TAG] [--bot FILE] [--json]\n"
     "\n"
     "Takes the events of a log again, a line each, as `chat --log` writes them, and shows the "
     "Nth: its\n"
     "effects, and where the conversation stands then: what it waits for, what called what, "
     "variables.\n"
     "BOT is as for chat, by default this folder.\n"
     "\n"
     "  --to N     the last event by default\n"
     "  --trace    also what happened inside that step\n"
     "  --json     one JSON object on stdout\n" EXIT_CODES},
    {"eval",
     "chatlet eval --docs FILE [--queries FILE [--qrels FILE]] [--out FILE] [--lang TAG]\n"
     "             [--without PARTS] [--self-tests] [--timing] [--json]\n"
     "chatlet eval [SITE] --questions FILE [--min-right PERCENT] [--junit FILE] [--bot FILE]\n"
     "             [--lang TAG] [--json]\n"
     "\n"
     "The first builds an index of the documents in memory and ranks them for every query, by the "
     "code that\n"
     "answers in a visitor's browser but without its threshold: up to 100 lines a query of query,\n"
     "document and score, parted by tabs. With judgements it tells nDCG@10 (linear gain), MRR@10,\n"
     "recall@10 and recall@100, each the mean over the queries that have a judgement.\n"
     "\n"
     "  --docs FILE      one object a line: {\"id\", \"title\", \"text\"}\n"
     "  --queries FILE   one object a line: {\"id\", \"text\"}; without it: only builds\n"
     "  --qrels FILE     query, document and gain a line, parted by tabs\n"
     "  --out FILE       where the ranked lines go; by default to stdout\n"
     "  --lang TAG       language of the documents, like en or pt-BR; by default told from them\n"
     "  --without PARTS  switch parts of ranking off, to see what each is worth: title, headings,\n"
     "                   links, section, page, passage, proximity, repair, synonyms, by commas\n"
     "  --self-tests     fit the threshold as build does, and tell it; ranks no page otherwise\n"
     "  --timing         processor time of reading, indexing, writing, self-tests and asking\n"
     "\n"
     "The second asks an author's questions of a built folder, or of a source as build takes it, "
     "as\n"
     "a visitor would, and prints those that are not answered as expected.\n"
     "\n"
     "  --questions FILE     CSV with the columns question, url (the page expected first, or "
     "several,\n"
     "                       parted by spaces; empty: \"I don't know\" is expected) and, if you\n"
     "                       like, holds (what the text shown must contain) and filter (of the\n"
     "                       pages that may answer, like version=15)\n"
     "  --min-right PERCENT  how many must be right for exit code 0; all by default\n"
     "  --junit FILE         the same as JUnit's XML, for a build server\n"
     "  --bot FILE           another bot.json\n"
     "\n"
     "  --json           one JSON object on stdout, without the ranked lines\n" EXIT_CODES},
    {"dump", "chatlet dump FOLDER [--json]\n"
             "\n"
             "What the head, the map and the parts of a built folder hold.\n" EXIT_CODES},
    {"expr",
     "chatlet expr EXPRESSION [--var NAME[:TYPE]=JSON …] [--locale TAG] [--zone MINUTES] [--json]\n"
     "chatlet expr --cases FILE… [--json]\n"
     "\n"
     "The first evaluates an expression of the flow language (CEL) and prints its value, as CEL\n"
     "writes it. The second runs conformance cases, prints each failure, and ends in a line\n"
     "`N passed, M failed`.\n"
     "\n"
     "  --var NAME=JSON       a variable and its value; a number is a double\n"
     "  --var NAME:TYPE=JSON  the same, declared as int, list(string), map(string, dyn) …\n"
     "  --locale TAG          language of format_date, format_money, plural …: en, es, pt, de, "
     "fr,\n"
     "                        it; by default forms of no language\n"
     "  --zone MINUTES        offset from UTC that times are shown at, east positive\n"
     "  --json                one JSON object on stdout: value, type, code, cost, "
     "diagnostics\n" EXIT_CODES},
    {"render",
     "chatlet render TEMPLATE [--data JSON] [--partials JSON] [--mode MODE] [--locale TAG]\n"
     "                        [--zone MINUTES]\n"
     "chatlet render --cases FILE…\n"
     "\n"
     "The first fills in a text of the flow language (Mustache) and prints it. The second runs\n"
     "cases of Mustache's specification, prints each failure, and ends in a line\n"
     "`N passed, M failed`.\n"
     "\n"
     "  --data JSON      an object of values; {} by default\n"
     "  --partials JSON  an object of texts for {{>key}}\n"
     "  --mode MODE      plain (by default), markdown: tokens as JSON, url: an address, or html\n"
     "  --locale TAG     language that lists are written in: en, es, pt, de, fr, it\n"
     "  --zone MINUTES   offset from UTC, east positive\n" EXIT_CODES},
    {"graph", "chatlet graph BOT [--flow NAME]\n"
              "\n"
              "Prints the flows of a bot in DOT, for graphviz: nodes with their kinds, ways on "
              "with what is\n"
              "chosen or asked on them, calls and triggers. BOT is a folder with a bot.json. Ends "
              "with 1 when\n"
              "there is no such flow.\n"
              "\n"
              "  chatlet graph my-bot | dot -Tsvg > flows.svg\n"
              "\n"
              "  --flow NAME   only this flow\n" EXIT_CODES},
    {"deploy",
     "chatlet deploy [FOLDER] --server URL --bot BOT [options]\n"
     "\n"
     "Sends a folder that `chatlet build` wrote (by default ./chatlet-site) to a chatletd and\n"
     "publishes it. Only files that are new there are sent. The API key needs the scopes\n"
     "bots.read, versions.read, versions.upload and versions.publish.\n"
     "\n"
     "  --server URL     where chatletd is (or $CHATLET_SERVER)\n"
     "  --bot BOT        slug or id of the bot\n"
     "  --channel NAME   draft, staging or live, which is the default\n"
     "  --key-file FILE  holds the API key; without it, $CHATLET_KEY is the key\n"
     "  --note TEXT      stands with the version\n"
     "  --upload-only    make the version, publish nothing\n"
     "  --dry-run        only say what would be sent\n"
     "  --plain-http     send the key through http:// to another machine all the same\n"
     "  --json           one JSON object on stdout\n"
     "\n"
     "A server that is busy (429, 503) is asked again, up to six times. The same by curl, whole:\n"
     "\n"
     "  tar c -C FOLDER . | curl --data-binary @- -H 'Content-Type: application/x-tar' \\\n"
     "    -H \"Authorization: Bearer $CHATLET_KEY\" "
     "URL/v1/orgs/ORG/bots/BOT/versions\n" EXIT_CODES},
    {"fmt",
     "chatlet fmt [FILE|FOLDER…] [--check]\n"
     "\n"
     "Writes bot.json, flows, intents, texts and tests in their canonical form, so that versions\n"
     "differ only where something changed: sorted members, but where their order means "
     "something,\n"
     "two spaces for each level, numbers as written. Of a folder, and without one of this one, "
     "the\n"
     "files of every bot in it. Prints the files it changed; a broken one is told with its place\n"
     "and left as it is.\n"
     "\n"
     "  --check   change nothing; print the files that would change, and end with 1 when there\n"
     "            are any\n" EXIT_CODES},
};

const char *cli_help_text(const char *command) {
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(texts[i].command, command == NULL ? "" : command) == 0) return texts[i].text;
    }
    return NULL;
}
