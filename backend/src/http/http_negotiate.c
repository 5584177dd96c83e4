#include "http_negotiate.h"

#include "http_text.h"

/* Weights in thousandths, as the grammar has three digits. */
enum { WEIGHT_MAX = 1000, WEIGHT_NONE = -1 };

typedef struct weights {
    int named[HTTP_ENCODING_COUNT]; /* WEIGHT_NONE: not named */
    int others;                     /* of "*" */
} weights;

/* Reads "0.5", "1", "1.000" into thousandths; WEIGHT_NONE when it is no weight. */
static int read_weight(chatlet_str text) {
    if (text.size_bytes == 0 || text.size_bytes > 5) return WEIGHT_NONE;
    if (text.data[0] != '0' && text.data[0] != '1') return WEIGHT_NONE;
    if (text.size_bytes > 1 && text.data[1] != '.') return WEIGHT_NONE;
    int weight = (text.data[0] - '0') * WEIGHT_MAX;
    int digit_value = WEIGHT_MAX / 10;
    for (size_t i = 2; i < text.size_bytes; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return WEIGHT_NONE;
        weight += (text.data[i] - '0') * digit_value;
        digit_value /= 10;
    }
    return weight > WEIGHT_MAX ? WEIGHT_NONE : weight;
}

/* The weight of an item whose parameters are `parameters`; WEIGHT_NONE when they cannot be read. */
static int weight_of(chatlet_str parameters) {
    chatlet_str parameter;
    if (!http_text_next_item(&parameters, ';', &parameter)) return WEIGHT_MAX;
    size_t equals = http_text_find(parameter, '=');
    if (equals == parameter.size_bytes) return WEIGHT_NONE;
    chatlet_str name = {.data = parameter.data, .size_bytes = equals};
    if (!http_text_equal_ignore_case(name, CHATLET_STR("q"))) return WEIGHT_NONE;
    return read_weight(http_text_from(parameter, equals + 1));
}

static void read_item(chatlet_str item, weights *found) {
    size_t end = http_text_find(item, ';');
    chatlet_str name = http_text_trim((chatlet_str){.data = item.data, .size_bytes = end});
    int weight = weight_of(http_text_from(item, end));
    if (weight == WEIGHT_NONE) return;
    if (http_text_equal(name, CHATLET_STR("*"))) {
        found->others = weight;
    } else if (http_text_equal_ignore_case(name, CHATLET_STR("br"))) {
        found->named[HTTP_ENCODING_BROTLI] = weight;
    } else if (http_text_equal_ignore_case(name, CHATLET_STR("gzip")) ||
               http_text_equal_ignore_case(name, CHATLET_STR("x-gzip"))) {
        found->named[HTTP_ENCODING_GZIP] = weight;
    } else if (http_text_equal_ignore_case(name, CHATLET_STR("identity"))) {
        found->named[HTTP_ENCODING_IDENTITY] = weight;
    }
}

/* False when the request has no such field. */
static bool read_fields(const http_request *request, weights *found) {
    bool any = false;
    size_t item_count = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        const http_field *field = &request->fields[i];
        if (!http_text_equal_ignore_case(field->name, CHATLET_STR("Accept-Encoding"))) continue;
        any = true;
        chatlet_str rest = field->value;
        chatlet_str item;
        while (item_count < HTTP_ACCEPT_ITEMS_MAX && http_text_next_item(&rest, ',', &item)) {
            read_item(item, found);
            item_count++;
        }
    }
    return any;
}

/* What a client that names an encoding thinks of it; one that names it not, and has no "*", takes
 * identity after everything it named. */
static int weight_for(const weights *found, http_encoding encoding) {
    if (found->named[encoding] != WEIGHT_NONE) return found->named[encoding];
    if (found->others != WEIGHT_NONE) return found->others;
    return encoding == HTTP_ENCODING_IDENTITY ? 1 : 0;
}

static void insert(http_encoding_order *order, int order_weights[], http_encoding encoding,
                   int weight) {
    size_t place = order->count++;
    while (place > 0 && order_weights[place - 1] < weight) {
        order->encodings[place] = order->encodings[place - 1];
        order_weights[place] = order_weights[place - 1];
        place--;
    }
    order->encodings[place] = encoding;
    order_weights[place] = weight;
}

http_encoding_order http_negotiate_encoding(const http_request *request) {
    static const http_encoding smallest_first[] = {HTTP_ENCODING_BROTLI, HTTP_ENCODING_GZIP,
                                                   HTTP_ENCODING_IDENTITY};
    weights found = {.named = {WEIGHT_NONE, WEIGHT_NONE, WEIGHT_NONE}, .others = WEIGHT_NONE};
    http_encoding_order order = {.count = 0};
    int order_weights[HTTP_ENCODING_COUNT];
    if (!read_fields(request, &found)) {
        order.encodings[order.count++] = HTTP_ENCODING_IDENTITY;
        return order;
    }
    for (size_t i = 0; i < HTTP_ENCODING_COUNT; i++) {
        int weight = weight_for(&found, smallest_first[i]);
        if (weight > 0) insert(&order, order_weights, smallest_first[i], weight);
    }
    return order;
}

chatlet_str http_encoding_name(http_encoding encoding) {
    switch (encoding) {
    case HTTP_ENCODING_IDENTITY: break;
    case HTTP_ENCODING_GZIP: return CHATLET_STR("gzip");
    case HTTP_ENCODING_BROTLI: return CHATLET_STR("br");
    }
    return CHATLET_STR("");
}

chatlet_str http_encoding_suffix(http_encoding encoding) {
    switch (encoding) {
    case HTTP_ENCODING_IDENTITY: break;
    case HTTP_ENCODING_GZIP: return CHATLET_STR(".gz");
    case HTTP_ENCODING_BROTLI: return CHATLET_STR(".br");
    }
    return CHATLET_STR("");
}
