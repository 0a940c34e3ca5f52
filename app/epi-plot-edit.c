/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-plot-private.h"

#include "kit/epi-classes.h"

#include <math.h>

/* ---- Rows ---- */

/* The first set whose handles are rows of a table that can have another. */
EpiHandleSet *
epi_plot_row_set (EpiPlot *self)
{
  for (guint s = 0; s < self->sets->len; s++) {
    EpiHandleSet *set = epi_plot_set_of (self, s);
    if (epi_handle_takes_rows (set->spec, epi_plot_scene (self)))
      return set;
  }
  return NULL;
}

static const EpiData *
data_of (EpiPlot *self, const EpiHandleSet *set)
{
  return epi_document_data (epi_plot_scene (self)->document, set->spec->table);
}

static const EpiTable *
table_of (EpiPlot *self, const EpiHandleSet *set)
{
  return epi_data_table (data_of (self, set));
}

/* The rows with the mark, ascending; free with g_free(). */
static size_t *
selected_rows (const EpiTable *table, gsize *n)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (gsize chunk = 0; chunk < epi_table_n_chunks (table); chunk++) {
    size_t length;
    const uint8_t *marks = epi_table_marks_chunk (table, chunk, &length);
    for (size_t i = 0; marks != NULL && i < length; i++)
      if (marks[i] & EPI_MARK_SELECTED) {
        size_t row = chunk * EPI_CHUNK_ROWS + i;
        g_array_append_val (rows, row);
      }
  }
  *n = rows->len;
  return (size_t *)(void *)g_array_free (rows, FALSE);
}

gsize
epi_plot_n_selected (EpiPlot *self, const EpiHandleSet *set)
{
  gsize n;
  g_free (selected_rows (table_of (self, set), &n));
  return n;
}

/* Edits document so that set has that data, which it takes. */
static void
edit_data (EpiPlot *self, const EpiHandleSet *set, const EpiDocument *document,
           EpiData *data, const char *label)
{
  EpiDocument *edited =
      epi_document_with_data (document, set->spec->table, data);
  epi_session_edit (epi_plot_session (self), edited, label);
  epi_document_unref (edited);
  epi_data_unref (data);
}

/* The same with that table, which it takes; NULL: there was no memory, and
 * nothing happens. */
static void
edit_table (EpiPlot *self, const EpiHandleSet *set, const EpiDocument *document,
            EpiTable *table, const char *label)
{
  if (table == NULL) {
    epi_window_toast (self->window, "There is not enough memory for this edit",
                      FALSE);
    return;
  }
  edit_data (self, set, document,
             epi_data_with_table (
                 epi_document_data (document, set->spec->table), table),
             label);
  epi_table_unref (table);
}

/* Of handles that the lesson computes. */
static void
add_computed (EpiPlot *self, const EpiHandleSet *set, EpiPoint point)
{
  EpiDocument *longer = set->spec->add (epi_plot_scene (self), point);
  g_autofree char *label = g_strdup_printf ("Add %s", set->spec->label);
  epi_session_edit (epi_plot_session (self), longer, label);
  epi_document_unref (longer);
}

/* ---- Classes ---- */

/* data, which it takes, with the rows in class c; NULL after a toast. */
static EpiData *
with_class (EpiPlot *self, const EpiHandleSet *set, EpiData *data,
            const size_t *rows, gsize n, gsize c)
{
  g_autoptr (GError) error = NULL;
  EpiData *classed =
      epi_data_with_class (data, set->spec->class_role, rows, n, c, &error);
  epi_data_unref (data);
  if (classed == NULL)
    epi_window_toast (self->window, error->message, FALSE);
  return classed;
}

