/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plot table: a figure's twin in numbers, for those who do not see it and for
 * those who want to work on with it.
 *
 * A table attached to a Cairo context turns every epi_draw_*() on it into a
 * record: the layer writes down what it was given and draws nothing.  So each
 * figure has its table without a line of its own, and the two cannot differ.
 *
 *     points     Living area (ft²), Sale price ($)
 *     residuals  Living area (ft²), from, to
 *     matrix     row, column, value
 */
#pragma once

#include "kit/epi-lesson.h"

typedef struct {
  const char *layer; /* static: the layer's name, or "" */
  const char *kind;  /* static: "points", "line", "field", … */
  char *title;       /* of a matrix, or what it is of several; or NULL */
  size_t n_columns, n;
  char **columns;   /* (n_columns) names: axis titles where they have one */
  double *values;   /* (n, n_columns), one column after the other */
  char **texts;     /* (n) of labels, messages and named rows, else NULL */
  char *texts_name; /* of their column, which is then the first; or NULL: the
                       last one, "text" */
} EpiPlotSeries;

typedef struct {
  GPtrArray *series; /* EpiPlotSeries, in the order of drawing */
  const char *layer; /* while drawing: whose records these are */
  char *x_label, *y_label;
} EpiPlotTable;

/* Of axis titles, which are markup and may be NULL. */
EpiPlotTable *epi_plot_table_new (const char *x_label, const char *y_label);
void epi_plot_table_free (EpiPlotTable *table); /* accepts NULL */

/* What is drawn on the context is recorded instead.  The table must outlive
 * it.  NULL: drawn again. */
void epi_plot_table_attach (EpiPlotTable *table, cairo_t *cr);

/* The table of a view with all its layers that are shown. */
EpiPlotTable *epi_view_table (const EpiViewSpec *view, const EpiScene *scene);

/* All series under one another: "# layer: kind", a line of names, the rows,
 * an empty line.  Numbers with a point, all digits; texts in quotes where they
 * need them.  A new string. */
char *epi_plot_table_csv (const EpiPlotTable *table);

/* For layers: whether it was recorded (then nothing is to be drawn).  columns
 * (n_columns) of n numbers each; names "x" and "y" become the axis titles. */
bool epi_plot_table_record (cairo_t *cr, const char *kind, size_t n,
                            size_t n_columns, const char *const *names,
                            const double *const *columns);
bool epi_plot_table_record_xy (cairo_t *cr, const char *kind, const double *x,
                               const double *y, size_t n);
bool epi_plot_table_record_field (cairo_t *cr, const char *kind,
                                  const EpiFieldGrid *grid, size_t output);
bool epi_plot_table_record_matrix (cairo_t *cr, const char *title,
                                   const double *data, size_t rows,
                                   size_t cols);
/* Rows by name: heads (1 + n_columns), the first one of the names. */
bool epi_plot_table_record_named (cairo_t *cr, const char *title, size_t n,
                                  size_t n_columns, const char *const *heads,
                                  const char *const *names,
                                  const double *const *columns);
/* markup becomes plain text.  x, y may be NAN: it stands nowhere. */
bool epi_plot_table_record_text (cairo_t *cr, const char *kind, double x,
                                 double y, const char *markup);
/* What the series that was recorded last is, where there are several of its
 * kind: "gap, interior point".  Nothing where no table is attached. */
void epi_plot_table_entitle (cairo_t *cr, const char *title);
/* Whether a table is attached: for what has no numbers, like a legend. */
bool epi_plot_table_attached (cairo_t *cr);
