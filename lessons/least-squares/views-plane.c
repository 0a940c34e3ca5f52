/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameter plane: level sets of the cost, the iterates, the optimum.
 */
#include "least-squares/lesson.h"
#include "least-squares/views.h"

#include "kit/epi-scene-condition.h"
#include "kit/epi-layers.h"

#include <math.h>

bool
ls_start_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = epi_lesson_handle (scene->lesson, scene->document, "start");
  return true;
}

static char *
theta_name (const EpiScene *scene, const char *param)
{
  static const char *const digits[] = {"₀", "₁", "₂", "₃", "₄",
                                       "₅", "₆", "₇", "₈", "₉"};
  unsigned j = (unsigned)epi_scene_number (scene, param);

  return j < 10 ? g_strdup_printf ("θ%s", digits[j])
                : g_strdup_printf ("θ₁%s", digits[j % 10]);
}

/* Iterates in sight, unless they run away: a run that diverges leaves the
 * figure. */
static void
include_path (EpiRange *range, const EpiRun *run)
{
  EpiRange bounds = epi_range_zoom (*range, (range->x0 + range->x1) / 2,
                                    (range->y0 + range->y1) / 2, 1 / 3.0);

  for (size_t i = 0; i < run->n_frames; i++) {
    const EpiFrameItem *at = epi_frame_find (run->frames[i], "plane");
    if (at != NULL && at->data[0] > bounds.x0 && at->data[0] < bounds.x1 &&
        at->data[1] > bounds.y0 && at->data[1] < bounds.y1)
      epi_range_include (range, at->data[0], at->data[1]);
  }
}

static bool
is_direct (const EpiScene *scene)
{
  return epi_lesson_shown (scene->lesson, scene->document, LS_DIRECT);
}

/* Where the way begins: of a method without one, nowhere in particular. */
static EpiPoint
start_of (const EpiScene *scene)
{
  return epi_lesson_shown (scene->lesson, scene->document, LS_DESCENT)
             ? epi_lesson_handle (scene->lesson, scene->document, "start")
             : (EpiPoint){0, 0};
}

/* The optimum in the middle, the start and the path in sight. */
void
ls_plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *best =
      frame != NULL ? epi_frame_find (frame, "optimum") : NULL;
  EpiPoint start = start_of (scene);
  EpiRange range = epi_range_empty ();

  spec->x_label = theta_name (scene, "plane_x");
  spec->y_label = theta_name (scene, "plane_y");
  if (best == NULL && frame != NULL)
    best = epi_frame_find (frame, "plane");
  epi_range_include (&range, start.x, start.y);
  if (best != NULL && isfinite (best->data[0]) && isfinite (best->data[1])) {
    double dx = fabs (best->data[0] - start.x);
    double dy = fabs (best->data[1] - start.y);
    dx = dx > 0 ? dx : fmax (fabs (best->data[0]), 1);
    dy = dy > 0 ? dy : fmax (fabs (best->data[1]), 1);
    epi_range_include (&range, best->data[0] - 0.6 * dx,
                       best->data[1] - 0.6 * dy);
    epi_range_include (&range, best->data[0] + 0.6 * dx,
                       best->data[1] + 0.6 * dy);
    if (!is_direct (scene))
      include_path (&range, &scene->answer->runs[0]);
  }
  spec->fit = epi_range_padded (range, 0.08);
}

static void
draw_level_sets (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "cost");
  double levels[12];

  if (grid == NULL)
    return;
  size_t n = epi_field_levels (grid, 0, G_N_ELEMENTS (levels), levels);
  epi_draw_level_sets (cr, axes, grid, 0, levels, n,
                       (EpiStroke){EPI_COLOUR_DIM, 0.6, 1.2, false}, false);
}

/* The path of one run, strongly up to the playhead and faintly beyond. */
static void
draw_path (cairo_t *cr, const EpiAxes *axes, const EpiRun *run, size_t k,
           EpiColour colour)
{
  size_t n = 0, n_past = 0;
  double *x = g_new (double, run->n_frames), *y = g_new (double, run->n_frames);

  for (size_t i = 0; i < run->n_frames; i++) {
    const EpiFrameItem *at = epi_frame_find (run->frames[i], "plane");
    if (at == NULL || !isfinite (at->data[0]) || !isfinite (at->data[1]))
      continue;
    x[n] = at->data[0];
    y[n++] = at->data[1];
    if (epi_frame_k (run->frames[i]) <= k)
      n_past = n;
  }
  epi_draw_line (cr, axes, x, y, n, (EpiStroke){colour, 0.25, 1.5, false});
  epi_draw_line (cr, axes, x, y, n_past, (EpiStroke){colour, 1, 2, false});
  epi_draw_markers (cr, axes, x, y, MIN (n_past, (size_t)200), EPI_MARKER_DISC,
                    colour, 5);
  g_free (x);
  g_free (y);
}

EpiColour
ls_run_colour (const EpiScene *scene, size_t run)
{
  return run == 0 ? EPI_COLOUR_ITERATE
                  : EPI_COLOUR_SERIES + (run + 1) % EPI_N_SERIES;
}

static void
draw_paths (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  size_t n = scene->answer != NULL ? scene->answer->n_runs : 0;

  if (is_direct (scene))
    return; /* stages of a factorisation are no path */
  for (size_t i = n; i > 0; i--)
    draw_path (cr, axes, &scene->answer->runs[i - 1], scene->k,
               ls_run_colour (scene, i - 1));
}

static void
draw_optimum (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *best =
      frame != NULL ? epi_frame_find (frame, "optimum") : NULL;
  const EpiFrameItem *here =
      frame != NULL ? epi_frame_find (frame, "plane") : NULL;

  if (best != NULL) {
    epi_draw_markers (cr, axes, &best->data[0], &best->data[1], 1,
                      EPI_MARKER_PLUS, EPI_COLOUR_OPTIMUM, 16);
    epi_draw_label (cr, axes, best->data[0], best->data[1], 10, -12,
                    "<i>θ</i>* optimum", EPI_COLOUR_OPTIMUM);
  }
  if (here != NULL) {
    char *label = g_strdup_printf ("<i>k</i> = %zu", epi_frame_k (frame));
    epi_draw_markers (cr, axes, &here->data[0], &here->data[1], 1,
                      EPI_MARKER_DISC, EPI_COLOUR_ITERATE, 11);
    epi_draw_label (cr, axes, here->data[0], here->data[1], 10, 14, label,
                    EPI_COLOUR_ITERATE);
    g_free (label);
  }
}

char *
ls_plane_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *here =
      frame != NULL ? epi_frame_find (frame, "plane") : NULL;

  return here == NULL
             ? g_strdup ("The cost over two parameters.")
             : g_strdup_printf ("Level sets of the cost over two parameters; "
                                "iterate %zu is at (%.4g, %.4g).",
                                epi_frame_k (frame), here->data[0],
                                here->data[1]);
}

const EpiLayer ls_plane_layers[] = {
    {.name = "levels", .draw = draw_level_sets, .depends = EPI_DEPENDS_FIELD},
    {.name = "paths",
     .draw = draw_paths,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "optimum", .draw = draw_optimum, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};
