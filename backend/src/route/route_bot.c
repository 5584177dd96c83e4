#include "route_bot.h"

#include "../http/http_text.h"
#include "route_openapi.h"

#include <string.h>

bool route_read_bot(route_call *call, bool in_use, store_bot *bot) {
    int64_t bot_id;
    const int64_t organization_id = route_organization(call);
    if (!route_read_id(call, "bot", ROW_BOT, &bot_id)) return false;
    return in_use ? service_bot_find_in_use(call->service, organization_id, bot_id, bot)
                  : service_bot_find(call->service, organization_id, bot_id, bot);
}

chatlet_str route_bot_address(route_call *call, const store_bot *bot, store_channel_kind kind) {
    char text[ROW_ID_TEXT_BYTES];
    region *memory = call->service->memory;
    const chatlet_str start =
        region_join(memory, 4, call->service->settings->base_url, CHATLET_STR("/b/"),
                    row_id_text(ROW_BOT, bot->id, text), CHATLET_STR("/"));
    if (kind == CHANNEL_LIVE) return start;
    return region_join(memory, 3, start, service_bot_channel_segment(call->service, bot, kind),
                       CHATLET_STR("/"));
}

void route_write_actor(chatlet_json_writer *writer, const char *key, chatlet_str kind, int64_t id) {
    const row_kind row = http_text_equal(kind, CHATLET_STR("account")) ? ROW_ACCOUNT : ROW_API_KEY;
    chatlet_json_write_key(writer, (chatlet_str){.data = key, .size_bytes = strlen(key)});
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "kind", kind);
    route_write_id(writer, "id", row, id);
    chatlet_json_write_object_end(writer);
}

static void write_settings(route_call *call, chatlet_json_writer *writer, chatlet_str json) {
    chatlet_json_document *document = NULL;
    chatlet_json_write_key(writer, CHATLET_STR("settings"));
    if (chatlet_json_parse(&call->service->memory->allocator, json, &document, NULL) == CHATLET_OK)
        route_write_json(writer, chatlet_json_root(document));
    else
        chatlet_json_write_null(writer);
}

