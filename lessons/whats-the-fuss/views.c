/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The race: left, the gap of the geometric program (kit/epi-convergence.h) and
 * the seconds it took; right, what the searches have found in the same time.
 */
#include "whats-the-fuss/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static EpiColour
search_colour (void)
{
  return epi_run_colour (FUSS_SEARCH);
}

/* "4.4 s"; "" where nobody measured. */
static char *
seconds_text (const EpiScene *scene, size_t run)
{
  const EpiFrame *frame = epi_scene_frame (scene, run);
  double seconds = frame != NULL ? epi_frame_seconds (frame) : NAN;

  if (!(seconds > 0))
    return g_strdup ("");
  char *number = epi_number_label (seconds, 2);
  char *text = g_strdup_printf ("%s s", number);
  g_free (number);
  return text;
}

/* In the corner, upper right. */
static void
draw_corner (cairo_t *cr, const EpiAxes *axes, const char *markup,
             EpiColour colour)
{
  epi_draw_label (cr, axes,
                  epi_axes_x_at (axes, axes->plot.x + axes->plot.width),
                  epi_axes_y_at (axes, axes->plot.y), 0, 0, markup, colour);
}

/* ---- The geometric program ---- */

static void
draw_program_clock (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data)
{
  char *seconds = seconds_text (scene, FUSS_PROGRAM);
  char *markup = g_strdup_printf ("<b>%s</b> on one core", seconds);

  if (*seconds != '\0') /* where no curve is: they begin above and end right */
    epi_draw_label (
        cr, axes, axes->range.x0,
        epi_axes_y_at (axes, axes->plot.y + 0.6 * axes->plot.height),
        3 * axes->text, 0, markup, EPI_COLOUR_ITERATE);
  g_free (markup);
  g_free (seconds);
}

/* Those of the kit, and the clock. */
static void
draw_convergence (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                  const void *data)
{
  for (const EpiLayer *layer = epi_convergence_layers; layer->name != NULL;
       layer++)
    layer->draw (cr, axes, scene, layer->data);
}

const EpiLayer fuss_program_layers[] = {
    {.name = "convergence",
     .draw = draw_convergence,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY},
    {.name = "clock",
     .draw = draw_program_clock,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY,
     .overflow = true},
    {NULL},
};

/* ---- The minima ---- */

typedef struct {
  double low, width, most;
  const EpiFrameItem *counts; /* NULL: nothing found yet */
} Minima;

static Minima
minima_of (const EpiFrame *frame)
{
  Minima m = {.width = NAN};

  if (frame == NULL)
    return m;
  m.counts = epi_frame_find (frame, "histogram");
  m.low = epi_frame_scalar (frame, "histogram_low", NAN);
  m.width = epi_frame_scalar (frame, "histogram_width", NAN);
  for (size_t i = 0; m.counts != NULL && i < m.counts->rows; i++)
    m.most = fmax (m.most, m.counts->data[i]);
  return m;
}

/* Of all frames there are, so that scrubbing does not move the axes. */
static const EpiFrame *
last_frame (const EpiScene *scene, size_t run)
{
  if (scene->answer == NULL || run >= scene->answer->n_runs ||
      scene->answer->runs[run].n_frames == 0)
    return NULL;
  const EpiRun *r = &scene->answer->runs[run];
  return r->frames[r->n_frames - 1];
}

void
fuss_minima_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  Minima m = minima_of (last_frame (scene, FUSS_SEARCH));

  spec->x_label = g_strdup ("f at the local minimum");
  spec->y_label = g_strdup ("searches that ended there");
  if (m.counts == NULL) {
    spec->fit = epi_range_empty ();
    return;
  }
  double high = m.low + m.width * (double)m.counts->rows;
  spec->fit = (EpiRange){m.low, high, 0, 1.35 * m.most, false, false};
  if (fuss_is_planted (scene)) /* the planted value stands apart */
    spec->fit.x0 = fmin (spec->fit.x0, -0.02 * (high - m.low));
  double margin = 0.03 * (spec->fit.x1 - spec->fit.x0);
  spec->fit.x0 -= margin;
  spec->fit.x1 += margin;
}

static void
draw_minima (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Minima m = minima_of (epi_scene_frame (scene, FUSS_SEARCH));

  if (m.counts == NULL) {
    epi_draw_message (cr, axes, FUSS_NO_SEARCH);
    return;
  }
  epi_draw_histogram (cr, axes, m.low, m.width, m.counts->data, m.counts->rows,
                      search_colour ());
}

static void
draw_best_rule (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  double best = fuss_scalar (scene, FUSS_SEARCH, "best");

  if (fuss_is_planted (scene))
    epi_draw_rule (cr, axes, true, 0,
                   (EpiStroke){EPI_COLOUR_OPTIMUM, 0.9, 2, true});
  if (fuss_scalar (scene, FUSS_SEARCH, "minima") > 0)
    epi_draw_rule (cr, axes, true, best,
                   (EpiStroke){EPI_COLOUR_FIT, 0.9, 1.5, false});
}

static void
draw_minima_counts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data)
{
  double minima = fuss_scalar (scene, FUSS_SEARCH, "minima");
  double different = fuss_scalar (scene, FUSS_SEARCH, "different");

  if (!(minima > 0))
    return;
  char *searches = epi_number_label (minima, 6);
  char *values = epi_number_label (different, 6);
  char *markup =
      g_strdup_printf ("<b>%s</b> searches, <b>%s</b> different %s", searches,
                       values, different == 1 ? "minimum" : "minima");
  draw_corner (cr, axes, markup, search_colour ());
  g_free (markup);
  g_free (values);
  g_free (searches);
}

