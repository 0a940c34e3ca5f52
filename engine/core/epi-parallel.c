/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-parallel.h"

#include <assert.h>
#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* One call of epi_parallel_for().  It lives on the caller's stack, which
 * stands until no helper works on it. */
typedef struct Job Job;
struct Job {
  EpiChunkFunc func;
  void *data;
  size_t n, grain, n_chunks;
  atomic_size_t next; /* the first chunk that nobody has taken */
  size_t n_helpers;   /* with the lock */
  bool listed;        /* with the lock */
  Job *before, *after;
};

static struct {
  pthread_mutex_t lock;
  pthread_cond_t work; /* a job came, or stop was set */
  pthread_cond_t done; /* a helper left a job */
  Job *first, *last;
  pthread_t *threads;
  size_t n_threads; /* helpers that run */
  size_t wanted;    /* the caller included; 0: not decided */
  bool started, stop;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER,
          .work = PTHREAD_COND_INITIALIZER,
          .done = PTHREAD_COND_INITIALIZER};

static _Thread_local bool inside; /* this thread is running a chunk */

static void
run_chunk (const Job *job, size_t chunk)
{
  size_t begin = chunk * job->grain;
  size_t end = job->n - begin < job->grain ? job->n : begin + job->grain;

  job->func (chunk, begin, end, job->data);
}

static void
run_chunks (Job *job)
{
  size_t chunk;
  bool was_inside = inside;

  inside = true;
  while ((chunk = atomic_fetch_add_explicit (
              &job->next, 1, memory_order_relaxed)) < job->n_chunks)
    run_chunk (job, chunk);
  inside = was_inside;
}

static void
unlist (Job *job) /* with the lock */
{
  if (!job->listed)
    return;
  *(job->before != NULL ? &job->before->after : &pool.first) = job->after;
  *(job->after != NULL ? &job->after->before : &pool.last) = job->before;
  job->listed = false;
}

static void
list (Job *job) /* with the lock */
{
  job->before = pool.last;
  *(pool.last != NULL ? &pool.last->after : &pool.first) = job;
  pool.last = job;
  job->listed = true;
  pthread_cond_broadcast (&pool.work);
}

static void *
help (void *unused)
{
  pthread_mutex_lock (&pool.lock);
  for (;;) {
    while (pool.first == NULL && !pool.stop)
      pthread_cond_wait (&pool.work, &pool.lock);
    if (pool.stop)
      break;
    Job *job = pool.first;
    job->n_helpers++;
    pthread_mutex_unlock (&pool.lock);
    run_chunks (job);
    pthread_mutex_lock (&pool.lock);
    unlist (job); /* it has no chunks left */
    if (--job->n_helpers == 0)
      pthread_cond_broadcast (&pool.done);
  }
  pthread_mutex_unlock (&pool.lock);
  return NULL;
}

static size_t
decide (void) /* with the lock: how many threads, the caller included */
{
  if (pool.wanted == 0) {
    guint cores = g_get_num_processors ();
    pool.wanted = cores > 2 ? cores - 1 : 1;
  }
  return pool.wanted;
}

static void
start (void) /* with the lock; fewer threads than wanted are fine */
{
  size_t n = decide () - 1;

  if (pool.started || n == 0)
    return;
  pool.started = true;
  pool.threads = g_new (pthread_t, n);
  while (pool.n_threads < n &&
         pthread_create (&pool.threads[pool.n_threads], NULL, help, NULL) == 0)
    pool.n_threads++;
}

void
epi_parallel_for (size_t n, size_t grain, EpiChunkFunc func, void *data)
{
  assert (grain > 0);
  Job job = {.func = func,
             .data = data,
             .n = n,
             .grain = grain,
             .n_chunks = epi_n_chunks (n, grain)};

  if (inside || job.n_chunks < 2) {
    run_chunks (&job);
    return;
  }
  pthread_mutex_lock (&pool.lock);
  start ();
  if (pool.n_threads > 0)
    list (&job);
  pthread_mutex_unlock (&pool.lock);

  run_chunks (&job);

  pthread_mutex_lock (&pool.lock);
  unlist (&job);
  while (job.n_helpers > 0)
    pthread_cond_wait (&pool.done, &pool.lock);
  pthread_mutex_unlock (&pool.lock);
}

size_t
epi_parallel_threads (void)
{
  pthread_mutex_lock (&pool.lock);
  size_t n = decide ();
  pthread_mutex_unlock (&pool.lock);
  return n;
}

void
epi_parallel_set_threads (size_t n)
{
  pthread_mutex_lock (&pool.lock);
  assert (pool.first == NULL && !inside);
  pool.stop = true;
  pthread_cond_broadcast (&pool.work);
  pthread_mutex_unlock (&pool.lock);
  for (size_t i = 0; i < pool.n_threads; i++)
    pthread_join (pool.threads[i], NULL);

  pthread_mutex_lock (&pool.lock);
  g_clear_pointer (&pool.threads, g_free);
  pool.n_threads = 0;
  pool.started = pool.stop = false;
  pool.wanted = n;
  decide ();
  pthread_mutex_unlock (&pool.lock);
}
