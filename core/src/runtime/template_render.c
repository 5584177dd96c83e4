#include "template_render.h"

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/str.h"
#include "../base/url_escape.h"
#include "expr_convert.h"
#include "expr_locale.h"

#include <string.h>

enum { BYTES_A_COST = 32 };

typedef struct frame {
    chatlet_value item;         /* what the section is about; of a call: an error */
    const chatlet_value *items; /* of a list: those behind it */
    uint32_t left;              /* how many */
    uint32_t back;              /* the body; of a call: where it goes on */
} frame;

typedef struct renderer {
    clet_expr_run *run;
    const chatlet_value *slots;
    clet_buffer *output;
    clet_byte_reader reader;
    chatlet_status status;
    bool has_root;
    uint32_t frame_count;
    size_t begin; /* of the text in the output */
    /* of tokens */
    uint32_t token_count;
    clet_token block; /* begun, nothing in it yet; CLET_TOKEN_COUNT: none */
    uint32_t block_list, block_first;
    uint32_t step_list, step_number; /* of the last step, while its list goes on */
    size_t link_begin, link_middle;
    frame frames[CLET_TEMPLATE_FRAMES_MAX];
} renderer;

enum { NO_LIST = 0xFFFF };

/* ---- values ---------------------------------------------------------------------------------- */

static const chatlet_value *find_member(renderer *render, const chatlet_value *value,
                                        chatlet_str name) {
    if (value->kind != CHATLET_VALUE_MAP) return NULL;
    return clet_value_find_text(value, name, &render->run->cost_left);
}

static const chatlet_value *find(renderer *render, const clet_template_path *path) {
    const chatlet_value *value = NULL;
    uint32_t next = 1;
    if (path->flags == CLET_PATH_SELF) {
        for (uint32_t i = render->frame_count; i-- > 0;) {
            value = &render->frames[i].item;
            if (value->kind != CHATLET_VALUE_ERROR) return value;
        }
        return render->has_root ? render->slots : NULL;
    }
    if (path->flags & CLET_PATH_LOOKUP) {
        for (uint32_t i = render->frame_count; value == NULL && i-- > 0;)
            value = find_member(render, &render->frames[i].item, path->names[0]);
        if (value == NULL && render->has_root)
            value = find_member(render, render->slots, path->names[0]);
    }
    if (value == NULL && path->flags & CLET_PATH_SLOT) {
        value = &render->slots[path->slot];
        next = path->covered;
    }
    for (; value != NULL && next < path->name_count; next++)
        value = find_member(render, value, path->names[next]);
    return value;
}

/* As JavaScript has it, which is what the templates' specification refers to. */
static bool is_true(const chatlet_value *value) {
    if (value == NULL) return false;
    switch ((chatlet_value_kind)value->kind) {
    case CHATLET_VALUE_NULL:
    case CHATLET_VALUE_ERROR: return false;
    case CHATLET_VALUE_BOOL: return value->boolean;
    case CHATLET_VALUE_INT:
    case CHATLET_VALUE_UINT: return value->natural != 0;
    case CHATLET_VALUE_DOUBLE: return value->number < 0 || value->number > 0;
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES:
    case CHATLET_VALUE_LIST: return value->count > 0;
    case CHATLET_VALUE_MAP:
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION:
    case CHATLET_VALUE_TYPE: break;
    }
    return true;
}

