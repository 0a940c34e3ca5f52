/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formulas as pictures beside a story: where they may lie, and how they are
 * drawn.
 */
#include "story-text.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <unistd.h>

#define SQUARE                                                                 \
  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2ex\" height=\"2ex\" "    \
  "viewBox=\"0 0 10 10\"><path fill=\"currentColor\" d=\"M0 0h10v10H0z\"/>"    \
  "</svg>"

/* A folder with a story and the picture of $x$: a black square of 2 by 2 ex,
 * half an ex of it below the baseline. */
static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("epigraph-XXXXXX", NULL);
  char *formulas = g_build_filename (folder, "formulas", NULL);
  char *name = epi_story_formula_name ("x", false);
  char *picture = g_build_filename (formulas, name, NULL);
  char *spoken = g_build_filename (formulas, "spoken.json", NULL);
  char *story = g_build_filename (folder, "lesson.md", NULL);
  char *json = g_strdup_printf ("{\"%.16s\": {\"spoken\": \"ex\", \"width\": 2,"
                                " \"height\": 2, \"depth\": 0.5}}",
                                name);

  g_assert_cmpint (g_mkdir (formulas, 0700), ==, 0);
  g_assert_true (g_file_set_contents (picture, SQUARE, -1, NULL));
  g_assert_true (g_file_set_contents (spoken, json, -1, NULL));
  g_assert_true (
      g_file_set_contents (story, HEAD "## S\n$x$ and $y$\n", -1, NULL));
  g_free (formulas);
  g_free (name);
  g_free (picture);
  g_free (spoken);
  g_free (story);
  g_free (json);
  return folder;
}

static void
remove_folder (char *folder)
{
  char *name = epi_story_formula_name ("x", false);
  const char *const files[] = {name, "spoken.json"};
  char *formulas = g_build_filename (folder, "formulas", NULL);
  char *story = g_build_filename (folder, "lesson.md", NULL);

  for (size_t i = 0; i < 2; i++) {
    char *path = g_build_filename (formulas, files[i], NULL);
    g_remove (path);
    g_free (path);
  }
  g_remove (formulas);
  g_remove (story);
  g_remove (folder);
  g_free (formulas);
  g_free (story);
  g_free (name);
  g_free (folder);
}

static EpiStory *
load (const char *folder)
{
  GError *error = NULL;
  char *path = g_build_filename (folder, "lesson.md", NULL);
  EpiStory *story = epi_story_load (path, &error);

  g_assert_no_error (error);
  g_free (path);
  return story;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *)(const void *)row)[x];
}

static void
test_a_formula_is_drawn_in_the_colour_of_the_text (void)
{
  char *folder = make_folder ();
  EpiStory *story = load (folder);
  const GPtrArray *spans = block_of (story, 0)->spans;
  const EpiSpan *x = spans->pdata[0], *y = spans->pdata[2];
  GError *error = NULL;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 40, 40);
  cairo_t *cr = cairo_create (surface);

  g_assert_cmpstr (x->spoken, ==, "ex");
  g_assert_null (y->svg);
  g_assert_null (epi_formula_picture_new (y, &error));
  EpiFormulaPicture *picture = epi_formula_picture_new (x, &error);
  g_assert_no_error (error);
  /* 2 ex of 8 pixels, half an ex below y = 24: from (10, 12) to (26, 28) */
  epi_formula_picture_draw (picture, cr, 10, 24, 8, (EpiRgb){1, 0, 0});
  cairo_surface_flush (surface);
  g_assert_cmphex (pixel (surface, 11, 13), ==, 0xffff0000);
  g_assert_cmphex (pixel (surface, 25, 27), ==, 0xffff0000);
  g_assert_cmphex (pixel (surface, 9, 20), ==, 0);
  g_assert_cmphex (pixel (surface, 27, 20), ==, 0);
  g_assert_cmphex (pixel (surface, 20, 11), ==, 0);
  g_assert_cmphex (pixel (surface, 20, 29), ==, 0);
  epi_formula_picture_draw (picture, cr, 10, 24, 8, (EpiRgb){0, 0, 1});
  cairo_surface_flush (surface);
  g_assert_cmphex (pixel (surface, 20, 20), ==, 0xff0000ff);
  epi_formula_picture_free (picture);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  epi_story_free (story);
  remove_folder (folder);
}

static void
test_a_picture_outside_the_folder_is_not_read (void)
{
  char *folder = make_folder ();
  char *name = epi_story_formula_name ("x", false);
  char *picture = g_build_filename (folder, "formulas", name, NULL);
  char *secret = g_build_filename (g_get_tmp_dir (), "epigraph-secret", NULL);

  g_assert_true (g_file_set_contents (secret, SQUARE, -1, NULL));
  g_assert_cmpint (g_unlink (picture), ==, 0);
  g_assert_cmpint (symlink (secret, picture), ==, 0);
  EpiStory *story = load (folder);
  g_assert_null (((EpiSpan *)block_of (story, 0)->spans->pdata[0])->svg);
  epi_story_free (story);
  /* nor is a whole folder that is a link */
  char *formulas = g_build_filename (folder, "formulas", NULL);
  char *elsewhere = g_strconcat (folder, "-elsewhere", NULL);
  g_assert_cmpint (g_unlink (picture), ==, 0);
  g_assert_true (g_file_set_contents (picture, SQUARE, -1, NULL));
  g_assert_cmpint (g_rename (formulas, elsewhere), ==, 0);
  g_assert_cmpint (symlink (elsewhere, formulas), ==, 0);
  story = load (folder);
  g_assert_null (((EpiSpan *)block_of (story, 0)->spans->pdata[0])->svg);
  epi_story_free (story);
  g_assert_cmpint (g_unlink (formulas), ==, 0);
  g_assert_cmpint (g_rename (elsewhere, formulas), ==, 0);
  story = load (folder);
  g_assert_nonnull (((EpiSpan *)block_of (story, 0)->spans->pdata[0])->svg);
  epi_story_free (story);
  g_free (formulas);
  g_free (elsewhere);
  g_unlink (secret);
  g_free (secret);
  g_free (picture);
  g_free (name);
  remove_folder (folder);
}

static void
test_what_is_no_file_is_named_as_such (void)
{
  const char *const paths[] = {"/", "/dev/zero", "/nowhere/lesson.md"};

  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++) {
    GError *error = NULL;
    g_assert_null (epi_story_load (paths[i], &error));
    g_assert_error (error, EPI_STORY_ERROR, EPI_STORY_ERROR_FILE);
    g_assert_true (g_str_has_prefix (error->message, "cannot open “"));
    g_error_free (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/story-picture/a-formula-is-drawn-in-the-colour-of-the-text",
      test_a_formula_is_drawn_in_the_colour_of_the_text);
  g_test_add_func ("/story-picture/a-picture-outside-the-folder-is-not-read",
                   test_a_picture_outside_the_folder_is_not_read);
  g_test_add_func ("/story-picture/what-is-no-file-is-named-as-such",
                   test_what_is_no_file_is_named_as_such);
  return g_test_run ();
}
