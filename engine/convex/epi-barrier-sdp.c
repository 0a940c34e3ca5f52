/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite and max-det programs.  With F = LLᵀ and Sᵢ = L⁻¹FᵢL⁻ᵀ, by
 * blocks,
 *
 *     -log det F:  gradient -tr Sᵢ, Hessian tr SᵢSⱼ
 *     Y = (κ/t) L⁻ᵀ(I - Σ Δxᵢ Sᵢ)L⁻¹,  κ = 1, or t w of a block with weight w
 *
 * and in phase I one more matrix, I, for s.  Boyd & Vandenberghe 11.6.
 */
#include "convex/epi-barrier-private.h"
#include "convex/epi-barrier-sdp-blocks.h"
#include "core/epi-alloc.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define EPI_BARRIER_NUMBERS 8000000 /* of all Sᵢ together */
#define EPI_BARRIER_PIECE 3e8       /* multiplications between two askings */

typedef struct {
  EpiBarrierOracle base;
  const EpiSdp *sdp;
  size_t length; /* of a packed matrix */
  double *L;     /* packed: factors; of a diagonal block its diagonal */
  double *S;     /* (length, m + 1) column by column, scaled by √κ */
  double *Y;     /* packed */
  double *work;  /* packed */
  double *v;     /* (p) */
  double *sum;   /* (m) */
} Oracle;

static Oracle *
upcast (EpiBarrierOracle *base)
{
  return (Oracle *)base;
}

static double
kappa (const EpiSdpBlock *block, bool phase1, double t)
{
  return !phase1 && block->weight > 0 ? t * block->weight : 1;
}

/* work := factors at (x, s); false outside. */
static bool
factor_at (Oracle *self, const double *x, double s, double *L)
{
  epi_sdp_evaluate (self->sdp, x, L);
  return epi_barrier_blocks_factor (self->sdp, L, s);
}

static double
objective (EpiBarrierOracle *base, const double *x)
{
  Oracle *self = upcast (base);
  const EpiSdp *sdp = self->sdp;
  double value = epi_dot (sdp->c, x, sdp->m);
  if (!epi_sdp_has_determinant (sdp))
    return value;
  if (!factor_at (self, x, 0, self->work))
    return INFINITY;
  for (size_t k = 0; k < sdp->n_blocks; k++)
    if (sdp->blocks[k].weight > 0)
      value -= sdp->blocks[k].weight *
               epi_barrier_blocks_log_det (sdp, k, self->work);
  return value;
}

/* The columns √κ Sᵢ; g -= κ tr Sᵢ.  False: interrupted. */
static bool
find_congruences (Oracle *self, bool phase1, double t, size_t N, double *g)
{
  const EpiSdp *sdp = self->sdp;
  for (size_t i = 0; i < N; i++) {
    double *column = self->S + i * self->length;
    epi_barrier_blocks_matrix (sdp, i + 1, column);
    if (epi_barrier_is_interrupted (&self->base))
      return false;
    epi_barrier_blocks_congruence (sdp, self->L, column);
    for (size_t k = 0; k < sdp->n_blocks; k++) {
      size_t offset = epi_sdp_block_offset (sdp, k), n = sdp->blocks[k].size;
      size_t end = epi_sdp_block_offset (sdp, k + 1);
      double weight = kappa (&sdp->blocks[k], phase1, t), root = sqrt (weight);
      for (size_t j = 0; j < n; j++)
        g[i] -= weight *
                column[offset + (sdp->blocks[k].diagonal ? j : j * (n + 1))];
      for (size_t j = offset; j < end && weight != 1; j++)
        column[j] *= root;
    }
  }
  return true;
}

/* H := SᵀS, by pieces of the rows of S.  False: interrupted. */
static bool
multiply_congruences (Oracle *self, size_t N, EpiMatrix *H)
{
  size_t most = (size_t)(EPI_BARRIER_PIECE / ((double)N * (double)N)) + 1;
  size_t row = 0;
  do {
    size_t rows = self->length - row < most ? self->length - row : most;
    if (epi_barrier_is_interrupted (&self->base))
      return false;
    cblas_dsyrk (CblasColMajor, CblasLower, CblasTrans, (int)N, (int)rows, 1,
                 self->S + row, self->length > 0 ? (int)self->length : 1,
                 row > 0 ? 1 : 0, H->data, (int)H->ld);
    row += rows;
  } while (row < self->length);
  return true;
}

