/* Programs that say of themselves, in their User-Agent, that no person sits before them. */
#ifndef SERVICE_CRAWLER_H
#define SERVICE_CRAWLER_H

#include <chatlet/base.h>

/* Whether `user_agent` declares a crawler, a link preview or a checking tool: a name that ends in
 * "bot" before its version or behind its list, one of a few names, or an address to read about it
 * ("+http"), as such programs give by convention. Phones called Cubot are none. */
bool service_is_declared_crawler(chatlet_str user_agent);

#endif
