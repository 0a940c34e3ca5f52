/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dense linear algebra in double on matrices in memory.
 *
 * What the engine's solvers call.  Small work goes to OpenBLAS and LAPACK at
 * once; from order EPI_LINALG_DEVICE on (the smallest side of a product) it
 * goes through the compute device that the user chose (epi-compute.h).  When
 * that device has no doubles or fails, the CPU does it, from the same numbers.
 * Every function checks that its input is finite (EPI_NOT_FINITE) and, after a
 * factorisation, that the result is.
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-worker.h"

#include <stdbool.h>

#define EPI_LINALG_DEVICE 128

/* C (m,n) := alpha op(A) op(B) + beta C. */
EpiStatus epi_gemm (bool transpose_a, bool transpose_b, double alpha,
                    const EpiMatrix *A, const EpiMatrix *B, double beta,
                    EpiMatrix *C);

/* The same without looking at A, B and C: for those who know that they are
 * finite, or look at what comes of them. */
EpiStatus epi_gemm_unchecked (bool transpose_a, bool transpose_b, double alpha,
                              const EpiMatrix *A, const EpiMatrix *B,
                              double beta, EpiMatrix *C);

/* C (p,p) := alpha AᵀA + beta C, lower triangle only; A (n,p). */
EpiStatus epi_syrk (double alpha, const EpiMatrix *A, double beta,
                    EpiMatrix *C);

/* A (n,n) symmetric in its lower triangle := L, A = L Lᵀ.  The upper triangle
 * is left as it is.  EPI_NOT_POSITIVE_DEFINITE. */
EpiStatus epi_cholesky (EpiMatrix *A);

/* The same, asking a flag (NULL: none) on the way, where the CPU does it: a few
 * hundred columns at a time.  EPI_INTERRUPTED, and then A is neither. */
EpiStatus epi_cholesky_watching (EpiMatrix *A, const EpiCancel *cancel);

/* B (n,m) := A⁻¹ B from the L of epi_cholesky(). */
EpiStatus epi_cholesky_solve (const EpiMatrix *L, EpiMatrix *B);

/* A (n,n) := its LU factors, P A = L U; pivots (n), 0-based row swaps.
 * EPI_SINGULAR when a pivot is exactly zero. */
EpiStatus epi_lu (EpiMatrix *A, int *pivots);

/* B (n,m) := A⁻¹ B from epi_lu(). */
EpiStatus epi_lu_solve (const EpiMatrix *LU, const int *pivots, EpiMatrix *B);

/* B (n,m) := op(T)⁻¹ B, T (n,n) triangular.  EPI_SINGULAR on a zero diagonal.
 */
EpiStatus epi_triangular_solve (bool lower, bool transpose, bool unit_diagonal,
                                const EpiMatrix *T, EpiMatrix *B);
