/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures: how the methods converge, and the solution by the file's own
 * names.  The problem is drawn in views-problem.c.
 */
#include "convex-program/program.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-draw.h"
#include "kit/epi-eigenvalues.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-range-settle.h"

#include <math.h>
#include <string.h>

/* ---- The tolerance, dragged on the convergence view ---- */

/* What the view of that name shows. */
static EpiRange
range_of (const EpiScene *scene, const char *name)
{
  size_t v = 0;

  while (strcmp (scene->lesson->views[v].name, name) != 0)
    v++;
  return scene->answer != NULL && scene->answer->ranges != NULL
             ? scene->answer->ranges[v]
             : epi_scene_fit (scene, &scene->lesson->views[v]);
}

bool
cp_tolerance_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  EpiRange shown = range_of (scene, "convergence");

  *point = (EpiPoint){shown.x1 - 0.03 * (shown.x1 - shown.x0),
                      epi_scene_number (scene, "tolerance")};
  return true;
}

#define SAID 8 /* characters */

/* To two digits, so that it can be said; what was typed already can. */
EpiDocument *
cp_tolerance_move (const EpiScene *scene, size_t i, EpiPoint point)
{
  const EpiParam *param = epi_lesson_param (scene->lesson, "tolerance");
  double wish = fmin (fmax (point.y, param->minimum), param->maximum);
  char digits[EPI_NUMBER_SIZE];
  double tolerance = wish;

  if (strlen (epi_number_print (digits, wish)) > SAID) {
    g_ascii_formatd (digits, sizeof digits, "%.1e", wish);
    epi_number_parse (digits, &tolerance);
  }
  tolerance = fmin (fmax (tolerance, param->minimum), param->maximum);
  return epi_document_with_value (scene->document, "tolerance",
                                  epi_number (tolerance));
}

/* ---- The solution ---- */

/* A row's height is one unit, so that dragging scrolls. */
static void
solution_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, -20, 0, false, false};
}

typedef struct {
  cairo_t *cr;
  const EpiAxes *axes;
  const CpFile *file;
  const EpiFrame *frame;
  size_t first; /* row on top */
} Page;

static const double *
numbers (const Page *page, const char *name, size_t n)
{
  const EpiFrameItem *item = epi_frame_find (page->frame, name);

  return item != NULL && item->rows * item->cols == n ? item->data : NULL;
}

/* A table of up to two columns; those that the frame does not have are left
 * out. */
static void
draw_table (const Page *page, EpiRect rect, const char *title, size_t n,
            char *const *names, const char *const heads[3],
            const double *const columns[2], EpiColour colour)
{
  const char *shown_heads[3] = {heads[0]};
  const double *shown[2];
  size_t n_columns = 0;

  for (size_t c = 0; c < 2; c++)
    if (columns[c] != NULL) {
      shown_heads[n_columns + 1] = heads[c + 1];
      shown[n_columns++] = columns[c];
    }
  if (n_columns == 0 || n == 0)
    return;
  EpiListing listing = {
      title, n, n_columns, shown_heads, (const char *const *)names, shown};
  epi_draw_listing (page->cr, page->axes, rect, &listing, page->first, colour);
}

#define NARROW 32       /* text sizes: two tables side by side need more */
#define TABLE_LINE 1.45 /* text sizes that a row of a table is high */

static bool
is_narrow (const Page *page)
{
  return page->axes->plot.width < NARROW * page->axes->text;
}

/* The height of a table of n rows with its heads. */
static double
table_height (const Page *page, size_t n)
{
  return (double)(n + 3) * TABLE_LINE * page->axes->text;
}

/* Two tables, of `first` and `second` rows, side by side, or, where they would
 * be too narrow, under one another. */
static EpiRect
place (const Page *page, size_t first, size_t second, bool is_second)
{
  EpiRect r = page->axes->plot;
  double gap = 1.5 * page->axes->text;
  double one = table_height (page, first), two = table_height (page, second);

  if (!is_narrow (page)) {
    double width = (r.width - gap) / 2;
    return (EpiRect){r.x + (is_second ? width + gap : 0), r.y, width, r.height};
  }
  double height = one + two <= r.height
                      ? one
                      : r.height * fmin (fmax (one / (one + two), 0.35), 0.65);
  return (EpiRect){r.x, r.y + (is_second ? height : 0), r.width,
                   is_second ? r.height - height : height};
}

