/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels of networks, in single precision, on both devices: GFLOP/s.
 *
 * Shapes are those of the networks of bench-neural.c: the first layer of the
 * MLP, the first (and second) convolution of the CNN, a step of the LSTM, Adam
 * on the MLP; 64 samples, 16 for the LSTM.  A multiplication, an addition, a
 * comparison, a quotient, a root and a function (tanh, σ) count as one
 * operation each; what only moves numbers counts one for each.
 *
 * cpu by processor time, the best of ROUNDS; gl by the clock, with one wait
 * for CALLS of them, beside the cpu in the same run.
 */
#include "bench/epi-benches.h"
#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "compute/epi-neural-kernels.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <time.h>

enum { BUFFERS = 6, CALLS = 10, ROUNDS = 7 };

typedef struct {
  size_t rows, cols;
  size_t below; /* > 0: indices below that */
} Shape;

typedef struct {
  const char *name;
  double operations;
  Shape shape[BUFFERS]; /* of b, in the order of the call */
  EpiStatus (*call) (EpiBuffer *const *b);
} Row;

/* ---- The calls ------------------------------------------------------------
 */

static const EpiWindow first = {1, 28, 28, 5, 5, 1, 0, 8};
static const EpiWindow second = {8, 12, 12, 5, 5, 1, 0, 16};
static const EpiWindow halve = {8, 24, 24, 2, 2, 2, 0, 0};
static const EpiUpdateNumbers adam = {.step = 1e-3,
                                      .momentum = 0.9,
                                      .second = 0.999,
                                      .epsilon = 1e-8,
                                      .correction = 0.5,
                                      .second_correction = 0.5,
                                      .scale = 1};

#define CALL(name, ...)                                                        \
  static EpiStatus name (EpiBuffer *const *b) { return __VA_ARGS__; }
CALL (forward, epi_device_gemm (false, false, 1, b[0], b[1], 0, b[2]))
CALL (to_weights, epi_device_gemm (false, true, 1, b[0], b[1], 0, b[2]))
CALL (to_input, epi_device_gemm (true, false, 1, b[0], b[1], 0, b[2]))
CALL (convolve_1, epi_device_convolve (&first, b[0], b[1], b[2]))
CALL (convolve_2, epi_device_convolve (&second, b[0], b[1], b[2]))
CALL (weights_1, epi_device_convolve_to_weights (&first, b[0], b[1], 0, b[2]))
CALL (weights_2, epi_device_convolve_to_weights (&second, b[0], b[1], 0, b[2]))
CALL (input_2, epi_device_convolve_to_input (&second, b[0], b[1], b[2]))
CALL (pool, epi_device_pool (EPI_POOL_MAX, &halve, b[0], b[1]))
CALL (pool_back,
      epi_device_pool_back (EPI_POOL_MAX, &halve, b[0], b[1], b[2], b[3]))
CALL (relu, epi_device_activate (EPI_ACTIVATION_RELU, b[0], b[1], b[2]))
CALL (relu_back,
      epi_device_activate_back (EPI_ACTIVATION_RELU, b[0], b[1], b[2], b[3]))
CALL (tanh_, epi_device_activate (EPI_ACTIVATION_TANH, b[0], b[1], b[2]))
CALL (row_sums, epi_device_row_sums (1, b[0], 0, b[1]))
CALL (gather, epi_device_gather (b[0], b[1], b[2]))
CALL (gather_back, epi_device_gather_back (b[0], b[1], 0, b[2]))
CALL (cell, epi_device_lstm_cell (b[0], b[1], b[2], b[3]))
CALL (cell_back, epi_device_lstm_cell_back (b[0], b[1], b[2], b[3], b[4], b[5]))
CALL (loss, epi_device_loss (EPI_LOSS_CROSS_ENTROPY, 1, b[0], b[1], b[2], b[3]))
CALL (update,
      epi_device_update (EPI_UPDATE_ADAM, &adam, b[0], b[1], b[2], b[3]))

#define IMAGES                                                                 \
  {                                                                            \
    4608, 64                                                                   \
  } /* what the first convolution gives */
