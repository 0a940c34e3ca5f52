/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-mps-reader.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

/* ---- Names ---- */

bool
epi_mps_is_name (EpiSpan name)
{
  bool good = name.length > 0 && name.length <= EPI_MPS_MAX_NAME &&
              g_utf8_validate (name.text, (gssize)name.length, NULL);
  for (size_t i = 0; good && i < name.length; i++)
    good = (unsigned char)name.text[i] >= ' ' && name.text[i] != 0x7f;
  return good;
}

static bool
check_name (const EpiMps *self, EpiSpan name, const char *what, GError **error)
{
  return epi_mps_is_name (name) ||
         epi_lines_expected (self->lines, error, name, what);
}

/* The number of a row in ROWS or of a column in COLUMNS; -1 with a sentence. */
static int
find_row (const EpiMps *self, EpiSpan name, GError **error)
{
  int number = epi_names_find (&self->row_names, name);
  if (number < 0)
    epi_lines_expected (self->lines, error, name, "the name of a row in ROWS");
  return number;
}

static int
find_col (const EpiMps *self, EpiSpan name, GError **error)
{
  int number = epi_names_find (&self->col_names, name);
  if (number < 0)
    epi_lines_expected (self->lines, error, name,
                        "the name of a column in COLUMNS");
  return number;
}

static bool
knows_col (const void *data, EpiSpan word)
{
  const EpiMps *self = data;
  return epi_names_find (&self->col_names, word) >= 0;
}

static bool
cut (EpiMps *self, EpiMpsShape shape, EpiMpsRecord *record, GError **error)
{
  return self->fixed ? epi_mps_cut_fixed (self->lines, shape, record, error)
                     : epi_mps_cut_free (self->lines, shape, knows_col, self,
                                         record, error);
}

/* ---- ROWS ---- */

static bool
read_row (EpiMps *self, GError **error)
{
  EpiMpsRecord record;

  if (!cut (self, EPI_MPS_ROW, &record, error) ||
      !check_name (self, record.name, "the name of a row", error))
    return false;
  char kind =
      record.code.length == 1 ? g_ascii_toupper (record.code.text[0]) : '\0';
  if (kind == '\0' || strchr ("NLGE", kind) == NULL)
    return epi_lines_expected (self->lines, error, record.code, "N, L, G or E");
  if (!epi_grow (&self->rows, &self->row_capacity, self->row_names.n,
                 sizeof *self->rows))
    return epi_lines_no_memory (self->lines, error);
  int number = epi_names_add (&self->row_names, record.name);
  if (number == -1)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "the row “%.*s” is there twice",
                           (int)record.name.length, record.name.text);
  if (number < 0)
    return epi_lines_no_memory (self->lines, error);
  bool wanted = self->objective_name == NULL
                    ? self->objective < 0
                    : epi_span_is (record.name, self->objective_name);
  if (kind == 'N' && wanted)
    self->objective = number;
  self->rows[number] = (EpiMpsRow){.kind = kind, .last_col = -1};
  return true;
}

bool
epi_mps_end_rows (EpiMps *self, GError **error)
{
  size_t n = 0;

  for (size_t i = 0; i < self->row_names.n; i++)
    self->rows[i].constraint = self->rows[i].kind == 'N' ? -1 : (int)n++;
  self->n_constraints = n;
  if (self->objective_name != NULL && self->objective < 0)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "OBJNAME says “%s”, which is no N row",
                           self->objective_name);
  return true;
}

/* ---- COLUMNS ---- */

static bool
begin_column (EpiMps *self, EpiSpan name, GError **error)
{
  size_t n = self->col_names.n;

  if (n > 0 && epi_span_is (name, self->col_names.names[n - 1]))
    return true;
  if (!check_name (self, name, "the name of a column", error))
    return false;
  if (!epi_grow (&self->c, &self->col_capacity, n, sizeof *self->c))
    return epi_lines_no_memory (self->lines, error);
  int number = epi_names_add (&self->col_names, name);
  if (number == -1)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "the column “%.*s” was ended above and is here "
                           "again",
                           (int)name.length, name.text);
  if (number < 0)
    return epi_lines_no_memory (self->lines, error);
  self->c[n] = 0;
  return true;
}

static bool
add_coefficient (EpiMps *self, EpiSpan row_name, double value, GError **error)
{
  int place = find_row (self, row_name, error);
  int col = (int)self->col_names.n - 1;

  if (place < 0)
    return false;
  EpiMpsRow *row = &self->rows[place];
  if (row->last_col == col)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "the column “%s” has row “%.*s” twice",
                           self->col_names.names[col], (int)row_name.length,
                           row_name.text);
  row->last_col = col;
  if (place == self->objective)
    self->c[col] = value;
  if (row->constraint < 0)
    return true;
  if (!epi_grow (&self->A, &self->A_capacity, self->A_n, sizeof *self->A))
    return epi_lines_no_memory (self->lines, error);
  self->A[self->A_n++] = (EpiTriplet){row->constraint, col, value};
  return true;
}