static chatlet_str text_of(renderer *render, const chatlet_value *value) {
    clet_expr_text text = {.run = render->run};
    if (value == NULL) return (chatlet_str){0};
    if (value->kind == CHATLET_VALUE_STRING) return clet_value_str(value);
    if (value->kind == CHATLET_VALUE_LIST)
        clet_expr_list_text(&text, value);
    else if (value->kind == CHATLET_VALUE_BYTES || !clet_expr_convert_append(&text, value))
        return (chatlet_str){0}; /* bytes need not be a text */
    if (text.is_over) render->status = CHATLET_ERR_LIMIT;
    return (chatlet_str){.data = text.data, .size_bytes = text.is_over ? 0 : text.size_bytes};
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static void write_token(renderer *render, clet_token token, uint32_t part_count) {
    clet_cbor_write_array(render->output, 1 + part_count);
    clet_cbor_write_text(render->output, clet_token_word(token));
    render->token_count++;
}

/* Writes the block that was begun, now that something stands in it. What stands before the first
 * one is a paragraph anyway. */
static void settle_block(renderer *render) {
    const clet_token block = render->block;
    render->block = CLET_TOKEN_COUNT;
    if (block == CLET_TOKEN_COUNT) return;
    if (block < CLET_TOKEN_ITEM && render->token_count == 0) return;
    if (block == CLET_TOKEN_STEP) {
        const bool goes_on = render->step_list == render->block_list;
        render->step_number = goes_on ? render->step_number + 1 : render->block_first;
        render->step_list = render->block_list;
        write_token(render, block, 1);
        clet_cbor_write_integer(render->output, render->step_number);
        return;
    }
    /* A list goes on behind lists within its items, and behind lines of them. */
    if (block != CLET_TOKEN_ITEM && block != CLET_TOKEN_BREAK) render->step_list = NO_LIST;
    write_token(render, block, 0);
}

static void write_tokens(renderer *render, chatlet_str list) {
    clet_cbor_reader reader = {.source = list};
    const clet_cbor_item head = clet_cbor_next(&reader);
    if (head.count == 0) return;
    settle_block(render);
    clet_buffer_append(render->output, clet_str_slice(list, reader.offset, list.size_bytes));
    render->token_count += head.count;
}

static void write_text_token(renderer *render, clet_token token, chatlet_str text) {
    if (text.size_bytes == 0) return;
    settle_block(render);
    write_token(render, token, 1);
    clet_cbor_write_text(render->output, text);
}

/* Takes what was appended since `from` off the output. */
static chatlet_str take_back(renderer *render, size_t from) {
    const size_t size_bytes = render->output->size_bytes - from;
    char *copy = clet_expr_take(render->run, size_bytes, 1);
    if (copy == NULL) return (chatlet_str){0};
    if (size_bytes > 0) memcpy(copy, render->output->data + from, size_bytes);
    clet_buffer_truncate(render->output, from);
    return (chatlet_str){.data = copy, .size_bytes = size_bytes};
}

/* A text without an address that may be followed is just that. */
static void end_link(renderer *render) {
    if (clet_buffer_status(render->output) != CHATLET_OK) return;
    const chatlet_str url = take_back(render, render->link_middle);
    const chatlet_str text = take_back(render, render->link_begin);
    if (url.size_bytes == 0 || text.size_bytes == 0 || !clet_template_url_is_safe(url)) {
        write_text_token(render, CLET_TOKEN_TEXT, text);
        return;
    }
    settle_block(render);
    write_token(render, CLET_TOKEN_LINK, 2);
    clet_cbor_write_text(render->output, text);
    clet_cbor_write_text(render->output, url);
}

/* ---- instructions ---------------------------------------------------------------------------- */

static void append_html(clet_buffer *output, chatlet_str text) {
    static const char marks[] = "&<>\"";
    static const chatlet_str names[] = {{"&amp;", 5}, {"&lt;", 4}, {"&gt;", 4}, {"&quot;", 6}};
    size_t begin = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char *mark = memchr(marks, text.data[i], sizeof marks - 1);
        if (mark == NULL) continue;
        clet_buffer_append(output, clet_str_slice(text, begin, i));
        clet_buffer_append(output, names[mark - marks]);
        begin = i + 1;
    }
    clet_buffer_append(output, clet_str_slice(text, begin, text.size_bytes));
}

static void put_value(renderer *render, const clet_template_step *step) {
    const chatlet_str text = text_of(render, find(render, &step->path));
    (void)clet_expr_spend(render->run, text.size_bytes / BYTES_A_COST);
    switch ((clet_template_form)step->byte) {
    case CLET_FORM_RAW: clet_buffer_append(render->output, text); break;
    case CLET_FORM_HTML: append_html(render->output, text); break;
    case CLET_FORM_URL_PART:
    case CLET_FORM_URL_WHOLE:
        clet_url_append_escaped(render->output, text, step->byte == CLET_FORM_URL_WHOLE);
        break;
    case CLET_FORM_TEXT:
    case CLET_FORM_CODE:
    case CLET_FORM_STRONG:
    case CLET_FORM_EMPHASIS:
        write_text_token(render, (clet_token)(step->byte - CLET_FORM_TEXT), text);
        break;
    case CLET_FORM_COUNT: break;
    }
}

static void open_section(renderer *render, const clet_template_step *step) {
    const chatlet_value *value = find(render, &step->path);
    if (!is_true(value) || render->frame_count == CLET_TEMPLATE_FRAMES_MAX) {
        render->reader.offset = step->jump;
        return;
    }
    frame *next = &render->frames[render->frame_count++];
    *next = (frame){.item = *value, .back = (uint32_t)render->reader.offset};
    if (value->kind != CHATLET_VALUE_LIST) return;
    next->item = value->items[0];
    next->items = value->items + 1;
    next->left = value->count - 1;
}

