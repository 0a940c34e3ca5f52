/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-inner-point.h"

#include "convex/epi-corners.h"
#include "convex/epi-simplex.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define STRICT 1e-9 /* of |hᵢ| + the size of gᵢᵀx: more than rounding */
#define MOST_STEPS 2000

static double
row_norm (const EpiMatrix *G, size_t i)
{
  double square = 0;

  for (size_t j = 0; j < G->cols; j++)
    square += *epi_matrix_at (G, i, j) * *epi_matrix_at (G, i, j);
  return sqrt (square);
}

static bool
is_inside (const EpiMatrix *G, const double *h, const double *x)
{
  for (size_t i = 0; i < G->rows; i++) {
    double slack = h[i], size = fabs (h[i]);
    for (size_t j = 0; j < G->cols; j++) {
      slack -= *epi_matrix_at (G, i, j) * x[j];
      size += fabs (*epi_matrix_at (G, i, j) * x[j]);
    }
    if (!(slack > STRICT * size))
      return false;
  }
  return true;
}

/* 1. */
static bool
mean_of_corners (const EpiMatrix *G, const double *h, double *x)
{
  size_t n = G->cols;
  EpiCorners corners;

  if (epi_corners_find (G, h, &corners) != EPI_OK)
    return false;
  memset (x, 0, n * sizeof *x);
  for (size_t k = 0; k < corners.n_corners; k++)
    for (size_t j = 0; j < n; j++)
      x[j] += corners.x[j + k * n] / (double)corners.n_corners;
  bool found = corners.n_corners > n && is_inside (G, h, x);
  epi_corners_clear (&corners);
  return found;
}

/* The program of 2. in (x, r); EPI_NO_MEMORY. */
static EpiStatus
ball_program (const EpiMatrix *G, const double *h, EpiQp *out)
{
  size_t m = G->rows, n = G->cols, entries = 0;
  EpiTriplet *list = epi_new (EpiTriplet, m * (n + 1) + 1);
  double most = 0;

  if (list == NULL)
    return EPI_NO_MEMORY;
  EpiStatus status = epi_qp_new (m, n + 1, out);
  for (size_t i = 0; status == EPI_OK && i < m; i++) {
    double norm = row_norm (G, i);
    for (size_t j = 0; j < n; j++)
      if (*epi_matrix_at (G, i, j) != 0)
        list[entries++] =
            (EpiTriplet){(int)i, (int)j, *epi_matrix_at (G, i, j)};
    if (norm > 0)
      list[entries++] = (EpiTriplet){(int)i, (int)n, norm};
    most = fmax (most, norm > 0 ? fabs (h[i]) / norm : 0);
    out->row_upper[i] = h[i];
  }
  if (status == EPI_OK) {
    epi_sparse_clear (&out->A);
    status = epi_sparse_from_triplets (m, n + 1, list, entries, &out->A);
    for (size_t j = 0; j <= n; j++)
      out->lower[j] = -INFINITY;
    out->upper[n] = most > 0 ? most : 1;
    out->c[n] = -1;
    if (status != EPI_OK)
      epi_qp_clear (out);
  }
  epi_free (list);
  return status;
}

/* 2. */
static EpiStatus
centre_of_ball (const EpiMatrix *G, const double *h, double *x)
{
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
  EpiMethod *method = NULL;
  EpiQp program;

  EpiStatus status = ball_program (G, h, &program);
  if (status != EPI_OK)
    return status;
  status = epi_simplex_new (&program, &options, &method);
  if (status == EPI_OK) {
    epi_method_run (method, MOST_STEPS, NULL, NULL);
    memcpy (x, method->x, G->cols * sizeof *x);
    status = method->status == EPI_INFEASIBLE  ? EPI_INFEASIBLE
             : is_inside (G, h, x)             ? EPI_OK
             : method->status == EPI_CONVERGED ? EPI_INFEASIBLE
                                               : EPI_FAILED;
    epi_method_free (method);
  }
  epi_qp_clear (&program);
  return status;
}

EpiStatus
epi_inner_point (const EpiMatrix *G, const double *h, double *x)
{
  return mean_of_corners (G, h, x) ? EPI_OK : centre_of_ball (G, h, x);
}
