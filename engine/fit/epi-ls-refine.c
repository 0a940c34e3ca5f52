/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-ls-refine.h"

#include "core/epi-alloc.h"
#include "fit/epi-tall.h"

#include <assert.h>
#include <glib.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define REAL double
#define NAME(verb) double_##verb
#include "fit/epi-householder.inc"
#undef REAL
#undef NAME
#define REAL long double
#define NAME(verb) long_##verb
#include "fit/epi-householder.inc"
#undef REAL
#undef NAME

#define EPI_REFINE_DONE 0x1p-60 /* a change below the last bit */
#define EPI_REFINE_COARSE 1e-3  /* a stall with fewer digits is a failure */

struct EpiLsRefine {
  EpiLs ls;
  const EpiMatrix *A_low, *B_low; /* may be NULL */
  size_t n, p, m;                 /* n: augmented rows */
  bool extended;
  double *QR;           /* (n,p) reflectors and R; NULL if extended */
  long double *QR_long; /* the same in long double, or NULL */
  long double *root;    /* (rows of A) √w; NULL: all 1 */
  long double *tau;     /* (p) */
  long double *scale;   /* (p) powers of two */
  long double *theta;   /* (p,m) of the scaled columns */
  long double *s;       /* (n,m) */
  long double *f, *g;   /* (n), (p) workspace */
  double *f_short;      /* (n) workspace of the double reflections */
  double *change;       /* (m) of the last pass; INFINITY before the first */
};

/* Entry (i,j) of M with its column scaled; j ≥ p: of √W B. */
static inline long double
entry (const EpiLsRefine *self, size_t i, size_t j)
{
  const EpiLs *ls = &self->ls;
  bool is_b = j >= self->p;
  size_t col = is_b ? j - self->p : j;

  if (i >= ls->A.rows) /* a row of the ridge */
    return i - ls->A.rows + ls->n_free == j ? sqrtl (ls->ridge) * self->scale[j]
                                            : 0;
  const EpiMatrix *low = is_b ? self->B_low : self->A_low;
  long double value = *epi_matrix_at (is_b ? &ls->B : &ls->A, i, col);
  if (low != NULL)
    value += *epi_matrix_at (low, i, col);
  if (self->root != NULL)
    value *= self->root[i];
  return is_b ? value : value * self->scale[j];
}

static EpiStatus
equilibrate (EpiLsRefine *self)
{
  for (size_t j = 0; j < self->p; j++) {
    long double largest = 0;
    int exponent = 0;
    self->scale[j] = 1;
    for (size_t i = 0; i < self->n; i++) {
      long double value = fabsl (entry (self, i, j));
      if (!isfinite (value))
        return EPI_NOT_FINITE;
      if (value > largest)
        largest = value;
    }
    if (largest == 0)
      return EPI_SINGULAR;
    frexpl (largest, &exponent);
    self->scale[j] = ldexpl (1, -exponent);
  }
  return EPI_OK;
}

static long double
factor_at (const EpiLsRefine *self, size_t i, size_t j)
{
  return self->extended ? self->QR_long[i + j * self->n]
                        : self->QR[i + j * self->n];
}

static EpiStatus
factor (EpiLsRefine *self)
{
  size_t n = self->n;

  for (size_t j = 0; j < self->p; j++)
    for (size_t i = 0; i < n; i++)
      if (self->extended)
        self->QR_long[i + j * n] = entry (self, i, j);
      else
        self->QR[i + j * n] = (double)entry (self, i, j);
  for (size_t j = 0; j < self->p; j++) {
    size_t at = j + j * n;
    self->tau[j] = self->extended ? long_reflector (self->QR_long + at, n - j)
                                  : double_reflector (self->QR + at, n - j);
    for (size_t l = j + 1; l < self->p; l++)
      if (self->extended)
        long_reflect (self->QR_long + at, self->tau[j],
                      self->QR_long + j + l * n, n - j);
      else
        double_reflect (self->QR + at, (double)self->tau[j],
                        self->QR + j + l * n, n - j);
    if (factor_at (self, j, j) == 0)
      return EPI_SINGULAR;
  }
  return EPI_OK;
}

