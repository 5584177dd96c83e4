#include "cli_pool.h"

#include "cli_memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { JOBS_PER_THREAD = 4 };

struct cli_pool {
    pthread_mutex_t mutex;
    pthread_cond_t has_job;
    pthread_cond_t has_result;
    cli_job *first; /* jobs nobody has taken yet */
    cli_job *last;
    bool is_ending;
    unsigned thread_count;
    pthread_t threads[CLI_POOL_THREADS_MAX];
};

unsigned cli_pool_processors(void) {
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof(processors), &processors) != 0) return 1;
    const int count = CPU_COUNT(&processors);
    if (count < 1) return 1;
    return count > CLI_POOL_THREADS_MAX ? CLI_POOL_THREADS_MAX : (unsigned)count;
}

/* The oldest job, or NULL when the pool ends. Called and left with the lock held. */
static cli_job *take_job(cli_pool *pool) {
    while (pool->first == NULL && !pool->is_ending)
        pthread_cond_wait(&pool->has_job, &pool->mutex);
    cli_job *job = pool->first;
    if (job != NULL) pool->first = job->next;
    return job;
}

static void *work(void *context) {
    cli_pool *pool = context;
    pthread_mutex_lock(&pool->mutex);
    for (cli_job *job = take_job(pool); job != NULL; job = take_job(pool)) {
        pthread_mutex_unlock(&pool->mutex);
        job->run(job);
        pthread_mutex_lock(&pool->mutex);
        job->is_done = true;
        pthread_cond_broadcast(&pool->has_result);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

cli_pool *cli_pool_new(unsigned threads) {
    cli_pool *pool = cli_grow(NULL, 1, sizeof(*pool));
    *pool = (cli_pool){.thread_count = 0};
    if (pthread_mutex_init(&pool->mutex, NULL) != 0 ||
        pthread_cond_init(&pool->has_job, NULL) != 0 ||
        pthread_cond_init(&pool->has_result, NULL) != 0)
        cli_out_of_memory();
    while (threads > 1 && pool->thread_count < threads &&
           pthread_create(&pool->threads[pool->thread_count], NULL, work, pool) == 0)
        pool->thread_count++;
    return pool;
}

unsigned cli_pool_window(const cli_pool *pool) {
    return pool->thread_count == 0 ? 1 : pool->thread_count * JOBS_PER_THREAD;
}

void cli_pool_add(cli_pool *pool, cli_job *job) {
    job->next = NULL;
    job->is_done = false;
    if (pool->thread_count == 0) {
        job->run(job);
        job->is_done = true;
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    if (pool->first == NULL) {
        pool->first = job;
    } else {
        pool->last->next = job;
    }
    pool->last = job;
    pthread_cond_signal(&pool->has_job);
    pthread_mutex_unlock(&pool->mutex);
}

void cli_pool_wait(cli_pool *pool, cli_job *job) {
    if (pool->thread_count == 0) return;
    pthread_mutex_lock(&pool->mutex);
    while (!job->is_done)
        pthread_cond_wait(&pool->has_result, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

void cli_pool_free(cli_pool *pool) {
    if (pool == NULL) return;
    pthread_mutex_lock(&pool->mutex);
    pool->is_ending = true;
    pthread_cond_broadcast(&pool->has_job);
    pthread_mutex_unlock(&pool->mutex);
    for (unsigned i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->has_result);
    pthread_cond_destroy(&pool->has_job);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}
