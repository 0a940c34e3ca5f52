/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eˣ, tanh and their kin without branches or tables, so that a loop over them
 * runs in vectors; shaders/functions.glsl in C.  Included by
 * epi-cpu-kernels.inc, which says what the words mean.
 *
 *   exp      x = k ln 2 + r, |r| ≤ 0.35, with ln 2 in two parts (0.7u); Taylor
 *            to r⁷/7! or r¹³/13!, truncated below 0.2u, by Horner: 3u; times
 *            2ᵏ, in two halves: exact.  Below the smallest normal number: 0.
 *   tanh     of |x|: above 1, (1 - e)/(1 + e), e = e⁻²ˣ ≤ 0.14:
 *            (0.16 + 0.12) 4u + 3u; below, Lambert's fraction cut off after 11
 *            or 19, as a quotient of polynomials with positive terms, truncated
 *            below
 *            0.01u: 2u each, product and quotient u
 *   σ        by e⁻|ˣ|, 4u, sum and quotient u
 *   log1p    of e in [0,1], single: 2 artanh s, s = e/(2+e) ≤ 1/3, by its
 *            series to s¹⁷: s 2u, series 2u
 *   Φ        single: Abramowitz & Stegun 7.1.26, |error| ≤ 0.75e-7 = 1.3u
 */

#if SINGLE
typedef uint32_t NAME (Bits);
#define ROUNDER 12582912.0f /* 1.5 · 2²³: what is added to it is rounded */
#define LN2_HIGH 6.9314575195e-01f /* 15 bits: k ln2 exact */
#define LN2_LOW 1.4286067653e-06f
#define EXP_MOST 88.7228317f
#define EXP_LEAST (-87.33654f)
#define BIAS 127
#define MANTISSA 23
static const REAL NAME (exp_terms)[] = {
    1.f / 5040, 1.f / 720, 1.f / 120, 1.f / 24, 1.f / 6, 0.5f, 1, 1};
static const REAL NAME (tanh_above)[] = {21, 1260, 10395};
static const REAL NAME (tanh_below)[] = {1, 210, 4725, 10395};
#else
typedef uint64_t NAME (Bits);
#define ROUNDER 6755399441055744.0          /* 1.5 · 2⁵² */
#define LN2_HIGH 6.93147180369123816490e-01 /* 32 bits */
#define LN2_LOW 1.90821492927058770002e-10
#define EXP_MOST 709.782712893383973096
#define EXP_LEAST (-708.39641853226410622)
#define BIAS 1023
#define MANTISSA 52
static const REAL NAME (exp_terms)[] = {1. / 6227020800,
                                        1. / 479001600,
                                        1. / 39916800,
                                        1. / 3628800,
                                        1. / 362880,
                                        1. / 40320,
                                        1. / 5040,
                                        1. / 720,
                                        1. / 120,
                                        1. / 24,
                                        1. / 6,
                                        0.5,
                                        1,
                                        1};
static const REAL NAME (tanh_above)[] = {55, 25740, 2837835, 91891800,
                                         654729075};
static const REAL NAME (tanh_below)[] = {1,        1485,      315315,
                                         18918900, 310134825, 654729075};
#endif

/* Horner's rule over a table: unrolled, n is known. */
#define HORNER(table, x)                                                       \
  ({                                                                           \
    const REAL x_ = (x);                                                       \
    REAL value_ = (table)[0];                                                  \
    _Pragma ("GCC unroll 16") for (size_t i_ = 1;                              \
                                   i_ < sizeof (table) / sizeof *(table);      \
                                   i_++) value_ = value_ * x_ + (table)[i_];   \
    value_;                                                                    \
  })

static inline REAL
NAME (two_to) (NAME (Bits) k) /* 2ᵏ */
{
  NAME (Bits) bits = (k + BIAS) << MANTISSA;
  REAL power;
  memcpy (&power, &bits, sizeof power);
  return power;
}

static inline REAL
NAME (exponential) (REAL x)
{
  const REAL rounder = ROUNDER;
  REAL inside = x > EXP_MOST + 1 ? EXP_MOST + 1 : x;
  inside = inside < EXP_LEAST - 1 ? EXP_LEAST - 1 : inside;
  REAL shifted = inside * (REAL)1.4426950408889634074 + rounder;
  REAL k = shifted - rounder;
  REAL r = (inside - k * LN2_HIGH) - k * LN2_LOW;
  REAL sum = HORNER (NAME (exp_terms), r);
  NAME (Bits) whole, zero;
  memcpy (&whole, &shifted, sizeof whole);
  memcpy (&zero, &rounder, sizeof zero);
  whole -= zero; /* k, in two halves: 2ᵏ may be too large, or too small */
  NAME (Bits) half = ((whole + 4 * BIAS) >> 1) - 2 * BIAS;
  REAL value = sum * NAME (two_to) (half) * NAME (two_to) (whole - half);
  value = x > EXP_MOST ? (REAL)INFINITY : value;
  return x < EXP_LEAST ? 0 : value;
}

static inline REAL
NAME (tangent) (REAL x)
{
  REAL size = FUNC (fabs) (x), square = size * size;
  REAL e = NAME (exponential) (-2 * size);
  REAL above = size * HORNER (NAME (tanh_above), square);
  REAL below = HORNER (NAME (tanh_below), square);
  above = size <= 1 ? above : 1 - e;
  below = size <= 1 ? below : 1 + e;
  return FUNC (copysign) (above / below, x);
}

static inline REAL
NAME (logistic) (REAL x)
{
  REAL e = NAME (exponential) (-FUNC (fabs) (x)); /* cannot overflow */
  return (x < 0 ? e : 1) / (1 + e);
}

static inline REAL
NAME (log_of_one_and) (REAL e)
{
#if SINGLE
  static const REAL terms[] = {1.f / 17, 1.f / 15, 1.f / 13, 1.f / 11, 1.f / 9,
                               1.f / 7,  1.f / 5,  1.f / 3,  1};
  REAL s = e / (2 + e);
  return 2 * s * HORNER (terms, s * s);
#else
  return log1p (e);
#endif
}

static inline REAL
NAME (softplus) (REAL x)
{
  return (x <= 0 ? 0 : x) +
         NAME (log_of_one_and) (NAME (exponential) (-FUNC (fabs) (x)));
}

static inline REAL
NAME (density) (REAL x) /* φ */
{
  return (REAL)0.39894228040143267794 * NAME (exponential) (-x * x / 2);
}

static inline REAL
NAME (normal) (REAL x) /* Φ */
{
#if SINGLE
  static const REAL terms[] = {1.061405429f,  -1.453152027f, 1.421413741f,
                               -0.284496736f, 0.254829592f,  0};
  REAL t = 1 / (1 + 0.3275911f * 0.70710678f * fabsf (x));
  REAL tail = NAME (exponential) (-x * x / 2) * HORNER (terms, t) / 2;
  return x < 0 ? tail : 1 - tail;
#else
  return erfc (x * -0.70710678118654752440) / 2;
#endif
}

#undef HORNER
#undef ROUNDER
#undef LN2_HIGH
#undef LN2_LOW
#undef EXP_MOST
#undef EXP_LEAST
#undef BIAS
#undef MANTISSA