static void
draw_qp (const Page *page)
{
  const CpFile *file = page->file;
  const EpiQp *qp = &file->program.qp;
  EpiStatus status = epi_frame_status (page->frame);
  bool ray = status == EPI_INFEASIBLE, up = status == EPI_UNBOUNDED;

  draw_table (page, place (page, qp->cols, qp->rows, false),
              ray  ? "Proof that nothing is feasible"
              : up ? "A direction without end"
                   : "Variables",
              qp->cols, file->variable_names,
              up ? (const char *const[]){"variable", "direction", "a point"}
                 : (const char *const[]){"variable", "value", "reduced cost"},
              (const double *const[]){
                  numbers (page, "variables", qp->cols),
                  numbers (page, up ? "point" : "reduced", qp->cols)},
              EPI_COLOUR_FIT);
  draw_table (page, place (page, qp->cols, qp->rows, true),
              ray ? "… and of the rows" : "Rows", qp->rows, file->row_names,
              (const char *const[]){"row", "activity", "multiplier"},
              (const double *const[]){numbers (page, "activity", qp->rows),
                                      numbers (page, "multipliers", qp->rows)},
              EPI_COLOUR_FIT);
}

static void
draw_gp (const Page *page)
{
  const CpFile *file = page->file;
  const EpiGp *gp = &file->program.gp;
  const double *x = numbers (page, "variables", gp->variables);
  const double *u = numbers (page, "logarithms", gp->variables);
  const double *delta = numbers (page, "weights", gp->terms);
  double *values = g_new0 (double, 2 * file->n_rows);
  double *lambda = values + file->n_rows;

  for (size_t t = 0; t < gp->terms; t++) {
    if (u != NULL)
      values[gp->constraint[t]] +=
          gp->coefficient[t] * exp (epi_sparse_col_dot (&gp->exponent, t, u));
    if (delta != NULL)
      lambda[gp->constraint[t]] += delta[t];
  }
  bool up = epi_frame_status (page->frame) == EPI_UNBOUNDED;
  draw_table (page, place (page, gp->variables, file->n_rows, false),
              up ? "A direction without end" : "Variables", gp->variables,
              file->variable_names,
              (const char *const[]){"variable", "value",
                                    up ? "direction of log" : "logarithm"},
              (const double *const[]){
                  x, up ? numbers (page, "direction", gp->variables) : u},
              EPI_COLOUR_FIT);
  bool proof = x == NULL && u == NULL; /* which has all the room */
  draw_table (page,
              proof ? page->axes->plot
                    : place (page, gp->variables, file->n_rows, true),
              u != NULL ? "Posynomials" : "Proof that nothing is feasible",
              file->n_rows, file->row_names,
              (const char *const[]){"posynomial", "value", "multiplier"},
              (const double *const[]){u != NULL ? values : NULL,
                                      delta != NULL ? lambda : NULL},
              EPI_COLOUR_FIT);
  g_free (values);
}

/* The blocks of a packed matrix under one another, as many as there is room
 * for; all of them where they are recorded. */
static void
draw_blocks (const Page *page, EpiRect rect, const char *letter,
             const double *packed)
{
  const EpiSdp *sdp = &page->file->program.sdp;
  bool all = epi_plot_table_attached (page->cr);
  size_t shown = all ? sdp->n_blocks : MIN (sdp->n_blocks, (size_t)3);

  for (size_t k = 0; k < shown; k++) {
    const EpiSdpBlock *block = &sdp->blocks[k];
    char *title = sdp->n_blocks == 1
                      ? g_strdup_printf ("<i>%s</i>", letter)
                      : g_strdup_printf ("<i>%s</i>, block %zu of %zu", letter,
                                         k + 1, sdp->n_blocks);
    EpiRect place = rect;
    place.height = rect.height / (double)MAX (shown, 1);
    place.y += (double)k * place.height;
    place.height -= 0.8 * page->axes->text;
    epi_draw_solution_matrix (
        page->cr, page->axes, place, packed + epi_sdp_block_offset (sdp, k),
        block->diagonal ? 1 : block->size, block->size, title);
    g_free (title);
  }
}

