/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on divergence: the table (lesson.c), the problem
 * (problem.c), its methods (run.c), its fields (fields.c), what can be dragged
 * (handles.c) and the figures: p and q (views-pair.c), their integrand
 * (views-integrand.c), the estimate from draws (views-draws.c), the fit
 * (views-fit.c), the sample (views-sample.c) and the three losses of it
 * (views-losses.c); curves with jumps are drawn in views-edges.c.
 *
 * Colours: p is data, q what is fitted to it; D(p‖q) and D(q‖p) have one each,
 * in every figure and on every curve that stands for them.
 */
#pragma once

#include "kl-divergence/problem.h"

#include "kit/epi-layers.h"

/* Conditions that several tables use. */
#define KL_PAIR "figure == 'divergence'"
#define KL_FITS "figure == 'fit'"
#define KL_DENSITIES "figure != 'equivalence'"
#define KL_LOSSES "figure == 'equivalence'"

enum { KL_FORWARD, KL_REVERSE }; /* D(p‖q), D(q‖p) */
#define KL_P_COLOUR EPI_COLOUR_DATA
#define KL_Q_COLOUR EPI_COLOUR_FIT
#define KL_FORWARD_COLOUR EPI_COLOUR_ITERATE
#define KL_REVERSE_COLOUR EPI_COLOUR_RESIDUAL
#define KL_MSE_COLOUR (EPI_COLOUR_SERIES + 7)
#define KL_LOSS_COLOUR EPI_COLOUR_FIT /* the likelihood of q */

extern const EpiLesson epi_lesson_kl_divergence;

/* run.c, report.c: see EpiLesson. */
bool kl_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void kl_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void kl_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *kl_explain (const EpiScene *scene);

/* handles.c, fields.c */
extern const EpiHandleSpec kl_handles[];
extern const EpiFieldSpec kl_fields[];

/* ---- Figures ---- */

/* Which of the two is looked at: KL_FORWARD or KL_REVERSE. */
size_t kl_looked_at (const EpiScene *scene);
EpiColour kl_colour (size_t which);

/* What run r of the answer is about.  The three losses have one run: it is
 * KL_FORWARD. */
size_t kl_subject (const EpiAnswer *answer, size_t r);
/* The first run about it; NULL where there is none. */
const EpiRun *kl_run (const EpiScene *scene, size_t which);
/* Its frame at the playhead, and a number of that; NULL, NAN. */
const EpiFrame *kl_frame (const EpiScene *scene, size_t which);
double kl_scalar (const EpiScene *scene, size_t which, const char *name);

/* The range that shows p and q; the points and μ, with room. */
EpiRange kl_pair_range (const EpiScene *scene);
EpiRange kl_line_range (const EpiScene *scene);
/* A divergence or loss of a frame for people: its number; "infinite" where the
 * frame has none; "not known yet" without a frame.  New. */
char *kl_text (const EpiScene *scene, size_t which, const char *name);

/* As epi_draw_curve() and epi_draw_area(), with the jumps of p and q upright.
 */
void kl_draw_curve (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                    const EpiFieldGrid *grid, size_t output, EpiStroke stroke);
void kl_draw_area (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
                   const EpiFieldGrid *grid, size_t output, EpiColour above,
                   EpiColour below, double alpha);

extern const EpiLayer kl_pair_layers[], kl_integrand_layers[],
    kl_draws_layers[], kl_map_layers[], kl_descent_layers[], kl_points_layers[],
    kl_losses_layers[], kl_constants_layers[];
void kl_pair_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_integrand_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_draws_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_map_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_descent_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_points_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_losses_axes (const EpiScene *scene, EpiAxesSpec *spec);
void kl_constants_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *kl_pair_summary (const EpiScene *scene);
char *kl_integrand_summary (const EpiScene *scene);
char *kl_draws_summary (const EpiScene *scene);
char *kl_map_summary (const EpiScene *scene);
char *kl_descent_summary (const EpiScene *scene);
char *kl_points_summary (const EpiScene *scene);
char *kl_losses_summary (const EpiScene *scene);
char *kl_constants_summary (const EpiScene *scene);
