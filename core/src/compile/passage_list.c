/* Blocks in, pages of passages out. Walks the blocks once: headings move the path, all others fill
 * the open passage until it is closed. */
#include "passage_list.h"

#include "../base/number_text.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/text_marks.h"
#include "../text/tokenize.h"

#include <string.h>

enum {
    FIRST_CAPACITY = 8,
    /* A new anchor begins a new passage when the open one, or what stands at the anchor, is larger
     * than this: small entries of a list of terms share a passage, large ones are cited each at
     * its own place. */
    ANCHOR_BREAK_BYTES = CHATLET_PASSAGE_BYTES_TARGET / 3,
    /* How far back from the largest size a long block may be cut to end at a sentence. */
    CUT_WINDOW_BYTES = CHATLET_PASSAGE_BYTES_MAX / 2,
    ORPHANS_MAX = CHATLET_HEADING_PATH_MAX
};

/* One level of the path to where the walk stands. */
typedef struct path_level {
    chatlet_str text;
    uint8_t level;
    bool is_used; /* some passage stands under it */
} path_level;

typedef struct maker {
    clet_arena *arena; /* gets the result */
    chatlet_str file_url;
    clet_page_list *pages;
    uint32_t page_capacity;
    uint32_t passage_capacity; /* of the newest page */
    clet_buffer text;          /* of the open passage */
    chatlet_str anchor;        /* of the open passage */
    chatlet_str last_anchor;   /* of the newest block */
    chatlet_str headings;      /* path of the section, joined; valid while path_is_joined */
    bool path_is_joined;
    bool last_announces; /* the open passage ends in ':', so what follows belongs to it */
    path_level path[CHATLET_HEADING_PATH_MAX];
    uint32_t path_count;
    path_level orphans[ORPHANS_MAX]; /* headings nothing stood under; the next passage carries them
                                      */
    uint32_t orphan_count;
    chatlet_str heading_anchor; /* of the newest heading */
    chatlet_str term;           /* of the long entry the walk stands in, or empty */
    chatlet_str term_anchor;    /* of that entry */
    chatlet_status status;
} maker;

_Static_assert((int)CLET_MARK_NUMBERED == (int)CLET_TOKEN_NUMBER_MARK,
               "an item's number is not counted as a word");

static const chatlet_str level_separator = {.data = " › ", .size_bytes = 5};

static bool is_mark(char byte) {
    return byte == CLET_MARK_CODE_BEGIN || byte == CLET_MARK_CODE_END;
}

/* A copy of a heading as a title: without marks, cut at CHATLET_TITLE_BYTES_MAX. */
static chatlet_status copy_title(clet_arena *arena, chatlet_str text, chatlet_str *title) {
    char *memory = clet_arena_allocate(arena, text.size_bytes);
    if (memory == NULL) return CHATLET_ERR_MEMORY;
    size_t size_bytes = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (!is_mark(text.data[i])) memory[size_bytes++] = text.data[i];
    }
    *title = clet_str_trim(clet_utf8_cut((chatlet_str){.data = memory, .size_bytes = size_bytes},
                                         CHATLET_TITLE_BYTES_MAX));
    return CHATLET_OK;
}

/* "guide/getting-started.md" names "Getting started". */
static chatlet_status title_of_path(clet_arena *arena, chatlet_str path, chatlet_str *title) {
    size_t begin = path.size_bytes;
    while (begin > 0 && path.data[begin - 1] != '/')
        begin--;
    size_t end = path.size_bytes;
    for (size_t i = path.size_bytes; i > begin + 1; i--) {
        if (path.data[i - 1] != '.') continue;
        end = i - 1;
        break;
    }
    chatlet_str name = clet_utf8_cut(clet_str_slice(path, begin, end), CHATLET_TITLE_BYTES_MAX);
    if (name.size_bytes == 0) name = CHATLET_STR("Untitled");
    char *memory = clet_arena_allocate(arena, name.size_bytes);
    if (memory == NULL) return CHATLET_ERR_MEMORY;
    memcpy(memory, name.data, name.size_bytes);
    for (size_t i = 0; i < name.size_bytes; i++) {
        if (memory[i] == '-' || memory[i] == '_' || (unsigned char)memory[i] < 0x20)
            memory[i] = ' ';
    }
    if (memory[0] >= 'a' && memory[0] <= 'z') memory[0] = (char)(memory[0] - 'a' + 'A');
    const chatlet_str pretty =
        clet_str_trim((chatlet_str){.data = memory, .size_bytes = name.size_bytes});
    *title = pretty.size_bytes > 0 ? pretty : CHATLET_STR("Untitled");
    return CHATLET_OK;
}

