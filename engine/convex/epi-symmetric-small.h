/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions of epi-symmetric.h for orders up to EPI_SYMMETRIC_SMALL; for that
 * file only.
 */
#pragma once

#include "convex/epi-symmetric.h"

#define EPI_SYMMETRIC_SMALL 6

EpiStatus epi_symmetric_congruence_small (bool transpose, const EpiMatrix *B,
                                          double *x);

/* values (n) ascending; with vectors, X := its eigenvectors. */
EpiStatus epi_symmetric_eigen_small (bool vectors, EpiMatrix *X,
                                     double *values);
