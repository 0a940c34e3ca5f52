/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The intersection of half-planes, held to its definition at random points. */
#include "core/epi-random.h"
#include "kit/epi-half-planes.h"
#include "kit/epi-plot-table.h"

#include <glib.h>
#include <math.h>

#define MANY 200

static const EpiRange box = {-1, 1, -1, 1, false, false};

static double
slack (const EpiHalfPlane *plane, EpiPoint p)
{
  return plane->b - plane->a[0] * p.x - plane->a[1] * p.y;
}

static double
uniform (EpiRandom *random)
{
  return 2 * epi_random_uniform (random) - 1;
}

/* Lines that cross the box somewhere. */
static void
random_planes (EpiRandom *random, EpiHalfPlane *planes, size_t n)
{
  for (size_t k = 0; k < n; k++)
    planes[k] = (EpiHalfPlane){{uniform (random), uniform (random)},
                               uniform (random) * 0.7 + 0.4};
}

static bool
in_polygon (const EpiPolygon *polygon, EpiPoint p)
{
  for (size_t i = 0; i < polygon->n; i++) {
    EpiPoint a = polygon->at[i], b = polygon->at[(i + 1) % polygon->n];
    if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) < 0)
      return false;
  }
  return polygon->n > 0;
}

static void
test_inside_is_all_constraints (void)
{
  EpiRandom random = epi_random (1, 0);
  EpiHalfPlane planes[6];

  for (int trial = 0; trial < MANY; trial++) {
    random_planes (&random, planes, G_N_ELEMENTS (planes));
    EpiPolygon polygon =
        epi_half_planes_meet (planes, G_N_ELEMENTS (planes), &box);
    for (int i = 0; i < MANY; i++) {
      EpiPoint p = {uniform (&random), uniform (&random)};
      double least = INFINITY;
      for (size_t k = 0; k < G_N_ELEMENTS (planes); k++)
        least = fmin (least, slack (&planes[k], p));
      if (fabs (least) > 1e-12) /* not on an edge to within rounding */
        g_assert_true (in_polygon (&polygon, p) == (least > 0));
    }
    epi_polygon_clear (&polygon);
  }
}

static void
test_edges_lie_on_their_lines (void)
{
  EpiRandom random = epi_random (2, 0);
  EpiHalfPlane planes[8];

  for (int trial = 0; trial < MANY; trial++) {
    random_planes (&random, planes, G_N_ELEMENTS (planes));
    EpiPolygon polygon =
        epi_half_planes_meet (planes, G_N_ELEMENTS (planes), &box);
    for (size_t i = 0; i < polygon.n; i++) {
      ptrdiff_t k = polygon.edge[i];
      EpiPoint a = polygon.at[i], b = polygon.at[(i + 1) % polygon.n];
      if (k == EPI_EDGE_BOX) {
        g_assert_true ((a.x == b.x && fabs (a.x) == 1) ||
                       (a.y == b.y && fabs (a.y) == 1));
        continue;
      }
      g_assert_cmpfloat_with_epsilon (slack (&planes[k], a), 0, 1e-14);
      g_assert_cmpfloat_with_epsilon (slack (&planes[k], b), 0, 1e-14);
    }
    epi_polygon_clear (&polygon);
  }
}

static void
test_contradiction_has_no_corner (void)
{
  const EpiHalfPlane planes[] = {{{1, 0}, -0.2}, {{-1, 0}, -0.2}};
  EpiPolygon polygon = epi_half_planes_meet (planes, 2, &box);

  g_assert_cmpuint (polygon.n, ==, 0);
  epi_polygon_clear (&polygon);
}

/* x ≥ 0 alone: half of the box, open on three sides. */
static void
test_unbounded_ends_at_the_box (void)
{
  const EpiHalfPlane plane = {{-1, 0}, 0};
  EpiPolygon polygon = epi_half_planes_meet (&plane, 1, &box);
  size_t own = 0;

  g_assert_cmpuint (polygon.n, ==, 4);
  for (size_t i = 0; i < polygon.n; i++) {
    own += polygon.edge[i] == 0;
    g_assert_cmpfloat (polygon.at[i].x, >=, 0);
  }
  g_assert_cmpuint (own, ==, 1);
  epi_polygon_clear (&polygon);
}

static void
test_zero_row_cuts_all_or_nothing (void)
{
  EpiHalfPlane plane = {{0, 0}, 0};
  EpiPolygon all = epi_half_planes_meet (&plane, 1, &box);

  g_assert_cmpuint (all.n, ==, 4);
  epi_polygon_clear (&all);
  plane.b = -1;
  all = epi_half_planes_meet (&plane, 1, &box);
  g_assert_cmpuint (all.n, ==, 0);
  epi_polygon_clear (&all);
}

static void
test_line_has_its_half_plane_on_the_left (void)
{
  EpiRandom random = epi_random (3, 0);
  EpiHalfPlane plane;
  EpiPoint from, to;

  for (int trial = 0; trial < MANY; trial++) {
    random_planes (&random, &plane, 1);
    plane.b *= 0.5;
    if (!epi_half_plane_line (&plane, &box, &from, &to))
      continue;
    EpiPoint left = {from.x - (to.y - from.y), from.y + (to.x - from.x)};
    g_assert_cmpfloat_with_epsilon (slack (&plane, from), 0, 1e-14);
    g_assert_cmpfloat_with_epsilon (slack (&plane, to), 0, 1e-14);
    g_assert_cmpfloat (slack (&plane, left), >, 0);
  }
}

