/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the answer rests on, and the test digits: which are taken for which,
 * and the wrong ones themselves.
 */
#include "cnn/lesson.h"

#include "kit/epi-layers.h"

#include <math.h>

/* ---- Occlusion ---- */

void
cn_occlusion_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit =
      (EpiRange){.x0 = -1, .x1 = CN_SIDE + 1, .y0 = -1, .y1 = CN_SIDE + 3};
  spec->equal = true;
  spec->bare = true;
}

/* Full where the evidence falls most. */
static EpiTint
fall_cb (double fall, const void *data)
{
  const double *most = data;

  return (EpiTint){fall > 0 ? EPI_COLOUR_WARNING : EPI_COLOUR_FIT,
                   0.8 * fmin (fabs (fall) / *most, 1)};
}

/* The evidence for a class of probability p; finite also where rounding made
 * p one. */
static double
log_odds (double p)
{
  return log (fmax (p, 1e-12) / fmax (1 - p, 1e-12));
}

/* How far the log-odds fell, y upwards; *most at the worst place. */
static EpiFieldGrid *
falls (const EpiFrameItem *map, double confidence, double *most)
{
  double first = CN_SQUARE / 2.0;
  double last = first + CN_STRIDE * (double)(map->rows - 1);
  EpiRange range = {
      .x0 = first, .x1 = last, .y0 = CN_SIDE - last, .y1 = CN_SIDE - first};
  EpiFieldGrid *grid =
      epi_field_grid_new ("occlusion", &range, map->rows, map->cols, 1);

  *most = log (2); /* less than odds of two to one is nothing */
  for (size_t j = 0; grid != NULL && j < map->cols; j++)
    for (size_t i = 0; i < map->rows; i++) {
      double fall =
          log_odds (confidence) - log_odds (map->data[i + map->rows * j]);
      grid->values[i + map->rows * (map->cols - 1 - j)] = fall;
      *most = fmax (*most, fall);
    }
  return grid;
}

static void
draw_occlusion (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiRange paper = {.x1 = CN_SIDE, .y1 = CN_SIDE};
  const EpiFrameItem *input = epi_scene_item (scene, "input");
  const EpiFrameItem *map = epi_scene_item (scene, "occlusion");
  const EpiFrameItem *p = epi_scene_item (scene, "confidence");
  const EpiFrameItem *answer = epi_scene_item (scene, "answer");

  if (input == NULL || map == NULL || p == NULL || answer == NULL) {
    epi_draw_message (cr, axes, "no digit yet");
    return;
  }
  epi_draw_image (cr, axes, &paper,
                  &(EpiPixels){.values = input->data,
                               .width = CN_SIDE,
                               .height = CN_SIDE,
                               .high = 1,
                               .colour = EPI_COLOUR_TEXT});
  double most;
  EpiFieldGrid *grid = falls (map, p->data[0], &most);
  if (grid != NULL)
    epi_draw_tinted (cr, axes, grid, 0, true, fall_cb, &most);
  epi_field_grid_unref (grid);
  char *label = g_strdup_printf ("red: without this it is less a %d",
                                 (int)answer->data[0]);
  epi_draw_label (cr, axes, 0, CN_SIDE + 2, 0, 0, label, EPI_COLOUR_WARNING);
  g_free (label);
}

const EpiLayer cn_occlusion_layers[] = {
    {.name = "occlusion", .draw = draw_occlusion, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
cn_occlusion_summary (const EpiScene *scene)
{
  const EpiFrameItem *map = epi_scene_item (scene, "occlusion");
  const EpiFrameItem *p = epi_scene_item (scene, "confidence");
  double least = 1;

  if (map == NULL || p == NULL)
    return g_strdup ("There is no digit yet.");
  for (size_t i = 0; i < map->rows * map->cols; i++)
    least = fmin (least, map->data[i]);
  return g_strdup_printf ("A covered square takes the probability of the "
                          "answer from %.2f to %.2f at the worst place.",
                          p->data[0], least);
}

/* ---- Confusion ---- */

void
cn_confusion_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x0 = -3.4, .x1 = 10.6, .y0 = -2.2, .y1 = 10.4};
  spec->equal = true;
  spec->bare = true;
}

