/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linear and convex quadratic programs: every finite bound of a row or a
 * variable is one constraint σ(aᵀx - β) ≤ 0. */
#include "convex/epi-barrier-private.h"
#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

typedef struct {
  size_t index; /* row, or rows + variable */
  double sign;  /* σ: 1 at an upper bound, -1 at a lower one */
  double bound; /* β */
} Bound;

typedef struct {
  EpiBarrierOracle base;
  const EpiQp *qp;
  double sign; /* -1: maximize */
  size_t m;
  Bound *bounds;      /* (m) */
  double *G;          /* (m, n + 1) row after row: σa, and -1 for s */
  double *slack;      /* (m) */
  double *lambda;     /* (m) */
  double *nu;         /* (p) */
  size_t *equalities; /* (p) as Bound.index */
  double *c;          /* (n) of a minimization */
  double *y, *z;      /* (rows), (n) in the user's shape */
  double *work;       /* (n) */
  double largest_c, largest_bound, largest_Q;
} Oracle;

static Oracle *
upcast (EpiBarrierOracle *base)
{
  return (Oracle *)base;
}

/* s - fᵢ, the last unknown s or nothing. */
static bool
find_slacks (Oracle *self, bool phase1, const double *z)
{
  size_t n = self->base.n, N = n + (phase1 ? 1 : 0);
  bool inside = true;
  for (size_t i = 0; i < self->m; i++) {
    const Bound *bound = &self->bounds[i];
    self->slack[i] =
        bound->sign * bound->bound - epi_dot (self->G + i * (n + 1), z, N);
    inside = inside && self->slack[i] > 0;
  }
  return inside;
}

static double
objective (EpiBarrierOracle *base, const double *x)
{
  Oracle *self = upcast (base);
  return self->sign * epi_qp_objective (self->qp, x);
}

/* g += t ∇f₀, H += t ∇²f₀ */
static void
add_objective (Oracle *self, double t, const double *x, double *g, EpiMatrix *H)
{
  const EpiSparse *Q = &self->qp->Q;
  for (size_t j = 0; j < self->base.n; j++)
    g[j] += t * self->c[j];
  epi_sparse_add_symmetric (Q, t * self->sign, x, g);
  for (size_t j = 0; j < Q->cols; j++)
    for (int e = Q->start[j]; e < Q->start[j + 1]; e++)
      *epi_matrix_at (H, (size_t)Q->row[e], j) += t * self->sign * Q->value[e];
}

static double
evaluate (EpiBarrierOracle *base, bool phase1, double t, const double *z,
          double *g, EpiMatrix *H)
{
  Oracle *self = upcast (base);
  size_t n = base->n, N = n + (phase1 ? 1 : 0);
  if (!find_slacks (self, phase1, z))
    return INFINITY;
  double value = t * (phase1 ? z[n] : objective (base, z));
  for (size_t i = 0; i < self->m; i++)
    value -= log (self->slack[i]);
  if (g == NULL)
    return value;
  memset (g, 0, N * sizeof *g);
  memset (H->data, 0, H->ld * H->cols * sizeof (double));
  if (phase1)
    g[n] = t;
  else
    add_objective (self, t, z, g, H);
  for (size_t i = 0; i < self->m; i++) {
    const double *v = self->G + i * (n + 1);
    double inverse = 1 / self->slack[i];
    for (size_t j = 0; j < N; j++)
      g[j] += inverse * v[j];
    epi_barrier_add_square (H, inverse * inverse, v);
    if (i % 16 == 15 && epi_barrier_is_interrupted (base))
      return INFINITY;
  }
  return value;
}

/* y and z of the user's problem, as a minimization. */
static void
place_multipliers (Oracle *self)
{
  size_t rows = self->qp->rows;
  memset (self->y, 0, rows * sizeof (double));
  memset (self->z, 0, self->base.n * sizeof (double));
  for (size_t i = 0; i < self->m + self->base.p; i++) {
    bool bound = i < self->m;
    size_t index =
        bound ? self->bounds[i].index : self->equalities[i - self->m];
    double value = bound ? -self->bounds[i].sign * self->lambda[i]
                         : -self->nu[i - self->m];
    *(index < rows ? &self->y[index] : &self->z[index - rows]) += value;
  }
}

static void
multipliers (EpiBarrierOracle *base, bool phase1, double t, const double *z,
             const double *dz, const double *w)
{
  Oracle *self = upcast (base);
  size_t n = base->n, N = n + (phase1 ? 1 : 0);
  for (size_t i = 0; i < self->m; i++)
    self->lambda[i] =
        z == NULL
            ? 0
            : (1 + epi_dot (self->G + i * (n + 1), dz, N) / self->slack[i]) /
                  (t * self->slack[i]);
  memcpy (self->nu, w, base->p * sizeof *w);
  place_multipliers (self);
}

/* Σ (v⁺ lower - v⁻ upper) */
static double
bound_value (const double *v, const double *lower, const double *upper,
             size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    if (v[i] != 0)
      sum += v[i] * (v[i] > 0 ? lower[i] : upper[i]);
  return sum;
}

