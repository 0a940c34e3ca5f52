/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least-squares lesson's problem: from a document to A, b and methods.
 *
 *     minimize (1/n) Σᵢ φ(rᵢ) + λ ‖Dθ‖²,   r = A θ - b
 *
 * Rows with a missing number are left out, and so are hidden ones; rows marked
 * for testing are kept apart.  Weights are scaled to add up to 1, so that step
 * sizes and λ mean the same for 20 points and for a million.
 */
#pragma once

#include "fit/epi-features.h"
#include "fit/epi-lsq-update.h"
#include "kit/epi-lesson.h"
#include "problem/epi-ls.h"

/* Up to so many numbers, frames carry the fitted values at the points. */
#define LS_MAX_FITTED 4096

typedef struct {
  EpiFeatures *features;
  size_t n, p, m;     /* rows used, features, outputs */
  size_t n_inputs;
  size_t *rows;       /* (n) of the table */
  double *x;          /* (n, n_inputs) column-major: inputs as given */
  EpiMatrix A, B;     /* (n,p), (n,m) */
  double *weights;    /* (n), summing to 1 */
  double total_weight; /* before that scaling */
  size_t n_test;
  double *x_test;     /* (n_test, n_inputs) */
  EpiMatrix B_test;   /* (n_test, m) */
  EpiLs ls;
  EpiMatrix optimum;  /* (p,m): of the squared loss, by refined QR; for the
                         parameter plane and to count digits */
  EpiMatrix gram;     /* (p,p) of the squared loss, ridge included */
  double total_variance; /* (m summed) for R² */
  size_t plane[2];    /* the parameters that span the plane */
  EpiLsqUpdate *update; /* for drags among many rows; NULL until needed */
  /* What certify() found last for this problem: rank and condition number do
   * not depend on θ. */
  bool has_spectrum;
  EpiLsSpectrum spectrum;
} LsProblem;

/* The callbacks of EpiLesson. */
bool ls_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
bool ls_absorb (EpiBuilt *built, const EpiDocument *from,
                const EpiDocument *to);
void ls_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void ls_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);

/* The features of a frame, for the main thread; free with
 * epi_features_free(). */
EpiFeatures *ls_frame_features (const EpiScene *scene, const EpiFrame *frame);
