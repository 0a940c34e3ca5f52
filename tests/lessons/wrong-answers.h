/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a learner might well answer to an exercise, and be wrong.
 */
#pragma once

typedef struct {
  const char *lesson; /* its id */
  const char *step;   /* the title of the exercise */
  const char *answer; /* after what the step sets, as in a story */
} WrongAnswer;

extern const WrongAnswer wrong_answers[]; /* ends with {NULL} */
