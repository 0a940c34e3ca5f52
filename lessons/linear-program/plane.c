/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figure of the feasible set: in the plane walls, what they leave over,
 * level lines of the cost, the ways of the methods; in space what space.c
 * draws. And the table of all views.
 */
#include "linear-program/lesson.h"
#include "linear-program/plane.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-draw.h"

#include <math.h>
#include <string.h>

#define LEVELS 12
#define HANDLE_SIZE 16 /* of what the hand takes a line by */

/* The program that is on the screen; false: it is no program in the plane. */
static bool
read_program (const EpiScene *scene, LpProgram *program)
{
  if (!lp_program_read (scene->lesson, scene->document, program, NULL))
    return false;
  if (program->n == 2)
    return true;
  lp_program_free (program);
  return false;
}

/* ---- Axes ---- */

static void
plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  LpProgram program;

  if (lp_space_axes (scene, spec))
    return;
  spec->x_label = g_strdup ("x₁");
  spec->y_label = g_strdup ("x₂");
  spec->equal = true;
  spec->fit = (EpiRange){-1, 1, -1, 1, false, false};
  if (!read_program (scene, &program))
    return;
  spec->fit = lp_plane_range (&program);
  lp_program_free (&program);
}

/* ---- What the document says ---- */

static void
draw_region (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  LpProgram program;

  if (!read_program (scene, &program))
    return;
  EpiHalfPlane *walls = g_new (EpiHalfPlane, program.n_walls + 1);
  for (size_t i = 0; i < program.n_walls; i++)
    walls[i] = lp_wall (&program, i);
  EpiPolygon polygon =
      epi_half_planes_meet (walls, program.n_walls, &axes->range);
  epi_draw_region (cr, axes, &polygon, EPI_COLOUR_DATA, 0.13,
                   (EpiStroke){EPI_COLOUR_DATA, 1, 3, false});
  epi_polygon_clear (&polygon);
  g_free (walls);
  lp_program_free (&program);
}

/* Labels keep away from where the hand takes the lines, in their middle and at
 * their ends: one of them may lie where the number of another would. */
static void
take_handles (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const LpProgram *program)
{
  EpiRange sight = lp_sight (scene, program);
  double *x = g_new (double, 6 * program->m + 1), *y = x + 3 * program->m;
  size_t n = 0;

  for (size_t i = 0; i < program->m; i++) {
    EpiHalfPlane wall = lp_wall (program, i);
    EpiPoint at[3];
    if (!lp_wall_ends (&wall, &sight, at) ||
        !lp_edge_middle (program, &sight, i, &at[2]))
      continue;
    for (size_t e = 0; e < 3; e++) {
      x[n] = epi_axes_x (axes, at[e].x);
      y[n++] = epi_axes_y (axes, at[e].y);
    }
  }
  epi_draw_take_points (cr, x, y, n, HANDLE_SIZE * epi_draw_unit (axes));
  g_free (x);
}

/* The line of one wall, which labels keep away from. */
static void
draw_wall (cairo_t *cr, const EpiAxes *axes, const LpProgram *program, size_t i)
{
  EpiHalfPlane wall = lp_wall (program, i);
  bool fixed = i >= program->m;
  EpiPoint from, to;

  epi_draw_half_plane (cr, axes, &wall,
                       (EpiStroke){fixed ? EPI_COLOUR_DIM : EPI_COLOUR_DATA,
                                   0.9, fixed ? 1.2 : 1.6, false});
  if (!fixed && epi_half_plane_line (&wall, &axes->range, &from, &to))
    lp_take_line (cr, axes, from, to);
}

/* The number of a wall, where its line leaves the figure, on the side that it
 * does not allow. */
static void
draw_number (cairo_t *cr, const EpiAxes *axes, const LpProgram *program,
             size_t i)
{
  EpiHalfPlane wall = lp_wall (program, i);
  EpiPoint from, to, away = lp_away (&wall, 9);

  if (!epi_half_plane_line (&wall, &axes->range, &from, &to))
    return;
  char *number = g_strdup_printf ("<b>%zu</b>", i + 1);
  epi_draw_label (cr, axes, to.x + 0.07 * (from.x - to.x),
                  to.y + 0.07 * (from.y - to.y), away.x, away.y, number,
                  EPI_COLOUR_DATA);
  g_free (number);
}

