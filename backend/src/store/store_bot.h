/* Bots and the origins whose pages may talk to them. Every question names the organization, but
 * store_bot_find_public, which finds it. */
#ifndef STORE_BOT_H
#define STORE_BOT_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_BOT_ORIGINS_MAX = 100 };

typedef struct store_bot {
    int64_t id;
    int64_t organization_id;
    chatlet_str slug;
    chatlet_str name;
    chatlet_str settings_json;
    bool stores_conversations;
    uint32_t retention_days;
    int64_t identity_generation; /* 0 or less: visitors' identities are not signed */
    int64_t identity_previous_until_ms;
    int64_t preview_generation;
    int64_t last_number; /* of its versions */
    int64_t version;     /* for ETag and If-Match */
    int64_t created_at_ms;
    int64_t updated_at_ms;
    int64_t archived_at_ms; /* 0: in use */
    int64_t live_number;    /* of the version in channel live; 0: none. Read only */
} store_bot;

/* A new row: all but version, last_number, archived_at_ms and live_number are taken. False when
 * another bot in use has the slug. */
bool store_bot_add(db *db, const store_bot *bot);

/* Archived ones are found, too. Texts are in `memory`. */
bool store_bot_find(db *db, int64_t organization_id, int64_t bot_id, region *memory,
                    store_bot *bot);

/* By its id alone, for visitors and published files; not when it is archived. */
bool store_bot_find_public(db *db, int64_t bot_id, region *memory, store_bot *bot);

/* The bot in use with that slug. */
bool store_bot_find_slug(db *db, int64_t organization_id, chatlet_str slug, region *memory,
                         store_bot *bot);

/* Writes what may change (slug to preview_generation, updated_at_ms, archived_at_ms) and moves
 * `version` on, in the row and in *bot. False when another bot in use has the slug. */
bool store_bot_update(db *db, store_bot *bot);

/* Those in use, or the archived ones; newest first, ids below `before_id`. How many; *bots is in
 * `memory`. */
size_t store_bot_list(db *db, int64_t organization_id, bool archived, int64_t before_id,
                      size_t limit, region *memory, store_bot **bots);

/* How many are in use. */
int64_t store_bot_count(db *db, int64_t organization_id);

/* Whether the bot is that organization's, and in use. */
bool store_bot_is_of(db *db, int64_t organization_id, int64_t bot_id);

/* The next number for a version of the bot; moves the row's on. */
int64_t store_bot_next_number(db *db, int64_t organization_id, int64_t bot_id);

/* In the order of their bytes. *origins is in `memory`. */
size_t store_bot_origins(db *db, int64_t organization_id, int64_t bot_id, region *memory,
                         chatlet_str **origins);

/* Puts `count` origins in the place of all there were. */
void store_bot_set_origins(db *db, int64_t organization_id, int64_t bot_id,
                           const chatlet_str *origins, size_t count);

/* Whether one of two origins, the page's own or the one with its first label left open, is among
 * those of a bot in use. service_bot_origin.h asks this. */
bool store_bot_has_origin(db *db, int64_t bot_id, chatlet_str origin, chatlet_str pattern);

#endif
