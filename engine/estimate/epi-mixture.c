/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-mixture.h"

#include "core/epi-alloc.h"
#include "estimate/epi-covariance.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define LOG_2PI 1.83787706640934548356
#define COLLAPSED 1e-7 /* of the spread of all points: a width that is none */
#define BLOCK 64       /* points that are looked at together */

static double *
weights_of (const EpiMixture *self)
{
  return self->base.x;
}

static double *
mean_of (const EpiMixture *self, size_t k)
{
  return self->base.x + self->K + k * self->d;
}

static double *
covariance_of (const EpiMixture *self, size_t k)
{
  return self->base.x + self->K * (1 + self->d) + k * self->d * self->d;
}

/* ---- 2. Expect ---- */

/* L := the factor of Σₖ, with the reciprocals of its diagonal; false when a
 * pivot is below the floor. */
static bool
factor (EpiMixture *self, size_t k)
{
  size_t d = self->d;
  const double *S = covariance_of (self, k);
  double *L = self->L + k * d * d, log_det = 0;

  for (size_t j = 0; j < d; j++) {
    double pivot = S[j + j * d];
    for (size_t l = 0; l < j; l++)
      pivot -= L[j + l * d] * L[j + l * d];
    if (!(pivot > self->floor[j] * self->floor[j]))
      return false;
    L[j + j * d] = 1 / sqrt (pivot);
    log_det += log (pivot);
    for (size_t i = j + 1; i < d; i++) {
      double sum = S[i + j * d];
      for (size_t l = 0; l < j; l++)
        sum -= L[i + l * d] * L[j + l * d];
      L[i + j * d] = sum * L[j + j * d];
    }
  }
  self->half[k] =
      log (weights_of (self)[k]) - (log_det + (double)d * LOG_2PI) / 2;
  return true;
}

/* out := log wₖ N(xᵢ; μₖ, Σₖ) of BLOCK points, coordinate j of which is at x +
 * j stride: coordinate by coordinate for all of them, and always as many, so
 * that the loops run in vectors. */
static void
log_terms_of_block (const EpiMixture *self, size_t k, const double *x,
                    size_t stride, double *restrict out)
{
  size_t d = self->d;
  const double *L = self->L + k * d * d, *mean = mean_of (self, k);
  double square[BLOCK] = {0};

  for (size_t j = 0; j < d; j++) { /* L z = x - μ */
    double *restrict z = self->z + j * BLOCK, mu = mean[j], l_jj = L[j + j * d];
    const double *restrict x_j = x + j * stride;
    for (size_t i = 0; i < BLOCK; i++)
      z[i] = x_j[i] - mu;
    for (size_t l = 0; l < j; l++) {
      const double *restrict before = self->z + l * BLOCK;
      double l_jl = L[j + l * d];
      for (size_t i = 0; i < BLOCK; i++)
        z[i] -= l_jl * before[i];
    }
    for (size_t i = 0; i < BLOCK; i++) {
      z[i] *= l_jj;
      square[i] += z[i] * z[i];
    }
  }
  double half = self->half[k];
  for (size_t i = 0; i < BLOCK; i++)
    out[i] = half - square[i] / 2;
}

/* The same of rows from … from + n - 1. */
static void
log_terms (const EpiMixture *self, size_t k, size_t from, size_t n, double *out)
{
  double block[BLOCK];

  for (size_t i = 0; i < n; i += BLOCK) {
    log_terms_of_block (self, k, self->points + from + i, self->n_rows, block);
    memcpy (out + i, block, MIN (n - i, (size_t)BLOCK) * sizeof *out);
  }
}

/* log p(xᵢ), and the shares in it. */
static void
share_out (EpiMixture *self)
{
  size_t n = self->n_points, rows = self->n_rows, K = self->K;
  double *r = self->responsibilities, *log_p = self->log_densities;

  for (size_t k = 0; k < K; k++)
    log_terms (self, k, 0, n, r + k * rows);
  memcpy (log_p, r, n * sizeof *log_p);
  for (size_t k = 1; k < K; k++)
    for (size_t i = 0; i < n; i++)
      log_p[i] = r[i + k * rows] > log_p[i] ? r[i + k * rows] : log_p[i];
  for (size_t i = 0; i < n; i++) {
    double most = log_p[i], sum = 0;
    for (size_t k = 0; k < K; k++) {
      double term = r[i + k * rows];
      sum += r[i + k * rows] = term == most ? 1 : exp (term - most);
    }
    double unit = 1 / sum;
    for (size_t k = 0; k < K; k++)
      r[i + k * rows] *= unit;
    log_p[i] = most + log (sum);
  }
}

