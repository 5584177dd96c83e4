/* Recursion over the tree ends: the parser keeps its depth within CHATLET_EXPRESSION_DEPTH_MAX.
 *
 * The height of the stack is known at every place, so a loop's variable is found by its height. */
#include "expr_emit.h"

#include "../base/assert.h"
#include "../bundle/expr_format.h"
#include "pattern_compile.h"

#include <string.h>

enum { ITEMS_AT_ONCE = 32 };

typedef struct emitter {
    clet_expr_source *source;
    const clet_expr_emit_options *options;
    uint8_t *bytes; /* the head, then instructions */
    uint32_t count;
    uint32_t capacity;
    uint32_t height;
    uint32_t height_max;
    uint32_t slot_count;
    bool is_over; /* told already */
} emitter;

static void emit_node(emitter *emit, clet_expr_node *node);

static void refuse(emitter *emit, clet_diagnostic_code code, uint32_t offset,
                   const char *sentence) {
    const chatlet_str pieces[] = {{.data = sentence, .size_bytes = strlen(sentence)}, {0}};
    clet_expr_refuse(emit->source, code, offset, pieces);
}

static void refuse_size(emitter *emit, const char *sentence) {
    if (!emit->is_over) refuse(emit, CLET_DIAGNOSTIC_EXPR_SIZE, 0, sentence);
    emit->is_over = true;
}

static void put_byte(emitter *emit, uint32_t byte) {
    if (emit->count == emit->capacity) {
        uint8_t *bytes = clet_arena_grow_array(emit->source->arena, emit->bytes, emit->count, 1, 64,
                                               &emit->capacity);
        if (bytes == NULL) {
            emit->source->status = CHATLET_ERR_MEMORY;
            return;
        }
        emit->bytes = bytes;
    }
    if (emit->count == CLET_EXPR_HEAD_BYTES + CHATLET_EXPRESSION_CODE_BYTES_MAX)
        refuse_size(emit, "the expression is too long once compiled; split it with `set`");
    else
        emit->bytes[emit->count++] = (uint8_t)byte;
}

/* Counts values that come (or go, when below 0) on the stack. */
static void move_height(emitter *emit, int by) {
    emit->height = (uint32_t)((int)emit->height + by);
    if (emit->height > emit->height_max) emit->height_max = emit->height;
}

static void put(emitter *emit, clet_opcode opcode, int moves) {
    put_byte(emit, opcode);
    move_height(emit, moves);
}

static void put_word(emitter *emit, uint32_t word) {
    put_byte(emit, word & 0xFF);
    put_byte(emit, word >> 8);
}

static void put_long(emitter *emit, uint64_t value) {
    for (int i = 0; i < 8; i++)
        put_byte(emit, value >> (8 * i) & 0xFF);
}

static void put_text(emitter *emit, chatlet_str text) {
    size_t left = text.size_bytes;
    for (; left >= 0x80; left >>= 7)
        put_byte(emit, (left & 0x7F) | 0x80);
    put_byte(emit, (uint32_t)left);
    for (size_t i = 0; i < text.size_bytes; i++)
        put_byte(emit, (uint8_t)text.data[i]);
}

static uint32_t here(const emitter *emit) { return emit->count - CLET_EXPR_HEAD_BYTES; }

/* A jump that close_jump leads to where the code is then. */
static uint32_t put_jump(emitter *emit) {
    const uint32_t place = emit->count;
    put_word(emit, 0);
    return place;
}

static void close_jump(emitter *emit, uint32_t place) {
    if (emit->is_over || emit->source->status == CHATLET_ERR_MEMORY) return;
    emit->bytes[place] = (uint8_t)(here(emit) & 0xFF);
    emit->bytes[place + 1] = (uint8_t)(here(emit) >> 8);
}

static void emit_int(emitter *emit, int64_t integer) {
    if (integer >= INT8_MIN && integer <= INT8_MAX) {
        put(emit, CLET_OPCODE_INT_SMALL, 1);
        put_byte(emit, (uint8_t)integer);
    } else {
        put(emit, CLET_OPCODE_INT, 1);
        put_long(emit, (uint64_t)integer);
    }
}

