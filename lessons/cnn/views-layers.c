/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every layer makes of the image: maps as images, filters above those of
 * a first convolution, vectors as bar codes.
 */
#include "cnn/lesson.h"

#include "kit/epi-layers.h"

#include <math.h>

void
cn_layers_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  CnMaps maps[CN_LAYERS];
  size_t n = cn_maps (scene, maps);
  double end = n > 0 ? cn_row_top (maps, n) : -5;

  spec->fit = (EpiRange){.x0 = -0.1, .x1 = 10.8, .y0 = end - 0.05, .y1 = 0.05};
  spec->equal = true;
  spec->bare = true;
}

/* From 0 to the largest of the layer, so that maps can be compared. */
static double
largest_of (const CnMaps *m)
{
  double largest = 0;

  for (size_t i = 0; i < m->channels * m->width * m->height; i++)
    largest = fmax (largest, fabs (m->values[i]));
  return largest > 0 ? largest : 1;
}

static void
draw_row (cairo_t *cr, const EpiAxes *axes, const CnMaps *maps, size_t row)
{
  const CnMaps *m = &maps[row];
  double high = row == 0 ? 1 : largest_of (m);

  for (size_t c = 0; c < m->channels; c++) {
    EpiRange block = cn_map_block (maps, row, c);
    epi_draw_image (
        cr, axes, &block,
        &(EpiPixels){.values = m->values + c,
                     .width = m->width,
                     .height = m->height,
                     .step = m->channels,
                     .high = high,
                     .is_signed = row > 0,
                     .colour = row == 0 ? EPI_COLOUR_TEXT : EPI_COLOUR_DATA});
  }
}

#define ROW_ROOM 0.5 /* for the words of a row: of the closest rows */

static void
draw_words (cairo_t *cr, const EpiAxes *axes, const CnMaps *maps, size_t row)
{
  const CnMaps *m = &maps[row];
  EpiRange block = cn_map_block (maps, row, 0);
  char *text;

  if (row == 0)
    text = g_strdup ("image");
  else if (m->width * m->height == 1)
    text = g_strdup_printf ("%zu", m->channels);
  else
    text =
        g_strdup_printf ("%zu × %zu × %zu", m->channels, m->width, m->height);
  double y = (block.y0 + block.y1) / 2;
  double room =
      epi_axes_y (axes, y - ROW_ROOM / 2) - epi_axes_y (axes, y + ROW_ROOM / 2);
  cn_put (cr, axes, row == 0 ? 1.2 : 8.2, y, 0, room, text);
  g_free (text);
}

static void
draw_filters (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const CnMaps *maps)
{
  const EpiFrameItem *weight = epi_scene_item (scene, "1.weight");
  size_t side =
      weight != NULL ? (size_t)lround (sqrt ((double)weight->rows)) : 0;
  double high = 0;

  if (weight == NULL || side * side != weight->rows ||
      weight->cols != maps[1].channels)
    return;
  for (size_t i = 0; i < weight->rows * weight->cols; i++)
    high = fmax (high, fabs (weight->data[i]));
  for (size_t c = 0; c < weight->cols; c++) {
    EpiRange map = cn_map_block (maps, 1, c);
    double middle = (map.x0 + map.x1) / 2;
    double bottom = cn_row_top (maps, 1) + 0.03;
    double half = fmin (CN_FILTER_ROW - 0.08, map.x1 - map.x0) / 2;
    EpiRange block = {.x0 = middle - half,
                      .x1 = middle + half,
                      .y0 = bottom,
                      .y1 = bottom + 2 * half};
    epi_draw_image (cr, axes, &block,
                    &(EpiPixels){.values = weight->data + side * side * c,
                                 .width = side,
                                 .height = side,
                                 .high = high,
                                 .is_signed = true,
                                 .colour = EPI_COLOUR_DATA});
  }
  double top = cn_row_top (maps, 1);
  cn_put (cr, axes, 8.2, top + CN_FILTER_ROW / 2, 0,
          epi_axes_y (axes, top) - epi_axes_y (axes, top + CN_FILTER_ROW),
          "filters");
}

static void
draw_maps (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  CnMaps maps[CN_LAYERS];
  size_t n = cn_maps (scene, maps);

  if (n == 0) {
    epi_draw_message (cr, axes, "no digit yet");
    return;
  }
  for (size_t row = 0; row < n; row++) {
    draw_row (cr, axes, maps, row);
    draw_words (cr, axes, maps, row);
  }
  if (n > 1 && maps[1].convolution)
    draw_filters (cr, axes, scene, maps);
}

/* What the pixel in hand looked at. */
static void
draw_patch (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  CnMaps maps[CN_LAYERS];
  CnPixel at;
  size_t n = cn_maps (scene, maps);

  if (!cn_pixel (scene, maps, n, &at))
    return;
  const CnMaps *from = &maps[at.row - 1];
  double size = (double)(from->width - maps[at.row].width + 1);
  for (size_t c = 0; c < from->channels; c++) {
    EpiRange b = cn_map_block (maps, at.row - 1, c);
    double w = (b.x1 - b.x0) / (double)from->width;
    double h = (b.y1 - b.y0) / (double)from->height;
    double x0 = b.x0 + w * (double)at.x, x1 = x0 + w * size;
    double y1 = b.y1 - h * (double)at.y, y0 = y1 - h * size;
    const double x[] = {x0, x1, x1, x0}, y[] = {y0, y0, y1, y1};
    epi_draw_polygon (cr, axes, x, y, 4, EPI_COLOUR_START, 0,
                      (EpiStroke){.colour = EPI_COLOUR_START, .width = 1.5});
  }
}

const EpiLayer cn_layers_layers[] = {
    {.name = "maps", .draw = draw_maps, .depends = EPI_DEPENDS_FRAME},
    {.name = "patch",
     .draw = draw_patch,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT,
     .shown_when = "show == 'arithmetic'"},
    {NULL},
};

/* "8 maps of 24 × 24", "10 numbers". */
static void
append_maps (GString *text, const CnMaps *m)
{
  if (m->width * m->height == 1)
    g_string_append_printf (text, "%zu numbers", m->channels);
  else
    g_string_append_printf (text, "%zu map%s of %zu × %zu", m->channels,
                            m->channels == 1 ? "" : "s", m->width, m->height);
}

char *
cn_layers_summary (const EpiScene *scene)
{
  CnMaps maps[CN_LAYERS];
  size_t n = cn_maps (scene, maps);
  const EpiFrameItem *answer = epi_scene_item (scene, "answer");
  const EpiFrameItem *p = epi_scene_item (scene, "confidence");

  if (n == 0)
    return g_strdup ("There is no digit yet.");
  GString *text = g_string_new ("The image becomes ");
  for (size_t row = 1; row < n; row++) {
    if (row > 1)
      g_string_append (text, row + 1 < n ? ", " : " and at last ");
    append_maps (text, &maps[row]);
  }
  if (answer != NULL && p != NULL)
    g_string_append_printf (text, ": it is read as a %d, with probability %.2f",
                            (int)answer->data[0], p->data[0]);
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