static clet_page *newest_page(const maker *make) {
    return &make->pages->pages[make->pages->count - 1];
}

/* ---- headings -------------------------------------------------------------------------------- */

/* A heading that nothing stood under is kept for the next passage, so that it can be found. */
static void pop_levels(maker *make, uint8_t level) {
    uint32_t kept = 0;
    while (kept < make->path_count && make->path[kept].level < level)
        kept++;
    for (uint32_t i = kept; i < make->path_count; i++) {
        if (!make->path[i].is_used && make->orphan_count < ORPHANS_MAX) {
            make->orphans[make->orphan_count++] = make->path[i];
        }
    }
    make->path_count = kept;
    make->path_is_joined = false;
}

static void push_level(maker *make, const clet_block *heading) {
    pop_levels(make, heading->level);
    make->term = (chatlet_str){0};
    if (make->path_count == CHATLET_HEADING_PATH_MAX) return;
    path_level level = {.level = heading->level};
    make->status = copy_title(make->arena, heading->text, &level.text);
    if (make->status == CHATLET_OK && level.text.size_bytes > 0) {
        make->path[make->path_count++] = level;
    }
}

/* Joins orphans and path, the newest CHATLET_HEADING_PATH_MAX levels of them. */
static void join_path(maker *make) {
    if (make->path_is_joined && make->orphan_count == 0) return;
    clet_buffer joined;
    clet_buffer_init(&joined, make->arena->allocator,
                     (size_t)(CHATLET_TITLE_BYTES_MAX + 8) * CHATLET_HEADING_PATH_MAX);
    const uint32_t count = make->orphan_count + make->path_count;
    uint32_t first = count > CHATLET_HEADING_PATH_MAX ? count - CHATLET_HEADING_PATH_MAX : 0;
    for (uint32_t i = first; i < count; i++) {
        const path_level *level =
            i < make->orphan_count ? &make->orphans[i] : &make->path[i - make->orphan_count];
        if (i > first) clet_buffer_append(&joined, level_separator);
        clet_buffer_append(&joined, level->text);
    }
    make->status = clet_buffer_status(&joined);
    if (make->status == CHATLET_OK) {
        make->status = clet_arena_copy(make->arena, clet_buffer_str(&joined), &make->headings);
    }
    clet_buffer_free(&joined);
    for (uint32_t i = 0; i < make->path_count; i++)
        make->path[i].is_used = true;
    /* The next passage of this section is joined anew, without the orphans. */
    make->path_is_joined = make->orphan_count == 0;
    make->orphan_count = 0;
}

/* ---- passages -------------------------------------------------------------------------------- */

/* The path of the section, and below it the term when the passage is one of a long entry. */
static void path_of_passage(maker *make, chatlet_str *headings) {
    join_path(make);
    if (make->status != CHATLET_OK) return;
    const chatlet_str term = clet_utf8_cut(make->term, CHATLET_TITLE_BYTES_MAX);
    const bool fits = make->headings.size_bytes + level_separator.size_bytes + term.size_bytes <=
                      CHATLET_HEADINGS_BYTES_MAX;
    if (term.size_bytes == 0 || !fits) {
        *headings = make->headings;
        return;
    }
    clet_buffer joined;
    clet_buffer_init(&joined, make->arena->allocator, CHATLET_HEADINGS_BYTES_MAX);
    clet_buffer_append(&joined, make->headings);
    if (make->headings.size_bytes > 0) clet_buffer_append(&joined, level_separator);
    clet_buffer_append(&joined, term);
    make->status = clet_buffer_status(&joined);
    if (make->status == CHATLET_OK) {
        make->status = clet_arena_copy(make->arena, clet_buffer_str(&joined), headings);
    }
    clet_buffer_free(&joined);
}

