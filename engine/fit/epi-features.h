/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Features: from the inputs x of one row to the p numbers of the design row.
 *
 *   linear       1, t₁, t₂, …, t_d                       d inputs
 *   polynomial   1, t, t², …, t^degree                   one input
 *   Fourier      1, cos ωx, sin ωx, …, cos Kωx, sin Kωx  one input, ω = 2π/T,
 *                                                        K = degree harmonics;
 *                with a trend: 1, t, cos ωx, …           seasons on a slope
 *
 * with t = (x - centre)/scale; centre 0 and scale 1 are the raw monomials.
 * The 1 is there only with an intercept.  Raw monomials of a year or of a
 * square footage give matrices with condition numbers of 10¹⁵; the same
 * polynomials in t ∈ [-1,1] are harmless, and epi_features_raw() gives their
 * coefficients back in terms of x.
 */
#pragma once

#include "core/epi-matrix.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
  EPI_FEATURES_LINEAR,
  EPI_FEATURES_POLYNOMIAL,
  EPI_FEATURES_FOURIER
} EpiFeatureFamily;

typedef struct {
  EpiFeatureFamily family;
  size_t n_inputs; /* 1 unless linear */
  size_t degree;   /* polynomial: degree; Fourier: harmonics */
  bool intercept;  /* whether the first feature is 1 */
  bool trend;      /* Fourier only: whether t comes next; false at first */
  double period;   /* T > 0, in the unit of x; Fourier only */
  double *centre;  /* (n_inputs) */
  double *scale;   /* (n_inputs), > 0 */
} EpiFeatures;

/* Raw features: centre 0, scale 1, period 2π.  Small: never fails. */
EpiFeatures *epi_features_new (EpiFeatureFamily family, size_t n_inputs,
                               size_t degree, bool intercept);
EpiFeatures *epi_features_copy (const EpiFeatures *from);
void epi_features_free (EpiFeatures *features); /* accepts NULL */

/* Makes centre the middle and scale half the width of each input's range, so
 * that t ∈ [-1,1].  An input that does not vary gets scale 1.  columns
 * (n_inputs) of (n) finite numbers. */
void epi_features_scale (EpiFeatures *features, const double *const *columns,
                         size_t n);

/* Makes centre the mean and scale the standard deviation (of n, not n - 1) of
 * each input; else as epi_features_scale(). */
void epi_features_standardise (EpiFeatures *features,
                               const double *const *columns, size_t n);

/* p, the number of features. */
size_t epi_features_count (const EpiFeatures *features);

/* The design row of x (n_inputs): row (p). */
void epi_features_row (const EpiFeatures *features, const double *x,
                       double *row);

/* The design matrix: A (n,p), new, of columns (n_inputs) of (n) numbers.
 * EPI_NO_MEMORY; EPI_NOT_FINITE when a feature overflows. */
EpiStatus epi_features_matrix (const EpiFeatures *features,
                               const double *const *columns, size_t n,
                               EpiMatrix *A);

/* The name of feature j, new: "1", "x", "x²", "cos 3ωx"; a scaled input is
 * called t, inputs of the linear family by input_names (NULL: x₁, x₂, …). */
char *epi_features_name (const EpiFeatures *features, size_t j,
                         const char *const *input_names);

/* The model theta (p) in terms of unscaled x: raw (p), the coefficients that
 * the same features with centre 0 and scale 1 have.  raw may be theta.
 * EPI_UNSUPPORTED when there are none: centred inputs without intercept. */
EpiStatus epi_features_raw (const EpiFeatures *features, const double *theta,
                            double *raw);

/* ⟨row of x, theta (p)⟩: what the model says at x (n_inputs). */
double epi_features_predict (const EpiFeatures *features, const double *x,
                             const double *theta);
