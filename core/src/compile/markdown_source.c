/* Front matter and lines; see markdown_html.c for raw HTML and markdown_slug.c for anchors. */
#include "markdown_source.h"

#include "../base/str.h"

enum {
    INDENT_SPACES = 4,     /* of an admonition's content */
    ADMONITION_DEPTH = 16, /* nested admonitions; deeper ones stay as they are */
    FENCE_BYTES = 3
};

/* The line at `offset` without its line end. */
static chatlet_str line_at(chatlet_str text, size_t offset) {
    const size_t end = clet_str_find_byte(text, '\n', offset);
    const chatlet_str line = clet_str_slice(text, offset, end);
    return clet_str_ends_with(line, CHATLET_STR("\r"))
               ? clet_str_slice(line, 0, line.size_bytes - 1)
               : line;
}

static size_t next_line(chatlet_str text, size_t offset) {
    const size_t end = clet_str_find_byte(text, '\n', offset);
    return end < text.size_bytes ? end + 1 : end;
}

static chatlet_str without_quotes(chatlet_str value) {
    value = clet_str_trim(value);
    if (value.size_bytes < 2) return value;
    const char first = value.data[0];
    if ((first != '"' && first != '\'') || value.data[value.size_bytes - 1] != first) return value;
    return clet_str_slice(value, 1, value.size_bytes - 1);
}

/* Takes "key: value" or "key = value"; keys of inner maps are indented and so are none here. */
static void read_field(clet_markdown_front *front, chatlet_str line, char separator) {
    const size_t at = clet_str_find_byte(line, separator, 0);
    if (at == line.size_bytes) return;
    const chatlet_str key =
        separator == '=' ? clet_str_trim(clet_str_slice(line, 0, at)) : clet_str_slice(line, 0, at);
    const chatlet_str value = without_quotes(clet_str_slice(line, at + 1, line.size_bytes));
    if (clet_str_equal(key, CHATLET_STR("title"))) front->title = value;
    if (clet_str_equal(key, CHATLET_STR("lang"))) front->language = value;
}

clet_markdown_front clet_markdown_front_read(chatlet_str text) {
    const chatlet_str fence = line_at(text, 0);
    const bool is_yaml = clet_str_equal(clet_str_trim(fence), CHATLET_STR("---"));
    const bool is_toml = clet_str_equal(clet_str_trim(fence), CHATLET_STR("+++"));
    if (!is_yaml && !is_toml) return (clet_markdown_front){0};

    clet_markdown_front front = {.line_count = 1};
    size_t offset = next_line(text, 0);
    while (offset < text.size_bytes) {
        const chatlet_str line = line_at(text, offset);
        const chatlet_str trimmed = clet_str_trim(line);
        offset = next_line(text, offset);
        front.line_count++;
        if (clet_str_equal(trimmed, clet_str_trim(fence)) ||
            (is_yaml && clet_str_equal(trimmed, CHATLET_STR("...")))) {
            front.body_offset = offset;
            return front;
        }
        read_field(&front, line, is_yaml ? ':' : '=');
    }
    /* Never closed: a thematic break, not front matter. */
    return (clet_markdown_front){0};
}

typedef struct preparer {
    clet_buffer *out;
    char fence;                       /* '`' or '~' within a fenced code block, else 0 */
    size_t fence_bytes;               /* length of the fence that opened it */
    size_t indents[ADMONITION_DEPTH]; /* of the open admonitions' markers */
    uint32_t indent_count;
} preparer;

static size_t indent_of(chatlet_str line) {
    size_t indent = 0;
    while (indent < line.size_bytes && line.data[indent] == ' ')
        indent++;
    return indent;
}

static size_t run_length(chatlet_str text, char byte) {
    size_t length = 0;
    while (length < text.size_bytes && text.data[length] == byte)
        length++;
    return length;
}

/* Notes where fenced code begins and ends; true for lines that belong to it. */
static bool is_in_fence(preparer *state, chatlet_str trimmed) {
    const char first = trimmed.size_bytes > 0 ? trimmed.data[0] : 0;
    if (state->fence == 0) {
        if ((first != '`' && first != '~') || run_length(trimmed, first) < FENCE_BYTES)
            return false;
        state->fence = first;
        state->fence_bytes = run_length(trimmed, first);
        /* Code within a line may begin with three backticks too. */
        if (first == '`' &&
            clet_str_find_byte(trimmed, '`', state->fence_bytes) < trimmed.size_bytes) {
            state->fence = 0;
        }
        return true;
    }
    if (first == state->fence && run_length(trimmed, first) >= state->fence_bytes &&
        run_length(trimmed, first) == trimmed.size_bytes) {
        state->fence = 0;
    }
    return true;
}

