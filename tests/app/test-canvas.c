/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvas: a tile that looks as before keeps its node; whatever differs between
 * two snapshots lies in one rectangle, so that GSK does not give up counting
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
snapshot_below (EpiCanvas *canvas, graphene_rect_t over)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  epi_canvas_snapshot (canvas, snapshot, over);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  g_assert_true (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE);
  return node;
}

static GskRenderNode *
snapshot (EpiCanvas *canvas)
{
  return snapshot_below (canvas, GRAPHENE_RECT_INIT (0, 0, 0, 0));
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

static void
assert_damage (GskRenderNode *node, float x, float y, float width, float height)
{
  graphene_rect_t bounds;
  g_assert_nonnull (damage (node));
  g_assert_true (gsk_render_node_get_node_type (damage (node)) ==
                 GSK_COLOR_NODE);
  g_assert_cmpfloat (gsk_color_node_get_color (damage (node))->alpha, ==, 0);
  gsk_render_node_get_bounds (damage (node), &bounds);
  g_assert_true (
      graphene_rect_equal (&bounds, &GRAPHENE_RECT_INIT (x, y, width, height)));
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
  assert_damage (after, 0, 0, 128, 128);
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
    assert_damage (node, 0, 0, SIZE, SIZE);
    g_assert_false (gdk_rgba_equal (gsk_color_node_get_color (now),
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
  GskRenderNode *first = snapshot (canvas), *same = redrawn (canvas);
  g_assert_true (damage (same) == damage (first));
  gsk_render_node_unref (same);
  dots.n = 2; /* the other three tiles of the diagonal lose their dot */
  GskRenderNode *fewer = redrawn (canvas);
  assert_damage (fewer, 256, 256, 384, 384);
  gsk_render_node_unref (first);
  gsk_render_node_unref (fewer);
  epi_canvas_free (canvas);
}

/* Where it was and where it is. */
static void
test_what_is_drawn_over_it_is_damage_too (void)
{
  Dots dots = {1, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  graphene_rect_t here = GRAPHENE_RECT_INIT (200, 300, 40, 20);
  graphene_rect_t there = GRAPHENE_RECT_INIT (260, 310, 40, 20);
  gsk_render_node_unref (snapshot (canvas));
  GskRenderNode *come = snapshot_below (canvas, here);
  assert_damage (come, 200, 300, 40, 20);
  GskRenderNode *moved = snapshot_below (canvas, there);
  assert_damage (moved, 200, 300, 100, 30);
  GskRenderNode *still = snapshot_below (canvas, there);
  g_assert_true (damage (still) == damage (moved));
  GskRenderNode *gone = snapshot (canvas);
  assert_damage (gone, 260, 310, 40, 20);
  gsk_render_node_unref (come);
  gsk_render_node_unref (moved);
  gsk_render_node_unref (still);
  gsk_render_node_unref (gone);
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
  g_test_add_func ("/canvas/what-is-drawn-over-it-is-damage-too",
                   test_what_is_drawn_over_it_is_damage_too);
  return widget_test_run ();
}
