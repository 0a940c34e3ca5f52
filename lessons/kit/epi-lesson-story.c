/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-lesson-story.h"

#include "kit/epi-assign.h"

/* Written by kit/embed-stories.py. */
GResource *epi_stories_get_resource (void);
void epi_stories_register_resource (void);

#define RESOURCES "/org/epigraph/lessons/"

static void
register_once (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    epi_stories_register_resource ();
    g_once_init_leave (&done, 1);
  }
}

EpiStory *
epi_lesson_story (const EpiLesson *lesson, GError **error)
{
  register_once ();
  char *folder = g_strconcat ("resource://" RESOURCES, lesson->id, NULL);
  char *path = g_strconcat (RESOURCES, lesson->id, "/lesson.md", NULL);
  EpiStory *story = NULL;

  GBytes *bytes =
      g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes != NULL)
    story = epi_story_parse (g_bytes_get_data (bytes, NULL),
                             g_bytes_get_size (bytes), folder, error);
  else
    g_set_error (error, EPI_STORY_ERROR, EPI_STORY_ERROR_FILE,
                 "the lesson “%s” has no story", lesson->id);
  g_clear_pointer (&bytes, g_bytes_unref);
  g_free (folder);
  g_free (path);
  return story;
}

EpiDocument *
epi_lesson_beginning (const EpiLesson *lesson, const EpiDocument *document,
                      gsize *k)
{
  EpiStory *story = epi_lesson_story (lesson, NULL);
  const EpiStep *first = story != NULL && story->steps->len > 0
                             ? g_ptr_array_index (story->steps, 0)
                             : NULL;
  EpiDocument *begun = NULL;

  if (first != NULL && first->set != NULL)
    begun = epi_assign (lesson, document, first->set, NULL);
  *k = first != NULL ? first->playhead : SIZE_MAX;
  epi_story_free (story);
  return begun != NULL ? begun : epi_document_ref (document);
}
