/* A bot's conversation as its author wrote it: what flow_parse makes of bot.json, flows/, intents/
 * and strings/, what flow_resolve links, flow_check examines and flow_lower compiles.
 *
 * Nothing is checked here but the shape of the JSON: names are names, expressions and templates are
 * texts. Each thing has the place where it stands, so that whoever finds a mistake can tell where.
 * A thing with a mistake of shape was reported by the parser and is left out, or stands here
 * without the wrong part; so later passes never report the same mistake twice.
 *
 * All of it is in the arena of the tree; texts are borrowed from the parsed files, which the tree
 * owns too. Members that resolving fills in are marked "resolved:". */
#ifndef CLET_COMPILE_FLOW_AST_H
#define CLET_COMPILE_FLOW_AST_H

#include "../base/arena.h"
#include "../base/map.h"
#include "../bundle/flow_program.h"
#include "diagnostic.h"

#include <chatlet/json.h>

typedef struct clet_ast_flow clet_ast_flow;
typedef struct clet_ast_node clet_ast_node;
typedef struct clet_ast_variable clet_ast_variable;
typedef struct clet_ast_intent clet_ast_intent;
typedef struct clet_ast_entity clet_ast_entity;
typedef struct clet_ast_connection clet_ast_connection;
typedef struct clet_ast_media clet_ast_media;
typedef struct clet_flow_ast clet_flow_ast;

/* Where something stands: of a text in quotes the opening quote, of a name its quote. */
typedef struct clet_ast_place {
    uint32_t file;   /* in clet_flow_ast.files */
    uint32_t offset; /* bytes from its beginning */
} clet_ast_place;

/* A file, kept whole for places. */
typedef struct clet_ast_file {
    chatlet_str path;  /* as diagnostics name it */
    chatlet_str bytes; /* arena */
} clet_ast_file;

/* A name, an address, a word: any text that may be left out. */
typedef struct clet_ast_name {
    chatlet_str text; /* unescaped; empty when not given, but may be empty when given, too */
    clet_ast_place place;
    bool is_given;
} clet_ast_name;

typedef struct clet_ast_number {
    double number;
    int64_t integer; /* the same, of those the parser took as whole numbers */
    clet_ast_place place;
    bool is_given;
} clet_ast_number;

typedef struct clet_ast_flag {
    bool is_set; /* the default when not given */
    bool is_given;
    clet_ast_place place;
} clet_ast_flag;

/* What the result of an expression must be. */
typedef enum clet_ast_wanted {
    CLET_AST_WANTED_ANY,
    CLET_AST_WANTED_BOOL,
    CLET_AST_WANTED_STRING,
    CLET_AST_WANTED_NUMBER, /* int or double */
    CLET_AST_WANTED_TIMESTAMP,
    CLET_AST_WANTED_ITEMS,   /* a list, or a map whose keys are gone through */
    CLET_AST_WANTED_LIST,    /* a list */
    CLET_AST_WANTED_VARIABLE /* what `variable` below holds */
} clet_ast_wanted;

/* Whose variables an expression or a template may name beside the system's and the bot's. */
typedef struct clet_ast_expression {
    chatlet_str text; /* CEL. When is_composed: made of a JSON value by the parser */
    clet_ast_place place;
    bool is_given;
    bool is_composed; /* offsets within say nothing about the file; mistakes stand at `place` */
    clet_ast_wanted wanted;
    const clet_ast_variable *variable; /* resolved: what is assigned to; NULL when unknown */
    const clet_ast_flow *scope; /* resolved: whose locals it may name; NULL: of the bot alone */
} clet_ast_expression;

/* Where a text goes, which decides how values are escaped in it and whether it is Markdown. */
typedef enum clet_ast_text_kind {
    CLET_AST_TEXT_MARKDOWN, /* said: say, prompt, retry, confirm, text of a card */
    CLET_AST_TEXT_PLAIN,    /* labels, titles, alternative texts, what goes to people and models */
    CLET_AST_TEXT_URL       /* addresses: values are escaped for them */
} clet_ast_text_kind;

typedef struct clet_ast_variant {
    chatlet_str text; /* a template; or a key of strings */
    clet_ast_place place;
    bool is_key;
} clet_ast_variant;

/* A text, or several of which one is chosen; count 0: not given. */
typedef struct clet_ast_text {
    const clet_ast_variant *variants;
    uint32_t count;
    clet_ast_text_kind kind;
    clet_ast_place place;
    const clet_ast_flow *scope; /* resolved: as of an expression */
} clet_ast_text;

