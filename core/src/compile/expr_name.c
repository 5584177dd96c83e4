/* What names mean: variables of loops, variables of the caller (whose names may have dots), types,
 * and functions with a dot in their name. */
#include "expr_checker.h"

#include "../base/str.h"
#include "expr_overload.h"
#include "nearest_name.h"

#include <string.h>

/* A name or a chain of fields over one: the whole of it, and where its first name ends. */
static bool read_chain(const clet_expr_node *node, const clet_expr_node **root) {
    while (node->kind == CLET_EXPR_FIELD)
        node = node->children[0];
    *root = node;
    return node->kind == CLET_EXPR_NAME;
}

/* Writes the chain as its names with dots between; returns its length, 0 when it is too long. */
static size_t write_chain(const clet_expr_node *node, char *text, size_t room) {
    size_t size_bytes = 0;
    if (node->kind == CLET_EXPR_FIELD) {
        size_bytes = write_chain(node->children[0], text, room);
        if (size_bytes == 0 || size_bytes == room) return 0;
        text[size_bytes++] = '.';
    }
    if (node->name.size_bytes > room - size_bytes) return 0;
    memcpy(text + size_bytes, node->name.data, node->name.size_bytes);
    return size_bytes + node->name.size_bytes;
}

static bool find_local(const clet_expr_checker *check, clet_expr_node *name) {
    for (const clet_expr_loop_scope *scope = check->loops; scope != NULL; scope = scope->outer) {
        for (uint32_t i = 0; i < scope->loop->variable_count; i++) {
            if (!clet_str_equal(scope->loop->variables[i], name->name)) continue;
            name->meaning = CLET_EXPR_MEANS_LOCAL;
            name->owner = scope->loop;
            name->place = i;
            name->type = scope->loop->variable_types[i];
            return true;
        }
    }
    return false;
}

static bool find_slot(const clet_expr_checker *check, clet_expr_node *node, chatlet_str name) {
    const clet_expr_scope *scope = check->scope;
    for (uint32_t i = 0; i < scope->variable_count; i++) {
        if (!clet_str_equal(scope->variables[i].name, name)) continue;
        node->meaning = CLET_EXPR_MEANS_SLOT;
        node->place = i;
        node->type = scope->variables[i].type;
        return true;
    }
    return false;
}

/* CEL's names of types as values: type(x) == int. */
static bool find_type(clet_expr_node *node, chatlet_str name) {
    for (uint32_t kind = 0; kind < CHATLET_VALUE_ERROR; kind++) {
        const char *words = chatlet_value_type_name((chatlet_value_kind)kind);
        const chatlet_str own = {.data = words, .size_bytes = strlen(words)};
        if (!clet_str_equal(own, name)) continue;
        node->meaning = CLET_EXPR_MEANS_TYPE;
        node->place = kind;
        node->type = clet_expr_type_of(CHATLET_VALUE_TYPE);
        return true;
    }
    return false;
}

/* The declared name a mistyped one was probably meant to be; empty when none is near. */
static chatlet_str find_nearest(clet_expr_checker *check, chatlet_str name) {
    const uint32_t count = check->scope->variable_count;
    chatlet_str *names = clet_expr_allocate(check->source, count, sizeof *names);
    if (names == NULL) return (chatlet_str){0};
    for (uint32_t i = 0; i < count; i++)
        names[i] = check->scope->variables[i].name;
    return clet_nearest_name(name, names, count);
}

static void refuse_name(clet_expr_checker *check, const clet_expr_node *name) {
    const chatlet_str nearest = find_nearest(check, name->name);
    const chatlet_str guess[] = {
        CHATLET_STR("`"), name->name,        CHATLET_STR("` is not declared; did you mean `"),
        nearest,          CHATLET_STR("`?"), {0}};
    const chatlet_str plain[] = {
        CHATLET_STR("`"),
        name->name,
        CHATLET_STR("` is not declared; add it to `vars`, or put a text between \" and \""),
        {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_UNDECLARED, name->offset,
                             nearest.size_bytes > 0 ? guess : plain);
}

static bool find_name(clet_expr_checker *check, clet_expr_node *node) {
    enum { CHAIN_BYTES_MAX = 256 };
    char text[CHAIN_BYTES_MAX];
    const chatlet_str chain = {.data = text,
                               .size_bytes = write_chain(node, text, CHAIN_BYTES_MAX)};
    return chain.size_bytes > 0 && (find_slot(check, node, chain) || find_type(node, chain));
}

static bool is_function(chatlet_str name) {
    const clet_expr_overload *one = clet_expr_overloads;
    while (one->name != NULL && !clet_expr_overload_is(one, name, false, -1))
        one++;
    return one->name != NULL;
}

/* Whether functions have names that begin with `prefix` ("math."), so that an unknown one is told
 * as that and not as an unknown variable. */
static bool is_space(chatlet_str prefix) {
    const clet_expr_overload *one = clet_expr_overloads;
    while (one->name != NULL &&
           !clet_str_starts_with((chatlet_str){one->name, strlen(one->name)}, prefix))
        one++;
    return one->name != NULL;
}

/* A function called with its dotted name, math.abs(x): parsed as a method of `math`. */
static bool find_function(clet_expr_checker *check, clet_expr_node *call) {
    const clet_expr_node *space = call->children[0];
    const clet_expr_node *root;
    if (!call->is_method || space->kind != CLET_EXPR_NAME || !read_chain(space, &root))
        return false;
    const size_t size_bytes = space->name.size_bytes + 1 + call->name.size_bytes;
    char *text = clet_expr_allocate(check->source, size_bytes, 1);
    if (text == NULL) return false;
    memcpy(text, space->name.data, space->name.size_bytes);
    text[space->name.size_bytes] = '.';
    memcpy(text + space->name.size_bytes + 1, call->name.data, call->name.size_bytes);
    const chatlet_str name = {.data = text, .size_bytes = size_bytes};
    clet_expr_node probe = *space;
    if (!is_function(name) && (!is_space(clet_str_slice(name, 0, space->name.size_bytes + 1)) ||
                               find_slot(check, &probe, space->name)))
        return false;
    call->name = name;
    call->is_method = false;
    call->children++;
    call->child_count--;
    return true;
}

bool clet_expr_checker_name(clet_expr_checker *check, clet_expr_node *node) {
    const clet_expr_node *root;
    if (node->kind == CLET_EXPR_CALL && node->child_count > 0) (void)find_function(check, node);
    if (node->kind != CLET_EXPR_NAME && node->kind != CLET_EXPR_FIELD) return false;
    if (!read_chain(node, &root)) return false;
    /* A loop's variable hides what is outside; only the name itself means it. */
    clet_expr_node probe = *root;
    if (!root->is_rooted && find_local(check, &probe))
        return node->kind == CLET_EXPR_NAME && find_local(check, node);
    if (find_name(check, node)) return true;
    if (node->kind == CLET_EXPR_FIELD) return false; /* a shorter chain may be one */
    refuse_name(check, node);
    return true;
}
