/* What the files of flow_lower.h share: each lowers things of one subject. */
#ifndef CLET_COMPILE_FLOW_LOWERER_H
#define CLET_COMPILE_FLOW_LOWERER_H

#include "flow_lower.h"

#include "../bundle/template_format.h"
#include "expr_check.h"

typedef struct clet_flow_lowerer {
    clet_flow_ast *ast;
    clet_reporter *reporter;
    clet_arena *arena; /* of the program */
    chatlet_str locale;
    chatlet_str language;
    const clet_ast_strings *strings; /* of the language; NULL: there are none */
    const clet_ast_strings *own;     /* of the bot's own language; the same */
    clet_expr_scope *scopes;         /* by number of flow; the last one is the bot's alone */
    clet_flow_program *program;
    bool has_mistake;
    bool out_of_memory;
} clet_flow_lowerer;

/* Room in the arena; NULL, noted, when memory is refused, or reported as E17 when `count` is more
 * than `maximum`. `what` names the things: "fields". */
void *clet_lower_allocate(clet_flow_lowerer *lower, uint32_t count, uint32_t maximum,
                          size_t size_bytes, clet_ast_place place, chatlet_str what);

/* flow_lower_text.c. An expression that is not given is empty, as is one with a mistake. */
chatlet_str clet_lower_expression(clet_flow_lowerer *lower, const clet_ast_expression *expression);
/* An expression by its text, in the scope of a flow. */
chatlet_str clet_lower_source(clet_flow_lowerer *lower, chatlet_str source,
                              const clet_ast_flow *scope, clet_ast_place place);
clet_flow_text clet_lower_text(clet_flow_lowerer *lower, const clet_ast_text *text);
/* The one variant of an address. */
chatlet_str clet_lower_address(clet_flow_lowerer *lower, const clet_ast_text *text);
/* What a text says before it is compiled, in the bot's own language: the first variant. */
chatlet_str clet_lower_own_source(const clet_flow_lowerer *lower, const clet_ast_text *text);

/* Whether words of language tag `tag` (empty: the bot's own) belong to the language being built. */
bool clet_lower_is_spoken(const clet_flow_lowerer *lower, chatlet_str tag);
/* Folded and copied; empty when nothing of it is left. */
chatlet_str clet_lower_fold(clet_flow_lowerer *lower, chatlet_str text);
/* The phrases of the language, folded, each once; `extra` (may be empty) comes first. */
void clet_lower_phrases(clet_flow_lowerer *lower, const clet_ast_phrases *phrases,
                        chatlet_str extra, const chatlet_str **folded, uint32_t *count);
/* A regular expression; empty when it is wrong, which is reported. */
chatlet_str clet_lower_pattern(clet_flow_lowerer *lower, chatlet_str pattern, clet_ast_place place);

/* 0 to 1 as millionths. */
uint32_t clet_lower_share(const clet_ast_number *number);
/* A whole number, at most `maximum`; `otherwise` when it is not given. */
uint32_t clet_lower_whole(const clet_ast_number *number, uint32_t otherwise, uint32_t maximum);
clet_target clet_lower_target(const clet_ast_ref *ref);
/* A connection's number + 1; 0: none. */
uint32_t clet_lower_connection(const clet_ast_connection_ref *ref);

/* flow_lower_node.c, flow_lower_field.c, flow_lower_bot.c. */
void clet_lower_node(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made);
void clet_lower_fields(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made);
void clet_lower_media(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made);
void clet_lower_bot(clet_flow_lowerer *lower);

/* flow_words.c: what the engine says itself, by language, unless strings have "chatlet.…". */
void clet_lower_words(clet_flow_lowerer *lower);

#endif
