/* Versions: files taken in, checked whole and kept; lists, removal, clean-up.
 *
 * Checking a large build takes a while and is done before the transaction that writes; what
 * writes is short. See route_version.c for the order. */
#ifndef SERVICE_VERSION_H
#define SERVICE_VERSION_H

#include "../store/store_version.h"
#include "service_bot.h"
#include "service_publish.h"
#include "service_version_check.h"

enum {
    VERSION_NOTE_BYTES_MAX = 500,
    VERSION_STAYS_DAYS = 30 /* its files, once it left a channel: for pages that were open then */
};

/* What was in a channel after this moment still counts as used. */
int64_t service_version_since(const service *service);

/* Reads the bytes of an archive's files where they lie. */
version_reader service_version_archive_reader(void);

/* Reads them from what the organization has sent; `organization_id` outlives the reader. */
version_reader service_version_stored_reader(const int64_t *organization_id);

/* Leaves in *files those whose content the organization has not sent yet. */
void service_version_keep_missing(service *service, int64_t organization_id, version_files *files);

/* Fills in the sizes of a list. False with PROBLEM_INVALID_BUNDLE for the first that was not
 * sent. */
bool service_version_fill_sizes(service *service, int64_t organization_id, version_files *files);

/* Keeps the contents of an archive's files. Writes. */
void service_version_store_files(service *service, int64_t organization_id,
                                 const version_files *files);

/* Adds a version of checked files, whose contents are kept already, and removes old ones past
 * those the bot keeps. The newest one with the very same files is given instead, *is_new false.
 * Writes. */
bool service_version_add(service *service, const store_bot *bot, const version_files *files,
                         const version_facts *facts, chatlet_str note, store_version *version,
                         bool *is_new);

/* False with PROBLEM_NOT_FOUND. */
bool service_version_find(service *service, const store_bot *bot, int64_t version_id,
                          store_version *version);

/* Writes. False with PROBLEM_CONFLICT when a channel shows it, or did in the last
 * VERSION_STAYS_DAYS. */
bool service_version_remove(service *service, const store_bot *bot, const store_version *version);

/* Removes up to `limit` contents that no version names and nobody sent within a day. How many went;
 * call it again while that is `limit`. Writes. */
int64_t service_version_clean(service *service, size_t limit);

#endif
