/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rows of the table count, and in which units the machine sees them.
 */
#include "svm/problem.h"

#include <math.h>

size_t
sv_rows (const EpiData *data, const EpiClasses *classes, size_t *rows,
         double *x)
{
  const EpiTable *table = epi_data_table (data);
  size_t across = (size_t)epi_data_column (data, "x", 0);
  size_t up = (size_t)epi_data_column (data, "y", 0), n = 0;

  for (size_t row = 0; row < epi_table_rows (table); row++) {
    x[2 * n] = epi_table_number (table, row, across);
    x[2 * n + 1] = epi_table_number (table, row, up);
    if (!isfinite (x[2 * n]) || !isfinite (x[2 * n + 1]) ||
        classes->of_row[row] < 0 ||
        epi_table_mark (table, row) & (EPI_MARK_HIDDEN | EPI_MARK_TEST))
      continue;
    rows[n++] = row;
  }
  return n;
}

void
sv_find_scale (const EpiData *data, const double *x, size_t n, SvScale *scale)
{
  *scale = (SvScale){{0, 0}, {1, 1}};
  for (size_t k = 0; k < 2 && epi_data_standardised (data) && n > 1; k++) {
    double sum = 0, square = 0;
    for (size_t i = 0; i < n; i++)
      sum += x[2 * i + k];
    scale->mean[k] = sum / (double)n;
    for (size_t i = 0; i < n; i++)
      square += pow (x[2 * i + k] - scale->mean[k], 2);
    if (square > 0)
      scale->unit[k] = sqrt (square / (double)(n - 1));
  }
}

void
sv_scale_of (const EpiDocument *document, SvScale *scale)
{
  const EpiData *data = epi_document_data (document, "points");
  EpiClasses classes;

  *scale = (SvScale){{0, 0}, {1, 1}};
  if (data == NULL || !epi_data_standardised (data) ||
      epi_data_column (data, "x", 0) < 0 ||
      epi_data_column (data, "y", 0) < 0 ||
      !epi_classes_find (data, "label", &classes, NULL))
    return;
  size_t *rows = g_new (size_t, classes.rows + 1);
  double *x = g_new (double, 2 * classes.rows + 2);
  size_t n = sv_rows (data, &classes, rows, x);
  sv_find_scale (data, x, n, scale);
  epi_classes_clear (&classes);
  g_free (rows);
  g_free (x);
}

void
sv_to_scale (const SvScale *scale, double x[2])
{
  for (size_t k = 0; k < 2; k++)
    x[k] = (x[k] - scale->mean[k]) / scale->unit[k];
}
