/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the linear-program lesson: the table (lesson.c), the program
 * (program.c), its methods (run.c), its handles (handles.c, handles-cost.c),
 * what happens and why (explain.c), and its figures: the feasible set in the
 * plane (plane.c, plane-moment.c) and in space (space.c), the dictionary
 * (panels.c) and the pair of problems (duality.c).
 */
#pragma once

#include "kit/epi-lesson.h"

/* Conditions that several tables use: an entry that there is not equals
 * nothing, not even itself. */
#define LP_SPACE "(c[1,3] == c[1,3] and not (c[1,4] == c[1,4]))"
#define LP_PLANE "not (c[1,3] == c[1,3])"
#define LP_SIMPLEX                                                             \
  "(method == 'both' or method == 'simplex' or method == 'dual-simplex')"

extern const EpiLesson epi_lesson_linear_program;

/* run.c: see EpiLesson. */
bool lp_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void lp_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void lp_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);

/* explain.c */
char *lp_explain (const EpiScene *scene);

/* handles.c */
extern const EpiHandleSpec lp_handles[];

/* handles-cost.c: the tip of c, a row of that table */
bool lp_cost_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *lp_move_cost (const EpiScene *scene, size_t i, EpiPoint point);
size_t lp_cost_numbers (const EpiScene *scene, size_t i,
                        EpiHandleNumber *numbers);
EpiDocument *lp_set_cost_numbers (const EpiScene *scene, size_t i,
                                  const double *values);

/* The views. */
extern const EpiViewSpec lp_views[];
