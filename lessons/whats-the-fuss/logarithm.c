/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One constraint of a geometric program, in x and in y = log x:
 *
 *     f(x) = c x₁x₂ + 1/(10x₁) + 1/(10x₂) + x₁/20 + x₂/20 ≤ 1
 *
 * Its region is not convex in x and convex in y.  For given x₁ it is the
 * interval between the roots of a quadratic in x₂, (c x₁ + 1/20) x₂² -
 * (1 - 1/(10x₁) - x₁/20) x₂ + 1/10.
 *
 * Two points a and b: the chord that is straight in x, (1 - t)a + tb, and the
 * one that is straight in y, a^(1-t) b^t, in both pictures.
 */
#include "whats-the-fuss/lesson.h"

#include "kit/epi-layers.h"

#include <glib.h>
#include <math.h>

#define NEAR 0.1 /* of 1/x₁, 1/x₂ */
#define FAR 0.05 /* of x₁, x₂ */
#define LEAST 0.02
#define MOST 50 /* coordinates that a handle may have */
enum { CURVE = 400, CHORD = 200 };

static const EpiRange x_range = {0, 6.5, 0, 6.5, false, false};
static const EpiRange y_range = {-2.6, 2.6, -2.6, 2.6, false, false};

static double
constraint (double c, EpiPoint x)
{
  return c * x.x * x.y + NEAR / x.x + NEAR / x.y + FAR * (x.x + x.y);
}

/* The roots in x₂; whether there are any. */
static bool
interval (double c, double x1, double *low, double *high)
{
  double a = c * x1 + FAR, b = 1 - NEAR / x1 - FAR * x1;
  double root = b * b - 4 * a * NEAR;

  if (!(b > 0 && root >= 0))
    return false;
  *high = (b + sqrt (root)) / (2 * a);
  *low = NEAR / (a * *high); /* the product of the roots, no cancellation */
  return true;
}

/* Between x1 inside and x1 outside: where the region ends. */
static double
end_of_region (double c, double inside, double outside)
{
  double low, high;

  for (int i = 0; i < 60; i++) {
    double middle = sqrt (inside * outside);
    if (interval (c, middle, &low, &high))
      inside = middle;
    else
      outside = middle;
  }
  return inside;
}

/* The region over x₁, (CURVE) each. */
static void
find_region (double c, double *x, double *low, double *high)
{
  double from = end_of_region (c, 1, LEAST), to = end_of_region (c, 1, MOST);

  for (size_t i = 0; i < CURVE; i++) {
    x[i] = from * pow (to / from, (double)i / (CURVE - 1));
    low[i] = high[i] = NAN;
    interval (c, x[i], &low[i], &high[i]);
  }
}

/* ---- The two pictures ---- */

static void
to_picture (bool logarithmic, double *v, size_t n)
{
  for (size_t i = 0; logarithmic && i < n; i++)
    v[i] = log (v[i]);
}

static void
draw_region (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             bool logarithmic)
{
  double x[CURVE], low[CURVE], high[CURVE];

  find_region (epi_scene_number (scene, "product"), x, low, high);
  to_picture (logarithmic, x, CURVE);
  to_picture (logarithmic, low, CURVE);
  to_picture (logarithmic, high, CURVE);
  epi_draw_band (cr, axes, x, low, high, CURVE, EPI_COLOUR_DATA, 0.18);
  const EpiStroke edge = {EPI_COLOUR_DATA, 0.9, 1.8, false};
  epi_draw_line (cr, axes, x, low, CURVE, edge);
  epi_draw_line (cr, axes, x, high, CURVE, edge);
}

static EpiPoint
place (const EpiScene *scene, const char *name)
{
  EpiPoint p = epi_lesson_handle (scene->lesson, scene->document, name);

  return (EpiPoint){fmin (fmax (p.x, LEAST), MOST),
                    fmin (fmax (p.y, LEAST), MOST)};
}

