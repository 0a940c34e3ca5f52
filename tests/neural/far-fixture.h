/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of training away from the cpu share: both devices, a problem,
 * its trainer.
 */
#pragma once

#include "neural/epi-trainer.h"

#include <glib.h>

#define NET "dense 12 tanh; dropout 0.1; dense 6 relu; dense *"

extern EpiDevice *cpu, *gl; /* gl NULL: see skip_without_gl() */

/* g_test_init(), the devices, g_test_run(). */
int run_far (int argc, char **argv, void (*add_all) (void));

/* Whether there is no gl; then the test is a visible skip. */
gboolean skip_without_gl (void);

/* Points of the plane in or out of a ring; values is whether it is. */
EpiSamples *ring (size_t n);

/* BINARY, batches of 8 in single precision, without an end. */
EpiTrainerOptions options_for (const EpiSamples *samples);

EpiMethod *trainer (const char *net, EpiSamples *samples, EpiDevice *device,
                    const EpiTrainerOptions *options);

/* All of them, to g_free. */
double *weights (EpiMethod *method, size_t *n);
void assert_same_weights (EpiMethod *a, EpiMethod *b);
