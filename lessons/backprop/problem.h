/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The backpropagation lesson's problem: from a document to a network with its
 * numbers, and to the points that it learns.
 *
 *     units n₀ - n₁ - … - n_L;  layer l = 1 … L:  x := σ(W x + b)
 *
 * Walking, x and t are typed, or those of a row.  Training, n₀
 * counts the features of a point of the plane and n_L the outputs: one, or one
 * a class.
 *
 * A point is where its row says, and shifted by noise; its features are made of
 * its coordinates, or of (x - mean)/deviation where the table is standardised.
 */
#pragma once

#include "core/epi-worker.h"
#include "kit/epi-classes.h"
#include "neural/epi-trainer.h"
#include "neural/epi-walk.h"

#include <gio/gio.h>

#define BP_HIDDEN 4
#define BP_LAYERS (BP_HIDDEN + 1)
#define BP_WIDTH EPI_WALK_WIDTH
#define BP_FEATURES 7
#define BP_MAP 24     /* points a side of a neuron's map */
#define BP_BLOCK 1024 /* points that the fields' network takes at once */
#define BP_MOST 5000  /* points */

typedef struct {
  const char *param, *label; /* "use_x1", "x₁": markup */
  double (*value) (double x, double y);
} BpFeature;

extern const BpFeature bp_features[BP_FEATURES];

typedef struct {
  size_t layers;
  size_t units[BP_LAYERS + 1];
  EpiActivation activation, last;
  EpiLoss loss;
  double W[BP_LAYERS][BP_WIDTH * BP_WIDTH], b[BP_LAYERS][BP_WIDTH];
} BpNet;

typedef struct {
  bool walk;
  BpNet net;

  /* Walking. */
  double x[BP_WIDTH], t[BP_WIDTH];

  /* Training: the points that count. */
  bool regression;
  size_t n_features, feature[BP_FEATURES]; /* of bp_features */
  EpiClasses classes;
  size_t n, n_train;
  double *at;     /* (2,n) as they stand in the figure */
  double *target; /* (n) the class, or the height */
  bool *test;     /* (n) */
  size_t *row;    /* (n) of the table */
  double mean[2], scale[2];
  EpiSamples *samples[2]; /* train; test, or NULL */
  EpiRange range;         /* of the neurons' maps */
  EpiDevice *device;
  EpiElement element;

  char trouble[160]; /* why it diverged: see bp_annotate() */

  /* The network of the fields; the worker's own. */
  EpiNetwork *eye;
  EpiBuffer *eye_in; /* (n_features, BP_BLOCK) */
  void *eye_host;    /* the same on the host */
  void *eye_out;     /* (BP_WIDTH, BP_BLOCK) */
} BpProblem;

/* NULL with one sentence: what is missing, what is needed. */
BpProblem *bp_problem_new (const EpiDocument *document, GError **error);
void bp_problem_free (void *problem); /* accepts NULL */

/* "dense 4 tanh; dropout 0.2; dense 1"; new. */
char *bp_net_text (const BpNet *net, double dropout);

/* The first n numbers of a matrix of the document; zero where it has fewer. */
void bp_take_column (const EpiDocument *document, const char *name, double *to,
                     size_t n);

/* How far noise of that size shifts the point of a row. */
double bp_noise_size (const EpiDocument *document);
EpiPoint bp_noise (const EpiDocument *document, double size, size_t row);

/* Which rows are held back to test with: those that the table marks, or, where
 * it marks none, a share of them by lot. */
void bp_find_tests (const EpiDocument *document, const EpiTable *table,
                    bool *test);

/* Rows and features of a document; false with one sentence. */
bool bp_take_rows (BpProblem *problem, const EpiDocument *document,
                   GError **error);
bool bp_take_features (BpProblem *problem, const EpiDocument *document,
                       GError **error);

/* What output o should say of a point of class c: 1 of its own; of another -1,
 * or 0 where the output cannot go so low or the loss is BINARY. */
float bp_target_of (const BpProblem *problem, double c, size_t o);

/* Above it, the one output of a network that classifies says yes. */
double bp_border (const BpNet *net);
/* The same of a document; 0 where heights are found. */
double bp_border_of (const EpiDocument *document);

/* The points of one kind as samples; none: NULL. */
EpiStatus bp_take_samples (BpProblem *problem, bool test);

/* The features (n_features) of a point of the figure. */
void bp_point_features (const BpProblem *problem, double x, double y,
                        double *values);

EpiStatus bp_put_net (EpiNetwork *network, const BpNet *net);
EpiStatus bp_take_net (const EpiNetwork *network, BpNet *net);
/* "W1" … and "b1" …; l from 1. */
const char *bp_weight_name (size_t l, bool bias);
