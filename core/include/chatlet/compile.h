/* The compiler: documents and bot.json in, a bundle's files out.
 *
 *     chatlet_compiler_new ─▶ chatlet_compiler_set_bot ─▶ chatlet_compiler_add_document … ─▶
 *     chatlet_compiler_finish
 *
 * Adding a document is reading it and taking what was read. The two can be done apart, so that
 * reading may go on in many threads and its results be kept on a disk:
 *
 *     chatlet_record_make (any thread) ─▶ bytes ─▶ chatlet_compiler_add_record (in order)
 *
 * It reports and keeps going: every mistake of every file in one run, each as a diagnostic. A
 * document with an error is left out and the rest is still built. The same input in the same order
 * gives the same bytes. */
#ifndef CHATLET_COMPILE_H
#define CHATLET_COMPILE_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef struct chatlet_compiler chatlet_compiler;

typedef enum chatlet_severity {
    CHATLET_SEVERITY_ERROR,   /* the file or the place is left out */
    CHATLET_SEVERITY_WARNING, /* built, but probably not as meant */
} chatlet_severity;

/* One thing to tell the author. Views are valid during the callback only. */
typedef struct chatlet_diagnostic {
    chatlet_severity severity;
    const char *code;    /* "E101"; constant. The list stands in core/src/compile/diagnostic.h */
    chatlet_str file;    /* the path given to the compiler */
    uint32_t line;       /* from 1; 0: the whole file */
    uint32_t column;     /* from 1, in bytes; 0: the whole line */
    chatlet_str message; /* what is wrong, and what to do */
} chatlet_diagnostic;

typedef enum chatlet_document_format {
    CHATLET_FORMAT_UNKNOWN, /* never read; what chatlet_document_format_of gives for other names */
    CHATLET_FORMAT_MARKDOWN,
    CHATLET_FORMAT_HTML,
    CHATLET_FORMAT_TEXT,
    CHATLET_FORMAT_CSV,   /* question/answer table: header row with question, answer and optionally
                             url, title */
    CHATLET_FORMAT_JSONL, /* one object a line: {question, answer, url?} or {title, text, url?} */
    CHATLET_FORMAT_LINKS  /* llms.txt: a list of pages, each with its description (llmstxt.org) */
} chatlet_document_format;

/* The format a path's ending stands for: .md .markdown .html .htm .xhtml .txt .csv .jsonl
 * .ndjson; or its name: llms.txt is a list of pages, llms-full.txt is Markdown. */
chatlet_document_format chatlet_document_format_of(chatlet_str path);

/* The language tag a document declares: HTML by lang of the page or of an element around its text,
 * Markdown by `lang` of its front matter. For tools that choose a locale before they add documents.
 *
 * bytes   the document or its beginning; not checked to be UTF-8.
 *
 * Borrowed from `bytes`; empty when none is declared there, or none that a locale can be. */
chatlet_str chatlet_document_locale(chatlet_document_format format, chatlet_str bytes);

/* The language a document is written in, by its words: for those that declare none.
 *
 * bytes   the document or its beginning; not checked to be UTF-8.
 *
 * A code that a locale can be ("de", "zh"), constant; empty when it cannot be told. */
chatlet_str chatlet_document_language(chatlet_document_format format, chatlet_str bytes);

/* What a file beside bot.json says of the conversation. */
typedef enum chatlet_source_kind {
    CHATLET_SOURCE_UNKNOWN, /* no such file; what chatlet_source_kind_of gives for other paths */
    CHATLET_SOURCE_FLOW,    /* flows/NAME.json */
    CHATLET_SOURCE_INTENTS, /* intents/NAME.json, intents/NAME.txt, intents/NAME.<locale>.txt */
    CHATLET_SOURCE_STRINGS  /* strings/<locale>.json */
} chatlet_source_kind;

/* The kind a path's last folder and ending stand for. */
chatlet_source_kind chatlet_source_kind_of(chatlet_str path);

/* The language tag of a strings/<locale>.json; borrowed from `path`; empty for any other. */
chatlet_str chatlet_source_locale(chatlet_str path);

/* One source document. Views are borrowed during the call. */
typedef struct chatlet_document {
    chatlet_str path; /* shown in diagnostics; UTF-8 */
    chatlet_str url;  /* where a visitor can read it; a citation adds #anchor. Root-relative,
                         relative to  the bundle's folder, or absolute http(s) */
    chatlet_document_format format;
    chatlet_str bytes;
    chatlet_str title; /* of plain text, when the caller knows it; empty: its first line may say */
    bool wants_page; /* no page of it exists: write one (on_file, "pages/…") and cite that instead
                        of url, by which only the links of a list of pages are resolved then */
} chatlet_document;

