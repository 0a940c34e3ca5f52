/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cones.h"
#include "convex/epi-symmetric.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "core/epi-vector.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

/* Orders below and above the one from which Lanczos and panels are used. */
static const size_t orders[] = {0, 1, 2, 3, 7, 41, 170};

typedef struct {
  size_t n, dim;
  EpiCones *cones;
  double *s, *z, *u, *v; /* (dim) */
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

/* x := B B + least I with a random symmetric B. */
static void
make_interior (Fixture *f, double least, double *x)
{
  double *e = vector (f->dim);
  EpiSymmetricSpace space;
  g_assert_cmpint (epi_symmetric_space_new (f->n, &space), ==, EPI_OK);
  fill_normal (f, x);
  epi_symmetric_jordan (x, x, x, &space);
  epi_cones_identity (f->cones, e);
  for (size_t i = 0; i < f->dim; i++)
    x[i] += least * e[i];
  epi_symmetric_space_clear (&space);
  epi_free (e);
}

static void
set_up (Fixture *f, size_t n)
{
  EpiCone cone = {EPI_CONE_SEMIDEFINITE, n};
  *f = (Fixture){.n = n, .dim = epi_cone_dim (cone)};
  g_assert_cmpint (epi_cones_new (&cone, 1, &f->cones), ==, EPI_OK);
  f->random = epi_random (7, n);
  f->s = vector (f->dim);
  f->z = vector (f->dim);
  f->u = vector (f->dim);
  f->v = vector (f->dim);
  make_interior (f, 0.1, f->s);
  make_interior (f, 0.1, f->z);
  fill_normal (f, f->u);
  fill_normal (f, f->v);
}

static void
tear_down (Fixture *f)
{
  epi_cones_free (f->cones);
  epi_free (f->s);
  epi_free (f->z);
  epi_free (f->u);
  epi_free (f->v);
}

static double
norm (const double *x, size_t n)
{
  return sqrt (epi_dot (x, x, n));
}

static void
assert_close (const double *x, const double *y, size_t n, double relative)
{
  double difference = 0;
  for (size_t i = 0; i < n; i++)
    difference += (x[i] - y[i]) * (x[i] - y[i]);
  g_assert_cmpfloat (sqrt (difference), <=, relative * norm (y, n));
}

static double *
copy (const double *x, size_t n)
{
  double *y = vector (n);
  memcpy (y, x, n * sizeof *x);
  return y;
}

/* λ = W z = W⁻ᵀs, diagonal, and tr Λ² = tr SZ. */
static void
test_scaling_takes_both_to_lambda (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    set_up (&f, orders[k]);
    g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
    const double *lambda = epi_cones_lambda (f.cones);
    double *wz = copy (f.z, f.dim), *ws = copy (f.s, f.dim);
    epi_cones_apply (f.cones, EPI_W, wz);
    epi_cones_apply (f.cones, EPI_W_INV_T, ws);
    assert_close (wz, lambda, f.dim, 1e-9);
    assert_close (ws, lambda, f.dim, 1e-9);
    double sz = epi_dot (f.s, f.z, f.dim);
    g_assert_cmpfloat (fabs (epi_dot (lambda, lambda, f.dim) - sz), <=,
                       1e-12 * sz);
    epi_free (wz);
    epi_free (ws);
    tear_down (&f);
  }
}

/* W⁻¹W = I, W⁻ᵀWᵀ = I, ⟨Wu,v⟩ = ⟨u,Wᵀv⟩, also for a sparse u. */
static void
test_four_forms_fit_together (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    set_up (&f, orders[k]);
    g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
    for (size_t sparse = 0; sparse < 2; sparse++) {
      for (size_t i = 0; sparse && i < f.dim; i++)
        f.u[i] *= i % 29 == 3;
      double *x = copy (f.u, f.dim), *y = copy (f.v, f.dim);
      epi_cones_apply (f.cones, EPI_W, x);
      epi_cones_apply (f.cones, EPI_W_T, y);
      g_assert_cmpfloat (
          fabs (epi_dot (x, f.v, f.dim) - epi_dot (f.u, y, f.dim)), <=,
          1e-12 * norm (x, f.dim) * norm (f.v, f.dim) +
              1e-12 * norm (y, f.dim) * norm (f.u, f.dim));
      epi_cones_apply (f.cones, EPI_W_INV, x);
      assert_close (x, f.u, f.dim, 1e-8);
      epi_cones_apply (f.cones, EPI_W_INV_T, y);
      assert_close (y, f.v, f.dim, 1e-8);
      epi_free (x);
      epi_free (y);
    }
    tear_down (&f);
  }
}