static void emit_double(emitter *emit, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    put(emit, CLET_OPCODE_DOUBLE, 1);
    put_long(emit, bits);
}

static void emit_literal(emitter *emit, const chatlet_value *value) {
    switch ((int)value->kind) {
    case CHATLET_VALUE_NULL: put(emit, CLET_OPCODE_NULL, 1); break;
    case CHATLET_VALUE_BOOL:
        put(emit, value->boolean ? CLET_OPCODE_TRUE : CLET_OPCODE_FALSE, 1);
        break;
    case CHATLET_VALUE_INT: emit_int(emit, value->integer); break;
    case CHATLET_VALUE_UINT:
        put(emit, CLET_OPCODE_UINT, 1);
        put_long(emit, value->natural);
        break;
    case CHATLET_VALUE_DOUBLE: emit_double(emit, value->number); break;
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES:
        put(emit, value->kind == CHATLET_VALUE_STRING ? CLET_OPCODE_STRING : CLET_OPCODE_BYTES, 1);
        put_text(emit, (chatlet_str){.data = value->text, .size_bytes = value->count});
        break;
    default: CLET_ASSERT(false); /* the lexer makes no others */
    }
}

static void emit_error(emitter *emit, chatlet_value_error error) {
    put(emit, CLET_OPCODE_ERROR, 1);
    put_byte(emit, error);
}

static void emit_name(emitter *emit, const clet_expr_node *node) {
    switch (node->meaning) {
    case CLET_EXPR_MEANS_SLOT:
        put(emit, CLET_OPCODE_SLOT, 1);
        put_word(emit, node->place);
        if (node->place >= emit->slot_count) emit->slot_count = node->place + 1;
        break;
    case CLET_EXPR_MEANS_LOCAL:
        put(emit, CLET_OPCODE_LOCAL, 1);
        put_byte(emit, node->owner->height + 3 + node->place);
        break;
    case CLET_EXPR_MEANS_TYPE:
        put(emit, CLET_OPCODE_TYPE, 1);
        put_byte(emit, node->place);
        break;
    case CLET_EXPR_MEANS_NOTHING: emit_error(emit, CHATLET_VALUE_ERROR_UNKNOWN); break;
    }
}

static void emit_children(emitter *emit, const clet_expr_node *node) {
    for (uint32_t i = 0; i < node->child_count; i++)
        emit_node(emit, node->children[i]);
}

/* A long list is made of short ones, so that it needs little of the stack. */
static void emit_list(emitter *emit, const clet_expr_node *node) {
    uint32_t done = 0;
    do {
        const uint32_t left = node->child_count - done;
        const uint32_t count = left < ITEMS_AT_ONCE ? left : ITEMS_AT_ONCE;
        for (uint32_t i = 0; i < count; i++)
            emit_node(emit, node->children[done + i]);
        put(emit, CLET_OPCODE_LIST, 1 - (int)count);
        put_byte(emit, count);
        if (done > 0) put(emit, CLET_OPCODE_ADD, -1);
        done += count;
    } while (done < node->child_count);
}

static void emit_map(emitter *emit, const clet_expr_node *node) {
    emit_children(emit, node);
    put(emit, CLET_OPCODE_MAP, 1 - (int)node->child_count);
    put_byte(emit, node->child_count / 2);
}

static void emit_logic(emitter *emit, const clet_expr_node *node) {
    emit_node(emit, node->children[0]);
    put(emit, node->opcode == CLET_OPCODE_AND ? CLET_OPCODE_AND_SKIP : CLET_OPCODE_OR_SKIP, 0);
    const uint32_t end = put_jump(emit);
    emit_node(emit, node->children[1]);
    put(emit, node->opcode, -1);
    close_jump(emit, end);
}

