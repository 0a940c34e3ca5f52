/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panels of numbers: the dictionary of the present basis with the pivot that
 * comes next, and the two problems side by side, wall by wall.
 */
#include "linear-program/lesson.h"
#include "linear-program/plane.h"

#include "core/epi-number.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-11 /* of the largest entry: shown as 0 */
#define LEAST_TEXT 3   /* pixels: smaller is a blot, or no size at all */

void
lp_panel_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}

void
lp_put (cairo_t *cr, const EpiAxes *axes, double x, double y, double ax,
        double size, const char *markup, EpiColour colour)
{
  if (epi_plot_table_record_text (cr, "text", NAN, NAN, markup) ||
      !(size >= LEAST_TEXT))
    return;
  epi_palette_source (axes->palette, cr, colour, 1);
  epi_plot_text_draw (cr, markup, size, x, y, ax, 0.5);
}

double
lp_fit_size (const char *markup, double size, double width)
{
  return size *
         fmin (1, width / fmax (epi_plot_text_measure (markup, size).width, 1));
}

static void
box (cairo_t *cr, const EpiAxes *axes, EpiRect rect, EpiColour colour,
     double alpha)
{
  if (epi_plot_table_attached (cr))
    return;
  epi_palette_source (axes->palette, cr, colour, alpha);
  cairo_rectangle (cr, rect.x, rect.y, rect.width, rect.height);
  epi_ink_fill (cr);
}

/* ---- The dictionary ---- */

typedef struct {
  LpProgram program;
  size_t rows, cols;        /* of D: m + 1, n + 1 */
  const double *D;          /* column-major */
  const double *basic;      /* (m) */
  const double *others;     /* (n) nonbasic */
  double entering, leaving; /* the variables of the next pivot, or -1 */
  double largest;
  double x0, y0, cell, head, row, size; /* layout, pixels */
} Dictionary;

static bool
dictionary_read (const EpiScene *scene, Dictionary *d)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrame *next = lp_next_frame (scene, 0);

  *d = (Dictionary){.entering = -1, .leaving = -1};
  if (frame == NULL || !lp_program_read (scene->lesson, scene->answer->document,
                                         &d->program, NULL))
    return false;
  d->rows = d->program.m + 1;
  d->cols = d->program.n + 1;
  d->D = lp_vector (frame, "dictionary", d->rows * d->cols);
  d->basic = lp_vector (frame, "basis", d->program.m);
  d->others = lp_vector (frame, "nonbasic", d->program.n);
  if (d->D == NULL || d->basic == NULL || d->others == NULL) {
    lp_program_free (&d->program);
    return false;
  }
  if (next != NULL) {
    d->entering = epi_frame_scalar (next, "entering", -1);
    d->leaving = epi_frame_scalar (next, "leaving", -1);
  }
  for (size_t k = 0; k < d->rows * d->cols; k++)
    d->largest = fmax (d->largest, fabs (d->D[k]));
  return true;
}

static void
dictionary_lay_out (Dictionary *d, const EpiAxes *axes)
{
  const EpiRect *p = &axes->plot;
  double em = axes->text;

  d->row = fmin (2.2 * em, p->height / ((double)d->rows + 3.2));
  d->head = fmin (4 * em, 0.16 * p->width);
  d->cell = fmin (6.2 * em, (p->width - d->head) / (double)d->cols);
  d->size = fmin (em, fmin (0.6 * d->row, d->cell / 4.2));
  double width = d->head + d->cell * (double)d->cols;
  double height = d->row * ((double)d->rows + 1);
  d->x0 = p->x + fmax (p->width - width, 0) / 2;
  d->y0 = p->y + fmax (p->height - height - 2.2 * d->row, 0) / 3 + d->row / 2;
}

static EpiRect
cell_of (const Dictionary *d, size_t i, size_t j)
{
  return (EpiRect){d->x0 + d->head + d->cell * (double)j,
                   d->y0 + d->row * ((double)i + 1), d->cell, d->row};
}

/* Entry (i,j), less what is rounding. */
static double
entry (const Dictionary *d, size_t i, size_t j)
{
  double v = d->D[i + j * d->rows];

  return fabs (v) <= ROUNDING * d->largest ? 0 : v;
}

static void
mark_pivot (cairo_t *cr, const EpiAxes *axes, const Dictionary *d)
{
  for (size_t j = 0; j + 1 < d->cols; j++)
    if (d->others[j] == d->entering) {
      EpiRect column = cell_of (d, 0, j + 1);
      column.y -= d->row;
      column.height = d->row * ((double)d->rows + 1);
      box (cr, axes, column, EPI_COLOUR_ITERATE, 0.2);
    }
  for (size_t i = 0; i + 1 < d->rows; i++)
    if (d->basic[i] == d->leaving) {
      EpiRect row = cell_of (d, i, 0);
      row.x -= d->head;
      row.width = d->head + d->cell * (double)d->cols;
      box (cr, axes, row, EPI_COLOUR_ITERATE, 0.2);
    }
}

