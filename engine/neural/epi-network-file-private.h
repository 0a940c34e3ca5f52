/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader and the writer of networks share. */
#pragma once

#include "neural/epi-network-file.h"

#define EPI_NETWORK_FORMAT "epigraph network 1"

/* "1.dense.weight": parameter p of layer l; g_free(). */
char *epi_network_tensor_name (const EpiNetwork *network, size_t l, size_t p);

/* to (cols, rows) := the transpose of from (rows, cols), both column by column:
 * rows to columns and back. */
void epi_network_transpose (size_t rows, size_t cols, const double *from,
                            double *to);
