/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-eigenvalues.h"

#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>

#define BELOW 0.22 /* share of the height that negative bars have */
#define NOISE 1e-6 /* of the largest entry */
#define WIDEST 3.4 /* of a bar with its room, in text sizes */

/* Where the bars of one spectrum stand. */
typedef struct {
  const EpiAxes *axes;
  double x, step, width; /* of the first bar's room; between bars; of a bar */
  double zero, up, down; /* pixels: the line; the room above and below it */
  double scale;
} Bars;

static Bars
lay_out_bars (const EpiAxes *axes, EpiRect room, const EpiSpectrum *s)
{
  double text = axes->text;
  Bars b = {.axes = axes, .scale = s->scale};

  for (size_t i = 0; s->scale <= 0 && i < s->n; i++)
    b.scale = fmax (b.scale, fabs (s->values[i]));
  b.step = fmin (room.width / (double)s->n, WIDEST * text);
  b.width = 0.46 * b.step;
  b.x = room.x + (room.width - b.step * (double)s->n) / 2;
  double height = fmax (room.height - 1.5 * text, 1); /* a number on top */
  b.down = BELOW * height;
  b.up = height - b.down;
  b.zero = room.y + 1.5 * text + b.up;
  return b;
}

/* "3.21"; of what is nearly zero that is what there is to say. */
static char *
bar_label (double value, double scale)
{
  return fabs (value) < NOISE * scale && value != 0
             ? g_strdup ("≈ 0")
             : epi_number_label (value, fabs (value) < 1e-3 ? 1 : 3);
}

static void
draw_bar (cairo_t *cr, const Bars *b, size_t i, double value, EpiColour colour)
{
  const EpiPalette *palette = b->axes->palette;
  double share = b->scale > 0 ? value / b->scale : 0;
  double height =
      share >= 0 ? fmin (share, 1) * b->up : fmax (share, -1) * b->down;
  double middle = b->x + ((double)i + 0.5) * b->step;
  double size = 0.8 * b->axes->text;

  if (!isfinite (value))
    return;
  epi_palette_source (palette, cr, value < 0 ? EPI_COLOUR_WARNING : colour,
                      0.85);
  cairo_rectangle (cr, middle - b->width / 2, fmin (b->zero, b->zero - height),
                   b->width, fmax (fabs (height), 1));
  epi_ink_fill (cr);
  char *label = bar_label (value, b->scale);
  double wide = epi_plot_text_measure (label, size).width;
  size *= fmin (1, 0.94 * b->step / fmax (wide, 1));
  epi_palette_source (palette, cr, EPI_COLOUR_TEXT, 1);
  epi_plot_text_draw (cr, label, size, middle,
                      b->zero - fmax (height, 0) - 0.35 * b->axes->text, 0.5,
                      1);
  g_free (label);
}

static void
draw_bars (cairo_t *cr, const EpiAxes *axes, EpiRect room, const EpiSpectrum *s)
{
  Bars b = lay_out_bars (axes, room, s);

  for (size_t i = 0; i < s->n; i++)
    draw_bar (cr, &b, i, s->values[i], s->colour);
  epi_draw_set_stroke (cr, axes, (EpiStroke){EPI_COLOUR_TEXT, 0.7, 1.2, false});
  cairo_move_to (cr, b.x, b.zero);
  cairo_line_to (cr, b.x + b.step * (double)s->n, b.zero);
  epi_ink_stroke (cr);
}

void
epi_draw_solution_matrix (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                          const double *data, size_t rows, size_t cols,
                          const char *title)
{
  size_t n = rows * cols;
  double *shown = g_memdup2 (data, n * sizeof *shown), largest = 0;

  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, fabs (shown[i]));
  for (size_t i = 0; i < n; i++)
    if (fabs (shown[i]) < NOISE * largest)
      shown[i] = 0;
  epi_draw_matrix (cr, axes, rect, shown, rows, cols, title, EPI_COLOUR_DATA);
  g_free (shown);
}

static void
draw_spectrum (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
               const EpiSpectrum *s)
{
  double text = axes->text;
  EpiRect block = rect;

  if (s->matrix != NULL) {
    block.height = fmin (0.5 * rect.height, (double)s->n * 2.1 * text);
    epi_draw_solution_matrix (cr, axes, block, s->matrix, s->n, s->n, NULL);
    rect.y += block.height + 0.6 * text;
    rect.height -= block.height + 0.6 * text;
  }
  epi_palette_source (axes->palette, cr, s->colour, 1);
  epi_plot_text_draw (cr, s->title, 0.95 * text, rect.x + rect.width / 2,
                      rect.y + 0.5 * text, 0.5, 0.5);
  rect.y += 1.1 * text;
  rect.height -= 1.1 * text;
  draw_bars (cr, axes, rect, s);
}

/* In a table: their matrix, then the eigenvalues. */
static bool
record (cairo_t *cr, const EpiSpectrum *s)
{
  static const char *const names[] = {"eigenvalue"};
  const double *const columns[] = {s->values};

  if (!epi_plot_table_record (cr, "eigenvalues", s->n, 1, names, columns))
    return false;
  if (s->matrix != NULL)
    epi_plot_table_record_matrix (cr, s->title, s->matrix, s->n, s->n);
  return true;
}

void
epi_draw_spectra (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                  const EpiSpectrum *spectra, size_t n)
{
  double gap = 0.4 * axes->text;

  rect.width = (rect.width - gap * (double)(n - 1)) / (double)n;
  for (size_t i = 0; i < n; i++) {
    if (spectra[i].n > 0 && !record (cr, &spectra[i]))
      draw_spectrum (cr, axes, rect, &spectra[i]);
    rect.x += rect.width + gap;
  }
}
