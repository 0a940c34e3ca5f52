/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * φ made visible: the points at (x₁, x₂, x₁² + x₂²), the bowl on which they
 * lie, and the plane that parts them.  Turned by a knob, or by its two angles.
 *
 * A parallel projection: with azimuth θ and elevation ε a point (u, v, h) of
 * the box [-1, 1]² × [0, 1] is drawn at
 *
 *     across  u cos θ + v sin θ
 *     up      (v cos θ - u sin θ) sin ε + h cos ε
 */
#include "kit/epi-held-back.h"
#include "kit/epi-layers.h"
#include "svm/lesson.h"

#include <math.h>

#define MESH 13 /* lines of the bowl and of the plane, each way */
#define KNOB_Y -1.3
#define BESIDE 1.15 /* the floor's edge: where the name of an axis stands */
#define ALONG 0.4   /* it, half edges from its middle */
#define TURN 90.0   /* degrees a unit of the figure */

typedef struct {
  SvScale scale;          /* all below is in the units of the machine */
  double centre[2], half; /* of the data: one scale for both, so that the bowl
                             is round */
  double top;             /* the largest x₁² + x₂² */
  double c, s, ce, se;
} Box;

/* Where the machine sees point i. */
static bool
lifted_point (const Box *box, const EpiScene *scene, size_t i, double z[2])
{
  EpiPoint at;

  if (!epi_handle_position (&scene->lesson->handles[0], scene, i, &at) ||
      !isfinite (at.x) || !isfinite (at.y))
    return false;
  z[0] = at.x;
  z[1] = at.y;
  sv_to_scale (&box->scale, z);
  return true;
}

static bool
box_of (const EpiScene *scene, Box *box)
{
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  size_t n = epi_handle_count (points, scene);
  EpiRange range = epi_range_empty ();
  double azimuth = epi_scene_number (scene, "azimuth") * G_PI / 180;
  double elevation = epi_scene_number (scene, "elevation") * G_PI / 180;

  sv_scale_of (scene->document, &box->scale);
  box->top = 0;
  for (size_t i = 0; i < n; i++) {
    double z[2];
    if (!lifted_point (box, scene, i, z))
      continue;
    epi_range_include (&range, z[0], z[1]);
    box->top = fmax (box->top, z[0] * z[0] + z[1] * z[1]);
  }
  if (!(box->top > 0))
    return false;
  box->centre[0] = (range.x0 + range.x1) / 2;
  box->centre[1] = (range.y0 + range.y1) / 2;
  box->half = fmax (range.x1 - range.x0, range.y1 - range.y0) / 2;
  if (!(box->half > 0))
    box->half = 1;
  box->c = cos (azimuth);
  box->s = sin (azimuth);
  box->ce = cos (elevation);
  box->se = sin (elevation);
  return true;
}

static EpiPoint
project (const Box *box, double x, double y, double z)
{
  double u = (x - box->centre[0]) / box->half;
  double v = (y - box->centre[1]) / box->half;
  double h = 2 * z / box->top - 1;

  return (EpiPoint){u * box->c + v * box->s,
                    (v * box->c - u * box->s) * box->se + h * box->ce};
}

void
sv_lift_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->equal = true;
  spec->fit = (EpiRange){-1.6, 1.6, -1.6, 1.7, false, false};
}

/* ---- Surfaces ---- */

typedef double (*HeightFunc) (const Box *box, const double *data, double x,
                              double y);

static double
bowl_height (const Box *box, const double *data, double x, double y)
{
  return x * x + y * y;
}

/* w₁x + w₂y + w₃z + b = 0. */
static double
plane_height (const Box *box, const double *w, double x, double y)
{
  return -(w[0] * x + w[1] * y + w[3]) / w[2];
}

/* A mesh over the square of the data, where its height is in the box. */
static void
draw_mesh (cairo_t *cr, const EpiAxes *axes, const Box *box, HeightFunc height,
           const double *data, EpiStroke stroke)
{
  enum { FINE = 4 * MESH };
  double px[FINE + 1], py[FINE + 1];

  for (int along = 0; along < 2; along++)
    for (int i = 0; i <= MESH; i++) {
      for (int j = 0; j <= FINE; j++) {
        double a = box->half * (2.0 * i / MESH - 1);
        double b = box->half * (2.0 * j / FINE - 1);
        double x = box->centre[0] + (along ? a : b);
        double y = box->centre[1] + (along ? b : a);
        double z = height (box, data, x, y);
        EpiPoint at = project (box, x, y, z);
        bool inside = z >= -0.05 * box->top && z <= 1.05 * box->top;
        px[j] = inside ? at.x : NAN;
        py[j] = at.y;
      }
      epi_draw_line (cr, axes, px, py, FINE + 1, stroke);
    }
}

static void
draw_bowl (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  Box box;

  if (box_of (scene, &box))
    draw_mesh (
        cr, axes, &box, bowl_height, NULL,
        (EpiStroke){.colour = EPI_COLOUR_DIM, .alpha = 0.35, .width = 0.8});
}

static void
draw_plane (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *a = frame != NULL ? epi_frame_find (frame, "a") : NULL;
  Box box;

  if (a == NULL || a->rows != 3 || a->data[2] == 0 || !box_of (scene, &box))
    return;
  double w[4] = {a->data[0], a->data[1], a->data[2],
                 epi_frame_scalar (frame, "bias", NAN)};
  draw_mesh (
      cr, axes, &box, plane_height, w,
      (EpiStroke){.colour = EPI_COLOUR_TEXT, .alpha = 0.7, .width = 1.2});
}

