/* The instruction loop. The expression was verified, so operands and heights are trusted; kinds of
 * values are not. */
#include "expr_eval.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "../bundle/expr_format.h"
#include "expr_call.h"
#include "expr_operate.h"
#include "pattern_match.h"

#include <string.h>

static uint32_t word_at(const uint8_t *bytes) { return bytes[0] | (uint32_t)bytes[1] << 8; }

static uint64_t long_at(const uint8_t *bytes) {
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

static double double_at(const uint8_t *bytes) {
    const uint64_t bits = long_at(bytes);
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* The text operand at *place, which moves behind it. */
static chatlet_str take_text(const uint8_t **place) {
    uint32_t size_bytes = 0;
    uint32_t shift = 0;
    uint8_t byte;
    do {
        byte = *(*place)++;
        size_bytes |= (uint32_t)(byte & 0x7F) << shift;
        shift += 7;
    } while (byte >= 0x80);
    const chatlet_str text = {.data = (const char *)*place, .size_bytes = size_bytes};
    *place += size_bytes;
    return text;
}

static bool is_bool(const chatlet_value *value, bool boolean) {
    return value->kind == CHATLET_VALUE_BOOL && value->boolean == boolean;
}

/* The one that decides, if either does; both when they agree; else the first error. */
static chatlet_value decide(const chatlet_value *a, const chatlet_value *b, bool decisive) {
    if (is_bool(a, decisive) || is_bool(b, decisive)) return clet_value_bool(decisive);
    if (is_bool(a, !decisive) && is_bool(b, !decisive)) return clet_value_bool(!decisive);
    return clet_expr_mismatch(a, b);
}

/* An error as it is; any other value, which should have been a bool, as the error OVERLOAD. */
static chatlet_value not_bool(const chatlet_value *value) {
    return clet_expr_mismatch(value, value);
}

static chatlet_value make_list(clet_expr_run *run, const chatlet_value *items, uint32_t count) {
    chatlet_value list = clet_expr_list_begin(CHATLET_VALUE_LIST);
    for (uint32_t i = 0; i < count && list.kind == CHATLET_VALUE_LIST; i++)
        clet_expr_list_append(run, &list, &items[i]);
    return clet_expr_list_finish(&list);
}

static chatlet_value make_map(clet_expr_run *run, const chatlet_value *pairs, uint32_t count) {
    chatlet_value map = clet_expr_list_begin(CHATLET_VALUE_MAP);
    for (uint32_t i = 0; i < count && map.kind == CHATLET_VALUE_MAP; i++)
        clet_expr_map_append(run, &map, &pairs[2 * i], &pairs[2 * i + 1]);
    return clet_expr_list_finish(&map);
}

/* The pattern compiled into the arena. */
static chatlet_status compile_pattern(clet_expr_run *run, chatlet_str pattern,
                                      chatlet_str *program) {
    const chatlet_allocator *allocator = run->arena->allocator;
    chatlet_str owned;
    chatlet_status status = run->compile_pattern(allocator, pattern, &owned);
    if (status != CHATLET_OK) return status;
    status = clet_arena_copy(run->arena, owned, program);
    allocator->release(allocator->context, (void *)(uintptr_t)owned.data);
    return status;
}

static chatlet_value match_computed(clet_expr_run *run, const chatlet_value *text,
                                    const chatlet_value *pattern) {
    chatlet_str program;
    if (text->kind != CHATLET_VALUE_STRING || pattern->kind != CHATLET_VALUE_STRING)
        return clet_expr_mismatch(text, pattern);
    if (run->compile_pattern == NULL) return clet_value_error(CHATLET_VALUE_ERROR_PATTERN);
    const chatlet_status status = compile_pattern(run, clet_value_str(pattern), &program);
    if (status == CHATLET_ERR_MEMORY) {
        run->status = status;
        run->cost_left = 0;
    }
    if (status != CHATLET_OK) return clet_value_error(CHATLET_VALUE_ERROR_PATTERN);
    return clet_pattern_find(run, program, clet_value_str(text));
}

static chatlet_value match(clet_expr_run *run, chatlet_str program, const chatlet_value *text) {
    if (text->kind != CHATLET_VALUE_STRING) return clet_expr_mismatch(text, text);
    return clet_pattern_find(run, program, clet_value_str(text));
}

static chatlet_value loop_begin(clet_loop loop) {
    switch (loop) {
    case CLET_LOOP_ALL: return clet_value_bool(true);
    case CLET_LOOP_EXISTS: return clet_value_bool(false);
    case CLET_LOOP_ONE: return clet_value_int(0);
    case CLET_LOOP_LIST: return clet_expr_list_begin(CHATLET_VALUE_LIST);
    case CLET_LOOP_MAP: return clet_expr_list_begin(CHATLET_VALUE_MAP);
    case CLET_LOOP_COUNT: break;
    }
    return clet_value_null();
}

/* Puts the variables of the next round above the loop's three values: the item, or the key of a
 * map; with two, the number of the item or the key first. False at the end. Kinds are looked at,
 * since the verifier does not hold a NEXT to its LOOP. */
static bool loop_next(chatlet_value *top, uint32_t variables) {
    const chatlet_value *range = &top[-3];
    const uint64_t place = top[-2].natural;
    const bool is_map = range->kind == CHATLET_VALUE_MAP;
    if (!is_map && range->kind != CHATLET_VALUE_LIST) return false;
    if (top[-2].kind != CHATLET_VALUE_INT || place >= range->count) return false;
    top[-2].natural = place + 1;
    top[0] = is_map ? range->items[2 * place] : range->items[place];
    if (variables == 1) return true;
    top[1] = is_map ? range->items[2 * place + 1] : top[0];
    if (!is_map) top[0] = clet_value_int((int64_t)place);
    return true;
}

/* Only what a LOOP of that kind began grows: the verifier does not pair loops with their steps. */
static bool is_growing(const chatlet_value *value, chatlet_value_kind kind) {
    return value->kind == kind && value->is_growing == 1;
}

/* Takes the body's value into what the loop has so far; false when that decides it. */
static bool loop_step(clet_expr_run *run, clet_loop loop, chatlet_value *so_far,
                      const chatlet_value *variable, const chatlet_value *value) {
    switch (loop) {
    case CLET_LOOP_ALL: *so_far = decide(so_far, value, false); return !is_bool(so_far, false);
    case CLET_LOOP_EXISTS: *so_far = decide(so_far, value, true); return !is_bool(so_far, true);
    case CLET_LOOP_ONE:
        if (value->kind != CHATLET_VALUE_BOOL) *so_far = not_bool(value);
        if (so_far->kind == CHATLET_VALUE_INT) so_far->integer += value->boolean ? 1 : 0;
        return so_far->kind == CHATLET_VALUE_INT;
    case CLET_LOOP_LIST:
        if (!is_growing(so_far, CHATLET_VALUE_LIST)) return false;
        clet_expr_list_append(run, so_far, value);
        return so_far->kind == CHATLET_VALUE_LIST;
    case CLET_LOOP_MAP:
        if (!is_growing(so_far, CHATLET_VALUE_MAP)) return false;
        clet_expr_map_append(run, so_far, variable, value);
        return so_far->kind == CHATLET_VALUE_MAP;
    case CLET_LOOP_COUNT: break;
    }
    return false;
}

static chatlet_value loop_finish(clet_loop loop, const chatlet_value *so_far) {
    if (loop == CLET_LOOP_ONE && so_far->kind == CHATLET_VALUE_INT)
        return clet_value_bool(so_far->integer == 1);
    return clet_expr_list_finish(so_far);
}

static const uint8_t *at(const uint8_t *code, const uint8_t *operand) {
    return code + word_at(operand);
}

/* Where the loop whose NEXT is `next` goes on when its result is decided. */
static const uint8_t *loop_exit(const uint8_t *code, const uint8_t *next) {
    return at(code, next + 2);
}

/* `height` is what the head says of the stack; more is not touched. */
static chatlet_status run_code(clet_expr_run *run, const uint8_t *code, uint32_t height,
                               const chatlet_value *slots, chatlet_value *result) {
    chatlet_value stack[CHATLET_EXPRESSION_STACK_MAX + 1];
    memset(stack, 0, height * sizeof stack[0]);
    chatlet_value *top = stack; /* one past the last value */
    const uint8_t *pc = code;

    while (run->cost_left > 0) {
        const clet_opcode opcode = (clet_opcode)*pc++;
        run->cost_left--;
        switch (opcode) {
        case CLET_OPCODE_END: *result = top[-1]; return CHATLET_OK;
        case CLET_OPCODE_NULL: *top++ = clet_value_null(); break;
        case CLET_OPCODE_FALSE: *top++ = clet_value_bool(false); break;
        case CLET_OPCODE_TRUE: *top++ = clet_value_bool(true); break;
        case CLET_OPCODE_INT_SMALL: *top++ = clet_value_int((int8_t)*pc++); break;
        case CLET_OPCODE_INT: *top++ = clet_value_int((int64_t)long_at(pc)), pc += 8; break;
        case CLET_OPCODE_UINT: *top++ = clet_value_uint(long_at(pc)), pc += 8; break;
        case CLET_OPCODE_DOUBLE: *top++ = clet_value_double(double_at(pc)), pc += 8; break;
        case CLET_OPCODE_STRING:
            *top++ = clet_value_text(CHATLET_VALUE_STRING, take_text(&pc));
            break;
        case CLET_OPCODE_BYTES:
            *top++ = clet_value_text(CHATLET_VALUE_BYTES, take_text(&pc));
            break;
        case CLET_OPCODE_TYPE: *top++ = clet_value_type(*pc++); break;
        case CLET_OPCODE_ERROR: *top++ = clet_value_error((chatlet_value_error)*pc++); break;
        case CLET_OPCODE_SLOT: *top++ = slots[word_at(pc)], pc += 2; break;
        case CLET_OPCODE_LOCAL: *top++ = clet_expr_list_finish(&stack[*pc++]); break;
        case CLET_OPCODE_LIST:
            top -= *pc;
            *top = make_list(run, top, *pc++);
            top++;
            break;
        case CLET_OPCODE_MAP:
            top -= 2 * *pc;
            *top = make_map(run, top, *pc++);
            top++;
            break;
        case CLET_OPCODE_ADD:
        case CLET_OPCODE_SUBTRACT:
        case CLET_OPCODE_MULTIPLY:
        case CLET_OPCODE_DIVIDE:
        case CLET_OPCODE_MODULO:
            top--;
            top[-1] = clet_expr_calculate(run, opcode, &top[-1], &top[0]);
            break;
        case CLET_OPCODE_NEGATE: top[-1] = clet_expr_negate(&top[-1]); break;
        case CLET_OPCODE_NOT:
            top[-1] = top[-1].kind == CHATLET_VALUE_BOOL ? clet_value_bool(!top[-1].boolean)
                                                         : not_bool(&top[-1]);
            break;
        case CLET_OPCODE_EQUAL:
        case CLET_OPCODE_UNEQUAL:
            top--;
            top[-1] = clet_expr_equal(run, &top[-1], &top[0]);
            if (top[-1].kind == CHATLET_VALUE_BOOL && opcode == CLET_OPCODE_UNEQUAL)
                top[-1].boolean = !top[-1].boolean;
            break;
        case CLET_OPCODE_LESS:
        case CLET_OPCODE_LESS_EQUAL:
        case CLET_OPCODE_GREATER:
        case CLET_OPCODE_GREATER_EQUAL:
            top--;
            top[-1] = clet_expr_order(opcode, &top[-1], &top[0]);
            break;
        case CLET_OPCODE_IN:
            top--;
            top[-1] = clet_expr_in(run, &top[-1], &top[0]);
            break;
        case CLET_OPCODE_INDEX:
            top--;
            top[-1] = clet_expr_index(run, &top[-1], &top[0]);
            break;
        case CLET_OPCODE_FIELD: top[-1] = clet_expr_field(run, &top[-1], take_text(&pc)); break;
        case CLET_OPCODE_HAS: top[-1] = clet_expr_has(run, &top[-1], take_text(&pc)); break;
        case CLET_OPCODE_AND_SKIP: pc = is_bool(&top[-1], false) ? at(code, pc) : pc + 2; break;
        case CLET_OPCODE_OR_SKIP: pc = is_bool(&top[-1], true) ? at(code, pc) : pc + 2; break;
        case CLET_OPCODE_AND:
        case CLET_OPCODE_OR:
            top--;
            top[-1] = decide(&top[-1], &top[0], opcode == CLET_OPCODE_OR);
            break;
        case CLET_OPCODE_BRANCH:
            if (top[-1].kind != CHATLET_VALUE_BOOL) {
                top[-1] = not_bool(&top[-1]);
                pc = at(code, pc + 2);
                break;
            }
            pc = (--top)->boolean ? pc + 4 : at(code, pc);
            break;
        case CLET_OPCODE_JUMP: pc = at(code, pc); break;
        case CLET_OPCODE_CALL: top = clet_expr_call(run, (clet_function)*pc++, top); break;
        case CLET_OPCODE_MATCH: {
            const chatlet_str program = take_text(&pc);
            top[-1] = match(run, program, &top[-1]);
            break;
        }
        case CLET_OPCODE_MATCH_COMPUTED:
            top--;
            top[-1] = match_computed(run, &top[-1], &top[0]);
            break;
        case CLET_OPCODE_LOOP:
            if (top[-1].kind != CHATLET_VALUE_LIST && top[-1].kind != CHATLET_VALUE_MAP) {
                top[-1] = not_bool(&top[-1]);
                pc = at(code, pc + 1);
                break;
            }
            *top++ = clet_value_int(0);
            *top++ = loop_begin((clet_loop)*pc);
            pc += 3;
            break;
        case CLET_OPCODE_NEXT: {
            const uint32_t variables = *pc >> CLET_LOOP_VARIABLES_SHIFT;
            const bool has_next = loop_next(top, variables);
            if (has_next) top += variables;
            pc = has_next ? pc + 3 : at(code, pc + 1);
            break;
        }
        case CLET_OPCODE_FILTER:
        case CLET_OPCODE_STEP: {
            const uint32_t variables = *pc >> CLET_LOOP_VARIABLES_SHIFT;
            const uint8_t *next = at(code, pc + 1);
            const chatlet_value value = *--top;
            if (opcode == CLET_OPCODE_FILTER && is_bool(&value, true)) {
                pc += 3;
                break;
            }
            top -= variables;
            bool goes_on = value.kind == CHATLET_VALUE_BOOL;
            if (opcode == CLET_OPCODE_STEP)
                goes_on = loop_step(run, (clet_loop)(*pc & 0xF), &top[-1], top, &value);
            else if (!goes_on)
                top[-1] = not_bool(&value);
            pc = goes_on ? next : loop_exit(code, next);
            break;
        }
        case CLET_OPCODE_FINISH:
            top -= 2;
            top[-1] = loop_finish((clet_loop)*pc++, &top[1]);
            break;
        case CLET_OPCODE_COUNT: CLET_ASSERT(false); break;
        }
    }
    return run->status == CHATLET_OK ? CHATLET_ERR_COST : run->status;
}

chatlet_status clet_expr_evaluate(clet_expr_run *run, chatlet_str expression,
                                  const chatlet_value *slots, chatlet_value *result) {
    CLET_ASSERT(expression.size_bytes > CLET_EXPR_HEAD_BYTES);
    const uint8_t *bytes = (const uint8_t *)expression.data;
    CLET_ASSERT(bytes[0] <= CHATLET_EXPRESSION_STACK_MAX);
    return run_code(run, bytes + CLET_EXPR_HEAD_BYTES, bytes[0], slots, result);
}
