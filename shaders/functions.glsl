// SPDX-License-Identifier: GPL-3.0-or-later
/* functions: exp, log and their kin, because GLSL leaves its own to the driver
 * and has none in double.  With a quotient wrong by 5u at most (2.5 ulp):
 *   exp      x = k ln 2 + r, |r| ≤ 0.35, with ln 2 in two parts (0.7u);
 *            Taylor to r¹³/13! (double) or r⁷/7!, truncated below 0.2u, by
 *            Horner: 7u · 0.35 + 7u · 0.06 + … + u ≤ 4.1u; times 2ᵏ: exact
 *   log      x = m 2ᵉ, √½ ≤ m < √2; s = (m-1)/(m+1), ln m = 2 artanh s by its
 *            series: 6u + 2u; e ln 2 in two parts, 2u; |ln m| ≤ |ln x|
 *   tanh     |x| ≤ 1: Lambert's continued fraction, 8u; above: 1 - 2/(e²ˣ+1),
 *            (0.21 · 8u + 0.24 · 6u + u)/0.76
 *   sigmoid  by e⁻|ˣ|, 8u; sum u, quotient 5u
 *   log1p    of e in [0,1]: 2 artanh s, s = e/(2+e) ≤ 1/3, by its series: s 6u,
 *            series 3u
 *   softplus max (x,0) + log1p (e⁻|ˣ|): 8u + 9u of the second, sum u: 18u
 *   density  φ: the exponent -x²/2 is wrong by u of itself
 *   normal   Φ, |x| ≤ 3: 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + …), terms of one
 *            sign; above: 1 - Q, and below: Q, Q = φ(x) / (|x| + 1/(|x| +
 *            2/(|x| + …))).  Marsaglia, Evaluating the Normal Distribution, J.
 *            Statistical Software 11 (4), 2004
 * Checked by the bounds of EpiMap and EpiActivation. */
#ifdef DOUBLE
const REAL ln2_high = 6.93147180369123816490e-01lf; /* 32 bits: k ln2 exact */
const REAL ln2_low = 1.90821492927058770002e-10lf;
const REAL log2_e = 1.44269504088896338700lf;
const REAL sqrt2 = 1.41421356237309504880lf;
const REAL exp_max = 709.782712893383973096lf;
const REAL exp_min = -745.2lf;
const REAL inverse_sqrt_2pi = 0.39894228040143267794lf;
const int exp_terms = 13, log_terms = 12, tanh_terms = 11;
const int log1p_terms = 17, normal_terms = 38, fraction_terms = 60;
REAL
infinity ()
{
  return packDouble2x32 (uvec2 (0u, 0x7ff00000u));
}
REAL
not_a_number ()
{
  return packDouble2x32 (uvec2 (0u, 0x7ff80000u));
}
REAL
power_of_two (int k)
{
  return packDouble2x32 (uvec2 (0u, uint (k + 1023) << 20));
}
int
exponent (REAL a)
{
  return int ((unpackDouble2x32 (a).y >> 20) & 0x7ffu) - 1023;
}
#else
const REAL ln2_high = 6.9314575195e-01; /* 15 bits: k ln2 exact */
const REAL ln2_low = 1.4286067653e-06;
const REAL log2_e = 1.4426950408889634;
const REAL sqrt2 = 1.41421356237;
const REAL exp_max = 88.7228317;
const REAL exp_min = -103.98;
const REAL inverse_sqrt_2pi = 0.39894228040;
const int exp_terms = 7, log_terms = 6, tanh_terms = 7;
const int log1p_terms = 8, normal_terms = 24, fraction_terms = 25;
REAL
infinity ()
{
  return uintBitsToFloat (0x7f800000u);
}
REAL
not_a_number ()
{
  return uintBitsToFloat (0x7fc00000u);
}
REAL
power_of_two (int k)
{
  return uintBitsToFloat (uint (k + 127) << 23);
}
int
exponent (REAL a)
{
  return int ((floatBitsToUint (a) >> 23) & 0xffu) - 127;
}
#endif

