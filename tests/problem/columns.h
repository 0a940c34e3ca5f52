/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Examples for the tests of kernels, from a table with all its zeros. */
#pragma once

#include "core/epi-sparse.h"

#include <glib.h>

/* Column i of values (p, n), their zeros left out.  To be cleared. */
static inline EpiSparse
columns (size_t p, size_t n, const double *values)
{
  EpiSparse X;
  int k = 0;

  g_assert_cmpint (epi_sparse_new (p, n, n * p, &X), ==, EPI_OK);
  for (size_t i = 0; i < n; i++) {
    for (size_t f = 0; f < p; f++)
      if (values[i * p + f] != 0) {
        X.row[k] = (int)f;
        X.value[k++] = values[i * p + f];
      }
    X.start[i + 1] = k;
  }
  return X;
}
