/* `chatlet deploy` where the command has no sockets: under Node, as WebAssembly. */
#include "cli_deploy.h"

bool cli_deploy_is_here(void) { return false; }

cli_deploy_server *cli_deploy_open(cli_memory *memory, const char *address, const char *key,
                                   const char **problem) {
    (void)memory;
    (void)address;
    (void)key;
    *problem = "this build of the command reaches no servers; use the native one, or send the "
               "folder with curl: chatlet help deploy";
    return NULL;
}

void cli_deploy_ask(cli_deploy_server *server, cli_memory *memory,
                    const cli_deploy_request *request, cli_deploy_answer *answer) {
    (void)server;
    (void)memory;
    (void)request;
    *answer = (cli_deploy_answer){.etag = "", .retry_after_s = -1, .failure = "no sockets here"};
}

void cli_deploy_close(cli_deploy_server *server) { (void)server; }
