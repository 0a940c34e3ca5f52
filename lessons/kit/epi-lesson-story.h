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
