/* Media types of files, by their extension. */
#ifndef HTTP_TYPE_H
#define HTTP_TYPE_H

#include <chatlet/base.h>

/* The Content-Type for a file called `name`: constant text, never empty. An extension that is not
 * in the table, or none, is application/octet-stream; case does not matter. */
chatlet_str http_type_of(chatlet_str name);

#endif
