/* What only forms and devices give: a place on the map, a file that stays with the host. */
#include "../base/double_text.h"
#include "../base/str.h"
#include "field_kinds.h"

static const chatlet_value *member(const chatlet_value *map, chatlet_str name) {
    uint64_t cost = CHATLET_VALUE_ITEMS_MAX;
    return map->kind == CHATLET_VALUE_MAP ? clet_value_find_text(map, name, &cost) : NULL;
}

static bool read_degrees(const chatlet_value *value, double limit, double *degrees) {
    if (value == NULL) return false;
    if (value->kind == CHATLET_VALUE_INT) *degrees = (double)value->integer;
    if (value->kind == CHATLET_VALUE_DOUBLE) *degrees = value->number;
    return (value->kind == CHATLET_VALUE_INT || value->kind == CHATLET_VALUE_DOUBLE) &&
           *degrees >= -limit && *degrees <= limit;
}

static void append_number(clet_expr_text *text, double number) {
    char digits[CLET_DOUBLE_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_double_text_write(number, digits);
    clet_expr_text_append(text, (chatlet_str){.data = digits, .size_bytes = size_bytes});
}

clet_field_answer clet_field_location_of(clet_expr_run *run, const chatlet_value *value) {
    double latitude;
    double longitude;
    clet_expr_text text = {.run = run};
    if (!read_degrees(member(value, CHATLET_STR("lat")), 90, &latitude) ||
        !read_degrees(member(value, CHATLET_STR("lng")), 180, &longitude))
        return clet_answer_problem(CLET_FIELD_KIND);
    append_number(&text, latitude);
    clet_expr_text_append_byte(&text, ',');
    append_number(&text, longitude);
    if (text.is_over) return clet_answer_problem(CLET_FIELD_KIND);
    return clet_answer_text((chatlet_str){.data = text.data, .size_bytes = text.size_bytes},
                            CLET_SURE_EXACT);
}

static chatlet_str text_member(const chatlet_value *map, chatlet_str name) {
    const chatlet_value *value = member(map, name);
    const bool is_text = value != NULL && value->kind == CHATLET_VALUE_STRING;
    return is_text ? clet_value_str(value) : (chatlet_str){0};
}

/* "image/png", "image/" of "image/…", or ".pdf". */
static bool is_accepted(chatlet_str accept, chatlet_str type, chatlet_str name) {
    if (clet_str_starts_with(accept, CHATLET_STR("."))) {
        if (name.size_bytes < accept.size_bytes) return false;
        const size_t begin = name.size_bytes - accept.size_bytes;
        return clet_str_equal_ignore_case(clet_str_slice(name, begin, name.size_bytes), accept);
    }
    if (clet_str_equal(accept, CHATLET_STR("*/*"))) return true;
    if (clet_str_ends_with(accept, CHATLET_STR("/*"))) {
        const size_t size_bytes = accept.size_bytes - 1;
        return type.size_bytes >= size_bytes &&
               clet_str_equal_ignore_case(clet_str_slice(type, 0, size_bytes),
                                          clet_str_slice(accept, 0, size_bytes));
    }
    return clet_str_equal_ignore_case(accept, type);
}

clet_field_answer clet_field_file_of(const clet_flow_field *field, const chatlet_value *value) {
    const chatlet_str type = text_member(value, CHATLET_STR("type"));
    const chatlet_str name = text_member(value, CHATLET_STR("name"));
    bool is_good = field->accept_count == 0;
    if (text_member(value, CHATLET_STR("ref")).size_bytes == 0)
        return clet_answer_problem(CLET_FIELD_KIND);
    for (uint32_t i = 0; i < field->accept_count && !is_good; i++)
        is_good = is_accepted(field->accept[i], type, name);
    if (!is_good) return clet_answer_problem(CLET_FIELD_ACCEPT);
    return clet_answer_of(*value, CLET_SURE_EXACT);
}
