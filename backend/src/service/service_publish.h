/* Publishing: which version a channel shows, and the files that visitors are sent. */
#ifndef SERVICE_PUBLISH_H
#define SERVICE_PUBLISH_H

#include "../store/store_bot.h"
#include "../store/store_channel.h"
#include "service.h"

/* Who acts, as it is stored: a kind and an id. */
void service_publish_actor(const service *service, chatlet_str *kind, int64_t *id);

/* Each writes down who did it, and gives the channel as it is then. */

/* Puts a version of the bot into a channel. */
void service_publish(service *service, const store_bot *bot, store_channel_kind kind,
                     const store_version *version, store_channel *channel);

/* Takes down what a channel shows. Visitors are told 404 for its manifest; files stay a while for
 * pages that are open. */
void service_unpublish(service *service, const store_bot *bot, store_channel_kind kind,
                       store_channel *channel);

/* Puts the version that was there before into a channel; twice gives the first one again. False
 * with PROBLEM_CONFLICT when there was none, or it was removed. */
bool service_roll_back(service *service, const store_bot *bot, store_channel_kind kind,
                       store_channel *channel);

/* Gives `to` a version with the files of the newest one of `from`, in channel draft; nothing when
 * there is none. Always true. */
bool service_publish_copy_newest(service *service, const store_bot *from, const store_bot *to);

/* What a visitor asks for: a channel and a file of it. `path` is what stands behind the bot's id in
 * the address: "manifest.json", "live/manifest.json", "draft~<key>/manifest.json". A folder is its
 * index.html. False with PROBLEM_NOT_FOUND.
 *
 * Of versions that were there within VERSION_STAYS_DAYS the files whose names hold their hash are
 * found, and no others: a page that is open needs them, while a new one must see what is there now.
 */
typedef struct published {
    store_published_file file;
    chatlet_str name; /* of the file, in its build */
    store_channel_kind kind;
    bool is_hashed; /* its name changes with its content */
} published;
bool service_publish_find(service *service, int64_t bot_id, chatlet_str path, published *found);

/* A form of a file found before: `suffix` is ".br" or ".gz". False when there is none; no problem
 * is noted. */
bool service_publish_find_form(service *service, int64_t bot_id, const published *found,
                               chatlet_str suffix, store_published_file *file);

#endif
