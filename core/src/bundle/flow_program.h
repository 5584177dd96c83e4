/* A compiled set of flows, as the interpreter reads it: what flow_lower makes and flow_write
 * stores, and flow_read makes again of a bundle's bytes, checked whole.
 *
 * Everything is an array; numbers of things are their places in them. All expressions
 * (expr_format.h) and templates (template_format.h) are over the same slots: first the system
 * variables (flow_names.h), then the bot's variables in program.variables order, then those of the
 * flow that runs, flow.locals. An empty text is "none" wherever an expression or a template may be
 * left out. */
#ifndef CLET_BUNDLE_FLOW_PROGRAM_H
#define CLET_BUNDLE_FLOW_PROGRAM_H

#include "../base/arena.h"
#include "flow_names.h"
#include "locale_data.h"

#include <chatlet/base.h>
#include <chatlet/limits.h>
#include <chatlet/value.h>

/* Whether this build of the engine plays flows: the module for sites without any leaves them out,
 * which halves it. Conditions on it are constant, so that nothing of flows is linked. */
#ifdef CHATLET_WITHOUT_FLOWS
enum { CLET_PLAYS_FLOWS = 0 };
#else
enum { CLET_PLAYS_FLOWS = 1 };
#endif

/* Where a node goes on: the number of a node, or one of these. */
typedef uint32_t clet_target;

enum {
    CLET_TARGET_NONE = 0xffffffff,
    CLET_TARGET_END = 0xfffffffe,
    CLET_TARGET_RETURN = 0xfffffffd,  /* from a called flow, the body of an each, an interrupt */
    CLET_TARGET_BACK = 0xfffffffc,    /* to the question before */
    CLET_TARGET_RESTART = 0xfffffffb, /* the start flow, with variables as at first */
    CLET_TARGET_FIRST = 0xfffffff0    /* node numbers are below */
};

typedef enum clet_scope {
    CLET_SCOPE_TURN,    /* unset again with every event */
    CLET_SCOPE_FLOW,    /* one value for each time the flow runs; only flow.locals */
    CLET_SCOPE_SESSION, /* until the session ends */
    CLET_SCOPE_VISITOR, /* kept by the host between sessions: the `set` effect, start's visitor */
    CLET_SCOPE_COUNT
} clet_scope;

typedef enum clet_variable_from {
    CLET_FROM_NOWHERE,
    CLET_FROM_URL,  /* start's vars under "url": the page's query */
    CLET_FROM_PAGE, /* under "page": what the page says, data-… */
    CLET_FROM_HOST, /* under "host": the program that embeds it */
    CLET_FROM_COUNT
} clet_variable_from;

typedef struct clet_flow_variable {
    chatlet_str name;
    uint8_t kind;        /* a chatlet_value_kind; CHATLET_VALUE_TYPE stands for any */
    uint8_t scope;       /* a clet_scope */
    uint8_t from;        /* a clet_variable_from */
    bool is_personal;    /* pii */
    uint32_t hash;       /* of the name; set by clet_flow_index */
    chatlet_str initial; /* expression; evaluated at start or when the flow begins; may be empty */
} clet_flow_variable;

/* A text to show: one of its variants, each a template; none: nothing is said. */
typedef struct clet_flow_text {
    const chatlet_str *variants;
    uint32_t count;
} clet_flow_text;

/* Variable and expression: set, args, in and out. */
typedef struct clet_flow_assignment {
    chatlet_str name;  /* of args; for readers of traces otherwise */
    uint32_t slot;     /* of set and in (of the called flow), out (of the caller); else 0 */
    chatlet_str value; /* expression; of out: over the called flow's slots */
} clet_flow_assignment;

typedef struct clet_flow_assignments {
    const clet_flow_assignment *items;
    uint32_t count;
} clet_flow_assignments;

/* An answer to choose, or a button of a card. */
typedef struct clet_flow_option {
    chatlet_str id;       /* unique within its list; what the `choice` event names */
    chatlet_value value;  /* string, bool, int or double; what the variable gets */
    clet_flow_text label; /* plain text */
    clet_flow_text description;
    chatlet_str when;            /* expression of bool: offered only if true */
    clet_target target;          /* NONE: the node's own */
    chatlet_str image;           /* template of a URL */
    const chatlet_str *synonyms; /* other words for it */
    uint32_t synonym_count;
    chatlet_str url; /* template; of a card's button that opens a page instead */
} clet_flow_option;

typedef struct clet_flow_options {
    const clet_flow_option *items;
    uint32_t count;
} clet_flow_options;

typedef struct clet_flow_media clet_flow_media;

struct clet_flow_media {
    clet_media_kind kind;
    chatlet_str source; /* template of a URL */
    clet_flow_text alternative;
    clet_flow_text title;
    clet_flow_text text; /* Markdown tokens */
    clet_flow_options actions;
    const clet_flow_media *items; /* of carousel and list: cards, no deeper */
    uint32_t item_count;
};

