/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matrices as coloured blocks between brackets.
 *
 * Colour says sign and size: the given colour above zero, its opposite below,
 * as strong as the square root of |value| / largest.  Numbers stand in the
 * blocks with as many digits (four to two) as all of them have room for; else
 * with the decimals that show two digits of the largest one (0.00 is small, 0
 * is zero); or not at all.
 */
#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>

/* Sizes of the numbers, of the size of text. */
#define MOST_PERCENT 95
#define LEAST_PERCENT 65
#define PERCENT_STEP 5

typedef struct {
  const EpiAxes *axes;
  const double *data;
  size_t rows, cols;
  double largest;
  EpiRgb above, below, ground;
  EpiRect area; /* of all blocks */
  double cell_width, cell_height;
  double gap;
  int digits;  /* 0: no numbers */
  int places;  /* decimals of all numbers; -1: as digits says */
  double size; /* of the numbers */
} Blocks;

/* A blue for what is not blue, a vermillion for what is. */
static EpiColour
opposite (EpiColour colour)
{
  bool cold = colour == EPI_COLOUR_DATA || colour == EPI_COLOUR_START ||
              colour == EPI_COLOUR_ACCENT || colour == EPI_COLOUR_OPTIMUM ||
              colour == EPI_COLOUR_SERIES || colour == EPI_COLOUR_SERIES + 2 ||
              colour == EPI_COLOUR_SERIES + 5;

  return EPI_COLOUR_SERIES + (cold ? 1 : 0);
}

static EpiRgb
block_colour (const Blocks *b, double value)
{
  if (!isfinite (value))
    return b->axes->palette->colours[EPI_COLOUR_GRID];
  double t = b->largest > 0 ? sqrt (fabs (value) / b->largest) : 0;
  double a = t == 0 ? 0 : 0.06 + 0.66 * t;
  EpiRgb c = value < 0 ? b->below : b->above, g = b->ground;

  return (EpiRgb){g.r + a * (c.r - g.r), g.g + a * (c.g - g.g),
                  g.b + a * (c.b - g.b)};
}

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/* Black or white, whichever has more contrast. */
static double
ink_on (EpiRgb c)
{
  double luminance =
      0.2126 * linear (c.r) + 0.7152 * linear (c.g) + 0.0722 * linear (c.b);

  return luminance > 0.179 ? 0 : 1;
}

/* As it stands in its block. */
static char *
block_label (const Blocks *b, double value)
{
  double least = 0.5 * pow (10, -b->places);
  char decimals[32], format[] = "%.0f";

  if (b->places < 0 || value == 0 || !isfinite (value))
    return epi_number_label (value, b->digits);
  format[2] = (char)('0' + b->places);
  g_ascii_formatd (decimals, sizeof decimals, format, fabs (value));
  return g_strconcat (value <= -least ? "−" : "", decimals, NULL);
}

static double
number_size (const Blocks *b, int percent)
{
  return percent * 0.01 * b->axes->text;
}

static bool
fits (const Blocks *b, const char *label, int percent)
{
  double size = number_size (b, percent);

  return epi_plot_text_measure (label, size).width <=
         b->cell_width - 0.25 * size;
}

/* The largest size, of those from percent down, at which the label fits; below
 * the least where it fits at none.  A label that fits also fits when it is
 * smaller, so the least size is asked before those between. */
static int
lower_to_fit (const Blocks *b, const char *label, int percent)
{
  if (fits (b, label, percent))
    return percent;
  if (!fits (b, label, LEAST_PERCENT))
    return LEAST_PERCENT - PERCENT_STEP;
  do
    percent -= PERCENT_STEP;
  while (percent > LEAST_PERCENT && !fits (b, label, percent));
  return percent;
}

/* The largest size at which the numbers fit as they are to be written.  One
 * walk over them, for each new size of a label is laid out by Pango, in every
 * draw of a drag. */
