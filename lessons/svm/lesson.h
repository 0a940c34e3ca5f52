/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on margins and kernels: the table (lesson.c), the
 * problem (problem.c), its methods (run.c), its fields (fields.c) and the
 * figures (views.c, views-lift.c, views-map.c).
 */
#pragma once

#include "svm/problem.h"

/* Conditions that several tables use. */
#define SV_LIFTED "kernel == 'lifted'"
#define SV_MAPPED "map and kernel == 'gaussian'"

extern const EpiLesson epi_lesson_svm;

/* run.c: see EpiLesson. */
bool sv_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void sv_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void sv_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *sv_explain (const EpiScene *scene);
/* After sentence, which it takes and may be NULL: how many rows lack a number
 * or a class, where there are any.  New, or NULL. */
char *sv_with_rows_left_out (const EpiScene *scene, char *sentence);

/* fields.c */
extern const EpiFieldSpec sv_fields[];

/* Figures. */
extern const EpiLayer sv_plane_layers[], sv_lift_layers[], sv_map_layers[];
void sv_plane_axes (const EpiScene *scene, EpiAxesSpec *spec);
void sv_lift_axes (const EpiScene *scene, EpiAxesSpec *spec);
void sv_map_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *sv_plane_summary (const EpiScene *scene);
char *sv_lift_summary (const EpiScene *scene);
char *sv_map_summary (const EpiScene *scene);

/* Handles that are computed: the knob that turns the lifted figure, and the
 * choice (γ, σ) on the map. */
bool sv_turn_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *sv_turn_to (const EpiScene *scene, size_t i, EpiPoint point);
size_t sv_turn_numbers (const EpiScene *scene, size_t i,
                        EpiHandleNumber *numbers);
EpiDocument *sv_turn_set (const EpiScene *scene, size_t i,
                          const double *values);
bool sv_choice_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *sv_choice_to (const EpiScene *scene, size_t i, EpiPoint point);
