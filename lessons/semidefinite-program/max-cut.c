/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Max-cut on a graph of the plane: nodes are points, and two of them are joined
 * when they are no further apart than the reach.
 *
 * The relaxation and its hyperplanes are one run; the largest cut of all is
 * found beforehand where there are few enough of them.
 */
#include "semidefinite-program/lesson.h"

#include "convex/epi-max-cut.h"
#include "problem/epi-semidefinite-programs.h"

#include <math.h>
#include <string.h>

#define MOST_NODES 60
#define ENUMERATED 20 /* nodes: half a million cuts */

typedef struct {
  SdProblem base;
  size_t n, n_edges;
  double *at;    /* (n,2) */
  double *W;     /* (n,n) */
  double *edges; /* (n_edges,3): from, to, weight */
  double total;
  double largest; /* cut of all; NAN: not known */
} Cut;

static void
cut_free (void *data)
{
  Cut *self = data;

  epi_sdp_answer_clear (&self->base.shown);
  epi_sdp_clear (&self->base.sdp);
  g_free (self->at);
  g_free (self->W);
  g_free (self->edges);
  g_free (self);
}

/* ---- The graph ---- */

/* Rows that are not hidden and have both numbers. */
static bool
read_nodes (const EpiDocument *document, Cut *self, GError **error)
{
  const EpiData *data = epi_document_data (document, "nodes");
  GArray *points = g_array_new (FALSE, FALSE, sizeof (EpiPoint));
  ptrdiff_t x = data != NULL ? epi_data_column (data, "x", 0) : -1;
  ptrdiff_t y = data != NULL ? epi_data_column (data, "y", 0) : -1;
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;
  size_t rows = x >= 0 && y >= 0 ? epi_table_rows (table) : 0;

  for (size_t i = 0; i < rows && points->len <= MOST_NODES; i++) {
    EpiPoint p = {epi_table_number (table, i, (size_t)x),
                  epi_table_number (table, i, (size_t)y)};
    if (isfinite (p.x) && isfinite (p.y) &&
        !(epi_table_mark (table, i) & EPI_MARK_HIDDEN))
      g_array_append_val (points, p);
  }
  size_t n = self->n = points->len;
  bool good = n >= 2 && n <= MOST_NODES;
  self->at = g_new (double, 2 * n + 1);
  for (size_t i = 0; good && i < n; i++) {
    self->at[i] = g_array_index (points, EpiPoint, i).x;
    self->at[i + n] = g_array_index (points, EpiPoint, i).y;
  }
  g_array_unref (points);
  if (n < 2)
    return sd_refuse (error, "a graph needs 2 nodes, and there %s",
                      n == 1 ? "is one" : "are none");
  return good || sd_refuse (error, "a graph may have %d nodes here, not more",
                            MOST_NODES);
}

static void
join_nodes (const EpiDocument *document, Cut *self)
{
  const EpiLesson *lesson = &epi_lesson_semidefinite_program;
  double reach = epi_lesson_number (lesson, document, "reach");
  bool unit =
      strcmp (epi_lesson_text (lesson, document, "weights"), "one") == 0;
  size_t n = self->n;

  self->W = g_new0 (double, n *n);
  self->edges = g_new (double, 3 * n * n);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++) {
      double length =
          hypot (self->at[i] - self->at[j], self->at[i + n] - self->at[j + n]);
      if (length > reach)
        continue;
      double weight = unit ? 1 : length;
      double *edge = self->edges + 3 * self->n_edges++;
      edge[0] = (double)i;
      edge[1] = (double)j;
      edge[2] = self->W[i + j * n] = self->W[j + i * n] = weight;
      self->total += weight;
    }
}

