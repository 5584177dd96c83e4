/* Small files, whole. */
#ifndef FILE_TEXT_H
#define FILE_TEXT_H

#include "../domain/region.h"

/* Reads `path`, which holds at most `bytes_max`, into `memory`. False when it cannot be read or is
 * larger. */
bool file_text_read(const char *path, size_t bytes_max, region *memory, chatlet_str *text);

/* Writes `path` anew with `mode`: a file beside it first, flushed to disk, then renamed, so that
 * there is always one whole file. False when that fails (errno says why). */
bool file_text_write(const char *path, chatlet_str text, unsigned mode);

/* Gives a file that is flushed to disk its name, over what had it; on disk when it returns. */
bool file_text_rename(const char *from, const char *to);

/* Makes the folder with `mode` unless it is there. */
bool file_text_make_folder(const char *path, unsigned mode);

#endif
