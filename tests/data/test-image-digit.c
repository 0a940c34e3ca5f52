/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawings as digits of MNIST. */
#include "data/epi-idx.h"
#include "data/epi-image.h"

#include "core/epi-random.h"

#include <math.h>

#define SIDE EPI_DIGIT_SIDE

/* LeCun et al. made them by this map: it leaves them as they are. */
static void
check_fixed_points (const char *name)
{
  char *path =
      g_build_filename (g_getenv ("EPIGRAPH_DATA_DIR"), "datasets", name, NULL);
  EpiIdx images;
  GError *error = NULL;

  epi_idx_open_images (path, &images, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < images.shape[0]; i++) {
    float digit[SIDE * SIDE], again[SIDE * SIDE];
    EpiImage image = {SIDE, SIDE, 1, digit};
    for (size_t k = 0; k < SIDE * SIDE; k++)
      digit[k] = (float)epi_idx_value (&images, i * SIDE * SIDE + k) / 255;
    g_assert_true (epi_image_digit (&image, again));
    g_assert_cmpmem (digit, sizeof digit, again, sizeof again);
  }
  epi_idx_clear (&images);
  g_free (path);
}

static void
test_digits_of_mnist_are_fixed_points (void)
{
  check_fixed_points ("mnist4000-train-images-idx3-ubyte.gz");
  check_fixed_points ("mnist1000-test-images-idx3-ubyte.gz");
}

/* A stroke of squares, drawn at (x, y). */
static void
draw (EpiImage *image, size_t x, size_t y, float ink, float ground)
{
  for (size_t i = 0; i < image->width * image->height; i++)
    image->pixels[i] = ground;
  for (size_t i = 0; i < 30; i++)
    for (size_t j = 0; j < 9; j++)
      image->pixels[(y + 2 * i + j) * image->width + x + i + j] = ink;
}

static void
test_place_size_and_polarity_do_not_matter (void)
{
  float small[100 * 120], large[200 * 240];
  EpiImage image = {100, 120, 1, small}, twice = {200, 240, 1, large};
  float first[SIDE * SIDE], other[SIDE * SIDE];

  draw (&image, 5, 7, 1, 0);
  g_assert_true (epi_image_digit (&image, first));
  draw (&image, 40, 33, 1, 0);
  g_assert_true (epi_image_digit (&image, other));
  g_assert_cmpmem (first, sizeof first, other, sizeof other);
  draw (&image, 40, 33, 0, 1);
  g_assert_true (epi_image_digit (&image, other));
  g_assert_cmpmem (first, sizeof first, other, sizeof other);
  for (size_t y = 0; y < 240; y++)
    for (size_t x = 0; x < 200; x++)
      large[y * 200 + x] = small[y / 2 * 100 + x / 2];
  g_assert_true (epi_image_digit (&twice, other));
  for (size_t i = 0; i < SIDE * SIDE; i++)
    g_assert_cmpfloat_with_epsilon (first[i], other[i], 1e-6);
}

/* The box is 20 long, ink in it grows with the area, and its centre of mass
 * lies in pixel (14, 14). */
static void
test_a_random_drawing_becomes_a_digit (void)
{
  EpiRandom random = epi_random (5, 0);

  for (int repeat = 0; repeat < 200; repeat++) {
    float pixels[60 * 60] = {0}, digit[SIDE * SIDE];
    EpiImage image = {60, 60, 1, pixels};
    double before = 0, mass = 0, mx = 0, my = 0;
    size_t left = SIDE, right = 0, top = SIDE, bottom = 0;
    size_t side = 24 + epi_random_below (&random, 30);
    for (size_t y = 0; y < side; y++)
      for (size_t x = 0; x < side; x++)
        pixels[(y + 3) * 60 + x + 3] =
            (float)(0.5 + 0.5 * epi_random_uniform (&random));
    for (size_t i = 0; i < 3600; i++)
      before += (double)pixels[i];
    g_assert_true (epi_image_digit (&image, digit));
    for (size_t y = 0; y < SIDE; y++)
      for (size_t x = 0; x < SIDE; x++) {
        double ink = (double)digit[y * SIDE + x];
        mass += ink;
        mx += ink * ((double)x + 0.5);
        my += ink * ((double)y + 0.5);
        if (ink > 0) {
          left = MIN (left, x), right = MAX (right, x + 1);
          top = MIN (top, y), bottom = MAX (bottom, y + 1);
        }
      }
    double scale = 20 / (double)side;
    g_assert_true (right - left == 20 && bottom - top == 20);
    g_assert_cmpfloat_with_epsilon (mass, before * scale * scale, 1e-4 * mass);
    g_assert_true (floor (mx / mass) == 14 && floor (my / mass) == 14);
  }
}

