/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LU, Cholesky and the triangular solve on the device, in blocks of WIDTH.
 * Nothing comes back to the host between the first dispatch and the last; the
 * flags are read once, at the end.  Golub & Van Loan, Matrix Computations,
 * 4th ed., §3.2.11, §4.2.6.
 *
 *   LU, for each panel of columns j0 … j1-1:
 *     1. for each column: choose and swap the pivot, eliminate in the panel;
 *        on a GPU all columns in one dispatch
 *     2. the same swaps in all other columns
 *     3. U₁₂ := L₁₁⁻¹ A₁₂
 *     4. A₂₂ := A₂₂ - L₂₁ U₁₂
 *   Cholesky, for each block:
 *     1. L₁₁ from A₁₁;  2. L₂₁ := A₂₁ L₁₁⁻ᵀ;  3. A₂₂ := A₂₂ - L₂₁ L₂₁ᵀ
 *   Triangular solve, block by block from the end that has one unknown:
 *     1. X₁ := T₁₁⁻¹ B₁;  2. B₂ := B₂ - T₂₁ X₁
 */
#include "compute/epi-gl-private.h"

#include <glib.h>

#define WIDTH 32

enum { /* bits that the kernels set */
       FLAG_NOT_FINITE = 1,
       FLAG_ZERO_DIAGONAL = 2,
       FLAG_NOT_POSITIVE = 4,
};

enum { ALL, LOWER, UPPER, STRICT_LOWER, STRICT_UPPER }; /* of check.comp */

/* Calls in a row, up to the first that fails. */
#define TRY(call)                                                              \
  do {                                                                         \
    EpiStatus status_ = (call);                                                \
    if (status_ != EPI_OK)                                                     \
      return status_;                                                          \
  } while (0)

/* ---- Flags ------------------------------------------------------------- */

static void
lower_flags (EpiGl *gl)
{
  const GLuint none[4] = {0};

  if (gl->flags == 0)
    glGenBuffers (1, &gl->flags);
  glBindBuffer (GL_SHADER_STORAGE_BUFFER, gl->flags);
  glBufferData (GL_SHADER_STORAGE_BUFFER, sizeof none, none, GL_DYNAMIC_COPY);
}

static EpiStatus
read_flags (EpiGl *gl, GLuint *flags)
{
  TRY (epi_gl_wait (gl));
  glBindBuffer (GL_SHADER_STORAGE_BUFFER, gl->flags);
  glGetBufferSubData (GL_SHADER_STORAGE_BUFFER, 0, sizeof *flags, flags);
  return EPI_OK;
}

static EpiStatus
check (EpiGl *gl, const EpiBuffer *X, unsigned part, bool diagonal)
{
  TRY (epi_gl_use (gl, EPI_SHADER_CHECK, X->element));
  epi_gl_bind_buffers (1, &X);
  epi_gl_bind (1, gl->flags);
  glUniform4ui (1, (GLuint)X->rows, (GLuint)X->cols, part, diagonal);
  return epi_gl_dispatch (gl, epi_gl_groups (X->rows, 64), X->cols,
                          4.0 * (double)(X->rows * X->cols));
}

/* ---- Triangular solve -------------------------------------------------- */

typedef struct {
  EpiElement element;
  bool backward, unit;
} Solve;

static EpiStatus
solve_block (EpiGl *gl, Solve how, size_t width, size_t n, EpiGlView T,
             EpiGlView X)
{
  TRY (epi_gl_use (gl, EPI_SHADER_TRSM_BLOCK, how.element));
  epi_gl_bind (0, T.handle);
  epi_gl_bind (1, X.handle);
  glUniform4ui (1, (GLuint)width, (GLuint)n, how.backward, how.unit);
  glUniform3ui (2, T.offset, T.row, T.col);
  glUniform3ui (3, X.offset, X.row, X.col);
  return epi_gl_dispatch (gl, epi_gl_groups (n, 64), 1,
                          (double)(width * width) * (double)n);
}

/* B₂ := B₂ - T(rows, block) X₁ for the rows first … first + count - 1. */
static EpiStatus
take_away (EpiGl *gl, EpiElement element, const size_t rows[2],
           const size_t block[2], size_t m, EpiGlView T, EpiGlView X)
{
  if (rows[1] == 0)
    return EPI_OK;
  return epi_gl_gemm (gl, element, (size_t[]){rows[1], m, block[1]}, false, -1,
                      epi_gl_view_from (T, rows[0], block[0]),
                      epi_gl_view_from (X, block[0], 0), 1,
                      epi_gl_view_from (X, rows[0], 0));
}

