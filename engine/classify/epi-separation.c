/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-separation.h"

#include "convex/epi-solve.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define TOLERANCE 1e-9
#define MOST_STEPS 200 /* of the perceptron: less than the program takes */

/* ---- 1. ---- */

static double
product (const EpiSparse *phi, size_t j, const double *w, double *scale)
{
  double sum = 0, size = 0;

  for (int e = phi->start[j]; e < phi->start[j + 1]; e++) {
    double term = phi->value[e] * w[phi->row[e]];
    sum += term;
    size += fabs (term);
  }
  *scale = fmax (*scale, size);
  return sum;
}

static void
add (const EpiSparse *phi, size_t j, double factor, double *w)
{
  for (int e = phi->start[j]; e < phi->start[j + 1]; e++)
    w[phi->row[e]] += factor * phi->value[e];
}

/* The points of both sides that are least apart in the direction of w, and how
 * far; scale: of what was added up for that. */
typedef struct {
  size_t plus, minus;
  double low, high, scale;
} Nearest;

static Nearest
nearest (const EpiSparse *phi, const double *y, const double *w)
{
  Nearest at = {.low = INFINITY, .high = -INFINITY};

  for (size_t j = 0; j < phi->cols; j++) {
    double f = product (phi, j, w, &at.scale);
    if (y[j] > 0 && f < at.low) {
      at.low = f;
      at.plus = j;
    } else if (y[j] < 0 && f > at.high) {
      at.high = f;
      at.minus = j;
    }
  }
  return at;
}

static bool
perceptron (const EpiSparse *phi, const double *y, double *w, double *b)
{
  size_t p = phi->rows, n[2] = {0, 0};

  memset (w, 0, p * sizeof *w);
  for (size_t j = 0; j < phi->cols; j++)
    n[y[j] > 0]++;
  if (n[0] == 0 || n[1] == 0)
    return false;
  for (size_t j = 0; j < phi->cols; j++)
    add (phi, j, y[j] / (double)n[y[j] > 0], w);
  for (int step = 0; step < MOST_STEPS; step++) {
    Nearest at = nearest (phi, y, w);
    double apart = at.low - at.high;
    if (apart > TOLERANCE * at.scale) {
      for (size_t i = 0; i < p; i++)
        w[i] /= apart;
      *b = -(at.low + at.high) / 2 / apart;
      return true;
    }
    add (phi, at.plus, 1, w);
    add (phi, at.minus, -1, w);
  }
  return false;
}

/* ---- 2. ---- */

/* Rows: p of coordinates, then the sums of both sides. */
static EpiStatus
make_program (const EpiSparse *phi, const double *y, EpiQp *qp)
{
  size_t n = phi->cols, p = phi->rows, k = 0;
  EpiStatus status = epi_qp_new (p + 2, n, qp);

  if (status != EPI_OK)
    return status;
  epi_sparse_clear (&qp->A);
  status = epi_sparse_new (p + 2, n, epi_sparse_entries (phi) + n, &qp->A);
  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < n; j++) {
    for (int e = phi->start[j]; e < phi->start[j + 1]; e++, k++) {
      qp->A.row[k] = phi->row[e];
      qp->A.value[k] = y[j] * phi->value[e];
    }
    qp->A.row[k] = (int)(y[j] > 0 ? p : p + 1);
    qp->A.value[k++] = 1;
    qp->A.start[j + 1] = (int)k;
  }
  for (size_t i = 0; i < p + 2; i++)
    qp->row_lower[i] = qp->row_upper[i] = i < p ? 0 : 1;
  return EPI_OK;
}

/* The ray: for all j  y_j φ_jᵀu + s_± ≤ 0, and s₊ + s₋ = 1.  So wᵀφ ≥ s₊ on the
 * one side and wᵀφ ≤ -s₋ on the other, with w = -u: apart by 1. */
static void
read_plane (const EpiSparse *phi, const double *ray, double *w, double *b)
{
  size_t p = phi->rows;

  for (size_t i = 0; i < p; i++)
    w[i] = -ray[i];
  *b = (ray[p + 1] - ray[p]) / 2;
}

static void
read_common (const EpiSparse *phi, const double *y, const double *lambda,
             double *common)
{
  memset (common, 0, phi->rows * sizeof *common);
  for (size_t j = 0; j < phi->cols; j++)
    for (int e = phi->start[j]; y[j] > 0 && e < phi->start[j + 1]; e++)
      common[phi->row[e]] += lambda[j] * phi->value[e];
}

EpiStatus
epi_separate (const EpiSparse *phi, const double *y, bool *separable, double *w,
              double *b, double *common)
{
  EpiProgram program = {.kind = EPI_PROGRAM_LINEAR};
  EpiSolveOptions options = {.tolerance = TOLERANCE,
                             .max_iterations = SIZE_MAX};
  EpiSolution solution;
  double *plane = epi_new (double, phi->rows);

  if (plane == NULL)
    return EPI_NO_MEMORY;
  bool found = perceptron (phi, y, plane, b);
  if (found) {
    *separable = true;
    memcpy (w, plane, phi->rows * sizeof *w);
  }
  epi_free (plane);
  if (found)
    return EPI_OK;
  EpiStatus status = make_program (phi, y, &program.qp);
  if (status != EPI_OK) {
    epi_program_clear (&program);
    return status;
  }
  epi_solve (&program, &options, NULL, NULL, &solution);
  status = solution.status == EPI_NO_MEMORY ? EPI_NO_MEMORY : EPI_NUMERICAL;
  if (solution.status == EPI_INFEASIBLE) {
    *separable = true;
    read_plane (phi, solution.answer.qp.y, w, b);
    status = EPI_OK;
  } else if (solution.status == EPI_OPTIMAL) {
    *separable = false;
    read_common (phi, y, solution.answer.qp.x, common);
    status = EPI_OK;
  }
  epi_solution_clear (&solution);
  epi_program_clear (&program);
  return status;
}
