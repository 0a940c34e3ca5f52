/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the semidefinite-programming lesson: the table (lesson.c), what
 * its three problems share (problem.c), and each problem with its figures
 * (region.c, lyapunov.c, max-cut.c and their -views.c, matrix-views.c).
 */
#pragma once

#include "kit/epi-layers.h"
#include "kit/epi-lesson.h"
#include "problem/epi-sdp.h"

/* Conditions that several tables use. */
#define SD_REGION "problem == 'region'"
#define SD_LYAPUNOV "problem == 'lyapunov'"
#define SD_CUT "problem == 'max-cut'"

extern const EpiLesson epi_lesson_semidefinite_program;

/* ---- problem.c: from a document to methods, and the proof ---- */

typedef struct SdProblem SdProblem;

/* One of the three; the names of what a frame shows stand in arrays with one
 * entry a block. */
typedef struct {
  const char *name; /* as the parameter "problem" has it */
  bool (*build) (const EpiDocument *document, const EpiCancel *cancel,
                 EpiBuilt *built, GError **error);
  /* The point that a method stands at as an answer of the program. */
  void (*answer) (const EpiMethod *method, EpiSdpAnswer *out);
  const char *primal[2], *dual[2]; /* matrices F(x), Z: of each block */
  void (*annotate) (const SdProblem *problem, const EpiMethod *method,
                    EpiFrame *frame);
  char *(*explain) (const EpiScene *scene);
} SdKind;

struct SdProblem { /* first member of each */
  const SdKind *kind;
  EpiSdp sdp;
  EpiSdpAnswer shown; /* workspace of annotate */
};

extern const SdKind sd_region, sd_lyapunov, sd_max_cut;

/* See EpiLesson. */
bool sd_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void sd_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void sd_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *sd_explain (const EpiScene *scene);

/* false with one sentence in error. */
bool sd_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* For build(): takes the method over as the next run. */
bool sd_add_run (EpiBuilt *built, EpiStatus status, EpiMethod *method,
                 const char *name, GError **error);

/* The eigenvalues of a symmetric matrix (n,n), ascending; NaN where they cannot
 * be had. */
void sd_eigenvalues (size_t n, const double *matrix, double *values);

/* An item of the first run's frame at the playhead, or NULL. */
const EpiFrameItem *sd_item (const EpiScene *scene, const char *name);
double sd_scalar (const EpiScene *scene, const char *name);

/* presets.c */
extern const EpiPreset sd_presets[];

/* ---- Views and handles ---- */

void sd_bare_axes (const EpiScene *scene, EpiAxesSpec *spec); /* [0,1]² */

/* region-views.c */
void sd_region_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *sd_region_summary (const EpiScene *scene);
extern const EpiLayer sd_region_layers[];
double sd_order (const EpiScene *scene); /* of F, from the frame */
void sd_region_det (const void *problem, const EpiFrame *frame,
                    const EpiFieldGrid *grid, size_t output, size_t j0,
                    size_t j1, double *values);
size_t sd_region_n_boundary (const void *problem);
void sd_region_boundary (const void *problem, const EpiFrame *frame,
                         const EpiFieldGrid *grid, size_t output, size_t j0,
                         size_t j1, double *values);

/* matrix-views.c */
extern const EpiLayer sd_matrices_layers[];
char *sd_matrices_summary (const EpiScene *scene);
extern const EpiLayer sd_spectra_layers[];
char *sd_spectra_summary (const EpiScene *scene);

/* lyapunov-views.c */
void sd_phase_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *sd_phase_summary (const EpiScene *scene);
extern const EpiLayer sd_phase_layers[];
extern const EpiLayer sd_system_layers[];
char *sd_system_summary (const EpiScene *scene);
void sd_spectrum_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *sd_spectrum_summary (const EpiScene *scene);
extern const EpiLayer sd_spectrum_layers[];
bool sd_eigenvalue_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *sd_eigenvalue_move_to (const EpiScene *scene, size_t i,
                                    EpiPoint point);
size_t sd_eigenvalue_count (const EpiScene *scene);
size_t sd_n_moments (const void *problem);
void sd_trajectories (const void *problem, const EpiFrame *frame,
                      const EpiFieldGrid *grid, size_t output, size_t j0,
                      size_t j1, double *values);

/* max-cut-views.c */
void sd_graph_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *sd_graph_summary (const EpiScene *scene);
extern const EpiLayer sd_graph_layers[];
void sd_cuts_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *sd_cuts_summary (const EpiScene *scene);
extern const EpiLayer sd_cuts_layers[];
char *sd_gram_summary (const EpiScene *scene);
extern const EpiLayer sd_gram_layers[];
size_t sd_n_edges (const void *problem);
void sd_edges (const void *problem, const EpiFrame *frame,
               const EpiFieldGrid *grid, size_t output, size_t j0, size_t j1,
               double *values);
