/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-story-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* At most EPI_STORY_MAX + 1 bytes of an ordinary file; NULL with a reason. */
static char *
read_file (const char *path, size_t *length, const char **why)
{
  struct stat status;
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  ssize_t n = 1;

  if (fd < 0 || fstat (fd, &status) != 0)
    *why = g_strerror (errno);
  else if (!S_ISREG (status.st_mode))
    *why =
        S_ISDIR (status.st_mode) ? "it is a folder" : "it is no ordinary file";
  char *text = *why == NULL ? g_malloc (EPI_STORY_MAX + 1) : NULL;
  *length = 0;
  while (*why == NULL && *length <= EPI_STORY_MAX && n != 0) {
    n = read (fd, text + *length, EPI_STORY_MAX + 1 - *length);
    if (n < 0 && errno != EINTR)
      *why = g_strerror (errno);
    *length += n > 0 ? (size_t)n : 0;
  }
  if (fd >= 0)
    close (fd);
  if (*why != NULL)
    g_clear_pointer (&text, g_free);
  return text;
}

EpiStory *
epi_story_load (const char *path, GError **error)
{
  const char *why = NULL;
  size_t length;
  char *name = g_filename_display_basename (path);
  char *text = read_file (path, &length, &why);
  char *folder = g_path_get_dirname (path);
  EpiStory *story = NULL;

  if (text == NULL)
    g_set_error (error, EPI_STORY_ERROR, EPI_STORY_ERROR_FILE,
                 "cannot open “%s”: %s", name, why);
  else
    story = epi_story_parse (text, length, folder, error);
  if (text != NULL && story == NULL)
    g_prefix_error (error, "“%s”, ", name);
  g_free (name);
  g_free (text);
  g_free (folder);
  return story;
}
