/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-ls-spectrum.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

static long double
weight (const EpiLs *problem, size_t i)
{
  return problem->weights != NULL ? problem->weights[i] : 1;
}

/* Columns that the dual constraint Aᵀy = 0 counts: a ridge takes the others. */
static size_t
free_columns (const EpiLs *problem)
{
  return problem->ridge > 0 ? problem->n_free : problem->A.cols;
}

static long double
residual (const EpiLs *problem, const EpiMatrix *theta, size_t output, size_t i)
{
  long double sum = -(long double)*epi_matrix_at (&problem->B, i, output);

  for (size_t j = 0; j < problem->A.cols; j++)
    sum += (long double)*epi_matrix_at (&problem->A, i, j) *
           *epi_matrix_at (theta, j, output);
  return sum;
}

typedef struct {        /* of one output, by one pass over the rows */
  long double *g;       /* (p) Mᵀs */
  long double *length;  /* (p) of M's columns */
  long double ss;       /* ‖s‖² */
  long double rounding; /* ε */
} Gradient;

static void
find_gradient (const EpiLs *problem, const EpiMatrix *theta, size_t output,
               Gradient *at)
{
  size_t p = problem->A.cols;
  long double bb = 0;

  at->ss = 0;
  for (size_t j = 0; j < p; j++) {
    bool shrunk = problem->ridge > 0 && j >= problem->n_free;
    long double t = *epi_matrix_at (theta, j, output);
    at->g[j] = shrunk ? problem->ridge * t : 0;
    at->length[j] = shrunk ? problem->ridge : 0;
    at->ss += shrunk ? problem->ridge * t * t : 0;
  }
  for (size_t i = 0; i < problem->A.rows; i++) {
    long double w = weight (problem, i);
    long double r = residual (problem, theta, output, i);
    long double b = *epi_matrix_at (&problem->B, i, output);
    at->ss += w * r * r;
    bb += w * b * b;
    for (size_t j = 0; j < p; j++) {
      long double a = *epi_matrix_at (&problem->A, i, j);
      at->g[j] += w * a * r;
      at->length[j] += w * a * a;
    }
  }
  long double N = sqrtl (bb);
  for (size_t j = 0; j < p; j++) {
    at->length[j] = sqrtl (at->length[j]);
    N += at->length[j] * fabsl (*epi_matrix_at (theta, j, output));
  }
  at->rounding = 4 * (long double)p * DBL_EPSILON / 2 * N;
}

static double
stationarity_of (const Gradient *at, size_t p)
{
  long double s = sqrtl (at->ss), cosine = 0;

  if (s <= at->rounding)
    return 0;
  for (size_t j = 0; j < p; j++) {
    long double left = fabsl (at->g[j]) - at->rounding * at->length[j];
    if (left > 0 && left > cosine * at->length[j] * s)
      cosine = left / (at->length[j] * s);
  }
  return (double)cosine;
}

/* ‖P s‖ = ‖(vᵢᵀ g'/σᵢ)ᵢ‖, g' of the scaled columns. */
static long double
projection (const Gradient *at, const EpiLsSpectrum *spectrum)
{
  long double sum = 0;

  for (size_t i = 0; i < spectrum->V.cols; i++) {
    long double along = 0;
    if (spectrum->sigma[i] == 0)
      continue;
    for (size_t j = 0; j < spectrum->V.rows; j++)
      along +=
          *epi_matrix_at (&spectrum->V, j, i) * at->g[j] / spectrum->length[j];
    along /= spectrum->sigma[i];
    sum += along * along;
  }
  return sqrtl (sum);
}

static void
add_output (const Gradient *at, const EpiLsSpectrum *spectrum,
            EpiLsCertificate *certificate)
{
  size_t p = spectrum->V.cols;
  long double span = projection (at, spectrum), gap = 0;

  if (sqrtl (at->ss) > at->rounding && span > at->rounding)
    gap = (span - at->rounding) * (span - at->rounding) / at->ss;
  certificate->stationarity =
      fmax (certificate->stationarity, stationarity_of (at, p));
  certificate->gap = fmax (certificate->gap, (double)gap);
  certificate->dual -= (double)(span * span);
}

