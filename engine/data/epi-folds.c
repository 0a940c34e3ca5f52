/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-folds.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

static int
by_label_cb (const void *a, const void *b, void *data)
{
  const double *label = data;
  double x = label[*(const size_t *)a], y = label[*(const size_t *)b];
  return (x > y) - (x < y);
}

/* A random order, then class after class (the sort is stable). */
static size_t *
shuffle (size_t n, const double *label, uint64_t seed)
{
  size_t *order = epi_new (size_t, n);
  EpiRandom random = epi_random (seed, 0);

  if (order == NULL)
    return NULL;
  epi_random_permutation (&random, order, n);
  if (label != NULL)
    g_qsort_with_data (order, (int)n, sizeof *order, by_label_cb,
                       (void *)label);
  return order;
}

EpiStatus
epi_folds (size_t n, size_t k, const double *label, uint64_t seed,
           unsigned *fold)
{
  if (k < 2 || k > n)
    return EPI_UNSUPPORTED;
  size_t *order = shuffle (n, label, seed);
  if (order == NULL)
    return EPI_NO_MEMORY;
  /* Dealt like cards, on from class to class. */
  for (size_t i = 0; i < n; i++)
    fold[order[i]] = (unsigned)(i % k);
  epi_free (order);
  return EPI_OK;
}

EpiStatus
epi_train_test (size_t n, double share, const double *label, uint64_t seed,
                _Bool *test)
{
  size_t *order = shuffle (n, label, seed);

  if (order == NULL)
    return EPI_NO_MEMORY;
  for (size_t first = 0, last; first < n; first = last) {
    last = first + 1;
    while (last < n &&
           (label == NULL || label[order[last]] == label[order[first]]))
      last++;
    size_t many = (size_t)lround (share * (double)(last - first));
    for (size_t i = first; i < last; i++)
      test[order[i]] = i - first < many;
  }
  epi_free (order);
  return EPI_OK;
}
