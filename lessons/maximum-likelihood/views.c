/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples: on the line under p_model, in the plane over it, and as tosses
 * of a coin.
 */
#include "core/epi-number.h"
#include "kit/epi-ellipse.h"
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_STEMS 400
#define MOST_BINS 40
#define MANY 50 /* samples, which hide one another */

/* ---- What views share ---- */

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

static const EpiHandleSpec *
handle_of (const char *name)
{
  for (const EpiHandleSpec *h = ml_handles; h->name != NULL; h++)
    if (strcmp (h->name, name) == 0)
      return h;
  return NULL;
}

/* Markers where the handles of that name are. */
static void
draw_handles (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const char *name, EpiMarker marker, EpiColour colour, double size)
{
  const EpiHandleSpec *handle = handle_of (name);
  size_t n = epi_handle_count (handle, scene), m = 0;
  EpiPoint *at = g_new (EpiPoint, n + 1);
  double *x = g_new (double, 2 * n + 1), *y = x + n;

  epi_handle_positions (handle, scene, n, at);
  for (size_t i = 0; i < n; i++)
    if (isfinite (at[i].x) && isfinite (at[i].y)) {
      x[m] = at[i].x;
      y[m++] = at[i].y;
    }
  epi_draw_markers (cr, axes, x, y, m, marker, colour, size);
  g_free (x);
  g_free (at);
}

/* ---- The line ---- */

void
ml_line_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  MlLine line = ml_line (scene->document);
  EpiRange range = epi_range_empty ();

  epi_range_include (&range, line.low, 0);
  epi_range_include (&range, line.high, line.top);
  spec->fit = epi_range_padded (range, 0.12);
  spec->fit.y0 = -0.16 * line.top;
  spec->fit.y1 = line.top;
  spec->x_label = ml_column (scene, "x");
  spec->y_label = g_strdup ("density <i>p</i><sub>model</sub>(<i>x</i>)");
}

static void
draw_parts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "density");

  for (size_t k = 1; grid != NULL && k < grid->n_outputs; k++)
    epi_draw_curve (cr, axes, grid, k,
                    (EpiStroke){ml_part_colour (k - 1), 1, 2, true});
}

static void
draw_density (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "density");

  if (grid != NULL)
    epi_draw_curve (cr, axes, grid, 0,
                    (EpiStroke){ML_COLOUR_MODEL, 1, 2.5, false});
}

/* The height of p over each sample is its factor of the likelihood; of a
 * mixture the shares that the components have in it, one upon the other. */
static void
draw_stems (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  size_t n;
  double *x = ml_rows (scene->document, "points", &n);
  MlModel model;

  if (x == NULL || n == 0 || n > MOST_STEMS || !ml_model_of (scene, &model) ||
      model.p != 1) {
    g_free (x);
    return;
  }
  double *foot = g_new0 (double, 2 * n), *top = foot + n;
  for (size_t k = 0; k < model.K; k++) {
    for (size_t i = 0; i < n; i++)
      top[i] = foot[i] + exp (ml_model_log_part (&model, k, x + i));
    epi_draw_segments (
        cr, axes, x, foot, x, top, n,
        (EpiStroke){model.K > 1 ? ml_part_colour (k) : ML_COLOUR_MODEL,
                    n > 60 ? 0.3 : 0.7, 1.4, false});
    memcpy (foot, top, n * sizeof *foot);
  }
  g_free (foot);
  g_free (x);
}

/* Many samples lie upon one another: how many, as a density. */
static void
draw_histogram (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  size_t n;
  double *x = ml_rows (scene->document, "points", &n), counts[MOST_BINS] = {0};
  MlLine line = ml_line (scene->document);

  if (n >= MANY && line.high > line.low) {
    size_t bins = MIN ((size_t)sqrt ((double)n), (size_t)MOST_BINS);
    double low = x[0], high = x[0];
    for (size_t i = 0; i < n; i++) {
      low = fmin (low, x[i]);
      high = fmax (high, x[i]);
    }
    double width = (high - low) / (double)bins;
    for (size_t i = 0; i < n && width > 0; i++) {
      size_t bin = (size_t)((x[i] - low) / width);
      counts[MIN (bin, bins - 1)] += 1 / ((double)n * width);
    }
    if (width > 0)
      epi_draw_histogram (cr, axes, low, width, counts, bins, EPI_COLOUR_DATA);
  }
  g_free (x);
}

