/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regressions with outliers, for the tests of the robust losses. */
#pragma once

#include "core/epi-method.h"
#include "core/epi-random.h"
#include "problem/epi-ls.h"

#include <glib.h>

/* Brownlee's stack loss: air flow, water temperature, acid; loss. */
static const double stackloss[21][4] = {
    {80, 27, 89, 42}, {80, 27, 88, 37}, {75, 25, 90, 37}, {62, 24, 87, 28},
    {62, 22, 87, 18}, {62, 23, 87, 18}, {62, 24, 93, 19}, {62, 24, 93, 20},
    {58, 23, 87, 15}, {58, 18, 80, 14}, {58, 18, 89, 14}, {58, 17, 88, 13},
    {58, 18, 82, 11}, {58, 19, 93, 12}, {50, 18, 89, 8},  {50, 18, 86, 7},
    {50, 19, 72, 8},  {50, 19, 79, 8},  {50, 20, 80, 9},  {56, 20, 82, 15},
    {70, 20, 91, 15}};

typedef struct {
  EpiLs ls;
  double *weights;
} Data;

static inline Data
data_new (size_t n, size_t p)
{
  Data data = {.ls = {.loss = EPI_LOSS_ABSOLUTE, .huber_delta = 1}};

  epi_matrix_new (n, p, &data.ls.A);
  epi_matrix_new (n, 1, &data.ls.B);
  return data;
}

static inline void
data_clear (Data *data)
{
  epi_matrix_clear (&data->ls.A);
  epi_matrix_clear (&data->ls.B);
  g_free (data->weights);
}

static inline Data
stackloss_new (EpiLoss loss)
{
  Data data = data_new (21, 4);

  data.ls.loss = loss;
  for (size_t i = 0; i < 21; i++) {
    *epi_matrix_at (&data.ls.A, i, 0) = 1;
    for (size_t j = 0; j < 3; j++)
      *epi_matrix_at (&data.ls.A, i, j + 1) = stackloss[i][j];
    data.ls.B.data[i] = stackloss[i][3];
  }
  return data;
}

/* The answer for the absolute loss as published with quantreg. */
static inline void
check_stackloss (const EpiMethod *method)
{
  g_assert_cmpfloat_with_epsilon (method->x[0], -39.68985507, 5e-9);
  g_assert_cmpfloat_with_epsilon (method->x[1], 0.83188406, 5e-9);
  g_assert_cmpfloat_with_epsilon (method->x[2], 0.57391304, 5e-9);
  g_assert_cmpfloat_with_epsilon (method->x[3], -0.06086957, 5e-9);
  g_assert_cmpfloat_with_epsilon (method->f, 42.08116, 5e-6);
}

/* Absolute loss; a line or plane with heavy-tailed noise: a fifth of the points
 * far off. Weights: 0, 1, 2, 3. */
static inline Data
contaminated_new (size_t n, size_t p, uint64_t seed, bool weighted)
{
  Data data = data_new (n, p);
  EpiRandom random = epi_random (seed, 3);

  if (weighted)
    data.ls.weights = data.weights = g_new (double, n);
  for (size_t i = 0; i < n; i++) {
    double sum = epi_random_normal (&random);
    if (epi_random_below (&random, 5) == 0)
      sum = 30 * sum + 20;
    for (size_t j = 0; j < p; j++) {
      double a = j == 0 ? 1 : epi_random_normal (&random);
      *epi_matrix_at (&data.ls.A, i, j) = a;
      sum += a * (double)(j + 1);
    }
    data.ls.B.data[i] = sum;
    if (weighted)
      data.weights[i] = (double)epi_random_below (&random, 4);
  }
  return data;
}

/* r of row i. */
static inline double
residual (const EpiLs *ls, const double *theta, size_t i)
{
  double r = -ls->B.data[i];

  for (size_t j = 0; j < ls->A.cols; j++)
    r += *epi_matrix_at (&ls->A, i, j) * theta[j];
  return r;
}
