/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-image-samples.h"

#include "core/epi-alloc.h"
#include "data/epi-folds.h"

#include <assert.h>
#include <math.h>

EpiScaling
epi_image_scaling (const EpiIdx *images)
{
  double n = (double)images->count, sum = 0, squares = 0;

  for (size_t i = 0; i < images->count; i++)
    sum += epi_idx_value (images, i) / 255;
  double mean = sum / n;
  for (size_t i = 0; i < images->count; i++) {
    double d = epi_idx_value (images, i) / 255 - mean;
    squares += d * d;
  }
  return (EpiScaling){mean, squares > 0 ? 1 / sqrt (squares / n) : 1};
}

EpiShape
epi_image_shape (const EpiIdx *images)
{
  return (EpiShape){.channels = images->shape[3],
                    .width = images->shape[2],
                    .height = images->shape[1],
                    .steps = 1};
}

size_t
epi_image_classes (const EpiIdx *labels)
{
  double largest = 0;

  for (size_t i = 0; i < labels->count; i++)
    largest = fmax (largest, epi_idx_value (labels, i));
  return (size_t)largest + 1;
}

EpiStatus
epi_image_samples (const EpiIdx *images, const EpiIdx *labels,
                   const size_t *which, size_t n, EpiScaling scaling,
                   size_t classes, EpiSamples **out)
{
  EpiSamplesView view = {
      .shape = epi_image_shape (images), .n = n, .classes = classes};
  size_t size = epi_shape_size (&view.shape);
  float *inputs = epi_new (float, n *size);
  int32_t *answers = epi_new (int32_t, n);
  EpiStatus status = EPI_NO_MEMORY;

  assert (images->type == EPI_IDX_UINT8 && labels->count == images->shape[0]);
  *out = NULL;
  if (inputs != NULL && answers != NULL) {
    for (size_t k = 0; k < n; k++) {
      size_t i = which != NULL ? which[k] : k;
      for (size_t j = 0; j < size; j++)
        inputs[k * size + j] =
            (float)((epi_idx_value (images, i * size + j) / 255 -
                     scaling.shift) *
                    scaling.scale);
      answers[k] = (int32_t)epi_idx_value (labels, i);
    }
    view.inputs = inputs;
    view.labels = answers;
    status = epi_samples_new (&view, out);
  }
  epi_free (inputs);
  epi_free (answers);
  return status;
}

/* order (n): first those that are not for testing; *n_train of them. */
static EpiStatus
draw_split (const EpiIdx *labels, double share, uint64_t seed, size_t *order,
            size_t *n_train)
{
  size_t n = labels->count, next = 0;
  bool *test = epi_new (bool, n);
  double *label = epi_new (double, n);
  EpiStatus status = EPI_NO_MEMORY;

  if (test != NULL && label != NULL) {
    for (size_t i = 0; i < n; i++)
      label[i] = epi_idx_value (labels, i);
    status = epi_train_test (n, share, label, seed, test);
  }
  if (status == EPI_OK) {
    for (size_t i = 0; i < n; i++)
      if (!test[i])
        order[next++] = i;
    *n_train = next;
    for (size_t i = 0; i < n; i++)
      if (test[i])
        order[next++] = i;
  }
  epi_free (label);
  epi_free (test);
  return status;
}

EpiStatus
epi_image_samples_split (const EpiIdx *images, const EpiIdx *labels,
                         double share, uint64_t seed, EpiScaling scaling,
                         size_t classes, EpiSamples **train, EpiSamples **test)
{
  size_t n = labels->count, n_train = 0, *order = epi_new (size_t, n);
  EpiStatus status = order == NULL
                         ? EPI_NO_MEMORY
                         : draw_split (labels, share, seed, order, &n_train);

  *train = *test = NULL;
  if (status == EPI_OK && (n_train == 0 || n_train == n))
    status = EPI_FAILED;
  if (status == EPI_OK)
    status = epi_image_samples (images, labels, order, n_train, scaling,
                                classes, train);
  if (status == EPI_OK)
    status = epi_image_samples (images, labels, order + n_train, n - n_train,
                                scaling, classes, test);
  if (status != EPI_OK) {
    epi_samples_unref (*train);
    *train = NULL;
  }
  epi_free (order);
  return status;
}

/* One image, moved by (dx, dy). */
static void
move (const float *from, EpiShape shape, ptrdiff_t dx, ptrdiff_t dy,
      float ground, float *to)
{
  ptrdiff_t width = (ptrdiff_t)shape.width, height = (ptrdiff_t)shape.height;
  size_t channels = shape.channels;

  for (ptrdiff_t y = 0; y < height; y++)
    for (ptrdiff_t x = 0; x < width; x++) {
      bool inside = x >= dx && x < width + dx && y >= dy && y < height + dy;
      size_t pixel = (size_t)((y - dy) * width + x - dx) * channels;
      for (size_t c = 0; c < channels; c++)
        *to++ = inside ? from[pixel + c] : ground;
    }
}

EpiStatus
epi_image_samples_moved (const EpiSamples *samples, size_t pixels,
                         double ground, EpiSamples **out)
{
  static const int to[][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  EpiSamplesView view = *epi_samples_view (samples);
  size_t n = view.n, size = epi_shape_size (&view.shape);
  size_t times = pixels > 0 ? G_N_ELEMENTS (to) : 1;
  float *inputs = epi_new (float, times *n *size);
  int32_t *labels = epi_new (int32_t, times * n);
  EpiStatus status = EPI_NO_MEMORY;

  *out = NULL;
  if (inputs != NULL && labels != NULL) {
    for (size_t k = 0; k < times * n; k++) {
      const int *way = to[k / n];
      move (view.inputs + k % n * size, view.shape, way[0] * (ptrdiff_t)pixels,
            way[1] * (ptrdiff_t)pixels, (float)ground, inputs + k * size);
      labels[k] = view.labels[k % n];
    }
    view.n = times * n;
    view.inputs = inputs;
    view.labels = labels;
    status = epi_samples_new (&view, out);
  }
  epi_free (inputs);
  epi_free (labels);
  return status;
}

bool
epi_image_inputs (const EpiImage *image, EpiShape shape, EpiScaling scaling,
                  float *inputs)
{
  size_t n = epi_shape_size (&shape);
  float digit[EPI_DIGIT_SIDE * EPI_DIGIT_SIDE];
  const float *pixels = image->pixels;

  if (shape.channels == 1 && shape.width == EPI_DIGIT_SIDE &&
      shape.height == EPI_DIGIT_SIDE) {
    epi_image_digit (image, digit);
    pixels = digit;
  } else if (image->channels != shape.channels || image->width != shape.width ||
             image->height != shape.height) {
    return false;
  }
  for (size_t i = 0; i < n; i++)
    inputs[i] = (float)(((double)pixels[i] - scaling.shift) * scaling.scale);
  return true;
}
