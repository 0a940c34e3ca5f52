/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops for every processor. */
#define TABLE epi_cpu_loops_plain
#include "compute/epi-cpu-kernels.h"
