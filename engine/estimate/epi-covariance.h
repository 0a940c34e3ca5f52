/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mean, covariance and correlation of a sample X (n,p), one row a case:
 *
 *     x̄ⱼ = (1/n) Σᵢ xᵢⱼ,   Sⱼₖ = (1/n) Σᵢ (xᵢⱼ - x̄ⱼ)(xᵢₖ - x̄ₖ)
 *
 * the estimates of greatest likelihood of a Gaussian.  In two passes: sums of
 * squares less the square of a sum would cancel.
 */
#pragma once

#include "core/epi-matrix.h"

/* mean (p) and S (p,p) from X (n,p), n ≥ 1.  EPI_NOT_FINITE. */
EpiStatus epi_covariance (const EpiMatrix *X, double *mean, EpiMatrix *S);

/* S := its correlations, deviation (p) the roots of its diagonal.
 * EPI_NOT_POSITIVE_DEFINITE, with the column in *at, when one of these is not
 * above the rounding of its column's values: it does not vary. */
EpiStatus epi_correlation (const EpiMatrix *X, double *mean, double *deviation,
                           EpiMatrix *S, size_t *at);

/* S (p,p) := (1/n) Σᵢ zᵢzᵢᵀ with zⱼ = (xⱼ - meanⱼ)/deviationⱼ: of other rows,
 * in the units of the sample that mean and deviation are from. */
void epi_second_moments (const EpiMatrix *X, const double *mean,
                         const double *deviation, EpiMatrix *S);
