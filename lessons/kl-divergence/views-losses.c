/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three losses of the model N(μ, 1) over μ: they differ by constants, so they
 * have one minimum, and one handle is enough for all.
 */
#include "kl-divergence/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-line-points.h"

#include <math.h>

enum { LOSSES = 3 };

static const struct {
  const char *name, *markup; /* of the frame's scalar; in the figure */
  EpiColour colour;
} losses[LOSSES] = {
    {"half_mse", "½ MSE", KL_MSE_COLOUR},
    {"loss", "−ℓ/<i>m</i>", KL_LOSS_COLOUR},
    {"divergence", "<i>D</i>(p̂‖q)", KL_FORWARD_COLOUR},
};

/* The frame where the hand is: the first. */
static const EpiFrame *
first_frame (const EpiScene *scene)
{
  const EpiAnswer *answer = scene->answer;

  return answer != NULL && answer->n_runs > 0 && answer->runs[0].n_frames > 0
             ? answer->runs[0].frames[0]
             : NULL;
}

/* ---- The losses ---- */

void
kl_losses_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  size_t n;
  double *x = epi_line_read (scene->lesson, scene->document, &n);
  EpiRange range = kl_line_range (scene);
  double mean = 0, square = 0;

  for (size_t i = 0; i < n; i++)
    mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    square += (x[i] - mean) * (x[i] - mean) / (double)n;
  g_free (x);
  double away = fmax (range.x1 - mean, mean - range.x0) * 0.75;
  spec->fit = range;
  spec->fit.y1 = (square + away * away) / 2 + 1;
  spec->fit.y0 = -0.06 * spec->fit.y1;
  spec->x_label = g_strdup ("μ");
  spec->y_label = g_strdup ("loss, nats");
}

static void
draw_losses (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "losses");

  for (size_t l = 0; grid != NULL && l < LOSSES; l++)
    epi_draw_curve (cr, axes, grid, l,
                    (EpiStroke){losses[l].colour, 1, 2.2, false});
}

/* A mark on each curve, and the line that joins them. */
static void
mark_all (cairo_t *cr, const EpiAxes *axes, const EpiFrame *frame,
          EpiMarker marker, double size)
{
  double mu = frame != NULL ? epi_frame_scalar (frame, "mu", NAN) : NAN;

  for (size_t l = 0; l < LOSSES && frame != NULL; l++) {
    double value = epi_frame_scalar (frame, losses[l].name, NAN);
    if (isfinite (value))
      epi_draw_markers (cr, axes, &mu, &value, 1, marker, losses[l].colour,
                        size);
  }
}

/* The iterates between the hand and the playhead on one curve, as long as one
 * can be told from the next. */
static void
mark_path (cairo_t *cr, const EpiAxes *axes, const EpiRun *run, size_t k,
           size_t l)
{
  enum { MOST = 200 };
  double mu[MOST], value[MOST], last = INFINITY;
  double apart = 1e-3 * (axes->range.x1 - axes->range.x0);
  size_t n = 0;

  for (size_t i = 1;
       i < run->n_frames && n < MOST && epi_frame_k (run->frames[i]) < k; i++) {
    double at = epi_frame_scalar (run->frames[i], "mu", NAN);
    if (fabs (at - last) < apart)
      continue;
    mu[n] = last = at;
    value[n++] = epi_frame_scalar (run->frames[i], losses[l].name, NAN);
  }
  epi_draw_markers (cr, axes, mu, value, n, EPI_MARKER_DISC, losses[l].colour,
                    5);
}

static void
draw_descent (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiRun *run = scene->answer != NULL && scene->answer->n_runs > 0
                          ? &scene->answer->runs[0]
                          : NULL;

  if (run == NULL || run->n_frames == 0)
    return;
  epi_draw_rule (cr, axes, true, epi_scene_number (scene, "mu"),
                 (EpiStroke){EPI_COLOUR_START, 0.7, 1.2, true});
  for (size_t l = 0; l < LOSSES; l++)
    mark_path (cr, axes, run, scene->k, l);
  mark_all (cr, axes, first_frame (scene), EPI_MARKER_RING, 11);
  epi_draw_rule (cr, axes, true, kl_scalar (scene, 0, "mu"),
                 (EpiStroke){EPI_COLOUR_TEXT, 0.45, 1.2, false});
  mark_all (cr, axes, epi_scene_frame (scene, 0), EPI_MARKER_DISC, 11);
}

/* The values where the descent is, over one another inside the curves. */
static void
name_values (cairo_t *cr, const EpiAxes *axes, const EpiFrame *now)
{
  double top = epi_axes_y_at (axes, axes->plot.y);
  size_t row = 0;

  for (size_t l = LOSSES; l-- > 0;) {
    double value = epi_frame_scalar (now, losses[l].name, NAN);
    if (isnan (value))
      continue;
    char *number = epi_number_label (value, 5);
    char *markup = g_strdup_printf ("%s = <b>%s</b>", losses[l].markup, number);
    epi_draw_label (cr, axes, epi_frame_scalar (now, "mu", 0), top, 0,
                    1.55 * (double)row++ * axes->text, markup,
                    losses[l].colour);
    g_free (markup);
    g_free (number);
  }
}

/* The loss with the greatest value of those that are not named, of equal ones
 * the first; LOSSES: there is none. */
static size_t
greatest (const EpiFrame *frame, const bool *named)
{
  size_t most = LOSSES;
  double value = -INFINITY;

  for (size_t l = 0; l < LOSSES; l++) {
    double at = epi_frame_scalar (frame, losses[l].name, NAN);
    if (!named[l] && at > value) {
      value = at;
      most = l;
    }
  }
  return most;
}

