/* By recursive descent, operators by precedence. The first mistake ends it: what stands behind it
 * would only be guessed at. */
#include "expr_parse.h"

#include "../base/str.h"
#include "expr_lex.h"
#include "expr_literal.h"

#include <string.h>

typedef struct parser {
    clet_expr_source *source;
    clet_expr_token token; /* the next one */
    uint32_t depth;
} parser;

/* A list of nodes that grows. */
typedef struct node_list {
    clet_expr_node **nodes;
    uint32_t count;
    uint32_t capacity;
} node_list;

static clet_expr_node *parse_expression(parser *parse);
static clet_expr_node *parse_unary(parser *parse);

static bool has_failed(const parser *parse) { return parse->source->status != CHATLET_OK; }

static void advance(parser *parse) {
    parse->token = clet_expr_lex(parse->source, parse->token.end);
}

static clet_expr_node *refuse_at(parser *parse, uint32_t offset, const char *sentence) {
    const chatlet_str pieces[] = {{.data = sentence, .size_bytes = strlen(sentence)}, {0}};
    if (!has_failed(parse))
        clet_expr_refuse(parse->source, CLET_DIAGNOSTIC_EXPR_SYNTAX, offset, pieces);
    return NULL;
}

static clet_expr_node *refuse_depth(parser *parse, uint32_t offset) {
    const chatlet_str pieces[] = {
        CHATLET_STR("the expression is nested too deep; split it with `set`"), {0}};
    if (!has_failed(parse))
        clet_expr_refuse(parse->source, CLET_DIAGNOSTIC_EXPR_SIZE, offset, pieces);
    return NULL;
}

/* "expected a value, not `)`" */
static clet_expr_node *refuse_token(parser *parse, const char *expected) {
    const chatlet_str wanted = {.data = expected, .size_bytes = strlen(expected)};
    const chatlet_str here[] = {CHATLET_STR("expected "), wanted,           CHATLET_STR(", not `"),
                                parse->token.text,        CHATLET_STR("`"), {0}};
    const chatlet_str at_end[] = {
        CHATLET_STR("expected "), wanted, CHATLET_STR(", but the expression ends here"), {0}};
    const chatlet_str word[] = {CHATLET_STR("`and` is `&&` here, `or` is `||` and `not` is `!`"),
                                {0}};
    const bool is_end = parse->token.kind == CLET_EXPR_TOKEN_END;
    const bool is_word =
        clet_expr_token_is(&parse->token, "and") || clet_expr_token_is(&parse->token, "or");
    if (!has_failed(parse))
        clet_expr_refuse(parse->source, CLET_DIAGNOSTIC_EXPR_SYNTAX, parse->token.offset,
                         is_end    ? at_end
                         : is_word ? word
                                   : here);
    return NULL;
}

static bool is_next(const parser *parse, const char *mark) {
    return clet_expr_token_is(&parse->token, mark);
}

static bool take(parser *parse, const char *mark) {
    if (!is_next(parse, mark)) return false;
    advance(parse);
    return true;
}

static bool expect(parser *parse, const char *mark, const char *expected) {
    if (take(parse, mark)) return true;
    (void)refuse_token(parse, expected);
    return false;
}

static clet_expr_node *new_node(parser *parse, clet_expr_kind kind, uint32_t offset) {
    clet_expr_node *node = clet_expr_allocate(parse->source, 1, sizeof *node);
    if (node == NULL) return NULL;
    node->kind = kind;
    node->offset = offset;
    node->end = parse->token.offset;
    node->depth = 1;
    node->type = clet_expr_type_of(CLET_EXPR_ANY);
    return node;
}

/* The end of a node is that of its last token, without the space behind it. */
static void end_node(const parser *parse, clet_expr_node *node) {
    uint32_t end = parse->token.offset;
    while (end > node->offset && strchr(" \t\r\n\f", parse->source->text.data[end - 1]) != NULL)
        end--;
    node->end = end;
}

/* Gives the node its children; NULL when that nests it too deep. */
static clet_expr_node *adopt(parser *parse, clet_expr_node *node, const node_list *children) {
    if (node == NULL || has_failed(parse)) return NULL;
    node->children = children->nodes;
    node->child_count = children->count;
    for (uint32_t i = 0; i < children->count; i++) {
        if (children->nodes[i]->depth >= node->depth) node->depth = children->nodes[i]->depth + 1;
    }
    end_node(parse, node);
    return node->depth <= CHATLET_EXPRESSION_DEPTH_MAX ? node : refuse_depth(parse, node->offset);
}

