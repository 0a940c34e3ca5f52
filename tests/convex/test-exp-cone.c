/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-exp-cone.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>

#define POINTS 400

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* A point of K, its x₁ above the boundary by a factor 1 + 10^-closeness. */
static void
primal_point (EpiRandom *random, double closeness, double x[3])
{
  x[1] = exp (epi_random_uniform (random) - 0.5);
  x[2] = epi_random_normal (random);
  x[0] = x[1] * exp (x[2] / x[1]) *
         (1 + pow (10, -closeness * epi_random_uniform (random)));
}

static void
dual_point (EpiRandom *random, double closeness, double s[3])
{
  s[2] = -exp (epi_random_uniform (random) - 0.5);
  s[1] = epi_random_normal (random);
  s[0] = -s[2] * exp (s[1] / s[2] - 1) *
         (1 + pow (10, -closeness * epi_random_uniform (random)));
}

/* |a - b| ≤ tolerance × the size of both. */
static void
check_same (const double a[3], const double b[3], double tolerance)
{
  double size = sqrt (fmax (dot (a, a), dot (b, b)));
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], tolerance * size);
}

static void
test_centre (void)
{
  double shadow[3];
  epi_exp_cone_shadow (epi_exp_cone_centre, shadow);
  check_same (shadow, epi_exp_cone_centre, 1e-14);
  epi_exp_cone_dual_shadow (epi_exp_cone_centre, shadow);
  check_same (shadow, epi_exp_cone_centre, 1e-14);
}

/* -F'(-F*'(s)) = s, and the other way. */
static void
test_shadows_are_inverse (void)
{
  EpiRandom random = epi_random (1, 1);
  for (int k = 0; k < POINTS; k++) {
    double x[3], s[3], there[3], back[3];
    primal_point (&random, 6, x);
    dual_point (&random, 6, s);
    g_assert_true (epi_exp_cone_contains (x));
    g_assert_true (epi_exp_cone_dual_contains (s));
    epi_exp_cone_shadow (x, there);
    g_assert_true (epi_exp_cone_dual_contains (there));
    epi_exp_cone_dual_shadow (there, back);
    check_same (back, x, 1e-8); /* 1e-16 over the distance to the boundary */
    epi_exp_cone_dual_shadow (s, there);
    g_assert_true (epi_exp_cone_contains (there));
    epi_exp_cone_shadow (there, back);
    check_same (back, s, 1e-8);
  }
}

static void
test_outside_is_outside (void)
{
  EpiRandom random = epi_random (1, 2);
  for (int k = 0; k < POINTS; k++) {
    double x[3], s[3];
    primal_point (&random, 0, x); /* x₁ twice the boundary's */
    dual_point (&random, 0, s);
    x[0] /= 2.001;
    s[0] /= 2.001;
    g_assert_false (epi_exp_cone_contains (x));
    g_assert_false (epi_exp_cone_dual_contains (s));
    g_assert_cmpfloat (epi_exp_cone_centrality (x, s), ==, 0);
  }
}

/* F(tx) = F(x) - 3 log t: F'(x)ᵀx = -3, F''(x)x = -F'(x),
 * F'''(x)[x,w] = -2F''(x)w. */
static void
test_barrier_is_homogeneous (void)
{
  EpiRandom random = epi_random (1, 3);
  for (int k = 0; k < POINTS; k++) {
    double x[3], s[3], v[3], out[3], minus[3];
    primal_point (&random, 1, x);
    dual_point (&random, 0, v);
    epi_exp_cone_shadow (x, s);
    g_assert_cmpfloat_with_epsilon (dot (s, x), EPI_EXP_CONE_DEGREE, 1e-10);
    epi_exp_cone_hessian (x, x, out);
    check_same (out, s, 1e-10);
    epi_exp_cone_third (x, x, v, out);
    for (int i = 0; i < 3; i++)
      minus[i] = -v[i];
    check_same (out, minus, 1e-9);
  }
}

