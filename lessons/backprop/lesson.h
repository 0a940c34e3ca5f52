/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on backpropagation: the table (lesson.c) and what can
 * be chosen (params.c), the problem (problem.c), its methods (run.c), its
 * fields (fields.c), where the units of the graph stand (graph.c), what can be
 * dragged and typed (handles.c, handles-points.c) and the figures.
 */
#pragma once

#include "backprop/problem.h"

/* Conditions that several tables use. */
#define BP_WALK "mode == 'walk'"
#define BP_TRAIN "mode == 'train'"
#define BP_TYPED "mode == 'walk' and point == 0"
#define BP_SEES "(mode == 'train' or point >= 1)" /* points of the table */

extern const EpiLesson epi_lesson_backprop;

/* params.c */
extern const EpiParam bp_params[];

/* run.c: see EpiLesson. */
bool bp_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
void bp_annotate (const void *problem, const EpiMethod *method,
                  EpiFrame *frame);
void bp_certify (void *problem, const EpiFrame *frame,
                 EpiCertificate *certificate);
char *bp_explain (const EpiScene *scene);

/* fields.c */
extern const EpiFieldSpec bp_fields[];

/* ---- The graph: column c = 0 … L holds the units of layer c ---- */

typedef struct {
  size_t layers;
  size_t units[BP_LAYERS + 1];
  const EpiFrame *frame; /* that it is of */
  double left, columns;  /* what the view shows, in columns */
  double low, rows;      /* and in rows of units */
} BpGraph;

/* false while there is no frame. */
bool bp_graph_of (const EpiScene *scene, BpGraph *graph);
/* Data units of the view, which are the same for every network: from 0 to 1.
 * Columns and rows are counted from the first column and from the middle. */
EpiPoint bp_place (const BpGraph *graph, double column, double row);
EpiPoint bp_unit_at (const BpGraph *graph, size_t column, size_t unit);
/* The number of a unit among all, columns one after the other. */
size_t bp_unit_number (const BpGraph *graph, size_t column, size_t unit);
/* The unit under the pointer, in the view of the graph. */
bool bp_hovered (const EpiScene *scene, const BpGraph *graph, size_t *column,
                 size_t *unit);
/* Where the number of an edge stands. */
EpiPoint bp_edge_at (const BpGraph *graph, size_t l, size_t to, size_t from,
                     double way);
/* Above it, a unit of that column is drawn as positive: 0, or the border of the
 * one output that says yes or no. */
double bp_unit_border (const EpiScene *scene, const BpGraph *graph,
                       size_t column);
/* The largest distance of a finite value from middle; 1 where it is 0. */
double bp_largest (const double *values, size_t n, double middle);
/* The name of an input of the training run; static. */
const char *bp_input_name (const EpiScene *scene, size_t i);

/* ---- Handles ---- */

size_t bp_weight_count (const EpiScene *scene);
bool bp_weight_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *bp_weight_to (const EpiScene *scene, size_t i, EpiPoint point);
char *bp_weight_title (const EpiScene *scene, size_t i);
size_t bp_weight_numbers (const EpiScene *scene, size_t i,
                          EpiHandleNumber *numbers);
EpiDocument *bp_weight_set (const EpiScene *scene, size_t i,
                            const double *values);

size_t bp_given_count (const EpiScene *scene); /* x, then t */
bool bp_given_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *bp_given_to (const EpiScene *scene, size_t i, EpiPoint point);
char *bp_given_title (const EpiScene *scene, size_t i);
size_t bp_given_numbers (const EpiScene *scene, size_t i,
                         EpiHandleNumber *numbers);
EpiDocument *bp_given_set (const EpiScene *scene, size_t i,
                           const double *values);

size_t bp_entry_count (const EpiScene *scene);
bool bp_entry_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *bp_entry_to (const EpiScene *scene, size_t i, EpiPoint point);
char *bp_entry_title (const EpiScene *scene, size_t i);
size_t bp_entry_numbers (const EpiScene *scene, size_t i,
                         EpiHandleNumber *numbers);

bool bp_point_position (const EpiScene *scene, size_t i, EpiPoint *point);
void bp_point_positions (const EpiScene *scene, size_t n, EpiPoint *points);
EpiDocument *bp_point_to (const EpiScene *scene, size_t i, EpiPoint point);
EpiDocument *bp_point_add (const EpiScene *scene, EpiPoint point);

/* ---- Figures ---- */

extern const EpiLayer bp_graph_layers[], bp_plane_layers[], bp_factor_layers[],
    bp_gradient_layers[];
void bp_graph_axes (const EpiScene *scene, EpiAxesSpec *spec);
void bp_plane_axes (const EpiScene *scene, EpiAxesSpec *spec);
void bp_factor_axes (const EpiScene *scene, EpiAxesSpec *spec);
void bp_gradient_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *bp_graph_summary (const EpiScene *scene);
char *bp_plane_summary (const EpiScene *scene);
char *bp_factor_summary (const EpiScene *scene);
char *bp_gradient_summary (const EpiScene *scene);

/* The gradient in the view: the layer (from 1) whose ∂f/∂W the walk found last;
 * 0: none yet. */
size_t bp_gradient_layer (const EpiFrame *frame);
/* The blocks of "∂f/∂z · xᵀ = ∂f/∂W", data units of the view. */
typedef struct {
  EpiRange delta, input, gradient;
} BpProduct;
BpProduct bp_product_blocks (size_t rows, size_t cols);
