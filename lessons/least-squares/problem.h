/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least-squares lesson's problem: from a document to A, b and methods.
 *
 *     minimize Σᵢ wᵢ φ(rᵢ) + λ ‖Dθ‖²,   r = A θ - b,   Σᵢ wᵢ = 1
 *
 * Rows with a missing number are left out, and so are hidden ones; rows marked
 * for testing are kept apart.  The weights add up to 1, so that step sizes and
 * λ mean the same for 20 points and for a million.
 */
#pragma once

#include "core/epi-worker.h"
#include "descend/epi-oracle.h"
#include "fit/epi-features.h"
#include "kit/epi-document.h"
#include "problem/epi-ls.h"

#include <gio/gio.h>

typedef struct { /* rows that are fitted, or kept back */
  size_t n;
  size_t *rows;    /* (n) of the table, ascending */
  double *x;       /* (n, n_inputs) column-major */
  EpiMatrix A, B;  /* (n,p), (n,m) */
  double *weights; /* (n); of the fitted ones they add up to 1 */
} LsRows;

typedef struct {
  EpiFeatures *features;
  size_t n_inputs, p, m;
  LsRows fit, test;
  EpiLs ls;
  EpiOracle *oracle; /* of the descent methods; NULL for direct ones */

  /* Of the squared loss, for the figures. */
  EpiMatrix gram;     /* (p,p) AᵀWA, without the ridge */
  EpiMatrix optimum;  /* (p,m) by refined QR */
  EpiMatrix slope;    /* (p,m) gradient/2 of the mean square there: -λDθ* */
  double rss_optimum; /* Σ wᵢ ‖rᵢ‖² there */
  double variance;    /* Σ wᵢ ‖bᵢ - b̄‖² */
  bool has_optimum;
  size_t plane[2]; /* the parameters that span the parameter plane */
} LsProblem;

/* NULL with one sentence: what is missing in the document, what is needed. */
LsProblem *ls_problem_new (const EpiDocument *document, const EpiCancel *cancel,
                           GError **error);
void ls_problem_free (void *problem); /* accepts NULL */

/* Σ wᵢ ‖rᵢ‖² at theta (p,m) from the optimum's, in O(p²): no cancellation. */
double ls_mean_square (const LsProblem *problem, const double *theta);

/* How far the objective is above the optimum's; the same. */
double ls_excess (const LsProblem *problem, const double *theta);
