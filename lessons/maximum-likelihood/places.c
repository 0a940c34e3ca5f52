/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things are that the document does not place: heights on the line, and
 * the starts of methods; and where pseudo-data are put beside samples that were
 * loaded.
 */
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <stdlib.h>

MlLine
ml_line (const EpiDocument *document)
{
  size_t n, m = 0;
  double *x = ml_rows (document, "points", &n), mean = 0, square = 0;
  double *z = ml_has_prior (document) ? ml_rows (document, "pseudo", &m) : NULL;
  MlLine line = {.low = INFINITY, .high = -INFINITY};

  for (size_t i = 0; i < n + m; i++) {
    double at = i < n ? x[i] : z[i - n];
    line.low = fmin (line.low, at);
    line.high = fmax (line.high, at);
  }
  for (size_t i = 0; i < n; i++)
    mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    square += (x[i] - mean) * (x[i] - mean) / (double)n;
  g_free (x);
  g_free (z);
  if (!(line.low <= line.high))
    line.low = line.high = 0;
  line.deviation = square > 0 ? sqrt (square) : 1;
  line.top = (ml_kind (document) == ML_MIXTURE ? 1.1 : 0.7) / line.deviation;
  line.pseudo = -0.09 * line.top;
  line.start = -0.09 * line.top;
  return line;
}

/* Mean and deviation of a column of the samples; 0 and 1 where there is none.
 */
static void
column_moments (const double *x, size_t n, double *mean, double *deviation)
{
  double square = 0;

  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    square += (x[i] - *mean) * (x[i] - *mean) / (double)n;
  *deviation = square > 0 ? sqrt (square) : 1;
}

EpiPoint
ml_start (const EpiDocument *document)
{
  EpiPoint at, given;
  size_t n;
  double *x, mean[2], deviation[2];
  bool has = epi_document_handle (document, "start", &given) &&
             isfinite (given.x) && isfinite (given.y);

  if (ml_kind (document) == ML_BERNOULLI)
    return (EpiPoint){CLAMP (has ? given.x : 0.2, 0.001, 0.999), 0};
  if (has && (ml_in_plane (document) || given.y > 0))
    return given;
  x = ml_rows (document, "points", &n);
  column_moments (x, n, &mean[0], &deviation[0]);
  if (ml_in_plane (document)) {
    column_moments (x + n, n, &mean[1], &deviation[1]);
    at = (EpiPoint){mean[0] - 1.2 * deviation[0], mean[1] + 1.2 * deviation[1]};
  } else
    at = (EpiPoint){mean[0] - 1.2 * deviation[0], 2.5 * deviation[0]};
  g_free (x);
  return at;
}

/* ---- Pseudo-data ---- */

/* The numbers of the first column of that role that count, a new array. */
static double *
role_numbers (const EpiData *data, const char *role, size_t *n)
{
  ptrdiff_t column = epi_data_column (data, role, 0);
  const EpiTable *table = epi_data_table (data);

  *n = 0;
  if (column < 0 || epi_table_kind (table, (size_t)column) != EPI_COLUMN_NUMBER)
    return NULL;
  double *x = g_new (double, epi_table_rows (table) + 1);
  for (size_t row = 0; row < epi_table_rows (table); row++) {
    double at = epi_table_number (table, row, (size_t)column);
    if (isfinite (at) &&
        !(epi_table_mark (table, row) & (EPI_MARK_HIDDEN | EPI_MARK_TEST)))
      x[(*n)++] = at;
  }
  return x;
}

/* To two digits of the deviation. */
static double
rounded (double x, double deviation)
{
  double per_unit = pow (10, 1 - floor (log10 (deviation)));
  double near = round (x * per_unit) / per_unit;

  return isfinite (near) ? near : x;
}

/* Coordinate j of pseudo-datum i of m, in deviations from the mean. */
static double
pseudo_offset (size_t j, size_t i, size_t m)
{
  double along = m > 1 ? (double)i / (double)(m - 1) : 0.5;

  return j == 0 ? 1 + along : i % 2 == 1 ? 0 : along / 2 - 1;
}

static bool
are_tosses (const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (x[i] != 0 && x[i] != 1)
      return false;
  return true;
}

/* z (m) := coordinate j of the pseudo-data. */
static void
place_beside (const double *x, size_t n, size_t j, size_t m, double *z)
{
  double mean, deviation;
  bool tosses = are_tosses (x, n);

  column_moments (x, n, &mean, &deviation);
  for (size_t i = 0; i < m; i++)
    z[i] = tosses ? (double)(i % 2)
                  : rounded (mean + deviation * pseudo_offset (j, i, m),
                             deviation);
}

/* The document with these numbers (m) in the pseudo-data's column; takes it. As
 * it was where there is no memory. */