static void close_section(renderer *render) {
    frame *last = &render->frames[render->frame_count - 1];
    if (last->left == 0) {
        render->frame_count--;
        return;
    }
    last->item = *last->items++;
    last->left--;
    render->reader.offset = last->back;
}

static void call(renderer *render, uint32_t target) {
    if (render->frame_count == CLET_TEMPLATE_FRAMES_MAX) return;
    render->frames[render->frame_count++] =
        (frame){.item = clet_value_error(CHATLET_VALUE_ERROR_UNSET),
                .back = (uint32_t)render->reader.offset};
    render->reader.offset = target;
}

/* Does one; false at the end. */
static bool follow(renderer *render, const clet_template_step *step) {
    switch (step->op) {
    case CLET_TEMPLATE_OP_END:
    case CLET_TEMPLATE_OP_COUNT: return false;
    case CLET_TEMPLATE_OP_RETURN:
        render->reader.offset = render->frames[--render->frame_count].back;
        break;
    case CLET_TEMPLATE_OP_TEXT: clet_buffer_append(render->output, step->text); break;
    case CLET_TEMPLATE_OP_TOKENS: write_tokens(render, step->text); break;
    case CLET_TEMPLATE_OP_VALUE: put_value(render, step); break;
    case CLET_TEMPLATE_OP_SECTION: open_section(render, step); break;
    case CLET_TEMPLATE_OP_CLOSE: close_section(render); break;
    case CLET_TEMPLATE_OP_INVERTED:
        if (is_true(find(render, &step->path))) render->reader.offset = step->jump;
        break;
    case CLET_TEMPLATE_OP_REJOIN: break;
    case CLET_TEMPLATE_OP_CALL: call(render, step->jump); break;
    case CLET_TEMPLATE_OP_BLOCK:
        /* A line end before anything stands in a block ends nothing. */
        if (step->byte != CLET_TOKEN_BREAK || render->block == CLET_TOKEN_COUNT)
            render->block = (clet_token)step->byte;
        break;
    case CLET_TEMPLATE_OP_STEP:
        render->block = CLET_TOKEN_STEP;
        render->block_list = step->byte;
        render->block_first = step->first;
        break;
    case CLET_TEMPLATE_OP_LINK: render->link_begin = render->output->size_bytes; break;
    case CLET_TEMPLATE_OP_LINK_URL: render->link_middle = render->output->size_bytes; break;
    case CLET_TEMPLATE_OP_LINK_END: end_link(render); break;
    }
    return true;
}

static chatlet_status outcome(const renderer *render) {
    const chatlet_status written = clet_buffer_status(render->output);
    if (render->run->status != CHATLET_OK) return render->run->status;
    if (render->status != CHATLET_OK) return render->status;
    if (written != CHATLET_OK) return written;
    const size_t size_bytes = render->output->size_bytes - render->begin;
    return size_bytes > CHATLET_VALUE_BYTES_MAX ? CHATLET_ERR_LIMIT : CHATLET_OK;
}

static chatlet_status run_all(renderer *render) {
    clet_template_step step;
    chatlet_status status = CHATLET_OK;
    bool goes_on = true;
    while (goes_on && status == CHATLET_OK) {
        const bool is_read = clet_template_read(&render->reader, &step);
        CLET_ASSERT(is_read);
        const bool is_text = step.op == CLET_TEMPLATE_OP_TEXT || step.op == CLET_TEMPLATE_OP_TOKENS;
        (void)clet_expr_spend(render->run, 1 + (is_text ? step.text.size_bytes / BYTES_A_COST : 0));
        goes_on = follow(render, &step);
        status = outcome(render);
    }
    return status;
}

static clet_template_mode begin(renderer *render, clet_expr_run *run, chatlet_str template_bytes,
                                const chatlet_value *slots, clet_buffer *output) {
    const uint8_t mode = (uint8_t)template_bytes.data[0];
    render->run = run;
    render->slots = slots;
    render->output = output;
    render->reader = clet_byte_reader_of(
        clet_str_slice(template_bytes, CLET_TEMPLATE_HEAD_BYTES, template_bytes.size_bytes));
    render->status = CHATLET_OK;
    render->has_root = (mode & CLET_TEMPLATE_ROOT) != 0;
    render->frame_count = 0;
    render->begin = output->size_bytes;
    render->token_count = 0;
    render->block = CLET_TOKEN_COUNT;
    render->step_list = NO_LIST;
    return (clet_template_mode)(mode & ~CLET_TEMPLATE_ROOT);
}