/* A point of a chord at t. */
static EpiPoint
chord_at (EpiPoint a, EpiPoint b, bool straight_in_y, double t)
{
  return straight_in_y
             ? (EpiPoint){a.x * pow (b.x / a.x, t), a.y * pow (b.y / a.y, t)}
             : (EpiPoint){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

/* The chord in its colour; what of it is outside the region, in the colour of
 * a warning. */
static void
draw_chord (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            bool straight_in_y, bool logarithmic)
{
  double x[CHORD], y[CHORD], out_x[CHORD], out_y[CHORD];
  double c = epi_scene_number (scene, "product");
  EpiPoint a = place (scene, "a"), b = place (scene, "b");
  EpiColour colour = straight_in_y ? EPI_COLOUR_OPTIMUM : EPI_COLOUR_ITERATE;

  for (size_t i = 0; i < CHORD; i++) {
    EpiPoint p = chord_at (a, b, straight_in_y, (double)i / (CHORD - 1));
    bool inside = constraint (c, p) <= 1;
    x[i] = p.x, y[i] = p.y;
    out_x[i] = inside ? NAN : p.x, out_y[i] = inside ? NAN : p.y;
  }
  to_picture (logarithmic, x, CHORD);
  to_picture (logarithmic, y, CHORD);
  to_picture (logarithmic, out_x, CHORD);
  to_picture (logarithmic, out_y, CHORD);
  bool straight = straight_in_y == logarithmic;
  epi_draw_line (cr, axes, out_x, out_y, CHORD,
                 (EpiStroke){EPI_COLOUR_WARNING, 0.45, 7, false});
  epi_draw_line (cr, axes, x, y, CHORD,
                 (EpiStroke){colour, 1, straight ? 2.4 : 1.4, !straight});
}

/* Whether both ends are inside, and the whole chord is. */
static bool
ends_inside (const EpiScene *scene)
{
  double c = epi_scene_number (scene, "product");

  return constraint (c, place (scene, "a")) <= 1 &&
         constraint (c, place (scene, "b")) <= 1;
}

static bool
chord_inside (const EpiScene *scene, bool straight_in_y)
{
  double c = epi_scene_number (scene, "product");
  EpiPoint a = place (scene, "a"), b = place (scene, "b");
  bool inside = true;

  for (size_t i = 0; i < CHORD && inside; i++)
    inside = constraint (c, chord_at (a, b, straight_in_y,
                                      (double)i / (CHORD - 1))) <= 1 + 1e-12;
  return inside;
}

static const char *
verdict (const EpiScene *scene, bool logarithmic)
{
  if (!ends_inside (scene))
    return "an end lies outside the region";
  if (chord_inside (scene, logarithmic))
    return logarithmic ? "every straight chord stays inside"
                       : "this straight chord stays inside";
  return "the straight chord <b>leaves</b>: not convex";
}

static void
draw_verdict (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              bool logarithmic)
{
  bool fine = ends_inside (scene) && chord_inside (scene, logarithmic);

  epi_draw_label (
      cr, axes, epi_axes_x_at (axes, axes->plot.x + axes->plot.width),
      epi_axes_y_at (axes, axes->plot.y), 0, 0, verdict (scene, logarithmic),
      !fine         ? EPI_COLOUR_WARNING
      : logarithmic ? EPI_COLOUR_OPTIMUM
                    : EPI_COLOUR_ITERATE);
}

/* "a" beside the handle. */
static void
draw_end (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
          const char *name, bool logarithmic)
{
  EpiPoint p = place (scene, name);
  char *markup = g_strdup_printf ("<i>%s</i>", name);

  to_picture (logarithmic, &p.x, 1);
  to_picture (logarithmic, &p.y, 1);
  epi_draw_label (cr, axes, p.x, p.y, 1.1 * axes->text, 0.7 * axes->text,
                  markup, EPI_COLOUR_START);
  g_free (markup);
}

static const bool in_x = false, in_y = true;

static void
draw_picture (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  bool logarithmic = *(const bool *)data;

  draw_region (cr, axes, scene, logarithmic);
  draw_chord (cr, axes, scene, !logarithmic, logarithmic);
  draw_chord (cr, axes, scene, logarithmic, logarithmic);
  draw_end (cr, axes, scene, "a", logarithmic);
  draw_end (cr, axes, scene, "b", logarithmic);
  draw_verdict (cr, axes, scene, logarithmic);
}

const EpiLayer fuss_x_layers[] = {{.name = "picture",
                                   .draw = draw_picture,
                                   .depends = EPI_DEPENDS_DOCUMENT,
                                   .data = &in_x},
                                  {NULL}};
const EpiLayer fuss_y_layers[] = {{.name = "picture",
                                   .draw = draw_picture,
                                   .depends = EPI_DEPENDS_DOCUMENT,
                                   .data = &in_y},
                                  {NULL}};

void
fuss_x_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->x_label = g_strdup ("x₁");
  spec->y_label = g_strdup ("x₂");
  spec->fit = x_range;
}

void
fuss_y_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->x_label = g_strdup ("y₁ = log x₁");
  spec->y_label = g_strdup ("y₂ = log x₂");
  spec->fit = y_range;
}

