/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loops over arrays of any length: worth a vector's width, where GCC's -O2
 * wants to know the length first. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("O3")
#endif

#include "compute/epi-cpu-neural.h"

#include "core/epi-random.h"

#include <assert.h>
#include <cblas.h>
#include <limits.h>
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

/* Numbers of patches at once: what the second cache holds, on the stack. */
enum { EPI_PATCHES = 16384 };

#define REAL double
#define NAME(x) x##_d
#define FUNC(x) x
#define GEMM cblas_dgemm
#include "compute/epi-cpu-neural-loops.h"
#include "compute/epi-cpu-image-loops.h"
#undef REAL
#undef NAME
#undef FUNC
#undef GEMM
#define REAL float
#define NAME(x) x##_f
#define FUNC(x) x##f
#define GEMM cblas_sgemm
#include "compute/epi-cpu-neural-loops.h"
#include "compute/epi-cpu-image-loops.h"
#undef REAL
#undef NAME
#undef FUNC
#undef GEMM

typedef void (*Loop) (const EpiKernelCall *call);

static const Loop loops[EPI_N_KERNELS][2] = {
#define LOOPS(kernel, name) [EPI_KERNEL_##kernel] = {name##_f, name##_d}
    LOOPS (FILL, fill),
    LOOPS (ACTIVATE, activate),
    LOOPS (ACTIVATE_BACK, activate_back),
    LOOPS (ROW_SUMS, row_sums),
    LOOPS (SOFTMAX, softmax),
    LOOPS (SOFTMAX_BACK, softmax_back),
    LOOPS (CONVOLVE, convolve),
    LOOPS (CONVOLVE_TO_INPUT, convolve_to_input),
    LOOPS (CONVOLVE_TO_WEIGHTS, convolve_to_weights),
    LOOPS (POOL, pool),
    LOOPS (POOL_BACK, pool_back),
    LOOPS (GATHER, gather),
    LOOPS (GATHER_BACK, gather_back),
    LOOPS (LSTM_CELL, lstm_cell),
    LOOPS (LSTM_CELL_BACK, lstm_cell_back),
    LOOPS (DROPOUT, dropout),
    LOOPS (LOSS, loss),
    LOOPS (UPDATE, update),
#undef LOOPS
};

EpiStatus
epi_cpu_run_neural (const EpiKernelCall *call)
{
  Loop loop = loops[call->kernel][call->c->element == EPI_DOUBLE];

  if (loop == NULL)
    return EPI_UNSUPPORTED;
  loop (call);
  return EPI_OK;
}
