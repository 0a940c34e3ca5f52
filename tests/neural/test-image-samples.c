/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-image-samples.h"

#include <math.h>

static void
open_digits (EpiIdx *images, EpiIdx *labels)
{
  char *path = g_build_filename (g_getenv ("EPIGRAPH_DATA_DIR"), "datasets",
                                 "mnist1000-test-images-idx3-ubyte.gz", NULL);
  GError *error = NULL;

  epi_idx_open_labelled (path, NULL, images, labels, &error);
  g_assert_no_error (error);
  g_free (path);
}

/* Mean 0 and variance 1, to the rounding of a float. */
static void
test_scaled_images_are_standardized (void)
{
  EpiIdx images, labels;
  EpiSamples *samples;
  double sum = 0, squares = 0;

  open_digits (&images, &labels);
  EpiScaling scaling = epi_image_scaling (&images);
  g_assert_cmpint (epi_image_samples (&images, &labels, NULL, 1000, scaling,
                                      epi_image_classes (&labels), &samples),
                   ==, EPI_OK);
  const EpiSamplesView *view = epi_samples_view (samples);
  g_assert_true (view->shape.channels == 1 && view->shape.width == 28 &&
                 view->shape.height == 28 && view->classes == 10);
  for (size_t i = 0; i < images.count; i++) {
    sum += (double)view->inputs[i];
    squares += (double)view->inputs[i] * (double)view->inputs[i];
  }
  double n = (double)images.count;
  g_assert_cmpfloat_with_epsilon (sum / n, 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (squares / n, 1, 1e-6);
  epi_samples_unref (samples);
  epi_idx_clear (&images);
  epi_idx_clear (&labels);
}

/* Row y, column x of channel c is entry c + channels (x + width y). */
static void
test_an_image_is_a_column_with_its_channels_fastest (void)
{
  unsigned char file[20 + 24] = {0, 0, 8, 4, 0, 0, 0, 2, 0, 0,
                                 0, 2, 0, 0, 0, 3, 0, 0, 0, 2};
  static const unsigned char two[] = {0, 0, 8, 1, 0, 0, 0, 2, 3, 1};
  static const size_t second[] = {1};
  EpiIdx images, labels;
  EpiSamples *samples;

  for (unsigned char i = 0; i < 24; i++)
    file[20 + i] = i;
  g_assert_true (epi_idx_read (file, sizeof file, "it", &images, NULL));
  g_assert_true (epi_idx_read (two, sizeof two, "it", &labels, NULL));
  g_assert_cmpint (epi_image_samples (&images, &labels, second, 1,
                                      (EpiScaling){0, 255}, 4, &samples),
                   ==, EPI_OK);
  const EpiSamplesView *view = epi_samples_view (samples);
  for (size_t y = 0; y < 2; y++)
    for (size_t x = 0; x < 3; x++)
      for (size_t c = 0; c < 2; c++)
        g_assert_cmpfloat_with_epsilon (view->inputs[c + 2 * (x + 3 * y)],
                                        (double)(12 + y * 6 + x * 2 + c), 1e-5);
  g_assert_cmpint (view->labels[0], ==, 1);
  epi_samples_unref (samples);
  epi_idx_clear (&images);
  epi_idx_clear (&labels);
}

/* What is kept back is a fifth of each class, and nothing is lost. */
static void
test_a_split_has_its_share_of_each_class (void)
{
  EpiIdx images, labels;
  EpiSamples *train, *test, *again;
  size_t of_class[10] = {0};
  double sum = 0, all = 0;

  open_digits (&images, &labels);
  EpiScaling scaling = {0, 1};
  g_assert_cmpint (epi_image_samples_split (&images, &labels, 0.2, 7, scaling,
                                            10, &train, &test),
                   ==, EPI_OK);
  const EpiSamplesView *a = epi_samples_view (train),
                       *b = epi_samples_view (test);
  g_assert_true (a->n == 800 && b->n == 200);
  for (size_t i = 0; i < 200; i++)
    of_class[b->labels[i]]++;
  for (size_t c = 0; c < 10; c++)
    g_assert_cmpuint (of_class[c], ==, 20);
  for (size_t i = 0; i < 800 * 784; i++)
    sum += (double)a->inputs[i];
  for (size_t i = 0; i < 200 * 784; i++)
    sum += (double)b->inputs[i];
  for (size_t i = 0; i < images.count; i++)
    all += (double)(float)(epi_idx_value (&images, i) / 255);
  g_assert_cmpfloat_with_epsilon (sum, all, 1e-7 * all);
  epi_samples_unref (train);

  g_assert_cmpint (epi_image_samples_split (&images, &labels, 0.2, 7, scaling,
                                            10, &train, &again),
                   ==, EPI_OK);
  g_assert_cmpmem (b->inputs, 200 * 784 * sizeof (float),
                   epi_samples_view (again)->inputs,
                   200 * 784 * sizeof (float));
  epi_samples_unref (train);
  epi_samples_unref (test);
  epi_samples_unref (again);
  g_assert_cmpint (epi_image_samples_split (&images, &labels, 0, 7, scaling, 10,
                                            &train, &test),
                   ==, EPI_FAILED);
  g_assert_true (train == NULL && test == NULL);
  epi_idx_clear (&images);
  epi_idx_clear (&labels);
}

/* One image and its four neighbours, all with its label. */
static void
test_moved_images_keep_their_labels (void)
{
  static const float inputs[2][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
  static const int32_t labels[] = {1, 0};
  static const float expected[][4] = {/* of the first: 1 2 over 3 4 */
                                      {1, 2, 3, 4},
                                      {9, 1, 9, 3},
                                      {2, 9, 4, 9},
                                      {9, 9, 1, 2},
                                      {3, 4, 9, 9}};
  EpiSamplesView view = {.shape = {1, 2, 2, 1, 0},
                         .n = 2,
                         .classes = 2,
                         .inputs = inputs[0],
                         .labels = labels};
  EpiSamples *samples, *moved;

  g_assert_cmpint (epi_samples_new (&view, &samples), ==, EPI_OK);
  g_assert_cmpint (epi_image_samples_moved (samples, 1, 9, &moved), ==, EPI_OK);
  const EpiSamplesView *own = epi_samples_view (moved);
  g_assert_cmpuint (own->n, ==, 10);
  for (size_t k = 0; k < 5; k++) {
    g_assert_cmpmem (own->inputs + 8 * k, sizeof expected[k], expected[k],
                     sizeof expected[k]);
    g_assert_true (own->labels[2 * k] == 1 && own->labels[2 * k + 1] == 0);
  }
  epi_samples_unref (moved);
  g_assert_cmpint (epi_image_samples_moved (samples, 0, 9, &moved), ==, EPI_OK);
  g_assert_cmpuint (epi_samples_view (moved)->n, ==, 2);
  epi_samples_unref (moved);
  epi_samples_unref (samples);
}

/* A drawn digit goes the way of the digits; another picture must fit. */
static void
test_a_picture_becomes_inputs (void)
{
  float pixels[3 * 5], inputs[784];
  EpiImage image = {3, 5, 1, pixels};
  EpiScaling scaling = {0.5, 2};

  for (size_t i = 0; i < 15; i++)
    pixels[i] = (float)i / 16;
  g_assert_true (
      epi_image_inputs (&image, (EpiShape){1, 28, 28, 1, 0}, scaling, inputs));
  g_assert_cmpfloat (inputs[0], ==, -1); /* no ink in a corner */
  g_assert_true (
      epi_image_inputs (&image, (EpiShape){1, 3, 5, 1, 0}, scaling, inputs));
  for (size_t i = 0; i < 15; i++)
    g_assert_cmpfloat (inputs[i], ==, 2 * (pixels[i] - 0.5f));
  g_assert_false (
      epi_image_inputs (&image, (EpiShape){1, 5, 3, 1, 0}, scaling, inputs));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-samples/scaled-images-are-standardized",
                   test_scaled_images_are_standardized);
  g_test_add_func (
      "/image-samples/an-image-is-a-column-with-its-channels-fastest",
      test_an_image_is_a_column_with_its_channels_fastest);
  g_test_add_func ("/image-samples/a-split-has-its-share-of-each-class",
                   test_a_split_has_its_share_of_each_class);
  g_test_add_func ("/image-samples/moved-images-keep-their-labels",
                   test_moved_images_keep_their_labels);
  g_test_add_func ("/image-samples/a-picture-becomes-inputs",
                   test_a_picture_becomes_inputs);
  return g_test_run ();
}