/* name 'MARKER' 'INTORG' or 'INTEND': the columns between are integer. */
static bool
is_marker (EpiMps *self)
{
  EpiSpan word;
  EpiLines copy = *self->lines;

  if (memchr (copy.line.text, '\'', copy.line.length) == NULL ||
      !epi_lines_word (&copy, NULL, &word) ||
      !epi_lines_word (&copy, NULL, &word) || !epi_span_is (word, "'MARKER'"))
    return false;
  epi_mps_warn_integer (self);
  return true;
}

static bool
read_column (EpiMps *self, GError **error)
{
  EpiMpsRecord record;
  double value;

  if (is_marker (self))
    return true;
  if (!cut (self, EPI_MPS_COLUMN, &record, error) ||
      !begin_column (self, record.name, error))
    return false;
  for (size_t i = 0; i < record.n_pairs; i++)
    if (!epi_lines_number (self->lines, record.value[i], "a coefficient",
                           &value, error) ||
        !add_coefficient (self, record.key[i], value, error))
      return false;
  return true;
}

bool
epi_mps_end_columns (EpiMps *self, GError **error)
{
  size_t cols = self->col_names.n;

  self->lower = epi_new0 (double, cols);
  self->upper = epi_new (double, cols);
  self->has_lower = epi_new0 (bool, cols);
  if (self->lower == NULL || self->upper == NULL || self->has_lower == NULL)
    return epi_lines_no_memory (self->lines, error);
  for (size_t j = 0; j < cols; j++)
    self->upper[j] = INFINITY;
  return true;
}

/* ---- RHS, RANGES ---- */

static bool
read_rhs (EpiMps *self, EpiMpsRow *row, bool objective, double value,
          GError **error)
{
  if (row->has_rhs)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "this row has a right-hand side already");
  if (objective && !isfinite (value))
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_NUMBER,
                           "the constant of the objective is not finite");
  row->has_rhs = true;
  row->rhs = value;
  return true;
}

static bool
read_range (EpiMps *self, EpiMpsRow *row, double value, GError **error)
{
  if (row->has_range)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "this row has a range already");
  row->has_range = true;
  row->range = value;
  return true;
}

static bool
read_set (EpiMps *self, GError **error)
{
  EpiMpsRecord record;
  double value;
  bool ranges = self->section == EPI_MPS_RANGES;

  if (!cut (self, EPI_MPS_SET, &record, error))
    return false;
  if (!epi_mps_is_first_set (self, record.name))
    return true;
  for (size_t i = 0; i < record.n_pairs; i++) {
    int place = find_row (self, record.key[i], error);
    if (place < 0 ||
        !epi_mps_extended (self, record.value[i],
                           ranges ? "a range" : "a right-hand side", &value,
                           error))
      return false;
    EpiMpsRow *row = &self->rows[place];
    if (!(ranges
              ? read_range (self, row, value, error)
              : read_rhs (self, row, place == self->objective, value, error)))
      return false;
  }
  return true;
}

/* ---- QUADOBJ, QMATRIX ---- */

static bool
add_quadratic (EpiMps *self, int i, int j, double value, GError **error)
{
  if (!epi_grow (&self->Q, &self->Q_capacity, self->Q_n, sizeof *self->Q))
    return epi_lines_no_memory (self->lines, error);
  self->Q[self->Q_n++] =
      (EpiMpsQuadratic){.at = {i, j, value}, .line = self->lines->number};
  return true;
}

static bool
read_quadratic (EpiMps *self, GError **error)
{
  EpiMpsRecord record;
  double value;

  if (!cut (self, EPI_MPS_COLUMN, &record, error))
    return false;
  int j = find_col (self, record.name, error);
  for (size_t k = 0; k < record.n_pairs; k++) {
    int i = j < 0 ? -1 : find_col (self, record.key[k], error);
    if (i < 0 ||
        !epi_lines_number (self->lines, record.value[k],
                           "an entry of the quadratic form", &value, error) ||
        !add_quadratic (self, i, j, value, error))
      return false;
  }
  return true;
}

/* ---- BOUNDS ---- */

static bool
read_bound (EpiMps *self, GError **error)
{
  EpiMpsRecord record;

  if (!cut (self, EPI_MPS_BOUND, &record, error))
    return false;
  if (!epi_mps_is_first_set (self, record.name))
    return true;
  int col = find_col (self, record.key[0], error);
  return col >= 0 &&
         epi_mps_bound (self, record.code, col, record.value[0], error);
}

/* ---- Any of them ---- */

bool
epi_mps_data_line (EpiMps *self, GError **error)
{
  switch (self->section) {
  case EPI_MPS_ROWS:
    return read_row (self, error);
  case EPI_MPS_COLUMNS:
    return read_column (self, error);
  case EPI_MPS_RHS:
  case EPI_MPS_RANGES:
    return read_set (self, error);
  case EPI_MPS_BOUNDS:
    return read_bound (self, error);
  case EPI_MPS_QUADOBJ:
  case EPI_MPS_QMATRIX:
    return read_quadratic (self, error);
  default:
    return epi_lines_expected (self->lines, error,
                               epi_span_trim_end (self->lines->line),
                               "the name of a section in the first column");
  }
}
