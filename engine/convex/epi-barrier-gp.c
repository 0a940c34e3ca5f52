/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometric programs: the Fᵢ(u) = log Σ exp (aₜᵀu + log cₜ) as they are. */
#include "convex/epi-barrier-private.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define EPI_BARRIER_LOG_RADIUS 100 /* of phase I: x up to 10⁴³ */

typedef struct {
  EpiBarrierOracle base;
  const EpiGp *gp;
  size_t m;         /* constraints that have terms, and the objective first */
  int *start;       /* (m + 1) its terms in order */
  int *order;       /* (T) terms by posynomial */
  double *log_c;    /* (T) */
  double *share;    /* (T) exp (aₜᵀu + log cₜ - Fᵢ): sums to 1 in i */
  double *F;        /* (m) at the last evaluation */
  double *delta;    /* (T) */
  double *v, *size; /* (n + 1) */
} Oracle;

static Oracle *
upcast (EpiBarrierOracle *base)
{
  return (Oracle *)base;
}

/* Fᵢ(u), and the shares of its terms. */
static double
log_sum_exp (Oracle *self, size_t i, const double *u)
{
  double largest = -INFINITY, sum = 0;
  for (int k = self->start[i]; k < self->start[i + 1]; k++) {
    int t = self->order[k];
    self->share[t] =
        epi_sparse_col_dot (&self->gp->exponent, (size_t)t, u) + self->log_c[t];
    largest = fmax (largest, self->share[t]);
  }
  for (int k = self->start[i]; k < self->start[i + 1]; k++) {
    double *share = &self->share[self->order[k]];
    sum += *share = exp (*share - largest);
  }
  for (int k = self->start[i]; k < self->start[i + 1]; k++)
    self->share[self->order[k]] /= sum;
  return self->F[i] = largest + log (sum);
}

static double
objective (EpiBarrierOracle *base, const double *u)
{
  return log_sum_exp (upcast (base), 0, u);
}

/* v := aₜ, v[n] := 0 */
static void
write_term (Oracle *self, int t)
{
  const EpiSparse *A = &self->gp->exponent;
  memset (self->v, 0, (self->base.n + 1) * sizeof (double));
  for (int e = A->start[t]; e < A->start[t + 1]; e++)
    self->v[A->row[e]] = A->value[e];
}

/* g += α∇F, H += α∇²F + β∇F∇Fᵀ, in phase I with s - F for -F (-1 for s).
 * ∇²F = Σ shareₜ aₜaₜᵀ - ∇F∇Fᵀ. */
static void
add_derivatives (Oracle *self, size_t i, double alpha, double beta,
                 double along_s, double *g, EpiMatrix *H)
{
  size_t n = self->base.n;
  const EpiSparse *A = &self->gp->exponent;
  for (int k = self->start[i]; k < self->start[i + 1]; k++) {
    int t = self->order[k];
    write_term (self, t);
    epi_barrier_add_square (H, alpha * self->share[t], self->v);
  }
  memset (self->v, 0, (n + 1) * sizeof (double));
  for (int k = self->start[i]; k < self->start[i + 1]; k++) {
    int t = self->order[k];
    for (int e = A->start[t]; e < A->start[t + 1]; e++)
      self->v[A->row[e]] += self->share[t] * A->value[e];
  }
  epi_barrier_add_square (H, -alpha, self->v);
  self->v[n] = along_s;
  for (size_t j = 0; j < H->cols; j++)
    g[j] += alpha * self->v[j];
  epi_barrier_add_square (H, beta, self->v);
}

static double
evaluate (EpiBarrierOracle *base, bool phase1, double t, const double *z,
          double *g, EpiMatrix *H)
{
  Oracle *self = upcast (base);
  size_t n = base->n;
  double s = phase1 ? z[n] : 0;
  double value = t * (phase1 ? s : objective (base, z));
  if (g != NULL) {
    memset (g, 0, (n + (phase1 ? 1 : 0)) * sizeof *g);
    memset (H->data, 0, H->ld * H->cols * sizeof (double));
    if (phase1)
      g[n] = t;
    else
      add_derivatives (self, 0, t, 0, 0, g, H);
  }
  for (size_t i = 1; i < self->m; i++) {
    double slack = s - log_sum_exp (self, i, z);
    if (!(slack > 0))
      return INFINITY;
    value -= log (slack);
    if (g != NULL)
      add_derivatives (self, i, 1 / slack, 1 / (slack * slack), -1, g, H);
    if (g != NULL && epi_barrier_is_interrupted (base))
      return INFINITY;
  }
  return value;
}

