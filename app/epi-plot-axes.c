/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-plot-private.h"

#include <math.h>
#include <string.h>

EpiPoint
epi_plot_to_pixels (EpiPlot *self, EpiPoint data)
{
  return (EpiPoint){epi_axes_x (&self->axes, data.x),
                    epi_axes_y (&self->axes, data.y)};
}

EpiPoint
epi_plot_to_data (EpiPlot *self, EpiPoint pixels)
{
  return (EpiPoint){epi_axes_x_at (&self->axes, pixels.x),
                    epi_axes_y_at (&self->axes, pixels.y)};
}

static gboolean
same_spec (const EpiAxesSpec *a, const EpiAxesSpec *b)
{
  return g_strcmp0 (a->x_label, b->x_label) == 0 &&
         g_strcmp0 (a->y_label, b->y_label) == 0 && a->equal == b->equal &&
         a->bare == b->bare;
}

gboolean
epi_plot_layout_axes (EpiPlot *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  if (width <= 0 || height <= 0)
    return FALSE;
  EpiAxes axes = epi_axes_layout (&self->spec, &self->range, width, height,
                                  self->text, self->palette);
  gboolean same =
      memcmp (&axes.plot, &self->axes.plot, sizeof axes.plot) == 0 &&
      epi_range_equal (&axes.range, &self->axes.range) &&
      axes.text == self->axes.text && axes.palette == self->axes.palette;
  self->axes = axes;
  return !same;
}

gboolean
epi_plot_read_axes (EpiPlot *self)
{
  EpiAxesSpec spec = {0};
  self->view->axes (epi_plot_scene (self), &spec);
  gboolean same = same_spec (&spec, &self->spec);
  epi_axes_spec_clear (&self->spec);
  self->spec = spec;
  if (self->drag != EPI_DRAG_HANDLE) /* a drag does not move the ground */
    self->range = epi_session_range (epi_plot_session (self), self->view->name);
  return epi_plot_layout_axes (self) || !same;
}

static gboolean
tell_range_cb (gpointer data)
{
  EpiPlot *self = data;
  EpiSession *session = epi_plot_session (self);
  self->range_id = 0;
  gboolean fit = epi_session_range_is_fit (session, self->view->name);
  epi_session_set_range (session, self->view->name, fit ? NULL : &self->range,
                         (gsize)fmax (self->axes.plot.width, 1),
                         (gsize)fmax (self->axes.plot.height, 1));
  return G_SOURCE_REMOVE;
}

void
epi_plot_tell_range (EpiPlot *self)
{
  if (self->range_id == 0)
    self->range_id =
        g_idle_add_full (G_PRIORITY_HIGH_IDLE + 25, tell_range_cb, self, NULL);
}

void
epi_plot_set_range (EpiPlot *self, const EpiRange *range)
{
  epi_session_set_range (epi_plot_session (self), self->view->name, range,
                         (gsize)fmax (self->axes.plot.width, 1),
                         (gsize)fmax (self->axes.plot.height, 1));
  if (epi_plot_read_axes (self))
    epi_plot_invalidate (self, ~0u);
  epi_plot_place_handles (self);
}

void
epi_plot_fit (EpiPlot *self)
{
  g_return_if_fail (EPI_IS_PLOT (self));
  epi_plot_set_range (self, NULL);
}
