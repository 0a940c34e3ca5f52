/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples in the plane, with the ellipses of the model, and the tosses of a
 * coin.
 */
#include "core/epi-number.h"
#include "kit/epi-ellipse.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>

/* ---- The plane ---- */

void
ml_plane_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  static const char *const tables[] = {"points", "pseudo"};
  EpiRange range = epi_range_empty ();

  for (size_t t = 0; t < (ml_has_prior (scene->document) ? 2 : 1); t++) {
    size_t n;
    double *x = ml_rows (scene->document, tables[t], &n);
    for (size_t i = 0; i < n; i++)
      epi_range_include (&range, x[i], x[i + n]);
    g_free (x);
  }
  size_t n, left_out;
  double *test = ml_rows_held_back (scene->document, &n, &left_out);
  for (size_t i = 0; i < n; i++)
    epi_range_include (&range, test[2 * i], test[2 * i + 1]);
  g_free (test);
  spec->fit = epi_range_padded (range, 0.15);
  spec->x_label = ml_column (scene, "x");
  spec->y_label = ml_column (scene, "y");
}

static EpiTint
tint_cb (double p, const void *data)
{
  double most = *(const double *)data;
  return (EpiTint){ML_COLOUR_MODEL, most > 0 ? 0.35 * p / most : 0};
}

static void
draw_plane_density (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "plane");
  double most = 0;

  if (grid == NULL)
    return;
  for (size_t i = 0; i < grid->nx * grid->ny; i++)
    if (isfinite (grid->values[i]))
      most = fmax (most, grid->values[i]);
  epi_draw_tinted (cr, axes, grid, 0, true, tint_cb, &most);
}

/* On the outer ellipse straight above its mean, on the side to which the
 * ellipse falls: inside stand its samples.  There (Σ⁻¹)₂₂ dy² = 4. */
static void
name_part (cairo_t *cr, const EpiAxes *axes, const MlModel *model, size_t k)
{
  const double *mean = model->mean + 2 * k, *inverse = model->inverse + 3 * k;
  double rise = inverse[1] < 0 ? 1 : -1; /* as Σ₁₂, with the other sign */
  char *label =
      g_strdup_printf ("<i>μ</i><sub>%zu</sub>, <i>w</i><sub>%zu</sub> = %.2f",
                       k + 1, k + 1, model->weight[k]);

  epi_draw_label (cr, axes, mean[0], mean[1] + 2 / sqrt (inverse[2]), -6 * rise,
                  -8, label, ml_part_colour (k));
  g_free (label);
}

/* Where the distance from the mean is 1 and 2, measured by Σ. */
static void
draw_ellipses (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  MlModel model;

  if (!ml_model_of (scene, &model) || model.p != 2)
    return;
  for (size_t k = 0; k < model.K; k++) {
    EpiColour colour = model.K > 1 ? ml_part_colour (k) : ML_COLOUR_MODEL;
    const double *mean = model.mean + 2 * k;
    EpiEllipse ellipse;
    for (int r = 1; r <= 2; r++)
      if (epi_ellipse_of_covariance (model.sigma + 4 * k, mean, r * r,
                                     &ellipse))
        epi_draw_ellipse (cr, axes, &ellipse, colour, 0,
                          (EpiStroke){colour, 1, r == 1 ? 2.5 : 1.5, r == 2});
    epi_draw_markers (cr, axes, &mean[0], &mean[1], 1, EPI_MARKER_PLUS, colour,
                      12);
    if (model.K > 1)
      name_part (cr, axes, &model, k);
    else
      epi_draw_label (cr, axes, mean[0], mean[1], 10, -12, "<i>μ</i>", colour);
  }
}

/* What each component is before there are samples. */
static void
draw_prior (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  double mean[2], S[4];
  EpiEllipse ellipse;

  if (ml_prior_moments (scene, mean, S) &&
      epi_ellipse_of_covariance (S, mean, 1, &ellipse))
    epi_draw_ellipse (cr, axes, &ellipse, ML_COLOUR_PRIOR, 0.08,
                      (EpiStroke){ML_COLOUR_PRIOR, 0.9, 1.5, true});
  else
    return;
  epi_draw_label (cr, axes, mean[0], mean[1] - sqrt (S[3]), 0, 14,
                  "prior of each", ML_COLOUR_PRIOR);
}

/* The component that x belongs to most. */
static size_t
owner_of (const MlModel *model, const double x[2])
{
  size_t most = 0;
  double highest = -INFINITY;

  for (size_t k = 0; k < model->K; k++) {
    double log_part = ml_model_log_part (model, k, x);
    if (log_part > highest) {
      highest = log_part;
      most = k;
    }
  }
  return most;
}

static bool
mixture_of (const EpiScene *scene, MlModel *model)
{
  return ml_model_of (scene, model) && model->p == 2 && model->K > 1;
}

