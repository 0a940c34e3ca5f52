/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The network unrolled in time: a column a step, a row a unit; the state, and
 * of an LSTM its cells and gates, one strip under the other.
 */
#include "rnn/lesson.h"

#include "kit/epi-layers.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define WIDTH 10.0 /* of the strips, data units */
#define STRIP 1.0
#define GAP 0.12

typedef struct {
  const char *label;
  const EpiFrameItem *of;
  size_t from, rows; /* of it */
  bool gate;         /* 0 … 1 */
} Band;

/* From the top. */
static size_t
bands_of (const EpiScene *scene, Band bands[5])
{
  const EpiFrameItem *hidden = epi_scene_item (scene, "hidden");
  const EpiFrameItem *cell = epi_scene_item (scene, "cell");
  const EpiFrameItem *gates = epi_scene_item (scene, "gates");
  size_t n = 0, N = hidden != NULL ? hidden->rows : 0;

  if (hidden == NULL)
    return 0;
  bands[n++] = (Band){"state h", hidden, 0, N, false};
  if (cell == NULL || gates == NULL)
    return n;
  bands[n++] = (Band){"cells c", cell, 0, N, false};
  bands[n++] = (Band){"input", gates, 0, N, true};
  bands[n++] = (Band){"forget", gates, N, N, true};
  bands[n++] = (Band){"output", gates, 2 * N, N, true};
  return n;
}

static size_t
n_bands (const EpiScene *scene)
{
  return strcmp (epi_scene_text (scene, "cell"), "lstm") == 0 ? 5 : 1;
}

void
rn_state_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double high = (double)n_bands (scene) * (STRIP + GAP);

  spec->fit = (EpiRange){.x0 = -1.35,
                         .x1 = WIDTH + 0.1,
                         .y0 = -high - 0.02 * high,
                         .y1 = 0.24 * high};
  spec->bare = true;
}

static void
draw_band (cairo_t *cr, const EpiAxes *axes, const Band *band, size_t i)
{
  size_t columns = band->of->cols;
  double top = -(double)i * (STRIP + GAP), high = 1;
  double *values = g_new (double, band->rows *columns + 1);
  EpiRange block = {.x0 = 0, .x1 = WIDTH, .y0 = top - STRIP, .y1 = top};

  for (size_t t = 0; t < columns; t++)
    for (size_t u = 0; u < band->rows; u++) {
      double v = band->of->data[band->from + u + band->of->rows * t];
      values[t + columns * u] = v;
      high = fmax (high, fabs (v)); /* cells have no bound */
    }
  epi_draw_image (
      cr, axes, &block,
      &(EpiPixels){.values = values,
                   .width = columns,
                   .height = band->rows,
                   .high = high,
                   .is_signed = !band->gate,
                   .colour = band->gate ? EPI_COLOUR_TEXT : EPI_COLOUR_DATA});
  epi_draw_label (cr, axes, -1.3, top - STRIP / 2, 0, 0, band->label,
                  EPI_COLOUR_DIM);
  g_free (values);
}

/* Letters over their columns. */
static void
draw_letters (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              size_t columns)
{
  const EpiFrameItem *sample = epi_scene_item (scene, "sample");
  const RnText *text = rn_text (scene->document, NULL);
  size_t at = (size_t)epi_scene_number (scene, "letter") - 1;
  double wide = WIDTH / (double)columns;
  double pixels = epi_axes_x (axes, wide) - epi_axes_x (axes, 0);

  if (sample == NULL || text == NULL || pixels < 5)
    return;
  at = MIN (at, sample->cols - 1);
  size_t page = at / RN_PAGE * RN_PAGE;
  for (size_t i = 0; i < columns && page + i <= sample->cols; i++) {
    /* what came in: the letter before */
    size_t class = page + i > 0 ? (size_t)sample->data[2 * (page + i - 1)]
                                : (size_t)text->start;
    char buffer[RN_MARKUP];
    epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
    epi_plot_text_draw (cr, rn_letter_markup (text->letter[class], buffer),
                        fmin (axes->text, 1.5 * pixels),
                        epi_axes_x (axes, ((double)i + 0.5) * wide),
                        epi_axes_y (axes, 0) - 0.35 * axes->text, 0.5, 1);
  }
  if (at - page < columns) {
    double x0 = wide * (double)(at - page), x1 = x0 + wide;
    double bottom = -(double)n_bands (scene) * (STRIP + GAP) + GAP;
    const double x[] = {x0, x1, x1, x0}, y[] = {bottom, bottom, 0, 0};
    epi_draw_polygon (cr, axes, x, y, 4, EPI_COLOUR_START, 0,
                      (EpiStroke){.colour = EPI_COLOUR_START, .width = 1.5});
  }
}

/* Past and forecast. */
static void
draw_times (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            size_t columns)
{
  double horizon = epi_scene_number (scene, "horizon");
  double past = (double)columns - horizon + 1;
  double x = WIDTH * past / (double)columns;
  double bottom = -(double)n_bands (scene) * (STRIP + GAP);

  epi_draw_segment (cr, axes, x, bottom, x, 0.05,
                    (EpiStroke){.colour = EPI_COLOUR_START, .width = 1.5});
  double above = epi_axes_y (axes, 0) - 0.35 * axes->text;
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 1);
  epi_plot_text_draw (cr, "past", 0.9 * axes->text, epi_axes_x (axes, 0), above,
                      0, 1);
  if (horizon > 1)
    epi_plot_text_draw (cr, "its own forecasts", 0.9 * axes->text,
                        epi_axes_x (axes, x), above, 0, 1);
}

static void
draw_state (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  Band bands[5];
  size_t n = bands_of (scene, bands);

  if (n == 0 || bands[0].of->cols == 0) {
    epi_draw_message (cr, axes, "no state yet");
    return;
  }
  for (size_t i = 0; i < n; i++)
    draw_band (cr, axes, &bands[i], i);
  if (epi_scene_item (scene, "sample") != NULL)
    draw_letters (cr, axes, scene, bands[0].of->cols);
  else
    draw_times (cr, axes, scene, bands[0].of->cols);
}

const EpiLayer rn_state_layers[] = {
    {.name = "state",
     .draw = draw_state,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {NULL},
};

char *
rn_state_summary (const EpiScene *scene)
{
  const EpiFrameItem *hidden = epi_scene_item (scene, "hidden");

  if (hidden == NULL)
    return g_strdup ("There is no state yet.");
  return g_strdup_printf (
      "The state of %zu units over %zu steps%s.", hidden->rows, hidden->cols,
      epi_scene_item (scene, "gates") != NULL ? ", with its cells and gates"
                                              : "");
}