static EpiStatus
certify_squared (const EpiLs *problem, const EpiLsSpectrum *spectrum,
                 const EpiMatrix *theta, EpiLsCertificate *certificate)
{
  size_t p = problem->A.cols;
  Gradient at = {.g = epi_new (long double, 2 * p)};

  if (at.g == NULL)
    return EPI_NO_MEMORY;
  at.length = at.g + p;
  certificate->stationarity = certificate->gap = 0;
  certificate->dual = certificate->primal;
  for (size_t output = 0; output < theta->cols; output++) {
    find_gradient (problem, theta, output, &at);
    add_output (&at, spectrum, certificate);
  }
  epi_free (at.g);
  if (!(certificate->stationarity <= certificate->tolerance))
    certificate->missing = "the gradient is not zero";
  else if (!(certificate->gap <= certificate->tolerance))
    certificate->missing = "the residual still leans on the columns";
  return EPI_OK;
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
  return weight (problem, i) *
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
  return fabsl (residual (problem, self->theta, 0, i)) <= 1e-9L * size;
}

/* yᵢ := wᵢφ'(rᵢ), 0 where the absolute value leaves it open. */
static void
guess (Dual *self)
{
  const EpiLs *problem = self->problem;

  for (size_t i = 0; i < problem->A.rows; i++) {
    long double r = residual (problem, self->theta, 0, i);
    long double most = bound (problem, i);
    if (problem->loss == EPI_LOSS_HUBER)
      self->y[i] =
          (double)fmaxl (-most, fminl (most, 2 * weight (problem, i) * r));
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
      v[i] =
          all || interpolated (self, i) ? (double)weight (self->problem, i) : 0;
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
    long double w = weight (problem, i), y = self->y[i];
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

static EpiStatus
certify_robust (const EpiLs *problem, const EpiMatrix *theta,
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

EpiStatus
epi_ls_certify_known (const EpiLs *problem, const EpiLsSpectrum *spectrum,
                      const EpiMatrix *theta, const double *dual_hint,
                      double tolerance, EpiLsCertificate *certificate)
{
  EpiStatus status;

  assert (theta->rows == problem->A.cols && theta->cols == problem->B.cols);
  *certificate = (EpiLsCertificate){.primal = NAN,
                                    .dual = NAN,
                                    .gap = NAN,
                                    .stationarity = NAN,
                                    .dual_residual = NAN,
                                    .rank = spectrum->rank,
                                    .condition = spectrum->condition,
                                    .tolerance = tolerance,
                                    .status = EPI_FAILED};
  if (!epi_matrix_is_finite (theta) || !epi_matrix_is_finite (&problem->B)) {
    certificate->missing = "the answer or the data are not finite";
    return EPI_NOT_FINITE;
  }
  certificate->primal = epi_ls_objective (problem, theta);
  if (problem->loss == EPI_LOSS_SQUARED)
    status = certify_squared (problem, spectrum, theta, certificate);
  else
    status = certify_robust (problem, theta, dual_hint, certificate);
  if (status == EPI_OK)
    certificate->status =
        certificate->missing == NULL ? EPI_OPTIMAL : EPI_RUNNING;
  return status;
}

EpiStatus
epi_ls_certify (const EpiLs *problem, const EpiMatrix *theta,
                const double *dual_hint, double tolerance,
                EpiLsCertificate *certificate)
{
  EpiLsSpectrum spectrum = {0};
  EpiStatus status = epi_ls_spectrum (problem, NULL, &spectrum);

  if (status == EPI_OK) {
    status = epi_ls_certify_known (problem, &spectrum, theta, dual_hint,
                                   tolerance, certificate);
    epi_ls_spectrum_clear (&spectrum);
    return status;
  }
  *certificate = (EpiLsCertificate){.primal = NAN,
                                    .dual = NAN,
                                    .gap = NAN,
                                    .stationarity = NAN,
                                    .dual_residual = NAN,
                                    .condition = NAN,
                                    .tolerance = tolerance,
                                    .status = EPI_FAILED,
                                    .missing = "the data are not finite"};
  if (status == EPI_NO_MEMORY)
    certificate->missing = "there is not enough memory";
  return status;
}
