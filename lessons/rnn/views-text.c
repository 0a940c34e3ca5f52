/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text that the network writes, a cell a letter: the darker its ground, the
 * more surprising the letter, -ln p at temperature 1; and what it might have
 * written in place of the letter in hand.
 */
#include "rnn/lesson.h"

#include "kit/epi-layers.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define COLUMNS 40
#define ROWS 11
#define STOP 10     /* names begin at multiples of it */
#define SURPRISE 6. /* nats, of the darkest ground */
#define BARS 14

/* ---- Where the letters stand ---- */

typedef struct {
  size_t column, row;
} Place;

/* Of letter i; *next is where the one after it goes. */
static Place
place_of (gunichar letter, bool names, Place *next)
{
  Place at = *next;

  next->column++;
  if (letter == '\n' && names)
    next->column = (at.column / STOP + 1) * STOP;
  if (next->column >= COLUMNS || (letter == '\n' && !names))
    *next = (Place){0, at.row + 1};
  return at;
}

typedef struct {
  size_t n;
  Place *at;
  const EpiFrameItem *sample;
  const RnText *text;
} Page;

/* n = 0: nothing is written. */
static Page
page_of (const EpiScene *scene)
{
  const char *task = epi_scene_text (scene, "task");
  Page page = {.sample = epi_scene_item (scene, "sample"),
               .text = rn_text (scene->document, NULL)};
  Place next = {0, 0};

  if (page.sample == NULL || page.text == NULL)
    return page;
  page.n = page.sample->cols;
  page.at = g_new (Place, page.n + 1);
  for (size_t i = 0; i < page.n; i++)
    page.at[i] = place_of (page.text->letter[(size_t)page.sample->data[2 * i]],
                           strcmp (task, "names") == 0, &next);
  return page;
}

static size_t
letter_in_hand (const EpiScene *scene, size_t n)
{
  return MIN ((size_t)epi_scene_number (scene, "letter"), n) - 1;
}

bool
rn_letter_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  Page page = page_of (scene);
  bool there = page.n > 0;

  if (there) {
    Place at = page.at[letter_in_hand (scene, page.n)];
    *point = (EpiPoint){(double)at.column + 0.5, -(double)at.row - 0.95};
  }
  g_free (page.at);
  return there;
}

EpiDocument *
rn_letter_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  Page page = page_of (scene);
  size_t best = 0;
  double least = INFINITY;

  for (size_t k = 0; k < page.n; k++) { /* rows before columns */
    double dx = point.x - (double)page.at[k].column - 0.5;
    double dy = point.y + (double)page.at[k].row + 0.95;
    double distance = dx * dx + 10 * dy * dy;
    if (distance < least)
      least = distance, best = k;
  }
  g_free (page.at);
  if (page.n == 0)
    return epi_document_ref (scene->document);
  return epi_document_with_value (scene->document, "letter",
                                  epi_number ((double)(best + 1)));
}

/* ---- The text ---- */

void
rn_text_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit =
      (EpiRange){.x0 = -0.3, .x1 = COLUMNS + 0.3, .y0 = -ROWS - 0.2, .y1 = 0.2};
  spec->bare = true;
}

static void
draw_letter (cairo_t *cr, const EpiAxes *axes, Place at, gunichar letter,
             double p)
{
  double x = (double)at.column, y = -(double)at.row;
  double wide = epi_axes_x (axes, 1) - epi_axes_x (axes, 0);
  double high = epi_axes_y (axes, 0) - epi_axes_y (axes, 1);
  double surprise = fmin (-log (fmax (p, 1e-300)) / SURPRISE, 1);
  const double px[] = {x, x + 1, x + 1, x};
  const double py[] = {y - 0.95, y - 0.95, y - 0.05, y - 0.05};
  char buffer[RN_MARKUP];

  epi_draw_polygon (cr, axes, px, py, 4, EPI_COLOUR_WARNING, 0.5 * surprise,
                    (EpiStroke){.colour = EPI_COLOUR_GRID, .alpha = 0.01});
  epi_palette_source (axes->palette, cr,
                      letter == '\n' ? EPI_COLOUR_DIM : EPI_COLOUR_TEXT, 1);
  if (letter != ' ')
    epi_plot_text_draw (cr, rn_letter_markup (letter, buffer),
                        fmin (1.5 * wide, 0.72 * fabs (high)),
                        epi_axes_x (axes, x + 0.5), epi_axes_y (axes, y - 0.68),
                        0.5, 1);
}

