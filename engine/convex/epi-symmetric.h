/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Symmetric matrices, packed as problem/epi-cone-program.h packs them: the
 * lower triangle column by column, entries off the diagonal times √2.
 *
 * A full matrix here is (n,n) with ld = n.  Products go through
 * compute/epi-linalg.h; where only few entries of a packed matrix are not
 * zero, its products cost in proportion to these.
 */
#pragma once

#include "core/epi-matrix.h"

/* X (n,n) := the packed x, both triangles. */
void epi_symmetric_unpack (const double *x, EpiMatrix *X);

/* The packed x := X, read from its lower triangle. */
void epi_symmetric_pack (const EpiMatrix *X, double *x);

/* Copies the lower triangle of X over the upper one. */
void epi_symmetric_mirror (EpiMatrix *X);

/* Memory for the functions below, made once. */
typedef struct {
  size_t n;
  EpiMatrix full, product, other; /* (n,n) */
  double *work;                   /* (n_work), at least n² */
  int *iwork;                     /* (n_iwork) */
  size_t n_work, n_iwork;
} EpiSymmetricSpace;

EpiStatus epi_symmetric_space_new (size_t n, EpiSymmetricSpace *out);
void epi_symmetric_space_clear (EpiSymmetricSpace *space);

/* The lower triangle of C := op(A) op(B), known to be symmetric: about half of
 * the work of epi_gemm() for a large n.  A, B (n,k) or (k,n). */
EpiStatus epi_symmetric_gemm (bool transpose_a, bool transpose_b,
                              const EpiMatrix *A, const EpiMatrix *B,
                              EpiMatrix *C);

/* T := B X for the packed x, by columns where x has few entries; X is
 * workspace.  All (n,n). */
EpiStatus epi_symmetric_times (const EpiMatrix *B, const double *x,
                               EpiMatrix *X, EpiMatrix *T);

/* The packed x := BᵀXB (transpose) or BXBᵀ. */
EpiStatus epi_symmetric_congruence (bool transpose, const EpiMatrix *B,
                                    double *x, EpiSymmetricSpace *space);

/* The packed out := ½ (UV + VU); out may be u or v.  A square (u = v) is half
 * of the work. */
EpiStatus epi_symmetric_jordan (const double *u, const double *v, double *out,
                                EpiSymmetricSpace *space);

/* values (n) := the eigenvalues of X, ascending; with vectors, X := the
 * eigenvectors, else X is destroyed.  Reads the lower triangle. */
EpiStatus epi_symmetric_eigen (bool vectors, EpiMatrix *X, double *values,
                               EpiSymmetricSpace *space);

/* X = U Σ Vᵀ: values (n) := Σ, descending; V := Vᵀ; X is destroyed. */
EpiStatus epi_symmetric_svd (EpiMatrix *X, double *values, EpiMatrix *V,
                             EpiSymmetricSpace *space);

/* The least eigenvalue of X (both triangles) or of L⁻¹XL⁻ᵀ, L lower triangular
 * or NULL; X is kept, unless it is space->full.  A lower bound of it, wrong by
 * at most a thousandth of it or by 10⁻⁵ of the largest one.  Lanczos with full
 * reorthogonalization where n is large (Toh, SIAM J. Optim. 14 (2003), 1009:
 * step lengths in semidefinite programming).  -INFINITY when X is not
 * finite; INFINITY when n = 0. */
double epi_symmetric_least_eigenvalue (const EpiMatrix *L, const EpiMatrix *X,
                                       EpiSymmetricSpace *space);