static double
dual_bounds (const Oracle *self)
{
  const EpiQp *qp = self->qp;
  return bound_value (self->y, qp->row_lower, qp->row_upper, qp->rows) +
         bound_value (self->z, qp->lower, qp->upper, qp->cols);
}

/* ‖gradient - Aᵀy - z‖∞, gradient in work. */
static double
stationarity (Oracle *self)
{
  double worst = 0;
  epi_sparse_add_product_t (&self->qp->A, -1, self->y, self->work);
  for (size_t j = 0; j < self->base.n; j++)
    worst = fmax (worst, fabs (self->work[j] - self->z[j]));
  return worst;
}

static double
violation (Oracle *self, const double *x)
{
  double worst = 0;
  find_slacks (self, false, x);
  for (size_t i = 0; i < self->m; i++)
    worst = fmax (worst, -self->slack[i]);
  for (size_t r = 0; r < self->base.p; r++)
    worst =
        fmax (worst,
              fabs (epi_dot (self->base.A + r * self->base.n, x, self->base.n) -
                    self->base.b[r]));
  return worst;
}

static void
measure (EpiBarrierOracle *base, const double *x, EpiBarrierMeasures *out)
{
  Oracle *self = upcast (base);
  const EpiQp *qp = self->qp;
  size_t n = base->n;
  out->primal_residual = violation (self, x) / (1 + self->largest_bound);
  memset (self->work, 0, n * sizeof (double));
  epi_sparse_add_symmetric (&qp->Q, self->sign, x, self->work);
  double xQx = epi_dot (x, self->work, n);
  for (size_t j = 0; j < n; j++)
    self->work[j] += self->c[j];
  out->dual_residual = stationarity (self) / (1 + self->largest_c);
  out->primal = objective (base, x);
  out->dual = self->sign * qp->c0 - xQx / 2 + dual_bounds (self);
  double gap = epi_barrier_gap (out->primal, out->dual, 0),
         c0 = self->sign * qp->c0;
  out->gap = fmax (gap, epi_barrier_gap (out->primal - c0, out->dual - c0, 0));
}

/* A residual of a ray, relative where what it is the sum of is small. */
static double
ray_residual (double residual, double size)
{
  return residual != 0 && size < 1 ? fabs (residual) / size : fabs (residual);
}

static double
infeasible (EpiBarrierOracle *base)
{
  Oracle *self = upcast (base);
  const EpiQp *qp = self->qp;
  double value = dual_bounds (self), worst = 0;
  if (!(value > 0) || !isfinite (value))
    return INFINITY;
  double length =
      fmax (epi_max_abs (self->y, qp->rows), epi_max_abs (self->z, qp->cols));
  memset (self->work, 0, base->n * sizeof (double));
  epi_sparse_add_product_t (&qp->A, 1, self->y, self->work);
  for (size_t j = 0; j < base->n; j++) {
    const double *column = qp->A.value + qp->A.start[j];
    double largest = fmax (
        1, epi_max_abs (column, (size_t)(qp->A.start[j + 1] - qp->A.start[j])));
    worst = fmax (worst, ray_residual ((self->work[j] + self->z[j]) / value,
                                       largest * length / value));
  }
  return worst;
}

static double
unbounded (EpiBarrierOracle *base, const double *d, double *ray)
{
  Oracle *self = upcast (base);
  size_t n = base->n;
  double slope = -epi_dot (self->c, d, n), worst = 0;
  if (!(slope > 0) || !isfinite (slope))
    return INFINITY;
  for (size_t j = 0; j < n; j++)
    ray[j] = d[j] / slope;
  double length = epi_max_abs (ray, n);
  for (size_t i = 0; i < self->m; i++) {
    const double *row = self->G + i * (n + 1);
    double rise = fmax (epi_dot (row, ray, n), 0);
    worst = fmax (worst, ray_residual (rise, epi_max_abs (row, n) * length));
  }
  for (size_t r = 0; r < base->p; r++) {
    const double *row = base->A + r * n;
    worst = fmax (worst, ray_residual (epi_dot (row, ray, n),
                                       epi_max_abs (row, n) * length));
  }
  memset (self->work, 0, n * sizeof (double));
  epi_sparse_add_symmetric (&self->qp->Q, 1, ray, self->work);
  return fmax (worst, ray_residual (epi_max_abs (self->work, n),
                                    self->largest_Q * length));
}

static const EpiBarrierOracleClass klass = {
    .evaluate = evaluate,
    .objective = objective,
    .multipliers = multipliers,
    .measure = measure,
    .infeasible = infeasible,
    .unbounded = unbounded,
};