REAL
real_exp (REAL a)
{
  if (is_nan (a))
    return a;
  if (a > exp_max)
    return infinity ();
  if (a < exp_min)
    return REAL (0);
  int k = int (floor (a * log2_e + REAL (0.5)));
  precise REAL r = a - REAL (k) * ln2_high;
  r = r - REAL (k) * ln2_low;
  REAL sum = REAL (1);
  for (int n = exp_terms; n > 0; n--)
    sum = REAL (1) + sum * r / REAL (n);
  int half_k = k / 2; /* 2ᵏ itself may be too large, or too small */
  return sum * power_of_two (half_k) * power_of_two (k - half_k);
}

REAL
real_log (REAL a)
{
  if (is_nan (a) || a < REAL (0))
    return not_a_number ();
  if (a == REAL (0))
    return -infinity ();
  if (is_not_finite (a))
    return a;
  int e = exponent (a);
  int half_e = e / 2;
  REAL m = a * power_of_two (-half_e) * power_of_two (half_e - e);
  if (m > sqrt2) {
    m *= REAL (0.5);
    e++;
  }
  REAL s = (m - REAL (1)) / (m + REAL (1)), s2 = s * s;
  REAL series = REAL (0);
  for (int n = log_terms; n > 0; n--)
    series = s2 * (series + REAL (1) / REAL (2 * n + 1));
  REAL ln_m = s + s + (s + s) * series;
  return REAL (e) * ln2_high + (REAL (e) * ln2_low + ln_m);
}

REAL
real_tanh (REAL a)
{
  REAL size = abs (a);
  if (is_nan (a))
    return a;
  if (size <= REAL (1)) {
    REAL a2 = a * a, fraction = REAL (2 * tanh_terms + 1);
    for (int n = tanh_terms; n > 0; n--)
      fraction = REAL (2 * n - 1) + a2 / fraction;
    return a / fraction;
  }
  REAL t = REAL (1) - REAL (2) / (real_exp (size + size) + REAL (1));
  return a < REAL (0) ? -t : t;
}

REAL
real_sigmoid (REAL a)
{
  REAL e = real_exp (-abs (a));
  return (a < REAL (0) ? e : REAL (1)) / (REAL (1) + e);
}

REAL
real_log1p (REAL e)
{
  REAL s = e / (REAL (2) + e), s2 = s * s, series = REAL (0);
  for (int n = log1p_terms; n >= 0; n--)
    series = series * s2 + REAL (1) / REAL (2 * n + 1);
  return (s + s) * series;
}

REAL
real_relu (REAL a)
{
  return is_nan (a) || a > REAL (0) ? a : REAL (0); /* max() loses NaN */
}

REAL
real_softplus (REAL a)
{
  return real_relu (a) + real_log1p (real_exp (-abs (a)));
}

REAL
real_density (REAL a)
{
  return REAL (inverse_sqrt_2pi) * real_exp (-a * a / REAL (2));
}

REAL
real_normal (REAL a)
{
  REAL size = abs (a), a2 = a * a;
  if (is_nan (a))
    return a;
  if (size <= REAL (3)) {
    REAL sum = REAL (1); /* Horner: 1 + a²/3 (1 + a²/5 (1 + …)) */
    for (int n = normal_terms; n > 0; n--)
      sum = REAL (1) + a2 / REAL (2 * n + 1) * sum;
    return REAL (0.5) + real_density (a) * a * sum;
  }
  REAL fraction = size;
  for (int n = fraction_terms; n > 0; n--)
    fraction = size + REAL (n) / fraction;
  REAL tail = real_density (a) / fraction;
  return a > REAL (0) ? REAL (1) - tail : tail;
}

/* The words of activations.inc, losses.inc and updates.inc. */
#define REAL_(a) REAL (a)
#define EXP(a) real_exp (a)
#define TANH(a) real_tanh (a)
#define SQRT(a) sqrt (a)
#define SIGMOID(a) real_sigmoid (a)
#define RELU(a) real_relu (a)
#define SOFTPLUS(a) real_softplus (a)
#define NORMAL(a) real_normal (a)
#define DENSITY(a) real_density (a)
