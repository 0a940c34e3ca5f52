/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-exp-cone.h"

#include <math.h>

/* How far μμ̃ must be from 1, its value on the central path, for the second
 * rank of H to have correct digits. */
#define EPI_EXP_CONE_OFF_CENTRE 1e-10

const double epi_exp_cone_centre[3] = {1.290927709856958, 0.8051020015847954,
                                       -0.8278383990656786};

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static double
psi_of (const double x[3])
{
  return x[1] * log (x[0] / x[1]) - x[2];
}

bool
epi_exp_cone_contains (const double x[3])
{
  return x[0] > 0 && x[1] > 0 && psi_of (x) > 0;
}

/* s₂/p + 1 + log (s₁/p), p = -s₃: positive in the interior of K*. */
static double
dual_slack (const double s[3])
{
  double p = -s[2];
  return s[1] / p + 1 + log (s[0] / p);
}

bool
epi_exp_cone_dual_contains (const double s[3])
{
  return s[0] > 0 && s[2] < 0 && dual_slack (s) > 0;
}

void
epi_exp_cone_shadow (const double x[3], double shadow[3])
{
  double psi = psi_of (x);
  shadow[0] = (x[1] / psi + 1) / x[0];
  shadow[1] = (log (x[0] / x[1]) - 1) / psi + 1 / x[1];
  shadow[2] = -1 / psi;
}

/* v > 0 with v + log (1 + v) = r > 0: Newton's method on a concave increasing
 * function, from the left of the root, so that it ascends to it. */
static double
root (double r)
{
  double v = r > 1 ? r - log (r) : r / 2;
  if (v + log1p (v) > r)
    v = r / 2;
  for (int i = 0; i < 50; i++) {
    double step = (r - v - log1p (v)) * (1 + v) / (2 + v);
    v += step;
    if (fabs (step) <= 4e-16 * v)
      break;
  }
  return v;
}

/* With p = 1/ψ and v = 1/(p x₂) the equations -F'(x) = s are x₁ = (1 + v)/(v
 * s₁), and v + log (1 + v) = the slack of s. */
void
epi_exp_cone_dual_shadow (const double s[3], double shadow[3])
{
  double p = -s[2], v = root (dual_slack (s));
  shadow[0] = (1 + v) / (v * s[0]);
  shadow[1] = 1 / (p * v);
  shadow[2] = shadow[1] * log (p * (1 + v) / s[0]) - 1 / p;
}

/* F''(x) = ψ'ψ'ᵀ/ψ² + M, M = [A 0; 0 0], ψ' = (g, -1). */
typedef struct {
  double psi, g0, g1, a00, a01, a11;
  double det; /* of A, free of cancellation */
} Parts;

static Parts
parts_of (const double x[3])
{
  double psi = psi_of (x);
  return (Parts){
      .psi = psi,
      .g0 = x[1] / x[0],
      .g1 = log (x[0] / x[1]) - 1,
      .a00 = (x[1] / psi + 1) / (x[0] * x[0]),
      .a01 = -1 / (x[0] * psi),
      .a11 = (1 / psi + 1 / x[1]) / x[1],
      .det = (2 / psi + 1 / x[1]) / (x[1] * x[0] * x[0]),
  };
}

void
epi_exp_cone_hessian (const double x[3], const double v[3], double out[3])
{
  Parts P = parts_of (x);
  double along = (P.g0 * v[0] + P.g1 * v[1] - v[2]) / (P.psi * P.psi);
  out[0] = P.g0 * along + P.a00 * v[0] + P.a01 * v[1];
  out[1] = P.g1 * along + P.a01 * v[0] + P.a11 * v[1];
  out[2] = -along;
}

/* The third row says along = -v₃; the first two are then of A alone. */
void
epi_exp_cone_inverse_hessian (const double x[3], const double v[3],
                              double out[3])
{
  Parts P = parts_of (x);
  double b0 = v[0] + P.g0 * v[2], b1 = v[1] + P.g1 * v[2];
  out[0] = (P.a11 * b0 - P.a01 * b1) / P.det;
  out[1] = (P.a00 * b1 - P.a01 * b0) / P.det;
  out[2] = P.g0 * out[0] + P.g1 * out[1] + P.psi * P.psi * v[2];
}

