/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural-fixture.h"
#include "neural/epi-answers.h"
#include "compute/epi-cpu.h"

#include <math.h>

enum { SIDE = 9, PIXELS = SIDE * SIDE, CLASSES = 4, N = 7 };

static Net
small_net (EpiDevice *cpu)
{
  return net_new ("conv 3x3x2 relu; dense 4", IMAGE (SIDE, SIDE, 1),
                  EPI_LOSS_CROSS_ENTROPY, cpu, EPI_FLOAT, 3);
}

static float *
images (void)
{
  float *x = g_new (float, PIXELS *N);

  for (size_t i = 0; i < PIXELS * N; i++)
    x[i] = sinf ((float)i * 0.7f) + (float)(i / PIXELS);
  return x;
}

/* More samples than a batch holds, and each answer is its own. */
static void
test_answers_are_softmax_of_the_outputs (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  Net net = small_net (cpu);
  float *x = images ();
  double p[CLASSES * N], one[CLASSES];
  int32_t answer[N], alone;

  g_assert_cmpint (epi_answers (net.network, x, N, answer, p), ==, EPI_OK);
  for (size_t i = 0; i < N; i++) {
    double sum = 0;
    g_assert_cmpint (epi_answers (net.network, x + i * PIXELS, 1, &alone, one),
                     ==, EPI_OK);
    double *z = numbers_of (epi_network_activation (
        net.network, epi_network_n_layers (net.network) - 1));
    for (size_t c = 0; c < CLASSES; c++) {
      sum += p[c + CLASSES * i];
      g_assert_cmpfloat_with_epsilon (log (one[c] / one[0]), z[c] - z[0], 1e-9);
      g_assert_cmpfloat_with_epsilon (p[c + CLASSES * i], one[c], 1e-5);
      g_assert_true (one[c] <= one[alone]);
    }
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
    g_assert_cmpint (answer[i], ==, alone);
    g_free (z);
  }
  g_free (x);
  net_clear (&net);
  epi_device_unref (cpu);
}

/* Covering ground with ground changes nothing; a square over the whole image
 * leaves the ground's own answer. */
static void
test_occlusion_of_nothing_changes_nothing (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  Net net = small_net (cpu);
  float ground[PIXELS], *x = images ();
  double p[CLASSES], map[49];

  for (size_t i = 0; i < PIXELS; i++)
    ground[i] = 0.25f;
  g_assert_cmpint (epi_answers (net.network, ground, 1, NULL, p), ==, EPI_OK);
  g_assert_cmpuint (epi_occlusion_places (SIDE, 3, 1), ==, 7);
  g_assert_cmpint (epi_occlusion (net.network, ground, 3, 1, 0.25f, 2, map), ==,
                   EPI_OK);
  for (size_t i = 0; i < 49; i++)
    g_assert_cmpfloat_with_epsilon (map[i], p[2], 1e-6);
  g_assert_cmpint (epi_occlusion (net.network, x, SIDE, 5, 0.25f, 2, map), ==,
                   EPI_OK);
  g_assert_cmpfloat_with_epsilon (map[0], p[2], 1e-6);
  g_assert_cmpuint (epi_occlusion_places (SIDE, SIDE, 5), ==, 1);
  g_free (x);
  net_clear (&net);
  epi_device_unref (cpu);
}

/* A square at (x, y) of the map is the same as the image with it painted. */
static void
test_a_place_of_the_map_is_where_the_square_was (void)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  Net net = small_net (cpu);
  float *x = images ();
  double p[CLASSES], map[16];

  g_assert_cmpint (epi_occlusion (net.network, x, 3, 2, -1, 1, map), ==,
                   EPI_OK);
  for (size_t j = 0; j < 3; j++)
    for (size_t i = 0; i < 3; i++)
      x[2 + i + (4 + j) * SIDE] = -1; /* place 1 across, 2 down */
  g_assert_cmpint (epi_answers (net.network, x, 1, NULL, p), ==, EPI_OK);
  g_assert_cmpfloat_with_epsilon (map[1 + 2 * 4], p[1], 1e-6);
  g_free (x);
  net_clear (&net);
  epi_device_unref (cpu);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/answers/" path, test_##name)
  TEST ("answers-are-softmax-of-the-outputs",
        answers_are_softmax_of_the_outputs);
  TEST ("occlusion-of-nothing-changes-nothing",
        occlusion_of_nothing_changes_nothing);
  TEST ("a-place-of-the-map-is-where-the-square-was",
        a_place_of_the_map_is_where_the_square_was);
  return g_test_run ();
}
