/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window's figures for `bench`: the script that measures them, on a display
 * of its own, from the source tree that the program was built in.
 */
#pragma once

#include "bench/epi-bench.h"

extern const EpiBench epi_cli_bench_window;
