/* The rules of metering: what was acknowledged is stored once, sums equal events, nobody is told
 * the same twice. Plain SQL on a connection of its own, so that the backend is not asked about
 * itself. */
#include "sim_world.h"

#include <sqlite3.h>
#include <string.h>

static chatlet_str bytes_of(const uint8_t id[16]) {
    return (chatlet_str){.data = (const char *)id, .size_bytes = 16};
}

static int64_t count_of(sim_world *world, sqlite3 *raw, const sim_event *event) {
    return sim_ask(world, raw,
                   "SELECT COUNT(*) FROM usage_events WHERE organization_id = ?1 AND event_id = ?2",
                   world->bots[event->bot].organization_id, bytes_of(event->id));
}

/* Every event that was sent: there once when acknowledged, else at most once. */
static int64_t check_events(sim_world *world, sqlite3 *raw) {
    int64_t total = 0;
    for (uint32_t i = 0; i < world->event_count && !world->outcome->failed; i++) {
        const sim_event *event = &world->events[i];
        int64_t count = event->sent > 0 ? count_of(world, raw, event) : 0;
        total += count;
        if (count > 1)
            sim_fail(world, "event %u is stored %lld times", (unsigned)i, (long long)count);
        if (event->is_acknowledged && count == 0)
            sim_fail(world, "event %u was acknowledged, but is not stored", (unsigned)i);
        if (event->is_refused && event->sent == 1 && count > 0)
            sim_fail(world, "event %u was refused, but is stored", (unsigned)i);
        if (count == 0) continue;
        int64_t quantity = sim_ask(
            world, raw,
            "SELECT quantity FROM usage_events WHERE organization_id = ?1 AND event_id = ?2",
            world->bots[event->bot].organization_id, bytes_of(event->id));
        if (quantity != event->quantity)
            sim_fail(world, "event %u is stored as %lld instead of %lld", (unsigned)i,
                     (long long)quantity, (long long)event->quantity);
    }
    return total;
}

static bool is_erased(const sim_world *world, int64_t visitor_id) {
    for (uint32_t i = 0; i < world->erased_count; i++) {
        if (world->erased[i].visitor_id == visitor_id) return true;
    }
    return false;
}

/* Words that were taken are kept once, until they are too old, the visitor asks to be forgotten, or
 * the plan is used up (organization 1 has one that ends). */
static void check_words(sim_world *world, sqlite3 *raw) {
    for (uint32_t i = 0; i < world->event_count && !world->outcome->failed; i++) {
        const sim_event *event = &world->events[i];
        char words[64];
        if (event->kind != SIM_EVENT_MESSAGE || !event->is_acknowledged) continue;
        if (world->bots[event->bot].organization != 0 || is_erased(world, event->visitor_id))
            continue;
        (void)snprintf(words, sizeof words, "words-%u-of-%lld-", (unsigned)i,
                       (long long)event->visitor_id);
        chatlet_str bytes = {.data = words, .size_bytes = strlen(words)};
        int64_t count = sim_ask(world, raw,
                                "SELECT COUNT(*) FROM messages WHERE text = CAST(?2 AS TEXT) "
                                "AND ?1 = 0",
                                0, bytes);
        if (count != 1) {
            sim_fail(world, "the words of event %u are kept %lld times", (unsigned)i,
                     (long long)count);
        }
    }
}

/* Rules that one question answers: how many rows break them. */
typedef struct rule {
    const char *says;
    const char *sql;
    bool while_young; /* before sim_is_old */
} rule;

static const rule rules[] = {
    {"a day's sum differs from its events",
     "SELECT COUNT(*) FROM (SELECT organization_id, meter, day, bot_id, SUM(quantity) AS q FROM ("
     "SELECT organization_id, meter, occurred_at_ms / 86400000 AS day, bot_id, quantity "
     "FROM usage_events UNION ALL "
     "SELECT organization_id, meter, day, bot_id, -quantity FROM usage_days) "
     "GROUP BY 1, 2, 3, 4) WHERE q <> 0",
     false},
    {"a period's sum differs from its events",
     "SELECT COUNT(*) FROM (SELECT organization_id, meter, period_start_ms, SUM(quantity) AS q "
     "FROM ("
     "SELECT organization_id, meter, period_start_ms, quantity FROM usage_events UNION ALL "
     "SELECT organization_id, meter, period_start_ms, -quantity FROM usage_periods) "
     "GROUP BY 1, 2, 3) WHERE q <> 0",
     false},
    {"more was taken back of an event than it said",
     "SELECT COUNT(*) FROM usage_events e WHERE e.quantity > 0 AND e.quantity + COALESCE((SELECT "
     "SUM(c.quantity) FROM usage_events c WHERE c.organization_id = e.organization_id "
     "AND c.corrects = e.event_id), 0) < 0",
     false},
    {"an alert was raised twice",
     "SELECT COUNT(*) FROM (SELECT 1 FROM usage_alerts GROUP BY organization_id, kind, meter, "
     "period_start_ms, percent, quota HAVING COUNT(*) > 1)",
     false},
    {"an alert is not in the audit log once",
     "SELECT COUNT(*) FROM usage_alerts a WHERE (SELECT COUNT(*) FROM audit_entries e "
     "WHERE e.organization_id = a.organization_id AND e.action = 'usage.alert') <> (SELECT "
     "COUNT(*) "
     "FROM usage_alerts b WHERE b.organization_id = a.organization_id)",
     false},
    /* until chores take out what was sent */
    {"owners are not told once of each alert, and of its end",
     "SELECT (SELECT COUNT(*) FROM outbox WHERE kind = 'mail') <> (SELECT COUNT(*) + "
     "COUNT(resolved_at_ms) FROM usage_alerts)",
     true},
    {"words of a visitor are kept twice",
     "SELECT COUNT(*) FROM (SELECT 1 FROM messages GROUP BY text HAVING COUNT(*) > 1)", false},
    {"a conversation counts other messages than were said in it",
     "SELECT COUNT(*) FROM conversations v WHERE v.messages < (SELECT COUNT(*) FROM messages m "
     "WHERE m.conversation_id = v.conversation_id)",
     false},
};

void sim_check_usage(sim_world *world, sqlite3 *raw, bool at_end) {
    int64_t known = check_events(world, raw);
    chatlet_str nothing = CHATLET_STR("");
    int64_t there = sim_ask(world, raw, "SELECT COUNT(*) FROM usage_events", 0, nothing);
    int64_t others = there - known;
    if (others < world->voided_least || others > world->voided_most)
        sim_fail(world, "%lld events are stored that no client sent; %lld to %lld were taken back",
                 (long long)others, (long long)world->voided_least, (long long)world->voided_most);
    if (at_end && !sim_is_old(world)) check_words(world, raw);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].while_young && sim_is_old(world)) continue;
        if (sim_ask(world, raw, rules[i].sql, 0, nothing) > 0) sim_fail(world, "%s", rules[i].says);
    }
}
