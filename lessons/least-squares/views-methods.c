/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The equations that a direct method solves, with their numbers, and what the
 * three methods make of the same data: condition number and digits.
 */
#include "least-squares/views.h"

#include "core/epi-number.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

void
ls_equations_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}

static void
draw_text (cairo_t *cr, const EpiAxes *axes, double x, double y,
           const char *markup, EpiColour colour)
{
  epi_draw_label (cr, axes, epi_axes_x_at (axes, x), epi_axes_y_at (axes, y), 0,
                  0, markup, colour);
}

/* ---- Blocks: matrices in a row, with signs between them ---- */

typedef struct {
  const char *name;  /* item of the frame */
  const char *title; /* under the block */
  const char *after; /* sign after it, or NULL */
  EpiColour colour;
} Block;

static const Block normal_blocks[] = {
    {"gram", "<i>A</i>ᵀ<i>A</i>", "", EPI_COLOUR_DATA},
    {"theta", "<i>θ</i>", "=", EPI_COLOUR_FIT},
    {"rhs", "<i>A</i>ᵀ<i>b</i>", NULL, EPI_COLOUR_DATA},
};
static const Block qr_blocks[] = {
    {"R", "<i>R</i>  (triangular)", "", EPI_COLOUR_DATA},
    {"theta", "<i>θ</i>", "=", EPI_COLOUR_FIT},
    {"qtb", "<i>Q</i>ᵀ<i>b</i>", NULL, EPI_COLOUR_DATA},
};
static const Block svd_blocks[] = {
    {"V", "<i>V</i>", "", EPI_COLOUR_DATA},
    {"sigma", "<i>σ</i>", "", EPI_COLOUR_RESIDUAL},
    {"theta", "<i>θ</i>", NULL, EPI_COLOUR_FIT},
};

/* A vector has room for its numbers; a matrix has square cells. */
static double
block_width (const EpiFrameItem *item, double cell, double text)
{
  return item->cols == 1 ? fmax (cell, 5 * text) : (double)item->cols * cell;
}

static double
total_width (const EpiFrame *frame, const Block *blocks, size_t n, double cell,
             double gap, double text)
{
  double width = -gap;

  for (size_t i = 0; i < n; i++) {
    const EpiFrameItem *item = epi_frame_find (frame, blocks[i].name);
    if (item != NULL)
      width += block_width (item, cell, text) + gap;
  }
  return width;
}

/* The blocks share one height of cell, so that rows stand beside rows. */
static void
draw_blocks (cairo_t *cr, const EpiAxes *axes, const EpiFrame *frame,
             const Block *blocks, size_t n, EpiRect room)
{
  double gap = 2 * axes->text, rows = 1, cols = 0;

  for (size_t i = 0; i < n; i++) {
    const EpiFrameItem *item = epi_frame_find (frame, blocks[i].name);
    if (item != NULL) {
      rows = fmax (rows, (double)item->rows);
      cols += (double)item->cols;
    }
  }
  double cell = fmin (room.height / (rows + 1),
                      (room.width - gap * (double)n) / fmax (cols, 1));
  cell = fmin (cell, 6 * axes->text);
  double width = total_width (frame, blocks, n, cell, gap, axes->text);
  double x = room.x + fmax (room.width - width, 0) / 2;
  for (size_t i = 0; i < n; i++) {
    const EpiFrameItem *item = epi_frame_find (frame, blocks[i].name);
    if (item == NULL)
      continue;
    EpiRect rect = {x, room.y, block_width (item, cell, axes->text),
                    (double)item->rows * cell};
    epi_draw_matrix (cr, axes, rect, item->data, item->rows, item->cols,
                     blocks[i].title, blocks[i].colour);
    if (blocks[i].after != NULL && *blocks[i].after != '\0')
      draw_text (cr, axes, x + rect.width + gap / 4, room.y + cell / 2,
                 blocks[i].after, EPI_COLOUR_TEXT);
    x += rect.width + gap;
  }
}

static void
draw_equations (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return;
  const char *method = epi_scene_text (scene, "method");
  const Block *blocks = strcmp (method, "normal") == 0 ? normal_blocks
                        : strcmp (method, "qr") == 0   ? qr_blocks
                                                       : svd_blocks;
  EpiRect room = axes->plot;
  room.y += axes->text;
  room.height = fmax (room.height - 9 * axes->text, 2.5 * axes->text);
  draw_blocks (cr, axes, frame, blocks, 3, room);
}

/* ---- What the methods make of it ---- */

static void
draw_row (cairo_t *cr, const EpiAxes *axes, double y, const char *method,
          const char *condition, const char *digits, EpiColour colour)
{
  const EpiRect *plot = &axes->plot;

  draw_text (cr, axes, plot->x + axes->text, y, method, colour);
  draw_text (cr, axes, plot->x + plot->width * 0.45, y, condition, colour);
  draw_text (cr, axes, plot->x + plot->width * 0.75, y, digits, colour);
}

static const EpiFrame *
last_frame (const EpiRun *run)
{
  return run->n_frames > 0 ? run->frames[run->n_frames - 1] : NULL;
}

static void
draw_comparison (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                 const void *data)
{
  double line = 1.7 * axes->text;
  double y = axes->plot.y + axes->plot.height - 4 * line;

  if (scene->answer == NULL || scene->answer->n_runs == 0)
    return;
  draw_row (cr, axes, y, "<b>method</b>", "<b>κ of what it factors</b>",
            "<b>digits of θ</b>", EPI_COLOUR_DIM);
  for (size_t i = 0; i < scene->answer->n_runs && i < 3; i++) {
    const EpiRun *run = &scene->answer->runs[i];
    const EpiFrame *frame = last_frame (run);
    if (frame == NULL)
      continue;
    double condition = epi_frame_scalar (
        frame, "condition_gram", epi_frame_scalar (frame, "condition", NAN));
    char *kappa = epi_number_label (condition, 2);
    char *digits =
        epi_status_is_failure (run->status)
            ? g_strdup (epi_status_sentence (run->status))
            : g_strdup_printf ("%.1f", epi_frame_scalar (frame, "digits", NAN));
    y += line;
    draw_row (cr, axes, y, run->name, kappa, digits,
              i == 0 ? EPI_COLOUR_FIT : EPI_COLOUR_TEXT);
    g_free (kappa);
    g_free (digits);
  }
}

const EpiLayer ls_equations_layers[] = {
    {.name = "equations",
     .draw = draw_equations,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_DOCUMENT},
    {.name = "comparison",
     .draw = draw_comparison,
     .depends = EPI_DEPENDS_HISTORY},
    {NULL},
};

char *
ls_equations_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The matrices that the method works with; their condition number is "
      "%.3g.",
      frame != NULL ? epi_frame_scalar (frame, "condition", NAN) : NAN);
}