/* The row of the handle, or all selected ones if it is one of them. */
void
epi_plot_set_class (EpiPlot *self, guint s, gsize i, gsize c)
{
  EpiHandleSet *set = epi_plot_set_of (self, s);
  if (set->spec->class_role == NULL)
    return;
  const EpiTable *table = table_of (self, set);
  gsize n, n_rows = epi_table_rows (table);
  g_autofree size_t *selected = selected_rows (table, &n);
  size_t one = n_rows > 0 ? i % n_rows : 0;
  gboolean many =
      n > 1 && (epi_table_mark (table, one) & EPI_MARK_SELECTED) != 0;
  g_autofree char *label =
      many ? g_strdup_printf ("Change the class of %zu rows", n)
           : g_strdup_printf ("Change the class of %s %zu", set->spec->label,
                              one + 1);
  EpiData *data =
      n_rows > 0 ? with_class (self, set, epi_data_ref (data_of (self, set)),
                               many ? selected : &one, many ? n : 1, c)
                 : NULL;
  if (data != NULL)
    edit_data (self, set, epi_plot_scene (self)->document, data, label);
}

void
epi_plot_add_row (EpiPlot *self, EpiPoint point)
{
  EpiHandleSet *set = epi_plot_row_set (self);
  if (set->spec->add != NULL) {
    add_computed (self, set, point);
    return;
  }
  const EpiData *data = data_of (self, set);
  const EpiTable *table = epi_data_table (data);
  gsize cols = epi_table_cols (table);
  g_autofree double *row = g_new (double, cols);
  EpiTable *longer = NULL;
  ptrdiff_t x = epi_data_column (data, set->spec->x_role, 0), y;
  for (gsize j = 0; j < cols; j++)
    row[j] = NAN;
  row[x] = point.x;
  for (gsize j = 0; (y = epi_data_column (data, set->spec->y_role, j)) >= 0;
       j++)
    row[y] = point.y;
  g_autofree char *label = g_strdup_printf ("Add %s", set->spec->label);
  epi_table_append (table, row, &longer);
  if (longer == NULL || set->spec->class_role == NULL) {
    edit_table (self, set, epi_plot_scene (self)->document, longer, label);
    return;
  }
  double wanted =
      epi_scene_number (epi_plot_scene (self), set->spec->class_param);
  size_t last = epi_table_rows (table);
  EpiData *classed = with_class (self, set, epi_data_with_table (data, longer),
                                 &last, 1, (gsize)wanted - 1);
  if (classed != NULL)
    edit_data (self, set, epi_plot_scene (self)->document, classed, label);
  epi_table_unref (longer);
}

static gboolean
in_box (EpiPoint at, EpiPoint a, EpiPoint b)
{
  return at.x >= fmin (a.x, b.x) && at.x <= fmax (a.x, b.x) &&
         at.y >= fmin (a.y, b.y) && at.y <= fmax (a.y, b.y);
}

static void
mark_rows (EpiPlot *self, EpiHandleSet *set, const size_t *rows, gsize n,
           const char *label)
{
  EpiTable *clear = NULL, *marked = NULL;
  epi_table_set_marks (table_of (self, set), NULL, 0, 0, EPI_MARK_SELECTED,
                       &clear);
  if (clear != NULL && n > 0) {
    epi_table_set_marks (clear, rows, n, EPI_MARK_SELECTED, 0, &marked);
    epi_table_unref (clear);
  } else
    marked = clear;
  edit_table (self, set, epi_plot_scene (self)->document, marked, label);
}

void
epi_plot_select_box (EpiPlot *self, EpiPoint from, EpiPoint to)
{
  EpiHandleSet *set = epi_plot_row_set (self);
  if (set == NULL)
    return;
  const EpiTable *table = table_of (self, set);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (size_t));
  gsize n = epi_table_rows (table);
  gsize outputs = n > 0 ? set->count / n : 0;
  for (size_t row = 0; row < n; row++)
    for (gsize j = 0; j < outputs; j++) {
      EpiPoint at;
      if (epi_handle_position (set->spec, epi_plot_scene (self), j * n + row,
                               &at) &&
          in_box (at, from, to)) {
        g_array_append_val (rows, row);
        break;
      }
    }
  mark_rows (self, set, (const size_t *)(const void *)rows->data, rows->len,
             "Select rows");
}