/* Kinds of files a finished compile hands over. */
typedef enum chatlet_output_kind {
    CHATLET_OUTPUT_HEAD, /* last; its name holds the hash of the build */
    CHATLET_OUTPUT_PART, /* names are the hash of the bytes */
    CHATLET_OUTPUT_PAGE  /* a readable HTML page for a document that had none; name is a relative
                            path */
} chatlet_output_kind;

typedef struct chatlet_output {
    chatlet_output_kind kind;
    chatlet_str name; /* relative path of lower-case letters, digits, '-', '.', '/' (pages keep
                         their letters) */
    chatlet_str bytes;
} chatlet_output;

/* What reading one document came to: its blocks and diagnostics, or that it was refused. The bytes
 * are drawn in core/src/compile/document_record.h; they depend on the document's format, bytes
 * and title alone, and on nothing of the machine. */
typedef struct chatlet_record {
    const chatlet_allocator *allocator;
    chatlet_str bytes; /* owned */
} chatlet_record;

/* A passage that was taken into the index, for tools that tell what is in it. Views are valid
 * during the callback only. */
typedef struct chatlet_added_passage {
    chatlet_str file; /* the path given to the compiler */
    chatlet_str url;  /* of its page, without anchor */
    chatlet_str title;
    chatlet_str anchor; /* may be empty */
    chatlet_str text;   /* with control bytes that mark blocks and code */
} chatlet_added_passage;

/* What tells where a site is served. */
typedef enum chatlet_site_evidence {
    CHATLET_SITE_BY_MAP,       /* chatlet_compiler_set_site: a sitemap */
    CHATLET_SITE_BY_CANONICAL, /* canonical addresses of its pages */
    CHATLET_SITE_BY_LIST,      /* a list of its pages, llms.txt */
    CHATLET_SITE_BY_LINKS      /* a prefix that its links have and its pages' URLs have not */
} chatlet_site_evidence;

/* Where a site is served, so that links between its pages are known for such: those that begin
 * with `address` lead to pages whose URLs begin with `root`. Views are valid during the callback
 * only. */
typedef struct chatlet_site_base {
    chatlet_str root;    /* "..", "/"; empty: of URLs without a folder */
    chatlet_str address; /* "//example.org/docs", "/docs" */
    chatlet_site_evidence evidence;
    uint32_t count; /* pages, or different links, that say so */
} chatlet_site_base;

/* What a list of pages came to. Views are valid during the callback only. */
typedef struct chatlet_listed {
    chatlet_str file;     /* the path given to the compiler */
    uint32_t entry_count; /* pages it names */
    uint32_t found_count; /* of those, in the index by themselves */
    uint32_t added_count; /* of those, in the index by what the list says of them */
} chatlet_listed;

typedef struct chatlet_compile_callbacks {
    void *context; /* passed on; may be NULL */
    /* Told each diagnostic at once. NULL: they are only counted. */
    void (*on_diagnostic)(void *context, const chatlet_diagnostic *diagnostic);
    /* Takes one file; views are valid during the call. Returning false ends with
     * CHATLET_ERR_SINK. */
    bool (*on_output)(void *context, const chatlet_output *output);
    /* Told each passage, in the order of the index. NULL is allowed. */
    void (*on_passage)(void *context, const chatlet_added_passage *passage);
    /* Told how far finish is, 0 to `total`. NULL is allowed. */
    void (*on_progress)(void *context, uint32_t done, uint32_t total);
    /* Told by finish, before on_progress, each base by which links are resolved, and what each list
     * of pages came to. NULL is allowed. */
    void (*on_site_base)(void *context, const chatlet_site_base *base);
    void (*on_listed)(void *context, const chatlet_listed *listed);
} chatlet_compile_callbacks;

/* What was built; all counts. */
typedef struct chatlet_compile_report {
    uint32_t document_count; /* in the index */
    uint32_t skipped_count;  /* given, but left out, each with a diagnostic */
    uint32_t passage_count;
    uint32_t term_count;
    uint32_t part_count;
    uint32_t flow_count; /* and their nodes */
    uint32_t node_count;
    uint32_t error_count;
    uint32_t warning_count;
    uint64_t text_size_bytes;  /* of all passages */
    uint64_t index_size_bytes; /* of head and parts, before compression */
} chatlet_compile_report;

