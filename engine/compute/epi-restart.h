/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starting once more with a better BLAS kernel.
 *
 * OpenBLAS looks at the processor when it is loaded, and some releases take a
 * new one for a Prescott of 2004, which is 3 to 6 times slower.  Only a new
 * process can change that:
 *   1. the kernel is Prescott or generic, the processor has AVX2 and FMA, the
 *      user has not set OPENBLAS_CORETYPE nor EPIGRAPH_NO_RESTART, and no
 *      earlier attempt with this OpenBLAS has failed;
 *   2. a marker file is written, $XDG_CACHE_HOME/epigraph/restart-failed, and
 *      the program starts itself again with OPENBLAS_CORETYPE=Haswell;
 *   3. there the cpu device tests itself.  Right: the marker goes away.  Wrong:
 *      it stays, and the program starts itself a last time as it was.  A crash
 *      leaves the marker too.
 */
#pragma once

#include <stdbool.h>

/* The first call of main(): OpenBLAS with one thread, then the above; then, if
 * the program was started with EPI_AUTO_ARGUMENT, the measurement, and exit().
 * Comes back in the process that is to go on. */
void epi_compute_start (int argc, char **argv);

/* Rule 1, for tests.  failed: the marker's text, NULL for none. */
bool epi_restart_is_wanted (const char *kernel, bool has_avx2_and_fma,
                            const char *user_coretype, const char *no_restart,
                            const char *failed, const char *blas_config);
