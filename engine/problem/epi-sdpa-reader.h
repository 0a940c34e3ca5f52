/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an SDPA file has said so far; between epi-sdpa-read.c, which reads it,
 * and epi-sdpa-build.c, which knows what it means.
 */
#pragma once

#include "problem/epi-sdpa.h"

typedef struct { /* an entry as it stood in the file */
  EpiSdpEntry at;
  bool mirrored; /* below the diagonal */
  size_t line;
} EpiSdpaEntry;

typedef struct {
  long long block;
  double weight;
  size_t line;
} EpiSdpaWeight;

typedef struct {
  EpiLines *lines;
  size_t m, n_blocks;
  double *c; /* (m) */
  size_t c_capacity;
  EpiSdpBlock *blocks; /* (n_blocks) */
  size_t blocks_capacity;
  EpiSdpaEntry *entries;
  size_t n_entries, entries_capacity;
  EpiSdpaWeight *weights;
  size_t n_weights, weights_capacity;
  long long promised; /* entries, or -1 */
} EpiSdpaReader;

/* The program; a sentence about the line that says what cannot be. */
bool epi_sdpa_build (EpiSdpaReader *self, EpiSdp *out, GError **error);
