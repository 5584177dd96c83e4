/* Macros: method calls over lists and maps that become loops. */
#include "expr_parse.h"

#include "../base/str.h"
#include "expr_lex.h"

#include <string.h>

/* Each form: its name, how many arguments stand behind the dot, how many of them are variables, and
 * whether a filter comes before the body. */
typedef struct macro {
    const char *name;
    uint32_t argument_count;
    uint32_t variable_count;
    bool has_filter;
    clet_loop loop;
} macro;

static const macro macros[] = {
    {"all", 2, 1, false, CLET_LOOP_ALL},
    {"all", 3, 2, false, CLET_LOOP_ALL},
    {"exists", 2, 1, false, CLET_LOOP_EXISTS},
    {"exists", 3, 2, false, CLET_LOOP_EXISTS},
    {"exists_one", 2, 1, false, CLET_LOOP_ONE},
    {"exists_one", 3, 2, false, CLET_LOOP_ONE},
    {"existsOne", 2, 1, false, CLET_LOOP_ONE},
    {"existsOne", 3, 2, false, CLET_LOOP_ONE},
    {"map", 2, 1, false, CLET_LOOP_LIST},
    {"map", 3, 1, true, CLET_LOOP_LIST},
    {"filter", 2, 1, true, CLET_LOOP_LIST}, /* its body is its variable */
    {"transformList", 3, 2, false, CLET_LOOP_LIST},
    {"transformList", 4, 2, true, CLET_LOOP_LIST},
    {"transformMap", 3, 2, false, CLET_LOOP_MAP},
    {"transformMap", 4, 2, true, CLET_LOOP_MAP},
};

enum { MACRO_COUNT = sizeof macros / sizeof macros[0] };

static bool refuse(clet_expr_source *source, uint32_t offset, chatlet_str name,
                   const char *sentence) {
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  name,
                                  CHATLET_STR("`"),
                                  {.data = sentence, .size_bytes = strlen(sentence)},
                                  {0}};
    clet_expr_refuse(source, CLET_DIAGNOSTIC_EXPR_SYNTAX, offset, pieces);
    return false;
}

/* The form with that name and count; MACRO_COUNT when there is none. *is_known tells whether the
 * name is a macro's at all. */
static size_t find_macro(const clet_expr_node *call, bool *is_known) {
    *is_known = false;
    for (size_t i = 0; i < MACRO_COUNT; i++) {
        const chatlet_str name = {.data = macros[i].name, .size_bytes = strlen(macros[i].name)};
        if (!clet_str_equal(call->name, name)) continue;
        *is_known = true;
        if (macros[i].argument_count == call->child_count - 1) return i;
    }
    return MACRO_COUNT;
}

static bool take_variables(clet_expr_source *source, clet_expr_node *call, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const clet_expr_node *name = call->children[1 + i];
        if (name->kind != CLET_EXPR_NAME || name->is_rooted)
            return refuse(source, name->offset, call->name,
                          " begins with the name of its variable: items.all(item, item > 0)");
        call->variables[i] = name->name;
    }
    if (count == 2 && clet_str_equal(call->variables[0], call->variables[1]))
        return refuse(source, call->children[2]->offset, call->name,
                      " needs two different variables");
    call->variable_count = count;
    return true;
}

/* The variable itself, as the body of filter. */
static clet_expr_node *variable_node(clet_expr_source *source, const clet_expr_node *variable) {
    clet_expr_node *node = clet_expr_allocate(source, 1, sizeof *node);
    if (node != NULL) *node = *variable;
    return node;
}

bool clet_expr_expand(clet_expr_source *source, clet_expr_node *call) {
    bool is_known;
    const size_t found = find_macro(call, &is_known);
    if (!is_known) return true;
    if (found == MACRO_COUNT)
        return refuse(source, call->offset, call->name,
                      " takes a variable and an expression: items.all(item, item > 0)");
    const macro *form = &macros[found];
    clet_expr_node **children = clet_expr_allocate(source, 3, sizeof(clet_expr_node *));
    if (children == NULL || !take_variables(source, call, form->variable_count)) return false;
    const uint32_t next = 1 + form->variable_count;
    const bool has_body = form->argument_count > form->variable_count + (form->has_filter ? 1 : 0);
    children[0] = call->children[0];
    children[1] =
        has_body ? call->children[call->child_count - 1] : variable_node(source, call->children[1]);
    children[2] = form->has_filter ? call->children[next] : NULL;
    call->kind = CLET_EXPR_LOOP;
    call->loop = form->loop;
    call->children = children;
    call->child_count = form->has_filter ? 3 : 2;
    return children[1] != NULL;
}
