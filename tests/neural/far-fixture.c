/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "far-fixture.h"

#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"
#include "core/epi-random.h"

#include <math.h>

EpiDevice *cpu, *gl;
static char *missing;

gboolean
skip_without_gl (void)
{
  if (gl == NULL)
    g_test_skip (missing);
  return gl == NULL;
}

EpiSamples *
ring (size_t n)
{
  EpiRandom random = epi_random (8, 0);
  float *inputs = g_new (float, 2 * n), *values = g_new (float, n);
  EpiSamples *samples;

  for (size_t i = 0; i < n; i++) {
    inputs[2 * i] = (float)epi_random_normal (&random);
    inputs[2 * i + 1] = (float)epi_random_normal (&random);
    values[i] = hypotf (inputs[2 * i], inputs[2 * i + 1]) < 1;
  }
  EpiSamplesView view = {.shape = {2, 1, 1, 1, 0},
                         .n = n,
                         .targets = 1,
                         .inputs = inputs,
                         .values = values};
  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  g_free (inputs);
  g_free (values);
  return samples;
}

EpiTrainerOptions
options_for (const EpiSamples *samples)
{
  EpiTrainerOptions options = epi_trainer_defaults (samples);

  options.loss = EPI_LOSS_BINARY;
  options.batch = 8;
  options.epochs = 0;
  options.element = EPI_FLOAT;
  options.seed = 3;
  return options;
}

EpiMethod *
trainer (const char *net, EpiSamples *samples, EpiDevice *device,
         const EpiTrainerOptions *options)
{
  char *trouble;
  EpiMethod *method;

  EpiStatus status =
      epi_trainer_new (net, samples, NULL, device, options, &trouble, &method);
  g_assert_cmpstr (trouble, ==, NULL);
  g_assert_cmpint (status, ==, EPI_OK);
  return method;
}

double *
weights (EpiMethod *method, size_t *n)
{
  EpiBuffer *theta = epi_network_theta (epi_trainer_network (method));
  double *values = g_new (double, theta->rows);

  *n = theta->rows;
  g_assert_cmpint (epi_buffer_get (theta, values), ==, EPI_OK);
  return values;
}

void
assert_same_weights (EpiMethod *a, EpiMethod *b)
{
  size_t n, m;
  double *x = weights (a, &n), *y = weights (b, &m);

  g_assert_cmpmem (x, n * sizeof *x, y, m * sizeof *y);
  g_free (x);
  g_free (y);
}

int
run_far (int argc, char **argv, void (*add_all) (void))
{
  g_test_init (&argc, &argv, NULL);
  cpu = epi_cpu_device_new ();
#ifdef __SANITIZE_THREAD__
  missing = g_strdup ("ThreadSanitizer cannot see into the driver's threads");
#else
  if (epi_gl_device_new (&gl, &missing) != EPI_OK)
    gl = NULL;
#endif
  add_all ();
  int failed = g_test_run ();
  epi_device_unref (gl);
  epi_device_unref (cpu);
  g_free (missing);
  return failed;
}
