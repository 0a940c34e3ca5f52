/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares as data.
 *
 *     minimize  Σᵢ wᵢ φ(rᵢ) + λ ‖D θ‖²,    r = A θ - b
 *
 *     φ(r) = r²                        squared
 *     φ(r) = r² if |r| ≤ δ, else δ(2|r| - δ)     Huber
 *     φ(r) = |r|                       absolute
 *
 * D is the identity without the first n_free columns (an intercept is not
 * shrunk).  The squared loss takes several outputs: B (n,m), Θ (p,m).
 * Boyd & Vandenberghe, Convex Optimization, 6.1; the convention of Huber's
 * function is theirs (6.1.2).
 */
#pragma once

#include "core/epi-matrix.h"

typedef enum { EPI_LOSS_SQUARED, EPI_LOSS_HUBER, EPI_LOSS_ABSOLUTE } EpiLoss;

typedef struct {         /* borrows every array */
  EpiMatrix A;           /* (n,p) */
  EpiMatrix B;           /* (n,m); m = 1 unless the loss is squared */
  const double *weights; /* (n), ≥ 0; NULL: all 1 */
  double ridge;          /* λ ≥ 0 */
  size_t n_free;         /* leading columns that the ridge leaves alone */
  EpiLoss loss;
  double huber_delta; /* δ > 0 */
} EpiLs;

/* The objective at theta (p,m). */
double epi_ls_objective (const EpiLs *problem, const EpiMatrix *theta);

/* r (rows) := rows begin … of A θ - b, for one output. */
void epi_ls_residual (const EpiLs *problem, const EpiMatrix *theta,
                      size_t output, size_t begin, size_t rows, double *r);

/* φ (r), and λ ‖DΘ‖². */
double epi_ls_loss (const EpiLs *problem, double r);
double epi_ls_ridge (const EpiLs *problem, const EpiMatrix *theta);

/*
 * The certificate: recomputed from problem and answer alone, by code that
 * shares nothing with the solvers (one-sided Jacobi for the singular values,
 * compensated or long double sums for residuals).
 *
 *   squared:   optimal iff the gradient Aᵀ W r + λ D²θ is zero;
 *              `stationarity` = max over outputs of
 *              ‖gradient‖∞ / (‖[√W A; √λ D]‖_F ‖[√W r; √λ Dθ]‖₂)
 *              (0 when the residual is 0: backward error in the sense of
 *              Stewart 1977)
 *   Huber, absolute:  a dual point y is found from r and theta, made feasible,
 *              and `gap` = (primal - dual)/(1 + |primal| + |dual|);
 *              absolute: Aᵀy = 0, |yᵢ| ≤ wᵢ, dual = -bᵀy
 */
typedef struct {
  double primal, dual, gap; /* dual and gap: NAN for the squared loss */
  double stationarity;      /* relative, see above */
  double dual_residual; /* robust losses: ‖Aᵀy - …‖ relative; else NAN */
  size_t rank;          /* of √W A augmented by the ridge */
  double condition;     /* σ₁/σ_p of the same; INFINITY if singular */
  double tolerance;     /* the one that was asked for */
  EpiStatus status;     /* EPI_OPTIMAL, or EPI_RUNNING: not shown */
  const char *missing;  /* static sentence: what is missing, or NULL */
} EpiLsCertificate;

/* theta (p,m); dual_hint (n), may be NULL: the solver's multipliers, which the
 * certificate uses as a starting point only.  tolerance > 0, e.g. 1e-8.
 * EPI_NO_MEMORY, EPI_NOT_FINITE (then certificate->status is EPI_FAILED). */
EpiStatus epi_ls_certify (const EpiLs *problem, const EpiMatrix *theta,
                          const double *dual_hint, double tolerance,
                          EpiLsCertificate *certificate);
