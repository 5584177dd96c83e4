/* Channels: what they show, publishing, going back. */
#include "route_bot.h"

#include "../http/http_text.h"

static bool read_channel(route_call *call, store_channel_kind *kind) {
    const chatlet_str name = route_parameter_text(call, "channel");
    for (int i = 0; i < CHANNELS; i++) {
        if (!http_text_equal(name, store_channel_name((store_channel_kind)i))) continue;
        *kind = (store_channel_kind)i;
        return true;
    }
    return service_refuse(call->service, PROBLEM_NOT_FOUND,
                          CHATLET_STR("A channel is draft, staging or live."));
}

static void write_version(chatlet_json_writer *writer, int64_t version_id, int64_t number) {
    route_write_id(writer, "version", ROW_VERSION, version_id);
    chatlet_json_write_key(writer, CHATLET_STR("number"));
    if (number != 0)
        chatlet_json_write_integer(writer, number);
    else
        chatlet_json_write_null(writer);
}

static void write_channel(route_call *call, chatlet_json_writer *writer, const store_bot *bot,
                          const store_channel *channel) {
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "channel", store_channel_name(channel->kind));
    write_version(writer, channel->version_id, channel->number);
    route_write_text(writer, "address", route_bot_address(call, bot, channel->kind));
    route_write_time(writer, "changed_at", channel->changed_at_ms);
    chatlet_json_write_object_end(writer);
}

static void answer(route_call *call, const store_bot *bot, const store_channel *channel) {
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    route_add_version(call, channel->version);
    write_channel(call, writer, bot, channel);
    route_answer_end(call, writer);
}

/* The bot and channel of the path as they are. */
static bool open_channel(route_call *call, bool in_use, store_bot *bot, store_channel *channel) {
    store_channel_kind kind = (store_channel_kind)0;
    if (!route_read_bot(call, in_use, bot) || !read_channel(call, &kind)) return false;
    store_channel_read(call->service->db, bot->organization_id, bot->id, kind, channel);
    return true;
}

void route_channel_list(route_call *call) {
    store_bot bot;
    if (!route_read_bot(call, false, &bot)) return;
    chatlet_json_writer *writer = route_page_begin(call);
    for (int i = 0; i < CHANNELS; i++) {
        store_channel channel;
        store_channel_read(call->service->db, bot.organization_id, bot.id, (store_channel_kind)i,
                           &channel);
        write_channel(call, writer, &bot, &channel);
    }
    route_page_end(call, writer, 0);
}

void route_channel_read(route_call *call) {
    store_bot bot;
    store_channel channel;
    if (open_channel(call, false, &bot, &channel)) answer(call, &bot, &channel);
}

static bool read_version(route_call *call, const store_bot *bot, chatlet_str text,
                         store_version *version) {
    int64_t version_id;
    if (!row_id_read(ROW_VERSION, text, &version_id))
        return service_refuse_field(call->service, CHATLET_STR("/version"),
                                    CHATLET_STR("This must be the id of a version."));
    return service_version_find(call->service, bot, version_id, version);
}

void route_channel_publish(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_str text = route_body_text(&body, CHATLET_STR("version"), true, 1, 100);
    store_bot bot;
    store_channel channel;
    store_version version;
    if (!route_body_close(&body) || !open_channel(call, true, &bot, &channel) ||
        !route_check_match(call, channel.version) || !read_version(call, &bot, text, &version))
        return;
    service_publish(call->service, &bot, channel.kind, &version, &channel);
    answer(call, &bot, &channel);
}

void route_channel_unpublish(route_call *call) {
    store_bot bot;
    store_channel channel;
    if (!open_channel(call, true, &bot, &channel) || !route_check_match(call, channel.version))
        return;
    service_unpublish(call->service, &bot, channel.kind, &channel);
    answer(call, &bot, &channel);
}

void route_channel_roll_back(route_call *call) {
    store_bot bot;
    store_channel channel;
    if (!open_channel(call, true, &bot, &channel) || !route_check_match(call, channel.version))
        return;
    if (service_roll_back(call->service, &bot, channel.kind, &channel))
        answer(call, &bot, &channel);
}

void route_channel_history(route_call *call) {
    store_bot bot;
    store_channel channel;
    store_channel_line *lines;
    uint32_t limit;
    int64_t before_id;
    if (!route_read_page(call, &limit, &before_id) || !open_channel(call, false, &bot, &channel))
        return;
    const size_t count =
        store_channel_history(call->service->db, bot.organization_id, bot.id, channel.kind,
                              before_id, limit, call->service->memory, &lines);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        write_version(writer, lines[i].version_id, lines[i].number);
        route_write_actor(writer, "by", lines[i].by_kind, lines[i].by_id);
        route_write_time(writer, "began_at", lines[i].began_at_ms);
        route_write_time(writer, "ended_at", lines[i].ended_at_ms);
        chatlet_json_write_object_end(writer);
    }
    route_page_end(call, writer, count == limit ? lines[count - 1].id : 0);
}
