/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on maximum likelihood: the table (lesson.c), the
 * samples and the model (problem.c), the methods (run.c), cross-validation
 * (folds.c), the fields (fields.c), what can be dragged (handles.c), the rows
 * held back (held-back.c) and the
 * figures (views-*.c).
 */
#pragma once

#include "kit/epi-layers.h"
#include "maximum-likelihood/problem.h"

/* Conditions that several tables use. */
#define ML_LINE "space == 'line' and model != 'bernoulli'"
#define ML_PLANE "space == 'plane' and model != 'bernoulli'"
#define ML_COINS "model == 'bernoulli'"
#define ML_PRIOR "prior"
#define ML_POSTERIOR "prior and model != 'mixture'" /* in closed form */
#define ML_SURFACE "figure == 'surface'"
#define ML_PRODUCT "figure == 'product'"

/* What has one meaning has one colour, in every figure. */
#define ML_COLOUR_MODEL EPI_COLOUR_FIT
#define ML_COLOUR_PRIOR (EPI_COLOUR_SERIES + 7)
#define ML_COLOUR_LIKELIHOOD EPI_COLOUR_DATA
#define ML_COLOUR_PART_1 (EPI_COLOUR_SERIES + 2)
#define ML_COLOUR_PART_2 (EPI_COLOUR_SERIES + 3)
#define ML_COLOUR_PART_3 (EPI_COLOUR_SERIES + 6)
#define ML_COLOUR_PART_4 (EPI_COLOUR_SERIES + 5)

extern const EpiLesson epi_lesson_maximum_likelihood;

/* run.c: see EpiLesson. */
bool ml_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void ml_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void ml_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *ml_explain (const EpiScene *scene);

/* Samples and pseudo-data, and where the method begins. */
extern const EpiHandleSpec ml_handles[];

/* places.c: θ on the surface; the means of a mixture among the samples. */
EpiPoint ml_start (const EpiDocument *document);
EpiPoint ml_start_of_part (const EpiDocument *document, size_t k);

/* places.c: the document with all that lies beside its samples where these are.
 * Pseudo-data on their scale: across from one to two deviations above the mean,
 * up from one below it to the mean, and on no line; of zeros and ones, 0 and 1
 * in turn.  The methods begin where they do when nothing is said; and in the
 * plane some column of numbers of another table is up. */
EpiDocument *ml_place_by_data (const EpiDocument *document,
                               const EpiDocument *before);

/* Heights on the line: of the plot, and where pseudo-data and starts lie. */
typedef struct {
  double low, high; /* of the samples and pseudo-data */
  double deviation; /* of the samples; 1 where they are all the same */
  double top, pseudo, start;
} MlLine;
MlLine ml_line (const EpiDocument *document);

/* folds.c: means (p,K), where EM begins; what of five folds is left out, where
 * the document asks for it; in the end what that says, or why there is none, a
 * new string, or NULL. */
void ml_find_means (const MlProblem *self, const EpiDocument *document,
                    double *means);
void ml_cross_validate (MlProblem *self, const EpiDocument *document);
char *ml_explain_folds (const EpiScene *scene, const EpiFrame *frame);

/* held-back.c: see EpiLesson; and around sentence, which it takes and may be
 * NULL, how likely the rows held back are, where there are any: new, or NULL.
 */
EpiFrame *ml_observe (void *problem, const EpiScene *scene);
char *ml_with_tests (const EpiScene *scene, char *sentence);

extern const EpiFieldSpec ml_fields[];

/* Figures. */
extern const EpiLayer ml_line_layers[], ml_plane_layers[], ml_coins_layers[],
    ml_surface_layers[], ml_product_layers[], ml_posterior_layers[];
void ml_line_axes (const EpiScene *scene, EpiAxesSpec *spec);
void ml_plane_axes (const EpiScene *scene, EpiAxesSpec *spec);
void ml_coins_axes (const EpiScene *scene, EpiAxesSpec *spec);
void ml_surface_axes (const EpiScene *scene, EpiAxesSpec *spec);
void ml_product_axes (const EpiScene *scene, EpiAxesSpec *spec);
void ml_posterior_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *ml_line_summary (const EpiScene *scene);
char *ml_plane_summary (const EpiScene *scene);
char *ml_coins_summary (const EpiScene *scene);
char *ml_surface_summary (const EpiScene *scene);
char *ml_product_summary (const EpiScene *scene);
char *ml_posterior_summary (const EpiScene *scene);

/* What views share (views.c). */
char *ml_column (const EpiScene *scene, const char *role); /* markup */
bool ml_model_of (const EpiScene *scene, MlModel *model);
EpiColour ml_part_colour (size_t k);
const EpiHandleSpec *ml_handle (const char *name);
/* Markers where the handles of that name are, hollow ones where rows are held
 * back: of all, or of these alone. */
void ml_draw_handles (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                      const char *name, EpiMarker marker, EpiColour colour,
                      double size);
void ml_draw_held_back (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                        const char *name, EpiMarker marker, EpiColour colour,
                        double size);
void ml_name_pseudo (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                     const char *name);
/* Mean (p) and covariance (p,p) of the pseudo-data: what a component of a
 * mixture is before there are samples; false where there is no such prior. */
bool ml_prior_moments (const EpiScene *scene, double mean[2], double S[4]);
/* "The log-likelihood is −18.01.", for summaries.  New. */
char *ml_likelihood_sentence (const EpiScene *scene);
/* A layer: where the components of a mixture begin. */
void ml_draw_starts (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                     const void *data);
#define ML_MANY 50 /* samples, which hide one another */
