/* People who use the API in tests: requests with their cookies, and the mails they get. */
#ifndef TEST_ACCOUNT_H
#define TEST_ACCOUNT_H

#include "test_route.h"

enum { TEST_BODY_BYTES_MAX = 64 * 1024, TEST_COOKIE_BYTES_MAX = 128, TEST_TOKEN_BYTES = 33 };

/* A world; its passwords are hashed by Argon2id at the least cost, unless test_passwords() is
 * set. */
typedef struct test_people {
    test_service test;
    service_passwords passwords;
    test_answer answer;             /* of the last request */
    char body[TEST_BODY_BYTES_MAX]; /* its content, zero-terminated */
} test_people;

/* Somebody's browser. */
typedef struct test_browser {
    char cookie[TEST_COOKIE_BYTES_MAX]; /* name=value, or empty */
    const char *address;                /* of the network; NULL: 192.0.2.1 */
} test_browser;

/* Hashing of passwords at its real cost, with a pepper of zeros. */
service_passwords test_passwords(void);

void test_people_open(test_people *people, test_database *database);
void test_people_close(test_people *people);

/* Sends a request as `browser` (NULL: nobody), whose cookie is kept up to date; fails the test when
 * the status is not `status`. `format` makes the body; NULL: none. The answer stands in
 * people->body. */
void test_people_ask(test_people *people, test_browser *browser, uint16_t status,
                     const char *method, const char *path, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* The same with a bearer token and without cookies. */
void test_people_ask_with(test_people *people, const char *token, uint16_t status,
                          const char *method, const char *path, const char *body);

/* The text of member `key` of the last answer's object (or of the first of its "data"); fails the
 * test when it is not there. */
const char *test_people_text(test_people *people, const char *key);

/* How many entries "data" of the last answer has. */
size_t test_people_count(test_people *people);

/* The newest mail: its subject, and the token of its link ("" when it has none). The test fails
 * when it is not to `to`. */
const char *test_people_mail(test_people *people, const char *to, char token[TEST_TOKEN_BYTES]);

/* How many rows the outbox has. */
size_t test_people_mail_count(test_people *people);

/* Signs up, follows the mail's link, signs in; the organization's id is written to `organization`
 * unless that is NULL. */
void test_people_join(test_people *people, test_browser *browser, const char *email,
                      char organization[ROW_ID_TEXT_BYTES + 1]);

/* Invites `email` to `organization` as `role` and joins with a new account. */
void test_people_invite(test_people *people, test_browser *owner, const char *organization,
                        const char *email, const char *role, test_browser *browser);

#define TEST_PASSWORD "correct horse battery"

#endif
