/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-gl-private.h"

#include "compute/epi-neural-kernels.h"

#include <glib.h>

_Static_assert(EPI_N_ACTIVATIONS <= EPI_GL_VARIANTS &&
                   EPI_N_LOSSES <= EPI_GL_VARIANTS &&
                   EPI_N_UPDATES <= EPI_GL_VARIANTS,
               "a rule has no variant of its kernel");

/* Calls in a row, up to the first that fails. */
#define TRY(call)                                                              \
  do {                                                                         \
    EpiStatus status_ = (call);                                                \
    if (status_ != EPI_OK)                                                     \
      return status_;                                                          \
  } while (0)

static size_t
entries (const EpiBuffer *X)
{
  return X->rows * X->cols;
}

/* Makes variant op of the kernel current, with buffers at its bindings 0 … n-1;
 * one that is NULL is not looked at, and c stands in. */
static EpiStatus
begin (EpiGl *gl, EpiShader shader, int op, const EpiKernelCall *call, size_t n,
       const EpiBuffer *const *buffers)
{
  const EpiBuffer *bound[8];

  TRY (epi_gl_use_variant (gl, shader, call->c->element, op));
  for (size_t i = 0; i < n; i++)
    bound[i] = buffers[i] != NULL ? buffers[i] : call->c;
  epi_gl_bind_buffers (n, bound);
  return EPI_OK;
}

#define BEGIN(shader, op, ...)                                                 \
  TRY (begin (gl, EPI_SHADER_##shader, op, call,                               \
              G_N_ELEMENTS (((const EpiBuffer *[]){__VA_ARGS__})),             \
              (const EpiBuffer *[]){__VA_ARGS__}))

static void
set_shape (size_t x, size_t y, size_t z, size_t w)
{
  glUniform4ui (1, (GLuint)x, (GLuint)y, (GLuint)z, (GLuint)w);
}

/* ---- Activations ------------------------------------------------------- */

static EpiStatus
fill (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (FILL, 0, call->c);
  set_shape (entries (call->c), 0, 0, 0);
  epi_gl_set_real (call->c->element, 5, call->alpha);
  return epi_gl_dispatch_entries (gl, entries (call->c), 1);
}

static EpiStatus
activate (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *Z = call->e, *Y = call->c;
  bool in_place = Z->handle == Y->handle && Z->offset == Y->offset;

  BEGIN (ACTIVATE, call->op, Z, call->b, Y);
  set_shape (entries (Z), Z->rows, call->b != NULL, in_place);
  return epi_gl_dispatch_entries (gl, entries (Z), 24);
}

static EpiStatus
activate_back (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (ACTIVATE_BACK, call->op, call->a, call->b, call->d, call->c);
  set_shape (entries (call->c), 0, 0, 0);
  return epi_gl_dispatch_entries (gl, entries (call->c), 8);
}

static EpiStatus
row_sums (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *X = call->a;

  BEGIN (ROW_SUMS, epi_gl_is_wide (gl) && X->cols > 64, X, call->c);
  set_shape (X->rows, X->cols, 0, 0);
  epi_gl_set_real (X->element, 5, call->alpha);
  epi_gl_set_real (X->element, 6, call->beta);
  return epi_gl_dispatch (gl, epi_gl_groups (X->rows, 16), 1,
                          (double)MAX (entries (X), 1));
}

static EpiStatus
softmax (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *X = call->a;

  BEGIN (SOFTMAX, 0, X, call->c);
  set_shape (X->rows, X->cols, 0, 0);
  return epi_gl_dispatch_entries (gl, X->cols, 24.0 * (double)X->rows);
}

static EpiStatus
softmax_back (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *Y = call->a;

  BEGIN (SOFTMAX_BACK, 0, Y, call->b, call->c);
  set_shape (Y->rows, Y->cols, 0, 0);
  return epi_gl_dispatch_entries (gl, Y->cols, 6.0 * (double)Y->rows);
}

/* ---- Images ------------------------------------------------------------ */

/* Of convolve-to-weights.comp: fewer leave most of a GPU idle. */
#define FEW_GROUPS 1000

