/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two problems side by side, wall by wall: how far x stands from the wall,
 * and what the wall is worth.  Of each pair one is nothing at an optimum.
 */
#include "linear-program/lesson.h"
#include "linear-program/plane.h"

#include "core/epi-number.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>

typedef struct {
  LpProgram program;
  const double *slack, *lambda; /* (n_walls) */
  double most_slack, most_lambda;
  double primal, dual;
  double left, middle, right, top, row, size; /* layout, pixels */
} Pair;

/* The largest over all frames, so that bars do not jump from one to the next.
 */
static double
largest (const EpiRun *run, const char *name, size_t n)
{
  double most = 0;

  for (size_t f = 0; f < run->n_frames; f++) {
    const double *values = lp_vector (run->frames[f], name, n);
    for (size_t i = 0; values != NULL && i < n; i++)
      if (isfinite (values[i]))
        most = fmax (most, fabs (values[i]));
  }
  return most > 0 ? most : 1;
}

static bool
pair_read (const EpiScene *scene, Pair *pair)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  *pair = (Pair){0};
  if (frame == NULL || !lp_program_read (scene->lesson, scene->answer->document,
                                         &pair->program, NULL))
    return false;
  size_t n = pair->program.n_walls;
  pair->slack = lp_vector (frame, "slack", n);
  pair->lambda = lp_vector (frame, "lambda", n);
  if (pair->slack == NULL || pair->lambda == NULL) {
    lp_program_free (&pair->program);
    return false;
  }
  pair->most_slack = largest (&scene->answer->runs[0], "slack", n);
  pair->most_lambda = largest (&scene->answer->runs[0], "lambda", n);
  pair->primal = epi_frame_scalar (frame, "objective", NAN);
  for (size_t i = 0; i < n; i++)
    pair->dual -= pair->program.h[i] * pair->lambda[i];
  return true;
}

/* A bar from x (to the left: width < 0), with its number beyond its end. */
static void
draw_bar (cairo_t *cr, const EpiAxes *axes, const Pair *p, double x, double y,
          double width, double value, EpiColour colour)
{
  double high = 0.5 * p->row, end = x + width, beyond = 0.4 * p->size;
  char *number = epi_number_label (fabs (value) < 1e-9 ? 0 : value, 3);

  if (!epi_plot_table_attached (cr)) {
    epi_palette_source (axes->palette, cr, colour, 0.75);
    cairo_rectangle (cr, fmin (x, end), y - high / 2, fabs (width), high);
    epi_ink_fill (cr);
  }
  lp_put (cr, axes, end + (width < 0 ? -beyond : beyond), y, width < 0 ? 1 : 0,
          p->size, number, colour);
  g_free (number);
}

static void
draw_pair_row (cairo_t *cr, const EpiAxes *axes, const Pair *p, size_t i)
{
  const LpProgram *program = &p->program;
  double y = p->top + p->row * ((double)i + 0.5);
  double room = (p->middle - p->left) - 3.6 * p->size;
  double gap = 0.3 * p->size;
  char *text = lp_wall_text (program, i);
  char *label = i < program->m ? g_strdup_printf ("<b>%zu</b>  %s", i + 1, text)
                               : g_strdup (text);

  lp_put (cr, axes, axes->plot.x + 0.4 * p->size, y, 0, p->size, label,
          EPI_COLOUR_TEXT);
  double slack = room * fmin (fabs (p->slack[i]) / p->most_slack, 1);
  draw_bar (cr, axes, p, p->middle - gap, y, -slack - 1e-3, p->slack[i],
            p->slack[i] < -1e-9 ? EPI_COLOUR_WARNING : EPI_COLOUR_DATA);
  double lambda = (p->right - p->middle - 3.6 * p->size) *
                  fmin (fabs (p->lambda[i]) / p->most_lambda, 1);
  draw_bar (cr, axes, p, p->middle + gap, y, lambda + 1e-3, p->lambda[i],
            p->lambda[i] < -1e-9 ? EPI_COLOUR_WARNING : EPI_COLOUR_RESIDUAL);
  g_free (label);
  g_free (text);
}

static void
lay_out (Pair *p, const EpiAxes *axes)
{
  const EpiRect *plot = &axes->plot;
  double em = axes->text, rows = (double)p->program.n_walls;

  p->row =
      fmax (fmin (1.9 * em, (plot->height - 8.2 * em) / fmax (rows, 1)), 0);
  p->size = fmin (0.95 * em, 0.75 * p->row);
  p->left = plot->x + fmin (9.5 * p->size, 0.36 * plot->width);
  p->right = plot->x + plot->width;
  p->middle = (p->left + p->right) / 2;
  p->top = plot->y + 6 * em;
}

