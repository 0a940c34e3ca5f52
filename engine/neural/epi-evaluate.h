/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A network over samples, forward only: mean loss, share of right answers.
 *
 * Right is: for classes, that the largest output is the right one's; for one
 * output that it lies above the samples' border exactly where the target does,
 * under BINARY above 0 where the target is above ½.  Elsewhere, as for MSE of
 * values that stand for no class, no answer is right or wrong.
 */
#pragma once

#include "neural/epi-batches.h"
#include "neural/epi-network.h"

/* Whether network and loss fit the samples; EPI_FAILED: *trouble says what does
 * not fit what (g_free). */
EpiStatus epi_evaluate_check (const EpiNetwork *network, EpiLoss loss,
                              const EpiSamples *samples, char **trouble);

/* Of the first `most` samples (0: all), a batch of the network's at a time.
 * batches: of these samples, for this loss.  *accuracy NAN: none.
 * EPI_NO_MEMORY; EPI_NOT_FINITE when the loss is not. */
EpiStatus epi_evaluate (EpiNetwork *network, EpiLoss loss, EpiBatches *batches,
                        size_t most, double *value, double *accuracy);
