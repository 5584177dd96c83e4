/* What is published, as files in a folder that a CDN or another server serves instead of `/b/`:
 *
 *     FOLDER/bot_0000000000001/manifest.json        changes; written last
 *                             /chatlet.js
 *                             /files/…              never changes; stays 30 days after its version
 *
 * Every file is written beside its place and renamed, with its compressed forms before it, so that
 * nobody is served half of one. Several servers may write the same folder. */
#ifndef PUBLISHED_FOLDER_H
#define PUBLISHED_FOLDER_H

#include "../service/service.h"

enum { PUBLISHED_MESSAGE_BYTES = 512 };

/* Brings `folder` (made where it is not there) to what channels live show. Bots whose files are of
 * the version that is shown are passed over. `service` gives database, memory, time; this begins
 * and ends transactions that read. False, and a sentence, when a file can't be written or the
 * database can't be read; what was brought up stays so, and the next call goes on. */
bool published_folder_write(service *service, const char *folder,
                            char message[PUBLISHED_MESSAGE_BYTES]);

#endif