typedef struct clet_flow_field {
    chatlet_str name; /* of its variable */
    uint32_t slot;
    clet_field_kind kind;
    clet_flow_text prompt;
    clet_flow_text retry;  /* said when an answer is not taken; none: words of the locale */
    chatlet_str valid;     /* expression of bool over `value` */
    chatlet_str transform; /* expression over `value`: what the variable gets */
    chatlet_str when;      /* expression of bool: asked only if true */
    chatlet_str initial;   /* default: an expression */
    uint32_t entity;       /* number + 1; 0: none */
    clet_flow_options choices;
    chatlet_str choices_from; /* expression of a list: of strings, or of maps {id, label} */
    bool has_minimum, has_maximum;
    double minimum, maximum;   /* of numbers, ratings, dates' and texts' lengths, choices' counts */
    const chatlet_str *accept; /* of file: MIME types or endings */
    uint32_t accept_count;
    uint32_t retries; /* answers refused before `fail`; CLET_RETRIES_DEFAULT unless said */
    bool is_required;
    bool is_interruptible;
    bool is_personal;
} clet_flow_field;

enum { CLET_RETRIES_DEFAULT = 3 };

typedef struct clet_flow_case {
    chatlet_str name; /* branches: a value as text; split: the arm; listen: the intent */
    chatlet_str when; /* expression; of branch */
    uint32_t number;  /* listen: the intent's number; split: weight, above 0 */
    clet_target target;
} clet_flow_case;

typedef enum clet_human_kind {
    CLET_HUMAN_HANDOFF,
    CLET_HUMAN_TICKET,
    CLET_HUMAN_APPROVE,
    CLET_HUMAN_COUNT
} clet_human_kind;

typedef enum clet_cite {
    CLET_CITE_INLINE,
    CLET_CITE_LIST,
    CLET_CITE_NONE,
    CLET_CITE_COUNT
} clet_cite;

/* A node. Which members count stands behind them; others are empty. */
typedef struct clet_flow_node {
    clet_node_kind kind;
    chatlet_str name;    /* within its flow */
    uint32_t flow;       /* number */
    uint32_t hash;       /* of its flow's name and its own; set by clet_flow_index */
    clet_target next;    /* NONE only where every way out is another */
    clet_target fail;    /* NONE: the error trigger, else the session says trouble and ends */
    uint64_t timeout_ms; /* 0: none */
    uint32_t save_slot;  /* where the result goes; CLET_SLOT_NONE */

    clet_flow_text text;          /* say; human: summary; llm: prompt; ask: confirm */
    clet_flow_text system;        /* llm */
    const clet_flow_media *media; /* say */
    uint32_t media_count;
    uint32_t delay_ms; /* say */

    const clet_flow_field *fields; /* ask */
    uint32_t field_count;
    bool is_form; /* ask: all fields at once */

    const clet_flow_case *cases; /* listen, branch, split; ask: branches */
    uint32_t case_count;
    uint32_t min_confidence; /* listen, answer (min_score): 0 to 1,000,000; 0: the bot's own */
    bool by_visitor;         /* split: by the visitor's id instead of the session's seed */

    clet_flow_assignments assignments; /* set; call: in; do: args; http: headers */
    clet_flow_assignments outputs;     /* call: out */

    chatlet_str expression; /* each: in; answer: query; wait: until; end: score; http: ok;
                               llm: until; human: hours, a bool that is true when open */
    uint32_t slot;          /* each: as */
    clet_target target;     /* each: do; call: the flow's start; jump: to; answer: miss; human:
                               closed */
    clet_target approved, rejected; /* human */
    uint32_t limit; /* each: items at most; answer: top; llm: max_turns; http: retries */

    chatlet_str label;   /* do: action; http: method; wait: event; human: team; end: outcome */
    uint32_t connection; /* http, do, human, llm: number + 1; 0: none */
    chatlet_str url;     /* http: template of a URL (values are escaped for one) */
    chatlet_str body;    /* http: expression of what is sent; empty: nothing */
    chatlet_str schema;  /* llm: JSON text of `output` */
    uint64_t wait_ms;    /* wait */
    uint32_t max_tokens; /* llm */
    clet_human_kind human;
    clet_cite cite;          /* answer */
    chatlet_str filter;      /* answer: sources, as a filter (chatlet/query.h) */
    bool is_server_side;     /* http */
    bool has_no_idempotency; /* http: `idempotency` false, so that it is never sent twice */
} clet_flow_node;

enum { CLET_SLOT_NONE = 0xffffffff };

typedef struct clet_flow {
    chatlet_str name;
    uint32_t hash; /* of the name; set by clet_flow_index */
    clet_target start;
    clet_flow_variable *locals; /* slots behind the bot's; first the in-parameters */
    uint32_t local_count;
    uint32_t parameter_count; /* of in: the first locals */
} clet_flow;

typedef enum clet_trigger_mode {
    CLET_TRIGGER_INTERRUPT, /* call, and ask the pending question again afterwards */
    CLET_TRIGGER_REPLACE,   /* what ran is forgotten */
    CLET_TRIGGER_RESUME,    /* call, and go on waiting without asking again */
    CLET_TRIGGER_MODE_COUNT
} clet_trigger_mode;

