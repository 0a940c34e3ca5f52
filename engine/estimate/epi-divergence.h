/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Kullback–Leibler divergence, three ways:
 *
 *     D(p‖q) = ∫ p(x) (log p(x) - log q(x)) dx ≥ 0,   = 0 only for p = q
 *
 *   closed form   within a family, where there is one
 *   quadrature    on the pieces between the kinks of both densities
 *                 (estimate/epi-quadrature.h); a sum for counts
 *   Monte Carlo   the mean of log p(xᵢ) - log q(xᵢ) over draws xᵢ from p, with
 *                 its standard error
 *
 * It is no distance: D(p‖q) ≠ D(q‖p), and it is infinite where p puts mass on
 * what q excludes, or where its tail is too heavy for that of q.  Kullback &
 * Leibler, On information and sufficiency, Ann. Math. Statist. 22 (1951).
 */
#pragma once

#include "estimate/epi-density-mixture.h"

/* As a sum of terms ≥ 0, so that little is lost where p and q are near.  NAN
 * when there is no closed form here: different families, or Student's. */
double epi_kl_closed (const EpiDensity *p, const EpiDensity *q);

/* *error := an estimate of how wrong it is: much where a Student's tail barely
 * has the moment that log q asks for (ν = 2.01, of a gaussian q), for that
 * lies beyond all numbers.  INFINITY where p has mass outside of the support of
 * q, or does not have that moment: ν ≤ 2 of a gaussian q, ν ≤ 1 of a laplace
 * one; 0 where the integral is within 1e-14 nats, its rounding.  NAN when one
 * is counted and the other measured. */
double epi_kl_quadrature (const EpiDensity *p, const EpiDensity *q,
                          double *error);

/* Of mixtures of measured densities. */
double epi_kl_mixtures (const EpiDensityMixture *p, const EpiDensityMixture *q,
                        double *error);

/* D(p‖q) and D(q‖p) at once, from the same values of both densities: what
 * epi_kl_mixtures() gives, to the bit. */
void epi_kl_both (const EpiDensityMixture *p, const EpiDensityMixture *q,
                  double divergence[2], double error[2]);

/* H(p) = -∫ p log p, in nats. */
double epi_entropy (const EpiDensityMixture *p, double *error);

/* The mass that p has where q is 0: 0 where D(p‖q) is finite. */
double epi_kl_excluded (const EpiDensityMixture *p, const EpiDensityMixture *q);

/* From n ≥ 2 draws; *standard_error of the mean.  To see the draws as they
 * come: estimate/epi-kl-draws.h. */
double epi_kl_monte_carlo (const EpiDensity *p, const EpiDensity *q, size_t n,
                           EpiRandom *random, double *standard_error);
