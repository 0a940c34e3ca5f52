/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-matrix.h"

#include "core/epi-alloc.h"

#include <stdint.h>
#include <string.h>

EpiStatus
epi_matrix_new (size_t rows, size_t cols, EpiMatrix *out)
{
  size_t count;

  *out = (EpiMatrix){0};
  if (__builtin_mul_overflow (rows, cols, &count))
    return EPI_NO_MEMORY;
  double *data = epi_new0 (double, count);
  if (data == NULL)
    return EPI_NO_MEMORY;
  *out = epi_matrix_view (data, rows, cols, rows);
  return EPI_OK;
}

EpiStatus
epi_matrix_copy (const EpiMatrix *from, EpiMatrix *out)
{
  EpiStatus status = epi_matrix_new (from->rows, from->cols, out);

  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < from->cols; j++)
    memcpy (epi_matrix_col (out, j), epi_matrix_col (from, j),
            from->rows * sizeof (double));
  return EPI_OK;
}

void
epi_matrix_clear (EpiMatrix *matrix)
{
  epi_free (matrix->data);
  *matrix = (EpiMatrix){0};
}

/* A number is finite unless all bits of its exponent are set: then, and only
 * then, adding one to the exponent carries into the sign.  Four vectors of 16
 * bytes at a time, which the compiler does not do by itself (and one of 64 it
 * keeps in memory): this stands before every product of matrices and after
 * every gradient. */
#define DEFINE_IS_FINITE(name, Real, Bits, exponent, one)                      \
  bool name (const Real *x, size_t n)                                          \
  {                                                                            \
    typedef Bits Many __attribute__ ((vector_size (16)));                      \
    const size_t vectors = 4, lanes = sizeof (Many) / sizeof (Bits);           \
    Many carries[4] = {0};                                                     \
    Bits carry = 0;                                                            \
    size_t i = 0;                                                              \
                                                                               \
    for (; i + vectors * lanes <= n; i += vectors * lanes) {                   \
      Many bits[4];                                                            \
      memcpy (bits, &x[i], sizeof bits);                                       \
      for (size_t v = 0; v < vectors; v++)                                     \
        carries[v] |= (bits[v] & exponent) + one;                              \
    }                                                                          \
    for (; i < n; i++) {                                                       \
      Bits bits;                                                               \
      memcpy (&bits, &x[i], sizeof bits);                                      \
      carry |= (bits & exponent) + one;                                        \
    }                                                                          \
    for (size_t v = 0; v < vectors; v++)                                       \
      for (size_t k = 0; k < lanes; k++)                                       \
        carry |= carries[v][k];                                                \
    return carry >> (8 * sizeof (Bits) - 1) == 0;                              \
  }
DEFINE_IS_FINITE (epi_is_finite, double, uint64_t, 0x7ff0000000000000,
                  0x0010000000000000)
DEFINE_IS_FINITE (epi_is_finite_f, float, uint32_t, 0x7f800000, 0x00800000)

bool
epi_matrix_is_finite (const EpiMatrix *matrix)
{
  for (size_t j = 0; j < matrix->cols; j++)
    if (!epi_is_finite (epi_matrix_col (matrix, j), matrix->rows))
      return false;
  return true;
}

/* By tiles: a walk along the rows of a large matrix misses the cache. */
void
epi_matrix_transpose (const EpiMatrix *from, EpiMatrix *to)
{
  const size_t tile = 32;
  size_t m = from->rows, n = from->cols;
  for (size_t j0 = 0; j0 < n; j0 += tile)
    for (size_t i0 = 0; i0 < m; i0 += tile)
      for (size_t j = j0; j < n && j < j0 + tile; j++)
        for (size_t i = i0; i < m && i < i0 + tile; i++)
          *epi_matrix_at (to, j, i) = *epi_matrix_at (from, i, j);
}
