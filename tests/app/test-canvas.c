/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvas: what differs between two snapshots lies in one rectangle, so that GSK
 * does not give up counting and repaint the window; the node paints what was
 * drawn last. */
#include "epi-canvas.h"

#include "widget-test.h"

#define SIZE 640 /* pixels */
#define N_DOTS 5

/* The first n dots of the diagonal, in that grey. */
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

static GskRenderer *cairo; /* none that is at work */

static GskRenderNode *
snapshot_below (EpiCanvas *canvas, graphene_rect_t over)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  epi_canvas_snapshot (canvas, snapshot, cairo, over);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  g_assert_true (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE);
  g_assert_cmpuint (gsk_container_node_get_n_children (node), ==, 2);
  return node;
}

static GskRenderNode *
snapshot (EpiCanvas *canvas)
{
  return snapshot_below (canvas, GRAPHENE_RECT_INIT (0, 0, 0, 0));
}

static GskRenderNode *
damage (GskRenderNode *node)
{
  return gsk_container_node_get_child (node, 0);
}

static GskRenderNode *
picture (GskRenderNode *node)
{
  return gsk_container_node_get_child (node, 1);
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

/* A renderer that keeps what a node painted once needs another node. */
static void
test_a_node_stays_where_it_is_painted_anew (void)
{
  Dots dots = {1, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  GskRenderNode *before = snapshot (canvas);
  dots.grey = 0.3;
  GskRenderNode *after = redrawn (canvas);
  assert_damage (after, 40, 40, 10, 10);
  g_assert_true (picture (after) == picture (before));
  gsk_render_node_unref (after);
  dots.grey = 0.4;
  epi_canvas_invalidate (canvas, 0);
  GtkSnapshot *kept = gtk_snapshot_new ();
  epi_canvas_snapshot (canvas, kept, NULL, GRAPHENE_RECT_INIT (0, 0, 0, 0));
  after = gtk_snapshot_free_to_node (kept);
  assert_damage (after, 40, 40, 10, 10);
  g_assert_true (picture (after) != picture (before));
  gsk_render_node_unref (before);
  gsk_render_node_unref (after);
  epi_canvas_free (canvas);
}

static void
test_scattered_changes_are_one_rectangle (void)
{
  Dots dots = {N_DOTS, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  GskRenderNode *last = snapshot (canvas);
  assert_damage (last, 0, 0, SIZE, SIZE);
  for (guint k = 1; k <= 3; k++) {
    dots.grey = 0.2 + 0.1 * k;
    GskRenderNode *node = redrawn (canvas), *now = damage (node);
    assert_damage (node, 40, 40, 522, 522);
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
  dots.n = 2; /* the other three lose their dot */
  GskRenderNode *fewer = redrawn (canvas);
  assert_damage (fewer, 296, 296, 266, 266);
  gsk_render_node_unref (first);
  gsk_render_node_unref (fewer);
  epi_canvas_free (canvas);
}

/* ---- What GSK is not told stays on the screen as it was ---- */

typedef struct {
  guint n;
  cairo_rectangle_int_t at[3]; /* pixels */
  int scale;
} Boxes;

static void
draw_boxes (cairo_t *cr, guint sheet, gpointer data)
{
  const Boxes *boxes = data;
  double scale = boxes->scale;
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < boxes->n; i++) {
    const cairo_rectangle_int_t *r = &boxes->at[i];
    cairo_rectangle (cr, r->x / scale, r->y / scale, r->width / scale,
                     r->height / scale);
    cairo_fill (cr);
  }
}

/* Neither the highest nor the lowest of them is the leftmost or rightmost. */
static const Boxes scattered = {
    3, {{301, 100, 20, 10}, {99, 201, 10, 20}, {501, 303, 30, 10}}, 1};

static void
test_damage_holds_all_that_changed (void)
{
  for (int scale = 1; scale <= 2; scale++) {
    Boxes boxes = scattered, none = {.scale = scale};
    boxes.scale = scale;
    Boxes shown = none;
    EpiCanvas *canvas = epi_canvas_new (1, draw_boxes, &shown);
    epi_canvas_configure (canvas, SIZE / scale, SIZE / scale, scale,
                          (EpiRgb){1, 1, 1});
    gsk_render_node_unref (snapshot (canvas));
    shown = boxes;
    GskRenderNode *node = redrawn (canvas);
    if (scale == 1)
      assert_damage (node, 99, 100, 432, 213);
    else /* the logical pixels that hold those */
      assert_damage (node, 49, 50, 217, 107);
    gsk_render_node_unref (node);
    epi_canvas_free (canvas);
  }
}

/* Drawn twice between two snapshots. */
static void
test_damage_adds_up (void)
{
  Boxes shown = scattered;
  EpiCanvas *canvas = epi_canvas_new (1, draw_boxes, &shown);
  epi_canvas_configure (canvas, SIZE, SIZE, 1, (EpiRgb){1, 1, 1});
  gsk_render_node_unref (snapshot (canvas));
  shown.n = 2;
  epi_canvas_invalidate (canvas, 0);
  epi_canvas_draw (canvas);
  shown.n = 1;
  GskRenderNode *node = redrawn (canvas);
  assert_damage (node, 99, 201, 432, 112);
  gsk_render_node_unref (node);
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

/* ---- Pixels ---- */

static cairo_surface_t *
new_picture (void)
{
  return cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIZE, SIZE);
}

static void
assert_paints (GskRenderNode *node, Dots dots)
{
  cairo_surface_t *painted = new_picture (), *drawn = new_picture ();
  cairo_t *cr = cairo_create (drawn);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_dots (cr, 0, &dots);
  cairo_destroy (cr);
  cr = cairo_create (painted);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (painted);
  cairo_surface_flush (drawn);
  gsize row = 4 * SIZE;
  g_assert_cmpmem (cairo_image_surface_get_data (painted), row * SIZE,
                   cairo_image_surface_get_data (drawn), row * SIZE);
  cairo_surface_destroy (painted);
  cairo_surface_destroy (drawn);
}

static void
test_the_node_paints_what_was_drawn_last (void)
{
  static const Dots states[] = {{5, 0.2}, {3, 0.2}, {3, 0.4}, {1, 0.4},
                                {5, 0.4}, {5, 0.4}, {2, 0.1}};
  Dots dots = {1, 0.2};
  EpiCanvas *canvas = new_canvas (&dots);
  GskRenderNode *node = snapshot (canvas);
  assert_paints (node, dots);
  for (guint k = 0; k < G_N_ELEMENTS (states); k++) {
    epi_canvas_prepare (canvas); /* not shown yet */
    assert_paints (node, dots);
    gsk_render_node_unref (node);
    dots = states[k];
    epi_canvas_invalidate (canvas, 0);
    epi_canvas_draw (canvas);
    node = snapshot (canvas);
    assert_paints (node, dots);
  }
  epi_canvas_free (canvas);
  assert_paints (node, dots);
  gsk_render_node_unref (node);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  cairo = gsk_cairo_renderer_new ();
  g_test_add_func ("/canvas/a-node-stays-where-it-is-painted-anew",
                   test_a_node_stays_where_it_is_painted_anew);
  g_test_add_func ("/canvas/scattered-changes-are-one-rectangle",
                   test_scattered_changes_are_one_rectangle);
  g_test_add_func ("/canvas/damage-stays-while-nothing-changes",
                   test_damage_stays_while_nothing_changes);
  g_test_add_func ("/canvas/damage-holds-all-that-changed",
                   test_damage_holds_all_that_changed);
  g_test_add_func ("/canvas/damage-adds-up", test_damage_adds_up);
  g_test_add_func ("/canvas/what-is-drawn-over-it-is-damage-too",
                   test_what_is_drawn_over_it_is_damage_too);
  g_test_add_func ("/canvas/the-node-paints-what-was-drawn-last",
                   test_the_node_paints_what_was_drawn_last);
  int failures = widget_test_run ();
  g_object_unref (cairo);
  return failures;
}
