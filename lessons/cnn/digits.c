/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cnn/lesson.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "data/epi-catalogue.h"

#include <gio/gio.h>

static bool
open_set (const char *file, EpiIdx *images, EpiIdx *labels, GError **error)
{
  char *path = epi_catalogue_file ("datasets", file);

  if (path == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "%s, which comes with the program, is not there", file);
    return false;
  }
  bool good = epi_idx_open_labelled (path, NULL, images, labels, error);
  g_free (path);
  if (good && (images->shape[1] != CN_SIDE || images->shape[2] != CN_SIDE)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "%s has images of %zu × %zu pixels, expected 28 × 28", file,
                 images->shape[2], images->shape[1]);
    good = false;
  }
  return good;
}

const CnDigits *
cn_digits (GError **error)
{
  static GMutex lock;
  static CnDigits *kept; /* for the life of the program */

  g_mutex_lock (&lock);
  if (kept == NULL) {
    CnDigits *d = g_new0 (CnDigits, 1);
    if (open_set ("mnist4000-train-images-idx3-ubyte.gz", &d->images,
                  &d->labels, error) &&
        open_set ("mnist1000-test-images-idx3-ubyte.gz", &d->test_images,
                  &d->test_labels, error)) {
      d->scaling = epi_image_scaling (&d->images);
      kept = d;
    } else {
      epi_idx_clear (&d->images);
      epi_idx_clear (&d->labels);
      epi_idx_clear (&d->test_images);
      epi_idx_clear (&d->test_labels);
      g_free (d);
    }
  }
  const CnDigits *found = kept;
  g_mutex_unlock (&lock);
  return found;
}

void
cn_shuffle (uint64_t seed, size_t order[CN_PIXELS])
{
  EpiRandom random = epi_random (seed, 28);

  epi_random_permutation (&random, order, CN_PIXELS);
}

EpiStatus
cn_samples (const CnDigits *digits, bool test, const size_t *order,
            EpiSamples **out)
{
  const EpiIdx *images = test ? &digits->test_images : &digits->images;
  const EpiIdx *labels = test ? &digits->test_labels : &digits->labels;
  EpiSamples *plain;
  EpiStatus status = epi_image_samples (images, labels, NULL, images->shape[0],
                                        digits->scaling, CN_CLASSES, &plain);

  if (status != EPI_OK)
    return status;
  EpiSamplesView view = *epi_samples_view (plain);
  float *inputs = epi_new (float, CN_PIXELS *view.n);
  for (size_t i = 0; inputs != NULL && i < view.n; i++)
    for (size_t p = 0; p < CN_PIXELS; p++)
      inputs[p + i * CN_PIXELS] = view.inputs[order[p] + i * CN_PIXELS];
  view.inputs = inputs;
  status = inputs != NULL ? epi_samples_new (&view, out) : EPI_NO_MEMORY;
  epi_free (inputs);
  epi_samples_unref (plain);
  return status;
}
