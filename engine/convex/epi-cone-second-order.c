/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * {(x₀,x₁) : ‖x₁‖₂ ≤ x₀}.  With J = diag (1,-1,…,-1), |x|² = xᵀJx, s̄ = s/|s|
 * and z̄ = z/|z|:
 *
 *     γ = √((1 + s̄ᵀz̄)/2)        w̄ = (s̄ + Jz̄) / 2γ
 *     v = (w̄ + e) / √(2(w̄₀ + 1)) W = β (2vvᵀ - J),  β = √(|s|/|z|)
 *     λ = √(|s||z|) (γ, ((γ + z̄₀) s̄₁ + (γ + s̄₀) z̄₁) / (s̄₀ + z̄₀ + 2γ))
 *
 * Vandenberghe (2010), section 4.2.
 */
#include "convex/epi-cone-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <math.h>

typedef struct {
  EpiConePart base;
  double beta;
  double *v; /* (dim), vᵀJv = 1 */
} SecondOrder;

static void
second_order_free (EpiConePart *part)
{
  epi_free (((SecondOrder *)part)->v);
  g_free (part);
}

static EpiStatus
second_order_new (EpiCone cone, EpiConePart **out)
{
  SecondOrder *self = g_new0 (SecondOrder, 1);
  self->v = epi_new0 (double, cone.order);
  if (self->v == NULL) {
    second_order_free (&self->base);
    return EPI_NO_MEMORY;
  }
  *out = &self->base;
  return EPI_OK;
}

static size_t
second_order_degree (EpiCone cone)
{
  return cone.order > 0 ? 1 : 0;
}

static void
second_order_identity (EpiCone cone, double *e)
{
  for (size_t i = 0; i < cone.order; i++)
    e[i] = i == 0 ? 1 : 0;
}

/* u₁ᵀv₁ */
static double
tail_dot (const double *u, const double *v, size_t n)
{
  double sum = 0;
  for (size_t i = 1; i < n; i++)
    sum += u[i] * v[i];
  return sum;
}

/* |x|, 0 outside of the interior. */
static double
hyperbolic_norm (const double *x, size_t n)
{
  double tail = sqrt (tail_dot (x, x, n));
  return x[0] > tail ? sqrt (x[0] - tail) * sqrt (x[0] + tail) : 0;
}

static EpiStatus
second_order_scale (EpiConePart *part, const double *s, const double *z)
{
  SecondOrder *self = (SecondOrder *)part;
  size_t n = part->dim;
  double *v = self->v, *lambda = part->lambda;
  if (n == 0)
    return EPI_OK;
  double as = hyperbolic_norm (s, n), az = hyperbolic_norm (z, n);
  if (!(as > 0 && az > 0))
    return EPI_NOT_POSITIVE_DEFINITE;
  double s0 = s[0] / as, z0 = z[0] / az, size = sqrt (as) * sqrt (az);
  double gamma = sqrt ((1 + s0 * z0 + tail_dot (s, z, n) / as / az) / 2);
  double w0 = (s0 + z0) / (2 * gamma), root = sqrt (2 * (w0 + 1));

  self->beta = sqrt (as / az);
  v[0] = (w0 + 1) / root;
  lambda[0] = size * gamma;
  for (size_t i = 1; i < n; i++) {
    double si = s[i] / as, zi = z[i] / az;
    v[i] = (si - zi) / (2 * gamma) / root;
    lambda[i] =
        size * ((gamma + z0) * si + (gamma + s0) * zi) / (s0 + z0 + 2 * gamma);
  }
  return hyperbolic_norm (lambda, n) > 0 ? EPI_OK : EPI_NOT_POSITIVE_DEFINITE;
}