/* Where corners lie on both sides of a line its chord lies between its ends
 * inside, beyond them outside. */
static void
test_chord_ends_on_the_boundary (void)
{
  EpiRandom random = epi_random (5, 0);
  EpiHalfPlane planes[6];
  int met = 0;

  for (int trial = 0; trial < MANY; trial++) {
    EpiHalfPlane line;
    EpiPoint from, to;
    double x[16], y[16];
    random_planes (&random, planes, G_N_ELEMENTS (planes));
    random_planes (&random, &line, 1);
    EpiPolygon polygon =
        epi_half_planes_meet (planes, G_N_ELEMENTS (planes), &box);
    g_assert_cmpuint (polygon.n, <=, G_N_ELEMENTS (x));
    bool above = false, below = false;
    for (size_t i = 0; i < polygon.n; i++) {
      x[i] = polygon.at[i].x;
      y[i] = polygon.at[i].y;
      above |= slack (&line, polygon.at[i]) > 1e-9;
      below |= slack (&line, polygon.at[i]) < -1e-9;
    }
    bool meets = epi_half_plane_chord (&line, x, y, polygon.n, &from, &to);
    if (above && below)
      g_assert_true (meets);
    if (!above || !below) {
      g_assert_false (meets && hypot (to.x - from.x, to.y - from.y) > 1e-6);
      epi_polygon_clear (&polygon);
      continue;
    }
    met++;
    for (double t = -0.25; t <= 1.25; t += 0.5) { /* out, in, in, out */
      EpiPoint p = {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)};
      g_assert_cmpfloat_with_epsilon (slack (&line, p), 0, 1e-12);
      if (hypot (to.x - from.x, to.y - from.y) > 1e-6)
        g_assert_true (in_polygon (&polygon, p) == (t > 0 && t < 1));
    }
    epi_polygon_clear (&polygon);
  }
  g_assert_cmpint (met, >, MANY / 4);
}

/* Over a disc: n chords, evenly across it.  A polygon of that many corners is
 * short of the circle by at most 1 - cos (π/CORNERS). */
static void
test_level_chords_part_a_disc_evenly (void)
{
  enum { CORNERS = 360, LINES = 4 };
  const EpiAxes axes = {.plot = {0, 0, 200, 200},
                        .range = {-2, 2, -2, 2, false, false},
                        .palette = epi_palette_get ("light"),
                        .text = 14};
  const double c[] = {0.3, -0.4}, short_of = 1 - cos (G_PI / CORNERS);
  double x[CORNERS], y[CORNERS];

  for (int i = 0; i < CORNERS; i++) {
    x[i] = cos (2 * G_PI * i / CORNERS);
    y[i] = sin (2 * G_PI * i / CORNERS);
  }
  cairo_surface_t *picture =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 200, 200);
  cairo_t *cr = cairo_create (picture);
  EpiPlotTable *table = epi_plot_table_new ("x", "y");
  epi_plot_table_attach (table, cr);
  epi_draw_level_chords (cr, &axes, c, x, y, CORNERS, LINES,
                         (EpiStroke){.colour = EPI_COLOUR_FIT});
  g_assert_cmpuint (table->series->len, ==, 1);
  const EpiPlotSeries *series = g_ptr_array_index (table->series, 0);
  g_assert_cmpuint (series->n, ==, LINES);
  for (size_t i = 0; i < 2 * LINES; i++) { /* the one end, then the other */
    const double *at = series->values + (i < LINES ? i : LINES + i);
    double level = (c[0] * at[0] + c[1] * at[LINES]) / hypot (c[0], c[1]);
    double even = -1 + 2 * ((double)(i % LINES) + 0.5) / LINES;
    g_assert_cmpfloat_with_epsilon (hypot (at[0], at[LINES]), 1, short_of);
    g_assert_cmpfloat_with_epsilon (level, even, short_of);
  }
  epi_plot_table_free (table);
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half-planes/inside-is-all-constraints",
                   test_inside_is_all_constraints);
  g_test_add_func ("/half-planes/edges-lie-on-their-lines",
                   test_edges_lie_on_their_lines);
  g_test_add_func ("/half-planes/contradiction-has-no-corner",
                   test_contradiction_has_no_corner);
  g_test_add_func ("/half-planes/unbounded-ends-at-the-box",
                   test_unbounded_ends_at_the_box);
  g_test_add_func ("/half-planes/zero-row-cuts-all-or-nothing",
                   test_zero_row_cuts_all_or_nothing);
  g_test_add_func ("/half-planes/line-has-its-half-plane-on-the-left",
                   test_line_has_its_half_plane_on_the_left);
  g_test_add_func ("/half-planes/a-chord-ends-on-the-boundary",
                   test_chord_ends_on_the_boundary);
  g_test_add_func ("/half-planes/level-chords-part-a-disc-evenly",
                   test_level_chords_part_a_disc_evenly);
  return g_test_run ();
}
