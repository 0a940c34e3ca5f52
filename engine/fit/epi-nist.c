/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-nist.h"

#include "data/epi-data-error.h"
#include "fit/epi-nist-text.h"

#include <math.h>
#include <string.h>

#define EPI_NIST_LARGEST 10000000 /* bytes of a file */

typedef struct { /* what the lines gave so far */
  EpiNist *nist;
  char **lines;
  size_t n_lines, data_line; /* of the last "Data:" */
  GPtrArray *inputs;         /* their names */
  GPtrArray *names;
  GArray *values; /* rows of 4: start 1, start 2, certified, deviation */
  char *equation;
} Reader;

static bool
refuse (GError **error, const Reader *reader, const char *what)
{
  g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_SYNTAX,
               "NIST data set “%s”: %s", reader->nist->name, what);
  return false;
}

/* Splits a line into numbers; returns how many, -1 when there is text too. */
static int
scan_numbers (const char *line, long double *numbers, int most)
{
  int n = 0;

  for (;;) {
    while (g_ascii_isspace (*line) || *line == '=')
      line++;
    if (*line == '\0')
      return n;
    size_t length = n < most ? epi_nist_scan (line, &numbers[n]) : 0;
    if (length == 0)
      return -1;
    n++;
    line += length;
  }
}

/* "b3 = 1 2 3 4" or "B3  1 2": a row of certified values. */
static void
read_parameter (Reader *reader, const char *line)
{
  long double numbers[4];
  size_t length = 1;

  while (g_ascii_isspace (*line))
    line++;
  if ((*line != 'b' && *line != 'B') || !g_ascii_isdigit (line[1]))
    return;
  while (g_ascii_isdigit (line[length]))
    length++;
  int n = scan_numbers (line + length, numbers, 4);
  if (n != 2 && n != 4)
    return;
  double row[4] = {NAN, NAN, (double)numbers[n - 2], (double)numbers[n - 1]};
  if (n == 4) {
    row[0] = (double)numbers[0];
    row[1] = (double)numbers[1];
    reader->nist->nonlinear = true;
  }
  g_ptr_array_add (reader->names, g_strndup (line, length));
  g_array_append_vals (reader->values, row, 4);
}

/* "Residual Sum of Squares: v", or of the table "Residual  df  v  mean". */
static void
read_rss (Reader *reader, const char *line)
{
  const char *after;
  long double numbers[3];

  while (g_ascii_isspace (*line))
    line++;
  if (!g_str_has_prefix (line, "Residual"))
    return;
  after = strstr (line, "Sum of Squares:");
  if (after != NULL) {
    if (scan_numbers (after + strlen ("Sum of Squares:"), numbers, 3) >= 1)
      reader->nist->certified_rss = (double)numbers[0];
  } else if (scan_numbers (line + strlen ("Residual"), numbers, 3) >= 2) {
    reader->nist->certified_rss = (double)numbers[1];
  }
}

static bool
is_blank (const char *line)
{
  return line[strspn (line, " \t")] == '\0';
}

/* The lines from the first equation that mentions y on, to a blank one. */
static void
read_equation (Reader *reader)
{
  GString *text = g_string_new (NULL);
  size_t i = 0;

  while (i < reader->n_lines && !g_str_has_prefix (reader->lines[i], "Model:"))
    i++;
  for (; i < reader->data_line; i++) {
    const char *line = reader->lines[i], *equals = strchr (line, '=');
    if (equals != NULL && memchr (line, 'y', (size_t)(equals - line)) != NULL &&
        strchr (equals + 1, '=') == NULL)
      break;
  }
  for (; i < reader->data_line && !is_blank (reader->lines[i]); i++)
    g_string_append_printf (text, " %s", reader->lines[i]);
  reader->equation = g_string_free (text, FALSE);
}

/* Splits the equation; the error term "+ e" goes. */
static bool
split_equation (Reader *reader, GError **error)
{
  char *equals = strchr (reader->equation, '=');

  if (equals == NULL)
    return refuse (error, reader,
                   "found no equation for y after “Model:”, expected one");
  char *left = g_strstrip (
      g_strndup (reader->equation, (gsize)(equals - reader->equation)));
  char *right = g_strstrip (g_strdup (equals + 1));
  epi_nist_cut_error_term (right);
  reader->nist->response = left;
  reader->nist->model = g_strstrip (epi_nist_expand_dots (right));
  return true;
}

