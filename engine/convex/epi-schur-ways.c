/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three ways of epi-schur.h. */
#include "convex/epi-schur-private.h"
#include "convex/epi-symmetric.h"

#include "compute/epi-linalg.h"

#include <cblas.h>
#include <glib.h>
#include <string.h>

static void
add (EpiMatrix *H, int i, int j, double value)
{
  size_t row = (size_t)MAX (i, j), col = (size_t)MIN (i, j);
  *epi_matrix_at (H, row, col) += value;
}

/* Σ w (N꜀ₚMᵣ_q + N꜀_qMᵣₚ) over the entries (p,q,w) of Fⱼ. */
static double
meet_entry (const EpiSchur *self, const EpiSchurMatrix *j, const double *Nc,
            const double *Mr)
{
  double sum = 0;
  for (size_t f = j->first; f < j->first + j->n; f++) {
    const EpiSchurEntry *w = &self->entries[f];
    sum += w->value * (Nc[w->row] * Mr[w->col] + Nc[w->col] * Mr[w->row]);
  }
  return sum;
}

/* F3: Hᵢⱼ = Σ Σ v w (N꜀ₚMᵣ_q + N꜀_qMᵣₚ + NᵣₚM꜀_q + Nᵣ_qM꜀ₚ) over entries
 * (r,c,v), (p,q,w): twice the first two where M = N. */
void
epi_schur_by_entries_alone (const EpiSchur *self, size_t a, const EpiMatrix *N,
                            const EpiMatrix *M, EpiMatrix *H)
{
  const EpiSchurMatrix *i = &self->matrices[a];
  for (size_t b = a; b < self->n_matrices; b++) {
    const EpiSchurMatrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t e = i->first; e < i->first + i->n; e++) {
      size_t r = (size_t)self->entries[e].row;
      size_t c = (size_t)self->entries[e].col;
      double inner =
          meet_entry (self, j, epi_matrix_col (N, c), epi_matrix_col (M, r));
      inner += M == N ? inner
                      : meet_entry (self, j, epi_matrix_col (N, r),
                                    epi_matrix_col (M, c));
      sum += self->entries[e].value * inner;
    }
    add (H, i->column, j->column, sum);
  }
}

static void
find_touched (const EpiSchur *self, const EpiSchurMatrix *i,
              EpiSchurSpace *space)
{
  int count = 0;
  for (size_t e = i->first; e < i->first + i->n; e++) {
    const int both[] = {self->entries[e].row, self->entries[e].col};
    for (int k = 0; k < 2; k++)
      if (space->place[both[k]] < 0) {
        space->touched[count] = both[k];
        space->place[both[k]] = count++;
      }
  }
}

static void
forget_touched (const EpiSchurMatrix *i, EpiSchurSpace *space)
{
  for (size_t k = 0; k < i->touched; k++)
    space->place[space->touched[k]] = -1;
}

/* T := the touched rows of Fᵢ N, V := those of M; (t,n) with ld = t. */
static void
gather (const EpiSchur *self, const EpiSchurMatrix *i, const EpiMatrix *N,
        const EpiMatrix *M, EpiSchurSpace *space)
{
  size_t t = i->touched, n = self->n;
  find_touched (self, i, space);
  for (size_t p = 0; p < n; p++) {
    const double *Np = epi_matrix_col (N, p), *Mp = epi_matrix_col (M, p);
    double *T = space->T + p * t, *V = space->V + p * t;
    for (size_t k = 0; k < t; k++) {
      V[k] = Mp[space->touched[k]];
      T[k] = 0;
    }
    for (size_t e = i->first; e < i->first + i->n; e++) {
      const EpiSchurEntry *v = &self->entries[e];
      T[space->place[v->row]] += v->value * Np[v->col];
      T[space->place[v->col]] += v->value * Np[v->row];
    }
  }
  forget_touched (i, space);
}

/* F2: U_pq = Σₖ Tₖₚ Vₖ_q where Fⱼ has an entry, symmetric where M = N. */
void
epi_schur_by_needed_entries (const EpiSchur *self, size_t a, const EpiMatrix *N,
                             const EpiMatrix *M, EpiSchurSpace *space,
                             EpiMatrix *H)
{
  const EpiSchurMatrix *i = &self->matrices[a];
  size_t t = i->touched;
  gather (self, i, N, M, space);
  for (size_t b = a; b < self->n_matrices; b++) {
    const EpiSchurMatrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t f = j->first; f < j->first + j->n; f++) {
      const EpiSchurEntry *w = &self->entries[f];
      size_t p = (size_t)w->row * t, q = (size_t)w->col * t;
      double U = cblas_ddot ((int)t, space->T + p, 1, space->V + q, 1);
      U += M == N ? U : cblas_ddot ((int)t, space->T + q, 1, space->V + p, 1);
      sum += w->value * U;
    }
    add (H, i->column, j->column, sum);
  }
}

/* The lower triangle of U := F̃ = R⁻¹FᵢR⁻ᵀ = VTᵀ, T, V (n,t) made of the touched
 * columns of R⁻¹. */
static EpiStatus
scale_matrix (const EpiSchur *self, const EpiSchurMatrix *i,
              const EpiMatrix *R_inv, EpiSchurSpace *space)
{
  size_t n = self->n, t = i->touched;
  EpiMatrix T = epi_matrix_view (space->T, n, t, n);
  EpiMatrix V = epi_matrix_view (space->V, n, t, n);
  find_touched (self, i, space);
  memset (T.data, 0, n * t * sizeof (double));
  for (size_t k = 0; k < t; k++)
    memcpy (epi_matrix_col (&V, k),
            epi_matrix_col (R_inv, (size_t)space->touched[k]),
            n * sizeof (double));
  for (size_t e = i->first; e < i->first + i->n; e++) {
    const EpiSchurEntry *v = &self->entries[e];
    double *at_row = epi_matrix_col (&T, (size_t)space->place[v->row]);
    double *at_col = epi_matrix_col (&T, (size_t)space->place[v->col]);
    cblas_daxpy ((int)n, v->value, epi_matrix_col (R_inv, (size_t)v->col), 1,
                 at_row, 1);
    cblas_daxpy ((int)n, v->value, epi_matrix_col (R_inv, (size_t)v->row), 1,
                 at_col, 1);
  }
  forget_touched (i, space);
  return epi_symmetric_gemm (false, true, &V, &T, &space->U);
}

/* F1: U = R⁻ᵀF̃R⁻¹. */
EpiStatus
epi_schur_by_whole_product (const EpiSchur *self, size_t a,
                            const EpiMatrix *R_inv, EpiSchurSpace *space,
                            EpiMatrix *H)
{
  const EpiSchurMatrix *i = &self->matrices[a];
  EpiStatus status = scale_matrix (self, i, R_inv, space);
  epi_symmetric_mirror (&space->U);
  if (status == EPI_OK)
    status =
        epi_gemm_unchecked (false, false, 1, &space->U, R_inv, 0, &space->half);
  if (status == EPI_OK)
    status = epi_symmetric_gemm (true, false, R_inv, &space->half, &space->U);
  for (size_t b = a; b < self->n_matrices; b++) {
    const EpiSchurMatrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t f = j->first; f < j->first + j->n; f++) {
      const EpiSchurEntry *w = &self->entries[f];
      sum +=
          w->value * *epi_matrix_at (&space->U, (size_t)w->row, (size_t)w->col);
    }
    add (H, i->column, j->column, 2 * sum);
  }
  return status;
}
