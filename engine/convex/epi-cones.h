/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The algebra of a product of symmetric cones: all that an interior-point
 * method needs to know about a cone.
 *
 * Vectors have dim K numbers, in the storage of problem/epi-cone-program.h.
 * With the Nesterov–Todd scaling W of an interior pair (s,z),
 *
 *     λ = W z = W⁻ᵀ s
 *
 *              u ∘ v                       e           degree
 *   orthant    uᵢ vᵢ                       1           n
 *   2nd order  (uᵀv, u₀v₁ + v₀u₁)          (1,0)       1
 *   PSD        ½ (UV + VU)                 I           n
 *
 * For the PSD cone W z = Rᵀ Z R, Λ = Rᵀ Z R = R⁻¹ S R⁻ᵀ diagonal.
 * L. Vandenberghe, The CVXOPT linear and quadratic cone program solvers
 * (2010), sections 2.2 and 4; Nesterov & Todd, Math. Oper. Res. 22 (1997).
 *
 * What s ∘ z = μe asks of a direction is, linearized,
 *
 *     W⁻ᵀΔs + WΔz = c,   c = λ\(μe - λ∘λ - W⁻ᵀΔs ∘ WΔz)
 *
 * A PSD cone may be made direct: it linearizes Z = μS⁻¹ and needs neither R
 * nor an eigenvalue, which is several times less work and, where S and Z are
 * nearly singular, fewer digits:
 *
 *     EΔs + Δz = c,   E X = ½ (S⁻¹XZ + ZXS⁻¹),
 *                     c = μS⁻¹ - Z - ½ (S⁻¹ΔSΔZ + ΔZΔSS⁻¹)
 *
 * There W = I and λ = z, with E in the place of W⁻ᵀ where it stands before Δs.
 * Helmberg, Rendl, Vanderbei & Wolkowicz, SIAM J. Optim. 6 (1996); Kojima,
 * Shindoh & Hara, SIAM J. Optim. 7 (1997); Monteiro, ibid.
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-worker.h"
#include "problem/epi-cone-program.h"

typedef struct EpiCones EpiCones;

/* EPI_LINEAR: W⁻ᵀ, but E of a direct cone. */
typedef enum {
  EPI_W,
  EPI_W_T,
  EPI_W_INV,
  EPI_W_INV_T,
  EPI_LINEAR
} EpiScalingForm;

/* With all the memory that the operations below need.  EPI_NO_MEMORY;
 * EPI_UNSUPPORTED for a kind that has no class (epi-cone-private.h). */
EpiStatus epi_cones_new (const EpiCone *cones, size_t n_cones, EpiCones **out);
void epi_cones_free (EpiCones *cones); /* accepts NULL */

size_t epi_cones_dim (const EpiCones *cones);
size_t epi_cones_degree (const EpiCones *cones);

/* e (dim) := the identity of ∘. */
void epi_cones_identity (const EpiCones *cones, double *e);

/* A flag (borrowed; NULL: none) that epi_cones_scale() asks from now on,
 * between the parts of each PSD cone: what it calls of LAPACK is one piece
 * each. */
void epi_cones_watch (EpiCones *cones, const EpiCancel *cancel);

/* The scaling at s, z (dim), both interior; also λ.
 * EPI_NOT_POSITIVE_DEFINITE when one is not interior; EPI_NOT_FINITE;
 * EPI_INTERRUPTED, and then there is no scaling. */
EpiStatus epi_cones_scale (EpiCones *cones, const double *s, const double *z);

/* λ (dim) of the last epi_cones_scale(). */
const double *epi_cones_lambda (const EpiCones *cones);

/* x (dim) := W x, Wᵀ x, W⁻¹ x, W⁻ᵀ x or the linear form of Δs. */
void epi_cones_apply (EpiCones *cones, EpiScalingForm form, double *x);

/* The same for cone j alone, x its own numbers. */
void epi_cones_apply_one (EpiCones *cones, size_t j, EpiScalingForm form,
                          double *x);

/* out := u ∘ v, out may be u or v; and the v with λ ∘ v = u, in place. */
void epi_cones_product (EpiCones *cones, const double *u, const double *v,
                        double *out);
void epi_cones_divide_by_lambda (EpiCones *cones, double *u);

/* The largest α with λ + α d ∈ K; INFINITY when there is none.  d (dim) in
 * scaled coordinates. */
double epi_cones_max_step (EpiCones *cones, const double *d);

/* ---- Directions, where cones may be direct.  ds, dz stand for W⁻ᵀΔs, WΔz.
 */

/* Makes the PSD cone j direct, or not (as it is in the beginning), from the
 * next epi_cones_scale() on. */
void epi_cones_set_direct (EpiCones *cones, size_t j, bool direct);
bool epi_cones_is_direct (const EpiCones *cones, size_t j);

/* c (dim), with the product of a ds and dz for which ds + dz = -λ (that of
 * the predictor). */
void epi_cones_complement (EpiCones *cones, double mu, const double *ds,
                           const double *dz, double *c);

/* ds := c - dz; of a direct cone plain, which is Δs. */
void epi_cones_find_s (const EpiCones *cones, const double *c, const double *dz,
                       const double *plain, double *ds);

/* The largest α with s + αΔs, z + αΔz ∈ K. */
double epi_cones_max_steps (EpiCones *cones, const double *ds,
                            const double *dz);

/* vᵀ(WᵀW)⁻¹v, or vᵀEv, given v and z = W⁻ᵀv or Ev. */
double epi_cones_square (const EpiCones *cones, const double *v,
                         const double *z);

/* ---- */

/* The largest t with x - t e ∈ K: negative outside of K. */
double epi_cones_min_eigenvalue (EpiCones *cones, const double *x);

/* x := x with every eigenvalue θ < low at low, θ > high at
 * max (high, θ - high): where a centrality corrector wants a product. */
void epi_cones_clamp (EpiCones *cones, double low, double high, double *x);

/* For those that build (WᵀW)⁻¹ themselves.
 * Cone j: where it begins; its kind and order. */
size_t epi_cones_count (const EpiCones *cones);
EpiCone epi_cones_cone (const EpiCones *cones, size_t j);
size_t epi_cones_offset (const EpiCones *cones, size_t j);

/* Orthant: (order) the squares wᵢ² of the diagonal of W. */
const double *epi_cones_orthant_squares (const EpiCones *cones, size_t j);

/* Second-order: W = β (2 v vᵀ - J), J = diag (1,-1,…,-1). */
void epi_cones_second_order (const EpiCones *cones, size_t j, double *beta,
                             const double **v);

/* PSD: (n,n) R⁻¹, and R⁻ᵀR⁻¹, symmetric positive definite, so that
 * (WᵀW)⁻¹ x = R⁻ᵀR⁻¹ X R⁻ᵀR⁻¹; of a direct cone S⁻¹ and Z. */
void epi_cones_semidefinite (const EpiCones *cones, size_t j,
                             const EpiMatrix **R_inv,
                             const EpiMatrix **inverse);
