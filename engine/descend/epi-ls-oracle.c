/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-ls-oracle.h"

#include "core/epi-alloc.h"
#include "fit/epi-tall.h"

#include <float.h>
#include <glib.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define EPI_ORACLE_BLOCK 1024

typedef struct {
  EpiOracle base;
  EpiLs ls;
  size_t p, m;
  EpiMatrix R;   /* (p+m,p+m), see fit/epi-tall.h */
  double rest;   /* ‖R₂₂‖² */
  double *along; /* (p) workspace */
} LsOracle;

/* to (p) := R₁₁ v */
static void
triangle_times (const LsOracle *self, const double *v, double *to)
{
  memset (to, 0, self->p * sizeof (double));
  for (size_t j = 0; j < self->p; j++)
    for (size_t i = 0; i <= j; i++)
      to[i] += *epi_matrix_at (&self->R, i, j) * v[j];
}

/* to (p) := 2 R₁₁ᵀ v */
static void
twice_transposed_times (const LsOracle *self, const double *v, double *to)
{
  for (size_t j = 0; j < self->p; j++) {
    double sum = 0;
    for (size_t i = 0; i <= j; i++)
      sum += *epi_matrix_at (&self->R, i, j) * v[i];
    to[j] = 2 * sum;
  }
}

static double
squared_value (const EpiOracle *base, const double *x, double *gradient)
{
  const LsOracle *self = (const LsOracle *)base;
  double sum = 0;

  for (size_t l = 0; l < self->m; l++) {
    const double *z = epi_matrix_col (&self->R, self->p + l);
    triangle_times (self, x + l * self->p, self->along);
    for (size_t i = 0; i < self->p; i++) {
      self->along[i] -= z[i];
      sum += self->along[i] * self->along[i];
    }
    if (gradient != NULL)
      twice_transposed_times (self, self->along, gradient + l * self->p);
  }
  return sum + self->rest;
}

static void
squared_hessian_vector (const EpiOracle *base, const double *x, const double *v,
                        double *out)
{
  const LsOracle *self = (const LsOracle *)base;

  for (size_t l = 0; l < self->m; l++) {
    triangle_times (self, v + l * self->p, self->along);
    twice_transposed_times (self, self->along, out + l * self->p);
  }
}

static double
huber_slope (const EpiLs *ls, double r) /* φ'(r) */
{
  return 2 * fmax (-ls->huber_delta, fmin (ls->huber_delta, r));
}

static double
huber_value (const EpiOracle *base, const double *x, double *gradient)
{
  const LsOracle *self = (const LsOracle *)base;
  const EpiLs *ls = &self->ls;
  EpiMatrix theta = epi_matrix_view ((double *)x, self->p, 1, self->p);
  double r[EPI_ORACLE_BLOCK], sum = 0;

  for (size_t j = 0; gradient != NULL && j < self->p; j++)
    gradient[j] = j < ls->n_free ? 0 : 2 * ls->ridge * x[j];
  for (size_t begin = 0; begin < ls->A.rows; begin += EPI_ORACLE_BLOCK) {
    size_t rows = MIN (EPI_ORACLE_BLOCK, ls->A.rows - begin);
    epi_ls_residual (ls, &theta, 0, begin, rows, r);
    for (size_t i = 0; i < rows; i++) {
      double w = ls->weights != NULL ? ls->weights[begin + i] : 1;
      sum += w * epi_ls_loss (ls, r[i]);
      r[i] = w * huber_slope (ls, r[i]);
    }
    for (size_t j = 0; gradient != NULL && j < self->p; j++)
      for (size_t i = 0; i < rows; i++)
        gradient[j] += *epi_matrix_at (&ls->A, begin + i, j) * r[i];
  }
  return sum + epi_ls_ridge (ls, &theta);
}

/* ∇²f v = 2 Σ wᵢ aᵢ aᵢᵀv over |rᵢ| ≤ δ, and 2 λ D²v */
static void
huber_hessian_vector (const EpiOracle *base, const double *x, const double *v,
                      double *out)
{
  const LsOracle *self = (const LsOracle *)base;
  const EpiLs *ls = &self->ls;
  EpiMatrix theta = epi_matrix_view ((double *)x, self->p, 1, self->p);
  double r[EPI_ORACLE_BLOCK];

  for (size_t j = 0; j < self->p; j++)
    out[j] = j < ls->n_free ? 0 : 2 * ls->ridge * v[j];
  for (size_t begin = 0; begin < ls->A.rows; begin += EPI_ORACLE_BLOCK) {
    size_t rows = MIN (EPI_ORACLE_BLOCK, ls->A.rows - begin);
    epi_ls_residual (ls, &theta, 0, begin, rows, r);
    for (size_t i = 0; i < rows; i++) {
      double w = ls->weights != NULL ? ls->weights[begin + i] : 1, along = 0;
      if (fabs (r[i]) > ls->huber_delta)
        continue;
      for (size_t j = 0; j < self->p; j++)
        along += *epi_matrix_at (&ls->A, begin + i, j) * v[j];
      for (size_t j = 0; j < self->p; j++)
        out[j] += 2 * w * along * *epi_matrix_at (&ls->A, begin + i, j);
    }
  }
}