static void
set_window (const EpiWindow *w, size_t samples)
{
  glUniform4ui (2, (GLuint)w->channels, (GLuint)w->width, (GLuint)w->height,
                (GLuint)samples);
  glUniform4ui (3, (GLuint)w->size_x, (GLuint)w->size_y, (GLuint)w->stride,
                (GLuint)w->padding);
  glUniform4ui (4, (GLuint)epi_window_width (w), (GLuint)epi_window_height (w),
                (GLuint)w->out_channels, 0);
}

static double
patch (const EpiWindow *w)
{
  return (double)(w->channels * w->size_x * w->size_y);
}

/* Groups of convolve.comp and convolve-to-input.comp for that many pixels and
 * channels; their variant. */
static int
block_groups (const EpiGl *gl, size_t pixels, size_t channels, size_t groups[2])
{
  bool wide = epi_gl_is_wide (gl);

  groups[0] = epi_gl_groups (pixels, wide ? 64 : 256);
  groups[1] = epi_gl_groups (channels, wide ? 8 : 4);
  return wide;
}

static EpiStatus
convolve (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;
  size_t pixels = epi_window_width (w) * epi_window_height (w) * call->c->cols;
  size_t groups[2];
  int variant = block_groups (gl, pixels, w->out_channels, groups);

  BEGIN (CONVOLVE, variant, call->a, call->b, call->c);
  set_shape (pixels, 0, 0, 0);
  set_window (w, call->c->cols);
  return epi_gl_dispatch (gl, groups[0], groups[1],
                          2 * patch (w) * (double)entries (call->c));
}

static EpiStatus
convolve_to_input (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;
  size_t pixels = w->width * w->height * call->c->cols, groups[2];
  int variant = block_groups (gl, pixels, w->channels, groups);

  BEGIN (CONVOLVE_TO_INPUT, variant, call->a, call->b, call->c);
  set_shape (pixels, 0, 0, 0);
  set_window (w, call->c->cols);
  return epi_gl_dispatch (
      gl, groups[0], groups[1],
      2 * patch (w) * (double)w->out_channels * (double)pixels + 1);
}

static EpiStatus
convolve_to_weights (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiWindow *w = call->window;
  const EpiBuffer *dW = call->c;
  size_t pixels = epi_window_width (w) * epi_window_height (w) * call->a->cols;
  size_t blocks = epi_gl_groups (dW->rows, 4) * epi_gl_groups (dW->cols, 4);
  bool few = epi_gl_is_wide (gl) && blocks < FEW_GROUPS;
  size_t side = few ? 2 : 4;

  BEGIN (CONVOLVE_TO_WEIGHTS, few, call->a, call->b, dW);
  set_shape (dW->rows, pixels, 0, 0);
  set_window (w, call->a->cols);
  epi_gl_set_real (dW->element, 6, call->beta);
  return epi_gl_dispatch (
      gl, epi_gl_groups (dW->rows, side), epi_gl_groups (dW->cols, side),
      2 * patch (w) * (double)w->out_channels * (double)MAX (pixels, 1));
}

static EpiStatus
pool (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (POOL, call->op, call->a, call->c);
  set_shape (entries (call->c), 0, 0, 0);
  set_window (call->window, call->c->cols);
  return epi_gl_dispatch_entries (
      gl, entries (call->c),
      4.0 * (double)(call->window->size_x * call->window->size_y));
}

static EpiStatus
pool_back (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (POOL_BACK, call->op, call->a, call->d, call->c);
  set_shape (entries (call->c), 0, 0, 0);
  set_window (call->window, call->c->cols);
  return epi_gl_dispatch_entries (
      gl, entries (call->c),
      8.0 * (double)(call->window->size_x * call->window->size_y));
}

/* ---- Sequences --------------------------------------------------------- */

static EpiStatus
gather (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (GATHER, 0, call->a, call->pivots, call->c);
  set_shape (entries (call->c), call->c->rows, 0, 0);
  return epi_gl_dispatch_entries (gl, entries (call->c), 4);
}

static EpiStatus
gather_back (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (GATHER_BACK, 0, call->pivots, call->b, call->c);
  set_shape (entries (call->c), call->c->rows, call->b->cols, 0);
  epi_gl_set_real (call->c->element, 6, call->beta);
  return epi_gl_dispatch_entries (gl, entries (call->c),
                                  2.0 * (double)call->b->cols + 1);
}