/* One of the two problems in a line: what it wants, and what it has; a value
 * that is not finite: that it has no point. */
static void
draw_problem (cairo_t *cr, const EpiAxes *axes, double y, const char *name,
              const char *sum, double value, EpiColour colour)
{
  double em = axes->text, width = axes->plot.width - 0.8 * em;
  char *now = epi_number_label (value, 5);
  char *line =
      isfinite (value)
          ? g_strdup_printf ("<b>%s</b>  %s  =  <b>%s</b>", name, sum, now)
          : g_strdup_printf ("<b>%s</b>  %s :  <b>no point</b>", name, sum);

  lp_put (cr, axes, axes->plot.x + 0.4 * em, y, 0,
          lp_fit_size (line, em, width), line, colour);
  g_free (line);
  g_free (now);
}

static void
draw_problems (cairo_t *cr, const EpiAxes *axes, const Pair *p)
{
  const LpProgram *program = &p->program;
  double em = axes->text, y = axes->plot.y + 0.9 * em;
  double *h = g_new (double, program->m + 1);

  for (size_t i = 0; i < program->m; i++)
    h[i] = program->h[i] == 0 ? 0 : -program->h[i];
  char *cost = lp_sum_text (program->c, program->n, "<i>x</i>");
  char *value = lp_sum_text (h, program->m, "<i>λ</i>");
  draw_problem (cr, axes, y, "minimize", cost, p->primal, EPI_COLOUR_DATA);
  draw_problem (cr, axes, y + 1.6 * em, "maximize", value, p->dual,
                EPI_COLOUR_RESIDUAL);
  char *under = g_strdup_printf (
      "both subject to their signs: <i>s</i> ≥ 0; <i>λ</i> ≥ 0, "
      "<i>A</i>ᵀ<i>λ</i> + <i>c</i> %s 0",
      program->nonnegative ? "≥" : "=");
  lp_put (cr, axes, axes->plot.x + 0.4 * em, y + 3 * em, 0,
          lp_fit_size (under, 0.88 * em, axes->plot.width - 0.8 * em), under,
          EPI_COLOUR_DIM);
  lp_put (cr, axes, p->middle - 0.3 * em, p->top - 0.7 * em, 1, 0.85 * em,
          "slack <i>s</i>", EPI_COLOUR_DATA);
  lp_put (cr, axes, p->middle + 0.3 * em, p->top - 0.7 * em, 0, 0.85 * em,
          "force <i>λ</i>", EPI_COLOUR_RESIDUAL);
  g_free (under);
  g_free (cost);
  g_free (value);
  g_free (h);
}

static void
draw_duality (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  Pair pair;

  if (!pair_read (scene, &pair))
    return;
  lay_out (&pair, axes);
  draw_problems (cr, axes, &pair);
  double products = 0;
  for (size_t i = 0; i < pair.program.n_walls; i++) {
    draw_pair_row (cr, axes, &pair, i);
    products = fmax (products, fabs (pair.slack[i] * pair.lambda[i]));
  }
  EpiStatus status = epi_frame_status (epi_scene_frame (scene, 0));
  char *number = epi_number_label (products, 2);
  char *words =
      status == EPI_INFEASIBLE
          ? g_strdup ("these <i>λ</i> add up to 0 ≤ −1: a proof")
      : status == EPI_UNBOUNDED
          ? g_strdup ("no <i>λ</i> ≥ 0 will do: there is no lower bound")
          : g_strdup_printf ("largest product <i>s</i> × <i>λ</i>: %s", number);
  lp_put (cr, axes, axes->plot.x + axes->plot.width / 2,
          pair.top + pair.row * (double)pair.program.n_walls + 1.1 * axes->text,
          0.5, lp_fit_size (words, 0.95 * axes->text, 0.96 * axes->plot.width),
          words, EPI_COLOUR_TEXT);
  g_free (words);
  g_free (number);
  lp_program_free (&pair.program);
}

const EpiLayer lp_duality_layers[] = {
    {.name = "duality",
     .draw = draw_duality,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY},
    {NULL},
};

char *
lp_duality_summary (const EpiScene *scene)
{
  Pair pair;

  if (!pair_read (scene, &pair))
    return g_strdup ("Slacks and multipliers of all constraints.");
  char *text =
      isfinite (pair.primal)
          ? g_strdup_printf ("Slacks and multipliers of %zu constraints; the "
                             "primal value is %.6g, the dual one %.6g.",
                             pair.program.n_walls, pair.primal, pair.dual)
          : g_strdup_printf ("Multipliers of %zu constraints, which show that "
                             "no point satisfies all of them.",
                             pair.program.n_walls);
  lp_program_free (&pair.program);
  return text;
}
