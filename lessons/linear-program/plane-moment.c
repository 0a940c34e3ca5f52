/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one iterate says: the forces on it, and how the matter ends.
 *
 * A ball lies at x.  Its weight pulls along -c; wall i, where the ball touches
 * it, pushes back along -aᵢ, with the force λᵢ‖aᵢ‖.  At an optimum nothing
 * moves: -c - Σ λᵢaᵢ = 0 with all λᵢ ≥ 0.  A negative λᵢ would have to pull:
 * that wall can be left.
 */
#include "linear-program/plane.h"

#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-words.h"
#include "linear-program/lesson.h"

#include <math.h>

#define LENGTH 0.22 /* of the arrow -c, as a share of the figure's height */
#define SMALL 1e-7  /* of the largest force: not drawn */
#define FAINT 0.03  /* of the largest: drawn without its name */

static bool
read_moment (const EpiScene *scene, LpProgram *program, const double **x,
             const double **lambda)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL ||
      !lp_program_read (scene->lesson, scene->answer->document, program, NULL))
    return false;
  *x = lp_vector (frame, "x", 2);
  *lambda = lp_vector (frame, "lambda", program->n_walls);
  if (program->n == 2 && *x != NULL && *lambda != NULL)
    return true;
  lp_program_free (program);
  return false;
}

static double
force (const LpProgram *p, const double *lambda, size_t i)
{
  EpiHalfPlane wall = lp_wall (p, i);

  return fabs (lambda[i]) * hypot (wall.a[0], wall.a[1]);
}

static double
largest_force (const LpProgram *p, const double *lambda)
{
  double largest = 0;

  for (size_t i = 0; i < p->n_walls; i++)
    largest = fmax (largest, force (p, lambda, i));
  return largest;
}

static double
arrow_length (const EpiAxes *axes)
{
  return LENGTH * fmin (axes->range.y1 - axes->range.y0,
                        axes->range.x1 - axes->range.x0);
}

/* An arrow that labels keep away from. */
static void
draw_arrow (cairo_t *cr, const EpiAxes *axes, double x0, double y0, double x1,
            double y1, EpiStroke stroke)
{
  epi_draw_arrow (cr, axes, x0, y0, x1, y1, stroke);
  lp_take_line (cr, axes, (EpiPoint){x0, y0}, (EpiPoint){x1, y1});
}

/* Arrow and name of a force v on the ball at x: the arrows first, so that no
 * name is drawn over. */
static void
draw_force (cairo_t *cr, const EpiAxes *axes, const double *x, const double *v,
            const char *name, EpiStroke stroke, int pass)
{
  double tx = x[0] + v[0], ty = x[1] + v[1];

  if (pass == 0)
    draw_arrow (cr, axes, x[0], x[1], tx, ty, stroke);
  else /* beside the tip, away from x */
    epi_draw_label (cr, axes, tx, ty, v[0] >= 0 ? 10 : -10,
                    v[1] >= 0 ? -10 : 10, name, stroke.colour);
}

static void
draw_wall_force (cairo_t *cr, const EpiAxes *axes, const LpProgram *p,
                 const double *x, const double *lambda, size_t i, double scale,
                 int pass)
{
  EpiHalfPlane wall = lp_wall (p, i);
  const double v[] = {-scale * lambda[i] * wall.a[0],
                      -scale * lambda[i] * wall.a[1]};
  bool pulls = lambda[i] < 0;
  char *number = epi_number_label (lambda[i], 3);
  char *symbol = epi_word_indexed ("<i>λ</i>", i + 1);
  char *name = g_strdup_printf ("%s = %s", symbol, number);

  draw_force (cr, axes, x, v, name,
              (EpiStroke){pulls ? EPI_COLOUR_WARNING : EPI_COLOUR_RESIDUAL, 1,
                          3, pulls},
              pass);
  g_free (name);
  g_free (symbol);
  g_free (number);
}

static void
draw_forces (cairo_t *cr, const EpiAxes *axes, const LpProgram *p,
             const double *x, const double *lambda)
{
  double weight = hypot (p->c[0], p->c[1]);
  double unit = fmax (weight, largest_force (p, lambda));
  double scale = arrow_length (axes) / unit;
  const double down[] = {-scale * p->c[0], -scale * p->c[1]};

  if (!(unit > 0))
    return;
  for (int pass = 0; pass < 2; pass++) {
    double least = pass == 0 ? SMALL : FAINT;
    if (weight > 0)
      draw_force (cr, axes, x, down, "−<i>c</i>",
                  (EpiStroke){EPI_COLOUR_FIT, 1, 3, false}, pass);
    for (size_t i = 0; i < p->n_walls; i++)
      if (force (p, lambda, i) > least * unit)
        draw_wall_force (cr, axes, p, x, lambda, i, scale, pass);
  }
}

/* The level line of the cost on which x lies. */
static void
draw_level (cairo_t *cr, const EpiAxes *axes, const LpProgram *p,
            const double *x)
{
  double value = p->c[0] * x[0] + p->c[1] * x[1];

  epi_draw_level_lines (cr, axes, p->c, &value, 1,
                        (EpiStroke){EPI_COLOUR_FIT, 0.8, 1.6, false});
}

/* ---- How it ends ---- */

static void
draw_optimum (cairo_t *cr, const EpiAxes *axes, const double *x)
{
  epi_draw_markers (cr, axes, &x[0], &x[1], 1, EPI_MARKER_RING,
                    EPI_COLOUR_OPTIMUM, 20);
  epi_draw_label (cr, axes, x[0], x[1], -15, 13, "<b>optimal</b>",
                  EPI_COLOUR_OPTIMUM);
}

