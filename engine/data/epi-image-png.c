/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PNG by libpng, which is told to give 8 or 16 bits a sample, grey or colour,
 * with alpha where the file has any transparency.
 */
#include "data/epi-image.h"

#include "core/epi-alloc.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

/* Deflate makes at most 1032 bytes of one: what a file cannot hold is refused
 * before memory is asked for it. */
#define EXPANSION 1032

typedef struct {
  const unsigned char *bytes;
  size_t length, position;
  const char *name;
  GError **error;
  png_structp png;
  png_infop info;
  size_t row_bytes, samples; /* of a pixel, with alpha */
  int passes;                /* 7 when it is interlaced, else 1 */
  bool deep;                 /* 16 bits */
  unsigned char *raw;        /* (height, row_bytes) */
} Reader;

static void
error_cb (png_structp png, png_const_charp message)
{
  Reader *self = png_get_error_ptr (png);

  epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                 "this is a damaged PNG file: %s", message);
  png_longjmp (png, 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
}

static void
read_cb (png_structp png, png_bytep out, size_t size)
{
  Reader *self = png_get_io_ptr (png);

  if (self->length - self->position < size)
    png_error (png, "it ends too early");
  memcpy (out, self->bytes + self->position, size);
  self->position += size;
}

/* The head: sizes, and what libpng shall make of the samples. */
static bool
read_head (Reader *self, EpiImage *out)
{
  png_read_info (self->png, self->info);
  out->width = png_get_image_width (self->png, self->info);
  out->height = png_get_image_height (self->png, self->info);
  size_t bits = (size_t)png_get_bit_depth (self->png, self->info) *
                png_get_channels (self->png, self->info);
  if (out->width * out->height / 8 > EXPANSION * self->length / bits + 1)
    return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                          "%zu × %zu pixels cannot be in a file of %zu bytes",
                          out->width, out->height, self->length);
  png_set_expand (self->png); /* palette to colour, few bits to 8, tRNS */
  self->passes = png_set_interlace_handling (self->png);
  png_read_update_info (self->png, self->info);
  self->row_bytes = png_get_rowbytes (self->png, self->info);
  self->samples = png_get_channels (self->png, self->info);
  self->deep = png_get_bit_depth (self->png, self->info) == 16;
  out->channels = self->samples <= 2 ? 1 : 3;
  return true;
}

static bool
read_rows (Reader *self, const EpiImage *image)
{
  self->raw = epi_new (unsigned char, image->height * self->row_bytes);
  if (self->raw == NULL)
    return epi_data_fail (self->error, EPI_DATA_ERROR_NO_MEMORY, self->name,
                          "there is not enough memory for the picture");
  for (int pass = 0; pass < self->passes; pass++)
    for (size_t i = 0; i < image->height; i++)
      png_read_row (self->png, self->raw + i * self->row_bytes, NULL);
  png_read_end (self->png, NULL);
  if (self->position == self->length)
    return true;
  return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                        "the file goes on for %zu bytes behind its picture",
                        self->length - self->position);
}

static float
sample (const Reader *self, const unsigned char *pixel, size_t k)
{
  if (!self->deep)
    return (float)pixel[k] / 255;
  return (float)(pixel[2 * k] << 8 | pixel[2 * k + 1]) / 65535;
}

/* Over white where there is alpha. */
static void
convert (const Reader *self, EpiImage *image)
{
  size_t step = self->samples * (self->deep ? 2 : 1), last = self->samples - 1;
  float *to = image->pixels;

  for (size_t i = 0; i < image->height; i++)
    for (size_t j = 0; j < image->width; j++) {
      const unsigned char *pixel = self->raw + i * self->row_bytes + j * step;
      float alpha = last % 2 == 1 ? sample (self, pixel, last) : 1;
      for (size_t k = 0; k < image->channels; k++)
        *to++ = 1 - alpha + alpha * sample (self, pixel, k);
    }
}

/* libpng leaves by a jump, which ends here. */
static bool
read_picture (Reader *self, EpiImage *out)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return false;
  png_set_read_fn (self->png, self, read_cb);
  png_set_user_limits (self->png, EPI_IMAGE_SIDE, EPI_IMAGE_SIDE);
  png_set_chunk_malloc_max (self->png, 8 << 20);
  return read_head (self, out) &&
         epi_image_allocate (self->name, out, self->error) &&
         read_rows (self, out);
}

bool
epi_image_read_png (const unsigned char *bytes, size_t length, const char *name,
                    EpiImage *out, GError **error)
{
  Reader self = {
      .bytes = bytes, .length = length, .name = name, .error = error};

  self.png = png_create_read_struct (PNG_LIBPNG_VER_STRING, &self, error_cb,
                                     warning_cb);
  self.info = self.png != NULL ? png_create_info_struct (self.png) : NULL;
  bool good = self.info != NULL
                  ? read_picture (&self, out)
                  : epi_data_fail (error, EPI_DATA_ERROR_NO_MEMORY, name,
                                   "there is not enough memory to read it");
  if (good)
    convert (&self, out);
  png_destroy_read_struct (&self.png, &self.info, NULL);
  epi_free (self.raw);
  return good;
}
