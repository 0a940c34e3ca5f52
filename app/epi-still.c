/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-still.h"

struct _EpiStill {
  GtkWidget parent_instance;
  GtkWidget *child;
};

G_DEFINE_FINAL_TYPE (EpiStill, epi_still, GTK_TYPE_WIDGET)

static GskRenderNode *
recorded (GskRenderNode *node)
{
  graphene_rect_t bounds;
  gsk_render_node_get_bounds (node, &bounds);
  GskRenderNode *recording = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (recording);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  return recording;
}

static void
epi_still_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiStill *self = EPI_STILL (widget);
  GskRenderer *renderer =
      gtk_native_get_renderer (gtk_widget_get_native (widget));
  if (!GSK_IS_CAIRO_RENDERER (renderer) ||
      gtk_widget_get_scale_factor (widget) != 1) {
    gtk_widget_snapshot_child (widget, self->child, snapshot);
    return;
  }
  GtkSnapshot *all = gtk_snapshot_new ();
  gtk_widget_snapshot_child (widget, self->child, all);
  GskRenderNode *node = gtk_snapshot_free_to_node (all);
  if (node == NULL)
    return;
  GskRenderNode *recording = recorded (node);
  gtk_snapshot_append_node (snapshot, recording);
  gsk_render_node_unref (recording);
  gsk_render_node_unref (node);
}

static void
epi_still_compute_expand (GtkWidget *widget, gboolean *across, gboolean *down)
{
  GtkWidget *child = EPI_STILL (widget)->child;
  *across = gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
  *down = gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL);
}

static void
epi_still_dispose (GObject *object)
{
  EpiStill *self = EPI_STILL (object);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_still_parent_class)->dispose (object);
}

static void
epi_still_class_init (EpiStillClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_still_dispose;
  widget_class->snapshot = epi_still_snapshot;
  widget_class->compute_expand = epi_still_compute_expand;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
epi_still_init (EpiStill *self)
{
}

GtkWidget *
epi_still_new (GtkWidget *child)
{
  EpiStill *self = g_object_new (EPI_TYPE_STILL, NULL);
  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
