/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desktop that has the program's package opens its files with it: the type of
 * every ending is known, and stands in the desktop file. */
#include "kit/epi-lesson.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static char *home; /* of the desktop's data */

/* The type of a file by its name, as a desktop sees it; any, where unknown. */
static char *
type_of (const char *ending)
{
  char *name = g_strconcat ("problem", ending, NULL);
  char *content = g_content_type_guess (name, NULL, 0, NULL);
  char *type = g_content_type_get_mime_type (content);

  g_free (content);
  g_free (name);
  return type;
}

static char **
types_opened (void)
{
  GKeyFile *desktop = g_key_file_new ();
  GError *error = NULL;
  char *path = g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "data",
                                 "org.epigraph.Epigraph.desktop", NULL);

  g_key_file_load_from_file (desktop, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  char **types = g_key_file_get_string_list (desktop, "Desktop Entry",
                                             "MimeType", NULL, &error);
  g_assert_no_error (error);
  g_free (path);
  g_key_file_free (desktop);
  return types;
}

static void
assert_opened (char **types, const char *ending, bool opened)
{
  char *type = type_of (ending);

  g_test_message ("%s: %s", ending, type);
  g_assert_true (g_strv_contains ((const char *const *)types, type) == opened);
  g_free (type);
}

static void
test_what_is_opened_has_a_type (void)
{
  const EpiLesson *programs = epi_lesson_find ("convex-program");
  GPtrArray *endings = g_ptr_array_new ();
  char **types = types_opened ();

  if (home == NULL) {
    g_test_skip ("update-mime-database (shared-mime-info) is not there");
    g_strfreev (types);
    g_ptr_array_unref (endings);
    return;
  }
  g_ptr_array_add (endings, (char *)".epigraph");
  g_ptr_array_add (endings, (char *)".csv");
  g_ptr_array_add (endings, (char *)".tsv");
  for (size_t i = 0; programs != NULL && programs->opens[i] != NULL; i++)
    g_ptr_array_add (endings, (char *)programs->opens[i]);
  for (guint i = 0; i < endings->len; i++) {
    char *packed = g_strconcat (endings->pdata[i], ".gz", NULL);
    assert_opened (types, endings->pdata[i], true);
    if (i > 0) /* a document is never packed */
      assert_opened (types, packed, true);
    g_free (packed);
  }
  assert_opened (types, ".mpsx", false); /* and not because all are */
  assert_opened (types, ".gz", false);
  g_strfreev (types);
  g_ptr_array_unref (endings);
}

/* A database with the system's types and ours; NULL: it cannot be made. */
static char *
make_home (void)
{
  char *made = g_dir_make_tmp ("epigraph-types-XXXXXX", NULL);
  char *packages = g_build_filename (made, "mime", "packages", NULL);
  char *mime = g_build_filename (made, "mime", NULL);
  char *from = g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "data",
                                 "org.epigraph.Epigraph.xml", NULL);
  char *to = g_build_filename (packages, "org.epigraph.Epigraph.xml", NULL);
  char *program = g_find_program_in_path ("update-mime-database");
  GFile *source = g_file_new_for_path (from);
  GFile *target = g_file_new_for_path (to);
  int status = 1;

  if (program != NULL && g_mkdir_with_parents (packages, 0700) == 0 &&
      g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL)) {
    char *argv[] = {program, mime, NULL};
    g_spawn_sync (NULL, argv, NULL,
                  G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                  NULL, NULL, NULL, &status, NULL);
  }
  g_object_unref (source);
  g_object_unref (target);
  g_free (packages);
  g_free (mime);
  g_free (from);
  g_free (to);
  g_free (program);
  if (status == 0)
    return made;
  g_rmdir (made);
  g_free (made);
  return NULL;
}

static void
remove_all (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);

  for (const char *name; folder != NULL && (name = g_dir_read_name (folder));) {
    char *inside = g_build_filename (path, name, NULL);
    remove_all (inside);
    g_free (inside);
  }
  g_clear_pointer (&folder, g_dir_close);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  home = make_home ();
  if (home != NULL)
    g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-types/what-is-opened-has-a-type",
                   test_what_is_opened_has_a_type);
  int result = g_test_run ();
  if (home != NULL)
    remove_all (home);
  g_free (home);
  return result;
}
