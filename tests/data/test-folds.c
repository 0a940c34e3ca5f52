/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-folds.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { MOST = 200, MOST_CLASSES = 4 };

typedef struct {
  size_t n, k;
  bool classes;
  double label[MOST];
} Cut;

/* From 2 to MOST examples, two folds or more, up to as many as examples;
 * classes of any size, empty ones among them, in any order. */
static Cut
some_cut (EpiRandom *random)
{
  Cut cut = {.n = 2 + epi_random_below (random, MOST - 1)};
  size_t classes = 1 + epi_random_below (random, MOST_CLASSES);

  cut.k = epi_random_below (random, 4) == 0
              ? cut.n
              : 2 + epi_random_below (random, cut.n - 1);
  cut.classes = epi_random_below (random, 3) > 0;
  for (size_t i = 0; i < cut.n; i++) {
    size_t a = epi_random_below (random, classes);
    cut.label[i] = (double)MIN (a, epi_random_below (random, classes));
  }
  return cut;
}

/* How many of them, of that class (or of any: classes), are in each fold. */
static void
assert_even (const Cut *cut, const unsigned *fold, double class)
{
  size_t in[MOST] = {0}, least = MOST, most = 0;

  for (size_t i = 0; i < cut->n; i++)
    in[fold[i]] += class == MOST_CLASSES || cut->label[i] == class;
  for (size_t k = 0; k < cut->k; k++) {
    least = MIN (least, in[k]);
    most = MAX (most, in[k]);
  }
  g_assert_cmpuint (most - least, <=, 1);
  g_assert_true (class < MOST_CLASSES || least > 0);
}

/* A partition: every row is in one fold of k, none of which is empty, and sizes
 * differ by one at most, in the whole and in each class. */
static void
test_folds_are_a_fair_partition (void)
{
  EpiRandom random = epi_random (2, 0);

  for (size_t t = 0; t < 500; t++) {
    Cut cut = some_cut (&random);
    unsigned fold[MOST];
    memset (fold, 0xff, sizeof fold);
    g_assert_cmpint (
        epi_folds (cut.n, cut.k, cut.classes ? cut.label : NULL, t, fold), ==,
        EPI_OK);
    for (size_t i = 0; i < cut.n; i++)
      g_assert_cmpuint (fold[i], <, cut.k);
    assert_even (&cut, fold, MOST_CLASSES);
    for (size_t class = 0; class < MOST_CLASSES && cut.classes; class ++)
      assert_even (&cut, fold, (double)class);
  }
}

static void
test_a_seed_cuts_in_one_way (void)
{
  unsigned fold[103], again[103], other[103];
  bool test[103], test_again[103], test_other[103];

  epi_folds (103, 7, NULL, 5, fold);
  epi_folds (103, 7, NULL, 5, again);
  epi_folds (103, 7, NULL, 6, other);
  g_assert_cmpmem (fold, sizeof fold, again, sizeof again);
  g_assert_true (memcmp (fold, other, sizeof fold) != 0);
  epi_train_test (103, 0.3, NULL, 5, test);
  epi_train_test (103, 0.3, NULL, 5, test_again);
  epi_train_test (103, 0.3, NULL, 6, test_other);
  g_assert_cmpmem (test, sizeof test, test_again, sizeof test_again);
  g_assert_true (memcmp (test, test_other, sizeof test) != 0);
}

/* One fold leaves nothing to train on; of more folds than examples some are
 * empty.  Each example left out once is the last that works. */
static void
test_folds_that_cannot_be_are_refused (void)
{
  unsigned fold[5];

  for (size_t k = 0; k < 2; k++)
    g_assert_cmpint (epi_folds (5, k, NULL, 1, fold), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_folds (5, 6, NULL, 1, fold), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_folds (0, 2, NULL, 1, fold), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_folds (1, 2, NULL, 1, fold), ==, EPI_UNSUPPORTED);
  g_assert_cmpint (epi_folds (5, 5, NULL, 1, fold), ==, EPI_OK);
}

static void
test_a_test_set_is_its_share (void)
{
  double label[50];
  bool test[50];
  size_t of_class[2] = {0}, all = 0;

  for (size_t i = 0; i < 50; i++)
    label[i] = i < 20;
  g_assert_cmpint (epi_train_test (50, 0.3, label, 1, test), ==, EPI_OK);
  for (size_t i = 0; i < 50; i++)
    of_class[(int)label[i]] += test[i];
  g_assert_cmpuint (of_class[0], ==, 9);
  g_assert_cmpuint (of_class[1], ==, 6);
  for (size_t tenth = 0; tenth <= 10; tenth++) {
    epi_train_test (50, (double)tenth / 10, NULL, 1, test);
    for (size_t i = all = 0; i < 50; i++)
      all += test[i];
    g_assert_cmpuint (all, ==, 5 * tenth);
  }
}

static void
test_memory_may_run_out (void)
{
  unsigned fold[5];
  bool test[5];

  epi_alloc_fail_at (0);
  g_assert_cmpint (epi_folds (5, 2, NULL, 1, fold), ==, EPI_NO_MEMORY);
  epi_alloc_fail_at (0);
  g_assert_cmpint (epi_train_test (5, 0.5, NULL, 1, test), ==, EPI_NO_MEMORY);
  epi_alloc_fail_at (-1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/folds/" name, func)
  ADD ("folds are a fair partition", test_folds_are_a_fair_partition);
  ADD ("a seed cuts in one way", test_a_seed_cuts_in_one_way);
  ADD ("folds that cannot be are refused",
       test_folds_that_cannot_be_are_refused);
  ADD ("a test set is its share", test_a_test_set_is_its_share);
  ADD ("memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
