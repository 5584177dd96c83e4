/* Sessions: made, listed, ended. Their secret is given away once and kept as a hash. */
#ifndef SERVICE_SESSION_H
#define SERVICE_SESSION_H

#include "../store/store_session.h"
#include "service.h"

/* A new session of an account; *secret is the cookie's. The caller is that account from then on.
 * The session that the caller came with ends: nobody can have put it there to watch. */
void session_open(service *service, int64_t account_id, chatlet_str *secret);

/* Gives the caller's session another secret, after what they may do has changed. */
void session_rotate(service *service, chatlet_str *secret);

/* The caller's live sessions, newest first. */
size_t session_list(service *service, int64_t before_id, size_t limit, store_session **sessions);

bool session_end(service *service, int64_t session_id); /* of the caller; PROBLEM_NOT_FOUND */
void session_end_all(service *service);                 /* of the caller */

/* Takes out what is over: sessions, links, sign-ups, invitations, counters. How many rows. To be
 * run now and then by the system. */
int64_t service_clean_accounts(service *service);

#endif
