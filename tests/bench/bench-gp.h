/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gp: a sparse random geometric program (problem/epi-gp-random.h) with 3,000
 *   variables and 1,000 posynomial constraints to a certificate at 1e-8:
 *   seconds (median of three), iterations and the peak of memory.  With
 * EPIGRAPH_BENCH_CVXOPT=PYTHON in the environment, beside CVXOPT, which takes
 * minutes.
 */
#pragma once

#include "bench/epi-bench.h"

extern const EpiBench epi_bench_gp;
