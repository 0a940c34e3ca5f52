/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-kkt.h"
#include "convex/epi-ldl.h"

#include "core/epi-alloc.h"
#include "core/epi-random.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* ---- LDLᵀ ---- */

/* A random quasi-definite matrix of order 2h: h positive unknowns, h negative
 * ones, `density` of the entries between them; some columns nearly full. */
static void
make_quasidefinite (EpiRandom *random, size_t h, double density, EpiSparse *K,
                    signed char *sign)
{
  size_t n = 2 * h, count = 0;
  EpiTriplet *entries = g_new (EpiTriplet, n * n);
  for (size_t j = 0; j < n; j++) {
    sign[j] = j < h ? 1 : -1;
    entries[count++] = (EpiTriplet){
        (int)j, (int)j, sign[j] * (0.1 + epi_random_uniform (random))};
  }
  for (size_t j = 0; j < h; j++)
    for (size_t i = h; i < n; i++)
      if (epi_random_uniform (random) < (j % 50 == 7 ? 0.9 : density))
        entries[count++] =
            (EpiTriplet){(int)i, (int)j, epi_random_normal (random)};
  g_assert_cmpint (epi_sparse_from_triplets (n, n, entries, count, K), ==,
                   EPI_OK);
  g_free (entries);
}

/* ‖Kx - b‖∞ / ‖b‖∞ of the solution for a random b. */
static double
solve_error (EpiRandom *random, EpiLdl *ldl, const EpiSparse *K)
{
  size_t n = K->cols;
  double *x = g_new (double, n), *b = g_new (double, n), error = 0, size = 0;
  for (size_t i = 0; i < n; i++)
    x[i] = b[i] = epi_random_normal (random);
  epi_ldl_solve (ldl, x);
  for (size_t i = 0; i < n; i++)
    size = fmax (size, fabs (b[i]));
  epi_sparse_add_symmetric (K, -1, x, b);
  for (size_t i = 0; i < n; i++)
    error = fmax (error, fabs (b[i]));
  g_free (x);
  g_free (b);
  return error / size;
}

static void
test_ldl_solves (void)
{
  static const struct {
    size_t h;
    double density;
  } cases[] = {{1, 1}, {3, 0.5}, {40, 0.05}, {150, 0.02}, {120, 0.5}};
  EpiRandom random = epi_random (1, 0);

  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++) {
    signed char *sign = g_new (signed char, 2 * cases[c].h);
    EpiSparse K;
    EpiLdl *ldl;
    make_quasidefinite (&random, cases[c].h, cases[c].density, &K, sign);
    g_assert_cmpint (epi_ldl_new (&K, sign, &ldl), ==, EPI_OK);
    for (int again = 0; again < 2; again++) { /* other values, same pattern */
      g_assert_cmpint (epi_ldl_factor (ldl, &K, 1e-13, NULL), ==, EPI_OK);
      g_assert_cmpuint (epi_ldl_set_pivots (ldl), ==, 0);
      g_assert_cmpfloat (solve_error (&random, ldl, &K), <=, 1e-10);
      for (size_t k = 0; k < epi_sparse_entries (&K); k++)
        K.value[k] *= 2;
    }
    epi_ldl_free (ldl);
    epi_sparse_clear (&K);
    g_free (sign);
  }
}

/* One supernode, so wide that its products are cut in pieces: interrupted at
 * each, the factorization that is let through is the same to the bit. */
static void
test_interrupted_ldl_repeats (void)
{
  enum { n = 1300 };
  EpiTriplet *entries = g_new (EpiTriplet, n * (n + 1) / 2);
  EpiRandom random = epi_random (8, 0);
  signed char sign[n];
  double x[n], y[n];
  atomic_int countdown;
  EpiCancel flag = {.countdown = &countdown};
  EpiSparse K;
  EpiLdl *ldl;
  EpiStatus status;
  size_t count = 0;
  int asked = 0;

  for (int j = 0; j < n; j++) {
    sign[j] = 1;
    x[j] = y[j] = epi_random_normal (&random);
    for (int i = j; i < n; i++)
      entries[count++] =
          (EpiTriplet){i, j, i == j ? n : epi_random_normal (&random)};
  }
  g_assert_cmpint (epi_sparse_from_triplets (n, n, entries, count, &K), ==,
                   EPI_OK);
  g_assert_cmpint (epi_ldl_new (&K, sign, &ldl), ==, EPI_OK);
  g_assert_cmpint (epi_ldl_factor (ldl, &K, 1e-13, NULL), ==, EPI_OK);
  g_assert_cmpfloat (solve_error (&random, ldl, &K), <=, 1e-10);
  epi_ldl_solve (ldl, x);
  do {
    atomic_store (&countdown, asked++);
    status = epi_ldl_factor (ldl, &K, 1e-13, &flag);
  } while (status == EPI_INTERRUPTED);
  g_assert_cmpint (status, ==, EPI_OK);
  g_assert_cmpint (asked, >=, 3); /* for the supernode, and within it */
  epi_ldl_solve (ldl, y);
  g_assert_cmpmem (x, sizeof x, y, sizeof y);
  epi_ldl_free (ldl);
  epi_sparse_clear (&K);
  g_free (entries);
}

