#include "session_workspace.h"

#include "../base/str.h"
#include "../bundle/bundle_read.h"
#include "index_search.h"

chatlet_status chatlet_workspace_new(const chatlet_allocator *allocator,
                                     const chatlet_bundle *bundle, chatlet_workspace **workspace) {
    chatlet_bundle_info info;
    chatlet_workspace *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (chatlet_workspace){.allocator = allocator, .bundle = bundle};
    clet_arena_init(&made->arena, allocator);
    clet_buffer_init(&made->scratch, allocator, CLET_EFFECTS_BYTES_MAX);
    clet_buffer_init(&made->spare_state, allocator, CHATLET_STATE_BYTES_MAX);
    clet_buffer_init(&made->spare_effects, allocator, CLET_EFFECTS_BYTES_MAX);
    chatlet_bundle_get_info(bundle, &info);
    const chatlet_status status = clet_stemmer_new(allocator, info.language, &made->stemmer);
    if (status != CHATLET_OK) {
        chatlet_workspace_free(made);
        return status == CHATLET_ERR_ARGUMENT ? CHATLET_ERR_VERSION : status;
    }
    *workspace = made;
    return CHATLET_OK;
}

static void forget(chatlet_workspace *workspace) {
    chatlet_query_free(workspace->query);
    workspace->query = NULL;
}

void chatlet_workspace_free(chatlet_workspace *workspace) {
    if (workspace == NULL) return;
    forget(workspace);
    clet_stemmer_free(workspace->stemmer);
    clet_arena_free(&workspace->arena);
    clet_buffer_free(&workspace->scratch);
    clet_buffer_free(&workspace->spare_state);
    clet_buffer_free(&workspace->spare_effects);
    workspace->allocator->release(workspace->allocator->context, workspace);
}

static bool fits(const chatlet_workspace *workspace, const clet_session_state *state) {
    return workspace->query != NULL && workspace->need_stage == state->need_stage &&
           workspace->lost_stages == state->lost_stages &&
           workspace->drop_count == clet_bundle_drop_count(workspace->bundle) &&
           clet_str_equal(clet_query_text(workspace->query), state->question) &&
           clet_str_equal(clet_query_filter(workspace->query), state->filter);
}

chatlet_query *clet_workspace_take(chatlet_workspace *workspace, const clet_session_state *state) {
    chatlet_query *query = NULL;
    if (fits(workspace, state)) {
        query = workspace->query;
        workspace->query = NULL;
    }
    forget(workspace);
    return query;
}

void clet_workspace_keep(chatlet_workspace *workspace, chatlet_query *query,
                         const clet_session_state *state) {
    forget(workspace);
    workspace->query = query;
    workspace->need_stage = state->need_stage;
    workspace->lost_stages = state->lost_stages;
    workspace->drop_count = clet_bundle_drop_count(workspace->bundle);
}
