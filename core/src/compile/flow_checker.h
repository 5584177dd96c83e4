/* What the checks of flow_check.h share: each is a function over the whole tree, in a file of its
 * subject. */
#ifndef CLET_COMPILE_FLOW_CHECKER_H
#define CLET_COMPILE_FLOW_CHECKER_H

#include "expr_check.h"
#include "flow_check.h"
#include "flow_edges.h"

typedef struct clet_flow_checker {
    clet_flow_ast *ast;
    clet_reporter *reporter;
    clet_arena *arena;           /* of the check */
    const clet_ast_node **nodes; /* by their numbers */
    const chatlet_str *locales;  /* the bot's own first */
    uint32_t locale_count;
    clet_expr_scope *scopes; /* by number of flow; the last one is the bot's alone */
    uint32_t *first_locals;  /* by number of flow: variable number of its first local */
    uint32_t variable_count; /* of the bot and of all flows */
    chatlet_status status;   /* CHATLET_ERR_MEMORY once it was refused */
} clet_flow_checker;

/* Room in the arena, zeroed; NULL, with the status set, when memory was refused. */
void *clet_check_allocate(clet_flow_checker *check, size_t count, size_t size_bytes);

/* Reports at a place; `pieces` as clet_report_pieces has them. */
void clet_check_report(clet_flow_checker *check, clet_diagnostic_code code, clet_ast_place place,
                       const chatlet_str *pieces);

/* Number of a variable among all of the bot and its flows. */
uint32_t clet_check_variable_number(const clet_flow_checker *check,
                                    const clet_ast_variable *variable);

/* The variable of a slot, in expressions of `scope`; NULL for the system's. */
const clet_ast_variable *clet_check_variable_of_slot(const clet_flow_checker *check,
                                                     const clet_ast_flow *scope, uint32_t slot);

/* A variable that an expression or a template reads. */
typedef struct clet_check_read {
    const clet_ast_variable *variable;
    uint32_t offset; /* within the text */
} clet_check_read;

typedef struct clet_check_reads {
    const clet_check_read *items; /* arena; each variable once */
    uint32_t count;
} clet_check_reads;

/* flow_check_expr.c: what an expression reads; nothing of one that is not right. */
clet_check_reads clet_check_reads_of(clet_flow_checker *check,
                                     const clet_ast_expression *expression);

/* The tree of an expression, checked; NULL when it has mistakes or memory was refused. */
const clet_expr_node *clet_check_tree(clet_flow_checker *check,
                                      const clet_ast_expression *expression);

/* flow_check_text.c: what the templates of a text read, in the bot's own language. */
clet_check_reads clet_check_text_reads(clet_flow_checker *check, const clet_ast_text *text);

/* The place of byte `offset` of an expression or a template. */
clet_ast_place clet_check_place(const clet_flow_checker *check,
                                const clet_ast_expression *expression, uint32_t offset);

/* flow_check_constant.c: what an expression comes to when nothing it reads may change. */
typedef enum clet_constant {
    CLET_CONSTANT_NONE, /* it is not constant, or no bool */
    CLET_CONSTANT_TRUE,
    CLET_CONSTANT_FALSE
} clet_constant;
clet_constant clet_check_constant(clet_flow_checker *check, const clet_ast_expression *expression);

/* flow_check_intent.c: whether a keyword is a regular expression, "/…/"; E16 of a trigger's. */
bool clet_check_is_pattern(chatlet_str match);
void clet_check_trigger_patterns(clet_flow_checker *check, const clet_ast_trigger *trigger);

/* The checks. */
void clet_check_expressions(clet_flow_checker *check); /* E05, E04, E16, E17 of expressions */
void clet_check_types(clet_flow_checker *check);       /* E05 of fields and results */
void clet_check_reach(clet_flow_checker *check);       /* E02, E03 */
void clet_check_cycles(clet_flow_checker *check);      /* E07, E08 */
void clet_check_unset(clet_flow_checker *check);       /* E06 */
void clet_check_cases(clet_flow_checker *check);       /* E11 */
void clet_check_data(clet_flow_checker *check);        /* E14, E25 */
void clet_check_texts(clet_flow_checker *check);       /* E09, E10, E20, E23 */
void clet_check_intents(clet_flow_checker *check);     /* E13, E16, E24 */
void clet_check_triggers(clet_flow_checker *check);    /* E12, E16 */
void clet_check_shapes(clet_flow_checker *check);      /* E18, E19, E21, E22 */
void clet_check_sizes(clet_flow_checker *check);       /* E17 */

#endif
