/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two sets of points: a hyperplane strictly between them, or a point that lies
 * in the convex hulls of both.
 *
 *     find  λ ≥ 0   with   Σ₊ λᵢ = Σ₋ λᵢ = 1,   Σ₊ λᵢφᵢ = Σ₋ λᵢφᵢ
 *
 * is a linear program without an objective.  A solution is the common point;
 * where there is none, the Farkas ray (w, s, t) of its rows is the hyperplane.
 * Exactly one of both exists (Boyd & Vandenberghe 2.5.1, 5.8.3), and each is
 * proven by the certificate of the linear program.
 *
 *   1. perceptron   w := mean₊ - mean₋; while some wᵀ(φᵢ - φⱼ) ≤ 0, i of the
 *                   one side, j of the other: w := w + φᵢ - φⱼ for the least.
 *                   A w without such a pair is proven by the points; with R
 *                   the farthest pair and d the distance of the hulls it takes
 *                   about (R/d)² steps (Novikoff 1962).  After 200 of them:
 *   2. program      the above, by the solver of linear programs
 */
#pragma once

#include "core/epi-sparse.h"

/* phi (p,n), y (n) ±1 with both signs.  *separable; then w (p) and *b with
 * wᵀφᵢ + b > 0 where yᵢ = 1 and < 0 where yᵢ = -1, else common (p); the others
 * are left as they are.  EPI_OK; EPI_NUMERICAL: neither was proven;
 * EPI_NO_MEMORY. */
EpiStatus epi_separate (const EpiSparse *phi, const double *y, bool *separable,
                        double *w, double *b, double *common);
