/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points, or a polygon, seen from the ellipse, where it is the unit disc and
 * its multipliers are forces in balance.
 */
#include "max-determinant/points.h"

#include "core/epi-number.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

#define LONG_ARROW 0.1 /* below: no room for its head */

/* u with p = B u + d. */
static EpiPoint
seen_from (const EpiEllipse *e, double x, double y)
{
  const double *B = e->map;
  double det = B[0] * B[3] - B[1] * B[2];
  double dx = x - e->centre[0], dy = y - e->centre[1];

  return (EpiPoint){(B[3] * dx - B[2] * dy) / det,
                    (B[0] * dy - B[1] * dx) / det};
}

static void
see (const EpiEllipse *e, MdPoints *points)
{
  for (size_t i = 0; i < points->n; i++) {
    EpiPoint u = seen_from (e, points->x[i], points->y[i]);
    points->x[i] = u.x;
    points->y[i] = u.y;
  }
}

/* John's other disc: it holds the polygon once the forces balance. */
static void
draw_twice (cairo_t *cr, const EpiAxes *axes)
{
  const EpiEllipse disc = {.map = {2, 0, 0, 2}};

  epi_draw_ellipse (cr, axes, &disc, EPI_COLOUR_DIM, 0,
                    (EpiStroke){EPI_COLOUR_DIM, 0.8, 1.4, true});
  epi_draw_label (cr, axes, M_SQRT2, -M_SQRT2, 6, 6, "2", EPI_COLOUR_DIM);
}

static void
draw_seen (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiEllipse disc = {.map = {1, 0, 0, 1}};
  bool inside = md_is_inside (scene);
  EpiEllipse e;

  if (!md_ellipse (frame, &e))
    return;
  MdPoints hull = md_hull_of (scene, frame), points = md_all_points (scene);
  see (&e, &hull);
  see (&e, &points);
  epi_draw_polygon (cr, axes, hull.x, hull.y, hull.n, EPI_COLOUR_DATA,
                    inside ? 0.07 : 0,
                    (EpiStroke){.colour = EPI_COLOUR_DATA,
                                .alpha = inside ? 0.8 : 0.35,
                                .width = inside ? 1.6 : 1,
                                .dashed = !inside});
  if (inside)
    draw_twice (cr, axes);
  epi_draw_ellipse (cr, axes, &disc, EPI_COLOUR_FIT, 0.1,
                    (EpiStroke){.colour = EPI_COLOUR_FIT, .width = 2.6});
  epi_draw_markers (cr, axes, points.x, points.y, points.n, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 6);
  md_points_clear (&hull);
  md_points_clear (&points);
}

/* Each multiplier pushes towards the middle (inside: away from it), as long as
 * it is large. */
static void
draw_forces (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *seen =
      frame != NULL ? epi_frame_find (frame, "seen") : NULL;
  const EpiFrameItem *lambda =
      seen != NULL ? epi_frame_find (frame, "multipliers") : NULL;

  if (lambda == NULL)
    return;
  double sign = md_is_inside (scene) ? 0.8 : -0.8;
  const EpiStroke stroke = {.colour = EPI_COLOUR_OPTIMUM, .width = 2.4};
  for (size_t k = 0; k < lambda->rows; k++) {
    double x = seen->data[2 * k], y = seen->data[2 * k + 1];
    double tip = 1 + sign * lambda->data[k];
    if (lambda->data[k] > LONG_ARROW)
      epi_draw_arrow (cr, axes, x, y, x * tip, y * tip, stroke);
    else if (lambda->data[k] > MD_SEEN_MULTIPLIER)
      epi_draw_segment (cr, axes, x, y, x * tip, y * tip, stroke);
  }
  char *sum = epi_number_label (epi_frame_scalar (frame, "lambda_sum", NAN), 3);
  char *label = g_strdup_printf ("∑ <i>λ</i> = %s", sum);
  epi_draw_label (cr, axes, axes->range.x0, axes->range.y1, 8, 8, label,
                  EPI_COLOUR_OPTIMUM);
  g_free (label);
  g_free (sum);
}

const EpiLayer md_unit_layers[] = {
    {.name = "seen",
     .draw = draw_seen,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "forces", .draw = draw_forces, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
md_unit_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The same in coordinates in which the ellipse is the unit disc; the "
      "multipliers add up to %.3g and differ from John's condition by %.1g.",
      frame != NULL ? epi_frame_scalar (frame, "lambda_sum", NAN) : NAN,
      frame != NULL ? epi_frame_scalar (frame, "john", NAN) : NAN);
}