static EpiDocument *
with_pseudo (EpiDocument *document, size_t column, const double *z, size_t m)
{
  const EpiData *pseudo = epi_document_data (document, "pseudo");
  size_t *rows = g_new (size_t, m);
  EpiTable *table = NULL;

  for (size_t i = 0; i < m; i++)
    rows[i] = i;
  epi_table_set_numbers (epi_data_table (pseudo), rows, m, column, z, &table);
  g_free (rows);
  if (table == NULL)
    return document;
  EpiData *data = epi_data_with_table (pseudo, table);
  EpiDocument *with = epi_document_with_data (document, "pseudo", data);
  epi_data_unref (data);
  epi_table_unref (table);
  epi_document_unref (document);
  return with;
}

static EpiDocument *
place_pseudo (const EpiDocument *document)
{
  static const char *const roles[] = {"x", "y"};
  const EpiData *points = epi_document_data (document, "points");
  const EpiData *pseudo = epi_document_data (document, "pseudo");
  size_t m = pseudo != NULL ? epi_table_rows (epi_data_table (pseudo)) : 0;
  EpiDocument *placed = epi_document_ref (document);

  for (size_t j = 0; points != NULL && m > 0 && j < 2; j++) {
    ptrdiff_t column = epi_data_column (pseudo, roles[j], 0);
    double *z = g_new (double, m);
    size_t n;
    double *x = role_numbers (points, roles[j], &n);
    if (n > 0 && column >= 0) {
      place_beside (x, n, j, m, z);
      placed = with_pseudo (placed, (size_t)column, z, m);
    }
    g_free (x);
    g_free (z);
  }
  return placed;
}

/* ---- Starts ---- */

/* Starts were said for other data, and may lie far from these, in another unit:
 * at no point, so that they are where the samples are, on the line and in the
 * plane. */
static EpiDocument *
forget_starts (EpiDocument *document)
{
  static const char *const names[] = {"start", "start1", "start2", "start3",
                                      "start4"};
  EpiPoint at;

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    if (!epi_document_handle (document, names[i], &at))
      continue;
    EpiDocument *without =
        epi_document_with_handle (document, names[i], (EpiPoint){NAN, NAN});
    epi_document_unref (document);
    document = without;
  }
  return document;
}

/* The first column of numbers that is not across. */
static ptrdiff_t
free_column (const EpiData *points)
{
  const EpiTable *table = epi_data_table (points);
  ptrdiff_t across = epi_data_column (points, "x", 0);

  for (size_t j = 0; j < epi_table_cols (table); j++)
    if ((ptrdiff_t)j != across &&
        epi_table_kind (table, j) == EPI_COLUMN_NUMBER)
      return (ptrdiff_t)j;
  return -1;
}

/* In the plane a column of a table that is new is up, too: another one where
 * nobody said which.  Of the table at hand somebody has chosen the columns, and
 * may choose none. */
static EpiDocument *
with_up (const EpiDocument *document, const EpiDocument *before)
{
  const EpiData *points = epi_document_data (document, "points");
  const EpiData *old = epi_document_data (before, "points");
  ptrdiff_t column;

  if (!ml_in_plane (document) || points == NULL ||
      (old != NULL && epi_data_table (old) == epi_data_table (points)) ||
      epi_data_column (points, "x", 0) < 0 ||
      epi_data_column (points, "y", 0) >= 0 ||
      (column = free_column (points)) < 0)
    return epi_document_ref (document);
  const char *const name[] = {
      epi_table_name (epi_data_table (points), (size_t)column), NULL};
  EpiData *both = epi_data_with_role (points, "y", name);
  EpiDocument *with = epi_document_with_data (document, "points", both);
  epi_data_unref (both);
  return with;
}

EpiDocument *
ml_place_by_data (const EpiDocument *document, const EpiDocument *before)
{
  EpiDocument *whole = with_up (document, before);
  EpiDocument *placed = forget_starts (place_pseudo (whole));

  epi_document_unref (whole);
  return placed;
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;
  return (p > q) - (p < q);
}

/* Where nothing else is said: the sample at the share (k+½)/K, in the order of
 * x; no point where there is none. */
EpiPoint
ml_start_of_part (const EpiDocument *document, size_t k)
{
  static const char *const names[] = {"start1", "start2", "start3", "start4"};
  size_t n, K = (size_t)epi_lesson_number (&epi_lesson_maximum_likelihood,
                                           document, "components");
  EpiPoint at;

  if (epi_document_handle (document, names[k], &at) && isfinite (at.x) &&
      isfinite (at.y))
    return at;
  double *x = ml_rows (document, "points", &n), (*pairs)[2];
  pairs = g_malloc (sizeof *pairs * (n + 1));
  for (size_t i = 0; i < n; i++) {
    pairs[i][0] = x[i];
    pairs[i][1] = x[i + n];
  }
  qsort (pairs, n, sizeof *pairs, compare);
  size_t rank = (2 * k + 1) * n / (2 * MAX (K, 1));
  at = (EpiPoint){NAN, NAN};
  if (n > 0)
    at = (EpiPoint){pairs[MIN (rank, n - 1)][0], pairs[MIN (rank, n - 1)][1]};
  g_free (pairs);
  g_free (x);
  return at;
}
