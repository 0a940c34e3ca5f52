/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be dragged: a mode of p or q by its peak (across: its mean; up: its
 * width, for the area under it stays its weight), the bell from which a fit
 * begins, in either figure, points of the sample, and μ.
 */
#include "kl-divergence/lesson.h"

#include "kit/epi-line-points.h"

#include <math.h>
#include <string.h>

#define LEAST_WIDTH 0.05
#define MOST_WIDTH 20
#define FARTHEST 100 /* of a mean */

/* The weight of a part times the height of one of width 1. */
static double
scale_of (const KlDensity *density, size_t k)
{
  return density->weights[k] * (density->parts[k].kind == EPI_DENSITY_UNIFORM
                                    ? 0.5
                                    : 1 / sqrt (2 * G_PI));
}

static EpiDocument *
with_number (const EpiDocument *document, const char *name, double value)
{
  return epi_document_with_value (document, name, epi_number (value));
}

static EpiDocument *
with_part (const EpiDocument *document, char which, size_t k, double mean,
           double width)
{
  static const char *const means[2][2] = {{"p_mean1", "p_mean2"},
                                          {"q_mean1", "q_mean2"}};
  static const char *const widths[2][2] = {{"p_width1", "p_width2"},
                                           {"q_width1", "q_width2"}};
  size_t r = which == 'q';
  EpiDocument *half = with_number (document, means[r][k],
                                   fmin (fmax (mean, -FARTHEST), FARTHEST));
  EpiDocument *both =
      with_number (half, widths[r][k], fmin (fmax (width, 0), MOST_WIDTH));

  epi_document_unref (half);
  return both;
}

/* ---- Modes ---- */

static bool
mode_position (const EpiScene *scene, char which, size_t k, EpiPoint *point)
{
  KlDensity density;

  kl_density (scene->document, which, &density);
  *point = (EpiPoint){density.parts[k].theta[0],
                      scale_of (&density, k) / density.parts[k].theta[1]};
  return density.weights[k] > 0 && isfinite (point->x) && isfinite (point->y);
}

static EpiDocument *
mode_to (const EpiScene *scene, char which, size_t k, EpiPoint point)
{
  KlDensity density;

  kl_density (scene->document, which, &density);
  double scale = scale_of (&density, k);
  double width = point.y * MOST_WIDTH > scale ? scale / point.y : MOST_WIDTH;
  return with_part (scene->document, which, k, point.x,
                    fmax (width, LEAST_WIDTH));
}

static size_t
mode_numbers (const EpiScene *scene, char which, size_t k,
              EpiHandleNumber *numbers)
{
  KlDensity density;

  kl_density (scene->document, which, &density);
  for (size_t i = 0; i < 2; i++) {
    g_strlcpy (numbers[i].label, i == 0 ? "mean" : "width",
               sizeof numbers[i].label);
    numbers[i].value = density.parts[k].theta[i];
  }
  return 2;
}

/* As they are typed: what cannot be is refused, not bent. */
static EpiDocument *
set_mode (const EpiScene *scene, char which, size_t k, const double *values)
{
  if (fabs (values[0]) > FARTHEST || values[1] < 0 || values[1] > MOST_WIDTH)
    return epi_document_ref (scene->document);
  return with_part (scene->document, which, k, values[0], values[1]);
}

static char *
mode_title (const EpiScene *scene, char which, size_t k)
{
  KlDensity density;

  kl_density (scene->document, which, &density);
  if (density.weights[k] == 1)
    return g_strdup_printf ("mode of %c", which);
  return g_strdup_printf ("%s mode of %c", k == 0 ? "first" : "second", which);
}

static size_t
count_modes (const EpiScene *scene)
{
  return KL_MODES; /* one of weight 0 is nowhere */
}

static bool
p_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  return mode_position (scene, 'p', i, point);
}

static EpiDocument *
p_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return mode_to (scene, 'p', i, point);
}

