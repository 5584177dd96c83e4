#include "cli_query.h"

bool cli_query_run(cli_memory *memory, cli_folder *folder, chatlet_query *query) {
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    while (stage != CHATLET_QUERY_READY) {
        if (chatlet_query_step(query, &stage) != CHATLET_OK) cli_out_of_memory();
        uint32_t count = 0;
        const uint32_t *parts = chatlet_query_parts(query, &count);
        for (uint32_t i = 0; stage != CHATLET_QUERY_READY && i < count; i++) {
            if (!cli_folder_load(memory, folder, parts[i])) return false;
        }
    }
    return true;
}
