/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The covariance: the graph of what is not zero in Θ, and the matrices.
 */
#include "max-determinant/lesson.h"

#include "kit/epi-layers.h"
#include "kit/epi-plot-text.h"

#include <math.h>

#define NEGATIVE (EPI_COLOUR_SERIES + 1) /* as in epi_draw_matrix() */
#define SHORTEST 4 /* characters of a name that has no room */

/* ---- What a frame has ---- */

static const EpiFrameItem *
theta_of (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return frame != NULL ? epi_frame_find (frame, "Theta") : NULL;
}

/* -Θᵢⱼ/√(ΘᵢᵢΘⱼⱼ): the correlation of i and j when all others are known. */
static double
partial (const EpiFrameItem *theta, size_t i, size_t j)
{
  size_t p = theta->rows;
  const double *t = theta->data;

  if (i == j)
    return 1;
  return t[i + j * p] == 0 ? 0
                           : -t[i + j * p] / sqrt (t[i + i * p] * t[j + j * p]);
}

/* "1 alcohol"; cut where it is longer than its room, in pixels. */
static char *
node_label (const EpiScene *scene, size_t i, double size, double room)
{
  const EpiData *data = epi_document_data (scene->document, "points");
  size_t n;
  size_t *columns = md_variables (data, &n);
  char *name = g_strdup (
      i < n ? epi_table_name (epi_data_table (data), columns[i]) : "");

  g_strdelimit (name, "_", ' ');
  char *markup = g_markup_printf_escaped ("<b>%zu</b> %s", i + 1, name);
  for (glong length = g_utf8_strlen (name, -1) - 1;
       length >= SHORTEST && epi_plot_text_measure (markup, size).width > room;
       length--) {
    char *start = g_utf8_substring (name, 0, length);
    g_free (markup);
    markup = g_markup_printf_escaped ("<b>%zu</b> %s…", i + 1, start);
    g_free (start);
  }
  g_free (name);
  g_free (columns);
  return markup;
}

static EpiPoint
node (size_t i, size_t n)
{
  double angle = 2 * G_PI * (double)i / (double)n;

  return (EpiPoint){sin (angle), cos (angle)};
}

/* ---- The graph ---- */

void
md_graph_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x0 = -1.9, .x1 = 1.9, .y0 = -1.15, .y1 = 1.15};
  spec->equal = true;
  spec->bare = true;
}

static void
draw_edges (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFrameItem *theta = theta_of (scene);

  if (theta == NULL)
    return;
  for (size_t j = 0; j < theta->rows; j++)
    for (size_t i = 0; i < j; i++) {
      double r = partial (theta, i, j);
      EpiPoint a = node (i, theta->rows), b = node (j, theta->rows);
      if (r != 0)
        epi_draw_segment (
            cr, axes, a.x, a.y, b.x, b.y,
            (EpiStroke){.colour = r > 0 ? EPI_COLOUR_DATA : NEGATIVE,
                        .alpha = 0.35 + 0.6 * fmin (1, 2 * fabs (r)),
                        .width = 0.8 + 9 * fabs (r)});
    }
}

/* The name of node i (at) outside of the circle, ending or beginning there. */
static void
draw_name (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene, size_t i,
           EpiPoint at)
{
  double size = 0.9 * axes->text;
  double x = epi_axes_x (axes, 1.06 * at.x), y = epi_axes_y (axes, 1.06 * at.y);
  double across = at.x > 0.2 ? 0 : at.x < -0.2 ? 1 : 0.5;
  double up = at.y > 0.9 ? 1 : at.y < -0.9 ? 0 : 0.5;
  double left = x - axes->plot.x, right = axes->plot.width - left;
  double room = across == 0   ? right
                : across == 1 ? left
                              : 2 * fmin (left, right);
  char *markup = node_label (scene, i, size, room);

  epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
  epi_plot_text_draw (cr, markup, size, x, y, across, up);
  g_free (markup);
}

static void
draw_nodes (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  static const EpiLegendItem items[] = {
      {"together", {.colour = EPI_COLOUR_DATA, .width = 3}, false},
      {"opposite", {.colour = NEGATIVE, .width = 3}, false}};
  const EpiFrameItem *theta = theta_of (scene);
  size_t p = theta != NULL ? theta->rows : 0;
  double *x = g_new (double, 2 * p + 2), *y = x + p + 1;

  for (size_t i = 0; i < p; i++) {
    EpiPoint at = node (i, p);
    x[i] = at.x;
    y[i] = at.y;
    draw_name (cr, axes, scene, i, at);
  }
  epi_draw_markers (cr, axes, x, y, p, EPI_MARKER_DISC, EPI_COLOUR_DIM, 8);
  epi_draw_legend (cr, axes, items, G_N_ELEMENTS (items), x, y, p);
  g_free (x);
}

const EpiLayer md_graph_layers[] = {
    {.name = "edges", .draw = draw_edges, .depends = EPI_DEPENDS_FRAME},
    {.name = "nodes",
     .draw = draw_nodes,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME,
     .overflow = true},
    {NULL},
};

char *
md_graph_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double edges = frame != NULL ? epi_frame_scalar (frame, "edges", NAN) : NAN;
  double parts =
      frame != NULL ? epi_frame_scalar (frame, "components", NAN) : NAN;

  return g_strdup_printf (
      "Variables on a circle, joined where the entry of the inverse covariance "
      "is not zero: %.0f edge%s, %.0f part%s.",
      edges, edges == 1 ? "" : "s", parts, parts == 1 ? "" : "s");
}

/* ---- The matrices ---- */

void
md_matrix_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x0 = 0, .x1 = 1, .y0 = 0, .y1 = 1};
  spec->bare = true;
}

static void
draw_matrices (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *theta = theta_of (scene);
  const EpiFrameItem *S = theta != NULL ? epi_frame_find (frame, "S") : NULL;

  if (S == NULL)
    return;
  size_t p = theta->rows;
  double *r = g_new (double, p *p), gap = 1.2 * axes->text;
  EpiRect room = axes->plot;
  bool beside = room.width > room.height;

  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      r[i + j * p] = partial (theta, i, j);
  room.height -= 1.6 * axes->text;
  if (beside)
    room.width = (room.width - gap) / 2;
  else
    room.height = (room.height - 2.5 * gap) / 2;
  epi_draw_matrix (cr, axes, room, S->data, p, p, "correlations <i>S</i>",
                   EPI_COLOUR_DATA);
  if (beside)
    room.x += room.width + gap;
  else
    room.y += room.height + 2.5 * gap;
  epi_draw_matrix (cr, axes, room, r, p, p, "partial, from <i>Θ</i>",
                   EPI_COLOUR_DATA);
  g_free (r);
}

const EpiLayer md_matrix_layers[] = {
    {.name = "matrices", .draw = draw_matrices, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
md_matrix_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The correlations of %.0f variables, of which the largest is %.3f, and "
      "what is left of them between two variables when all others are known.",
      frame != NULL ? epi_frame_scalar (frame, "variables", NAN) : NAN,
      frame != NULL ? epi_frame_scalar (frame, "largest", NAN) : NAN);
}