/* An arrow: a full first row and column and a diagonal.  Eliminated first, the
 * full one would fill everything; eliminated last, nothing is filled. */
static void
test_a_dense_column_does_not_fill (void)
{
  enum { n = 2000 };
  EpiTriplet *entries = g_new (EpiTriplet, 2 * n);
  signed char *sign = g_new (signed char, n);
  EpiSparse K;
  EpiLdl *ldl;
  size_t count = 0;

  for (int j = 0; j < n; j++) {
    sign[j] = j == 0 ? -1 : 1;
    entries[count++] = (EpiTriplet){j, j, sign[j] * 2.0};
    if (j > 0)
      entries[count++] = (EpiTriplet){j, 0, 1};
  }
  g_assert_cmpint (epi_sparse_from_triplets (n, n, entries, count, &K), ==,
                   EPI_OK);
  g_assert_cmpint (epi_ldl_new (&K, sign, &ldl), ==, EPI_OK);
  g_assert_cmpuint (epi_ldl_entries (ldl), <=, 4 * n);
  epi_ldl_free (ldl);
  epi_sparse_clear (&K);
  g_free (entries);
  g_free (sign);
}

static void
test_ldl_refuses_what_is_not_finite (void)
{
  EpiTriplet entries[] = {{0, 0, 1}, {1, 0, 1}, {1, 1, -1}};
  signed char sign[] = {1, -1};
  EpiSparse K;
  EpiLdl *ldl;
  g_assert_cmpint (epi_sparse_from_triplets (2, 2, entries, 3, &K), ==, EPI_OK);
  g_assert_cmpint (epi_ldl_new (&K, sign, &ldl), ==, EPI_OK);
  K.value[1] = NAN;
  g_assert_cmpint (epi_ldl_factor (ldl, &K, 1e-13, NULL), ==, EPI_NOT_FINITE);
  epi_ldl_free (ldl);
  epi_sparse_clear (&K);
}

/* ---- KKT ---- */

typedef struct {
  EpiConeProgram program;
  EpiCones *cones;
  EpiKkt *kkt;
} System;

static const EpiCone cones[] = {{EPI_CONE_NONNEGATIVE, 6},
                                {EPI_CONE_SECOND_ORDER, 4},
                                {EPI_CONE_SECOND_ORDER, 1},
                                {EPI_CONE_SECOND_ORDER, 0},
                                {EPI_CONE_NONNEGATIVE, 5}};
enum { N = 9, P = 4, DIM = 16 };

/* x₀ is free (in no cone and not in P); rows 0-2 of G are bounds, one row of G
 * is empty; row P-1 of A repeats the sum of the two first when `dependent`. */
static void
system_make (System *system, EpiRandom *random, bool dependent)
{
  EpiTriplet a[N * P], g[N * DIM], q[2 * N];
  size_t na = 0, ng = 0, nq = 0;
  for (int j = 0; j < N; j++) {
    double column[P];
    for (int i = 0; i < P; i++)
      column[i] = epi_random_normal (random);
    if (dependent)
      column[P - 1] = column[0] + column[1];
    for (int i = 0; i < P; i++)
      a[na++] = (EpiTriplet){i, j, column[i]};
    if (j > 0 && j < 6)
      q[nq++] = (EpiTriplet){j, j, 1 + epi_random_uniform (random)};
    if (j > 1 && j < 6)
      q[nq++] = (EpiTriplet){j, j - 1, 0.3};
    for (int i = 3; i < DIM; i++)
      if (j > 0 && i != 12 && epi_random_uniform (random) < 0.5)
        g[ng++] = (EpiTriplet){i, j, epi_random_normal (random)};
  }
  for (int i = 0; i < 3; i++)
    g[ng++] = (EpiTriplet){i, i + 1, i == 1 ? 2 : -1};
  system->program =
      (EpiConeProgram){.n = N,
                       .c = epi_new0 (double, N),
                       .b = epi_new0 (double, P),
                       .h = epi_new0 (double, DIM),
                       .n_cones = G_N_ELEMENTS (cones),
                       .cones = epi_new (EpiCone, G_N_ELEMENTS (cones))};
  memcpy (system->program.cones, cones, sizeof cones);
  epi_sparse_from_triplets (N, N, q, nq, &system->program.P);
  epi_sparse_from_triplets (P, N, a, na, &system->program.A);
  epi_sparse_from_triplets (DIM, N, g, ng, &system->program.G);
  g_assert_cmpint (epi_cones_new (cones, G_N_ELEMENTS (cones), &system->cones),
                   ==, EPI_OK);
  g_assert_cmpint (epi_kkt_sparse_new (&system->program, &system->kkt), ==,
                   EPI_OK);
}