static void
draw_text (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  Page page = page_of (scene);

  if (page.n == 0)
    epi_draw_message (cr, axes, "nothing is written yet");
  for (size_t i = 0; i < page.n && page.at[i].row < ROWS; i++)
    draw_letter (cr, axes, page.at[i],
                 page.text->letter[(size_t)page.sample->data[2 * i]],
                 page.sample->data[2 * i + 1]);
  g_free (page.at);
}

/* The letter in hand. */
static void
draw_hand (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  Page page = page_of (scene);

  if (page.n > 0) {
    Place at = page.at[letter_in_hand (scene, page.n)];
    double x = (double)at.column, y = -(double)at.row;
    const double px[] = {x, x + 1, x + 1, x};
    const double py[] = {y - 0.95, y - 0.95, y - 0.05, y - 0.05};
    epi_draw_polygon (cr, axes, px, py, 4, EPI_COLOUR_START, 0,
                      (EpiStroke){.colour = EPI_COLOUR_START, .width = 1.8});
  }
  g_free (page.at);
}

const EpiLayer rn_text_layers[] = {
    {.name = "text",
     .draw = draw_text,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {.name = "hand",
     .draw = draw_hand,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {NULL},
};

char *
rn_text_summary (const EpiScene *scene)
{
  Page page = page_of (scene);

  if (page.n == 0)
    return g_strdup ("Nothing is written yet.");
  GString *text = g_string_new ("The network writes: ");
  for (size_t i = 0; i < page.n; i++) {
    gunichar letter = page.text->letter[(size_t)page.sample->data[2 * i]];
    g_string_append_unichar (text, letter == '\n' ? ' ' : letter);
  }
  g_free (page.at);
  return g_string_free (text, FALSE);
}

/* ---- What may come next ---- */

void
rn_next_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->fit = (EpiRange){.x0 = -0.8, .x1 = BARS - 0.2, .y0 = -0.25, .y1 = 1.1};
  spec->bare = true;
}

/* The most probable classes at temperature 1, in order: as many as there are
 * bars. */
static size_t
most_probable (const EpiFrameItem *next, size_t best[BARS])
{
  size_t n = 0;

  for (size_t c = 0; c < next->rows; c++) {
    size_t at = n;
    while (at > 0 && next->data[c] > next->data[best[at - 1]])
      at--;
    if (at == BARS)
      continue;
    n = MIN (n + 1, BARS);
    memmove (best + at + 1, best + at, (n - 1 - at) * sizeof *best);
    best[at] = c;
  }
  return n;
}

static void
draw_next (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
           const void *data)
{
  const EpiFrameItem *next = epi_scene_item (scene, "next");
  const RnText *text = rn_text (scene->document, NULL);
  size_t best[BARS], n;
  double x[BARS], p[BARS], plain[BARS];

  if (next == NULL || next->cols != 3 || text == NULL) {
    epi_draw_message (cr, axes, "no letter yet");
    return;
  }
  n = most_probable (next, best);
  for (size_t i = 0; i < n; i++) {
    char buffer[RN_MARKUP];
    x[i] = (double)i;
    p[i] = next->data[best[i] + next->rows];
    plain[i] = next->data[best[i] + 2 * next->rows];
    epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
    epi_plot_text_draw (cr, rn_letter_markup (text->letter[best[i]], buffer),
                        axes->text, epi_axes_x (axes, x[i]),
                        epi_axes_y (axes, 0) + 1.1 * axes->text, 0.5, 1);
  }
  epi_draw_bars (cr, axes, x, p, n, 0.7, EPI_COLOUR_FIT);
  epi_draw_markers (cr, axes, x, plain, n, EPI_MARKER_RING, EPI_COLOUR_TEXT, 7);
  char *label = g_strdup_printf ("bars: at temperature %.3g, rings: at 1",
                                 epi_scene_number (scene, "temperature"));
  epi_draw_label (cr, axes, BARS / 3.0, 1.02, 0, 0, label, EPI_COLOUR_DIM);
  g_free (label);
}

const EpiLayer rn_next_layers[] = {
    {.name = "next",
     .draw = draw_next,
     .depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME},
    {NULL},
};

char *
rn_next_summary (const EpiScene *scene)
{
  const EpiFrameItem *top = epi_scene_item (scene, "top_probability");

  if (top == NULL)
    return g_strdup ("There is no letter yet.");
  return g_strdup_printf ("At the letter in hand the most probable one has the "
                          "probability %.2f.",
                          top->data[0]);
}
