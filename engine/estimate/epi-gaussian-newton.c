/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-gaussian-newton.h"

#include "core/epi-alloc.h"
#include "estimate/epi-covariance.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define LOG_2PI 1.8378770664093453
#define ARMIJO 0.1
#define MOST_HALVINGS 60

/* All matrices (p,p) column-major and symmetric. */
typedef struct {
  EpiMethod base; /* x: μ, then Σ */
  size_t p;
  double n, decrement, step;
  double *mean, *S;                           /* x̄, S */
  double *lambda;                             /* Λ */
  double *eta;                                /* (p) */
  double *delta, *d_eta, *try_eta, *try_mean; /* (p) */
  double *D, *d_lambda, *try_lambda, *try_sigma, *work, *L;
  double *buffer; /* of all of these */
} Newton;

/* ---- Small matrices ---- */

static void
multiply (size_t p, const double *A, const double *B, double *C)
{
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++) {
      double sum = 0;
      for (size_t l = 0; l < p; l++)
        sum += A[i + l * p] * B[l + j * p];
      C[i + j * p] = sum;
    }
}

static void
apply (size_t p, const double *A, const double *x, double *y)
{
  for (size_t i = 0; i < p; i++) {
    y[i] = 0;
    for (size_t j = 0; j < p; j++)
      y[i] += A[i + j * p] * x[j];
  }
}

/* L := the factor of A; false when A is not positive definite. */
static bool
factor (size_t p, const double *A, double *L, double *log_det)
{
  *log_det = 0;
  for (size_t j = 0; j < p; j++) {
    double pivot = A[j + j * p];
    for (size_t l = 0; l < j; l++)
      pivot -= L[j + l * p] * L[j + l * p];
    if (!(pivot > 4 * DBL_EPSILON * A[j + j * p]))
      return false;
    *log_det += log (pivot);
    L[j + j * p] = sqrt (pivot);
    for (size_t i = j + 1; i < p; i++) {
      double sum = A[i + j * p];
      for (size_t l = 0; l < j; l++)
        sum -= L[i + l * p] * L[j + l * p];
      L[i + j * p] = sum / L[j + j * p];
    }
  }
  return true;
}

/* B := (LLᵀ)⁻¹, a column at a time. */
static void
invert (size_t p, const double *L, double *B)
{
  for (size_t j = 0; j < p; j++) {
    double *b = B + j * p;
    for (size_t i = 0; i < p; i++) {
      b[i] = i == j;
      for (size_t l = 0; l < i; l++)
        b[i] -= L[i + l * p] * b[l];
      b[i] /= L[i + i * p];
    }
    for (size_t i = p; i-- > 0;) {
      for (size_t l = i + 1; l < p; l++)
        b[i] -= L[l + i * p] * b[l];
      b[i] /= L[i + i * p];
    }
  }
}

/* ---- The function ---- */

/* ℓ at (η, Λ), and μ and Σ there; -INFINITY where Λ is no precision. */
static double
value (Newton *self, const double *eta, const double *lambda, double *mean,
       double *sigma)
{
  size_t p = self->p;
  double log_det, sum = 0;

  if (!factor (p, lambda, self->L, &log_det))
    return -INFINITY;
  invert (p, self->L, sigma);
  apply (p, sigma, eta, mean);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      sum += lambda[i + j * p] *
             (self->S[i + j * p] +
              (self->mean[i] - mean[i]) * (self->mean[j] - mean[j]));
  return self->n / 2 * (log_det - sum - (double)p * LOG_2PI);
}

/* ---- The step ---- */

/* 1. and 2.; returns the decrement. */
static double
direction (Newton *self)
{
  size_t p = self->p;
  const double *mean = self->base.x, *sigma = self->base.x + p;
  double sum = 0;

  for (size_t j = 0; j < p; j++)
    self->delta[j] = self->mean[j] - mean[j];
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      self->D[i + j * p] = self->S[i + j * p] +
                           self->delta[i] * self->delta[j] - sigma[i + j * p];
  multiply (p, self->lambda, self->D, self->work); /* ΛD */
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      sum += self->work[i + j * p] * self->work[j + i * p] / 2;
  multiply (p, self->work, self->lambda, self->d_lambda);
  for (size_t i = 0; i < p * p; i++)
    self->d_lambda[i] = -self->d_lambda[i];
  apply (p, self->lambda, self->delta, self->d_eta);
  for (size_t i = 0; i < p; i++)
    sum += self->delta[i] * self->d_eta[i];
  apply (p, self->d_lambda, mean, self->try_eta);
  for (size_t i = 0; i < p; i++)
    self->d_eta[i] += self->try_eta[i];
  return self->n * sum / 2;
}

/* 3. */
static double
search (Newton *self, double here, double noise)
{
  size_t p = self->p;
  double ahead = here;

  self->step = 1;
  for (int halvings = 0; halvings < MOST_HALVINGS;
       halvings++, self->step /= 2) {
    for (size_t i = 0; i < p; i++)
      self->try_eta[i] = self->eta[i] + self->step * self->d_eta[i];
    for (size_t j = 0; j < p; j++)
      for (size_t i = 0; i < p; i++) /* symmetric to the last bit */
        self->try_lambda[i + j * p] =
            (self->lambda[i + j * p] + self->lambda[j + i * p] +
             self->step *
                 (self->d_lambda[i + j * p] + self->d_lambda[j + i * p])) /
            2;
    ahead = value (self, self->try_eta, self->try_lambda, self->try_mean,
                   self->try_sigma);
    if (ahead >= here + ARMIJO * self->step * 2 * self->decrement - noise)
      break;
  }
  return ahead;
}

