/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-lsq-update.h"

#include "core/epi-alloc.h"
#include "fit/epi-double-double.h"
#include "fit/epi-tall.h"

#include <assert.h>
#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define EPI_UPDATE_PASSES 12
#define EPI_UPDATE_DONE (4 * DBL_EPSILON)
/* A downdate that leaves less than this of a direction loses its digits. */
#define EPI_UPDATE_LEFT 1e-6

struct EpiLsqUpdate {
  size_t p, m, q; /* q = p + m */
  EpiDD *G;       /* (q,q) column-major, lower triangle: the Gram matrix of
                   * [√W A, √W B] and the ridge */
  EpiDD *L;       /* (p,p) its Cholesky factor when exact */
  double *R;      /* (p,p) upper: RᵀR ≈ G, if has_factor */
  bool has_factor;
  double *theta;   /* (p,m) the last answer: where the next one starts */
  EpiDD *residual; /* (p) workspace */
  double *row, *cosine, *sine; /* (p) workspace */
  size_t refactored;
};

static EpiDD *
gram_at (const EpiLsqUpdate *self, size_t i, size_t j) /* either triangle */
{
  return i >= j ? &self->G[i + j * self->q] : &self->G[j + i * self->q];
}

/* G := G + sign w [a b]ᵀ[a b], exact but for the last of 32 digits. */
static void
update_gram (EpiLsqUpdate *self, const double *a, const double *b, double w,
             double sign)
{
  size_t p = self->p;

  for (size_t j = 0; j < self->q; j++) {
    double at_j = j < p ? a[j] : b[j - p];
    EpiDD scaled = epi_dd_product (sign * w, at_j);
    for (size_t i = j; i < self->q; i++) {
      EpiDD *g = &self->G[i + j * self->q];
      EpiDD at_i = epi_dd (i < p ? a[i] : b[i - p]);
      *g = epi_dd_add (*g, epi_dd_times (scaled, at_i));
    }
  }
}

/* R := the triangle of [R; xᵀ], by p Givens rotations; x (p) is used up. */
static void
add_row (EpiLsqUpdate *self, double *x)
{
  size_t p = self->p;

  for (size_t k = 0; k < p; k++) {
    double *r = &self->R[k + k * p], length = hypot (*r, x[k]);
    if (x[k] == 0)
      continue;
    double c = *r / length, s = x[k] / length;
    for (size_t j = k; j < p; j++) {
      double was = self->R[k + j * p];
      self->R[k + j * p] = c * was + s * x[j];
      x[j] = c * x[j] - s * was;
    }
  }
}

/* R := the R' with R'ᵀR' = RᵀR - x xᵀ; false, and R untouched, when there is
 * none or it would keep too few digits. */
static bool
remove_row (EpiLsqUpdate *self, double *x)
{
  size_t p = self->p;
  double square = 0;

  for (size_t j = 0; j < p; j++) { /* Rᵀq = x */
    for (size_t i = 0; i < j; i++)
      x[j] -= self->R[i + j * p] * x[i];
    x[j] /= self->R[j + j * p];
    square += x[j] * x[j];
  }
  if (!(1 - square > EPI_UPDATE_LEFT))
    return false;
  double alpha = sqrt (1 - square);
  for (size_t i = p; i-- > 0;) {
    double length = hypot (alpha, x[i]);
    self->cosine[i] = alpha / length;
    self->sine[i] = x[i] / length;
    alpha = length;
  }
  for (size_t j = 0; j < p; j++) {
    double carried = 0;
    for (size_t i = j + 1; i-- > 0;) {
      double *r = &self->R[i + j * p];
      double turned = self->cosine[i] * carried + self->sine[i] * *r;
      *r = self->cosine[i] * *r - self->sine[i] * carried;
      carried = turned;
    }
  }
  return true;
}

static EpiStatus
change (EpiLsqUpdate *self, const double *a, const double *b, double w,
        double sign)
{
  assert (w >= 0 || isnan (w));
  if (!isfinite (w) || !epi_is_finite (a, self->p) ||
      !epi_is_finite (b, self->m))
    return EPI_NOT_FINITE;
  if (w == 0)
    return EPI_OK;
  update_gram (self, a, b, w, sign);
  for (size_t j = 0; j < self->p; j++)
    self->row[j] = sqrt (w) * a[j];
  if (self->has_factor && sign > 0)
    add_row (self, self->row);
  else if (self->has_factor)
    self->has_factor = remove_row (self, self->row);
  return EPI_OK;
}

EpiStatus
epi_lsq_update_add (EpiLsqUpdate *self, const double *a, const double *b,
                    double w)
{
  return change (self, a, b, w, 1);
}

EpiStatus
epi_lsq_update_remove (EpiLsqUpdate *self, const double *a, const double *b,
                       double w)
{
  return change (self, a, b, w, -1);
}

