/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures for `bench` that a script measures, from the source tree that the
 * program was built in: those of the real window, on a display of its own, and
 * those of the convex solvers and of the training of networks beside their
 * peers.
 */
#pragma once

#include "bench/epi-bench.h"

extern const EpiBench epi_cli_bench_window;
extern const EpiBench epi_cli_bench_convex;
extern const EpiBench epi_cli_bench_neural;
