#include "form_encode.h"

#include "../domain/whole_text.h"

#include <string.h>

form form_begin(region *memory) { return (form){.memory = memory}; }

static char *room(form *form, size_t size_bytes) {
    if (form->failed || size_bytes > FORM_BYTES_MAX - form->size_bytes) {
        form->failed = true;
        return NULL;
    }
    size_t needed = form->size_bytes + size_bytes;
    if (needed > form->capacity_bytes) {
        size_t capacity = form->capacity_bytes == 0 ? 512 : form->capacity_bytes;
        while (capacity < needed)
            capacity *= 2;
        char *data = region_take(form->memory, capacity);
        if (data == NULL) {
            form->failed = true;
            return NULL;
        }
        if (form->size_bytes > 0) memcpy(data, form->data, form->size_bytes);
        form->data = data;
        form->capacity_bytes = capacity;
    }
    return form->data + form->size_bytes;
}

static void append(form *form, chatlet_str text) {
    char *target = room(form, text.size_bytes);
    if (target == NULL || text.size_bytes == 0) return;
    memcpy(target, text.data, text.size_bytes);
    form->size_bytes += text.size_bytes;
}

/* RFC 3986, section 2.3. */
static bool is_unreserved(char byte) {
    bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    bool is_digit = byte >= '0' && byte <= '9';
    return is_letter || is_digit || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

static void append_encoded(form *form, chatlet_str text, bool keeps_brackets) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.size_bytes; i++) {
        char byte = text.data[i];
        bool stays = is_unreserved(byte) || (keeps_brackets && (byte == '[' || byte == ']'));
        char *target = room(form, stays ? 1 : 3);
        if (target == NULL) return;
        if (stays) {
            target[0] = byte;
        } else {
            target[0] = '%';
            target[1] = digits[((unsigned char)byte) >> 4];
            target[2] = digits[((unsigned char)byte) & 15];
        }
        form->size_bytes += stays ? 1 : 3;
    }
}

static void begin_pair(form *form) {
    if (form->size_bytes > 0) append(form, CHATLET_STR("&"));
}

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static void end_pair(form *form, chatlet_str value) {
    append(form, CHATLET_STR("="));
    append_encoded(form, value, false);
}

void form_add(form *form, const char *key, chatlet_str value) {
    begin_pair(form);
    append_encoded(form, constant(key), true);
    end_pair(form, value);
}

void form_add_whole(form *form, const char *key, int64_t value) {
    char text[WHOLE_TEXT_BYTES];
    form_add(form, key, whole_text_write(value, text));
}

void form_add_item(form *form, const char *list, uint32_t index, const char *key,
                   chatlet_str value) {
    char text[WHOLE_TEXT_BYTES];
    begin_pair(form);
    append_encoded(form, constant(list), true);
    append(form, CHATLET_STR("["));
    append(form, whole_text_write(index, text));
    append(form, CHATLET_STR("]["));
    append_encoded(form, constant(key), true);
    append(form, CHATLET_STR("]"));
    end_pair(form, value);
}

bool form_end(const form *form, chatlet_str *text) {
    if (form->failed) return false;
    *text = (chatlet_str){.data = form->data, .size_bytes = form->size_bytes};
    return true;
}