static void
system_clear (System *system)
{
  system->kkt->klass->free (system->kkt);
  epi_cones_free (system->cones);
  epi_cone_program_clear (&system->program);
}

/* out := KKT v, in scaled coordinates. */
static void
multiply (System *system, const double *v, double *out)
{
  const EpiConeProgram *program = &system->program;
  double z[DIM];
  memcpy (z, v + N + P, sizeof z);
  epi_cones_apply (system->cones, EPI_W_INV, z);
  memset (out, 0, (N + P + DIM) * sizeof *out);
  epi_sparse_add_symmetric (&program->P, 1, v, out);
  epi_sparse_add_product_t (&program->A, 1, v + N, out);
  epi_sparse_add_product_t (&program->G, 1, z, out);
  epi_sparse_add_product (&program->A, 1, v, out + N);
  epi_sparse_add_product (&program->G, 1, v, out + N + P);
  epi_cones_apply (system->cones, EPI_W_INV_T, out + N + P);
  for (size_t i = 0; i < DIM; i++)
    out[N + P + i] -= v[N + P + i];
}

/* The solution of KKT v = KKT u leaves no residual, u random; spread: how far
 * the entries of W are apart. */
static void
check_residual (bool dependent, double spread)
{
  enum { ALL = N + P + DIM };
  EpiRandom random = epi_random (2, 0);
  double s[DIM], z[DIM], e[DIM], u[ALL], v[ALL], rhs[ALL], left[ALL];
  double size = 0, error = 0;
  System system;

  system_make (&system, &random, dependent);
  epi_cones_identity (system.cones, e);
  for (size_t i = 0; i < DIM; i++) {
    double far = pow (spread, epi_random_uniform (&random) - 0.5);
    s[i] = e[i] != 0 ? far : 0.1 * epi_random_normal (&random) / spread;
    z[i] = e[i] != 0 ? 1 / far : 0.1 * epi_random_normal (&random) / spread;
  }
  g_assert_cmpint (epi_cones_scale (system.cones, s, z), ==, EPI_OK);
  g_assert_cmpint (system.kkt->klass->factor (system.kkt, system.cones), ==,
                   EPI_OK);
  for (size_t i = 0; i < ALL; i++)
    u[i] = epi_random_normal (&random);
  multiply (&system, u, rhs);
  memcpy (v, rhs, sizeof v);
  const EpiKktRhs bz = {.scaled = rhs + N + P};
  g_assert_cmpint (system.kkt->klass->solve_scaled (system.kkt, system.cones,
                                                    &bz, v, v + N, v + N + P),
                   ==, EPI_OK);
  multiply (&system, v, left);
  for (size_t i = 0; i < ALL; i++) {
    size = fmax (size, fabs (rhs[i]));
    error = fmax (error, fabs (left[i] - rhs[i]));
  }
  g_assert_cmpfloat (error, <=, 1e-11 * size);
  system_clear (&system);
}

static void
test_no_residual_is_left (void)
{
  check_residual (false, 1);
  check_residual (false, 1e6);
}

static void
test_dependent_rows_are_solved_when_consistent (void)
{
  check_residual (true, 1);
  check_residual (true, 1e4);
}

static void
test_semidefinite_cones_are_not_its_matter (void)
{
  EpiCone psd = {EPI_CONE_SEMIDEFINITE, 2};
  EpiConeProgram program = {.n_cones = 1, .cones = &psd};
  EpiKkt *kkt;
  g_assert_cmpint (epi_kkt_sparse_new (&program, &kkt), ==, EPI_UNSUPPORTED);
  g_assert_null (kkt);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ldl/interrupted-repeats", test_interrupted_ldl_repeats);
  g_test_add_func ("/ldl/solves", test_ldl_solves);
  g_test_add_func ("/ldl/a-dense-column-does-not-fill",
                   test_a_dense_column_does_not_fill);
  g_test_add_func ("/ldl/refuses-what-is-not-finite",
                   test_ldl_refuses_what_is_not_finite);
  g_test_add_func ("/kkt-sparse/no-residual-is-left", test_no_residual_is_left);
  g_test_add_func ("/kkt-sparse/dependent-rows-are-solved-when-consistent",
                   test_dependent_rows_are_solved_when_consistent);
  g_test_add_func ("/kkt-sparse/semidefinite-cones-are-not-its-matter",
                   test_semidefinite_cones_are_not_its_matter);
  return g_test_run ();
}
