/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures as numbers: PNG, and PGM and PPM, the plain and the raw ones (P2,
 * P3, P5, P6, with comments, maxval up to 65535).
 *
 * A sample s of a scale 0 … m is s/m; no gamma is applied.  PNG may be grey,
 * palette or colour with 1 to 16 bits, interlaced or not; what it lets shine
 * through lies on white.  Refused: other formats, a file that is shorter or
 * longer than its picture, a sample above the maxval, more than EPI_IMAGE_SIDE
 * pixels a side or EPI_IMAGE_PIXELS in all.
 *
 * PNG: W3C Recommendation, 2nd edition, 2003.  PGM, PPM: J. Poskanzer, Netpbm.
 */
#pragma once

#include "core/epi-status.h"
#include "data/epi-data-error.h"

#define EPI_IMAGE_SIDE 30000
#define EPI_IMAGE_PIXELS ((size_t)100 * 1000 * 1000)
#define EPI_IMAGE_BYTES ((size_t)1000 * 1000 * 1000) /* of a file */

typedef struct {
  size_t width, height, channels; /* channels: 1 grey, 3 red, green, blue */
  float *pixels;                  /* (height, width, channels), 0 … 1 */
} EpiImage;

/* False with an error; then *out is zeroed. */
bool epi_image_read (const void *bytes, size_t length, const char *name,
                     EpiImage *out, GError **error);
bool epi_image_open (const char *path, EpiImage *out, GError **error);
void epi_image_clear (EpiImage *image); /* fine on a zeroed one */

/* Grey by the luma of Rec. 601, 0.299 R + 0.587 G + 0.114 B; of R = G = B that
 * number exactly.  EPI_NO_MEMORY. */
EpiStatus epi_image_grey (const EpiImage *image, EpiImage *out);

/*
 * A drawn digit as MNIST has them, in any size, grey or colour:
 *
 *   1. ink      the grey; 1 − grey where the edge of the picture is light
 *               (its mean above ½): dark on light becomes light on dark;
 *               above the paper, which is the median of the edge and four
 *               median deviations, so that the grain of a scan is no ink
 *   2. box      the smallest rectangle that has all the ink
 *   3. size     so that its longer side has 20 pixels, the shorter one in
 *               proportion, at least 1; a pixel is the mean of what it covers
 *   4. place    moved by whole pixels until the centre of mass lies in pixel
 *               (14, 14), counted from 0, of 28 × 28; but never over the edge
 *
 * digit (28, 28); without ink it is all 0, which is also the answer false.
 * Every digit of MNIST is a fixed point of this map.  LeCun, Bottou, Bengio,
 * Haffner, Gradient-based learning applied to document recognition, Proc. IEEE
 * 86 (1998), III.A.
 */
#define EPI_DIGIT_SIDE 28
bool epi_image_digit (const EpiImage *image,
                      float digit[static EPI_DIGIT_SIDE * EPI_DIGIT_SIDE]);

/* What epi_image_read() does with the two families, told apart by the first
 * bytes.  Each allocates out->pixels only when the file can have as many. */
bool epi_image_read_png (const unsigned char *bytes, size_t length,
                         const char *name, EpiImage *out, GError **error);
bool epi_image_read_pnm (const unsigned char *bytes, size_t length,
                         const char *name, EpiImage *out, GError **error);

/* For those two: pixels for width, height and channels, which are checked. */
bool epi_image_allocate (const char *name, EpiImage *out, GError **error);