static void emit_condition(emitter *emit, const clet_expr_node *node) {
    emit_node(emit, node->children[0]);
    put(emit, CLET_OPCODE_BRANCH, -1);
    const uint32_t otherwise = put_jump(emit);
    const uint32_t failed = put_jump(emit);
    emit_node(emit, node->children[1]);
    put(emit, CLET_OPCODE_JUMP, -1);
    const uint32_t end = put_jump(emit);
    close_jump(emit, otherwise);
    emit_node(emit, node->children[2]);
    close_jump(emit, failed);
    close_jump(emit, end);
}

/* The byte and the jump of an instruction of a loop; returns the place of the jump. */
static uint32_t put_round(emitter *emit, const clet_expr_node *node, uint32_t variable_count) {
    put_byte(emit, (uint32_t)node->loop | variable_count << CLET_LOOP_VARIABLES_SHIFT);
    return put_jump(emit);
}

static void lead_back(emitter *emit, uint32_t place, uint32_t target) {
    if (emit->is_over || emit->source->status == CHATLET_ERR_MEMORY) return;
    emit->bytes[place] = (uint8_t)(target & 0xFF);
    emit->bytes[place + 1] = (uint8_t)(target >> 8);
}

static void emit_loop(emitter *emit, clet_expr_node *node) {
    const int variables = (int)node->variable_count;
    node->height = emit->height;
    emit_node(emit, node->children[0]);
    put(emit, CLET_OPCODE_LOOP, 2);
    const uint32_t end = put_round(emit, node, 0);
    const uint32_t next = here(emit);
    put(emit, CLET_OPCODE_NEXT, variables);
    const uint32_t finish = put_round(emit, node, node->variable_count);
    if (node->child_count == 3) {
        emit_node(emit, node->children[2]);
        put(emit, CLET_OPCODE_FILTER, -1);
        lead_back(emit, put_round(emit, node, node->variable_count), next);
    }
    emit_node(emit, node->children[1]);
    put(emit, CLET_OPCODE_STEP, -1 - variables);
    lead_back(emit, put_round(emit, node, node->variable_count), next);
    close_jump(emit, finish);
    put(emit, CLET_OPCODE_FINISH, -2);
    put_byte(emit, node->loop);
    close_jump(emit, end);
}

static void refuse_pattern(emitter *emit, const clet_expr_node *node,
                           const clet_pattern_refusal *refusal) {
    const chatlet_str pieces[] = {CHATLET_STR("the pattern "),
                                  (chatlet_str){.data = emit->source->text.data + node->offset,
                                                .size_bytes = node->end - node->offset},
                                  CHATLET_STR(": "),
                                  {.data = refusal->reason, .size_bytes = strlen(refusal->reason)},
                                  {0}};
    clet_expr_refuse(emit->source, CLET_DIAGNOSTIC_EXPR_PATTERN, node->offset, pieces);
}

static void emit_matches(emitter *emit, const clet_expr_node *node) {
    clet_expr_node *pattern = node->children[1];
    clet_pattern_refusal refusal;
    chatlet_str program;
    emit_node(emit, node->children[0]);
    if (pattern->kind != CLET_EXPR_LITERAL || pattern->literal.kind != CHATLET_VALUE_STRING) {
        if (!emit->options->allows_computed_patterns)
            refuse(emit, CLET_DIAGNOSTIC_EXPR_PATTERN, pattern->offset,
                   "the pattern of `matches` must be a text as it stands, so that it can be "
                   "compiled when building; it is computed here");
        emit_node(emit, pattern);
        put(emit, CLET_OPCODE_MATCH_COMPUTED, -1);
        return;
    }
    const chatlet_str text = {.data = pattern->literal.text, .size_bytes = pattern->literal.count};
    const chatlet_status status =
        clet_pattern_compile(emit->source->arena, text, &program, &refusal);
    if (status == CHATLET_ERR_MEMORY) emit->source->status = status;
    if (status == CHATLET_ERR_SYNTAX) refuse_pattern(emit, pattern, &refusal);
    if (status != CHATLET_OK) return;
    put(emit, CLET_OPCODE_MATCH, 0);
    put_text(emit, program);
}

