/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logistic regression of two classes, the program of epi-logistic-problem.h.
 *
 *   0. each feature that all examples have from its mean, where there is an
 *      intercept, and in its own unit, where there is no penalty
 *   1. w by Newton's method (epi-newton.h) on the oracle
 *        ∇ = ρ∘w - Σ yᵢαᵢzᵢ,   ∇² = diag ρ + Σ dᵢzᵢzᵢᵀ,
 *        αᵢ = Cσ(-yᵢwᵀzᵢ),   dᵢ = αᵢ(C-αᵢ)/C
 *   2. that α, moved to where the dual wants it: where ρ_f = 0 Newton's step λ
 *      of ∇² on those features makes s_f zero,
 *        αᵢ := αᵢ - yᵢdᵢ zᵢᵀλ,   (Σ dᵢzᵢzᵢᵀ) λ = s
 *   3. the certificate of both
 *
 * Hastie, Tibshirani & Friedman, The Elements of Statistical Learning (2009),
 * 4.4.1.
 */
#pragma once

#include "core/epi-worker.h"
#include "data/epi-libsvm.h"
#include "descend/epi-oracle.h"
#include "problem/epi-logistic-problem.h"

#define EPI_LOGISTIC_FEATURES 5000 /* at most: ∇² is dense */

/* Borrows problem.  EPI_NO_MEMORY. */
EpiStatus epi_logistic_oracle_new (const EpiLogisticProblem *problem,
                                   EpiOracle **out);

typedef struct {
  size_t q;
  double *w; /* (q) */
  size_t iterations;
  EpiLogisticCertificate certificate;
} EpiLogistic;

/* To a certificate of that tolerance.  *out is cleared by the caller, whatever
 * is returned; w is there unless it is NULL.  EPI_CONVERGED;
 * EPI_UNBOUNDED: there is no best w, as the certificate says;
 * EPI_UNSUPPORTED: more than EPI_LOGISTIC_FEATURES; EPI_LIMIT; EPI_NUMERICAL;
 * EPI_NOT_FINITE; EPI_INTERRUPTED; EPI_NO_MEMORY. */
EpiStatus epi_logistic_fit (const EpiLogisticProblem *problem, double tolerance,
                            const EpiCancel *cancel, EpiLogistic *out);

void epi_logistic_clear (EpiLogistic *logistic);

/* σ(wᵀz), the probability of +1, for column j of Z; features that w does not
 * know count for nothing.  w (q) of p features, with an intercept or not. */
double epi_logistic_probability (const double *w, size_t p, bool intercept,
                                 const EpiSparse *Z, size_t j);

/* ---- Of labelled examples, and in a file ---- */

typedef struct {
  double label[2]; /* y = +1, y = -1 */
  size_t p;
  bool intercept;
  double *w; /* (p), and the intercept behind them */
} EpiLogisticModel;

/* The two labels, in the order in which they come, but +1 before -1; y (n).
 * EPI_UNSUPPORTED unless there are two. */
EpiStatus epi_logistic_labels (const double *label, size_t n, double labels[2],
                               double *y);

/* In the text form of LIBLINEAR, whose "bias" is 1 with an intercept and -1
 * without; new, of g_malloc(). */
char *epi_logistic_write (const EpiLogisticModel *model, size_t *length);

/* False with an error; then *out is zeroed. */
bool epi_logistic_read (EpiLines *lines, EpiLogisticModel *out, GError **error);

void epi_logistic_model_clear (EpiLogisticModel *model);
