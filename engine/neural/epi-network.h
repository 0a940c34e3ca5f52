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
 *     dense N [ACTIVATION]                 elman N, lstm N
 *     conv WxHxN [stride S] [pad P] [ACTIVATION]
 *     pool S, average S  [stride S]        embedding N
 *     flatten, softmax, dropout RATE       tanh, sigmoid, relu, leaky, gelu, …
 *     mlp, cnn, lstm: names of texts
 *
 * Networks have no branches.  Forward and backward of every layer run on the
 * device without a transfer; Goodfellow, Bengio, Courville,
 * algorithms 6.3, 6.4.
 */
#pragma once

#include "neural/epi-layer.h"

typedef struct EpiNetwork EpiNetwork;

/* "mlp", "cnn", "lstm" for the texts they name; else text itself. */
const char *epi_network_text_of (const char *name_or_text);

/* For samples of shape in and at most batch of them at once.  EPI_FAILED:
 * *trouble is one sentence that names the layer by number and word (g_free).
 * EPI_NO_MEMORY.  θ is zero.  Holds a reference to device. */
EpiStatus epi_network_new (const char *text, EpiShape in, size_t batch,
                           EpiDevice *device, EpiElement element,
                           char **trouble, EpiNetwork **out);
void epi_network_free (EpiNetwork *network); /* accepts NULL */

/* θ drawn: parameter p of layer l from stream (l, p) under seed, so that the
 * same seed gives the same start on every device.  Biases are zero, but for
 * the LSTM's forget gate: one. */
EpiStatus epi_network_initialise (EpiNetwork *network, EpiInit init,
                                  uint64_t seed);

/* ---- What it is made of ---- */

const char *epi_network_text (const EpiNetwork *network); /* as it was given */
size_t epi_network_n_layers (const EpiNetwork *network);
const EpiNetLayer *epi_network_layer (const EpiNetwork *network, size_t l);
size_t epi_network_n (const EpiNetwork *network); /* of θ, with its padding */
size_t epi_network_n_weights (const EpiNetwork *network); /* without */
EpiBuffer *epi_network_theta (EpiNetwork *network);       /* (n,1) */
EpiBuffer *epi_network_gradient (EpiNetwork *network);    /* (n,1) */

/* ---- What it does ---- */

/* X (size of in, columns) or an EPI_INDEX (columns,1) for characters; columns =
 * samples · steps.  *Y: its output, the network's own. */
EpiStatus epi_network_forward (EpiNetwork *network, const EpiBuffer *X,
                               size_t samples, const EpiBuffer **Y);

/* The same for training: dropout draws under (seed, draw).  Then the loss,
 * mean over columns, with gradient to θ.  *value NULL: no read-back. */
EpiStatus epi_network_gradient_at (EpiNetwork *network, EpiLoss loss,
                                   const EpiBuffer *X, const EpiBuffer *T,
                                   size_t samples, uint64_t seed, uint64_t draw,
                                   double *value);

/* Mean loss of what forward() gave last. */
EpiStatus epi_network_loss (EpiNetwork *network, EpiLoss loss,
                            const EpiBuffer *T, size_t samples, double *value);

/* ---- Slow motion: one layer at a time, after each other ---- */

EpiStatus epi_network_forward_layer (EpiNetwork *network, size_t l,
                                     const EpiBuffer *X, size_t samples);
EpiStatus epi_network_backward_layer (EpiNetwork *network, size_t l);

/* What layer l gave last and the gradient that arrived there: buffers of the
 * network (size of out, columns), valid until the next call. */
const EpiBuffer *epi_network_activation (const EpiNetwork *network, size_t l);
const EpiBuffer *epi_network_delta (const EpiNetwork *network, size_t l);

/* J (size of out, size of in), column-major := Dφₗ at what sample `sample` sent
 * through layer l last; for layers of at most 4096 entries in J, else
 * EPI_UNSUPPORTED.  JT likewise (size of out, weights of l) to its parameters.
 * By one backward pass a row: exact to rounding. */
EpiStatus epi_network_jacobian (EpiNetwork *network, size_t l, size_t sample,
                                double *J);
EpiStatus epi_network_weight_jacobian (EpiNetwork *network, size_t l,
                                       size_t sample, double *J);

/* Parameters of layer l to and from host memory, in double. */
EpiStatus epi_network_get (const EpiNetwork *network, size_t l, size_t p,
                           double *values);
EpiStatus epi_network_set (EpiNetwork *network, size_t l, size_t p,
                           const double *values);