/* The names on the last line "Data:  y  x1 x2". */
static bool
read_header (Reader *reader, GError **error)
{
  const char *line = reader->lines[reader->data_line] + strlen ("Data:");
  char **words = g_strsplit_set (line, " \t", -1);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (reader->inputs, g_strdup (*word));
  g_strfreev (words);
  if (reader->inputs->len < 2 || reader->inputs->len > 100 ||
      strcmp (g_ptr_array_index (reader->inputs, 0), "y") != 0)
    return refuse (error, reader,
                   "found no line “Data: y x” before the data, "
                   "expected the names of the columns");
  reader->nist->n_inputs = reader->inputs->len - 1;
  return true;
}

/* The rows below: y, then the inputs.  y goes through the left-hand side. */
static bool
read_rows (Reader *reader, const EpiFormula *response, GError **error)
{
  EpiNist *nist = reader->nist;
  size_t width = nist->n_inputs + 1, most = reader->n_lines;
  long double *row = g_new (long double, width);
  bool ok = true;

  nist->x = g_new (long double, most * nist->n_inputs);
  nist->y = g_new (long double, most);
  for (size_t i = reader->data_line + 1; ok && i < reader->n_lines; i++) {
    if (is_blank (reader->lines[i]))
      continue;
    if (scan_numbers (reader->lines[i], row, (int)width) != (int)width) {
      g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_NUMBER,
                   "NIST data set “%s”, line %zu: expected %zu numbers",
                   nist->name, i + 1, width);
      ok = false;
      break;
    }
    long double y = epi_formula_eval (response, row, NULL, NULL);
    nist->y[nist->n_rows] = y;
    memcpy (nist->x + nist->n_rows * nist->n_inputs, row + 1,
            nist->n_inputs * sizeof *row);
    nist->n_rows++;
    if (!isfinite (y))
      ok = refuse (error, reader,
                   "found a response outside the domain of its "
                   "transformation");
  }
  g_free (row);
  if (ok && nist->n_rows == 0)
    ok = refuse (error, reader, "found no rows of data, expected some");
  return ok;
}

static bool
read_model (Reader *reader, GError **error)
{
  EpiNist *nist = reader->nist;
  const char *const y[] = {"y"};

  nist->n_parameters = reader->names->len;
  if (nist->n_parameters == 0)
    return refuse (error, reader,
                   "found no certified values, expected lines "
                   "“b1 …”");
  g_ptr_array_add (reader->names, NULL);
  nist->parameters = (char **)g_ptr_array_steal (reader->names, NULL);
  double **columns[] = {&nist->start[0], &nist->start[1], &nist->certified,
                        &nist->deviation};
  for (size_t c = nist->nonlinear ? 0 : 2; c < 4; c++) {
    *columns[c] = g_new (double, nist->n_parameters);
    for (size_t j = 0; j < nist->n_parameters; j++)
      (*columns[c])[j] = g_array_index (reader->values, double, 4 * j + c);
  }
  EpiFormula *response =
      epi_formula_parse (nist->response, y, 1, NULL, 0, error);
  if (response == NULL)
    return false;
  nist->formula = epi_formula_parse (
      nist->model, (const char *const *)reader->inputs->pdata + 1,
      nist->n_inputs, (const char *const *)nist->parameters, nist->n_parameters,
      error);
  bool ok = nist->formula != NULL && read_rows (reader, response, error);
  epi_formula_free (response);
  return ok;
}

EpiNist *
epi_nist_parse (const char *name, const char *text, gsize length,
                GError **error)
{
  Reader reader = {.nist = g_new0 (EpiNist, 1)};
  char *copy = g_strndup (text, length);
  bool ok;

  reader.nist->name = g_strdup (name);
  reader.nist->certified_rss = NAN;
  g_strdelimit (copy, "\r", ' ');
  reader.lines = g_strsplit (copy, "\n", -1);
  reader.n_lines = g_strv_length (reader.lines);
  reader.inputs = g_ptr_array_new_with_free_func (g_free);
  reader.names = g_ptr_array_new_with_free_func (g_free);
  reader.values = g_array_new (FALSE, FALSE, sizeof (double));
  for (size_t i = 0; i < reader.n_lines; i++)
    if (g_str_has_prefix (reader.lines[i], "Data:"))
      reader.data_line = i;
  for (size_t i = 0; i < reader.data_line; i++) {
    read_parameter (&reader, reader.lines[i]);
    read_rss (&reader, reader.lines[i]);
  }
  read_equation (&reader);
  ok = reader.data_line > 0 ||
       refuse (error, &reader, "found no line “Data:”, expected an StRD file");
  ok = ok && read_header (&reader, error) && split_equation (&reader, error) &&
       read_model (&reader, error);
  g_free (copy);
  g_free (reader.equation);
  g_strfreev (reader.lines);
  g_ptr_array_unref (reader.inputs);
  g_ptr_array_unref (reader.names);
  g_array_unref (reader.values);
  if (ok)
    return reader.nist;
  epi_nist_free (reader.nist);
  return NULL;
}

