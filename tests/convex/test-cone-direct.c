/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cones.h"
#include "convex/epi-symmetric.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "core/epi-vector.h"

#include <glib.h>
#include <math.h>

/* Orders below and above the one from which Lanczos and panels are used. */
static const size_t orders[] = {1, 2, 7, 41, 170};

typedef struct {
  size_t n, dim;
  EpiCones *cones;
  double *s, *z, *u, *v, *w; /* (dim) */
  EpiRandom random;
} Fixture;

static double *
vector (size_t n)
{
  double *x = epi_new0 (double, n);
  g_assert_nonnull (x);
  return x;
}

static void
fill_normal (Fixture *f, double *x)
{
  for (size_t i = 0; i < f->dim; i++)
    x[i] = epi_random_normal (&f->random);
}

/* x := B B + I with a random symmetric B, over n. */
static void
make_interior (Fixture *f, double *x)
{
  double *e = vector (f->dim);
  EpiSymmetricSpace space;
  g_assert_cmpint (epi_symmetric_space_new (f->n, &space), ==, EPI_OK);
  fill_normal (f, x);
  epi_symmetric_jordan (x, x, x, &space);
  epi_cones_identity (f->cones, e);
  for (size_t i = 0; i < f->dim; i++)
    x[i] = x[i] / (double)f->n + e[i];
  epi_symmetric_space_clear (&space);
  epi_free (e);
}

static void
set_up (Fixture *f, size_t n)
{
  EpiCone cone = {EPI_CONE_SEMIDEFINITE, n};
  *f = (Fixture){.n = n, .dim = epi_cone_dim (cone)};
  g_assert_cmpint (epi_cones_new (&cone, 1, &f->cones), ==, EPI_OK);
  epi_cones_set_direct (f->cones, 0, true);
  g_assert_true (epi_cones_is_direct (f->cones, 0));
  f->random = epi_random (17, n);
  f->s = vector (f->dim);
  f->z = vector (f->dim);
  f->u = vector (f->dim);
  f->v = vector (f->dim);
  f->w = vector (f->dim);
  make_interior (f, f->s);
  make_interior (f, f->z);
  g_assert_cmpint (epi_cones_scale (f->cones, f->s, f->z), ==, EPI_OK);
}

static void
tear_down (Fixture *f)
{
  epi_cones_free (f->cones);
  epi_free (f->s);
  epi_free (f->z);
  epi_free (f->u);
  epi_free (f->v);
  epi_free (f->w);
}

static void
assert_close (const double *x, const double *y, size_t n, double relative)
{
  double difference = 0;
  for (size_t i = 0; i < n; i++)
    difference += (x[i] - y[i]) * (x[i] - y[i]);
  g_assert_cmpfloat (sqrt (difference), <=,
                     relative * sqrt (epi_dot (y, y, n)));
}

static void
copy (const double *from, double *to, size_t n)
{
  for (size_t i = 0; i < n; i++)
    to[i] = from[i];
}

/* E S = Z = λ; uᵀEv = vᵀEu; uᵀEu > 0; W = I. */
static void
test_linear_form_is_symmetric_and_takes_s_to_z (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    set_up (&f, orders[k]);
    copy (f.s, f.w, f.dim);
    epi_cones_apply (f.cones, EPI_LINEAR, f.w);
    assert_close (f.w, f.z, f.dim, 1e-12);
    assert_close (epi_cones_lambda (f.cones), f.z, f.dim, 0);

    fill_normal (&f, f.u);
    fill_normal (&f, f.v);
    copy (f.v, f.w, f.dim);
    epi_cones_apply (f.cones, EPI_W, f.w);
    epi_cones_apply (f.cones, EPI_W_INV_T, f.w);
    assert_close (f.w, f.v, f.dim, 0);
    epi_cones_apply (f.cones, EPI_LINEAR, f.w);
    double uEv = epi_dot (f.u, f.w, f.dim);
    copy (f.u, f.w, f.dim);
    epi_cones_apply (f.cones, EPI_LINEAR, f.w);
    double vEu = epi_dot (f.v, f.w, f.dim), uEu = epi_dot (f.u, f.w, f.dim);
    g_assert_cmpfloat (fabs (uEv - vEu), <=, 1e-12 * (fabs (uEv) + uEu));
    g_assert_cmpfloat (uEu, >, 0);
    g_assert_cmpfloat (epi_cones_square (f.cones, f.u, f.w), ==, uEu);
    tear_down (&f);
  }
}

/* S + ΔS = T, Z + ΔZ = μT⁻¹ for another T: the step that lands there satisfies
 * the linear equation with its own product. */