static bool
choose_size (Blocks *b)
{
  int percent = MOST_PERCENT;

  while (percent >= LEAST_PERCENT &&
         number_size (b, percent) * 1.4 > b->cell_height)
    percent -= PERCENT_STEP;
  for (size_t i = 0; i < b->rows * b->cols && percent >= LEAST_PERCENT; i++) {
    char *label = block_label (b, b->data[i]);
    percent = lower_to_fit (b, label, percent);
    g_free (label);
  }
  b->size = number_size (b, percent);
  return percent >= LEAST_PERCENT;
}

static void
choose_numbers (Blocks *b)
{
  double text = b->axes->text;

  b->digits = 0;
  b->places = -1;
  if (b->cell_height < 0.95 * text || b->cell_width < 1.2 * text ||
      b->rows * b->cols > 900)
    return;
  for (b->digits = 4; b->digits >= 2; b->digits--)
    if (choose_size (b))
      return;
  b->places = b->largest > 0.01 && b->largest < 100
                  ? (int)fmax (1 - floor (log10 (b->largest)), 0)
                  : -1;
  if (b->places < 0 || !choose_size (b))
    b->digits = 0;
}

/* The blocks that fill the area. */
static void
fill_area (Blocks *b)
{
  double w = b->area.width / (double)b->cols;
  double h = b->area.height / (double)b->rows;

  b->cell_width = w;
  b->cell_height = h;
  b->gap = fmin (1.5 * epi_draw_unit (b->axes), 0.12 * fmin (w, h));
}

/* Blocks no wider than three and no higher than one and a half of the other. */
static void
lay_out (Blocks *b, const EpiRect *rect, bool title)
{
  double text = b->axes->text, bracket = 0.6 * text;
  double width = fmax (rect->width - 2 * bracket, 1);
  double height = fmax (rect->height - (title ? 1.9 * text : 0), 1);
  double w = width / (double)b->cols, h = height / (double)b->rows;

  w = fmin (w, fmax (3 * h, 1));
  h = fmin (h, 1.5 * w);
  w = fmin (w, 5.2 * text);
  h = fmin (h, 2.6 * text);
  b->area.width = w * (double)b->cols;
  b->area.height = h * (double)b->rows;
  b->area.x = rect->x + (rect->width - b->area.width) / 2;
  b->area.y = rect->y + (height - b->area.height) / 2;
  fill_area (b);
}

static void
draw_blocks (cairo_t *cr, const Blocks *b)
{
  double radius = fmin (3 * epi_draw_unit (b->axes), 0.2 * b->cell_height);

  for (size_t j = 0; j < b->cols; j++)
    for (size_t i = 0; i < b->rows; i++) {
      double value = b->data[i + j * b->rows];
      EpiRgb c = block_colour (b, value);
      EpiRect cell = {b->area.x + (double)j * b->cell_width + b->gap / 2,
                      b->area.y + (double)i * b->cell_height + b->gap / 2,
                      b->cell_width - b->gap, b->cell_height - b->gap};
      cairo_set_source_rgb (cr, c.r, c.g, c.b);
      if (b->gap < 0.5)
        cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
      else
        epi_draw_rounded (cr, &cell, radius);
      epi_ink_fill (cr);
      if (b->digits == 0)
        continue;
      char *text = block_label (b, value);
      double ink = ink_on (c);
      cairo_set_source_rgb (cr, ink, ink, ink);
      epi_plot_text_draw (cr, text, b->size, cell.x + cell.width / 2,
                          cell.y + cell.height / 2, 0.5, 0.5);
      g_free (text);
    }
}

