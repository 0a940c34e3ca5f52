/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-sparsity.h"

#include "core/epi-alloc.h"

#include <stdint.h>

/* How many rows (columns) a box has so that the boxes are few. */
static size_t
box_side (size_t n)
{
  return n <= EPI_SPARSITY_SIDE
             ? 1
             : (n + EPI_SPARSITY_SIDE - 1) / EPI_SPARSITY_SIDE;
}

/* Lists the boxes that hold something; counts (down, across), row by row. */
static void
list_boxes (EpiSparsity *p, const uint32_t *counts, size_t down, size_t across)
{
  for (size_t i = 0; i < down; i++)
    for (size_t j = 0; j < across; j++) {
      if (counts[i * across + j] == 0)
        continue;
      p->row[p->n] = (double)(i * p->height);
      p->col[p->n] = (double)(j * p->width);
      p->count[p->n++] = counts[i * across + j];
    }
}

EpiStatus
epi_sparsity_new (const EpiSparse *matrix, EpiSparsity *out)
{
  EpiSparsity p = {.rows = matrix->rows,
                   .cols = matrix->cols,
                   .height = box_side (matrix->rows),
                   .width = box_side (matrix->cols),
                   .entries = epi_sparse_entries (matrix)};
  size_t down = (p.rows + p.height - 1) / p.height;
  size_t across = (p.cols + p.width - 1) / p.width, filled = 0;
  uint32_t *counts = epi_new0 (uint32_t, down * across + 1);

  *out = (EpiSparsity){0};
  if (counts == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; p.entries > 0 && j < matrix->cols; j++)
    for (int t = matrix->start[j]; t < matrix->start[j + 1]; t++)
      filled +=
          counts[(size_t)matrix->row[t] / p.height * across + j / p.width]++ ==
          0;
  p.row = epi_new (double, 3 * filled + 1);
  if (p.row != NULL) {
    p.col = p.row + filled;
    p.count = p.col + filled;
    list_boxes (&p, counts, down, across);
    *out = p;
  }
  epi_free (counts);
  return p.row != NULL ? EPI_OK : EPI_NO_MEMORY;
}

void
epi_sparsity_clear (EpiSparsity *pattern)
{
  epi_free (pattern->row);
  *pattern = (EpiSparsity){0};
}