/* The several numbers of math.greatest as a list. */
static void emit_extreme(emitter *emit, const clet_expr_node *node) {
    const bool is_greatest =
        node->name.data[node->name.size_bytes - 1] == 't' && node->name.data[5] == 'g';
    /* One value that is not known to be a list may be one, or a number. */
    emit_list(emit, node);
    put(emit, CLET_OPCODE_CALL, 0);
    put_byte(emit, is_greatest ? CLET_FUNCTION_GREATEST : CLET_FUNCTION_LEAST);
}

static void emit_call(emitter *emit, const clet_expr_node *node) {
    switch (node->function) {
    case CLET_EXPR_CALL_UNKNOWN: emit_error(emit, CHATLET_VALUE_ERROR_UNKNOWN); return;
    case CLET_EXPR_CALL_WRONG: emit_error(emit, CHATLET_VALUE_ERROR_OVERLOAD); return;
    case CLET_EXPR_CALL_DYN: emit_node(emit, node->children[0]); return;
    case CLET_EXPR_CALL_MATCHES: emit_matches(emit, node); return;
    case CLET_EXPR_CALL_EXTREME: emit_extreme(emit, node); return;
    default: break;
    }
    const uint32_t height = emit->height;
    emit_children(emit, node);
    if (node->fill == 'm') emit_int(emit, -1);
    if (node->fill == 'e') {
        const chatlet_value text = clet_value_text(CHATLET_VALUE_STRING, (chatlet_str){0});
        emit_literal(emit, &text);
    }
    put(emit, CLET_OPCODE_CALL, (int)height + 1 - (int)emit->height);
    put_byte(emit, (uint32_t)node->function);
}

static void emit_field(emitter *emit, const clet_expr_node *node) {
    if (node->meaning != CLET_EXPR_MEANS_NOTHING) {
        emit_name(emit, node);
        return;
    }
    emit_node(emit, node->children[0]);
    put(emit, node->kind == CLET_EXPR_HAS ? CLET_OPCODE_HAS : CLET_OPCODE_FIELD, 0);
    put_text(emit, node->name);
}

static void emit_node(emitter *emit, clet_expr_node *node) {
    if (emit->is_over || emit->source->status == CHATLET_ERR_MEMORY) return;
    switch (node->kind) {
    case CLET_EXPR_LITERAL: emit_literal(emit, &node->literal); break;
    case CLET_EXPR_NAME: emit_name(emit, node); break;
    case CLET_EXPR_FIELD:
    case CLET_EXPR_HAS: emit_field(emit, node); break;
    case CLET_EXPR_CALL: emit_call(emit, node); break;
    case CLET_EXPR_LIST: emit_list(emit, node); break;
    case CLET_EXPR_MAP: emit_map(emit, node); break;
    case CLET_EXPR_UNARY:
        emit_node(emit, node->children[0]);
        put(emit, node->opcode, 0);
        break;
    case CLET_EXPR_BINARY:
        emit_node(emit, node->children[0]);
        emit_node(emit, node->children[1]);
        put(emit, node->opcode, -1);
        break;
    case CLET_EXPR_LOGIC: emit_logic(emit, node); break;
    case CLET_EXPR_CONDITION: emit_condition(emit, node); break;
    case CLET_EXPR_LOOP: emit_loop(emit, node); break;
    }
}

void clet_expr_emit(clet_expr_source *source, const clet_expr_emit_options *options,
                    clet_expr_node *root, chatlet_str *expression) {
    emitter emit = {.source = source, .options = options};
    for (int i = 0; i < CLET_EXPR_HEAD_BYTES; i++)
        put_byte(&emit, 0);
    emit_node(&emit, root);
    put(&emit, CLET_OPCODE_END, -1);
    if (emit.height_max > CHATLET_EXPRESSION_STACK_MAX)
        refuse_size(&emit, "the expression holds too many values at once; split it with `set`");
    if (source->status != CHATLET_OK) return;
    emit.bytes[0] = (uint8_t)emit.height_max;
    emit.bytes[1] = (uint8_t)(emit.slot_count & 0xFF);
    emit.bytes[2] = (uint8_t)(emit.slot_count >> 8);
    *expression = (chatlet_str){.data = (const char *)emit.bytes, .size_bytes = emit.count};
}
