#include "cli_filter.h"

#include "cli_query.h"

#include <stdio.h>
#include <string.h>

/* So many values are named in a message; the others are only counted. */
enum { NAMED_MAX = 12 };

const char *cli_filter_join(cli_memory *memory, const char *command, const cli_option_list *list) {
    const char *joined = "";
    for (uint32_t i = 0; i < list->count; i++) {
        const char *filter = list->values[i];
        if (strchr(filter, '=') == NULL || filter[0] == '=') {
            fprintf(stderr,
                    "chatlet %s: --filter takes NAME=VALUE, like version=15 or version=15,16, not "
                    "\"%s\"\n",
                    command, filter);
            return NULL;
        }
        joined = i == 0 ? filter : cli_memory_format(memory, "%s;%s", joined, filter);
    }
    if (strlen(joined) <= CHATLET_FILTER_BYTES_MAX) return joined;
    fprintf(stderr, "chatlet %s: the filters are longer than %d bytes\n", command,
            CHATLET_FILTER_BYTES_MAX);
    return NULL;
}

static const char *add_name(cli_memory *memory, const char *list, chatlet_str name, uint32_t i) {
    if (i == NAMED_MAX) return cli_memory_format(memory, "%s, …", list);
    if (i > NAMED_MAX) return list;
    return cli_memory_format(memory, "%s%s%s", list, i == 0 ? "" : ", ",
                             cli_memory_copy(memory, name));
}

static const char *name_unknown(cli_memory *memory, const cli_folder *folder, chatlet_str name) {
    const char *names = "";
    chatlet_field field;
    uint32_t i = 0;
    for (; chatlet_bundle_get_field(folder->bundle, i, &field) == CHATLET_OK; i++)
        names = add_name(memory, names, field.name, i);
    const char *wanted = cli_memory_copy(memory, name);
    if (i == 0)
        return cli_memory_format(
            memory, "pages of this index have no metadata, so none has a field \"%s\"", wanted);
    return cli_memory_format(memory, "no page has a field \"%s\"; there are: %s", wanted, names);
}

static const char *value_unknown(cli_memory *memory, const cli_folder *folder, chatlet_str name) {
    const char *values = "";
    chatlet_field field = {.name = {0}};
    uint32_t index = 0;
    while (chatlet_bundle_get_field(folder->bundle, index, &field) == CHATLET_OK &&
           (field.name.size_bytes != name.size_bytes ||
            memcmp(field.name.data, name.data, name.size_bytes) != 0))
        index++;
    chatlet_str value;
    for (uint32_t i = 0; chatlet_bundle_get_value(folder->bundle, index, i, &value) == CHATLET_OK;
         i++)
        values = add_name(memory, values, value, i);
    return cli_memory_format(memory, "no page has that value of \"%s\"; there are: %s",
                             cli_memory_copy(memory, name), values);
}

const char *cli_filter_problem(cli_memory *memory, const cli_folder *folder,
                               const chatlet_query *query) {
    chatlet_str name;
    switch (chatlet_query_get_filter_fit(query, &name)) {
    case CHATLET_FILTER_FITS: break;
    case CHATLET_FILTER_NAME_UNKNOWN: return name_unknown(memory, folder, name);
    case CHATLET_FILTER_VALUE_UNKNOWN: return value_unknown(memory, folder, name);
    }
    return NULL;
}

/* Any question will do, since its filter is what counts. */
bool cli_filter_warn(cli_memory *memory, cli_folder *folder, const char *command,
                     const char *filter) {
    chatlet_query *query = NULL;
    const chatlet_query_options options = {
        .limit = 1, .unit = CHATLET_QUERY_ANSWERS, .filter = cli_str(filter)};
    if (filter[0] == '\0') return true;
    if (chatlet_query_new(cli_allocator(), folder->bundle, CHATLET_STR("chatlet"), &options,
                          &query) != CHATLET_OK)
        cli_out_of_memory();
    const bool is_ready = cli_query_run(memory, folder, query);
    const char *problem = is_ready ? cli_filter_problem(memory, folder, query) : NULL;
    if (problem != NULL) fprintf(stderr, "chatlet %s: %s\n", command, problem);
    chatlet_query_free(query);
    return is_ready;
}