/* "2 × 0.4", wall and weight, beside its line; of x ≥ 0 the weight alone. */
static void
draw_weight (cairo_t *cr, const EpiAxes *axes, const LpProgram *p, size_t i,
             double weight, EpiPoint at)
{
  EpiHalfPlane wall = lp_wall (p, i);
  EpiPoint away = lp_away (&wall, 9);
  char *number = epi_number_label (weight, 3);
  char *label = i < p->m ? g_strdup_printf ("<b>%zu</b> × %s", i + 1, number)
                         : g_strdup_printf ("× %s", number);

  epi_draw_label (cr, axes, at.x, at.y, away.x, away.y, label,
                  EPI_COLOUR_WARNING);
  g_free (label);
  g_free (number);
}

/* The walls of a contradiction, then their weights on top. */
static void
draw_guilty (cairo_t *cr, const EpiAxes *axes, const LpProgram *p,
             const double *lambda, double least)
{
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < p->n_walls; i++) {
      EpiHalfPlane wall = lp_wall (p, i);
      EpiPoint a, b;
      if (!(force (p, lambda, i) > least) ||
          !epi_half_plane_line (&wall, &axes->range, &a, &b))
        continue;
      if (pass == 0)
        epi_draw_segment (cr, axes, a.x, a.y, b.x, b.y,
                          (EpiStroke){EPI_COLOUR_WARNING, 0.9, 3.5, false});
      else
        draw_weight (
            cr, axes, p, i, lambda[i],
            (EpiPoint){a.x + 0.28 * (b.x - a.x), a.y + 0.28 * (b.y - a.y)});
    }
}

/* The walls of the contradiction: their weighted normals, one after another,
 * come back to where they began; their weighted bounds add up to -1. */
static void
draw_farkas (cairo_t *cr, const EpiAxes *axes, const LpProgram *p,
             const double *x, const double *lambda)
{
  double largest = largest_force (p, lambda);
  double scale = arrow_length (axes) / largest, at[2] = {x[0], x[1]};

  for (size_t i = 0; i < p->n_walls; i++) {
    EpiHalfPlane wall = lp_wall (p, i);
    if (!(force (p, lambda, i) > SMALL * largest))
      continue;
    double to[] = {at[0] + scale * lambda[i] * wall.a[0],
                   at[1] + scale * lambda[i] * wall.a[1]};
    draw_arrow (cr, axes, at[0], at[1], to[0], to[1],
                (EpiStroke){EPI_COLOUR_RESIDUAL, 1, 3, false});
    at[0] = to[0];
    at[1] = to[1];
  }
  draw_guilty (cr, axes, p, lambda, SMALL * largest);
  epi_draw_label (cr, axes, x[0], x[1], 16, 24,
                  "<b>infeasible</b>: they add up to 0 ≤ −1",
                  EPI_COLOUR_WARNING);
}

/* How far along d the border of the figure is. */
static double
distance_to_border (const EpiRange *r, const double *from, const double *d)
{
  double far = INFINITY;

  if (d[0] != 0)
    far = fmin (far, ((d[0] > 0 ? r->x1 : r->x0) - from[0]) / d[0]);
  if (d[1] != 0)
    far = fmin (far, ((d[1] > 0 ? r->y1 : r->y0) - from[1]) / d[1]);
  return fmax (far, 0);
}

static void
draw_ray (cairo_t *cr, const EpiAxes *axes, const EpiFrame *frame)
{
  const double *d = lp_vector (frame, "ray", 2);
  const double *from = lp_vector (frame, "point", 2);
  double length = d != NULL ? hypot (d[0], d[1]) : 0;

  if (d == NULL || from == NULL || !(length > 0))
    return;
  double far = 0.93 * distance_to_border (&axes->range, from, d);
  draw_arrow (cr, axes, from[0], from[1], from[0] + far * d[0],
              from[1] + far * d[1],
              (EpiStroke){EPI_COLOUR_WARNING, 1, 4, false});
  epi_draw_label (cr, axes, from[0] + far / 2 * d[0], from[1] + far / 2 * d[1],
                  14, 14, "<b>unbounded</b> along <i>d</i>",
                  EPI_COLOUR_WARNING);
}

void
lp_draw_moment (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  LpProgram p;
  const double *x, *lambda;

  if (!read_moment (scene, &p, &x, &lambda))
    return;
  EpiStatus proven = scene->answer->certificate.status;
  EpiStatus status = epi_frame_status (frame);
  if (status != EPI_INFEASIBLE && status != EPI_UNBOUNDED) {
    draw_level (cr, axes, &p, x);
    if (epi_scene_number (scene, "forces") != 0)
      draw_forces (cr, axes, &p, x, lambda);
  }
  if (proven == EPI_OPTIMAL)
    draw_optimum (cr, axes, x);
  else if (proven == EPI_INFEASIBLE)
    draw_farkas (cr, axes, &p, x, lambda);
  else if (proven == EPI_UNBOUNDED)
    draw_ray (cr, axes, frame);
  else if (epi_frame_scalar (frame, "entering", -1) >= 0 &&
           epi_frame_scalar (frame, "step_length", 1) == 0)
    epi_draw_label (cr, axes, x[0], x[1], 16, 20, "<b>degenerate</b>",
                    EPI_COLOUR_WARNING);
  lp_program_free (&p);
}
