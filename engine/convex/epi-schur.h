/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Schur complement of one semidefinite block:
 *
 *     Hᵢⱼ += tr(Fᵢ N Fⱼ N),   N = R⁻ᵀR⁻¹ (n,n)
 *
 * Fᵢ has fᵢ entries in tᵢ different rows.  The matrices are taken by
 * descending fᵢ, and for each i one of three ways gives Hᵢⱼ for all j that
 * come after it (and i itself); s = Σ fⱼ over these.
 *
 *     F1  U = R⁻ᵀ(R⁻¹FᵢR⁻ᵀ)R⁻¹, then Hᵢⱼ = tr(FⱼU)        n² tᵢ + 3n³ + s
 *     F2  FᵢN, and of U = NFᵢN only what Fⱼ has              n fᵢ + tᵢ s
 *     F3  Hᵢⱼ as a double sum over the entries               fᵢ s
 *
 * A dense Fᵢ = ±vvᵀ takes none of them, but Hᵢⱼ = ±qᵀFⱼq, q = Nv, in n² + s.
 *
 * A direct cone (epi-cones.h) has Hᵢⱼ += tr(FᵢNFⱼM), N = S⁻¹, M = Z instead,
 * by F2 and F3 alone.
 *
 * F3 is for matrices of one entry.  F1 goes through R, because a dense Fᵢ may
 * nearly cancel in R⁻¹FᵢR⁻ᵀ (eeᵀ, where eᵀZe = 0): that is then known to a
 * relative u, where NFᵢ would be lost in the rounding of N.
 *
 * Fujisawa, Kojima & Nakata, Exploiting sparsity in primal-dual interior-point
 * methods for semidefinite programming, Math. Program. 79 (1997), section 4.
 * On several threads each Hᵢⱼ is still computed by one, in one order.
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-sparse.h"
#include "core/epi-worker.h"

#include <stdbool.h>

typedef struct EpiSchur EpiSchur;

/* The block of order n whose packed matrices are the columns of G, rows
 * offset … offset + n(n+1)/2 - 1.  EPI_NO_MEMORY. */
EpiStatus epi_schur_new (const EpiSparse *G, size_t offset, size_t n,
                         EpiSchur **out);
void epi_schur_free (EpiSchur *schur); /* accepts NULL */

/* Adds to the lower triangle of H, given R⁻¹ and N.  cancel (NULL: none) is
 * asked for each Fᵢ.  EPI_NOT_FINITE; EPI_INTERRUPTED, with a part of it added.
 */
EpiStatus epi_schur_add (EpiSchur *schur, const EpiMatrix *R_inv,
                         const EpiMatrix *N, EpiMatrix *H,
                         const EpiCancel *cancel);

/* The same given N and M; no matrix is taken to be of rank one. */
EpiStatus epi_schur_add_pair (EpiSchur *schur, const EpiMatrix *N,
                              const EpiMatrix *M, EpiMatrix *H,
                              const EpiCancel *cancel);

/* Whether a direct cone can be had: the matrices have few entries, each and
 * all together. */
bool epi_schur_suits_pair (const EpiSchur *schur);

/* The same in the way asked for (1, 2, 3; 0: chosen for each matrix); for
 * tests. */
EpiStatus epi_schur_add_by (EpiSchur *schur, int way, const EpiMatrix *R_inv,
                            const EpiMatrix *N, EpiMatrix *H,
                            const EpiCancel *cancel);

/* Whether the matrices have so few entries that the two functions below cost
 * less than a whole R⁻ᵀUR⁻¹ or NBN; they compute what is asked for alone. */
bool epi_schur_is_sparse (const EpiSchur *schur);

/* outᵢ += tr (Fᵢ R⁻ᵀUR⁻¹) and outᵢ += tr (Fᵢ NBM) (M = N, or of a direct
 * cone), out (cols of G), the matrices U and B packed.  EPI_NOT_FINITE. */
EpiStatus epi_schur_add_scaled (EpiSchur *schur, const EpiMatrix *R_inv,
                                const double *u, double *out);
EpiStatus epi_schur_add_plain (EpiSchur *schur, const EpiMatrix *N,
                               const EpiMatrix *M, const double *b,
                               double *out);

/* Dense matrices ±vvᵀ of the block: whether column (of G) is one; with R⁻¹, for
 * what follows; packed += Σ xᵢ R⁻¹FᵢR⁻ᵀ over them; outᵢ += factor (tr (Fᵢ
 * R⁻ᵀUR⁻¹) + tr (FᵢNBN)), U or B may be NULL.  epi_schur_add() with all ways
 * and the two functions above count them too (above: not). */
bool epi_schur_is_rank_one (const EpiSchur *schur, size_t column);
void epi_schur_scale_rank_ones (EpiSchur *schur, const EpiMatrix *R_inv);
void epi_schur_add_rank_ones (const EpiSchur *schur, const double *x,
                              double *packed);
void epi_schur_add_rank_one_traces (const EpiSchur *schur, double factor,
                                    const double *scaled, const double *plain,
                                    double *out);
