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
#include "core/epi-worker.h"

#include <float.h>

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

/*
 * What rounding may add to s = [√W r; √λ Dθ] of the squared loss, in norm. With
 * M = [√W A; √λ D],
 *
 *     ε = (4 p + n) u (Σⱼ ‖mⱼ‖|θⱼ| + ‖√W b‖)
 *
 * size is what stands in the brackets: θ that was rounded is off by u of it, M
 * and b that were rounded by u, a sum of p products and b by (p + 1) u,
 * together (p + 3) u ≤ 4 p u.  A method that goes over n rows, by a QR or by
 * sums, answers for columns that are off by n u of their lengths to first
 * order, and where the rows are all alike the roundings do add up: of m equal
 * points to a seventh of that.  The gradient 2Mᵀs is nothing but rounding where
 * |mⱼᵀs| ≤ ε‖mⱼ‖: there the certificate asks for no more.
 * Higham, Accuracy and Stability of Numerical Algorithms (2002), 3.1, 19.3.
 */
static inline double
epi_ls_rounding (size_t n, size_t p, double size)
{
  return (2 * (double)p + (double)n / 2) * DBL_EPSILON * size;
}

/* φ (r), and λ ‖DΘ‖². */
double epi_ls_loss (const EpiLs *problem, double r);
double epi_ls_ridge (const EpiLs *problem, const EpiMatrix *theta);

/*
 * What depends on the rows and not on the answer: of M = [√W A; √λ D], by
 * Householder's QR of one block of rows after the other and one-sided Jacobi
 * rotations on the triangle.  O(n p²); a caller that asks for many answers to
 * one problem keeps it.
 */
typedef struct {
  size_t rank;      /* singular values of M, columns scaled to length 1, above
                     * (10 p + √n) u times the largest */
  double condition; /* σ₁/σ_p of M as given; INFINITY below full rank */
  /* Of M with its columns scaled, for the certificate of the squared loss. */
  EpiMatrix V;    /* (p,p) right singular vectors */
  double *sigma;  /* (p) singular values; 0 beyond the rank */
  double *length; /* (p) of M's columns; 1 for a zero column */
} EpiLsSpectrum;

/* cancel may be NULL.  EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_INTERRUPTED: then
 * there is nothing to clear. */
EpiStatus epi_ls_spectrum (const EpiLs *problem, const EpiCancel *cancel,
                           EpiLsSpectrum *spectrum);

/* Fine on a zeroed spectrum. */
void epi_ls_spectrum_clear (EpiLsSpectrum *spectrum);

/*
 * The certificate: recomputed from problem and answer alone, by code that
 * shares nothing with the solvers, with sums in long double.
 *
 *   squared:   optimal iff g = Mᵀs is zero.  With ε of epi_ls_rounding(),
 *
 *              stationarity = maxⱼ (|gⱼ| - ε‖mⱼ‖)₊ / (‖mⱼ‖ ‖s‖),
 *                             0 if ‖s‖ ≤ ε
 *
 *              (the largest over the outputs): the cosine between a column and
 *              the residual, whatever the units.  It is the relative size of a
 *              change to A for which θ is the exact optimum (Stewart 1977).
 *              Where columns are nearly dependent all cosines may be small and
 *              s still lie in their span, so the gap must close too:
 *
 *              f - f* = ‖P s‖² = Σᵢ (vᵢᵀ g')²/σᵢ²,  P the projector on the
 *              span, g' and vᵢ, σᵢ of the scaled columns;
 *              gap = (‖P s‖ - ε)₊² / ‖s‖², 0 if ‖s‖ ≤ ε;  dual = f - ‖P s‖²
 *
 *   Huber, absolute:  a dual point y is found from r or from the hint, made
 *              feasible, and gap = (primal - dual)/(1 + |primal| + |dual|).
 *
 *              maximize   -bᵀy - Σ wᵢφ*(yᵢ/wᵢ) - ‖(Aᵀy)_D‖²/(4λ)
 *              subject to (Aᵀy)_free = 0,  |yᵢ| ≤ wᵢ (Huber: 2δwᵢ)
 *
 *              φ*(s) = 0 (absolute), s²/4 (Huber); without a ridge every
 *              column is free.  At the optimum yᵢ = wᵢφ'(rᵢ).
 */
typedef struct {
  double primal, dual, gap; /* of all outputs; gap: the largest */
  double stationarity;      /* squared loss; else NAN */
  double dual_residual; /* maxⱼ |aⱼᵀy| / Σᵢ |aᵢⱼ| wᵢ, j free; else NAN */
  size_t rank;          /* see EpiLsSpectrum */
  double condition;    /* see EpiLsSpectrum */
  double tolerance;    /* the one that was asked for */
  EpiStatus status;    /* EPI_OPTIMAL, or EPI_RUNNING: not shown */
  const char *missing; /* static sentence: what is missing, or NULL */
} EpiLsCertificate;

/* theta (p,m); dual_hint (n), may be NULL: the solver's multipliers, which the
 * certificate uses as a starting point only.  tolerance > 0, e.g. 1e-8.
 * EPI_NO_MEMORY, EPI_NOT_FINITE (then certificate->status is EPI_FAILED). */
EpiStatus epi_ls_certify (const EpiLs *problem, const EpiMatrix *theta,
                          const double *dual_hint, double tolerance,
                          EpiLsCertificate *certificate);

/* The same with a spectrum that is known: O(n p) for the squared loss, for
 * answers that follow a drag. */
EpiStatus epi_ls_certify_known (const EpiLs *problem,
                                const EpiLsSpectrum *spectrum,
                                const EpiMatrix *theta, const double *dual_hint,
                                double tolerance,
                                EpiLsCertificate *certificate);
