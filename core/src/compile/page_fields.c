#include "page_fields.h"

#include "../base/str.h"
#include "../bundle/field_text.h"

#include <string.h>

enum { VALUES_OF_PAGE_MAX = CHATLET_FIELDS_MAX * CHATLET_PAGE_VALUES_MAX };

#define S CHATLET_STR

/* One page on its way. */
typedef struct settling {
    clet_field_table *table;
    const clet_page_source *source;
    clet_page_value values[VALUES_OF_PAGE_MAX];
    uint32_t value_count;
    uint32_t counts[CHATLET_FIELDS_MAX]; /* values by field */
} settling;

/* Where a value stands, for diagnostics; line 0: it comes of the path. */
typedef struct value_place {
    uint32_t line;
    uint32_t column;
} value_place;

void clet_field_table_init(clet_field_table *table, clet_arena *arena, const clet_bot *bot) {
    *table = (clet_field_table){.arena = arena, .count = bot->field_count};
    for (uint32_t i = 0; i < bot->field_count; i++)
        table->fields[i].name = bot->fields[i].name;
}

static void report(const settling *page, value_place place, chatlet_str field, chatlet_str before,
                   chatlet_str behind) {
    const chatlet_str pieces[] = {before, S("\""), field, S("\" "), behind, {0}};
    clet_report_pieces(page->source->reporter, CLET_DIAGNOSTIC_FIELD_VALUE, page->source->path,
                       place.line, place.column, pieces);
}

/* The number of a field, or table->count when it is none and cannot become one. */
static uint32_t find_field(settling *page, chatlet_str name, bool is_offered, value_place place,
                           chatlet_status *status) {
    clet_field_table *table = page->table;
    for (uint32_t i = 0; i < table->count; i++) {
        if (clet_str_equal(table->fields[i].name, name)) return i;
    }
    if (!is_offered) return table->count;
    if (table->count == CHATLET_FIELDS_MAX) {
        if (!table->is_told)
            report(page, place, name, S("the field "),
                   S("is left out: a bot has at most 16; leave fields out that nobody filters by"));
        table->is_told = true;
        return table->count;
    }
    clet_field_values *added = &table->fields[table->count];
    *added = (clet_field_values){.value_count = 0};
    *status = clet_arena_copy(table->arena, name, &added->name);
    return *status == CHATLET_OK ? table->count++ : table->count;
}

/* Finds or adds the value; false when there is no room, which is reported once a field. */
static bool find_value(settling *page, clet_field_values *field, chatlet_str value,
                       value_place place, uint32_t *number, chatlet_status *status) {
    for (*number = 0; *number < field->value_count; (*number)++) {
        if (clet_str_equal(field->values[*number], value)) return true;
    }
    if (field->value_count == CHATLET_FIELD_VALUES_MAX) {
        if (!field->is_told)
            report(page, place, field->name, S("values of "),
                   S("are left out from here on: a field has at most 250 in all"));
        field->is_told = true;
        return false;
    }
    if (field->values == NULL) {
        field->values = clet_arena_allocate_array(page->table->arena, CHATLET_FIELD_VALUES_MAX,
                                                  sizeof *field->values);
        if (field->values == NULL) *status = CHATLET_ERR_MEMORY;
    }
    if (*status == CHATLET_OK)
        *status = clet_arena_copy(page->table->arena, value, &field->values[*number]);
    if (*status == CHATLET_OK) field->value_count++;
    return *status == CHATLET_OK;
}

/* Adds one value to the page, unless it has it. False when it has as many as it may, the first
 * time: one more is counted then, so that it is told once. */
static bool add_number(settling *page, clet_page_value added) {
    for (uint32_t i = 0; i < page->value_count; i++) {
        if (page->values[i].field == added.field && page->values[i].value == added.value)
            return true;
    }
    if (page->counts[added.field] > CHATLET_PAGE_VALUES_MAX) return true;
    if (page->counts[added.field]++ == CHATLET_PAGE_VALUES_MAX) return false;
    page->values[page->value_count++] = added;
    return true;
}

static chatlet_status add_values(settling *page, uint32_t field_number, chatlet_str list,
                                 value_place place) {
    clet_field_values *field = &page->table->fields[field_number];
    chatlet_status status = CHATLET_OK;
    chatlet_str value;
    for (size_t at = 0; status == CHATLET_OK && clet_list_next(list, ',', &at, &value);) {
        uint32_t number = 0;
        if (!clet_is_line(value, CHATLET_FIELD_VALUE_BYTES_MAX)) {
            report(page, place, field->name, S("a value of "),
                   S("is left out: it may have 100 bytes of text; shorten it"));
            continue;
        }
        if (!find_value(page, field, value, place, &number, &status)) continue;
        if (add_number(page,
                       (clet_page_value){.field = (uint8_t)field_number, .value = (uint8_t)number}))
            continue;
        report(page, place, field->name, S("values of "),
               S("are left out: a page has at most 8 of a field"));
    }
    return status;
}

/* The folder of a source: of a pattern, what stands before its first sign. Without "./" in front
 * and '/' behind; empty for a single file. */
