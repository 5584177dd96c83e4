/* Members of the JSON objects that make a bot, by tables: what may stand in one, of which shape,
 * and where in the tree (flow_ast.h) it goes. Unknown names, wrong shapes and names that stand
 * twice are reported here, all of them, and the rest is taken. */
#ifndef CLET_COMPILE_FLOW_MEMBER_H
#define CLET_COMPILE_FLOW_MEMBER_H

#include "flow_ast.h"

/* What parsing needs to know at every depth. */
typedef struct clet_flow_parser {
    clet_flow_ast *ast;
    clet_reporter *reporter;
    uint32_t file;
    bool out_of_memory;
} clet_flow_parser;

typedef enum clet_member_shape {
    CLET_MEMBER_NAME,       /* clet_ast_name */
    CLET_MEMBER_EXPRESSION, /* clet_ast_expression; detail: a clet_ast_wanted */
    CLET_MEMBER_VALUE,      /* clet_ast_expression, composed of any JSON value */
    CLET_MEMBER_TEXT,       /* clet_ast_text; detail: a clet_ast_text_kind */
    CLET_MEMBER_ADDRESS,    /* clet_ast_text of one variant, a URL */
    CLET_MEMBER_REF,        /* clet_ast_ref */
    CLET_MEMBER_VARIABLE,   /* clet_ast_variable_ref */
    CLET_MEMBER_WHOLE,      /* clet_ast_number, whole and at least `detail` */
    CLET_MEMBER_NUMBER,     /* clet_ast_number */
    CLET_MEMBER_SHARE,      /* clet_ast_number from 0 to 1 */
    CLET_MEMBER_FLAG,       /* clet_ast_flag */
    CLET_MEMBER_IGNORED,    /* for readers of the file */
    /* These go to `take`. */
    CLET_MEMBER_WORD,   /* a text */
    CLET_MEMBER_LIST,   /* a list */
    CLET_MEMBER_OBJECT, /* an object */
    CLET_MEMBER_ANY     /* whatever it is */
} clet_member_shape;

typedef struct clet_flow_member {
    chatlet_str name;
    clet_member_shape shape;
    size_t offset; /* in the thing that the object makes */
    uint32_t detail;
    void (*take)(clet_flow_parser *parser, const chatlet_json *value, void *thing);
} clet_flow_member;

#define CLET_MEMBER_COUNT(members) (sizeof(members) / sizeof((members)[0]))

/* The most members any object may have; names of all of them fit a list for suggestions. */
enum { CLET_MEMBERS_MAX = 40 };

/* Reads all members of `object` into `thing`. Two tables, the second may be empty: what all nodes
 * have, and what this kind has. */
void clet_parse_members(clet_flow_parser *parser, const chatlet_json *object,
                        const clet_flow_member *members, size_t count, void *thing);
void clet_parse_members_of_two(clet_flow_parser *parser, const chatlet_json *object,
                               const clet_flow_member *first, size_t first_count,
                               const clet_flow_member *second, size_t second_count, void *thing);

/* Reports a mistake at `offset` of the parser's file. */
void clet_parse_report(clet_flow_parser *parser, clet_diagnostic_code code, uint32_t offset,
                       const chatlet_str *pieces);

/* `"label" must …` at a value. */
void clet_parse_refuse(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       chatlet_str must);

/* Whether the value is of the JSON kind; reported otherwise. */
bool clet_parse_expect(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       chatlet_json_kind kind);

/* Whether an object has `key`; that it needs one is reported otherwise. `what` names the object:
 * "a field". */
bool clet_parse_require(clet_flow_parser *parser, const chatlet_json *object, chatlet_str key,
                        chatlet_str what);

/* Which of `words` a text is; reported, with the nearest, when it is none. */
bool clet_parse_word(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                     const chatlet_str *words, uint32_t count, uint32_t *number);

/* Whether `name` may name a node, a flow, an intent …: ^[a-z][a-z0-9_-]{0,63}$. */
bool clet_flow_id_is_valid(chatlet_str name);

/* Whether it may name a variable: ^[a-z_][a-z0-9_]{0,63}$ and no word of CEL's. */
bool clet_flow_variable_is_valid(chatlet_str name);

/* Whether a member's key may name such a thing and stands only once in its object; reported
 * otherwise. `what`: "a node". */
bool clet_parse_key(clet_flow_parser *parser, const chatlet_json *object,
                    const chatlet_json *member, chatlet_str what, bool is_variable);

/* Zeroed memory of the tree; NULL, noted, when it is refused. */
void *clet_parse_allocate(clet_flow_parser *parser, size_t count, size_t size_bytes);

/* Enters `key` with `value`; false, noted, when memory is refused. The key is new. */
bool clet_parse_enter(clet_flow_parser *parser, clet_map *map, chatlet_str key, uint32_t value);

clet_ast_place clet_parse_place(const clet_flow_parser *parser, uint32_t offset);

/* Values of the shapes above, for lists and objects of them. Each reports what is wrong; `label`
 * is the name of the member. */
void clet_parse_name(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                     clet_ast_name *name);
void clet_parse_text(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                     clet_ast_text_kind kind, clet_ast_text *text);
void clet_parse_ref(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                    clet_ast_ref *ref);
/* -1000 to 1000: of triggers and intents. */
void clet_parse_priority(clet_flow_parser *parser, const chatlet_json *value,
                         clet_ast_number *priority);
void clet_parse_number(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       clet_ast_number *number);

/* A list of texts. */
void clet_parse_names(clet_flow_parser *parser, const chatlet_json *list, chatlet_str label,
                      clet_ast_name **names, uint32_t *count);

/* Texts by language: {"en": ["…"], "es": ["…"]}, or a list of the bot's own. */
void clet_parse_phrases(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                        clet_ast_phrases *phrases);
void clet_parse_add_phrase(clet_flow_parser *parser, clet_ast_phrases *phrases,
                           clet_ast_phrase phrase);

/* {"name": value, …}, where a text is an expression. */
void clet_parse_assignments(clet_flow_parser *parser, const chatlet_json *object,
                            clet_ast_assignments *list);

/* flow_value.c: CEL out of JSON. A text is an expression by itself, and within a list or an object;
 * the rest stands for itself. */
void clet_parse_value(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                      clet_ast_expression *expression);
/* The same, but texts are texts; `type` decides whether a number is made a double and a text a
 * time. */
void clet_parse_constant(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                         chatlet_str type, clet_ast_expression *expression);
/* A text with {{name}} in it as an expression that joins the pieces. */
void clet_parse_joined(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       clet_ast_expression *expression);

#endif
