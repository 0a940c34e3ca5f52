/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-ls-certificate-private.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

/* Columns that the dual constraint Aᵀy = 0 counts: a ridge takes the others. */
static size_t
free_columns (const EpiLs *problem)
{
  return problem->ridge > 0 ? problem->n_free : problem->A.cols;
}

/* Robust losses: the dual point and what is needed to make it feasible. */
typedef struct {
  const EpiLs *problem;
  const EpiMatrix *theta;
  size_t c;       /* free columns */
  double *y;      /* (n) */
  long double *g; /* (p) Aᵀy */
  EpiMatrix R;    /* (c,c) of the rows that may move */
} Dual;

/* The bound on |yᵢ|. */
static long double
bound (const EpiLs *problem, size_t i)
{
  return epi_ls_check_weight (problem, i) *
         (problem->loss == EPI_LOSS_HUBER ? 2 * problem->huber_delta : 1);
}

/* Whether row i of an absolute loss is interpolated, and its yᵢ not ±wᵢ. */
static bool
interpolated (const Dual *self, size_t i)
{
  const EpiLs *problem = self->problem;
  long double size = fabsl (*epi_matrix_at (&problem->B, i, 0));

  if (problem->loss != EPI_LOSS_ABSOLUTE)
    return false;
  for (size_t j = 0; j < problem->A.cols; j++)
    size += fabsl (*epi_matrix_at (&problem->A, i, j) *
                   *epi_matrix_at (self->theta, j, 0));
  return fabsl (epi_ls_check_residual (problem, self->theta, 0, i)) <=
         1e-9L * size;
}

/* yᵢ := wᵢφ'(rᵢ), 0 where the absolute value leaves it open. */
static void
guess (Dual *self)
{
  const EpiLs *problem = self->problem;

  for (size_t i = 0; i < problem->A.rows; i++) {
    long double r = epi_ls_check_residual (problem, self->theta, 0, i);
    long double most = bound (problem, i);
    if (problem->loss == EPI_LOSS_HUBER)
      self->y[i] = (double)fmaxl (
          -most, fminl (most, 2 * epi_ls_check_weight (problem, i) * r));
    else
      self->y[i] = interpolated (self, i) ? 0 : (double)copysignl (most, r);
  }
}

/* g := Aᵀy */
static void
apply_transposed (Dual *self)
{
  const EpiMatrix *A = &self->problem->A;

  memset (self->g, 0, A->cols * sizeof *self->g);
  for (size_t i = 0; i < A->rows; i++)
    for (size_t j = 0; j < A->cols; j++)
      self->g[j] += (long double)*epi_matrix_at (A, i, j) * self->y[i];
}

/* y := y - V A z with AᵀVA z = (Aᵀy)_free, V the weights of the rows that may
 * move; R its triangle.  Twice, against rounding. */
static void
project (Dual *self, const double *v)
{
  const EpiMatrix *A = &self->problem->A, *R = &self->R;
  size_t c = self->c;
  long double *z = self->g;

  for (int pass = 0; pass < 2; pass++) {
    apply_transposed (self);
    for (size_t j = 0; j < c; j++) {
      for (size_t i = 0; i < j; i++)
        z[j] -= *epi_matrix_at (R, i, j) * z[i];
      z[j] /= *epi_matrix_at (R, j, j);
    }
    for (size_t j = c; j-- > 0;) {
      for (size_t l = j + 1; l < c; l++)
        z[j] -= *epi_matrix_at (R, j, l) * z[l];
      z[j] /= *epi_matrix_at (R, j, j);
    }
    for (size_t i = 0; i < A->rows; i++) {
      long double along = 0;
      for (size_t j = 0; j < c; j++)
        along += *epi_matrix_at (A, i, j) * z[j];
      self->y[i] -= (double)(v[i] * along);
    }
  }
}

static bool
has_full_rank (const EpiMatrix *R)
{
  for (size_t j = 0; j < R->cols; j++) {
    double length = 0;
    for (size_t i = 0; i <= j; i++)
      length = hypot (length, *epi_matrix_at (R, i, j));
    if (!(fabs (*epi_matrix_at (R, j, j)) > 1e-12 * length))
      return false;
  }
  return true;
}