static void add_passage(maker *make, chatlet_str text) {
    clet_passage passage = {.anchor = make->anchor};
    path_of_passage(make, &passage.headings);
    if (make->status == CHATLET_OK)
        make->status = clet_arena_copy(make->arena, text, &passage.text);
    if (make->status != CHATLET_OK) return;

    clet_page *page = newest_page(make);
    if (page->passage_count == make->passage_capacity) {
        clet_passage *grown =
            clet_arena_grow_array(make->arena, page->passages, page->passage_count, sizeof *grown,
                                  FIRST_CAPACITY, &make->passage_capacity);
        if (grown == NULL) {
            make->status = CHATLET_ERR_MEMORY;
            return;
        }
        page->passages = grown;
    }
    page->passages[page->passage_count++] = passage;
}

static void close_passage(maker *make) {
    if (make->text.size_bytes > 0 && make->status == CHATLET_OK) {
        add_passage(make, clet_buffer_str(&make->text));
    }
    clet_buffer_truncate(&make->text, 0);
    make->last_announces = false;
}

/* An item with a number of its own needs no bullet: it stands like a paragraph. Only the piece that
 * has the number is marked so. */
static char mark_of(const clet_block *block) {
    switch (block->kind) {
    case CLET_BLOCK_ITEM: return block->is_numbered ? CLET_MARK_PARAGRAPH : CLET_MARK_ITEM;
    case CLET_BLOCK_ROW: return CLET_MARK_ROW;
    case CLET_BLOCK_CODE: return CLET_MARK_BLOCK;
    case CLET_BLOCK_HEADING: /* only where nothing else stands under it */
    case CLET_BLOCK_PARAGRAPH: break;
    }
    return CLET_MARK_PARAGRAPH;
}

enum { NUMBER_BYTES_MAX = 12 }; /* ten digits, a dot and a space */

/* Bytes that append_front appends. */
static size_t front_bytes(const clet_block *block) {
    char number[CLET_NUMBER_TEXT_BYTES_MAX];
    return 1 + (block->is_numbered ? clet_number_text_u64(block->number, number) + 2 : 0);
}

/* What stands before a block's text in a passage: its mark, and the number of an item. */
static void append_front(maker *make, const clet_block *block) {
    clet_buffer_append_byte(&make->text,
                            block->is_numbered ? CLET_MARK_NUMBERED : (uint8_t)mark_of(block));
    if (!block->is_numbered) return;
    clet_number_text_append_u64(&make->text, block->number);
    clet_buffer_append(&make->text, CHATLET_STR(". "));
}

/* Length of the piece to cut off `text`, which is longer than `maximum_bytes`: up to the last line
 * end of code, the last sentence end, or the last space; else to a character. */
static size_t cut_length(clet_block_kind kind, chatlet_str text, size_t maximum_bytes) {
    const chatlet_str piece = clet_utf8_cut(text, maximum_bytes);
    const size_t earliest =
        piece.size_bytes > CUT_WINDOW_BYTES ? piece.size_bytes - CUT_WINDOW_BYTES : 1;
    size_t space = 0;
    for (size_t i = piece.size_bytes; i > earliest; i--) {
        const char byte = piece.data[i - 1];
        if (kind == CLET_BLOCK_CODE) {
            if (byte == '\n') return i;
            continue;
        }
        if (byte != ' ') continue;
        if (space == 0) space = i;
        const char before = piece.data[i - 2];
        if (before == '.' || before == '!' || before == '?' || before == ';') return i;
    }
    return space > 0 ? space : piece.size_bytes;
}

/* Whether `text` ends inside a code span that began in it, given whether it began inside one. */
static bool ends_in_code(chatlet_str text, bool begins_in_code) {
    bool is_in_code = begins_in_code;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] == CLET_MARK_CODE_BEGIN) is_in_code = true;
        if (text.data[i] == CLET_MARK_CODE_END) is_in_code = false;
    }
    return is_in_code;
}

/* White space at a cut; in code the indentation of the next line stays. */
static chatlet_str trim_piece(clet_block_kind kind, chatlet_str piece) {
    if (kind != CLET_BLOCK_CODE) return clet_str_trim(piece);
    while (piece.size_bytes > 0 &&
           (piece.data[piece.size_bytes - 1] == '\n' || piece.data[piece.size_bytes - 1] == ' ')) {
        piece.size_bytes--;
    }
    while (piece.size_bytes > 0 && piece.data[0] == '\n') {
        piece = clet_str_slice(piece, 1, piece.size_bytes);
    }
    return piece;
}

/* Cuts a block that fits no passage into several passages; the last piece stays open. A code span
 * that is cut ends in one passage and begins again in the next. */
