/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-logistic-units.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"
#include "descend/epi-newton.h"

#include <math.h>
#include <string.h>

#define MOST_STEPS 500
#define ROUNDS 3   /* of 2. */
#define FLAT 1e-13 /* of the largest diagonal entry, added to each in 2. */

typedef struct { /* of f, or of f/C where that is larger */
  EpiOracle base;
  const EpiLogisticProblem *problem;
  double rho, C;
} LogisticOracle;

/* ---- One example ---- */

static double
dot (const EpiLogisticProblem *problem, const double *w, size_t i)
{
  const EpiSparse *X = problem->X;

  return epi_sparse_col_dot (X, i, w) + (problem->intercept ? w[X->rows] : 0);
}

/* out += a z */
static void
add_multiple (const EpiLogisticProblem *problem, size_t i, double a,
              double *out)
{
  const EpiSparse *X = problem->X;

  for (int k = X->start[i]; k < X->start[i + 1]; k++)
    out[X->row[k]] += a * X->value[k];
  if (problem->intercept)
    out[X->rows] += a;
}

/* H += d zzᵀ, lower triangle. */
static void
add_square (const EpiLogisticProblem *problem, size_t i, double d, double *H)
{
  const EpiSparse *X = problem->X;
  size_t q = epi_logistic_unknowns (problem), p = X->rows;

  for (int k = X->start[i]; k < X->start[i + 1]; k++) {
    double *column = H + (size_t)X->row[k] * q, a = d * X->value[k];
    for (int l = k; l < X->start[i + 1]; l++) /* rows ascend */
      column[X->row[l]] += a * X->value[l];
    if (problem->intercept)
      column[p] += a;
  }
  if (problem->intercept)
    H[p + p * q] += d;
}

/* Cσ(t) */
static double
multiplier (double C, double t)
{
  return C / (1 + exp (-t));
}

/* α(C-α)/C */
static double
curvature (double alpha, double C)
{
  return alpha * ((C - alpha) / C);
}

/* ---- 1. The oracle ---- */

static double
value (const EpiOracle *base, const double *w, double *gradient)
{
  const LogisticOracle *self = (const LogisticOracle *)base;
  const EpiLogisticProblem *problem = self->problem;
  size_t p = problem->X->rows;
  double loss = 0, square = 0;

  if (gradient != NULL)
    memset (gradient, 0, base->n * sizeof *gradient);
  for (size_t i = 0; i < problem->X->cols; i++) {
    double y = problem->y[i], t = -y * dot (problem, w, i);
    loss += t > 0 ? t + log1p (exp (-t)) : log1p (exp (t));
    if (gradient != NULL)
      add_multiple (problem, i, -y * multiplier (self->C, t), gradient);
  }
  for (size_t f = 0; f < p && problem->penalty; f++) {
    square += w[f] * w[f];
    if (gradient != NULL)
      gradient[f] += self->rho * w[f];
  }
  return self->rho * square / 2 + self->C * loss;
}

/* Both triangles. */
static void
hessian (const EpiOracle *base, const double *w, double *H)
{
  const LogisticOracle *self = (const LogisticOracle *)base;
  const EpiLogisticProblem *problem = self->problem;
  size_t q = base->n, p = problem->X->rows;

  memset (H, 0, q * q * sizeof *H);
  for (size_t i = 0; i < problem->X->cols; i++) {
    double alpha = multiplier (self->C, -problem->y[i] * dot (problem, w, i));
    add_square (problem, i, curvature (alpha, self->C), H);
  }
  for (size_t f = 0; f < p && problem->penalty; f++)
    H[f + f * q] += self->rho;
  for (size_t j = 0; j < q; j++)
    for (size_t i = 0; i < j; i++)
      H[i + j * q] = H[j + i * q];
}

static void
oracle_free (EpiOracle *base)
{
  epi_free (base);
}

EpiStatus
epi_logistic_oracle_new (const EpiLogisticProblem *problem, EpiOracle **out)
{
  LogisticOracle *self = epi_new0 (LogisticOracle, 1);

  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->problem = problem;
  self->C = fmax (problem->C, 1);
  self->rho = problem->C < 1 ? 1 / problem->C : 1;
  self->base = (EpiOracle){
      .n = epi_logistic_unknowns (problem),
      .value = value,
      .hessian = hessian,
      .free = oracle_free,
      .lipschitz = NAN,
      .convexity = problem->penalty && !problem->intercept ? self->rho : 0,
  };
  *out = &self->base;
  return EPI_OK;
}

/* ---- 2. The dual point ---- */

typedef struct {
  const EpiLogisticProblem *problem;
  double *alpha;  /* (n) */
  EpiMatrix H, s; /* (q, q), (q, 1) */
  size_t free;    /* the first unknown without a penalty; the others follow */
} Dual;

/* s, and H of it where ρ = 0; what has a penalty is left out by a 1 there. */
static void
set_up (Dual *self)
{
  const EpiLogisticProblem *problem = self->problem;
  size_t q = self->s.rows;
  double largest = 0;

  memset (self->H.data, 0, q * q * sizeof (double));
  memset (self->s.data, 0, q * sizeof (double));
  for (size_t i = 0; i < problem->X->cols; i++) {
    double alpha = self->alpha[i];
    add_multiple (problem, i, problem->y[i] * alpha, self->s.data);
    add_square (problem, i, curvature (alpha, problem->C), self->H.data);
  }
  for (size_t f = 0; f < q; f++)
    largest = fmax (largest, *epi_matrix_at (&self->H, f, f));
  for (size_t f = 0; f < q; f++)
    if (f >= self->free)
      *epi_matrix_at (&self->H, f, f) += FLAT * largest;
    else {
      for (size_t g = f; g < q; g++)
        *epi_matrix_at (&self->H, g, f) = g == f;
      self->s.data[f] = 0;
    }
}