static void append(parser *parse, node_list *list, clet_expr_node *node) {
    if (node == NULL) return; /* the parse has failed then */
    if (list->count == list->capacity) {
        clet_expr_node **nodes =
            clet_arena_grow_array(parse->source->arena, list->nodes, list->count,
                                  sizeof(clet_expr_node *), 4, &list->capacity);
        if (nodes == NULL) {
            parse->source->status = CHATLET_ERR_MEMORY;
            return;
        }
        list->nodes = nodes;
    }
    list->nodes[list->count++] = node;
}

static clet_expr_node *join(parser *parse, clet_expr_kind kind, clet_opcode opcode,
                            clet_expr_node *a, clet_expr_node *b) {
    node_list children = {0};
    if (a == NULL || b == NULL) return NULL;
    clet_expr_node *node = new_node(parse, kind, a->offset);
    if (node == NULL) return NULL;
    node->opcode = opcode;
    append(parse, &children, a);
    append(parse, &children, b);
    return adopt(parse, node, &children);
}

static clet_expr_node *wrap(parser *parse, clet_expr_kind kind, uint32_t offset,
                            clet_expr_node *child) {
    node_list children = {0};
    clet_expr_node *node = new_node(parse, kind, offset);
    append(parse, &children, child);
    return adopt(parse, node, &children);
}

static clet_expr_node *parse_literal(parser *parse, uint32_t offset, bool is_negative) {
    clet_expr_node *node = new_node(parse, CLET_EXPR_LITERAL, offset);
    if (node == NULL ||
        !clet_expr_literal(parse->source, &parse->token, is_negative, &node->literal))
        return NULL;
    advance(parse);
    end_node(parse, node);
    return node;
}

static clet_expr_node *parse_constant(parser *parse, chatlet_value value) {
    clet_expr_node *node = new_node(parse, CLET_EXPR_LITERAL, parse->token.offset);
    if (node == NULL) return NULL;
    node->literal = value;
    advance(parse);
    end_node(parse, node);
    return node;
}

/* Expressions up to `close`, which is taken. A comma may stand behind the last one of a list. */
static void parse_items(parser *parse, node_list *items, const char *close, bool may_trail) {
    if (take(parse, close)) return;
    for (;;) {
        append(parse, items, parse_expression(parse));
        if (has_failed(parse) || take(parse, close)) return;
        if (!expect(parse, ",", "`,` or the closing bracket")) return;
        if (may_trail && take(parse, close)) return;
    }
}

static void parse_entries(parser *parse, node_list *entries) {
    if (take(parse, "}")) return;
    for (;;) {
        append(parse, entries, parse_expression(parse));
        if (has_failed(parse) || !expect(parse, ":", "`:` and the value of this key")) return;
        append(parse, entries, parse_expression(parse));
        if (has_failed(parse) || take(parse, "}")) return;
        if (!expect(parse, ",", "`,` or `}`") || take(parse, "}")) return;
    }
}

/* name or name(…), perhaps behind a dot. */
static clet_expr_node *parse_name(parser *parse, uint32_t offset, bool is_rooted) {
    const clet_expr_token name = parse->token;
    node_list arguments = {0};
    if (name.kind != CLET_EXPR_TOKEN_NAME) return refuse_token(parse, "a value");
    if (clet_expr_is_reserved(name.text)) {
        const chatlet_str pieces[] = {
            CHATLET_STR("`"),
            name.text,
            CHATLET_STR("` is a word that CEL keeps for itself; choose another name"),
            {0}};
        clet_expr_refuse(parse->source, CLET_DIAGNOSTIC_EXPR_SYNTAX, name.offset, pieces);
        return NULL;
    }
    advance(parse);
    const bool is_call = take(parse, "(");
    clet_expr_node *node = new_node(parse, is_call ? CLET_EXPR_CALL : CLET_EXPR_NAME, offset);
    if (node == NULL) return NULL;
    node->name = name.text;
    node->is_rooted = is_rooted;
    if (is_call) parse_items(parse, &arguments, ")", false);
    if (!is_call && is_next(parse, "{"))
        return refuse_at(parse, parse->token.offset,
                         "messages (Name{…}) are not part of this language; use a map");
    node = adopt(parse, node, &arguments);
    if (node == NULL || !is_call || !clet_str_equal(name.text, CHATLET_STR("has"))) return node;
    if (node->child_count == 1 && node->children[0]->kind == CLET_EXPR_FIELD) {
        node->children[0]->kind = CLET_EXPR_HAS;
        return node->children[0];
    }
    return refuse_at(parse, offset, "has() takes one field: has(order.id)");
}

