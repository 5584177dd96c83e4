/* Bots, versions, channels, and the files that are published: the handlers of route_table.c. */
#ifndef ROUTE_BOT_H
#define ROUTE_BOT_H

#include "../service/service_bot.h"
#include "../service/service_version.h"
#include "route.h"

enum { ROUTE_BOT_BODY_BYTES_MAX = 64 * 1024 };

void route_bot_create(route_call *call);
void route_bot_list(route_call *call);
void route_bot_find(route_call *call);
void route_bot_read(route_call *call);
void route_bot_update(route_call *call);
void route_bot_archive(route_call *call);
void route_bot_duplicate(route_call *call);
void route_bot_renew_identity(route_call *call);
void route_bot_end_identity(route_call *call);
void route_bot_renew_preview(route_call *call);

void route_version_create(route_call *call);
void route_version_list(route_call *call);
void route_version_read(route_call *call);
void route_version_delete(route_call *call);
void route_version_files_list(route_call *call);
void route_version_archive(route_call *call);
void route_version_missing(route_call *call);
void route_version_files_send(route_call *call);

void route_channel_list(route_call *call);
void route_channel_read(route_call *call);
void route_channel_publish(route_call *call);
void route_channel_unpublish(route_call *call);
void route_channel_roll_back(route_call *call);
void route_channel_history(route_call *call);

void route_published_file(route_call *call);

/* The bot of the path; with `in_use` not an archived one. False with a problem noted. */
bool route_read_bot(route_call *call, bool in_use, store_bot *bot);

/* Where the files of a channel are: "https://chat.example.com/b/bot_0000000000001/", with the
 * channel's segment behind it unless it is live. */
chatlet_str route_bot_address(route_call *call, const store_bot *bot, store_channel_kind kind);

/* A member {"kind": "account", "id": "acc_…"}. */
void route_write_actor(chatlet_json_writer *writer, const char *key, chatlet_str kind, int64_t id);

#endif