static void
draw_sdp (const Page *page)
{
  const CpFile *file = page->file;
  const EpiSdp *sdp = &file->program.sdp;
  size_t packed = epi_sdp_block_offset (sdp, sdp->n_blocks);
  const double *x = numbers (page, "variables", sdp->m);
  const double *X = numbers (page, "X", packed),
               *Y = numbers (page, "Y", packed);
  EpiStatus status = epi_frame_status (page->frame);
  EpiRect rect = page->axes->plot;
  EpiRect side = rect;
  if (x == NULL) { /* what is there has all the room: a proof has no x */
    side.width = side.height = 0;
  } else if (rect.height > 0.8 * rect.width) { /* above the matrices */
    side.height = fmin (table_height (page, sdp->m), 0.45 * rect.height);
    rect.y += side.height;
    rect.height -= side.height;
  } else {
    side.width = fmin (14 * page->axes->text, 0.34 * rect.width);
    rect.x += side.width;
    rect.width -= side.width;
    side.width -= page->axes->text;
  }
  rect.width /= X != NULL && Y != NULL ? 2 : 1;
  draw_table (page, side, status == EPI_UNBOUNDED ? "Direction" : "Variables",
              sdp->m, file->variable_names,
              (const char *const[]){"variable", "value", NULL},
              (const double *const[]){x, NULL}, EPI_COLOUR_FIT);
  if (X != NULL) {
    draw_blocks (page, rect, "X", X);
    rect.x += rect.width;
  }
  if (Y != NULL)
    draw_blocks (page, rect, status == EPI_INFEASIBLE ? "Y, the proof" : "Y",
                 Y);
}

static void
draw_solution (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const CpFile *file =
      scene->answer != NULL ? cp_file (scene->answer->document, NULL) : NULL;

  if (frame == NULL || file == NULL)
    return;
  Page page = {cr, axes, file, frame,
               (size_t)fmax (round (-axes->range.y1), 0)};
  static const char *const kept[] = {"variables", "multipliers", "Y",
                                     "weights"};
  bool any = false;
  for (size_t i = 0; i < G_N_ELEMENTS (kept); i++)
    any |= epi_frame_find (frame, kept[i]) != NULL;
  if (!any)
    epi_draw_message (cr, axes,
                      "Only the last point of so large a program\n"
                      "is kept: go to the end");
  else if (epi_program_form (file->program.kind) == EPI_FORM_QP)
    draw_qp (&page);
  else if (epi_program_form (file->program.kind) == EPI_FORM_SDP)
    draw_sdp (&page);
  else
    draw_gp (&page);
}

static char *
solution_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return g_strdup ("There is no solution yet.");
  if (epi_frame_status (frame) == EPI_INFEASIBLE)
    return g_strdup ("There is no solution: the multipliers by the names of "
                     "the file, which show it.");
  char *objective =
      epi_number_label (epi_frame_scalar (frame, "objective", NAN), 8);
  char *text = g_strdup_printf (
      "The point of iterate %zu by the names of the file; its objective is "
      "%s.",
      epi_frame_k (frame), objective);
  g_free (objective);
  return text;
}

static const EpiLayer solution_layers[] = {
    {.name = "solution",
     .draw = draw_solution,
     .depends = EPI_DEPENDS_FRAME,
     .overflow = true},
    {NULL},
};

/* ---- The table ---- */

const EpiViewSpec cp_views[] = {
    {.name = "problem",
     .title = "The problem",
     .axes = cp_problem_axes,
     .layers = cp_problem_layers,
     .weight = 1.25,
     .summary = cp_problem_summary},
    {.name = "convergence",
     .title = "Gap and residuals",
     .axes = epi_convergence_axes,
     .layers = epi_convergence_layers,
     .weight = 0.75,
     .left = true,
     .summary = epi_convergence_summary},
    {.name = "solution",
     .title = "The solution",
     .axes = solution_axes,
     .layers = solution_layers,
     .weight = 1,
     .summary = solution_summary},
    {NULL},
};
