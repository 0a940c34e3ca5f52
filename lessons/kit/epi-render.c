/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-render.h"

#include "kit/epi-scene-condition.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define TEXT 14

static double
text_size (const EpiRenderOptions *options)
{
  return options->text > 0 ? options->text : TEXT;
}

static bool
shown (const EpiScene *scene, const char *shown_when)
{
  return shown_when == NULL ||
         epi_lesson_shown (scene->lesson, scene->document, shown_when);
}

static void
draw_layers (cairo_t *cr, const EpiAxes *axes, const EpiViewSpec *view,
             const EpiScene *scene)
{
  for (const EpiLayer *layer = view->layers; layer->name != NULL; layer++) {
    if (!shown (scene, layer->shown_when))
      continue;
    cairo_save (cr);
    if (!layer->overflow)
      epi_render_clip (cr, axes);
    layer->draw (cr, axes, scene, layer->data);
    cairo_restore (cr);
  }
}

void
epi_render_view (cairo_t *cr, const EpiViewSpec *view, const EpiScene *scene,
                 const EpiRange *range, const EpiRenderOptions *options)
{
  EpiAxesSpec spec = {.fit = epi_range_empty ()};

  view->axes (scene, &spec);
  if (range == NULL)
    range = &spec.fit;
  EpiRange wide = *range;
  if (!(wide.x1 > wide.x0) || !(wide.y1 > wide.y0))
    wide = epi_range_padded (wide, 0);
  EpiAxes axes = epi_axes_layout (&spec, &wide, options->width, options->height,
                                  text_size (options), options->palette);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, options->width, options->height);
  cairo_clip (cr);
  epi_palette_source (options->palette, cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_paint (cr);
  epi_render_axes (cr, &axes, &spec, options->width, options->height);
  draw_layers (cr, &axes, view, scene);
  if (options->handles)
    epi_render_handles (cr, &axes, view, scene);
  cairo_restore (cr);
  epi_axes_spec_clear (&spec);
}

/* ---- A whole lesson ---- */

static void
render_titled (cairo_t *cr, const EpiViewSpec *view, const EpiScene *scene,
               EpiRect rect, const EpiRenderOptions *options)
{
  EpiRenderOptions own = *options;
  double text = text_size (options), title = 2.4 * text;

  cairo_save (cr);
  cairo_translate (cr, rect.x, rect.y);
  if (view->title != NULL) {
    char *markup = g_markup_printf_escaped ("<b>%s</b>", view->title);
    epi_palette_source (options->palette, cr, EPI_COLOUR_TEXT, 1);
    epi_plot_text_draw (cr, markup, 1.05 * text, 0.7 * text, 0.62 * title, 0,
                        0.5);
    g_free (markup);
    cairo_translate (cr, 0, title);
    rect.height -= title;
  }
  own.width = rect.width;
  own.height = fmax (rect.height, 1);
  epi_render_view (cr, view, scene, NULL, &own);
  cairo_restore (cr);
}

static double
weight_of (const EpiViewSpec *view)
{
  return view->weight > 0 ? view->weight : 1;
}

/* Those that stand left, then those that stand right, in their order; at least
 * one stands left.  Returns how many. */
static size_t
put_left_first (const EpiScene *scene, const EpiViewSpec **views, size_t n)
{
  const EpiViewSpec *right[16];
  size_t n_left = 0, n_right = 0;

  for (size_t i = 0; i < n; i++)
    if (views[i] == scene->lesson->views || views[i]->left)
      views[n_left++] = views[i];
    else
      right[n_right++] = views[i];
  memcpy (views + n_left, right, n_right * sizeof *right);
  return MAX (n_left, 1);
}

/* Views under one another, by weight. */
static void
render_stack (cairo_t *cr, const EpiViewSpec *const *views, size_t n,
              const EpiScene *scene, EpiRect rect, double gap,
              const EpiRenderOptions *options)
{
  double total = 0, room = rect.height - gap * (double)(n - 1);

  for (size_t i = 0; i < n; i++)
    total += weight_of (views[i]);
  for (size_t i = 0; i < n; i++) {
    rect.height = room * weight_of (views[i]) / total;
    render_titled (cr, views[i], scene, rect, options);
    rect.y += rect.height + gap;
  }
}

void
epi_render_lesson (cairo_t *cr, const EpiScene *scene,
                   const EpiRenderOptions *options)
{
  const EpiViewSpec *views[16];
  size_t n = 0;
  double gap = text_size (options);

  for (const EpiViewSpec *v = scene->lesson->views; v->name != NULL; v++)
    if (n < G_N_ELEMENTS (views) && shown (scene, v->shown_when))
      views[n++] = v;
  epi_palette_source (options->palette, cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_rectangle (cr, 0, 0, options->width, options->height);
  cairo_fill (cr);
  if (n == 0)
    return;
  EpiRect all = {0, 0, options->width, options->height};
  size_t n_left = put_left_first (scene, views, n);
  if (n_left == n || options->width < 1.1 * options->height) {
    render_stack (cr, views, n, scene, all, gap, options);
    return;
  }
  EpiRect left = all, right = all;
  double share =
      weight_of (views[0]) / (weight_of (views[0]) + weight_of (views[n_left]));
  left.width = (all.width - gap) * fmin (fmax (share, 0.5), 0.7);
  right.x = left.width + gap;
  right.width = all.width - right.x;
  render_stack (cr, views, n_left, scene, left, gap, options);
  render_stack (cr, views + n_left, n - n_left, scene, right, gap, options);
}
