/* The files of backend/openapi/: for each room its paths and schemas. */
#ifndef OPENAPI_FILES_H
#define OPENAPI_FILES_H

#include "../domain/embedded_file.h"

extern const embedded_file openapi_files[];
extern const size_t openapi_file_count;

#endif
