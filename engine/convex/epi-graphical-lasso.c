/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-graphical-lasso.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define PASSES 2000   /* of coordinate descent over one column */
#define EXACTLY 1e-15 /* a change of β that is none, beside S */

/* ---- One column ---- */

static double
soft (double x, double rho)
{
  return x > rho ? x - rho : x < -rho ? x + rho : 0;
}

/* pull := W₁₁β for column j. */
static void
find_pull (EpiGraphicalLasso *self, size_t j)
{
  size_t n = self->order;
  const double *beta = self->beta + j * n;

  memset (self->pull, 0, n * sizeof (double));
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; k != j && beta[k] != 0 && i < n; i++)
      self->pull[i] += self->W[i + k * n] * beta[k];
}

/* 1. One coordinate after the other, until none moves. */
static void
regress (EpiGraphicalLasso *self, size_t j)
{
  size_t n = self->order;
  const double *W = self->W, *s = self->S + j * n;
  double *beta = self->beta + j * n, moved = INFINITY;

  find_pull (self, j);
  for (size_t pass = 0; pass < PASSES && moved > EXACTLY * s[j]; pass++) {
    moved = 0;
    for (size_t i = 0; i < n; i++) {
      double own = W[i + i * n];
      if (i == j)
        continue;
      double to = soft (s[i] - self->pull[i] + own * beta[i], self->rho) / own;
      double change = to - beta[i];
      if (change == 0)
        continue;
      for (size_t l = 0; l < n; l++)
        self->pull[l] += change * W[l + i * n];
      beta[i] = to;
      moved = fmax (moved, own * fabs (change) * fabs (to));
    }
  }
}

/* 2. */
static void
take_column (EpiGraphicalLasso *self, size_t j)
{
  size_t n = self->order;
  const double *s = self->S + j * n;

  find_pull (self, j);
  for (size_t i = 0; i < n; i++)
    if (i != j)
      self->W[i + j * n] = self->W[j + i * n] =
          CLAMP (self->pull[i], s[i] - self->rho, s[i] + self->rho);
}

/* ---- Judging ---- */

/* L := the factor of M; its log det; NAN when M is not positive definite. */
static double
factor (EpiGraphicalLasso *self, const double *M)
{
  size_t n = self->order;
  EpiMatrix L = epi_matrix_view (self->L, n, n, n);
  double sum = 0;

  memcpy (self->L, M, n * n * sizeof (double));
  if (epi_cholesky (&L) != EPI_OK)
    return NAN;
  for (size_t i = 0; i < n; i++)
    sum += 2 * log (self->L[i + i * n]);
  return sum;
}

/* theta := the inverse of what L is the factor of. */
static EpiStatus
invert (EpiGraphicalLasso *self)
{
  size_t n = self->order;
  EpiMatrix L = epi_matrix_view (self->L, n, n, n);
  EpiMatrix theta = epi_matrix_view (self->theta, n, n, n);

  memset (self->theta, 0, n * n * sizeof (double));
  for (size_t i = 0; i < n; i++)
    self->theta[i + i * n] = 1;
  EpiStatus status = epi_cholesky_solve (&L, &theta);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      self->theta[i + j * n] = self->theta[j + i * n] =
          (self->theta[i + j * n] + self->theta[j + i * n]) / 2;
  return status;
}

/* theta with zeros where both regressions have them, as x. */
static void
thin_out (EpiGraphicalLasso *self)
{
  size_t n = self->order;

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      bool out =
          i != j && self->beta[i + j * n] == 0 && self->beta[j + i * n] == 0;
      self->base.x[i + j * n] = out ? 0 : self->theta[i + j * n];
    }
}

/* f at x, whose log det is given; the edges. */
static void
value (EpiGraphicalLasso *self, double log_det)
{
  size_t n = self->order;
  const double *theta = self->base.x;

  self->base.f = -log_det;
  self->n_edges = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      self->base.f += self->S[i + j * n] * theta[i + j * n] +
                      (i != j ? self->rho * fabs (theta[i + j * n]) : 0);
      self->n_edges += i < j && theta[i + j * n] != 0;
    }
}

/* 3, 4.  thin: whether there are regressions that leave something out. */
static EpiStatus
judge (EpiGraphicalLasso *self, bool thin)
{
  size_t n = self->order;
  double of_W = factor (self, self->W);

  if (isnan (of_W))
    return EPI_NOT_POSITIVE_DEFINITE;
  EpiStatus status = invert (self);
  if (status != EPI_OK)
    return status;
  double of_theta = NAN;
  if (thin) {
    thin_out (self);
    of_theta = factor (self, self->base.x);
  }
  if (isnan (of_theta)) {
    memcpy (self->base.x, self->theta, n * n * sizeof (double));
    of_theta = -of_W;
  }
  value (self, of_theta);
  self->dual = of_W + (double)n;
  self->gap = fabs (self->base.f - self->dual) /
              (1 + fabs (self->base.f) + fabs (self->dual));
  return isfinite (self->gap) ? EPI_OK : EPI_NOT_FINITE;
}

