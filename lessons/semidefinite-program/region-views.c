/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spectrahedron in the plane: its boundary and ranks, c, the iterates.
 */
#include "semidefinite-program/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-draw.h"
#include "kit/epi-half-planes.h"

#include <math.h>
#include <string.h>

/* ---- The plane ---- */

/* The region, the origin with c, and the point that can be dragged. */
void
sd_region_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const EpiFrameItem *extent = sd_item (scene, "extent");
  EpiPoint c = epi_lesson_handle (scene->lesson, scene->document, "c");
  EpiPoint x = epi_lesson_handle (scene->lesson, scene->document, "x");
  EpiRange range = epi_range_empty ();

  spec->x_label = g_strdup ("x₁");
  spec->y_label = g_strdup ("x₂");
  spec->equal = true;
  epi_range_include (&range, -0.2, -0.2);
  epi_range_include (&range, 0.2, 0.2);
  epi_range_include (&range, c.x, c.y);
  epi_range_include (&range, x.x, x.y);
  if (extent != NULL) {
    epi_range_include (&range, extent->data[0], extent->data[2]);
    epi_range_include (&range, extent->data[1], extent->data[3]);
  }
  spec->fit = epi_range_padded (range, 0.1);
}

static void
draw_det (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
          const void *data)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "det");
  const double zero[] = {0};

  if (grid != NULL)
    epi_draw_level_sets (cr, axes, grid, 0, zero, 1,
                         (EpiStroke){EPI_COLOUR_DATA, 0.45, 1.4, true}, false);
}

/* The boundary as the field has it: (n) each. */
typedef struct {
  const double *x, *y, *rank, *mark;
  size_t n;
} Boundary;

static bool
boundary_of (const EpiScene *scene, Boundary *out)
{
  const EpiFieldGrid *grid = epi_scene_field (scene, "boundary");

  if (grid == NULL || grid->nx == 0)
    return false;
  size_t n = grid->nx;
  const double *v = grid->values;
  *out = (Boundary){v, v + n, v + 2 * n, v + 3 * n, n};
  return true;
}

double
sd_order (const EpiScene *scene)
{
  const EpiFrameItem *F = sd_item (scene, "F");

  return F != NULL ? (double)F->rows : 0;
}

static bool
is_edge (const Boundary *b, size_t i, size_t j)
{
  return b->n == 2 ? i == 0 : b->mark[i] >= 0 && b->mark[j] >= 0;
}

/* A line from one point to the next where neither is without end; all of them
 * as one, and wider where the rank is lower. */
static void
draw_edges (cairo_t *cr, const EpiAxes *axes, const Boundary *b, double n)
{
  double *x = g_new (double, 4 * b->n + 4), *y = x + 2 * b->n + 2;
  size_t count = 0;

  for (size_t i = 0; i < b->n; i++) {
    size_t j = (i + 1) % b->n;
    x[count] = b->x[i];
    y[count++] = b->y[i];
    if (!is_edge (b, i, j)) {
      x[count] = NAN;
      y[count++] = NAN;
    } else if (fmax (b->rank[i], b->rank[j]) < n - 1 && b->n > 2)
      epi_draw_segment (cr, axes, b->x[i], b->y[i], b->x[j], b->y[j],
                        (EpiStroke){EPI_COLOUR_DATA, 1, 4.6, false});
  }
  x[count] = b->x[0];
  y[count++] = b->y[0];
  epi_draw_line (cr, axes, x, y, count,
                 (EpiStroke){EPI_COLOUR_DATA, 1, b->n == 2 ? 4 : 2.6, false});
  g_free (x);
}

static void
draw_corners (cairo_t *cr, const EpiAxes *axes, const Boundary *b)
{
  size_t labels = 0;

  for (size_t i = 0; i < b->n; i++) {
    if (b->mark[i] <= 0)
      continue;
    epi_draw_markers (cr, axes, &b->x[i], &b->y[i], 1, EPI_MARKER_SQUARE,
                      EPI_COLOUR_DATA, 10);
    char *label = g_strdup_printf ("rank %.0f", b->rank[i]);
    if (labels++ < 4)
      epi_draw_label (cr, axes, b->x[i], b->y[i], 10, -14, label,
                      EPI_COLOUR_DATA);
    g_free (label);
  }
}

/* The rank of what is no corner, once, where the boundary is rightmost in
 * sight. */
