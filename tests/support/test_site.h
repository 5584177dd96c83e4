/* A site of made-up words, as large as a test wants: for self-tests, which need more pages than the
 * small bot has. */
#ifndef TEST_SITE_H
#define TEST_SITE_H

#include <chatlet/compile.h>

/* Adds `page_count` pages to the compiler. Each has a title of its own, a link to the next, and
 * passages whose words it shares with its neighbors. Returns the first refusal. */
chatlet_status test_site_add(chatlet_compiler *compiler, uint32_t page_count);

#endif