static size_t
p_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  return mode_numbers (scene, 'p', i, numbers);
}

static EpiDocument *
p_set (const EpiScene *scene, size_t i, const double *values)
{
  return set_mode (scene, 'p', i, values);
}

static char *
p_title (const EpiScene *scene, size_t i)
{
  return mode_title (scene, 'p', i);
}

static bool
q_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  return mode_position (scene, 'q', i, point);
}

static EpiDocument *
q_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return mode_to (scene, 'q', i, point);
}

static size_t
q_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  return mode_numbers (scene, 'q', i, numbers);
}

static EpiDocument *
q_set (const EpiScene *scene, size_t i, const double *values)
{
  return set_mode (scene, 'q', i, values);
}

static char *
q_title (const EpiScene *scene, size_t i)
{
  return mode_title (scene, 'q', i);
}

/* ---- The beginning of a fit, on the map ---- */

static bool
start_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = (EpiPoint){epi_scene_number (scene, "q_mean1"),
                      epi_scene_number (scene, "q_width1")};
  return point->y > 0;
}

static EpiDocument *
start_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_part (scene->document, 'q', 0, point.x,
                    fmax (point.y, LEAST_WIDTH));
}

/* ---- μ: one handle under all three losses ---- */

static bool
mu_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = (EpiPoint){epi_scene_number (scene, "mu"), 0};
  return true;
}

static EpiDocument *
mu_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_number (scene->document, "mu",
                      fmin (fmax (point.x, -FARTHEST), FARTHEST));
}

static size_t
mu_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  g_strlcpy (numbers[0].label, "μ", sizeof numbers[0].label);
  numbers[0].value = epi_scene_number (scene, "mu");
  return 1;
}

static EpiDocument *
mu_set (const EpiScene *scene, size_t i, const double *values)
{
  return fabs (values[0]) > FARTHEST
             ? epi_document_ref (scene->document)
             : mu_to (scene, i, (EpiPoint){values[0], 0});
}

const EpiHandleSpec kl_handles[] = {
    {.name = "p",
     .label = "mode of p",
     .view = "pair",
     .colour = KL_P_COLOUR,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = KL_DENSITIES,
     .count = count_modes,
     .position = p_position,
     .move_to = p_to,
     .numbers = p_numbers,
     .set_numbers = p_set,
     .title = p_title},
    {.name = "q",
     .label = "mode of q",
     .view = "pair",
     .shape = EPI_HANDLE_SQUARE,
     .colour = KL_Q_COLOUR,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = KL_DENSITIES,
     .count = count_modes,
     .position = q_position,
     .move_to = q_to,
     .numbers = q_numbers,
     .set_numbers = q_set,
     .title = q_title},
    {.name = "start",
     .label = "beginning of the fit",
     .view = "map",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = EPI_COLOUR_START,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = KL_FITS,
     .position = start_position,
     .move_to = start_to,
     .numbers = q_numbers,
     .set_numbers = q_set},
    {.name = "points",
     .label = "point",
     .view = "points",
     .colour = EPI_COLOUR_DATA,
     .move = EPI_MOVE_HORIZONTAL,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = KL_LOSSES,
     .table = "points",
     .count = epi_line_count,
     .position = epi_line_position,
     .move_to = epi_line_move_to,
     .add = epi_line_add,
     .numbers = epi_line_numbers,
     .set_numbers = epi_line_set_numbers},
    {.name = "mu",
     .label = "μ, for all three",
     .view = "losses",
     .shape = EPI_HANDLE_DIAMOND,
     .colour = EPI_COLOUR_START,
     .move = EPI_MOVE_HORIZONTAL,
     .effect = EPI_EFFECT_RESTART,
     .shown_when = KL_LOSSES,
     .position = mu_position,
     .move_to = mu_to,
     .numbers = mu_numbers,
     .set_numbers = mu_set},
    {NULL},
};
