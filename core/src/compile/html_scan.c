/* Looks an HTML source over in one pass, without memory that grows: how deep will elements be open,
 * and does one have so many attributes that checking them for doubles takes the square of their
 * number. Counts what a parser would keep open: elements whose end may be left out are closed here
 * as there, and formatting elements (<b>, <font>) that were never closed are counted on behind the
 * end of their paragraph, since a parser opens them again in the next one. Where this pass is in
 * doubt it counts too much, which matters only near the limit. */
#include "html_tree.h"

#include "../base/str.h"

/* What closes what: opening an element of a group closes an open one of the same group, unless a
 * barrier against that group lies between. */
enum {
    GROUP_PARAGRAPH = 1 << 0,
    GROUP_ITEM = 1 << 1,
    GROUP_TERM = 1 << 2,
    GROUP_ROW = 1 << 3,
    GROUP_CELL = 1 << 4,
    GROUP_ROWS = 1 << 5,
    GROUP_OPTION = 1 << 6,
    GROUP_RUBY = 1 << 7,
    EVERY_GROUP = (1 << 8) - 1
};

typedef struct element_rule {
    chatlet_str name;
    uint8_t group;   /* it belongs to */
    uint8_t closes;  /* groups it closes when it opens */
    uint8_t barrier; /* groups it keeps from being closed */
    bool is_void;    /* has no end */
    bool is_raw;     /* holds text only, up to its end tag */
    bool is_format;  /* opened again in the next paragraph when left open */
    bool is_foreign; /* svg, math: "/>" closes inside, and nothing is raw text */
} element_rule;

#define NAME(literal) .name = {.data = (literal), .size_bytes = sizeof(literal) - 1}

