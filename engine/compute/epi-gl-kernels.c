/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-gl-private.h"

#include <glib.h>
#include <math.h>

/* ---- GEMM and its kin -------------------------------------------------- */

#define DEPTH 4096 /* inner size of one dispatch: bounds one group's time */

static void
set_view (GLint location, EpiGlView view)
{
  glUniform3ui (location, view.offset, view.row, view.col);
}

#define FEW_TILES 48 /* 64 × 64: fewer leave most of a GPU idle */

/* The variant of that rung for a C (m,n), and its tiles. */
static int
tile_of (EpiShader rung, size_t m, size_t n, size_t *rows, size_t *cols)
{
  bool few = epi_gl_groups (m, 64) * epi_gl_groups (n, 64) < FEW_TILES;
  bool small = rung == EPI_SHADER_GEMM_TILED && few;

  *rows = rung == EPI_SHADER_GEMM_NAIVE ? 8 : small ? 16 : 64;
  *cols = rung == EPI_SHADER_GEMM_NAIVE      ? 8
          : rung == EPI_SHADER_GEMM_REGISTER ? 4
                                             : *rows;
  return small;
}

EpiStatus
epi_gl_gemm (EpiGl *gl, EpiElement element, const size_t shape[3], bool lower,
             double alpha, EpiGlView A, EpiGlView B, double beta, EpiGlView C)
{
  size_t m = shape[0], n = shape[1], k = shape[2], rows, cols;
  EpiStatus status = EPI_OK;

  int variant = tile_of (gl->gemm, m, n, &rows, &cols);
  for (size_t k0 = 0; status == EPI_OK && (k0 < k || k0 == 0); k0 += DEPTH) {
    size_t depth = MIN (DEPTH, k - k0);
    status = epi_gl_use_variant (gl, gl->gemm, element, variant);
    if (status != EPI_OK)
      break;
    epi_gl_bind (0, A.handle);
    epi_gl_bind (1, B.handle);
    epi_gl_bind (2, C.handle);
    glUniform4ui (1, (GLuint)m, (GLuint)n, (GLuint)depth, lower);
    set_view (2, epi_gl_view_from (A, 0, k0));
    set_view (3, epi_gl_view_from (B, k0, 0));
    set_view (4, C);
    epi_gl_set_real (element, 5, alpha);
    epi_gl_set_real (element, 6, k0 == 0 ? beta : 1);
    status =
        epi_gl_dispatch (gl, epi_gl_groups (m, rows), epi_gl_groups (n, cols),
                         2.0 * (double)m * (double)n * (double)MAX (depth, 1));
  }
  return status;
}

static EpiStatus
gemm (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *A = call->a, *C = call->c;
  size_t k = call->transpose_a ? A->rows : A->cols;

  return epi_gl_gemm (gl, C->element, (size_t[]){C->rows, C->cols, k}, false,
                      call->alpha, epi_gl_view (A, call->transpose_a),
                      epi_gl_view (call->b, call->transpose_b), call->beta,
                      epi_gl_view (C, false));
}

static EpiStatus
syrk (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *A = call->a, *C = call->c;

  return epi_gl_gemm (gl, C->element, (size_t[]){C->rows, C->cols, A->rows},
                      true, call->alpha, epi_gl_view (A, true),
                      epi_gl_view (A, false), call->beta,
                      epi_gl_view (C, false));
}

static EpiStatus
gemv (EpiGl *gl, const EpiKernelCall *call)
{
  size_t m = call->c->rows, k = call->b->rows;
  EpiStatus status = epi_gl_use (gl, EPI_SHADER_GEMV, call->c->element);

  if (status != EPI_OK)
    return status;
  epi_gl_bind_buffers (3, (const EpiBuffer *[]){call->a, call->b, call->c});
  glUniform4ui (1, (GLuint)m, 1, (GLuint)k, 0);
  set_view (2, epi_gl_view (call->a, call->transpose_a));
  epi_gl_set_real (call->c->element, 5, call->alpha);
  epi_gl_set_real (call->c->element, 6, call->beta);
  return epi_gl_dispatch (gl, epi_gl_groups (m, 16), 1,
                          2.0 * (double)m * (double)MAX (k, 1));
}

EpiStatus
epi_gl_swap_rows (EpiGl *gl, const EpiBuffer *B, const EpiBuffer *pivots,
                  const size_t range[2], const size_t skip[2])
{
  EpiStatus status = epi_gl_use (gl, EPI_SHADER_SWAP_ROWS, B->element);

  if (status != EPI_OK)
    return status;
  epi_gl_bind_buffers (2, (const EpiBuffer *[]){B, pivots});
  glUniform4ui (1, (GLuint)range[0], (GLuint)range[1], 0, (GLuint)B->cols);
  glUniform3ui (2, (GLuint)skip[0], (GLuint)skip[1], (GLuint)B->rows);
  return epi_gl_dispatch (gl, epi_gl_groups (B->cols, 64), 1,
                          4.0 * (double)(range[1] - range[0]) *
                              (double)B->cols);
}

/* ---- Entry by entry ---------------------------------------------------- */

