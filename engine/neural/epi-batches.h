/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batches: samples on a device, a few at a time, as a network takes them.
 *
 * Their order is endless: a random order of all N samples, and another, and
 * another.  Batch k is places k n … k n + n - 1 of it, so that every batch has
 * n samples also where n does not divide N; epoch e is places e N … e N + N -
 * 1, drawn from (seed, e).  n = N: all of them, in the order in which they
 * came.
 *
 * Numbers are sent to the device once; of characters and classes, which weigh
 * little, a batch is sent when it is taken.
 */
#pragma once

#include "neural/epi-samples.h"

typedef struct EpiBatches EpiBatches;

/* Of n samples, at most all, with targets as loss takes them: classes become
 * numbers (1 for the right one, 0 or for HINGE -1 for the others) unless it is
 * CROSS_ENTROPY.  A reference to samples.  EPI_NO_MEMORY; EPI_UNSUPPORTED. */
EpiStatus epi_batches_new (EpiSamples *samples, EpiLoss loss, size_t n,
                           uint64_t seed, EpiDevice *device, EpiElement element,
                           EpiBatches **out);
void epi_batches_free (EpiBatches *batches); /* accepts NULL */

const EpiSamplesView *epi_batches_view (const EpiBatches *batches);
size_t epi_batches_size (const EpiBatches *batches);      /* n */
size_t epi_batches_room (const EpiBatches *batches);      /* n, at least 64 */
size_t epi_batches_per_epoch (const EpiBatches *batches); /* ⌈N/n⌉ */

/* Inputs and targets of batch k: valid until the next call.  T NULL where the
 * samples have no targets. */
EpiStatus epi_batches_take (EpiBatches *batches, uint64_t k,
                            const EpiBuffer **X, const EpiBuffer **T);

/* Of samples first … first + count - 1 as they came, count ≤ room. */
EpiStatus epi_batches_take_from (EpiBatches *batches, size_t first,
                                 size_t count, const EpiBuffer **X,
                                 const EpiBuffer **T);
