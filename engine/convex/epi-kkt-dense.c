/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Schur complement, dense.  With H = P + Gᵀ(WᵀW)⁻¹G
 *
 *     1. H x + Aᵀy = bx + GᵀW⁻¹bz,  A x = by
 *     2. z = W⁻ᵀG x - bz
 *
 * 1 goes by M = D (H + ρAᵀA) D + εI = L Lᵀ, where D makes the diagonal of M
 * one, ρAᵀA changes but y, by ρAx (and makes M regular when a variable is in
 * no cone), and ε is 0 or as small as lets the factorisation succeed; then
 * A M⁻¹ Aᵀ for y.  Near the end of the method H is so badly conditioned that
 * this solves 1 but roughly: epi_kkt_refine() does the rest.
 */
#include "convex/epi-kkt.h"
#include "convex/epi-schur.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define FIRST_SHIFT 1e-16
#define LAST_SHIFT 1e-3
#define SHIFT_GROWTH 2 /* the least that will do preconditions best */

typedef struct {
  EpiKkt base;
  const EpiConeProgram *program;
  size_t n, p, m;
  EpiSparse Gt;      /* (n,m) for the rows outside of semidefinite cones */
  EpiSparse At;      /* (n,p) */
  EpiSchur **blocks; /* (n_cones) NULL where the cone is not semidefinite */
  EpiSparse rest;    /* (m,n) G without what a block knows to be of rank one */
  EpiMatrix H, L;    /* (n,n): lower triangles */
  double *d;         /* (n) the diagonal of D */
  double rho;
  EpiMatrix Y, S;    /* (n,p) L⁻¹DAᵀ; (p,p) the factor of YᵀY */
  double *u;         /* (m) */
  double *r, *a, *b; /* (n) */
  double *by;        /* (p) */
} Dense;

/* ---- H --------------------------------------------------------------------
 */

static void
add_sparse_lower (const EpiSparse *P, EpiMatrix *H)
{
  for (size_t j = 0; j < P->cols; j++)
    for (int k = P->start[j]; k < P->start[j + 1]; k++)
      *epi_matrix_at (H, (size_t)P->row[k], j) += P->value[k];
}

/* H += weight g gᵀ for row i of the matrix whose transpose is Gt. */
static void
add_row (const EpiSparse *Gt, size_t i, double weight, EpiMatrix *H)
{
  for (int k = Gt->start[i]; k < Gt->start[i + 1]; k++) {
    double *column = epi_matrix_col (H, (size_t)Gt->row[k]);
    double factor = weight * Gt->value[k];
    for (int l = k; l < Gt->start[i + 1]; l++)
      column[Gt->row[l]] += factor * Gt->value[l];
  }
}

static void
add_outer (EpiMatrix *H, double factor, const double *a, const double *b)
{
  for (size_t j = 0; j < H->cols; j++)
    for (size_t i = j; i < H->rows; i++)
      *epi_matrix_at (H, i, j) += factor * (a[i] * b[j] + b[i] * a[j]) / 2;
}

/* W⁻² = (I + 4‖v‖² wwᵀ - 2(wvᵀ + vwᵀ)) / β², w = Jv. */
static void
add_second_order (Dense *self, const EpiCones *cones, size_t j)
{
  const EpiSparse *Gt = &self->Gt;
  size_t offset = epi_cones_offset (cones, j);
  size_t dim = epi_cones_cone (cones, j).order;
  double beta, norm2 = 0;
  const double *v;
  epi_cones_second_order (cones, j, &beta, &v);
  memset (self->a, 0, self->n * sizeof (double));
  memset (self->b, 0, self->n * sizeof (double));
  for (size_t i = 0; i < dim; i++) {
    norm2 += v[i] * v[i];
    add_row (Gt, offset + i, 1 / (beta * beta), &self->H);
    for (int k = Gt->start[offset + i]; k < Gt->start[offset + i + 1]; k++) {
      self->a[Gt->row[k]] += Gt->value[k] * (i == 0 ? v[i] : -v[i]);
      self->b[Gt->row[k]] += Gt->value[k] * v[i];
    }
  }
  add_outer (&self->H, 4 * norm2 / (beta * beta), self->a, self->a);
  add_outer (&self->H, -4 / (beta * beta), self->a, self->b);
}

