/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens at the playhead, and why, at the moment it happens.
 */
#include "linear-program/lesson.h"
#include "linear-program/plane.h"

#include <math.h>
#include <string.h>

/* The last iterate before at which the basis was the same, or SIZE_MAX. */
static size_t
seen_before (const EpiRun *run, const EpiFrame *now)
{
  const EpiFrameItem *basis = epi_frame_find (now, "basis");

  for (size_t i = run->n_frames; basis != NULL && i-- > 0;) {
    const EpiFrame *frame = run->frames[i];
    if (epi_frame_k (frame) >= epi_frame_k (now))
      continue;
    const double *then = lp_vector (frame, "basis", basis->rows);
    size_t same = 0;
    for (size_t a = 0; then != NULL && a < basis->rows; a++)
      for (size_t b = 0; b < basis->rows; b++)
        same += then[a] == basis->data[b];
    if (then != NULL && same == basis->rows)
      return epi_frame_k (frame);
  }
  return SIZE_MAX;
}

static char *
explain_pivot (const EpiScene *scene, const EpiFrame *frame)
{
  size_t k = epi_frame_k (frame);
  bool moved = epi_frame_scalar (frame, "step_length", 1) != 0;

  if (epi_frame_scalar (frame, "entering", -1) < 0 || moved)
    return NULL;
  size_t before = seen_before (&scene->answer->runs[0], frame);
  if (before != SIZE_MAX)
    return g_strdup_printf (
        "The basis of k = %zu is back: the pivots of no length go round in a "
        "circle of %zu, for ever.  Bland's rule, the lowest index that "
        "improves, cannot do that.",
        before, k - before);
  return g_strdup (
      "A degenerate pivot: more walls meet here than are needed for a corner, "
      "so the basis changes and the point stays where it is.");
}

/* How many of the multipliers of walls that x touches are 0: directions in
 * which the cost does not change. */
static bool
has_more_optima (const EpiFrame *frame)
{
  const EpiFrameItem *slack = epi_frame_find (frame, "slack");
  const EpiFrameItem *lambda = epi_frame_find (frame, "lambda");
  const EpiFrameItem *x = epi_frame_find (frame, "x");
  size_t pushing = 0;

  if (slack == NULL || lambda == NULL || x == NULL)
    return false;
  for (size_t i = 0; i < lambda->rows; i++)
    pushing += lambda->data[i] > 1e-9;
  return pushing < x->rows;
}

char *
lp_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return NULL;
  switch (scene->answer->certificate.status) {
  case EPI_INFEASIBLE:
    return g_strdup (
        "No point satisfies all constraints.  Multiply the marked ones by "
        "their λ ≥ 0 and add them up: the left sides cancel, and what is "
        "left says 0 ≤ −1 (Farkas).");
  case EPI_UNBOUNDED:
    return g_strdup (
        "The cost has no minimum.  Along the ray d every constraint goes on "
        "holding (Ad ≤ 0) and the cost falls for ever (cᵀd < 0).");
  case EPI_OPTIMAL:
    return has_more_optima (frame)
               ? g_strdup (
                     "Optimal, but not alone: fewer walls push than there "
                     "are directions, so one can move without any cost "
                     "along an edge, or everywhere if c = 0.")
               : NULL;
  default:
    return explain_pivot (scene, frame);
  }
}