/* W⁻¹W⁻ᵀ x = N X N. */
static void
test_inverse_matrix_is_the_square (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    EpiSymmetricSpace space;
    set_up (&f, orders[k]);
    g_assert_cmpint (epi_symmetric_space_new (f.n, &space), ==, EPI_OK);
    g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
    double *x = copy (f.u, f.dim);
    epi_cones_apply (f.cones, EPI_W_INV_T, x);
    epi_cones_apply (f.cones, EPI_W_INV, x);
    const EpiMatrix *R_inv, *inverse;
    epi_cones_semidefinite (f.cones, 0, &R_inv, &inverse);
    epi_symmetric_congruence (false, inverse, f.u, &space);
    assert_close (f.u, x, f.dim, 1e-11);
    epi_free (x);
    epi_symmetric_space_clear (&space);
    tear_down (&f);
  }
}

/* [1 2; 2 3] ∘ [0 1; 1 4] = ½ (UV + VU) = [2 6; 6 14] */
static void
test_product_of_two_matrices (void)
{
  Fixture f;
  set_up (&f, 2);
  const double u[] = {1, 2 * M_SQRT2, 3}, v[] = {0, M_SQRT2, 4};
  const double uv[] = {2, 6 * M_SQRT2, 14};
  double out[3];
  epi_cones_product (f.cones, u, v, out);
  assert_close (out, uv, 3, 4 * DBL_EPSILON);
  tear_down (&f);
}

static void
test_division_undoes_the_product_with_lambda (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    set_up (&f, orders[k]);
    g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
    double *x = copy (f.u, f.dim);
    epi_cones_product (f.cones, epi_cones_lambda (f.cones), x, x);
    epi_cones_divide_by_lambda (f.cones, x);
    assert_close (x, f.u, f.dim, 1e-13);
    epi_free (x);
    tear_down (&f);
  }
}

/* λ + αd is on the boundary at the largest α, up to the thousandth that the
 * step may be too short, and inside before. */
static void
test_longest_step_ends_at_the_boundary (void)
{
  for (size_t k = 1; k < G_N_ELEMENTS (orders); k++) {
    Fixture f;
    set_up (&f, orders[k]);
    g_assert_cmpint (epi_cones_scale (f.cones, f.s, f.z), ==, EPI_OK);
    f.u[0] = -fabs (f.u[0]);
    double step = epi_cones_max_step (f.cones, f.u);
    const double *lambda = epi_cones_lambda (f.cones);
    g_assert_true (isfinite (step));
    for (size_t i = 0; i < f.dim; i++)
      f.v[i] = lambda[i] + 0.999 * step * f.u[i];
    g_assert_cmpfloat (epi_cones_min_eigenvalue (f.cones, f.v), >, 0);
    for (size_t i = 0; i < f.dim; i++)
      f.v[i] = lambda[i] + 1.003 * step * f.u[i];
    g_assert_cmpfloat (epi_cones_min_eigenvalue (f.cones, f.v), <, 0);
    g_assert_true (isinf (epi_cones_max_step (f.cones, lambda)));
    tear_down (&f);
  }
}

/* S = diag (1, ε), Z = diag (ε, 1): λ = √ε twice; S = Z = diag (1, ε): λ is
 * spread as far as they are. */
static void
test_badly_conditioned_pairs (void)
{
  Fixture f;
  const double e = 1e-12, a[] = {1, 0, e}, b[] = {e, 0, 1};
  set_up (&f, 2);
  g_assert_cmpint (epi_cones_scale (f.cones, a, b), ==, EPI_OK);
  const double *lambda = epi_cones_lambda (f.cones);
  g_assert_cmpfloat_with_epsilon (lambda[0], 1e-6, 1e-20);
  g_assert_cmpfloat_with_epsilon (lambda[2], 1e-6, 1e-20);
  g_assert_cmpint (epi_cones_scale (f.cones, a, a), ==, EPI_OK);
  g_assert_cmpfloat_with_epsilon (fmax (lambda[0], lambda[2]), 1, 1e-14);
  g_assert_cmpfloat_with_epsilon (fmin (lambda[0], lambda[2]), e, 1e-24);
  tear_down (&f);
}

static void
test_boundary_has_no_scaling (void)
{
  Fixture f;
  const double inside[] = {1, 0, 1}, edge[] = {1, M_SQRT2, 1};
  const double nan[] = {1, NAN, 1};
  set_up (&f, 2);
  g_assert_cmpint (epi_cones_scale (f.cones, inside, edge), ==,
                   EPI_NOT_POSITIVE_DEFINITE);
  g_assert_cmpint (epi_cones_scale (f.cones, nan, inside), ==, EPI_NOT_FINITE);
  g_assert_cmpfloat_with_epsilon (epi_cones_min_eigenvalue (f.cones, edge), 0,
                                  4 * DBL_EPSILON);
  tear_down (&f);
}

