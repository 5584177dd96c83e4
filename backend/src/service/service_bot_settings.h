/* Settings of a bot: an object whose members are known one by one. */
#ifndef SERVICE_BOT_SETTINGS_H
#define SERVICE_BOT_SETTINGS_H

#include "service_bot.h"

/* Checks `wanted` and lays it over `current_json`; null takes a member away. False with
 * PROBLEM_INVALID that points below /settings. *json is in memory of the request, its members in
 * the order of the table. */
bool bot_settings_merge(service *service, chatlet_str current_json, const chatlet_json *wanted,
                        chatlet_str *json);

/* A whole number of stored settings. */
int64_t bot_settings_whole(service *service, chatlet_str json, chatlet_str name, int64_t otherwise);

#endif