static void
test_exact_step_satisfies_its_equation (void)
{
  const double mu = 0.3;
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    const EpiMatrix *T_inverse, *ignored;
    set_up (&f, orders[k]);
    double *t = vector (f.dim), *e = vector (f.dim);
    make_interior (&f, t);
    epi_cones_identity (f.cones, e);
    g_assert_cmpint (epi_cones_scale (f.cones, t, f.z), ==, EPI_OK);
    epi_cones_semidefinite (f.cones, 0, &T_inverse, &ignored);
    epi_symmetric_pack (T_inverse, f.v);
    for (size_t i = 0; i < f.dim; i++) {
      f.u[i] = t[i] - f.s[i];
      f.v[i] = mu * f.v[i] - f.z[i];
    }
    g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
    epi_cones_complement (f.cones, mu, f.u, f.v, f.w);
    copy (f.u, t, f.dim);
    epi_cones_apply (f.cones, EPI_LINEAR, t);
    for (size_t i = 0; i < f.dim; i++)
      t[i] += f.v[i];
    assert_close (f.w, t, f.dim, 1e-11);

    epi_cones_find_s (f.cones, f.w, f.v, f.u, e);
    assert_close (e, f.u, f.dim, 0);
    epi_free (t);
    epi_free (e);
    tear_down (&f);
  }
}

/* s := s + α d, the least eigenvalue of that. */
static double
least_after (Fixture *f, double alpha, const double *s, const double *d)
{
  for (size_t i = 0; i < f->dim; i++)
    f->w[i] = s[i] + alpha * d[i];
  return epi_cones_min_eigenvalue (f->cones, f->w);
}

/* The first of both to leave the cone does so at the longest step, up to the
 * thousandth that this may be too short. */
static void
test_longest_step_ends_at_the_boundary (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++)
    for (int turn = 0; turn < 2; turn++) {
      Fixture f;
      set_up (&f, orders[k]);
      fill_normal (&f, f.u);
      fill_normal (&f, f.v);
      f.u[0] = -1 - fabs (f.u[0]);
      f.v[0] = -1 - fabs (f.v[0]);
      for (size_t i = 0; i < f.dim; i++)
        (turn == 0 ? f.u : f.v)[i] *= 0.1; /* the other one is first */
      double step = epi_cones_max_steps (f.cones, f.u, f.v);
      g_assert_true (isfinite (step));
      g_assert_cmpfloat (fmin (least_after (&f, 0.999 * step, f.s, f.u),
                               least_after (&f, 0.999 * step, f.z, f.v)),
                         >, 0);
      g_assert_cmpfloat (fmin (least_after (&f, 1.003 * step, f.s, f.u),
                               least_after (&f, 1.003 * step, f.z, f.v)),
                         <, 0);
      g_assert_true (isinf (epi_cones_max_steps (f.cones, f.s, f.z)));
      tear_down (&f);
    }
}

/* It goes back to what it was before: W z = W⁻ᵀs. */
static void
test_cone_goes_back_to_its_scaling (void)
{
  Fixture f;
  set_up (&f, 7);
  epi_cones_set_direct (f.cones, 0, false);
  g_assert_false (epi_cones_is_direct (f.cones, 0));
  g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
  copy (f.s, f.u, f.dim);
  copy (f.z, f.v, f.dim);
  epi_cones_apply (f.cones, EPI_LINEAR, f.u);
  epi_cones_apply (f.cones, EPI_W, f.v);
  assert_close (f.u, f.v, f.dim, 1e-12);
  assert_close (f.u, epi_cones_lambda (f.cones), f.dim, 1e-12);
  tear_down (&f);
}

static void
test_boundary_is_refused (void)
{
  Fixture f;
  set_up (&f, 2);
  const double edge[] = {1, M_SQRT2, 1}, nan[] = {1, NAN, 1};
  g_assert_cmpint (epi_cones_scale (f.cones, edge, f.z), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_cmpint (epi_cones_scale (f.cones, f.s, edge), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_cmpint (epi_cones_scale (f.cones, nan, f.z), ==, EPI_NOT_FINITE);
  tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cone-direct/linear-form-is-symmetric-and-takes-s-to-z",
                   test_linear_form_is_symmetric_and_takes_s_to_z);
  g_test_add_func ("/cone-direct/exact-step-satisfies-its-equation",
                   test_exact_step_satisfies_its_equation);
  g_test_add_func ("/cone-direct/longest-step-ends-at-the-boundary",
                   test_longest_step_ends_at_the_boundary);
  g_test_add_func ("/cone-direct/cone-goes-back-to-its-scaling",
                   test_cone_goes_back_to_its_scaling);
  g_test_add_func ("/cone-direct/boundary-is-refused",
                   test_boundary_is_refused);
  return g_test_run ();
}