/* Σ log wₖ N(zⱼ; μₖ, Σₖ) of the pseudo-data. */
static double
log_prior (const EpiMixture *self)
{
  size_t n = self->n_points, rows = self->n_rows;
  double terms[BLOCK], sum = 0;

  for (size_t k = 0; k < self->K; k++)
    for (size_t j = n; j < rows; j += BLOCK) {
      size_t m = MIN (rows - j, (size_t)BLOCK);
      log_terms (self, k, j, m, terms);
      for (size_t i = 0; i < m; i++)
        sum += terms[i];
    }
  return sum;
}

static bool
expect (EpiMixture *self)
{
  size_t n = self->n_points;

  for (size_t k = 0; k < self->K; k++)
    if (!factor (self, k))
      return false;
  share_out (self);
  self->log_likelihood = 0;
  for (size_t i = 0; i < n; i++)
    self->log_likelihood += self->log_densities[i];
  self->log_likelihood += log_prior (self);
  self->base.f = -self->log_likelihood / (double)n;
  return isfinite (self->log_likelihood);
}

/* Of the same point over and over: a block is what there is. */
double
epi_mixture_log_density (EpiMixture *self, const double *x)
{
  double most = -INFINITY, sum = 0, terms[BLOCK];
  double *block = self->z + self->d * BLOCK;

  for (size_t j = 0; j < self->d; j++)
    for (size_t i = 0; i < BLOCK; i++)
      block[i + j * BLOCK] = x[j];
  for (size_t k = 0; k < self->K; k++) {
    log_terms_of_block (self, k, block, BLOCK, terms);
    most = fmax (most, terms[0]);
  }
  for (size_t k = 0; k < self->K; k++) {
    log_terms_of_block (self, k, block, BLOCK, terms);
    sum += exp (terms[0] - most);
  }
  return most + log (sum);
}

/* ---- 1. Maximize ---- */

/* Σ rᵢ (xᵢ - a)(yᵢ - b), x NULL: without that factor, y too.  Every fourth term
 * is summed by itself, so that no addition waits for the one before it. */
static inline double
weighted_sum (size_t n, const double *r, const double *x, double a,
              const double *y, double b)
{
  double sum[4] = {0}, rest = 0;
  size_t four = n - n % 4;

  for (size_t i = 0; i < four; i += 4)
    for (size_t l = 0; l < 4; l++)
      sum[l] += r[i + l] * (x != NULL ? x[i + l] - a : 1) *
                (y != NULL ? y[i + l] - b : 1);
  for (size_t i = four; i < n; i++)
    rest += r[i] * (x != NULL ? x[i] - a : 1) * (y != NULL ? y[i] - b : 1);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]) + rest;
}

static void
maximize_component (EpiMixture *self, size_t k)
{
  size_t n = self->n_rows, d = self->d, m = n - self->n_points;
  const double *r = self->responsibilities + k * n, *X = self->points;
  double *mean = mean_of (self, k), *S = covariance_of (self, k);
  double total = weighted_sum (n, r, NULL, 0, NULL, 0);

  weights_of (self)[k] = total / (double)(self->n_points + self->K * m);
  for (size_t j = 0; j < d; j++) /* from the first, for the digits */
    mean[j] =
        X[j * n] + weighted_sum (n, r, X + j * n, X[j * n], NULL, 0) / total;
  for (size_t j = 0; j < d; j++)
    for (size_t l = 0; l <= j; l++)
      S[j + l * d] = S[l + j * d] =
          weighted_sum (n, r, X + j * n, mean[j], X + l * n, mean[l]) / total;
}

static EpiStatus
mixture_step (EpiMethod *base)
{
  EpiMixture *self = (EpiMixture *)base;
  double before = self->log_likelihood;

  memcpy (self->last, base->x, base->n * sizeof (double));
  for (size_t k = 0; k < self->K; k++) /* 1 */
    maximize_component (self, k);
  if (!expect (self)) { /* 2 */
    memcpy (base->x, self->last, base->n * sizeof (double));
    expect (self);
    return EPI_UNBOUNDED;
  }
  return self->log_likelihood - before <=
                 self->tolerance * (1 + fabs (self->log_likelihood))
             ? EPI_CONVERGED
             : EPI_RUNNING; /* 3 */
}

/* ---- Frames and state ---- */

