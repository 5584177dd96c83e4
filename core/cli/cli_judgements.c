#include "cli_judgements.h"

#include "cli_records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 4, GAIN_BYTES_MAX = 32, DEPTH = 10 };

typedef struct columns {
    chatlet_str texts[COLUMNS_MAX];
    uint32_t count; /* COLUMNS_MAX + 1: more than that */
} columns;

/* ---- reading --------------------------------------------------------------------------------- */

static columns split(chatlet_str line) {
    columns split = {0};
    size_t begin = 0;
    for (size_t i = 0; i <= line.size_bytes; i++) {
        if (i < line.size_bytes && line.data[i] != '\t') continue;
        if (split.count == COLUMNS_MAX) {
            split.count++;
            break;
        }
        split.texts[split.count++] =
            (chatlet_str){.data = line.data + begin, .size_bytes = i - begin};
        begin = i + 1;
    }
    return split;
}

static bool read_gain(chatlet_str text, double *gain) {
    char copy[GAIN_BYTES_MAX + 1];
    char *end = copy;
    if (text.size_bytes == 0 || text.size_bytes > GAIN_BYTES_MAX) return false;
    memcpy(copy, text.data, text.size_bytes);
    copy[text.size_bytes] = '\0';
    if (strspn(copy, "+-.0123456789eE") != text.size_bytes) return false;
    *gain = strtod(copy, &end);
    return end == copy + text.size_bytes && isfinite(*gain);
}

static uint32_t number_of(cli_names *names, chatlet_str name) {
    const uint32_t number = cli_names_find(names, name);
    return number != CLI_NAMES_NONE ? number : cli_names_add(names, name);
}

static void add(cli_judgements *judgements, const columns *row, double gain, uint32_t line) {
    if (judgements->count == judgements->capacity) {
        judgements->capacity = judgements->capacity == 0 ? 256 : judgements->capacity * 2;
        judgements->entries =
            cli_grow(judgements->entries, judgements->capacity, sizeof(*judgements->entries));
    }
    judgements->entries[judgements->count++] =
        (cli_judgement){.query = number_of(&judgements->queries, row->texts[0]),
                        .document = number_of(&judgements->documents, row->texts[row->count - 2]),
                        .gain = gain,
                        .line = line};
}

/* Why the line cannot be used; NULL when it was taken, or is the one that names the columns. */
static const char *take_line(cli_judgements *judgements, chatlet_str text, uint32_t line) {
    const columns row = split(text);
    double gain = 0;
    if (row.count < 3 || row.count > COLUMNS_MAX)
        return "the line needs query, document and gain, parted by tabs";
    if (!read_gain(row.texts[row.count - 1], &gain))
        return line == 1 ? NULL : "the gain, in the last column, must be a number";
    if (row.texts[0].size_bytes == 0 || row.texts[row.count - 2].size_bytes == 0)
        return "the query and the document must be named";
    add(judgements, &row, gain, line);
    return NULL;
}

static uint32_t read_lines(const char *path, cli_diagnostics *diagnostics, chatlet_str text,
                           cli_judgements *judgements) {
    uint32_t left_out = 0;
    size_t offset = 0;
    if (text.size_bytes >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) offset = 3;
    for (uint32_t line = 1; offset < text.size_bytes && line <= CLI_RECORD_LINES_MAX; line++) {
        const char *begin = text.data + offset;
        const char *newline = memchr(begin, '\n', text.size_bytes - offset);
        size_t size_bytes = newline == NULL ? text.size_bytes - offset : (size_t)(newline - begin);
        offset += size_bytes + 1;
        if (size_bytes > 0 && begin[size_bytes - 1] == '\r') size_bytes--;
        if (size_bytes == 0) continue;
        const char *problem =
            take_line(judgements, (chatlet_str){.data = begin, .size_bytes = size_bytes}, line);
        if (problem == NULL) continue;
        cli_records_refuse(diagnostics, path, "E109", line, 1, problem);
        left_out++;
    }
    return left_out;
}

static int compare(const void *a, const void *b) {
    const cli_judgement *left = a;
    const cli_judgement *right = b;
    if (left->query != right->query) return left->query < right->query ? -1 : 1;
    if (left->document != right->document) return left->document < right->document ? -1 : 1;
    return left->line < right->line ? -1 : left->line > right->line;
}