static EpiStatus
solve (EpiGl *gl, Solve how, size_t n, size_t m, EpiGlView T, EpiGlView X)
{
  for (size_t done = 0; done < n; done += WIDTH) {
    size_t width = MIN (WIDTH, n - done), left = n - done - width;
    size_t first = how.backward ? left : done;
    size_t rest = how.backward ? 0 : done + width;

    TRY (solve_block (gl, how, width, m, epi_gl_view_from (T, first, first),
                      epi_gl_view_from (X, first, 0))); /* 1. */
    TRY (take_away (gl, how.element, (size_t[]){rest, left},
                    (size_t[]){first, width}, m, T, X)); /* 2. */
  }
  return EPI_OK;
}

static EpiStatus
triangular_solve (EpiGl *gl, const EpiKernelCall *call)
{
  const EpiBuffer *T = call->a, *B = call->c;
  Solve how = {T->element, call->lower == call->transpose_a,
               call->unit_diagonal};
  unsigned part = call->lower ? (how.unit ? STRICT_LOWER : LOWER)
                              : (how.unit ? STRICT_UPPER : UPPER);
  GLuint flags;

  lower_flags (gl);
  TRY (check (gl, T, part, !how.unit));
  TRY (check (gl, B, ALL, false));
  TRY (read_flags (gl, &flags));
  if (flags & FLAG_NOT_FINITE)
    return EPI_NOT_FINITE;
  if (flags & FLAG_ZERO_DIAGONAL)
    return EPI_SINGULAR;
  TRY (solve (gl, how, B->rows, B->cols, epi_gl_view (T, call->transpose_a),
              epi_gl_view (B, false)));
  TRY (check (gl, B, ALL, false));
  TRY (read_flags (gl, &flags));
  return flags & FLAG_NOT_FINITE ? EPI_NOT_FINITE : EPI_OK;
}

/* ---- LU ---------------------------------------------------------------- */

static EpiStatus
choose_pivot (EpiGl *gl, const EpiBuffer *A, const EpiBuffer *pivots, size_t j,
              size_t j0, size_t j1)
{
  size_t n = A->rows;

  TRY (epi_gl_use (gl, EPI_SHADER_LU_PIVOT, A->element));
  epi_gl_bind_buffers (2, (const EpiBuffer *[]){A, pivots});
  glUniform4ui (1, (GLuint)n, (GLuint)n, (GLuint)j, (GLuint)j0);
  glUniform1ui (2, (GLuint)j1);
  return epi_gl_dispatch (gl, 1, 1, 2.0 * (double)(n - j + j1 - j0));
}

static EpiStatus
eliminate (EpiGl *gl, const EpiBuffer *A, size_t j, size_t j1)
{
  size_t n = A->rows;

  if (j + 1 == n)
    return EPI_OK;
  TRY (epi_gl_use (gl, EPI_SHADER_LU_ELIMINATE, A->element));
  epi_gl_bind_buffers (1, &A);
  glUniform4ui (1, (GLuint)n, (GLuint)n, (GLuint)j, (GLuint)j1);
  return epi_gl_dispatch (gl, epi_gl_groups (n - j - 1, 64), 1,
                          2.0 * (double)(n - j) * (double)(j1 - j));
}

/* The columns of a panel in one dispatch, or two for each. */
static EpiStatus
lu_columns (EpiGl *gl, const EpiBuffer *A, const EpiBuffer *pivots, size_t j0,
            size_t j1)
{
  size_t n = A->rows;

  for (size_t j = j0; j < j1 && !epi_gl_is_wide (gl); j++) {
    TRY (choose_pivot (gl, A, pivots, j, j0, j1));
    TRY (eliminate (gl, A, j, j1));
  }
  if (!epi_gl_is_wide (gl))
    return EPI_OK;
  TRY (epi_gl_use (gl, EPI_SHADER_LU_PANEL, A->element));
  epi_gl_bind_buffers (2, (const EpiBuffer *[]){A, pivots});
  glUniform4ui (1, (GLuint)n, (GLuint)n, (GLuint)j0, (GLuint)j1);
  return epi_gl_dispatch (gl, 1, 1, (double)((n - j0) * (j1 - j0) * (j1 - j0)));
}