/* "- - -": a line of nothing but one marker is a thematic break and nests nothing. */
static bool is_break(chatlet_str line, char marker) {
    for (size_t i = 0; i < line.size_bytes; i++) {
        if (line.data[i] != marker && line.data[i] != ' ' && line.data[i] != '\t') return false;
    }
    return true;
}

/* How deep the quotes and list items that begin on this line can stand: each marker is one, and two
 * columns of indentation are at most one. A bound, not the depth itself. */
static size_t nesting_bound(chatlet_str line) {
    size_t columns = 0;
    size_t markers = 0;
    for (size_t i = 0; i < line.size_bytes; i++) {
        const char byte = line.data[i];
        if (byte == ' ') {
            columns++;
        } else if (byte == '\t') {
            columns += INDENT_SPACES;
        } else if (byte == '>') {
            markers++;
        } else if ((byte == '-' || byte == '*' || byte == '+') && i + 1 < line.size_bytes &&
                   (line.data[i + 1] == ' ' || line.data[i + 1] == '\t')) {
            if (is_break(clet_str_slice(line, i, line.size_bytes), byte)) break;
            markers++;
        } else if (byte < '0' || byte > '9') {
            if ((byte != '.' && byte != ')') || i == 0 || line.data[i - 1] < '0' ||
                line.data[i - 1] > '9') {
                break;
            }
            markers++;
        }
    }
    return markers == 0 ? 0 : markers + columns / 2;
}

/* The title behind an admonition's marker: in quotes (MkDocs), brackets (Docusaurus) or bare
 * (VitePress). `rest` begins behind the marker signs. */
static chatlet_str admonition_title(chatlet_str rest) {
    rest = clet_str_trim(rest);
    size_t word = 0;
    while (word < rest.size_bytes && rest.data[word] != ' ' && rest.data[word] != '[' &&
           rest.data[word] != '"') {
        word++;
    }
    const chatlet_str title = clet_str_trim(clet_str_slice(rest, word, rest.size_bytes));
    if (title.size_bytes == 0 || title.data[0] == '{') return (chatlet_str){0};
    if (title.data[0] == '[') {
        return clet_str_slice(title, 1, clet_str_find_byte(title, ']', 1));
    }
    const size_t quote = clet_str_find_byte(title, '"', 0);
    if (quote == title.size_bytes) return title;
    return clet_str_slice(title, quote + 1, clet_str_find_byte(title, '"', quote + 1));
}

/* Writes the title as the beginning of what the admonition says. */
static void write_title(preparer *state, chatlet_str line, size_t indent, chatlet_str title) {
    if (title.size_bytes == 0) return;
    clet_buffer_append(state->out, clet_str_slice(line, 0, indent));
    clet_buffer_append(state->out, title);
    const char last = title.data[title.size_bytes - 1];
    if (last != '.' && last != ':' && last != '?' && last != '!') {
        clet_buffer_append(state->out, CHATLET_STR(":"));
    }
}

/* "!!! note", "??? tip", "???+ tip", '=== "Tab"': how many signs the marker has, else 0. */
static size_t indented_marker(chatlet_str trimmed) {
    if (clet_str_starts_with(trimmed, CHATLET_STR("!!! "))) return 4;
    if (clet_str_starts_with(trimmed, CHATLET_STR("??? "))) return 4;
    if (clet_str_starts_with(trimmed, CHATLET_STR("???+ "))) return 5;
    if (clet_str_starts_with(trimmed, CHATLET_STR("=== \""))) return 3;
    return 0;
}

/* Appends with "\|" made recognizable; a backslash that is itself escaped escapes nothing. */
static void append_line(clet_buffer *out, chatlet_str line) {
    static const char bar[] = {CLET_MARKDOWN_BAR_FIRST, CLET_MARKDOWN_BAR_SECOND};
    size_t begin = 0;
    size_t at = clet_str_find_byte(line, '\\', 0);
    while (at + 1 < line.size_bytes) {
        if (line.data[at + 1] == '|') {
            clet_buffer_append(out, clet_str_slice(line, begin, at));
            clet_buffer_append(out, (chatlet_str){.data = bar, .size_bytes = sizeof bar});
            begin = at + 2;
        }
        at = clet_str_find_byte(line, '\\', at + 2 <= line.size_bytes ? at + 2 : line.size_bytes);
    }
    clet_buffer_append(out, clet_str_slice(line, begin, line.size_bytes));
}

