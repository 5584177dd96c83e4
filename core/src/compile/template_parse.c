#include "template_parse.h"

#include "../base/str.h"

#include <string.h>

enum { PIECES_FIRST = 16 };

/* A partial that is being read, within those that include it. */
typedef struct inclusion inclusion;

struct inclusion {
    chatlet_str name;
    const inclusion *outer;
};

typedef struct parser {
    clet_expr_source *source;
    const clet_template_wish *wish;
    clet_template_parsed *parsed;
    clet_template_part *part; /* being filled */
    uint32_t depth;           /* sections and partials open */
    size_t total_bytes;       /* of all partials, as often as they are included */
} parser;

/* One text, the template's or a partial's, being read. */
typedef struct scanner {
    chatlet_str text;
    const inclusion *within;                       /* NULL: the template itself */
    uint32_t offset;                               /* of a partial: where it is included */
    chatlet_str open, close;                       /* delimiters */
    uint32_t sections[CHATLET_TEMPLATE_DEPTH_MAX]; /* places of open ones */
    uint32_t section_count;
} scanner;

/* A tag. */
typedef struct tag {
    char sigil; /* 0: a plain name */
    chatlet_str content;
    size_t begin, end; /* in the text */
    uint32_t offset;   /* in the template */
    bool is_standalone;
    chatlet_str indentation; /* in front of a standalone one */
    size_t next;             /* where the text goes on */
} tag;

static void refuse(parser *parse, const scanner *scan, clet_diagnostic_code code, uint32_t offset,
                   const chatlet_str *pieces) {
    chatlet_str all[12] = {{0}};
    uint32_t count = 0;
    if (scan != NULL && scan->within != NULL) {
        all[count++] = CHATLET_STR("in the text `");
        all[count++] = scan->within->name;
        all[count++] = CHATLET_STR("`: ");
    }
    for (uint32_t i = 0; pieces[i].size_bytes > 0; i++)
        all[count++] = pieces[i];
    clet_expr_refuse(parse->source, code, offset, all);
}

static clet_template_piece *add(parser *parse, const clet_template_piece *piece) {
    clet_template_part *part = parse->part;
    if (part->count == part->capacity) {
        clet_template_piece *pieces =
            clet_arena_grow_array(parse->source->arena, part->pieces, part->count,
                                  sizeof *part->pieces, PIECES_FIRST, &part->capacity);
        if (pieces == NULL) {
            parse->source->status = CHATLET_ERR_MEMORY;
            return NULL;
        }
        part->pieces = pieces;
    }
    part->pieces[part->count] = *piece;
    return &part->pieces[part->count++];
}

static uint32_t offset_of(const scanner *scan, size_t offset) {
    return scan->within == NULL ? (uint32_t)offset : scan->offset;
}

static void add_text(parser *parse, const scanner *scan, size_t begin, size_t end) {
    if (begin >= end) return;
    (void)add(parse, &(clet_template_piece){.kind = CLET_PIECE_TEXT,
                                            .offset = offset_of(scan, begin),
                                            .text = clet_str_slice(scan->text, begin, end)});
}

/* ---- tags ------------------------------------------------------------------------------------ */

/* Offset of the first `part` at or behind `from`, or the size and one. */
static size_t find_part(chatlet_str text, chatlet_str part, size_t from) {
    for (size_t i = from; i + part.size_bytes <= text.size_bytes; i++) {
        if (memcmp(text.data + i, part.data, part.size_bytes) == 0) return i;
    }
    return text.size_bytes + 1;
}

/* Where the line ends behind `offset` when nothing but spaces is left of it, its end included; 0
 * when something is. */
static size_t rest_of_line(chatlet_str text, size_t offset) {
    while (offset < text.size_bytes && (text.data[offset] == ' ' || text.data[offset] == '\t'))
        offset++;
    if (offset == text.size_bytes) return offset;
    if (text.data[offset] == '\n') return offset + 1;
    const bool is_end =
        text.data[offset] == '\r' && offset + 1 < text.size_bytes && text.data[offset + 1] == '\n';
    return is_end ? offset + 2 : 0;
}

static void look_around(const scanner *scan, tag *found) {
    size_t line = found->begin;
    while (line > 0 && (scan->text.data[line - 1] == ' ' || scan->text.data[line - 1] == '\t'))
        line--;
    const size_t behind = rest_of_line(scan->text, found->end);
    found->is_standalone = found->sigil != 0 && strchr("#^/!=>", found->sigil) != NULL &&
                           (line == 0 || scan->text.data[line - 1] == '\n') && behind > 0;
    found->indentation =
        clet_str_slice(scan->text, found->is_standalone ? line : found->begin, found->begin);
    found->next = found->is_standalone ? behind : found->end;
}

