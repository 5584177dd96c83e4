/* One server that `chatlet deploy` speaks to. The native command does it by libcurl in
 * cli_deploy.c; where there are no sockets, cli_deploy_absent.c says so. */
#ifndef CLI_DEPLOY_H
#define CLI_DEPLOY_H

#include "cli_memory.h"

enum {
    CLI_DEPLOY_ANSWER_BYTES_MAX = 16 * 1024 * 1024,
    CLI_DEPLOY_RETRY_SECONDS_MAX = 60, /* a server that asks for more is waited for no longer */
    CLI_DEPLOY_TRIES_MAX = 6
};

typedef struct cli_deploy_server cli_deploy_server;

typedef struct cli_deploy_request {
    const char *method; /* "GET" */
    const char *path;   /* "/v1/…", behind the server's address */
    const char *type;   /* of the body; NULL: none */
    chatlet_str body;
    const char *if_match; /* NULL: not sent */
} cli_deploy_request;

typedef struct cli_deploy_answer {
    long status;        /* 0: none came; `failure` says why */
    chatlet_str body;   /* in the memory given; a zero byte follows it */
    const char *etag;   /* "" when there was none */
    long retry_after_s; /* -1: not said */
    const char *failure;
} cli_deploy_answer;

/* Whether this build of the command can reach servers. */
bool cli_deploy_is_here(void);

/* Prepares to ask the server at `address` ("https://chat.example.com"), with an API key. Owned, for
 * cli_deploy_close. NULL with *problem when the address is none. */
cli_deploy_server *cli_deploy_open(cli_memory *memory, const char *address, const char *key,
                                   const char **problem);

/* Sends one request and waits for its answer; tries nothing again and follows no redirect, so that
 * the key goes nowhere else. */
void cli_deploy_ask(cli_deploy_server *server, cli_memory *memory,
                    const cli_deploy_request *request, cli_deploy_answer *answer);

/* NULL is allowed. */
void cli_deploy_close(cli_deploy_server *server);

#endif
