/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lesson for tests of widgets: the line through a table's x and y, by the
 * two normal equations.  Its frame has slope, intercept and n (rows used);
 * y's of held-back, hidden or missing rows are left out.
 */
#pragma once

#include "kit/epi-session.h"

extern const EpiLesson table_lesson;

/* y = 2x + 1 for x = 1 … n, a text column and a spare column of numbers. */
EpiData *table_lesson_data (size_t n);

/* A session without a worker: every call waits for its answer. */
EpiSession *table_lesson_session (size_t n);

double table_lesson_slope (EpiSession *session);