static const Row rows[] = {
    {"gemm", 2. * 128 * 784 * 64, {{128, 784}, {784, 64}, {128, 64}}, forward},
    {"gemm-to-weights",
     2. * 128 * 784 * 64,
     {{128, 64}, {784, 64}, {128, 784}},
     to_weights},
    {"gemm-to-input",
     2. * 128 * 784 * 64,
     {{128, 784}, {128, 64}, {784, 64}},
     to_input},
    {"gemm-lstm",
     2. * 512 * 128 * 16,
     {{512, 128}, {128, 16}, {512, 16}},
     forward},
    {"convolve-1",
     2. * 25 * 8 * 576 * 64,
     {{25, 8}, {784, 64}, IMAGES},
     convolve_1},
    {"convolve-2",
     2. * 200 * 16 * 64 * 64,
     {{200, 16}, {1152, 64}, {1024, 64}},
     convolve_2},
    {"convolve-to-weights-1",
     2. * 25 * 8 * 576 * 64,
     {{784, 64}, IMAGES, {25, 8}},
     weights_1},
    {"convolve-to-weights-2",
     2. * 200 * 16 * 64 * 64,
     {{1152, 64}, {1024, 64}, {200, 16}},
     weights_2},
    {"convolve-to-input-2",
     2. * 200 * 16 * 64 * 64,
     {{200, 16}, {1024, 64}, {1152, 64}},
     input_2},
    {"pool", 3. * 1152 * 64, {IMAGES, {1152, 64}}, pool},
    {"pool-back",
     4. * 1152 * 64,
     {IMAGES, {1152, 64}, {1152, 64}, IMAGES},
     pool_back},
    {"relu", 2. * 4608 * 64, {{4608, 1}, IMAGES, IMAGES}, relu},
    {"relu-back", 2. * 4608 * 64, {IMAGES, IMAGES, IMAGES, IMAGES}, relu_back},
    {"tanh", 2. * 4608 * 64, {{4608, 1}, IMAGES, IMAGES}, tanh_},
    {"row-sums", 1. * 4608 * 64, {IMAGES, {4608, 1}}, row_sums},
    {"gather", 1. * 32 * 1024, {{32, 64}, {1024, 1, 64}, {32, 1024}}, gather},
    {"gather-back",
     1. * 32 * 1024,
     {{1024, 1, 64}, {32, 1024}, {32, 64}},
     gather_back},
    {"lstm-cell",
     9. * 128 * 16,
     {{128, 16}, {512, 16}, {128, 16}, {128, 16}},
     cell},
    {"lstm-cell-back",
     24. * 128 * 16,
     {{128, 16}, {512, 16}, {128, 16}, {128, 16}, {128, 16}, {512, 16}},
     cell_back},
    {"cross-entropy",
     5. * 64 * 1024,
     {{64, 1024}, {1024, 1, 64}, {1024, 1}, {64, 1024}},
     loss},
    {"adam",
     13. * 101770,
     {{101770, 1}, {101770, 1}, {101770, 1}, {101770, 1}},
     update},
};

/* ---- Measuring ------------------------------------------------------------
 */

static EpiBuffer *
new_buffer (EpiDevice *device, Shape shape, uint64_t stream)
{
  EpiElement element = shape.below > 0 ? EPI_INDEX : EPI_FLOAT;
  EpiRandom random = epi_random (1, stream);
  size_t n = shape.rows * shape.cols;
  float *numbers = epi_new (float, n);
  EpiBuffer *buffer = NULL;

  for (size_t i = 0; numbers != NULL && i < n; i++)
    if (shape.below > 0)
      ((int32_t *)numbers)[i] =
          (int32_t)epi_random_below (&random, shape.below);
    else
      numbers[i] = (float)epi_random_uniform (&random);
  if (numbers != NULL && epi_buffer_new (device, element, shape.rows,
                                         shape.cols, &buffer) == EPI_OK)
    epi_buffer_upload (buffer, numbers, shape.rows);
  epi_free (numbers);
  return buffer;
}

static double
processor_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* GFLOP/s; NAN when the device does not do it. */
static double
rate (EpiDevice *device, const Row *row, double (*now) (void))
{
  EpiBuffer *b[BUFFERS] = {NULL};
  double best = INFINITY;
  EpiStatus status = EPI_OK;

  for (size_t i = 0; i < BUFFERS && row->shape[i].rows > 0; i++) {
    b[i] = new_buffer (device, row->shape[i], i);
    status = b[i] != NULL ? status : EPI_NO_MEMORY;
  }
  if (status == EPI_OK) /* compiles, and fills the caches */
    status = row->call (b);
  for (int round = 0; round < ROUNDS && status == EPI_OK; round++) {
    double start = now ();
    epi_device_begin (device);
    for (int i = 0; i < CALLS && status == EPI_OK; i++)
      status = row->call (b);
    EpiStatus end = epi_device_end (device);
    best = fmin (best, now () - start);
    status = status == EPI_OK ? end : status;
  }
  for (size_t i = 0; i < BUFFERS; i++)
    epi_buffer_free (b[i]);
  return status == EPI_OK ? 1e-9 * row->operations * CALLS / best : NAN;
}

void
epi_bench_neural_kernels (const EpiBenchSink *sink)
{
  EpiDevice *cpu = epi_cpu_device_new (), *gl = NULL;
  char *trouble = NULL;

  if (epi_gl_device_new (&gl, &trouble) != EPI_OK)
    gl = NULL;
  g_free (trouble);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    double ours = rate (cpu, &rows[i], processor_now);
    double theirs = gl != NULL ? rate (gl, &rows[i], epi_bench_now) : NAN;
    char *name = g_strdup_printf ("cpu-%s", rows[i].name);
    sink->put (&(EpiBenchFigure){name, ours, "GFLOP/s", NAN, EPI_BENCH_HIGHER},
               sink->data);
    g_free (name);
    name = g_strdup_printf ("gl-%s", rows[i].name);
    sink->put (&(EpiBenchFigure){name, theirs, "GFLOP/s", NAN, EPI_BENCH_HIGHER,
                                 "the cpu device", ours},
               sink->data);
    g_free (name);
  }
  epi_device_unref (gl);
  epi_device_unref (cpu);
}