/* Words of one language: an example, a keyword, a synonym. */
typedef struct clet_ast_phrase {
    chatlet_str locale; /* a tag; empty: the bot's own */
    chatlet_str text;
    clet_ast_place place;
} clet_ast_phrase;

typedef struct clet_ast_phrases {
    clet_ast_phrase *items;
    uint32_t count;
    uint32_t capacity; /* the parser's */
} clet_ast_phrases;

/* Where the conversation goes on. */
typedef enum clet_ast_target {
    CLET_AST_TARGET_NONE,  /* not given */
    CLET_AST_TARGET_WRONG, /* resolved: there is no such node; reported as E01 */
    CLET_AST_TARGET_NODE,
    CLET_AST_TARGET_END,
    CLET_AST_TARGET_RETURN,
    CLET_AST_TARGET_BACK,
    CLET_AST_TARGET_RESTART
} clet_ast_target;

typedef struct clet_ast_ref {
    chatlet_str text; /* "node", "flow.node", "$end" … */
    clet_ast_place place;
    bool is_given;
    clet_ast_target target;    /* resolved */
    const clet_ast_node *node; /* resolved: of CLET_AST_TARGET_NODE; else NULL */
} clet_ast_ref;

/* A variable that something is put into. */
typedef struct clet_ast_variable_ref {
    chatlet_str text;
    clet_ast_place place;
    bool is_given;
    const clet_ast_variable *variable; /* resolved: NULL when there is none: reported as E04 */
} clet_ast_variable_ref;

/* An intent, entity, connection or flow that something names; the pointers are resolved: NULL when
 * there is none, which is reported: intents, entities and flows as E01, connections as E15. */
typedef struct clet_ast_intent_ref {
    clet_ast_name name;
    const clet_ast_intent *intent;
} clet_ast_intent_ref;

typedef struct clet_ast_entity_ref {
    clet_ast_name name;
    const clet_ast_entity *entity;
} clet_ast_entity_ref;

typedef struct clet_ast_connection_ref {
    clet_ast_name name;
    const clet_ast_connection *connection;
} clet_ast_connection_ref;

typedef struct clet_ast_flow_ref {
    clet_ast_name name;
    const clet_ast_flow *flow;
} clet_ast_flow_ref;

/* Name and expression: set.assign, call.in, call.out, do.args, http.headers. */
typedef struct clet_ast_assignment {
    clet_ast_variable_ref target;   /* of args and headers only text and place count */
    clet_ast_expression expression; /* of call.out: over the called flow's variables */
} clet_ast_assignment;

typedef struct clet_ast_assignments {
    clet_ast_assignment *items;
    uint32_t count;
} clet_ast_assignments;

/* An answer to choose, or a button of a card. */
typedef struct clet_ast_option {
    clet_ast_place place;
    clet_ast_text label;
    clet_ast_text description;
    const chatlet_json *value; /* a text, true, false or a number; NULL: the label's text is it */
    clet_ast_ref target;       /* goto */
    clet_ast_expression when;
    clet_ast_text image; /* one variant; a URL */
    clet_ast_text url;   /* one variant; of a button that opens a page */
    clet_ast_phrases synonyms;
} clet_ast_option;

typedef struct clet_ast_options {
    clet_ast_option *items;
    uint32_t count;
    clet_ast_place place; /* of the list */
} clet_ast_options;

struct clet_ast_media {
    clet_ast_place place;
    clet_media_kind kind;
    clet_ast_text source;      /* src: one variant; a URL */
    clet_ast_text alternative; /* alt */
    clet_ast_text title;
    clet_ast_text text;
    clet_ast_options actions;
    clet_ast_media *items; /* of a carousel or list: cards, which have none */
    uint32_t item_count;
};

typedef struct clet_ast_field {
    clet_ast_place place;
    clet_ast_variable_ref variable; /* var */
    clet_field_kind kind;
    clet_ast_place kind_place;
    clet_ast_text prompt;
    clet_ast_text retry;
    clet_ast_expression valid;
    clet_ast_expression transform; /* wants the field's variable */
    clet_ast_expression when;
    clet_ast_expression initial; /* default; wants the field's variable */
    clet_ast_entity_ref entity;
    clet_ast_options choices; /* has_choices says whether they were given */
    clet_ast_expression choices_from;
    clet_ast_number minimum; /* min */
    clet_ast_number maximum; /* max */
    clet_ast_name *accept;
    uint32_t accept_count;
    clet_ast_number retries;        /* whole, from 0 */
    clet_ast_flag is_required;      /* default true */
    clet_ast_flag is_interruptible; /* interrupt; default true */
    clet_ast_flag is_personal;      /* pii; default false: then its variable's flag counts, too */
    bool has_choices;
} clet_ast_field;

