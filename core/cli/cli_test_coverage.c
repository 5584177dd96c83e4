#include "cli_test_coverage.h"

#include "cli_json.h"

#include <chatlet/flows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what there is --------------------------------------------------------------------------- */

static void add_place(cli_coverage *coverage, cli_coverage_place place) {
    coverage->places = cli_grow(coverage->places, coverage->count + 1, sizeof(*coverage->places));
    coverage->places[coverage->count++] = place;
}

static const char *node_name(cli_memory *memory, const chatlet_flow_place *place) {
    return cli_memory_format(memory, "%.*s.%.*s", (int)place->flow.size_bytes, place->flow.data,
                             (int)place->node.size_bytes, place->node.data);
}

static void take_node(void *context, const chatlet_flow_place *place) {
    cli_coverage *coverage = context;
    add_place(coverage,
              (cli_coverage_place){.flow = cli_memory_copy(&coverage->memory, place->flow),
                                   .from = node_name(&coverage->memory, place)});
}

static bool is_known(const cli_coverage *coverage, const char *from, const char *to) {
    for (size_t i = 0; i < coverage->count; i++) {
        const cli_coverage_place *place = &coverage->places[i];
        if (place->to != NULL && strcmp(place->from, from) == 0 && strcmp(place->to, to) == 0)
            return true;
    }
    return false;
}

static void take_way(void *context, const chatlet_flow_place *from, const chatlet_flow_place *to) {
    cli_coverage *coverage = context;
    const char *begin = node_name(&coverage->memory, from);
    const char *end = node_name(&coverage->memory, to);
    /* Two choices may lead to the same node; what a visitor sees then is the same. */
    if (is_known(coverage, begin, end)) return;
    add_place(coverage, (cli_coverage_place){
                            .flow = cli_memory_copy(&coverage->memory, from->flow),
                            .from = begin,
                            .to = end,
                            .is_loop = from->kind.size_bytes == strlen("each") &&
                                       memcmp(from->kind.data, "each", strlen("each")) == 0});
}

void cli_coverage_begin(cli_coverage *coverage, const cli_folder *folder) {
    const chatlet_flow_walk walk = {.context = coverage, .on_node = take_node, .on_way = take_way};
    if (coverage->count == 0) chatlet_bundle_walk_flows(folder->bundle, &walk);
}

/* ---- what was entered ------------------------------------------------------------------------ */

static bool was_entered(const cli_test_result *result, const cli_coverage_place *place) {
    for (size_t i = 0; i < result->entered_count; i++) {
        if (strcmp(result->entered[i], place->from) == 0) return true;
    }
    return false;
}

/* Nodes of the way's own flow between its ends mean that another way was gone, but behind a
 * loop. */
static bool was_gone(const cli_test_result *result, const cli_coverage_place *place) {
    const size_t flow_bytes = strlen(place->flow);
    bool is_behind = false;
    for (size_t i = 0; i < result->entered_count; i++) {
        const char *node = result->entered[i];
        if (is_behind && strcmp(node, place->to) == 0) return true;
        const bool is_own = strncmp(node, place->flow, flow_bytes) == 0 && node[flow_bytes] == '.';
        if (strcmp(node, place->from) == 0) {
            is_behind = true;
        } else if (is_own && !place->is_loop) {
            is_behind = false;
        }
    }
    return false;
}

void cli_coverage_add(cli_coverage *coverage, const cli_test_result *result) {
    for (size_t i = 0; i < coverage->count; i++) {
        cli_coverage_place *place = &coverage->places[i];
        if (place->is_entered) continue;
        place->is_entered =
            place->to == NULL ? was_entered(result, place) : was_gone(result, place);
    }
}

/* ---- told ------------------------------------------------------------------------------------ */

typedef struct tally {
    uint32_t nodes, nodes_entered;
    uint32_t ways, ways_gone;
} tally;

static void count_place(tally *count, const cli_coverage_place *place) {
    if (place->to == NULL) {
        count->nodes++;
        count->nodes_entered += place->is_entered;
    } else {
        count->ways++;
        count->ways_gone += place->is_entered;
    }
}

static tally count_flow(const cli_coverage *coverage, const char *flow) {
    tally count = {0};
    for (size_t i = 0; i < coverage->count; i++) {
        if (flow == NULL || strcmp(coverage->places[i].flow, flow) == 0)
            count_place(&count, &coverage->places[i]);
    }
    return count;
}

static bool is_first_of_flow(const cli_coverage *coverage, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (strcmp(coverage->places[i].flow, coverage->places[index].flow) == 0) return false;
    }
    return true;
}

static unsigned percent(uint32_t part, uint32_t whole) {
    return whole == 0 ? 100 : (unsigned)((uint64_t)part * 100 / whole);
}

static void print_tally(const char *name, const tally *count) {
    printf("  %-24s %3u of %3u nodes, %3u %%   %3u of %3u ways, %3u %%\n", name,
           count->nodes_entered, count->nodes, percent(count->nodes_entered, count->nodes),
           count->ways_gone, count->ways, percent(count->ways_gone, count->ways));
}

void cli_coverage_print(const cli_coverage *coverage) {
    const tally all = count_flow(coverage, NULL);
    fputs(coverage->count > 0 ? "\nCoverage\n" : "\nCoverage: this bot has no flows\n", stdout);
    if (coverage->count == 0) return;
    for (size_t i = 0; i < coverage->count; i++) {
        if (!is_first_of_flow(coverage, i)) continue;
        const tally count = count_flow(coverage, coverage->places[i].flow);
        print_tally(coverage->places[i].flow, &count);
    }
    print_tally("all flows", &all);
    if (all.nodes == all.nodes_entered && all.ways == all.ways_gone) return;
    fputs("\nNever entered\n", stdout);
    for (size_t i = 0; i < coverage->count; i++) {
        const cli_coverage_place *place = &coverage->places[i];
        if (place->is_entered) continue;
        printf("  %s%s%s\n", place->from, place->to == NULL ? "" : " → ",
               place->to == NULL ? "" : place->to);
    }
}

static void write_tally(chatlet_json_writer *writer, const tally *count) {
    cli_json_write_count(writer, "nodes", count->nodes);
    cli_json_write_count(writer, "nodes_entered", count->nodes_entered);
    cli_json_write_count(writer, "ways", count->ways);
    cli_json_write_count(writer, "ways_gone", count->ways_gone);
}

void cli_coverage_write(const cli_coverage *coverage, chatlet_json_writer *writer) {
    const tally all = count_flow(coverage, NULL);
    chatlet_json_write_object_begin(writer);
    write_tally(writer, &all);
    chatlet_json_write_key(writer, CHATLET_STR("flows"));
    chatlet_json_write_object_begin(writer);
    for (size_t i = 0; i < coverage->count; i++) {
        if (!is_first_of_flow(coverage, i)) continue;
        const tally count = count_flow(coverage, coverage->places[i].flow);
        chatlet_json_write_key(writer, cli_str(coverage->places[i].flow));
        chatlet_json_write_object_begin(writer);
        write_tally(writer, &count);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_object_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("never"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < coverage->count; i++) {
        const cli_coverage_place *place = &coverage->places[i];
        if (place->is_entered) continue;
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "node", place->from);
        if (place->to != NULL) cli_json_write_text(writer, "to", place->to);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
}

void cli_coverage_free(cli_coverage *coverage) {
    free(coverage->places);
    cli_memory_free(&coverage->memory);
}