static double
evaluate (EpiBarrierOracle *base, bool phase1, double t, const double *z,
          double *g, EpiMatrix *H)
{
  Oracle *self = upcast (base);
  const EpiSdp *sdp = self->sdp;
  size_t n = base->n, N = n + (phase1 ? 1 : 0);
  double *L = g != NULL ? self->L : self->work;
  double s = phase1 ? z[n] : 0;
  if (!factor_at (self, z, s, L))
    return INFINITY;
  double value = t * (phase1 ? s : epi_dot (sdp->c, z, n));
  for (size_t k = 0; k < sdp->n_blocks; k++)
    value -= kappa (&sdp->blocks[k], phase1, t) *
             epi_barrier_blocks_log_det (sdp, k, L);
  if (g == NULL)
    return value;
  for (size_t j = 0; j < N; j++)
    g[j] = phase1 ? (j == n ? t : 0) : t * sdp->c[j];
  if (!find_congruences (self, phase1, t, N, g) ||
      (N > 0 && !multiply_congruences (self, N, H)))
    return INFINITY;
  return value;
}

static void
multipliers (EpiBarrierOracle *base, bool phase1, double t, const double *z,
             const double *dz, const double *w)
{
  Oracle *self = upcast (base);
  const EpiSdp *sdp = self->sdp;
  size_t N = base->n + (phase1 ? 1 : 0);
  for (size_t r = 0; r < base->p; r++)
    self->v[r] = -w[r];
  if (z == NULL) {
    memset (self->Y, 0, self->length * sizeof (double));
    return;
  }
  epi_barrier_blocks_matrix (sdp, sdp->m + 1, self->Y);
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    size_t begin = epi_sdp_block_offset (sdp, k);
    size_t end = epi_sdp_block_offset (sdp, k + 1);
    double root = sqrt (kappa (&sdp->blocks[k], phase1, t));
    for (size_t j = begin; j < end; j++)
      self->Y[j] *= root * root / t;
    for (size_t i = 0; i < N; i++)
      for (size_t j = begin; j < end; j++)
        self->Y[j] -= root / t * dz[i] * self->S[i * self->length + j];
  }
  epi_barrier_blocks_congruence_back (sdp, self->L, self->Y);
}

/* ‖c₁ - tr(FᵢY) - (Aᵀv)ᵢ‖, c₁ = c or 0. */
static double
stationarity (Oracle *self, bool with_c)
{
  const EpiSdp *sdp = self->sdp;
  epi_sdp_adjoint (sdp, self->Y, self->sum);
  epi_sparse_add_product_t (&sdp->A, 1, self->v, self->sum);
  for (size_t i = 0; i < sdp->m && with_c; i++)
    self->sum[i] -= sdp->c[i];
  return sqrt (epi_dot (self->sum, self->sum, sdp->m));
}

static double
dual_value (const Oracle *self)
{
  return epi_sdp_inner (self->sdp, 0, self->Y) +
         epi_dot (self->sdp->b, self->v, self->base.p);
}

static double
norm_of (const double *v, size_t n)
{
  return sqrt (epi_dot (v, v, n));
}

static void
measure (EpiBarrierOracle *base, const double *x, EpiBarrierMeasures *out)
{
  Oracle *self = upcast (base);
  const EpiSdp *sdp = self->sdp;
  double violation = 0;
  for (size_t r = 0; r < base->p; r++)
    violation =
        fmax (violation,
              fabs (epi_dot (base->A + r * base->n, x, base->n) - base->b[r]));
  out->primal_residual = violation / (1 + norm_of (base->b, base->p));
  out->dual_residual =
      stationarity (self, true) / (1 + norm_of (sdp->c, sdp->m));
  out->primal = objective (base, x);
  out->dual = dual_value (self);
  memcpy (self->work, self->Y, self->length * sizeof (double));
  if (!epi_barrier_blocks_factor (sdp, self->work, 0))
    out->dual = -INFINITY;
  for (size_t k = 0; k < sdp->n_blocks && isfinite (out->dual); k++) {
    double w = sdp->blocks[k].weight, n = (double)sdp->blocks[k].size;
    if (w > 0)
      out->dual += w * epi_barrier_blocks_log_det (sdp, k, self->work) + n * w -
                   n * w * log (w);
  }
  out->gap = epi_barrier_gap (out->primal, out->dual, 0);
}

static double
infeasible (EpiBarrierOracle *base)
{
  Oracle *self = upcast (base);
  double value = dual_value (self);
  return value > 0 ? stationarity (self, false) / value : INFINITY;
}

/* Σ dᵢFᵢ ⪰ 0 but for ε: its smallest eigenvalue is above -ε where adding ε
 * leaves it positive definite; ε is halved from 1. */
