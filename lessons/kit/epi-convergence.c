/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-convergence.h"

#include "core/epi-number.h"
#include "kit/epi-convex-certificate.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define FLOOR 1e-16
#define SAME_END 1e-4
#define CEILING 1e4 /* a run that begins further away leaves the figure */

EpiColour
epi_run_colour (size_t run)
{
  static const EpiColour others[] = {
      EPI_COLOUR_SERIES + 6, EPI_COLOUR_SERIES + 7, EPI_COLOUR_SERIES + 3};

  return run == 0 ? EPI_COLOUR_ITERATE
                  : others[(run - 1) % G_N_ELEMENTS (others)];
}

/* ---- The numbers ---- */

static const EpiRun *
first_converged (const EpiAnswer *answer)
{
  for (size_t i = 0; i < answer->n_runs; i++)
    if (answer->runs[i].status == EPI_CONVERGED && answer->runs[i].n_frames > 0)
      return &answer->runs[i];
  return NULL;
}

static double
last_objective (const EpiRun *run)
{
  return epi_frame_scalar (run->frames[run->n_frames - 1], "objective", NAN);
}

/* NAN while none is known. */
static double
best_objective (const EpiAnswer *answer)
{
  const EpiRun *run = first_converged (answer);

  return run != NULL ? last_objective (run) : NAN;
}

/* f* of a run: that of the first; -f* where it converged to that, as what
 * minimizes the negative of the dual does. */
static double
end_of (const EpiRun *run, double best)
{
  if (run->status != EPI_CONVERGED || run->n_frames == 0)
    return best;
  double own = last_objective (run);
  return fabs (own + best) < fabs (own - best) &&
                 fabs (own + best) <= SAME_END * (1 + fabs (best))
             ? -best
             : best;
}

static double
distance (const EpiFrame *frame, double best)
{
  return fabs (epi_frame_scalar (frame, "objective", NAN) - best) /
         (1 + fabs (best));
}

typedef struct {
  const char *name; /* of the scalar; NULL: the distance */
  const char *label;
  EpiStroke stroke; /* without colour */
  bool dots;
} Measure;

static const Measure measures[] = {
    {"gap", "gap", {.width = 2.4}, true},
    {NULL, "|<i>f</i> − <i>f</i>*|", {.width = 1.6, .dashed = true}, false},
    {"primal_residual", "<i>r</i> pri", {.alpha = 0.75, .width = 1}, false},
    {"dual_residual",
     "<i>r</i> dual",
     {.alpha = 0.75, .width = 1, .dashed = true},
     false},
};

typedef struct { /* (n) each */
  double *k, *value;
  size_t n;
} Series;

static Series
series_new (const EpiRun *run, const Measure *measure, double best)
{
  Series s = {.k = g_new (double, 2 * run->n_frames + 1)};

  s.value = s.k + run->n_frames;
  best = end_of (run, best);
  for (size_t i = 0; i < run->n_frames && !run->apart; i++) {
    if (measure->name == NULL && s.n > 0 && s.value[s.n - 1] == FLOOR)
      break; /* it is there, whatever the run goes on to do */
    double value = measure->name != NULL
                       ? epi_frame_scalar (run->frames[i], measure->name, NAN)
                       : distance (run->frames[i], best);
    if (!isfinite (value))
      continue;
    s.k[s.n] = (double)epi_frame_k (run->frames[i]);
    s.value[s.n++] = fmax (value, FLOOR);
  }
  return s;
}

/* ---- The view ---- */

void
epi_convergence_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiAnswer *answer = scene->answer;
  double best = answer != NULL ? best_objective (answer) : NAN;
  double low = 1e-9, high = 1, last = 5;

  spec->x_label = g_strdup ("iteration k");
  for (size_t i = 0; answer != NULL && i < answer->n_runs; i++)
    for (size_t m = 0; m < G_N_ELEMENTS (measures); m++) {
      Series s = series_new (&answer->runs[i], &measures[m], best);
      for (size_t j = 0; j < s.n; j++) {
        low = fmin (low, s.value[j]);
        high = fmax (high, fmin (s.value[j], CEILING));
        last = fmax (last, s.k[j]);
      }
      g_free (s.k);
    }
  spec->fit = (EpiRange){
      -0.03 * last, (1 + EPI_END_ROOM) * last, low / 4, high * 4, false, true};
}

static size_t
count_compared (const EpiAnswer *answer)
{
  size_t n = 0;

  for (size_t i = 0; i < answer->n_runs; i++)
    n += !answer->runs[i].apart;
  return n;
}

/* Where the name of a curve that ends at k stands: beside its end, or, where it
 * would lie on those that go on to the last iterate, beside theirs, as in a run
 * of few. */
static double
name_place (const EpiAnswer *answer, double k)
{
  const EpiRun *run = &answer->runs[0];
  double last = (double)epi_frame_k (run->frames[run->n_frames - 1]);

  return k > (1 - EPI_END_ROOM) * last || last < 3 ? last : k;
}

/* Of "interior point from k = 6" beside the "interior point" that it was forked
 * from, the end: what tells them apart, in a small figure. */
static const char *
short_name (const EpiAnswer *answer, size_t run)
{
  const char *name = answer->runs[run].name;

  for (size_t i = 0; i < answer->n_runs; i++) {
    size_t length = strlen (answer->runs[i].name);
    if (g_str_has_prefix (name, answer->runs[i].name) && name[length] == ' ')
      return name + length + 1;
  }
  return name;
}

