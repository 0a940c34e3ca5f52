/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * p and q with the draws of the last step, or with the bells that are fitted to
 * p; and what all figures ask of a scene.
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"

#include <math.h>
#include <string.h>

#define HEADROOM 1.22 /* over the tallest peak */

/* ---- What all figures ask ---- */

size_t
kl_looked_at (const EpiScene *scene)
{
  return strcmp (epi_scene_text (scene, "direction"), "reverse") == 0
             ? KL_REVERSE
             : KL_FORWARD;
}

EpiColour
kl_colour (size_t which)
{
  return which == KL_FORWARD ? KL_FORWARD_COLOUR : KL_REVERSE_COLOUR;
}

/* A fit's run is known by what only its frames have: the answer may be for a
 * document that looked at the other one, and it may be a fork. */
size_t
kl_subject (const EpiAnswer *answer, size_t r)
{
  const EpiRun *run = &answer->runs[r];

  if (run->n_frames == 0 || epi_frame_find (run->frames[0], "sigma") == NULL)
    return r % 2;
  return epi_frame_find (run->frames[0], "reverse") != NULL ? KL_REVERSE
                                                            : KL_FORWARD;
}

static size_t
index_of (const EpiScene *scene, size_t which)
{
  const EpiAnswer *answer = scene->answer;

  for (size_t r = 0; answer != NULL && r < answer->n_runs; r++)
    if (answer->runs[r].n_frames > 0 && kl_subject (answer, r) == which)
      return r;
  return SIZE_MAX;
}

const EpiRun *
kl_run (const EpiScene *scene, size_t which)
{
  size_t r = index_of (scene, which);

  return r != SIZE_MAX ? &scene->answer->runs[r] : NULL;
}

const EpiFrame *
kl_frame (const EpiScene *scene, size_t which)
{
  size_t r = index_of (scene, which);

  return r != SIZE_MAX ? epi_scene_frame (scene, r) : NULL;
}

double
kl_scalar (const EpiScene *scene, size_t which, const char *name)
{
  const EpiFrame *frame = kl_frame (scene, which);

  return frame != NULL ? epi_frame_scalar (frame, name, NAN) : NAN;
}

static bool
is_fit (const EpiScene *scene)
{
  return kl_figure (scene->document) == KL_FIT;
}

/* ---- Ranges ---- */

/* Of both densities: as wide as their parts, with room to drag. */
static void
include_density (EpiRange *range, const KlDensity *density)
{
  for (size_t k = 0; k < KL_MODES; k++) {
    double mean = density->parts[k].theta[0], w = density->parts[k].theta[1];
    bool box = density->parts[k].kind == EPI_DENSITY_UNIFORM;
    if (density->weights[k] == 0 || !(w > 0))
      continue;
    double reach = fmin ((box ? 1.6 : 3.2) * w, 30);
    double peak = density->weights[k] / (w * (box ? 2 : sqrt (2 * G_PI)));
    epi_range_include (range, mean - reach, 0);
    epi_range_include (range, mean + reach, HEADROOM * peak);
  }
}

EpiRange
kl_pair_range (const EpiScene *scene)
{
  EpiRange range = {-5, 5, 0, 0.5, false, false};
  KlDensity density;

  for (size_t i = 0; i < 2; i++) {
    kl_density (scene->document, "pq"[i], &density);
    include_density (&range, &density);
  }
  return range;
}

/* Where the fits end, and no higher than that. */
static void
include_fits (EpiRange *range, const EpiScene *scene)
{
  for (size_t r = 0; scene->answer != NULL && r < scene->answer->n_runs; r++) {
    const EpiRun *run = &scene->answer->runs[r];
    double sigma =
        run->n_frames > 0
            ? epi_frame_scalar (run->frames[run->n_frames - 1], "sigma", NAN)
            : NAN;
    if (sigma > 0)
      range->y1 = fmax (range->y1, 1.1 / (sigma * sqrt (2 * G_PI)));
  }
}

void
kl_pair_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = kl_pair_range (scene);
  if (is_fit (scene))
    include_fits (&spec->fit, scene);
  else
    spec->fit.y0 = -0.13 * spec->fit.y1; /* for the draws */
  spec->x_label = g_strdup ("x");
  spec->y_label = g_strdup ("density");
}

/* ---- p and q ---- */

static void
draw_densities (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "densities");
  bool fit = is_fit (scene);

  if (grid == NULL || grid->n_outputs != 2)
    return;
  kl_draw_area (cr, axes, scene, grid, 0, KL_P_COLOUR, KL_P_COLOUR, 0.18);
  if (!fit)
    kl_draw_area (cr, axes, scene, grid, 1, KL_Q_COLOUR, KL_Q_COLOUR, 0.14);
  kl_draw_curve (cr, axes, scene, grid, 0,
                 (EpiStroke){KL_P_COLOUR, 1, 2.4, false});
  kl_draw_curve (cr, axes, scene, grid, 1,
                 (EpiStroke){KL_Q_COLOUR, fit ? 0.5 : 1, fit ? 1.4 : 2.4, fit});
}

