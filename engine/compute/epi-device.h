/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A device: buffers that live on it, and kernels over them.
 *
 * Two devices implement this page: `cpu` (OpenBLAS, LAPACK, plain C;
 * epi-cpu.h) and `gl` (OpenGL compute shaders; epi-gl.h).  Each kernel has one
 * definition, written here, and one test that holds both devices to the error
 * bound written beside it.  In the bounds u is the unit roundoff (2⁻²⁴ for
 * EPI_FLOAT, 2⁻⁵³ for EPI_DOUBLE), γₖ = ku/(1 - ku), |A| is taken entry by
 * entry, and no number overflows or falls under the smallest normal one (a
 * device may flush those to zero).
 *
 * A device may be used from any thread, a buffer from one thread at a time.
 * Calls return when the work is done, but for those that a thread queues
 * (epi_device_begin(), epi-neural-kernels.h).  Matrices are column-major.
 *
 * Statuses of every kernel: EPI_OK; EPI_UNSUPPORTED: the device has no such
 * element type, or the buffer is larger than it allows; EPI_NO_MEMORY;
 * EPI_DEVICE_LOST: the context is gone, with all its buffers, and every later
 * call says so again; EPI_FAILED: the device's driver does not do what it
 * should.  Others stand beside the kernel.
 *
 * GLSL (§4.7.1) lets a quotient be wrong by 2.5 ulp ≤ 5u and a root by about
 * 9u, where IEEE 754 says u: that is the constant in the bounds that have one.
 *
 * Higham: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.
 */
#pragma once

#include "core/epi-status.h"
#include "core/epi-worker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct EpiDevice EpiDevice;

typedef enum {
  EPI_FLOAT,  /* 32-bit */
  EPI_DOUBLE, /* 64-bit; every cpu, and a gl with GL_ARB_gpu_shader_fp64 */
  EPI_INDEX,  /* int32_t: pivots */
  EPI_N_ELEMENTS
} EpiElement;

/* 4, 8, 4 bytes. */
size_t epi_element_size (EpiElement element);

/* ---- Buffers --------------------------------------------------------- */

typedef struct { /* read it, do not write it */
  EpiDevice *device;
  EpiElement element;
  size_t rows, cols;
  size_t ld;       /* ≥ rows; a gl buffer has ld = rows */
  void *memory;    /* cpu: the numbers */
  unsigned handle; /* gl: the buffer object, */
  size_t offset;   /* and how many numbers before ours lie in it */
  bool is_view;    /* of another buffer's numbers */
} EpiBuffer;

/* Zeroed (rows, cols).  Holds a reference to the device. */
EpiStatus epi_buffer_new (EpiDevice *device, EpiElement element, size_t rows,
                          size_t cols, EpiBuffer **out);
void epi_buffer_free (EpiBuffer *buffer); /* accepts NULL */

/* A window of the numbers of whole, from entry offset on, as (rows, cols) with
 * ld = rows: no copy.  whole has ld = rows, or one column; it must outlive the
 * view.  A view may stand wherever a buffer may. */
EpiStatus epi_buffer_view (EpiBuffer *whole, size_t offset, size_t rows,
                           size_t cols, EpiBuffer **out);

/* The whole buffer from and to memory (ld, cols), ld ≥ rows. */
EpiStatus epi_buffer_upload (EpiBuffer *buffer, const void *from, size_t ld);
EpiStatus epi_buffer_download (const EpiBuffer *buffer, void *to, size_t ld);

/* ---- Kernels --------------------------------------------------------- */

typedef enum {
  EPI_KERNEL_GEMM,
  EPI_KERNEL_GEMV,
  EPI_KERNEL_SYRK,
  EPI_KERNEL_LU,
  EPI_KERNEL_CHOLESKY,
  EPI_KERNEL_TRIANGULAR_SOLVE,
  EPI_KERNEL_SWAP_ROWS,
  EPI_KERNEL_REDUCE,
  EPI_KERNEL_MAP,
  EPI_KERNEL_GRID,
  /* Those of epi-neural-kernels.h. */
  EPI_KERNEL_FILL,
  EPI_KERNEL_ACTIVATE,
  EPI_KERNEL_ACTIVATE_BACK,
  EPI_KERNEL_ROW_SUMS,
  EPI_KERNEL_SOFTMAX,
  EPI_KERNEL_SOFTMAX_BACK,
  EPI_KERNEL_CONVOLVE,
  EPI_KERNEL_CONVOLVE_TO_INPUT,
  EPI_KERNEL_CONVOLVE_TO_WEIGHTS,
  EPI_KERNEL_POOL,
  EPI_KERNEL_POOL_BACK,
  EPI_KERNEL_GATHER,
  EPI_KERNEL_GATHER_BACK,
  EPI_KERNEL_LSTM_CELL,
  EPI_KERNEL_LSTM_CELL_BACK,
  EPI_KERNEL_DROPOUT,
  EPI_KERNEL_LOSS,
  EPI_KERNEL_UPDATE,
  EPI_N_KERNELS
} EpiKernel;