/* What the runs are, where there are several: forks begin at the same point,
 * so that names at their curves would lie on one another. */
static void
draw_runs (cairo_t *cr, const EpiAxes *axes, const EpiAnswer *answer,
           double best)
{
  if (count_compared (answer) < 2)
    return;
  EpiLegendItem *items = g_new (EpiLegendItem, answer->n_runs);
  size_t n = 0;

  for (size_t i = 0; i < answer->n_runs; i++) {
    bool named = false;
    for (size_t m = 0; m < G_N_ELEMENTS (measures) && !named; m++) {
      Series s = series_new (&answer->runs[i], &measures[m], best);
      named = s.n > 0;
      if (named && !epi_plot_table_record_text (cr, "label", s.k[0], s.value[0],
                                                answer->runs[i].name))
        items[n++] = (EpiLegendItem){
            short_name (answer, i),
            {.colour = epi_run_colour (i), .width = measures[0].stroke.width},
            false};
      g_free (s.k);
    }
  }
  /* No points: what is drawn of the curves has taken its room already. */
  epi_draw_legend (cr, axes, items, n, NULL, NULL, 0);
  g_free (items);
}

/* What the curves are: the measures of the first run by their names at their
 * ends. */
static void
draw_names (cairo_t *cr, const EpiAxes *axes, const EpiAnswer *answer,
            double best)
{
  EpiEndLabel labels[G_N_ELEMENTS (measures)];
  size_t n = 0;

  for (size_t m = 0; m < G_N_ELEMENTS (measures); m++) {
    Series s = series_new (&answer->runs[0], &measures[m], best);
    if (s.n > 0)
      labels[n++] =
          (EpiEndLabel){measures[m].label, name_place (answer, s.k[s.n - 1]),
                        s.value[s.n - 1], epi_run_colour (0)};
    g_free (s.k);
  }
  if (n == 0)
    epi_draw_message (cr, axes,
                      answer->runs[0].status == EPI_RUNNING
                          ? "Drawn when the run has ended: how far each "
                            "iterate was from there"
                          : "There is no gap to show on the way");
  epi_draw_end_labels (cr, axes, labels, n);
  draw_runs (cr, axes, answer, best);
}

/* In tables, where there is no colour. */
static void
entitle (cairo_t *cr, const Measure *measure, const EpiRun *run)
{
  if (!epi_plot_table_attached (cr))
    return;
  char *label = epi_plot_text_plain (measure->label);
  char *title = g_strdup_printf ("%s, %s", label, run->name);

  epi_plot_table_entitle (cr, title);
  g_free (title);
  g_free (label);
}

static void
draw_measures (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiAnswer *answer = scene->answer;
  double best = answer != NULL ? best_objective (answer) : NAN;

  for (size_t i = answer != NULL ? answer->n_runs : 0; i-- > 0;)
    for (size_t m = G_N_ELEMENTS (measures); m-- > 0;) {
      EpiStroke stroke = measures[m].stroke;
      Series s = series_new (&answer->runs[i], &measures[m], best);
      stroke.colour = epi_run_colour (i);
      if (s.n > 0) {
        epi_draw_line (cr, axes, s.k, s.value, s.n, stroke);
        entitle (cr, &measures[m], &answer->runs[i]);
      }
      if (measures[m].dots && s.n <= 100 && !epi_plot_table_attached (cr))
        epi_draw_markers (cr, axes, s.k, s.value, s.n, EPI_MARKER_DISC,
                          stroke.colour, 6);
      g_free (s.k);
    }
  if (answer != NULL && answer->n_runs > 0)
    draw_names (cr, axes, answer, best);
}

static void
draw_playhead (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  for (size_t i = 0; scene->answer != NULL && i < scene->answer->n_runs; i++) {
    const EpiFrame *frame = epi_scene_frame (scene, i);
    double value = frame != NULL ? epi_frame_scalar (frame, "gap", NAN) : NAN;
    if (!isfinite (value))
      continue;
    double k = (double)epi_frame_k (frame);
    value = fmax (value, FLOOR);
    epi_draw_markers (cr, axes, &k, &value, 1, EPI_MARKER_DISC,
                      epi_run_colour (i), 11);
  }
  epi_draw_rule (cr, axes, true, (double)scene->k,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.35, 1, false});
}

static void
draw_tolerance (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  bool chosen = epi_lesson_param (scene->lesson, "tolerance") != NULL;

  epi_draw_rule (cr, axes, false,
                 chosen ? epi_scene_number (scene, "tolerance")
                        : EPI_CONVEX_TOLERANCE,
                 (EpiStroke){EPI_COLOUR_OPTIMUM, 0.7, 1.2, true});
}

char *
epi_convergence_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double gap = frame != NULL ? epi_frame_scalar (frame, "gap", NAN) : NAN;

  if (isnan (gap))
    return g_strdup ("Gap and residuals at every iterate, on a logarithmic "
                     "scale.");
  char *number = epi_number_label (gap, 3);
  char *text = g_strdup_printf ("Gap and residuals at every iterate, on a "
                                "logarithmic scale; at iterate %zu the gap is "
                                "%s.",
                                epi_frame_k (frame), number);
  g_free (number);
  return text;
}

const EpiLayer epi_convergence_layers[] = {
    {.name = "tolerance",
     .draw = draw_tolerance,
     .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "measures", .draw = draw_measures, .depends = EPI_DEPENDS_HISTORY},
    {.name = "playhead",
     .draw = draw_playhead,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY},
    {NULL},
};
