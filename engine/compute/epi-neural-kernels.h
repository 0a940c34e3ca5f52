/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernels of neural networks: what layers, losses and optimizers are made of.
 *
 * The rules of epi-device.h hold: one definition of each result, here; two
 * devices; one test that holds both to the bound beside the kernel; statuses.
 * Buffers have ld = rows.  What is not exact is wrong by at most the units
 * stated, times u; eˣ by 8u, tanh by 12u, σ by 16u, a quotient by 5u, a root by
 * 9u of itself (shaders/functions.glsl), a sum of n terms by γₙ of their sizes.
 *
 * Layout.  A column is a sample, a row a feature.  An image is a column whose
 * channels run fastest: entry (c, x, y) of (channels, width, height) is row
 * c + channels (x + width y).  A sequence of T steps over a batch of n is
 * (features, n T), step t in columns t n … t n + n - 1.
 *
 * Convolution is cross-correlation, as everywhere in this field: the kernel is
 * not turned.  Goodfellow, Bengio, Courville, Deep Learning, §9.1.
 */
#pragma once

#include "compute/epi-device.h"

/* ---- Queues ------------------------------------------------------------- */

/* x := value, everywhere. */
EpiStatus epi_device_fill (double value, EpiBuffer *x);

/* Between begin and end, which nest, calls of this thread may return before
 * their work is done; the order of work is the order of calls.  A failure that
 * shows later is returned by a later call, at the latest by end, or by the
 * first transfer to the host.  On the cpu they do nothing. */
void epi_device_begin (EpiDevice *device);
EpiStatus epi_device_end (EpiDevice *device);

/* ---- Activations -------------------------------------------------------- */

typedef enum {
  EPI_ACTIVATION_IDENTITY,
  EPI_ACTIVATION_TANH,
  EPI_ACTIVATION_SIGMOID,
  EPI_ACTIVATION_RELU,
  EPI_ACTIVATION_LEAKY_RELU, /* z for z > 0, else z / 100 */
  EPI_ACTIVATION_GELU,       /* z Φ(z), by erf */
  EPI_ACTIVATION_SOFTPLUS,   /* ln (1 + eᶻ) */
  EPI_N_ACTIVATIONS
} EpiActivation;

/* Whether f' is had from Z, not from Y = f(Z) alone: true for GELU. */
bool epi_activation_needs_input (EpiActivation f);

/* inf f: -1 of TANH, -0.17 of GELU, -INFINITY. */
double epi_activation_lowest (EpiActivation f);

/* Z (m,n) := Z + b 1ᵀ, b (m,1) or NULL; Y := f(Z).  Y may be Z unless f needs
 * its input.  Y within 24u of |f(Z)|; GELU, 24u |Z|. */
EpiStatus epi_device_activate (EpiActivation f, const EpiBuffer *b,
                               EpiBuffer *Z, EpiBuffer *Y);

/* dZ := dY ⊙ f'(Z), Y = f(Z) given, too; Z may be Y unless f needs it.  dZ may
 * be dY.  Within 32u |dY|, taking Y as it is. */
EpiStatus epi_device_activate_back (EpiActivation f, const EpiBuffer *Z,
                                    const EpiBuffer *Y, const EpiBuffer *dY,
                                    EpiBuffer *dZ);

/* b (m,1) := beta b + alpha X 1: what a bias gets.  The bound of GEMV. */
EpiStatus epi_device_row_sums (double alpha, const EpiBuffer *X, double beta,
                               EpiBuffer *b);

/* Columns (m): Y := eˣ / Σ eˣ, from x - max x, within (m + 24 + 2d)u Y where d
 * = max x - min x.  dX := Y ⊙ (dY - 1 (yᵀdy)), within (m + 4)u y (|dy| +
 * |y|ᵀ|dy|).
 */
EpiStatus epi_device_softmax (const EpiBuffer *X, EpiBuffer *Y);
EpiStatus epi_device_softmax_back (const EpiBuffer *Y, const EpiBuffer *dY,
                                   EpiBuffer *dX);

/* ---- Images ------------------------------------------------------------- */

typedef struct EpiWindow {
  size_t channels, width, height; /* of the input */
  size_t size_x, size_y;          /* of the kernel, or of what is pooled */
  size_t stride, padding;         /* the same both ways; zeros around */
  size_t out_channels;            /* of a convolution; pooling keeps them */
} EpiWindow;

/* ⌊(side + 2 padding - size) / stride⌋ + 1; 0 when nothing fits. */
size_t epi_window_width (const EpiWindow *window);
size_t epi_window_height (const EpiWindow *window);

/* W is (channels · size_x · size_y, out_channels), a patch laid out as an image
 * is, one column an output channel.  X (channels · width · height, n), Y
 * (out_channels · out width · out height, n).
 *   Y := W ∗ X;   dX := the gradient to X;   dW := beta dW + that to W
 * Each is a sum of k products: |error| ≤ γₖ₊₃ of their sizes. */
EpiStatus epi_device_convolve (const EpiWindow *window, const EpiBuffer *W,
                               const EpiBuffer *X, EpiBuffer *Y);
EpiStatus epi_device_convolve_to_input (const EpiWindow *window,
                                        const EpiBuffer *W, const EpiBuffer *dY,
                                        EpiBuffer *dX);
EpiStatus epi_device_convolve_to_weights (const EpiWindow *window,
                                          const EpiBuffer *X,
                                          const EpiBuffer *dY, double beta,
                                          EpiBuffer *dW);

