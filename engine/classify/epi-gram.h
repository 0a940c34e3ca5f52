/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels, and the matrix of a kernel over examples, a few rows at a time.
 *
 *     linear       k(x,z) = xᵀz
 *     polynomial   k(x,z) = (γ xᵀz + r)^d
 *     RBF          k(x,z) = exp (-γ‖x - z‖²),   γ = 1/(2σ²)
 *
 * All are positive semidefinite for γ > 0, r ≥ 0: k(x,z) = φ(x)ᵀφ(z).
 * Schölkopf & Smola, Learning with Kernels (2002), chapter 2.
 *
 * Dense examples live on a compute device, and m rows are one product and maps
 * over its result (compute/epi-device.h).  For RBF the points get two more
 * coordinates, so that the product is the exponent itself:
 *
 *     (x, ‖x‖², 1)ᵀ (2γz, -γ, -γ‖z‖²) = -γ‖x - z‖²
 *
 * where x and z are taken from the mean of the examples, so that data far from
 * the origin lose no digits.
 *
 * Examples that are mostly zero stay as they are, but by feature, and a row is
 * what each feature of its point adds to the examples that have it.  The same
 * row is the same to the bit each time it is asked for.
 */
#pragma once

#include "problem/epi-svm-problem.h"

/* k(x,z) from xᵀz, ‖x‖² and ‖z‖². */
double epi_kernel_value (const EpiKernelFunction *function, double dot,
                         double xx, double zz);

/* Whether the parameters are finite and in their ranges. */
bool epi_kernel_is_valid (const EpiKernelFunction *function);

typedef struct EpiGram EpiGram;

/* The n examples are the columns of X (p,n), which must outlive the result.
 * EPI_NO_MEMORY; EPI_NOT_FINITE: X, or a value of the kernel may overflow. */
EpiStatus epi_gram_new (const EpiSparse *X, const EpiKernelFunction *function,
                        EpiGram **out);
void epi_gram_free (EpiGram *gram); /* accepts NULL */

size_t epi_gram_n (const EpiGram *gram);

/* k(xᵢ,xᵢ), (n). */
const double *epi_gram_diagonal (const EpiGram *gram);

/* At once at most so many rows. */
#define EPI_GRAM_BLOCK 64

/* Column k of K is row which[k] of the matrix, k < m ≤ EPI_GRAM_BLOCK.  K has
 * room for (n,1) when m = 1, else for (n,EPI_GRAM_BLOCK): what stands in
 * columns from m on is of no use.  Allocates nothing.  EPI_NOT_FINITE; what a
 * device may say. */
EpiStatus epi_gram_rows (EpiGram *gram, const size_t *which, size_t m,
                         double *K);

/* K(i,k) = k(xᵢ, z), z column j0 + k of Z, for k < m; as epi_gram_rows().  Z
 * may have features that X has not. */
EpiStatus epi_gram_cross (EpiGram *gram, const EpiSparse *Z, size_t j0,
                          size_t m, double *K);