/* Settings of the bot that tools ask for before they collect documents; see
 * chatlet_compiler_get_bot. */
typedef struct chatlet_bot_source {
    chatlet_str path; /* folder, file or pattern, relative to bot.json; never empty. One that begins
                         with '!' is left out of the other sources */
    chatlet_str url;  /* prefix of its pages' addresses; empty: none given */
    bool pages;       /* write readable pages for documents that are not HTML */
} chatlet_bot_source;

typedef struct chatlet_bot {
    chatlet_str id;
    chatlet_str title;
    chatlet_str locale;
    bool has_locale; /* it was given; otherwise it is "en" */
    chatlet_str language;
    chatlet_str accent;         /* theme color "#rrggbb"; empty: the widget's own */
    chatlet_str position;       /* "end" or "start" of the page */
    chatlet_str server_url;     /* of a server of ours that counts and keeps; empty: none */
    chatlet_str server_bot;     /* this bot's id there */
    chatlet_str server_consent; /* "ask", "given" or "never" */
    const chatlet_bot_source *sources;
    uint32_t source_count;
} chatlet_bot;

/* Makes a compiler. The allocator is kept and must outlive it; callbacks are copied.
 * CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_new(const chatlet_allocator *allocator,
                                                     const chatlet_compile_callbacks *callbacks,
                                                     chatlet_compiler **compiler);

/* Frees the compiler. NULL is allowed. */
void chatlet_compiler_free(chatlet_compiler *compiler);

/* Reads bot.json; at most once and before documents. Without it the defaults are used.
 * CHATLET_ERR_INPUT    mistakes were reported; what could be read was taken.
 * CHATLET_ERR_MEMORY   nothing was taken. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_set_bot(chatlet_compiler *compiler,
                                                         chatlet_str path, chatlet_str bytes);

/* Adds a file of the conversation: a flow, intents or texts, as its path says. After
 * chatlet_compiler_set_bot, in any order; chatlet_compiler_finish checks and compiles them
 * together. While one of them has an error nothing is built: half a conversation would mislead.
 *
 * path   shown in diagnostics; its last folder and name say what it is.
 * bytes  copied.
 *
 * CHATLET_ERR_INPUT     mistakes were reported; what is right was taken.
 * CHATLET_ERR_ARGUMENT  no such file by chatlet_source_kind_of, or a document was added.
 * CHATLET_ERR_MEMORY    the compiler may only be freed. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_add_source(chatlet_compiler *compiler,
                                                            chatlet_str path, chatlet_str bytes);

/* Links the conversation and checks it as a whole: every mistake is reported, of every file. After
 * the last source and before documents; chatlet_compiler_finish does it otherwise. Once: a second
 * call gives the same answer and reports nothing.
 *
 * CHATLET_ERR_INPUT     there is an error in it, or was in one of its files: nothing can be built.
 * CHATLET_ERR_MEMORY    the compiler may only be freed. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_check(chatlet_compiler *compiler);

/* Languages beside the bot's own that the conversation has texts in (strings/<locale>.json,
 * "strings" of bot.json): each can be built by itself, see chatlet_compiler_translate_bot.
 *
 * index  from 0.
 * tag    borrowed from the compiler.
 *
 * CHATLET_ERR_ARGUMENT: there are no more, or no flows at all. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_get_text_locale(const chatlet_compiler *compiler,
                                                                 uint32_t index, chatlet_str *tag);

/* Replaces what bot.json says, for options of a tool. After chatlet_compiler_set_bot and before
 * documents.
 *
 * title   as bot.json takes it; empty changes nothing.
 * locale  the same; also decides the language of the words that bot.json leaves out.
 *
 * CHATLET_ERR_ARGUMENT  one of them is not as bot.json would take it, or a document was added.
 * CHATLET_ERR_MEMORY    nothing was taken. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_override_bot(chatlet_compiler *compiler,
                                                              chatlet_str title,
                                                              chatlet_str locale);

/* Makes the bot one of another language of the same site: with the texts that bot.json has for
 * `locale` under "locales", and the engine's own words for the rest. Its title stays unless another
 * is there. After chatlet_compiler_override_bot and before documents.
 *
 * CHATLET_ERR_ARGUMENT  no language tag, or a document was added.
 * CHATLET_ERR_MEMORY    nothing was taken. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_translate_bot(chatlet_compiler *compiler,
                                                               chatlet_str locale);

/* Says where pages are served, when the caller knows: those whose URLs begin with `root` ("../",
 * "/", "") at `address` (https://example.org/docs/). Only links between pages are resolved by it;
 * citations open what chatlet_document.url says. Before chatlet_compiler_finish; the first
 * CHATLET_SITE_BASES_MAX count.
 *
 * count  pages that say so; only told.
 *
 * CHATLET_ERR_ARGUMENT  one of them is not http, https or relative, or longer than
 *                       CHATLET_URL_BYTES_MAX.
 * CHATLET_ERR_MEMORY    nothing was taken. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_set_site(chatlet_compiler *compiler,
                                                          chatlet_str root, chatlet_str address,
                                                          uint32_t count);

/* The bot as read or by default; views are borrowed until the compiler is freed. */
void chatlet_compiler_get_bot(const chatlet_compiler *compiler, chatlet_bot *bot);

