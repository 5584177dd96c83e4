/* bot.json to a bot.
 *
 *     {"id": "docs", "title": "…", "locale": "en", "greeting": "…", "miss": "…",
 *      "suggestions": ["…"],
 *      "locales": {"es": {"title": "…", "greeting": "…", "miss": "…", "suggestions": ["…"]}},
 *      "knowledge": {"sources": [{"path": "docs", "url": "https://…/", "pages": true}],
 *                    "fields": {"version": [{"path": "v15/", "value": "15"}], "product": "pages",
 *                               "section": "folder"}},
 *      "answer": {"min_confidence": 0.5},
 *      "suggest_while_typing": false,
 *      "theme": {"accent": "#0a7cff", "position": "end"},
 *      "server": {"url": "https://chat.example.com", "bot": "bot_…", "consent": "ask"}}
 *
 * Fields of the conversation (flow_parse.h) are passed by: start, flows, vars, intents, entities,
 * triggers, strings, connections, engines, trigger_confidence, migrate; and ui, an editor's own.
 *
 * Every field may be missing. Each mistake is reported with its place; what is right is taken. */
#ifndef CLET_COMPILE_BOT_READ_H
#define CLET_COMPILE_BOT_READ_H

#include "../base/arena.h"
#include "index_build.h"
#include "diagnostic.h"

/* What a bot says in another of its languages. */
typedef struct clet_bot_locale {
    chatlet_str tag;
    chatlet_str title; /* empty unless given, as are the texts below */
    chatlet_str greeting;
    chatlet_str miss;
    const chatlet_str *suggestions; /* NULL when there are none */
    uint32_t suggestion_count;
} clet_bot_locale;

/* Pages whose path begins so count for more, or for less. */
typedef struct clet_bot_boost {
    chatlet_str path; /* below the source's folder, as diagnostics name it */
    uint8_t factor;   /* x CLET_BOOST_NEUTRAL; at least 1 */
} clet_bot_boost;

/* Pages whose path begins so have the values, unless they give some themselves. */
typedef struct clet_bot_field_rule {
    chatlet_str path;   /* as of a boost; empty: every page */
    chatlet_str values; /* parted by ',' */
} clet_bot_field_rule;

/* A field of pages' metadata that the author names. */
typedef struct clet_bot_field {
    chatlet_str name;
    bool is_folder; /* the first folder of a page's path below its source, for want of a value */
    const clet_bot_field_rule *rules; /* NULL when there are none; the first that fits counts */
    uint32_t rule_count;
    chatlet_str file; /* with line and column: where it is named */
    uint32_t line;
    uint32_t column;
} clet_bot_field;

/* A bot as its author wrote it. Views are in the arena or constant. */
typedef struct clet_bot {
    chatlet_str id;       /* lower-case letters, digits, '-'; "assistant" unless given */
    chatlet_str title;    /* empty until clet_bot_complete, unless given, as are the texts below */
    chatlet_str locale;   /* "en" unless given */
    chatlet_str language; /* of the stemmer; empty until clet_bot_complete */
    chatlet_str greeting;
    chatlet_str miss;
    chatlet_str trouble;    /* never given; the locale's */
    chatlet_str retry;      /* never given; the locale's */
    chatlet_str partial;    /* the same */
    chatlet_str accent;     /* "#rrggbb", or empty: the widget's own */
    chatlet_str position;   /* "end" or "start" */
    chatlet_str server_url; /* of a server of ours that counts and keeps; empty: none */
    chatlet_str server_bot; /* this bot's id there */
    chatlet_str
        server_consent; /* whose decision it is that words are kept: "ask", "given", "never" */
    bool has_locale;
    bool is_quiet_while_typing; /* no suggestions while a visitor types */
    bool has_min_confidence;
    uint32_t min_confidence;           /* 0 to 1,000,000, when given */
    const chatlet_str *suggestions;    /* NULL when there are none, like all lists here */
    const clet_bot_locale *locales;    /* as given */
    const chatlet_bot_source *sources; /* as given */
    const clet_synonyms *synonyms;
    const clet_bot_boost *boosts; /* the first that fits counts */
    const clet_bot_field *fields;
    uint32_t suggestion_count;
    uint32_t locale_count;
    uint32_t source_count;
    uint32_t synonym_count;
    uint32_t boost_count;
    uint32_t field_count; /* at most CHATLET_FIELDS_MAX */
} clet_bot;

/* A bot nobody wrote anything about. */
void clet_bot_init(clet_bot *bot);

/* Reads bot.json into `bot`, which clet_bot_init made.
 *
 * allocator  for the parsed tree, which is gone afterwards.
 * arena      gets all texts.
 * path       of the file, for diagnostics.
 *
 * CHATLET_ERR_INPUT   mistakes were reported; the rest was taken.
 * CHATLET_ERR_MEMORY  the bot is untouched. */
CHATLET_MUST_USE chatlet_status clet_bot_read(const chatlet_allocator *allocator, clet_arena *arena,
                                              chatlet_str path, chatlet_str bytes,
                                              clet_reporter *reporter, clet_bot *bot);

/* Makes the bot one of `locale`, a tag as clet_bot_locale_is_valid has it: its texts are those of
 * `locales` for the tag, or else for its language; those of the bot's own language are left out,
 * but for the title, which may be a name. */
void clet_bot_translate(clet_bot *bot, chatlet_str locale);

/* Fills what the author left out with the words of the locale's language. */
void clet_bot_complete(clet_bot *bot);

#endif
