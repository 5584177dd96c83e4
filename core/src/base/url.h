/* Which addresses may be cited. One rule for those who write them and those who read them. */
#ifndef CLET_BASE_URL_H
#define CLET_BASE_URL_H

#include <chatlet/base.h>

/* True when following `url` can only open a page: it is relative, or its scheme is http or https
 * (in either case of letters), and it has no space or control byte, which browsers drop before they
 * look for the scheme. An empty one is relative. Cost: its bytes. */
bool clet_url_is_safe(chatlet_str url);

#endif