/* A few rounds, as α stays in its box. */
static void
balance (Dual *self)
{
  const EpiLogisticProblem *problem = self->problem;

  for (int round = 0; round < ROUNDS && self->free < self->s.rows; round++) {
    set_up (self);
    if (epi_cholesky (&self->H) != EPI_OK ||
        epi_cholesky_solve (&self->H, &self->s) != EPI_OK)
      return;
    for (size_t i = 0; i < problem->X->cols; i++) {
      double alpha = self->alpha[i], d = curvature (alpha, problem->C);
      alpha -= problem->y[i] * d * dot (problem, self->s.data, i);
      self->alpha[i] = fmin (fmax (alpha, 0), problem->C);
    }
  }
}

static EpiStatus
find_dual (const EpiLogisticProblem *problem, const double *w, double *alpha)
{
  size_t q = epi_logistic_unknowns (problem);
  Dual self = {.problem = problem,
               .alpha = alpha,
               .free = problem->penalty ? problem->X->rows : 0};
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < problem->X->cols; i++)
    alpha[i] = multiplier (problem->C, -problem->y[i] * dot (problem, w, i));
  if (self.free == q)
    return EPI_OK;
  status = epi_matrix_new (q, q, &self.H);
  if (status == EPI_OK)
    status = epi_matrix_new (q, 1, &self.s);
  if (status == EPI_OK)
    balance (&self);
  epi_matrix_clear (&self.H);
  epi_matrix_clear (&self.s);
  return status;
}

/* ---- All of it ---- */

static EpiStatus
run (EpiMethod *newton, const EpiCancel *cancel)
{
  while (newton->status == EPI_RUNNING && newton->k < MOST_STEPS) {
    if (epi_cancel_is_raised (cancel))
      return EPI_INTERRUPTED;
    epi_method_step (newton);
  }
  return newton->status == EPI_RUNNING ? EPI_LIMIT : newton->status;
}

/* 1. */
static EpiStatus
minimize (const EpiLogisticUnits *units, const EpiCancel *cancel,
          EpiLogistic *out)
{
  EpiOracle *oracle;
  EpiMethod *newton = NULL;
  EpiStatus status = epi_logistic_oracle_new (&units->problem, &oracle);

  if (status == EPI_OK)
    status = epi_newton_new (oracle, out->w, &newton);
  if (status == EPI_OK)
    status = run (newton, cancel);
  if (newton != NULL) {
    memcpy (out->w, newton->x, out->q * sizeof (double));
    out->iterations = newton->k;
  }
  epi_method_free (newton);
  epi_oracle_free (oracle);
  return status;
}

/* 2, 3; status is that of 1. */
static EpiStatus
prove (const EpiLogisticProblem *problem, const EpiLogisticUnits *units,
       double tolerance, EpiStatus status, EpiLogistic *out)
{
  double *alpha = epi_new (double, problem->X->cols);
  EpiStatus proof = alpha == NULL ? EPI_NO_MEMORY
                                  : find_dual (&units->problem, out->w, alpha);

  epi_logistic_change_back (units, out->w);
  if (proof == EPI_OK)
    proof = epi_logistic_certify (problem, out->w, alpha, tolerance,
                                  &out->certificate);
  epi_free (alpha);
  if (proof != EPI_OK)
    return proof;
  if (out->certificate.status == EPI_UNBOUNDED)
    return EPI_UNBOUNDED;
  return out->certificate.status == EPI_OPTIMAL ? EPI_CONVERGED
         : status == EPI_CONVERGED              ? EPI_NUMERICAL
                                                : status;
}

EpiStatus
epi_logistic_fit (const EpiLogisticProblem *problem, double tolerance,
                  const EpiCancel *cancel, EpiLogistic *out)
{
  EpiLogisticUnits units = {0};

  *out = (EpiLogistic){.q = epi_logistic_unknowns (problem),
                       .certificate = EPI_LOGISTIC_UNKNOWN};
  if (problem->X->rows > EPI_LOGISTIC_FEATURES)
    return EPI_UNSUPPORTED;
  if (!epi_sparse_is_finite (problem->X))
    return EPI_NOT_FINITE;
  EpiStatus status = epi_logistic_change_units (problem, &units);
  if (status == EPI_OK && (out->w = epi_new0 (double, out->q)) == NULL)
    status = EPI_NO_MEMORY;
  if (status == EPI_OK) {
    status = minimize (&units, cancel, out);
    if (status == EPI_INTERRUPTED)
      epi_logistic_change_back (&units, out->w);
    else if (status != EPI_NOT_FINITE && status != EPI_NO_MEMORY)
      status = prove (problem, &units, tolerance, status, out);
  }
  epi_logistic_clear_units (&units);
  return status;
}

void
epi_logistic_clear (EpiLogistic *logistic)
{
  epi_free (logistic->w);
  *logistic = (EpiLogistic){0};
}

double
epi_logistic_probability (const double *w, size_t p, bool intercept,
                          const EpiSparse *Z, size_t j)
{
  double sum = intercept ? w[p] : 0;

  for (int k = Z->start[j]; k < Z->start[j + 1]; k++)
    if ((size_t)Z->row[k] < p)
      sum += w[Z->row[k]] * Z->value[k];
  return 1 / (1 + exp (-sum));
}
