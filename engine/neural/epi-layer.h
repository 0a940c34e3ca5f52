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
 * To add a layer: a file layers/epi-<name>.c with an EpiLayerClass
 * (epi-layer-plan.h helps to write it), and its line in the table of
 * epi-layers.c.  The test over that table then checks its gradient against
 * central differences.
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

/* "10 numbers", "28×28×1", "64 steps of 32 numbers", "… of one of 64
 * characters"; to g_free. */
char *epi_shape_text (const EpiShape *shape);

typedef enum {
  EPI_INIT_DEFAULT, /* He for ReLU and its kin, Xavier else */
  EPI_INIT_ZERO,
  EPI_INIT_UNIFORM, /* ±1/√fan_in */
  EPI_INIT_XAVIER,  /* ±√(6/(fan_in + fan_out)); Glorot & Bengio 2010 */
  EPI_INIT_HE,      /* N(0, 2/fan_in); He et al. 2015 */
  EPI_N_INITS
} EpiInit;

typedef struct {    /* a parameter of a layer: its place in the network's θ */
  const char *name; /* "weight", "recurrent", "bias": also when saved */
  size_t rows, cols;
  size_t fan_in, fan_out; /* of the initialisers; 0: starts at zero */
  size_t offset;          /* in θ, a multiple of 64 */
} EpiParameter;

#define EPI_LAYER_PARAMETERS 4

typedef struct EpiNetLayer EpiNetLayer;

typedef struct { /* what forward and backward work on; all of one network */
  size_t batch;  /* n: samples; columns = n · steps */
  bool training; /* dropout drops */
  uint64_t seed, draw; /* of dropout: Philox key and stream of this batch */
  const EpiBuffer *X;  /* in; (columns,1) EPI_INDEX before an embedding */
  EpiBuffer *Y;        /* out, kept until backward */
  EpiBuffer *G;        /* backward: ∂f/∂Y; a layer with an activation of its
                        * own leaves ∂f/∂Z there, Z being what f is taken of */
  EpiBuffer *dX;       /* backward: out; NULL for the first layer */
  EpiBuffer *theta;    /* [n_parameters]: views of θ, as planned */
  EpiBuffer *gradient; /* [n_parameters]: of ∂f/∂θ; written, not added to */
  EpiBuffer *work;     /* [n_work]: what plan asked for */
} EpiPass;

typedef struct {
  const char *name;  /* the word in a network's text: "conv" */
  const char *usage; /* "conv WxHxN [stride S] [pad P] [ACTIVATION]" */
  size_t size;       /* bytes of its struct, EpiNetLayer first */
  bool indices;      /* takes characters: X is an EPI_INDEX buffer, no dX */
  /* Reads what follows the word (words, NULL-terminated) and settles out,
   * parameters and work for the shape in.  EPI_FAILED with one sentence in
   * *trouble (g_free) when a word is wrong or the shape does not fit: it names
   * both shapes. */
  EpiStatus (*plan) (EpiNetLayer *self, char *const *words, char **trouble);
  /* Optional: writes into parameter p (values as drawn, column by column) what
   * starts otherwise. */
  void (*initialise) (const EpiNetLayer *self, size_t p, double *values);
  EpiStatus (*forward) (const EpiNetLayer *self, const EpiPass *pass);
  EpiStatus (*backward) (const EpiNetLayer *self, const EpiPass *pass);
} EpiLayerClass;

typedef struct { /* a buffer kept between forward and backward: its size for
                  * one sample; columns are per sample */
  size_t rows, cols;
} EpiWork;

#define EPI_LAYER_WORK 4

struct EpiNetLayer {
  const EpiLayerClass *klass;
  EpiShape in, out;
  EpiActivation activation; /* of this layer; IDENTITY for most */
  size_t n_parameters, n_work;
  EpiParameter parameter[EPI_LAYER_PARAMETERS];
  EpiWork work[EPI_LAYER_WORK];
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
