/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-neural-kernels.h"

#include <assert.h>
#include <math.h>

/* Whether X may stand in a call beside leader; X may be NULL. */
static bool
fits (const EpiBuffer *X, const EpiBuffer *leader, EpiElement element)
{
  return X == NULL || (X->device == leader->device && X->element == element &&
                       (X->ld == X->rows || X->cols <= 1));
}

static EpiStatus
run (const EpiKernelCall *call)
{
  const EpiBuffer *leader = call->c;

  assert (leader->element != EPI_INDEX);
  assert (fits (call->a, leader, leader->element));
  assert (fits (call->b, leader, leader->element));
  assert (fits (call->d, leader, leader->element));
  assert (fits (call->f, leader, leader->element));
  assert (fits (call->c, leader, leader->element));
  assert (fits (call->e, leader, leader->element));
  assert (fits (call->h, leader, leader->element));
  assert (fits (call->pivots, leader, EPI_INDEX));
  return epi_device_run (leader->device, call);
}

static bool
is_empty (const EpiBuffer *X)
{
  return X->rows == 0 || X->cols == 0;
}

static bool
same_shape (const EpiBuffer *X, const EpiBuffer *Y)
{
  return X->rows == Y->rows && X->cols == Y->cols;
}

static bool
is_vector (const EpiBuffer *x, size_t n)
{
  return x->rows == n && x->cols == 1;
}

void
epi_device_begin (EpiDevice *device)
{
  if (device->klass->begin != NULL)
    device->klass->begin (device);
}

EpiStatus
epi_device_end (EpiDevice *device)
{
  return device->klass->end != NULL ? device->klass->end (device) : EPI_OK;
}

EpiStatus
epi_device_fill (double value, EpiBuffer *x)
{
  if (is_empty (x))
    return EPI_OK;
  return run (
      &(EpiKernelCall){.kernel = EPI_KERNEL_FILL, .alpha = value, .c = x});
}

/* ---- Activations ------------------------------------------------------- */

bool
epi_activation_needs_input (EpiActivation f)
{
  return f == EPI_ACTIVATION_GELU;
}

double
epi_activation_lowest (EpiActivation f)
{
  static const double lowest[EPI_N_ACTIVATIONS] = {
      [EPI_ACTIVATION_IDENTITY] = -INFINITY,
      [EPI_ACTIVATION_TANH] = -1,
      [EPI_ACTIVATION_LEAKY_RELU] = -INFINITY,
      [EPI_ACTIVATION_GELU] = -0.16997120747990369};

  return lowest[f]; /* others: 0 */
}

EpiStatus
epi_device_activate (EpiActivation f, const EpiBuffer *b, EpiBuffer *Z,
                     EpiBuffer *Y)
{
  assert (same_shape (Z, Y));
  assert (b == NULL || is_vector (b, Z->rows));
  if (is_empty (Z))
    return EPI_OK;
  return run (&(EpiKernelCall){
      .kernel = EPI_KERNEL_ACTIVATE, .op = f, .b = b, .e = Z, .c = Y});
}

EpiStatus
epi_device_activate_back (EpiActivation f, const EpiBuffer *Z,
                          const EpiBuffer *Y, const EpiBuffer *dY,
                          EpiBuffer *dZ)
{
  assert (same_shape (Z, Y) && same_shape (Z, dY) && same_shape (Z, dZ));
  if (is_empty (Z))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_ACTIVATE_BACK,
                               .op = f,
                               .a = Z,
                               .b = Y,
                               .d = dY,
                               .c = dZ});
}

EpiStatus
epi_device_row_sums (double alpha, const EpiBuffer *X, double beta,
                     EpiBuffer *b)
{
  assert (is_vector (b, X->rows));
  if (is_empty (b))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_ROW_SUMS,
                               .alpha = alpha,
                               .a = X,
                               .beta = beta,
                               .c = b});
}

EpiStatus
epi_device_softmax (const EpiBuffer *X, EpiBuffer *Y)
{
  assert (same_shape (X, Y));
  if (is_empty (X))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_SOFTMAX, .a = X, .c = Y});
}

