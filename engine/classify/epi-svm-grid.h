/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cross-validation over a grid of two parameters of the support vector machine.
 *
 *     for each cost Cᵢ and kernel parameter γⱼ:
 *       1. train on the other folds, call the examples of each fold
 *       2. accuracy (i,j) := share that was called right
 *
 * One step is one cell; cells come in a random order, so that a coarse picture
 * is there early.  The folds are the same for every cell (data/epi-folds.h), so
 * cells can be compared.  Hsu, Chang & Lin, A practical guide to support vector
 * classification (2003).
 *
 * The method's x is the accuracy (n_costs, n_gammas), -1 where it is not known
 * yet; its f is 1 minus the best.  Frames have "accuracy" as a matrix (NaN
 * where not known), "best", "best_cost" and "best_gamma".  A step trains
 * machines, which ask for memory of their own.
 */
#pragma once

#include "classify/epi-svm.h"
#include "core/epi-method.h"

typedef struct {
  EpiSvmOptions svm; /* cost and gamma are those of the cell */
  const double *costs, *gammas;
  size_t n_costs, n_gammas;
  size_t folds;
  uint64_t seed;
} EpiSvmGridOptions;

/* Borrows the examples; copies costs and gammas.  EPI_NO_MEMORY. */
EpiStatus epi_svm_grid_new (const EpiExamples *examples,
                            const EpiSvmGridOptions *options, EpiMethod **out);