static EpiStatus
lasso_step (EpiMethod *base)
{
  EpiGraphicalLasso *self = (EpiGraphicalLasso *)base;

  for (size_t j = 0; j < self->order; j++) {
    regress (self, j);     /* 1 */
    take_column (self, j); /* 2 */
  }
  EpiStatus status = judge (self, true); /* 3, 4 */
  if (status != EPI_OK)
    return EPI_NUMERICAL;
  return self->gap <= self->tolerance ? EPI_CONVERGED : EPI_RUNNING;
}

/* ---- Frames and state ---- */

static void
lasso_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiGraphicalLasso *self = (const EpiGraphicalLasso *)base;
  size_t n = self->order;

  epi_frame_add_scalar (frame, "dual_objective", self->dual);
  epi_frame_add_scalar (frame, "gap", self->gap);
  epi_frame_add_scalar (frame, "edges", (double)self->n_edges);
  epi_frame_add_matrix (frame, "Theta", base->x, n, n);
  epi_frame_add_matrix (frame, "W", self->W, n, n);
}

static size_t
lasso_state_size (const EpiMethod *base)
{
  return (3 * base->n + 3) * sizeof (double);
}

static EpiStatus
lasso_save (const EpiMethod *base, void *state)
{
  const EpiGraphicalLasso *self = (const EpiGraphicalLasso *)base;
  const double *parts[] = {base->x, self->W, self->beta};
  double *to = state;

  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++, to += base->n)
    memcpy (to, parts[i], base->n * sizeof (double));
  to[0] = self->dual;
  to[1] = self->gap;
  to[2] = (double)self->n_edges;
  return EPI_OK;
}

static void
lasso_restore (EpiMethod *base, const void *state)
{
  EpiGraphicalLasso *self = (EpiGraphicalLasso *)base;
  double *parts[] = {base->x, self->W, self->beta};
  const double *from = state;

  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++, from += base->n)
    memcpy (parts[i], from, base->n * sizeof (double));
  self->dual = from[0];
  self->gap = from[1];
  self->n_edges = (size_t)from[2];
}

static void
lasso_free (EpiMethod *base)
{
  EpiGraphicalLasso *self = (EpiGraphicalLasso *)base;
  double *buffers[] = {base->x,    self->W, self->S,    self->beta,
                       self->pull, self->L, self->theta};

  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_free (buffers[i]);
  g_free (self);
}

static const EpiMethodClass lasso_class = {
    .name = "graphical lasso",
    .step = lasso_step,
    .record = lasso_record,
    .state_size = lasso_state_size,
    .save_state = lasso_save,
    .restore_state = lasso_restore,
    .free = lasso_free,
};

/* ---- Construction ---- */

/* W := S, off the diagonal shrunk by what brings the largest by ρ nearer to 0:
 * a mean of S ⪰ 0 and its diagonal. */
static void
start (EpiGraphicalLasso *self)
{
  size_t n = self->order;
  double most = 0;

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      most = fmax (most, fabs (self->S[i + j * n]));
  double keep = self->rho >= most ? 0 : 1 - self->rho / most;
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      self->W[i + j * n] = (i == j ? 1 : keep) * self->S[i + j * n];
}

EpiStatus
epi_graphical_lasso_new (size_t n, const double *S, double rho,
                         double tolerance, EpiMethod **out)
{
  EpiGraphicalLasso *self = g_new0 (EpiGraphicalLasso, 1);
  double **squares[] = {&self->base.x, &self->W, &self->S,
                        &self->beta,   &self->L, &self->theta};
  bool good = (self->pull = epi_new0 (double, n)) != NULL;

  self->base =
      (EpiMethod){.klass = &lasso_class, .status = EPI_RUNNING, .n = n * n};
  self->order = n;
  self->rho = rho;
  self->tolerance = tolerance;
  for (size_t i = 0; i < G_N_ELEMENTS (squares); i++)
    good = (*squares[i] = epi_new0 (double, n *n)) != NULL && good;
  EpiStatus status = good ? EPI_OK : EPI_NO_MEMORY;
  if (good && (!epi_is_finite (S, n * n) || !isfinite (rho)))
    status = EPI_NOT_FINITE;
  if (status == EPI_OK) {
    memcpy (self->S, S, n * n * sizeof (double));
    start (self);
    status = judge (self, false);
  }
  *out = &self->base;
  if (status != EPI_OK) {
    lasso_free (&self->base);
    *out = NULL;
  }
  return status;
}
