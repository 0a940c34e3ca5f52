/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-strokes.h"

#include <glib.h>
#include <math.h>

enum { SIZE = 64 };

static double
ink (const float *pixels)
{
  double sum = 0;

  for (size_t i = 0; i < SIZE * SIZE; i++)
    sum += (double)pixels[i];
  return sum;
}

/* A straight stroke of length l covers 2 r l + π r². */
static void
test_a_stroke_covers_the_way_of_a_disc (void)
{
  const double line[] = {8, 16, 1, 24, 16, 1};
  float pixels[SIZE * SIZE];
  double scale = SIZE / 32.0, r = 3 * scale, l = 16 * scale;

  epi_strokes_draw (line, 2, 32, 3, SIZE, pixels);
  g_assert_cmpfloat_with_epsilon (ink (pixels), 2 * r * l + G_PI * r * r,
                                  0.01 * r * l);
  g_assert_cmpfloat (pixels[32 + 31 * SIZE], ==, 1);
  g_assert_cmpfloat (pixels[32 + 20 * SIZE], ==, 0);
}

/* y is upwards: a point near the top is in the first rows. */
static void
test_points_lie_where_they_are (void)
{
  const double dot[] = {4, 30, 7};
  float pixels[SIZE * SIZE];
  double x = 0, y = 0;

  epi_strokes_draw (dot, 1, 32, 1, SIZE, pixels);
  for (int j = 0; j < SIZE; j++)
    for (int i = 0; i < SIZE; i++) {
      x += (double)pixels[i + j * SIZE] * (i + 0.5);
      y += (double)pixels[i + j * SIZE] * (j + 0.5);
    }
  g_assert_cmpfloat_with_epsilon (x / ink (pixels), 8, 1e-5);
  g_assert_cmpfloat_with_epsilon (y / ink (pixels), 4, 1e-5);
}

/* Only points of one stroke are joined; 0 is no ink, nor is what is not a
 * number. */
static void
test_strokes_are_apart (void)
{
  const double apart[] = {4, 4, 1, 28, 28, 2};
  const double none[] = {4, 4, 0, 28, 28, 0, NAN, 3, 1};
  float pixels[SIZE * SIZE];

  epi_strokes_draw (apart, 2, 32, 1, SIZE, pixels);
  g_assert_cmpfloat (ink (pixels), >, 0);
  g_assert_cmpfloat (pixels[32 + 32 * SIZE], ==, 0);
  epi_strokes_draw (none, 3, 32, 1, SIZE, pixels);
  g_assert_cmpfloat (ink (pixels), ==, 0);
}

/* A pen that leaves the paper leaves it unharmed. */
static void
test_ink_beyond_the_paper_is_lost (void)
{
  const double far[] = {-1e9, 1e9, 1, 1e9, -1e9, 1, 16, 400, 2};
  float pixels[SIZE * SIZE];

  epi_strokes_draw (far, 3, 32, 1, SIZE, pixels);
  for (size_t i = 0; i < SIZE * SIZE; i++)
    g_assert_true (pixels[i] >= 0 && pixels[i] <= 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/strokes/" path, test_##name)
  TEST ("a-stroke-covers-the-way-of-a-disc", a_stroke_covers_the_way_of_a_disc);
  TEST ("points-lie-where-they-are", points_lie_where_they_are);
  TEST ("strokes-are-apart", strokes_are_apart);
  TEST ("ink-beyond-the-paper-is-lost", ink_beyond_the_paper_is_lost);
  return g_test_run ();
}
