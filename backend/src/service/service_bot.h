/* Bots: made, changed, duplicated, archived; their secrets, which are derived and stored
 * nowhere. */
#ifndef SERVICE_BOT_H
#define SERVICE_BOT_H

#include "../store/store_bot.h"
#include "../store/store_channel.h"
#include "service.h"

#include <chatlet/json.h>

enum {
    BOT_NAME_BYTES_MAX = 100,
    BOT_SLUG_BYTES_MAX = 63,
    BOT_ORIGINS_MAX = 50,
    BOT_RETENTION_DAYS_MAX = 3650,
    BOT_SETTING_TEXT_BYTES_MAX = 500,
    BOT_VERSIONS_KEPT_DEFAULT = 20, /* beside those in use; setting "versions_kept" */
    BOT_VERSIONS_KEPT_MAX = 200,
    BOT_SECRET_BYTES = 32,     /* characters of base 32: 160 bits */
    BOT_PREVIEW_KEY_BYTES = 16 /* 80 bits */
};

/* What is wanted of a bot; what is empty or not there stays as it is, or as a new bot has it. */
typedef struct bot_wish {
    chatlet_str name;
    chatlet_str slug;                    /* made of the name where there is none */
    const chatlet_json *settings;        /* an object, or NULL */
    const chatlet_json *allowed_origins; /* a list of texts, or NULL */
    int64_t retention_days;              /* 0: not said */
    bool says_stores;
    bool stores_conversations;
} bot_wish;

/* False with PROBLEM_INVALID (fields), PROBLEM_CONFLICT (slug) or PROBLEM_QUOTA_REACHED (one more
 * than the plan has). */
bool service_bot_create(service *service, int64_t organization_id, const bot_wish *wish,
                        store_bot *bot);
bool service_bot_update(service *service, store_bot *bot, const bot_wish *wish);

/* False with PROBLEM_NOT_FOUND. Archived ones are found. */
bool service_bot_find(service *service, int64_t organization_id, int64_t bot_id, store_bot *bot);

/* The same, but an archived one is PROBLEM_CONFLICT: nothing may be changed in it. */
bool service_bot_find_in_use(service *service, int64_t organization_id, int64_t bot_id,
                             store_bot *bot);

/* By the text of its id, or by its slug, among the caller's organization's that are in use. */
bool service_bot_find_named(service *service, int64_t organization_id, chatlet_str name,
                            store_bot *bot);

/* Takes it out of use: it is no longer counted, found by visitors or served. */
bool service_bot_archive(service *service, store_bot *bot);

/* A bot with the same settings and origins; the newest version comes along, in channel draft. */
bool service_bot_duplicate(service *service, const store_bot *from, const bot_wish *wish,
                           store_bot *bot);

/* How many versions a bot keeps beside those in use. */
int64_t service_bot_versions_kept(service *service, const store_bot *bot);

/* A new secret with which a customer's server signs who its visitors are (JWT, HS256). The one
 * before counts for a day more. It is shown once, although it can be derived again. */
bool service_bot_renew_identity(service *service, store_bot *bot, chatlet_str *secret);
bool service_bot_end_identity(service *service, store_bot *bot);

/* The secrets that count now: none, one, or two. Texts in memory of the request. */
size_t service_bot_identity_secrets(service *service, const store_bot *bot, chatlet_str secrets[2]);

/* The part of an address by which draft or staging can be seen: "draft~" and a key of the bot, so
 * that a bot's id, which stands on public pages, opens nothing unpublished. "live" has none. */
chatlet_str service_bot_channel_segment(service *service, const store_bot *bot,
                                        store_channel_kind kind);

/* Makes new keys for draft and staging: addresses given away before no longer work. */
bool service_bot_renew_preview(service *service, store_bot *bot);

#endif
