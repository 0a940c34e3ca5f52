/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dense matrices F = ±vvᵀ (eeᵀ of graph partitioning).  Where W makes vvᵀ
 * nearly vanish, R⁻¹v is known to a relative 10⁻¹⁶ ‖R⁻¹‖ ‖v‖/‖R⁻¹v‖, and
 * R⁻¹FR⁻ᵀ as a product of full matrices to the square of that: only the former
 * leaves the last steps enough digits.
 */
#include "convex/epi-schur-private.h"

#include "core/epi-alloc.h"

#include <cblas.h>
#include <glib.h>
#include <math.h>

#define ROUNDING 1e-15 /* of the largest entry */
#define MANY 2         /* entries in parts of n, from which it pays */

/* v and sign, if matrix i is ±vvᵀ. */
static bool
read_rank_one (const EpiSchur *self, const EpiSchurMatrix *i,
               EpiSchurRankOne *out)
{
  const EpiSchurEntry *entries = self->entries + i->first, *pivot = NULL;
  if (i->n != i->touched * (i->touched + 1) / 2)
    return false;
  for (size_t e = 0; e < i->n; e++)
    if (entries[e].row == entries[e].col &&
        (pivot == NULL || fabs (entries[e].value) > fabs (pivot->value)))
      pivot = &entries[e];
  if (pivot == NULL || pivot->value == 0)
    return false;
  double size = 2 * fabs (pivot->value), root = sqrt (size);
  out->sign = pivot->value > 0 ? 1 : -1;
  for (size_t e = 0; e < i->n; e++) /* the pivot's row: F_pj = ±v_p v_j */
    if (entries[e].row == pivot->row || entries[e].col == pivot->row) {
      bool diagonal = entries[e].row == entries[e].col;
      int j = entries[e].row == pivot->row ? entries[e].col : entries[e].row;
      out->v[j] = out->sign * entries[e].value * (diagonal ? 2 : 1) / root;
    }
  for (size_t e = 0; e < i->n; e++) {
    bool diagonal = entries[e].row == entries[e].col;
    double value = entries[e].value * (diagonal ? 2 : 1);
    double product =
        out->sign * out->v[entries[e].row] * out->v[entries[e].col];
    if (!(fabs (value - product) <= ROUNDING * size))
      return false;
  }
  out->column = i->column;
  return true;
}

EpiStatus
epi_schur_find_rank_ones (EpiSchur *self)
{
  size_t n = self->n, many = 0;
  while (many < self->n_matrices && self->matrices[many].n > MANY * n)
    many++; /* by descending n */
  self->n_sparse = self->n_entries;
  self->rank_ones = g_new0 (EpiSchurRankOne, many);
  self->n_candidates = many;
  for (size_t a = 0; a < many; a++) {
    EpiSchurRankOne *next = &self->rank_ones[self->n_rank_ones];
    if (next->v == NULL)
      next->v = epi_new0 (double, 3 * n);
    if (next->v == NULL)
      return EPI_NO_MEMORY;
    next->w = next->v + n;
    next->q = next->v + 2 * n;
    if (!read_rank_one (self, &self->matrices[a], next)) {
      for (size_t j = 0; j < n; j++)
        next->v[j] = 0;
      continue;
    }
    self->matrices[a].rank_one = true;
    next->place = a;
    self->n_sparse -= self->matrices[a].n;
    self->n_rank_ones++;
  }
  return EPI_OK;
}

void
epi_schur_free_rank_ones (EpiSchur *self)
{
  for (size_t k = 0; k < self->n_candidates; k++)
    epi_free (self->rank_ones[k].v);
  g_free (self->rank_ones);
}

bool
epi_schur_is_rank_one (const EpiSchur *schur, size_t column)
{
  for (size_t k = 0; k < schur->n_rank_ones; k++)
    if (schur->rank_ones[k].column == (int)column)
      return true;
  return false;
}

void
epi_schur_scale_rank_ones (EpiSchur *schur, const EpiMatrix *R_inv)
{
  int n = (int)schur->n;
  for (size_t k = 0; k < schur->n_rank_ones; k++) {
    EpiSchurRankOne *f = &schur->rank_ones[k];
    cblas_dgemv (CblasColMajor, CblasNoTrans, n, n, 1, R_inv->data,
                 (int)R_inv->ld, f->v, 1, 0, f->w, 1);
    cblas_dgemv (CblasColMajor, CblasTrans, n, n, 1, R_inv->data,
                 (int)R_inv->ld, f->w, 1, 0, f->q, 1);
  }
}

void
epi_schur_add_rank_ones (const EpiSchur *schur, const double *x, double *packed)
{
  for (size_t k = 0; k < schur->n_rank_ones; k++) {
    const EpiSchurRankOne *f = &schur->rank_ones[k];
    double factor = f->sign * x[f->column], *to = packed;
    for (size_t j = 0; j < schur->n; j++) {
      double own = factor * f->w[j];
      *to++ += own * f->w[j];
      for (size_t i = j + 1; i < schur->n; i++)
        *to++ += M_SQRT2 * own * f->w[i];
    }
  }
}

/* yᵀXy, X packed. */
static double
square (const double *x, const double *y, size_t n)
{
  double diagonal = 0, rest = 0;
  for (size_t j = 0; j < n; j++) {
    double sum = 0;
    diagonal += *x++ * y[j] * y[j];
    for (size_t i = j + 1; i < n; i++)
      sum += *x++ * y[i];
    rest += sum * y[j];
  }
  return diagonal + M_SQRT2 * rest;
}

void
epi_schur_add_rank_one_traces (const EpiSchur *schur, double factor,
                               const double *scaled, const double *plain,
                               double *out)
{
  for (size_t k = 0; k < schur->n_rank_ones; k++) {
    const EpiSchurRankOne *f = &schur->rank_ones[k];
    double sum = 0;
    if (scaled != NULL)
      sum += square (scaled, f->w, schur->n);
    if (plain != NULL)
      sum += square (plain, f->q, schur->n);
    out[f->column] += factor * f->sign * sum;
  }
}

/* Hᵢⱼ = sign qᵀFⱼq for the matrices after it, and (wᵢᵀwⱼ)² for two of the
 * kind. */
void
epi_schur_by_rank_one (const EpiSchur *self, size_t k, EpiMatrix *H)
{
  const EpiSchurRankOne *f = &self->rank_ones[k];
  for (size_t b = f->place + 1; b < self->n_matrices; b++) {
    const EpiSchurMatrix *j = &self->matrices[b];
    double sum = 0;
    size_t row = (size_t)MAX (f->column, j->column);
    size_t col = (size_t)MIN (f->column, j->column);
    if (j->rank_one)
      continue;
    for (size_t e = j->first; e < j->first + j->n; e++) {
      const EpiSchurEntry *v = &self->entries[e];
      sum += 2 * v->value * f->q[v->row] * f->q[v->col];
    }
    *epi_matrix_at (H, row, col) += f->sign * sum;
  }
  for (size_t l = k; l < self->n_rank_ones; l++) {
    const EpiSchurRankOne *g = &self->rank_ones[l];
    double product = cblas_ddot ((int)self->n, f->w, 1, g->w, 1);
    size_t row = (size_t)MAX (f->column, g->column);
    size_t col = (size_t)MIN (f->column, g->column);
    *epi_matrix_at (H, row, col) += f->sign * g->sign * product * product;
  }
}
