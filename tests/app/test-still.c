/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Still: one render node, and the same pixels, as long as no child changes. */
#include "epi-still.h"

#include "widget-test.h"

#define WIDTH 300
#define HEIGHT 200

/* Text, some of it faint, an icon and a button. */
static GtkWidget *
new_panel (void)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  GtkWidget *faint = gtk_label_new ("Step 1 of 9");
  gtk_widget_add_css_class (faint, "dim-label");
  gtk_box_append (box, faint);
  gtk_box_append (box, gtk_label_new ("The smallest ellipse"));
  gtk_box_append (box, gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_box_append (box, gtk_button_new_with_label ("Play"));
  return GTK_WIDGET (box);
}

static cairo_surface_t *
painted (GskRenderNode *node)
{
  cairo_surface_t *picture =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (picture);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (picture);
  return picture;
}

static GskRenderNode *
node_of (GtkWidget *widget)
{
  GdkPaintable *paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot,
                          gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  g_object_unref (paintable);
  return gtk_snapshot_free_to_node (snapshot);
}

static guint
count (GskRenderNode *node, GskRenderNodeType type)
{
  GskRenderNodeType its = gsk_render_node_get_node_type (node);
  guint n = its == type;
  if (its == GSK_CONTAINER_NODE)
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
      n += count (gsk_container_node_get_child (node, i), type);
  else if (its == GSK_TRANSFORM_NODE)
    n += count (gsk_transform_node_get_child (node), type);
  else if (its == GSK_CLIP_NODE)
    n += count (gsk_clip_node_get_child (node), type);
  else if (its == GSK_OPACITY_NODE)
    n += count (gsk_opacity_node_get_child (node), type);
  return n;
}

static void
test_it_looks_the_same (void)
{
  GtkWidget *panel = new_panel (), *still = epi_still_new (panel);
  GtkWidget *window = widget_test_window (still, WIDTH, HEIGHT);
  GskRenderNode *plain_node = node_of (panel), *still_node = node_of (still);
  g_assert_cmpuint (count (plain_node, GSK_TEXT_NODE), ==, 3);
  if (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window)))) {
    g_assert_cmpuint (count (still_node, GSK_TEXT_NODE), ==, 0);
    g_assert_cmpuint (count (still_node, GSK_CAIRO_NODE), ==, 1);
  }
  cairo_surface_t *plain = painted (plain_node);
  cairo_surface_t *recorded = painted (still_node);
  gsize size = (gsize)cairo_image_surface_get_stride (plain) * HEIGHT;
  g_assert_cmpmem (cairo_image_surface_get_data (plain), size,
                   cairo_image_surface_get_data (recorded), size);
  cairo_surface_destroy (plain);
  cairo_surface_destroy (recorded);
  gsk_render_node_unref (plain_node);
  gsk_render_node_unref (still_node);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/still/it-looks-the-same", test_it_looks_the_same);
  return widget_test_run ();
}
