/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lesson for tests: minimize ½(x₁² + 10 x₂²) by gradient descent from the
 * handle `start`, with a step size and a pull that continue.
 *
 * One step is x := (1 - π)(x - αg), with π = 0 unless a test says otherwise, so
 * x_i^k = Π_j (1 - α_j λ_i) x_i^0 exactly enough to be predicted, and any
 * replay must give the same bits.
 */
#pragma once

#include "kit/epi-lesson.h"

extern const EpiLesson quadratic_lesson;

/* How often build() was called so far, by any thread. */
int quadratic_builds (void);

/* How many steps were made so far, by any thread. */
size_t quadratic_steps (void);
