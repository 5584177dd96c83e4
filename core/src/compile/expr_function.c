/* Types of calls. */
#include "expr_checker.h"

#include "../base/str.h"
#include "expr_overload.h"
#include "nearest_name.h"

#include <string.h>

enum { ARGUMENTS_SHOWN_MAX = 4, NAMES_MAX = 128 };

static const clet_expr_type *any(void) { return clet_expr_type_of(CLET_EXPR_ANY); }

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static bool takes(clet_expr_checker *check, const clet_expr_overload *one,
                  const clet_expr_node *call) {
    for (uint32_t i = 0; i < call->child_count; i++) {
        const clet_expr_type *wanted = clet_expr_overload_type(check->source, one->arguments[i]);
        if (!clet_expr_type_fits(wanted, call->children[i]->type)) return false;
    }
    return true;
}

/* "a string and an int"-like list of what stands between the brackets: "string, int". */
static chatlet_str argument_types(clet_expr_checker *check, const clet_expr_node *call) {
    chatlet_str made = {0};
    const uint32_t count =
        call->child_count < ARGUMENTS_SHOWN_MAX ? call->child_count : ARGUMENTS_SHOWN_MAX;
    size_t size_bytes = 0;
    chatlet_str texts[ARGUMENTS_SHOWN_MAX];
    for (uint32_t i = 0; i < count; i++) {
        texts[i] = clet_expr_type_text(check->source, call->children[i]->type);
        size_bytes += texts[i].size_bytes + 2;
    }
    char *text = clet_expr_allocate(check->source, size_bytes, 1);
    if (text == NULL) return made;
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) text[made.size_bytes++] = ',', text[made.size_bytes++] = ' ';
        memcpy(text + made.size_bytes, texts[i].data, texts[i].size_bytes);
        made.size_bytes += texts[i].size_bytes;
    }
    made.data = text;
    return made;
}

/* A text of limited length that grows. */
typedef struct form_text {
    char *bytes;
    size_t size_bytes;
} form_text;

enum { FORMS_BYTES_MAX = 190, FORMS_SHOWN_MAX = 4 };

static void append(form_text *text, chatlet_str piece) {
    if (text->size_bytes + piece.size_bytes > FORMS_BYTES_MAX) return;
    memcpy(text->bytes + text->size_bytes, piece.data, piece.size_bytes);
    text->size_bytes += piece.size_bytes;
}

static void append_type(clet_expr_checker *check, form_text *text, char letter) {
    const clet_expr_type *type = clet_expr_overload_type(check->source, letter);
    append(text, letter == 'l'   ? CHATLET_STR("list")
                 : letter == 'm' ? CHATLET_STR("map")
                                 : clet_expr_type_text(check->source, type));
}

/* "string.indexOf(string)", as the form is called. */
static void append_form(clet_expr_checker *check, form_text *text, const clet_expr_overload *one) {
    const size_t first = one->style != CLET_EXPR_FREE ? 1 : 0;
    if (first == 1) {
        append_type(check, text, one->arguments[0]);
        append(text, CHATLET_STR("."));
    }
    append(text, view(one->name));
    append(text, CHATLET_STR("("));
    for (size_t i = first; one->arguments[i] != '\0'; i++) {
        if (i > first) append(text, CHATLET_STR(", "));
        append_type(check, text, one->arguments[i]);
    }
    append(text, CHATLET_STR(")"));
}

/* The forms of a function, those with as many arguments as the call if there are any. */
static chatlet_str form_texts(clet_expr_checker *check, const clet_expr_node *call,
                              const clet_expr_overload *nearest) {
    form_text text = {.bytes = clet_expr_allocate(check->source, FORMS_BYTES_MAX, 1)};
    const size_t count = strlen(nearest->arguments);
    uint32_t shown = 0;
    if (text.bytes == NULL) return (chatlet_str){0};
    for (const clet_expr_overload *one = clet_expr_overloads; one->name != NULL; one++) {
        if (!clet_expr_overload_is(one, call->name, call->is_method, (int)count)) continue;
        if (shown == FORMS_SHOWN_MAX) {
            append(&text, CHATLET_STR(" …"));
            break;
        }
        if (shown++ > 0) append(&text, CHATLET_STR(", "));
        append_form(check, &text, one);
    }
    return (chatlet_str){.data = text.bytes, .size_bytes = text.size_bytes};
}

static void refuse_arguments(clet_expr_checker *check, const clet_expr_node *call,
                             const clet_expr_overload *nearest) {
    const bool has_arguments = call->child_count > 0;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  call->name,
                                  has_arguments ? CHATLET_STR("` does not take (")
                                                : CHATLET_STR("` needs arguments: it takes ("),
                                  has_arguments ? argument_types(check, call) : CHATLET_STR("…"),
                                  CHATLET_STR("); it is called as "),
                                  form_texts(check, call, nearest),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, call->offset, pieces);
}