static void
test_inverse_hessian_is_inverse (void)
{
  EpiRandom random = epi_random (1, 4);
  for (int k = 0; k < POINTS; k++) {
    double x[3], v[3], w[3], out[3];
    primal_point (&random, 2, x);
    for (int i = 0; i < 3; i++)
      v[i] = epi_random_normal (&random);
    epi_exp_cone_hessian (x, v, w);
    epi_exp_cone_inverse_hessian (x, w, out);
    check_same (out, v, 1e-6);
  }
}

/* The third derivative is the slope of the second: central differences with a
 * step h err by about h². */
static void
test_third_is_slope_of_hessian (void)
{
  EpiRandom random = epi_random (1, 5);
  const double h = 1e-5;
  for (int k = 0; k < POINTS; k++) {
    double x[3], u[3], w[3], v[3], third[3], before[3], after[3], at[3];
    primal_point (&random, 0, x);
    for (int i = 0; i < 3; i++) {
      u[i] = epi_random_normal (&random) * x[0] / 10;
      w[i] = epi_random_normal (&random);
    }
    epi_exp_cone_hessian (x, w, v);
    epi_exp_cone_third (x, u, v, third);
    for (int i = 0; i < 3; i++)
      at[i] = x[i] - h * u[i];
    epi_exp_cone_hessian (at, w, before);
    for (int i = 0; i < 3; i++)
      at[i] = x[i] + h * u[i];
    epi_exp_cone_hessian (at, w, after);
    for (int i = 0; i < 3; i++)
      after[i] = (after[i] - before[i]) / (4 * h);
    check_same (third, after, 1e-4);
  }
}

/* H = VVᵀ with Hx = s and Hx̃ = s̃. */
static void
test_scaling_has_both_secants (void)
{
  EpiRandom random = epi_random (1, 6);
  for (int k = 0; k < POINTS; k++) {
    double pairs[2][2][3], V[9];
    primal_point (&random, 4, pairs[0][0]);
    dual_point (&random, 4, pairs[0][1]);
    epi_exp_cone_dual_shadow (pairs[0][1], pairs[1][0]);
    epi_exp_cone_shadow (pairs[0][0], pairs[1][1]);
    epi_exp_cone_scaling (pairs[0][0], pairs[0][1], V);
    for (int p = 0; p < 2; p++) {
      double t[3] = {0}, out[3] = {0};
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          t[j] += V[3 * i + j] * pairs[p][0][i];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          out[i] += V[3 * i + j] * t[j];
      check_same (out, pairs[p][1], 1e-7);
    }
  }
}

/* 3/x̃ᵀs̃ ≤ xᵀs/3, equal where s = μs̃. */
static void
test_centrality_is_largest_on_the_path (void)
{
  EpiRandom random = epi_random (1, 7);
  for (int k = 0; k < POINTS; k++) {
    double x[3], s[3];
    primal_point (&random, 4, x);
    dual_point (&random, 4, s);
    g_assert_cmpfloat (epi_exp_cone_centrality (x, s), <=,
                       dot (x, s) / 3 * (1 + 1e-12));
    epi_exp_cone_shadow (x, s);
    for (int i = 0; i < 3; i++)
      s[i] *= 0.01;
    g_assert_cmpfloat_with_epsilon (epi_exp_cone_centrality (x, s), 0.01, 1e-6);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exp-cone/centre-is-its-own-shadow", test_centre);
  g_test_add_func ("/exp-cone/shadows-are-inverse", test_shadows_are_inverse);
  g_test_add_func ("/exp-cone/outside-is-outside", test_outside_is_outside);
  g_test_add_func ("/exp-cone/barrier-is-homogeneous",
                   test_barrier_is_homogeneous);
  g_test_add_func ("/exp-cone/inverse-hessian-is-inverse",
                   test_inverse_hessian_is_inverse);
  g_test_add_func ("/exp-cone/third-is-slope-of-hessian",
                   test_third_is_slope_of_hessian);
  g_test_add_func ("/exp-cone/scaling-has-both-secants",
                   test_scaling_has_both_secants);
  g_test_add_func ("/exp-cone/centrality-is-largest-on-the-path",
                   test_centrality_is_largest_on_the_path);
  return g_test_run ();
}
