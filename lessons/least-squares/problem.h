/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least-squares lesson's problem: from a document to A, b and methods.
 *
 *     minimize Σᵢ wᵢ φ(rᵢ) + λ ‖Dθ‖²,   r = A θ - b,   Σᵢ wᵢ = 1
 *
 * Rows with a missing number or a weight ≤ 0 are left out, and so are hidden
 * ones; rows marked for testing are kept apart.  The weights add up to 1, so
 * that step sizes and λ mean the same for 20 points and for a million.
 */
#pragma once

#include "core/epi-worker.h"
#include "descend/epi-oracle.h"
#include "fit/epi-features.h"
#include "fit/epi-lsq-update.h"
#include "kit/epi-scene.h"
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
  EpiMatrix triangle; /* (p,p) R of √W A = Q R, without the ridge */
  EpiMatrix optimum;  /* (p,m) by refined QR, or the shortest */
  EpiMatrix slope;    /* (p,m) gradient/2 of the mean square there: -λDθ* */
  double rss_optimum; /* Σ wᵢ ‖rᵢ‖² there */
  double *mean;       /* (m) b̄ */
  double variance;    /* Σ wᵢ ‖bᵢ - b̄‖² */
  bool has_optimum,
      refined;       /* refined: to all digits, so others' are counted */
  size_t plane[2];   /* the parameters that span the parameter plane */
  double extent[4];  /* x0, x1, y0, y1 of all rows, fitted and kept back */
  bool has_spectrum; /* rank and condition number were found */
  EpiLsSpectrum spectrum;

  /* In a drag among many rows; see live.c. */
  bool following;
  EpiLsqUpdate *update;
  EpiMatrix stand_in_A, stand_in_B;
  EpiLs stand_in;
  EpiFieldGrid *counts; /* of points, as last asked for; follows the drag */
} LsProblem;

/* NULL with one sentence: what is missing in the document, what is needed. */
LsProblem *ls_problem_new (const EpiDocument *document, const EpiCancel *cancel,
                           GError **error);
void ls_problem_free (void *problem); /* accepts NULL */

/* rows.c: what is fitted and what is kept back, with n_inputs and m; false: no
 * memory. */
bool ls_take_rows (LsProblem *problem, const EpiData *data);
void ls_rows_clear (LsRows *rows);

/* optimum.c: all that problem says of the squared loss. */
EpiStatus ls_find_optimum (LsProblem *problem, const EpiDocument *document);

/* mean and variance when b of one row and output goes from old to new. */
void ls_spread_replace (LsProblem *problem, size_t output, double weight,
                        double old, double new);

/* Σ wᵢ ‖rᵢ‖² at theta (p,m) from the optimum's, in O(p²): no cancellation. */
double ls_mean_square (const LsProblem *problem, const double *theta);

/* The cell of the grid that (x, y) falls into; false when it is outside. */
bool ls_cell (const EpiFieldGrid *grid, double x, double y, size_t *cell);

/* fitted (n,m) := A theta, theta (p,m), for the rows. */
void ls_multiply_rows (const LsProblem *problem, const LsRows *rows,
                       const double *theta, double *fitted);

/* How far the objective is above the optimum's; the same. */
double ls_excess (const LsProblem *problem, const double *theta);