EpiStatus
epi_device_softmax_back (const EpiBuffer *Y, const EpiBuffer *dY, EpiBuffer *dX)
{
  assert (same_shape (Y, dY) && same_shape (Y, dX));
  if (is_empty (Y))
    return EPI_OK;
  return run (&(EpiKernelCall){
      .kernel = EPI_KERNEL_SOFTMAX_BACK, .a = Y, .b = dY, .c = dX});
}

/* ---- Images ------------------------------------------------------------ */

static size_t
out_side (size_t side, size_t size, const EpiWindow *window)
{
  size_t padded = side + 2 * window->padding;
  return size == 0 || padded < size ? 0 : (padded - size) / window->stride + 1;
}

size_t
epi_window_width (const EpiWindow *window)
{
  return out_side (window->width, window->size_x, window);
}

size_t
epi_window_height (const EpiWindow *window)
{
  return out_side (window->height, window->size_y, window);
}

static bool
is_input (const EpiWindow *window, const EpiBuffer *X)
{
  return window->stride > 0 &&
         X->rows == window->channels * window->width * window->height;
}

static bool
is_output (const EpiWindow *window, size_t channels, const EpiBuffer *Y)
{
  return Y->rows ==
         channels * epi_window_width (window) * epi_window_height (window);
}

static bool
is_kernel (const EpiWindow *window, const EpiBuffer *W)
{
  return W->rows == window->channels * window->size_x * window->size_y &&
         W->cols == window->out_channels;
}

EpiStatus
epi_device_convolve (const EpiWindow *window, const EpiBuffer *W,
                     const EpiBuffer *X, EpiBuffer *Y)
{
  assert (is_input (window, X) && is_kernel (window, W));
  assert (is_output (window, window->out_channels, Y) && Y->cols == X->cols);
  if (is_empty (Y))
    return EPI_OK;
  return run (&(EpiKernelCall){
      .kernel = EPI_KERNEL_CONVOLVE, .window = window, .a = W, .b = X, .c = Y});
}

EpiStatus
epi_device_convolve_to_input (const EpiWindow *window, const EpiBuffer *W,
                              const EpiBuffer *dY, EpiBuffer *dX)
{
  assert (is_input (window, dX) && is_kernel (window, W));
  assert (is_output (window, window->out_channels, dY));
  assert (dY->cols == dX->cols);
  if (is_empty (dX))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_CONVOLVE_TO_INPUT,
                               .window = window,
                               .a = W,
                               .b = dY,
                               .c = dX});
}

EpiStatus
epi_device_convolve_to_weights (const EpiWindow *window, const EpiBuffer *X,
                                const EpiBuffer *dY, double beta, EpiBuffer *dW)
{
  assert (is_input (window, X) && is_kernel (window, dW));
  assert (is_output (window, window->out_channels, dY) && dY->cols == X->cols);
  if (is_empty (dW))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_CONVOLVE_TO_WEIGHTS,
                               .window = window,
                               .a = X,
                               .b = dY,
                               .beta = beta,
                               .c = dW});
}

EpiStatus
epi_device_pool (EpiPool pool, const EpiWindow *window, const EpiBuffer *X,
                 EpiBuffer *Y)
{
  assert (is_input (window, X) && is_output (window, window->channels, Y));
  assert (X->cols == Y->cols);
  assert (window->padding < window->size_x && window->padding < window->size_y);
  if (is_empty (Y))
    return EPI_OK;
  return run (&(EpiKernelCall){
      .kernel = EPI_KERNEL_POOL, .op = pool, .window = window, .a = X, .c = Y});
}

EpiStatus
epi_device_pool_back (EpiPool pool, const EpiWindow *window, const EpiBuffer *X,
                      const EpiBuffer *Y, const EpiBuffer *dY, EpiBuffer *dX)
{
  assert (is_input (window, X) && is_output (window, window->channels, Y));
  assert (X->cols == Y->cols && same_shape (X, dX) && same_shape (Y, dY));
  assert (window->padding < window->size_x && window->padding < window->size_y);
  if (is_empty (dX))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_POOL_BACK,
                               .op = pool,
                               .window = window,
                               .a = X,
                               .b = Y,
                               .d = dY,
                               .c = dX});
}

