#include "cli_report.h"

#include "cli_json.h"
#include "cli_terminal.h"

#include <stdlib.h>
#include <string.h>

enum {
    COMPARED_BYTES_MIN = 40, /* shorter passages are alike by chance: "See also" */
    BEGINNING_BYTES = 100,
    LARGEST_SHOWN = 3,
    LARGEST_WRITTEN = 20,
    REASONS_MAX = 32
};

const char *cli_report_reason(const char *code) {
    static const struct {
        const char *code;
        const char *words;
    } reasons[] = {{"E101", "not readable"},
                   {"E102", "too large"},
                   {"E103", "binary"},
                   {"E104", "not UTF-8"},
                   {"E105", "nested too deep"},
                   {"E106", "nothing to read"},
                   {"E107", "too complex"},
                   {"E108", "table without the columns needed"},
                   {"E110", "no JSON"},
                   {"E111", "address that cannot be cited"},
                   {"E123", "more than a bot holds"}};
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (strcmp(reasons[i].code, code) == 0) return reasons[i].words;
    }
    return "not usable";
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* FNV-1a of letters, digits and all that is not ASCII; sets how many bytes that were. */
static uint64_t hash_words(chatlet_str text, uint32_t *size_bytes) {
    uint64_t hash = 1469598103934665603u;
    uint32_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 'A' && byte <= 'Z') byte = (unsigned char)(byte + 32);
        const bool counts =
            byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (!counts) continue;
        hash = (hash ^ byte) * 1099511628211u;
        count++;
    }
    *size_bytes = count;
    return hash;
}

/* The first bytes of a text up to a character's end; marks become spaces. */
static const char *beginning_of(cli_memory *memory, chatlet_str text) {
    size_t size_bytes = text.size_bytes < BEGINNING_BYTES ? text.size_bytes : BEGINNING_BYTES;
    while (size_bytes > 0 && size_bytes < text.size_bytes &&
           ((unsigned char)text.data[size_bytes] & 0xC0) == 0x80)
        size_bytes--;
    char *copy =
        cli_memory_copy(memory, (chatlet_str){.data = text.data, .size_bytes = size_bytes});
    for (size_t i = 0; i < size_bytes; i++) {
        if ((unsigned char)copy[i] < 0x20) copy[i] = ' ';
    }
    return copy[0] == ' ' ? copy + 1 : copy;
}

static bool is_same(const char *text, chatlet_str view) {
    return strlen(text) == view.size_bytes &&
           (view.size_bytes == 0 || memcmp(text, view.data, view.size_bytes) == 0);
}

static cli_report_page *page_of(cli_report *report, const chatlet_added_passage *passage) {
    if (report->page_count > 0) {
        cli_report_page *last = &report->pages[report->page_count - 1];
        if (is_same(last->file, passage->file) && is_same(last->url, passage->url) &&
            is_same(last->title, passage->title))
            return last;
    }
    if (report->page_count == report->page_capacity) {
        report->page_capacity = report->page_capacity == 0 ? 64 : report->page_capacity * 2;
        report->pages = cli_grow(report->pages, report->page_capacity, sizeof(*report->pages));
    }
    cli_report_page *page = &report->pages[report->page_count++];
    *page = (cli_report_page){.file = cli_memory_copy(&report->memory, passage->file),
                              .url = cli_memory_copy(&report->memory, passage->url),
                              .title = cli_memory_copy(&report->memory, passage->title)};
    return page;
}