static void
draw_entries (cairo_t *cr, const EpiAxes *axes, const Dictionary *d)
{
  for (size_t i = 0; i < d->rows; i++) {
    bool zeta = i + 1 == d->rows;
    char *name = zeta ? g_strdup ("<i>ζ</i>")
                      : lp_variable_name (&d->program, (size_t)d->basic[i]);
    char *with = g_strconcat (name, " =", NULL);
    EpiRect first = cell_of (d, i, 0);
    double y = first.y + d->row / 2;
    lp_put (cr, axes, first.x - 0.3 * d->size, y, 1, d->size, with,
            zeta ? EPI_COLOUR_FIT : EPI_COLOUR_TEXT);
    for (size_t j = 0; j < d->cols; j++) {
      double v = entry (d, i, j);
      EpiRect cell = cell_of (d, i, j);
      char *number = epi_number_label (v, 4);
      char *text = zeta && j > 0 && v < 0
                       ? g_strdup_printf ("<b>%s</b>", number)
                       : g_strdup (number);
      lp_put (cr, axes, cell.x + cell.width - 0.7 * d->size, y, 1, d->size,
              text,
              zeta              ? EPI_COLOUR_FIT
              : j == 0 && v < 0 ? EPI_COLOUR_WARNING
                                : EPI_COLOUR_TEXT);
      g_free (text);
      g_free (number);
    }
    g_free (with);
    g_free (name);
  }
}

static void
draw_frame_lines (cairo_t *cr, const EpiAxes *axes, const Dictionary *d)
{
  EpiRect head = cell_of (d, 0, 0), last = cell_of (d, d->rows - 1, 0);
  double width = d->head + d->cell * (double)d->cols;

  box (cr, axes, (EpiRect){d->x0, head.y, width, 1}, EPI_COLOUR_DIM, 0.6);
  box (cr, axes, (EpiRect){d->x0, last.y, width, 1}, EPI_COLOUR_DIM, 0.6);
  for (size_t j = 0; j < d->cols; j++) {
    EpiRect cell = cell_of (d, 0, j);
    char *name = j == 0
                     ? g_strdup ("1")
                     : lp_variable_name (&d->program, (size_t)d->others[j - 1]);
    lp_put (cr, axes, cell.x + cell.width - 0.7 * d->size, cell.y - d->row / 2,
            1, d->size, name, EPI_COLOUR_DIM);
    g_free (name);
  }
}

/* What comes next, in words under the numbers. */
static char *
next_words (const EpiScene *scene, const Dictionary *d)
{
  EpiStatus status = epi_frame_status (epi_scene_frame (scene, 0));

  if (status == EPI_CONVERGED)
    return g_strdup ("nothing can enter: optimal");
  if (status == EPI_INFEASIBLE)
    return g_strdup ("a negative constant that nothing can raise");
  if (status == EPI_UNBOUNDED)
    return g_strdup ("it can enter, and no row stops it");
  if (d->entering < 0)
    return scene->answer->runs[0].status == EPI_LIMIT
               ? g_strdup_printf ("stopped here, after %zu steps", scene->k)
               : g_strdup ("");
  char *in = lp_variable_name (&d->program, (size_t)d->entering);
  char *out = d->leaving >= 0
                  ? lp_variable_name (&d->program, (size_t)d->leaving)
                  : NULL;
  char *words = out != NULL
                    ? g_strdup_printf ("next: %s enters, %s leaves", in, out)
                    : g_strdup_printf ("next: %s grows without end", in);
  g_free (in);
  g_free (out);
  return words;
}

static void
draw_dictionary (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  Dictionary d;

  if (!dictionary_read (scene, &d))
    return;
  dictionary_lay_out (&d, axes);
  mark_pivot (cr, axes, &d);
  draw_frame_lines (cr, axes, &d);
  draw_entries (cr, axes, &d);
  char *words = next_words (scene, &d);
  if (epi_frame_scalar (frame, "phase", 2) == 1) {
    char *longer = g_strconcat (words, " (phase I)", NULL);
    g_free (words);
    words = longer;
  }
  double x = axes->plot.x + axes->plot.width / 2;
  double y = d.y0 + d.row * ((double)d.rows + 1) + 1.2 * axes->text;
  double size = lp_fit_size (words, axes->text, 0.96 * axes->plot.width);
  lp_put (cr, axes, x, y, 0.5, size, words, EPI_COLOUR_ITERATE);
  g_free (words);
  lp_program_free (&d.program);
}

const EpiLayer lp_dictionary_layers[] = {
    {.name = "dictionary",
     .draw = draw_dictionary,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY},
    {NULL},
};

char *
lp_dictionary_summary (const EpiScene *scene)
{
  Dictionary d;

  if (!dictionary_read (scene, &d))
    return g_strdup ("The dictionary of the simplex method.");
  char *words = next_words (scene, &d);
  char **parts = g_regex_split_simple ("</?[ib]>", words, 0, 0);
  char *plain = g_strjoinv ("", parts);
  char *text = g_strdup_printf (
      "The dictionary at iterate %zu, with %zu rows; its cost is %.6g; %s.",
      scene->k, d.rows, d.D[d.rows - 1], *plain != '\0' ? plain : "it ends");
  g_free (plain);
  g_strfreev (parts);
  g_free (words);
  lp_program_free (&d.program);
  return text;
}
