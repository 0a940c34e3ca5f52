/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Labelled images as samples.
 *
 *     x = (g − shift) scale,   g = byte / 255, grey or colour, 0 … 1
 *
 * IDX has an image row after row, the channels fastest: that is a column of
 * compute/epi-neural-kernels.h as it stands.
 */
#pragma once

#include "data/epi-idx.h"
#include "data/epi-image.h"
#include "neural/epi-samples.h"

typedef struct {
  double shift, scale;
} EpiScaling;

/* Shift is the mean of all g and scale one over their standard deviation, so
 * that inputs have mean 0 and variance 1; 1 where all are alike. */
EpiScaling epi_image_scaling (const EpiIdx *images);

/* Channels, width and height of images (n, height, width[, channels]). */
EpiShape epi_image_shape (const EpiIdx *images);

/* One more than the largest label. */
size_t epi_image_classes (const EpiIdx *labels);

/* Images which[0] … which[n-1] with their labels; which NULL: the first n.
 * Every label is below classes.  EPI_NO_MEMORY. */
EpiStatus epi_image_samples (const EpiIdx *images, const EpiIdx *labels,
                             const size_t *which, size_t n, EpiScaling scaling,
                             size_t classes, EpiSamples **out);

/* Cuts them in two: test has that share of each class, drawn by seed, train
 * the others.  EPI_NO_MEMORY; EPI_FAILED: one of the two would be empty. */
EpiStatus epi_image_samples_split (const EpiIdx *images, const EpiIdx *labels,
                                   double share, uint64_t seed,
                                   EpiScaling scaling, size_t classes,
                                   EpiSamples **train, EpiSamples **test);

/* The same images, then each moved by so many pixels right, left, down and up,
 * in this order; what comes in at an edge is `ground` (an input).  So a network
 * learns that a digit stays itself when it is moved.  EPI_NO_MEMORY. */
EpiStatus epi_image_samples_moved (const EpiSamples *samples, size_t pixels,
                                   double ground, EpiSamples **out);

/* A picture as one sample of that shape, without an answer: for 28 × 28 grey
 * the digit that is drawn on it (data/epi-image.h), else its pixels, which must
 * be as many.  inputs (channels · width · height).  False when they are not. */
bool epi_image_inputs (const EpiImage *image, EpiShape shape,
                       EpiScaling scaling, float *inputs);
