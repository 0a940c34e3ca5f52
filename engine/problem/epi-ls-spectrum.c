/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-ls-spectrum.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define EPI_SPECTRUM_BLOCK 1024
#define EPI_SPECTRUM_SWEEPS 60

/* One reflection of column j: its entry R_jj and the rows of the block, since
 * the triangle is zero between. */
static void
reflect_block (EpiMatrix *R, EpiMatrix *block, size_t rows, size_t j)
{
  double *v = epi_matrix_col (block, j), *top = epi_matrix_at (R, j, j);
  double below = 0;

  for (size_t i = 0; i < rows; i++)
    below += v[i] * v[i];
  if (below == 0)
    return;
  double beta = -copysign (sqrt (*top * *top + below), *top);
  double pivot = *top - beta, tau = -pivot / beta;
  for (size_t i = 0; i < rows; i++)
    v[i] /= pivot;
  *top = beta;
  for (size_t l = j + 1; l < R->cols; l++) {
    double *column = epi_matrix_col (block, l), *r = epi_matrix_at (R, j, l);
    double sum = *r;
    for (size_t i = 0; i < rows; i++)
      sum += v[i] * column[i];
    sum *= tau;
    *r -= sum;
    for (size_t i = 0; i < rows; i++)
      column[i] -= sum * v[i];
  }
}

/* Rows begin … of √W A to block, scaled by 2^-shift. */
static void
load_block (const EpiLs *problem, size_t begin, size_t rows, int shift,
            EpiMatrix *block)
{
  const double *w = problem->weights;
  double unit = ldexp (1, -shift);

  for (size_t j = 0; j < block->cols; j++)
    for (size_t i = 0; i < rows; i++)
      *epi_matrix_at (block, i, j) =
          *epi_matrix_at (&problem->A, begin + i, j) * unit *
          (w != NULL ? sqrt (w[begin + i]) : 1);
}

/* The exponent of the largest |entry|, so that squares neither overflow nor
 * vanish; the problem must be finite. */
static int
exponent_of (const EpiLs *problem)
{
  double largest = 0;
  int exponent = 0;

  for (size_t j = 0; j < problem->A.cols; j++)
    for (size_t i = 0; i < problem->A.rows; i++)
      largest = fmax (largest, fabs (*epi_matrix_at (&problem->A, i, j)));
  frexp (largest, &exponent);
  return exponent > 200 || exponent < -200 ? exponent : 0;
}

EpiStatus
epi_ls_own_triangle (const EpiLs *problem, bool with_ridge,
                     const EpiCancel *cancel, EpiMatrix *R)
{
  size_t n = problem->A.rows, c = R->cols;
  EpiMatrix block;

  if (!epi_matrix_is_finite (&problem->A) ||
      (problem->weights != NULL && !epi_is_finite (problem->weights, n)))
    return EPI_NOT_FINITE;
  if (epi_matrix_new (EPI_SPECTRUM_BLOCK, c, &block) != EPI_OK)
    return EPI_NO_MEMORY;
  int shift = exponent_of (problem);
  memset (R->data, 0, R->ld * c * sizeof (double));
  for (size_t begin = 0; begin < n; begin += EPI_SPECTRUM_BLOCK) {
    size_t rows = n - begin;
    rows = rows < EPI_SPECTRUM_BLOCK ? rows : EPI_SPECTRUM_BLOCK;
    if (epi_cancel_is_raised (cancel))
      break;
    load_block (problem, begin, rows, shift, &block);
    for (size_t j = 0; j < c; j++)
      reflect_block (R, &block, rows, j);
  }
  for (size_t k = problem->n_free; with_ridge && k < c; k++) {
    memset (block.data, 0, block.ld * c * sizeof (double));
    *epi_matrix_at (&block, 0, k) = ldexp (sqrt (problem->ridge), -shift);
    for (size_t j = k; j < c; j++)
      reflect_block (R, &block, 1, j);
  }
  epi_matrix_clear (&block);
  for (size_t j = 0; j < c; j++)
    for (size_t i = 0; i <= j; i++)
      *epi_matrix_at (R, i, j) = ldexp (*epi_matrix_at (R, i, j), shift);
  if (epi_cancel_is_raised (cancel))
    return EPI_INTERRUPTED;
  return epi_matrix_is_finite (R) ? EPI_OK : EPI_NOT_FINITE;
}

static double
column_length (const EpiMatrix *W, size_t j)
{
  double length = 0;

  for (size_t i = 0; i < W->rows; i++)
    length = hypot (length, *epi_matrix_at (W, i, j));
  return length;
}