/* The tag that opens at found->begin; false, with the mistake told, when it never ends. */
static bool read_tag(parser *parse, const scanner *scan, tag *found) {
    char close[8 + 1];
    const chatlet_str text = scan->text;
    size_t begin = found->begin + scan->open.size_bytes;
    size_t close_bytes = 0;
    found->offset = offset_of(scan, found->begin);
    found->sigil = 0;
    if (begin < text.size_bytes && strchr("#^/!=>&{$<", text.data[begin]) != NULL &&
        text.data[begin] != '\0')
        found->sigil = text.data[begin++];
    /* "{{{x}}}" and "{{=| |=}}" end in one more. */
    if (found->sigil == '{') close[close_bytes++] = '}';
    if (found->sigil == '=') close[close_bytes++] = '=';
    memcpy(close + close_bytes, scan->close.data, scan->close.size_bytes);
    close_bytes += scan->close.size_bytes;
    const size_t end =
        find_part(text, (chatlet_str){.data = close, .size_bytes = close_bytes}, begin);
    if (end > text.size_bytes) {
        const size_t line_end = clet_str_find_byte(text, '\n', found->begin);
        const chatlet_str pieces[] = {CHATLET_STR("`"),
                                      clet_str_slice(text, found->begin, line_end),
                                      CHATLET_STR("` is never closed; end the tag with `"),
                                      (chatlet_str){.data = close, .size_bytes = close_bytes},
                                      CHATLET_STR("`"),
                                      {0}};
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, pieces);
        return false;
    }
    found->content = clet_str_trim(clet_str_slice(text, begin, end));
    found->end = end + close_bytes;
    look_around(scan, found);
    return true;
}

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/* "order.total", or "."; dashes too, which keys of maps and of texts may have. */
static bool is_name(chatlet_str name) {
    bool wants_name = true;
    if (clet_str_equal(name, CHATLET_STR("."))) return true;
    for (size_t i = 0; i < name.size_bytes; i++) {
        const char byte = name.data[i];
        if (byte != '.' && byte != '-' && !is_name_byte(byte)) return false;
        if (wants_name && !is_name_byte(byte)) return false;
        wants_name = byte == '.';
    }
    return !wants_name;
}

/* Whether the tag's name is one; tells the mistake otherwise. */
static bool check_name(parser *parse, const scanner *scan, const tag *found) {
    const chatlet_str none[] = {
        CHATLET_STR("a tag without a name; write the name of a variable in it, as `{{name}}`"),
        {0}};
    const chatlet_str other[] = {
        CHATLET_STR("`{{"),
        found->content,
        CHATLET_STR("}}`: only a name can stand in a tag; compute the value with `set` before"),
        {0}};
    if (found->content.size_bytes == 0)
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, none);
    else if (!parse->wish->scope.is_unchecked && !is_name(found->content))
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, other);
    else
        return true;
    return false;
}

static bool go_deeper(parser *parse, const scanner *scan, uint32_t offset) {
    const chatlet_str pieces[] = {
        CHATLET_STR("sections and texts within each other are nested deeper than 16; flatten them"),
        {0}};
    if (parse->depth < CHATLET_TEMPLATE_DEPTH_MAX) {
        parse->depth++;
        return true;
    }
    refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE_SIZE, offset, pieces);
    return false;
}

/* {{=<% %>=}} */
static bool set_delimiters(parser *parse, scanner *scan, const tag *found) {
    enum { DELIMITER_BYTES_MAX = 7 };
    const chatlet_str pieces[] = {
        CHATLET_STR("`{{=…=}}` names two new delimiters with a space between, as `{{=<% %>=}}`, "
                    "each of up to 7 bytes and without `=`"),
        {0}};
    const chatlet_str content = found->content;
    size_t end = 0;
    while (end < content.size_bytes && content.data[end] != ' ' && content.data[end] != '\t')
        end++;
    const chatlet_str open = clet_str_slice(content, 0, end);
    const chatlet_str close = clet_str_trim(clet_str_slice(content, end, content.size_bytes));
    bool is_good = open.size_bytes > 0 && open.size_bytes <= DELIMITER_BYTES_MAX &&
                   close.size_bytes > 0 && close.size_bytes <= DELIMITER_BYTES_MAX;
    for (size_t i = 0; i < content.size_bytes; i++)
        is_good = is_good && content.data[i] != '=' && content.data[i] != '\n';
    for (size_t i = 0; i < close.size_bytes; i++)
        is_good = is_good && close.data[i] != ' ' && close.data[i] != '\t';
    if (!is_good) {
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, pieces);
        return false;
    }
    scan->open = open;
    scan->close = close;
    return true;
}