EpiStatus
epi_lsq_update_replace (EpiLsqUpdate *self, const double *old_a,
                        const double *old_b, double old_w, const double *a,
                        const double *b, double w)
{
  if (!isfinite (old_w) || !epi_is_finite (old_a, self->p) ||
      !epi_is_finite (old_b, self->m))
    return EPI_NOT_FINITE;
  EpiStatus status = change (self, a, b, w, 1); /* first in, then out */
  return status == EPI_OK ? change (self, old_a, old_b, old_w, -1) : status;
}

/* L := Cholesky's factor of G in double-double, R := Lᵀ rounded. */
static EpiStatus
refactor (EpiLsqUpdate *self)
{
  size_t p = self->p;

  self->refactored++;
  self->has_factor = false;
  for (size_t j = 0; j < p; j++)
    for (size_t i = j; i < p; i++) {
      EpiDD sum = *gram_at (self, i, j);
      for (size_t k = 0; k < j; k++)
        sum = epi_dd_add (sum, epi_dd_negate (epi_dd_times (
                                   self->L[i + k * p], self->L[j + k * p])));
      if (i == j && !(sum.hi > 0x1p-90 * gram_at (self, j, j)->hi))
        return EPI_SINGULAR;
      self->L[i + j * p] =
          i == j ? epi_dd_sqrt (sum) : epi_dd_over (sum, self->L[j + j * p]);
      self->R[j + i * p] = self->L[i + j * p].hi;
    }
  self->has_factor = true;
  return EPI_OK;
}

/* residual := c - GΘ, of one output */
static void
find_residual (EpiLsqUpdate *self, const double *theta, size_t output)
{
  size_t p = self->p;

  for (size_t i = 0; i < p; i++) {
    EpiDD sum = *gram_at (self, p + output, i);
    for (size_t j = 0; j < p; j++)
      sum = epi_dd_add (sum, epi_dd_negate (epi_dd_times (*gram_at (self, i, j),
                                                          epi_dd (theta[j]))));
    self->residual[i] = sum;
  }
}

/* row := R⁻¹R⁻ᵀ residual */
static void
precondition (EpiLsqUpdate *self)
{
  size_t p = self->p;
  double *x = self->row;

  for (size_t j = 0; j < p; j++) {
    x[j] = self->residual[j].hi;
    for (size_t i = 0; i < j; i++)
      x[j] -= self->R[i + j * p] * x[i];
    x[j] /= self->R[j + j * p];
  }
  for (size_t i = p; i-- > 0;) {
    for (size_t j = i + 1; j < p; j++)
      x[i] -= self->R[i + j * p] * x[j];
    x[i] /= self->R[i + i * p];
  }
}

/* residual := G⁻¹ residual by the factor in double-double. */
static void
solve_exactly (EpiLsqUpdate *self)
{
  size_t p = self->p;
  EpiDD *x = self->residual;

  for (size_t j = 0; j < p; j++) {
    for (size_t i = 0; i < j; i++)
      x[j] = epi_dd_add (
          x[j], epi_dd_negate (epi_dd_times (self->L[j + i * p], x[i])));
    x[j] = epi_dd_over (x[j], self->L[j + j * p]);
  }
  for (size_t i = p; i-- > 0;) {
    for (size_t j = i + 1; j < p; j++)
      x[i] = epi_dd_add (
          x[i], epi_dd_negate (epi_dd_times (self->L[j + i * p], x[j])));
    x[i] = epi_dd_over (x[i], self->L[i + i * p]);
  }
}

/* The largest √G_jj |x_j|. */
static double
size_of (const EpiLsqUpdate *self, const double *x)
{
  double largest = 0;

  for (size_t j = 0; j < self->p; j++)
    largest = fmax (largest, sqrt (gram_at (self, j, j)->hi) * fabs (x[j]));
  return largest;
}

/* Θ := Θ + R⁻¹R⁻ᵀ(c - GΘ) while that gains digits; whether it got there. */
static bool
refine (EpiLsqUpdate *self, double *theta, size_t output)
{
  double before = INFINITY;

  for (int pass = 0; pass < EPI_UPDATE_PASSES; pass++) {
    find_residual (self, theta, output);
    precondition (self);
    double moved = size_of (self, self->row);
    if (!(moved <= before / 4) && pass > 1)
      return false;
    for (size_t j = 0; j < self->p; j++)
      theta[j] += self->row[j];
    if (moved <= EPI_UPDATE_DONE * size_of (self, theta))
      return true;
    before = moved;
  }
  return false;
}

