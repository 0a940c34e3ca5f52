/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A story's reader, shared by its files:
 *
 *   epi-story.c       steps and their directives; the whole
 *   epi-story-head.c  the front matter
 *   epi-story-file.c  a story from a file
 */
#pragma once

#include "kit/epi-story.h"

#define EPI_STORY_MAX (1 << 20) /* bytes */

/* epi-story.c: sets error to "line N: …"; always false. */
bool epi_story_fail (GError **error, size_t line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* epi-story-head.c: reads the front matter at the start of lines (NULL:
 * the end); *at becomes the first line after it. */
bool epi_story_read_head (EpiStory *story, char *const *lines, size_t *at,
                          GError **error);
