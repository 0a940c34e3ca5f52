/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The system of an interior-point step, sparse.
 *
 * A row of G with one entry g in column j (a bound, in an orthant) is
 * eliminated: it adds g²/w² to Pⱼⱼ.  A second-order cone takes two unknowns
 * more, so that its dense block stays out of K:
 *
 *     WᵀW = β² (D + uuᵀ - vvᵀ),    ⎡-D  -v  -u⎤
 *     D = diag (d,1,…,1)        β² ⎢-vᵀ -1   0⎥
 *                                  ⎣-uᵀ  0   1⎦
 *
 * (Domahidi, Chu & Boyd, ECOS: an SOCP solver for embedded systems, 2013.)
 * What is factored is K plus a small positive number on the diagonal of the
 * positive unknowns and minus one on that of the negative ones; what is solved
 * is K without them, by conjugate residuals with the factors as preconditioner,
 * in coordinates that are not scaled by W: there the residual of a row is what
 * the row will be violated by.
 */
#include "convex/epi-kkt-sparse-private.h"

#include "core/epi-alloc.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define REGULARIZATION 1e-8 /* of x, and the most of a row */
/* Of a row: the share of what is eliminated from it, and what of that is lost
 * to rounding anyway; firm where that is not enough. */
#define SHARE 1e-12
#define ROUNDING 1e-15
#define FIRM_SHARE 1e-9
#define FIRM_ROUNDING 1e-13
#define HELD 1e-15 /* of x, of what its rows give it */
#define LEAST_PIVOT 1e-13
#define BEST_ACCURACY 1e-14
#define MAX_CORRECTIONS 20
#define FEW_CORRECTIONS 10 /* where more would only follow the rounding */
#define SOLVABLE 1e-13 /* least ‖Kd‖ of a correction beside ‖|K||d|‖ */

static void
sparse_free (EpiKkt *base)
{
  EpiKktSparse *self = (EpiKktSparse *)base;
  epi_sparse_clear (&self->K);
  epi_ldl_free (self->ldl);
  epi_free (self->sign);
  epi_free (self->diagonal_P);
  epi_free (self->place);
  epi_free (self->bound_col);
  epi_free (self->bound);
  epi_free (self->square);
  epi_free (self->stiffness);
  epi_free (self->solution);
  epi_free (self->residual);
  epi_free (self->corrections);
  epi_free (self->images);
  epi_free (self->u);
  g_free (self);
}

/* The diagonal entry of column j leads it. */
static double *
diagonal (EpiKktSparse *self, size_t j)
{
  return self->K.value + self->K.start[j];
}

/* One second-order cone whose rows begin at i and extras at `extras`. */
static void
scale_second_order (EpiKktSparse *self, EpiCones *cones, size_t j, size_t i,
                    size_t extras)
{
  size_t order = epi_cones_cone (cones, j).order;
  const double *point;
  double beta;
  epi_cones_second_order (cones, j, &beta, &point);
  /* WᵀW = β² (2wwᵀ - J), w = (2v₀² - 1, 2v₀v₁) */
  double square = beta * beta, v0 = point[0], w0 = 2 * v0 * v0 - 1, tail = 0;
  for (size_t k = 1; k < order; k++)
    tail += 4 * v0 * v0 * point[k] * point[k];
  double whole = w0 * w0 + tail, d = 0.5 / whole, u0 = sqrt (whole - d);
  double u1 = 2 * w0 / u0, v1 = sqrt ((2 + 2 * d) / (whole - d));

  for (size_t k = 0; k < order; k++) {
    double *column = diagonal (self, (size_t)self->place[i + k]);
    double w = k == 0 ? 0 : 2 * v0 * point[k];
    self->stiffness[i + k] =
        (k == 0 ? 2 * w0 * w0 - 1 : 1 + 2 * w * w) / square;
    column[0] = -square * (k == 0 ? d : 1);
    column[1] = -square * v1 * w;
    column[2] = -square * (k == 0 ? u0 : u1 * w);
  }
  *diagonal (self, extras) = -square;
  *diagonal (self, extras + 1) = square;
}