void
epi_exp_cone_third (const double x[3], const double u[3], const double v[3],
                    double out[3])
{
  double w[3], psi = psi_of (x);
  epi_exp_cone_inverse_hessian (x, v, w);
  double g[3] = {x[1] / x[0], log (x[0] / x[1]) - 1, -1};
  double h00 = -x[1] / (x[0] * x[0]), h01 = 1 / x[0], h11 = -1 / x[1];
  double gu = dot (g, u), gw = dot (g, w);
  double hu[3] = {h00 * u[0] + h01 * u[1], h01 * u[0] + h11 * u[1], 0};
  double hw[3] = {h00 * w[0] + h01 * w[1], h01 * w[0] + h11 * w[1], 0};
  double uhw = dot (u, hw);
  /* ψ'''[u,w] */
  double t0 = (-2 * h00 * u[0] * w[0] / x[0]) -
              (u[0] * w[1] + u[1] * w[0]) / (x[0] * x[0]);
  double t1 = u[1] * w[1] / (x[1] * x[1]) - u[0] * w[0] / (x[0] * x[0]);
  double third[3] = {t0, t1, 0};
  for (int i = 0; i < 3; i++)
    out[i] = ((hu[i] * gw + hw[i] * gu + g[i] * uhw) / psi -
              2 * g[i] * gu * gw / (psi * psi) - third[i]) /
             (2 * psi);
  for (int i = 0; i < 2; i++)
    out[i] -= u[i] * w[i] / (x[i] * x[i] * x[i]);
}

/* μF''(x) = VVᵀ: on the central path both secant equations hold for it. */
static void
central_scaling (const double x[3], double mu, double V[9])
{
  Parts P = parts_of (x);
  double root_mu = sqrt (mu), l00 = sqrt (P.a00);
  double columns[3][3] = {
      {P.g0 / P.psi, P.g1 / P.psi, -1 / P.psi},
      {l00, P.a01 / l00, 0},
      {0, sqrt (P.det / P.a00), 0},
  };
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      V[3 * i + j] = root_mu * columns[j][i];
}

void
epi_exp_cone_scaling (const double x[3], const double s[3], double V[9])
{
  double shadow_s[3], shadow_x[3], dx[3], ds[3], z[3], w[3];
  double xs = dot (x, s), mu = xs / EPI_EXP_CONE_DEGREE;
  epi_exp_cone_shadow (x, shadow_s);
  epi_exp_cone_dual_shadow (s, shadow_x);
  for (int i = 0; i < 3; i++) {
    dx[i] = x[i] - mu * shadow_x[i];
    ds[i] = s[i] - mu * shadow_s[i];
  }
  double dxds = dot (dx, ds); /* 3μ (μμ̃ - 1) */
  if (!(dxds > EPI_EXP_CONE_OFF_CENTRE * xs)) {
    central_scaling (x, mu, V);
    return;
  }
  z[0] = x[1] * shadow_x[2] - x[2] * shadow_x[1];
  z[1] = x[2] * shadow_x[0] - x[0] * shadow_x[2];
  z[2] = x[0] * shadow_x[1] - x[1] * shadow_x[0];
  double length = sqrt (dot (z, z));
  for (int i = 0; i < 3; i++)
    z[i] /= length;
  epi_exp_cone_inverse_hessian (x, z, w);
  double t = mu / dot (z, w);
  if (!(length > 0) || !(t > 0) || !isfinite (t)) {
    central_scaling (x, mu, V);
    return;
  }
  for (int i = 0; i < 3; i++) {
    V[3 * i] = s[i] / sqrt (xs);
    V[3 * i + 1] = ds[i] / sqrt (dxds);
    V[3 * i + 2] = z[i] * sqrt (t);
  }
}

double
epi_exp_cone_centrality (const double x[3], const double s[3])
{
  double shadow_s[3], shadow_x[3];
  if (!epi_exp_cone_contains (x) || !epi_exp_cone_dual_contains (s))
    return 0;
  epi_exp_cone_shadow (x, shadow_s);
  epi_exp_cone_dual_shadow (s, shadow_x);
  double both = dot (shadow_s, shadow_x);
  return both > 0 ? EPI_EXP_CONE_DEGREE / both : 0;
}
