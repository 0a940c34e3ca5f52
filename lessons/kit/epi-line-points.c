/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-line-points.h"

#include <glib.h>
#include <math.h>

/* The data of the first table with its column of numbers; NULL: has none. */
static const EpiData *
data_of (const EpiLesson *lesson, const EpiDocument *document, size_t *col)
{
  const EpiData *data = epi_document_data (document, lesson->tables[0].name);
  ptrdiff_t x = data != NULL ? epi_data_column (data, "x", 0) : -1;

  if (x < 0 ||
      epi_table_kind (epi_data_table (data), (size_t)x) != EPI_COLUMN_NUMBER)
    return NULL;
  *col = (size_t)x;
  return data;
}

double *
epi_line_read (const EpiLesson *lesson, const EpiDocument *document, size_t *n)
{
  size_t col;
  const EpiData *data = data_of (lesson, document, &col);
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;
  size_t rows = table != NULL ? epi_table_rows (table) : 0;
  double *values = g_new (double, rows + 1);

  *n = 0;
  for (size_t i = 0; i < rows; i++) {
    double x = epi_table_number (table, i, col);
    if (isfinite (x) &&
        !(epi_table_mark (table, i) & (EPI_MARK_HIDDEN | EPI_MARK_TEST)))
      values[(*n)++] = x;
  }
  return values;
}

/* Whether row i has a number, or a level, in each of these roles. */
static bool
is_whole (const EpiData *data, size_t i, const char *const *roles)
{
  for (; *roles != NULL; roles++) {
    ptrdiff_t col = epi_data_column (data, *roles, 0);
    if (col >= 0 &&
        !isfinite (epi_table_number (epi_data_table (data), i, (size_t)col)))
      return false;
  }
  return true;
}

/* ---- Rows that do not count ---- */

typedef struct {
  const EpiData *data; /* a reference: no other takes its place */
  const char *const *roles;
  size_t all, left_out;
} Counted;

static void
counted_free (gpointer data)
{
  Counted *self = data;

  epi_data_unref (self->data);
  g_free (self);
}

static Counted *
count_rows (const EpiData *data, const char *const *roles)
{
  const EpiTable *table = epi_data_table (data);
  Counted *self = g_new (Counted, 1);

  *self = (Counted){epi_data_ref (data), roles, 0, 0};
  for (size_t i = 0; i < epi_table_rows (table); i++)
    if (!(epi_table_mark (table, i) & (EPI_MARK_HIDDEN | EPI_MARK_TEST))) {
      self->all++;
      self->left_out += !is_whole (data, i, roles);
    }
  return self;
}

/* Data do not change, and a sentence is asked for at every step of a run: the
 * last count is kept, for each thread. */
static const Counted *
counted_of (const EpiData *data, const char *const *roles)
{
  static GPrivate last = G_PRIVATE_INIT (counted_free);
  Counted *kept = g_private_get (&last);

  if (kept == NULL || kept->data != data || kept->roles != roles) {
    kept = count_rows (data, roles);
    g_private_replace (&last, kept);
  }
  return kept;
}

char *
epi_with_rows_left_out (const EpiData *data, const char *const *roles,
                        const char *what, char *sentence)
{
  const Counted *rows = data != NULL ? counted_of (data, roles) : NULL;

  if (rows == NULL || rows->left_out == 0)
    return sentence;
  char *both = g_strdup_printf (
      "%s%s%zu of %zu rows %s no %s and %s not count.",
      sentence != NULL ? sentence : "", sentence != NULL ? " " : "",
      rows->left_out, rows->all, rows->left_out == 1 ? "has" : "have", what,
      rows->left_out == 1 ? "does" : "do");
  g_free (sentence);
  return both;
}

/* ---- Points on the line ---- */

size_t
epi_line_count (const EpiScene *scene)
{
  size_t col;
  const EpiData *data = data_of (scene->lesson, scene->document, &col);

  return data != NULL ? epi_table_rows (epi_data_table (data)) : 0;
}

bool
epi_line_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  size_t col;
  const EpiData *data = data_of (scene->lesson, scene->document, &col);

  if (data == NULL || i >= epi_table_rows (epi_data_table (data)) ||
      epi_table_mark (epi_data_table (data), i) & EPI_MARK_HIDDEN)
    return false;
  *point = (EpiPoint){epi_table_number (epi_data_table (data), i, col), 0};
  return isfinite (point->x);
}

/* Takes the table, NULL: no memory, nothing changes. */
static EpiDocument *
with_table (const EpiScene *scene, const EpiData *data, EpiTable *table)
{
  if (table == NULL)
    return epi_document_ref (scene->document);
  EpiData *with = epi_data_with_table (data, table);
  EpiDocument *document = epi_document_with_data (
      scene->document, scene->lesson->tables[0].name, with);
  epi_table_unref (table);
  epi_data_unref (with);
  return document;
}

EpiDocument *
epi_line_move_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  size_t col;
  const EpiData *data = data_of (scene->lesson, scene->document, &col);
  EpiTable *moved = NULL;

  if (data == NULL || i >= epi_table_rows (epi_data_table (data)))
    return epi_document_ref (scene->document);
  epi_table_set_numbers (epi_data_table (data), &i, 1, col, &point.x, &moved);
  return with_table (scene, data, moved);
}

EpiDocument *
epi_line_add (const EpiScene *scene, EpiPoint point)
{
  size_t col;
  const EpiData *data = data_of (scene->lesson, scene->document, &col);
  EpiTable *longer = NULL;

  if (data == NULL)
    return epi_document_ref (scene->document);
  size_t cols = epi_table_cols (epi_data_table (data));
  double *row = g_new (double, cols);
  for (size_t j = 0; j < cols; j++)
    row[j] = j == col ? point.x : NAN;
  epi_table_append (epi_data_table (data), row, &longer);
  g_free (row);
  return with_table (scene, data, longer);
}

size_t
epi_line_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  EpiPoint at;

  if (!epi_line_position (scene, i, &at))
    return 0;
  g_strlcpy (numbers[0].label, "x", sizeof numbers[0].label);
  numbers[0].value = at.x;
  return 1;
}

EpiDocument *
epi_line_set_numbers (const EpiScene *scene, size_t i, const double *values)
{
  return epi_line_move_to (scene, i, (EpiPoint){values[0], 0});
}