static void
mixture_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiMixture *self = (const EpiMixture *)base;

  epi_frame_add_scalar (frame, "log_likelihood", self->log_likelihood);
  epi_frame_add_vector (frame, "weights", weights_of (self), self->K);
  epi_frame_add_matrix (frame, "means", mean_of (self, 0), self->d, self->K);
  epi_frame_add_matrix (frame, "covariances", covariance_of (self, 0), self->d,
                        self->d * self->K);
}

static size_t
mixture_state_size (const EpiMethod *base)
{
  return base->n * sizeof (double);
}

static EpiStatus
mixture_save (const EpiMethod *base, void *state)
{
  memcpy (state, base->x, base->n * sizeof (double));
  return EPI_OK;
}

static void
mixture_restore (EpiMethod *base, const void *state)
{
  memcpy (base->x, state, base->n * sizeof (double));
  expect ((EpiMixture *)base);
}

static void
mixture_free (EpiMethod *base)
{
  EpiMixture *self = (EpiMixture *)base;
  double *buffers[] = {base->x,
                       self->responsibilities,
                       self->L,
                       self->points,
                       self->floor,
                       self->half,
                       self->last,
                       self->z,
                       self->log_densities};

  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    epi_free (buffers[i]);
  g_free (self);
}

static const EpiMethodClass mixture_class = {
    .name = "expectation and maximization",
    .step = mixture_step,
    .record = mixture_record,
    .state_size = mixture_state_size,
    .save_state = mixture_save,
    .restore_state = mixture_restore,
    .free = mixture_free,
};

/* ---- Construction ---- */

static bool
make_room (EpiMixture *self)
{
  size_t n = self->n_rows, d = self->d, K = self->K;
  double **buffers[] = {&self->base.x, &self->last,   &self->responsibilities,
                        &self->L,      &self->points, &self->floor,
                        &self->half,   &self->z,      &self->log_densities};
  const size_t lengths[] = {self->base.n,
                            self->base.n,
                            n * K,
                            d * d * K,
                            n * d + BLOCK,
                            d,
                            K,
                            2 * d * BLOCK,
                            n};

  for (size_t i = 0; i < G_N_ELEMENTS (buffers); i++)
    if ((*buffers[i] = epi_new0 (double, lengths[i])) == NULL)
      return false;
  return true;
}

static void
take_rows (EpiMixture *self, const EpiMatrix *from, size_t row)
{
  for (size_t j = 0; j < self->d; j++)
    for (size_t i = 0; i < from->rows; i++)
      self->points[row + i + j * self->n_rows] = *epi_matrix_at (from, i, j);
}

/* Equal weights, the means that are given, the covariance of all points. */
static EpiStatus
start (EpiMixture *self, const double *means)
{
  size_t n = self->n_rows, d = self->d;
  EpiMatrix points = epi_matrix_view (self->points, n, d, n);
  EpiMatrix S = epi_matrix_view (covariance_of (self, 0), d, d, d);

  if (!epi_is_finite (self->points, n * d) ||
      !epi_is_finite (means, d * self->K))
    return EPI_NOT_FINITE;
  EpiStatus status = epi_covariance (&points, self->z, &S);
  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < d; j++)
    self->floor[j] = COLLAPSED * sqrt (S.data[j + j * d]);
  for (size_t k = 0; k < self->K; k++) {
    weights_of (self)[k] = 1 / (double)self->K;
    memcpy (mean_of (self, k), means + k * d, d * sizeof (double));
    if (k > 0)
      memcpy (covariance_of (self, k), S.data, d * d * sizeof (double));
    for (size_t j = self->n_points; j < n; j++)
      self->responsibilities[j + k * n] = 1;
  }
  return expect (self) ? EPI_OK : EPI_NOT_POSITIVE_DEFINITE;
}

EpiStatus
epi_mixture_new (const EpiMatrix *X, const EpiMatrix *Z, size_t K,
                 const double *means, double tolerance, EpiMethod **out)
{
  EpiMixture *self = g_new0 (EpiMixture, 1);
  EpiStatus status = EPI_NO_MEMORY;

  self->d = X->cols;
  self->n_points = X->rows;
  self->n_rows = X->rows + (Z != NULL ? Z->rows : 0);
  self->K = K;
  self->tolerance = tolerance;
  self->base = (EpiMethod){.klass = &mixture_class,
                           .status = EPI_RUNNING,
                           .n = K * (1 + self->d + self->d * self->d)};
  if (make_room (self)) {
    take_rows (self, X, 0);
    if (Z != NULL)
      take_rows (self, Z, X->rows);
    status = start (self, means);
  }
  *out = &self->base;
  if (status != EPI_OK) {
    mixture_free (&self->base);
    *out = NULL;
  }
  return status;
}
