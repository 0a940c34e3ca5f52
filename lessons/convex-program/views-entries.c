/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small problem in full: the numbers of its matrix, names, right-hand sides,
 * costs and bounds.
 */
#include "convex-program/program.h"

#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>

static void
append_term (GString *text, double factor, const char *variable)
{
  char *number = epi_number_label (fabs (factor), 3);
  bool one = fabs (factor) == 1 && *variable != '\0';

  if (factor != 0) {
    g_string_append (text, factor < 0 ? "−" : text->len > 0 ? "+" : "");
    g_string_append (text, one ? "" : number);
    g_string_append (text, variable);
  }
  g_free (number);
}

static double
stored (const EpiSparse *matrix, size_t i, size_t j)
{
  for (int t = matrix->start[j]; t < matrix->start[j + 1]; t++)
    if ((size_t)matrix->row[t] == i)
      return matrix->value[t];
  return 0;
}

/* Adds the entry e of Fₖ, or of -F₀, when it stands at (i, j). */
static void
append_entry (GString *text, const EpiSdp *sdp, const EpiSdpEntry *e, size_t i,
              size_t j)
{
  size_t first = 0;

  for (int k = 0; k < e->block; k++)
    first += sdp->blocks[k].size;
  if (first + (size_t)e->row != MIN (i, j) ||
      first + (size_t)e->col != MAX (i, j))
    return;
  char *name =
      e->matrix > 0 ? g_strdup_printf ("x%d", e->matrix) : g_strdup ("");
  append_term (text, e->matrix > 0 ? e->value : -e->value, name);
  g_free (name);
}

/* Entry (i, j) of F(x) = Σ xₖFₖ - F₀, the constant last: "x1−1". */
static void
append_affine (GString *text, const EpiSdp *sdp, size_t i, size_t j)
{
  size_t constant = (size_t)sdp->matrix_start[1];

  for (size_t t = constant; t < sdp->n_entries; t++)
    append_entry (text, sdp, &sdp->entries[t], i, j);
  for (size_t t = 0; t < constant; t++)
    append_entry (text, sdp, &sdp->entries[t], i, j);
}

/* What stands at row i, column j of the figure. */
static char *
entry_text (const EpiProgram *program, size_t i, size_t j)
{
  GString *text = g_string_new (NULL);
  size_t n = program->kind == EPI_PROGRAM_QUADRATIC ? program->qp.cols : 0;

  switch (epi_program_form (program->kind)) {
  case EPI_FORM_QP:
    append_term (text,
                 i < n ? stored (&program->qp.Q, MAX (i, j), MIN (i, j))
                       : stored (&program->qp.A, i - n, j),
                 "");
    break;
  case EPI_FORM_SDP:
    append_affine (text, &program->sdp, i, j);
    break;
  case EPI_FORM_GP:
    append_term (text, stored (&program->gp.exponent, j, i), "");
    break;
  }
  return g_string_free (text, FALSE);
}

/* In the cell at (i, j), smaller where it must be, not at all where it cannot
 * be read. */
static void
put_entry (cairo_t *cr, const EpiAxes *axes, const char *text, size_t i,
           size_t j)
{
  double width = 0.92 * (epi_axes_x (axes, 1) - epi_axes_x (axes, 0));
  double height = epi_axes_y (axes, -1) - epi_axes_y (axes, 0);
  double size = fmin (0.9 * axes->text, 0.55 * height);
  double wide = epi_plot_text_measure (text, size).width;

  if (wide > width)
    size *= width / wide;
  if (size < 0.55 * axes->text)
    return;
  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 1);
  epi_plot_text_draw (cr, text, size, epi_axes_x (axes, (double)j + 0.5),
                      epi_axes_y (axes, -(double)i - 0.5), 0.5, 0.5);
}

void
cp_draw_entries (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const CpFile *file = cp_file (scene->document, NULL);

  if (file == NULL || !cp_is_small (file) || epi_plot_table_attached (cr))
    return;
  for (size_t i = 0; i < file->pattern.rows; i++)
    for (size_t j = 0; j < file->pattern.cols; j++) {
      char *text = entry_text (&file->program, i, j);
      if (*text != '\0')
        put_entry (cr, axes, text, i, j);
      g_free (text);
    }
}

static void
put_text (cairo_t *cr, const EpiAxes *axes, const char *plain, double x,
          double y, double ax, EpiColour colour)
{
  char *safe = g_markup_escape_text (plain, -1);

  epi_palette_source (axes->palette, cr, colour, 1);
  epi_plot_text_draw (cr, safe, 0.9 * axes->text, x, y, ax, 0.5);
  g_free (safe);
}

