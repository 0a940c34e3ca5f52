/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of the document's table that are fitted, and those kept back.
 */
#include "least-squares/problem.h"

#include "core/epi-alloc.h"

#include <math.h>

void
ls_rows_clear (LsRows *rows)
{
  epi_free (rows->rows);
  epi_free (rows->x);
  epi_free (rows->weights);
  epi_matrix_clear (&rows->A);
  epi_matrix_clear (&rows->B);
}

static bool
rows_alloc (LsRows *rows, size_t n, size_t n_inputs, size_t m)
{
  rows->rows = epi_new (size_t, n);
  rows->x = epi_new (double, n *n_inputs);
  rows->weights = epi_new (double, n);
  return rows->rows != NULL && rows->x != NULL && rows->weights != NULL &&
         epi_matrix_new (n, m, &rows->B) == EPI_OK;
}

typedef struct { /* the columns of a table that play a part */
  const EpiTable *table;
  size_t n_inputs, m;
  double **columns; /* (n_inputs + m [+ 1]) of (rows): x, y, weight */
  bool weighted;
} Columns;

static void
columns_clear (Columns *columns)
{
  for (size_t j = 0;
       columns->columns != NULL && j < columns->n_inputs + columns->m + 1; j++)
    epi_free (columns->columns[j]);
  g_free (columns->columns);
}

static bool
copy_role (Columns *columns, const EpiData *data, const char *role, size_t n,
           size_t at)
{
  for (size_t i = 0; i < n; i++) {
    double *copy = epi_new (double, epi_table_rows (columns->table));
    ptrdiff_t j = epi_data_column (data, role, i);
    if (copy == NULL || j < 0) {
      epi_free (copy);
      return false;
    }
    epi_table_copy_column (columns->table, (size_t)j, copy);
    columns->columns[at + i] = copy;
  }
  return true;
}

static bool
columns_init (Columns *columns, const EpiData *data)
{
  columns->table = epi_data_table (data);
  columns->n_inputs = g_strv_length ((char **)epi_data_role (data, "x"));
  columns->m = g_strv_length ((char **)epi_data_role (data, "y"));
  columns->weighted = *epi_data_role (data, "weight") != NULL;
  columns->columns = g_new0 (double *, columns->n_inputs + columns->m + 1);
  return copy_role (columns, data, "x", columns->n_inputs, 0) &&
         copy_role (columns, data, "y", columns->m, columns->n_inputs) &&
         (!columns->weighted || copy_role (columns, data, "weight", 1,
                                           columns->n_inputs + columns->m));
}

static bool
row_is_whole (const Columns *columns, size_t i)
{
  size_t n = columns->n_inputs + columns->m + columns->weighted;

  if (epi_table_mark (columns->table, i) & EPI_MARK_HIDDEN)
    return false;
  for (size_t j = 0; j < n; j++)
    if (!isfinite (columns->columns[j][i]))
      return false;
  return !columns->weighted || columns->columns[n - 1][i] > 0;
}

static void
take_row (const Columns *columns, LsRows *rows, size_t i)
{
  size_t k = rows->n++;

  rows->rows[k] = i;
  for (size_t j = 0; j < columns->n_inputs; j++)
    rows->x[k + j * rows->B.rows] = columns->columns[j][i];
  for (size_t j = 0; j < columns->m; j++)
    *epi_matrix_at (&rows->B, k, j) =
        columns->columns[columns->n_inputs + j][i];
  rows->weights[k] = columns->weighted
                         ? columns->columns[columns->n_inputs + columns->m][i]
                         : 1;
}

/* w := w / Σ w, by way of w / max w: a sum of numbers near the largest double
 * would be infinite, and every weight then 0. */
static void
normalise (double *weights, size_t n)
{
  double largest = 0, total = 0;

  for (size_t i = 0; i < n; i++)
    largest = MAX (largest, weights[i]);
  for (size_t i = 0; i < n; i++)
    total += weights[i] /= largest;
  for (size_t i = 0; i < n; i++)
    weights[i] /= total;
}

static bool
take_rows (const Columns *columns, LsProblem *problem)
{
  size_t n = epi_table_rows (columns->table), whole = 0, test = 0;

  for (size_t i = 0; i < n; i++)
    if (row_is_whole (columns, i)) {
      whole++;
      test += (epi_table_mark (columns->table, i) & EPI_MARK_TEST) != 0;
    }
  if (!rows_alloc (&problem->fit, whole - test, problem->n_inputs,
                   problem->m) ||
      !rows_alloc (&problem->test, test, problem->n_inputs, problem->m))
    return false;
  for (size_t i = 0; i < n; i++)
    if (row_is_whole (columns, i))
      take_row (columns,
                epi_table_mark (columns->table, i) & EPI_MARK_TEST
                    ? &problem->test
                    : &problem->fit,
                i);

  normalise (problem->fit.weights, problem->fit.n);
  return true;
}

bool
ls_take_rows (LsProblem *problem, const EpiData *data)
{
  Columns columns = {0};
  bool copied = columns_init (&columns, data);

  problem->n_inputs = columns.n_inputs;
  problem->m = columns.m;
  copied = copied && take_rows (&columns, problem);
  columns_clear (&columns);
  return copied;
}

void
ls_multiply_rows (const LsProblem *problem, const LsRows *rows,
                  const double *theta, double *fitted)
{
  for (size_t o = 0; o < problem->m; o++)
    for (size_t i = 0; i < rows->n; i++) {
      double sum = 0;
      for (size_t j = 0; j < problem->p; j++)
        sum += *epi_matrix_at (&rows->A, i, j) * theta[j + o * problem->p];
      fitted[i + o * rows->n] = sum;
    }
}
