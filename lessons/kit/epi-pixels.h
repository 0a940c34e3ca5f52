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

/* Four pixels. */
typedef uint32_t EpiFourPixels __attribute__ ((vector_size (16)));

/* Colours over four pixels; keep: 255 less the alpha of each, in all of its
 * bytes.  (t + t / 256) / 256, as above rounded down twice, is 257 t / 2¹⁶
 * rounded down once. */
static inline void
epi_four_pixels_over (uint32_t *to, EpiFourPixels from, EpiFourPixels keep)
{
  typedef uint8_t Bytes __attribute__ ((vector_size (16)));
  typedef uint16_t Words __attribute__ ((vector_size (32)));
  Bytes bytes;

  memcpy (&bytes, to, sizeof bytes);
  Words words = __builtin_convertvector(bytes, Words) *
                    __builtin_convertvector((Bytes)keep, Words) +
                128;
  for (int k = 0; k < 16; k++) /* compilers know it as one instruction */
    words[k] = (uint16_t)((uint32_t)words[k] * 257 >> 16);
  bytes = __builtin_convertvector(words, Bytes) + (Bytes)from;
  memcpy (to, &bytes, sizeof bytes);
}

/* The same colour over n pixels, four at a time. */
static inline void
epi_pixels_over (uint32_t *to, int n, uint32_t from)
{
  uint32_t keep = (255 - (from >> 24)) * 0x01010101;
  EpiFourPixels colours = {from, from, from, from},
                kept = {keep, keep, keep, keep};
  int i = 0;

  for (; i + 4 <= n; i += 4)
    epi_four_pixels_over (to + i, colours, kept);
  for (; i < n; i++)
    to[i] = epi_pixel_over (from, to[i]);
}
