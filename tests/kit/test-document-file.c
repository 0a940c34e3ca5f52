/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saving and opening: what is saved opens the same, and nothing is lost where
 * it cannot be.
 */
#include "random-document.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder, *path;
  EpiDocument *small, *large;
} Folder;

static void
set_up (Folder *folder, const void *data)
{
  folder->folder = g_dir_make_tmp ("epigraph-XXXXXX", NULL);
  folder->path = g_build_filename (folder->folder, "a.epigraph", NULL);
  folder->small = epi_document_new ("a", 5);
  folder->large = random_document (20000);
}

static void
tear_down (Folder *folder, const void *data)
{
  GDir *dir = g_dir_open (folder->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path = g_build_filename (folder->folder, name, NULL);
    g_remove (path);
    g_free (path);
  }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (folder->folder), ==, 0);
  g_free (folder->folder);
  g_free (folder->path);
  epi_document_unref (folder->small);
  epi_document_unref (folder->large);
}

static guint
count_files (const Folder *folder)
{
  GDir *dir = g_dir_open (folder->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

static void
test_what_is_saved_opens_the_same (Folder *folder, const void *data)
{
  json_t *view = json_pack ("{s:i}", "k", 12), *read_view;
  GError *error = NULL;

  g_assert_true (epi_document_save (folder->large, view, folder->path, &error));
  g_assert_no_error (error);
  EpiDocument *read = epi_document_load (folder->path, &read_view, &error);
  g_assert_no_error (error);
  g_assert_true (epi_document_equal (read, folder->large));
  g_assert_true (json_equal (view, read_view));
  g_assert_cmpuint (count_files (folder), ==, 1);
  json_decref (view);
  json_decref (read_view);
  epi_document_unref (read);
}

static void
test_a_full_disk_leaves_the_old_file (Folder *folder, const void *data)
{
  struct rlimit limit, tight;
  GError *error = NULL;
  char *other = g_strconcat (folder->path, ".backup", NULL);

  g_assert_true (epi_document_save (folder->small, NULL, folder->path, &error));
  g_assert_true (g_file_set_contents (other, "mine", -1, NULL));
  /* a file that may not grow fails like one on a full disk: in write() */
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  tight = limit;
  tight.rlim_cur = 10000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  bool saved = epi_document_save (folder->large, NULL, folder->path, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  g_assert_false (saved);
  g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE);
  g_assert_cmpstr (error->message, ==,
                   "cannot save “a.epigraph”: File too large");
  g_clear_error (&error);
  EpiDocument *read = epi_document_load (folder->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (epi_document_equal (read, folder->small));
  g_assert_cmpuint (count_files (folder), ==, 2); /* also not "….backup" */
  epi_document_unref (read);
  g_free (other);
}

static void
test_saving_keeps_links_and_permissions (Folder *folder, const void *data)
{
  char *link = g_build_filename (folder->folder, "link.epigraph", NULL);
  GError *error = NULL;
  struct stat status;

  g_assert_true (epi_document_save (folder->small, NULL, folder->path, &error));
  g_assert_cmpint (g_chmod (folder->path, 0640), ==, 0);
  g_assert_cmpint (symlink ("a.epigraph", link), ==, 0);
  g_assert_true (epi_document_save (folder->large, NULL, link, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lstat (link, &status), ==, 0);
  g_assert_true (S_ISLNK (status.st_mode));
  g_assert_cmpint (lstat (folder->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  EpiDocument *read = epi_document_load (folder->path, NULL, &error);
  g_assert_true (epi_document_equal (read, folder->large));
  epi_document_unref (read);
  g_free (link);
}

static void
assert_cannot (const Folder *folder, const char *path, const char *why)
{
  GError *error = NULL;

  g_assert_null (epi_document_load (path, NULL, &error));
  g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, why));
  g_clear_error (&error);
  g_assert_false (epi_document_save (folder->small, NULL, path, &error));
  g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, why));
  g_error_free (error);
}

static void
test_what_is_no_file_is_named_as_such (Folder *folder, const void *data)
{
  char *nowhere = g_build_filename (folder->folder, "no", "a", NULL);

  assert_cannot (folder, folder->folder, "it is a folder");
  g_assert_cmpint (mkfifo (folder->path, 0600), ==, 0);
  assert_cannot (folder, folder->path, "it is no ordinary file");
  assert_cannot (folder, "/dev/full", "it is no ordinary file");
  assert_cannot (folder, nowhere, "No such file");
  g_free (nowhere);
}

static void
test_an_empty_file_is_refused (Folder *folder, const void *data)
{
  GError *error = NULL;

  g_assert_true (g_file_set_contents (folder->path, "", 0, NULL));
  g_assert_null (epi_document_load (folder->path, NULL, &error));
  g_assert_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX);
  g_assert_true (g_str_has_prefix (error->message, "“a.epigraph”: line 1"));
  g_error_free (error);
}

#define ADD_FILE(name, test)                                                   \
  g_test_add ("/document-file/" name, Folder, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_FILE ("what-is-saved-opens-the-same", test_what_is_saved_opens_the_same);
  ADD_FILE ("a-full-disk-leaves-the-old-file",
            test_a_full_disk_leaves_the_old_file);
  ADD_FILE ("saving-keeps-links-and-permissions",
            test_saving_keeps_links_and_permissions);
  ADD_FILE ("what-is-no-file-is-named-as-such",
            test_what_is_no_file_is_named_as_such);
  ADD_FILE ("an-empty-file-is-refused", test_an_empty_file_is_refused);
  return g_test_run ();
}
