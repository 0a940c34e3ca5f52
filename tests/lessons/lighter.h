/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kit/epi-lesson.h"

/* What set makes of document (whose reference it takes), or document itself
 * where set is NULL. */
EpiDocument *assigned (const EpiLesson *lesson, EpiDocument *document,
                       const char *set);

/* Under a sanitizer, which looks for wrong memory and not for right numbers:
 * the same document (whose reference it takes), but solving or training a
 * smaller problem by the same code where the lesson's own takes seconds.
 * Otherwise the document itself. */
EpiDocument *lighter (const EpiLesson *lesson, EpiDocument *document);

/* A test of that lesson, "/svm/its name": lessons apart, so that they can be
 * tested side by side. */
void add_for (const char *name, const EpiLesson *lesson, GTestDataFunc func);