static EpiStatus
build_schur (Dense *self, const EpiCones *cones)
{
  EpiStatus status = EPI_OK;
  for (size_t j = 0; j < self->n; j++)
    memset (epi_matrix_at (&self->H, j, j), 0, (self->n - j) * sizeof (double));
  add_sparse_lower (&self->program->P, &self->H);
  for (size_t j = 0; j < epi_cones_count (cones) && status == EPI_OK; j++) {
    EpiCone cone = epi_cones_cone (cones, j);
    size_t offset = epi_cones_offset (cones, j);
    if (cone.kind == EPI_CONE_SEMIDEFINITE) {
      const EpiMatrix *R_inv, *inverse;
      epi_cones_semidefinite (cones, j, &R_inv, &inverse);
      status = epi_schur_add (self->blocks[j], R_inv, inverse, &self->H);
    } else if (cone.kind == EPI_CONE_SECOND_ORDER)
      add_second_order (self, cones, j);
    else
      for (size_t i = 0; i < cone.order; i++)
        add_row (&self->Gt, offset + i,
                 1 / epi_cones_orthant_squares (cones, j)[i], &self->H);
  }
  return status;
}

/* ---- Factors --------------------------------------------------------------
 */

static bool
lower_is_finite (const EpiMatrix *H)
{
  for (size_t j = 0; j < H->cols; j++)
    if (!epi_is_finite (epi_matrix_at (H, j, j), H->rows - j))
      return false;
  return true;
}

/* H + ρAᵀA: ρ makes both of one size. */
static void
add_equalities (Dense *self)
{
  double trace = 0, square = 0;
  for (size_t j = 0; j < self->n; j++)
    trace += *epi_matrix_at (&self->H, j, j);
  for (size_t k = 0; k < epi_sparse_entries (&self->At); k++)
    square += self->At.value[k] * self->At.value[k];
  self->rho = trace > 0 && square > 0 ? trace / square : 1;
  for (size_t i = 0; i < self->p; i++)
    add_row (&self->At, i, self->rho, &self->L);
}

/* L := the factor of D (L) D + shift I, L given in its lower triangle. */
static EpiStatus
factor_scaled (Dense *self, double shift)
{
  size_t n = self->n;
  for (size_t j = 0; j < n; j++)
    memcpy (epi_matrix_at (&self->L, j, j), epi_matrix_at (&self->H, j, j),
            (n - j) * sizeof (double));
  add_equalities (self);
  for (size_t j = 0; j < n; j++) {
    double diagonal = *epi_matrix_at (&self->L, j, j);
    self->d[j] = diagonal > 0 ? 1 / sqrt (diagonal) : 1;
  }
  for (size_t j = 0; j < n; j++) {
    double *column = epi_matrix_col (&self->L, j);
    for (size_t i = j; i < n; i++)
      column[i] *= self->d[i] * self->d[j];
    column[j] += shift;
  }
  if (!lower_is_finite (&self->L))
    return EPI_NOT_FINITE;
  EpiStatus status = epi_cholesky (&self->L);
  return status == EPI_OK && !lower_is_finite (&self->L)
             ? EPI_NOT_POSITIVE_DEFINITE
             : status;
}

static EpiStatus
factor_equalities (Dense *self)
{
  EpiStatus status = EPI_NOT_POSITIVE_DEFINITE;
  if (self->p == 0)
    return EPI_OK;
  memset (self->Y.data, 0, self->n * self->p * sizeof (double));
  for (size_t i = 0; i < self->p; i++)
    for (int k = self->At.start[i]; k < self->At.start[i + 1]; k++) {
      size_t j = (size_t)self->At.row[k];
      *epi_matrix_at (&self->Y, j, i) = self->At.value[k] * self->d[j];
    }
  EpiStatus solved =
      epi_triangular_solve (true, false, false, &self->L, &self->Y);
  if (solved != EPI_OK)
    return solved;
  for (double shift = FIRST_SHIFT;
       status == EPI_NOT_POSITIVE_DEFINITE && shift <= LAST_SHIFT;
       shift *= SHIFT_GROWTH) {
    status = epi_syrk (1, &self->Y, 0, &self->S);
    for (size_t i = 0; i < self->p; i++) {
      double *diagonal = epi_matrix_at (&self->S, i, i);
      *diagonal = *diagonal > 0 ? *diagonal * (1 + shift) : 1;
    }
    if (status == EPI_OK)
      status = epi_cholesky (&self->S);
  }
  return status;
}

