/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is written as PNG, SVG and PDF.
 */
#include "figure-pixels.h"

#include <glib/gstdio.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <string.h>

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static GBytes *
write_and_read (const char *name, const EpiViewSpec *view)
{
  EpiScene scene = figure_scene ();
  EpiRenderOptions options = options_of ("light");
  char *path = in_folder (name), *data;
  gsize length;
  GError *error = NULL;

  epi_render_to_file (path, &scene, view, &options, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  g_free (path);
  figure_scene_clear (&scene);
  return g_bytes_new_take (data, length);
}

static cairo_surface_t *
rasterised (GBytes *svg)
{
  GError *error = NULL;
  RsvgHandle *handle = rsvg_handle_new_from_data (
      g_bytes_get_data (svg, NULL), g_bytes_get_size (svg), &error);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, W, H);
  cairo_t *cr = cairo_create (surface);

  g_assert_no_error (error);
  rsvg_handle_render_document (handle, cr, &(RsvgRectangle){0, 0, W, H},
                               &error);
  g_assert_no_error (error);
  cairo_destroy (cr);
  g_object_unref (handle);
  cairo_surface_flush (surface);
  return surface;
}

/* Whether all pixels within two of it are as it is: no edge passes near. */
static bool
is_flat (cairo_surface_t *s, int x, int y)
{
  if (x < 2 || y < 2 || x >= W - 2 || y >= H - 2)
    return false;
  for (int j = -2; j <= 2; j++)
    for (int i = -2; i <= 2; i++)
      if (difference (pixel (s, x + i, y + j), pixel (s, x, y)) > 3)
        return false;
  return true;
}

/* Away from edges the pictures are equal up to rounding.  At an edge, markers
 * stand up to √2/8 pixels apart (their sprites) and hair lines up to half a
 * pixel (they snap to pixels in a PNG), which changes the cover of at most two
 * pixels across by half; and what is not flat is five pixels wide: in the mean
 * 0.5 · 2/5 of the full range. */
static void
assert_png_and_svg_agree (const EpiViewSpec *view)
{
  GBytes *png = write_and_read ("a.png", view);
  GBytes *svg = write_and_read ("a.svg", view);
  char *path = in_folder ("a.png");
  cairo_surface_t *a = cairo_image_surface_create_from_png (path);
  cairo_surface_t *b = rasterised (svg);
  double edges = 0;
  size_t n_edges = 0;
  g_assert_cmpint (cairo_image_surface_get_width (a), ==, W);
  g_assert_cmpint (cairo_image_surface_get_height (a), ==, H);
  for (int j = 0; j < H; j++)
    for (int i = 0; i < W; i++) {
      int d = difference (pixel (a, i, j), pixel (b, i, j));
      if (is_flat (a, i, j))
        g_assert_cmpint (d, <=, 4);
      else {
        edges += d;
        n_edges++;
      }
    }
  g_assert_cmpfloat (edges / (double)n_edges, <, 0.5 * 2 / 5 * 255);
  g_free (path);
  g_bytes_unref (png);
  g_bytes_unref (svg);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

/* A matrix: two full blocks and one entry apart. */
static void
draw_pattern (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  double row[] = {0, 1, 3}, col[] = {0, 1, 2}, one[] = {1, 1, 1};
  EpiSparsity pattern = {4, 4, 1, 1, 3, 3, row, col, one};

  epi_draw_sparsity (cr, axes, &pattern, EPI_COLOUR_DATA);
}

static void
pattern_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){-1, 6, -5, 2, false, false};
}

static void
test_png_and_svg_agree (void)
{
  static const EpiLayer layers[] = {{.name = "pattern", .draw = draw_pattern},
                                    {NULL}};
  static const EpiViewSpec pattern = {.name = "pattern",
                                      .title = "Pattern",
                                      .axes = pattern_axes,
                                      .layers = layers};

  for (int v = 0; v < 3; v++)
    assert_png_and_svg_agree (&figure_lesson.views[v]);
  assert_png_and_svg_agree (&pattern);
}

