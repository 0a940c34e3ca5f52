/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exercise: a question that checks itself.
 *
 *   question
 *   ○ R² < 0.5            the condition, and whether it holds now
 *   [Hint] [Show an answer]
 *
 * The condition is asked again whenever the scene changes.  While the answer
 * is still computed the last verdict stays, so that nothing flickers.
 */
#pragma once

#include "kit/epi-session.h"
#include "kit/epi-story.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_EXERCISE epi_exercise_get_type ()
G_DECLARE_FINAL_TYPE (EpiExercise, epi_exercise, EPI, EXERCISE, GtkWidget)

/* Copies what it needs of step.  "show-answer" is emitted when an answer is
 * asked for, "solved" when the condition has become true. */
GtkWidget *epi_exercise_new (const EpiStep *step);

void epi_exercise_update (EpiExercise *self, const EpiScene *scene);

/* Whether the condition holds now; a step without one is never done. */
gboolean epi_exercise_holds (EpiExercise *self);

/* The condition as people write it: ≤ for <=, × for *; free with g_free(). */
char *epi_exercise_pretty (const char *condition);

G_END_DECLS
