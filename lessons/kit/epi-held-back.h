/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows held back: what a lesson does not learn from (EPI_OFFERS_HOLD_BACK), and
 * judges its answer by.
 *
 * It does so in EpiLesson.observe, for the iterate at the playhead alone: a run
 * costs no more for them, and where nothing is held back observe() returns
 * NULL.  Beside what else the lesson says it observes
 *
 *     test            rows held back that it can judge
 *     test_left_out   others, that lack what it takes; where there are any
 */
#pragma once

#include "kit/epi-lesson.h"

/* Held back, and not hidden. */
static inline bool
epi_row_is_held_back (const EpiTable *table, size_t row)
{
  return (epi_table_mark (table, row) & (EPI_MARK_HIDDEN | EPI_MARK_TEST)) ==
         EPI_MARK_TEST;
}

/* Why there is no problem where it is these that are missing. */
#define EPI_ALL_HELD_BACK                                                      \
  "all rows that would count are held back, so there is nothing to learn "     \
  "from: use some of them again in the table"

/* How many rows are; of no data (NULL) none. */
size_t epi_held_back_count (const EpiData *data);

/* The table whose rows the handles are, where the lesson offers to hold some of
 * them back and there are any; else NULL.  Handle i is row i mod rows. */
const EpiTable *epi_handle_holds_back (const EpiHandleSpec *handle,
                                       const EpiScene *scene);
/* Whether handle i is a row that is held back: one alone. */
bool epi_handle_is_held_back (const EpiHandleSpec *handle,
                              const EpiScene *scene, size_t i);

/* What is observed of every lesson's rows: n that can be judged, and others. */
void epi_observe_held_back (EpiFrame *observed, size_t n, size_t left_out);

/* A number that was observed; NAN where it was not. */
double epi_observed (const EpiScene *scene, const char *name);

/* After sentence, which it takes and may be NULL: how many of the rows held
 * back have no `what`, "number", where there are any.  New, or NULL. */
char *epi_with_untested (const EpiScene *scene, const char *what,
                         char *sentence);