/* To which component each sample belongs most. */
static void
draw_shares (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  size_t n, m[ML_MOST_PARTS] = {0};
  double *rows = ml_rows (scene->document, "points", &n);
  MlModel model;

  if (rows == NULL || !mixture_of (scene, &model)) {
    g_free (rows);
    return;
  }
  double *x = g_new (double, 2 * ML_MOST_PARTS * n + 1);
  double *y = x + ML_MOST_PARTS * n;
  for (size_t i = 0; i < n; i++) {
    double at[2] = {rows[i], rows[i + n]};
    size_t k = owner_of (&model, at);
    x[k * n + m[k]] = at[0];
    y[k * n + m[k]++] = at[1];
  }
  for (size_t k = 0; k < model.K; k++)
    epi_draw_markers (cr, axes, x + k * n, y + k * n, m[k],
                      n > ML_MANY ? EPI_MARKER_DISC : EPI_MARKER_RING,
                      ml_part_colour (k), n > ML_MANY ? 8 : 18);
  g_free (x);
  g_free (rows);
}

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  MlModel model;

  /* Many have their component's colour and nothing else. */
  if (epi_handle_count (ml_handle ("points"), scene) <= ML_MANY ||
      !mixture_of (scene, &model))
    ml_draw_handles (cr, axes, scene, "points", EPI_MARKER_DISC,
                     EPI_COLOUR_DATA, 8);
  else
    ml_draw_held_back (cr, axes, scene, "points", EPI_MARKER_DISC,
                       EPI_COLOUR_DATA, 8);
  ml_draw_handles (cr, axes, scene, "pseudo-points", EPI_MARKER_DIAMOND,
                   ML_COLOUR_PRIOR, 11);
  ml_name_pseudo (cr, axes, scene, "pseudo-points");
}

const EpiLayer ml_plane_layers[] = {
    {.name = "density",
     .draw = draw_plane_density,
     .depends = EPI_DEPENDS_FIELD},
    {.name = "points",
     .draw = draw_points,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "shares",
     .draw = draw_shares,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "prior",
     .draw = draw_prior,
     .depends = EPI_DEPENDS_DOCUMENT,
     .shown_when = ML_PRIOR " and model == 'mixture'"},
    {.name = "starts", .draw = ml_draw_starts, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "ellipses", .draw = draw_ellipses, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
ml_plane_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  MlModel model;

  if (!ml_model_of (scene, &model) || model.p != 2)
    return g_strdup ("Samples in the plane; there is no model yet.");
  char *x = epi_number_label (model.mean[0], 4);
  char *y = epi_number_label (model.mean[1], 4);
  char *likelihood = ml_likelihood_sentence (scene);
  char *many = g_strdup_printf ("%zu Gaussians; the first", model.K);
  double samples = epi_frame_scalar (frame, "samples", NAN);
  char *summary = g_strdup_printf (
      "%.0f sample%s in the plane with the ellipses of %s has its mean at (%s, "
      "%s). %s",
      samples, samples == 1 ? "" : "s",
      model.K > 1 ? many : "a Gaussian, which", x, y, likelihood);
  g_free (many);
  g_free (likelihood);
  g_free (y);
  g_free (x);
  return summary;
}

/* ---- Tosses ---- */

void
ml_coins_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  size_t n = epi_handle_count (ml_handle ("tosses"), scene), m = 0;
  double *z = ml_has_prior (scene->document)
                  ? ml_rows (scene->document, "pseudo", &m)
                  : NULL;

  g_free (z);
  spec->fit = (EpiRange){.x0 = 0.5 - (double)m - 0.04 * (double)(n + m),
                         .x1 = (double)n + 0.5 + 0.04 * (double)(n + m),
                         .y0 = -0.2,
                         .y1 = 1.2};
  spec->x_label = g_strdup ("toss");
  char *name = ml_column (scene, "x");
  spec->y_label = g_strdup_printf ("%s: 0 or 1", name);
  g_free (name);
}

static void
draw_tosses (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  size_t n = epi_handle_count (ml_handle ("tosses"), scene);

  if (ml_has_prior (scene->document))
    epi_draw_rule (cr, axes, true, 0.5,
                   (EpiStroke){EPI_COLOUR_DIM, 0.7, 1, true});
  ml_draw_handles (cr, axes, scene, "tosses", EPI_MARKER_DISC, EPI_COLOUR_DATA,
                   n > 100 ? 6 : 10);
  ml_draw_handles (cr, axes, scene, "pseudo-tosses", EPI_MARKER_DIAMOND,
                   ML_COLOUR_PRIOR, 12);
  ml_name_pseudo (cr, axes, scene, "pseudo-tosses");
}

static void
draw_pi (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
         const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double pi = frame != NULL ? epi_frame_scalar (frame, "pi", NAN) : NAN;

  if (isnan (pi))
    return;
  epi_draw_rule (cr, axes, false, pi,
                 (EpiStroke){ML_COLOUR_MODEL, 1, 2.5, false});
  char *number = epi_number_label (pi, 3);
  char *label = g_strdup_printf ("<i>π</i> = %s", number);
  epi_draw_label (cr, axes, axes->range.x1, pi, -60, pi > 0.9 ? 12 : -14, label,
                  ML_COLOUR_MODEL);
  g_free (label);
  g_free (number);
}

const EpiLayer ml_coins_layers[] = {
    {.name = "pi", .draw = draw_pi, .depends = EPI_DEPENDS_FRAME},
    {.name = "tosses", .draw = draw_tosses, .depends = EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
ml_coins_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return g_strdup ("Tosses of a coin; there is no model yet.");
  return ml_with_tests (
      scene,
      g_strdup_printf ("%.0f tosses of a coin, each 0 or 1; the model says 1 "
                       "with probability %.4g.",
                       epi_frame_scalar (frame, "samples", NAN),
                       epi_frame_scalar (frame, "pi", NAN)));
}