typedef struct clet_flow_trigger {
    clet_trigger_kind kind;
    clet_trigger_mode mode;
    uint32_t intent;    /* of intent: number */
    chatlet_str match;  /* keyword: folded words, or a pattern when is_pattern; event: its name;
                            page: a URL pattern with '*'; schedule: unused */
    bool is_pattern;    /* match is a program of pattern_format.h */
    uint64_t after_ms;  /* idle, page: time without input, on the page */
    chatlet_str when;   /* expression of bool; of schedule: true when it is due */
    clet_target target; /* a node */
    int32_t priority;   /* higher first; then by their order */
} clet_flow_trigger;

/* A sentence that means an intent. Words are folded as text/word_form has it, joined by single
 * spaces; an entity stands as "{number}" in place of a word. */
typedef struct clet_flow_intent {
    chatlet_str name;
    int32_t priority;
    const chatlet_str *phrases; /* exact sentences, folded */
    uint32_t phrase_count;
    const chatlet_str *keywords; /* words or word sequences anywhere in the text, folded */
    uint32_t keyword_count;
    const chatlet_str *patterns; /* programs of pattern_format.h */
    uint32_t pattern_count;
} clet_flow_intent;

typedef struct clet_entity_value {
    chatlet_str value;
    const chatlet_str *synonyms; /* folded; the value itself among them */
    uint32_t synonym_count;
} clet_entity_value;

typedef struct clet_flow_entity {
    chatlet_str name;
    const clet_entity_value *values;
    uint32_t value_count;
    chatlet_str pattern; /* program; of a regular expression */
    uint32_t builtin;    /* a clet_field_kind + 1 that reads it, or 0 */
} clet_flow_entity;

/* Where data leaves to. Never a secret: the bundle is public. */
typedef struct clet_flow_connection {
    chatlet_str name;
    chatlet_str url;                     /* http(s) or relative; empty: none */
    chatlet_str method;                  /* "POST" unless said */
    chatlet_str format;                  /* "json", "form" or "mailto" */
    chatlet_str mailto;                  /* address for a pre-filled e-mail; empty: none */
    const clet_flow_assignment *headers; /* value: constant texts, not expressions */
    uint32_t header_count;
    bool is_server; /* it takes a secret, so only chatletd can use it */
} clet_flow_connection;

/* Who answers a text that nothing awaits, in this order. */
typedef enum clet_engine {
    CLET_ENGINE_TRIGGERS,
    CLET_ENGINE_RETRIEVAL,
    CLET_ENGINE_LLM,
    CLET_ENGINE_COUNT
} clet_engine;

typedef struct clet_flow_words { /* of the locale, plain texts; the author's or the engine's own */
    chatlet_str invalid[CLET_FIELD_KIND_COUNT]; /* what is wrong, when a field has no retry */
    chatlet_str required;
    chatlet_str yes, no;
    chatlet_str trouble;
} clet_flow_words;

typedef struct clet_flow_program {
    clet_flow *flows;
    uint32_t flow_count;
    uint32_t start_flow; /* CLET_TARGET_NONE: a session begins with the bot's greeting */
    clet_flow_node *nodes;
    uint32_t node_count;
    const uint32_t *nodes_by_hash; /* numbers, by rising hash; set by clet_flow_index */
    clet_flow_variable *variables; /* slots behind the system's */
    uint32_t variable_count;
    uint32_t local_max;                /* the most locals of a flow */
    const clet_flow_trigger *triggers; /* by falling priority, then as written */
    uint32_t trigger_count;
    const clet_flow_intent *intents;
    uint32_t intent_count;
    const clet_flow_entity *entities;
    uint32_t entity_count;
    const clet_flow_connection *connections;
    uint32_t connection_count;
    clet_engine engines[CLET_ENGINE_COUNT];
    uint32_t engine_count;
    uint32_t trigger_confidence; /* a text needs to be a trigger's, 0 to 1,000,000 */
    bool restarts_on_change; /* migrate: a session of another build begins anew instead of moving */
    clet_flow_words words;
    clet_locale_data locale;
    chatlet_str language; /* code, for folding: "en" */
} clet_flow_program;

/* Fills in what is said to be set by it: names as states keep them, so that a session may move to
 * another build. After everything else; the index comes from the arena.
 *
 * CHATLET_ERR_BUNDLE   two nodes or two variables of one scope have the same hash (about once in
 *                      a thousand bots of a thousand nodes): one of them must get another name.
 * CHATLET_ERR_MEMORY */
CHATLET_MUST_USE chatlet_status clet_flow_index(clet_flow_program *program, clet_arena *arena);

/* The node, the flow with that hash; CLET_TARGET_NONE when there is none. */
clet_target clet_flow_find_node(const clet_flow_program *program, uint32_t hash);
uint32_t clet_flow_find_flow(const clet_flow_program *program, uint32_t hash);

/* Slots an expression may read while `flow` runs. */
static inline uint32_t clet_flow_slot_count(const clet_flow_program *program, uint32_t flow) {
    return (uint32_t)CLET_SYSTEM_VARIABLE_COUNT + program->variable_count +
           program->flows[flow].local_count;
}

#endif