static EpiStatus
dense_factor (EpiKkt *base, EpiCones *cones)
{
  Dense *self = (Dense *)base;
  EpiStatus status = build_schur (self, cones);
  if (status != EPI_OK)
    return status;
  status = factor_scaled (self, 0);
  for (double shift = FIRST_SHIFT;
       status == EPI_NOT_POSITIVE_DEFINITE && shift <= LAST_SHIFT;
       shift *= SHIFT_GROWTH)
    status = factor_scaled (self, shift);
  if (status == EPI_OK)
    status = factor_equalities (self);
  return status == EPI_NOT_POSITIVE_DEFINITE ? EPI_SINGULAR : status;
}

/* ---- Solving --------------------------------------------------------------
 */

/* r, y := the solution of 1 for r, y by the factors. */
static EpiStatus
solve_reduced (Dense *self, double *y)
{
  int n = (int)self->n;
  EpiMatrix x = epi_matrix_view (self->r, self->n, 1, self->n);
  for (size_t j = 0; j < self->n; j++)
    self->r[j] *= self->d[j];
  EpiStatus status = epi_triangular_solve (true, false, false, &self->L, &x);
  memcpy (self->by, y, self->p * sizeof (double));
  if (status == EPI_OK && self->p > 0) { /* S y = Yᵀx - by, x -= Y y */
    EpiMatrix view = epi_matrix_view (y, self->p, 1, self->p);
    cblas_dgemv (CblasColMajor, CblasTrans, n, (int)self->p, 1, self->Y.data, n,
                 self->r, 1, -1, y, 1);
    status = epi_cholesky_solve (&self->S, &view);
    cblas_dgemv (CblasColMajor, CblasNoTrans, n, (int)self->p, -1, self->Y.data,
                 n, y, 1, 1, self->r, 1);
    for (size_t i = 0; i < self->p; i++) /* of ρAᵀA x */
      y[i] += self->rho * self->by[i];
  }
  if (status == EPI_OK)
    status = epi_triangular_solve (true, true, false, &self->L, &x);
  for (size_t j = 0; j < self->n; j++)
    self->r[j] *= self->d[j];
  return status;
}

static bool
is_sparse_block (const Dense *self, size_t j)
{
  return self->blocks[j] != NULL && epi_schur_is_sparse (self->blocks[j]);
}

/* u (m) := bz, of the cones that are not sparse blocks. */
static void
find_scaled (Dense *self, EpiCones *cones, const EpiKktRhs *bz)
{
  memset (self->u, 0, self->m * sizeof (double));
  for (size_t j = 0; j < epi_cones_count (cones); j++) {
    size_t offset = epi_cones_offset (cones, j);
    size_t dim = epi_cone_dim (epi_cones_cone (cones, j));
    double *u = self->u + offset;
    if (is_sparse_block (self, j))
      continue;
    if (bz->plain != NULL) {
      memcpy (u, bz->plain + offset, dim * sizeof (double));
      epi_cones_apply_one (cones, j, EPI_W_INV_T, u);
    }
    for (size_t i = 0; bz->scaled != NULL && i < dim; i++)
      u[i] += bz->scaled[offset + i];
  }
}

/* r += GᵀW⁻¹bz of a sparse block: the entries that G has, and what is of rank
 * one. */
static EpiStatus
add_block_image (Dense *self, EpiCones *cones, size_t j, const EpiKktRhs *bz)
{
  size_t offset = epi_cones_offset (cones, j);
  const double *scaled = bz->scaled != NULL ? bz->scaled + offset : NULL;
  const double *plain = bz->plain != NULL ? bz->plain + offset : NULL;
  const EpiMatrix *R_inv, *N;
  EpiStatus status = EPI_OK;

  epi_cones_semidefinite (cones, j, &R_inv, &N);
  epi_schur_add_rank_one_traces (self->blocks[j], 1, scaled, plain, self->r);
  if (plain != NULL)
    status = epi_schur_add_plain (self->blocks[j], N, plain, self->r);
  if (bz->unscaled != NULL)
    memcpy (self->u + offset, bz->unscaled + offset,
            epi_cone_dim (epi_cones_cone (cones, j)) * sizeof (double));
  else if (scaled != NULL && status == EPI_OK)
    status = epi_schur_add_scaled (self->blocks[j], R_inv, scaled, self->r);
  return status;
}