void
epi_plot_clear_selection (EpiPlot *self)
{
  EpiHandleSet *set = epi_plot_row_set (self);
  if (set != NULL && epi_plot_n_selected (self, set) > 0)
    mark_rows (self, set, NULL, 0, "Select nothing");
}

/* ---- Moving ---- */

static double
moved (double value, double from, double to, gboolean log)
{
  return log ? value * to / from : value + (to - from);
}

/* The selected rows by as much as the handle in hand, from where they were
 * when the drag began. */
static gboolean
move_selected (EpiPlot *self, EpiHandleRef ref, EpiPoint to)
{
  const EpiHandleSet *set = epi_plot_set_of (self, ref.set);
  const EpiDocument *start = self->drag_document;
  if (set->spec->table == NULL || set->spec->move_to != NULL || start == NULL)
    return FALSE;
  const EpiData *data = epi_document_data (start, set->spec->table);
  const EpiTable *table = epi_data_table (data);
  gsize rows = epi_table_rows (table), n;
  if (rows == 0 || !(epi_table_mark (table, ref.i % rows) & EPI_MARK_SELECTED))
    return FALSE;
  g_autofree size_t *selected = selected_rows (table, &n);
  if (n < 2)
    return FALSE;

  ptrdiff_t x = epi_data_column (data, set->spec->x_role, 0);
  ptrdiff_t y = epi_data_column (data, set->spec->y_role, ref.i / rows);
  EpiPoint from = {epi_table_number (table, ref.i % rows, (gsize)x),
                   epi_table_number (table, ref.i % rows, (gsize)y)};
  g_autofree double *xs = g_new (double, n), *ys = g_new (double, n);
  for (gsize i = 0; i < n; i++) {
    double a = epi_table_number (table, selected[i], (gsize)x);
    double b = epi_table_number (table, selected[i], (gsize)y);
    xs[i] = set->spec->move == EPI_MOVE_VERTICAL
                ? a
                : moved (a, from.x, to.x, self->range.x_log);
    ys[i] = set->spec->move == EPI_MOVE_HORIZONTAL
                ? b
                : moved (b, from.y, to.y, self->range.y_log);
  }
  EpiTable *half = NULL, *whole = NULL;
  epi_table_set_numbers (table, selected, n, (gsize)x, xs, &half);
  if (half != NULL)
    epi_table_set_numbers (half, selected, n, (gsize)y, ys, &whole);
  epi_table_unref (half);
  g_autofree char *label = g_strdup_printf ("Move %zu rows", n);
  edit_table (self, set, start, whole, label);
  return TRUE;
}

/* One undo step: "Move data point 7", "Set entry X₁₂", "Draw with the pen".
 * Takes the document. */
void
epi_plot_edit (EpiPlot *self, EpiHandleRef ref, EpiDocument *document)
{
  const EpiHandleSpec *spec = epi_plot_set_of (self, ref.set)->spec;
  g_autofree char *name = epi_plot_handle_name (self, ref);
  const char *verb = spec->put_down != NULL ? "Draw with"
                     : spec->stays          ? "Set"
                                            : "Move";
  g_autofree char *label = g_strdup_printf ("%s %s", verb, name);
  epi_session_edit (epi_plot_session (self), document, label);
  epi_document_unref (document);
}

void
epi_plot_move_handle (EpiPlot *self, EpiHandleRef ref, EpiPoint to)
{
  const EpiHandleSet *set = epi_plot_set_of (self, ref.set);
  if (ref.i >= set->count || move_selected (self, ref, to))
    return;
  EpiScene scene = *epi_plot_scene (self);
  if (set->spec->stays && self->drag_document != NULL)
    scene.document = self->drag_document;
  epi_plot_edit (self, ref, epi_handle_move_to (set->spec, &scene, ref.i, to));
}

