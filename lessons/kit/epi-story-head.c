/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-story-private.h"

#include <string.h>

/* A value without white space at its ends, or NULL when it is empty. */
static char *
value_of (const char *text)
{
  char *value = g_strstrip (g_strdup (text));

  if (value[0] == '\0')
    g_clear_pointer (&value, g_free);
  return value;
}

static char **
split_keywords (const char *text)
{
  char **words = g_strsplit (text, ",", 200);

  for (size_t i = 0; words[i] != NULL; i++)
    g_strstrip (words[i]);
  return words;
}

static bool
read_head_line (EpiStory *story, const char *line, size_t number,
                GError **error)
{
  const struct {
    const char *key;
    char **value;
  } keys[] = {{"lesson", &story->lesson},
              {"title", &story->title},
              {"topic", &story->topic},
              {"summary", &story->summary}};
  const char *colon = strchr (line, ':');
  size_t length = colon != NULL ? (size_t)(colon - line) : 0;
  char *value = colon != NULL ? value_of (colon + 1) : NULL;

  for (size_t i = 0; value != NULL && i < G_N_ELEMENTS (keys); i++) {
    if (strlen (keys[i].key) == length &&
        strncmp (keys[i].key, line, length) == 0 && *keys[i].value == NULL) {
      *keys[i].value = value;
      return true;
    }
  }
  if (value != NULL && g_str_has_prefix (line, "keywords:") &&
      story->keywords == NULL) {
    story->keywords = split_keywords (value);
    g_free (value);
    return true;
  }
  g_free (value);
  return epi_story_fail (
      error, number,
      "found “%.40s”, expected lesson:, title:, topic:, summary: or "
      "keywords:, each once, with a value",
      line);
}

bool
epi_story_read_head (EpiStory *story, char *const *lines, size_t *at,
                     GError **error)
{
  const char *line = lines[*at];

  if (g_strcmp0 (line, "---") != 0)
    return epi_story_fail (error, 1, "found no front matter, expected ---");
  for ((*at)++; (line = lines[*at]) != NULL; (*at)++) {
    if (strcmp (line, "---") == 0)
      break;
    if (line[0] == '\0' || line[0] == '#')
      continue;
    if (!read_head_line (story, line, *at + 1, error))
      return false;
  }
  if (line == NULL)
    return epi_story_fail (error, *at,
                           "found the end of the file, expected ---");
  (*at)++;
  if (story->lesson == NULL || story->title == NULL)
    return epi_story_fail (error, *at,
                           "the front matter ends without %s, expected one",
                           story->lesson == NULL ? "lesson:" : "title:");
  if (story->keywords == NULL)
    story->keywords = g_new0 (char *, 1);
  return true;
}
