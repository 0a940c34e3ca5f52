/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sheets: the layers of the view that change together, with the axes below and
 * the handles above them; each is drawn as one (app/epi-canvas.h).
 */
#include "epi-plot-private.h"

#include "kit/epi-held-back.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-render.h"

#include <math.h>

/* Layers that a drag changes anyway share a sheet.  Fields, which seldom change
 * and are dear to draw, and layers under the pointer have their own. */
static gboolean
change_together (unsigned a, unsigned b)
{
  const unsigned often =
      EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY;
  return a == b || ((a & EPI_DEPENDS_HOVER) == (b & EPI_DEPENDS_HOVER) &&
                    (a & often) != 0 && (b & often) != 0);
}

void
epi_plot_make_sheets (EpiPlot *self)
{
  const EpiLayer *layers = self->view->layers;
  guint n_layers = 0, n = 1;
  while (layers[n_layers].name != NULL)
    n_layers++;
  self->sheets = g_malloc0_n (n_layers + 2, sizeof *self->sheets);
  for (guint i = 0; i < n_layers; i++) {
    if (n == 1 ||
        !change_together (self->sheets[n - 1].depends, layers[i].depends))
      self->sheets[n++].first = i;
    self->sheets[n - 1].depends |= layers[i].depends;
    self->sheets[n - 1].n++;
  }
  self->sheets[n].depends = EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME;
  self->n_sheets = n + 1;
}

static void
draw_layer (EpiPlot *self, cairo_t *cr, const EpiLayer *layer)
{
  cairo_save (cr);
  if (!layer->overflow)
    epi_render_clip (cr, &self->axes);
  layer->draw (cr, &self->axes, epi_plot_scene (self), layer->data);
  cairo_restore (cr);
}

static void
ring (EpiPlot *self, cairo_t *cr, EpiPoint point)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, epi_axes_x (&self->axes, point.x),
             epi_axes_y (&self->axes, point.y), 0.45 * self->text, 0, 2 * G_PI);
  epi_palette_source (self->palette, cr, EPI_COLOUR_ACCENT, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

/* Handles that are not rows of a table as they stand in it, and rings around
 * selected rows; the rows themselves are a layer of the lesson. */
static void
draw_handles (EpiPlot *self, cairo_t *cr)
{
  const EpiScene *scene = epi_plot_scene (self);
  epi_render_clip (cr, &self->axes);
  for (guint s = 0; s < self->sets->len; s++) {
    const EpiHandleSet *set = epi_plot_set_of (self, s);
    const EpiData *data =
        set->spec->table != NULL
            ? epi_document_data (scene->document, set->spec->table)
            : NULL;
    gsize rows = data != NULL ? epi_table_rows (epi_data_table (data)) : 0;
    const EpiTable *held = epi_handle_holds_back (set->spec, scene);
    for (gsize i = 0; set->points != NULL && i < set->count; i++) {
      EpiPoint at = set->points[i];
      if (isnan (at.x))
        continue;
      if (set->spec->table == NULL || set->spec->position != NULL)
        epi_render_handle (
            cr, self->palette, set->spec->shape, set->spec->colour,
            epi_axes_x (&self->axes, at.x), epi_axes_y (&self->axes, at.y),
            epi_handle_angle (set->spec, scene, &self->axes, i), self->text,
            FALSE, held != NULL && epi_row_is_held_back (held, i % rows));
      if (rows > 0 &&
          epi_table_mark (epi_data_table (data), i % rows) & EPI_MARK_SELECTED)
        ring (self, cr, at);
    }
  }
}

void
epi_plot_draw_sheet (cairo_t *cr, guint sheet, gpointer data)
{
  EpiPlot *self = data;
  const EpiScene *scene = epi_plot_scene (self);

  if (sheet == 0)
    epi_render_axes (cr, &self->axes, &self->spec,
                     gtk_widget_get_width (GTK_WIDGET (self)),
                     gtk_widget_get_height (GTK_WIDGET (self)));
  else if (sheet == self->n_sheets - 1)
    draw_handles (self, cr);
  for (guint i = 0; i < self->sheets[sheet].n; i++) {
    const EpiLayer *layer = &self->view->layers[self->sheets[sheet].first + i];
    if (epi_lesson_shown (scene->lesson, scene->document, layer->shown_when))
      draw_layer (self, cr, layer);
  }
}
