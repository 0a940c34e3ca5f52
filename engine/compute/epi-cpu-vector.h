/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Vectors, and the block that convolutions are made of.  Included by
 * epi-cpu-kernels.inc.
 */

#ifndef VECTOR /* bytes */
#ifdef __AVX__
#define VECTOR 32
#else
#define VECTOR 16
#endif
#endif
#define LANES (VECTOR / sizeof (REAL))

typedef REAL NAME (V) __attribute__ ((vector_size (VECTOR)));
typedef REAL NAME (Loose)
    __attribute__ ((vector_size (VECTOR), aligned (sizeof (REAL)), may_alias));

typedef __typeof__ ((NAME (V)){0} < (NAME (V)){0}) NAME (Mask);

static inline NAME (V) NAME (load) (const REAL *x) /* from any place */
{
  return *(const NAME (Loose) *)x;
}

static inline void
NAME (store) (REAL *x, NAME (V) v)
{
  *(NAME (Loose) *)x = v;
}

static inline NAME (V)
    NAME (load_part) (const REAL *x, size_t n) /* n lanes, zeros in the rest */
{
  NAME (V) v = {0};

  if (n == LANES)
    return NAME (load) (x);
  for (size_t l = 0; l < n; l++)
    v[l] = x[l];
  return v;
}

static inline void
NAME (store_part) (REAL *x, NAME (V) v, size_t n)
{
  if (n == LANES)
    NAME (store) (x, v);
  else
    for (size_t l = 0; l < n; l++)
      x[l] = v[l];
}

static inline NAME (V) /* a where the mask is set, else b */
    NAME (choose) (NAME (Mask) mask, NAME (V) a, NAME (V) b)
{
  return (NAME (V)) (((NAME (Mask))a & mask) | ((NAME (Mask))b & ~mask));
}

/* Rows of the block: with one vector each eight, with two four; all sums stay
 * in registers. */
#ifndef ROWS
#define ROWS(vectors) (8 / (vectors))
#endif

/* sum(t,:) := sum(t,:) + Σ x_t(j step) w(j ld …), j < n: as many products at a
 * time as there are sums. */
static inline __attribute__ ((always_inline)) void
NAME (block) (const size_t vectors, const REAL *const *x, size_t step,
              const REAL *w, size_t ld, size_t n, NAME (V) * sum)
{
  for (size_t j = 0; j < n; j++) {
    NAME (V) w0 = NAME (load) (w + j * ld), w1 = w0;
    if (vectors == 2)
      w1 = NAME (load) (w + j * ld + LANES);
    for (size_t t = 0; t < ROWS (vectors); t++) {
      REAL number = x[t][j * step];
      sum[t * vectors] += number * w0;
      if (vectors == 2)
        sum[t * vectors + 1] += number * w1;
    }
  }
}
