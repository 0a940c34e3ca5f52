/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A polytope in space, seen from a side that can be chosen: its corners and
 * edges, and the ways of the methods over and through it.
 *
 * Every coordinate is shown as a share of its largest value at a corner: the
 * coordinates of Klee and Minty's cube differ by powers of a hundred.
 */
#include "linear-program/lesson.h"
#include "linear-program/plane.h"

#include "convex/epi-corners.h"
#include "core/epi-number.h"
#include "kit/epi-convergence.h"

#include <math.h>

#define HEIGHT_ANGLE 0.35 /* radians above the floor */

typedef struct {
  LpProgram program;
  EpiCorners corners;
  double size[3]; /* of each coordinate */
  double turn;    /* radians */
} Space;

static bool
space_read (const EpiScene *scene, Space *s)
{
  *s = (Space){.turn = epi_scene_number (scene, "turn") * G_PI / 180};
  if (!lp_program_read (scene->lesson, scene->document, &s->program, NULL))
    return false;
  if (s->program.n != 3 ||
      epi_corners_find (&s->program.G, s->program.h, &s->corners) != EPI_OK) {
    lp_program_free (&s->program);
    return false;
  }
  for (size_t j = 0; j < 3; j++) {
    for (size_t k = 0; k < s->corners.n_corners; k++)
      s->size[j] = fmax (s->size[j], fabs (s->corners.x[3 * k + j]));
    s->size[j] = s->size[j] > 0 ? s->size[j] : 1;
  }
  return true;
}

static void
space_clear (Space *s)
{
  lp_program_free (&s->program);
  epi_corners_clear (&s->corners);
}

/* x₁ to the front left, x₂ to the right, x₃ up. */
static EpiPoint
project (const Space *s, const double *x)
{
  double u = x[0] / s->size[0], v = x[1] / s->size[1], w = x[2] / s->size[2];
  double near = u * cos (s->turn) + v * sin (s->turn);

  return (EpiPoint){v * cos (s->turn) - u * sin (s->turn),
                    w * cos (HEIGHT_ANGLE) - near * sin (HEIGHT_ANGLE)};
}

bool
lp_space_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  EpiRange range = epi_range_empty ();
  Space s;

  if (!space_read (scene, &s))
    return false;
  epi_range_include (&range, -0.7, -0.5);
  epi_range_include (&range, 1.1, 1.1);
  for (size_t k = 0; k < s.corners.n_corners; k++) {
    EpiPoint p = project (&s, s.corners.x + 3 * k);
    epi_range_include (&range, p.x, p.y);
  }
  space_clear (&s);
  spec->bare = true;
  spec->equal = true;
  spec->fit = epi_range_padded (range, 0.1);
  return true;
}

void
lp_space_coordinates (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                      const void *data)
{
  static const char *const names[] = {"<i>x</i>₁", "<i>x</i>₂", "<i>x</i>₃"};
  Space s;

  if (!space_read (scene, &s))
    return;
  for (size_t j = 0; j < 3; j++) {
    double tip[3] = {0};
    tip[j] = 1.15 * s.size[j];
    EpiPoint at = project (&s, tip);
    char *size = epi_number_label (s.size[j], 3);
    char *label = g_strdup_printf ("%s  (0 … %s)", names[j], size);
    epi_draw_arrow (cr, axes, 0, 0, at.x, at.y,
                    (EpiStroke){EPI_COLOUR_DIM, 0.8, 1.4, false});
    epi_draw_label (cr, axes, at.x, at.y, 8, j == 2 ? -8 : 10, label,
                    EPI_COLOUR_DIM);
    g_free (label);
    g_free (size);
  }
  space_clear (&s);
}

void
lp_space_polytope (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const void *data)
{
  Space s;

  if (!space_read (scene, &s))
    return;
  for (size_t e = 0; e < s.corners.n_edges; e++) {
    EpiPoint a = project (&s, s.corners.x + 3 * s.corners.edges[2 * e]);
    EpiPoint b = project (&s, s.corners.x + 3 * s.corners.edges[2 * e + 1]);
    epi_draw_segment (cr, axes, a.x, a.y, b.x, b.y,
                      (EpiStroke){EPI_COLOUR_DATA, 0.75, 2, false});
  }
  for (size_t k = 0; k < s.corners.n_corners; k++) {
    EpiPoint a = project (&s, s.corners.x + 3 * k);
    epi_draw_markers (cr, axes, &a.x, &a.y, 1, EPI_MARKER_DISC, EPI_COLOUR_DATA,
                      6);
  }
  space_clear (&s);
}