/* "GEMM", "LU", … for status line and diagnostics. */
const char *epi_kernel_name (EpiKernel kernel);

/* All buffers of one call are on one device and have one element type; an
 * output is never an input too, unless said otherwise. */

/* C (m,n) := alpha op(A) op(B) + beta C, op(X) = X or Xᵀ, inner size k.
 * With beta = 0 C is not read.
 *   |error| ≤ γₖ₊₃ (|alpha| |op(A)| |op(B)| + |beta| |C|), in any order of
 *   summation (Higham §3.5; 3 for alpha, beta and their sum) */
EpiStatus epi_device_gemm (bool transpose_a, bool transpose_b, double alpha,
                           const EpiBuffer *A, const EpiBuffer *B, double beta,
                           EpiBuffer *C);

/* y (m,1) := alpha op(A) x + beta y.  The bound of GEMM. */
EpiStatus epi_device_gemv (bool transpose, double alpha, const EpiBuffer *A,
                           const EpiBuffer *x, double beta, EpiBuffer *y);

/* C (p,p) := alpha AᵀA + beta C in the lower triangle, A (k,p); the strict
 * upper triangle is left as it is.  The bound of GEMM. */
EpiStatus epi_device_syrk (double alpha, const EpiBuffer *A, double beta,
                           EpiBuffer *C);

/* A (n,n) := its factors, P A = L U: L unit lower, U upper, P from pivots
 * (n,1) EPI_INDEX: for i = 0 … n-1 swap rows i and pivots[i] ≥ i.  The pivot
 * of column i is an entry of largest size, so |L| ≤ 1 + 5u.
 *   |P A - L U| ≤ γₙ₊₅ |L| |U|   (Higham thm 9.3; 5 for division)
 * EPI_SINGULAR: a pivot is exactly zero; the factors are complete.
 * EPI_NOT_FINITE: an entry of A, or of the result. */
EpiStatus epi_device_lu (EpiBuffer *A, EpiBuffer *pivots);

/* A (n,n), symmetric in its lower triangle := L there, A = L Lᵀ; the strict
 * upper triangle is left as it is.
 *   |A - L Lᵀ| ≤ γₙ₊₂₀ |L| |Lᵀ|   (Higham thm 10.3; 19 for the squared root)
 * EPI_NOT_POSITIVE_DEFINITE; EPI_NOT_FINITE: an entry of the triangle. */
EpiStatus epi_device_cholesky (EpiBuffer *A);

/* B (n,m) := op(T)⁻¹ B, T (n,n) triangular; the other triangle, and with
 * unit_diagonal the diagonal, is not read.
 *   |op(T) X - B| ≤ γₙ₊₅ |op(T)| |X|   (Higham thm 8.5; 5 for division)
 * EPI_SINGULAR: a zero on the diagonal, B is left as it was.
 * EPI_NOT_FINITE: an entry of T, of B or of the result. */
EpiStatus epi_device_triangular_solve (bool lower, bool transpose,
                                       bool unit_diagonal, const EpiBuffer *T,
                                       EpiBuffer *B);

/* B (n,m) := P B: for i = 0 … swap rows i and pivots[i].  pivots (k,1), k ≤ n.
 * Exact. */
EpiStatus epi_device_swap_rows (const EpiBuffer *pivots, EpiBuffer *B);

typedef enum {
  EPI_REDUCE_SUM, /* Σ xᵢ;          |error| ≤ γₙ Σ |xᵢ| */
  EPI_REDUCE_DOT, /* Σ xᵢ yᵢ;       |error| ≤ γₙ₊₁ Σ |xᵢ yᵢ| */
  EPI_REDUCE_MAX_ABS, /* max |xᵢ|, 0 when there is none; exact */
  EPI_REDUCE_ARGMAX, /* least i with xᵢ largest, -1 when there is none; exact,
                      * over x column by column */
  EPI_N_REDUCTIONS
} EpiReduction;

/* *result := the reduction of x (and y for DOT, of the same shape; else NULL).
 * A NaN in x makes SUM, DOT and MAX_ABS NaN, and for ARGMAX it is larger than
 * every number. */
EpiStatus epi_device_reduce (EpiReduction op, const EpiBuffer *x,
                             const EpiBuffer *y, double *result);

/* z := f(x, y), entry by entry; alpha is rounded to the element type first.
 * Arithmetic: |error| ≤ 2u (|terms|), exact for RELU and ABS.  The functions
 * under the line are made from range reduction and a series in the shader, as
 * is eˣ on the cpu (epi-cpu-functions.h); the others are libm's there.  The
 * bounds are derived in shaders/functions.glsl. */