static bool
is_firm (const EpiKktSparse *self)
{
  return self->firm || self->curved;
}

/* What each unknown gets on its diagonal is small beside what the others give
 * it: a variable that is free in itself is held by its rows, a row whose share
 * of the Schur complement is tiny must keep that share. */
static void
regularize (EpiKktSparse *self)
{
  const EpiSparse *G = &self->program->G;
  double *share = self->u;
  double part = is_firm (self) ? FIRM_SHARE : SHARE;
  double rounding = is_firm (self) ? FIRM_ROUNDING : ROUNDING;
  memset (share, 0, self->order * sizeof (double));
  for (size_t j = 0; j < self->n; j++) {
    double held = 0;
    for (int k = G->start[j]; k < G->start[j + 1]; k++)
      if (self->place[G->row[k]] >= 0)
        held += G->value[k] * G->value[k] * self->stiffness[G->row[k]];
    *diagonal (self, j) += REGULARIZATION + HELD * held;
    for (int k = self->K.start[j] + 1; k < self->K.start[j + 1]; k++) {
      double value = self->K.value[k];
      share[self->K.row[k]] += value * value / *diagonal (self, j);
    }
  }
  for (size_t j = self->n; j < self->order; j++) {
    double size = fabs (*diagonal (self, j)) + share[j];
    *diagonal (self, j) +=
        self->sign[j] * (fmin (part * size, REGULARIZATION) + rounding * size);
  }
}

static EpiStatus
sparse_factor (EpiKkt *base, EpiCones *cones)
{
  EpiKktSparse *self = (EpiKktSparse *)base;
  size_t extras = self->order;
  for (size_t j = 0; j < self->n; j++)
    *diagonal (self, j) = self->diagonal_P[j];
  for (size_t j = 0; j < self->p; j++)
    *diagonal (self, self->n + j) = 0;
  for (size_t j = epi_cones_count (cones); j-- > 0;) {
    EpiCone cone = epi_cones_cone (cones, j);
    size_t at = epi_cones_offset (cones, j);
    if (cone.kind == EPI_CONE_SECOND_ORDER && cone.order > 0)
      scale_second_order (self, cones, j, at, extras -= 2);
    if (cone.kind != EPI_CONE_NONNEGATIVE)
      continue;
    const double *squares = epi_cones_orthant_squares (cones, j);
    for (size_t i = 0; i < cone.order; i++) {
      self->square[at + i] = squares[i];
      int col = self->bound_col[at + i];
      double g = self->bound[at + i];
      if (col >= 0)
        *diagonal (self, (size_t)col) += g * g / squares[i];
      else if (self->place[at + i] >= 0) {
        *diagonal (self, (size_t)self->place[at + i]) = -squares[i];
        self->stiffness[at + i] = 1 / squares[i];
      }
    }
  }
  regularize (self);
  return epi_ldl_factor (self->ldl, &self->K, LEAST_PIVOT, base->cancel);
}

/* x, y, z := the solution of the regularized system, in place. */
static void
solve_once (EpiKktSparse *self, double *x, double *y, double *z)
{
  double *u = self->u;
  memcpy (u, x, self->n * sizeof (double));
  memcpy (u + self->n, y, self->p * sizeof (double));
  memset (u + self->n + self->p, 0,
          (self->order - self->n - self->p) * sizeof (double));
  for (size_t i = 0; i < self->g; i++)
    if (self->place[i] >= 0)
      u[self->place[i]] = z[i];
    else if (self->bound_col[i] >= 0)
      u[self->bound_col[i]] += self->bound[i] * z[i] / self->square[i];
  epi_ldl_solve (self->ldl, u);
  memcpy (x, u, self->n * sizeof (double));
  memcpy (y, u + self->n, self->p * sizeof (double));
  for (size_t i = 0; i < self->g; i++)
    if (self->place[i] >= 0)
      z[i] = u[self->place[i]];
    else {
      int col = self->bound_col[i];
      double gx = col >= 0 ? self->bound[i] * u[col] : 0;
      z[i] = (gx - z[i]) / self->square[i];
    }
}

