/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views and lessons as pictures and files, without a display. */
#include "figure-pixels.h"

#include <math.h>

/* ---- Pictures ---- */

static cairo_surface_t *
draw_view (const EpiViewSpec *view, const EpiRenderOptions *options)
{
  EpiScene scene = figure_scene ();
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, W, H);
  cairo_t *cr = cairo_create (surface);

  epi_render_view (cr, view, &scene, NULL, options);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  figure_scene_clear (&scene);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
packed (EpiRgb c)
{
  return (guint32)lround (255 * c.r) << 16 | (guint32)lround (255 * c.g) << 8 |
         (guint32)lround (255 * c.b);
}

static EpiAxes
axes_of (const EpiViewSpec *view, const EpiRenderOptions *options)
{
  EpiScene scene = figure_scene ();
  EpiAxesSpec spec = {0};

  view->axes (&scene, &spec);
  EpiAxes axes =
      epi_axes_layout (&spec, &spec.fit, W, H, options->text, options->palette);
  epi_axes_spec_clear (&spec);
  figure_scene_clear (&scene);
  return axes;
}

static void
test_a_view_has_its_layers_in_order_and_its_handles_on_top (void)
{
  static const char *const palettes[] = {"light", "dark", "high-contrast",
                                         "high-contrast-dark"};
  double x[FIGURE_POINTS], y[FIGURE_POINTS];

  figure_points (x, y);
  for (size_t p = 0; p < G_N_ELEMENTS (palettes); p++) {
    EpiRenderOptions options = options_of (palettes[p]);
    const EpiViewSpec *view = &figure_lesson.views[0];
    EpiAxes axes = axes_of (view, &options);
    cairo_surface_t *s = draw_view (view, &options);
    const EpiRgb *c = options.palette->colours;
    g_assert_cmphex (pixel (s, 0, 0), ==, packed (c[EPI_COLOUR_BACKGROUND]));
    for (int i = 0; i < FIGURE_POINTS; i++) /* points above the line */
      if (y[i] < 4.3 || x[i] < 7)
        g_assert_cmphex (pixel (s, (int)epi_axes_x (&axes, x[i]),
                                (int)epi_axes_y (&axes, y[i])),
                         ==, packed (c[EPI_COLOUR_DATA]));
    g_assert_cmphex (
        pixel (s, (int)epi_axes_x (&axes, 7), (int)epi_axes_y (&axes, 1.5)), ==,
        packed (c[EPI_COLOUR_START]));
    cairo_surface_destroy (s);
  }
}

/* The line goes on outside; its colour must not. */
static void
test_layers_stay_in_the_plot (void)
{
  EpiRenderOptions options = options_of ("light");
  const EpiViewSpec *view = &figure_lesson.views[0];
  EpiAxes axes = axes_of (view, &options);
  cairo_surface_t *s = draw_view (view, &options);
  guint32 fit = packed (options.palette->colours[EPI_COLOUR_FIT]);
  size_t inside = 0;

  for (int j = 0; j < H; j++)
    for (int i = 0; i < W; i++) {
      if (difference (pixel (s, i, j), fit) > 8)
        continue;
      inside++;
      g_assert_cmpfloat (i + 1, >=, axes.plot.x);
      g_assert_cmpfloat (i, <=, axes.plot.x + axes.plot.width);
      g_assert_cmpfloat (j + 1, >=, axes.plot.y);
      g_assert_cmpfloat (j, <=, axes.plot.y + axes.plot.height);
    }
  g_assert_cmpuint (inside, >, axes.plot.width);
  cairo_surface_destroy (s);
}

static void
test_the_sizes_of_a_figure_grow_with_its_text (void)
{
  EpiRenderOptions small = options_of ("light"), large = small;
  const EpiViewSpec *view = &figure_lesson.views[0];

  large.text = 28;
  EpiAxes a = axes_of (view, &small), b = axes_of (view, &large);
  g_assert_cmpfloat (b.plot.x, >, 1.5 * a.plot.x);
  g_assert_cmpfloat_with_epsilon (b.plot.y, 2 * a.plot.y, 1e-9);
  cairo_surface_t *s = draw_view (view, &large);
  /* The handle's rim is twice as far from its middle. */
  int x = (int)epi_axes_x (&b, 7), y = (int)epi_axes_y (&b, 1.5);
  guint32 start = packed (small.palette->colours[EPI_COLOUR_START]);
  g_assert_cmphex (pixel (s, x + 6, y), ==, start);
  g_assert_cmphex (pixel (s, x - 6, y + 5), ==, start);
  cairo_surface_destroy (s);
}

static void
test_a_handle_differs_from_the_others_by_shape_alone (void)
{
  const EpiPalette *palette = epi_palette_get ("light");
  cairo_surface_t *s[4];

  for (int h = 0; h < 4; h++) {
    s[h] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 60, 60);
    cairo_t *cr = cairo_create (s[h]);
    epi_palette_source (palette, cr, EPI_COLOUR_BACKGROUND, 1);
    cairo_paint (cr);
    epi_render_handle (cr, palette, (EpiHandleShape)h, EPI_COLOUR_DATA, 30, 30,
                       0, 30, h == 3, false);
    cairo_destroy (cr);
    cairo_surface_flush (s[h]);
    g_assert_cmphex (pixel (s[h], 30, 30), ==,
                     packed (palette->colours[EPI_COLOUR_DATA]));
    for (int k = 0; k < h; k++) {
      int differing = 0;
      for (int i = 0; i < 3600; i++)
        differing += difference (pixel (s[h], i % 60, i / 60),
                                 pixel (s[k], i % 60, i / 60)) > 64;
      g_assert_cmpint (differing, >, 60);
    }
  }
  for (int h = 0; h < 4; h++)
    cairo_surface_destroy (s[h]);
}

/* A row that is held back: as large, with the background in its middle. */
static void
test_a_hollow_handle_has_no_middle (void)
{
  const EpiPalette *palette = epi_palette_get ("dark");

  for (int h = 0; h < 3; h++) {
    cairo_surface_t *s =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, 60, 60);
    cairo_t *cr = cairo_create (s);
    epi_palette_source (palette, cr, EPI_COLOUR_BACKGROUND, 1);
    cairo_paint (cr);
    epi_render_handle (cr, palette, (EpiHandleShape)h, EPI_COLOUR_DATA, 30, 30,
                       0, 30, false, true);
    cairo_destroy (cr);
    cairo_surface_flush (s);
    g_assert_cmphex (pixel (s, 30, 30), ==,
                     packed (palette->colours[EPI_COLOUR_BACKGROUND]));
    int coloured = 0;
    for (int i = 0; i < 3600; i++)
      coloured += pixel (s, i % 60, i / 60) ==
                  packed (palette->colours[EPI_COLOUR_DATA]);
    g_assert_cmpint (coloured, >, 40);
    cairo_surface_destroy (s);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/render/" path, test_##name)
  TEST ("a-view-has-its-layers-in-order-and-its-handles-on-top",
        a_view_has_its_layers_in_order_and_its_handles_on_top);
  TEST ("layers-stay-in-the-plot", layers_stay_in_the_plot);
  TEST ("the-sizes-of-a-figure-grow-with-its-text",
        the_sizes_of_a_figure_grow_with_its_text);
  TEST ("a-handle-differs-from-the-others-by-shape-alone",
        a_handle_differs_from_the_others_by_shape_alone);
  TEST ("a-hollow-handle-has-no-middle", a_hollow_handle_has_no_middle);
  return g_test_run ();
}
