/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cutting examples into parts: k folds, and training against test.
 *
 * The same seed cuts in the same way.  With classes each part gets its share of
 * each class, to within one example (stratified).  Kohavi (1995); Hastie,
 * Tibshirani & Friedman 7.10.
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>
#include <stdint.h>

/* fold (n): the fold of each example, 0 … k-1.  label (n): its class, or NULL.
 * Folds differ by at most one in size, and so do their shares of each class.
 * EPI_UNSUPPORTED unless 2 ≤ k ≤ n: one fold leaves nothing to train on, and of
 * more folds than examples some are empty.  EPI_NO_MEMORY. */
EpiStatus epi_folds (size_t n, size_t k, const double *label, uint64_t seed,
                     unsigned *fold);

/* test (n): true for a share of the examples, to the nearest whole number in
 * each class.  0 ≤ share ≤ 1.  EPI_NO_MEMORY. */
EpiStatus epi_train_test (size_t n, double share, const double *label,
                          uint64_t seed, _Bool *test);
