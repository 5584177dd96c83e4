#include "http_conditional.h"

#include "http_date.h"
#include "http_text.h"

typedef enum comparison { STRONG, WEAK } comparison;

static bool etag_equal(chatlet_str item, chatlet_str etag, comparison how) {
    if (http_text_starts_with(item, CHATLET_STR("W/"))) {
        if (how == STRONG) return false;
        item = http_text_from(item, 2);
    }
    return http_text_equal(item, etag);
}

/* Whether a list of entity tags in the fields called `name` holds `etag`, or is "*". */
static bool any_matches(const http_request *request, chatlet_str name, chatlet_str etag,
                        comparison how) {
    for (size_t i = 0; i < request->field_count; i++) {
        if (!http_text_equal_ignore_case(request->fields[i].name, name)) continue;
        chatlet_str rest = request->fields[i].value;
        chatlet_str item;
        while (http_text_next_item(&rest, ',', &item)) {
            if (http_text_equal(item, CHATLET_STR("*")) || etag_equal(item, etag, how)) return true;
        }
    }
    return false;
}

static bool has_field(const http_request *request, chatlet_str name) {
    return http_request_field(request, name, NULL) != NULL;
}

/* The date in the field called `name`; false when it is absent, twice there, or no date. */
static bool field_date(const http_request *request, chatlet_str name, int64_t *time_s) {
    size_t count;
    const chatlet_str *value = http_request_field(request, name, &count);
    return count == 1 && http_date_read(*value, time_s);
}

http_condition http_conditional_check(const http_request *request, http_validators validators) {
    int64_t time_s;
    if (has_field(request, CHATLET_STR("If-Match"))) {
        if (!any_matches(request, CHATLET_STR("If-Match"), validators.etag, STRONG)) {
            return HTTP_CONDITION_FAILED;
        }
    } else if (field_date(request, CHATLET_STR("If-Unmodified-Since"), &time_s) &&
               validators.modified_s > time_s) {
        return HTTP_CONDITION_FAILED;
    }
    /* A tag says more than a date with its whole seconds, so beside one the date is not read. */
    if (has_field(request, CHATLET_STR("If-None-Match"))) {
        return any_matches(request, CHATLET_STR("If-None-Match"), validators.etag, WEAK)
                   ? HTTP_CONDITION_NOT_MODIFIED
                   : HTTP_CONDITION_PROCEED;
    }
    if (field_date(request, CHATLET_STR("If-Modified-Since"), &time_s) &&
        validators.modified_s <= time_s) {
        return HTTP_CONDITION_NOT_MODIFIED;
    }
    return HTTP_CONDITION_PROCEED;
}

bool http_conditional_range(const http_request *request, http_validators validators) {
    size_t count;
    int64_t time_s;
    const chatlet_str *value = http_request_field(request, CHATLET_STR("If-Range"), &count);
    if (count == 0) return true;
    if (count > 1) return false;
    if (http_date_read(*value, &time_s)) return time_s == validators.modified_s;
    return etag_equal(*value, validators.etag, STRONG);
}
