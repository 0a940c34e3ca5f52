/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One output pixel: patch ⊙ filter, added up, plus the bias, through the
 * activation.
 *
 *     y(o, x, y) = relu (b_o + Σ_c Σ_i Σ_j W(c, i, j, o) x(c, x + i, y + j))
 *
 * Where many channels come in, the one that adds most is written out.
 */
#include "cnn/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-layers.h"

#include <math.h>

#define MOST 7 /* filters along a side */

typedef struct {
  size_t size, channels, channel; /* of the filter; the channel written out */
  double patch[MOST * MOST], filter[MOST * MOST], product[MOST * MOST];
  double here, others, bias, sum, value;
} Arithmetic;

/* What the layer before gave; the image as the network gets it. */
static CnMaps
before (const EpiScene *scene, const CnMaps *maps, size_t row)
{
  CnMaps from = maps[row - 1];
  const EpiFrameItem *scaled = epi_scene_item (scene, "scaled");

  if (row == 1 && scaled != NULL)
    from.values = scaled->data;
  return from;
}

/* Entry (i,j) of a channel of the patch and of the filter, as a matrix. */
static double
take_channel (const CnMaps *from, const CnPixel *at, const double *filter,
              size_t size, size_t c, Arithmetic *out)
{
  double sum = 0;

  for (size_t j = 0; j < size; j++)
    for (size_t i = 0; i < size; i++) {
      size_t pixel = (at->x + i) + from->width * (at->y + j);
      double x = from->values[c + from->channels * pixel];
      double w = filter[c + from->channels * (i + size * j)];
      sum += w * x;
      if (out == NULL)
        continue;
      out->patch[j + size * i] = x;
      out->filter[j + size * i] = w;
      out->product[j + size * i] = w * x;
    }
  return sum;
}

static const double *
parameter (const EpiScene *scene, size_t layer, bool bias, size_t *rows)
{
  char name[24];

  g_snprintf (name, sizeof name, "%zu.%s", layer, bias ? "bias" : "weight");
  const EpiFrameItem *item = epi_scene_item (scene, name);
  if (item != NULL && rows != NULL)
    *rows = item->rows;
  return item != NULL ? item->data : NULL;
}

static bool
read_arithmetic (const EpiScene *scene, Arithmetic *out)
{
  CnMaps maps[CN_LAYERS];
  CnPixel at;
  size_t n = cn_maps (scene, maps), rows = 0;

  if (!cn_pixel (scene, maps, n, &at))
    return false;
  CnMaps from = before (scene, maps, at.row);
  const CnMaps *to = &maps[at.row];
  size_t size = from.width - to->width + 1;
  const double *weight = parameter (scene, to->layer, false, &rows);
  const double *bias = parameter (scene, to->layer, true, NULL);
  if (weight == NULL || bias == NULL || size > MOST ||
      rows != size * size * from.channels)
    return false;
  const double *filter = weight + rows * at.channel;
  double best = -1;

  *out = (Arithmetic){.size = size, .channels = from.channels};
  for (size_t c = 0; c < from.channels; c++) {
    double part = take_channel (&from, &at, filter, size, c, NULL);
    out->sum += part;
    if (fabs (part) > best) {
      best = fabs (part);
      out->channel = c;
    }
  }
  out->here = take_channel (&from, &at, filter, size, out->channel, out);
  out->others = out->sum - out->here;
  out->bias = bias[at.channel];
  out->sum += out->bias;
  out->value =
      to->values[at.channel + to->channels * (at.x + to->width * at.y)];
  return true;
}

void
cn_arithmetic_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x1 = 3, .y1 = 1.45};
  spec->bare = true;
}

static char *
sum_text (const Arithmetic *a)
{
  char *here = epi_number_label (a->here, 3);
  char *others = epi_number_label (a->others, 3);
  char *bias = epi_number_label (a->bias, 3);
  char *sum = epi_number_label (a->sum, 3);
  char *value = epi_number_label (a->value, 3);
  char *more = a->channels > 1 ? g_strdup_printf (" + %s of %zu other channels",
                                                  others, a->channels - 1)
                               : g_strdup ("");
  char *text = g_strdup_printf ("sum %s%s + bias %s = %s,   relu: <b>%s</b>",
                                here, more, bias, sum, value);

  g_free (here);
  g_free (others);
  g_free (bias);
  g_free (sum);
  g_free (value);
  g_free (more);
  return text;
}

static void
draw_arithmetic (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  static const char *const titles[] = {"patch", "filter", "product"};
  Arithmetic a;

  if (!read_arithmetic (scene, &a)) {
    epi_draw_message (cr, axes, "only a convolution has patches");
    return;
  }
  const double *blocks[] = {a.patch, a.filter, a.product};
  double foot = axes->plot.y + axes->plot.height - 3.2 * axes->text;
  double low = fmin (epi_axes_y_at (axes, foot), 1); /* titles, sum */
  for (int b = 0; b < 3; b++) {
    EpiRange block = {.x0 = b + 0.04, .x1 = b + 0.96, .y0 = low, .y1 = 1.43};
    epi_draw_matrix_at (cr, axes, &block, blocks[b], a.size, a.size, titles[b],
                        EPI_COLOUR_DATA);
  }
  char *text = sum_text (&a);
  epi_draw_label (cr, axes, 0.04, 0, 1, -1, text, EPI_COLOUR_TEXT);
  g_free (text);
}

const EpiLayer cn_arithmetic_layers[] = {
    {.name = "arithmetic",
     .draw = draw_arithmetic,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {NULL},
};

char *
cn_arithmetic_summary (const EpiScene *scene)
{
  Arithmetic a;

  return read_arithmetic (scene, &a)
             ? g_strdup_printf ("The pixel in hand: products add up to %.4g "
                                "with the bias, %.4g after the activation.",
                                a.sum, a.value)
             : g_strdup ("Only a convolution has patches.");
}
