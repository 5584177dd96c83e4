/* An organization with a bot, for tests of what its visitors do. */
#ifndef TEST_VISITOR_H
#define TEST_VISITOR_H

#include "service/service_event.h"
#include "service/service_visitor.h"
#include "test_service.h"

#define TEST_ORIGIN CHATLET_STR("https://shop.example")

/* Takes the default table of plans into the settings, in memory that lives as long as `test`. */
void test_plans_open(test_service *test);

typedef struct test_bot {
    int64_t organization_id;
    int64_t bot_id;
} test_bot;

/* Opens a context and, in a transaction of its own, adds an organization with a bot that takes
 * pages of TEST_ORIGIN, keeps words for 90 days and has an identity secret of generation 2. */
test_bot test_bot_open(test_service *test, test_database *database);

/* One more bot of the same kind; with organization 0 in one of its own. In a transaction. */
test_bot test_bot_add(test_service *test, int64_t organization_id, const char *slug);

/* The caller becomes a browser at `address` on a page of TEST_ORIGIN. */
void test_visitor_become(test_service *test, const char *address);

/* Enters as a new visitor, which must work, and makes it the caller. In a transaction. */
visitor_grant test_visitor_enter(test_service *test, int64_t bot_id, bool consent);

/* An event of the caller's in conversation number `conversation`; `number` makes its id. */
event test_event(const test_service *test, event_type type, uint8_t number, uint8_t conversation);

#endif
