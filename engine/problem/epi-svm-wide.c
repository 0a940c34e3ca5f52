/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block of eight support vectors, lane by lane, and a batch of examples:
 * first all products or distances, then what the kernel makes of them, then the
 * sums.
 *
 * The exponential is the C library's, that of vectors where it has one: nothing
 * here is shared with what found the answer.
 */
#include "problem/epi-svm-values.h"

#include "core/epi-wide.h"

#include <math.h>
#include <string.h>

typedef struct {
  EpiWide a, b;
} Eight;

#if defined(__x86_64__) && defined(__GNUC__) && !defined(EPI_SVM_PLAIN)
#define FOR_AVX2 __attribute__ ((target ("avx2")))
#endif

EPI_ALWAYS_INLINE Eight
load_eight (const double *from)
{
  return (Eight){epi_wide_load (from), epi_wide_load (from + EPI_WIDE)};
}

EPI_ALWAYS_INLINE void
store_eight (const Eight *eight, double *to)
{
  memcpy (to, &eight->a, sizeof eight->a);
  memcpy (to + EPI_WIDE, &eight->b, sizeof eight->b);
}

/* aᵀb */
EPI_ALWAYS_INLINE double
product_of (const Eight *a, const Eight *b)
{
  EpiWide sum = a->a * b->a + a->b * b->b;

  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* ---- Products and distances ---- */

/* xᵢᵀ times each of the block. */
EPI_ALWAYS_INLINE Eight
multiply (const EpiSvmValues *self, size_t i)
{
  const EpiSparse *X = self->problem->X;
  Eight sum = {0};

  for (int k = X->start[i]; k < X->start[i + 1]; k++) {
    Eight z = load_eight (self->point + (size_t)self->place[k] * EPI_SVM_BLOCK);
    sum.a += X->value[k] * z.a;
    sum.b += X->value[k] * z.b;
  }
  return sum;
}

/* ‖xᵢ - z‖² for each z of the block. */
EPI_ALWAYS_INLINE Eight
measure (const EpiSvmValues *self, size_t i)
{
  const double *x = self->full + i * self->places;
  Eight sum = {0};

  for (size_t p = 0; p < self->places; p++) {
    Eight z = load_eight (self->point + p * EPI_SVM_BLOCK);
    EpiWide a = x[p] - z.a, b = x[p] - z.b;
    sum.a += a * a;
    sum.b += b * b;
  }
  return sum;
}

/* The exponents of RBF, or products, of each example with the block. */
EPI_ALWAYS_INLINE void
meet (const EpiSvmValues *self, const EpiSvmBlock *block,
      const size_t *examples, size_t n, double *out)
{
  bool rbf = self->problem->kernel.kind == EPI_KERNEL_RBF;
  double gamma = self->problem->kernel.gamma;
  Eight zz = load_eight (block->square);

  for (size_t k = 0; k < n; k++) {
    size_t i = examples[k];
    Eight value = self->full != NULL ? measure (self, i) : multiply (self, i);
    double xx = self->square[i];
    if (self->full != NULL) {
      value.a *= -gamma;
      value.b *= -gamma;
    } else if (rbf) {
      value.a = gamma * (2 * value.a - xx - zz.a);
      value.b = gamma * (2 * value.b - xx - zz.b);
    }
    store_eight (&value, out + k * EPI_SVM_BLOCK);
  }
}

/* ---- The kernel ---- */

EPI_ALWAYS_INLINE void
raise_to (int degree, double gamma, double coef0, double *values, size_t n)
{
  for (size_t k = 0; k < n; k += EPI_WIDE) {
    EpiWide base = gamma * epi_wide_load (values + k) + coef0,
            result = {1, 1, 1, 1};
    for (int left = degree; left > 0; left /= 2, base *= base)
      if (left % 2 == 1)
        result *= base;
    memcpy (values + k, &result, sizeof result);
  }
}

static void
exponentials (double *values, size_t n)
{
  for (size_t k = 0; k < n; k++)
    values[k] = values[k] > EPI_SVM_NOTHING ? exp (values[k]) : 0;
}

#if defined(EPI_HAS_MVEC) && defined(FOR_AVX2)
/* GNU's names for exp() of four lanes, whatever the processor then calls. */
FOR_AVX2 EpiWide _ZGVdN4v_exp (EpiWide x);

/* Where none of eight is to be seen, as of points far from each other, no
 * exponential is computed. */
FOR_AVX2 static void
exponentials_avx2 (double *values, size_t n)
{
  for (size_t k = 0; k < n; k += EPI_SVM_BLOCK) {
    Eight x = load_eight (values + k);
    EpiWideMask a = x.a > EPI_SVM_NOTHING, b = x.b > EPI_SVM_NOTHING,
                any = a | b;
    if ((any[0] | any[1] | any[2] | any[3]) != 0) {
      x.a = (EpiWide)(a & (EpiWideMask)_ZGVdN4v_exp (
                              (EpiWide)(a & (EpiWideMask)x.a)));
      x.b = (EpiWide)(b & (EpiWideMask)_ZGVdN4v_exp (
                              (EpiWide)(b & (EpiWideMask)x.b)));
    } else
      x = (Eight){0};
    store_eight (&x, values + k);
  }
}
#elif defined(FOR_AVX2)
#define exponentials_avx2 exponentials
#endif

/* ---- The sums ---- */

EPI_ALWAYS_INLINE void
add_up (EpiSvmValues *self, EpiSvmBlock *block, const size_t *examples,
        size_t n, bool first, const double *values)
{
  Eight beta = load_eight (block->beta), size, f = {0}, reach = {0};
  double sizes[EPI_SVM_BLOCK];

  for (size_t b = 0; b < EPI_SVM_BLOCK; b++)
    sizes[b] = fabs (block->beta[b]);
  size = load_eight (sizes);
  for (size_t k = 0; k < n; k++) {
    size_t i = examples[k];
    Eight value = load_eight (values + k * EPI_SVM_BLOCK);
    double its = first && k < block->m ? 0 : self->beta[i];
    self->f[i] += product_of (&beta, &value);
    self->reach[i] += product_of (&size, &value);
    if (its != 0) {
      f.a += its * value.a;
      f.b += its * value.b;
      reach.a += fabs (its) * value.a;
      reach.b += fabs (its) * value.b;
    }
  }
  store_eight (&f, block->f);
  store_eight (&reach, block->reach);
}

EPI_ALWAYS_INLINE void
add (EpiSvmValues *self, EpiSvmBlock *block, const size_t *examples, size_t n,
     bool first, void (*exp_of) (double *values, size_t n))
{
  const EpiKernelFunction *k = &self->problem->kernel;
  double values[EPI_SVM_BATCH * EPI_SVM_BLOCK];

  meet (self, block, examples, n, values);
  if (k->kind == EPI_KERNEL_RBF)
    exp_of (values, n * EPI_SVM_BLOCK);
  else if (k->kind == EPI_KERNEL_POLYNOMIAL)
    raise_to (k->degree, k->gamma, k->coef0, values, n * EPI_SVM_BLOCK);
  add_up (self, block, examples, n, first, values);
}

/* ---- For the processor at hand ---- */

#ifdef FOR_AVX2
FOR_AVX2 static void
add_avx2 (EpiSvmValues *self, EpiSvmBlock *block, const size_t *examples,
          size_t n, bool first)
{
  add (self, block, examples, n, first, exponentials_avx2);
}
#endif

void
epi_svm_wide_add (EpiSvmValues *self, EpiSvmBlock *block,
                  const size_t *examples, size_t n, bool first)
{
#ifdef FOR_AVX2
  if (__builtin_cpu_supports ("avx2"))
    add_avx2 (self, block, examples, n, first);
  else
#endif
    add (self, block, examples, n, first, exponentials);
}
