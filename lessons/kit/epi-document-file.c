/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document-json.h"

#include "core/epi-alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE ((goffset)1 << 31) /* bytes of a document */
#define SUFFIX 7                    /* of GLib's temporaries: ".XXXXXX" */

static bool
fail (GError **error, const char *verb, const char *path, const char *why)
{
  char *name = g_filename_display_basename (path);

  g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE,
               "cannot %s “%s”: %s", verb, name, why);
  g_free (name);
  return false;
}

/* ---- saving ---- */

/* The names in the folder of path that GLib may have given a temporary. */
static GHashTable *
list_temporaries (const char *path)
{
  GHashTable *names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char *folder = g_path_get_dirname (path);
  char *base = g_path_get_basename (path);
  size_t length = strlen (base);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (strlen (name) == length + SUFFIX && g_str_has_prefix (name, base) &&
        name[length] == '.')
      g_hash_table_add (names, g_build_filename (folder, name, NULL));
  }
  g_clear_pointer (&dir, g_dir_close);
  g_free (folder);
  g_free (base);
  return names;
}

/* Removes what a failed save has left: temporaries that were not there before
 * (a name alone proves nothing: "a.epigraph.backup" looks like one). */
static void
sweep (const char *path, GHashTable *before)
{
  GHashTable *after = list_temporaries (path);
  GHashTableIter iter;
  void *name;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!g_hash_table_contains (before, name))
      g_unlink (name);
  }
  g_hash_table_unref (after);
}

static bool
write_file (const char *path, const char *text, size_t length, GError **error)
{
  GHashTable *before = list_temporaries (path);
  GError *trouble = NULL;
  struct stat status;
  int mode = stat (path, &status) == 0 ? status.st_mode & 0777 : 0666;
  bool good = g_file_set_contents_full (path, text, (gssize)length,
                                        G_FILE_SET_CONTENTS_CONSISTENT |
                                            G_FILE_SET_CONTENTS_DURABLE,
                                        mode, &trouble);

  if (!good) {
    sweep (path, before);
    const char *why = strrchr (trouble->message, ':');
    fail (error, "save", path, why != NULL ? why + 2 : trouble->message);
    g_error_free (trouble);
  }
  g_hash_table_unref (before);
  return good;
}

bool
epi_document_save (const EpiDocument *document, json_t *view, const char *path,
                   GError **error)
{
  struct stat status;
  size_t length;

  if (stat (path, &status) == 0 && !S_ISREG (status.st_mode))
    return fail (error, "save", path,
                 S_ISDIR (status.st_mode) ? "it is a folder"
                                          : "it is no ordinary file");
  char *text = epi_document_print (document, view, &length);
  if (text == NULL)
    return fail (error, "save", path, "there is not enough memory");
  /* A link stays one: what it points to is replaced. */
  char *target = realpath (path, NULL);
  bool good = write_file (target != NULL ? target : path, text, length, error);
  free (target);
  g_free (text);
  return good;
}

/* ---- loading ---- */

/* Opens an ordinary file; a FIFO would wait for its writer for ever. */
static int
open_file (const char *path, goffset most, size_t *size, GError **error)
{
  struct stat status;
  const char *why = NULL;
  char large[64];
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

  if (fd < 0) {
    fail (error, "open", path, g_strerror (errno));
    return -1;
  }
  if (fstat (fd, &status) != 0)
    why = g_strerror (errno);
  else if (S_ISDIR (status.st_mode))
    why = "it is a folder";
  else if (!S_ISREG (status.st_mode))
    why = "it is no ordinary file";
  else if (status.st_size > most) {
    g_snprintf (large, sizeof large, "it is larger than %d MiB",
                (int)(most >> 20));
    why = large;
  }
  if (why == NULL) {
    *size = (size_t)status.st_size;
    return fd;
  }
  fail (error, "open", path, why);
  close (fd);
  return -1;
}

/* The bytes of the file in an epi_alloc() buffer. */
static char *
read_file (const char *path, goffset most, size_t *length, GError **error)
{
  size_t size = 0, done = 0;
  int fd = open_file (path, most, &size, error);
  ssize_t n = 1;

  if (fd < 0)
    return NULL;
  char *text = epi_alloc (size, 1);
  const char *why = text == NULL ? "there is not enough memory" : NULL;
  while (why == NULL && done < size && n != 0) {
    n = read (fd, text + done, size - done);
    if (n < 0 && errno != EINTR)
      why = g_strerror (errno);
    done += n > 0 ? (size_t)n : 0;
  }
  close (fd);
  *length = done;
  if (why == NULL)
    return text;
  fail (error, "open", path, why);
  epi_free (text);
  return NULL;
}

EpiDocument *
epi_document_load (const char *path, json_t **view, GError **error)
{
  size_t length;
  char *text = read_file (path, MAX_FILE, &length, error);

  if (view != NULL)
    *view = NULL;
  if (text == NULL)
    return NULL;
  EpiDocument *document = epi_document_parse (text, length, view, error);
  epi_free (text);
  if (document == NULL) {
    char *name = g_filename_display_basename (path);
    g_prefix_error (error, "“%s”: ", name);
    g_free (name);
  }
  return document;
}

EpiAttachment *
epi_attachment_load (const char *path, GError **error)
{
  size_t length;
  char *bytes = read_file (path, (goffset)EPI_ATTACHMENT_MAX, &length, error);

  if (bytes == NULL)
    return NULL;
  char *name = g_filename_display_basename (path);
  EpiAttachment *attachment = epi_attachment_new (name, bytes, length);
  g_free (name);
  return attachment;
}