static void
label_rank (cairo_t *cr, const EpiAxes *axes, const Boundary *b)
{
  size_t best = b->n;

  for (size_t i = 0; i < b->n; i++)
    if (b->mark[i] == 0 && b->x[i] < axes->range.x1 &&
        b->y[i] > axes->range.y0 && b->y[i] < axes->range.y1 &&
        (best == b->n || b->x[i] - b->y[i] > b->x[best] - b->y[best]))
      best = i;
  if (best == b->n)
    return;
  char *label = g_strdup_printf ("det = 0, rank %.0f", b->rank[best]);
  epi_draw_label (cr, axes, b->x[best], b->y[best], 14, 12, label,
                  EPI_COLOUR_DATA);
  g_free (label);
}

static void
draw_region (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  Boundary b;

  if (!boundary_of (scene, &b))
    return;
  if (b.n > 2)
    epi_draw_polygon (cr, axes, b.x, b.y, b.n, EPI_COLOUR_DATA, 0.13,
                      (EpiStroke){.width = -1});
  draw_edges (cr, axes, &b, sd_order (scene));
  draw_corners (cr, axes, &b);
  label_rank (cr, axes, &b);
}

/* A region that is one point has no boundary to draw. */
static void
draw_lone_point (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const EpiFrameItem *extent = sd_item (scene, "extent");

  if (extent == NULL || sd_scalar (scene, "dimension") != 0)
    return;
  epi_draw_markers (cr, axes, &extent->data[0], &extent->data[2], 1,
                    EPI_MARKER_SQUARE, EPI_COLOUR_DATA, 12);
  epi_draw_label (cr, axes, extent->data[0], extent->data[2], 12, -14,
                  "the only feasible point", EPI_COLOUR_DATA);
}

/* ---- Cost ---- */

/* Where there is something to choose from: over the region; where it has no
 * inside, over the whole figure. */
static void
draw_levels (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  EpiPoint at = epi_lesson_handle (scene->lesson, scene->document, "c");
  const double c[] = {at.x, at.y};
  const EpiRange *r = &axes->range;
  const double x[] = {r->x0, r->x1, r->x1, r->x0};
  const double y[] = {r->y0, r->y0, r->y1, r->y1};
  Boundary b;

  if (!boundary_of (scene, &b) || b.n < 3)
    b = (Boundary){.x = x, .y = y, .n = G_N_ELEMENTS (x)};
  epi_draw_level_chords (cr, axes, c, b.x, b.y, b.n, 9,
                         (EpiStroke){EPI_COLOUR_FIT, 0.4, 1, true});
}

static void
draw_cost (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  EpiPoint c = epi_lesson_handle (scene->lesson, scene->document, "c");

  epi_draw_arrow (cr, axes, 0, 0, c.x, c.y,
                  (EpiStroke){EPI_COLOUR_FIT, 1, 3, false});
  epi_draw_label (cr, axes, c.x, c.y, c.x < 0 ? -16 : 16, c.y < 0 ? 12 : -12,
                  "<b><i>c</i></b>", EPI_COLOUR_FIT);
}

/* ---- Iterates ---- */

/* Strongly up to the playhead, faintly beyond. */
static void
draw_path (cairo_t *cr, const EpiAxes *axes, const EpiRun *run, size_t k,
           EpiColour colour)
{
  size_t n = 0, n_past = 0;
  double *x = g_new (double, run->n_frames), *y = g_new (double, run->n_frames);

  for (size_t i = 0; i < run->n_frames; i++) {
    const EpiFrameItem *at = epi_frame_find (run->frames[i], "point");
    EpiStatus status = epi_frame_status (run->frames[i]);
    if (at == NULL || at->rows != 2 || status == EPI_UNBOUNDED ||
        status == EPI_INFEASIBLE)
      continue;
    x[n] = at->data[0];
    y[n++] = at->data[1];
    if (epi_frame_k (run->frames[i]) <= k)
      n_past = n;
  }
  epi_draw_line (cr, axes, x, y, n, (EpiStroke){colour, 0.3, 1.5, false});
  epi_draw_line (cr, axes, x, y, n_past, (EpiStroke){colour, 1, 2.2, false});
  epi_draw_markers (cr, axes, x, y, n_past, EPI_MARKER_DISC, colour, 6);
  g_free (x);
  g_free (y);
}

static void
draw_paths (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  for (size_t i = scene->answer != NULL ? scene->answer->n_runs : 0; i > 0; i--)
    draw_path (cr, axes, &scene->answer->runs[i - 1], scene->k,
               epi_run_colour (i - 1));
}

