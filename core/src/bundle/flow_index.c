/* Names of flows, nodes and variables as hashes. */
#include "flow_program.h"

#include "../base/hash.h"

static uint32_t hash_of(chatlet_str name, uint64_t key) {
    return (uint32_t)clet_hash_keyed(name, key, 0);
}

static bool hash_variables(clet_flow_variable *variables, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        variables[i].hash = hash_of(variables[i].name, 0);
        for (uint32_t j = 0; j < i; j++)
            if (variables[j].hash == variables[i].hash) return false;
    }
    return true;
}

static void sift_down(const clet_flow_node *nodes, uint32_t *heap, uint32_t count, uint32_t from) {
    for (uint32_t child; (child = 2 * from + 1) < count; from = child) {
        if (child + 1 < count && nodes[heap[child]].hash < nodes[heap[child + 1]].hash) child++;
        if (nodes[heap[from]].hash >= nodes[heap[child]].hash) return;
        const uint32_t kept = heap[from];
        heap[from] = heap[child];
        heap[child] = kept;
    }
}

/* A heap sort: without a library, and never worse than n log n. */
static void sort_by_hash(const clet_flow_node *nodes, uint32_t *numbers, uint32_t count) {
    for (uint32_t i = count / 2; i > 0; i--)
        sift_down(nodes, numbers, count, i - 1);
    for (uint32_t end = count; end > 1; end--) {
        const uint32_t largest = numbers[0];
        numbers[0] = numbers[end - 1];
        numbers[end - 1] = largest;
        sift_down(nodes, numbers, end - 1, 0);
    }
}

chatlet_status clet_flow_index(clet_flow_program *program, clet_arena *arena) {
    uint32_t *numbers = clet_arena_allocate_array(arena, program->node_count, sizeof *numbers);
    if (numbers == NULL) return CHATLET_ERR_MEMORY;
    if (!hash_variables(program->variables, program->variable_count)) return CHATLET_ERR_BUNDLE;
    for (uint32_t i = 0; i < program->flow_count; i++) {
        clet_flow *flow = &program->flows[i];
        flow->hash = hash_of(flow->name, 0);
        if (!hash_variables(flow->locals, flow->local_count)) return CHATLET_ERR_BUNDLE;
        for (uint32_t j = 0; j < i; j++)
            if (program->flows[j].hash == flow->hash) return CHATLET_ERR_BUNDLE;
    }
    for (uint32_t i = 0; i < program->node_count; i++) {
        clet_flow_node *node = &program->nodes[i];
        node->hash = hash_of(node->name, program->flows[node->flow].hash);
        numbers[i] = i;
    }
    sort_by_hash(program->nodes, numbers, program->node_count);
    for (uint32_t i = 1; i < program->node_count; i++)
        if (program->nodes[numbers[i]].hash == program->nodes[numbers[i - 1]].hash)
            return CHATLET_ERR_BUNDLE;
    program->nodes_by_hash = numbers;
    return CHATLET_OK;
}

clet_target clet_flow_find_node(const clet_flow_program *program, uint32_t hash) {
    uint32_t low = 0;
    uint32_t high = program->node_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint32_t number = program->nodes_by_hash[middle];
        if (program->nodes[number].hash == hash) return number;
        if (program->nodes[number].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return CLET_TARGET_NONE;
}

uint32_t clet_flow_find_flow(const clet_flow_program *program, uint32_t hash) {
    for (uint32_t i = 0; i < program->flow_count; i++)
        if (program->flows[i].hash == hash) return i;
    return CLET_TARGET_NONE;
}