/* r += GᵀW⁻¹bz.  What is no sparse block is unscaled as a whole. */
static EpiStatus
add_image (Dense *self, EpiCones *cones, const EpiKktRhs *bz)
{
  EpiStatus status = EPI_OK;
  find_scaled (self, cones, bz);
  for (size_t j = 0; j < epi_cones_count (cones) && status == EPI_OK; j++) {
    double *u = self->u + epi_cones_offset (cones, j);
    if (is_sparse_block (self, j)) {
      status = add_block_image (self, cones, j, bz);
      continue;
    }
    if (self->blocks[j] != NULL)
      epi_schur_add_rank_one_traces (self->blocks[j], 1, u, NULL, self->r);
    epi_cones_apply_one (cones, j, EPI_W_INV, u);
  }
  epi_sparse_add_product_t (&self->rest, 1, self->u, self->r);
  return status;
}

/* out -= GᵀW⁻¹z, given W⁻¹z, too. */
static void
dense_subtract_image (EpiKkt *base, const EpiCones *cones, const double *z,
                      const double *unscaled, double *out)
{
  Dense *self = (Dense *)base;
  epi_sparse_add_product_t (&self->rest, -1, unscaled, out);
  for (size_t j = 0; j < epi_cones_count (cones); j++)
    if (self->blocks[j] != NULL)
      epi_schur_add_rank_one_traces (
          self->blocks[j], -1, z + epi_cones_offset (cones, j), NULL, out);
}

/* u := W⁻ᵀ (Gx - b) */
static void
find_third_row (Dense *self, EpiCones *cones, const double *b, const double *x)
{
  memset (self->u, 0, self->m * sizeof (double));
  epi_sparse_add_product (&self->rest, 1, x, self->u);
  for (size_t i = 0; b != NULL && i < self->m; i++)
    self->u[i] -= b[i];
  epi_cones_apply (cones, EPI_W_INV_T, self->u);
  for (size_t j = 0; j < epi_cones_count (cones); j++)
    if (self->blocks[j] != NULL)
      epi_schur_add_rank_ones (self->blocks[j], x,
                               self->u + epi_cones_offset (cones, j));
}

static EpiStatus
dense_solve (EpiKkt *base, EpiCones *cones, const EpiKktRhs *bz, double *x,
             double *y, double *z)
{
  Dense *self = (Dense *)base;

  memcpy (self->r, x, self->n * sizeof (double)); /* 1 */
  EpiStatus status = add_image (self, cones, bz);
  if (status == EPI_OK)
    status = solve_reduced (self, y);
  memcpy (x, self->r, self->n * sizeof (double));

  find_third_row (self, cones, bz->plain, x); /* 2 */
  for (size_t i = 0; i < self->m; i++)
    z[i] = self->u[i] - (bz->scaled != NULL ? bz->scaled[i] : 0);
  bool finite = epi_is_finite (x, self->n) && epi_is_finite (y, self->p) &&
                epi_is_finite (z, self->m);
  return status == EPI_OK && !finite ? EPI_NOT_FINITE : status;
}

/* ---- Construction ---------------------------------------------------------
 */

static void
dense_free (EpiKkt *base)
{
  Dense *self = (Dense *)base;
  for (size_t j = 0; self->blocks != NULL && j < self->program->n_cones; j++)
    epi_schur_free (self->blocks[j]);
  g_free (self->blocks);
  epi_sparse_clear (&self->Gt);
  epi_sparse_clear (&self->At);
  epi_sparse_clear (&self->rest);
  EpiMatrix *matrices[] = {&self->H, &self->L, &self->Y, &self->S};
  for (size_t i = 0; i < G_N_ELEMENTS (matrices); i++)
    epi_matrix_clear (matrices[i]);
  double *vectors[] = {self->d, self->u, self->r, self->a, self->b, self->by};
  for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++)
    epi_free (vectors[i]);
  g_free (self);
}

static const EpiKktClass dense_class = {
    .factor = dense_factor,
    .solve_scaled = dense_solve,
    .free = dense_free,
    .subtract_image = dense_subtract_image,
    .rough = true,
};