void cli_report_take(cli_report *report, const chatlet_added_passage *passage) {
    cli_report_page *page = page_of(report, passage);
    uint32_t size_bytes = 0;
    const uint64_t hash = hash_words(passage->text, &size_bytes);
    page->passage_count++;
    page->size_bytes += passage->text.size_bytes;
    const uint32_t number = report->told_count++;
    if (size_bytes < COMPARED_BYTES_MIN) return;
    if (report->passage_count == report->passage_capacity) {
        report->passage_capacity =
            report->passage_capacity == 0 ? 64 : report->passage_capacity * 2;
        report->passages =
            cli_grow(report->passages, report->passage_capacity, sizeof(*report->passages));
    }
    report->passages[report->passage_count++] =
        (cli_report_passage){.hash = hash,
                             .page = (uint32_t)(report->page_count - 1),
                             .number = number,
                             .size_bytes = size_bytes,
                             .anchor = cli_memory_copy(&report->memory, passage->anchor),
                             .beginning = beginning_of(&report->memory, passage->text)};
}

void cli_report_leave_out(cli_report *report, const char *path, const char *reason) {
    if (report->file_count == report->file_capacity) {
        report->file_capacity = report->file_capacity == 0 ? 64 : report->file_capacity * 2;
        report->files = cli_grow(report->files, report->file_capacity, sizeof(*report->files));
    }
    report->files[report->file_count++] =
        (cli_report_file){.path = cli_memory_copy(&report->memory, cli_str(path)),
                          .reason = cli_memory_copy(&report->memory, cli_str(reason))};
}

void cli_report_take_base(cli_report *report, const chatlet_site_base *base) {
    report->bases = cli_grow(report->bases, report->base_count + 1, sizeof(*report->bases));
    report->bases[report->base_count++] =
        (cli_report_base){.root = cli_memory_copy(&report->memory, base->root),
                          .address = cli_memory_copy(&report->memory, base->address),
                          .evidence = base->evidence,
                          .count = base->count};
}

void cli_report_take_list(cli_report *report, const chatlet_listed *listed) {
    report->lists = cli_grow(report->lists, report->list_count + 1, sizeof(*report->lists));
    report->lists[report->list_count++] =
        (cli_report_list){.file = cli_memory_copy(&report->memory, listed->file),
                          .entry_count = listed->entry_count,
                          .found_count = listed->found_count,
                          .added_count = listed->added_count};
}

/* ---- sorting --------------------------------------------------------------------------------- */

/* A run of report->passages that say the same. */
typedef struct repeat {
    size_t first;
    size_t count;
} repeat;

typedef struct repeat_list {
    repeat *items; /* owned */
    size_t count;
    size_t passage_count; /* that would not be missed */
} repeat_list;

typedef struct reason_count {
    const char *reason;
    size_t count;
} reason_count;

