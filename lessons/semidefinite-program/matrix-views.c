/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spectrahedron's other figures: the matrices that make it, and F(x) with
 * its dual matrix and both spectra.
 */
#include "semidefinite-program/lesson.h"

#include "kit/epi-eigenvalues.h"
#include "kit/epi-entries.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>

/* ---- The matrices ---- */

/* Between the blocks of F0, F1, F2 (see the handles of lesson.c). */
static void
draw_signs (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  static const char *const signs[] = {"+ <i>x</i>₁", "+ <i>x</i>₂"};

  for (size_t i = 0; i < G_N_ELEMENTS (signs); i++) {
    double x = 0.3225 + 0.355 * (double)i;
    if (epi_plot_table_record_text (cr, "sign", x, 0.615, signs[i]))
      continue;
    epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
    epi_plot_text_draw (cr, signs[i], 0.95 * axes->text, epi_axes_x (axes, x),
                        epi_axes_y (axes, 0.615), 0.5, 0.5);
  }
}

char *
sd_matrices_summary (const EpiScene *scene)
{
  return g_strdup_printf ("The matrices F₀, F₁, F₂ of order %.0f, whose "
                          "entries can be changed.",
                          sd_order (scene));
}

const EpiLayer sd_matrices_layers[] = {
    {.name = "F0",
     .draw = epi_draw_entries,
     .data = "F0",
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "F1",
     .draw = epi_draw_entries,
     .data = "F1",
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "F2",
     .draw = epi_draw_entries,
     .data = "F2",
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "signs", .draw = draw_signs, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

/* ---- Spectra ---- */

static EpiSpectrum
spectrum (const EpiScene *scene, const char *title, const char *matrix,
          const char *values, EpiColour colour)
{
  const EpiFrameItem *M = sd_item (scene, matrix);
  const EpiFrameItem *v = sd_item (scene, values);

  return M == NULL || v == NULL ? (EpiSpectrum){0}
                                : (EpiSpectrum){.title = title,
                                                .matrix = M->data,
                                                .values = v->data,
                                                .n = v->rows,
                                                .colour = colour};
}

/* The two of F are to one scale. */
static void
draw_spectra (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  EpiStatus status = sd_item (scene, "F") != NULL
                         ? epi_frame_status (epi_scene_frame (scene, 0))
                         : EPI_RUNNING;
  bool ray = status == EPI_UNBOUNDED;
  bool none = status == EPI_INFEASIBLE; /* there is no iterate, only Z */
  EpiSpectrum spectra[] = {
      spectrum (scene,
                ray ? "along the ray <i>d</i>" : "<i>F</i>(<i>x</i>), iterate",
                "F", "eigenvalues", EPI_COLOUR_ITERATE),
      spectrum (scene, none ? "<i>Z</i>, the proof" : "<i>Z</i>, the dual", "Z",
                "dual_eigenvalues", EPI_COLOUR_RESIDUAL),
      spectrum (scene, "<i>F</i>, your <i>x</i>", "F_here", "eigenvalues_here",
                EPI_COLOUR_START),
  };

  if (spectra[0].n == 0)
    return;
  for (size_t i = 0; i < spectra[0].n && !none; i++) {
    spectra[0].scale = fmax (spectra[0].scale, fabs (spectra[0].values[i]));
    spectra[0].scale = fmax (spectra[0].scale, fabs (spectra[2].values[i]));
  }
  spectra[2].scale = spectra[0].scale;
  EpiRect room = axes->plot;
  room.y += 0.4 * axes->text;
  room.height -= 0.8 * axes->text;
  epi_draw_spectra (cr, axes, room, spectra + none,
                    G_N_ELEMENTS (spectra) - none);
}

char *
sd_spectra_summary (const EpiScene *scene)
{
  const EpiFrameItem *values = sd_item (scene, "eigenvalues");

  return values == NULL
             ? g_strdup ("F(x) and the dual matrix Z.")
             : g_strdup_printf ("F(x) at the iterate, of rank %.0f with least "
                                "eigenvalue %.3g, and the dual matrix Z of "
                                "rank %.0f; tr(F(x)Z) is %.3g.",
                                sd_scalar (scene, "rank"), values->data[0],
                                sd_scalar (scene, "dual_rank"),
                                sd_scalar (scene, "slackness"));
}

const EpiLayer sd_spectra_layers[] = {
    {.name = "spectra", .draw = draw_spectra, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};