static const element_rule rules[] = {
    {NAME("p"), .group = GROUP_PARAGRAPH, .closes = GROUP_PARAGRAPH},
    {NAME("li"), .group = GROUP_ITEM, .closes = GROUP_ITEM | GROUP_PARAGRAPH},
    {NAME("dt"), .group = GROUP_TERM, .closes = GROUP_TERM | GROUP_PARAGRAPH},
    {NAME("dd"), .group = GROUP_TERM, .closes = GROUP_TERM | GROUP_PARAGRAPH},
    {NAME("tr"), .group = GROUP_ROW, .closes = GROUP_ROW, .barrier = GROUP_CELL},
    {NAME("td"), .group = GROUP_CELL, .closes = GROUP_CELL,
     .barrier = GROUP_PARAGRAPH | GROUP_ITEM | GROUP_TERM},
    {NAME("th"), .group = GROUP_CELL, .closes = GROUP_CELL,
     .barrier = GROUP_PARAGRAPH | GROUP_ITEM | GROUP_TERM},
    {NAME("tbody"), .group = GROUP_ROWS, .closes = GROUP_ROWS},
    {NAME("thead"), .group = GROUP_ROWS, .closes = GROUP_ROWS},
    {NAME("tfoot"), .group = GROUP_ROWS, .closes = GROUP_ROWS},
    {NAME("colgroup"), .group = GROUP_ROWS, .closes = GROUP_ROWS},
    {NAME("option"), .group = GROUP_OPTION, .closes = GROUP_OPTION},
    {NAME("optgroup"), .group = GROUP_OPTION, .closes = GROUP_OPTION},
    {NAME("rt"), .group = GROUP_RUBY, .closes = GROUP_RUBY},
    {NAME("rp"), .group = GROUP_RUBY, .closes = GROUP_RUBY},
    {NAME("table"), .closes = GROUP_PARAGRAPH, .barrier = EVERY_GROUP},
    {NAME("ul"), .closes = GROUP_PARAGRAPH, .barrier = GROUP_ITEM},
    {NAME("ol"), .closes = GROUP_PARAGRAPH, .barrier = GROUP_ITEM},
    {NAME("dl"), .closes = GROUP_PARAGRAPH, .barrier = GROUP_TERM},
    {NAME("div"), .closes = GROUP_PARAGRAPH},
    {NAME("section"), .closes = GROUP_PARAGRAPH},
    {NAME("pre"), .closes = GROUP_PARAGRAPH},
    {NAME("blockquote"), .closes = GROUP_PARAGRAPH},
    {NAME("h1"), .closes = GROUP_PARAGRAPH},
    {NAME("h2"), .closes = GROUP_PARAGRAPH},
    {NAME("h3"), .closes = GROUP_PARAGRAPH},
    {NAME("h4"), .closes = GROUP_PARAGRAPH},
    {NAME("h5"), .closes = GROUP_PARAGRAPH},
    {NAME("h6"), .closes = GROUP_PARAGRAPH},
    {NAME("select"), .barrier = GROUP_OPTION},
    {NAME("button"), .barrier = GROUP_PARAGRAPH},
    {NAME("br"), .is_void = true},
    {NAME("hr"), .closes = GROUP_PARAGRAPH, .is_void = true},
    {NAME("img"), .is_void = true},
    {NAME("input"), .is_void = true},
    {NAME("link"), .is_void = true},
    {NAME("meta"), .is_void = true},
    {NAME("area"), .is_void = true},
    {NAME("base"), .is_void = true},
    {NAME("col"), .is_void = true},
    {NAME("embed"), .is_void = true},
    {NAME("param"), .is_void = true},
    {NAME("source"), .is_void = true},
    {NAME("track"), .is_void = true},
    {NAME("wbr"), .is_void = true},
    {NAME("script"), .is_raw = true},
    {NAME("style"), .is_raw = true},
    {NAME("title"), .is_raw = true},
    {NAME("textarea"), .is_raw = true},
    {NAME("xmp"), .is_raw = true},
    {NAME("iframe"), .is_raw = true},
    {NAME("noembed"), .is_raw = true},
    {NAME("noframes"), .is_raw = true},
    {NAME("a"), .is_format = true},
    {NAME("b"), .is_format = true},
    {NAME("big"), .is_format = true},
    {NAME("code"), .is_format = true},
    {NAME("em"), .is_format = true},
    {NAME("font"), .is_format = true},
    {NAME("i"), .is_format = true},
    {NAME("s"), .is_format = true},
    {NAME("small"), .is_format = true},
    {NAME("strike"), .is_format = true},
    {NAME("strong"), .is_format = true},
    {NAME("tt"), .is_format = true},
    {NAME("u"), .is_format = true},
    {NAME("svg"), .is_foreign = true},
    {NAME("math"), .is_foreign = true},
};

/* Elements the table does not name share this rule; their names tell them apart. */
static const element_rule ordinary = {.group = 0};

typedef struct open_element {
    const element_rule *rule;
    chatlet_str name; /* as written */
} open_element;

typedef struct scanner {
    chatlet_str text;
    size_t offset;
    open_element open[CHATLET_DOCUMENT_DEPTH_MAX];
    uint32_t open_count;
    uint32_t carried_count; /* formatting elements closed by others and to be opened again */
    uint32_t foreign_count;
} scanner;

static bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static const element_rule *rule_of(chatlet_str name) {
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].name.size_bytes == name.size_bytes &&
            clet_str_equal_ignore_case(rules[i].name, name)) {
            return &rules[i];
        }
    }
    return &ordinary;
}

static bool is_same(const open_element *element, const element_rule *rule, chatlet_str name) {
    if (element->rule != rule) return false;
    return rule != &ordinary || clet_str_equal_ignore_case(element->name, name);
}

/* Closes the open elements from `index` up. */
static void close_from(scanner *scan, uint32_t index) {
    const bool is_cell = scan->open[index].rule->group == GROUP_CELL;
    for (uint32_t i = index; i < scan->open_count; i++) {
        if (scan->open[i].rule->is_foreign) scan->foreign_count--;
        /* A cell's formatting ends with the cell. */
        if (i > index && scan->open[i].rule->is_format && !is_cell) scan->carried_count++;
    }
    scan->open_count = index;
}

