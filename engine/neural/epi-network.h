/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Network: layers one after the other, with all their parameters in one vector
 * θ on one device.
 *
 *     x₀ = x,  xₗ = φₗ(xₗ₋₁; θₗ),  f = loss (x_L, t)
 *     backward:  ḡ_L = ∇loss,  ḡₗ₋₁ = Dφₗᵀ ḡₗ,  ∂f/∂θₗ = (∂φₗ/∂θₗ)ᵀ ḡₗ
 *
 * A text writes it, layers apart by ";":
 *
 *     dense N [ACTIVATION]       embedding N    tanh, sigmoid, relu, leaky,
 *     conv WxHxN [stride S] [pad P] [ACTIVATION]     gelu, softplus, identity
 *     pool S, average S          [stride S] [pad P]
 *     elman N, lstm N, last      flatten, softmax, dropout RATE
 *
 *     mlp    dense 128 relu; dense *
 *     cnn    conv 5x5x8 relu; pool 2; conv 5x5x16 relu; pool 2;
 *            dense 64 relu; dense *
 *     lstm   embedding 32; lstm 128; dense *
 *
 * where "*" is as many as are wanted at the end.  After elman and lstm a
 * sequence stays one; "last" keeps its last step.
 *
 * Networks have no branches.  Forward and backward of every layer run on the
 * device without a transfer; Goodfellow, Bengio, Courville,
 * algorithms 6.3, 6.4.
 */
#pragma once

#include "neural/epi-layer.h"

typedef struct EpiNetwork EpiNetwork;

/* The text that "mlp", "cnn" or "lstm" names, or text itself, with outputs for
 * each "*" that stands alone; to g_free. */
char *epi_network_text_of (const char *name_or_text, size_t outputs);

/* For samples of shape in and at most batch of them at once.  EPI_FAILED:
 * *trouble is one sentence that names the layer by number and word (g_free).
 * EPI_NO_MEMORY, EPI_UNSUPPORTED.  θ is zero.  Holds a reference to device. */
EpiStatus epi_network_new (const char *text, EpiShape in, size_t batch,
                           EpiDevice *device, EpiElement element,
                           char **trouble, EpiNetwork **out);
void epi_network_free (EpiNetwork *network); /* accepts NULL */

/* θ drawn: parameter p of layer l from stream (l, p) under seed, so that the
 * same seed gives the same start on every device.  Biases are zero, but for
 * the LSTM's forget gate: one. */
EpiStatus epi_network_initialise (EpiNetwork *network, EpiInit init,
                                  uint64_t seed);

/* ---- What it is made of ------------------------------------------------- */

const char *epi_network_text (const EpiNetwork *network); /* as it was given */
EpiDevice *epi_network_device (const EpiNetwork *network);
EpiElement epi_network_element (const EpiNetwork *network);
EpiShape epi_network_in (const EpiNetwork *network);
EpiShape epi_network_out (const EpiNetwork *network);
size_t epi_network_batch (const EpiNetwork *network); /* at most at once */
size_t epi_network_n_layers (const EpiNetwork *network);
const EpiNetLayer *epi_network_layer (const EpiNetwork *network, size_t l);
const char *epi_network_layer_text (const EpiNetwork *network, size_t l);
size_t epi_network_n (const EpiNetwork *network); /* of θ, with its padding */
size_t epi_network_n_weights (const EpiNetwork *network); /* without */
EpiBuffer *epi_network_theta (EpiNetwork *network);       /* (n,1) */
EpiBuffer *epi_network_gradient (EpiNetwork *network);    /* (n,1) */

/* ---- What it does ------------------------------------------------------- */

/* X (size of in, columns) or an EPI_INDEX (columns,1) for characters; columns =
 * samples · steps, step t in columns t samples ….  X is borrowed until the next
 * forward: backward and the Jacobians of layer 0 read it again.  *Y (may be
 * NULL): its output, the network's own.  Nothing is dropped. */
EpiStatus epi_network_forward (EpiNetwork *network, const EpiBuffer *X,
                               size_t samples, const EpiBuffer **Y);

/* Loss of what forward gave last, mean over columns, with its gradient to the
 * last layer's output.  T: see epi_device_loss().  *value NULL: no read-back.
 * EPI_NOT_FINITE when *value is not. */
EpiStatus epi_network_loss (EpiNetwork *network, EpiLoss loss,
                            const EpiBuffer *T, double *value);

/* The same value again. */
EpiStatus epi_network_value (const EpiNetwork *network, double *value);

/* From there to θ: fills epi_network_gradient(). */
EpiStatus epi_network_backward (EpiNetwork *network);

/* The three in a row, in training: dropout draws under (seed, draw).  With
 * value, EPI_NOT_FINITE before there is a new gradient. */
EpiStatus epi_network_gradient_at (EpiNetwork *network, EpiLoss loss,
                                   const EpiBuffer *X, const EpiBuffer *T,
                                   size_t samples, uint64_t seed, uint64_t draw,
                                   double *value);

/* ---- Slow motion: one layer at a time, after each other ----------------- */

/* Layer 0 takes X, the others what came before (X NULL); then
 * epi_network_loss(); then backward from the last layer down. */
EpiStatus epi_network_forward_layer (EpiNetwork *network, size_t l,
                                     const EpiBuffer *X, size_t samples);
EpiStatus epi_network_backward_layer (EpiNetwork *network, size_t l);

/* What layer l gave last and the gradient that arrived there: buffers of the
 * network (size of out, columns), valid until the next call.  Where layer l has
 * an activation of its own its backward turns delta into the gradient to what
 * the activation is taken of. */
const EpiBuffer *epi_network_activation (const EpiNetwork *network, size_t l);
const EpiBuffer *epi_network_delta (const EpiNetwork *network, size_t l);

/* Buffer w of what layer l keeps between forward and backward; what it is says
 * the layer's file: for an LSTM 0 are the gates (4N, columns), 1 the cells. */
const EpiBuffer *epi_network_work (const EpiNetwork *network, size_t l,
                                   size_t w);

/* Dφₗ at what sample `sample` sent through layer l last: J (rows, cols),
 * column-major, rows = size of out · its steps, cols = size of in · its steps,
 * step after step; for at most 65,536 entries, else EPI_UNSUPPORTED, as before
 * an embedding.  The other one likewise to layer l's own parameters, one after
 * the other, column by column.  By one backward pass a row: exact to rounding.
 * The last gradient and deltas stay as they are. */
EpiStatus epi_network_jacobian (EpiNetwork *network, size_t l, size_t sample,
                                double *J);
EpiStatus epi_network_weight_jacobian (EpiNetwork *network, size_t l,
                                       size_t sample, double *J);

/* ---- Values in host memory, in double ----------------------------------- */

/* Parameter p of layer l (rows, cols), and its part of the last gradient. */
EpiStatus epi_network_get (const EpiNetwork *network, size_t l, size_t p,
                           double *values);
EpiStatus epi_network_set (EpiNetwork *network, size_t l, size_t p,
                           const double *values);
EpiStatus epi_network_get_gradient (const EpiNetwork *network, size_t l,
                                    size_t p, double *values);

/* All numbers of a buffer that is not EPI_INDEX. */
EpiStatus epi_buffer_get (const EpiBuffer *buffer, double *values);
EpiStatus epi_buffer_set (EpiBuffer *buffer, const double *values);