/* Those where the hand is, beside their marks where these are in sight, the
 * greater above the less also where they are close. */
static void
name_held (cairo_t *cr, const EpiAxes *axes, const EpiFrame *hand)
{
  double free = -INFINITY; /* pixels */
  bool named[LOSSES] = {false};
  size_t l;

  while ((l = greatest (hand, named)) < LOSSES) {
    double value = epi_frame_scalar (hand, losses[l].name, NAN);
    named[l] = true;
    if (value > axes->range.y1)
      continue;
    double y = epi_axes_y (axes, value), down = fmax (free - y, 0);
    char *number = epi_number_label (value, 4);
    epi_draw_label (cr, axes, epi_frame_scalar (hand, "mu", 0), value, -30,
                    down, number, losses[l].colour);
    g_free (number);
    free = y + down + 1.55 * axes->text;
  }
}

static void
draw_values (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiFrame *now = epi_scene_frame (scene, 0), *hand = first_frame (scene);

  if (now == NULL)
    return;
  name_values (cr, axes, now);
  if (hand != NULL && epi_frame_k (now) > 0)
    name_held (cr, axes, hand);
}

const EpiLayer kl_losses_layers[] = {
    {.name = "losses", .draw = draw_losses, .depends = EPI_DEPENDS_FIELD},
    {.name = "descent",
     .draw = draw_descent,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY | EPI_DEPENDS_DOCUMENT},
    {.name = "values",
     .draw = draw_values,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY,
     .overflow = true},
    {NULL},
};

char *
kl_losses_summary (const EpiScene *scene)
{
  char *values[LOSSES];

  for (size_t l = 0; l < LOSSES; l++)
    values[l] = kl_text (scene, KL_FORWARD, losses[l].name);
  char *text = g_strdup_printf (
      "Half of the mean square error, the negative log-likelihood and the "
      "divergence from the sample over the mean of the model, parabolas over "
      "one another: at the iterate they are %s, %s and %s.",
      values[0], values[1], values[2]);
  for (size_t l = 0; l < LOSSES; l++)
    g_free (values[l]);
  return text;
}

/* ---- Their differences ---- */

static const struct {
  const char *name, *markup, *formula;
  EpiColour colour;
} differences[] = {
    {"loss_less_mse", "−ℓ/<i>m</i> − ½ MSE", "½ log 2π", KL_LOSS_COLOUR},
    {"divergence_less_loss", "<i>D</i>(p̂‖q) + ℓ/<i>m</i>",
     "<i>h</i>²/2 − <i>H</i>(p̂)", KL_FORWARD_COLOUR},
};

/* What the i-th difference has to be. */
static double
constant_of (const EpiScene *scene, size_t i)
{
  double h = epi_scene_number (scene, "bump");

  return i == 0 ? log (2 * G_PI) / 2
                : h * h / 2 - kl_scalar (scene, 0, "entropy");
}

void
kl_constants_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double low = -1, high = 1.5;

  for (size_t i = 0; i < G_N_ELEMENTS (differences); i++) {
    double value = kl_scalar (scene, 0, differences[i].name);
    if (isfinite (value)) {
      low = fmin (low, value - 0.8);
      high = fmax (high, value + 0.8);
    }
  }
  spec->fit = kl_line_range (scene);
  spec->fit.y0 = low;
  spec->fit.y1 = high;
  spec->x_label = g_strdup ("μ");
  spec->y_label = g_strdup ("difference, nats");
}

/* "½ log 2π = 0.9189385" over or under the line. */
static void
draw_number (cairo_t *cr, const EpiAxes *axes, double line, double dy,
             const char *what, double value, EpiColour colour)
{
  char *number = epi_number_label (value, 7);
  char *markup = g_strdup_printf ("%s = <b>%s</b>", what, number);

  epi_draw_label (cr, axes, (axes->range.x0 + axes->range.x1) / 2, line, 0, dy,
                  markup, colour);
  g_free (markup);
  g_free (number);
}

static void
draw_constants (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "differences");

  epi_draw_rule (cr, axes, false, 0,
                 (EpiStroke){EPI_COLOUR_DIM, 0.8, 1, false});
  for (size_t i = 0; i < G_N_ELEMENTS (differences); i++) {
    double value = kl_scalar (scene, 0, differences[i].name);
    if (grid != NULL)
      epi_draw_curve (cr, axes, grid, i,
                      (EpiStroke){differences[i].colour, 1, 2.4, false});
    if (isnan (value)) {
      if (i == 1 && epi_scene_number (scene, "bump") == 0)
        epi_draw_label (cr, axes, (axes->range.x0 + axes->range.x1) / 2,
                        axes->range.y0 / 2, 0, 0,
                        "<i>D</i>(p̂‖q) is infinite: points without width",
                        EPI_COLOUR_WARNING);
      continue;
    }
    draw_number (cr, axes, value, -14, differences[i].markup, value,
                 differences[i].colour);
    draw_number (cr, axes, value, 14, differences[i].formula,
                 constant_of (scene, i), EPI_COLOUR_TEXT);
  }
}

const EpiLayer kl_constants_layers[] = {
    {.name = "differences",
     .draw = draw_constants,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_FRAME},
    {NULL},
};

char *
kl_constants_summary (const EpiScene *scene)
{
  char *first = kl_text (scene, KL_FORWARD, differences[0].name);
  char *second = kl_text (scene, KL_FORWARD, differences[1].name);
  char *text = g_strdup_printf (
      "The differences of the losses over μ, level lines: likelihood less half "
      "of the mean square error is %s, divergence less likelihood is %s.",
      first, second);

  g_free (first);
  g_free (second);
  return text;
}