/* As far as that, or to the next place that the handle can have. */
static double
nudged (double from, double to, double apart)
{
  return from + copysign (fmax (fabs (to - from), apart), to - from);
}

/* How much the last pixel on the way is in data units, and how far apart the
 * places are at least. */
static EpiPoint
grain_of_step (EpiPlot *self, EpiPoint end, int dx, int dy, EpiPoint apart)
{
  int x = (dx > 0) - (dx < 0), y = (dy > 0) - (dy < 0);
  EpiPoint to = epi_plot_to_data (self, end);
  EpiPoint near = epi_plot_to_data (self, (EpiPoint){end.x - x, end.y - y});
  return (EpiPoint){x == 0 ? 0 : fmax (fabs (to.x - near.x), apart.x),
                    y == 0 ? 0 : fmax (fabs (to.y - near.y), apart.y)};
}

void
epi_plot_nudge (EpiPlot *self, guint s, gsize i, int dx, int dy)
{
  EpiHandleRef ref = {s, i};
  EpiPoint at;
  if (self->drag != EPI_DRAG_NONE || !epi_plot_position (self, ref, &at))
    return;
  if (!self->nudging) {
    self->nudging = TRUE;
    epi_session_begin_drag_in (epi_plot_session (self), self->view->name);
  }
  EpiPoint pixels = epi_plot_to_pixels (self, at);
  EpiPoint end = {pixels.x + dx, pixels.y + dy};
  EpiPoint to = epi_plot_to_data (self, end);
  const EpiHandleSpec *spec = epi_plot_set_of (self, s)->spec;
  /* Where it does not move: pixels and back would be another number. */
  to.x = dx == 0 ? at.x : nudged (at.x, to.x, spec->apart.x);
  to.y = dy == 0 ? at.y : nudged (at.y, to.y, spec->apart.y);
  epi_plot_edit (
      self, ref,
      epi_handle_step_to (spec, epi_plot_scene (self), i, to,
                          grain_of_step (self, end, dx, dy, spec->apart)));
}

void
epi_plot_settle (EpiPlot *self)
{
  if (!self->nudging)
    return;
  self->nudging = FALSE;
  if (epi_plot_session (self) != NULL)
    epi_session_end_drag (epi_plot_session (self));
}

/* ---- Deleting: the selected rows, or the row of the handle ---- */

void
epi_plot_delete_handle (EpiPlot *self, guint s, gsize i)
{
  EpiHandleSet *set =
      s != EPI_NO_SET ? epi_plot_set_of (self, s) : epi_plot_row_set (self);
  if (set == NULL || set->spec->table == NULL)
    return;
  const EpiTable *table = table_of (self, set);
  EpiTable *shorter = NULL;
  gsize n, rows = epi_table_rows (table);
  g_autofree size_t *selected = selected_rows (table, &n);
  size_t one = rows > 0 ? i % rows : 0;
  gboolean many =
      n > 0 &&
      (s == EPI_NO_SET ||
       (rows > 0 && (epi_table_mark (table, one) & EPI_MARK_SELECTED)));
  if (rows == 0 || (s == EPI_NO_SET && n == 0))
    return;
  epi_table_remove (table, many ? selected : &one, many ? n : 1, &shorter);
  g_autofree char *label =
      many ? g_strdup_printf ("Delete %zu rows", n)
           : g_strdup_printf ("Delete %s %zu", set->spec->label, one + 1);
  g_autofree char *told =
      many ? g_strdup_printf ("Deleted %zu rows", n)
           : g_strdup_printf ("Deleted %s %zu", set->spec->label, one + 1);
  edit_table (self, set, epi_plot_scene (self)->document, shorter, label);
  epi_window_toast (self->window, told, TRUE);
}