/* Beside the first of them, with what each counts for. */
static void
name_pseudo (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const char *name)
{
  EpiPoint at;

  if (epi_handle_count (handle_of (name), scene) == 0 ||
      !epi_handle_position (handle_of (name), scene, 0, &at))
    return;
  char *label = g_strdup_printf ("pseudo-data × %.0f",
                                 epi_scene_number (scene, "counts"));
  epi_draw_label (cr, axes, at.x, at.y, 8, 10, label, ML_COLOUR_PRIOR);
  g_free (label);
}

static void
draw_samples (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  size_t n = epi_handle_count (handle_of ("samples"), scene);

  epi_draw_rule (cr, axes, false, 0,
                 (EpiStroke){EPI_COLOUR_DIM, 0.6, 1, false});
  draw_handles (cr, axes, scene, "samples", EPI_MARKER_DISC, EPI_COLOUR_DATA,
                n > 100 ? 6 : 9);
  draw_handles (cr, axes, scene, "pseudo-samples", EPI_MARKER_DIAMOND,
                ML_COLOUR_PRIOR, 11);
  name_pseudo (cr, axes, scene, "pseudo-samples");
}

static void
draw_starts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  static const char *const names[][2] = {{"start1-line", "start1"},
                                         {"start2-line", "start2"},
                                         {"start3-line", "start3"},
                                         {"start4-line", "start4"}};
  bool plane = ml_in_plane (scene->document);

  for (size_t k = 0; k < G_N_ELEMENTS (names); k++) {
    const char *name = names[k][plane];
    EpiPoint at;
    if (epi_handle_count (handle_of (name), scene) == 0)
      continue;
    draw_handles (cr, axes, scene, name, EPI_MARKER_SQUARE, ml_part_colour (k),
                  10);
    epi_handle_position (handle_of (name), scene, 0, &at);
    char *label = g_strdup_printf ("start of %zu", k + 1);
    epi_draw_label (cr, axes, at.x, at.y, 8, plane ? -10 : 12, label,
                    ml_part_colour (k));
    g_free (label);
  }
}

/* The parameters where they are to be seen. */
static void
draw_line_labels (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  MlModel model;

  if (!ml_model_of (scene, &model) || model.p != 1 || isfinite (model.pi))
    return;
  for (size_t k = 0; k < model.K; k++) {
    double x = model.mean[k], sigma = sqrt (model.sigma[k]);
    double y = exp (ml_model_log_part (&model, k, &x));
    EpiColour colour = model.K > 1 ? ml_part_colour (k) : ML_COLOUR_MODEL;
    char *mu = epi_number_label (x, 3), *s = epi_number_label (sigma, 3);
    char *label = model.K > 1
                      ? g_strdup_printf ("<i>μ</i><sub>%zu</sub> = %s, "
                                         "<i>σ</i><sub>%zu</sub> = %s",
                                         k + 1, mu, k + 1, s)
                      : g_strdup_printf ("<i>μ</i> = %s, <i>σ</i> = %s", mu, s);
    y = fmin (y, axes->range.y1);
    epi_draw_label (cr, axes, x, y, 10, -14, label, colour);
    if (model.K == 1)
      epi_draw_segment (cr, axes, x - sigma, y * exp (-0.5), x + sigma,
                        y * exp (-0.5),
                        (EpiStroke){ML_COLOUR_MODEL, 0.7, 1.5, true});
    g_free (label);
    g_free (mu);
    g_free (s);
  }
}