/* Of a pair that is judged twice the first line stays. */
static uint32_t drop_repeated(const char *path, cli_diagnostics *diagnostics,
                              cli_judgements *judgements) {
    size_t kept = 0;
    if (judgements->count > 0)
        qsort(judgements->entries, judgements->count, sizeof(*judgements->entries), compare);
    for (size_t i = 0; i < judgements->count; i++) {
        const cli_judgement *entry = &judgements->entries[i];
        const cli_judgement *last = kept == 0 ? NULL : &judgements->entries[kept - 1];
        if (last != NULL && last->query == entry->query && last->document == entry->document) {
            cli_records_refuse(diagnostics, path, "E109", entry->line, 1,
                               "this pair was judged in an earlier line; remove one of them");
            continue;
        }
        judgements->entries[kept++] = *entry;
    }
    const uint32_t dropped = (uint32_t)(judgements->count - kept);
    judgements->count = kept;
    return dropped;
}

bool cli_judgements_read(const char *path, cli_diagnostics *diagnostics, uint32_t *left_out,
                         cli_judgements *judgements) {
    cli_file file;
    if (!cli_records_read_file(path, diagnostics, &file)) return false;
    *left_out += read_lines(path, diagnostics, cli_file_str(&file), judgements);
    *left_out += drop_repeated(path, diagnostics, judgements);
    cli_file_free(&file);
    return true;
}

/* ---- scoring --------------------------------------------------------------------------------- */

/* The judgements of one query. */
typedef struct slice {
    const cli_judgement *entries;
    size_t count;
} slice;

static slice find_query(const cli_judgements *judgements, chatlet_str query) {
    const uint32_t number = cli_names_find(&judgements->queries, query);
    size_t low = 0;
    size_t high = number == CLI_NAMES_NONE ? 0 : judgements->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (judgements->entries[middle].query < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    slice found = {.entries = judgements->entries + low};
    if (number == CLI_NAMES_NONE) return (slice){0};
    while (low + found.count < judgements->count && found.entries[found.count].query == number)
        found.count++;
    return found;
}

static double gain_of(const slice *judged, uint32_t document) {
    for (size_t i = 0; document != CLI_NAMES_NONE && i < judged->count; i++) {
        if (judged->entries[i].document == document)
            return judged->entries[i].gain > 0 ? judged->entries[i].gain : 0;
    }
    return 0;
}

/* The discounted gain of the best order there is, and how many documents are relevant. */
static double ideal_gain(const slice *judged, uint32_t *relevant) {
    double best[DEPTH] = {0};
    double sum = 0;
    *relevant = 0;
    for (size_t i = 0; i < judged->count; i++) {
        double gain = judged->entries[i].gain;
        if (gain <= 0) continue;
        (*relevant)++;
        for (size_t k = 0; k < DEPTH; k++) {
            if (gain <= best[k]) continue;
            const double smaller = best[k];
            best[k] = gain;
            gain = smaller;
        }
    }
    for (size_t k = 0; k < DEPTH; k++)
        sum += best[k] / log2((double)k + 2);
    return sum;
}

bool cli_judgements_score(const cli_judgements *judgements, chatlet_str query,
                          const chatlet_str *ranking, uint32_t count, cli_figures *figures) {
    const slice judged = find_query(judgements, query);
    uint32_t relevant = 0;
    uint32_t found_10 = 0;
    uint32_t found = 0;
    double gained = 0;
    const double ideal = ideal_gain(&judged, &relevant);
    *figures = (cli_figures){0};
    if (relevant == 0) return false;
    for (uint32_t i = 0; i < count; i++) {
        const double gain = gain_of(&judged, cli_names_find(&judgements->documents, ranking[i]));
        if (gain <= 0) continue;
        found++;
        if (i >= DEPTH) continue;
        if (found_10++ == 0) figures->mrr_10 = 1.0 / (i + 1);
        gained += gain / log2((double)i + 2);
    }
    figures->ndcg_10 = gained / ideal;
    figures->recall_10 = (double)found_10 / relevant;
    figures->recall_100 = (double)found / relevant;
    return true;
}

void cli_judgements_free(cli_judgements *judgements) {
    cli_names_free(&judgements->queries);
    cli_names_free(&judgements->documents);
    free(judgements->entries);
    *judgements = (cli_judgements){0};
}