const EpiLayer fuss_minima_layers[] = {
    {.name = "minima", .draw = draw_minima, .depends = EPI_DEPENDS_FRAME},
    {.name = "best",
     .draw = draw_best_rule,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "counts",
     .draw = draw_minima_counts,
     .depends = EPI_DEPENDS_FRAME,
     .overflow = true},
    {NULL},
};

/* ---- The best value so far ---- */

/* From k = 1 on: before, there was no search. */
static size_t
best_series (const EpiScene *scene, double **k, double **best)
{
  const EpiRun *run =
      scene->answer != NULL && scene->answer->n_runs > FUSS_SEARCH
          ? &scene->answer->runs[FUSS_SEARCH]
          : NULL;
  size_t n = 0, most = run != NULL ? run->n_frames : 0;

  *k = g_new (double, 2 * most + 1);
  *best = *k + most;
  for (size_t i = 0; i < most; i++)
    if (epi_frame_scalar (run->frames[i], "minima", 0) > 0) {
      (*k)[n] = (double)epi_frame_k (run->frames[i]);
      (*best)[n++] = epi_frame_scalar (run->frames[i], "best", NAN);
    }
  return n;
}

void
fuss_best_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double *k, *best, low = INFINITY, high = -INFINITY, last = 5;
  size_t n = best_series (scene, &k, &best);

  spec->x_label = g_strdup ("iteration k of the left side: the same time");
  spec->y_label = g_strdup ("lowest f so far");
  for (size_t i = 0; i < n; i++) {
    low = fmin (low, best[i]);
    high = fmax (high, best[i]);
    last = fmax (last, k[i]);
  }
  g_free (k);
  if (fuss_is_planted (scene))
    low = fmin (low, 0), high = fmax (high, 0);
  spec->fit = epi_range_empty ();
  spec->fit.x0 = -0.03 * last;
  spec->fit.x1 = 1.05 * last;
  if (n == 0)
    return;
  Minima m = minima_of (last_frame (scene, FUSS_SEARCH));
  double spread = m.counts != NULL ? m.width * (double)m.counts->rows : 1;
  double size = fmax (high - low, 0.2 * spread);
  /* Room below for what may be there; nothing is below a planted minimum.
   * Room above for the words in the corner, which reach to the first point. */
  double below = fuss_is_planted (scene) ? 0.25 : 0.5;
  double above = fuss_is_planted (scene) ? 0.6 : 0.45;
  spec->fit.y0 = low - below * size;
  spec->fit.y1 = high + above * size;
}

/* What lies below the line is not known, unless a minimum was planted. */
static void
draw_unknown (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  double *k, *best;
  size_t n = best_series (scene, &k, &best);
  double *low = g_new (double, n + 1);

  for (size_t i = 0; i < n; i++)
    low[i] = fmin (axes->range.y0, best[i]);
  if (n > 0 && !fuss_is_planted (scene)) {
    epi_draw_band (cr, axes, k, low, best, n, EPI_COLOUR_WARNING, 0.12);
    double top = fmin (best[n - 1], best[0]), bottom = axes->range.y0;
    double room = epi_axes_y (axes, bottom) - epi_axes_y (axes, top);
    if (room > 1.4 * axes->text) /* in a drag the axis may end higher */
      epi_draw_label (cr, axes, (k[0] + k[n - 1]) / 2, (bottom + top) / 2, 0, 0,
                      "no bound: nobody knows how low", EPI_COLOUR_WARNING);
  }
  g_free (low);
  g_free (k);
}

static void
draw_best (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  double *k, *best;
  size_t n = best_series (scene, &k, &best);

  if (fuss_is_planted (scene)) {
    epi_draw_rule (cr, axes, false, 0,
                   (EpiStroke){EPI_COLOUR_OPTIMUM, 0.9, 2, true});
    epi_draw_label (cr, axes, axes->range.x0, 0, 6, 12,
                    "planted: no value is below 0", EPI_COLOUR_OPTIMUM);
  }
  if (n == 0)
    epi_draw_message (cr, axes, FUSS_NO_SEARCH);
  epi_draw_line (cr, axes, k, best, n, (EpiStroke){EPI_COLOUR_FIT, 1, 2.2, 0});
  if (n <= 100)
    epi_draw_markers (cr, axes, k, best, n, EPI_MARKER_DISC, EPI_COLOUR_FIT, 6);
  g_free (k);
}

static void
draw_best_now (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, FUSS_SEARCH);
  double best = fuss_scalar (scene, FUSS_SEARCH, "best");
  char *seconds = seconds_text (scene, FUSS_SEARCH);

  epi_draw_rule (cr, axes, true, (double)scene->k,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.35, 1, false});
  if (frame != NULL && fuss_scalar (scene, FUSS_SEARCH, "minima") > 0) {
    double k = (double)epi_frame_k (frame);
    bool hit = fuss_is_planted (scene) &&
               fuss_scalar (scene, FUSS_SEARCH, "target_hits") > 0;
    char *number = epi_number_label (hit ? 0 : best, 6);
    char *markup = g_strdup_printf (
        "best <b>%s</b>%s%s%s", number, *seconds != '\0' ? " after <b>" : "",
        seconds, *seconds != '\0' ? "</b> on one core" : "");
    epi_draw_markers (cr, axes, &k, &best, 1, EPI_MARKER_DISC, EPI_COLOUR_FIT,
                      11);
    draw_corner (cr, axes, markup, EPI_COLOUR_FIT);
    g_free (markup);
    g_free (number);
  }
  g_free (seconds);
}

const EpiLayer fuss_best_layers[] = {
    {.name = "unknown",
     .draw = draw_unknown,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_DOCUMENT},
    {.name = "best",
     .draw = draw_best,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_DOCUMENT},
    {.name = "now",
     .draw = draw_best_now,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY,
     .overflow = true},
    {NULL},
};