/* out := K v, both (n + p + g). */
static void
multiply (EpiKktSparse *self, EpiCones *cones, const double *v, double *out)
{
  const EpiConeProgram *program = self->program;
  size_t n = self->n, p = self->p, g = self->g;
  const double *x = v, *y = v + n, *z = v + n + p;
  double *ox = out, *oy = out + n, *oz = out + n + p;

  memset (out, 0, (n + p) * sizeof (double));
  memcpy (oz, z, g * sizeof (double));
  epi_cones_apply (cones, EPI_W, oz);
  epi_cones_apply (cones, EPI_W_T, oz);
  for (size_t i = 0; i < g; i++)
    oz[i] = -oz[i];
  epi_sparse_add_symmetric (&program->P, 1, x, ox);
  epi_sparse_add_product_t (&program->A, 1, y, ox);
  epi_sparse_add_product_t (&program->G, 1, z, ox);
  epi_sparse_add_product (&program->A, 1, x, oy);
  epi_sparse_add_product (&program->G, 1, x, oz);
}

static double
largest (const double *x, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fabs (x[i]) > most ? fabs (x[i]) : most; /* fmax() is a call */
  return most;
}

static double
dot (const double *x, const double *y, size_t n)
{
  return n == 0 ? 0 : cblas_ddot ((int)n, x, 1, y, 1);
}

static void
add (double *x, const double *y, double factor, size_t n)
{
  if (n > 0)
    cblas_daxpy ((int)n, factor, y, 1, x, 1);
}

/* The largest entry of |K| |v|, without WᵀW. */
static double
magnitude (EpiKktSparse *self, const double *v)
{
  const EpiConeProgram *program = self->program;
  size_t n = self->n, p = self->p, g = self->g;
  double *sum = self->solution + n + p + g;
  memset (sum, 0, (n + p + g) * sizeof (double));
  epi_sparse_add_magnitudes (&program->P, v, sum);
  epi_sparse_add_magnitudes_t (&program->P, v, sum);
  epi_sparse_add_magnitudes_t (&program->A, v + n, sum);
  epi_sparse_add_magnitudes_t (&program->G, v + n + p, sum);
  epi_sparse_add_magnitudes (&program->A, v, sum + n);
  epi_sparse_add_magnitudes (&program->G, v, sum + n + p);
  return largest (sum, n + p + g);
}

/* Solves K v = rhs by conjugate residuals, preconditioned with the factors:
 * each correction leaves the least residual over all the corrections kept. */
