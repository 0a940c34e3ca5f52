/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a document of the divergence lesson says:
 *
 *     p = w₁p₁ + w₂p₂,   q = v₁q₁ + v₂q₂
 *
 * of bells (Gaussian, the width is σ) or boxes (uniform, the width is half of
 * it); and, in the third figure, a sample on the line.
 */
#pragma once

#include "estimate/epi-empirical.h"
#include "estimate/epi-kl-fit.h"
#include "kit/epi-lesson.h"
#include "problem/epi-ls.h"

#include <gio/gio.h>

enum { KL_MODES = 2, KL_TABLE = 4096 };

typedef enum { KL_DIVERGENCE, KL_FIT, KL_EQUIVALENCE } KlFigure;

typedef struct { /* a mixture that owns what it points to: do not copy */
  EpiDensity parts[KL_MODES];
  double weights[KL_MODES], tops[KL_MODES];
  EpiDensityMixture mixture;
} KlDensity;

typedef struct {
  KlFigure figure;
  KlDensity p, q;

  /* Divergence: both ways, and the mass that makes them infinite. */
  double there, back; /* D(p‖q), D(q‖p); or INFINITY */
  double p_excluded, q_excluded;  /* mass of p where q is 0; of q */
  double table_low, table_step;   /* log p, for the map of D(q‖p) */
  double *log_p;                  /* (KL_TABLE); NULL: not needed */
  EpiKlTarget target;             /* fit */
  bool reverse;                   /* D(q‖p) is looked at */
  const EpiMethod *methods[2]; /* of D(p‖q), D(q‖p); NULL: there is none */

  /* Equivalence: ½ MSE as least squares, and all three losses. */
  EpiEmpirical sample;
  double mu;             /* where the hand has put the model */
  double *ones, *shares; /* (m) A, and 1/2m */
  EpiLs ls;
  struct EpiOracle *oracle;
} KlProblem;

KlFigure kl_figure (const EpiDocument *document);

/* "p" or "q" of the document, whatever it is; whether it has a density: widths
 * above zero.  Fills what `out` points to in place. */
bool kl_density (const EpiDocument *document, char which, KlDensity *out);

/* NULL with one sentence: what is missing, what is needed. */
KlProblem *kl_problem_new (const EpiDocument *document, GError **error);
void kl_problem_free (void *problem); /* accepts NULL */
