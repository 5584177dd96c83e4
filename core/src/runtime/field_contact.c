/* Addresses that people are reached by: e-mail (RFC 5321 without quoted names, RFC 6531's letters),
 * telephone (E.164, or the digits of a national number), and pages. */
#include "../base/str.h"
#include "../base/utf8.h"
#include "../text/fold.h"
#include "field_kinds.h"

#include <string.h>

enum {
    LOCAL_BYTES_MAX = 64,   /* RFC 5321, 4.5.3.1.1 */
    DOMAIN_BYTES_MAX = 253, /* RFC 1035, without the point at the end */
    LABEL_BYTES_MAX = 63,
    PHONE_DIGITS_MIN = 6,
    PHONE_DIGITS_MAX = 15, /* E.164 */
    PHONE_BYTES_MAX = PHONE_DIGITS_MAX + 1
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static bool is_one_of(const char *characters, char c) {
    return c != 0 && strchr(characters, c) != NULL;
}

/* A label of a domain: letters and digits, hyphens within. */
static bool is_label(chatlet_str label) {
    if (label.size_bytes == 0 || label.size_bytes > LABEL_BYTES_MAX) return false;
    for (size_t i = 0; i < label.size_bytes; i++) {
        const bool is_end = i == 0 || i == label.size_bytes - 1;
        if (!is_alphanumeric(label.data[i]) && (is_end || label.data[i] != '-')) return false;
    }
    return true;
}

/* At least two labels, the last one not a number. */
static bool is_domain(chatlet_str domain) {
    size_t begin = 0;
    if (domain.size_bytes > DOMAIN_BYTES_MAX) return false;
    while (true) {
        const size_t end = clet_str_find_byte(domain, '.', begin);
        if (!is_label(clet_str_slice(domain, begin, end))) return false;
        if (end == domain.size_bytes) break;
        begin = end + 1;
    }
    return begin > 0 && domain.size_bytes - begin >= 2 && !is_digit(domain.data[begin]);
}

static bool is_local(chatlet_str local) {
    if (local.size_bytes == 0 || local.size_bytes > LOCAL_BYTES_MAX) return false;
    char before = '.';
    for (size_t i = 0; i < local.size_bytes; i++) {
        const char c = local.data[i];
        const bool is_good =
            c == '.' ? before != '.' : is_alphanumeric(c) || is_one_of("!#$%&'*+-/=?^_`{|}~", c);
        if (!is_good) return false;
        before = c;
    }
    return before != '.';
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Without the marks that stand around an address in a sentence. */
static chatlet_str strip(chatlet_str text) {
    size_t begin = 0;
    size_t end = text.size_bytes;
    while (begin < end && is_one_of("<([\"'", text.data[begin]))
        begin++;
    while (end > begin && is_one_of(">)]\"'.,;:!?", text.data[end - 1]))
        end--;
    return clet_str_slice(text, begin, end);
}

/* The next run without spaces; false at the end. */
static bool next_word(chatlet_str text, size_t *offset, chatlet_str *word) {
    size_t begin = *offset;
    while (begin < text.size_bytes && is_space(text.data[begin]))
        begin++;
    size_t end = begin;
    while (end < text.size_bytes && !is_space(text.data[end]))
        end++;
    *offset = end;
    *word = clet_str_slice(text, begin, end);
    return end > begin;
}

static bool is_email(chatlet_str word) {
    const size_t at = clet_str_find_byte(word, '@', 0);
    return at < word.size_bytes && is_local(clet_str_slice(word, 0, at)) &&
           is_domain(clet_str_slice(word, at + 1, word.size_bytes));
}

/* The one word of `text` that `is_one` takes; empty when there is none, or another one too. */
static chatlet_str find_one(chatlet_str text, chatlet_str drop, bool (*is_one)(chatlet_str word)) {
    chatlet_str found = {0};
    chatlet_str word;
    for (size_t offset = 0; next_word(text, &offset, &word);) {
        word = strip(word);
        if (clet_str_starts_with(word, drop))
            word = clet_str_slice(word, drop.size_bytes, word.size_bytes);
        if (!is_one(word)) continue;
        if (found.size_bytes > 0 && !clet_str_equal(found, word)) return (chatlet_str){0};
        found = word;
    }
    return found;
}

clet_field_answer clet_field_email_read(chatlet_str text) {
    const chatlet_str found = find_one(text, CHATLET_STR("mailto:"), is_email);
    if (found.size_bytes == 0) return clet_answer_problem(CLET_FIELD_KIND);
    const bool is_alone = found.size_bytes == text.size_bytes;
    return clet_answer_text(found, is_alone ? CLET_SURE_KIND : CLET_SURE_PART);
}

/* A number as it is being read: digits of every script as ASCII's, without what parts them. */
typedef struct phone {
    char digits[PHONE_BYTES_MAX + 2]; /* with "00", which means "+" */
    uint32_t count;
    bool has_plus;
    bool is_over;
} phone;

static void add_digit(phone *read, char digit) {
    if (read->count >= sizeof read->digits)
        read->is_over = true;
    else
        read->digits[read->count++] = digit;
}

/* Reads a run of digits and of marks between them from *offset on, which moves behind it. */
static phone read_phone(chatlet_str text, size_t *offset) {
    phone read = {0};
    while (*offset < text.size_bytes) {
        const clet_utf8_char at = clet_utf8_read(text, *offset);
        uint32_t folded[CLET_FOLD_CASE_MAX];
        const chatlet_str rest = clet_str_slice(text, *offset, text.size_bytes);
        const bool is_space_or_mark =
            at.codepoint == 0xA0 || at.codepoint == 0x2011 || at.codepoint == 0x2013 ||
            (at.codepoint < 0x80 && is_one_of(" ()-./", (char)at.codepoint));
        size_t size_bytes = at.size_bytes;
        if (clet_fold_class_of(at.codepoint) == CLET_FOLD_DIGIT) {
            (void)clet_fold_case(at.codepoint, folded);
            add_digit(&read, (char)folded[0]);
        } else if (at.codepoint == '+' && read.count == 0 && !read.has_plus) {
            read.has_plus = true;
        } else if (read.has_plus && read.count > 0 &&
                   /* "+44 (0)20 …": the 0 in parentheses is not dialed from abroad. */
                   clet_str_starts_with(rest, CHATLET_STR("(0)"))) {
            size_bytes = 3;
        } else if (!is_space_or_mark) {
            break;
        }
        *offset += size_bytes;
    }
    if (!read.has_plus && read.count > 2 && read.digits[0] == '0' && read.digits[1] == '0') {
        read.has_plus = true;
        read.count -= 2;
        memmove(read.digits, read.digits + 2, read.count);
    }
    return read;
}

/* Behind anything that no number begins with. */
static size_t skip_to_number(chatlet_str text, size_t offset, bool *has_other) {
    while (offset < text.size_bytes) {
        const clet_utf8_char at = clet_utf8_read(text, offset);
        const clet_fold_class class = clet_fold_class_of(at.codepoint);
        if (class == CLET_FOLD_DIGIT || at.codepoint == '+' || at.codepoint == '(') break;
        if (class == CLET_FOLD_LETTER || class == CLET_FOLD_UNSPACED) *has_other = true;
        offset += at.size_bytes;
    }
    return offset;
}

clet_field_answer clet_field_phone_read(clet_expr_run *run, chatlet_str text) {
    phone found = {0};
    bool has_other = false;
    size_t offset = skip_to_number(text, 0, &has_other);
    while (offset < text.size_bytes) {
        const size_t begin = offset;
        const phone read = read_phone(text, &offset);
        /* A second number, be it an extension, would be lost. */
        if (read.count > 0 && found.count > 0) return clet_answer_problem(CLET_FIELD_KIND);
        if (read.count > 0) found = read;
        offset = skip_to_number(text, offset == begin ? begin + 1 : offset, &has_other);
    }
    if (found.is_over || found.count < PHONE_DIGITS_MIN || found.count > PHONE_DIGITS_MAX)
        return clet_answer_problem(CLET_FIELD_KIND);
    const size_t plus = found.has_plus ? 1 : 0;
    char *number = clet_expr_take(run, found.count + plus, 1);
    if (number == NULL) return clet_answer_problem(CLET_FIELD_KIND);
    if (found.has_plus) number[0] = '+';
    memcpy(number + plus, found.digits, found.count);
    return clet_answer_text((chatlet_str){.data = number, .size_bytes = found.count + plus},
                            has_other ? CLET_SURE_PART : CLET_SURE_KIND);
}

/* How much of `word` is "http://" or "https://", in any case. */
static size_t scheme_bytes(chatlet_str word) {
    static const chatlet_str schemes[] = {{.data = "https://", .size_bytes = 8},
                                          {.data = "http://", .size_bytes = 7}};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const size_t size_bytes = schemes[i].size_bytes;
        if (word.size_bytes > size_bytes &&
            clet_str_equal_ignore_case(clet_str_slice(word, 0, size_bytes), schemes[i]))
            return size_bytes;
    }
    return 0;
}

static bool is_port(chatlet_str port) {
    bool is_good = port.size_bytes > 0 && port.size_bytes <= 5;
    for (size_t i = 0; i < port.size_bytes; i++)
        is_good = is_good && is_digit(port.data[i]);
    return is_good;
}

/* A host with at least two labels, perhaps a port, and a path without control bytes. */
static bool is_url(chatlet_str word) {
    if (word.size_bytes > CHATLET_URL_BYTES_MAX) return false;
    const chatlet_str rest = clet_str_slice(word, scheme_bytes(word), word.size_bytes);
    size_t end = 0;
    while (end < rest.size_bytes && !is_one_of("/?#", rest.data[end]))
        end++;
    const chatlet_str host = clet_str_slice(rest, 0, end);
    const size_t colon = clet_str_find_byte(host, ':', 0);
    for (size_t i = end; i < rest.size_bytes; i++) {
        if ((unsigned char)rest.data[i] < ' ' || is_one_of("\"<>\\^`{|}\x7F", rest.data[i]))
            return false;
    }
    return is_domain(clet_str_slice(host, 0, colon)) &&
           (colon == host.size_bytes || is_port(clet_str_slice(host, colon + 1, host.size_bytes)));
}

clet_field_answer clet_field_url_read(clet_expr_run *run, chatlet_str text) {
    static const chatlet_str added = {.data = "https://", .size_bytes = 8};
    const chatlet_str found = find_one(text, CHATLET_STR(""), is_url);
    if (found.size_bytes == 0) return clet_answer_problem(CLET_FIELD_KIND);
    const uint32_t sureness =
        strip(text).size_bytes == found.size_bytes ? CLET_SURE_KIND : CLET_SURE_PART;
    if (scheme_bytes(found) > 0) return clet_answer_text(found, sureness);
    char *url = clet_expr_take(run, added.size_bytes + found.size_bytes, 1);
    if (url == NULL) return clet_answer_problem(CLET_FIELD_KIND);
    memcpy(url, added.data, added.size_bytes);
    memcpy(url + added.size_bytes, found.data, found.size_bytes);
    return clet_answer_text(
        (chatlet_str){.data = url, .size_bytes = added.size_bytes + found.size_bytes}, sureness);
}
