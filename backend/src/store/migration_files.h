/* The files of migrations/, by the bytes of their names. */
#ifndef MIGRATION_FILES_H
#define MIGRATION_FILES_H

#include "../domain/embedded_file.h"

extern const embedded_file migration_files[];
extern const size_t migration_file_count;

#endif