void
lp_space_central_path (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                       const void *data)
{
  const EpiRun *run = scene->answer != NULL && scene->answer->n_runs > 0
                          ? &scene->answer->runs[0]
                          : NULL;
  const EpiFrameItem *path =
      run != NULL && run->n_frames > 0
          ? epi_frame_find (run->frames[0], "central_path")
          : NULL;
  Space s;

  if (path == NULL || path->rows != 3 || !space_read (scene, &s))
    return;
  double *x = g_new (double, 2 * path->cols), *y = x + path->cols;
  for (size_t k = 0; k < path->cols; k++) {
    EpiPoint at = project (&s, path->data + 3 * k);
    x[k] = at.x;
    y[k] = at.y;
  }
  epi_draw_line (cr, axes, x, y, path->cols,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.55, 1.6, true});
  g_free (x);
  space_clear (&s);
}

static void
draw_way (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
          const Space *s, size_t run)
{
  const EpiRun *r = &scene->answer->runs[run];
  double *x = g_new (double, 2 * r->n_frames + 1), *y = x + r->n_frames;
  EpiColour colour = epi_run_colour (run);
  size_t n = 0, past = 0;

  for (size_t i = 0; i < r->n_frames; i++) {
    const double *at = lp_vector (r->frames[i], "x", 3);
    if (at == NULL)
      continue;
    EpiPoint p = project (s, at);
    x[n] = p.x;
    y[n++] = p.y;
    past += epi_frame_k (r->frames[i]) <= scene->k;
  }
  epi_draw_line (cr, axes, x, y, n, (EpiStroke){colour, 0.3, 2, false});
  epi_draw_line (cr, axes, x, y, past, (EpiStroke){colour, 1, 3.5, false});
  epi_draw_markers (cr, axes, x, y, past, EPI_MARKER_DISC, colour, 8);
  if (past > 0)
    epi_draw_markers (cr, axes, x + past - 1, y + past - 1, 1, EPI_MARKER_DISC,
                      colour, 14);
  g_free (x);
}

void
lp_space_ways (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  Space s;

  if (scene->answer == NULL || !space_read (scene, &s))
    return;
  for (size_t i = scene->answer->n_runs; i-- > 0;)
    draw_way (cr, axes, scene, &s, i);
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const double *x = lp_vector (frame, "x", 3);
  if (x != NULL && scene->answer->certificate.status == EPI_OPTIMAL) {
    EpiPoint at = project (&s, x);
    char *value =
        epi_number_label (epi_frame_scalar (frame, "objective", NAN), 5);
    char *label =
        g_strdup_printf ("<b>optimal</b>: <i>c</i>ᵀ<i>x</i>* = %s", value);
    epi_draw_markers (cr, axes, &at.x, &at.y, 1, EPI_MARKER_RING,
                      EPI_COLOUR_OPTIMUM, 20);
    epi_draw_label (cr, axes, at.x, at.y, 16, -16, label, EPI_COLOUR_OPTIMUM);
    g_free (label);
    g_free (value);
  }
  space_clear (&s);
}

void
lp_space_legend (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  EpiLegendItem items[4];
  char *labels[4] = {NULL};
  double x[64], y[64];
  size_t n = 0, m = 0;
  Space s;

  if (scene->answer == NULL || !space_read (scene, &s))
    return;
  for (; n < scene->answer->n_runs && n < G_N_ELEMENTS (labels); n++) {
    labels[n] = lp_run_label (&scene->answer->runs[n]);
    items[n] = (EpiLegendItem){
        labels[n], {.colour = epi_run_colour (n), .width = 3}, true};
  }
  for (; m < s.corners.n_corners && m < G_N_ELEMENTS (x); m++) {
    EpiPoint at = project (&s, s.corners.x + 3 * m);
    x[m] = at.x;
    y[m] = at.y;
  }
  epi_draw_legend (cr, axes, items, n, x, y, m);
  for (size_t i = 0; i < G_N_ELEMENTS (labels); i++)
    g_free (labels[i]);
  space_clear (&s);
}