static void
draw_confusion (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiFrameItem *counts = epi_scene_item (scene, "confusion");
  const EpiRange block = {.x1 = 10, .y1 = 10};

  if (counts == NULL) {
    epi_draw_message (cr, axes, "no answers yet");
    return;
  }
  epi_draw_matrix_at (cr, axes, &block, counts->data, 10, 10, NULL,
                      EPI_COLOUR_FIT);
  double cell = epi_axes_y (axes, 0) - epi_axes_y (axes, 1);
  for (int c = 0; c < CN_CLASSES; c++) {
    char digit[] = {(char)('0' + c), '\0'};
    cn_put (cr, axes, c + 0.5, -0.6, 0.5, cell, digit);
    cn_put (cr, axes, -0.8, 9.5 - c, 0.5, cell, digit);
  }
  cn_put (cr, axes, 5, -1.6, 0.5, 1.3 * cell, "answer");
  cn_put (cr, axes, -1.3, 9.5, 1, 1.3 * cell, "digit");
}

const EpiLayer cn_confusion_layers[] = {
    {.name = "confusion", .draw = draw_confusion, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
cn_confusion_summary (const EpiScene *scene)
{
  const EpiFrameItem *right = epi_scene_item (scene, "right_moved");

  return right != NULL ? g_strdup_printf ("%.1f %% of the test digits are "
                                          "called right.",
                                          100 * right->data[0])
                       : g_strdup ("There are no answers yet.");
}

/* ---- Wrong answers ---- */

#define ACROSS 6

void
cn_wrong_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x0 = -0.1,
                         .x1 = ACROSS + 0.1,
                         .y0 = -1.35 * (CN_WRONG / ACROSS) - 0.1,
                         .y1 = 0.1};
  spec->equal = true;
  spec->bare = true;
}

static void
draw_wrong_one (cairo_t *cr, const EpiAxes *axes, const CnDigits *digits,
                const double *wrong, size_t i, int shift)
{
  double x = (double)(i % ACROSS), y = -1.35 * (double)(i / ACROSS);
  EpiRange block = {
      .x0 = x + 0.06, .x1 = x + 0.94, .y0 = y - 0.94, .y1 = y - 0.06};
  size_t digit = (size_t)wrong[0] - 1;
  float pixels[CN_PIXELS], moved[CN_PIXELS];
  double values[CN_PIXELS];

  for (size_t p = 0; p < CN_PIXELS; p++)
    pixels[p] =
        (float)epi_idx_value (&digits->test_images, digit * CN_PIXELS + p);
  cn_move (pixels, shift, moved);
  for (size_t p = 0; p < CN_PIXELS; p++)
    values[p] = (double)moved[p];
  epi_draw_image (cr, axes, &block,
                  &(EpiPixels){.values = values,
                               .width = CN_SIDE,
                               .height = CN_SIDE,
                               .high = 255,
                               .colour = EPI_COLOUR_TEXT});
  char *label = g_strdup_printf ("%d → %d", (int)wrong[1], (int)wrong[2]);
  epi_draw_label (cr, axes, x + 0.25, y - 1.12, 0, 0, label,
                  EPI_COLOUR_WARNING);
  g_free (label);
}

static void
draw_wrong (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const EpiFrameItem *wrong = epi_scene_item (scene, "wrong");
  const CnDigits *digits = cn_digits (NULL);

  if (wrong == NULL || digits == NULL)
    epi_draw_message (cr, axes, "no answers yet");
  else if (wrong->cols == 0)
    epi_draw_message (cr, axes, "every test digit is called right");
  else
    for (size_t i = 0; i < wrong->cols; i++)
      draw_wrong_one (cr, axes, digits, wrong->data + 4 * i, i,
                      (int)epi_scene_number (scene, "shift"));
}

const EpiLayer cn_wrong_layers[] = {
    {.name = "wrong", .draw = draw_wrong, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
cn_wrong_summary (const EpiScene *scene)
{
  const EpiFrameItem *wrong = epi_scene_item (scene, "wrong");

  return wrong != NULL ? g_strdup_printf ("The first %zu test digits that are "
                                          "called wrong.",
                                          wrong->cols)
                       : g_strdup ("There are no answers yet.");
}
