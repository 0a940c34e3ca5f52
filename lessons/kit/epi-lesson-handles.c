/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-lesson.h"

#include "core/epi-number.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-entries.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- Those that are rows of a table ---- */

static bool
holds_numbers (const EpiData *data, const char *role, size_t i)
{
  ptrdiff_t j = epi_data_column (data, role, i);

  return j >= 0 &&
         epi_table_kind (epi_data_table (data), (size_t)j) == EPI_COLUMN_NUMBER;
}

static const EpiData *
rows_of (const EpiHandleSpec *handle, const EpiScene *scene, size_t *rows,
         size_t *outputs)
{
  const EpiData *data = epi_document_data (scene->document, handle->table);

  *rows = *outputs = 0;
  if (data == NULL || !holds_numbers (data, handle->x_role, 0))
    return NULL;
  *rows = epi_table_rows (epi_data_table (data));
  *outputs = g_strv_length ((char **)epi_data_role (data, handle->y_role));
  return data;
}

/* The rows of one output, chunk by chunk. */
static void
row_positions (const EpiTable *table, size_t x_col, size_t y_col,
               EpiPoint *points)
{
  for (size_t chunk = 0; chunk < epi_table_n_chunks (table); chunk++) {
    size_t n, n_marks;
    const double *x = epi_table_chunk (table, x_col, chunk, &n);
    const double *y = epi_table_chunk (table, y_col, chunk, &n);
    const uint8_t *marks = epi_table_marks_chunk (table, chunk, &n_marks);
    for (size_t i = 0; i < n; i++) {
      bool hidden = marks != NULL && marks[i] & EPI_MARK_HIDDEN;
      *points++ = !hidden && isfinite (x[i]) && isfinite (y[i])
                      ? (EpiPoint){x[i], y[i]}
                      : (EpiPoint){NAN, NAN};
    }
  }
}

static EpiDocument *
move_row (const EpiHandleSpec *handle, const EpiScene *scene, size_t i,
          EpiPoint point)
{
  size_t rows, outputs;
  const EpiData *data = rows_of (handle, scene, &rows, &outputs);
  EpiTable *moved = NULL, *both = NULL;

  if (data == NULL || i >= rows * outputs ||
      !holds_numbers (data, handle->y_role, i / rows))
    return epi_document_ref (scene->document);
  size_t row = i % rows;
  epi_table_set_numbers (epi_data_table (data), &row, 1,
                         (size_t)epi_data_column (data, handle->x_role, 0),
                         &point.x, &moved);
  if (moved != NULL)
    epi_table_set_numbers (
        moved, &row, 1,
        (size_t)epi_data_column (data, handle->y_role, i / rows), &point.y,
        &both);
  epi_table_unref (moved);
  if (both == NULL) /* no memory: nothing moves */
    return epi_document_ref (scene->document);
  EpiData *with = epi_data_with_table (data, both);
  EpiDocument *document =
      epi_document_with_data (scene->document, handle->table, with);
  epi_table_unref (both);
  epi_data_unref (with);
  return document;
}

bool
epi_handle_takes_rows (const EpiHandleSpec *handle, const EpiScene *scene)
{
  const EpiData *data =
      handle->table != NULL && epi_lesson_shown (scene->lesson, scene->document,
                                                 handle->shown_when)
          ? epi_document_data (scene->document, handle->table)
          : NULL;

  if (data == NULL || handle->add != NULL)
    return data != NULL;
  return handle->x_role != NULL && holds_numbers (data, handle->x_role, 0) &&
         (handle->y_role == NULL || holds_numbers (data, handle->y_role, 0));
}

static bool
is_seen (const EpiScene *scene, const char *view)
{
  for (const EpiViewSpec *v = scene->lesson->views; v->name != NULL; v++)
    if (strcmp (v->name, view) == 0)
      return epi_lesson_shown (scene->lesson, scene->document, v->shown_when);
  return false;
}

/* What a lesson adds itself comes one by one. */
bool
epi_handles_paint (const EpiScene *scene)
{
  const EpiHandleSpec *h = scene->lesson->handles;

  for (; h != NULL && h->name != NULL; h++)
    if (h->add == NULL && epi_handle_takes_rows (h, scene) &&
        is_seen (scene, h->view))
      return true;
  return false;
}

/* ---- All ---- */

size_t
epi_handle_count (const EpiHandleSpec *handle, const EpiScene *scene)
{
  size_t rows, outputs;

  if (!epi_lesson_shown (scene->lesson, scene->document, handle->shown_when))
    return 0;
  if (handle->count != NULL)
    return handle->count (scene);
  if (handle->matrix != NULL)
    return epi_entries_count (handle, scene);
  if (handle->table == NULL)
    return 1;
  rows_of (handle, scene, &rows, &outputs);
  return rows * outputs;
}

