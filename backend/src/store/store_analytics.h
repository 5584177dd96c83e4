/* Figures by day, added to as events arrive. A day is the number of days since 1970 in UTC. */
#ifndef STORE_ANALYTICS_H
#define STORE_ANALYTICS_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_NODES_PER_DAY_MAX = 1000 /* of a bot; a browser may make names up */ };

/* Which figures they are added to. */
typedef struct store_analytics_key {
    int64_t organization_id;
    int64_t bot_id;
    int64_t day;
} store_analytics_key;

/* `measure` is constant text. */
void store_analytics_add(db *db, store_analytics_key key, chatlet_str measure, int64_t quantity);

/* Counts an entry into a node, or that a conversation ended there. New names beyond
 * STORE_NODES_PER_DAY_MAX of a bot and day are not counted. */
void store_analytics_add_node(db *db, store_analytics_key key, chatlet_str node, int64_t entries,
                              int64_t ends);

/* True when the visitor was not there on that day before. */
bool store_analytics_visitor_is_new(db *db, store_analytics_key key, int64_t visitor_id);

typedef struct store_analytics_figure {
    int64_t day;
    chatlet_str measure;
    int64_t quantity;
} store_analytics_figure;

/* All figures from `from_day` to before `to_day`, by day and measure, added over the bots unless
 * `bot_id` names one. At most `limit`. */
size_t store_analytics_list(db *db, int64_t organization_id, int64_t bot_id, int64_t from_day,
                            int64_t to_day, size_t limit, region *memory,
                            store_analytics_figure **figures);

typedef struct store_analytics_node {
    chatlet_str node;
    int64_t entries;
    int64_t ends;
} store_analytics_node;

/* Nodes of one bot over these days, the most entered first. */
size_t store_analytics_nodes(db *db, int64_t organization_id, int64_t bot_id, int64_t from_day,
                             int64_t to_day, size_t limit, region *memory,
                             store_analytics_node **nodes);

#endif
