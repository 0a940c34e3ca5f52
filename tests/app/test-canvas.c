/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvas: a tile that looks as before keeps its node; whatever differs between
 * two snapshots lies in at most a few rectangles, so that GSK does not give up
 * and repaint the window. */
#include "epi-canvas.h"

#include "widget-test.h"

#define SIZE 640 /* pixels: five tiles of 128 to a side */
#define N_DOTS 5

/* One dot in each of the first n tiles of the diagonal, in that grey. */
typedef struct {
  guint n;
  double grey;
} Dots;

static void
draw_dots (cairo_t *cr, guint sheet, gpointer data)
{
  const Dots *dots = data;
  cairo_set_source_rgb (cr, dots->grey, dots->grey, dots->grey);
  for (guint i = 0; i < dots->n; i++) {
    cairo_rectangle (cr, 128 * i + 40, 128 * i + 40, 10, 10);
    cairo_fill (cr);
  }
}

static GskRenderNode *
snapshot (EpiCanvas *canvas)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  epi_canvas_snapshot (canvas, snapshot);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  g_assert_true (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE);
  return node;
}

/* The tiles' nodes are the last ones; before them at most the damage. */
static GskRenderNode *
tile (GskRenderNode *node, guint i)
{
  guint n = gsk_container_node_get_n_children (node);
  return gsk_container_node_get_child (node, n - 25 + i);
}

static GskRenderNode *
damage (GskRenderNode *node)
{
  return gsk_container_node_get_n_children (node) > 25
             ? gsk_container_node_get_child (node, 0)
             : NULL;
}

static EpiCanvas *
new_canvas (Dots *dots)
{
  EpiCanvas *canvas = epi_canvas_new (1, draw_dots, dots);
  epi_canvas_configure (canvas, SIZE, SIZE, 1, (EpiRgb){1, 1, 1});
  return canvas;
}

static GskRenderNode *
redrawn (EpiCanvas *canvas)
{
  epi_canvas_invalidate (canvas, 0);
  return snapshot (canvas);
}

static void
test_tiles_that_look_as_before_keep_their_nodes (void)
{
  Dots dots = {1, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  GskRenderNode *before = snapshot (canvas);
  dots.grey = 0.3;
  GskRenderNode *after = redrawn (canvas);
  for (guint i = 0; i < 25; i++)
    if (i == 0)
      g_assert_true (tile (before, i) != tile (after, i));
    else
      g_assert_true (tile (before, i) == tile (after, i));
  g_assert_true (damage (before) == damage (after));
  gsk_render_node_unref (before);
  gsk_render_node_unref (after);
  epi_canvas_free (canvas);
}

/* The five tiles of the diagonal are five rectangles. */
static void
test_scattered_tiles_are_one_rectangle (void)
{
  Dots dots = {N_DOTS, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  GskRenderNode *last = snapshot (canvas);
  for (guint k = 1; k <= 3; k++) {
    dots.grey = 0.2 + 0.1 * k;
    GskRenderNode *node = redrawn (canvas), *now = damage (node);
    g_assert_nonnull (now);
    g_assert_true (gsk_render_node_get_node_type (now) == GSK_COLOR_NODE);
    g_assert_cmpfloat (gsk_color_node_get_color (now)->alpha, ==, 0);
    graphene_rect_t bounds;
    gsk_render_node_get_bounds (now, &bounds);
    g_assert_true (
        graphene_rect_equal (&bounds, &GRAPHENE_RECT_INIT (0, 0, SIZE, SIZE)));
    if (damage (last) != NULL)
      g_assert_false (
          gdk_rgba_equal (gsk_color_node_get_color (now),
                          gsk_color_node_get_color (damage (last))));
    gsk_render_node_unref (last);
    last = node;
  }
  gsk_render_node_unref (last);
  epi_canvas_free (canvas);
}

/* A node that went would be damage itself. */
static void
test_damage_stays_while_nothing_changes (void)
{
  Dots dots = {N_DOTS, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  gsk_render_node_unref (snapshot (canvas));
  dots.grey = 0.5;
  GskRenderNode *changed = redrawn (canvas), *same = redrawn (canvas);
  g_assert_nonnull (damage (changed));
  g_assert_true (damage (same) == damage (changed));
  gsk_render_node_unref (same);
  dots.n = 1; /* four tiles lose their dot: no more than is told one by one */
  GskRenderNode *fewer = redrawn (canvas);
  g_assert_true (damage (fewer) == damage (changed));
  gsk_render_node_unref (changed);
  gsk_render_node_unref (fewer);
  epi_canvas_free (canvas);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/canvas/tiles-that-look-as-before-keep-their-nodes",
                   test_tiles_that_look_as_before_keep_their_nodes);
  g_test_add_func ("/canvas/scattered-tiles-are-one-rectangle",
                   test_scattered_tiles_are_one_rectangle);
  g_test_add_func ("/canvas/damage-stays-while-nothing-changes",
                   test_damage_stays_while_nothing_changes);
  return widget_test_run ();
}
