/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is drawn over the layers: the box that is being dragged, and the ring
 * and the label of the handle that is spoken of.
 */
#include "epi-plot-private.h"

#include <math.h>

#define LABEL_GAP 14
#define LABEL_PAD 7

static void
snapshot_box (EpiPlot *self, GtkSnapshot *snapshot)
{
  const EpiRgb *c = &self->palette->colours[EPI_COLOUR_ACCENT];
  graphene_rect_t box;
  graphene_rect_init (&box, (float)fmin (self->drag_start.x, self->drag_at.x),
                      (float)fmin (self->drag_start.y, self->drag_at.y),
                      (float)fabs (self->drag_at.x - self->drag_start.x),
                      (float)fabs (self->drag_at.y - self->drag_start.y));
  GdkRGBA colour = {(float)c->r, (float)c->g, (float)c->b, 0.15f};
  gtk_snapshot_append_color (snapshot, &colour, &box);
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &box, 0);
  colour.alpha = 0.8f;
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){1, 1, 1, 1},
                              (GdkRGBA[4]){colour, colour, colour, colour});
}

/* Beside the handle, inside the plot. */
static graphene_rect_t
label_bounds (EpiPlot *self)
{
  int width, height;
  pango_layout_get_pixel_size (self->label, &width, &height);
  double w = width + 2 * LABEL_PAD, h = height + 2 * LABEL_PAD;
  double x = self->label_x + LABEL_GAP, y = self->label_y - LABEL_GAP - h;
  if (x + w > gtk_widget_get_width (GTK_WIDGET (self)))
    x = self->label_x - LABEL_GAP - w;
  if (y < 0)
    y = self->label_y + LABEL_GAP;
  return GRAPHENE_RECT_INIT ((float)round (fmax (x, 0)), (float)round (y),
                             (float)w, (float)h);
}

static void
snapshot_label (EpiPlot *self, GtkSnapshot *snapshot)
{
  const EpiRgb *text = &self->palette->colours[EPI_COLOUR_TEXT];
  const EpiRgb *ground = &self->palette->colours[EPI_COLOUR_BACKGROUND];
  const EpiRgb *line = &self->palette->colours[EPI_COLOUR_GRID];
  GskRoundedRect box;
  graphene_rect_t bounds = label_bounds (self);
  gsk_rounded_rect_init_from_rect (&box, &bounds, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (
      snapshot,
      &(GdkRGBA){(float)ground->r, (float)ground->g, (float)ground->b, 0.92f},
      &bounds);
  gtk_snapshot_pop (snapshot);
  GdkRGBA edge = {(float)line->r, (float)line->g, (float)line->b, 1};
  gtk_snapshot_append_border (snapshot, &box, (float[4]){1, 1, 1, 1},
                              (GdkRGBA[4]){edge, edge, edge, edge});
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (bounds.origin.x + LABEL_PAD,
                                                bounds.origin.y + LABEL_PAD));
  gtk_snapshot_append_layout (
      snapshot, self->label,
      &(GdkRGBA){(float)text->r, (float)text->g, (float)text->b, 1});
  gtk_snapshot_restore (snapshot);
}

static graphene_rect_t
ring_bounds (EpiPlot *self)
{
  float r = (float)round (0.75 * self->text);
  return GRAPHENE_RECT_INIT ((float)round (self->label_x) - r,
                             (float)round (self->label_y) - r, 2 * r, 2 * r);
}

static void
snapshot_ring (EpiPlot *self, GtkSnapshot *snapshot)
{
  const EpiRgb *c = &self->palette->colours[EPI_COLOUR_ACCENT];
  GdkRGBA colour = {(float)c->r, (float)c->g, (float)c->b, 0.9f};
  GskRoundedRect ring;
  graphene_rect_t bounds = ring_bounds (self);
  gsk_rounded_rect_init_from_rect (&ring, &bounds, bounds.size.width / 2);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]){2, 2, 2, 2},
                              (GdkRGBA[4]){colour, colour, colour, colour});
}

graphene_rect_t
epi_plot_overlay_bounds (EpiPlot *self)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  if (self->label != NULL) {
    graphene_rect_t ring = ring_bounds (self), label = label_bounds (self);
    graphene_rect_union (&ring, &label, &bounds);
  }
  return bounds;
}

void
epi_plot_snapshot_overlay (EpiPlot *self, GtkSnapshot *snapshot)
{
  if (self->drag == EPI_DRAG_SELECT || self->drag == EPI_DRAG_ZOOM)
    snapshot_box (self, snapshot);
  if (self->label == NULL)
    return;
  snapshot_ring (self, snapshot);
  snapshot_label (self, snapshot);
}