static void close_group(scanner *scan, uint8_t groups) {
    for (uint32_t i = scan->open_count; i > 0; i--) {
        const element_rule *rule = scan->open[i - 1].rule;
        if ((rule->group & groups) != 0) {
            close_from(scan, i - 1);
            return;
        }
        if ((rule->barrier & groups) != 0) return;
    }
}

static void close_element(scanner *scan, chatlet_str name) {
    const element_rule *rule = rule_of(name);
    for (uint32_t i = scan->open_count; i > 0; i--) {
        if (!is_same(&scan->open[i - 1], rule, name)) continue;
        close_from(scan, i - 1);
        return;
    }
    if (rule->is_format && scan->carried_count > 0) scan->carried_count--;
}

/* False when that is one too deep. */
static bool open_element_of(scanner *scan, const element_rule *rule, chatlet_str name) {
    for (uint8_t group = 1; rule->closes != 0; group = (uint8_t)(group << 1)) {
        if ((rule->closes & group) != 0) close_group(scan, group);
        if (group == 1 << 7) break;
    }
    if (rule->is_void) return true;
    if (scan->open_count + scan->carried_count >= CHATLET_DOCUMENT_DEPTH_MAX) return false;
    scan->open[scan->open_count++] = (open_element){.rule = rule, .name = name};
    if (rule->is_foreign) scan->foreign_count++;
    return true;
}

static chatlet_str read_name(scanner *scan) {
    const size_t begin = scan->offset;
    while (scan->offset < scan->text.size_bytes) {
        const char byte = scan->text.data[scan->offset];
        if (is_space(byte) || byte == '>' || byte == '/') break;
        scan->offset++;
    }
    return clet_str_slice(scan->text, begin, scan->offset);
}

typedef struct tag_end {
    uint32_t attribute_count;
    bool is_self_closing;
} tag_end;

/* Moves behind the '>' of a tag, over its attributes. */
static tag_end skip_attributes(scanner *scan) {
    tag_end end = {0};
    char quote = 0;
    bool was_space = true;
    bool after_equals = false;
    while (scan->offset < scan->text.size_bytes) {
        const char byte = scan->text.data[scan->offset++];
        if (quote != 0) {
            if (byte == quote) quote = 0;
            continue;
        }
        if (byte == '>') break;
        end.is_self_closing = byte == '/';
        if ((byte == '"' || byte == '\'') && after_equals) {
            quote = byte;
            after_equals = false;
            was_space = true; /* what follows a quoted value is a new name */
        } else if (byte == '=' && !was_space) {
            after_equals = true;
        } else if (is_space(byte) || byte == '/') {
            if (!after_equals) was_space = true;
        } else {
            if (was_space && !after_equals && byte != '=') end.attribute_count++;
            if (byte == '=') after_equals = true;
            if (byte != '=') after_equals = false;
            was_space = false;
        }
    }
    return end;
}

/* Moves behind the comment whose "<!--" ends at the offset. "-->" and "--!>" end one, and so does a
 * '>' right at its beginning. */
static void skip_comment(scanner *scan) {
    const chatlet_str rest = clet_str_slice(scan->text, scan->offset, scan->text.size_bytes);
    if (clet_str_starts_with(rest, CHATLET_STR(">")) ||
        clet_str_starts_with(rest, CHATLET_STR("->"))) {
        scan->offset++;
        return;
    }
    for (size_t i = clet_str_find_byte(rest, '>', 0); i < rest.size_bytes;
         i = clet_str_find_byte(rest, '>', i + 1)) {
        const chatlet_str before = clet_str_slice(rest, 0, i);
        if (clet_str_ends_with(before, CHATLET_STR("--")) ||
            clet_str_ends_with(before, CHATLET_STR("--!"))) {
            scan->offset += i + 1;
            return;
        }
    }
    scan->offset = scan->text.size_bytes;
}

