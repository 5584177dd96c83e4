/* Where versions are to be seen: draft, staging, live; what was there before; and the files that
 * visitors are sent. */
#ifndef STORE_CHANNEL_H
#define STORE_CHANNEL_H

#include "store_version.h"

/* Stored as their names. */
typedef enum store_channel_kind {
    CHANNEL_DRAFT,
    CHANNEL_STAGING,
    CHANNEL_LIVE,
    CHANNELS
} store_channel_kind;

chatlet_str store_channel_name(store_channel_kind kind);

typedef struct store_channel {
    store_channel_kind kind;
    int64_t version_id; /* 0: nothing is there */
    int64_t number;     /* of that version */
    int64_t version;    /* for ETag and If-Match; 0: never used */
    int64_t changed_at_ms;
} store_channel;

/* Of a channel never used: no version, `version` 0. */
void store_channel_read(db *db, int64_t organization_id, int64_t bot_id, store_channel_kind kind,
                        store_channel *channel);

typedef struct store_channel_line {
    int64_t id;
    int64_t version_id; /* 0: taken down, or the version was removed since */
    int64_t number;     /* 0: taken down */
    chatlet_str by_kind;
    int64_t by_id;
    int64_t began_at_ms;
    int64_t ended_at_ms; /* 0: is there now */
} store_channel_line;

/* Puts `line` (its id, version, number, who and when) into a channel: ends the line before it and
 * moves `version` on. */
void store_channel_set(db *db, int64_t organization_id, int64_t bot_id, store_channel_kind kind,
                       const store_channel_line *line);

/* Newest first, ids below `before_id`. How many; *lines is in `memory`. */
size_t store_channel_history(db *db, int64_t organization_id, int64_t bot_id,
                             store_channel_kind kind, int64_t before_id, size_t limit,
                             region *memory, store_channel_line **lines);

/* The version that stood in a channel before the one now, other than it, and is still there.
 * 0: none. */
int64_t store_channel_previous(db *db, int64_t organization_id, int64_t bot_id,
                               store_channel_kind kind);

/* A number that grows with every change of any channel, so that who copies what is published knows
 * when to look. Of all organizations. */
int64_t store_channel_last_change(db *db);

/* What channel live of a bot in use shows. */
typedef struct store_live_version {
    int64_t organization_id;
    int64_t bot_id;
    int64_t version_id;
} store_live_version;

/* Of all organizations, by bot, those behind `after_bot_id`. How many; *list is in `memory`. */
size_t store_channel_live_versions(db *db, int64_t after_bot_id, size_t limit, region *memory,
                                   store_live_version **list);

/* A file as a visitor is sent it. */
typedef struct store_published_file {
    int64_t organization_id;
    uint8_t sha256[STORE_SHA256_BYTES];
    bool is_current; /* of the version in the channel now */
} store_published_file;

/* The file called `name` of the version in a channel, or of one that was there after `since_ms`.
 * By the bot's id alone: visitors name no organization. */
bool store_channel_find_file(db *db, int64_t bot_id, store_channel_kind kind, chatlet_str name,
                             int64_t since_ms, store_published_file *file);

#endif