static chatlet_str source_folder(chatlet_str source) {
    while (clet_str_starts_with(source, S("./")))
        source = clet_str_slice(source, 2, source.size_bytes);
    for (size_t i = 0; i < source.size_bytes; i++) {
        const char byte = source.data[i];
        if (byte != '*' && byte != '?' && byte != '[') continue;
        while (i > 0 && source.data[i - 1] != '/')
            i--;
        source = clet_str_slice(source, 0, i);
    }
    return clet_str_ends_with(source, S("/")) ? clet_str_slice(source, 0, source.size_bytes - 1)
                                              : source;
}

/* The rest of a path below a folder; empty when it does not lie there. */
static chatlet_str path_below(chatlet_str path, chatlet_str folder) {
    const size_t size_bytes = folder.size_bytes;
    const bool is_below = size_bytes > 0 && path.size_bytes > size_bytes &&
                          clet_str_starts_with(path, folder) && path.data[size_bytes] == '/';
    return is_below ? clet_str_slice(path, size_bytes + 1, path.size_bytes) : (chatlet_str){0};
}

/* The path below the folder of the source that the page is of; the path itself when it is of none.
 * Without sources all stands in the folder "knowledge", if there is one. */
static chatlet_str path_in_source(const clet_bot *bot, chatlet_str path) {
    chatlet_str below = {0};
    if (bot->source_count == 0) below = path_below(path, S("knowledge"));
    for (uint32_t i = 0; i < bot->source_count && below.size_bytes == 0; i++)
        below = path_below(path, source_folder(bot->sources[i].path));
    return below.size_bytes > 0 ? below : path;
}

/* The first folder of the path; empty for a page that stands in none. */
static chatlet_str first_folder(chatlet_str path) {
    const size_t end = clet_str_find_byte(path, '/', 0);
    return end < path.size_bytes ? clet_str_slice(path, 0, end) : (chatlet_str){0};
}

/* What bot.json says of a page that says nothing itself. Rules may begin at bot.json or at the
 * source. */
static chatlet_str values_by_path(const clet_bot_field *field, chatlet_str path,
                                  chatlet_str in_source) {
    for (uint32_t i = 0; i < field->rule_count; i++) {
        const chatlet_str begins = field->rules[i].path;
        if (clet_str_starts_with(path, begins) || clet_str_starts_with(in_source, begins))
            return field->rules[i].values;
    }
    return field->is_folder ? first_folder(in_source) : (chatlet_str){0};
}

/* Takes the metadata of blocks before `end`, from *next on. */
static chatlet_status add_own(settling *page, uint32_t *next, uint32_t end) {
    const clet_block_list *list = page->source->list;
    chatlet_status status = CHATLET_OK;
    for (; status == CHATLET_OK && *next < list->metadata_count; (*next)++) {
        const clet_metadata *metadata = &list->metadata[*next];
        const value_place place = {.line = metadata->line, .column = metadata->column};
        if (metadata->block >= end) break;
        const uint32_t field = find_field(page, list->metadata_names[metadata->name],
                                          metadata->is_offered, place, &status);
        if (status == CHATLET_OK && field < page->table->count)
            status = add_values(page, field, metadata->values, place);
    }
    return status;
}

static chatlet_status add_by_path(settling *page) {
    const clet_bot *bot = page->source->bot;
    const chatlet_str path = page->source->path;
    const chatlet_str in_source = path_in_source(bot, path);
    chatlet_status status = CHATLET_OK;
    for (uint32_t i = 0; i < bot->field_count && status == CHATLET_OK; i++) {
        const chatlet_str values = values_by_path(&bot->fields[i], path, in_source);
        if (page->counts[i] == 0) status = add_values(page, i, values, (value_place){0});
    }
    return status;
}

static chatlet_status keep_values(const settling *page, clet_page *kept) {
    if (page->value_count == 0) return CHATLET_OK;
    clet_page_value *values =
        clet_arena_allocate_array(page->source->list->arena, page->value_count, sizeof *values);
    if (values == NULL) return CHATLET_ERR_MEMORY;
    memcpy(values, page->values, page->value_count * sizeof *values);
    kept->values = values;
    kept->value_count = page->value_count;
    return CHATLET_OK;
}

chatlet_status clet_page_fields_settle(clet_field_table *table, const clet_page_source *source,
                                       clet_page_list *pages) {
    uint32_t next = 0;
    for (uint32_t i = 0; i < pages->count; i++) {
        settling page = {.table = table, .source = source};
        const uint32_t end = i + 1 < pages->count ? pages->pages[i + 1].first_block : UINT32_MAX;
        chatlet_status status = add_own(&page, &next, end);
        if (status == CHATLET_OK) status = add_by_path(&page);
        if (status == CHATLET_OK) status = keep_values(&page, &pages->pages[i]);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

void clet_field_table_report_empty(const clet_field_table *table, const clet_bot *bot,
                                   clet_reporter *reporter) {
    for (uint32_t i = 0; i < bot->field_count; i++) {
        const clet_bot_field *field = &bot->fields[i];
        if (table->fields[i].value_count > 0) continue;
        const chatlet_str pieces[] = {S("no page in \""),
                                      bot->locale,
                                      S("\" has a value of \""),
                                      field->name,
                                      S("\"; check its name and its paths, or remove it"),
                                      {0}};
        clet_report_pieces(reporter, CLET_DIAGNOSTIC_FIELD_EMPTY, field->file, field->line,
                           field->column, pieces);
    }
}