/* f := Qᵀf, or Q f when backwards. */
static void
rotate (EpiLsRefine *self, bool backwards)
{
  size_t n = self->n, p = self->p;

  for (size_t i = 0; !self->extended && i < n; i++)
    self->f_short[i] = (double)self->f[i];
  for (size_t k = 0; k < p; k++) {
    size_t j = backwards ? p - 1 - k : k, at = j + j * n;
    if (self->extended)
      long_reflect (self->QR_long + at, self->tau[j], self->f + j, n - j);
    else
      double_reflect (self->QR + at, (double)self->tau[j], self->f_short + j,
                      n - j);
  }
  for (size_t i = 0; !self->extended && i < n; i++)
    self->f[i] = self->f_short[i];
}

/* 1. f := b - s - Mθ, g := -Mᵀs */
static void
residuals (EpiLsRefine *self, size_t output)
{
  size_t n = self->n, p = self->p;
  const long double *theta = self->theta + output * p;
  const long double *s = self->s + output * n;

  memset (self->g, 0, p * sizeof *self->g);
  for (size_t i = 0; i < n; i++) {
    bool ridge = i >= self->ls.A.rows;
    long double sum = (ridge ? 0 : entry (self, i, p + output)) - s[i];
    for (size_t j = 0; j < p; j++) {
      long double a = entry (self, i, j);
      sum -= a * theta[j];
      self->g[j] -= a * s[i];
    }
    self->f[i] = sum;
  }
}

/* 2. and 3.: g becomes Δθ, f becomes Δs. */
static void
correct (EpiLsRefine *self)
{
  size_t p = self->p;
  long double *g = self->g;

  rotate (self, false); /* [d; e] := Qᵀf */
  for (size_t j = 0; j < p; j++) {
    for (size_t i = 0; i < j; i++) /* h := R⁻ᵀ g */
      g[j] -= factor_at (self, i, j) * g[i];
    g[j] /= factor_at (self, j, j);
  }
  for (size_t j = 0; j < p; j++) {
    long double d = self->f[j];
    self->f[j] = g[j];
    g[j] = d - g[j];
  }
  for (size_t j = p; j-- > 0;) { /* Δθ := R⁻¹ (d - h) */
    for (size_t l = j + 1; l < p; l++)
      g[j] -= factor_at (self, j, l) * g[l];
    g[j] /= factor_at (self, j, j);
  }
  rotate (self, true); /* Δs := Q [h; e] */
}

/* One pass on one output; returns ‖Δθ‖/‖θ‖.  A correction that is not at most
 * half as long as the one before is rounding, and left undone. */
static double
refine_output (EpiLsRefine *self, size_t output, bool *halved)
{
  size_t n = self->n, p = self->p;
  long double *x = self->theta + output * p, *s = self->s + output * n;

  residuals (self, output);
  correct (self);
  long double length = long_norm (x, p), moved = long_norm (self->g, p);
  double change = moved > 0 ? (double)(moved / length) : 0;
  *halved = change <= self->change[output] / 2;
  if (!*halved)
    return change;
  self->change[output] = change;
  for (size_t j = 0; j < p; j++) /* 4. update */
    x[j] += self->g[j];
  for (size_t i = 0; i < n; i++)
    s[i] += self->f[i];
  return change;
}

EpiStatus
epi_ls_refine_step (EpiLsRefine *self, EpiMatrix *theta, double *change)
{
  bool any_halved = false, halved;

  *change = 0;
  for (size_t output = 0; output < self->m; output++) {
    double moved = refine_output (self, output, &halved);
    if (!isfinite (moved))
      return EPI_NOT_FINITE;
    *change = fmax (*change, moved);
    any_halved = any_halved || (halved && moved > EPI_REFINE_DONE);
    for (size_t j = 0; j < self->p; j++)
      *epi_matrix_at (theta, j, output) =
          (double)(self->theta[j + output * self->p] * self->scale[j]);
  }
  if (any_halved)
    return EPI_RUNNING;
  return *change > EPI_REFINE_COARSE ? EPI_NUMERICAL : EPI_CONVERGED;
}

void
epi_ls_refine_start (EpiLsRefine *self, const EpiMatrix *theta)
{
  size_t n = self->n, p = self->p;

  assert (theta->rows == p && theta->cols == self->m);
  for (size_t output = 0; output < self->m; output++)
    self->change[output] = INFINITY;
  memset (self->s, 0, n * self->m * sizeof *self->s);
  for (size_t output = 0; output < self->m; output++) {
    for (size_t j = 0; j < p; j++)
      self->theta[j + output * p] =
          *epi_matrix_at (theta, j, output) / self->scale[j];
    residuals (self, output); /* with s = 0 */
    memcpy (self->s + output * n, self->f, n * sizeof *self->s);
  }
}

