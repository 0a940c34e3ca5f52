/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layer: one function of a network, with its gradient.
 *
 *     forward    Y = φ(X; θ)
 *     backward   from Ḡ = ∂f/∂Y:  ∂f/∂X = DφᵀḠ,  ∂f/∂θ = (∂φ/∂θ)ᵀḠ
 *
 * A layer is planned once, for the shape of what comes in; then forward and
 * backward use buffers that the network owns and allocate nothing.  Shapes and
 * layout are those of compute/epi-neural-kernels.h: a column is a sample (at a
 * step of a sequence), a row a feature.
 *
 * To add a layer: a file layers/<name>.c with an EpiLayerClass, and its line
 * in the table of epi-layers.c.  The test over that table then checks its
 * gradient against central differences.
 */
#pragma once

#include "compute/epi-neural-kernels.h"

#include <stdbool.h>

typedef struct {                  /* of one sample */
  size_t channels, width, height; /* a vector: (m, 1, 1) */
  size_t steps;                   /* of a sequence; 1: none */
  size_t classes; /* > 0: each entry is an index below that (characters) */
} EpiShape;

/* channels width height: rows of a buffer. */
size_t epi_shape_size (const EpiShape *shape);

typedef enum {
  EPI_INIT_DEFAULT, /* He for ReLU and its kin, Xavier else */
  EPI_INIT_ZERO,
  EPI_INIT_UNIFORM, /* ±1/√fan_in */
  EPI_INIT_XAVIER,  /* ±√(6/(fan_in + fan_out)); Glorot & Bengio 2010 */
  EPI_INIT_HE,      /* N(0, 2/fan_in); He et al. 2015 */
  EPI_N_INITS
} EpiInit;

typedef struct {    /* a parameter of a layer: its place in the network's θ */
  const char *name; /* "weight", "bias": also the tensor's name when saved */
  size_t rows, cols;
  size_t fan_in, fan_out;
  size_t offset; /* in θ, a multiple of 64 */
} EpiParameter;

#define EPI_LAYER_PARAMETERS 4

typedef struct EpiNetLayer EpiNetLayer;

typedef struct { /* what forward and backward work on; all of one network */
  size_t batch;  /* n: samples; columns = n · steps */
  bool training; /* dropout drops */
  uint64_t seed, draw;     /* of dropout: Philox key and stream of this batch */
  const EpiBuffer *X;      /* in; an EPI_INDEX buffer before an embedding */
  EpiBuffer *Y;            /* out, kept until backward */
  const EpiBuffer *G;      /* backward: ∂f/∂Y; may be overwritten */
  EpiBuffer *dX;           /* backward: out; NULL for the first layer */
  EpiBuffer *const *theta; /* this layer's parameters, views of θ */
  EpiBuffer *const *gradient; /* and of ∂f/∂θ; written, not added to */
  EpiBuffer *const *work;     /* what plan asked for */
} EpiPass;

typedef struct {
  const char *name;  /* the word in a network's text: "conv" */
  const char *usage; /* "conv WxHxN [stride S] [pad P] [ACTIVATION]" */
  size_t size;       /* bytes of its struct, EpiNetLayer first */
  /* Reads what follows the word (words, NULL-terminated) and settles out,
   * parameters and work for the shape in.  EPI_FAILED with one sentence in
   * *trouble (g_free) when a word is wrong or the shape does not fit: it names
   * both shapes. */
  EpiStatus (*plan) (EpiNetLayer *self, char *const *words, char **trouble);
  EpiStatus (*forward) (EpiNetLayer *self, const EpiPass *pass);
  EpiStatus (*backward) (EpiNetLayer *self, const EpiPass *pass);
} EpiLayerClass;

typedef struct { /* a buffer kept between forward and backward: its size for
                  * one sample; columns are per sample */
  size_t rows, cols;
  bool index;
} EpiWork;

struct EpiNetLayer {
  const EpiLayerClass *klass;
  EpiShape in, out;
  EpiActivation activation; /* of this layer; IDENTITY for most */
  size_t n_parameters, n_work;
  EpiParameter parameter[EPI_LAYER_PARAMETERS];
  EpiWork work[8];
  double operations; /* forward, a sample: multiplications and additions */
};

/* All layers there are, NULL-terminated. */
extern const EpiLayerClass *const epi_layer_classes[];

const char *epi_activation_name (EpiActivation f);
int epi_activation_parse (const char *word); /* -1: none */
const char *epi_init_name (EpiInit init);
int epi_init_parse (const char *word);
const char *epi_loss_name (EpiLoss loss);
int epi_loss_parse (const char *word);
