/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-plot-table.h"

#include "core/epi-number.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

static cairo_user_data_key_t table_key;

static void
series_free (gpointer data)
{
  EpiPlotSeries *series = data;

  for (size_t c = 0; c < series->n_columns; c++)
    g_free (series->columns[c]);
  for (size_t i = 0; series->texts != NULL && i < series->n; i++)
    g_free (series->texts[i]);
  g_free (series->texts);
  g_free (series->columns);
  g_free (series->values);
  g_free (series->title);
  g_free (series->texts_name);
  g_free (series);
}

static char *
plain_or_null (const char *markup)
{
  return markup != NULL ? epi_plot_text_plain (markup) : NULL;
}

EpiPlotTable *
epi_plot_table_new (const char *x_label, const char *y_label)
{
  EpiPlotTable *table = g_new0 (EpiPlotTable, 1);

  table->series = g_ptr_array_new_with_free_func (series_free);
  table->layer = "";
  table->x_label = plain_or_null (x_label);
  table->y_label = plain_or_null (y_label);
  return table;
}

void
epi_plot_table_free (EpiPlotTable *table)
{
  if (table == NULL)
    return;
  g_ptr_array_unref (table->series);
  g_free (table->x_label);
  g_free (table->y_label);
  g_free (table);
}

void
epi_plot_table_attach (EpiPlotTable *table, cairo_t *cr)
{
  cairo_set_user_data (cr, &table_key, table, NULL);
}

bool
epi_plot_table_attached (cairo_t *cr)
{
  return cairo_get_user_data (cr, &table_key) != NULL;
}

/* ---- Records ---- */

static const char *
column_name (const EpiPlotTable *table, const char *name)
{
  if (strcmp (name, "x") == 0 && table->x_label != NULL)
    return table->x_label;
  if (strcmp (name, "y") == 0 && table->y_label != NULL)
    return table->y_label;
  return name;
}

static EpiPlotSeries *
add_series (cairo_t *cr, const char *kind, size_t n, size_t n_columns,
            const char *const *names)
{
  EpiPlotTable *table = cairo_get_user_data (cr, &table_key);
  EpiPlotSeries *series = g_new0 (EpiPlotSeries, 1);

  series->layer = table->layer;
  series->kind = kind;
  series->n = n;
  series->n_columns = n_columns;
  series->columns = g_new (char *, n_columns);
  for (size_t c = 0; c < n_columns; c++)
    series->columns[c] = g_strdup (column_name (table, names[c]));
  series->values = g_new0 (double, n *n_columns + 1);
  g_ptr_array_add (table->series, series);
  return series;
}

bool
epi_plot_table_record (cairo_t *cr, const char *kind, size_t n,
                       size_t n_columns, const char *const *names,
                       const double *const *columns)
{
  if (!epi_plot_table_attached (cr))
    return false;
  EpiPlotSeries *series = add_series (cr, kind, n, n_columns, names);
  for (size_t c = 0; n > 0 && c < n_columns; c++)
    memcpy (series->values + c * n, columns[c], n * sizeof (double));
  return true;
}

bool
epi_plot_table_record_xy (cairo_t *cr, const char *kind, const double *x,
                          const double *y, size_t n)
{
  return epi_plot_table_record (cr, kind, n, 2, (const char *const[]){"x", "y"},
                                (const double *const[]){x, y});
}

bool
epi_plot_table_record_field (cairo_t *cr, const char *kind,
                             const EpiFieldGrid *grid, size_t output)
{
  static const char *const names[] = {"x", "y", "value"};
  size_t n = grid->nx * grid->ny;

  if (!epi_plot_table_attached (cr))
    return false;
  EpiPlotSeries *series = add_series (cr, kind, n, 3, names);
  for (size_t i = 0; i < n; i++) {
    series->values[i] = epi_grid_x (grid, (double)(i % grid->nx));
    series->values[n + i] = epi_grid_y (grid, (double)(i / grid->nx));
  }
  memcpy (series->values + 2 * n, epi_grid_plane (grid, output),
          n * sizeof (double));
  return true;
}

bool
epi_plot_table_record_matrix (cairo_t *cr, const char *title,
                              const double *data, size_t rows, size_t cols)
{
  static const char *const names[] = {"row", "column", "value"};
  size_t n = rows * cols;

  if (!epi_plot_table_attached (cr))
    return false;
  EpiPlotSeries *series = add_series (cr, "matrix", n, 3, names);
  series->title = g_strdup (title);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++) { /* as one reads: row by row */
      size_t at = i * cols + j;
      series->values[at] = (double)(i + 1);
      series->values[n + at] = (double)(j + 1);
      series->values[2 * n + at] = data[i + j * rows];
    }
  return true;
}

