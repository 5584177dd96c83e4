/* The tables of backend/plans, within the program. */
#ifndef PLAN_FILES_H
#define PLAN_FILES_H

#include "../domain/embedded_file.h"

extern const embedded_file plan_files[];
extern const size_t plan_file_count;

#endif