static bool
place_of (const EpiHandleSpec *handle, const EpiScene *scene, size_t i,
          EpiPoint *point)
{
  size_t rows, outputs;

  if (handle->position != NULL)
    return handle->position (scene, i, point);
  if (handle->matrix != NULL)
    return epi_entries_position (handle, scene, i, point);
  if (handle->table == NULL) {
    *point = epi_lesson_handle (scene->lesson, scene->document, handle->name);
    return true;
  }
  const EpiData *data = rows_of (handle, scene, &rows, &outputs);
  if (data == NULL || i >= rows * outputs)
    return false;
  const EpiTable *table = epi_data_table (data);
  size_t x = (size_t)epi_data_column (data, handle->x_role, 0);
  if (!holds_numbers (data, handle->y_role, i / rows) ||
      epi_table_mark (table, i % rows) & EPI_MARK_HIDDEN)
    return false;
  size_t y = (size_t)epi_data_column (data, handle->y_role, i / rows);
  point->x = epi_table_number (table, i % rows, x);
  point->y = epi_table_number (table, i % rows, y);
  return true;
}

bool
epi_handle_position (const EpiHandleSpec *handle, const EpiScene *scene,
                     size_t i, EpiPoint *point)
{
  return place_of (handle, scene, i, point) && isfinite (point->x) &&
         isfinite (point->y);
}

void
epi_handle_positions (const EpiHandleSpec *handle, const EpiScene *scene,
                      size_t n, EpiPoint *points)
{
  size_t rows = 0, outputs = 0;

  if (handle->positions != NULL) {
    handle->positions (scene, n, points);
    return;
  }
  const EpiData *data = handle->table != NULL && handle->position == NULL
                            ? rows_of (handle, scene, &rows, &outputs)
                            : NULL;

  for (size_t i = 0; data == NULL && i < n; i++)
    if (!epi_handle_position (handle, scene, i, &points[i]))
      points[i] = (EpiPoint){NAN, NAN};
  for (size_t j = 0; j < outputs && (j + 1) * rows <= n; j++)
    if (holds_numbers (data, handle->y_role, j))
      row_positions (epi_data_table (data),
                     (size_t)epi_data_column (data, handle->x_role, 0),
                     (size_t)epi_data_column (data, handle->y_role, j),
                     points + j * rows);
    else
      for (size_t i = 0; i < rows; i++)
        points[j * rows + i] = (EpiPoint){NAN, NAN};
}

EpiDocument *
epi_handle_move_to (const EpiHandleSpec *handle, const EpiScene *scene,
                    size_t i, EpiPoint point)
{
  EpiPoint from;

  if (handle->move != EPI_MOVE_BOTH &&
      epi_handle_position (handle, scene, i, &from)) {
    if (handle->move == EPI_MOVE_HORIZONTAL)
      point.y = from.y;
    else
      point.x = from.x;
  }
  if (handle->move_to != NULL)
    return handle->move_to (scene, i, point);
  if (handle->matrix != NULL)
    return epi_entries_move_to (handle, scene, i, point);
  if (handle->table != NULL)
    return move_row (handle, scene, i, point);
  return epi_document_with_handle (scene->document, handle->name, point);
}

/* ---- Steps of the keys ---- */

#define ROUNDED 10   /* parts of the step that a number is rounded to */
#define AT_LEAST 100 /* parts of itself, at least: an angle may go round */
#define NOISE 1e-12

static double
rounded (double before, double after)
{
  double way = fabs (after - before);

  if (way <= NOISE * fabs (before)) /* computed anew, but not moved */
    return before;
  double grain = fmin (way / ROUNDED, fabs (after) / AT_LEAST);
  return epi_number_round (after, fmax (grain, NOISE * way));
}

/* The document that was moved, or the same with the handle's numbers rounded,
 * where the lesson will have those.  Takes moved. */
static EpiDocument *
round_numbers (const EpiHandleSpec *handle, const EpiScene *scene, size_t i,
               EpiDocument *moved)
{
  EpiHandleNumber before[EPI_HANDLE_NUMBERS], after[EPI_HANDLE_NUMBERS];
  double values[EPI_HANDLE_NUMBERS];
  EpiScene there = *scene;
  size_t n = handle->numbers (scene, i, before);
  bool same = true;

  there.document = moved;
  if (handle->numbers (&there, i, after) != n)
    return moved;
  for (size_t k = 0; k < n; k++) {
    values[k] = rounded (before[k].value, after[k].value);
    same &= values[k] == after[k].value;
  }
  EpiDocument *document =
      same ? epi_document_ref (moved) : handle->set_numbers (&there, i, values);
  epi_document_unref (moved);
  return document;
}

