/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on margins and kernels: the table (lesson.c), the
 * problem (problem.c), its methods (run.c), its fields (fields.c), the rows
 * held back (held-back.c) and the figures (views.c, views-lift.c, views-map.c).
 */
#pragma once

#include "kit/epi-layers.h"
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
/* Around sentence, which it takes and may be NULL: how the rows held back are
 * called, and how many rows lack a number or a class, where there are any. New,
 * or NULL. */
char *sv_with_rows_told (const EpiScene *scene, char *sentence);

/* held-back.c: see EpiLesson; around a sentence, which it takes and may be
 * NULL, how many rows held back are called right, where there are any: new, or
 * NULL; and a layer with a cross on each that is not. */
EpiFrame *sv_observe (void *problem, const EpiScene *scene);
char *sv_with_tests (const EpiScene *scene, char *sentence);
void sv_draw_wrong (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data);

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