static void add_long_block(maker *make, const clet_block *block) {
    enum { MARKS_BYTES = 3 }; /* of the block, and of a code span on both sides */
    chatlet_str rest = block->text;
    bool is_in_code = false;
    bool is_first = true;
    while (rest.size_bytes > 0 && make->status == CHATLET_OK) {
        const size_t maximum_bytes =
            CHATLET_PASSAGE_BYTES_MAX - MARKS_BYTES - (block->is_numbered ? NUMBER_BYTES_MAX : 0);
        const size_t length = rest.size_bytes <= maximum_bytes
                                  ? rest.size_bytes
                                  : cut_length(block->kind, rest, maximum_bytes);
        const chatlet_str piece = trim_piece(block->kind, clet_str_slice(rest, 0, length));
        const bool stays_in_code = ends_in_code(piece, is_in_code);
        rest = clet_str_slice(rest, length, rest.size_bytes);
        if (piece.size_bytes == 0) continue;

        if (is_first) append_front(make, block);
        if (!is_first) clet_buffer_append_byte(&make->text, (uint8_t)mark_of(block));
        is_first = false;
        if (is_in_code) clet_buffer_append_byte(&make->text, CLET_MARK_CODE_BEGIN);
        clet_buffer_append(&make->text, piece);
        if (stays_in_code) clet_buffer_append_byte(&make->text, CLET_MARK_CODE_END);
        is_in_code = stays_in_code;
        if (rest.size_bytes > 0) close_passage(make);
    }
}

/* Whether the blocks from `block` up to `end` that share its anchor and section have more than
 * ANCHOR_BREAK_BYTES. */
static bool is_large_entry(const clet_block *block, const clet_block *end) {
    const chatlet_str anchor = block->anchor;
    size_t size_bytes = 0;
    for (;
         block < end && block->kind != CLET_BLOCK_HEADING && clet_str_equal(block->anchor, anchor);
         block++) {
        size_bytes += block->text.size_bytes;
        if (size_bytes > ANCHOR_BREAK_BYTES) return true;
    }
    return false;
}

/* Whether `block` has to begin a passage of its own, rather than join the open one. */
static bool begins_passage(const maker *make, const clet_block *block, const clet_block *end) {
    const size_t size_bytes = make->text.size_bytes;
    if (size_bytes == 0) return false;
    if (size_bytes + front_bytes(block) + block->text.size_bytes > CHATLET_PASSAGE_BYTES_MAX)
        return true;
    if (make->last_announces) return false;
    if (size_bytes >= CHATLET_PASSAGE_BYTES_TARGET) return true;
    if (clet_str_equal(block->anchor, make->last_anchor)) return false;
    return size_bytes >= ANCHOR_BREAK_BYTES || is_large_entry(block, end);
}

/* A passage that begins with a long entry stands under its term, and so does what else belongs to
 * the entry. Short entries share a passage, which stands under none of their terms. */
static void settle_term(maker *make, const clet_block *block, const clet_block *end) {
    if (block->term.size_bytes > 0 && is_large_entry(block, end)) {
        make->term = block->term;
        make->term_anchor = block->anchor;
    } else if (block->term.size_bytes > 0 || !clet_str_equal(block->anchor, make->term_anchor)) {
        make->term = (chatlet_str){0};
    }
}

static void add_block(maker *make, const clet_block *block, const clet_block *end) {
    if (begins_passage(make, block, end)) close_passage(make);
    if (make->text.size_bytes == 0) {
        make->anchor = block->anchor;
        settle_term(make, block, end);
    }
    make->last_anchor = block->anchor;
    if (front_bytes(block) + block->text.size_bytes > CHATLET_PASSAGE_BYTES_MAX) {
        add_long_block(make, block);
    } else {
        append_front(make, block);
        clet_buffer_append(&make->text, block->text);
    }
    make->last_announces = clet_str_ends_with(block->text, CHATLET_STR(":"));
}

/* ---- pages ----------------------------------------------------------------------------------- */