EpiNist *
epi_nist_read (const char *path, GError **error)
{
  char *text = NULL, *name = g_path_get_basename (path);
  gsize length = 0;
  EpiNist *nist = NULL;

  if (g_str_has_suffix (name, ".dat"))
    name[strlen (name) - 4] = '\0';
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_OPEN,
                 "“%s” is not a regular file", path);
  else if (g_file_get_contents (path, &text, &length, error) &&
           length > EPI_NIST_LARGEST)
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_LIMIT,
                 "“%s” has %" G_GSIZE_FORMAT " bytes, expected at most %d",
                 path, length, EPI_NIST_LARGEST);
  else if (text != NULL)
    nist = epi_nist_parse (name, text, length, error);
  g_free (text);
  g_free (name);
  return nist;
}

void
epi_nist_free (EpiNist *nist)
{
  if (nist == NULL)
    return;
  g_free (nist->name);
  g_free (nist->model);
  g_free (nist->response);
  g_strfreev (nist->parameters);
  g_free (nist->x);
  g_free (nist->y);
  g_free (nist->certified);
  g_free (nist->deviation);
  g_free (nist->start[0]);
  g_free (nist->start[1]);
  epi_formula_free (nist->formula);
  g_free (nist);
}

static void
split (long double value, double *high, double *low)
{
  *high = (double)value;
  *low = (double)(value - *high);
}

EpiStatus
epi_nist_matrices (const EpiNist *nist, EpiMatrix *A, EpiMatrix *A_low,
                   EpiMatrix *B, EpiMatrix *B_low)
{
  size_t n = nist->n_rows, p = nist->n_parameters;
  long double *zero = g_new0 (long double, p), *row = g_new (long double, p);
  EpiStatus status = EPI_OK;

  *A = *A_low = *B = *B_low = (EpiMatrix){0};
  if (epi_matrix_new (n, p, A) != EPI_OK ||
      epi_matrix_new (n, p, A_low) != EPI_OK ||
      epi_matrix_new (n, 1, B) != EPI_OK ||
      epi_matrix_new (n, 1, B_low) != EPI_OK) {
    epi_matrix_clear (A);
    epi_matrix_clear (A_low);
    epi_matrix_clear (B);
    epi_matrix_clear (B_low);
    status = EPI_NO_MEMORY;
  }
  for (size_t i = 0; status == EPI_OK && i < n; i++) {
    long double rest =
        nist->y[i] - epi_formula_eval (nist->formula,
                                       nist->x + i * nist->n_inputs, zero, row);
    split (rest, &B->data[i], &B_low->data[i]);
    for (size_t j = 0; j < p; j++)
      split (row[j], epi_matrix_at (A, i, j), epi_matrix_at (A_low, i, j));
  }
  g_free (zero);
  g_free (row);
  return status;
}

void
epi_nist_residuals (const EpiNist *nist, EpiFormulaResiduals *residuals)
{
  epi_formula_residuals_init (residuals, nist->formula, nist->n_inputs,
                              nist->n_parameters, nist->n_rows, nist->x,
                              nist->y);
}

double
epi_nist_digits (const EpiNist *nist, const double *theta)
{
  double worst = 15;

  for (size_t j = 0; j < nist->n_parameters; j++) {
    double c = nist->certified[j], error = fabs (theta[j] - c);
    if (c != 0)
      error /= fabs (c);
    double digits = error > 0 ? -log10 (error) : 15;
    worst = isnan (digits) ? 0 : fmin (worst, digits);
  }
  return fmax (worst, 0);
}
