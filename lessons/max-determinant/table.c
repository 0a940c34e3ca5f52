/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The covariance problem: from a table to correlations.  Rows with a missing
 * number and hidden rows are left out; rows marked for testing are kept apart.
 */
#include "max-determinant/lesson.h"

#include "kit/epi-held-back.h"
#include "kit/epi-refuse.h"

#include "core/epi-alloc.h"
#include "estimate/epi-covariance.h"
#include "problem/epi-determinant-programs.h"

#include <math.h>

#define MOST_VARIABLES 40

size_t *
md_variables (const EpiData *data, size_t *n)
{
  const EpiTable *table = epi_data_table (data);
  size_t named = g_strv_length ((char **)epi_data_role (data, "variable"));
  size_t *columns = g_new (size_t, epi_table_cols (table) + named + 1);

  *n = 0;
  for (size_t i = 0; i < named; i++) {
    ptrdiff_t j = epi_data_column (data, "variable", i);
    if (j >= 0)
      columns[(*n)++] = (size_t)j;
  }
  for (size_t j = 0; named == 0 && j < epi_table_cols (table); j++)
    if (epi_table_kind (table, j) == EPI_COLUMN_NUMBER)
      columns[(*n)++] = j;
  return columns;
}

typedef struct {
  const EpiTable *table;
  size_t *columns, p;
} Source;

static bool
is_whole (const Source *source, size_t row)
{
  for (size_t j = 0; j < source->p; j++)
    if (!isfinite (epi_table_number (source->table, row, source->columns[j])))
      return false;
  return !(epi_table_mark (source->table, row) & EPI_MARK_HIDDEN);
}

/* The whole rows that are, or are not, marked for testing. */
static EpiStatus
gather (const Source *source, bool test, EpiMatrix *out)
{
  size_t n = 0, rows = epi_table_rows (source->table);
  size_t *at = epi_new (size_t, rows);

  if (at == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < rows; i++)
    if (is_whole (source, i) &&
        !(epi_table_mark (source->table, i) & EPI_MARK_TEST) != test)
      at[n++] = i;
  EpiStatus status = epi_matrix_new (n, source->p, out);
  for (size_t j = 0; status == EPI_OK && j < source->p; j++)
    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (out, i, j) =
          epi_table_number (source->table, at[i], source->columns[j]);
  epi_free (at);
  return status;
}

/* S, and S_test in the same units. */
static EpiStatus
correlate (MdProblem *self, const EpiMatrix *train, const EpiMatrix *test,
           size_t *constant)
{
  size_t p = self->p;
  double *mean = g_new (double, 2 * p), *deviation = mean + p;

  self->S = epi_new (double, p *p);
  self->S_test = test->rows > 0 ? epi_new (double, p *p) : NULL;
  EpiStatus status = self->S == NULL || (test->rows > 0 && self->S_test == NULL)
                         ? EPI_NO_MEMORY
                         : EPI_OK;
  if (status == EPI_OK) {
    EpiMatrix S = epi_matrix_view (self->S, p, p, p);
    status = epi_correlation (train, mean, deviation, &S, constant);
  }
  if (status == EPI_OK && self->S_test != NULL) {
    EpiMatrix S = epi_matrix_view (self->S_test, p, p, p);
    epi_second_moments (test, mean, deviation, &S);
  }
  for (size_t j = 0; status == EPI_OK && j < p; j++)
    for (size_t i = 0; i < j; i++)
      self->largest = fmax (self->largest, fabs (self->S[i + j * p]));
  g_free (mean);
  return status;
}

static bool
check_size (const Source *source, GError **error)
{
  if (source->p < 2)
    return epi_refuse (
        error, "%s: choose at least two columns of numbers as variables",
        source->p == 0 ? "there are no variables"
                       : "one variable has no correlations");
  if (source->p > MOST_VARIABLES)
    return epi_refuse (error,
                       "there are %zu variables, more than the %d that can be "
                       "shown: choose some of the columns",
                       source->p, MOST_VARIABLES);
  for (size_t j = 0; j < source->p; j++)
    for (size_t i = 0; i < j; i++)
      if (source->columns[i] == source->columns[j])
        return epi_refuse (error, "the variable “%s” is chosen twice",
                           epi_table_name (source->table, source->columns[j]));
  return true;
}

static bool
explain_failure (const Source *source, EpiStatus status, size_t constant,
                 GError **error)
{
  if (status == EPI_NOT_POSITIVE_DEFINITE)
    return epi_refuse (
        error,
        "“%s” is the same in every row, so it has no correlations: "
        "choose other variables",
        epi_table_name (source->table, source->columns[constant]));
  return epi_refuse (error, "the correlations cannot be computed: %s",
                     epi_status_sentence (status));
}

/* held: back are some. */
static bool
refuse_rows (size_t rows, bool held, GError **error)
{
  if (held && rows == 0)
    return epi_refuse (error, EPI_ALL_HELD_BACK);
  return epi_refuse (error,
                     "correlations need two rows or more %sin which every "
                     "variable has a number; there %s %zu",
                     held ? "that are not held back and " : "",
                     rows == 1 ? "is" : "are", rows);
}

static bool
take_source (MdProblem *self, const Source *source, GError **error)
{
  EpiMatrix train = {0}, test = {0};
  size_t constant = 0;

  self->p = source->p;
  EpiStatus status = gather (source, false, &train);
  if (status == EPI_OK)
    status = gather (source, true, &test);
  self->n_train = train.rows;
  self->n_test = test.rows;
  bool good = status == EPI_OK;
  if (good && train.rows < 2)
    good = refuse_rows (train.rows, test.rows > 0, error);
  else if (good)
    status = correlate (self, &train, &test, &constant);
  if (status == EPI_OK && good)
    status =
        epi_sparse_covariance_new (self->p, self->S, self->rho, &self->sdp);
  if (status != EPI_OK)
    good = explain_failure (source, status, constant, error);
  epi_matrix_clear (&train);
  epi_matrix_clear (&test);
  return good;
}

bool
md_take_table (MdProblem *self, const EpiDocument *document, GError **error)
{
  const EpiData *data = epi_document_data (document, "points");
  Source source = {0};

  if (data == NULL)
    return epi_refuse (error,
                       "there is no table: open or paste one with at least "
                       "two columns of numbers");
  source.table = epi_data_table (data);
  source.columns = md_variables (data, &source.p);
  self->rho =
      epi_lesson_number (&epi_lesson_max_determinant, document, "penalty");
  bool good = check_size (&source, error) && take_source (self, &source, error);
  g_free (source.columns);
  return good;
}
