/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner products of the matrices of a block with a congruence, of which only
 * the entries that a matrix has are computed. */
#include "convex/epi-schur-private.h"
#include "convex/epi-symmetric.h"

#include "compute/epi-linalg.h"

#include <cblas.h>

/* Entries of all matrices, in parts of n², from which the whole congruence
 * costs less. */
#define SPARSE 16

/* The same, up to which a direct cone costs less. */
#define DIRECT 4

bool
epi_schur_is_sparse (const EpiSchur *schur)
{
  return schur->n_sparse <= schur->n * schur->n / SPARSE;
}

bool
epi_schur_suits_pair (const EpiSchur *schur)
{
  return schur->n_candidates == 0 &&
         schur->n_entries <= schur->n * schur->n / DIRECT;
}

static double
dot (const EpiMatrix *A, int j, const EpiMatrix *B, int k)
{
  return cblas_ddot ((int)A->rows, epi_matrix_col (A, (size_t)j), 1,
                     epi_matrix_col (B, (size_t)k), 1);
}

/* outᵢ += tr (Fᵢ AᵀB); half of the work where that is symmetric. */
static void
add_traces (const EpiSchur *self, const EpiMatrix *A, const EpiMatrix *B,
            bool symmetric, double *out)
{
  for (size_t a = 0; a < self->n_matrices; a++) {
    const EpiSchurMatrix *i = &self->matrices[a];
    double sum = 0;
    if (i->rank_one)
      continue;
    for (size_t e = i->first; e < i->first + i->n; e++) {
      const EpiSchurEntry *v = &self->entries[e];
      double U = dot (A, v->row, B, v->col);
      sum += v->value * (U + (symmetric ? U : dot (A, v->col, B, v->row)));
    }
    out[i->column] += sum;
  }
}

EpiStatus
epi_schur_add_scaled (EpiSchur *schur, const EpiMatrix *R_inv, const double *u,
                      double *out)
{
  EpiMatrix *U = &schur->spaces[0].U, *UR = &schur->spaces[0].half;
  epi_symmetric_unpack (u, U);
  EpiStatus status = epi_gemm_unchecked (false, false, 1, U, R_inv, 0, UR);
  if (status == EPI_OK)
    add_traces (schur, R_inv, UR, true, out);
  return status;
}

EpiStatus
epi_schur_add_plain (EpiSchur *schur, const EpiMatrix *N, const EpiMatrix *M,
                     const double *b, double *out)
{
  EpiMatrix *BN = &schur->spaces[0].U, *NB = &schur->spaces[0].half;
  EpiStatus status = epi_symmetric_times (N, b, BN, NB); /* BN: workspace */
  epi_matrix_transpose (NB, BN);
  if (status == EPI_OK)
    add_traces (schur, M, BN, M == N, out);
  return status;
}
