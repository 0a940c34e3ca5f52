/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Max-cut's figures: the graph with its two sides, how heavy the cuts of the
 * hyperplanes were, and X.
 */
#include "semidefinite-program/lesson.h"

#include "convex/epi-max-cut.h"
#include "core/epi-number.h"

#include <math.h>
#include <string.h>

/* The two sides: a colour and a shape each. */
static const struct {
  EpiColour colour;
  EpiMarker marker;
} sides[] = {{EPI_COLOUR_SERIES + 5, EPI_MARKER_DISC},
             {EPI_COLOUR_SERIES + 7, EPI_MARKER_SQUARE}};

/* ---- The graph ---- */

void
sd_graph_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiFrameItem *nodes = sd_item (scene, "nodes");
  EpiRange range = epi_range_empty ();

  for (size_t i = 0; nodes != NULL && i < nodes->rows; i++)
    epi_range_include (&range, nodes->data[i], nodes->data[i + nodes->rows]);
  spec->x_label = g_strdup ("x");
  spec->y_label = g_strdup ("y");
  spec->equal = true;
  spec->fit = epi_range_padded (range, 0.12);
}

/* The sides that are shown, or NULL before there are any. */
static const EpiFrameItem *
shown_sides (const EpiScene *scene)
{
  bool best = strcmp (epi_scene_text (scene, "cut"), "best") == 0;

  return sd_item (scene, best ? "best_side" : "side");
}

static void
draw_edges (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "edges");
  const EpiFrameItem *nodes = sd_item (scene, "nodes");
  const EpiFrameItem *side = shown_sides (scene);

  if (grid == NULL || nodes == NULL)
    return;
  size_t n = nodes->rows, m = grid->nx;
  for (int cut = 0; cut <= 1; cut++)
    for (size_t e = 0; e < m; e++) {
      size_t i = (size_t)grid->values[e], j = (size_t)grid->values[e + m];
      if (i >= n || j >= n) /* a graph before this one */
        continue;
      bool is_cut = side != NULL && side->data[i] != side->data[j];
      if (is_cut != cut)
        continue;
      epi_draw_segment (cr, axes, nodes->data[i], nodes->data[i + n],
                        nodes->data[j], nodes->data[j + n],
                        is_cut ? (EpiStroke){EPI_COLOUR_FIT, 1, 2.6, false}
                               : (EpiStroke){EPI_COLOUR_DIM, 0.55, 1.3, false});
    }
}

static void
draw_nodes (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFrameItem *nodes = sd_item (scene, "nodes");
  const EpiFrameItem *side = shown_sides (scene);
  size_t n = nodes != NULL ? nodes->rows : 0;
  double size = n <= 25 ? 17 : 13;

  for (size_t i = 0; i < n; i++) {
    size_t s = side != NULL && side->data[i] < 0;
    epi_draw_markers (cr, axes, &nodes->data[i], &nodes->data[i + n], 1,
                      side == NULL ? EPI_MARKER_DISC : sides[s].marker,
                      side == NULL ? EPI_COLOUR_DATA : sides[s].colour, size);
  }
}

char *
sd_graph_summary (const EpiScene *scene)
{
  const EpiFrameItem *nodes = sd_item (scene, "nodes");

  double best = sd_scalar (scene, "best_cut");

  if (nodes == NULL)
    return g_strdup ("A graph whose nodes can be moved.");
  if (!isfinite (best)) /* no hyperplane yet */
    return g_strdup_printf (
        "A graph of %zu nodes and %.0f edges; no cut weighs "
        "more than %.4g.",
        nodes->rows, sd_scalar (scene, "edges"), sd_scalar (scene, "bound"));
  return g_strdup_printf (
      "A graph of %zu nodes and %.0f edges; the best cut so far "
      "weighs %.4g, and no cut more than %.4g.",
      nodes->rows, sd_scalar (scene, "edges"), best,
      sd_scalar (scene, "bound"));
}

const EpiLayer sd_graph_layers[] = {
    {.name = "edges",
     .draw = draw_edges,
     .depends = EPI_DEPENDS_FIELD | EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "nodes",
     .draw = draw_nodes,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {NULL},
};

/* ---- Cuts ---- */

#define BINS 24

/* From three quarters of the final bound to a little above it: the same for all
 * iterates. */
typedef struct {
  double low, high, bound;
} Span;

static Span
span_of (const EpiScene *scene)
{
  const EpiRun *run = scene->answer != NULL && scene->answer->n_runs > 0
                          ? &scene->answer->runs[0]
                          : NULL;
  double bound =
      run != NULL && run->n_frames > 0
          ? epi_frame_scalar (run->frames[run->n_frames - 1], "bound", NAN)
          : NAN;

  if (!(bound > 1e-9) || !isfinite (bound))
    bound = 1;
  return (Span){0.75 * bound, 1.03 * bound, bound};
}

/* How many hyperplanes up to iterate k had a cut in each bin. */
static void
count_cuts (const EpiScene *scene, size_t k, Span span, double counts[BINS])
{
  const EpiRun *run = &scene->answer->runs[0];

  for (size_t i = 0; i < BINS; i++)
    counts[i] = 0;
  for (size_t i = 0; i < run->n_frames; i++) {
    double cut = epi_frame_scalar (run->frames[i], "cut", NAN);
    if (isnan (cut) || epi_frame_k (run->frames[i]) > k)
      continue;
    double bin = (cut - span.low) / (span.high - span.low) * BINS;
    counts[(size_t)CLAMP (bin, 0, BINS - 1)]++;
  }
}

void
sd_cuts_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  Span span = span_of (scene);
  double counts[BINS], most = 4;

  if (scene->answer != NULL && scene->answer->n_runs > 0) {
    count_cuts (scene, SIZE_MAX, span, counts);
    for (size_t i = 0; i < BINS; i++)
      most = fmax (most, counts[i]);
  }
  spec->x_label = g_strdup ("weight of the cut");
  spec->fit = (EpiRange){span.low, span.high, 0, 1.6 * most, false, false};
}

