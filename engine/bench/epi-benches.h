/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bodies of the benchmarks, one an area. */
#pragma once

#include "bench/epi-bench.h"

void epi_bench_compute (const EpiBenchSink *sink);
void epi_bench_csv (const EpiBenchSink *sink);
void epi_bench_fit (const EpiBenchSink *sink);
void epi_bench_neural (const EpiBenchSink *sink);
void epi_bench_neural_kernels (const EpiBenchSink *sink);
void epi_bench_nist (const EpiBenchSink *sink);
void epi_bench_small (const EpiBenchSink *sink);
void epi_bench_table_edit (const EpiBenchSink *sink);
