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

/* F3: Hᵢⱼ = 2 Σ Σ v w (N꜀ₚNᵣ_q + N꜀_qNᵣₚ) over entries (r,c,v), (p,q,w). */
void
epi_schur_by_entries_alone (const EpiSchur *self, size_t a, const EpiMatrix *N,
                            EpiMatrix *H)
{
  const EpiSchurMatrix *i = &self->matrices[a];
  for (size_t b = a; b < self->n_matrices; b++) {
    const EpiSchurMatrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t e = i->first; e < i->first + i->n; e++) {
      const double *Nr = epi_matrix_col (N, (size_t)self->entries[e].row);
      const double *Nc = epi_matrix_col (N, (size_t)self->entries[e].col);
      double inner = 0;
      for (size_t f = j->first; f < j->first + j->n; f++) {
        const EpiSchurEntry *w = &self->entries[f];
        inner += w->value * (Nc[w->row] * Nr[w->col] + Nc[w->col] * Nr[w->row]);
      }
      sum += self->entries[e].value * inner;
    }
    add (H, i->column, j->column, 2 * sum);
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

/* T := the touched rows of Fᵢ N, V := those of N; (t,n) with ld = t. */
static void
gather (const EpiSchur *self, const EpiSchurMatrix *i, const EpiMatrix *N,
        EpiSchurSpace *space)
{
  size_t t = i->touched, n = self->n;
  find_touched (self, i, space);
  for (size_t p = 0; p < n; p++) {
    const double *Np = epi_matrix_col (N, p);
    double *T = space->T + p * t, *V = space->V + p * t;
    for (size_t k = 0; k < t; k++) {
      V[k] = Np[space->touched[k]];
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

/* F2: U_pq = Σₖ Tₖₚ Vₖ_q where Fⱼ has an entry. */
void
epi_schur_by_needed_entries (const EpiSchur *self, size_t a, const EpiMatrix *N,
                             EpiSchurSpace *space, EpiMatrix *H)
{
  const EpiSchurMatrix *i = &self->matrices[a];
  size_t t = i->touched;
  gather (self, i, N, space);
  for (size_t b = a; b < self->n_matrices; b++) {
    const EpiSchurMatrix *j = &self->matrices[b];
    double sum = 0;
    for (size_t f = j->first; f < j->first + j->n; f++) {
      const EpiSchurEntry *w = &self->entries[f];
      const double *T = space->T + (size_t)w->row * t;
      const double *V = space->V + (size_t)w->col * t;
      sum += w->value * cblas_ddot ((int)t, T, 1, V, 1);
    }
    add (H, i->column, j->column, 2 * sum);
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