/* The function whose name is nearest; empty when none is near. */
static chatlet_str find_nearest(const clet_expr_node *call) {
    chatlet_str names[NAMES_MAX];
    size_t count = 0;
    for (const clet_expr_overload *one = clet_expr_overloads; one->name != NULL; one++) {
        if (count < NAMES_MAX) names[count++] = view(one->name);
    }
    return clet_nearest_name(call->name, names, count);
}

/* What other languages call it. */
static chatlet_str find_foreign(const clet_expr_node *call) {
    static const char *const names[][2] = {
        {"length", "size"},         {"len", "size"},
        {"count", "size"},          {"toLowerCase", "lowerAscii"},
        {"lower", "lowerAscii"},    {"toUpperCase", "upperAscii"},
        {"upper", "upperAscii"},    {"includes", "contains"},
        {"substr", "substring"},    {"slice", "substring"},
        {"some", "exists"},         {"any", "exists"},
        {"every", "all"},           {"test", "matches"},
        {"toString", "string"},     {"str", "string"},
        {"parseInt", "int"},        {"number", "double"},
        {"float", "double"},        {"math.max", "math.greatest"},
        {"math.min", "math.least"}, {"max", "math.greatest"},
        {"min", "math.least"},      {"abs", "math.abs"},
        {"round", "math.round"},    {"floor", "math.floor"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (clet_str_equal(view(names[i][0]), call->name)) return view(names[i][1]);
    }
    return (chatlet_str){0};
}

static void refuse_name(clet_expr_checker *check, const clet_expr_node *call) {
    const chatlet_str foreign = find_foreign(call);
    const chatlet_str nearest = foreign.size_bytes > 0 ? foreign : find_nearest(call);
    /* The same name in the other style: size(x) for x.size() and the like. */
    const bool is_same = clet_str_equal(nearest, call->name);
    const chatlet_str style[] = {
        CHATLET_STR("`"),
        call->name,
        call->is_method ? CHATLET_STR("` is a function; its value goes between the brackets")
                        : CHATLET_STR("` is a method; it stands behind its value and a dot"),
        {0}};
    const chatlet_str guess[] = {CHATLET_STR("there is no function `"),
                                 call->name,
                                 CHATLET_STR("`; did you mean `"),
                                 nearest,
                                 CHATLET_STR("`?"),
                                 {0}};
    const chatlet_str plain[] = {
        CHATLET_STR("there is no function `"), call->name, CHATLET_STR("`"), {0}};
    const chatlet_str *pieces = is_same ? style : nearest.size_bytes > 0 ? guess : plain;
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, call->offset, pieces);
}

/* math.greatest and math.least: numbers, or one list of them. The result is of the type they have
 * in common. */
static const clet_expr_type *check_extreme(clet_expr_checker *check, clet_expr_node *call,
                                           const clet_expr_overload *one) {
    const clet_expr_type *result = clet_expr_type_of(CLET_EXPR_OPEN);
    const clet_expr_type *first = call->child_count > 0 ? call->children[0]->type : NULL;
    const bool is_list = call->child_count == 1 && first->kind == CHATLET_VALUE_LIST;
    call->function = is_list ? one->function : CLET_EXPR_CALL_EXTREME;
    if (is_list) result = first->item;
    for (uint32_t i = 0; i < call->child_count && !is_list; i++)
        result = clet_expr_type_join(check->source, result, call->children[i]->type);
    const bool is_number =
        (result->kind >= CHATLET_VALUE_INT && result->kind <= CHATLET_VALUE_DOUBLE) ||
        clet_expr_type_is_any(result);
    if (call->child_count > 0 && is_number) return result;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  call->name,
                                  CHATLET_STR("` takes one or more numbers, or a list of them"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, call->offset, pieces);
    return any();
}

static bool is_extreme(const clet_expr_overload *one) {
    return one->function == CLET_FUNCTION_GREATEST || one->function == CLET_FUNCTION_LEAST;
}

const clet_expr_type *clet_expr_checker_call(clet_expr_checker *check, clet_expr_node *call) {
    const clet_expr_type *result = NULL;
    const clet_expr_overload *nearest = NULL;
    call->function = CLET_EXPR_CALL_UNKNOWN;
    for (const clet_expr_overload *one = clet_expr_overloads; one->name != NULL; one++) {
        if (!clet_expr_overload_is(one, call->name, call->is_method, -1)) continue;
        if (is_extreme(one)) return check_extreme(check, call, one);
        const bool has_count = strlen(one->arguments) == call->child_count;
        if (nearest == NULL || has_count) nearest = one;
        if (!has_count || !(takes(check, one, call) || check->scope->is_unchecked)) continue;
        const clet_expr_type *given = clet_expr_overload_type(check->source, one->result);
        result = result == NULL ? given : clet_expr_type_join(check->source, result, given);
        call->function = one->function;
        call->fill = one->fill;
    }
    if (result != NULL) return result;
    if (nearest == NULL) {
        refuse_name(check, call);
        return any();
    }
    call->function = CLET_EXPR_CALL_WRONG;
    refuse_arguments(check, call, nearest);
    return any();
}