typedef enum { EPI_POOL_MAX, EPI_POOL_AVERAGE } EpiPool;

/* MAX: the first largest of a window gets the whole gradient (padding never
 * does), and a NaN is larger than every number; AVERAGE divides by size_x
 * size_y: γₖ₊₈ of k terms.  padding < size_x, size_y.  Y is exact for MAX. */
EpiStatus epi_device_pool (EpiPool pool, const EpiWindow *window,
                           const EpiBuffer *X, EpiBuffer *Y);
EpiStatus epi_device_pool_back (EpiPool pool, const EpiWindow *window,
                                const EpiBuffer *X, const EpiBuffer *Y,
                                const EpiBuffer *dY, EpiBuffer *dX);

/* ---- Sequences ---------------------------------------------------------- */

/* Y(:,j) := W(:, index j);  dW(:,v) := beta dW(:,v) + Σ dY(:,j), index j = v.
 * index (n,1) EPI_INDEX, each in 0 … cols of W - 1.  Exact; γₙ₊₁. */
EpiStatus epi_device_gather (const EpiBuffer *W, const EpiBuffer *index,
                             EpiBuffer *Y);
EpiStatus epi_device_gather_back (const EpiBuffer *index, const EpiBuffer *dY,
                                  double beta, EpiBuffer *dW);

/* One step of a cell with h units.  G (4h,n) holds the pre-activations of the
 * input, forget and output gates and of the candidate, in this order, and is
 * overwritten by their values i, f, o = σ(·), g = tanh (·);
 *   C := f ⊙ C_before + i ⊙ g,   H := o ⊙ tanh C.
 * C_before NULL: zero.  Back: dG := gradient to the pre-activations, from dH
 * and dC (which arrives from the step after; overwritten by the gradient to
 * C_before).  Hochreiter & Schmidhuber 1997 with Gers' forget gate.
 * C within 2u (|f C_before| + |i g|), H within 14u |H|; dG and dC within
 * 40u (|dH| + |dC|), the forget gate's times |C_before|. */
EpiStatus epi_device_lstm_cell (const EpiBuffer *C_before, EpiBuffer *G,
                                EpiBuffer *C, EpiBuffer *H);
EpiStatus epi_device_lstm_cell_back (const EpiBuffer *C_before,
                                     const EpiBuffer *G, const EpiBuffer *C,
                                     const EpiBuffer *dH, EpiBuffer *dC,
                                     EpiBuffer *dG);

/* Y := X ⊙ mask / (1 - rate): entry number e (column by column) is kept when
 * word e mod 4 of the Philox block (⌊e/4⌋, stream) under seed is ≥ rate 2³².
 * Backward is the same call on dY.  Y may be X.  Within 3u |Y|. */
EpiStatus epi_device_dropout (double rate, uint64_t seed, uint64_t stream,
                              const EpiBuffer *X, EpiBuffer *Y);

/* ---- Losses ------------------------------------------------------------- */

typedef enum {
  EPI_LOSS_MSE,           /* ½ ‖x - t‖² of a column */
  EPI_LOSS_CROSS_ENTROPY, /* -ln softmax(x)ₜ, t a class: index (n,1) */
  EPI_LOSS_BINARY, /* Σ ln (1 + eˣ) - t x, t in {0,1}: from the logit */
  EPI_LOSS_HINGE,  /* Σ max (0, 1 - t x), t in {-1,1} */
  EPI_N_LOSSES
} EpiLoss;

/* X (m,n) what the network says, T the targets (m,n), for CROSS_ENTROPY
 * (n,1) EPI_INDEX.  loss (n,1) := the loss of each column; dX := scale times
 * its gradient (NULL: not wanted).  Of m terms within (m + 20)u of their sizes,
 * the gradient within 20u |scale|, of MSE 20u |dX|; CROSS_ENTROPY both within
 * (m + 28 + 2d)u of 1 + loss and |scale|, d as for softmax. */
EpiStatus epi_device_loss (EpiLoss loss, double scale, const EpiBuffer *X,
                           const EpiBuffer *T, EpiBuffer *losses,
                           EpiBuffer *dX);

/* ---- Updates ------------------------------------------------------------ */

typedef enum {
  EPI_UPDATE_DESCENT,
  EPI_UPDATE_MOMENTUM,
  EPI_UPDATE_NESTEROV,
  EPI_UPDATE_ADAGRAD,
  EPI_UPDATE_RMSPROP,
  EPI_UPDATE_ADAM, /* with decay: AdamW */
  EPI_N_UPDATES
} EpiUpdate;

typedef struct EpiUpdateNumbers { /* see descend/epi-optimizer.h for the
                                     formulas */
  double step, momentum, second, epsilon;
  double correction, second_correction; /* 1 - momentumᵏ, 1 - secondᵏ */
  double scale;                         /* of the gradient: clipping */
  double l2, l1; /* g := g + l2 x + l1 sign x before all else */
  double decay;  /* x := x - step decay x, apart from the gradient */
} EpiUpdateNumbers;

/* One update of x (n,1) from its gradient g; m and v are the optimizer's
 * memory, NULL where it has none.  What is added to x is within 24u where g has
 * its digits, m within 12u (|m| + |g|), v within 12u v. */
EpiStatus epi_device_update (EpiUpdate update, const EpiUpdateNumbers *numbers,
                             const EpiBuffer *g, EpiBuffer *m, EpiBuffer *v,
                             EpiBuffer *x);