/* -1 twenty times and 0, 1, 2, …: what Lanczos finds is a lower bound, close
 * to -1, of a matrix whose eigenvectors are not the axes. */
static void
test_least_eigenvalue_of_a_large_matrix (void)
{
  const size_t n = 300;
  EpiMatrix X;
  EpiSymmetricSpace space;
  double *h = vector (n);
  g_assert_cmpint (epi_symmetric_space_new (n, &space), ==, EPI_OK);
  g_assert_cmpint (epi_matrix_new (n, n, &X), ==, EPI_OK);
  for (size_t i = 0; i < n; i++)
    h[i] = sqrt (2.0 / (double)n) * (i % 2 ? 1 : -1); /* H = I - h hᵀ */
  double square = 0;
  for (size_t i = 0; i < n; i++)
    square += h[i] * h[i] * (i < 20 ? -1 : (double)i - 20);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double di = i < 20 ? -1 : (double)i - 20,
             dj = j < 20 ? -1 : (double)j - 20;
      *epi_matrix_at (&X, i, j) =
          (i == j ? di : 0) + (square - di - dj) * h[i] * h[j];
    }
  double least = epi_symmetric_least_eigenvalue (NULL, &X, &space);
  g_assert_cmpfloat (least, <=, -1 + 1e-12);
  g_assert_cmpfloat (least, >=, -1 - 1e-5 * 300 - 1e-3);
  epi_matrix_clear (&X);
  epi_symmetric_space_clear (&space);
  epi_free (h);
}

/* X V = V diag (values), VᵀV = I, ascending; both sides of the order at which
 * Jacobi hands over to LAPACK, also of a matrix with equal eigenvalues. */
static void
test_eigenvectors_diagonalize (void)
{
  for (size_t n = 1; n <= 12; n++)
    for (int equal = 0; equal < 2; equal++) {
      EpiRandom random = epi_random (n, (uint64_t)equal);
      EpiMatrix X, V;
      EpiSymmetricSpace space;
      double values[12];
      g_assert_cmpint (epi_symmetric_space_new (n, &space), ==, EPI_OK);
      g_assert_cmpint (epi_matrix_new (n, n, &X), ==, EPI_OK);
      for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++)
          *epi_matrix_at (&X, i, j) = *epi_matrix_at (&X, j, i) =
              equal ? (i == j ? 3 : 1) : epi_random_normal (&random);
      g_assert_cmpint (epi_matrix_copy (&X, &V), ==, EPI_OK);
      g_assert_cmpint (epi_symmetric_eigen (true, &V, values, &space), ==,
                       EPI_OK);
      for (size_t j = 0; j < n; j++) {
        g_assert_true (j == 0 || values[j] >= values[j - 1]);
        for (size_t i = 0; i < n; i++) {
          double xv = 0;
          for (size_t k = 0; k < n; k++)
            xv += *epi_matrix_at (&X, i, k) * *epi_matrix_at (&V, k, j);
          g_assert_cmpfloat (fabs (xv - values[j] * *epi_matrix_at (&V, i, j)),
                             <=, 1e-13);
          double vv =
              epi_dot (epi_matrix_col (&V, i), epi_matrix_col (&V, j), n);
          g_assert_cmpfloat (fabs (vv - (i == j)), <=, 1e-14);
        }
      }
      epi_matrix_clear (&X);
      epi_matrix_clear (&V);
      epi_symmetric_space_clear (&space);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cone-semidefinite/scaling-takes-both-to-lambda",
                   test_scaling_takes_both_to_lambda);
  g_test_add_func ("/cone-semidefinite/four-forms-fit-together",
                   test_four_forms_fit_together);
  g_test_add_func ("/cone-semidefinite/inverse-matrix-is-the-square",
                   test_inverse_matrix_is_the_square);
  g_test_add_func ("/cone-semidefinite/product-of-two-matrices",
                   test_product_of_two_matrices);
  g_test_add_func ("/cone-semidefinite/division-undoes-the-product-with-lambda",
                   test_division_undoes_the_product_with_lambda);
  g_test_add_func ("/cone-semidefinite/longest-step-ends-at-the-boundary",
                   test_longest_step_ends_at_the_boundary);
  g_test_add_func ("/cone-semidefinite/badly-conditioned-pairs",
                   test_badly_conditioned_pairs);
  g_test_add_func ("/cone-semidefinite/boundary-has-no-scaling",
                   test_boundary_has_no_scaling);
  g_test_add_func ("/cone-semidefinite/least-eigenvalue-of-a-large-matrix",
                   test_least_eigenvalue_of_a_large_matrix);
  g_test_add_func ("/cone-semidefinite/eigenvectors-diagonalize",
                   test_eigenvectors_diagonalize);
  return g_test_run ();
}