EpiDocument *
epi_handle_step_to (const EpiHandleSpec *handle, const EpiScene *scene,
                    size_t i, EpiPoint to, EpiPoint grain)
{
  bool typed = handle->numbers != NULL && handle->set_numbers != NULL &&
               handle->put_down == NULL; /* what a pen drew is drawn */

  if (!typed && handle->matrix == NULL) {
    to.x = epi_number_round (to.x, grain.x);
    to.y = epi_number_round (to.y, grain.y);
  }
  EpiDocument *moved = epi_handle_move_to (handle, scene, i, to);
  return typed ? round_numbers (handle, scene, i, moved) : moved;
}

/* ---- What is said and typed of them ---- */

char *
epi_handle_title (const EpiHandleSpec *handle, const EpiScene *scene, size_t i)
{
  char *title = handle->title != NULL ? handle->title (scene, i) : NULL;

  if (title != NULL)
    return title;
  if (handle->matrix != NULL)
    return epi_entries_title (handle, scene, i);
  if (handle->table != NULL || epi_handle_count (handle, scene) > 1)
    return g_strdup_printf ("%s %zu", handle->label, i + 1);
  return g_strdup (handle->label);
}

/* The label is spoken and typed beside, so it is plain text. */
static void
coordinate (EpiHandleNumber *number, const char *label, double value)
{
  g_strlcpy (number->label, label, sizeof number->label);
  number->value = value;
}

/* Of an axis, whose label is markup. */
static void
coordinate_along (EpiHandleNumber *number, const char *markup,
                  const char *fallback, double value)
{
  char *plain = epi_plot_text_plain (markup != NULL ? markup : fallback);

  coordinate (number, plain, value);
  g_free (plain);
}

size_t
epi_handle_numbers (const EpiHandleSpec *handle, const EpiScene *scene,
                    const EpiAxesSpec *axes, size_t i,
                    EpiHandleNumber numbers[EPI_HANDLE_NUMBERS])
{
  EpiPoint at;
  size_t n = 0;

  if (!epi_handle_position (handle, scene, i, &at))
    return 0;
  if (handle->numbers != NULL)
    return handle->numbers (scene, i, numbers);
  if (handle->matrix != NULL) {
    char *title = epi_entries_title (handle, scene, i);
    coordinate (&numbers[0], title, epi_entries_value (handle, scene, i));
    g_free (title);
    return 1;
  }
  if (handle->move != EPI_MOVE_VERTICAL)
    coordinate_along (&numbers[n++],
                      handle->across != NULL ? handle->across : axes->x_label,
                      "x", at.x);
  if (handle->move != EPI_MOVE_HORIZONTAL)
    coordinate_along (&numbers[n++],
                      handle->up != NULL ? handle->up : axes->y_label, "y",
                      at.y);
  return n;
}

EpiDocument *
epi_handle_set_numbers (const EpiHandleSpec *handle, const EpiScene *scene,
                        size_t i, const double *values)
{
  EpiPoint to;

  if (!epi_handle_position (handle, scene, i, &to))
    return epi_document_ref (scene->document);
  if (handle->numbers != NULL)
    return handle->set_numbers != NULL ? handle->set_numbers (scene, i, values)
                                       : epi_document_ref (scene->document);
  if (handle->matrix != NULL)
    return epi_entries_set (handle, scene, i, values[0]);
  size_t n = 0;
  if (handle->move != EPI_MOVE_VERTICAL)
    to.x = values[n++];
  if (handle->move != EPI_MOVE_HORIZONTAL)
    to.y = values[n++];
  return epi_handle_move_to (handle, scene, i, to);
}

/* A short way along, as the axes show it. */
double
epi_handle_angle (const EpiHandleSpec *handle, const EpiScene *scene,
                  const EpiAxes *axes, size_t i)
{
  EpiPoint at;

  if (handle->along == NULL || !epi_handle_position (handle, scene, i, &at))
    return 0;
  EpiPoint along = handle->along (scene, i);
  double width = fabs (axes->range.x1 - axes->range.x0);
  double height = fabs (axes->range.y1 - axes->range.y0);
  double length = fmax (fabs (along.x) / width, fabs (along.y) / height);
  if (!(length > 0) || !isfinite (length))
    return 0;
  double t = 1e-3 / length;
  double dx = epi_axes_x (axes, at.x + t * along.x) - epi_axes_x (axes, at.x);
  double dy = epi_axes_y (axes, at.y + t * along.y) - epi_axes_y (axes, at.y);
  return isfinite (dx) && isfinite (dy) ? atan2 (dx, -dy) : 0;
}