/* false: cancelled. */
static bool
try_all_cuts (Cut *self, const EpiCancel *cancel)
{
  EpiMethod *method;

  self->largest = NAN;
  if (self->n > ENUMERATED ||
      epi_cut_enumeration_new (self->n, self->W, &method) != EPI_OK)
    return true;
  while (!epi_cancel_is_raised (cancel) &&
         epi_method_step (method) == EPI_RUNNING)
    ;
  if (method->status == EPI_CONVERGED)
    self->largest = method->f;
  bool done = method->status != EPI_RUNNING;
  epi_method_free (method);
  return done;
}

static bool
cut_build (const EpiDocument *document, const EpiCancel *cancel,
           EpiBuilt *built, GError **error)
{
  const EpiLesson *lesson = &epi_lesson_semidefinite_program;
  EpiMaxCutOptions options = {
      .hyperplanes =
          (size_t)epi_lesson_number (lesson, document, "hyperplanes"),
      .seed = epi_document_seed (document),
  };
  Cut *self = g_new0 (Cut, 1);
  EpiMethod *method = NULL;

  self->base.kind = &sd_max_cut;
  built->problem = self;
  built->free_problem = cut_free;
  if (!read_nodes (document, self, error))
    return false;
  join_nodes (document, self);
  if (!try_all_cuts (self, cancel))
    return sd_refuse (error, "cancelled");
  EpiStatus status =
      epi_max_cut_program_new (self->n, self->W, &self->base.sdp);
  if (status == EPI_OK)
    status = epi_sdp_answer_new (&self->base.sdp, &self->base.shown);
  if (status == EPI_OK)
    status = epi_max_cut_new (&self->base.sdp, self->W, &options, &method);
  return sd_add_run (built, status, method, "relaxation, then hyperplanes",
                     error);
}

/* ---- What a frame says ---- */

static void
cut_annotate (const SdProblem *problem, const EpiMethod *method,
              EpiFrame *frame)
{
  const Cut *self = (const Cut *)problem;

  epi_frame_add_matrix (frame, "nodes", self->at, self->n, 2);
  epi_frame_add_scalar (frame, "edges", (double)self->n_edges);
  epi_frame_add_scalar (frame, "total", self->total);
  if (isfinite (self->largest))
    epi_frame_add_scalar (frame, "largest_cut", self->largest);
}

size_t
sd_n_edges (const void *problem)
{
  const SdProblem *base = problem;

  return base->kind == &sd_max_cut ? ((const Cut *)base)->n_edges : 0;
}

void
sd_edges (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
          size_t output, size_t j0, size_t j1, double *values)
{
  const Cut *self = problem;

  for (size_t i = 0; i < grid->nx; i++)
    values[i] = self->edges[3 * i + output];
}

/* ---- Why it is as it is ---- */

static char *
cut_explain (const EpiScene *scene)
{
  double bound = sd_scalar (scene, "bound"),
         best = sd_scalar (scene, "best_cut");
  double largest = sd_scalar (scene, "largest_cut");

  if (!isfinite (best) || !(bound > 0))
    return NULL;
  if (best >= bound * (1 - 1e-7))
    return g_strdup ("The best cut weighs as much as the bound, so no cut is "
                     "heavier: the relaxation proves it.");
  if (best >= largest - 1e-9)
    return g_strdup_printf (
        "The best cut, %.5g, is the largest of all: every cut was tried. The "
        "bound is %.5g, and what lies between is the price of the relaxation.",
        best, bound);
  if (isfinite (largest))
    return g_strdup_printf (
        "The largest of all cuts weighs %.5g; the hyperplanes have found %.5g, "
        "and cannot tell how near that is but by the bound, %.5g.",
        largest, best, bound);
  return g_strdup_printf (
      "No cut weighs more than %.5g, so the best one found, %.5g, is within "
      "%.2g %% of the largest, whatever that is.",
      bound, best, 100 * (1 - best / bound));
}

const SdKind sd_max_cut = {
    .name = "max-cut",
    .build = cut_build,
    .answer = epi_max_cut_answer,
    .dual = {"X"},
    .annotate = cut_annotate,
    .explain = cut_explain,
};
