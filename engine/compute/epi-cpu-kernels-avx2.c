/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops for x86 with AVX2 and FMA; meson.build says so to the compiler. */
#define TABLE epi_cpu_loops_avx2
#include "compute/epi-cpu-kernels.h"