static void
turn (EpiMatrix *W, size_t a, size_t b, double cosine, double sine)
{
  double *x = epi_matrix_col (W, a), *y = epi_matrix_col (W, b);

  for (size_t i = 0; i < W->rows; i++) {
    double was = x[i];
    x[i] = cosine * was - sine * y[i];
    y[i] = sine * was + cosine * y[i];
  }
}

/* Turns columns a and b until they are orthogonal, and those of V (may be NULL)
 * with them; whether they were not. */
static bool
rotate_columns (EpiMatrix *W, EpiMatrix *V, size_t a, size_t b)
{
  double *x = epi_matrix_col (W, a), *y = epi_matrix_col (W, b);
  double xx = 0, yy = 0, xy = 0;

  for (size_t i = 0; i < W->rows; i++) {
    xx += x[i] * x[i];
    yy += y[i] * y[i];
    xy += x[i] * y[i];
  }
  if (fabs (xy) <= 1e-15 * sqrt (xx) * sqrt (yy))
    return false;
  double zeta = (yy - xx) / (2 * xy);
  double t = copysign (1, zeta) / (fabs (zeta) + hypot (1, zeta));
  double cosine = 1 / hypot (1, t), sine = cosine * t;
  turn (W, a, b, cosine, sine);
  if (V != NULL)
    turn (V, a, b, cosine, sine);
  return true;
}

/* One-sided Jacobi (Hestenes): W's columns, made orthogonal, are as long as
 * its singular values, and V (may be NULL), the identity at first, becomes the
 * right singular vectors.  Finds the least and the largest, and how many are
 * above tolerance times the largest. */
static size_t
jacobi (EpiMatrix *W, EpiMatrix *V, double tolerance, double *least,
        double *largest)
{
  bool turned = true;
  size_t above = 0;

  for (int sweep = 0; turned && sweep < EPI_SPECTRUM_SWEEPS; sweep++) {
    turned = false;
    for (size_t a = 0; a + 1 < W->cols; a++)
      for (size_t b = a + 1; b < W->cols; b++)
        turned |= rotate_columns (W, V, a, b);
  }
  *least = INFINITY;
  *largest = 0;
  for (size_t j = 0; j < W->cols; j++) {
    *least = fmin (*least, column_length (W, j));
    *largest = fmax (*largest, column_length (W, j));
  }
  for (size_t j = 0; j < W->cols; j++)
    above += *largest > 0 && column_length (W, j) > tolerance * *largest;
  return above;
}

void
epi_ls_spectrum_clear (EpiLsSpectrum *spectrum)
{
  epi_matrix_clear (&spectrum->V);
  epi_free (spectrum->sigma);
  epi_free (spectrum->length);
  *spectrum = (EpiLsSpectrum){0};
}

/* Scales the columns of W to length 1 and decomposes it. */
static void
decompose_scaled (EpiMatrix *W, double tolerance, EpiLsSpectrum *spectrum)
{
  size_t p = W->cols;
  double least, largest;

  for (size_t j = 0; j < p; j++) {
    double length = column_length (W, j);
    spectrum->length[j] = length > 0 ? length : 1;
    for (size_t i = 0; i < p; i++)
      *epi_matrix_at (W, i, j) /= spectrum->length[j];
    *epi_matrix_at (&spectrum->V, j, j) = 1;
  }
  spectrum->rank = jacobi (W, &spectrum->V, tolerance, &least, &largest);
  for (size_t j = 0; j < p; j++) {
    double sigma = column_length (W, j);
    spectrum->sigma[j] = sigma > tolerance * largest ? sigma : 0;
  }
}

EpiStatus
epi_ls_spectrum (const EpiLs *problem, const EpiCancel *cancel,
                 EpiLsSpectrum *spectrum)
{
  size_t p = problem->A.cols;
  double least, largest;
  double tolerance =
      (10 * (double)p + sqrt ((double)problem->A.rows)) * DBL_EPSILON / 2;
  EpiMatrix R, scaled = {0};

  *spectrum = (EpiLsSpectrum){.sigma = epi_new (double, p),
                              .length = epi_new (double, p)};
  EpiStatus status = epi_matrix_new (p, p, &R);
  if (status == EPI_OK)
    status = epi_matrix_new (p, p, &spectrum->V);
  if (status == EPI_OK && (spectrum->sigma == NULL || spectrum->length == NULL))
    status = EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = epi_ls_own_triangle (problem, problem->ridge > 0, cancel, &R);
  if (status == EPI_OK)
    status = epi_matrix_copy (&R, &scaled);
  if (status == EPI_OK) {
    decompose_scaled (&scaled, tolerance, spectrum);
    jacobi (&R, NULL, 0, &least, &largest);
    spectrum->condition = spectrum->rank == p ? largest / least : INFINITY;
  } else
    epi_ls_spectrum_clear (spectrum);
  epi_matrix_clear (&R);
  epi_matrix_clear (&scaled);
  return status;
}