double
epi_ls_refine_condition (const EpiLsRefine *self)
{
  size_t p = self->p;
  double *R = g_new0 (double, p *p), *sigma = g_new0 (double, p), condition;
  double *unused = g_new (double, p);

  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i <= j; i++)
      R[i + j * p] = (double)factor_at (self, i, j);
  if (!epi_is_finite (R, p * p) ||
      LAPACKE_dgesvd (LAPACK_COL_MAJOR, 'N', 'N', (int)p, (int)p, R, (int)p,
                      sigma, NULL, (int)p, NULL, (int)p, unused) != 0)
    condition = NAN;
  else
    condition = sigma[p - 1] > 0 ? sigma[0] / sigma[p - 1] : INFINITY;
  g_free (R);
  g_free (sigma);
  g_free (unused);
  return condition;
}

static bool
find_roots (EpiLsRefine *self)
{
  size_t n = self->ls.A.rows;

  self->root = epi_new (long double, n);
  for (size_t i = 0; self->root != NULL && i < n; i++)
    self->root[i] = sqrtl (self->ls.weights[i]);
  return self->root != NULL;
}

EpiStatus
epi_ls_refine_new (const EpiLs *problem, const EpiMatrix *A_low,
                   const EpiMatrix *B_low, bool extended, EpiLsRefine **out)
{
  EpiLsRefine *self = g_new0 (EpiLsRefine, 1);
  size_t n = epi_tall_rows (problem), p = problem->A.cols, m = problem->B.cols;
  EpiStatus status = EPI_NO_MEMORY;

  *out = NULL;
  assert (problem->loss == EPI_LOSS_SQUARED);
  *self = (EpiLsRefine){.ls = *problem,
                        .A_low = A_low,
                        .B_low = B_low,
                        .n = n,
                        .p = p,
                        .m = m,
                        .extended = extended};
  if (extended)
    self->QR_long = epi_new (long double, n *p);
  else
    self->QR = epi_new (double, n *p);
  bool rooted = problem->weights == NULL || find_roots (self);
  self->tau = epi_new0 (long double, p);
  self->scale = epi_new0 (long double, p);
  self->theta = epi_new0 (long double, p *m);
  self->s = epi_new0 (long double, n *m);
  self->f = epi_new0 (long double, n);
  self->g = epi_new0 (long double, p);
  self->change = epi_new0 (double, m);
  self->f_short = epi_new0 (double, n);
  if (rooted && (self->QR != NULL || self->QR_long != NULL) &&
      self->tau != NULL && self->scale != NULL && self->theta != NULL &&
      self->s != NULL && self->f != NULL && self->g != NULL &&
      self->f_short != NULL && self->change != NULL)
    status = n < p ? EPI_SINGULAR : equilibrate (self);
  if (status == EPI_OK)
    status = factor (self);
  if (status == EPI_OK)
    *out = self;
  else
    epi_ls_refine_free (self);
  return status;
}

void
epi_ls_refine_free (EpiLsRefine *self)
{
  if (self == NULL)
    return;
  epi_free (self->QR);
  epi_free (self->QR_long);
  epi_free (self->root);
  epi_free (self->tau);
  epi_free (self->scale);
  epi_free (self->theta);
  epi_free (self->s);
  epi_free (self->f);
  epi_free (self->g);
  epi_free (self->f_short);
  epi_free (self->change);
  g_free (self);
}

static void
state_parts (const EpiLsRefine *self, void *part[3], size_t size[3])
{
  part[0] = self->theta;
  size[0] = self->p * self->m * sizeof *self->theta;
  part[1] = self->s;
  size[1] = self->n * self->m * sizeof *self->s;
  part[2] = self->change;
  size[2] = self->m * sizeof *self->change;
}

size_t
epi_ls_refine_state_size (const EpiLsRefine *self)
{
  void *part[3];
  size_t size[3];

  state_parts (self, part, size);
  return size[0] + size[1] + size[2];
}

void
epi_ls_refine_save (const EpiLsRefine *self, void *state)
{
  void *part[3];
  size_t size[3];

  state_parts (self, part, size);
  for (size_t i = 0; i < 3; state = (char *)state + size[i], i++)
    memcpy (state, part[i], size[i]);
}

void
epi_ls_refine_restore (EpiLsRefine *self, const void *state)
{
  void *part[3];
  size_t size[3];

  state_parts (self, part, size);
  for (size_t i = 0; i < 3; state = (const char *)state + size[i], i++)
    memcpy (part[i], state, size[i]);
}