static clet_expr_node *parse_bracketed(parser *parse, clet_expr_kind kind) {
    node_list children = {0};
    clet_expr_node *node = new_node(parse, kind, parse->token.offset);
    advance(parse);
    if (kind == CLET_EXPR_LIST)
        parse_items(parse, &children, "]", true);
    else
        parse_entries(parse, &children);
    return adopt(parse, node, &children);
}

static clet_expr_node *parse_group(parser *parse) {
    const uint32_t offset = parse->token.offset;
    advance(parse);
    clet_expr_node *node = parse_expression(parse);
    if (node == NULL || !expect(parse, ")", "`)`")) return NULL;
    node->offset = offset;
    end_node(parse, node);
    return node;
}

static clet_expr_node *parse_primary(parser *parse) {
    const uint32_t offset = parse->token.offset;
    switch ((int)parse->token.kind) {
    case CLET_EXPR_TOKEN_INT:
    case CLET_EXPR_TOKEN_UINT:
    case CLET_EXPR_TOKEN_DOUBLE:
    case CLET_EXPR_TOKEN_STRING:
    case CLET_EXPR_TOKEN_BYTES: return parse_literal(parse, offset, false);
    case CLET_EXPR_TOKEN_WRONG: return NULL;
    default: break;
    }
    if (is_next(parse, "true")) return parse_constant(parse, clet_value_bool(true));
    if (is_next(parse, "false")) return parse_constant(parse, clet_value_bool(false));
    if (is_next(parse, "null")) return parse_constant(parse, clet_value_null());
    if (is_next(parse, "(")) return parse_group(parse);
    if (is_next(parse, "[")) return parse_bracketed(parse, CLET_EXPR_LIST);
    if (is_next(parse, "{")) return parse_bracketed(parse, CLET_EXPR_MAP);
    const bool is_rooted = take(parse, ".");
    return parse_name(parse, offset, is_rooted);
}

/* .field, .`field` or .method(…) behind `target`. */
static clet_expr_node *parse_member(parser *parse, clet_expr_node *target) {
    const clet_expr_token name = parse->token;
    node_list children = {0};
    const bool is_quoted = name.kind == CLET_EXPR_TOKEN_QUOTED;
    if (name.kind == CLET_EXPR_TOKEN_WRONG) return NULL;
    if (name.kind == CLET_EXPR_TOKEN_MARK && is_next(parse, "?"))
        return refuse_at(parse, name.offset,
                         "optional fields (.?name) are not part of this language; use has()");
    if ((name.kind != CLET_EXPR_TOKEN_NAME && !is_quoted) || is_next(parse, "in") ||
        is_next(parse, "true") || is_next(parse, "false") || is_next(parse, "null"))
        return refuse_token(parse, "a field or method behind the dot");
    advance(parse);
    const bool is_call = !is_quoted && take(parse, "(");
    clet_expr_node *node =
        new_node(parse, is_call ? CLET_EXPR_CALL : CLET_EXPR_FIELD, target->offset);
    if (node == NULL) return NULL;
    node->name = is_quoted ? clet_str_slice(name.text, 1, name.text.size_bytes - 1) : name.text;
    node->is_method = is_call;
    append(parse, &children, target);
    if (is_call) parse_items(parse, &children, ")", false);
    node = adopt(parse, node, &children);
    if (node == NULL || !is_call) return node;
    return clet_expr_expand(parse->source, node) ? node : NULL;
}

static clet_expr_node *parse_index(parser *parse, clet_expr_node *target) {
    if (is_next(parse, "?"))
        return refuse_at(parse, parse->token.offset,
                         "optional elements ([?key]) are not part of this language; use `in`");
    clet_expr_node *index = parse_expression(parse);
    if (index == NULL || !expect(parse, "]", "`]`")) return NULL;
    return join(parse, CLET_EXPR_BINARY, CLET_OPCODE_INDEX, target, index);
}

static clet_expr_node *parse_operand(parser *parse) {
    clet_expr_node *node = parse_primary(parse);
    while (node != NULL) {
        if (take(parse, "."))
            node = parse_member(parse, node);
        else if (take(parse, "["))
            node = parse_index(parse, node);
        else
            break;
    }
    return node;
}

static bool is_number(const parser *parse) {
    return parse->token.kind == CLET_EXPR_TOKEN_INT || parse->token.kind == CLET_EXPR_TOKEN_DOUBLE;
}

/* Recursion counts its depth. A minus right before a number belongs to it, so that the smallest int
 * can be written. */