static void
draw_walls (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  LpProgram program;

  if (!read_program (scene, &program))
    return;
  take_handles (cr, axes, scene, &program);
  for (size_t i = program.n_walls; i-- > 0;)
    draw_wall (cr, axes, &program, i);
  for (size_t i = program.m; i-- > 0;)
    draw_number (cr, axes, &program, i);
  lp_program_free (&program);
}

/* Level lines at multiples of a good step, so that they stay while c keeps its
 * length. */
static void
draw_levels (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  LpProgram program;
  double values[EPI_MAX_TICKS];
  const EpiRange *r = &axes->range;

  if (!read_program (scene, &program))
    return;
  const double *c = program.c;
  double low =
      fmin (c[0] * r->x0, c[0] * r->x1) + fmin (c[1] * r->y0, c[1] * r->y1);
  double high =
      fmax (c[0] * r->x0, c[0] * r->x1) + fmax (c[1] * r->y0, c[1] * r->y1);
  if (low < high) {
    size_t n = epi_ticks (low, high, false, LEVELS, values);
    epi_draw_level_lines (cr, axes, c, values, n,
                          (EpiStroke){EPI_COLOUR_FIT, 0.3, 1, false});
  }
  lp_program_free (&program);
}

static void
draw_cost (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  LpProgram program;

  if (!read_program (scene, &program))
    return;
  double x = program.c[0], y = program.c[1];
  epi_draw_arrow (cr, axes, 0, 0, x, y,
                  (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  epi_draw_label (cr, axes, x, y, x < 0 ? -14 : 14, y < 0 ? 10 : -10,
                  "<b><i>c</i></b>", EPI_COLOUR_FIT);
  lp_program_free (&program);
}

/* ---- The ways of the methods ---- */

static void
draw_central_path (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const void *data)
{
  const EpiRun *run = scene->answer != NULL && scene->answer->n_runs > 0
                          ? &scene->answer->runs[0]
                          : NULL;
  const EpiFrameItem *path =
      run != NULL && run->n_frames > 0
          ? epi_frame_find (run->frames[0], "central_path")
          : NULL;

  if (path == NULL || path->rows != 2)
    return;
  double *x = g_new (double, 2 * path->cols), *y = x + path->cols;
  for (size_t k = 0; k < path->cols; k++) {
    x[k] = path->data[2 * k];
    y[k] = path->data[2 * k + 1];
  }
  epi_draw_line (cr, axes, x, y, path->cols,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.55, 1.6, true});
  g_free (x);
}

/* Strongly up to the playhead, faintly beyond. */
static void
draw_way (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene, size_t run)
{
  const EpiRun *r = &scene->answer->runs[run];
  double *x = g_new (double, 2 * r->n_frames + 1), *y = x + r->n_frames;
  EpiColour colour = epi_run_colour (run);
  size_t n = 0, past = 0;

  for (size_t i = 0; i < r->n_frames; i++) {
    const double *at = lp_vector (r->frames[i], "x", 2);
    if (at == NULL)
      continue;
    x[n] = at[0];
    y[n++] = at[1];
    past += epi_frame_k (r->frames[i]) <= scene->k;
  }
  epi_draw_line (cr, axes, x, y, n, (EpiStroke){colour, 0.3, 2, false});
  epi_draw_line (cr, axes, x, y, past, (EpiStroke){colour, 1, 3, false});
  epi_draw_markers (cr, axes, x, y, past,
                    lp_is_simplex (r) ? EPI_MARKER_DISC : EPI_MARKER_DIAMOND,
                    colour, lp_is_simplex (r) ? 9 : 7);
  g_free (x);
}

static void
draw_ways (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  for (size_t i = scene->answer != NULL ? scene->answer->n_runs : 0; i-- > 0;)
    draw_way (cr, axes, scene, i);
}

static void
draw_here (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  for (size_t i = scene->answer != NULL ? scene->answer->n_runs : 0; i-- > 0;) {
    const double *x = lp_vector (epi_scene_frame (scene, i), "x", 2);
    if (x != NULL)
      epi_draw_markers (cr, axes, &x[0], &x[1], 1,
                        lp_is_simplex (&scene->answer->runs[i])
                            ? EPI_MARKER_DISC
                            : EPI_MARKER_DIAMOND,
                        epi_run_colour (i), 13);
  }
}

static bool
is_seen (const EpiRange *r, const double *x)
{
  return x[0] >= r->x0 && x[0] <= r->x1 && x[1] >= r->y0 && x[1] <= r->y1;
}

/* What is what, where it begins. */
static void
draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiAnswer *answer = scene->answer;

  if (answer == NULL || answer->n_runs == 0 || answer->runs[0].n_frames == 0)
    return;
  for (size_t i = answer->n_runs; i-- > 0;) {
    const EpiRun *run = &answer->runs[i];
    const double *x =
        run->n_frames > 0 ? lp_vector (run->frames[0], "x", 2) : NULL;
    char *label = lp_run_label (run);
    if (x != NULL && is_seen (&axes->range, x))
      epi_draw_label (cr, axes, x[0], x[1], 10, -14, label, epi_run_colour (i));
    g_free (label);
  }
  const EpiFrameItem *path =
      epi_frame_find (answer->runs[0].frames[0], "central_path");
  const double *seen = NULL; /* in an open region the path comes from afar */
  for (size_t k = 0; path != NULL && path->rows == 2 && k < path->cols; k++)
    if (seen == NULL && is_seen (&axes->range, &path->data[2 * k]))
      seen = &path->data[2 * k];
  if (seen != NULL)
    epi_draw_label (cr, axes, seen[0], seen[1], -10, 14, "central path",
                    EPI_COLOUR_TEXT);
}