/* Makes (Aᵀy)_free = 0, moving the interpolated rows alone if they can do it,
 * then all rows in proportion to their weights.  v (n) is workspace. */
static EpiStatus
make_feasible (Dual *self, bool hinted, double *v)
{
  size_t n = self->problem->A.rows;
  EpiLs moving = *self->problem;
  long double most = 1;

  moving.weights = v;
  for (int all = hinted ? 1 : 0; self->c > 0 && all < 2; all++) {
    for (size_t i = 0; i < n; i++)
      v[i] = all || interpolated (self, i)
                 ? (double)epi_ls_check_weight (self->problem, i)
                 : 0;
    EpiStatus status = epi_ls_own_triangle (&moving, false, NULL, &self->R);
    if (status != EPI_OK)
      return status;
    if (has_full_rank (&self->R))
      project (self, v);
  }
  for (size_t i = 0; i < n; i++) {
    long double limit = bound (self->problem, i);
    if (limit == 0)
      self->y[i] = 0;
    else if (fabsl (self->y[i]) > most * limit)
      most = fabsl (self->y[i]) / limit;
  }
  for (size_t i = 0; i < n; i++)
    self->y[i] = (double)(self->y[i] / most);
  return EPI_OK;
}

/* -bᵀy - Σ wφ*(y/w) - ‖(Aᵀy)_D‖²/(4λ), and how far (Aᵀy)_free is from 0. */
static double
dual_value (Dual *self, double *dual_residual)
{
  const EpiLs *problem = self->problem;
  long double sum = 0, worst = 0;

  for (size_t i = 0; i < problem->A.rows; i++) {
    long double w = epi_ls_check_weight (problem, i), y = self->y[i];
    sum -= *epi_matrix_at (&problem->B, i, 0) * y;
    if (problem->loss == EPI_LOSS_HUBER && w > 0)
      sum -= y * y / (4 * w);
  }
  apply_transposed (self);
  for (size_t j = self->c; j < problem->A.cols; j++)
    sum -= self->g[j] * self->g[j] / (4 * problem->ridge);
  for (size_t j = 0; j < self->c; j++) {
    long double size = 0;
    for (size_t i = 0; i < problem->A.rows; i++)
      size += fabsl (*epi_matrix_at (&problem->A, i, j)) * bound (problem, i);
    if (size > 0)
      worst = fmaxl (worst, fabsl (self->g[j]) / size);
  }
  *dual_residual = (double)worst;
  return (double)sum;
}

static void
try_dual (Dual *self, EpiLsCertificate *certificate)
{
  double off, primal = certificate->primal, dual = dual_value (self, &off);
  double gap = (primal - dual) / (1 + fabs (primal) + fabs (dual));

  if (isnan (certificate->gap) || fabs (gap) < fabs (certificate->gap)) {
    certificate->dual = dual;
    certificate->gap = gap;
    certificate->dual_residual = off;
  }
}

EpiStatus
epi_ls_certify_robust (const EpiLs *problem, const EpiMatrix *theta,
                       const double *hint, EpiLsCertificate *certificate)
{
  size_t n = problem->A.rows, c = free_columns (problem);
  Dual dual = {.problem = problem, .theta = theta, .c = c};
  double *v = epi_new (double, n);
  EpiStatus status = EPI_NO_MEMORY;

  dual.y = epi_new (double, n);
  dual.g = epi_new (long double, problem->A.cols);
  if (v != NULL && dual.y != NULL && dual.g != NULL &&
      epi_matrix_new (c, c, &dual.R) == EPI_OK) {
    guess (&dual);
    status = make_feasible (&dual, false, v);
    if (status == EPI_OK)
      try_dual (&dual, certificate);
    if (status == EPI_OK && hint != NULL && epi_is_finite (hint, n)) {
      memcpy (dual.y, hint, n * sizeof (double));
      status = make_feasible (&dual, true, v);
      if (status == EPI_OK)
        try_dual (&dual, certificate);
    }
  }
  epi_matrix_clear (&dual.R);
  epi_free (dual.y);
  epi_free (dual.g);
  epi_free (v);
  if (!(certificate->dual_residual <= certificate->tolerance))
    certificate->missing = "no feasible dual point was found";
  else if (!(fabs (certificate->gap) <= certificate->tolerance))
    certificate->missing = "the duality gap is not closed";
  return status;
}