/* The name of column j, slanted, above it. */
static void
put_heading (cairo_t *cr, const EpiAxes *axes, const char *name, size_t j)
{
  cairo_save (cr);
  cairo_translate (cr, epi_axes_x (axes, (double)j + 0.4),
                   epi_axes_y (axes, 0) - 0.45 * axes->text);
  cairo_rotate (cr, -0.7);
  put_text (cr, axes, name, 0, 0, 0, EPI_COLOUR_TEXT);
  cairo_restore (cr);
}

/* The name beside row i: a term of a geometric program has its posynomial, a
 * row of Q its variable. */
static const char *
row_name (const CpFile *file, size_t i)
{
  const EpiProgram *program = &file->program;
  size_t n = program->kind == EPI_PROGRAM_QUADRATIC ? program->qp.cols : 0;

  if (program->kind == EPI_PROGRAM_GEOMETRIC)
    return file->row_names[program->gp.constraint[i]];
  return i < n ? file->variable_names[i] : file->row_names[i - n];
}

void
cp_draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const CpFile *file = cp_file (scene->document, NULL);
  double gap = 0.45 * axes->text;

  if (file == NULL || !cp_is_small (file) || epi_plot_table_attached (cr) ||
      epi_program_form (file->program.kind) == EPI_FORM_SDP)
    return;
  for (size_t j = 0; j < file->pattern.cols; j++)
    put_heading (cr, axes, file->variable_names[j], j);
  for (size_t i = 0; i < file->pattern.rows; i++)
    put_text (cr, axes, row_name (file, i), epi_axes_x (axes, 0) - gap,
              epi_axes_y (axes, -(double)i - 0.5), 1, EPI_COLOUR_TEXT);
}

/* "≥ 2000", "= 1", "0 … 5"; "" where the row is free. */
static char *
relation (double lower, double upper)
{
  char *low = epi_number_label (lower, 4), *high = epi_number_label (upper, 4);
  char *text;

  if (isinf (lower) && isinf (upper))
    text = g_strdup ("");
  else if (lower == upper)
    text = g_strdup_printf ("= %s", low);
  else if (isinf (upper))
    text = g_strdup_printf ("≥ %s", low);
  else if (isinf (lower))
    text = g_strdup_printf ("≤ %s", high);
  else
    text = g_strdup_printf ("%s … %s", low, high);
  g_free (low);
  g_free (high);
  return text;
}

/* What a linear or quadratic program is besides its matrix: right-hand sides on
 * the right, and below the costs and the bounds of the variables. */
void
cp_draw_sides (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const CpFile *file = cp_file (scene->document, NULL);

  if (file == NULL || !cp_is_small (file) || epi_plot_table_attached (cr) ||
      epi_program_form (file->program.kind) != EPI_FORM_QP)
    return;
  const EpiQp *qp = &file->program.qp;
  double gap = 0.45 * axes->text, rows = (double)file->pattern.rows;
  double x = epi_axes_x (axes, (double)qp->cols) + gap;
  double y = epi_axes_y (axes, -rows) + 1.2 * axes->text;
  double change = epi_scene_number (scene, "change");
  size_t changed = (size_t)epi_scene_number (scene, "row") - 1;
  for (size_t i = 0; i < qp->rows; i++) {
    double by = i == changed ? change : 0;
    char *text = relation (qp->row_lower[i] + by, qp->row_upper[i] + by);
    put_text (cr, axes, text, x,
              epi_axes_y (axes, (double)qp->rows - rows - (double)i - 0.5), 0,
              by != 0 ? EPI_COLOUR_ACCENT : EPI_COLOUR_TEXT);
    g_free (text);
  }
  put_text (cr, axes,
            qp->objective_name != NULL ? qp->objective_name : "objective",
            epi_axes_x (axes, 0) - gap, y, 1, EPI_COLOUR_DIM);
  put_text (cr, axes, "bounds", epi_axes_x (axes, 0) - gap,
            y + 1.4 * axes->text, 1, EPI_COLOUR_DIM);
  for (size_t j = 0; j < qp->cols; j++) {
    char *cost = epi_number_label (qp->c[j], 4);
    char *bounds = relation (qp->lower[j], qp->upper[j]);
    double middle = epi_axes_x (axes, (double)j + 0.5);
    put_text (cr, axes, cost, middle, y, 0.5, EPI_COLOUR_DIM);
    put_text (cr, axes, bounds, middle, y + 1.4 * axes->text, 0.5,
              EPI_COLOUR_DIM);
    g_free (cost);
    g_free (bounds);
  }
}
