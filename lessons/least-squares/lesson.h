/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the least-squares lesson: the table (lesson.c), the problem
 * (problem.c), its methods (run.c), what is read of them (report.c) and its
 * figures (views.c and one file a figure).
 */
#pragma once

#include "fit/epi-features.h"
#include "kit/epi-lesson.h"

/* Conditions that several tables use. */
#define LS_CROWDED "n > 20000" /* a density instead of points */
#define LS_DIRECT                                                              \
  "loss == 'squared' and (method == 'normal' or method == 'qr' or "            \
  "method == 'svd')"
#define LS_DESCENT                                                             \
  "loss == 'squared' and (method == 'gradient' or method == 'exact' or "       \
  "method == 'momentum' or method == 'nesterov')"

extern const EpiLesson epi_lesson_least_squares;

/* run.c, report.c: see EpiLesson. */
bool ls_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void ls_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void ls_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *ls_explain (const EpiScene *scene);

/* fields.c */
extern const EpiFieldSpec ls_fields[];

/* views.c */
extern const EpiViewSpec ls_views[];
bool ls_prediction_position (const EpiScene *scene, size_t i, EpiPoint *point);
bool ls_start_position (const EpiScene *scene, size_t i, EpiPoint *point);

/* The features that a frame of the document was made with (its centre and
 * scale stand in the frame); NULL when x has several columns or there is no
 * frame.  Free with epi_features_free(). */
EpiFeatures *ls_scene_features (const EpiScene *scene);

/* The prediction at x of the first output; NAN when there is none. */
double ls_predict (const EpiScene *scene, double x);