/* ---- Points ---- */

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiHandleSpec *points = &scene->lesson->handles[0];
  size_t n = epi_handle_count (points, scene);
  const EpiTable *rows = epi_handle_holds_back (points, scene);
  EpiClasses classes;
  Box box;

  if (!box_of (scene, &box) ||
      !epi_classes_find (epi_document_data (scene->document, "points"), "label",
                         &classes, NULL))
    return;
  for (size_t i = 0; i < n && i < classes.rows; i++) {
    double z[2];
    if (classes.of_row[i] < 0 || !lifted_point (&box, scene, i, z))
      continue;
    size_t c = (size_t)classes.of_row[i];
    EpiPoint foot = project (&box, z[0], z[1], 0);
    EpiPoint top = project (&box, z[0], z[1], z[0] * z[0] + z[1] * z[1]);
    epi_draw_segment (
        cr, axes, foot.x, foot.y, top.x, top.y,
        (EpiStroke){.colour = epi_class_colour (c), .alpha = 0.25, .width = 1});
    (rows != NULL && epi_row_is_held_back (rows, i)
         ? epi_draw_hollow_markers
         : epi_draw_markers) (cr, axes, &top.x, &top.y, 1, epi_class_marker (c),
                              epi_class_colour (c), 8);
  }
  epi_classes_clear (&classes);
}

/* The name of an axis of the floor, beside the edge of it that is in front:
 * behind, points and the bowl would cover it.  Away from the corner in front,
 * under which the knob is. */
static void
draw_axis_name (cairo_t *cr, const EpiAxes *axes, const Box *box, bool second)
{
  double front[] = {copysign (1, box->s), -copysign (1, box->c)};
  double u = second ? BESIDE * front[0] : -ALONG * front[0];
  double v = second ? -ALONG * front[1] : BESIDE * front[1];
  EpiPoint at = project (box, box->centre[0] + u * box->half,
                         box->centre[1] + v * box->half, 0);

  epi_draw_label (cr, axes, at.x, at.y, 0, 0,
                  second ? "<i>x</i>₂" : "<i>x</i>₁", EPI_COLOUR_DIM);
}

static void
draw_words (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  Box box;

  if (!box_of (scene, &box))
    return;
  /* The corner at the left, wherever it has been turned. */
  EpiPoint z =
      project (&box, box.centre[0] - copysign (box.half, box.c),
               box.centre[1] - copysign (box.half, box.s), 1.05 * box.top);
  draw_axis_name (cr, axes, &box, false);
  draw_axis_name (cr, axes, &box, true);
  epi_draw_label (cr, axes, z.x, z.y, 0, 0, "<i>x</i>₁² + <i>x</i>₂²",
                  EPI_COLOUR_DIM);
  epi_draw_label (cr, axes, 0, KNOB_Y, 14, 0, "drag to turn", EPI_COLOUR_START);
}

static void
draw_knob (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  double x = 0, y = KNOB_Y;

  epi_draw_markers (cr, axes, &x, &y, 1, EPI_MARKER_DIAMOND, EPI_COLOUR_START,
                    14);
}

const EpiLayer sv_lift_layers[] = {
    {.name = "bowl", .draw = draw_bowl, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "plane",
     .draw = draw_plane,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "points", .draw = draw_points, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "words",
     .draw = draw_words,
     .depends = EPI_DEPENDS_DOCUMENT,
     .overflow = true},
    {.name = "knob", .draw = draw_knob, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
sv_lift_summary (const EpiScene *scene)
{
  return g_strdup_printf (
      "The points lifted to a bowl, x₁² + x₂² high, and the plane between "
      "them, seen from %.0f degrees around and %.0f degrees above.",
      epi_scene_number (scene, "azimuth"),
      epi_scene_number (scene, "elevation"));
}

/* ---- The knob ---- */

bool
sv_turn_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = (EpiPoint){0, KNOB_Y};
  return true;
}

/* Once round is where one began; nobody stands below the plane. */
static EpiDocument *
turned (const EpiScene *scene, double azimuth, double elevation)
{
  EpiDocument *half = epi_document_with_value (
      scene->document, "azimuth",
      epi_number (azimuth - 360 * floor (azimuth / 360)));
  EpiDocument *out = epi_document_with_value (
      half, "elevation", epi_number (CLAMP (elevation, 0, 90)));

  epi_document_unref (half);
  return out;
}

EpiDocument *
sv_turn_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return turned (scene, epi_scene_number (scene, "azimuth") + TURN * point.x,
                 epi_scene_number (scene, "elevation") -
                     TURN * (point.y - KNOB_Y) / 2);
}

/* What is said of the knob is how far it has turned. */
size_t
sv_turn_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  numbers[0] =
      (EpiHandleNumber){"seen from (°)", epi_scene_number (scene, "azimuth")};
  numbers[1] = (EpiHandleNumber){"from above (°)",
                                 epi_scene_number (scene, "elevation")};
  return 2;
}

EpiDocument *
sv_turn_set (const EpiScene *scene, size_t i, const double *values)
{
  return turned (scene, values[0], values[1]);
}