static void
draw_fit (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene, size_t which,
          EpiStroke stroke)
{
  double mu = kl_scalar (scene, which, "mu");
  double sigma = kl_scalar (scene, which, "sigma");

  if (!(sigma > 0))
    return;
  stroke.colour = kl_colour (which);
  epi_draw_bell (cr, axes, 1, mu, sigma, stroke);
  epi_draw_label (
      cr, axes, mu + 0.9 * sigma, exp (-0.405) / (sigma * sqrt (2 * G_PI)), 14,
      -10, which == KL_FORWARD ? "least <i>D</i>(p‖q)" : "least <i>D</i>(q‖p)",
      stroke.colour);
}

/* The bells of both fits at the playhead; the one that is looked at on top. */
static void
draw_fits (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  size_t looked = kl_looked_at (scene);

  if (!is_fit (scene))
    return;
  draw_fit (cr, axes, scene, 1 - looked,
            (EpiStroke){.alpha = 0.8, .width = 1.6});
  draw_fit (cr, axes, scene, looked, (EpiStroke){.alpha = 1, .width = 3});
}

/* What the last step drew: from p above the line, from q below it. */
static void
draw_batches (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  for (size_t which = 0; which < 2 && !is_fit (scene); which++) {
    const EpiFrame *frame = kl_frame (scene, which);
    const EpiFrameItem *batch =
        frame != NULL ? epi_frame_find (frame, "batch") : NULL;
    if (batch == NULL)
      continue;
    double *y = g_new (double, batch->rows);
    for (size_t i = 0; i < batch->rows; i++)
      y[i] = axes->range.y0 * (which == KL_FORWARD ? 0.35 : 0.75);
    epi_draw_markers (cr, axes, batch->data, y, batch->rows, EPI_MARKER_DISC,
                      which == KL_FORWARD ? KL_P_COLOUR : KL_Q_COLOUR, 6);
    g_free (y);
  }
}

static void
draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  for (size_t i = 0; i < 2; i++) {
    KlDensity density;
    kl_density (scene->document, "pq"[i], &density);
    size_t k = density.weights[0] > 0 ? 0 : 1;
    double mean = density.parts[k].theta[0], w = density.parts[k].theta[1];
    if (!(w > 0))
      continue;
    bool box = density.parts[k].kind == EPI_DENSITY_UNIFORM;
    const char *name = i == 0           ? "<b>p</b>"
                       : is_fit (scene) ? "<b>q</b> begins here"
                                        : "<b>q</b>";
    epi_draw_label (
        cr, axes, mean, density.weights[k] / (w * (box ? 2 : sqrt (2 * G_PI))),
        i == 0 ? -26 : 14, -16, name, i == 0 ? KL_P_COLOUR : KL_Q_COLOUR);
  }
}

const EpiLayer kl_pair_layers[] = {
    {.name = "densities",
     .draw = draw_densities,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_DOCUMENT},
    {.name = "fits",
     .draw = draw_fits,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "draws",
     .draw = draw_batches,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "names", .draw = draw_names, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
kl_text (const EpiScene *scene, size_t which, const char *name)
{
  double value = kl_scalar (scene, which, name);

  if (kl_frame (scene, KL_FORWARD) == NULL &&
      kl_frame (scene, KL_REVERSE) == NULL)
    return g_strdup ("not known yet");
  return isnan (value) ? g_strdup ("infinite") : epi_number_label (value, 4);
}

/* "the bell of least D(p‖q) has mean 0 and width 2.12"; new. */
static char *
fit_text (const EpiScene *scene, size_t which)
{
  const char *name = which == KL_FORWARD ? "D(p‖q)" : "D(q‖p)";
  double mu = kl_scalar (scene, which, "mu");
  double sigma = kl_scalar (scene, which, "sigma");

  if (isnan (sigma))
    return g_strdup_printf ("%s is infinite for every bell", name);
  char *mean = epi_number_label (round (mu / sigma * 1e4) / 1e4 * sigma, 3);
  char *width = epi_number_label (sigma, 3);
  char *text = g_strdup_printf ("the bell of least %s has mean %s and width %s",
                                name, mean, width);
  g_free (mean);
  g_free (width);
  return text;
}

char *
kl_pair_summary (const EpiScene *scene)
{
  bool fit = is_fit (scene);
  char *there = fit ? fit_text (scene, KL_FORWARD)
                    : kl_text (scene, KL_FORWARD, "forward");
  char *back = fit ? fit_text (scene, KL_REVERSE)
                   : kl_text (scene, KL_FORWARD, "reverse");
  char *text = g_strdup_printf (
      fit ? "A density p and the bells fitted to it: %s; %s."
          : "Two densities, p and q: D(p‖q) is %s, D(q‖p) is %s.",
      there, back);

  g_free (there);
  g_free (back);
  return text;
}