static int compare_passages(const void *a, const void *b) {
    const cli_report_passage *left = a;
    const cli_report_passage *right = b;
    if (left->hash != right->hash) return left->hash < right->hash ? -1 : 1;
    if (left->size_bytes != right->size_bytes) return left->size_bytes < right->size_bytes ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

/* The most often repeated first; equals in the order of the index, which `items` has. */
static int compare_repeats(const void *a, const void *b) {
    const repeat *left = a;
    const repeat *right = b;
    if (left->count != right->count) return left->count > right->count ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

static repeat_list find_repeats(cli_report *report) {
    repeat_list list = {.items = cli_grow(NULL, report->passage_count + 1, sizeof(repeat))};
    if (report->passage_count > 0)
        qsort(report->passages, report->passage_count, sizeof(*report->passages), compare_passages);
    size_t first = 0;
    for (size_t i = 1; i <= report->passage_count; i++) {
        const bool goes_on = i < report->passage_count &&
                             report->passages[i].hash == report->passages[first].hash &&
                             report->passages[i].size_bytes == report->passages[first].size_bytes;
        if (goes_on) continue;
        if (i - first > 1) {
            list.items[list.count++] = (repeat){.first = first, .count = i - first};
            list.passage_count += i - first - 1;
        }
        first = i;
    }
    if (list.count > 0) qsort(list.items, list.count, sizeof(*list.items), compare_repeats);
    return list;
}

static int compare_pages(const void *a, const void *b) {
    const cli_report_page *left = *(const cli_report_page *const *)a;
    const cli_report_page *right = *(const cli_report_page *const *)b;
    if (left->size_bytes != right->size_bytes) return left->size_bytes > right->size_bytes ? -1 : 1;
    return left < right ? -1 : left > right;
}

/* All pages, the largest first; to be freed. */
static const cli_report_page **sort_pages(const cli_report *report) {
    const cli_report_page **sorted = cli_grow(NULL, report->page_count + 1, sizeof(*sorted));
    for (size_t i = 0; i < report->page_count; i++)
        sorted[i] = &report->pages[i];
    if (report->page_count > 0) qsort(sorted, report->page_count, sizeof(*sorted), compare_pages);
    return sorted;
}

/* How many files each reason left out, in the order in which reasons came. */
static size_t count_reasons(const cli_report *report, reason_count counts[REASONS_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < report->file_count; i++) {
        size_t at = 0;
        while (at < count && strcmp(counts[at].reason, report->files[i].reason) != 0)
            at++;
        if (at == REASONS_MAX) continue;
        if (at == count) counts[count++] = (reason_count){.reason = report->files[i].reason};
        counts[at].count++;
    }
    return count;
}

/* ---- telling --------------------------------------------------------------------------------- */

static void print_left_out(const cli_report *report) {
    reason_count counts[REASONS_MAX];
    const size_t count = count_reasons(report, counts);
    if (count == 0) return;
    fputs("  left out:", stdout);
    for (size_t i = 0; i < count; i++)
        printf("%s %zu %s", i > 0 ? "," : "", counts[i].count, counts[i].reason);
    fputc('\n', stdout);
}

/* With few pages the largest are no news. */
static void print_largest(const cli_report *report) {
    if (report->page_count <= LARGEST_SHOWN) return;
    cli_memory memory = {0};
    const cli_report_page **sorted = sort_pages(report);
    fputs("  largest:", stdout);
    for (size_t i = 0; i < LARGEST_SHOWN; i++) {
        fputs(i > 0 ? ", " : " ", stdout);
        cli_print_in_line(stdout, cli_str(sorted[i]->url));
        printf(" (%s)", cli_size_words(&memory, sorted[i]->size_bytes));
    }
    fputc('\n', stdout);
    free(sorted);
    cli_memory_free(&memory);
}

static void print_repeats(cli_report *report) {
    const repeat_list list = find_repeats(report);
    if (list.count > 0) {
        const cli_report_passage *most = &report->passages[list.items[0].first];
        printf("  repeated: %zu passage%s; %zu times: ", list.passage_count,
               list.passage_count == 1 ? "" : "s", list.items[0].count);
        cli_print_in_line(stdout, cli_str(most->beginning));
        fputs("…\n", stdout);
    }
    free(list.items);
}

static const char *evidence_name(chatlet_site_evidence evidence) {
    switch (evidence) {
    case CHATLET_SITE_BY_MAP: return "sitemap.xml";
    case CHATLET_SITE_BY_CANONICAL: return "canonical addresses";
    case CHATLET_SITE_BY_LIST: return "llms.txt";
    case CHATLET_SITE_BY_LINKS: break;
    }
    return "links between the pages";
}

static void print_bases(const cli_report *report) {
    for (size_t i = 0; i < report->base_count; i++) {
        const cli_report_base *base = &report->bases[i];
        const size_t slashes = strncmp(base->address, "//", 2) == 0 ? 2 : 0;
        fputs("  served at ", stdout);
        cli_print_in_line(stdout, cli_str(base->address + slashes));
        printf(", by %s (%u)\n", evidence_name(base->evidence), base->count);
    }
}

static void print_lists(const cli_report *report) {
    for (size_t i = 0; i < report->list_count; i++) {
        const cli_report_list *list = &report->lists[i];
        fputs("  ", stdout);
        cli_print_in_line(stdout, cli_str(list->file));
        printf(" names %u page%s: %u in the index", list->entry_count,
               list->entry_count == 1 ? "" : "s", list->found_count);
        if (list->added_count > 0) printf(", %u by what it says of them", list->added_count);
        fputc('\n', stdout);
    }
}

void cli_report_print(cli_report *report) {
    print_bases(report);
    print_lists(report);
    print_left_out(report);
    print_largest(report);
    print_repeats(report);
}

static void write_left_out(const cli_report *report, chatlet_json_writer *writer) {
    reason_count counts[REASONS_MAX];
    const size_t count = count_reasons(report, counts);
    chatlet_json_write_key(writer, CHATLET_STR("reasons"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "reason", counts[i].reason);
        cli_json_write_count(writer, "count", counts[i].count);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("left_out"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < report->file_count; i++) {
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "file", report->files[i].path);
        cli_json_write_text(writer, "reason", report->files[i].reason);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

static void write_largest(const cli_report *report, chatlet_json_writer *writer) {
    const cli_report_page **sorted = sort_pages(report);
    chatlet_json_write_key(writer, CHATLET_STR("largest"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < report->page_count && i < LARGEST_WRITTEN; i++) {
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "file", sorted[i]->file);
        cli_json_write_text(writer, "url", sorted[i]->url);
        cli_json_write_text(writer, "title", sorted[i]->title);
        cli_json_write_count(writer, "passages", sorted[i]->passage_count);
        cli_json_write_count(writer, "bytes", sorted[i]->size_bytes);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    free(sorted);
}

static void write_place(cli_report *report, chatlet_json_writer *writer,
                        const cli_report_passage *passage) {
    const char *hash = passage->anchor[0] == '\0' ? "" : "#";
    cli_memory memory = {0};
    chatlet_json_write_string(
        writer, cli_str(cli_memory_format(&memory, "%s%s%s", report->pages[passage->page].url, hash,
                                          passage->anchor)));
    cli_memory_free(&memory);
}

static void write_repeats(cli_report *report, chatlet_json_writer *writer) {
    const repeat_list list = find_repeats(report);
    chatlet_json_write_key(writer, CHATLET_STR("repeated"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < list.count; i++) {
        const repeat *item = &list.items[i];
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "text", report->passages[item->first].beginning);
        chatlet_json_write_key(writer, CHATLET_STR("places"));
        chatlet_json_write_array_begin(writer);
        for (size_t k = 0; k < item->count; k++)
            write_place(report, writer, &report->passages[item->first + k]);
        chatlet_json_write_array_end(writer);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    free(list.items);
}

static void write_bases(const cli_report *report, chatlet_json_writer *writer) {
    chatlet_json_write_key(writer, CHATLET_STR("served_at"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < report->base_count; i++) {
        const cli_report_base *base = &report->bases[i];
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "address", base->address);
        cli_json_write_text(writer, "root", base->root);
        cli_json_write_text(writer, "by", evidence_name(base->evidence));
        cli_json_write_count(writer, "count", base->count);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

static void write_lists(const cli_report *report, chatlet_json_writer *writer) {
    chatlet_json_write_key(writer, CHATLET_STR("lists"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < report->list_count; i++) {
        const cli_report_list *list = &report->lists[i];
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "file", list->file);
        cli_json_write_count(writer, "named", list->entry_count);
        cli_json_write_count(writer, "found", list->found_count);
        cli_json_write_count(writer, "added", list->added_count);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

void cli_report_write(cli_report *report, chatlet_json_writer *writer) {
    cli_json_write_count(writer, "pages", report->page_count);
    cli_json_write_count(writer, "passages", report->told_count);
    write_bases(report, writer);
    write_lists(report, writer);
    write_left_out(report, writer);
    write_largest(report, writer);
    write_repeats(report, writer);
}

void cli_report_free(cli_report *report) {
    free(report->files);
    free(report->pages);
    free(report->passages);
    free(report->bases);
    free(report->lists);
    cli_memory_free(&report->memory);
    *report = (cli_report){.memory = {0}};
}