static void
ls_oracle_free (EpiOracle *base)
{
  LsOracle *self = (LsOracle *)base;

  epi_matrix_clear (&self->R);
  epi_free (self->along);
  g_free (self);
}

/* L and μ = 2σ² of R₁₁; the noise of 2R₁₁ᵀ(R₁₁Θ - R₁₂) is σ₁ε, half of what
 * rounding may do there.  At the optimum R₁₁Θ = R₁₂, so that both parts of ε's
 * size are ‖R₁₂‖ at least.  R₁₁ and R₁₂ are off from A and B by roundings that
 * grow with the rows, and no iterate sees them: the certificate, which is about
 * A and B, allows for them.  ε grows with p, and the certificate looks at each
 * column with its own length: here nothing above 8u, in R₁₁ᵀ(R₁₁Θ - R₁₂), is
 * asked to be noise.
 */
static EpiStatus
find_bounds (LsOracle *self)
{
  int p = (int)self->p;
  EpiMatrix copy;
  double *sigma = g_new0 (double, self->p), *unused = g_new (double, self->p);
  EpiMatrix R = epi_matrix_view (self->R.data, self->p, self->p, self->R.ld);
  EpiStatus status = epi_matrix_copy (&R, &copy);

  if (status == EPI_OK &&
      LAPACKE_dgesvd (LAPACK_COL_MAJOR, 'N', 'N', p, p, copy.data, p, sigma,
                      NULL, p, NULL, p, unused) != 0)
    status = EPI_NUMERICAL;
  double largest = sigma[0], smallest = sigma[self->p - 1], norm = 0;
  for (size_t l = 0; l < self->m; l++)
    for (size_t i = 0; i < self->p; i++)
      norm = hypot (norm, *epi_matrix_at (&self->R, i, self->p + l));
  self->base.lipschitz = 2 * largest * largest;
  self->base.convexity =
      self->ls.loss == EPI_LOSS_SQUARED ? 2 * smallest * smallest : NAN;
  self->base.noise = largest * fmin (epi_ls_rounding (0, self->p, 2 * norm),
                                     8 * DBL_EPSILON * norm);
  epi_matrix_clear (&copy);
  g_free (sigma);
  g_free (unused);
  return status;
}

EpiStatus
epi_ls_oracle_new (const EpiLs *problem, EpiOracle **out)
{
  size_t p = problem->A.cols, m = problem->B.cols;
  bool squared = problem->loss == EPI_LOSS_SQUARED;
  EpiTall tall = {0};

  *out = NULL;
  if (problem->loss == EPI_LOSS_ABSOLUTE)
    return EPI_UNSUPPORTED;
  LsOracle *self = g_new0 (LsOracle, 1);
  self->ls = *problem;
  self->p = p;
  self->m = m;
  self->along = epi_new (double, p);
  self->base.n = p * m;
  self->base.rows = m > 1 ? p : 0;
  self->base.value = squared ? squared_value : huber_value;
  self->base.hessian_vector =
      squared ? squared_hessian_vector : huber_hessian_vector;
  self->base.free = ls_oracle_free;
  self->base.quadratic = squared;
  EpiStatus status = self->along == NULL
                         ? EPI_NO_MEMORY
                         : epi_matrix_new (p + m, p + m, &self->R);
  if (status == EPI_OK)
    status = epi_tall_init (&tall, problem);
  if (status == EPI_OK)
    status = epi_tall_triangle (&tall, problem, NULL, &self->R);
  epi_tall_clear (&tall);
  if (status == EPI_OK)
    status = find_bounds (self);
  for (size_t j = p; status == EPI_OK && j < p + m; j++)
    for (size_t i = p; i < p + m; i++)
      self->rest +=
          *epi_matrix_at (&self->R, i, j) * *epi_matrix_at (&self->R, i, j);
  if (status == EPI_OK)
    *out = &self->base;
  else
    ls_oracle_free (&self->base);
  return status;
}
