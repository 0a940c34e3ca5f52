/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-parallel.h"

#include <glib.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define N 100003
#define GRAIN 1000

static void
count_each (size_t chunk, size_t begin, size_t end, void *data)
{
  atomic_int *visits = data;

  g_assert_cmpuint (begin, ==, chunk * GRAIN);
  for (size_t i = begin; i < end; i++)
    atomic_fetch_add (&visits[i], 1);
}

static void
test_each_index_is_visited_once (void)
{
  for (size_t threads = 1; threads <= 5; threads += 2) {
    atomic_int *visits = g_new0 (atomic_int, N);
    epi_parallel_set_threads (threads);
    g_assert_cmpuint (epi_parallel_threads (), ==, threads);
    epi_parallel_for (N, GRAIN, count_each, visits);
    for (size_t i = 0; i < N; i++)
      g_assert_cmpint (visits[i], ==, 1);
    epi_parallel_for (0, GRAIN, count_each, visits); /* nothing happens */
    g_free (visits);
  }
}

static void
sum_chunk (size_t chunk, size_t begin, size_t end, void *data)
{
  double *partial = data, sum = 0;

  for (size_t i = begin; i < end; i++)
    sum += sin ((double)i) / (double)(i + 1);
  partial[chunk] = sum;
}

static double
sum_with (size_t threads)
{
  double partial[101], sum = 0;

  epi_parallel_set_threads (threads);
  g_assert_cmpuint (epi_n_chunks (N, GRAIN), ==, 101);
  epi_parallel_for (N, GRAIN, sum_chunk, partial);
  for (int i = 0; i < 101; i++)
    sum += partial[i];
  return sum;
}

static void
test_a_sum_has_the_same_bits_on_any_number_of_threads (void)
{
  double one = sum_with (1);

  for (size_t threads = 2; threads <= 8; threads++)
    for (int again = 0; again < 20; again++)
      g_assert_true (sum_with (threads) == one);
}

typedef struct {
  pthread_t thread;
  size_t last;
  bool elsewhere;
} Nested;

static void
inner (size_t chunk, size_t begin, size_t end, void *data)
{
  Nested *nested = data;

  /* In order and on one thread: no atomics needed, and none used. */
  nested->elsewhere |= !pthread_equal (nested->thread, pthread_self ());
  nested->elsewhere |= chunk != nested->last;
  nested->last++;
}

static void
outer (size_t chunk, size_t begin, size_t end, void *data)
{
  atomic_size_t *total = data;
  Nested nested = {.thread = pthread_self ()};

  epi_parallel_for (50, 1, inner, &nested);
  g_assert_false (nested.elsewhere);
  atomic_fetch_add (total, nested.last);
}

static void
test_a_nested_call_runs_on_its_own_thread_in_order (void)
{
  atomic_size_t total = 0;

  epi_parallel_set_threads (4);
  epi_parallel_for (40, 1, outer, &total);
  g_assert_cmpuint (total, ==, 40 * 50);
}

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t met;
  size_t here;
} Meeting;

/* Ends only when two threads are in it at once. */
static void
meet (size_t chunk, size_t begin, size_t end, void *data)
{
  Meeting *meeting = data;

  pthread_mutex_lock (&meeting->lock);
  meeting->here++;
  pthread_cond_broadcast (&meeting->met);
  while (meeting->here < 2)
    pthread_cond_wait (&meeting->met, &meeting->lock);
  pthread_mutex_unlock (&meeting->lock);
}

static void
test_two_threads_really_work_at_once (void)
{
  Meeting meeting = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

  epi_parallel_set_threads (2);
  epi_parallel_for (2, 1, meet, &meeting);
  g_assert_cmpuint (meeting.here, ==, 2);
}

static void *
call_often (void *unused)
{
  for (int i = 0; i < 100; i++) {
    double partial[101];
    epi_parallel_for (N / 10, GRAIN / 10, sum_chunk, partial);
    for (int k = 1; k < 101; k++)
      g_assert_true (isfinite (partial[k]));
  }
  return NULL;
}

static void
test_several_threads_may_call_at_once (void)
{
  pthread_t threads[4];

  epi_parallel_set_threads (3);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, call_often, NULL), ==,
                     0);
  for (int i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
}

static void
test_the_default_leaves_a_core_to_the_main_thread (void)
{
  epi_parallel_set_threads (0);
  g_assert_cmpuint (epi_parallel_threads (), ==,
                    MAX (g_get_num_processors (), 2) - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parallel/each-index-is-visited-once",
                   test_each_index_is_visited_once);
  g_test_add_func ("/parallel/a-sum-has-the-same-bits-on-any-number-of-threads",
                   test_a_sum_has_the_same_bits_on_any_number_of_threads);
  g_test_add_func ("/parallel/a-nested-call-runs-on-its-own-thread-in-order",
                   test_a_nested_call_runs_on_its_own_thread_in_order);
  g_test_add_func ("/parallel/two-threads-really-work-at-once",
                   test_two_threads_really_work_at_once);
  g_test_add_func ("/parallel/several-threads-may-call-at-once",
                   test_several_threads_may_call_at_once);
  g_test_add_func ("/parallel/the-default-leaves-a-core-to-the-main-thread",
                   test_the_default_leaves_a_core_to_the_main_thread);
  return g_test_run ();
}
