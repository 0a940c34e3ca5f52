/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on convex programs in files.
 *
 *   file.c     what the bytes of the document's file mean
 *   run.c      its methods, and their points as frames
 *   answer.c   from a frame back to an answer: certificate, explanation, saving
 *   views*.c   the figures
 */
#pragma once

#include "convex/epi-solve.h"
#include "kit/epi-lesson.h"
#include "kit/epi-sparsity.h"

extern const EpiLesson epi_lesson_convex_program;

/* ---- file.c ---- */

typedef struct {
  EpiProgram program;
  EpiSparsity pattern; /* quadratic: Q above A; geometric: terms by variables;
                          else what the blocks of F have entries in */
  size_t n_variables, n_rows; /* rows: of A, or posynomials */
  char **variable_names;      /* (n_variables) the file's own, or x1, x2, … */
  char **row_names;           /* (n_rows) */
  char *warning;              /* the first one of the reader, or NULL */
} CpFile;

/* What the document's file means, kept with it; NULL with one sentence. */
const CpFile *cp_file (const EpiDocument *document, GError **error);
bool cp_accepts (const EpiAttachment *file, GError **error);

/* ---- run.c: see EpiLesson ---- */

typedef struct {
  const CpFile *file;
  const EpiDocument *document; /* owned: keeps the file */
  EpiProgram program; /* the file's, with a bound changed; borrows from it but
                         for these two */
  double *row_lower, *row_upper; /* (rows) owned, or NULL */
  double tolerance;
  EpiProgramAnswer point; /* workspace of cp_annotate() */
  struct {
    const EpiMethod *method;
    const EpiSolver *solver; /* NULL: a relay */
  } runs[2];
} CpProblem;

bool cp_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void cp_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
char *cp_name_run (const void *problem, const EpiFrame *newest);

/* "interior point" of "ipm". */
const char *cp_method_name (const char *choice);

/* The file's program as the document changes it; *out borrows from the file and
 * the arrays in *lower and *upper, which the caller frees with epi_free() (NULL
 * when nothing changes).  False with one sentence. */
bool cp_change (const CpFile *file, const EpiDocument *document,
                EpiProgram *out, double **lower, double **upper,
                GError **error);

/* ---- answer.c ---- */

/* The answer that a frame holds, of epi_program_answer_new(); false when the
 * frame does not hold all of it (large programs keep only their last point). */
bool cp_answer (const EpiProgram *program, const EpiFrame *frame,
                EpiProgramAnswer *out);

void cp_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *cp_explain (const EpiScene *scene);
extern const EpiExport cp_exports[];

/* ---- views-problem.c ---- */

extern const EpiLayer cp_problem_layers[];
void cp_problem_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *cp_problem_summary (const EpiScene *scene);
bool cp_is_small (const CpFile *file); /* its numbers can be read */

/* ---- views-entries.c: layers of a small problem ---- */

void cp_draw_entries (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                      const void *data);
void cp_draw_names (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data);
void cp_draw_sides (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const void *data);

/* ---- views.c ---- */

extern const EpiViewSpec cp_views[];
bool cp_tolerance_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *cp_tolerance_move (const EpiScene *scene, size_t i,
                                EpiPoint point);
