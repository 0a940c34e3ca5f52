/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a network of classes answers, sample by sample, and what its answer
 * rests on.
 *
 *     p = softmax (z),   z its outputs;   the answer is the class with the
 *                                         largest p, the first of equals
 *
 * Occlusion: a square of the ground colour is laid over the image, here and
 * there, and the probability of a class is asked for each time; where it falls,
 * the answer rested on what was covered.  Zeiler & Fergus, Visualizing and
 * understanding convolutional networks, ECCV 2014, §4.2.
 *
 * Networks are on the cpu in single precision and end in classes without
 * softmax; a sequence has one answer.
 */
#pragma once

#include "neural/epi-network.h"

/* inputs (size of in, n).  answer (n) := the class, p (classes, n) := the
 * probabilities; either may be NULL.  A batch of the network's at a time.
 * EPI_UNSUPPORTED: another kind of network; EPI_NO_MEMORY; EPI_NOT_FINITE: an
 * output is not. */
EpiStatus epi_answers (EpiNetwork *network, const float *inputs, size_t n,
                       int32_t *answer, double *p);

/* How many places a square of that side takes along a side of an image when it
 * goes on by stride; the last one ends at or before the edge. */
size_t epi_occlusion_places (size_t length, size_t side, size_t stride);

/* p (places across, places down), across fastest := the probability of the
 * class with the square at x = stride i, y = stride j from the top left.  input
 * (size of in).  As epi_answers(). */
EpiStatus epi_occlusion (EpiNetwork *network, const float *input, size_t side,
                         size_t stride, float ground, size_t class, double *p);
