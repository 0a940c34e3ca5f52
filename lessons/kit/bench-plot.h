/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The benchmark of the kit's drawing, for epi_bench_add().
 */
#pragma once

#include "bench/epi-bench.h"

extern const EpiBench epi_bench_plot;