/* bᵀWb - 2cᵀθ + θᵀGθ */
static double
objective_of (EpiLsqUpdate *self, const double *theta, size_t output)
{
  size_t p = self->p;
  EpiDD sum = *gram_at (self, p + output, p + output);

  find_residual (self, theta, output); /* bᵀWb - θᵀc - θᵀ(c - Gθ) */
  for (size_t j = 0; j < p; j++) {
    EpiDD both = epi_dd_add (self->residual[j], *gram_at (self, p + output, j));
    sum = epi_dd_add (sum,
                      epi_dd_negate (epi_dd_times (both, epi_dd (theta[j]))));
  }
  return sum.hi > 0 ? sum.hi : 0;
}

EpiStatus
epi_lsq_update_solve (EpiLsqUpdate *self, EpiMatrix *theta, double *objective)
{
  size_t p = self->p;
  EpiStatus status = EPI_OK;

  assert (theta->rows == p && theta->cols == self->m);
  if (!self->has_factor)
    status = refactor (self);
  if (objective != NULL)
    *objective = 0;
  for (size_t output = 0; status == EPI_OK && output < self->m; output++) {
    double *x = self->theta + output * p;
    if (!refine (self, x, output)) {
      status = refactor (self);
      memset (x, 0, p * sizeof (double));
      for (int pass = 0; status == EPI_OK && pass < 2; pass++) {
        find_residual (self, x, output);
        solve_exactly (self);
        for (size_t j = 0; j < p; j++)
          x[j] += self->residual[j].hi;
      }
    }
    memcpy (epi_matrix_col (theta, output), x, p * sizeof (double));
    if (objective != NULL && status == EPI_OK)
      *objective += objective_of (self, x, output);
  }
  if (status == EPI_OK && !epi_matrix_is_finite (theta))
    status = EPI_NOT_FINITE;
  if (status != EPI_OK) /* the next solve starts from scratch */
    memset (self->theta, 0, p * self->m * sizeof (double));
  return status;
}

void
epi_lsq_update_gram (const EpiLsqUpdate *self, EpiMatrix *G)
{
  assert (G->rows == self->p && G->cols == self->p);
  for (size_t j = 0; j < self->p; j++)
    for (size_t i = 0; i < self->p; i++)
      *epi_matrix_at (G, i, j) = gram_at (self, i, j)->hi;
}

size_t
epi_lsq_update_refactored (const EpiLsqUpdate *self)
{
  return self->refactored;
}

/* G := TᵀT, T (q,q) upper triangular; R := its leading block. */
static void
take_triangle (EpiLsqUpdate *self, const EpiMatrix *T)
{
  for (size_t j = 0; j < self->q; j++)
    for (size_t i = j; i < self->q; i++) {
      EpiDD sum = epi_dd (0);
      for (size_t k = 0; k <= j; k++)
        sum = epi_dd_add (sum, epi_dd_product (*epi_matrix_at (T, k, i),
                                               *epi_matrix_at (T, k, j)));
      self->G[i + j * self->q] = sum;
    }
  self->has_factor = true;
  for (size_t j = 0; j < self->p; j++) {
    for (size_t i = 0; i <= j; i++)
      self->R[i + j * self->p] = *epi_matrix_at (T, i, j);
    self->has_factor = self->has_factor && *epi_matrix_at (T, j, j) != 0;
  }
}

EpiStatus
epi_lsq_update_new (const EpiLs *problem, EpiLsqUpdate **out)
{
  EpiLsqUpdate *self = g_new0 (EpiLsqUpdate, 1);
  size_t p = problem->A.cols, m = problem->B.cols, q = p + m;
  EpiTall tall = {0};
  EpiMatrix T = {0};
  EpiStatus status = EPI_NO_MEMORY;

  *out = NULL;
  assert (problem->loss == EPI_LOSS_SQUARED);
  self->p = p;
  self->m = m;
  self->q = q;
  self->G = epi_new0 (EpiDD, q * q);
  self->L = epi_new0 (EpiDD, p * p);
  self->R = epi_new0 (double, p *p);
  self->theta = epi_new0 (double, p *m);
  self->residual = epi_new0 (EpiDD, p);
  self->row = epi_new0 (double, 3 * p);
  if (self->G != NULL && self->L != NULL && self->R != NULL &&
      self->theta != NULL && self->residual != NULL && self->row != NULL &&
      epi_matrix_new (q, q, &T) == EPI_OK)
    status = epi_tall_init (&tall, p, m);
  if (status == EPI_OK) {
    self->cosine = self->row + p;
    self->sine = self->row + 2 * p;
    status = epi_tall_triangle (&tall, problem, NULL, &T);
  }
  if (status == EPI_OK) {
    take_triangle (self, &T);
    *out = self;
  } else {
    epi_lsq_update_free (self);
  }
  epi_tall_clear (&tall);
  epi_matrix_clear (&T);
  return status;
}

void
epi_lsq_update_free (EpiLsqUpdate *self)
{
  if (self == NULL)
    return;
  epi_free (self->G);
  epi_free (self->L);
  epi_free (self->R);
  epi_free (self->theta);
  epi_free (self->residual);
  epi_free (self->row);
  g_free (self);
}
