/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* pthread_setname_np, SCHED_BATCH, gettid */
#include "core/epi-worker.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NICENESS 5 /* of 19 */

typedef struct Job Job;
struct Job {
  EpiJobFunc run;
  void *data;
  Job *next;
};

struct EpiWorker {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed; /* a job came, a job ended, or stop was set */
  Job *first, *last;
  bool busy, stop;
};

static Job *
next_job (EpiWorker *worker) /* with the lock; NULL: stop and nothing left */
{
  while (worker->first == NULL && !worker->stop)
    pthread_cond_wait (&worker->changed, &worker->lock);
  Job *job = worker->first;
  if (job != NULL) {
    worker->first = job->next;
    if (worker->first == NULL)
      worker->last = NULL;
  }
  return job;
}

/* The thread that paints goes before one that computes where they want the same
 * processor, the display's server being a third: a batch thread does not push
 * another one aside when it wakes, and one that is a little nice gives way when
 * another wakes.  Who started the program further back meant all of it: there
 * it stays.  Refused, it makes no difference to what is computed. */
static void
give_way (void)
{
#ifdef SCHED_BATCH
  struct sched_param none = {0};
  int policy;
  if (pthread_getschedparam (pthread_self (), &policy, &none) == 0 &&
      policy == SCHED_OTHER)
    pthread_setschedparam (pthread_self (), SCHED_BATCH, &none);
#endif
#ifdef __linux__ /* where the niceness is a thread's own */
  id_t thread = (id_t)gettid ();
  if (getpriority (PRIO_PROCESS, thread) < NICENESS)
    setpriority (PRIO_PROCESS, thread, NICENESS);
#endif
}

static void *
work (void *data)
{
  EpiWorker *worker = data;
  Job *job;

  give_way ();
  pthread_mutex_lock (&worker->lock);
  while ((job = next_job (worker)) != NULL) {
    worker->busy = true;
    pthread_mutex_unlock (&worker->lock);
    job->run (job->data);
    free (job);
    pthread_mutex_lock (&worker->lock);
    worker->busy = false;
    pthread_cond_broadcast (&worker->changed);
  }
  pthread_mutex_unlock (&worker->lock);
  return NULL;
}

EpiWorker *
epi_worker_new (const char *name)
{
  EpiWorker *worker = calloc (1, sizeof *worker);

  if (worker == NULL)
    return NULL;
  pthread_mutex_init (&worker->lock, NULL);
  pthread_cond_init (&worker->changed, NULL);
  if (pthread_create (&worker->thread, NULL, work, worker) != 0) {
    free (worker);
    return NULL;
  }
  pthread_setname_np (worker->thread, name);
  return worker;
}

void
epi_worker_push (EpiWorker *worker, EpiJobFunc run, void *data)
{
  Job *job = malloc (sizeof *job);

  if (job == NULL)
    abort (); /* 24 bytes: as GLib does for small things */
  *job = (Job){run, data, NULL};
  pthread_mutex_lock (&worker->lock);
  if (worker->last != NULL)
    worker->last->next = job;
  else
    worker->first = job;
  worker->last = job;
  pthread_cond_broadcast (&worker->changed);
  pthread_mutex_unlock (&worker->lock);
}

void
epi_worker_flush (EpiWorker *worker)
{
  pthread_mutex_lock (&worker->lock);
  while (worker->first != NULL || worker->busy)
    pthread_cond_wait (&worker->changed, &worker->lock);
  pthread_mutex_unlock (&worker->lock);
}

void
epi_worker_free (EpiWorker *worker)
{
  if (worker == NULL)
    return;
  pthread_mutex_lock (&worker->lock);
  worker->stop = true;
  pthread_cond_broadcast (&worker->changed);
  pthread_mutex_unlock (&worker->lock);
  pthread_join (worker->thread, NULL);
  pthread_cond_destroy (&worker->changed);
  pthread_mutex_destroy (&worker->lock);
  free (worker);
}

struct EpiMailbox {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  void *letter;
};

EpiMailbox *
epi_mailbox_new (void)
{
  EpiMailbox *mailbox = calloc (1, sizeof *mailbox);
  pthread_condattr_t monotonic;

  if (mailbox == NULL)
    abort ();
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init (&mailbox->lock, NULL);
  pthread_cond_init (&mailbox->filled, &monotonic);
  pthread_condattr_destroy (&monotonic);
  return mailbox;
}

void *
epi_mailbox_put (EpiMailbox *mailbox, void *letter)
{
  assert (letter != NULL);
  pthread_mutex_lock (&mailbox->lock);
  void *replaced = mailbox->letter;
  mailbox->letter = letter;
  pthread_cond_signal (&mailbox->filled);
  pthread_mutex_unlock (&mailbox->lock);
  return replaced;
}

void *
epi_mailbox_take (EpiMailbox *mailbox)
{
  pthread_mutex_lock (&mailbox->lock);
  void *letter = mailbox->letter;
  mailbox->letter = NULL;
  pthread_mutex_unlock (&mailbox->lock);
  return letter;
}

/* Holds the lock; until there is a letter, or the time is over. */
static void
await_letter (EpiMailbox *mailbox, double seconds)
{
  struct timespec until;
  double whole = floor (seconds);

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += (time_t)whole;
  until.tv_nsec += (long)((seconds - whole) * 1e9);
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  while (mailbox->letter == NULL &&
         pthread_cond_timedwait (&mailbox->filled, &mailbox->lock, &until) == 0)
    ;
}

void *
epi_mailbox_wait (EpiMailbox *mailbox, double seconds)
{
  pthread_mutex_lock (&mailbox->lock);
  await_letter (mailbox, seconds);
  void *letter = mailbox->letter;
  mailbox->letter = NULL;
  pthread_mutex_unlock (&mailbox->lock);
  return letter;
}

bool
epi_mailbox_look (EpiMailbox *mailbox, double seconds)
{
  pthread_mutex_lock (&mailbox->lock);
  await_letter (mailbox, seconds);
  bool filled = mailbox->letter != NULL;
  pthread_mutex_unlock (&mailbox->lock);
  return filled;
}

bool
epi_mailbox_is_filled (EpiMailbox *mailbox)
{
  pthread_mutex_lock (&mailbox->lock);
  bool filled = mailbox->letter != NULL;
  pthread_mutex_unlock (&mailbox->lock);
  return filled;
}

void
epi_mailbox_free (EpiMailbox *mailbox)
{
  if (mailbox == NULL)
    return;
  assert (mailbox->letter == NULL);
  pthread_cond_destroy (&mailbox->filled);
  pthread_mutex_destroy (&mailbox->lock);
  free (mailbox);
}
