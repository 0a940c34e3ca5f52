/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A story's front matter and its parts, for tests.
 */
#pragma once

#include "kit/epi-formula-picture.h"
#include "kit/epi-story.h"

#include <stdint.h>

#define HEAD "---\nlesson: least-squares\ntitle: Squares\n---\n"

static inline const EpiStep *
step_of (const EpiStory *story, guint i)
{
  g_assert_cmpuint (i, <, story->steps->len);
  return story->steps->pdata[i];
}

static inline const EpiBlock *
block_of (const EpiStory *story, guint i)
{
  const EpiStep *step = step_of (story, 0);

  g_assert_cmpuint (i, <, step->blocks->len);
  return step->blocks->pdata[i];
}