/* From the feasible point on, as far as one sees. */
static void
draw_ray (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene)
{
  const double *d = sd_item (scene, "point")->data;
  const EpiFrameItem *start = sd_item (scene, "start_of_ray");
  double length = 0.3 * (axes->range.x1 - axes->range.x0) / hypot (d[0], d[1]);

  if (start == NULL)
    return;
  double x = start->data[0], y = start->data[1];
  x = fmin (fmax (x, axes->range.x0), axes->range.x1);
  y = fmin (fmax (y, axes->range.y0), axes->range.y1);
  epi_draw_arrow (cr, axes, x, y, x + length * d[0], y + length * d[1],
                  (EpiStroke){EPI_COLOUR_WARNING, 1, 4, false});
  EpiPoint yours = epi_lesson_handle (scene->lesson, scene->document, "x");
  double px = epi_axes_x (axes, yours.x), py = epi_axes_y (axes, yours.y);
  epi_draw_take_points (cr, &px, &py, 1, 18 * epi_draw_unit (axes));
  epi_draw_label (cr, axes, x + length * d[0] / 2, y + length * d[1] / 2, -12,
                  14, "no lowest value along <i>d</i>", EPI_COLOUR_WARNING);
}

static void
draw_here (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const EpiFrameItem *at = sd_item (scene, "point");

  if (at == NULL || at->rows != 2)
    return;
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  if (epi_frame_status (frame) == EPI_UNBOUNDED) {
    draw_ray (cr, axes, scene);
    return;
  }
  if (epi_frame_status (frame) == EPI_INFEASIBLE)
    return;
  bool proven = scene->answer->certificate.status == EPI_OPTIMAL;
  EpiColour colour = proven ? EPI_COLOUR_OPTIMUM : EPI_COLOUR_ITERATE;
  char *label = proven
                    ? g_strdup ("<i>x</i>*")
                    : g_strdup_printf ("<i>k</i> = %zu", epi_frame_k (frame));
  epi_draw_markers (cr, axes, &at->data[0], &at->data[1], 1,
                    proven ? EPI_MARKER_PLUS : EPI_MARKER_DISC, colour,
                    proven ? 20 : 12);
  epi_draw_label (cr, axes, at->data[0], at->data[1], 14, 16, label, colour);
  g_free (label);
}

static void
draw_probe (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  EpiPoint x = epi_lesson_handle (scene->lesson, scene->document, "x");
  const EpiFrameItem *values = sd_item (scene, "eigenvalues_here");

  if (values == NULL)
    return;
  char *least = epi_number_label (values->data[0], 3);
  char *label = g_strdup_printf ("<i>x</i>: λ<sub>min</sub> = %s", least);
  epi_draw_label (cr, axes, x.x, x.y, 14, -16, label, EPI_COLOUR_START);
  g_free (label);
  g_free (least);
}

static void
draw_verdict (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiRange *r = &axes->range;

  if (sd_scalar (scene, "dimension") == -1)
    epi_draw_label (cr, axes, (r->x0 + r->x1) / 2,
                    r->y1 - 0.06 * (r->y1 - r->y0), -90, 0,
                    "The region is empty: no <i>x</i> makes "
                    "<i>F</i>(<i>x</i>) ⪰ 0",
                    EPI_COLOUR_WARNING);
}

char *
sd_region_summary (const EpiScene *scene)
{
  const EpiFrameItem *at = sd_item (scene, "point");
  double dimension = sd_scalar (scene, "dimension");

  return at == NULL || at->rows != 2
             ? g_strdup ("The points at which F(x) is positive semidefinite.")
             : g_strdup_printf (
                   "The points at which F(x) is positive semidefinite: %s; "
                   "iterate %zu is at (%.4g, %.4g), where F has rank %.0f.",
                   dimension == 2   ? "a region"
                   : dimension == 1 ? "a line"
                   : dimension == 0 ? "a single point"
                                    : "none",
                   scene->k, at->data[0], at->data[1],
                   sd_scalar (scene, "rank"));
}

const EpiLayer sd_region_layers[] = {
    {.name = "det", .draw = draw_det, .depends = EPI_DEPENDS_FIELD},
    {.name = "region", .draw = draw_region, .depends = EPI_DEPENDS_FIELD},
    {.name = "levels",
     .draw = draw_levels,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FIELD},
    {.name = "point", .draw = draw_lone_point, .depends = EPI_DEPENDS_FRAME},
    {.name = "cost", .draw = draw_cost, .depends = EPI_DEPENDS_DOCUMENT},
    {.name = "paths",
     .draw = draw_paths,
     .depends = EPI_DEPENDS_HISTORY | EPI_DEPENDS_FRAME},
    {.name = "iterate", .draw = draw_here, .depends = EPI_DEPENDS_FRAME},
    {.name = "probe",
     .draw = draw_probe,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "verdict", .draw = draw_verdict, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};