static bool is_contents_marker(chatlet_str trimmed) {
    return clet_str_equal_ignore_case(trimmed, CHATLET_STR("[[toc]]")) ||
           clet_str_equal(trimmed, CHATLET_STR("[TOC]"));
}

static void prepare_line(preparer *state, chatlet_str line) {
    const chatlet_str trimmed = clet_str_trim(line);
    size_t indent = indent_of(line);
    if (trimmed.size_bytes > 0) {
        while (state->indent_count > 0 &&
               indent < state->indents[state->indent_count - 1] + INDENT_SPACES) {
            state->indent_count--;
        }
    }
    size_t removed = (size_t)state->indent_count * INDENT_SPACES;
    if (removed > indent) removed = indent;
    const chatlet_str kept = clet_str_slice(line, removed, line.size_bytes);
    if (is_in_fence(state, trimmed)) {
        append_line(state->out, kept);
        return;
    }
    const size_t marker = indented_marker(trimmed);
    if (marker > 0 && state->indent_count < ADMONITION_DEPTH) {
        state->indents[state->indent_count++] = indent;
        write_title(state, kept, indent - removed,
                    admonition_title(clet_str_slice(trimmed, marker, trimmed.size_bytes)));
    } else if (clet_str_starts_with(trimmed, CHATLET_STR(":::"))) {
        const size_t colons = run_length(trimmed, ':');
        write_title(state, kept, indent - removed,
                    admonition_title(clet_str_slice(trimmed, colons, trimmed.size_bytes)));
    } else if (!is_contents_marker(trimmed)) {
        append_line(state->out, kept);
    }
}

/* How often an image begins. cmark before 0.30.3 looks at every one that is open for every link. */
static uint32_t count_images(chatlet_str line) {
    uint32_t count = 0;
    for (size_t at = clet_str_find_byte(line, '!', 0); at + 1 < line.size_bytes;
         at = clet_str_find_byte(line, '!', at + 1)) {
        count += line.data[at + 1] == '[';
    }
    return count;
}

clet_markdown_excess clet_markdown_prepare(chatlet_str body, clet_buffer *prepared,
                                           uint32_t *line) {
    preparer state = {.out = prepared};
    uint32_t image_count = 0; /* since the last blank line, which ends every paragraph */
    uint32_t number = 0;
    for (size_t offset = 0; offset < body.size_bytes; offset = next_line(body, offset)) {
        const chatlet_str text = line_at(body, offset);
        *line = ++number;
        if (nesting_bound(text) > CHATLET_DOCUMENT_DEPTH_MAX) return CLET_MARKDOWN_TOO_DEEP;
        image_count = clet_str_trim(text).size_bytes == 0 ? 0 : image_count + count_images(text);
        if (image_count > CHATLET_DOCUMENT_IMAGES_MAX) return CLET_MARKDOWN_TOO_MANY_IMAGES;
        prepare_line(&state, text);
        clet_buffer_append_byte(prepared, '\n');
    }
    return CLET_MARKDOWN_FITS;
}

chatlet_str clet_markdown_take_id(chatlet_str *heading) {
    const chatlet_str text = clet_str_trim(*heading);
    if (!clet_str_ends_with(text, CHATLET_STR("}"))) return (chatlet_str){0};
    size_t open = text.size_bytes;
    while (open > 0 && text.data[open - 1] != '{')
        open--;
    if (open == 0) return (chatlet_str){0};

    const chatlet_str inside = clet_str_slice(text, open, text.size_bytes - 1);
    const size_t hash = clet_str_find_byte(inside, '#', 0);
    const chatlet_str before = clet_str_trim(clet_str_slice(inside, 0, hash));
    const bool is_list = before.size_bytes == 0 || before.data[0] == ':' || before.data[0] == '.';
    if (hash == inside.size_bytes || !is_list) return (chatlet_str){0};
    size_t end = hash + 1;
    while (end < inside.size_bytes && (unsigned char)inside.data[end] > ' ')
        end++;
    *heading = clet_str_trim(clet_str_slice(text, 0, open - 1));
    return clet_str_slice(inside, hash + 1, end);
}
