/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map: how many points are called right that were not seen, over γ and σ.
 * Narrow kernels learn by heart, wide ones see nothing.
 */
#include "core/epi-number.h"
#include "kit/epi-ink.h"
#include "kit/epi-layers.h"
#include "svm/lesson.h"

#include <math.h>

/* The outer cells' values of γ and σ: run.c. */
static const EpiRange map_range = {
    .x0 = 0.1, .x1 = 1e5, .y0 = 1e-2, .y1 = 1e2, .x_log = true, .y_log = true};

void
sv_map_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double half = pow (10, 0.375), half_y = pow (10, 0.25);

  spec->fit = map_range;
  spec->fit.x0 /= half;
  spec->fit.x1 *= half;
  spec->fit.y0 /= half_y;
  spec->fit.y1 *= half_y;
  spec->x_label = g_strdup ("weight of slack <i>γ</i>");
  spec->y_label = g_strdup ("width <i>σ</i>");
}

static const EpiFrame *
map_of (const EpiScene *scene)
{
  return scene->answer != NULL && scene->answer->n_runs > 1
             ? epi_scene_frame (scene, 1)
             : NULL;
}

/* A block around its parameters, and where its middle is. */
typedef struct {
  EpiRect rect; /* pixels */
  double x, y, value;
} Cell;

static Cell
cell_of (const EpiAxes *axes, const EpiFrameItem *cells, size_t i, size_t j)
{
  double step_x =
      pow (map_range.x1 / map_range.x0, 1 / (double)(cells->rows - 1));
  double step_y =
      pow (map_range.y1 / map_range.y0, 1 / (double)(cells->cols - 1));
  Cell cell = {.x = map_range.x0 * pow (step_x, (double)i),
               .y = map_range.y0 * pow (step_y, (double)j),
               .value = cells->data[i + j * cells->rows]};
  double left = epi_axes_x (axes, cell.x / sqrt (step_x));
  double top = epi_axes_y (axes, cell.y * sqrt (step_y));

  cell.rect =
      (EpiRect){left, top, epi_axes_x (axes, cell.x * sqrt (step_x)) - left,
                epi_axes_y (axes, cell.y / sqrt (step_y)) - top};
  return cell;
}

static void
draw_number (cairo_t *cr, const EpiAxes *axes, const Cell *cell)
{
  char *percent = g_strdup_printf ("%.0f", 100 * cell->value);
  cairo_text_extents_t size;

  cairo_set_font_size (cr, fmin (0.8 * axes->text, 0.6 * cell->rect.height));
  cairo_text_extents (cr, percent, &size);
  if (size.width < 0.9 * cell->rect.width) {
    cairo_move_to (cr, epi_axes_x (axes, cell->x) - size.width / 2,
                   epi_axes_y (axes, cell->y) + size.height / 2);
    double shade = cell->value > 0.75 ? 0.05 : 0.95; /* viridis grows light */
    cairo_set_source_rgb (cr, shade, shade, shade);
    cairo_show_text (cr, percent);
  }
  g_free (percent);
}

static void
draw_cells (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFrame *frame = map_of (scene);
  const EpiFrameItem *cells =
      frame != NULL ? epi_frame_find (frame, "accuracy") : NULL;

  for (size_t i = 0; cells != NULL && i < cells->rows; i++)
    for (size_t j = 0; j < cells->cols; j++) {
      Cell cell = cell_of (axes, cells, i, j);
      if (!isfinite (cell.value))
        continue;
      EpiRgb colour = epi_viridis (2 * cell.value - 1);
      cairo_set_source_rgb (cr, colour.r, colour.g, colour.b);
      cairo_rectangle (cr, cell.rect.x, cell.rect.y, cell.rect.width,
                       cell.rect.height);
      epi_ink_fill (cr);
      draw_number (cr, axes, &cell);
    }
}

static void
draw_choice (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  EpiPoint at;

  sv_choice_position (scene, 0, &at);
  epi_draw_markers (cr, axes, &at.x, &at.y, 1, EPI_MARKER_DIAMOND,
                    EPI_COLOUR_START, 14);
}

const EpiLayer sv_map_layers[] = {
    {.name = "cells", .draw = draw_cells, .depends = EPI_DEPENDS_FRAME},
    {.name = "choice", .draw = draw_choice, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
sv_map_summary (const EpiScene *scene)
{
  const EpiFrame *frame = map_of (scene);
  double gamma =
      frame != NULL ? epi_frame_scalar (frame, "best_gamma", NAN) : NAN;

  if (!isfinite (gamma))
    return g_strdup (
        "Cross-validated accuracy over the weight of slack and the "
        "width of the kernel; no cell is known yet.");
  char *price =
      epi_number_label (2 * epi_frame_scalar (frame, "best_cost", NAN), 3);
  char *width = epi_number_label (1 / sqrt (2 * gamma), 3);
  char *summary = g_strdup_printf (
      "Cross-validated accuracy over the weight of slack and the width of the "
      "kernel; the best cell is %.1f %%, at γ = %s and σ = %s.",
      100 * epi_frame_scalar (frame, "best", NAN), price, width);

  g_free (width);
  g_free (price);
  return summary;
}

/* ---- The choice ---- */

bool
sv_choice_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = (EpiPoint){epi_scene_number (scene, "gamma"),
                      epi_scene_number (scene, "sigma")};
  return true;
}

EpiDocument *
sv_choice_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  const EpiParam *gamma = epi_lesson_param (scene->lesson, "gamma");
  const EpiParam *sigma = epi_lesson_param (scene->lesson, "sigma");
  EpiDocument *half = epi_document_with_value (
      scene->document, "gamma",
      epi_number (CLAMP (point.x, gamma->minimum, gamma->maximum)));
  EpiDocument *out = epi_document_with_value (
      half, "sigma",
      epi_number (CLAMP (point.y, sigma->minimum, sigma->maximum)));

  epi_document_unref (half);
  return out;
}
