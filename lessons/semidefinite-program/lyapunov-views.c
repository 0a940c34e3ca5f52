/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lyapunov's figures: trajectories and the ellipse that they do not leave, the
 * matrices, the eigenvalues of A in the complex plane.
 */
#include "semidefinite-program/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-eigenvalues.h"
#include "kit/epi-ellipse.h"
#include "kit/epi-entries.h"

#include <math.h>

static const double origin[2] = {0, 0};

/* ---- Phase plane ---- */

void
sd_phase_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  EpiPoint x0 = epi_lesson_handle (scene->lesson, scene->document, "x0");
  EpiRange range = epi_range_empty ();

  spec->x_label = g_strdup ("x₁");
  spec->y_label = g_strdup ("x₂");
  spec->equal = true;
  epi_range_include (&range, -1.2, -1.2);
  epi_range_include (&range, 1.2, 1.2);
  epi_range_include (&range, 1.1 * x0.x, 1.1 * x0.y);
  spec->fit = range;
}

static void
draw_unit_circle (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  const EpiEllipse unit = {.map = {1, 0, 0, 1}};

  epi_draw_ellipse (cr, axes, &unit, EPI_COLOUR_DIM, 0,
                    (EpiStroke){EPI_COLOUR_DIM, 0.8, 1.4, true});
}

/* Above the trajectories; where they begin no name stands in their way. */
static void
draw_unit_name (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  epi_draw_label (cr, axes, 0, 1, 0, -4, "‖<i>x</i>‖ = 1", EPI_COLOUR_DIM);
}

/* The iterate's, in the colour of a proof once it is proven. */
static void
draw_lyapunov_ellipse (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                       const void *data)
{
  const EpiFrameItem *P = sd_item (scene, "P");
  EpiEllipse ellipse;

  if (P == NULL ||
      epi_frame_status (epi_scene_frame (scene, 0)) == EPI_INFEASIBLE ||
      !epi_ellipse_of_form (P->data, origin, 1, &ellipse))
    return;
  EpiColour colour = scene->answer->certificate.status == EPI_OPTIMAL
                         ? EPI_COLOUR_OPTIMUM
                         : EPI_COLOUR_ITERATE;
  epi_draw_ellipse (cr, axes, &ellipse, colour, 0.14,
                    (EpiStroke){colour, 1, 3, false});
  EpiPoint top = epi_ellipse_point (&ellipse, -2.2);
  epi_draw_label (cr, axes, top.x, top.y, -14, 16, "<i>x</i>ᵀ<i>Px</i> = 1",
                  colour);
}

static void
draw_trajectories (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "trajectories");

  if (grid == NULL || grid->nx < 2)
    return;
  size_t n = grid->nx, last = grid->n_outputs / 2 - 1;
  for (size_t t = 0; t <= last; t++) {
    const double *x = grid->values + 2 * t * n, *y = x + n;
    EpiStroke stroke = t == last
                           ? (EpiStroke){EPI_COLOUR_START, 1, 2.6, false}
                           : (EpiStroke){EPI_COLOUR_DATA, 0.75, 1.6, false};
    size_t way = n / 24;
    epi_draw_line (cr, axes, x, y, n, stroke);
    epi_draw_arrow (cr, axes, x[way], y[way], x[way + 2], y[way + 2], stroke);
  }
}

/* No P at all, not only none of a size that the precision allows. */
static bool
is_refuted (const EpiScene *scene)
{
  return epi_frame_status (epi_scene_frame (scene, 0)) == EPI_INFEASIBLE &&
         sd_scalar (scene, "abscissa") >= 0;
}

/* Z = vvᵀ, where it is of rank one: the way that does not shrink. */
static void
draw_refutation (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const EpiFrameItem *Z = sd_item (scene, "Z2");

  if (Z == NULL || !is_refuted (scene))
    return;
  double a = Z->data[0], b = Z->data[1], c = Z->data[3];
  if (a * c - b * b > 1e-3 * (a + c) * (a + c)) {
    epi_draw_label (cr, axes, 0, -1, 0, 0,
                    "no ellipse: <i>AZ</i> + <i>ZA</i>ᵀ ⪰ 0",
                    EPI_COLOUR_WARNING);
    return;
  }
  double x = sqrt (fmax (a, 0)), y = copysign (sqrt (fmax (c, 0)), b);
  double length = hypot (x, y);
  const double px[] = {epi_axes_x (axes, -x / length),
                       epi_axes_x (axes, x / length)};
  const double py[] = {epi_axes_y (axes, -y / length),
                       epi_axes_y (axes, y / length)};
  for (int side = -1; side <= 1; side += 2)
    epi_draw_arrow (cr, axes, 0, 0, side * x / length, side * y / length,
                    (EpiStroke){EPI_COLOUR_WARNING, 1, 4, false});
  epi_draw_take_line (cr, &axes->plot, px, py, 2);
  epi_draw_label (cr, axes, 0.5 * x / length, 0.5 * y / length, 16, 14,
                  "no ellipse: along <i>v</i> nothing shrinks",
                  EPI_COLOUR_WARNING);
}

char *
sd_phase_summary (const EpiScene *scene)
{
  double abscissa = sd_scalar (scene, "abscissa");

  return g_strdup_printf (
      "Trajectories of ẋ = Ax; the largest real part of an eigenvalue is %.4g, "
      "so %s.",
      abscissa,
      abscissa < 0 ? "an ellipse holds them"
                   : "there is no ellipse that holds them");
}

