/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every story of the house: it can be read, it is in the program, and its
 * formulas and the pictures beside it belong together one to one.
 */
#include "kit/epi-formula-picture.h"
#include "kit/epi-lesson-story.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- what is wrong with the pictures of one folder ---- */

static void
complain (GString *troubles, const char *what, const char *which)
{
  g_string_append_printf (troubles, "%s %s\n", what, which);
}

static bool
holds_error (GBytes *svg)
{
  gsize length;
  const char *text = g_bytes_get_data (svg, &length);

  return g_strstr_len (text, (gssize)length, "merror") != NULL ||
         g_strstr_len (text, (gssize)length, "data-mjx-error") != NULL;
}

/* Notes the name of each formula's picture, and what is wrong with it. */
static void
check_spans (const GPtrArray *spans, bool display, GHashTable *names,
             GString *troubles)
{
  for (guint i = 0; spans != NULL && i < spans->len; i++) {
    const EpiSpan *span = spans->pdata[i];
    if (span->kind != EPI_SPAN_FORMULA)
      continue;
    GError *error = NULL;
    g_hash_table_add (names, epi_story_formula_name (span->text, display));
    if (span->svg == NULL) {
      complain (troubles, "no picture for", span->text);
      continue;
    }
    if (holds_error (span->svg))
      complain (troubles, "a MathJax error in the picture of", span->text);
    if (span->spoken == NULL || span->spoken[0] == '\0')
      complain (troubles, "no sentence for", span->text);
    EpiFormulaPicture *picture = epi_formula_picture_new (span, &error);
    if (picture == NULL)
      complain (troubles, "cannot draw", span->text);
    epi_formula_picture_free (picture);
    g_clear_error (&error);
  }
}

static void
check_pictures (const char *folder, GHashTable *names, GString *troubles)
{
  char *formulas = g_build_filename (folder, "formulas", NULL);
  GDir *dir = g_dir_open (formulas, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (strcmp (name, "spoken.json") != 0 &&
        !g_hash_table_contains (names, name))
      complain (troubles, "no formula for", name);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_free (formulas);
}

/* One line for each trouble of the story in folder; "" when there is none. */
static char *
troubles_of (const char *folder)
{
  char *path = g_build_filename (folder, "lesson.md", NULL);
  GHashTable *names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *troubles = g_string_new (NULL);
  GError *error = NULL;
  EpiStory *story = epi_story_load (path, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < story->steps->len; i++) {
    const EpiStep *step = story->steps->pdata[i];
    check_spans (step->ask_spans, false, names, troubles);
    check_spans (step->hint_spans, false, names, troubles);
    for (guint j = 0; j < step->blocks->len; j++) {
      const EpiBlock *block = step->blocks->pdata[j];
      check_spans (block->spans, block->kind == EPI_BLOCK_FORMULA, names,
                   troubles);
    }
  }
  check_pictures (folder, names, troubles);
  epi_story_free (story);
  g_hash_table_unref (names);
  g_free (path);
  return g_string_free (troubles, FALSE);
}

static void
test_every_formula_has_its_picture (void)
{
  char *lessons =
      g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "lessons", NULL);
  GDir *dir = g_dir_open (lessons, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *folder = g_build_filename (lessons, name, NULL);
    char *story = g_build_filename (folder, "lesson.md", NULL);
    if (g_file_test (story, G_FILE_TEST_EXISTS)) {
      char *troubles = troubles_of (folder);
      g_assert_cmpstr (troubles, ==, "");
      g_free (troubles);
    }
    g_free (story);
    g_free (folder);
  }
  g_dir_close (dir);
  g_free (lessons);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_free (path);
}

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\">"

/* The test above must be able to fail: a formula without a picture, one with an
 * error inside, one that is no SVG, and a picture too many. */
static void
test_every_kind_of_trouble_is_noticed (void)
{
  char *folder = g_dir_make_tmp ("epigraph-XXXXXX", NULL);
  char *formulas = g_build_filename (folder, "formulas", NULL);
  char *error = epi_story_formula_name ("b", false);
  char *no_svg = epi_story_formula_name ("c", true);
  const char *const files[] = {error, no_svg, "extra.svg", "spoken.json"};
  char *spoken = g_strdup_printf (
      "{\"%.16s\": {\"spoken\": \"\", \"width\": 1, \"height\": 1, "
      "\"depth\": 0}, \"%.16s\": {\"spoken\": \"c\", \"width\": 1, "
      "\"height\": 1, \"depth\": 0}}",
      error, no_svg);

  g_assert_cmpint (g_mkdir (formulas, 0700), ==, 0);
  write_file (folder, "lesson.md",
              "---\nlesson: a\ntitle: t\n---\n## S\n$a$ $b$ $$c$$\n");
  write_file (formulas, error, SVG "<g data-mml-node=\"merror\"/></svg>");
  write_file (formulas, no_svg, "not a picture");
  write_file (formulas, "extra.svg", SVG "</svg>");
  write_file (formulas, "spoken.json", spoken);
  char *troubles = troubles_of (folder);
  g_assert_cmpstr (troubles, ==,
                   "no picture for a\n"
                   "a MathJax error in the picture of b\n"
                   "no sentence for b\n"
                   "cannot draw c\n"
                   "no formula for extra.svg\n");
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    char *path = g_build_filename (formulas, files[i], NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
    g_free (path);
  }
  char *story = g_build_filename (folder, "lesson.md", NULL);
  g_remove (story);
  g_remove (formulas);
  g_assert_cmpint (g_remove (folder), ==, 0);
  g_free (story);
  g_free (formulas);
  g_free (folder);
  g_free (error);
  g_free (no_svg);
  g_free (spoken);
  g_free (troubles);
}

static void
test_every_lesson_has_its_story_inside (void)
{
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson != NULL;
       lesson++) {
    GError *error = NULL;
    EpiStory *story = epi_lesson_story (*lesson, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (story->lesson, ==, (*lesson)->id);
    g_assert_nonnull (story->summary);
    g_assert_nonnull (story->topic);
    g_assert_nonnull (story->keywords[0]);
    g_assert_cmpuint (story->steps->len, >=, 1);
    epi_story_free (story);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stories/every-formula-has-its-picture",
                   test_every_formula_has_its_picture);
  g_test_add_func ("/stories/every-kind-of-trouble-is-noticed",
                   test_every_kind_of_trouble_is_noticed);
  g_test_add_func ("/stories/every-lesson-has-its-story-inside",
                   test_every_lesson_has_its_story_inside);
  return g_test_run ();
}
