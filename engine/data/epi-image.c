/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-image.h"

#include "core/epi-alloc.h"
#include "data/epi-byte-source.h"

#include <string.h>

bool
epi_image_allocate (const char *name, EpiImage *out, GError **error)
{
  size_t n;

  if (out->width == 0 || out->height == 0)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "the picture has no pixels");
  if (out->width > EPI_IMAGE_SIDE || out->height > EPI_IMAGE_SIDE ||
      __builtin_mul_overflow (out->width, out->height, &n) ||
      n > EPI_IMAGE_PIXELS)
    return epi_data_fail (error, EPI_DATA_ERROR_LIMIT, name,
                          "%zu × %zu pixels were found where at most %d a side "
                          "and %zu million in all were expected",
                          out->width, out->height, EPI_IMAGE_SIDE,
                          EPI_IMAGE_PIXELS / 1000000);
  out->pixels = epi_new (float, n * out->channels);
  return out->pixels != NULL ||
         epi_data_fail (error, EPI_DATA_ERROR_NO_MEMORY, name,
                        "there is not enough memory for the picture");
}

bool
epi_image_read (const void *bytes, size_t length, const char *name,
                EpiImage *out, GError **error)
{
  const unsigned char *p = bytes;
  bool good;

  *out = (EpiImage){0};
  if (length == 0)
    good =
        epi_data_fail (error, EPI_DATA_ERROR_EMPTY, name, "the file is empty");
  else if (length >= 8 && memcmp (p, "\x89PNG\r\n\x1a\n", 8) == 0)
    good = epi_image_read_png (p, length, name, out, error);
  else if (length >= 2 && p[0] == 'P' && memchr ("2356", p[1], 4) != NULL)
    good = epi_image_read_pnm (p, length, name, out, error);
  else
    good = epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "this is no picture in PNG, PGM or PPM (P2, P3, P5, "
                          "P6)");
  if (!good)
    epi_image_clear (out);
  return good;
}

bool
epi_image_open (const char *path, EpiImage *out, GError **error)
{
  EpiByteSource *source =
      epi_byte_source_file (path, EPI_BYTES_UNPACKED, error);
  unsigned char *bytes = NULL;
  size_t length;

  *out = (EpiImage){0};
  bool good =
      source != NULL &&
      epi_byte_source_read_all (source, EPI_IMAGE_BYTES, &bytes, &length,
                                error) &&
      epi_image_read (bytes, length, epi_byte_source_name (source), out, error);
  epi_free (bytes);
  epi_byte_source_free (source);
  return good;
}

void
epi_image_clear (EpiImage *image)
{
  epi_free (image->pixels);
  *image = (EpiImage){0};
}

EpiStatus
epi_image_grey (const EpiImage *image, EpiImage *out)
{
  size_t n = image->width * image->height;

  *out = (EpiImage){image->width, image->height, 1, epi_new (float, n)};
  if (out->pixels == NULL) {
    *out = (EpiImage){0};
    return EPI_NO_MEMORY;
  }
  for (size_t i = 0; i < n; i++) {
    const float *p = image->pixels + i * image->channels;
    out->pixels[i] = image->channels == 1 ? p[0]
                                          : p[0] + 0.587f * (p[1] - p[0]) +
                                                0.114f * (p[2] - p[0]);
  }
  return EPI_OK;
}