static EpiStatus
map (EpiGl *gl, const EpiKernelCall *call)
{
  EpiElement element = call->c->element;
  size_t n = call->c->rows * call->c->cols;
  EpiStatus status = epi_gl_use (gl, EPI_SHADER_MAP, element);

  if (status != EPI_OK)
    return status;
  epi_gl_bind_buffers (
      3, (const EpiBuffer *[]){call->a, call->b != NULL ? call->b : call->a,
                               call->c});
  glUniform2ui (1, (GLuint)n, (GLuint)call->op);
  epi_gl_set_real (element, 5, call->alpha);
  return epi_gl_dispatch_entries (gl, n, 16);
}

static EpiStatus
grid (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *C = call->a, *F = call->c;
  EpiStatus status = epi_gl_use (gl, EPI_SHADER_GRID, F->element);

  if (status != EPI_OK)
    return status;
  epi_gl_bind_buffers (4, (const EpiBuffer *[]){C, call->b, call->d, F});
  glUniform4ui (1, (GLuint)F->rows, (GLuint)F->cols, (GLuint)C->rows,
                (GLuint)C->cols);
  return epi_gl_dispatch (gl, epi_gl_groups (F->rows, 64), F->cols,
                          2.0 * (double)(F->rows * F->cols) *
                              (double)(C->rows * C->cols + 1));
}

/* ---- Reductions -------------------------------------------------------- */

#define MAX_PARTS 1024
#define SHARE 4096 /* numbers a group reduces at least */

static GLuint
small_buffer (GLuint *handle, size_t bytes)
{
  if (*handle == 0) {
    glGenBuffers (1, handle);
    glBindBuffer (GL_SHADER_STORAGE_BUFFER, *handle);
    glBufferData (GL_SHADER_STORAGE_BUFFER, (GLsizeiptr)bytes, NULL,
                  GL_DYNAMIC_COPY);
  }
  return *handle;
}

/* place: NULL where nobody asks, for every look at a buffer waits. */
static void
read_parts (EpiGl *gl, EpiElement element, size_t n, double part[MAX_PARTS],
            int32_t *place)
{
  float single[MAX_PARTS];

  glBindBuffer (GL_SHADER_STORAGE_BUFFER, gl->parts);
  glGetBufferSubData (GL_SHADER_STORAGE_BUFFER, 0,
                      (GLsizeiptr)(n * epi_element_size (element)),
                      element == EPI_DOUBLE ? (void *)part : (void *)single);
  for (size_t i = 0; element == EPI_FLOAT && i < n; i++)
    part[i] = (double)single[i];
  if (place == NULL)
    return;
  glBindBuffer (GL_SHADER_STORAGE_BUFFER, gl->places);
  glGetBufferSubData (GL_SHADER_STORAGE_BUFFER, 0, (GLsizeiptr)(n * 4), place);
}

/* The parts of a sum add up in double: no rounding that counts. */
static double
combine (EpiReduction op, size_t n, const double *part, const int32_t *place)
{
  double value = part[0];
  int32_t at = place[0];

  for (size_t i = 1; i < n; i++) {
    if (op == EPI_REDUCE_SUM || op == EPI_REDUCE_DOT)
      value += part[i];
    else if (!isnan (value) && (isnan (part[i]) || part[i] > value)) {
      value = part[i];
      at = place[i];
    }
  }
  return op == EPI_REDUCE_ARGMAX ? (double)at : value;
}

static EpiStatus
reduce (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *x = call->a, *y = call->b != NULL ? call->b : call->a;
  size_t n = x->rows * x->cols;
  size_t share = MAX (SHARE, epi_gl_groups (n, MAX_PARTS));
  size_t groups = epi_gl_groups (n, share);
  double part[MAX_PARTS];
  int32_t place[MAX_PARTS] = {0};
  EpiStatus status = epi_gl_use (gl, EPI_SHADER_REDUCE, x->element);

  if (status != EPI_OK)
    return status;
  epi_gl_bind_buffers (2, (const EpiBuffer *[]){x, y});
  epi_gl_bind (2, small_buffer (&gl->parts, MAX_PARTS * sizeof (double)));
  epi_gl_bind (3, small_buffer (&gl->places, MAX_PARTS * sizeof (int32_t)));
  glUniform3ui (1, (GLuint)n, (GLuint)call->op, (GLuint)share);
  status = epi_gl_dispatch (gl, groups, 1, 4.0 * (double)n);
  if (status == EPI_OK)
    status = epi_gl_wait (gl);
  if (status != EPI_OK)
    return status;
  read_parts (gl, x->element, groups, part,
              call->op == EPI_REDUCE_ARGMAX ? place : NULL);
  *call->result = combine ((EpiReduction)call->op, groups, part, place);
  return EPI_OK;
}

EpiStatus
epi_gl_run (EpiGl *gl, const EpiKernelCall *call)
{
  switch (call->kernel) {
  case EPI_KERNEL_GEMM:
    return gemm (gl, call);
  case EPI_KERNEL_GEMV:
    return gemv (gl, call);
  case EPI_KERNEL_SYRK:
    return syrk (gl, call);
  case EPI_KERNEL_SWAP_ROWS:
    return epi_gl_swap_rows (gl, call->c, call->pivots,
                             (size_t[]){0, call->pivots->rows},
                             (size_t[]){0, 0});
  case EPI_KERNEL_REDUCE:
    return reduce (gl, call);
  case EPI_KERNEL_MAP:
    return map (gl, call);
  case EPI_KERNEL_GRID:
    return grid (gl, call);
  default:
    return epi_gl_run_factor (gl, call);
  }
}