/* A heading at a page's end with nothing under it becomes a passage that only says it. */
static void close_page(maker *make) {
    close_passage(make);
    if (make->status != CHATLET_OK || make->pages->count == 0) return;
    const clet_page *page = newest_page(make);
    const path_level *last = make->path_count > 0 ? &make->path[make->path_count - 1] : NULL;
    const bool says_heading = last != NULL && !last->is_used;
    if (!says_heading && page->passage_count > 0) return;
    clet_buffer_append_byte(&make->text, CLET_MARK_PARAGRAPH);
    clet_buffer_append(&make->text, says_heading ? last->text : page->title);
    make->anchor = make->heading_anchor;
    close_passage(make);
}

static void open_page(maker *make, chatlet_str title, chatlet_str url) {
    clet_page_list *pages = make->pages;
    if (pages->count == make->page_capacity) {
        clet_page *grown =
            clet_arena_grow_array(make->arena, pages->pages, pages->count, sizeof *grown,
                                  FIRST_CAPACITY, &make->page_capacity);
        if (grown == NULL) {
            make->status = CHATLET_ERR_MEMORY;
            return;
        }
        pages->pages = grown;
    }
    pages->pages[pages->count++] = (clet_page){.title = title, .url = url};
    make->passage_capacity = 0;
    make->path_count = 0;
    make->orphan_count = 0;
    make->path_is_joined = false;
    make->heading_anchor = (chatlet_str){0};
}

static void begin_row_page(maker *make, const clet_block *heading) {
    if (make->pages->count > 0) close_page(make);
    chatlet_str title = {0};
    if (make->status == CHATLET_OK) make->status = copy_title(make->arena, heading->text, &title);
    if (make->status != CHATLET_OK) return;
    open_page(make, title, heading->url.size_bytes > 0 ? heading->url : make->file_url);
    make->heading_anchor = heading->anchor;
}

/* The page's title, and whether its first heading only repeats it. */
static chatlet_status choose_title(clet_arena *arena, const clet_block_list *list, chatlet_str path,
                                   chatlet_str *title, const clet_block **repeated) {
    const clet_block *first = NULL;
    for (uint32_t i = 0; i < list->count && first == NULL; i++) {
        if (list->blocks[i].kind == CLET_BLOCK_HEADING) first = &list->blocks[i];
    }
    chatlet_str heading = {0};
    chatlet_status status = CHATLET_OK;
    if (first != NULL) status = copy_title(arena, first->text, &heading);
    if (status != CHATLET_OK) return status;

    status = copy_title(arena, list->title, title);
    if (status != CHATLET_OK) return status;
    if (title->size_bytes == 0) *title = heading;
    *repeated = clet_str_equal_ignore_case(*title, heading) ? first : NULL;
    return title->size_bytes > 0 ? CHATLET_OK : title_of_path(arena, path, title);
}

static void take_block(maker *make, const clet_block_list *list, const clet_block *block,
                       const clet_block *repeated) {
    if (block->kind != CLET_BLOCK_HEADING) {
        add_block(make, block, list->blocks + list->count);
    } else if (block->begins_page) {
        begin_row_page(make, block);
        if (make->status == CHATLET_OK)
            newest_page(make)->first_block = (uint32_t)(block - list->blocks);
    } else {
        close_passage(make);
        if (make->status != CHATLET_OK) return;
        make->heading_anchor = block->anchor;
        if (block != repeated) push_level(make, block);
    }
}

chatlet_status clet_passage_list_make(const clet_block_list *list, chatlet_str path,
                                      chatlet_str url, clet_page_list *pages) {
    chatlet_str title;
    const clet_block *repeated = NULL;
    const chatlet_status status = choose_title(list->arena, list, path, &title, &repeated);
    if (status != CHATLET_OK) return status;

    clet_page_list made = {0};
    maker make = {.arena = list->arena, .file_url = url, .pages = &made};
    clet_buffer_init(&make.text, list->arena->allocator, (size_t)CHATLET_PASSAGE_BYTES_MAX);
    const bool has_rows = list->count > 0 && list->blocks[0].begins_page;
    if (!has_rows) open_page(&make, title, url);
    for (uint32_t i = 0; i < list->count && make.status == CHATLET_OK; i++) {
        take_block(&make, list, &list->blocks[i], repeated);
    }
    close_page(&make);
    if (make.status == CHATLET_OK) make.status = clet_buffer_status(&make.text);
    clet_buffer_free(&make.text);
    if (make.status != CHATLET_OK) return make.status;
    if (!has_rows) {
        made.pages[0].links = list->links;
        made.pages[0].link_count = list->link_count;
    }
    *pages = made;
    return CHATLET_OK;
}
