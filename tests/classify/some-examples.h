/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random examples for the tests of machines: two clouds that overlap, or
 * several, in p features.
 */
#pragma once

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "data/epi-libsvm.h"
#include "problem/epi-svm-problem.h"

#include <math.h>

/* n examples, class c of `classes` around cos, sin of 2πc/classes in the first
 * two features; labels 0, 1, …, or +1 and -1 of two.  share of the entries are
 * not zero. */
static inline EpiExamples
some_examples (size_t n, size_t p, size_t classes, double share, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);
  EpiExamples examples = {0};
  size_t k = 0;

  g_assert_cmpint (epi_sparse_new (p, n, n * p, &examples.X), ==, EPI_OK);
  examples.label = epi_new (double, n);
  for (size_t i = 0; i < n; i++) {
    size_t c = i % classes;
    double at[] = {cos (2 * G_PI * (double)c / (double)classes),
                   sin (2 * G_PI * (double)c / (double)classes)};
    examples.label[i] = classes == 2 ? (c == 0 ? 1 : -1) : (double)c;
    for (size_t f = 0; f < p; f++) {
      double value = 0.8 * epi_random_normal (&random) + (f < 2 ? at[f] : 0);
      if (epi_random_uniform (&random) < share) {
        examples.X.row[k] = (int)f;
        examples.X.value[k++] = value;
      }
    }
    examples.X.start[i + 1] = (int)k;
  }
  return examples;
}

static const EpiKernelFunction some_kernels[] = {
    {EPI_KERNEL_LINEAR, 0, 0, 0},
    {EPI_KERNEL_POLYNOMIAL, 0.5, 1, 3},
    {EPI_KERNEL_RBF, 0.7, 0, 0},
};
