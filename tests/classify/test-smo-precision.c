/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-smo-private.h"
#include "smo-machine.h"

#include <float.h>
#include <malloc.h>
#include <string.h>

/* The ulp of 10¹⁴ is 2⁻⁶: multipliers near C cannot balance margins of 1. */
static void
test_the_limit_of_precision_ends_it (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    Machine machine;
    EpiSmoBounds bounds;
    EpiSvmCertificate certificate;
    machine_start (&machine, &some_kernels[k], 1e14, 1 << 20);
    EpiMethod *method = machine_method (&machine);
    g_assert_cmpint (epi_method_run (method, 50000000, NULL, NULL), ==,
                     EPI_NUMERICAL);
    g_assert_true (epi_smo_bounds (method, &bounds));
    epi_svm_certify (&machine.problem, method->x, bounds.bias, 1e-8,
                     &certificate);
    g_assert_cmpint (certificate.status, ==, EPI_RUNNING);
    g_assert_cmpfloat (certificate.gap - certificate.rounding, >, 1e-8);
    g_assert_nonnull (strstr (certificate.missing, "still open"));
    /* and where no more than rounding stands between */
    epi_svm_certify (&machine.problem, method->x, bounds.bias,
                     certificate.gap + certificate.rounding / 2, &certificate);
    g_assert_cmpint (certificate.status, ==, EPI_RUNNING);
    g_assert_nonnull (strstr (certificate.missing, "rounding"));
    epi_method_free (method);
    machine_end (&machine);
  }
}

/* However much rounding may hide, a gap that is larger is open. */
static void
test_what_is_stopped_early_has_an_open_gap (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    Machine machine;
    EpiSvmCertificate certificate;
    machine_start (&machine, &some_kernels[k], 1e8, 1 << 20);
    EpiMethod *method = machine_method (&machine);
    epi_method_run (method, 5, NULL, NULL);
    epi_svm_certify (&machine.problem, method->x, 0, 1e-8, &certificate);
    g_assert_cmpfloat (certificate.rounding, >, 1e-8);
    g_assert_cmpfloat (certificate.gap, >, certificate.rounding + 1e-8);
    g_assert_cmpstr (certificate.missing, ==, "the duality gap is still open");
    epi_method_free (method);
    machine_end (&machine);
  }
}

/* What "converged" says is so for g computed in long double from the rows. */
static void
test_the_gradient_does_not_drift (void)
{
  Machine machine;
  double row[N], size[N] = {0};
  long double exact[N];

  machine_start (&machine, &some_kernels[2], 1e6, 1 << 20);
  EpiMethod *method = machine_method (&machine);
  g_assert_cmpint (epi_method_run (method, 10000000, NULL, NULL), ==,
                   EPI_CONVERGED);
  const double *g = epi_smo_gradient (method);
  for (size_t i = 0; i < N; i++)
    exact[i] = machine.examples.label[i];
  for (size_t j = 0; j < N; j++) {
    epi_gram_rows (machine.gram, &j, 1, row);
    for (size_t i = 0; i < N; i++) {
      exact[i] -= (long double)method->x[j] * row[i];
      size[i] += fabs (method->x[j] * row[i]);
    }
  }
  /* each product is rounded once, and g; the sum adds nothing */
  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat (fabs ((double)(g[i] - exact[i])), <=,
                       DBL_EPSILON * size[i]);
  epi_method_free (method);
  machine_end (&machine);
}

/* Large multipliers of both signs, and powers of 2, so that each product is
 * exact: what is left is one rounding of g, and what TwoSum's own sum loses
 * (Ogita, Rump & Oishi, Accurate Sum and Dot Product, 2005, corollary 4.5). */
