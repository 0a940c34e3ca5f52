/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a picture; whatever it is becomes a digit.  The check sums of a
 * PNG are set right first: no change of a byte would get past them. */
#include "fuzz.h"

#include "data/epi-image.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

static guint32
word_at (const guint8 *p)
{
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static void
repair (guint8 *png, size_t size)
{
  size_t at = 8;

  while (at + 12 <= size && word_at (png + at) <= size - at - 12) {
    guint32 length = word_at (png + at);
    guint32 sum = (guint32)crc32 (0, png + at + 4, length + 4);
    for (int k = 0; k < 4; k++)
      png[at + 8 + length + (size_t)k] = (guint8)(sum >> (24 - 8 * k));
    at += 12 + (size_t)length;
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  float digit[EPI_DIGIT_SIDE * EPI_DIGIT_SIDE];
  guint8 *copy = g_memdup2 (data, size);
  EpiImage image, grey;
  GError *error = NULL;

  if (size >= 8 && memcmp (copy, "\x89PNG\r\n\x1a\n", 8) == 0)
    repair (copy, size);
  bool good = epi_image_read (copy, size, "fuzz", &image, &error);
  g_assert (good == (error == NULL));
  g_assert (good || g_utf8_validate (error->message, -1, NULL));
  if (good && image.width * image.height < 1000000) {
    g_assert (epi_image_grey (&image, &grey) == EPI_OK);
    for (size_t i = 0; i < grey.width * grey.height; i++)
      g_assert (grey.pixels[i] >= 0 && grey.pixels[i] <= 1.000001f);
    epi_image_digit (&image, digit);
    for (size_t i = 0; i < G_N_ELEMENTS (digit); i++)
      g_assert (isfinite (digit[i]));
    epi_image_clear (&grey);
  }
  epi_image_clear (&image);
  g_clear_error (&error);
  g_free (copy);
  return 0;
}