static EpiStatus
newton_step (EpiMethod *method)
{
  Newton *self = (Newton *)method;
  size_t p = self->p;
  double here = -method->f;
  double noise = 4 * DBL_EPSILON * self->n * (1 + fabs (here));

  self->decrement = direction (self);        /* 1, 2 */
  double ahead = search (self, here, noise); /* 3 */
  if (!(ahead >= here - noise))
    return EPI_NUMERICAL;
  memcpy (self->eta, self->try_eta, p * sizeof (double));
  memcpy (self->lambda, self->try_lambda, p * p * sizeof (double));
  memcpy (method->x, self->try_mean, p * sizeof (double));
  memcpy (method->x + p, self->try_sigma, p * p * sizeof (double));
  method->f = -ahead;
  return self->decrement <= noise ? EPI_CONVERGED : EPI_RUNNING; /* 4 */
}

/* ---- Frames, states ---- */

static void
newton_record (const EpiMethod *method, EpiFrame *frame)
{
  const Newton *self = (const Newton *)method;

  epi_frame_add_scalar (frame, "log_likelihood", -method->f);
  epi_frame_add_vector (frame, "mean", method->x, self->p);
  epi_frame_add_matrix (frame, "covariance", method->x + self->p, self->p,
                        self->p);
  if (method->k == 0)
    return;
  epi_frame_add_scalar (frame, "decrement", self->decrement);
  epi_frame_add_scalar (frame, "step_length", self->step);
}

/* η, Λ, decrement, step, μ, Σ. */
static size_t
newton_state_size (const EpiMethod *method)
{
  return (2 * method->n + 2) * sizeof (double);
}

static EpiStatus
newton_save_state (const EpiMethod *method, void *state)
{
  const Newton *self = (const Newton *)method;
  double *to = state;

  memcpy (to, self->eta, self->p * sizeof *to);
  memcpy (to + self->p, self->lambda, self->p * self->p * sizeof *to);
  to += method->n;
  *to++ = self->decrement;
  *to++ = self->step;
  memcpy (to, method->x, method->n * sizeof *to);
  return EPI_OK;
}

static void
newton_restore_state (EpiMethod *method, const void *state)
{
  Newton *self = (Newton *)method;
  const double *from = state;

  memcpy (self->eta, from, self->p * sizeof *from);
  memcpy (self->lambda, from + self->p, self->p * self->p * sizeof *from);
  from += method->n;
  self->decrement = *from++;
  self->step = *from++;
  memcpy (method->x, from, method->n * sizeof *from);
}

static void
newton_free (EpiMethod *method)
{
  Newton *self = (Newton *)method;

  epi_free (self->buffer);
  g_free (self);
}

static const EpiMethodClass newton_class = {
    .name = "Newton's method",
    .step = newton_step,
    .record = newton_record,
    .state_size = newton_state_size,
    .save_state = newton_save_state,
    .restore_state = newton_restore_state,
    .free = newton_free,
};

/* ---- Construction ---- */

static bool
make_room (Newton *self)
{
  size_t p = self->p;
  double **vectors[] = {&self->mean,  &self->eta,     &self->delta,
                        &self->d_eta, &self->try_eta, &self->try_mean};
  double **matrices[] = {&self->S,        &self->lambda,     &self->D,
                         &self->d_lambda, &self->try_lambda, &self->try_sigma,
                         &self->work,     &self->L};
  size_t m = G_N_ELEMENTS (matrices), v = G_N_ELEMENTS (vectors);

  self->buffer = epi_new0 (double, (m + 1) * p * p + (v + 1) * p);
  if (self->buffer == NULL)
    return false;
  double *at = self->buffer;
  self->base.x = at;
  at += p + p * p;
  for (size_t i = 0; i < v; i++, at += p)
    *vectors[i] = at;
  for (size_t i = 0; i < m; i++, at += p * p)
    *matrices[i] = at;
  return true;
}

static EpiStatus
start (Newton *self, const EpiMatrix *X, const double *mean,
       const EpiMatrix *sigma)
{
  size_t p = self->p;
  EpiMatrix S = epi_matrix_view (self->S, p, p, p);
  EpiStatus status = epi_covariance (X, self->mean, &S);
  double log_det;

  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      self->D[i + j * p] = *epi_matrix_at (sigma, i, j);
  if (!epi_is_finite (mean, p) || !epi_is_finite (self->D, p * p))
    return EPI_NOT_FINITE;
  if (!factor (p, self->S, self->L, &log_det))
    return EPI_UNBOUNDED;
  if (!factor (p, self->D, self->L, &log_det))
    return EPI_NOT_POSITIVE_DEFINITE;
  invert (p, self->L, self->lambda);
  apply (p, self->lambda, mean, self->eta);
  self->base.f =
      -value (self, self->eta, self->lambda, self->base.x, self->base.x + p);
  return isfinite (self->base.f) ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_gaussian_newton_new (const EpiMatrix *X, const double *mean,
                         const EpiMatrix *sigma, EpiMethod **out)
{
  Newton *self = g_new0 (Newton, 1);

  self->p = X->cols;
  self->n = (double)X->rows;
  self->base = (EpiMethod){.klass = &newton_class,
                           .status = EPI_RUNNING,
                           .n = self->p * (1 + self->p)};
  EpiStatus status =
      make_room (self) ? start (self, X, mean, sigma) : EPI_NO_MEMORY;
  *out = &self->base;
  if (status != EPI_OK) {
    newton_free (&self->base);
    *out = NULL;
  }
  return status;
}
