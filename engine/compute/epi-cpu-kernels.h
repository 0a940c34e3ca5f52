/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of loops, compiled once for each kind of processor: whoever
 * includes this defines TABLE, its name, and chooses what the compiler may use.
 */
#include "compute/epi-cpu-neural.h"

#include "core/epi-random.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { NO_MEMORY = 0, MEMORY_M = 1, MEMORY_V = 2 }; /* of updates.inc */

/* The numbers that the shaders know agree with the names. */
#define ACTIVATION(number, name, value, slope)                                 \
  _Static_assert(EPI_ACTIVATION_##name == (number), #name);
#include "../../shaders/activations.inc"
#undef ACTIVATION
#define LOSS(number, name, term, slope)                                        \
  _Static_assert(EPI_LOSS_##name == (number), #name);
#include "../../shaders/losses.inc"
#undef LOSS
#define UPDATE(number, name, memory, statements)                               \
  _Static_assert(EPI_UPDATE_##name == (number), #name);
#include "../../shaders/updates.inc"
#undef UPDATE

/* ---- Windows ----------------------------------------------------------- */

typedef struct {
  size_t x, y;                           /* of the corner, padding included */
  size_t begin_x, end_x, begin_y, end_y; /* of the window: inside the image */
} Place;

/* The part of size entries from place on that is inside: padding ≤ i < side +
 * padding, i counted with the padding. */
static void
inside (size_t place, size_t size, size_t side, size_t padding, size_t *begin,
        size_t *end)
{
  size_t last = side + padding;
  *begin = place < padding ? padding - place : 0;
  *end = place + size > last ? (last > place ? last - place : 0) : size;
  if (*begin > size)
    *begin = size;
  if (*end < *begin)
    *end = *begin;
}

static Place
place_at (const EpiWindow *w, size_t x1, size_t y1)
{
  Place at = {.x = x1 * w->stride, .y = y1 * w->stride};

  inside (at.x, w->size_x, w->width, w->padding, &at.begin_x, &at.end_x);
  inside (at.y, w->size_y, w->height, w->padding, &at.begin_y, &at.end_y);
  if (at.begin_x == at.end_x) /* nothing is */
    at.end_y = at.begin_y;
  return at;
}

/* The first entry of row dy of the window that is inside. */
static size_t
image_row (const EpiWindow *w, Place at, size_t dy)
{
  size_t x = at.x + at.begin_x - w->padding, y = at.y + dy - w->padding;
  return (x + y * w->width) * w->channels;
}

#define REAL double
#define NAME(x) x##_d
#define FUNC(x) x
#define SINGLE 0
#include "compute/epi-cpu-kernels.inc"
#undef REAL
#undef NAME
#undef FUNC
#undef SINGLE
#define REAL float
#define NAME(x) x##_f
#define FUNC(x) x##f
#define SINGLE 1
#include "compute/epi-cpu-kernels.inc"
#undef REAL
#undef NAME
#undef FUNC
#undef SINGLE

const EpiCpuLoop TABLE[EPI_N_KERNELS][2] = {
#define LOOP(kernel, name) [EPI_KERNEL_##kernel] = {name##_f, name##_d}
    LOOP (FILL, run_fill),
    LOOP (MAP, run_exponentials),
    LOOP (ACTIVATE, run_activate),
    LOOP (ACTIVATE_BACK, run_activate_back),
    LOOP (ROW_SUMS, run_row_sums),
    LOOP (SOFTMAX, run_softmax),
    LOOP (SOFTMAX_BACK, run_softmax_back),
    LOOP (POOL, run_pool),
    LOOP (POOL_BACK, run_pool_back),
    LOOP (GATHER, run_gather),
    LOOP (GATHER_BACK, run_gather_back),
    LOOP (LSTM_CELL, run_lstm_cell),
    LOOP (LSTM_CELL_BACK, run_lstm_cell_back),
    LOOP (DROPOUT, run_dropout),
    LOOP (LOSS, run_loss),
    LOOP (UPDATE, run_update),
    LOOP (CONVOLVE, convolve),
    LOOP (CONVOLVE_TO_INPUT, convolve_to_input),
    LOOP (CONVOLVE_TO_WEIGHTS, convolve_to_weights),
#undef LOOP
};