bool
epi_plot_table_record_named (cairo_t *cr, const char *title, size_t n,
                             size_t n_columns, const char *const *heads,
                             const char *const *names,
                             const double *const *columns)
{
  if (!epi_plot_table_record (cr, "table", n, n_columns, heads + 1, columns))
    return false;
  EpiPlotTable *table = cairo_get_user_data (cr, &table_key);
  EpiPlotSeries *series =
      g_ptr_array_index (table->series, table->series->len - 1);
  series->title = g_strdup (title);
  series->texts_name = g_strdup (heads[0]);
  series->texts = g_new (char *, n + 1);
  for (size_t i = 0; i < n; i++)
    series->texts[i] = g_strdup (names[i]);
  return true;
}

bool
epi_plot_table_record_text (cairo_t *cr, const char *kind, double x, double y,
                            const char *markup)
{
  bool nowhere = isnan (x) && isnan (y);

  if (!epi_plot_table_attached (cr))
    return false;
  EpiPlotSeries *series = add_series (cr, kind, 1, nowhere ? 0 : 2,
                                      (const char *const[]){"x", "y"});
  if (!nowhere) {
    series->values[0] = x;
    series->values[1] = y;
  }
  series->texts = g_new (char *, 1);
  series->texts[0] = epi_plot_text_plain (markup);
  return true;
}

void
epi_plot_table_entitle (cairo_t *cr, const char *title)
{
  EpiPlotTable *table = cairo_get_user_data (cr, &table_key);

  if (table == NULL || table->series->len == 0)
    return;
  EpiPlotSeries *last =
      g_ptr_array_index (table->series, table->series->len - 1);
  g_free (last->title);
  last->title = g_strdup (title);
}

/* ---- Views ---- */

EpiPlotTable *
epi_view_table (const EpiViewSpec *view, const EpiScene *scene)
{
  EpiAxesSpec spec = {.fit = epi_range_empty ()};

  view->axes (scene, &spec);
  EpiPlotTable *table = epi_plot_table_new (spec.x_label, spec.y_label);
  EpiRange range = spec.fit;
  if (!(range.x1 > range.x0) || !(range.y1 > range.y0))
    range = epi_range_padded (range, 0);
  EpiAxes axes =
      epi_axes_layout (&spec, &range, 800, 600, 14, epi_palette_get ("light"));
  cairo_surface_t *nothing =
      cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (nothing);
  epi_plot_table_attach (table, cr);
  for (const EpiLayer *l = view->layers; l->name != NULL; l++) {
    if (l->shown_when != NULL &&
        !epi_lesson_shown (scene->lesson, scene->document, l->shown_when))
      continue;
    table->layer = l->name;
    l->draw (cr, &axes, scene, l->data);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (nothing);
  epi_axes_spec_clear (&spec);
  return table;
}

/* ---- Text ---- */

static void
append_field (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL && *text != '#') {
    g_string_append (out, text);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_row (GString *out, const EpiPlotSeries *series, size_t i)
{
  char number[EPI_NUMBER_SIZE];
  bool named = series->texts_name != NULL;

  if (named)
    append_field (out, series->texts[i]);
  for (size_t c = 0; c < series->n_columns; c++) {
    double value = series->values[c * series->n + i];
    if (c > 0 || named)
      g_string_append_c (out, ',');
    g_string_append (out, epi_number_print (number, value));
  }
  if (series->texts != NULL && !named) {
    if (series->n_columns > 0)
      g_string_append_c (out, ',');
    append_field (out, series->texts[i]);
  }
  g_string_append_c (out, '\n');
}

static void
append_series (GString *out, const EpiPlotSeries *series)
{
  g_string_append_printf (out, "# %s%s%s", series->layer,
                          *series->layer != '\0' ? ": " : "", series->kind);
  if (series->title != NULL)
    g_string_append_printf (out, " %s", series->title);
  g_string_append_c (out, '\n');
  if (series->texts_name != NULL)
    append_field (out, series->texts_name);
  for (size_t c = 0; c < series->n_columns; c++) {
    if (c > 0 || series->texts_name != NULL)
      g_string_append_c (out, ',');
    append_field (out, series->columns[c]);
  }
  if (series->texts != NULL && series->texts_name == NULL)
    g_string_append (out, series->n_columns > 0 ? ",text" : "text");
  g_string_append_c (out, '\n');
  for (size_t i = 0; i < series->n; i++)
    append_row (out, series, i);
}

char *
epi_plot_table_csv (const EpiPlotTable *table)
{
  GString *out = g_string_new (NULL);

  for (guint s = 0; s < table->series->len; s++) {
    if (s > 0)
      g_string_append_c (out, '\n');
    append_series (out, g_ptr_array_index (table->series, s));
  }
  return g_string_free (out, FALSE);
}