static void
draw_histogram (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  Span span = span_of (scene);
  double counts[BINS];

  if (scene->answer == NULL || scene->answer->n_runs == 0)
    return;
  count_cuts (scene, scene->k, span, counts);
  epi_draw_histogram (cr, axes, span.low, (span.high - span.low) / BINS, counts,
                      BINS, EPI_COLOUR_ITERATE);
}

typedef struct {
  double at;
  const char *name;
  EpiStroke stroke;
} Mark;

/* Its number stands to the left of it, in a row of its own, below which its
 * line begins. */
static void
draw_mark (cairo_t *cr, const EpiAxes *axes, const Mark *mark, size_t row)
{
  double down = axes->text * (0.8 + 1.35 * (double)row);
  double top = epi_axes_y_at (axes, axes->plot.y + down);
  double foot = epi_axes_y_at (axes, axes->plot.y + axes->plot.height);
  char *number = epi_number_label (mark->at, 4);
  char *label = g_strdup_printf ("%s %s", mark->name, number);

  epi_draw_segment (cr, axes, mark->at, top, mark->at, foot, mark->stroke);
  epi_draw_label (cr, axes, mark->at, top, -10, 0, label, mark->stroke.colour);
  g_free (label);
  g_free (number);
}

static int
larger_first (const void *a, const void *b)
{
  double x = ((const Mark *)a)->at, y = ((const Mark *)b)->at;

  return (x < y) - (x > y);
}

/* The larger the higher: no line crosses the number of one to its right. */
static void
draw_marks (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  double bound = sd_scalar (scene, "bound");
  Mark marks[] = {
      {bound, "bound", {EPI_COLOUR_RESIDUAL, 1, 2.4, false}},
      {sd_scalar (scene, "largest_cut"),
       "largest cut",
       {EPI_COLOUR_OPTIMUM, 1, 2.4, false}},
      {sd_scalar (scene, "mean_cut"),
       "mean",
       {EPI_COLOUR_ITERATE, 1, 1.8, true}},
      {EPI_MAX_CUT_RATIO * bound,
       "0.878 bound",
       {EPI_COLOUR_DIM, 0.9, 1.4, true}},
  };
  size_t n = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
    if (isfinite (marks[i].at))
      marks[n++] = marks[i];
  qsort (marks, n, sizeof *marks, larger_first);
  for (size_t i = 0; i < n; i++)
    draw_mark (cr, axes, &marks[i], i);
}

char *
sd_cuts_summary (const EpiScene *scene)
{
  double trials = sd_scalar (scene, "trials");

  return trials > 0
             ? g_strdup_printf (
                   "%.0f hyperplanes cut %.4g in the mean and %.4g at best; "
                   "the bound is %.4g, the ratio %.4g.",
                   trials, sd_scalar (scene, "mean_cut"),
                   sd_scalar (scene, "best_cut"), sd_scalar (scene, "bound"),
                   sd_scalar (scene, "ratio"))
             : g_strdup ("The weights of the cuts that random hyperplanes "
                         "make, once the relaxation is solved.");
}

const EpiLayer sd_cuts_layers[] = {
    {.name = "histogram",
     .draw = draw_histogram,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "marks", .draw = draw_marks, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

/* ---- X ---- */

static void
draw_gram (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const EpiFrameItem *X = sd_item (scene, "X");
  EpiRect room = axes->plot;

  if (X == NULL)
    return;
  room.y += 0.4 * axes->text;
  room.height -= 0.4 * axes->text;
  epi_draw_matrix (cr, axes, room, X->data, X->rows, X->cols,
                   "<i>X</i>ᵢⱼ = <i>v</i>ᵢᵀ<i>v</i>ⱼ", EPI_COLOUR_DATA);
}

char *
sd_gram_summary (const EpiScene *scene)
{
  const EpiFrameItem *X = sd_item (scene, "X");

  return g_strdup_printf ("The matrix X of the relaxation, of order %zu: inner "
                          "products of the nodes' unit vectors.",
                          X != NULL ? X->rows : 0);
}

const EpiLayer sd_gram_layers[] = {
    {.name = "X", .draw = draw_gram, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};
