/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the figures of the samples share: names, colours, handles drawn.
 */
#include "core/epi-number.h"
#include "estimate/epi-covariance.h"
#include "kit/epi-draw.h"
#include "kit/epi-held-back.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <string.h>

char *
ml_column (const EpiScene *scene, const char *role)
{
  const EpiData *data = epi_document_data (scene->document, "points");
  const char *const *names = data != NULL ? epi_data_role (data, role) : NULL;

  return g_markup_escape_text (
      names != NULL && names[0] != NULL ? names[0] : role, -1);
}

bool
ml_model_of (const EpiScene *scene, MlModel *model)
{
  return ml_model_read (epi_scene_frame (scene, 0), model);
}

EpiColour
ml_part_colour (size_t k)
{
  static const EpiColour colours[] = {ML_COLOUR_PART_1, ML_COLOUR_PART_2,
                                      ML_COLOUR_PART_3, ML_COLOUR_PART_4};
  return colours[k % G_N_ELEMENTS (colours)];
}

const EpiHandleSpec *
ml_handle (const char *name)
{
  for (const EpiHandleSpec *h = ml_handles; h->name != NULL; h++)
    if (strcmp (h->name, name) == 0)
      return h;
  return NULL;
}

/* Those handles of that name that are held back, or the others. */
static void
draw_some (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const char *name, EpiMarker marker, EpiColour colour, double size,
           bool held)
{
  const EpiHandleSpec *handle = ml_handle (name);
  size_t n = epi_handle_count (handle, scene), m = 0;
  const EpiTable *rows = epi_handle_holds_back (handle, scene);
  EpiPoint *at = g_new (EpiPoint, n + 1);
  double *x = g_new (double, 2 * n + 1), *y = x + n;

  epi_handle_positions (handle, scene, n, at);
  for (size_t i = 0; i < n; i++)
    if (isfinite (at[i].x) && isfinite (at[i].y) &&
        (rows != NULL && epi_row_is_held_back (rows, i)) == held) {
      x[m] = at[i].x;
      y[m++] = at[i].y;
    }
  (held ? epi_draw_hollow_markers : epi_draw_markers) (cr, axes, x, y, m,
                                                       marker, colour, size);
  g_free (x);
  g_free (at);
}

void
ml_draw_held_back (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const char *name, EpiMarker marker, EpiColour colour,
                   double size)
{
  const EpiData *data = epi_document_data (scene->document, "points");

  if (epi_handle_holds_back (ml_handle (name), scene) != NULL &&
      epi_held_back_count (data) > 0)
    draw_some (cr, axes, scene, name, marker, colour, size, true);
}

void
ml_draw_handles (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const char *name, EpiMarker marker, EpiColour colour,
                 double size)
{
  ml_draw_held_back (cr, axes, scene, name, marker, colour, size);
  draw_some (cr, axes, scene, name, marker, colour, size, false);
}

/* Beside the first of them, with what each counts for. */
void
ml_name_pseudo (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const char *name)
{
  EpiPoint at;

  if (epi_handle_count (ml_handle (name), scene) == 0 ||
      !epi_handle_position (ml_handle (name), scene, 0, &at))
    return;
  char *label = g_strdup_printf ("pseudo-data × %.0f",
                                 epi_scene_number (scene, "counts"));
  epi_draw_label (cr, axes, at.x, at.y, 8, 10, label, ML_COLOUR_PRIOR);
  g_free (label);
}

bool
ml_prior_moments (const EpiScene *scene, double mean[2], double S[4])
{
  size_t n, p = ml_in_plane (scene->document) ? 2 : 1;

  if (!ml_has_prior (scene->document) ||
      ml_kind (scene->document) != ML_MIXTURE)
    return false;
  double *z = ml_rows (scene->document, "pseudo", &n);
  EpiMatrix Z = epi_matrix_view (z, n, p, n);
  EpiMatrix out = epi_matrix_view (S, p, p, p);
  bool has = n > 0 && epi_covariance (&Z, mean, &out) == EPI_OK;
  g_free (z);
  return has;
}

void
ml_draw_starts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  static const char *const names[][2] = {{"start1-line", "start1"},
                                         {"start2-line", "start2"},
                                         {"start3-line", "start3"},
                                         {"start4-line", "start4"}};
  bool plane = ml_in_plane (scene->document);
  EpiPoint at[G_N_ELEMENTS (names)];
  size_t n = 0;

  while (n < G_N_ELEMENTS (names) &&
         epi_handle_count (ml_handle (names[n][plane]), scene) > 0 &&
         epi_handle_position (ml_handle (names[n][plane]), scene, 0, &at[n])) {
    const char *name = names[n][plane];
    ml_draw_handles (cr, axes, scene, name, EPI_MARKER_SQUARE,
                     ml_part_colour (n), 10);
    double x = epi_axes_x (axes, at[n].x), y = epi_axes_y (axes, at[n].y);
    epi_draw_take_points (cr, &x, &y, 1, 16 * epi_draw_unit (axes));
    n++;
  }
  for (size_t k = 0; k < n; k++) { /* no name under another start */
    char *label = g_strdup_printf ("start of %zu", k + 1);
    epi_draw_label (cr, axes, at[k].x, at[k].y, 10, plane ? -10 : 12, label,
                    ml_part_colour (k));
    g_free (label);
  }
}

char *
ml_likelihood_sentence (const EpiScene *scene)
{
  char *number = epi_number_label (
      epi_frame_scalar (epi_scene_frame (scene, 0), "log_likelihood", NAN), 6);
  char *sentence = g_strdup_printf (
      "The log-likelihood%s is %s.",
      ml_has_prior (scene->document) ? ", pseudo-data and all," : "", number);

  g_free (number);
  return ml_with_tests (scene, sentence);
}