/* Counts (self->bounds NULL) or lists the finite bounds and equalities. */
static void
add_bounds (Oracle *self, bool list)
{
  const EpiQp *qp = self->qp;
  size_t m = 0, p = 0;
  for (size_t k = 0; k < qp->rows + qp->cols; k++) {
    double low = k < qp->rows ? qp->row_lower[k] : qp->lower[k - qp->rows];
    double high = k < qp->rows ? qp->row_upper[k] : qp->upper[k - qp->rows];
    double both[] = {low, high};
    if (low == high) {
      if (list) {
        self->equalities[p] = k;
        self->base.b[p] = low;
      }
      p++;
    }
    for (int side = 0; side < 2; side++)
      if (isfinite (both[side])) {
        self->largest_bound = fmax (self->largest_bound, fabs (both[side]));
        if (low == high)
          continue;
        if (list)
          self->bounds[m] = (Bound){k, side == 0 ? -1 : 1, both[side]};
        m++;
      }
  }
  self->m = m;
  self->base.p = p;
}

/* row (n) := the coefficients of row or variable k. */
static void
write_row (const EpiQp *qp, size_t k, double sign, double *row)
{
  memset (row, 0, qp->cols * sizeof *row);
  if (k >= qp->rows)
    row[k - qp->rows] = sign;
  for (size_t j = 0; j < qp->cols && k < qp->rows; j++)
    for (int e = qp->A.start[j]; e < qp->A.start[j + 1]; e++)
      if ((size_t)qp->A.row[e] == k)
        row[j] += sign * qp->A.value[e];
}

static EpiStatus
fill (Oracle *self)
{
  const EpiQp *qp = self->qp;
  size_t n = qp->cols;
  add_bounds (self, false);
  size_t m = self->m, p = self->base.p;
  self->bounds = epi_barrier_array (&self->base, m, sizeof *self->bounds);
  self->G = epi_barrier_array (&self->base, m * (n + 1), sizeof *self->G);
  self->slack = epi_barrier_array (&self->base, m, sizeof *self->slack);
  self->lambda = epi_barrier_array (&self->base, m, sizeof *self->lambda);
  self->nu = epi_barrier_array (&self->base, p, sizeof *self->nu);
  self->equalities =
      epi_barrier_array (&self->base, p, sizeof *self->equalities);
  self->base.A = epi_barrier_array (&self->base, p * n, sizeof *self->base.A);
  self->base.b = epi_barrier_array (&self->base, p, sizeof *self->base.b);
  self->c = epi_barrier_array (&self->base, n, sizeof *self->c);
  self->y = epi_barrier_array (&self->base, qp->rows, sizeof *self->y);
  self->z = epi_barrier_array (&self->base, n, sizeof *self->z);
  self->work = epi_barrier_array (&self->base, n, sizeof *self->work);
  if (self->base.no_memory)
    return EPI_NO_MEMORY;
  add_bounds (self, true);
  for (size_t i = 0; i < m; i++) {
    write_row (qp, self->bounds[i].index, self->bounds[i].sign,
               self->G + i * (n + 1));
    self->G[i * (n + 1) + n] = -1;
  }
  for (size_t r = 0; r < p; r++)
    write_row (qp, self->equalities[r], 1, self->base.A + r * n);
  for (size_t j = 0; j < n; j++) {
    self->c[j] = self->sign * qp->c[j];
    self->largest_c = fmax (self->largest_c, fabs (qp->c[j]));
  }
  self->largest_Q = epi_max_abs (qp->Q.value, epi_sparse_entries (&qp->Q));
  self->base.degree = self->base.degree1 = (double)m;
  return EPI_OK;
}

EpiStatus
epi_barrier_qp_new (const EpiQp *qp, const EpiBarrierOptions *options,
                    EpiMethod **out)
{
  *out = NULL;
  if (qp->cols > EPI_BARRIER_VARIABLES)
    return EPI_UNSUPPORTED;
  if (epi_qp_check (qp) != EPI_OK)
    return EPI_NOT_FINITE;
  Oracle *self = epi_barrier_oracle_new (&klass, qp->cols, sizeof *self);
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->qp = qp;
  self->sign = qp->maximize ? -1 : 1;
  self->base.maximize = qp->maximize;
  EpiStatus status = fill (self);
  if (status == EPI_OK)
    return epi_barrier_new (&self->base, options, out);
  epi_barrier_oracle_free (&self->base);
  return status;
}

void
epi_barrier_qp_answer (const EpiMethod *method, EpiQpAnswer *out)
{
  const EpiBarrier *barrier = epi_barrier_settled (method);
  Oracle *self = upcast (barrier->oracle);
  size_t rows = self->qp->rows, n = self->base.n;
  double scale = self->sign;
  if (method->status == EPI_INFEASIBLE)
    scale = 1 / dual_bounds (self);
  out->status = method->status;
  memcpy (out->x, method->status == EPI_UNBOUNDED ? barrier->ray : method->x,
          n * sizeof (double));
  memset (out->point, 0, n * sizeof (double));
  if (method->status == EPI_UNBOUNDED)
    memcpy (out->point, barrier->feasible, n * sizeof (double));
  for (size_t i = 0; i < rows; i++)
    out->y[i] = scale * self->y[i];
  for (size_t j = 0; j < n; j++)
    out->z[j] = scale * self->z[j];
}
