/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-decimal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define Q_MIN (-342) /* 10¹⁹ · 10^-343 is below half of the least double */
#define Q_MAX 308
#define LAST_EXACT 55 /* 5⁵⁵ < 2¹²⁸ */

typedef struct {
  uint64_t hi, lo;
} Power; /* the top 128 bits of 5^q, the first of them 1 */

static Power powers[Q_MAX - Q_MIN + 1];
static pthread_once_t powers_once = PTHREAD_ONCE_INIT;

/* A number of 1024 + 128 bits, least limb first, for making the table. */
#define LIMBS 18
typedef struct {
  uint64_t limb[LIMBS];
} Big;

static void
big_times_5 (Big *big)
{
  unsigned __int128 carry = 0;

  for (int i = 0; i < LIMBS; i++) {
    carry += (unsigned __int128)big->limb[i] * 5;
    big->limb[i] = (uint64_t)carry;
    carry >>= 64;
  }
}

static void
big_over_5 (Big *big) /* ⌊big / 5⌋ */
{
  unsigned __int128 rest = 0;

  for (int i = LIMBS - 1; i >= 0; i--) {
    rest = rest << 64 | big->limb[i];
    big->limb[i] = (uint64_t)(rest / 5);
    rest %= 5;
  }
}

static Power
big_top (const Big *big) /* its first 128 bits */
{
  int i = LIMBS - 1;

  while (big->limb[i] == 0)
    i--;
  int shift = __builtin_clzll (big->limb[i]);
  uint64_t a = big->limb[i], b = i > 0 ? big->limb[i - 1] : 0,
           c = i > 1 ? big->limb[i - 2] : 0;
  if (shift == 0)
    return (Power){a, b};
  return (Power){a << shift | b >> (64 - shift),
                 b << shift | c >> (64 - shift)};
}

/* 5^q by multiplying; 5^-q as ⌊2¹¹⁵¹ / 5^q⌋, of which ⌊⌊x/5⌋/5⌋ = ⌊x/25⌋ gives
 * one after the other. */
static void
make_powers (void)
{
  Big big = {{1}};
  for (int q = 0; q <= Q_MAX; q++, big_times_5 (&big))
    powers[q - Q_MIN] = big_top (&big);

  big = (Big){{0}};
  big.limb[LIMBS - 1] = (uint64_t)1 << 63;
  for (int q = -1; q >= Q_MIN; q--) {
    big_over_5 (&big);
    powers[q - Q_MIN] = big_top (&big);
  }
}

/* ⌊log₂ 5^q⌋ for |q| ≤ 350: 152170/65536 is log₂ 5 to 1.3e-6. */
static int
log2_of_power (int q)
{
  return (q * 152170) >> 16;
}

static uint64_t
multiply (uint64_t a, uint64_t b, uint64_t *lo)
{
  unsigned __int128 product = (unsigned __int128)a * b;

  *lo = (uint64_t)product;
  return (uint64_t)(product >> 64);
}

/* Steps 4 and 5: the first 64 bits of w' T, and what is known of the rest
 * beside one half of the last place.  Returns whether to round up at bit
 * `cut`, or -1. */
static int
direction (uint64_t w, const Power *power, bool exact, uint64_t *top, int *cut)
{
  uint64_t mid, low = 0;
  bool whole = power->lo == 0; /* up, mid and low are the whole product */
  uint64_t up = multiply (w, power->hi, &mid);

  *cut = (up >> 63) != 0 ? 11 : 10;
  uint64_t mask = ((uint64_t)1 << *cut) - 1, half = (mask + 1) / 2;
  /* The truth is [up:mid, up:mid + w): only just below one half may the rest
   * of the product matter. */
  if ((up & mask) == half - 1 && mid > UINT64_MAX - w) {
    uint64_t carry = multiply (w, power->lo, &low);
    whole = true;
    mid += carry;
    up += mid < carry;
    if ((up & mask) == half - 1 && !exact && mid == UINT64_MAX &&
        low > UINT64_MAX - w)
      return -1;
  }
  *top = up;
  uint64_t rest = up & mask;
  if (rest != half)
    return rest > half;
  /* Half and something, unless all that follows is known to be zero. */
  if (exact && whole && mid == 0 && low == 0)
    return (up >> *cut) & 1; /* a tie: to even */
  return 1;
}

/* Steps 2 to 5 for a number that is not 0. */
static bool
round_by_interval (uint64_t w, int q, double *value)
{
  const Power *power = &powers[q - Q_MIN];
  int left = __builtin_clzll (w), cut;
  uint64_t top;
  int up = direction (w << left, power, q >= 0 && q <= LAST_EXACT, &top, &cut);

  if (up < 0)
    return false;
  uint64_t bits = (top >> cut) + (uint64_t)up;
  /* top has 64 - (cut == 10) bits and stands for w' T / 2¹²⁸, so the first
   * bit of the result is worth 2^exponent. */
  int exponent = 63 - left + q + log2_of_power (q) + (cut == 11);
  if (bits >> 53 != 0) { /* 1.11…1 became 10.0 */
    bits >>= 1;
    exponent++;
  }
  if (exponent < -1022 || exponent > 1023)
    return false;
  bits = (bits & 0xfffffffffffff) | (uint64_t)(exponent + 1023) << 52;
  memcpy (value, &bits, sizeof bits);
  return true;
}

bool
epi_decimal_round (const EpiDecimal *decimal, double *value)
{
  static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  uint64_t w = decimal->digits;
  int64_t q = decimal->exponent;

  if (w == 0) {
    *value = 0;
    return true;
  }
  if (w <= (uint64_t)1 << 53 && q >= -22 && q <= 22 && !decimal->truncated) {
    *value = q < 0 ? (double)w / tens[-q] : (double)w * tens[q];
    return true;
  }
  if (q < Q_MIN || q > Q_MAX)
    return false;
  pthread_once (&powers_once, make_powers);
  if (!round_by_interval (w, (int)q, value))
    return false;
  /* Between w and w + 1: decided when both give the same double. */
  double other;
  return !decimal->truncated ||
         (round_by_interval (w + 1, (int)q, &other) && other == *value);
}