static char *
plane_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const double *x = lp_vector (frame, "x", 2);

  if (frame == NULL)
    return g_strdup ("Walls, and what they leave over.");
  if (epi_frame_status (frame) == EPI_INFEASIBLE)
    return g_strdup ("Walls that leave nothing over: no point is on the right "
                     "side of all of them.");
  char *cost = epi_number_label (epi_frame_scalar (frame, "objective", NAN), 5);
  char *a = epi_number_label (x != NULL ? x[0] : NAN, 4);
  char *b = epi_number_label (x != NULL ? x[1] : NAN, 4);
  char *text =
      x != NULL ? g_strdup_printf ("Walls, the polygon that they leave, level "
                                   "lines of the cost; iterate %zu is at "
                                   "(%s, %s), cost %s.",
                                   epi_frame_k (frame), a, b, cost)
                : g_strdup_printf ("The polytope as a frame of its edges; "
                                   "iterate %zu has the cost %s.",
                                   epi_frame_k (frame), cost);
  g_free (cost);
  g_free (a);
  g_free (b);
  return text;
}

static const EpiLayer plane_layers[] = {
    {.name = "coordinates",
     .draw = lp_space_coordinates,
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "polytope",
     .draw = lp_space_polytope,
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "central path in space",
     .draw = lp_space_central_path,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_HISTORY,
     .shown_when = "path"},
    {.name = "ways in space",
     .draw = lp_space_ways,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "legend in space",
     .draw = lp_space_legend,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_HISTORY},
    {.name = "region", .draw = draw_region, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "levels", .draw = draw_levels, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "walls", .draw = draw_walls, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "cost", .draw = draw_cost, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "central path",
     .draw = draw_central_path,
     .depends = EPI_DEPENDS_HISTORY,
     .shown_when = "path"},
    {.name = "ways",
     .draw = draw_ways,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "here",
     .draw = draw_here,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "moment",
     .draw = lp_draw_moment,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "names",
     .draw = draw_names,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_HISTORY},
    {NULL},
};

/* ---- All views ---- */

const EpiViewSpec lp_views[] = {
    {.name = "plane",
     .title = "The feasible set",
     .axes = plane_axes,
     .layers = plane_layers,
     .weight = 1.5,
     .shown_when = LP_PLANE " or " LP_SPACE,
     .summary = plane_summary},
    {.name = "dictionary",
     .title = "Dictionary",
     .axes = lp_panel_axes,
     .layers = lp_dictionary_layers,
     .weight = 1,
     .shown_when =
         LP_SIMPLEX " and (beside == 'dictionary' or beside == 'both')",
     .summary = lp_dictionary_summary},
    {.name = "duality",
     .title = "Primal and dual",
     .axes = lp_panel_axes,
     .layers = lp_duality_layers,
     .weight = 1,
     .shown_when = "beside == 'dual' or beside == 'both'",
     .summary = lp_duality_summary},
    {.name = "convergence",
     .title = "Gap and residuals",
     .axes = epi_convergence_axes,
     .layers = epi_convergence_layers,
     .weight = 0.9,
     .shown_when = "beside == 'gap' or (beside == 'dictionary' and not "
                   "" LP_SIMPLEX ")",
     .summary = epi_convergence_summary},
    {NULL},
};