static EpiStatus
sparse_solve_scaled (EpiKkt *base, EpiCones *cones, const EpiKktRhs *bz,
                     double *x, double *y, double *z)
{
  EpiKktSparse *self = (EpiKktSparse *)base;
  size_t n = self->n, p = self->p, g = self->g, all = n + p + g;
  double *v = self->solution, *r = self->residual;

  memcpy (r, x, n * sizeof (double));
  memcpy (r + n, y, p * sizeof (double));
  memset (r + n + p, 0, g * sizeof (double)); /* Wᵀbz = b + Wᵀd */
  if (bz->scaled != NULL) {
    memcpy (r + n + p, bz->scaled, g * sizeof (double));
    epi_cones_apply (cones, EPI_W_T, r + n + p);
  }
  if (bz->plain != NULL)
    add (r + n + p, bz->plain, 1, g);
  memset (v, 0, all * sizeof (double));
  double size = largest (r, all), last = size;
  double enough =
      (self->curved ? BEST_ACCURACY : fmax (base->accuracy, BEST_ACCURACY)) *
      size;
  size_t most = is_firm (self) ? FEW_CORRECTIONS : MAX_CORRECTIONS;
  for (size_t k = 0; k < most && last > enough; k++) {
    double *d = self->corrections + k * all, *Kd = self->images + k * all;
    if (epi_cancel_is_raised (base->cancel))
      return EPI_INTERRUPTED;
    memcpy (d, r, all * sizeof (double));
    solve_once (self, d, d + n, d + n + p);
    multiply (self, cones, d, Kd);
    if (k > 0 && largest (Kd, all) < 1e-4 * last &&
        largest (Kd, all) <= SOLVABLE * magnitude (self, d))
      break; /* what is left lies outside of the range of K */
    for (size_t i = 0; i < k; i++) {
      const double *e = self->corrections + i * all;
      const double *Ke = self->images + i * all;
      double factor = dot (Ke, Kd, all);
      add (d, e, -factor, all);
      add (Kd, Ke, -factor, all);
    }
    double norm = sqrt (dot (Kd, Kd, all));
    if (!isfinite (norm))
      return EPI_NOT_FINITE;
    if (norm == 0)
      break;
    for (size_t i = 0; i < all; i++) {
      d[i] /= norm;
      Kd[i] /= norm;
    }
    double step = dot (r, Kd, all);
    add (v, d, step, all);
    add (r, Kd, -step, all);
    double now = largest (r, all);
    if (k > 2 && now > last * 0.9 && now < 1e-10 * size)
      break;
    last = now;
  }
  memcpy (x, v, n * sizeof (double));
  memcpy (y, v + n, p * sizeof (double));
  memcpy (z, v + n + p, g * sizeof (double));
  epi_cones_apply (cones, EPI_W, z);
  return epi_is_finite (v, all) ? EPI_OK : EPI_NOT_FINITE;
}

static void
sparse_set_firm (EpiKkt *base, bool firm)
{
  ((EpiKktSparse *)base)->firm = firm;
}

static const EpiKktClass sparse_class = {
    .factor = sparse_factor,
    .solve_scaled = sparse_solve_scaled,
    .free = sparse_free,
    .set_firm = sparse_set_firm,
};

EpiStatus
epi_kkt_sparse_new (const EpiConeProgram *program, EpiKkt **out)
{
  *out = NULL;
  for (size_t j = 0; j < program->n_cones; j++)
    if (program->cones[j].kind == EPI_CONE_SEMIDEFINITE)
      return EPI_UNSUPPORTED;
  EpiKktSparse *self = g_new0 (EpiKktSparse, 1);
  self->base.klass = &sparse_class;
  self->program = program;
  self->n = program->n;
  self->p = program->A.rows;
  self->g = program->G.rows;
  size_t all = self->n + self->p + self->g;
  self->diagonal_P = epi_new0 (double, self->n);
  self->place = epi_new0 (int, self->g);
  self->bound_col = epi_new0 (int, self->g);
  self->bound = epi_new0 (double, self->g);
  self->square = epi_new0 (double, self->g);
  self->stiffness = epi_new0 (double, self->g);
  self->solution = epi_new0 (double, 2 * all);
  self->residual = epi_new0 (double, all);
  self->corrections = epi_new0 (double, all *MAX_CORRECTIONS);
  self->images = epi_new0 (double, all *MAX_CORRECTIONS);
  EpiStatus status = EPI_NO_MEMORY;
  if (self->diagonal_P != NULL && self->place != NULL &&
      self->bound_col != NULL && self->bound != NULL && self->square != NULL &&
      self->stiffness != NULL && self->solution != NULL &&
      self->residual != NULL && self->corrections != NULL &&
      self->images != NULL)
    status = epi_kkt_sparse_build (self);
  if (status != EPI_OK) {
    sparse_free (&self->base);
    return status;
  }
  *out = &self->base;
  return EPI_OK;
}
