/* Files that cmake/EmbedFolder.cmake puts into the program. */
#ifndef EMBEDDED_FILE_H
#define EMBEDDED_FILE_H

#include <stddef.h>

typedef struct embedded_file {
    const char *name; /* below the folder: "sqlite/0001_trunk.sql" */
    const unsigned char *bytes;
    size_t size_bytes;
} embedded_file;

#endif
