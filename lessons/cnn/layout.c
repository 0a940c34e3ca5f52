/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where each map stands in the figure of layers.
 *
 * Rows from y = 0 downwards, the image first; a row is WIDE.  The maps of a row
 * are squares side by side, as large as fit (at most 1), in as many lines as
 * make them largest; vectors are a bar code.  Between the image and a first
 * convolution there is room for its filters.
 */
#include "cnn/lesson.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define WIDE 8.0
#define GAP 0.12     /* of a map, between maps */
#define BETWEEN 0.08 /* rows */
#define VECTOR 0.42  /* height of a row of numbers */

size_t
cn_maps (const EpiScene *scene, CnMaps maps[CN_LAYERS])
{
  const EpiFrameItem *layers = epi_scene_item (scene, "layers");
  size_t n = 0;

  if (layers == NULL)
    return 0;
  for (size_t r = 0; r < layers->cols && r < CN_LAYERS; r++) {
    const double *row = layers->data + 5 * r;
    const EpiFrameItem *item = epi_scene_item (scene, cn_map_names[r]);
    if (item == NULL)
      break;
    maps[n++] = (CnMaps){.channels = (size_t)row[0],
                         .width = (size_t)row[1],
                         .height = (size_t)row[2],
                         .layer = (size_t)row[3],
                         .values = item->data,
                         .convolution = row[4] != 0};
  }
  return n;
}

/* In how many lines the channels of a row are set. */
static size_t
lines_of (size_t channels)
{
  size_t best = 1;
  double largest = 0;

  for (size_t lines = 1; lines <= channels && lines <= 4; lines++) {
    double per_line = ceil ((double)channels / (double)lines);
    double side = fmin (WIDE / per_line, 1.0 / (double)lines);
    if (side > largest) {
      largest = side;
      best = lines;
    }
  }
  return best;
}

static bool
is_vector (const CnMaps *m)
{
  return m->width * m->height == 1;
}

static double
side_of (const CnMaps *m)
{
  size_t lines = lines_of (m->channels);

  return fmin (WIDE / ceil ((double)m->channels / (double)lines),
               1.0 / (double)lines);
}

static double
height_of (const CnMaps *maps, size_t row)
{
  const CnMaps *m = &maps[row];

  return is_vector (m) ? VECTOR
                       : side_of (m) * (double)lines_of (m->channels) + BETWEEN;
}

double
cn_row_top (const CnMaps *maps, size_t row)
{
  double top = row > 0 && maps[1].convolution ? -CN_FILTER_ROW : 0;

  for (size_t r = 0; r < row; r++)
    top -= height_of (maps, r);
  return top;
}

EpiRange
cn_map_block (const CnMaps *maps, size_t row, size_t channel)
{
  const CnMaps *m = &maps[row];
  double top = cn_row_top (maps, row);

  if (is_vector (m)) {
    double w = WIDE / (double)MAX (m->channels, 10);
    return (EpiRange){.x0 = w * (double)channel,
                      .x1 = w * (double)(channel + 1),
                      .y0 = top - 0.8 * VECTOR,
                      .y1 = top - 0.2 * VECTOR};
  }
  size_t lines = lines_of (m->channels);
  size_t per_line = (m->channels + lines - 1) / lines;
  double side = side_of (m), gap = GAP / 2 * side;
  double x = side * (double)(channel % per_line);
  double y = top - side * (double)(channel / per_line);
  return (EpiRange){
      .x0 = x + gap, .x1 = x + side - gap, .y0 = y - side + gap, .y1 = y - gap};
}

/* ---- The pixel in hand ---- */

bool
cn_pixel (const EpiScene *scene, const CnMaps *maps, size_t n, CnPixel *pixel)
{
  size_t wanted = (size_t)epi_scene_number (scene, "layer"), row = 0;

  for (size_t r = 1; r < n; r++)
    if (maps[r].convolution && (row == 0 || maps[r].layer <= wanted))
      row = r;
  if (row == 0)
    return false;
  *pixel = (CnPixel){
      .row = row,
      .channel =
          MIN ((size_t)epi_scene_number (scene, "filter"), maps[row].channels) -
          1,
      .x =
          MIN ((size_t)epi_scene_number (scene, "column"), maps[row].width) - 1,
      .y = MIN ((size_t)epi_scene_number (scene, "row"), maps[row].height) - 1};
  return true;
}

bool
cn_pixel_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  CnMaps maps[CN_LAYERS];
  CnPixel pixel;
  size_t n = cn_maps (scene, maps);

  if (!cn_pixel (scene, maps, n, &pixel))
    return false;
  EpiRange b = cn_map_block (maps, pixel.row, pixel.channel);
  const CnMaps *m = &maps[pixel.row];
  *point = (EpiPoint){
      b.x0 + (b.x1 - b.x0) * ((double)pixel.x + 0.5) / (double)m->width,
      b.y1 - (b.y1 - b.y0) * ((double)pixel.y + 0.5) / (double)m->height};
  return true;
}

static double
distance_to (const EpiRange *b, EpiPoint at)
{
  double dx = fmax (fmax (b->x0 - at.x, at.x - b->x1), 0);
  double dy = fmax (fmax (b->y0 - at.y, at.y - b->y1), 0);

  return hypot (dx, dy);
}

static double
whole_part (double at, double from, double to, size_t n)
{
  double i = floor ((at - from) / (to - from) * (double)n);

  return 1 + CLAMP (i, 0, (double)n - 1);
}

/* Into the nearest map of a convolution. */
EpiDocument *
cn_pixel_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  static const char *const names[] = {"layer", "filter", "column", "row"};
  CnMaps maps[CN_LAYERS];
  size_t n = cn_maps (scene, maps), row = 0, channel = 0;
  double nearest = INFINITY;

  for (size_t r = 1; r < n; r++)
    for (size_t c = 0; maps[r].convolution && c < maps[r].channels; c++) {
      EpiRange b = cn_map_block (maps, r, c);
      double away = distance_to (&b, point);
      if (away < nearest) {
        nearest = away;
        row = r;
        channel = c;
      }
    }
  if (row == 0)
    return epi_document_ref (scene->document);
  EpiRange b = cn_map_block (maps, row, channel);
  EpiValue values[] = {
      epi_number ((double)maps[row].layer), epi_number ((double)channel + 1),
      epi_number (whole_part (point.x, b.x0, b.x1, maps[row].width)),
      epi_number (whole_part (-point.y, -b.y1, -b.y0, maps[row].height))};
  return epi_document_with_values (scene->document, 4, names, values);
}

/* ---- Words ---- */

void
cn_put (cairo_t *cr, const EpiAxes *axes, double x, double y, double ax,
        double room, const char *words)
{
  double size = fmin (0.93 * axes->text, room / 1.25);

  if (epi_plot_table_record_text (cr, "label", x, y, words))
    return;
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 1);
  epi_plot_text_draw (cr, words, size, epi_axes_x (axes, x),
                      epi_axes_y (axes, y), ax, 0.5);
}