static double
unbounded (EpiBarrierOracle *base, const double *d, double *ray)
{
  Oracle *self = upcast (base);
  const EpiSdp *sdp = self->sdp;
  double slope = -epi_dot (sdp->c, d, sdp->m), worst = 0;
  if (!(slope > 0) || !isfinite (slope))
    return INFINITY;
  for (size_t i = 0; i < sdp->m; i++)
    ray[i] = d[i] / slope;
  for (size_t r = 0; r < base->p; r++)
    worst = fmax (worst, fabs (epi_dot (base->A + r * base->n, ray, base->n)));
  double *direction = self->S; /* rewritten by the next evaluate() */
  for (double epsilon = 1; epsilon > 1e-12; epsilon /= 2) {
    epi_barrier_blocks_direction (sdp, ray, direction);
    if (epi_barrier_is_interrupted (base))
      return INFINITY;
    if (!epi_barrier_blocks_factor (sdp, direction, epsilon))
      return fmax (worst, 2 * epsilon);
  }
  return worst;
}

static const EpiBarrierOracleClass klass = {
    .evaluate = evaluate,
    .objective = objective,
    .multipliers = multipliers,
    .measure = measure,
    .infeasible = infeasible,
    .unbounded = unbounded,
};

static EpiStatus
fill (Oracle *self)
{
  const EpiSdp *sdp = self->sdp;
  size_t m = sdp->m, p = sdp->A.rows;
  self->base.p = p;
  self->base.A = epi_barrier_array (&self->base, p * m, sizeof *self->base.A);
  self->base.b = epi_barrier_array (&self->base, p, sizeof *self->base.b);
  self->L = epi_barrier_array (&self->base, self->length, sizeof *self->L);
  self->S =
      epi_barrier_array (&self->base, self->length * (m + 1), sizeof *self->S);
  self->Y = epi_barrier_array (&self->base, self->length, sizeof *self->Y);
  self->work =
      epi_barrier_array (&self->base, self->length, sizeof *self->work);
  self->v = epi_barrier_array (&self->base, p, sizeof *self->v);
  self->sum = epi_barrier_array (&self->base, m, sizeof *self->sum);
  if (self->base.no_memory)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < m && p > 0; j++)
    for (int e = sdp->A.start[j]; e < sdp->A.start[j + 1]; e++)
      self->base.A[(size_t)sdp->A.row[e] * m + j] = sdp->A.value[e];
  memcpy (self->base.b, sdp->b, p * sizeof (double));
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    double n = (double)sdp->blocks[k].size;
    self->base.degree1 += n;
    self->base.degree += sdp->blocks[k].weight > 0 ? 0 : n;
  }
  return EPI_OK;
}

EpiStatus
epi_barrier_sdp_new (const EpiSdp *sdp, const EpiBarrierOptions *options,
                     EpiMethod **out)
{
  size_t length = epi_sdp_block_offset (sdp, sdp->n_blocks);
  *out = NULL;
  if (sdp->m > EPI_BARRIER_VARIABLES ||
      length > EPI_BARRIER_NUMBERS / (sdp->m + 1))
    return EPI_UNSUPPORTED;
  Oracle *self = epi_barrier_oracle_new (&klass, sdp->m, sizeof *self);
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->sdp = sdp;
  self->length = length;
  EpiStatus status = fill (self);
  if (status == EPI_OK)
    return epi_barrier_new (&self->base, options, out);
  epi_barrier_oracle_free (&self->base);
  return status;
}

void
epi_barrier_sdp_answer (const EpiMethod *method, EpiSdpAnswer *out)
{
  const EpiBarrier *barrier = epi_barrier_settled (method);
  Oracle *self = upcast (barrier->oracle);
  bool ray = method->status == EPI_UNBOUNDED;
  double scale = method->status == EPI_INFEASIBLE ? 1 / dual_value (self) : 1;
  out->status = method->status;
  memcpy (out->x, ray ? barrier->ray : method->x,
          self->sdp->m * sizeof (double));
  memset (out->point, 0, self->sdp->m * sizeof (double));
  if (ray)
    memcpy (out->point, barrier->feasible, self->sdp->m * sizeof (double));
  if (ray)
    epi_barrier_blocks_direction (self->sdp, out->x, out->X);
  else
    epi_sdp_evaluate (self->sdp, out->x, out->X);
  for (size_t i = 0; i < self->length; i++)
    out->Y[i] = scale * self->Y[i];
  for (size_t r = 0; r < self->base.p; r++)
    out->v[r] = scale * self->v[r];
}
