/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-lesson.h"

#include "core/epi-random.h"
#include "kit/epi-layers.h"

#include <glib.h>

void
figure_points (double x[FIGURE_POINTS], double y[FIGURE_POINTS])
{
  EpiRandom random = epi_random (21, 0);

  for (int i = 0; i < FIGURE_POINTS; i++) {
    x[i] = 10 * (i + 0.5) / FIGURE_POINTS;
    y[i] = 1 + x[i] / 2 + 0.4 * epi_random_normal (&random);
  }
}

static void
draw_data (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  double x[FIGURE_POINTS], y[FIGURE_POINTS];

  figure_points (x, y);
  epi_draw_markers (cr, axes, x, y, FIGURE_POINTS, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 9);
}

static void
draw_line (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const double x[] = {-5, 15}, y[] = {-1.5, 8.5}; /* far out on both sides */

  epi_draw_line (cr, axes, x, y, 2, (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  epi_draw_label (cr, axes, 8, 5, 10, 14, "<i>y</i> = 1 + <i>x</i>/2",
                  EPI_COLOUR_FIT);
}

static void
draw_hidden (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  g_error ("a layer was drawn that is not shown");
}

static void
draw_field (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  EpiFieldGrid *grid = epi_field_grid_new ("bowl", &axes->range, 41, 41, 1);
  const double levels[] = {1, 4, 9};

  for (size_t i = 0; i < 41 * 41; i++) {
    double x = epi_field_grid_x (grid, i % 41);
    double y = epi_field_grid_y (grid, i / 41);
    grid->values[i] = x * x + y * y;
  }
  epi_draw_heat_map (cr, axes, grid, 0, 0, 18, 1);
  epi_draw_level_sets (cr, axes, grid, 0, levels, 3,
                       (EpiStroke){EPI_COLOUR_BACKGROUND, 1, 2, false}, false);
  epi_field_grid_unref (grid);
}

static void
draw_matrix (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const double a[] = {4, 1, -2, 3};

  epi_draw_matrix (cr, axes, axes->plot, a, 2, 2, "A", EPI_COLOUR_DATA);
}

static void
data_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->x_label = g_strdup ("x, \"in\" m");
  spec->y_label = g_strdup ("y");
  spec->fit = (EpiRange){0, 10, 0, 7, false, false};
}

static void
field_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){-3, 3, -3, 3, false, false};
  spec->equal = true;
}

static void
matrix_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
  spec->bare = true;
}

static const EpiLayer data_layers[] = {
    {.name = "fit", .draw = draw_line},
    {.name = "hidden", .draw = draw_hidden, .shown_when = "extra > 0"},
    {.name = "data", .draw = draw_data},
    {NULL}};
static const EpiLayer field_layers[] = {{.name = "field", .draw = draw_field},
                                        {NULL}};
static const EpiLayer matrix_layers[] = {
    {.name = "matrix", .draw = draw_matrix}, {NULL}};

static const EpiViewSpec views[] = {{.name = "data",
                                     .title = "Data",
                                     .axes = data_axes,
                                     .layers = data_layers,
                                     .weight = 2},
                                    {.name = "field",
                                     .title = "Field",
                                     .axes = field_axes,
                                     .layers = field_layers,
                                     .weight = 1},
                                    {.name = "matrix",
                                     .title = "Matrix",
                                     .axes = matrix_axes,
                                     .layers = matrix_layers,
                                     .weight = 1},
                                    {NULL}};

static const EpiParam params[] = {
    {.name = "extra", .kind = EPI_PARAM_NUMBER, .minimum = 0, .maximum = 1},
    {NULL}};

static const EpiHandleSpec handles[] = {{.name = "grip",
                                         .label = "grip",
                                         .view = "data",
                                         .shape = EPI_HANDLE_SQUARE,
                                         .colour = EPI_COLOUR_START,
                                         .initial = {7, 1.5}},
                                        {NULL}};

static const EpiTableSpec tables[] = {{NULL}};
static const EpiFieldSpec fields[] = {{NULL}};
static const EpiQuantity quantities[] = {{NULL}};
static const EpiPreset presets[] = {{NULL}};

const EpiLesson figure_lesson = {.id = "figure",
                                 .params = params,
                                 .tables = tables,
                                 .handles = handles,
                                 .views = views,
                                 .fields = fields,
                                 .quantities = quantities,
                                 .presets = presets};

EpiScene
figure_scene (void)
{
  return (EpiScene){.lesson = &figure_lesson,
                    .document = epi_document_new ("figure", 1)};
}

void
figure_scene_clear (EpiScene *scene)
{
  epi_document_unref (scene->document);
}