static clet_expr_node *parse_unary(parser *parse) {
    const uint32_t offset = parse->token.offset;
    const bool is_minus = is_next(parse, "-");
    if (!is_minus && !is_next(parse, "!")) return parse_operand(parse);
    if (parse->depth >= CHATLET_EXPRESSION_DEPTH_MAX) return refuse_depth(parse, offset);
    advance(parse);
    if (is_minus && is_number(parse)) {
        clet_expr_node *number = parse_literal(parse, offset, true);
        while (number != NULL && (is_next(parse, ".") || is_next(parse, "[")))
            number = take(parse, ".") ? parse_member(parse, number)
                                      : (advance(parse), parse_index(parse, number));
        return number;
    }
    parse->depth++;
    clet_expr_node *child = parse_unary(parse);
    parse->depth--;
    clet_expr_node *node = child == NULL ? NULL : wrap(parse, CLET_EXPR_UNARY, offset, child);
    if (node != NULL) node->opcode = is_minus ? CLET_OPCODE_NEGATE : CLET_OPCODE_NOT;
    return node;
}

/* Operators that bind to the left, with how tight. */
static const struct {
    const char *mark;
    clet_opcode opcode;
    uint32_t precedence;
} operators[] = {
    {"||", CLET_OPCODE_OR, 1},      {"&&", CLET_OPCODE_AND, 2},
    {"<", CLET_OPCODE_LESS, 3},     {"<=", CLET_OPCODE_LESS_EQUAL, 3},
    {">", CLET_OPCODE_GREATER, 3},  {">=", CLET_OPCODE_GREATER_EQUAL, 3},
    {"==", CLET_OPCODE_EQUAL, 3},   {"!=", CLET_OPCODE_UNEQUAL, 3},
    {"in", CLET_OPCODE_IN, 3},      {"+", CLET_OPCODE_ADD, 4},
    {"-", CLET_OPCODE_SUBTRACT, 4}, {"*", CLET_OPCODE_MULTIPLY, 5},
    {"/", CLET_OPCODE_DIVIDE, 5},   {"%", CLET_OPCODE_MODULO, 5},
};

enum { OPERATOR_COUNT = sizeof operators / sizeof operators[0] };

/* The operator that comes next, if it binds at least as tight as `precedence`; else their count. */
static size_t find_operator(const parser *parse, uint32_t precedence) {
    for (size_t i = 0; i < OPERATOR_COUNT; i++) {
        if (is_next(parse, operators[i].mark))
            return operators[i].precedence >= precedence ? i : (size_t)OPERATOR_COUNT;
    }
    return OPERATOR_COUNT;
}

/* Recursion ends: each level binds tighter than the last. */
static clet_expr_node *parse_binary(parser *parse, uint32_t precedence) {
    clet_expr_node *left = parse_unary(parse);
    for (size_t i = find_operator(parse, precedence); left != NULL && i < OPERATOR_COUNT;
         i = find_operator(parse, precedence)) {
        const bool is_logic = operators[i].precedence <= 2;
        advance(parse);
        clet_expr_node *right = parse_binary(parse, operators[i].precedence + 1);
        left = join(parse, is_logic ? CLET_EXPR_LOGIC : CLET_EXPR_BINARY, operators[i].opcode, left,
                    right);
    }
    return left;
}

/* condition ? this : that */
static clet_expr_node *parse_choice(parser *parse, clet_expr_node *condition) {
    node_list children = {0};
    clet_expr_node *node = new_node(parse, CLET_EXPR_CONDITION, condition->offset);
    append(parse, &children, condition);
    append(parse, &children, parse_binary(parse, 1));
    if (has_failed(parse) || !expect(parse, ":", "`:` and what holds otherwise")) return NULL;
    append(parse, &children, parse_expression(parse));
    return adopt(parse, node, &children);
}

static clet_expr_node *parse_expression(parser *parse) {
    if (parse->depth >= CHATLET_EXPRESSION_DEPTH_MAX)
        return refuse_depth(parse, parse->token.offset);
    parse->depth++;
    clet_expr_node *node = parse_binary(parse, 1);
    if (node != NULL && take(parse, "?")) node = parse_choice(parse, node);
    parse->depth--;
    return node;
}

clet_expr_node *clet_expr_parse(clet_expr_source *source) {
    parser parse = {.source = source};
    advance(&parse);
    clet_expr_node *node = parse_expression(&parse);
    if (node != NULL && parse.token.kind != CLET_EXPR_TOKEN_END)
        node = refuse_token(&parse, "an operator or the end");
    return has_failed(&parse) ? NULL : node;
}