static bool open_section(parser *parse, scanner *scan, const tag *found) {
    if (!check_name(parse, scan, found) || !go_deeper(parse, scan, found->offset)) return false;
    scan->sections[scan->section_count++] = parse->part->count;
    return add(parse, &(clet_template_piece){.kind = found->sigil == '#' ? CLET_PIECE_SECTION
                                                                         : CLET_PIECE_INVERTED,
                                             .is_standalone = found->is_standalone,
                                             .offset = found->offset,
                                             .text = found->content}) != NULL;
}

static bool close_section(parser *parse, scanner *scan, const tag *found) {
    const chatlet_str nothing[] = {CHATLET_STR("`{{/"),
                                   found->content,
                                   CHATLET_STR("}}` closes nothing; remove it, or open it with "
                                               "`{{#"),
                                   found->content,
                                   CHATLET_STR("}}`"),
                                   {0}};
    if (scan->section_count == 0) {
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, nothing);
        return false;
    }
    const uint32_t place = scan->sections[--scan->section_count];
    const chatlet_str name = parse->part->pieces[place].text;
    const chatlet_str other[] = {CHATLET_STR("`{{/"),
                                 found->content,
                                 CHATLET_STR("}}` stands where `{{/"),
                                 name,
                                 CHATLET_STR("}}` must: what is opened last is closed first"),
                                 {0}};
    parse->depth--;
    if (!clet_str_equal(name, found->content)) {
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, other);
        return false;
    }
    parse->part->pieces[place].partner = parse->part->count;
    return add(parse, &(clet_template_piece){.kind = CLET_PIECE_CLOSE,
                                             .is_standalone = found->is_standalone,
                                             .offset = found->offset,
                                             .partner = place,
                                             .text = name}) != NULL;
}

/* ---- partials -------------------------------------------------------------------------------- */

static bool parse_text(parser *parse, chatlet_str text, const inclusion *within, uint32_t offset);

/* The text with every line of it indented. */
static chatlet_str indent(parser *parse, chatlet_str text, chatlet_str indentation) {
    size_t line_count = 1;
    for (size_t i = 0; i < text.size_bytes; i++)
        line_count += text.data[i] == '\n';
    char *lines =
        clet_expr_allocate(parse->source, text.size_bytes + line_count * indentation.size_bytes, 1);
    size_t size_bytes = 0;
    if (lines == NULL) return (chatlet_str){0};
    for (size_t begin = 0; begin < text.size_bytes;) {
        size_t end = clet_str_find_byte(text, '\n', begin);
        if (end < text.size_bytes) end++;
        memcpy(lines + size_bytes, indentation.data, indentation.size_bytes);
        memcpy(lines + size_bytes + indentation.size_bytes, text.data + begin, end - begin);
        size_bytes += indentation.size_bytes + end - begin;
        begin = end;
    }
    return (chatlet_str){.data = lines, .size_bytes = size_bytes};
}

static bool is_within(const inclusion *within, chatlet_str name) {
    for (; within != NULL; within = within->outer) {
        if (clet_str_equal(within->name, name)) return true;
    }
    return false;
}

/* A call of the part that `name` is; a new one is read later. */
static bool add_call(parser *parse, const scanner *scan, const tag *found, chatlet_str text) {
    clet_template_parsed *parsed = parse->parsed;
    const chatlet_str many[] = {CHATLET_STR("more than 15 texts include themselves; part them"),
                                {0}};
    uint32_t place = 1;
    while (place < parsed->part_count && !clet_str_equal(parsed->parts[place].name, found->content))
        place++;
    if (place == CLET_TEMPLATE_PARTS_MAX) {
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE_SIZE, found->offset, many);
        return false;
    }
    if (place == parsed->part_count)
        parsed->parts[parsed->part_count++] =
            (clet_template_part){.name = found->content, .source = text, .offset = found->offset};
    return add(parse, &(clet_template_piece){.kind = CLET_PIECE_CALL,
                                             .is_standalone = found->is_standalone,
                                             .offset = found->offset,
                                             .part = place,
                                             .text = found->content}) != NULL;
}

