/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer of a logistic regression, any, and in 113 bits what its certificate
 * is about: from the definitions in problem/epi-logistic-problem.h. */
#pragma once

#include "problem/epi-logistic-problem.h"

#include <float.h>
#include <glib.h>

#define N 8
#define P 4
#define U ((_Float128)LDBL_EPSILON / 2)

typedef struct {
  double values[N * P]; /* (P, N), zeros left out */
  double y[N], w[P + 1], alpha[N], C;
  bool penalty, intercept;
} Case;

typedef struct {
  _Float128 primal, dual, rounding;
  _Float128 residual; /* of s and of the box */
} Exact;

static inline _Float128
positive (_Float128 x)
{
  return x < 0 ? -x : x;
}

static inline _Float128
clamped (const Case *c, size_t i)
{
  return fmin (fmax (c->alpha[i], 0), c->C);
}

static inline size_t
unknowns (const Case *c)
{
  return c->intercept ? P + 1 : P;
}

/* z_f; 1 of the intercept. */
static inline _Float128
z_of (const Case *c, size_t i, size_t f)
{
  return f < P ? c->values[i * P + f] : 1;
}

/* t, and to *size Σ|w_f z_f|. */
static inline _Float128
margin (const Case *c, size_t i, _Float128 *size)
{
  _Float128 t = 0;

  *size = 0;
  for (size_t f = 0; f < unknowns (c); f++) {
    t -= c->y[i] * c->w[f] * z_of (c, i, f);
    *size += positive (c->w[f] * z_of (c, i, f));
  }
  return t;
}

static inline _Float128
entropy (_Float128 a, _Float128 C)
{
  return a <= 0 || a >= C ? 0
                          : -a * logf128 (a / C) - (C - a) * log1pf128 (-a / C);
}

static inline void
add_example (const Case *c, size_t i, Exact *out)
{
  _Float128 size, t = margin (c, i, &size), C = c->C, a = clamped (c, i);
  _Float128 loss =
      C * (t > 0 ? t + log1pf128 (expf128 (-t)) : log1pf128 (expf128 (t)));
  size_t terms = 1;

  for (size_t f = 0; f < P; f++)
    terms += c->values[i * P + f] != 0;
  _Float128 delta = terms * U * size;
  out->primal += loss;
  out->dual += entropy (a, C);
  out->rounding += positive (C / (1 + expf128 (-t)) - a) * delta +
                   C * delta * delta / 8 +
                   8 * U * (loss + entropy (a, C) + positive (a * t));
  out->residual = fmaxf128 (out->residual, positive (c->alpha[i] - a) / C);
}

/* c_f of the header, in long double. */
static inline _Float128
centre (const Case *c, size_t f)
{
  long double sum = 0;
  bool all = f < P && c->intercept;

  for (size_t i = 0; i < N && all; i++) {
    sum += c->values[i * P + f];
    all = c->values[i * P + f] != 0;
  }
  return all ? sum / N : 0;
}

static inline void
add_weight (const Case *c, size_t f, Exact *out)
{
  bool penalty = c->penalty && f < P;
  _Float128 w = c->w[f], at = centre (c, f), s = 0, apart = 0, size = 0;

  for (size_t i = 0; i < N; i++) {
    _Float128 a = clamped (c, i);
    s += c->y[i] * a * z_of (c, i, f);
    apart += c->y[i] * a * (z_of (c, i, f) - at);
    size += a * positive (z_of (c, i, f) - at);
    if (penalty)
      size += positive (at) * a;
  }
  _Float128 e = (N + 4) * U * size, d = positive (w - s);
  if (penalty) {
    out->primal += w * w / 2;
    out->dual -= s * s / 2;
    out->rounding += d * e + e * e / 2 + 4 * U * d * d;
    return;
  }
  for (size_t g = 0; g < P && f == P && !c->penalty; g++)
    w += c->w[g] * centre (c, g);
  out->rounding += positive (w) * (positive (apart) + e);
  if (size > 0)
    out->residual = fmaxf128 (out->residual, positive (apart) / size);
}

static inline Exact
exact_of (const Case *c)
{
  Exact out = {0};

  for (size_t i = 0; i < N; i++)
    add_example (c, i, &out);
  for (size_t f = 0; f < unknowns (c); f++)
    add_weight (c, f, &out);
  return out;
}