/* Gt := the transpose of G without the rows of semidefinite cones (these have
 * their own form in blocks), which stay empty. */
static EpiStatus
transpose_rest (Dense *self)
{
  const EpiSparse *G = &self->program->G;
  bool *keep = epi_new (bool, self->m);
  size_t offset = 0, n_entries = 0;
  EpiSparse rest;
  if (keep == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < self->program->n_cones; j++) {
    EpiCone cone = self->program->cones[j];
    memset (keep + offset, cone.kind != EPI_CONE_SEMIDEFINITE,
            epi_cone_dim (cone));
    offset += epi_cone_dim (cone);
  }
  EpiStatus status =
      epi_sparse_new (self->m, self->n, epi_sparse_entries (G), &rest);
  for (size_t j = 0; status == EPI_OK && j < self->n; j++) {
    for (int k = G->start[j]; k < G->start[j + 1]; k++)
      if (keep[G->row[k]]) {
        rest.row[n_entries] = G->row[k];
        rest.value[n_entries++] = G->value[k];
      }
    rest.start[j + 1] = (int)n_entries;
  }
  if (status == EPI_OK)
    status = epi_sparse_transpose (&rest, &self->Gt);
  epi_sparse_clear (&rest);
  epi_free (keep);
  return status;
}

/* Whether the entry of G belongs to a matrix of rank one. */
static bool
is_rank_one (const Dense *self, size_t column, size_t row)
{
  size_t j = 0, offset = 0;
  while (row >= offset + epi_cone_dim (self->program->cones[j]))
    offset += epi_cone_dim (self->program->cones[j++]);
  return self->blocks[j] != NULL &&
         epi_schur_is_rank_one (self->blocks[j], column);
}

/* rest := G without the rows that a block has as matrices of rank one. */
static EpiStatus
copy_rest (Dense *self)
{
  EpiSparse *rest = &self->rest;
  EpiStatus status = epi_sparse_copy (&self->program->G, rest);
  int n_entries = 0, first = 0;
  for (size_t j = 0; status == EPI_OK && j < self->n; j++) {
    for (int k = first; k < rest->start[j + 1]; k++)
      if (!is_rank_one (self, j, (size_t)rest->row[k])) {
        rest->row[n_entries] = rest->row[k];
        rest->value[n_entries++] = rest->value[k];
      }
    first = rest->start[j + 1];
    rest->start[j + 1] = n_entries;
  }
  return status;
}

static EpiStatus
make_room (Dense *self)
{
  size_t n = self->n, p = self->p, m = self->m;
  double **vectors[] = {&self->d, &self->u, &self->r,
                        &self->a, &self->b, &self->by};
  const size_t lengths[] = {n, m, n, n, n, p};
  for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++)
    if ((*vectors[i] = epi_new0 (double, lengths[i])) == NULL)
      return EPI_NO_MEMORY;
  if (epi_matrix_new (n, n, &self->H) != EPI_OK ||
      epi_matrix_new (n, n, &self->L) != EPI_OK ||
      epi_matrix_new (n, p, &self->Y) != EPI_OK ||
      epi_matrix_new (p, p, &self->S) != EPI_OK)
    return EPI_NO_MEMORY;
  return EPI_OK;
}

EpiStatus
epi_kkt_dense_new (const EpiConeProgram *program, EpiKkt **out)
{
  Dense *self = g_new0 (Dense, 1);
  self->base.klass = &dense_class;
  self->program = program;
  self->n = program->n;
  self->p = program->A.rows;
  self->m = program->G.rows;
  self->blocks = g_new0 (EpiSchur *, program->n_cones);
  EpiStatus status = make_room (self);
  if (status == EPI_OK)
    status = transpose_rest (self);
  if (status == EPI_OK)
    status = epi_sparse_transpose (&program->A, &self->At);
  for (size_t j = 0, offset = 0; status == EPI_OK && j < program->n_cones;
       j++) {
    EpiCone cone = program->cones[j];
    if (cone.kind == EPI_CONE_SEMIDEFINITE)
      status =
          epi_schur_new (&program->G, offset, cone.order, &self->blocks[j]);
    offset += epi_cone_dim (cone);
  }
  if (status == EPI_OK)
    status = copy_rest (self);
  *out = &self->base;
  if (status != EPI_OK) {
    dense_free (&self->base);
    *out = NULL;
  }
  return status;
}