/* One way on among several: branch.cases, split.arms, listen.intents, ask.branches. */
typedef struct clet_ast_case {
    clet_ast_place place;
    clet_ast_name name;         /* ask: the value as text; split: the arm; listen: the intent */
    clet_ast_expression when;   /* branch */
    clet_ast_number weight;     /* split; any number as written */
    clet_ast_intent_ref intent; /* listen; its name is `name` */
    clet_ast_ref target;        /* goto */
} clet_ast_case;

typedef struct clet_ast_cases {
    clet_ast_case *items;
    uint32_t count;
    clet_ast_place place; /* of the list or object */
} clet_ast_cases;

/* A node. The member named like its kind counts, of the others nothing is set. */
struct clet_ast_node {
    chatlet_str name;
    clet_ast_place place; /* of its name */
    clet_node_kind kind;
    clet_ast_place kind_place; /* of the value of `type` */
    const clet_ast_flow *flow;
    uint32_t number; /* resolved: among all nodes of all flows, in their order */

    clet_ast_ref next;
    clet_ast_ref fail;
    clet_ast_number timeout_ms; /* whole, from 1 */
    clet_ast_variable_ref save;

    union {
        struct {
            clet_ast_text text;
            clet_ast_media *media;
            uint32_t media_count;
            clet_ast_number delay_ms; /* whole, from 0 */
        } say;
        struct {
            clet_ast_field *fields;
            uint32_t field_count;
            bool is_form; /* layout */
            clet_ast_text confirm;
            clet_ast_cases branches;
        } ask;
        struct {
            clet_ast_cases intents;
            clet_ast_number min_confidence; /* 0 to 1 */
        } listen;
        struct {
            clet_ast_assignments assign;
        } set;
        struct {
            clet_ast_cases cases;
        } branch;
        struct {
            clet_ast_cases arms;
            bool by_visitor; /* by */
        } split;
        struct {
            clet_ast_expression in;
            clet_ast_variable_ref as;
            clet_ast_ref body;     /* do */
            clet_ast_number limit; /* whole, from 1 */
        } each;
        struct {
            clet_ast_flow_ref flow;
            clet_ast_assignments in;  /* targets are locals of the called flow */
            clet_ast_assignments out; /* targets are variables of this flow or the bot */
        } call;
        struct {
            clet_ast_ref to;
        } jump;
        struct {
            clet_ast_expression query; /* not given: text */
            clet_ast_name *sources;
            uint32_t source_count;
            clet_ast_number top;       /* whole, from 1 */
            clet_ast_number min_score; /* 0 to 1 */
            clet_cite cite;
            bool by_llm; /* mode */
            clet_ast_ref miss;
        } answer;
        struct {
            clet_ast_connection_ref connection;
            clet_ast_text system;
            clet_ast_text prompt;
            const chatlet_json *output; /* JSON Schema; NULL: none */
            clet_ast_name *tools;
            uint32_t tool_count;
            clet_ast_expression until;
            clet_ast_number max_turns;  /* whole, from 1 */
            clet_ast_number max_tokens; /* whole, from 1 */
        } llm;
        struct {
            clet_ast_connection_ref connection;
            clet_ast_name method; /* one of GET POST PUT PATCH DELETE; not given: GET, or POST when
                                     there is a body */
            clet_ast_text url;    /* one variant */
            clet_ast_assignments headers; /* expressions are composed of templates */
            clet_ast_expression body;
            bool is_server_side;       /* side */
            clet_ast_number retries;   /* whole, from 0 */
            clet_ast_flag idempotency; /* default true */
            clet_ast_expression ok;
        } http;
        struct {
            clet_ast_name action;
            clet_ast_assignments args;
            clet_ast_connection_ref connection;
        } act; /* `do`, which C keeps for itself */
        struct {
            clet_ast_number ms; /* whole, from 0 */
            clet_ast_expression until;
            clet_ast_name event;
        } wait;
        struct {
            clet_human_kind what;
            clet_ast_name team;
            clet_ast_expression hours;
            clet_ast_text summary;
            clet_ast_ref closed;
            clet_ast_ref approved;
            clet_ast_ref rejected;
            clet_ast_connection_ref connection;
        } human;
        struct {
            clet_ast_name outcome;
            clet_ast_expression score;
        } end;
    };
};