typedef enum {
  EPI_MAP_COPY,     /* x; exact */
  EPI_MAP_SCALE,    /* alpha x */
  EPI_MAP_SHIFT,    /* x + alpha */
  EPI_MAP_AXPY,     /* alpha x + y */
  EPI_MAP_ADD,      /* x + y */
  EPI_MAP_SUBTRACT, /* x - y */
  EPI_MAP_MULTIPLY, /* x y */
  EPI_MAP_DIVIDE,   /* x / y; 6u |x/y| */
  EPI_MAP_SQUARE,   /* x² */
  EPI_MAP_SQRT,     /* √x, NaN for x < 0; 10u √x */
  EPI_MAP_ABS,      /* |x| */
  EPI_MAP_RELU,     /* x for x > 0, 0 for x ≤ 0, NaN for NaN */
  /* ---- */
  EPI_MAP_EXP,     /* eˣ; 8u eˣ; +∞ above the largest number, 0 below */
  EPI_MAP_LOG,     /* ln x, -∞ for 0, NaN for x < 0; 12u |ln x| */
  EPI_MAP_TANH,    /* tanh x; 12u |tanh x| */
  EPI_MAP_SIGMOID, /* 1 / (1 + e⁻ˣ); 16u of it */
  EPI_N_MAPS
} EpiMap;

/* Whether f has a y. */
bool epi_map_is_binary (EpiMap op);

/* x, y and z of one shape; y is NULL when f has none.  z may be x or y. */
EpiStatus epi_device_map (EpiMap op, double alpha, const EpiBuffer *x,
                          const EpiBuffer *y, EpiBuffer *z);

/* A field on a grid: F (m,n), F(i,j) := Σₐ Σᵦ C(a,b) xᵢᵃ yⱼᵇ, C (p,q), x (m,1),
 * y (n,1), by Horner's rule in y, then x.  A quadratic form is p = q = 3.
 *   |error| ≤ γ₂₍ₚ₊q₎ Σₐ Σᵦ |C(a,b) xᵢᵃ yⱼᵇ|   (Higham §5.1) */
EpiStatus epi_device_grid (const EpiBuffer *C, const EpiBuffer *x,
                           const EpiBuffer *y, EpiBuffer *F);

/* ---- The device itself ------------------------------------------------- */

typedef struct {
  uint64_t calls;
  double seconds; /* of the calls that take longer than a look at the clock */
} EpiKernelCount;

typedef struct { /* what a device did since it was made */
  EpiKernelCount kernel[EPI_N_KERNELS];
  uint64_t uploaded, downloaded; /* bytes */
  double transfer_seconds;
} EpiDeviceCounts;

EpiDevice *epi_device_ref (EpiDevice *device);
void epi_device_unref (EpiDevice *device); /* accepts NULL */

/* "cpu" or "gl". */
const char *epi_device_name (const EpiDevice *device);

/* Whether kernels over that element type exist there. */
bool epi_device_has (const EpiDevice *device, EpiElement element);

EpiDeviceCounts epi_device_counts (EpiDevice *device);

/* Runs GEMM, LU, Cholesky, SUM and EXP on small data and holds the answers to
 * their bounds; EPI_NUMERICAL when one is wrong. */
EpiStatus epi_device_self_test (EpiDevice *device, EpiElement element);

/* ---- For those who write a device -------------------------------------- */

typedef struct { /* one kernel call as data; what a kernel does not use is 0 */
  EpiKernel kernel;
  bool transpose_a, transpose_b; /* TRIANGULAR_SOLVE: transpose_a */
  bool lower, unit_diagonal;
  int op; /* EpiReduction, EpiMap, EpiActivation, … */
  double alpha, beta;
  const EpiBuffer *a, *b, *d, *f; /* read; d: the y of GRID */
  EpiBuffer *c, *pivots;          /* pivots: also other indices */
  EpiBuffer *e, *h;               /* what else is written */
  double *result;
  const struct EpiWindow *window;         /* of images */
  const struct EpiUpdateNumbers *numbers; /* UPDATE */
  uint64_t seed, stream;                  /* DROPOUT */
  const EpiCancel *cancel; /* CHOLESKY: may be asked, EPI_INTERRUPTED */
} EpiKernelCall;

typedef struct {
  const char *name;
  bool (*has) (const EpiDevice *device, EpiElement element);
  EpiStatus (*buffer_new) (EpiBuffer *buffer); /* sets ld and where it lies */
  void (*buffer_free) (EpiBuffer *buffer);
  EpiStatus (*upload) (EpiBuffer *buffer, const void *from, size_t ld);
  EpiStatus (*download) (const EpiBuffer *buffer, void *to, size_t ld);
  /* Shapes are right and nothing is empty, but for the inner size of GEMM,
   * GEMV, SYRK and GRID. */
  EpiStatus (*run) (EpiDevice *device, const EpiKernelCall *call);
  void (*free) (EpiDevice *device);
  void (*begin) (EpiDevice *device); /* NULL with end: every call waits */
  EpiStatus (*end) (EpiDevice *device);
} EpiDeviceClass;

struct EpiDevice { /* first member of every device */
  const EpiDeviceClass *klass;
  struct EpiDeviceBase *base; /* references, counters and their lock */
};

/* Runs and counts a call whose shapes are right and that has work to do. */
EpiStatus epi_device_run (EpiDevice *device, const EpiKernelCall *call);

/* For constructors and klass->free: makes and frees the base. */
void epi_device_init (EpiDevice *device, const EpiDeviceClass *klass);
void epi_device_clear (EpiDevice *device);
