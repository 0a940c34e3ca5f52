/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* SCHED_BATCH, SCHED_IDLE, gettid */
#include "core/epi-worker.h"

#include <glib.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  int number;
  GArray *log;
} Note;

static void
write_down (void *data)
{
  Note *note = data;

  g_array_append_val (note->log, note->number);
}

static void
test_jobs_run_in_order_and_all (void)
{
  GArray *log = g_array_new (FALSE, FALSE, sizeof (int));
  EpiWorker *worker = epi_worker_new ("test");
  Note notes[500];

  for (int i = 0; i < 500; i++) {
    notes[i] = (Note){i, log};
    epi_worker_push (worker, write_down, &notes[i]);
    if (i == 250) {
      epi_worker_flush (worker);
      g_assert_cmpuint (log->len, ==, 251);
    }
  }
  epi_worker_free (worker); /* runs what is queued */
  g_assert_cmpuint (log->len, ==, 500);
  for (int i = 0; i < 500; i++)
    g_assert_cmpint (g_array_index (log, int, i), ==, i);
  g_array_unref (log);
  epi_worker_free (NULL);
}

#ifdef __linux__
typedef struct {
  int policy, niceness;
} Place;

static Place
place_of_this_thread (void)
{
  struct sched_param none;
  Place place;

  g_assert_cmpint (
      pthread_getschedparam (pthread_self (), &place.policy, &none), ==, 0);
  place.niceness = getpriority (PRIO_PROCESS, (id_t)gettid ());
  return place;
}

static void
note_place (void *data)
{
  *(Place *)data = place_of_this_thread ();
}

static Place
place_of_a_worker (void)
{
  EpiWorker *worker = epi_worker_new ("test");
  Place place;

  epi_worker_push (worker, note_place, &place);
  epi_worker_free (worker);
  return place;
}

/* data: a policy.  On a thread of its own, which nothing else runs on. */
static void *
from_further_back (void *data)
{
  struct sched_param none = {0};
  int policy = *(int *)data;

  g_assert_cmpint (setpriority (PRIO_PROCESS, (id_t)gettid (), 15), ==, 0);
  g_assert_cmpint (pthread_setschedparam (pthread_self (), policy, &none), ==,
                   0);
  Place place = place_of_a_worker ();
  g_assert_cmpint (place.policy, ==,
                   policy == SCHED_OTHER ? SCHED_BATCH : policy);
  g_assert_cmpint (place.niceness, ==, 15);
  return NULL;
}

/* A worker stands behind the thread that made it, and never before it. */
static void
test_a_worker_gives_way (void)
{
  Place here = place_of_this_thread (), there = place_of_a_worker ();
  int policies[] = {SCHED_OTHER, SCHED_BATCH, SCHED_IDLE};

  if (here.policy == SCHED_OTHER)
    g_assert_cmpint (there.policy, ==, SCHED_BATCH);
  g_assert_cmpint (there.niceness, >=, here.niceness);
  for (size_t i = 0; i < G_N_ELEMENTS (policies) && here.niceness <= 15; i++) {
    pthread_t thread;
    g_assert_cmpint (
        pthread_create (&thread, NULL, from_further_back, &policies[i]), ==, 0);
    pthread_join (thread, NULL);
  }
}
#endif

static void
work_until_cancelled (void *data)
{
  EpiCancel *cancel = data;

  while (!epi_cancel_is_raised (cancel))
    ;
}

static void
test_a_raised_flag_ends_a_job (void)
{
  EpiCancel cancel = {0};
  EpiWorker *worker = epi_worker_new ("test");

  g_assert_false (epi_cancel_is_raised (NULL));
  g_assert_false (epi_cancel_is_raised (&cancel));
  epi_worker_push (worker, work_until_cancelled, &cancel);
  epi_cancel_raise (&cancel);
  epi_worker_flush (worker); /* would not return otherwise */
  epi_cancel_lower (&cancel);
  g_assert_false (epi_cancel_is_raised (&cancel));
  epi_worker_free (worker);
}

static void
test_the_newest_letter_wins (void)
{
  EpiMailbox *mailbox = epi_mailbox_new ();
  int first, second;

  g_assert_null (epi_mailbox_take (mailbox));
  g_assert_null (epi_mailbox_wait (mailbox, 0));
  g_assert_null (epi_mailbox_put (mailbox, &first));
  g_assert_true (epi_mailbox_put (mailbox, &second) == &first);
  g_assert_true (epi_mailbox_look (mailbox, 60)); /* it lies there, and stays */
  g_assert_true (epi_mailbox_is_filled (mailbox));
  g_assert_true (epi_mailbox_take (mailbox) == &second);
  g_assert_null (epi_mailbox_take (mailbox));
  epi_mailbox_free (mailbox);
  epi_mailbox_free (NULL);
}

enum { LETTERS = 20000 };

static void *
send_all (void *data)
{
  EpiMailbox *mailbox = data;

  for (int i = 1; i <= LETTERS; i++) {
    int *letter = g_new (int, 1);
    *letter = i;
    g_free (epi_mailbox_put (mailbox, letter));
  }
  return NULL;
}

static void
test_letters_arrive_in_order_and_the_last_one_always (void)
{
  EpiMailbox *mailbox = epi_mailbox_new ();
  pthread_t sender;
  int last = 0;

  pthread_create (&sender, NULL, send_all, mailbox);
  while (last < LETTERS) {
    int *letter = epi_mailbox_wait (mailbox, 60);
    g_assert_nonnull (letter);
    g_assert_cmpint (*letter, >, last);
    last = *letter;
    g_free (letter);
  }
  pthread_join (sender, NULL);
  epi_mailbox_free (mailbox);
}

static void
test_waiting_ends_after_the_time_given (void)
{
  EpiMailbox *mailbox = epi_mailbox_new ();
  int64_t start = g_get_monotonic_time ();

  g_assert_null (epi_mailbox_wait (mailbox, 0.02));
  g_assert_false (epi_mailbox_look (mailbox, 0.02));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 40000);
  epi_mailbox_free (mailbox);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/jobs-run-in-order-and-all",
                   test_jobs_run_in_order_and_all);
#ifdef __linux__
  g_test_add_func ("/worker/a-worker-gives-way", test_a_worker_gives_way);
#endif
  g_test_add_func ("/worker/a-raised-flag-ends-a-job",
                   test_a_raised_flag_ends_a_job);
  g_test_add_func ("/mailbox/the-newest-letter-wins",
                   test_the_newest_letter_wins);
  g_test_add_func ("/mailbox/letters-arrive-in-order-and-the-last-one-always",
                   test_letters_arrive_in_order_and_the_last_one_always);
  g_test_add_func ("/mailbox/waiting-ends-after-the-time-given",
                   test_waiting_ends_after_the_time_given);
  return g_test_run ();
}