const EpiLayer ml_line_layers[] = {
    {.name = "histogram",
     .draw = draw_histogram,
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "stems",
     .draw = draw_stems,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "parts", .draw = draw_parts, .depends = EPI_DEPENDS_FIELD},
    {.name = "density", .draw = draw_density, .depends = EPI_DEPENDS_FIELD},
    {.name = "samples", .draw = draw_samples, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "starts", .draw = draw_starts, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "labels", .draw = draw_line_labels, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
ml_line_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  MlModel model;

  if (!ml_model_of (scene, &model))
    return g_strdup ("Samples on a line; there is no model yet.");
  return g_strdup_printf (
      "%.0f samples on a line under the density of the model, of %zu "
      "component%s; the first has mean %.4g and standard deviation %.4g. The "
      "log-likelihood is %.6g.",
      epi_frame_scalar (frame, "samples", NAN), model.K, model.K > 1 ? "s" : "",
      model.mean[0], sqrt (model.sigma[0]),
      epi_frame_scalar (frame, "log_likelihood", NAN));
}

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
    char *label = model.K > 1
                      ? g_strdup_printf ("<i>μ</i><sub>%zu</sub>, "
                                         "<i>w</i><sub>%zu</sub> = %.2f",
                                         k + 1, k + 1, model.weight[k])
                      : g_strdup ("<i>μ</i>");
    epi_draw_label (cr, axes, mean[0], mean[1], 10, -12, label, colour);
    g_free (label);
  }
}

/* To which component each sample belongs most. */
static void
draw_shares (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  size_t n;
  double *rows = ml_rows (scene->document, "points", &n);
  MlModel model;

  if (rows == NULL || !ml_model_of (scene, &model) || model.p != 2 ||
      model.K < 2) {
    g_free (rows);
    return;
  }
  double *x = g_new (double, 2 * n + 1), *y = x + n;
  for (size_t k = 0; k < model.K; k++) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
      double at[2] = {rows[i], rows[i + n]};
      size_t most = 0;
      for (size_t l = 1; l < model.K; l++)
        if (ml_model_log_part (&model, l, at) >
            ml_model_log_part (&model, most, at))
          most = l;
      if (most == k) {
        x[m] = at[0];
        y[m++] = at[1];
      }
    }
    epi_draw_markers (cr, axes, x, y, m,
                      n > MANY ? EPI_MARKER_DISC : EPI_MARKER_RING,
                      ml_part_colour (k), n > MANY ? 8 : 18);
  }
  g_free (x);
  g_free (rows);
}

static void
draw_points (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  draw_handles (cr, axes, scene, "points", EPI_MARKER_DISC, EPI_COLOUR_DATA, 8);
  draw_handles (cr, axes, scene, "pseudo-points", EPI_MARKER_DIAMOND,
                ML_COLOUR_PRIOR, 11);
  name_pseudo (cr, axes, scene, "pseudo-points");
}

const EpiLayer ml_plane_layers[] = {
    {.name = "density",
     .draw = draw_plane_density,
     .depends = EPI_DEPENDS_FIELD},
    {.name = "points", .draw = draw_points, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "shares",
     .draw = draw_shares,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "starts", .draw = draw_starts, .depends = EPI_DEPENDS_DOCUMENT},
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
  return g_strdup_printf (
      "%.0f samples in the plane with the ellipses of %zu Gaussian%s; the "
      "first has its mean at (%.4g, %.4g). The log-likelihood is %.6g.",
      epi_frame_scalar (frame, "samples", NAN), model.K, model.K > 1 ? "s" : "",
      model.mean[0], model.mean[1],
      epi_frame_scalar (frame, "log_likelihood", NAN));
}

/* ---- Tosses ---- */

void
ml_coins_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  size_t n, m = 0;
  double *x = ml_rows (scene->document, "points", &n);
  double *z = ml_has_prior (scene->document)
                  ? ml_rows (scene->document, "pseudo", &m)
                  : NULL;

  g_free (x);
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
  size_t n = epi_handle_count (handle_of ("tosses"), scene);

  if (ml_has_prior (scene->document))
    epi_draw_rule (cr, axes, true, 0.5,
                   (EpiStroke){EPI_COLOUR_DIM, 0.7, 1, true});
  draw_handles (cr, axes, scene, "tosses", EPI_MARKER_DISC, EPI_COLOUR_DATA,
                n > 100 ? 6 : 10);
  draw_handles (cr, axes, scene, "pseudo-tosses", EPI_MARKER_DIAMOND,
                ML_COLOUR_PRIOR, 12);
  name_pseudo (cr, axes, scene, "pseudo-tosses");
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
  return g_strdup_printf ("%.0f tosses of a coin, each 0 or 1; the model says "
                          "1 with probability %.4g.",
                          epi_frame_scalar (frame, "samples", NAN),
                          epi_frame_scalar (frame, "pi", NAN));
}
