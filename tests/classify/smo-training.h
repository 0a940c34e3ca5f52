/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A training of N examples whose inside is looked at step by step. */
#pragma once

#include "classify/epi-smo-private.h"

#include "some-examples.h"

#include <string.h>

#define N 400

typedef struct {
  EpiExamples e;
  double C[N];
  EpiGram *gram;
  EpiSmoOptions options;
  EpiMethod *method;
  EpiSmo *smo;
} Training;

static const EpiKernelFunction rbf = {EPI_KERNEL_RBF, 0.8, 0, 0};

/* N examples; nobody has asked for an ε or a gap yet. */
static inline void
training_start (Training *training, double C, EpiSmoOptions options)
{
  training->e = some_examples (N, 2, 2, 1, 6);
  for (size_t i = 0; i < N; i++)
    training->C[i] = i % 2 == 0 ? C : 2 * C;
  training->options = options;
  training->options.y = training->e.label;
  training->options.C = training->C;
  training->options.cache_bytes = 2 << 20;
  g_assert_cmpint (epi_gram_new (&training->e.X, &rbf, &training->gram), ==,
                   EPI_OK);
  g_assert_cmpint (
      epi_smo_new (training->gram, &training->options, &training->method), ==,
      EPI_OK);
  training->smo = (EpiSmo *)training->method;
}

static inline void
training_end (Training *training)
{
  epi_method_free (training->method);
  epi_gram_free (training->gram);
  epi_examples_clear (&training->e);
}

/* y - Kβ, from all rows. */
static inline void
gradient_of (const Training *training, double *g)
{
  double row[N];

  for (size_t i = 0; i < N; i++)
    g[i] = training->e.label[i];
  for (size_t j = 0; j < N; j++) {
    if (training->method->x[j] == 0)
      continue;
    epi_gram_rows (training->gram, &j, 1, row);
    for (size_t i = 0; i < N; i++)
      g[i] -= training->method->x[j] * row[i];
  }
}

static inline bool
may_grow (const EpiSmo *smo, size_t t)
{
  return smo->base.x[t] < smo->upper[t];
}

static inline bool
may_shrink (const EpiSmo *smo, size_t t)
{
  return smo->base.x[t] > smo->lower[t];
}
