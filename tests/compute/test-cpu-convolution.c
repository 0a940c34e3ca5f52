/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution on the cpu, in blocks of vectors: sizes at which blocks, vectors
 * and groups of samples are cut off, against the definition.  Integers, so that
 * every order of summation is exact. */
#include "compute/epi-cpu.h"
#include "compute/epi-neural-kernels.h"
#include "core/epi-random.h"

#include <glib.h>

static const EpiWindow windows[] = {
    {40, 12, 11, 5, 5, 1, 0, 3},  {3, 40, 38, 4, 5, 1, 2, 2},
    {2, 9, 8, 3, 2, 2, 3, 25},   /* three vectors and a part of one */
    {2048, 4, 4, 3, 3, 2, 1, 2}, /* a patch of 18,432 numbers */
    {16384, 2, 2, 1, 1, 1, 0, 1},
};
enum { SAMPLES = 5 };

static float *
make_integers (size_t n, uint64_t stream)
{
  EpiRandom random = epi_random (1, stream);
  float *x = g_new (float, n);

  for (size_t i = 0; i < n; i++)
    x[i] = (float)epi_random_below (&random, 7) - 3;
  return x;
}

/* Every product of the definition whose input is inside the image; what is left
 * of it is beyond the largest size. */
#define EACH_PRODUCT(w)                                                        \
  for (size_t s = 0; s < SAMPLES; s++)                                         \
    for (size_t y = 0; y < height; y++)                                        \
      for (size_t x = 0; x < width; x++)                                       \
        for (size_t b = 0; b < (w)->size_y; b++)                               \
          for (size_t a = 0; a < (w)->size_x; a++)                             \
            if (x * (w)->stride + a - (w)->padding < (w)->width &&             \
                y * (w)->stride + b - (w)->padding < (w)->height)              \
              for (size_t c = 0; c < (w)->channels; c++)                       \
                for (size_t o = 0; o < (w)->out_channels; o++)

static void
test_pieces (gconstpointer data)
{
  const EpiWindow *w = data;
  size_t width = epi_window_width (w), height = epi_window_height (w);
  size_t patch = w->channels * w->size_x * w->size_y;
  size_t in = w->channels * w->width * w->height;
  size_t out = w->out_channels * width * height;
  EpiDevice *cpu = epi_cpu_device_new ();
  float *W = make_integers (patch * w->out_channels, 1);
  float *X = make_integers (in * SAMPLES, 2);
  float *G = make_integers (out * SAMPLES, 3);
  float *Y = g_new0 (float, out *SAMPLES),
        *exact_Y = g_new0 (float, out *SAMPLES);
  float *dX = g_new0 (float, in *SAMPLES),
        *exact_dX = g_new0 (float, in *SAMPLES);
  size_t weights = patch * w->out_channels;
  float *dW = g_new0 (float, weights), *exact_dW = g_new0 (float, weights);
  EpiBuffer bW =
      epi_cpu_wrap (cpu, EPI_FLOAT, W, patch, w->out_channels, patch);
  EpiBuffer bX = epi_cpu_wrap (cpu, EPI_FLOAT, X, in, SAMPLES, in);
  EpiBuffer bG = epi_cpu_wrap (cpu, EPI_FLOAT, G, out, SAMPLES, out);
  EpiBuffer bY = epi_cpu_wrap (cpu, EPI_FLOAT, Y, out, SAMPLES, out);
  EpiBuffer bdX = epi_cpu_wrap (cpu, EPI_FLOAT, dX, in, SAMPLES, in);
  EpiBuffer bdW =
      epi_cpu_wrap (cpu, EPI_FLOAT, dW, patch, w->out_channels, patch);

  EACH_PRODUCT (w)
  {
    size_t i = c +
               w->channels * (x * w->stride + a - w->padding +
                              w->width * (y * w->stride + b - w->padding)) +
               s * in;
    size_t j = o + w->out_channels * (x + width * y) + s * out;
    size_t k = c + w->channels * (a + w->size_x * b) + o * patch;
    exact_Y[j] += W[k] * X[i];
    exact_dX[i] += W[k] * G[j];
    exact_dW[k] += X[i] * G[j];
  }
  g_assert_cmpint (epi_device_convolve (w, &bW, &bX, &bY), ==, EPI_OK);
  g_assert_cmpmem (Y, out * SAMPLES * 4, exact_Y, out * SAMPLES * 4);
  g_assert_cmpint (epi_device_convolve_to_input (w, &bW, &bG, &bdX), ==,
                   EPI_OK);
  g_assert_cmpint (epi_device_convolve_to_weights (w, &bX, &bG, 0, &bdW), ==,
                   EPI_OK);
  for (size_t i = 0; i < in * SAMPLES; i++)
    g_assert_cmpfloat (dX[i], ==, exact_dX[i]);
  for (size_t k = 0; k < weights; k++)
    g_assert_cmpfloat (dW[k], ==, exact_dW[k]);
  /* beta = 1 adds to what is there */
  epi_device_convolve_to_weights (w, &bX, &bG, 1, &bdW);
  for (size_t k = 0; k < weights; k++)
    g_assert_cmpfloat (dW[k], ==, 2 * exact_dW[k]);

  float *const all[] = {W, X, G, Y, exact_Y, dX, exact_dX, dW, exact_dW};
  for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  epi_device_unref (cpu);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++) {
    char *path = g_strdup_printf ("/cpu-convolution/pieces/%zux%zux%zu",
                                  windows[i].channels, windows[i].size_x,
                                  windows[i].size_y);
    g_test_add_data_func (path, &windows[i], test_pieces);
    g_free (path);
  }
  return g_test_run ();
}
