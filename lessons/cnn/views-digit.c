/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The paper that one draws on, and how probable each digit is.
 */
#include "cnn/lesson.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-entries.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

static const char *
title_of (const EpiScene *scene, char **title)
{
  float pixels[CN_PIXELS];
  const CnDigits *digits = cn_digits (NULL);
  int class;

  *title = NULL;
  if (digits == NULL ||
      !cn_image (digits, scene->document, pixels, &class, title))
    *title = g_strdup ("draw a digit here");
  return *title;
}

/* ---- Paper ---- */

void
cn_digit_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit =
      (EpiRange){.x0 = -1, .x1 = CN_SIDE + 1, .y0 = -1, .y1 = CN_SIDE + 3};
  spec->equal = true;
  spec->bare = true;
}

static bool
shows_picture (const EpiScene *scene)
{
  size_t rows = 0, cols = 0;
  bool inked = false;

  if (strcmp (epi_scene_text (scene, "input"), "test") == 0)
    return true;
  double *ink =
      epi_lesson_matrix (scene->lesson, scene->document, "ink", &rows, &cols);
  for (size_t i = 0; ink != NULL && cols == 3 && i < rows; i++)
    inked = inked || ink[i + 2 * rows] > 0;
  g_free (ink);
  return !inked;
}

static void
draw_picture (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene)
{
  const EpiRange paper = {.x1 = CN_SIDE, .y1 = CN_SIDE};
  const CnDigits *digits = cn_digits (NULL);
  float pixels[CN_PIXELS];
  double values[CN_PIXELS];
  int class;

  if (digits != NULL)
    cn_image (digits, scene->document, pixels, &class, NULL);
  for (size_t p = 0; p < CN_PIXELS; p++)
    values[p] = digits != NULL ? (double)pixels[p] : 0;
  epi_draw_image (cr, axes, &paper,
                  &(EpiPixels){.values = values,
                               .width = CN_SIDE,
                               .height = CN_SIDE,
                               .high = 1,
                               .colour = EPI_COLOUR_TEXT});
}

static void
draw_strokes (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene)
{
  size_t rows = 0, cols = 0, i = 0;
  double *ink =
      epi_lesson_matrix (scene->lesson, scene->document, "ink", &rows, &cols);
  double unit = epi_axes_x (axes, 1) - epi_axes_x (axes, 0);
  double width = 2.2 * unit * 14 / axes->text;

  while (ink != NULL && cols == 3 && i < rows) {
    size_t end = i + 1;
    while (end < rows && ink[end + 2 * rows] == ink[i + 2 * rows])
      end++;
    if (ink[i + 2 * rows] > 0) {
      epi_draw_line (cr, axes, ink + i, ink + rows + i, end - i,
                     (EpiStroke){.colour = EPI_COLOUR_TEXT, .width = width});
      if (end - i == 1) /* a dot */
        epi_draw_segment (
            cr, axes, ink[i] - 0.01, ink[rows + i], ink[i] + 0.01,
            ink[rows + i],
            (EpiStroke){.colour = EPI_COLOUR_TEXT, .width = width});
    }
    i = end;
  }
  g_free (ink);
}

static void
draw_paper (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const double x[] = {0, CN_SIDE, CN_SIDE, 0}, y[] = {0, 0, CN_SIDE, CN_SIDE};
  char *title;

  epi_draw_polygon (cr, axes, x, y, 4, EPI_COLOUR_GRID, 0.15,
                    (EpiStroke){.colour = EPI_COLOUR_GRID, .width = 1.5});
  if (shows_picture (scene))
    draw_picture (cr, axes, scene);
  else
    draw_strokes (cr, axes, scene);
  epi_draw_label (cr, axes, 0, CN_SIDE + 2, 0, 0, title_of (scene, &title),
                  EPI_COLOUR_DIM);
  g_free (title);
}

const EpiLayer cn_digit_layers[] = {
    {.name = "paper",
     .draw = draw_paper,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FILE},
    {NULL},
};

char *
cn_digit_summary (const EpiScene *scene)
{
  char *title;

  title_of (scene, &title);
  char *summary =
      g_strdup_printf ("The image that the network sees: %s.", title);
  g_free (title);
  return summary;
}

/* ---- Answers ---- */

void
cn_answer_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x0 = -0.6, .x1 = 9.6, .y0 = -0.5, .y1 = 1.5};
  spec->bare = true;
}

static void
draw_bars (cairo_t *cr, const EpiAxes *axes, const double *p, double shift,
           double width, EpiColour colour)
{
  double x[CN_CLASSES];

  for (int c = 0; c < CN_CLASSES; c++)
    x[c] = c + shift;
  epi_draw_bars (cr, axes, x, p, CN_CLASSES, width, colour);
}

/* The digit below its bar; above it the probability, where one sees a bar. */
static void
name_bar (cairo_t *cr, const EpiAxes *axes, int class, double p, double top,
          bool best)
{
  char *digit = g_strdup_printf (best ? "<b>%d</b>" : "%d", class);
  char *value = g_strdup_printf (best ? "<b>%.2f</b>" : "%.2f", p);

  epi_draw_label (cr, axes, class, 0, 0, 2, digit,
                  best ? EPI_COLOUR_TEXT : EPI_COLOUR_DIM);
  if (p >= 0.1)
    epi_draw_label (cr, axes, class, top, 0, -1, value,
                    best ? EPI_COLOUR_TEXT : EPI_COLOUR_DIM);
  g_free (digit);
  g_free (value);
}

static void
draw_answer (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  const EpiFrameItem *p = epi_scene_item (scene, "probability");
  const EpiFrameItem *other = epi_scene_item (scene, "probability_other");
  const EpiFrameItem *answer = epi_scene_item (scene, "answer");

  if (p == NULL || answer == NULL) {
    epi_draw_message (cr, axes, "no digit yet");
    return;
  }
  draw_bars (cr, axes, p->data, other != NULL ? -0.2 : 0,
             other != NULL ? 0.38 : 0.7, epi_run_colour (0));
  if (other != NULL)
    draw_bars (cr, axes, other->data, 0.2, 0.38, epi_run_colour (1));
  epi_draw_segment (cr, axes, -0.6, 0, 9.6, 0,
                    (EpiStroke){.colour = EPI_COLOUR_GRID, .width = 1});
  for (int c = 0; c < CN_CLASSES; c++)
    name_bar (cr, axes, c, p->data[c],
              other != NULL ? fmax (p->data[c], other->data[c]) : p->data[c],
              c == (int)answer->data[0]);
}

const EpiLayer cn_answer_layers[] = {
    {.name = "answer", .draw = draw_answer, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
cn_answer_summary (const EpiScene *scene)
{
  const EpiFrameItem *answer = epi_scene_item (scene, "answer");
  const EpiFrameItem *p = epi_scene_item (scene, "confidence");

  if (answer == NULL || p == NULL)
    return g_strdup ("There is no digit to answer for.");
  return g_strdup_printf ("The network says %d, with probability %.2f.",
                          (int)answer->data[0], p->data[0]);
}