/* ---- Sequences --------------------------------------------------------- */

EpiStatus
epi_device_gather (const EpiBuffer *W, const EpiBuffer *index, EpiBuffer *Y)
{
  assert (Y->rows == W->rows && is_vector (index, Y->cols));
  if (is_empty (Y))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_GATHER,
                               .a = W,
                               .pivots = (EpiBuffer *)index, /* only read */
                               .c = Y});
}

EpiStatus
epi_device_gather_back (const EpiBuffer *index, const EpiBuffer *dY,
                        double beta, EpiBuffer *dW)
{
  assert (dY->rows == dW->rows && is_vector (index, dY->cols));
  if (is_empty (dW))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_GATHER_BACK,
                               .pivots = (EpiBuffer *)index, /* only read */
                               .b = dY,
                               .beta = beta,
                               .c = dW});
}

EpiStatus
epi_device_lstm_cell (const EpiBuffer *C_before, EpiBuffer *G, EpiBuffer *C,
                      EpiBuffer *H)
{
  assert (G->rows == 4 * C->rows && G->cols == C->cols && same_shape (C, H));
  assert (C_before == NULL || same_shape (C_before, C));
  if (is_empty (C))
    return EPI_OK;
  return run (&(EpiKernelCall){
      .kernel = EPI_KERNEL_LSTM_CELL, .a = C_before, .e = G, .c = C, .h = H});
}

EpiStatus
epi_device_lstm_cell_back (const EpiBuffer *C_before, const EpiBuffer *G,
                           const EpiBuffer *C, const EpiBuffer *dH,
                           EpiBuffer *dC, EpiBuffer *dG)
{
  assert (G->rows == 4 * C->rows && G->cols == C->cols && same_shape (G, dG));
  assert (same_shape (C, dH) && same_shape (C, dC));
  assert (C_before == NULL || same_shape (C_before, C));
  if (is_empty (C))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_LSTM_CELL_BACK,
                               .a = C_before,
                               .b = G,
                               .d = C,
                               .f = dH,
                               .e = dC,
                               .c = dG});
}

EpiStatus
epi_device_dropout (double rate, uint64_t seed, uint64_t stream,
                    const EpiBuffer *X, EpiBuffer *Y)
{
  assert (same_shape (X, Y) && rate >= 0 && rate < 1);
  if (is_empty (X))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_DROPOUT,
                               .alpha = rate,
                               .seed = seed,
                               .stream = stream,
                               .a = X,
                               .c = Y});
}

/* ---- Losses ------------------------------------------------------------ */

EpiStatus
epi_device_loss (EpiLoss loss, double scale, const EpiBuffer *X,
                 const EpiBuffer *T, EpiBuffer *losses, EpiBuffer *dX)
{
  bool classes = loss == EPI_LOSS_CROSS_ENTROPY;

  assert (classes ? is_vector (T, X->cols) : same_shape (X, T));
  assert (is_vector (losses, X->cols));
  assert (dX == NULL || same_shape (X, dX));
  if (is_empty (losses))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_LOSS,
                               .op = loss,
                               .alpha = scale,
                               .a = X,
                               .b = classes ? NULL : T,
                               .pivots = classes ? (EpiBuffer *)T : NULL,
                               .c = losses,
                               .e = dX});
}

/* ---- Updates ----------------------------------------------------------- */

EpiStatus
epi_device_update (EpiUpdate update, const EpiUpdateNumbers *numbers,
                   const EpiBuffer *g, EpiBuffer *m, EpiBuffer *v, EpiBuffer *x)
{
  assert (same_shape (g, x));
  assert (m == NULL || same_shape (m, x));
  assert (v == NULL || same_shape (v, x));
  if (is_empty (x))
    return EPI_OK;
  return run (&(EpiKernelCall){.kernel = EPI_KERNEL_UPDATE,
                               .op = update,
                               .numbers = numbers,
                               .a = g,
                               .e = m,
                               .h = v,
                               .c = x});
}