/* Larger than its pixels: the picture does what blocks would. */
static void
draw_as_picture (cairo_t *cr, const Blocks *b)
{
  cairo_surface_t *picture = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)b->cols, (int)b->rows);

  cairo_surface_flush (picture);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    for (size_t i = 0; i < b->rows; i++) {
      guint32 *row =
          (guint32 *)(void *)(cairo_image_surface_get_data (picture) +
                              (int)i *
                                  cairo_image_surface_get_stride (picture));
      for (size_t j = 0; j < b->cols; j++) {
        EpiRgb c = block_colour (b, b->data[i + j * b->rows]);
        row[j] = (guint32)lround (255 * c.r) << 16 |
                 (guint32)lround (255 * c.g) << 8 | (guint32)lround (255 * c.b);
      }
    }
  cairo_surface_mark_dirty (picture);
  cairo_save (cr);
  cairo_translate (cr, b->area.x, b->area.y);
  cairo_scale (cr, b->cell_width, b->cell_height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), b->cell_width < 1
                                                       ? CAIRO_FILTER_GOOD
                                                       : CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, (double)b->cols, (double)b->rows);
  epi_ink_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (picture);
}

static void
draw_brackets (cairo_t *cr, const Blocks *b)
{
  double text = b->axes->text, out = 0.28 * text, foot = 0.34 * text;
  double top = b->area.y - 0.08 * text;
  double bottom = b->area.y + b->area.height + 0.08 * text;
  double left = b->area.x - out, right = b->area.x + b->area.width + out;

  epi_draw_set_stroke (cr, b->axes, (EpiStroke){EPI_COLOUR_DIM, 1, 1.4, false});
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_move_to (cr, left + foot, top);
  cairo_line_to (cr, left, top);
  cairo_line_to (cr, left, bottom);
  cairo_line_to (cr, left + foot, bottom);
  cairo_move_to (cr, right - foot, top);
  cairo_line_to (cr, right, top);
  cairo_line_to (cr, right, bottom);
  cairo_line_to (cr, right - foot, bottom);
  epi_ink_stroke (cr);
}

static Blocks
blocks_of (const EpiAxes *axes, const double *data, size_t rows, size_t cols,
           EpiColour colour)
{
  const EpiRgb *colours = axes->palette->colours;
  Blocks b = {.axes = axes,
              .data = data,
              .rows = rows,
              .cols = cols,
              .above = colours[colour],
              .below = colours[opposite (colour)],
              .ground = colours[EPI_COLOUR_BACKGROUND]};

  for (size_t i = 0; i < rows * cols; i++)
    if (isfinite (data[i]))
      b.largest = fmax (b.largest, fabs (data[i]));
  return b;
}

/* What has been laid out. */
static void
draw_matrix (cairo_t *cr, Blocks *b, const char *title)
{
  const EpiAxes *axes = b->axes;

  choose_numbers (b);
  if (b->digits == 0 && b->rows * b->cols > 2500)
    draw_as_picture (cr, b);
  else
    draw_blocks (cr, b);
  draw_brackets (cr, b);
  if (title == NULL)
    return;
  epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
  epi_plot_text_draw (cr, title, axes->text, b->area.x + b->area.width / 2,
                      b->area.y + b->area.height + 0.8 * axes->text, 0.5, 0);
}

void
epi_draw_matrix (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                 const double *data, size_t rows, size_t cols,
                 const char *title, EpiColour colour)
{
  if (epi_plot_table_record_matrix (cr, title, data, rows, cols) || rows == 0 ||
      cols == 0)
    return;
  Blocks b = blocks_of (axes, data, rows, cols, colour);
  lay_out (&b, &rect, title != NULL);
  draw_matrix (cr, &b, title);
}

void
epi_draw_matrix_at (cairo_t *cr, const EpiAxes *axes, const EpiRange *block,
                    const double *data, size_t rows, size_t cols,
                    const char *title, EpiColour colour)
{
  if (epi_plot_table_record_matrix (cr, title, data, rows, cols) || rows == 0 ||
      cols == 0)
    return;
  Blocks b = blocks_of (axes, data, rows, cols, colour);
  b.area =
      (EpiRect){epi_axes_x (axes, block->x0), epi_axes_y (axes, block->y1),
                epi_axes_x (axes, block->x1) - epi_axes_x (axes, block->x0),
                epi_axes_y (axes, block->y0) - epi_axes_y (axes, block->y1)};
  fill_area (&b);
  draw_matrix (cr, &b, title);
}