const EpiLayer sd_phase_layers[] = {
    {.name = "unit", .draw = draw_unit_circle},
    {.name = "ellipse",
     .draw = draw_lyapunov_ellipse,
     .depends = EPI_DEPENDS_FRAME},
    {.name = "trajectories",
     .draw = draw_trajectories,
     .depends = EPI_DEPENDS_FIELD},
    {.name = "name of the circle", .draw = draw_unit_name},
    {.name = "refutation",
     .draw = draw_refutation,
     .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

/* ---- Matrices ---- */

static EpiSpectrum
spectrum (const EpiScene *scene, const char *title, const char *matrix,
          const char *values, EpiColour colour)
{
  return (EpiSpectrum){.title = title,
                       .matrix = sd_item (scene, matrix)->data,
                       .values = sd_item (scene, values)->data,
                       .n = 2,
                       .colour = colour};
}

/* Beside the block of A (see the handles of lesson.c). */
static void
draw_system (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  EpiRect room = axes->plot;

  if (sd_item (scene, "P") == NULL ||
      epi_frame_status (epi_scene_frame (scene, 0)) == EPI_INFEASIBLE) {
    return;
  }
  const EpiSpectrum spectra[] = {
      spectrum (scene, "<i>P</i>", "P", "P_eigenvalues", EPI_COLOUR_ITERATE),
      spectrum (scene, "−(<i>A</i>ᵀ<i>P</i> + <i>PA</i>)", "fall",
                "fall_eigenvalues", EPI_COLOUR_ITERATE),
  };
  room.x += 0.31 * room.width;
  room.width *= 0.68;
  room.y += 0.4 * axes->text;
  room.height -= 0.8 * axes->text;
  epi_draw_spectra (cr, axes, room, spectra, G_N_ELEMENTS (spectra));
}

static void
draw_proof (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFrameItem *Z = sd_item (scene, "Z2");
  double values[2];

  if (Z == NULL || !is_refuted (scene))
    return;
  sd_eigenvalues (2, Z->data, values);
  const EpiSpectrum spectrum = {.title = "<i>Z</i>, the proof that there is no "
                                         "<i>P</i>",
                                .matrix = Z->data,
                                .values = values,
                                .n = 2,
                                .colour = EPI_COLOUR_RESIDUAL};
  EpiRect room = axes->plot;
  room.x += 0.45 * room.width;
  room.width *= 0.5;
  room.y += 0.4 * axes->text;
  room.height -= 0.8 * axes->text;
  epi_draw_spectra (cr, axes, room, &spectrum, 1);
}

char *
sd_system_summary (const EpiScene *scene)
{
  const EpiFrameItem *P = sd_item (scene, "P");

  if (P != NULL && is_refuted (scene))
    return g_strdup ("The matrix A, whose entries can be changed, and Z, the "
                     "proof that there is no P.");
  return P == NULL ? g_strdup ("The matrix A and Lyapunov's P.")
                   : g_strdup_printf (
                         "The matrix A, whose entries can be changed, and "
                         "Lyapunov's P = (%.4g, %.4g; %.4g, %.4g).",
                         P->data[0], P->data[2], P->data[1], P->data[3]);
}

const EpiLayer sd_system_layers[] = {
    {.name = "A",
     .draw = epi_draw_entries,
     .data = "A",
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "matrices", .draw = draw_system, .depends = EPI_DEPENDS_FRAME},
    {.name = "proof", .draw = draw_proof, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

/* ---- The complex plane ---- */

void
sd_spectrum_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double reach = 1;

  for (size_t i = 0; i < 2; i++) {
    EpiPoint at;
    if (sd_eigenvalue_position (scene, i, &at))
      reach = fmax (reach, fmax (fabs (at.x), fabs (at.y)));
  }
  spec->x_label = g_strdup ("Re λ");
  spec->y_label = g_strdup ("Im λ");
  spec->equal = true;
  reach *= 1.3;
  spec->fit = (EpiRange){-reach, reach, -reach, reach, false, false};
}

static void
draw_half_plane (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const EpiRange *r = &axes->range;
  const double x[] = {r->x0, 0, 0, r->x0}, y[] = {r->y0, r->y0, r->y1, r->y1};

  if (r->x0 < 0)
    epi_draw_polygon (cr, axes, x, y, 4, EPI_COLOUR_OPTIMUM, 0.1,
                      (EpiStroke){.width = -1});
  epi_draw_rule (cr, axes, true, 0,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.8, 1.6, false});
  epi_draw_rule (cr, axes, false, 0,
                 (EpiStroke){EPI_COLOUR_DIM, 0.6, 1, false});
  epi_draw_label (cr, axes, r->x0 + 0.02 * (r->x1 - r->x0),
                  r->y0 + 0.04 * (r->y1 - r->y0), 4, -8, "stable",
                  EPI_COLOUR_OPTIMUM);
}

static void
draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  for (size_t i = 0; i < 2; i++) {
    EpiPoint at;
    if (sd_eigenvalue_position (scene, i, &at))
      epi_draw_label (cr, axes, at.x, at.y, 14, i == 0 ? -14 : 14,
                      i == 0 ? "<i>λ</i>₁" : "<i>λ</i>₂", EPI_COLOUR_DATA);
  }
}

char *
sd_spectrum_summary (const EpiScene *scene)
{
  EpiPoint a, b;

  return sd_eigenvalue_position (scene, 0, &a) &&
                 sd_eigenvalue_position (scene, 1, &b)
             ? g_strdup_printf ("The eigenvalues of A are at %.4g%+.4gi and "
                                "%.4g%+.4gi.",
                                a.x, a.y, b.x, b.y)
             : g_strdup ("The eigenvalues of A.");
}

const EpiLayer sd_spectrum_layers[] = {
    {.name = "half-plane", .draw = draw_half_plane},
    {.name = "names", .draw = draw_names, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};
