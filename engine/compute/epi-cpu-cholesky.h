/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Cholesky factorization A = L Lᵀ that may be interrupted: by panels of
 * columns, each one's factor, and what it takes from those to its right.
 */
#pragma once

#include "core/epi-status.h"
#include "core/epi-worker.h"

/* A (n,n) by columns ld apart, of which the lower triangle is read and becomes
 * L.  cancel may be NULL.  EPI_NOT_POSITIVE_DEFINITE, EPI_INTERRUPTED: A holds
 * nothing of use. */
EpiStatus epi_cpu_cholesky_by_panels (double *A, int n, int ld,
                                      const EpiCancel *cancel);