/* λᵢ = (1 + Δ/slack)/(t slack), and δₜ = share λ with the change of the share,
 * so that Aᵀδ = 0 where the Newton equation holds. */
static void
multipliers (EpiBarrierOracle *base, bool phase1, double t, const double *z,
             const double *dz, const double *w)
{
  Oracle *self = upcast (base);
  size_t n = base->n;
  memset (self->delta, 0, self->gp->terms * sizeof (double));
  for (size_t i = phase1 ? 1 : 0; i < self->m && z != NULL; i++) {
    double mean = 0, slack = (phase1 ? z[n] : 0) - self->F[i];
    for (int k = self->start[i]; k < self->start[i + 1]; k++) {
      int at = self->order[k];
      mean += self->share[at] *
              epi_sparse_col_dot (&self->gp->exponent, (size_t)at, dz);
    }
    double change = i == 0 ? 0 : (mean - (phase1 ? dz[n] : 0)) / slack;
    double lambda = i == 0 ? 1 : 1 / (t * slack);
    for (int k = self->start[i]; k < self->start[i + 1]; k++) {
      int at = self->order[k];
      double along = epi_sparse_col_dot (&self->gp->exponent, (size_t)at, dz);
      self->delta[at] =
          lambda * self->share[at] * (1 + (along - mean) + change);
    }
  }
}

/* λᵢ; NAN when a δₜ of it is negative. */
static double
multiplier (const Oracle *self, size_t i)
{
  double lambda = 0;
  for (int k = self->start[i]; k < self->start[i + 1]; k++) {
    double delta = self->delta[self->order[k]];
    lambda += delta >= 0 ? delta : NAN;
  }
  return lambda;
}

/* Σ δₜ log (cₜλᵢ/δₜ) */
static double
dual_value (const Oracle *self)
{
  double value = 0;
  for (size_t i = 0; i < self->m; i++) {
    double lambda = multiplier (self, i);
    for (int k = self->start[i]; k < self->start[i + 1]; k++) {
      int t = self->order[k];
      if (self->delta[t] != 0)
        value +=
            self->delta[t] * (self->log_c[t] + log (lambda / self->delta[t]));
    }
  }
  return value;
}

/* (Aᵀδ)ⱼ over 1 + min (max λᵢ, Σₜ |aₜⱼ|δₜ), or with ray over min (1, …). */
static double
stationarity (Oracle *self, double scale, bool ray)
{
  const EpiSparse *A = &self->gp->exponent;
  size_t n = self->base.n;
  double worst = 0, largest = 0;
  for (size_t i = 0; i < self->m; i++)
    largest = fmax (largest, multiplier (self, i));
  memset (self->v, 0, (n + 1) * sizeof (double));
  memset (self->size, 0, n * sizeof (double));
  for (size_t t = 0; t < A->cols; t++)
    for (int e = A->start[t]; e < A->start[t + 1]; e++) {
      self->v[A->row[e]] += A->value[e] * self->delta[t];
      self->size[A->row[e]] += fabs (A->value[e]) * self->delta[t];
    }
  for (size_t j = 0; j < n; j++) {
    double size = ray ? fmin (1, scale * self->size[j])
                      : 1 + fmin (largest, self->size[j]);
    if (self->v[j] != 0)
      worst = fmax (worst, scale * fabs (self->v[j]) / size);
  }
  return worst;
}

static void
measure (EpiBarrierOracle *base, const double *u, EpiBarrierMeasures *out)
{
  Oracle *self = upcast (base);
  double open = 0;
  *out = (EpiBarrierMeasures){.primal = objective (base, u)};
  for (size_t i = 0; i < self->m; i++) {
    double F = log_sum_exp (self, i, u), lambda = multiplier (self, i);
    if (i > 0) {
      out->primal_residual = fmax (out->primal_residual, F);
      open += lambda * fabs (F);
    }
    for (int k = self->start[i]; k < self->start[i + 1]; k++) {
      double delta = self->delta[self->order[k]];
      if (delta != 0)
        open += delta * log (delta / lambda / self->share[self->order[k]]);
    }
  }
  out->dual = dual_value (self);
  out->dual_residual = stationarity (self, 1, false);
  out->gap = epi_barrier_gap (out->primal, out->dual, open);
}

static double
infeasible (EpiBarrierOracle *base)
{
  Oracle *self = upcast (base);
  double value = dual_value (self);
  return value > 0 ? stationarity (self, 1 / value, true) : INFINITY;
}