/* W is symmetric; W⁻¹ = (2 Jv vᵀJ - J) / β. */
static void
second_order_apply (EpiConePart *part, EpiScalingForm form, double *x)
{
  SecondOrder *self = (SecondOrder *)part;
  bool inverse = form == EPI_W_INV || form == EPI_W_INV_T;
  double factor = inverse ? 1 / self->beta : self->beta;
  double sign = inverse ? -1 : 1;
  const double *v = self->v;
  size_t n = part->dim;
  if (n == 0)
    return;
  double twice = 2 * (v[0] * x[0] + sign * tail_dot (v, x, n));
  x[0] = factor * (twice * v[0] - x[0]);
  for (size_t i = 1; i < n; i++)
    x[i] = factor * (sign * twice * v[i] + x[i]);
}

static void
second_order_product (EpiConePart *part, const double *u, const double *v,
                      double *out)
{
  size_t n = part->dim;
  if (n == 0)
    return;
  double u0 = u[0], v0 = v[0], inner = u0 * v0 + tail_dot (u, v, n);
  out[0] = inner;
  for (size_t i = 1; i < n; i++)
    out[i] = u0 * v[i] + v0 * u[i];
}

/* λ₀v₀ + λ₁ᵀv₁ = u₀, v₀λ₁ + λ₀v₁ = u₁. */
static void
second_order_divide_by_lambda (EpiConePart *part, double *u)
{
  const double *lambda = part->lambda;
  size_t n = part->dim;
  if (n == 0)
    return;
  double norm = hyperbolic_norm (lambda, n);
  u[0] = (lambda[0] * u[0] - tail_dot (lambda, u, n)) / norm / norm;
  for (size_t i = 1; i < n; i++)
    u[i] = (u[i] - u[0] * lambda[i]) / lambda[0];
}

/* The hyperbolic rotation that takes λ to |λ| e takes d to |λ| ρ, and
 * e + α ρ stays in K while α (‖ρ₁‖ - ρ₀) ≤ 1. */
static double
second_order_max_step (EpiConePart *part, const double *d)
{
  const double *lambda = part->lambda;
  size_t n = part->dim;
  if (n == 0)
    return INFINITY;
  double norm = hyperbolic_norm (lambda, n), l0 = lambda[0] / norm;
  double rho0 = l0 * d[0] - tail_dot (lambda, d, n) / norm, square = 0;
  double along = (rho0 + d[0]) / (l0 + 1) / norm;
  for (size_t i = 1; i < n; i++) {
    double rho = d[i] - along * lambda[i];
    square += rho * rho;
  }
  double fall = sqrt (square) - rho0;
  return fall > 0 ? norm / fall : INFINITY;
}

static double
second_order_min_eigenvalue (EpiConePart *part, const double *x)
{
  size_t n = part->dim;
  return n == 0 ? INFINITY : x[0] - sqrt (tail_dot (x, x, n));
}

static double
clamp (double theta, double low, double high)
{
  return theta < low ? low : theta > high ? fmax (high, theta - high) : theta;
}

/* The eigenvalues are x₀ ± ‖x₁‖. */
static void
second_order_clamp (EpiConePart *part, double low, double high, double *x)
{
  size_t n = part->dim;
  if (n == 0)
    return;
  double tail = sqrt (tail_dot (x, x, n));
  double least = clamp (x[0] - tail, low, high);
  double most = clamp (x[0] + tail, low, high);
  double factor = tail > 0 ? (most - least) / 2 / tail : 0;
  x[0] = (most + least) / 2;
  for (size_t i = 1; i < n; i++)
    x[i] *= factor;
}

const EpiConeClass epi_cone_second_order = {
    .new = second_order_new,
    .free = second_order_free,
    .degree = second_order_degree,
    .identity = second_order_identity,
    .scale = second_order_scale,
    .apply = second_order_apply,
    .product = second_order_product,
    .divide_by_lambda = second_order_divide_by_lambda,
    .max_step = second_order_max_step,
    .min_eigenvalue = second_order_min_eigenvalue,
    .clamp = second_order_clamp,
};

void
epi_cones_second_order (const EpiCones *cones, size_t j, double *beta,
                        const double **v)
{
  EpiConePart *part = epi_cones_part (cones, j);
  assert (part->klass == &epi_cone_second_order);
  *beta = ((SecondOrder *)part)->beta;
  *v = ((SecondOrder *)part)->v;
}