/* The whole text as it is stored, when that is all there is; else empty. */
static chatlet_str constant_tokens(chatlet_str template_bytes) {
    clet_byte_reader reader = clet_byte_reader_of(template_bytes);
    reader.offset = CLET_TEMPLATE_HEAD_BYTES;
    if (clet_read_u8(&reader) != CLET_TEMPLATE_OP_TOKENS) return (chatlet_str){0};
    const chatlet_str tokens = clet_read_sized(&reader);
    const bool is_all = clet_read_u8(&reader) == CLET_TEMPLATE_OP_END;
    return is_all ? tokens : (chatlet_str){0};
}

static chatlet_status render_tokens(renderer *render, clet_template_mode mode) {
    clet_buffer *output = render->output;
    const size_t place = clet_cbor_open_array(output);
    const size_t from = output->size_bytes;
    chatlet_status status = run_all(render);
    if (status == CHATLET_OK && mode != CLET_TEMPLATE_MARKDOWN)
        write_text_token(render, CLET_TOKEN_TEXT, take_back(render, from));
    clet_cbor_close(output, place, render->token_count);
    return status == CHATLET_OK ? outcome(render) : status;
}

chatlet_status clet_template_render_tokens(clet_expr_run *run, chatlet_str template_bytes,
                                           const chatlet_value *slots, clet_buffer *output) {
    const chatlet_str ready = constant_tokens(template_bytes);
    if (ready.size_bytes > 0) {
        if (!clet_expr_spend(run, 1 + ready.size_bytes / BYTES_A_COST)) return run->status;
        clet_buffer_append(output, ready);
        return clet_buffer_status(output);
    }
    renderer render;
    const clet_template_mode mode = begin(&render, run, template_bytes, slots, output);
    const chatlet_status status = render_tokens(&render, mode);
    if (status != CHATLET_OK) clet_buffer_truncate(output, render.begin);
    return status;
}

/* Tokens as plain text: blocks begin on a line of their own. */
static void append_plain(clet_buffer *output, chatlet_str tokens) {
    clet_cbor_reader reader = {.source = tokens};
    const uint32_t count = clet_cbor_next(&reader).count;
    for (uint32_t i = 0; i < count; i++) {
        clet_cbor_reader token = reader;
        clet_cbor_skip(&reader);
        const uint32_t parts = clet_cbor_next(&token).count;
        (void)clet_cbor_next(&token);
        const clet_cbor_item part = parts > 1 ? clet_cbor_next(&token) : (clet_cbor_item){0};
        if (parts > 1 && part.kind == CLET_CBOR_TEXT)
            clet_buffer_append(output, part.text);
        else if (i > 0)
            clet_buffer_append_byte(output, '\n');
    }
}

static chatlet_status render_plain(clet_expr_run *run, chatlet_str template_bytes,
                                   const chatlet_value *slots, clet_buffer *output) {
    clet_buffer tokens;
    clet_buffer_init(&tokens, run->arena->allocator, (size_t)CHATLET_VALUE_BYTES_MAX * 2);
    chatlet_status status = clet_template_render_tokens(run, template_bytes, slots, &tokens);
    if (status == CHATLET_OK) {
        const size_t from = output->size_bytes;
        append_plain(output, clet_buffer_str(&tokens));
        status = clet_buffer_status(output);
        if (status != CHATLET_OK) clet_buffer_truncate(output, from);
    }
    clet_buffer_free(&tokens);
    return status;
}

chatlet_status clet_template_render(clet_expr_run *run, chatlet_str template_bytes,
                                    const chatlet_value *slots, clet_buffer *output) {
    renderer render;
    const clet_template_mode mode = begin(&render, run, template_bytes, slots, output);
    if (mode == CLET_TEMPLATE_MARKDOWN) return render_plain(run, template_bytes, slots, output);
    const chatlet_status status = run_all(&render);
    bool is_kept = status == CHATLET_OK;
    if (is_kept && mode == CLET_TEMPLATE_URL)
        is_kept = clet_template_url_is_safe(
            clet_str_slice(clet_buffer_str(output), render.begin, output->size_bytes));
    if (!is_kept) clet_buffer_truncate(output, render.begin);
    return status;
}