/* Reads one document into passages, and hands its page, if it wants one, to on_output at once. The
 * bytes may be freed afterwards. A list of pages (CHATLET_FORMAT_LINKS) is kept for
 * chatlet_compiler_finish: titles and descriptions count as texts of links to the pages it names,
 * and stand for pages in which nothing could be read. When no other document is in the index, each
 * page it names becomes one, with the description as its text.
 * CHATLET_ERR_INPUT    it was refused and reported; go on with the next.
 * CHATLET_ERR_LIMIT    CHATLET_DOCUMENTS_MAX or CHATLET_PASSAGES_MAX is reached; reported.
 * CHATLET_ERR_MEMORY   the allocator refused; this document is left out, the compiler stays usable.
 * CHATLET_ERR_SINK     on_output refused the page; so will every later call. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_add_document(chatlet_compiler *compiler,
                                                              const chatlet_document *document);

/* Reads one document into a record, to be added by chatlet_compiler_add_record. Uses nothing but
 * its arguments: it may be called on any thread, as long as the allocator may.
 *
 * document  path, url and wants_page are not looked at.
 * record    owned by the caller; chatlet_record_free.
 *
 * CHATLET_OK          also when the document is refused: the record says so, and why.
 * CHATLET_ERR_MEMORY  nothing was made. */
CHATLET_MUST_USE chatlet_status chatlet_record_make(const chatlet_allocator *allocator,
                                                    const chatlet_document *document,
                                                    chatlet_record *record);

/* Frees what chatlet_record_make made; the record is empty afterwards. An empty one is allowed. */
void chatlet_record_free(chatlet_record *record);

enum { CHATLET_RECORD_NAME_BYTES = 32 };

/* A name under which the record of a document may be kept: equal for equal formats, bytes and
 * titles, of readers of one version and one salt, and for nothing else; 32 lower-case hex digits
 * without a zero byte.
 *
 * salt  tells builds of the engine apart whose readers may differ; may be empty. */
void chatlet_record_name(const chatlet_document *document, chatlet_str salt,
                         char name[CHATLET_RECORD_NAME_BYTES]);

/* Adds a document that was read before, with the same outcome and the same output as
 * chatlet_compiler_add_document. A record is checked whole before it is used, wherever it comes
 * from.
 *
 * document  as for chatlet_compiler_add_document; its bytes and title are not looked at.
 * record    may be freed afterwards.
 *
 * CHATLET_ERR_SYNTAX   the record is damaged; nothing was reported or taken: read the document.
 * CHATLET_ERR_VERSION  it is of another version, or no record at all; the same.
 * Otherwise as chatlet_compiler_add_document. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_add_record(chatlet_compiler *compiler,
                                                            const chatlet_document *document,
                                                            chatlet_str record);

/* Builds the index and hands its files to on_output, the head last. Call once.
 * CHATLET_OK           built, although documents may have been left out: see the report.
 * CHATLET_ERR_INPUT    there is nothing to build from; reported. The report has the counts of
 *                      mistakes.
 * CHATLET_ERR_SINK     on_output said no.
 * CHATLET_ERR_MEMORY   the allocator refused; nothing usable was written, since the head comes
 * last. */
CHATLET_MUST_USE chatlet_status chatlet_compiler_finish(chatlet_compiler *compiler,
                                                        chatlet_compile_report *report);

#endif
