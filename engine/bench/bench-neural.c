/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Training throughput of four networks, float, on the cpu device: samples a
 * second of processor time, which other programs do not disturb.
 *
 *   tiny  2-8-8-1, tanh; batch 10
 *   mlp   784-128-10, ReLU; batch 64
 *   cnn   conv 5x5x8, pool, conv 5x5x16, pool, 64, 10, ReLU; batch 64
 *   lstm  64 characters, embedding 32, LSTM 128, 64 steps; batch 16
 *
 * A step is a whole step of the trainer: choice of the batch, forward, loss,
 * backward, Adam, and the look for numbers that are not finite.  The peer,
 * tests/bench/peer-torch.py, does the same; tests/bench/bench-neural.py puts
 * them side by side.
 */
#include "bench/epi-benches.h"
#include "compute/epi-cpu.h"
#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "neural/epi-trainer.h"

#include <glib.h>
#include <math.h>
#include <time.h>

enum { SAMPLES = 1000 };
#define SECONDS 1.0

typedef struct {
  const char *name, *net;
  EpiShape shape;
  size_t targets, classes, batch;
} Row;

static const Row rows[] = {
    {"tiny", "dense 8 tanh; dense 8 tanh; dense 1", {2, 1, 1, 1, 0}, 1, 0, 10},
    {"mlp", "dense 128 relu; dense 10", {784, 1, 1, 1, 0}, 0, 10, 64},
    {"cnn",
     "conv 5x5x8 relu; pool 2; conv 5x5x16 relu; pool 2; dense 64 relu; "
     "dense 10",
     {1, 28, 28, 1, 0},
     0,
     10,
     64},
    {"lstm", "embedding 32; lstm 128; dense 64", {1, 1, 1, 64, 64}, 0, 64, 16},
};

/* Uniform numbers, or classes below that. */
static void *
make_numbers (size_t n, size_t below, uint64_t stream)
{
  EpiRandom random = epi_random (1, stream);
  float *numbers = epi_new (float, n);

  for (size_t i = 0; numbers != NULL && i < n; i++)
    if (below > 0)
      ((int32_t *)numbers)[i] = (int32_t)epi_random_below (&random, below);
    else
      numbers[i] = (float)epi_random_uniform (&random);
  return numbers;
}

static EpiSamples *
make_samples (const Row *row)
{
  size_t columns = SAMPLES * row->shape.steps;
  void *inputs = make_numbers (columns * epi_shape_size (&row->shape),
                               row->shape.classes, 1);
  void *targets =
      make_numbers (columns * MAX (row->targets, 1), row->classes, 2);
  EpiSamplesView view = {.shape = row->shape,
                         .n = SAMPLES,
                         .answers = row->shape.steps,
                         .targets = row->targets,
                         .classes = row->classes,
                         .inputs = row->shape.classes > 0 ? NULL : inputs,
                         .index = row->shape.classes > 0 ? inputs : NULL,
                         .values = row->classes > 0 ? NULL : targets,
                         .labels = row->classes > 0 ? targets : NULL};
  EpiSamples *samples = NULL;

  if (inputs != NULL && targets != NULL &&
      epi_samples_new (&view, &samples) != EPI_OK)
    samples = NULL;
  epi_free (inputs);
  epi_free (targets);
  return samples;
}

static double
processor_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double
samples_a_second (EpiMethod *trainer, size_t batch)
{
  for (int i = 0; i < 3; i++) /* fills the caches */
    epi_method_step (trainer);
  double begin = processor_now (), seconds = 0;
  size_t k = trainer->k;
  while (seconds < SECONDS) {
    for (int i = 0; i < 4; i++)
      if (epi_method_step (trainer) != EPI_RUNNING)
        return NAN;
    seconds = processor_now () - begin;
  }
  return (double)((trainer->k - k) * batch) / seconds;
}

static double
measure (EpiDevice *device, const Row *row)
{
  EpiSamples *samples = make_samples (row);
  EpiMethod *trainer = NULL;
  char *trouble = NULL;
  double value = NAN;

  if (samples != NULL) {
    EpiTrainerOptions options = epi_trainer_defaults (samples);
    options.batch = row->batch;
    options.epochs = 0;
    if (epi_trainer_new (row->net, samples, NULL, device, &options, &trouble,
                         &trainer) == EPI_OK)
      value = samples_a_second (trainer, row->batch);
  }
  g_free (trouble);
  epi_method_free (trainer);
  epi_samples_unref (samples);
  return value;
}

void
epi_bench_neural (const EpiBenchSink *sink)
{
  EpiDevice *cpu = epi_cpu_device_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    char *name = g_strdup_printf ("train-%s", rows[i].name);
    sink->put (&(EpiBenchFigure){name, measure (cpu, &rows[i]), "samples/s",
                                 NAN, EPI_BENCH_HIGHER},
               sink->data);
    g_free (name);
  }
  epi_device_unref (cpu);
}
