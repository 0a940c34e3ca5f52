/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pixels as Cairo has them: ARGB32, a byte each, colours premultiplied.  What
 * the files of the raster share (kit/epi-raster.h).
 */
#pragma once

#include <stdint.h>
#include <string.h>

/* a c / 255 in each of four bytes, rounded; a in 0 … 255. */
static inline uint32_t
epi_pixel_times (uint32_t c, uint32_t a)
{
  uint32_t rb = (c & 0xff00ff) * a + 0x800080;
  uint32_t ag = (c >> 8 & 0xff00ff) * a + 0x800080;

  rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  ag = (ag + (ag >> 8 & 0xff00ff)) & 0xff00ff00;
  return rb | ag;
}

static inline uint32_t
epi_pixel_over (uint32_t from, uint32_t to)
{
  return from + epi_pixel_times (to, 255 - (from >> 24));
}

/* The same colour over n pixels, four at a time.  (t + t / 256) / 256, as above
 * rounded down twice, is 257 t / 2¹⁶ rounded down once. */
static inline void
epi_pixels_over (uint32_t *to, int n, uint32_t from)
{
  typedef uint8_t Bytes __attribute__ ((vector_size (16)));
  typedef uint16_t Words __attribute__ ((vector_size (32)));
  const uint32_t four[] = {from, from, from, from};
  uint16_t keep = (uint16_t)(255 - (from >> 24));
  Bytes colour, bytes;
  int i = 0;

  memcpy (&colour, four, sizeof colour);
  for (; i + 4 <= n; i += 4) {
    memcpy (&bytes, to + i, sizeof bytes);
    Words words = __builtin_convertvector(bytes, Words) * keep + 128;
    for (int k = 0; k < 16; k++) /* compilers know it as one instruction */
      words[k] = (uint16_t)((uint32_t)words[k] * 257 >> 16);
    bytes = __builtin_convertvector(words, Bytes) + colour;
    memcpy (to + i, &bytes, sizeof bytes);
  }
  for (; i < n; i++)
    to[i] = epi_pixel_over (from, to[i]);
}