static void
test_nothing_drawn_is_no_digit (void)
{
  float pixels[12] = {0}, digit[SIDE * SIDE];
  EpiImage image = {3, 4, 1, pixels};

  g_assert_false (epi_image_digit (&image, digit));
  for (size_t i = 0; i < SIDE * SIDE; i++)
    g_assert_true (digit[i] == 0);
  pixels[5] = 0.5f; /* one pixel becomes the whole box */
  g_assert_true (epi_image_digit (&image, digit));
  g_assert_true (digit[14 * SIDE + 14] == 0.5f);
}

/* A program that paints saves colours: grey ones are the grey, to the bit, so
 * that a white ground is no ink. */
static void
test_a_digit_in_colour_is_the_digit_in_grey (void)
{
  enum { WIDE = 40, TALL = 50 };
  EpiRandom random = epi_random (6, 0);
  float grey[WIDE * TALL], colour[3 * WIDE * TALL];
  float of_grey[SIDE * SIDE], of_colour[SIDE * SIDE];
  EpiImage once = {WIDE, TALL, 1, grey}, thrice = {WIDE, TALL, 3, colour};
  EpiImage luma;

  for (size_t i = 0; i < WIDE * TALL; i++) {
    bool inside =
        i / WIDE > 20 && i / WIDE < 40 && i % WIDE > 5 && i % WIDE < 20;
    float byte = inside ? (float)epi_random_below (&random, 256) : 255;
    grey[i] = colour[3 * i] = colour[3 * i + 1] = colour[3 * i + 2] =
        byte / 255;
  }
  g_assert_true (epi_image_digit (&once, of_grey));
  g_assert_true (epi_image_digit (&thrice, of_colour));
  g_assert_cmpmem (of_colour, sizeof of_colour, of_grey, sizeof of_grey);
  g_assert_cmpint (epi_image_grey (&thrice, &luma), ==, EPI_OK);
  g_assert_cmpmem (luma.pixels, sizeof grey, grey, sizeof grey);
  epi_image_clear (&luma);
}

/* A scan: paper that is not quite white, with grain.  The box is that of the
 * stroke, and what is black stays so to within the grain. */
static void
test_the_grain_of_a_scan_is_no_ink (void)
{
  enum { WIDE = 60, TALL = 80 };
  EpiRandom random = epi_random (7, 0);
  float scan[WIDE * TALL], clean[WIDE * TALL];
  float of_scan[SIDE * SIDE], of_clean[SIDE * SIDE];
  EpiImage one = {WIDE, TALL, 1, scan}, other = {WIDE, TALL, 1, clean};

  for (size_t i = 0; i < WIDE * TALL; i++) {
    bool inside =
        i / WIDE > 20 && i / WIDE < 60 && i % WIDE > 25 && i % WIDE < 33;
    float grain = (float)epi_random_below (&random, 5) / 255;
    clean[i] = inside ? 0 : 1;
    scan[i] = inside ? 0 : 1 - grain;
  }
  g_assert_true (epi_image_digit (&one, of_scan));
  g_assert_true (epi_image_digit (&other, of_clean));
  g_assert_cmpmem (of_scan, sizeof of_scan, of_clean, sizeof of_clean);
  for (size_t i = 0; i < WIDE * TALL; i++)
    scan[i] = 0.4f; /* of one colour */
  g_assert_false (epi_image_digit (&one, of_scan));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-digit/digits-of-mnist-are-fixed-points",
                   test_digits_of_mnist_are_fixed_points);
  g_test_add_func ("/image-digit/place-size-and-polarity-do-not-matter",
                   test_place_size_and_polarity_do_not_matter);
  g_test_add_func ("/image-digit/a-random-drawing-becomes-a-digit",
                   test_a_random_drawing_becomes_a_digit);
  g_test_add_func ("/image-digit/nothing-drawn-is-no-digit",
                   test_nothing_drawn_is_no_digit);
  g_test_add_func ("/image-digit/a-digit-in-colour-is-the-digit-in-grey",
                   test_a_digit_in_colour_is_the_digit_in_grey);
  g_test_add_func ("/image-digit/the-grain-of-a-scan-is-no-ink",
                   test_the_grain_of_a_scan_is_no_ink);
  return g_test_run ();
}
