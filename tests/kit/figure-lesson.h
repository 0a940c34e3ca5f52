/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lesson that is only seen: two views and a matrix, with a handle. */
#pragma once

#include "kit/epi-lesson.h"

enum { FIGURE_POINTS = 40 };

extern const EpiLesson figure_lesson;

/* A scene of it; figure_scene_clear() frees its document. */
EpiScene figure_scene (void);
void figure_scene_clear (EpiScene *scene);

/* Its points, and the line y = 1 + x/2 through them. */
void figure_points (double x[FIGURE_POINTS], double y[FIGURE_POINTS]);
