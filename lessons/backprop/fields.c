/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson's fields, by the network of the frame on its device: what it says
 * over the plane, and a small map for every unit.
 */
#include "backprop/lesson.h"
#include "kit/epi-training.h"
#include "neural/epi-layer-plan.h"

#include <math.h>
#include <string.h>

static void
fill_nan (double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    values[i] = NAN;
}

/* ---- Points through the network ---- */

static void
set_input (BpProblem *self, size_t i, double x, double y)
{
  double features[BP_FEATURES];
  size_t p = self->n_features;

  bp_point_features (self, x, y, features);
  for (size_t j = 0; j < p; j++)
    if (self->element == EPI_DOUBLE)
      ((double *)self->eye_host)[i * p + j] = features[j];
    else
      ((float *)self->eye_host)[i * p + j] = (float)features[j];
}

static double
input (const BpProblem *self, size_t i, size_t j)
{
  size_t at = i * self->n_features + j;

  return self->element == EPI_DOUBLE ? ((const double *)self->eye_host)[at]
                                     : ((const float *)self->eye_host)[at];
}

/* The first n of them. */
static bool
look (BpProblem *self, size_t n, const EpiBuffer **Y)
{
  EpiBuffer in = epi_buffer_part (self->eye_in, 0, self->n_features, n);

  return epi_buffer_upload (&in, self->eye_host, self->n_features) == EPI_OK &&
         epi_network_forward (self->eye, &in, n, Y) == EPI_OK;
}

/* The numbers of Y, which stay until the next call. */
static bool
fetch (BpProblem *self, const EpiBuffer *Y)
{
  return Y->rows <= BP_WIDTH &&
         epi_buffer_download (Y, self->eye_out, Y->rows) == EPI_OK;
}

static double
fetched (const BpProblem *self, size_t at)
{
  return self->element == EPI_DOUBLE ? ((const double *)self->eye_out)[at]
                                     : ((const float *)self->eye_out)[at];
}

/* Frames call them W1, b1, …, whatever stands between two dense layers. */
static const char *
weight_name (size_t layer, size_t weighted, const EpiParameter *parameter)
{
  return bp_weight_name (weighted, strcmp (parameter->name, "bias") == 0);
}

static bool
take_weights (BpProblem *self, const EpiFrame *frame)
{
  return epi_training_set_weights (self->eye, frame, weight_name);
}

/* The points of the grid from number first on, row after row. */
static void
set_inputs (BpProblem *self, const EpiFieldGrid *grid, size_t first, size_t n)
{
  size_t column = first % grid->nx, row = first / grid->nx;

  for (size_t i = 0; i < n; i++) {
    set_input (self, i, epi_field_grid_x (grid, column),
               epi_field_grid_y (grid, row));
    if (++column == grid->nx) {
      column = 0;
      row++;
    }
  }
}

/* ---- Over the plane ---- */

/* Of one output what it says; of several the number of the largest. */
static double
answer_at (const BpProblem *self, size_t i, size_t rows)
{
  size_t best = 0;

  for (size_t o = 1; o < rows; o++)
    if (fetched (self, i * rows + o) > fetched (self, i * rows + best))
      best = o;
  return rows == 1 ? fetched (self, i) : (double)best;
}

static void
answers (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
         size_t output, size_t j0, size_t j1, double *values)
{
  BpProblem *self = (BpProblem *)problem; /* its buffers, on the one worker */
  size_t n = grid->nx * (j1 - j0);
  const EpiBuffer *Y;

  fill_nan (values, n);
  if (!take_weights (self, frame))
    return;
  for (size_t first = 0; first < n; first += BP_BLOCK) {
    size_t m = MIN (n - first, BP_BLOCK);
    set_inputs (self, grid, j0 * grid->nx + first, m);
    if (!look (self, m, &Y) || !fetch (self, Y))
      return;
    for (size_t i = 0; i < m; i++)
      values[first + i] = answer_at (self, i, Y->rows);
  }
}

/* ---- Maps of the units: BP_MAP² points each, inputs first ---- */

static size_t
n_map_points (const void *problem)
{
  const BpProblem *self = problem;
  size_t n = 0;

  for (size_t l = 0; l <= self->net.layers && !self->walk; l++)
    n += self->net.units[l];
  return n * BP_MAP * BP_MAP;
}

static void
set_map_inputs (BpProblem *self)
{
  EpiFieldGrid grid = {.range = self->range, .nx = BP_MAP, .ny = BP_MAP};

  set_inputs (self, &grid, 0, BP_MAP * BP_MAP);
}

static void
maps (const void *problem, const EpiFrame *frame, const EpiFieldGrid *grid,
      size_t output, size_t j0, size_t j1, double *values)
{
  BpProblem *self = (BpProblem *)problem;
  size_t points = BP_MAP * BP_MAP;
  const EpiBuffer *Y;

  fill_nan (values, grid->nx);
  if (self->walk || !take_weights (self, frame))
    return;
  set_map_inputs (self);
  if (!look (self, points, &Y))
    return;
  for (size_t j = 0; j < self->n_features; j++, values += points)
    for (size_t i = 0; i < points; i++)
      values[i] = input (self, i, j);
  for (size_t l = 0; l < self->net.layers; l++) {
    Y = epi_network_activation (self->eye, l);
    if (Y == NULL || !fetch (self, Y))
      return;
    for (size_t j = 0; j < Y->rows; j++, values += points)
      for (size_t i = 0; i < points; i++)
        values[i] = fetched (self, i * Y->rows + j);
  }
}

G_STATIC_ASSERT (BP_MAP *BP_MAP <= BP_BLOCK);

const EpiFieldSpec bp_fields[] = {
    {.name = "answers",
     .n_outputs = 1,
     .evaluate = answers,
     .shown_when = BP_TRAIN},
    {.name = "maps",
     .points = n_map_points,
     .n_outputs = 1,
     .evaluate = maps,
     .shown_when = BP_TRAIN},
    {NULL},
};