static void
test_vector_files_hold_no_pictures_of_markers (void)
{
  GBytes *svg = write_and_read ("b.svg", &figure_lesson.views[0]);
  GBytes *field = write_and_read ("c.svg", &figure_lesson.views[1]);

  g_assert_null (g_strstr_len (g_bytes_get_data (svg, NULL),
                               (gssize)g_bytes_get_size (svg), "<image"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (field, NULL),
                                  (gssize)g_bytes_get_size (field), "<image"));
  g_bytes_unref (svg);
  g_bytes_unref (field);
}

static void
test_the_same_picture_is_the_same_bytes (void)
{
  static const char *const names[] = {"d.png", "d.svg", "d.pdf"};

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    GBytes *one = write_and_read (names[i], NULL);
    GBytes *other = write_and_read ("between.svg", &figure_lesson.views[1]);
    GBytes *two = write_and_read (names[i], NULL);
    g_assert_true (g_bytes_equal (one, two));
    g_bytes_unref (one);
    g_bytes_unref (other);
    g_bytes_unref (two);
  }
}

static void
test_a_pdf_has_its_size_and_no_date_of_today (void)
{
  GBytes *pdf = write_and_read ("e.pdf", &figure_lesson.views[0]);
  const char *text = g_bytes_get_data (pdf, NULL);
  gssize length = (gssize)g_bytes_get_size (pdf);
  GDateTime *now = g_date_time_new_now_utc ();
  char *today = g_date_time_format (now, "D:%Y%m%d");

  g_assert_cmpint (strncmp (text, "%PDF-1.", 7), ==, 0);
  g_assert_null (g_strstr_len (text, length, today));
  g_free (today);
  g_date_time_unref (now);
  g_bytes_unref (pdf);
}

static void
assert_refused (const char *path, double width, const char *sentence)
{
  EpiScene scene = figure_scene ();
  EpiRenderOptions options = options_of ("light");
  GError *error = NULL;

  options.width = width;
  g_assert_false (epi_render_to_file (path, &scene, NULL, &options, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, sentence) == NULL)
    g_error ("“%s” was expected in “%s”", sentence, error->message);
  g_assert_null (strchr (error->message, '\n'));
  g_error_free (error);
  figure_scene_clear (&scene);
}

static void
test_refusals_are_one_sentence (void)
{
  char *gif = in_folder ("a.gif"), *lost = in_folder ("no/such/folder.png");
  char *good = in_folder ("good.png");

  assert_refused (gif, W, ".png, .svg or .pdf");
  assert_refused (".png", W, ".png, .svg or .pdf");
  assert_refused (lost, W, "folder.png cannot be written: ");
  assert_refused (good, 0, "between 1 and");
  assert_refused (good, NAN, "between 1 and");
  assert_refused (good, 1e6, "between 1 and");
  g_assert_false (g_file_test (good, G_FILE_TEST_EXISTS));
  g_free (gif);
  g_free (lost);
  g_free (good);
}

static void
test_any_size_can_be_drawn (void)
{
  const double sizes[] = {1, 7, 40, 200, 1000};
  EpiScene scene = figure_scene ();

  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (sizes); j++) {
      EpiRenderOptions options = options_of ("dark");
      cairo_surface_t *s = cairo_image_surface_create (
          CAIRO_FORMAT_RGB24, (int)sizes[i], (int)sizes[j]);
      cairo_t *cr = cairo_create (s);
      options.width = sizes[i];
      options.height = sizes[j];
      epi_render_lesson (cr, &scene, &options);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (s);
    }
  figure_scene_clear (&scene);
}

static void
empty_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path = in_folder (name);
    g_unlink (path);
    g_free (path);
  }
  g_dir_close (dir);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("epi-render-XXXXXX", NULL);
  g_assert_nonnull (folder);
#define TEST(path, name) g_test_add_func ("/render-file/" path, test_##name)
  TEST ("png-and-svg-agree", png_and_svg_agree);
  TEST ("vector-files-hold-no-pictures-of-markers",
        vector_files_hold_no_pictures_of_markers);
  TEST ("the-same-picture-is-the-same-bytes",
        the_same_picture_is_the_same_bytes);
  TEST ("a-pdf-has-its-size-and-no-date-of-today",
        a_pdf_has_its_size_and_no_date_of_today);
  TEST ("refusals-are-one-sentence", refusals_are_one_sentence);
  TEST ("any-size-can-be-drawn", any_size_can_be_drawn);
  int result = g_test_run ();
  empty_folder ();
  g_free (folder);
  return result;
}