/* A variable of the bot, or a local of a flow. */
struct clet_ast_variable {
    chatlet_str name;
    clet_ast_place place;
    clet_ast_name type;          /* as written: "int", "list(string)" */
    uint8_t kind;                /* resolved: a chatlet_value_kind; CHATLET_VALUE_TYPE for any */
    const chatlet_json *initial; /* init; NULL: none */
    clet_ast_expression initial_expression; /* the same, composed; wants the variable */
    clet_scope scope;                       /* of locals CLET_SCOPE_FLOW */
    clet_variable_from from;
    bool is_personal;          /* pii */
    bool is_parameter;         /* of the flow's `in` */
    bool is_result;            /* of the flow's `out` */
    const clet_ast_flow *flow; /* NULL: of the bot */
    uint32_t slot; /* resolved: in every expression of its scope: CLET_SYSTEM_VARIABLE_COUNT and its
                      place in the bot's, then in the flow's */
};

typedef struct clet_ast_trigger {
    clet_ast_place place;
    clet_trigger_kind kind; /* on */
    clet_ast_name *matches; /* match: one text or several; a keyword in slashes, "/…/", is a
                                  regular expression */
    uint32_t match_count;
    clet_ast_intent_ref intent; /* of an intent: the first match */
    clet_ast_number after_ms;   /* whole, from 1 */
    clet_ast_expression when;
    clet_ast_ref target; /* goto; of a flow's trigger not given: the flow's start, in target.node */
    clet_trigger_mode mode;
    clet_ast_number priority;  /* whole; 0 unless given */
    const clet_ast_flow *flow; /* where it is written; NULL: bot.json */
} clet_ast_trigger;

typedef struct clet_ast_triggers {
    clet_ast_trigger *items;
    uint32_t count;
} clet_ast_triggers;

struct clet_ast_flow {
    chatlet_str name;
    clet_ast_place place; /* of its name in bot.json, or the beginning of its file */
    uint32_t number;      /* resolved: in clet_flow_ast.flows */
    clet_ast_name title;
    clet_ast_ref start;        /* a node of this flow */
    clet_ast_variable *locals; /* first the parameters, then results that are none, then vars */
    uint32_t local_count;
    uint32_t parameter_count;
    clet_ast_triggers triggers;
    clet_ast_node *nodes; /* as written */
    uint32_t node_count;
    clet_map node_names;  /* to places in `nodes` */
    clet_map local_names; /* to places in `locals` */
};

struct clet_ast_intent {
    chatlet_str name;
    clet_ast_place place;      /* of its name, or the beginning of its file */
    uint32_t number;           /* resolved */
    clet_ast_phrases examples; /* entities as [text](entity) */
    clet_ast_phrases keywords;
    clet_ast_name *patterns; /* RE2 */
    uint32_t pattern_count;
    clet_ast_number priority; /* whole; 0 unless given */
    bool is_described; /* the parser's: a JSON file says what it is; lists of sentences add */
};

typedef struct clet_ast_entity_value {
    chatlet_str value;
    clet_ast_place place;
    clet_ast_phrases synonyms;
} clet_ast_entity_value;

struct clet_ast_entity {
    chatlet_str name;
    clet_ast_place place;
    uint32_t number; /* resolved */
    clet_ast_entity_value *values;
    uint32_t value_count;
    clet_ast_name regex;
    clet_ast_name builtin; /* one of those the parser knows */
    uint32_t builtin_kind; /* a clet_field_kind + 1; 0: none */
};

struct clet_ast_connection {
    chatlet_str name;
    clet_ast_place place;
    uint32_t number; /* resolved */
    clet_ast_name url;
    clet_ast_name mailto;
    clet_ast_name method;
    clet_ast_name format;
    clet_ast_name consent;
    clet_ast_flag is_server;      /* default false */
    clet_ast_assignments headers; /* the expressions' texts are the values themselves */
};

/* The texts of one language. */
typedef struct clet_ast_string {
    chatlet_str key;  /* dotted */
    chatlet_str text; /* a template */
    clet_ast_place place;
} clet_ast_string;

typedef struct clet_ast_strings {
    chatlet_str locale; /* a tag */
    uint32_t file;      /* the first that has some */
    clet_ast_string *items;
    uint32_t count;
    uint32_t capacity; /* the parser's */
    clet_map keys;     /* to places in `items` */
} clet_ast_strings;

struct clet_flow_ast {
    const chatlet_allocator *allocator;
    clet_arena arena;
    chatlet_json_document **documents; /* owned; the parser's */
    uint32_t document_count, document_capacity;
    clet_ast_file *files;
    uint32_t file_count, file_capacity;