/* Moves to the end tag of raw text element `name`, or to the end. */
static void skip_raw_text(scanner *scan, chatlet_str name) {
    const chatlet_str text = scan->text;
    for (size_t i = clet_str_find_byte(text, '<', scan->offset); i < text.size_bytes;
         i = clet_str_find_byte(text, '<', i + 1)) {
        const size_t end = i + 2 + name.size_bytes;
        if (end >= text.size_bytes) break;
        if (text.data[i + 1] != '/') continue;
        if (!clet_str_equal_ignore_case(clet_str_slice(text, i + 2, end), name)) continue;
        if (!is_space(text.data[end]) && text.data[end] != '>' && text.data[end] != '/') continue;
        scan->offset = i;
        return;
    }
    scan->offset = text.size_bytes;
}

typedef enum scan_result { SCAN_OK, SCAN_TOO_DEEP, SCAN_TOO_MANY_ATTRIBUTES } scan_result;

/* Takes the start tag whose name begins at the offset. */
static scan_result scan_start_tag(scanner *scan) {
    const chatlet_str name = read_name(scan);
    const tag_end end = skip_attributes(scan);
    if (end.attribute_count > CHATLET_DOCUMENT_ATTRIBUTES_MAX) return SCAN_TOO_MANY_ATTRIBUTES;
    const element_rule *rule = rule_of(name);
    if (scan->foreign_count > 0 && end.is_self_closing) return SCAN_OK;
    if (!open_element_of(scan, rule, name)) return SCAN_TOO_DEEP;
    if (rule->is_raw && scan->foreign_count == 0) skip_raw_text(scan, name);
    return SCAN_OK;
}

/* Takes what begins with the '<' at the offset. */
static scan_result scan_markup(scanner *scan) {
    const chatlet_str rest = clet_str_slice(scan->text, scan->offset, scan->text.size_bytes);
    if (clet_str_starts_with(rest, CHATLET_STR("<!--"))) {
        scan->offset += 4;
        skip_comment(scan);
        return SCAN_OK;
    }
    if (rest.size_bytes > 2 && rest.data[1] == '/' && is_letter(rest.data[2])) {
        scan->offset += 2;
        const chatlet_str name = read_name(scan);
        const tag_end end = skip_attributes(scan);
        close_element(scan, name);
        return end.attribute_count > CHATLET_DOCUMENT_ATTRIBUTES_MAX ? SCAN_TOO_MANY_ATTRIBUTES
                                                                     : SCAN_OK;
    }
    scan->offset++;
    if (rest.size_bytes > 1 && is_letter(rest.data[1])) return scan_start_tag(scan);
    if (rest.size_bytes > 1 &&
        (rest.data[1] == '!' || rest.data[1] == '?' || rest.data[1] == '/')) {
        scan->offset = clet_str_find_byte(scan->text, '>', scan->offset);
    }
    return SCAN_OK;
}

static void report(const clet_document_source *source, scan_result result, size_t offset) {
    const clet_source_place place = clet_document_place(source->text, offset);
    if (result == SCAN_TOO_DEEP) {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_DEPTH, source->path, place.line,
                    place.column,
                    CHATLET_STR("elements are nested deeper than 512; close the ones left open"));
    } else {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_COMPLEX, source->path, place.line,
                    place.column,
                    CHATLET_STR("an element has more than 500 attributes; remove some"));
    }
}

bool clet_html_scan(const clet_document_source *source) {
    scanner scan = {.text = source->text};
    for (;;) {
        scan.offset = clet_str_find_byte(scan.text, '<', scan.offset);
        if (scan.offset >= scan.text.size_bytes) return true;
        const size_t begin = scan.offset;
        const scan_result result = scan_markup(&scan);
        if (result != SCAN_OK) {
            report(source, result, begin);
            return false;
        }
    }
}
