/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson: the table (lesson.c), its two problems and their
 * methods (run.c), the figures of the race (views.c, words.c) and of the change
 * of variables (logarithm.c).
 */
#pragma once

#include "kit/epi-lesson.h"

#define FUSS_RACE "figure == 'race'"
#define FUSS_LOGARITHM "figure == 'logarithm'"

enum { FUSS_PROGRAM, FUSS_SEARCH }; /* the two runs */

extern const EpiLesson epi_lesson_whats_the_fuss;

/* run.c: see EpiLesson. */
bool fuss_build (const EpiDocument *document, const EpiCancel *cancel,
                 EpiBuilt *built, GError **error);
void fuss_annotate (const void *problem, const EpiMethod *method,
                    EpiFrame *frame);
EpiFrame *fuss_observe (void *problem, const EpiScene *scene);
void fuss_certify (void *problem, const EpiFrame *frame,
                   EpiCertificate *certificate);

/* Whether the polynomial has a planted minimum, whose value is 0. */
bool fuss_is_planted (const EpiScene *scene);

/* views.c: the race. */
extern const EpiLayer fuss_program_layers[], fuss_minima_layers[],
    fuss_best_layers[];
void fuss_minima_axes (const EpiScene *scene, EpiAxesSpec *spec);
void fuss_best_axes (const EpiScene *scene, EpiAxesSpec *spec);

/* words.c: what is said of it. */
#define FUSS_NO_SEARCH "no search has ended yet"
/* Of a run's frame at the playhead; NAN where it has none of that name. */
double fuss_scalar (const EpiScene *scene, size_t run, const char *name);
char *fuss_minima_summary (const EpiScene *scene);
char *fuss_best_summary (const EpiScene *scene);
char *fuss_explain (const EpiScene *scene);

/* logarithm.c: one constraint, in x and in y = log x. */
extern const EpiLayer fuss_x_layers[], fuss_y_layers[];
void fuss_x_axes (const EpiScene *scene, EpiAxesSpec *spec);
void fuss_y_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *fuss_x_summary (const EpiScene *scene);
char *fuss_y_summary (const EpiScene *scene);
char *fuss_explain_chord (const EpiScene *scene);

/* The constraint at both ends and in the middle of either chord, and what they
 * show (static), in words that leave the strip room for four numbers. */
typedef struct {
  double f_a, f_b, f_middle, f_root;
  const char *shown;
} FussChord;
FussChord fuss_chord (const EpiScene *scene);
EpiDocument *fuss_move_a (const EpiScene *scene, size_t i, EpiPoint point);
EpiDocument *fuss_move_b (const EpiScene *scene, size_t i, EpiPoint point);
bool fuss_log_a (const EpiScene *scene, size_t i, EpiPoint *point);
bool fuss_log_b (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *fuss_move_log_a (const EpiScene *scene, size_t i, EpiPoint point);
EpiDocument *fuss_move_log_b (const EpiScene *scene, size_t i, EpiPoint point);
