/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples of a document, and the model that is fitted to them.
 *
 *     p_model   θ                dimension p
 *     Gaussian  μ, σ or μ, Σ     1 (on the line) or 2 (in the plane)
 *     mixture   w, μₖ, Σₖ        1 or 2, K ≤ ML_MOST_PARTS components
 *     Bernoulli π                1, samples 0 or 1
 *
 * With a prior the pseudo-data follow the samples in X, each as many times as
 * it counts: the method maximizes the likelihood of all these rows, and that is
 * the posterior (estimate/epi-conjugate.h).
 */
#pragma once

#include "core/epi-matrix.h"
#include "estimate/epi-conjugate.h"
#include "kit/epi-lesson.h"

#include <gio/gio.h>

/* Of a mixture every component has seen all pseudo-data, which are its own
 * (estimate/epi-mixture.h). */
enum { ML_MOST_PARTS = 4 };
typedef enum { ML_GAUSSIAN, ML_MIXTURE, ML_BERNOULLI } MlKind;

typedef struct {
  MlKind kind;
  size_t p, K;
  bool prior;
  size_t n;          /* samples */
  double *data;      /* (rows,p) column-major: n samples, then pseudo-data */
  EpiMatrix X, seen; /* all rows; the first n */
  EpiMatrix unseen;  /* the rest: pseudo-data */
  double low[2], high[2], spread[2]; /* of all rows, deviation by 1/n */
  double ones, zeros;                /* Bernoulli: of all rows */
  double seen_ones, seen_zeros;
  bool folds;      /* cross-validated */
  double left_out; /* mean log p of a sample left out; NAN: no fit */
  double *tests;   /* (2,n_tests) rows held back; up is 0 on the line */
  size_t n_tests, tests_left_out;
  EpiNormalGamma gauss_prior, gauss_posterior, gauss_seen;   /* p = 1 */
  EpiNormalWishart plane_prior, plane_posterior, plane_seen; /* p = 2 */
  EpiBeta beta_prior, beta_posterior, beta_seen;
} MlProblem;

MlKind ml_kind (const EpiDocument *document);
bool ml_in_plane (const EpiDocument *document);
bool ml_has_prior (const EpiDocument *document);

/* NULL with one sentence: what is missing, what is needed. */
MlProblem *ml_problem_new (const EpiDocument *document, GError **error);
void ml_problem_free (void *problem); /* accepts NULL */

/* The problem of the document for figures, which ask with every draw: the last
 * one is kept, for each thread.  Valid until the thread asks for another; NULL
 * when the document has none. */
const MlProblem *ml_problem_of (const EpiDocument *document);

/* Rows of a table of the document that count, x and, in the plane, y: (rows,p)
 * column-major, free with g_free(); NULL when it has no such columns. */
double *ml_rows (const EpiDocument *document, const char *table, size_t *n);

/* held-back.c: the rows held back, the samples' coordinates (2,n) point by
 * point, free with g_free(), and how many more lack a number (or, of tosses, a
 * side); NULL where none is held back. */
double *ml_rows_held_back (const EpiDocument *document, size_t *n,
                           size_t *left_out);

/* ---- The model of a frame ---- */

typedef struct {
  size_t K, p;
  double pi;                         /* Bernoulli; else NAN */
  double weight[ML_MOST_PARTS];      /* K */
  double mean[2 * ML_MOST_PARTS];    /* (p,K) */
  double sigma[4 * ML_MOST_PARTS];   /* (p,p,K) covariances */
  double inverse[3 * ML_MOST_PARTS]; /* Σₖ⁻¹: (1,1), (1,2) and (2,2) */
  double top[ML_MOST_PARTS];         /* log wₖ N(μₖ; μₖ, Σₖ) */
} MlModel;

/* false when the frame has none. */
bool ml_model_read (const EpiFrame *frame, MlModel *model);

/* log wₖ N(x; μₖ, Σₖ) of component k, x (p); their sum over k; for Bernoulli
 * the latter alone. */
double ml_model_log_part (const MlModel *model, size_t k, const double *x);
double ml_model_log (const MlModel *model, const double *x);