    chatlet_str locale;              /* of texts in place: the bot's own */
    clet_ast_name start;             /* a flow; not given: "main" */
    const clet_ast_flow *start_flow; /* resolved; NULL: the greeting begins */
    clet_ast_flow **flows;
    uint32_t flow_count, flow_capacity;
    uint32_t node_count; /* resolved: of all flows */
    clet_map flow_names;
    clet_ast_variable *variables;
    uint32_t variable_count;
    clet_map variable_names;
    clet_ast_triggers triggers; /* of bot.json */
    clet_ast_intent **intents;
    uint32_t intent_count, intent_capacity;
    clet_map intent_names;
    clet_ast_entity *entities;
    uint32_t entity_count;
    clet_map entity_names;
    clet_ast_connection *connections;
    uint32_t connection_count;
    clet_map connection_names;
    clet_ast_strings **strings; /* a language each */
    uint32_t string_count, string_capacity;
    clet_engine engines[CLET_ENGINE_COUNT];
    uint32_t engine_count;              /* 0: not given */
    clet_ast_number trigger_confidence; /* 0 to 1 */
    bool restarts_on_change;            /* migrate */
    bool has_mistake;                   /* an error was reported so far; then nothing is lowered */
};

/* Everything that a node, a trigger or a variable has of one sort, in the order of the files. Each
 * function may be NULL. `node` is NULL where a trigger or a variable has it. */
typedef struct clet_ast_visitor {
    void *context;
    void (*on_ref)(void *context, clet_ast_node *node, clet_ast_ref *ref);
    void (*on_variable)(void *context, clet_ast_node *node, clet_ast_variable_ref *ref);
    void (*on_expression)(void *context, clet_ast_node *node, clet_ast_expression *expression);
    void (*on_text)(void *context, clet_ast_node *node, clet_ast_text *text);
    void (*on_connection)(void *context, clet_ast_node *node, clet_ast_connection_ref *ref);
    void (*on_media)(void *context, clet_ast_node *node, clet_ast_media *media);
} clet_ast_visitor;

/* Calls the visitor for what is given in the node; what is not given is passed by. Targets of
 * assignments: of `set` and call.out only, for those of args and headers are no variables, and
 * those of call.in are of another flow. */
void clet_ast_visit_node(clet_ast_node *node, const clet_ast_visitor *visitor);

/* The same for every node of every flow, every trigger and every variable's initial value. */
void clet_ast_visit_all(clet_flow_ast *ast, const clet_ast_visitor *visitor);

/* An empty tree. */
void clet_flow_ast_init(clet_flow_ast *ast, const chatlet_allocator *allocator);

/* Frees everything. */
void clet_flow_ast_free(clet_flow_ast *ast);

/* Whether there is anything to compile: a flow. */
bool clet_flow_ast_is_empty(const clet_flow_ast *ast);

/* Things by their names; NULL when there is none. */
clet_ast_flow *clet_ast_find_flow(const clet_flow_ast *ast, chatlet_str name);
clet_ast_node *clet_ast_find_node(const clet_ast_flow *flow, chatlet_str name);
/* The flow's local, else the bot's; `flow` may be NULL. */
clet_ast_variable *clet_ast_find_variable(const clet_flow_ast *ast, const clet_ast_flow *flow,
                                          chatlet_str name);
clet_ast_intent *clet_ast_find_intent(const clet_flow_ast *ast, chatlet_str name);
clet_ast_entity *clet_ast_find_entity(const clet_flow_ast *ast, chatlet_str name);
clet_ast_connection *clet_ast_find_connection(const clet_flow_ast *ast, chatlet_str name);
/* The texts of exactly that language tag, in either case. */
clet_ast_strings *clet_ast_find_strings(const clet_flow_ast *ast, chatlet_str locale);
clet_ast_string *clet_ast_find_string(const clet_ast_strings *strings, chatlet_str key);

/* Reports a diagnostic at a place; an error sets has_mistake. `pieces` as for
 * clet_report_pieces. */
void clet_ast_report(clet_flow_ast *ast, clet_reporter *reporter, clet_diagnostic_code code,
                     clet_ast_place place, const chatlet_str *pieces);

/* The place of byte `offset` of a text that stands in quotes at `place`: escapes before it are
 * taken into account. */
clet_ast_place clet_ast_place_within(const clet_flow_ast *ast, clet_ast_place place,
                                     uint32_t offset);

#endif
