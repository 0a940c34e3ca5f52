/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logistic regression as a convex program, and its certificate.
 *
 *     minimize  ½ Σ_f ρ_f w_f² + C Σᵢ log (1 + exp (-yᵢ wᵀzᵢ))      yᵢ = ±1
 *
 * z is an example x, with a 1 behind it where there is an intercept; ρ is 1 for
 * a feature with a penalty, else 0, and always 0 for the intercept.  Without a
 * penalty and with C = 1 the value is -log of the likelihood of the labels. The
 * dual, with s = Σ yᵢαᵢzᵢ and
 *
 *     H(α) = -α log (α/C) - (C-α) log (1-α/C)
 *
 *     maximize    Σᵢ H(αᵢ) - ½ Σ_{ρ=1} s_f²
 *     subject to  0 ≤ αᵢ ≤ C,   s_f = 0 where ρ_f = 0
 *
 * An answer is (w, α).  For any two of them, with tᵢ = -yᵢwᵀzᵢ and σ the
 * logistic function,
 *
 *     primal - dual = Σᵢ φᵢ + ½ Σ_{ρ=1} (w_f - s_f)² - Σ_{ρ=0} w_f s_f
 *     φᵢ = C log (1 + e^tᵢ) - H(αᵢ) - αᵢtᵢ = C KL (αᵢ/C ‖ σ(tᵢ)) ≥ 0
 *
 * so the gap of a dual feasible point is a Kullback–Leibler divergence and a
 * square: both are zero only where αᵢ = Cσ(tᵢ) and w = s.
 *
 * With an intercept nothing changes when a feature is measured from a c_f and b
 * from -Σ w_f c_f.  What every example has is taken so, from its mean: s is
 * then small beside Σ α|z-c|, which does not grow with the mean, only where it
 * is small beside what the examples differ by.
 *
 * Rounding.  All sums are in long double, of unit roundoff u: tᵢ is wrong by
 * δᵢ = γₘ₊₁ Σ|w_f z_f| (Higham 3.1), φᵢ by |Cσ(tᵢ) - αᵢ| δᵢ + ½C δᵢ²/4 and by
 * 8u of its terms; s_f by e_f = γₙ₊₄ Σ α|z_f - c_f|, its square by |w_f - s_f|
 * e_f
 * + ½e_f².  Where ρ_f = 0, |w_f s_f| counts as rounding: s_f is meant to be 0.
 *
 * Boyd & Vandenberghe 7.1.1, 5.7.1; Jaakkola & Haussler, Probabilistic kernel
 * regression models (1999); Yu, Huang & Lin, Dual coordinate descent methods
 * for logistic regression, Machine Learning 85 (2011).
 */
#pragma once

#include "core/epi-sparse.h"

#include <math.h>
#include <stdbool.h>

typedef struct {      /* borrows all */
  const EpiSparse *X; /* (p, n) an example a column */
  const double *y;    /* (n) +1 or -1 */
  double C;           /* > 0 */
  bool penalty;       /* of the features */
  bool intercept;
} EpiLogisticProblem;

/* q: the features, and 1 more with an intercept. */
static inline size_t
epi_logistic_unknowns (const EpiLogisticProblem *problem)
{
  return problem->X->rows + (problem->intercept ? 1 : 0);
}

typedef struct {
  EpiStatus status; /* EPI_OPTIMAL when every measure is ≤ tolerance;
                     * EPI_UNBOUNDED: w parts the classes and has no penalty,
                     * so 2w is better, and there is no best; else
                     * EPI_RUNNING */
  double primal, dual;
  double gap;           /* (primal - dual) / (min (1, C) + |primal|) */
  double rounding;      /* of gap, at most */
  double dual_residual; /* the largest of |s_f|/Σ α|z_f - c_f|, ρ_f = 0, and of
                         * how far α is out of its box, over C */
  double tolerance_reached; /* the larger of |gap| + rounding and that */
} EpiLogisticCertificate;

#define EPI_LOGISTIC_UNKNOWN                                                   \
  ((EpiLogisticCertificate){EPI_RUNNING, NAN, NAN, NAN, NAN, NAN, INFINITY})

/* From the examples alone.  w (q), alpha (n).  EPI_NO_MEMORY. */
EpiStatus epi_logistic_certify (const EpiLogisticProblem *problem,
                                const double *w, const double *alpha,
                                double tolerance, EpiLogisticCertificate *out);