static EpiStatus
lu_panel (EpiGl *gl, const EpiBuffer *A, const EpiBuffer *pivots, size_t j0,
          size_t j1)
{
  size_t n = A->rows, left = n - j1;
  EpiGlView all = epi_gl_view (A, false);

  TRY (lu_columns (gl, A, pivots, j0, j1)); /* 1. */
  TRY (epi_gl_swap_rows (gl, A, pivots, (size_t[]){j0, j1},
                         (size_t[]){j0, j1})); /* 2. */
  if (left == 0)
    return EPI_OK;
  TRY (solve_block (gl, (Solve){A->element, false, true}, j1 - j0, left,
                    epi_gl_view_from (all, j0, j0),
                    epi_gl_view_from (all, j0, j1))); /* 3. */
  return epi_gl_gemm (gl, A->element, (size_t[]){left, left, j1 - j0}, false,
                      -1, epi_gl_view_from (all, j1, j0),
                      epi_gl_view_from (all, j0, j1), 1,
                      epi_gl_view_from (all, j1, j1)); /* 4. */
}

static EpiStatus
lu (EpiGl *gl, const EpiKernelCall *call)
{
  EpiBuffer *A = call->c;
  GLuint before, flags;

  lower_flags (gl);
  TRY (check (gl, A, ALL, false));
  TRY (read_flags (gl, &before));
  if (before & FLAG_NOT_FINITE)
    return EPI_NOT_FINITE;
  for (size_t j0 = 0; j0 < A->rows; j0 += WIDTH)
    TRY (lu_panel (gl, A, call->pivots, j0, MIN (j0 + WIDTH, A->rows)));
  TRY (check (gl, A, ALL, true));
  TRY (read_flags (gl, &flags));
  if (flags & FLAG_NOT_FINITE)
    return EPI_NOT_FINITE;
  return flags & FLAG_ZERO_DIAGONAL ? EPI_SINGULAR : EPI_OK;
}

/* ---- Cholesky ---------------------------------------------------------- */

static EpiStatus
cholesky_block (EpiGl *gl, const EpiBuffer *A, size_t j0, size_t width)
{
  TRY (epi_gl_use (gl, EPI_SHADER_CHOLESKY_BLOCK, A->element));
  epi_gl_bind (0, A->handle);
  epi_gl_bind (1, gl->flags);
  glUniform3ui (1, (GLuint)width, (GLuint)A->rows,
                (GLuint)(A->offset + j0 + j0 * A->rows));
  return epi_gl_dispatch (gl, 1, 1, (double)(width * width * width));
}

static EpiStatus
cholesky_step (EpiGl *gl, const EpiBuffer *A, size_t j0, size_t j1)
{
  size_t left = A->rows - j1;
  EpiGlView all = epi_gl_view (A, false), turned = epi_gl_view (A, true);
  EpiGlView L21 = epi_gl_view_from (all, j1, j0);
  EpiGlView L21t = epi_gl_view_from (turned, j0, j1);

  TRY (cholesky_block (gl, A, j0, j1 - j0)); /* 1. */
  if (left == 0)
    return EPI_OK;
  TRY (solve_block (gl, (Solve){A->element, false, false}, j1 - j0, left,
                    epi_gl_view_from (all, j0, j0), L21t)); /* 2. */
  return epi_gl_gemm (gl, A->element, (size_t[]){left, left, j1 - j0}, true, -1,
                      L21, L21t, 1, epi_gl_view_from (all, j1, j1)); /* 3. */
}

static EpiStatus
cholesky (EpiGl *gl, const EpiKernelCall *call)
{
  EpiBuffer *A = call->c;
  GLuint before, flags;

  lower_flags (gl);
  TRY (check (gl, A, LOWER, false));
  TRY (read_flags (gl, &before));
  if (before & FLAG_NOT_FINITE)
    return EPI_NOT_FINITE;
  for (size_t j0 = 0; j0 < A->rows; j0 += WIDTH)
    TRY (cholesky_step (gl, A, j0, MIN (j0 + WIDTH, A->rows)));
  TRY (check (gl, A, LOWER, false));
  TRY (read_flags (gl, &flags));
  if (flags & FLAG_NOT_POSITIVE)
    return EPI_NOT_POSITIVE_DEFINITE;
  return flags & FLAG_NOT_FINITE ? EPI_NOT_FINITE : EPI_OK;
}

EpiStatus
epi_gl_run_factor (EpiGl *gl, const EpiKernelCall *call)
{
  switch (call->kernel) {
  case EPI_KERNEL_LU:
    return lu (gl, call);
  case EPI_KERNEL_CHOLESKY:
    return cholesky (gl, call);
  case EPI_KERNEL_TRIANGULAR_SOLVE:
    return triangular_solve (gl, call);
  default:
    return epi_gl_run_neural (gl, call);
  }
}