static void
test_a_sum_of_large_terms_is_rounded_once (void)
{
  enum { MANY = 301 };
  const double u = DBL_EPSILON / 2, gamma = MANY * u / (1 - MANY * u);
  EpiExamples e = some_examples (MANY, 3, 2, 1, 5);
  double C[MANY], row[MANY], size[MANY];
  _Float128 exact[MANY];
  EpiGram *gram;
  EpiMethod *method;

  for (size_t i = 0; i < MANY; i++) {
    C[i] = 0x1p60;
    exact[i] = e.label[i];
    size[i] = 1;
  }
  EpiSmoOptions options = {
      .y = e.label, .C = C, .gap = 1e-9, .cache_bytes = 1 << 20};
  g_assert_cmpint (epi_gram_new (&e.X, &some_kernels[2], &gram), ==, EPI_OK);
  g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
  EpiSmo *smo = (EpiSmo *)method;
  for (size_t j = 0; j < MANY; j++) {
    smo->base.x[j] = ldexp (j % 2 == 0 ? 1 : -1, 30 + (int)(j * 7 % 11));
    epi_gram_rows (gram, &j, 1, row);
    for (size_t i = 0; i < MANY; i++) {
      exact[i] -= (_Float128)smo->base.x[j] * row[i];
      size[i] += fabs (smo->base.x[j] * row[i]);
    }
  }
  smo->state.since = 1;
  g_assert_cmpint (epi_smo_renew (smo), ==, EPI_OK);
  for (size_t i = 0; i < MANY; i++)
    g_assert_cmpfloat (fabs ((double)(smo->g[i] - exact[i])), <=,
                       u * fabs ((double)exact[i]) + gamma * gamma * size[i]);
  epi_method_free (method);
  epi_gram_free (gram);
  epi_examples_clear (&e);
}

/* (1,1) and (-1,1) against (0,0): w = (0,2), which is 1, 1 and -2 times them.
 * Three points in the plane have a flat K, and Newton's step is wanted all the
 * same; as Σd = 0, a number added to all slopes changes nothing. */
static void
test_what_all_slopes_share_moves_nobody (void)
{
  int start[] = {0, 2, 4, 6}, row[] = {0, 1, 0, 1, 0, 1};
  double value[] = {1, 1, 0, 0, -1, 1}, y[] = {1, -1, 1}, C[] = {9, 9, 9};
  static const double from[] = {1.5, -2.25, 0.75}, to[] = {1, -2, 1};
  EpiSparse X = {2, 3, start, row, value};
  EpiSmoOptions options = {.y = y, .C = C, .gap = 1e-12};

  for (double shared = 0; shared < 0x1p40; shared = 2 * shared + 1) {
    EpiGram *gram;
    EpiMethod *method;
    bool moved;
    g_assert_cmpint (epi_gram_new (&X, &some_kernels[0], &gram), ==, EPI_OK);
    g_assert_cmpint (epi_smo_new (gram, &options, &method), ==, EPI_OK);
    EpiSmo *smo = (EpiSmo *)method;
    for (size_t i = 0; i < 3; i++) {
      smo->base.x[i] = from[i];
      epi_smo_note_moves (smo, i);
    }
    smo->state.since = 1;
    g_assert_cmpint (epi_smo_renew (smo), ==, EPI_OK);
    for (size_t i = 0; i < 3; i++)
      smo->g[i] += shared;
    g_assert_cmpint (epi_smo_select_pair (smo), ==, EPI_OK);
    g_assert_cmpint (epi_smo_newton (smo, &moved), ==, EPI_OK);
    g_assert_true (moved);
    /* g is rounded; and δ is 1e-12 of the largest curvature */
    for (size_t i = 0; i < 3; i++)
      g_assert_cmpfloat (fabs (smo->base.x[i] - to[i]), <=,
                         1e-11 + 8 * DBL_EPSILON * shared);
    epi_method_free (method);
    epi_gram_free (gram);
  }
}

/* 2303² doubles of Newton's step are 42 MB: not for N examples. */
static void
test_room_grows_with_the_problem (void)
{
  Machine machine;

  machine_start (&machine, &some_kernels[0], 1, 0);
  struct mallinfo2 before = mallinfo2 ();
  EpiMethod *method = machine_method (&machine);
  struct mallinfo2 after = mallinfo2 ();
  g_assert_cmpuint (after.uordblks + after.hblkhd, <=,
                    before.uordblks + before.hblkhd +
                        (N + 40) * N * sizeof (double) + 10000);
  epi_method_free (method);
  machine_end (&machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smo precision/the limit of precision ends it",
                   test_the_limit_of_precision_ends_it);
  g_test_add_func ("/smo precision/the gradient does not drift",
                   test_the_gradient_does_not_drift);
  g_test_add_func ("/smo precision/what is stopped early has an open gap",
                   test_what_is_stopped_early_has_an_open_gap);
  g_test_add_func ("/smo precision/a sum of large terms is rounded once",
                   test_a_sum_of_large_terms_is_rounded_once);
  g_test_add_func ("/smo precision/what all slopes share moves nobody",
                   test_what_all_slopes_share_moves_nobody);
  g_test_add_func ("/smo precision/room grows with the problem",
                   test_room_grows_with_the_problem);
  return g_test_run ();
}
