/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops that a processor without AVX2 takes, in place of the engine's. */
#define EPI_SMO_PLAIN
#include "classify/epi-smo-wide.c"
