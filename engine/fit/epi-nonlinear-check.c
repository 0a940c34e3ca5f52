/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-nonlinear.h"

#include "core/epi-alloc.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

#define EPI_CHECK_COSINE 1e-6
#define EPI_CHECK_CURVATURE 1e-6
#define EPI_CHECK_RANK 1e-10
#define EPI_CHECK_DIFFERENCE 1e-5 /* ∛u of a coordinate */

typedef struct {
  const EpiResiduals *residuals;
  size_t m, n;
  double *r, *S, *x, *up, *down, *values;
  EpiMatrix J, H;
} Check;

/* g (n) := Jᵀr at x; false where it is not finite. */
static bool
gradient_at (Check *self, const double *x, double *g)
{
  if (!self->residuals->eval (self->residuals, x, self->r, &self->J))
    return false;
  for (size_t j = 0; j < self->n; j++) {
    long double sum = 0;
    for (size_t i = 0; i < self->m; i++)
      sum += (long double)*epi_matrix_at (&self->J, i, j) * self->r[i];
    g[j] = (double)sum;
  }
  return true;
}

/* H := S⁻¹ ∇(Jᵀr) S⁻¹ by central differences, made symmetric. */
static bool
find_hessian (Check *self, const double *x)
{
  size_t n = self->n;

  for (size_t j = 0; j < n; j++) {
    double h = EPI_CHECK_DIFFERENCE * (x[j] != 0 ? fabs (x[j]) : 1);
    memcpy (self->x, x, n * sizeof (double));
    self->x[j] = x[j] + h;
    if (!gradient_at (self, self->x, self->up))
      return false;
    self->x[j] = x[j] - h;
    if (!gradient_at (self, self->x, self->down))
      return false;
    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (&self->H, i, j) =
          (self->up[i] - self->down[i]) / (2 * h) / self->S[i] / self->S[j];
  }
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++) {
      double *a = epi_matrix_at (&self->H, i, j);
      double *b = epi_matrix_at (&self->H, j, i);
      *a = *b = (*a + *b) / 2;
    }
  return epi_matrix_is_finite (&self->H);
}

static double
length (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum = hypot (sum, x[i]);
  return sum;
}

static EpiStatus
judge (Check *self, const double *x, EpiNonlinearCheck *check)
{
  size_t n = self->n;
  int width = (int)n;

  if (!gradient_at (self, x, self->up))
    return EPI_NOT_FINITE;
  double size = length (self->r, self->m);
  check->cosine = 0;
  for (size_t j = 0; j < n; j++) {
    self->S[j] = length (epi_matrix_col (&self->J, j), self->m);
    if (self->S[j] > 0 && size > 0)
      check->cosine =
          fmax (check->cosine, fabs (self->up[j] / self->S[j]) / size);
    if (self->S[j] == 0)
      self->S[j] = 1;
    for (size_t i = 0; i < self->m; i++)
      *epi_matrix_at (&self->J, i, j) /= self->S[j];
  }
  if (LAPACKE_dgesvd (LAPACK_COL_MAJOR, 'N', 'N', (int)self->m, width,
                      self->J.data, (int)self->m, self->values, NULL, 1, NULL,
                      1, self->down) != 0)
    return EPI_NUMERICAL;
  size_t most = self->m < n ? self->m : n;
  check->rank = 0;
  while (check->rank < most && self->values[0] > 0 &&
         self->values[check->rank] > EPI_CHECK_RANK * self->values[0])
    check->rank++;
  if (!find_hessian (self, x))
    return EPI_NOT_FINITE;
  if (LAPACKE_dsyev (LAPACK_COL_MAJOR, 'N', 'L', width, self->H.data, width,
                     self->values) != 0)
    return EPI_NUMERICAL;
  check->smallest = self->values[0];
  check->stationary = check->cosine <= EPI_CHECK_COSINE;
  check->minimum = check->stationary && check->smallest >= -EPI_CHECK_CURVATURE;
  return EPI_OK;
}

EpiStatus
epi_nonlinear_check (const EpiResiduals *residuals, const double *x,
                     EpiNonlinearCheck *check)
{
  size_t m = residuals->n_rows, n = residuals->n;
  Check self = {.residuals = residuals, .m = m, .n = n};
  double *vectors = epi_new0 (double, m + 5 * n);
  EpiStatus status = EPI_NO_MEMORY;

  *check = (EpiNonlinearCheck){.cosine = NAN, .smallest = NAN};
  if (vectors != NULL && epi_matrix_new (m, n, &self.J) == EPI_OK &&
      epi_matrix_new (n, n, &self.H) == EPI_OK) {
    self.r = vectors;
    self.S = vectors + m;
    self.x = self.S + n;
    self.up = self.x + n;
    self.down = self.up + n;
    self.values = self.down + n;
    status = judge (&self, x, check);
  }
  epi_matrix_clear (&self.J);
  epi_matrix_clear (&self.H);
  epi_free (vectors);
  return status;
}
