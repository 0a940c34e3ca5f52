/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the max-det lesson: the table (lesson.c), the problems
 * (problem.c, table.c), their methods (run.c) and the figures (views-ellipse.c,
 * views-graph.c).
 */
#pragma once

#include "kit/epi-lesson.h"
#include "max-determinant/problem.h"

/* Conditions that several tables use. */
#define MD_ELLIPSE "problem != 'covariance'"
#define MD_GRAPH "problem == 'covariance'"

/* The columns of the wine data that were measured. */
#define MD_WINE                                                                \
  "variable=alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,"               \
  "total_phenols,flavanoids,nonflavanoid_phenols,proanthocyanins,"             \
  "color_intensity,hue,od280_od315_of_diluted_wines,proline"

extern const EpiLesson epi_lesson_max_determinant;

/* table.c: S and the program, for md_problem_new(). */
bool md_take_table (MdProblem *self, const EpiDocument *document,
                    GError **error);

/* run.c: see EpiLesson. */
bool md_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void md_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *md_explain (const EpiScene *scene);

/* annotate.c: the same. */
void md_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);

/* The ellipse of a frame; false when it has none. */
bool md_ellipse (const EpiFrame *frame, EpiEllipse *out);

/* Views. */
extern const EpiLayer md_plane_layers[], md_unit_layers[], md_graph_layers[],
    md_matrix_layers[];
void md_plane_axes (const EpiScene *scene, EpiAxesSpec *spec);
void md_unit_axes (const EpiScene *scene, EpiAxesSpec *spec);
void md_graph_axes (const EpiScene *scene, EpiAxesSpec *spec);
void md_matrix_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *md_plane_summary (const EpiScene *scene);
char *md_unit_summary (const EpiScene *scene);
char *md_graph_summary (const EpiScene *scene);
char *md_matrix_summary (const EpiScene *scene);