static void write_origins(route_call *call, chatlet_json_writer *writer, const store_bot *bot) {
    chatlet_str *origins;
    const size_t count = store_bot_origins(call->service->db, bot->organization_id, bot->id,
                                           call->service->memory, &origins);
    chatlet_json_write_key(writer, CHATLET_STR("allowed_origins"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        chatlet_json_write_string(writer, origins[i]);
    chatlet_json_write_array_end(writer);
}

static void write_bot(route_call *call, chatlet_json_writer *writer, const store_bot *bot) {
    const chatlet_str live = route_bot_address(call, bot, CHANNEL_LIVE);
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_BOT, bot->id);
    route_write_id(writer, "organization", ROW_ORGANIZATION, bot->organization_id);
    route_write_text(writer, "slug", bot->slug);
    route_write_text(writer, "name", bot->name);
    write_settings(call, writer, bot->settings_json);
    write_origins(call, writer, bot);
    route_write_boolean(writer, "stores_conversations", bot->stores_conversations);
    route_write_whole(writer, "retention_days", bot->retention_days);
    route_write_boolean(writer, "signs_identity", bot->identity_generation > 0);
    chatlet_json_write_key(writer, CHATLET_STR("live_number"));
    if (bot->live_number != 0)
        chatlet_json_write_integer(writer, bot->live_number);
    else
        chatlet_json_write_null(writer);
    route_write_text(writer, "script",
                     region_join(call->service->memory, 2, live, CHATLET_STR("chatlet.js")));
    route_write_whole(writer, "version", bot->version);
    route_write_time(writer, "created_at", bot->created_at_ms);
    route_write_time(writer, "updated_at", bot->updated_at_ms);
    route_write_time(writer, "archived_at", bot->archived_at_ms);
    chatlet_json_write_object_end(writer);
}

static void answer(route_call *call, uint16_t status, const store_bot *bot) {
    chatlet_json_writer *writer = route_answer_begin(call, status);
    route_add_version(call, bot->version);
    write_bot(call, writer, bot);
    route_answer_end(call, writer);
}

static bot_wish read_wish(route_body *body, bool needs_name) {
    bot_wish wish = {
        .name = route_body_text(body, CHATLET_STR("name"), needs_name, 1, BOT_NAME_BYTES_MAX),
        .slug = route_body_text(body, CHATLET_STR("slug"), false, 1, BOT_SLUG_BYTES_MAX),
        .settings = route_body_member(body, CHATLET_STR("settings"), false),
        .allowed_origins = route_body_member(body, CHATLET_STR("allowed_origins"), false),
        .retention_days = route_body_whole(body, CHATLET_STR("retention_days"), false, 1,
                                           BOT_RETENTION_DAYS_MAX, 0),
        .says_stores = route_body_has(body, CHATLET_STR("stores_conversations")),
        .stores_conversations =
            route_body_boolean(body, CHATLET_STR("stores_conversations"), false, false)};
    return wish;
}

void route_bot_create(route_call *call) {
    route_body body = route_body_open(call);
    const bot_wish wish = read_wish(&body, true);
    store_bot bot;
    if (route_body_close(&body) &&
        service_bot_create(call->service, route_organization(call), &wish, &bot))
        answer(call, 201, &bot);
}

void route_bot_list(route_call *call) {
    service *service = call->service;
    uint32_t limit;
    int64_t before_id;
    store_bot *bots;
    const bool archived =
        http_text_equal(route_query_text(call, CHATLET_STR("archived")), CHATLET_STR("true"));
    if (!route_read_page(call, &limit, &before_id)) return;
    const size_t count = store_bot_list(service->db, route_organization(call), archived, before_id,
                                        limit, service->memory, &bots);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_bot(call, writer, &bots[i]);
    route_page_end(call, writer, count == limit ? bots[count - 1].id : 0);
}

/* For programs with a key, which knows its organization: chatlet deploy. */
void route_bot_find(route_call *call) {
    store_bot bot;
    const chatlet_str name = route_query_text(call, CHATLET_STR("bot"));
    if (call->service->caller.kind != CALLER_KEY) {
        (void)service_refuse(call->service, PROBLEM_FORBIDDEN, CHATLET_STR(""));
        return;
    }
    if (service_bot_find_named(call->service, route_organization(call), name, &bot))
        answer(call, 200, &bot);
}

void route_bot_read(route_call *call) {
    store_bot bot;
    if (route_read_bot(call, false, &bot)) answer(call, 200, &bot);
}

void route_bot_update(route_call *call) {
    route_body body = route_body_open(call);
    const bot_wish wish = read_wish(&body, false);
    store_bot bot;
    if (!route_body_close(&body) || !route_read_bot(call, true, &bot) ||
        !route_check_match(call, bot.version))
        return;
    if (service_bot_update(call->service, &bot, &wish)) answer(call, 200, &bot);
}

void route_bot_archive(route_call *call) {
    store_bot bot;
    if (route_read_bot(call, false, &bot) && service_bot_archive(call->service, &bot))
        route_answer_empty(call, 204);
}

void route_bot_duplicate(route_call *call) {
    route_body body = route_body_open(call);
    const bot_wish wish = {
        .name = route_body_text(&body, CHATLET_STR("name"), true, 1, BOT_NAME_BYTES_MAX),
        .slug = route_body_text(&body, CHATLET_STR("slug"), false, 1, BOT_SLUG_BYTES_MAX)};
    store_bot from;
    store_bot bot;
    if (route_body_close(&body) && route_read_bot(call, false, &from) &&
        service_bot_duplicate(call->service, &from, &wish, &bot))
        answer(call, 201, &bot);
}

void route_bot_renew_identity(route_call *call) {
    store_bot bot;
    chatlet_str secret;
    if (!route_read_bot(call, true, &bot) ||
        !service_bot_renew_identity(call->service, &bot, &secret))
        return;
    chatlet_json_writer *writer = route_answer_begin(call, 201);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "secret", secret);
    route_write_time(writer, "previous_until", bot.identity_previous_until_ms);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_bot_end_identity(route_call *call) {
    store_bot bot;
    if (route_read_bot(call, true, &bot) && service_bot_end_identity(call->service, &bot))
        route_answer_empty(call, 204);
}

void route_bot_renew_preview(route_call *call) {
    store_bot bot;
    if (route_read_bot(call, true, &bot) && service_bot_renew_preview(call->service, &bot))
        route_answer_empty(call, 204);
}