static double
unbounded (EpiBarrierOracle *base, const double *d, double *ray)
{
  Oracle *self = upcast (base);
  double slope = -INFINITY, worst = 0;
  for (size_t i = 0; i < self->m; i++)
    for (int k = self->start[i]; k < self->start[i + 1]; k++) {
      double along =
          epi_sparse_col_dot (&self->gp->exponent, (size_t)self->order[k], d);
      double *most = i == 0 ? &slope : &worst;
      *most = fmax (*most, along);
    }
  if (!(slope < 0) || !isfinite (slope))
    return INFINITY;
  for (size_t j = 0; j < base->n; j++)
    ray[j] = d[j] / -slope;
  return worst / -slope;
}

static const EpiBarrierOracleClass klass = {
    .evaluate = evaluate,
    .objective = objective,
    .multipliers = multipliers,
    .measure = measure,
    .infeasible = infeasible,
    .unbounded = unbounded,
};

/* Terms by posynomial; posynomials without terms are left out. */
static EpiStatus
fill (Oracle *self)
{
  const EpiGp *gp = self->gp;
  size_t T = gp->terms, posynomials = gp->constraints + 1;
  int *next = epi_new0 (int, posynomials + 1);
  self->start =
      epi_barrier_array (&self->base, posynomials + 1, sizeof *self->start);
  self->order = epi_barrier_array (&self->base, T, sizeof *self->order);
  self->log_c = epi_barrier_array (&self->base, T, sizeof *self->log_c);
  self->share = epi_barrier_array (&self->base, T, sizeof *self->share);
  self->F = epi_barrier_array (&self->base, posynomials, sizeof *self->F);
  self->delta = epi_barrier_array (&self->base, T, sizeof *self->delta);
  self->v = epi_barrier_array (&self->base, gp->variables + 1, sizeof *self->v);
  self->size =
      epi_barrier_array (&self->base, gp->variables + 1, sizeof *self->size);
  EpiStatus status = EPI_NO_MEMORY;
  if (next != NULL && !self->base.no_memory) {
    for (size_t t = 0; t < T; t++) {
      self->log_c[t] = log (gp->coefficient[t]);
      next[gp->constraint[t] + 1]++;
    }
    status = next[1] > 0 ? EPI_OK : EPI_UNSUPPORTED;
    for (size_t i = 0; i < posynomials; i++) {
      if (next[i + 1] > 0)
        self->start[++self->m] = next[i] + next[i + 1];
      next[i + 1] += next[i];
    }
    for (size_t t = 0; t < T; t++)
      self->order[next[gp->constraint[t]]++] = (int)t;
    self->base.radius = EPI_BARRIER_LOG_RADIUS;
    self->base.degree = self->base.degree1 = (double)self->m - 1;
  }
  epi_free (next);
  return status;
}

EpiStatus
epi_barrier_gp_new (const EpiGp *gp, const EpiBarrierOptions *options,
                    EpiMethod **out)
{
  *out = NULL;
  if (gp->variables > EPI_BARRIER_VARIABLES)
    return EPI_UNSUPPORTED;
  Oracle *self = epi_barrier_oracle_new (&klass, gp->variables, sizeof *self);
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->gp = gp;
  EpiStatus status = fill (self);
  if (status == EPI_OK)
    return epi_barrier_new (&self->base, options, out);
  epi_barrier_oracle_free (&self->base);
  return status;
}

void
epi_barrier_gp_answer (const EpiMethod *method, EpiGpAnswer *out)
{
  const EpiBarrier *barrier = epi_barrier_settled (method);
  Oracle *self = upcast (barrier->oracle);
  size_t n = self->base.n;
  double lambda0 = 0;
  for (int k = self->start[0]; k < self->start[1]; k++)
    lambda0 += self->delta[self->order[k]];
  double scale = method->status == EPI_INFEASIBLE ? 1 / dual_value (self)
                 : lambda0 > 0                    ? 1 / lambda0
                                                  : 1;
  out->status = method->status;
  memcpy (out->u, method->x, n * sizeof (double));
  for (size_t t = 0; t < self->gp->terms; t++)
    out->delta[t] = scale * self->delta[t];
  memset (out->direction, 0, n * sizeof (double));
  if (method->status == EPI_UNBOUNDED) {
    memcpy (out->direction, barrier->ray, n * sizeof (double));
    memcpy (out->u, barrier->feasible, n * sizeof (double));
  }
}