static EpiStatus
lstm_cell (EpiGl *gl, const EpiKernelCall *call)
{
  BEGIN (LSTM_CELL, 0, call->a, call->e, call->c, call->h);
  set_shape (entries (call->c), call->c->rows, call->a != NULL, 0);
  return epi_gl_dispatch_entries (gl, entries (call->c), 120);
}

static EpiStatus
lstm_cell_back (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *C = call->d;

  BEGIN (LSTM_CELL_BACK, 0, call->a, call->b, C, call->f, call->e, call->c);
  set_shape (entries (C), C->rows, call->a != NULL, 0);
  return epi_gl_dispatch_entries (gl, entries (C), 60);
}

static EpiStatus
dropout (EpiGl *gl, const EpiKernelCall *call)
{
  size_t n = entries (call->c), blocks = epi_gl_groups (n, 4);

  BEGIN (DROPOUT, 0, call->a, call->c);
  set_shape (n, blocks, (uint32_t)(call->alpha * 0x1p32), 0);
  glUniform4ui (2, (GLuint)call->stream, (GLuint)(call->stream >> 32),
                (GLuint)call->seed, (GLuint)(call->seed >> 32));
  epi_gl_set_real (call->c->element, 5, 1 / (1 - call->alpha));
  return epi_gl_dispatch_entries (gl, blocks, 100);
}

/* ---- Losses and updates ------------------------------------------------- */

static EpiStatus
loss (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *X = call->a;

  BEGIN (LOSS, call->op, X, call->b, call->pivots, call->c, call->e);
  set_shape (X->rows, X->cols, call->e != NULL, 0);
  epi_gl_set_real (X->element, 5, call->alpha);
  return epi_gl_dispatch_entries (gl, X->cols, 40.0 * (double)X->rows + 1);
}

static EpiStatus
update (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiUpdateNumbers *u = call->numbers;
  const double numbers[] = {u->step,    u->momentum,   u->second,
                            u->epsilon, u->correction, u->second_correction,
                            u->scale,   u->l2,         u->l1,
                            u->decay};

  BEGIN (UPDATE, call->op, call->a, call->e, call->h, call->c);
  set_shape (entries (call->c), 0, 0, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
    epi_gl_set_real (call->c->element, 5 + (GLint)i, numbers[i]);
  return epi_gl_dispatch_entries (gl, entries (call->c), 30);
}

EpiStatus
epi_gl_run_neural (EpiGl *gl, const EpiKernelCall *call)
{
  static EpiStatus (*const kernels[EPI_N_KERNELS]) (EpiGl *,
                                                    const EpiKernelCall *) = {
      [EPI_KERNEL_FILL] = fill,
      [EPI_KERNEL_ACTIVATE] = activate,
      [EPI_KERNEL_ACTIVATE_BACK] = activate_back,
      [EPI_KERNEL_ROW_SUMS] = row_sums,
      [EPI_KERNEL_SOFTMAX] = softmax,
      [EPI_KERNEL_SOFTMAX_BACK] = softmax_back,
      [EPI_KERNEL_CONVOLVE] = convolve,
      [EPI_KERNEL_CONVOLVE_TO_INPUT] = convolve_to_input,
      [EPI_KERNEL_CONVOLVE_TO_WEIGHTS] = convolve_to_weights,
      [EPI_KERNEL_POOL] = pool,
      [EPI_KERNEL_POOL_BACK] = pool_back,
      [EPI_KERNEL_GATHER] = gather,
      [EPI_KERNEL_GATHER_BACK] = gather_back,
      [EPI_KERNEL_LSTM_CELL] = lstm_cell,
      [EPI_KERNEL_LSTM_CELL_BACK] = lstm_cell_back,
      [EPI_KERNEL_DROPOUT] = dropout,
      [EPI_KERNEL_LOSS] = loss,
      [EPI_KERNEL_UPDATE] = update,
  };

  return kernels[call->kernel] != NULL ? kernels[call->kernel](gl, call)
                                       : EPI_UNSUPPORTED;
}
