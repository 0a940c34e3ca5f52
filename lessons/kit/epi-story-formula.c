/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-story-formula.h"

#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SPOKEN (4 << 20)  /* bytes of spoken.json */
#define MAX_PICTURE (1 << 20) /* bytes of one picture */
#define MAX_EX 10000.0        /* a size beyond this is damage */

struct EpiPictures {
  char *folder;
  json_t *spoken;
};

char *
epi_story_tidy (const char *text)
{
  GString *tidy = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    bool space = g_ascii_isspace (*p);
    if (!space)
      g_string_append_c (tidy, *p);
    else if (tidy->len > 0 && tidy->str[tidy->len - 1] != ' ')
      g_string_append_c (tidy, ' ');
  }
  if (tidy->len > 0 && tidy->str[tidy->len - 1] == ' ')
    g_string_truncate (tidy, tidy->len - 1);
  return g_string_free (tidy, FALSE);
}

char *
epi_story_formula_name (const char *tex, bool display)
{
  char *tidy = epi_story_tidy (tex);
  char *input = g_strconcat (display ? "display:" : "inline:", tidy, NULL);
  char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, input, -1);
  char *name = g_strdup_printf ("%.16s.svg", hash);

  g_free (tidy);
  g_free (input);
  g_free (hash);
  return name;
}

/* What is in fd, if it is an ordinary file of at most max bytes; or NULL. */
static GBytes *
read_fd (int fd, size_t max)
{
  struct stat status;
  size_t length = 0;
  ssize_t n = 1;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) ||
      status.st_size > (off_t)max)
    return NULL;
  size_t size = (size_t)status.st_size;
  char *text = g_malloc (size + 1);
  for (; length < size && n > 0; length += n > 0 ? (size_t)n : 0)
    n = read (fd, text + length, size - length);
  return g_bytes_new_take (text, length);
}

/* A file of formulas/ in a directory; neither may be a link, which could lead
 * out of the story's folder. */
static GBytes *
read_local (const char *folder, const char *name, size_t max)
{
  char *path = g_build_filename (folder, "formulas", NULL);
  int dir = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  int fd = dir >= 0 ? openat (dir, name,
                              O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
                    : -1;
  GBytes *bytes = fd >= 0 ? read_fd (fd, max) : NULL;

  if (fd >= 0)
    close (fd);
  if (dir >= 0)
    close (dir);
  g_free (path);
  return bytes;
}

/* A file of the story's formulas/; or NULL. */
static GBytes *
read_formula_file (const char *folder, const char *name, size_t max)
{
  if (!g_str_has_prefix (folder, "resource://"))
    return read_local (folder, name, max);
  char *path = g_build_filename (folder + strlen ("resource://"), "formulas",
                                 name, NULL);
  GBytes *bytes =
      g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_free (path);
  return bytes;
}

EpiPictures *
epi_pictures_new (const char *folder)
{
  EpiPictures *pictures = g_new0 (EpiPictures, 1);

  if (folder == NULL)
    return pictures;
  pictures->folder = g_strdup (folder);
  GBytes *bytes = read_formula_file (folder, "spoken.json", MAX_SPOKEN);
  if (bytes != NULL)
    pictures->spoken =
        json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                    JSON_REJECT_DUPLICATES, NULL);
  g_clear_pointer (&bytes, g_bytes_unref);
  return pictures;
}

void
epi_pictures_free (EpiPictures *pictures)
{
  g_free (pictures->folder);
  json_decref (pictures->spoken);
  g_free (pictures);
}

static bool
get_size (const json_t *entry, const char *field, double *size)
{
  const json_t *value = json_object_get (entry, field);

  *size = json_number_value (value);
  return json_is_number (value) && fabs (*size) <= MAX_EX;
}

void
epi_pictures_fill (EpiPictures *pictures, EpiSpan *span, bool display)
{
  char *name = epi_story_formula_name (span->text, display);
  char *hash = g_strndup (name, strlen (name) - strlen (".svg"));
  const json_t *entry = json_object_get (pictures->spoken, hash);
  const char *spoken = json_string_value (json_object_get (entry, "spoken"));
  double width, height, depth;

  if (entry != NULL && spoken != NULL && get_size (entry, "width", &width) &&
      get_size (entry, "height", &height) &&
      get_size (entry, "depth", &depth) && width > 0 && height > 0) {
    span->svg = read_formula_file (pictures->folder, name, MAX_PICTURE);
    span->spoken = g_strdup (spoken);
    span->width = width;
    span->height = height;
    span->depth = depth;
  }
  g_free (name);
  g_free (hash);
}
