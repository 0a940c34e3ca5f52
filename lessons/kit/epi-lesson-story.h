/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The story of a lesson that the program was built with.
 *
 * The build puts lesson.md and formulas/ of every lesson into the program,
 * under resource:///org/epigraph/lessons/<id>/.
 */
#pragma once

#include "kit/epi-lesson.h"
#include "kit/epi-story.h"

/* A new story; NULL with one sentence when the lesson has none or it is bad. */
EpiStory *epi_lesson_story (const EpiLesson *lesson, GError **error);

/* The document in which a lesson begins: with what its first step sets, and the
 * playhead at iterate k (SIZE_MAX: at the end).  A new reference; document
 * itself where there is nothing to set. */
EpiDocument *epi_lesson_beginning (const EpiLesson *lesson,
                                   const EpiDocument *document, gsize *k);