static char *
summary (const EpiScene *scene, bool logarithmic)
{
  const char *sentence = !ends_inside (scene) ? "one end lies outside"
                         : chord_inside (scene, logarithmic)
                             ? "the chord stays inside"
                             : "the chord leaves the region";

  return g_strdup_printf ("The region of one posynomial constraint in %s with "
                          "a chord between two of its points: %s.",
                          logarithmic ? "y = log x" : "x", sentence);
}

char *
fuss_x_summary (const EpiScene *scene)
{
  return summary (scene, false);
}

char *
fuss_y_summary (const EpiScene *scene)
{
  return summary (scene, true);
}

char *
fuss_explain_chord (const EpiScene *scene)
{
  if (!ends_inside (scene))
    return g_strdup ("An end of the chord lies outside the region: that says "
                     "nothing about it.");
  if (chord_inside (scene, false))
    return g_strdup ("This chord stays inside in either picture. For x, one "
                     "such pair of points proves nothing.");
  return g_strdup ("In x the straight chord leaves the region, so the region "
                   "is not convex. In y = log x no straight chord does.");
}

FussChord
fuss_chord (const EpiScene *scene)
{
  double c = epi_scene_number (scene, "product");
  EpiPoint a = place (scene, "a"), b = place (scene, "b");

  return (FussChord){
      .f_a = constraint (c, a),
      .f_b = constraint (c, b),
      .f_middle = constraint (c, chord_at (a, b, false, 0.5)),
      .f_root = constraint (c, chord_at (a, b, true, 0.5)),
      .shown = !ends_inside (scene)          ? "an end is outside"
               : chord_inside (scene, false) ? "one chord proves nothing"
                                             : "not convex in x",
  };
}

/* ---- The ends of the chord, in either picture ---- */

static EpiDocument *
move_end (const EpiScene *scene, const char *name, EpiPoint to)
{
  to.x = fmin (fmax (to.x, LEAST), MOST);
  to.y = fmin (fmax (to.y, LEAST), MOST);
  return epi_document_with_handle (scene->document, name, to);
}

EpiDocument *
fuss_move_a (const EpiScene *scene, size_t i, EpiPoint point)
{
  return move_end (scene, "a", point);
}

EpiDocument *
fuss_move_b (const EpiScene *scene, size_t i, EpiPoint point)
{
  return move_end (scene, "b", point);
}

bool
fuss_log_a (const EpiScene *scene, size_t i, EpiPoint *point)
{
  EpiPoint p = place (scene, "a");

  *point = (EpiPoint){log (p.x), log (p.y)};
  return true;
}

bool
fuss_log_b (const EpiScene *scene, size_t i, EpiPoint *point)
{
  EpiPoint p = place (scene, "b");

  *point = (EpiPoint){log (p.x), log (p.y)};
  return true;
}

EpiDocument *
fuss_move_log_a (const EpiScene *scene, size_t i, EpiPoint point)
{
  return move_end (scene, "a", (EpiPoint){exp (point.x), exp (point.y)});
}

EpiDocument *
fuss_move_log_b (const EpiScene *scene, size_t i, EpiPoint point)
{
  return move_end (scene, "b", (EpiPoint){exp (point.x), exp (point.y)});
}
