/* Threads that do jobs. A build reads documents and compresses files in them, and takes the results
 * in the order in which it gave the jobs, so that how many threads there are changes nothing but
 * the time. */
#ifndef CLI_POOL_H
#define CLI_POOL_H

#include <stdbool.h>

enum { CLI_POOL_THREADS_MAX = 256 };

/* One job; stands at the beginning of a larger struct that says what to do. Belongs to the pool
 * between cli_pool_add and the return of cli_pool_wait. */
typedef struct cli_job {
    void (*run)(struct cli_job *job); /* on any thread; adds no jobs */
    struct cli_job *next;             /* the pool's */
    bool is_done;                     /* the pool's */
} cli_job;

typedef struct cli_pool cli_pool;

/* Processors that this process may use; at least 1. */
unsigned cli_pool_processors(void);

/* A pool of `threads`, 1 to CLI_POOL_THREADS_MAX. One of 1 thread has none of its own: jobs run
 * where they are added. Fewer than asked for, when the system gives no more. */
cli_pool *cli_pool_new(unsigned threads);

/* How many jobs keep every thread busy while their giver is occupied. A giver that waits for its
 * oldest job before it adds one more than this holds that many results at most. */
unsigned cli_pool_window(const cli_pool *pool);

void cli_pool_add(cli_pool *pool, cli_job *job);

/* Waits until `job` is done. Every job has to be waited for. */
void cli_pool_wait(cli_pool *pool, cli_job *job);

/* Ends the threads. NULL is allowed. */
void cli_pool_free(cli_pool *pool);

#endif
