/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a processor without AVX2 does, in place of the engine's. */
#define EPI_SVM_PLAIN
#include "problem/epi-svm-wide.c"