static bool include(parser *parse, const scanner *scan, const tag *found) {
    const clet_template_wish *wish = parse->wish;
    const chatlet_str missing[] = {CHATLET_STR("`{{>"),
                                   found->content,
                                   CHATLET_STR("}}`: there is no text with this key; add it to "
                                               "`strings`"),
                                   {0}};
    chatlet_str text;
    if (!check_name(parse, scan, found)) return false;
    if (wish->find == NULL || !wish->find(wish->context, found->content, &text)) {
        if (wish->scope.is_unchecked) return true;
        refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, missing);
        return true; /* what follows can be read */
    }
    if (is_within(scan->within, found->content)) return add_call(parse, scan, found, text);
    if (!go_deeper(parse, scan, found->offset)) return false;
    if (found->indentation.size_bytes > 0) text = indent(parse, text, found->indentation);
    const inclusion inner = {.name = found->content, .outer = scan->within};
    const bool is_good = parse_text(parse, text, &inner, found->offset);
    parse->depth--;
    return is_good;
}

/* ---- texts ----------------------------------------------------------------------------------- */

static bool take_tag(parser *parse, scanner *scan, const tag *found) {
    const chatlet_str unknown[] = {CHATLET_STR("`{{$…}}` and `{{<…}}` are not supported; use "
                                               "`{{>key}}` to put in another text"),
                                   {0}};
    switch (found->sigil) {
    case '!': return true;
    case '=': return set_delimiters(parse, scan, found);
    case '#':
    case '^': return open_section(parse, scan, found);
    case '/': return close_section(parse, scan, found);
    case '>': return include(parse, scan, found);
    case '$':
    case '<': refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, found->offset, unknown); return false;
    default: break;
    }
    if (!check_name(parse, scan, found)) return true; /* the others are told too */
    return add(parse, &(clet_template_piece){.kind = CLET_PIECE_VALUE,
                                             .is_raw = found->sigil != 0,
                                             .offset = found->offset,
                                             .text = found->content}) != NULL;
}

static void refuse_open(parser *parse, const scanner *scan) {
    const clet_template_piece *piece =
        &parse->part->pieces[scan->sections[scan->section_count - 1]];
    const chatlet_str pieces[] = {CHATLET_STR("the section `"),
                                  piece->text,
                                  CHATLET_STR("` is never closed; put `{{/"),
                                  piece->text,
                                  CHATLET_STR("}}` behind what belongs to it"),
                                  {0}};
    refuse(parse, scan, CLET_DIAGNOSTIC_TEMPLATE, piece->offset, pieces);
}

static bool parse_text(parser *parse, chatlet_str text, const inclusion *within, uint32_t offset) {
    scanner scan = {.text = text,
                    .within = within,
                    .offset = offset,
                    .open = CHATLET_STR("{{"),
                    .close = CHATLET_STR("}}")};
    const chatlet_str large[] = {
        CHATLET_STR("what the text includes is longer than 65535 bytes; shorten it"), {0}};
    if (within != NULL) parse->total_bytes += text.size_bytes;
    if (parse->total_bytes > CHATLET_TEMPLATE_CODE_BYTES_MAX) {
        refuse(parse, &scan, CLET_DIAGNOSTIC_TEMPLATE_SIZE, offset, large);
        return false;
    }
    size_t begin = 0;
    tag found;
    while ((found.begin = find_part(text, scan.open, begin)) <= text.size_bytes) {
        if (!read_tag(parse, &scan, &found)) return false;
        add_text(parse, &scan, begin, found.begin - found.indentation.size_bytes);
        if (parse->source->status == CHATLET_ERR_MEMORY || !take_tag(parse, &scan, &found))
            return false;
        begin = found.next;
    }
    add_text(parse, &scan, begin, text.size_bytes);
    if (scan.section_count == 0) return true;
    refuse_open(parse, &scan);
    return false;
}

void clet_template_parse(clet_expr_source *source, const clet_template_wish *wish,
                         clet_template_parsed *parsed) {
    parser parse = {.source = source, .wish = wish, .parsed = parsed};
    parsed->part_count = 1;
    parse.part = &parsed->parts[0];
    bool is_good = parse_text(&parse, source->text, NULL, 0);
    /* Reading one may find others. */
    for (uint32_t i = 1; is_good && i < parsed->part_count; i++) {
        clet_template_part *part = &parsed->parts[i];
        const inclusion itself = {.name = part->name};
        parse.part = part;
        parse.depth = 1;
        is_good = parse_text(&parse, part->source, &itself, part->offset);
    }
}
