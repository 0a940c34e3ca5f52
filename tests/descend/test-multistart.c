/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-linalg.h"
#include "descend/epi-multistart.h"
#include "descend/epi-newton.h"
#include "descend/epi-polynomial-oracle.h"
#include "method-checks.h"

#include <math.h>
#include <stdlib.h>

enum { N = 20, SEARCHES = 300 };

typedef struct {
  EpiPolynomial f;
  EpiOracle *oracle;
  double planted[N];
  EpiMultistartOptions options;
} Case;

static void
case_new (Case *c, uint64_t seed, bool planted)
{
  g_assert_cmpint (
      planted ? epi_polynomial_planted_new (seed, N, 10, 200, c->planted, &c->f)
              : epi_polynomial_random_new (seed, N, 10, 200, &c->f),
      ==, EPI_OK);
  g_assert_cmpint (epi_polynomial_oracle_new (&c->f, &c->oracle), ==, EPI_OK);
  c->options = (EpiMultistartOptions){
      .seed = seed, .radius = 2, .resolution = 1e-6, .target = 0};
}

static void
case_clear (Case *c)
{
  epi_oracle_free (c->oracle);
  epi_polynomial_clear (&c->f);
}

static EpiMethod *
multistart_of (const Case *c)
{
  EpiMethod *method;

  g_assert_cmpint (epi_multistart_new (c->oracle, &c->options, &method), ==,
                   EPI_OK);
  return method;
}

/* ‖∇f‖ small, ∇²f ⪰ 0: with the smallest shift that Newton allows itself there
 * is a factor. */
static void
assert_is_a_minimum (const Case *c, const double *x)
{
  double g[N], most = 0;
  EpiMatrix H;

  double f = epi_polynomial_value (&c->f, x, g);
  g_assert_cmpint (epi_matrix_new (N, N, &H), ==, EPI_OK);
  epi_polynomial_hessian (&c->f, x, H.data);
  for (size_t i = 0; i < N * N; i++)
    most = fmax (most, fabs (H.data[i]));
  for (size_t j = 0; j < N; j++) {
    g_assert_cmpfloat (fabs (g[j]), <=, 1e-6 * fmax (most, fabs (f)));
    *epi_matrix_at (&H, j, j) += 2e-8 * most;
  }
  g_assert_cmpint (epi_cholesky (&H), ==, EPI_OK);
  epi_matrix_clear (&H);
}

static int
ascending (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Search i is Newton's method from start i and nothing else; what it finds is a
 * minimum; the tally is of those values. */
static void
test_searches_find_minima (void)
{
  for (int planted = 0; planted < 2; planted++) {
    Case c;
    EpiMethod *search;
    EpiHistogram histogram = {0};
    double x0[N] = {0}, values[SEARCHES], different = 1;
    case_new (&c, 3, planted);
    EpiMethod *method = multistart_of (&c);
    epi_method_run (method, SEARCHES, NULL, NULL);
    g_assert_cmpint (epi_newton_new (c.oracle, x0, &search), ==, EPI_OK);
    size_t n = 0;
    for (uint64_t i = 0; i < SEARCHES; i++) {
      epi_multistart_start (&c.options, i, N, x0);
      for (size_t j = 0; j < N; j++)
        g_assert_cmpfloat (fabs (x0[j]), <=, c.options.radius);
      epi_newton_restart (search, x0);
      if (epi_method_run (search, EPI_MULTISTART_STEPS, NULL, NULL) !=
          EPI_CONVERGED)
        continue;
      assert_is_a_minimum (&c, search->x);
      epi_histogram_add (&histogram, round (search->f / c.options.resolution) *
                                         c.options.resolution);
      values[n++] = search->f;
    }
    qsort (values, n, sizeof *values, ascending);
    for (size_t i = 1; i < n; i++)
      different += values[i] - values[i - 1] > c.options.resolution;
    EpiFrame *frame = epi_method_record (method);
    g_assert_cmpfloat (epi_frame_scalar (frame, "searches", 0), ==, SEARCHES);
    g_assert_cmpfloat (epi_frame_scalar (frame, "minima", 0), ==, (double)n);
    g_assert_cmpfloat (epi_frame_scalar (frame, "unfinished", 0), ==,
                       SEARCHES - (double)n);
    g_assert_cmpfloat (epi_frame_scalar (frame, "different", 0), ==, different);
    g_assert_cmpfloat (method->f, ==, values[0]);
    g_assert_cmpfloat (epi_polynomial_value (&c.f, method->x, NULL), ==,
                       method->f);
    const EpiFrameItem *counts = epi_frame_find (frame, "histogram");
    g_assert_cmpmem (counts->data, counts->rows * sizeof (double),
                     histogram.counts, histogram.n * sizeof (double));
    g_assert_cmpfloat (epi_frame_scalar (frame, "histogram_low", 0), ==,
                       epi_histogram_low (&histogram));
    epi_frame_unref (frame);
    epi_method_free (search);
    epi_method_free (method);
    case_clear (&c);
  }
}

/* f(0) is where nothing began: no minimum, and no value to be the best. */
static void
test_the_best_is_a_minimum (void)
{
  Case c;
  case_new (&c, 3, false);
  EpiMethod *method = multistart_of (&c);
  EpiFrame *frame = epi_method_record (method);

  g_assert_null (epi_frame_find (frame, "best"));
  epi_frame_unref (frame);
  while (true) {
    g_assert_cmpint (epi_method_step (method), ==, EPI_RUNNING);
    frame = epi_method_record (method);
    if (epi_frame_scalar (frame, "minima", 0) > 0)
      break;
    g_assert_null (epi_frame_find (frame, "best"));
    epi_frame_unref (frame);
  }
  g_assert_cmpfloat (epi_frame_scalar (frame, "best", NAN), ==,
                     epi_frame_scalar (frame, "last", NAN));
  g_assert_cmpfloat (epi_frame_scalar (frame, "best_hits", 0), ==, 1);
  epi_frame_unref (frame);
  epi_method_free (method);
  case_clear (&c);
}

/* Two wide valleys at ±1 with minima near 0, and a narrow hole at 0, where f is
 * -1: nearly no search ends there. */
static double
hole_value (const EpiOracle *self, const double *x, double *gradient)
{
  double q = x[0] * x[0] - 1, hole = 2 * exp (-50 * x[0] * x[0]);

  if (gradient != NULL)
    gradient[0] = 4 * q * x[0] + 100 * x[0] * hole;
  return q * q - hole;
}

static void
hole_hessian (const EpiOracle *self, const double *x, double *H)
{
  double s = x[0] * x[0], hole = 2 * exp (-50 * s);

  H[0] = 12 * s - 4 + (100 - 1e4 * s) * hole;
}

/* f(0) is lower than the first minimum that is found, and yet not the best. */
static void
test_a_value_that_is_no_minimum_is_not_the_best (void)
{
  const EpiOracle hole = {.n = 1,
                          .value = hole_value,
                          .hessian = hole_hessian,
                          .lipschitz = NAN,
                          .convexity = NAN};
  const EpiMultistartOptions options = {
      .seed = 3, .radius = 2, .resolution = 1e-6, .target = NAN};
  EpiMethod *method;

  g_assert_cmpint (epi_multistart_new (&hole, &options, &method), ==, EPI_OK);
  g_assert_cmpfloat (method->f, ==, -1);
  g_assert_cmpint (epi_method_step (method), ==, EPI_RUNNING);
  EpiFrame *frame = epi_method_record (method);
  g_assert_cmpfloat (epi_frame_scalar (frame, "minima", 0), ==, 1);
  g_assert_cmpfloat_with_epsilon (epi_frame_scalar (frame, "best", NAN), 0,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (fabs (method->x[0]), 1, 1e-6);
  g_assert_cmpfloat (epi_frame_scalar (frame, "best_hits", 0), ==, 1);
  epi_frame_unref (frame);
  epi_method_free (method);
}

/* f ≥ 0 by construction: no search is below, and one that hits the planted
 * value is at a point where f is 0. */
static void
test_nothing_is_below_the_planted_minimum (void)
{
  for (uint64_t seed = 1; seed <= 4; seed++) {
    Case c;
    case_new (&c, seed, true);
    EpiMethod *method = multistart_of (&c);
    epi_method_run (method, SEARCHES, NULL, NULL);
    EpiFrame *frame = epi_method_record (method);
    double hits = epi_frame_scalar (frame, "target_hits", 0);
    g_assert_cmpfloat (method->f, >=, -1e-9);
    if (hits > 0) {
      g_assert_cmpfloat (method->f, <=, 1e-9);
      for (size_t j = 0; j < N; j++)
        g_assert_cmpfloat_with_epsilon (method->x[j], c.planted[j], 1e-6);
      g_assert_cmpfloat (epi_frame_scalar (frame, "best_hits", 0), ==, hits);
    } else
      g_assert_cmpfloat (method->f, >, 1e-6);
    epi_frame_unref (frame);
    epi_method_free (method);
    case_clear (&c);
  }
}

/* After step k at least k shares, and less than one search more. */
static void
test_steps_do_their_share_of_work (void)
{
  Case c;
  double most = 0, before = 0;

  case_new (&c, 2, false);
  EpiMethod *method = multistart_of (&c); /* one search a step */
  for (size_t k = 1; k <= 400; k++) {
    epi_method_step (method);
    EpiFrame *frame = epi_method_record (method);
    double work = epi_frame_scalar (frame, "work", 0);
    g_assert_cmpfloat (epi_frame_scalar (frame, "searches", 0), ==, (double)k);
    most = fmax (most, work - before);
    before = work;
    epi_frame_unref (frame);
  }
  epi_method_free (method);

  c.options.work = 20 * before / 400;
  method = multistart_of (&c);
  for (size_t k = 1; k <= 15; k++) {
    epi_method_step (method);
    EpiFrame *frame = epi_method_record (method);
    double work = epi_frame_scalar (frame, "work", 0);
    g_assert_cmpfloat (work, >=, (double)k * c.options.work);
    g_assert_cmpfloat (work, <, (double)k * c.options.work + most);
    epi_frame_unref (frame);
  }
  epi_method_free (method);
  case_clear (&c);
}

static void
test_promises_of_a_method (void)
{
  Case c;
  EpiMethod *method;
  EpiStatus status = EPI_NO_MEMORY;

  case_new (&c, 5, false);
  c.options.work = 1e6;
  check_restored_state_repeats (multistart_of (&c), multistart_of (&c), 5, 5);
  method = multistart_of (&c);
  check_steps_allocate_nothing (method, 10);
  g_assert_cmpint (method->status, ==, EPI_RUNNING);
  epi_method_free (method);
  for (long i = 0; status == EPI_NO_MEMORY; i++) {
    epi_alloc_fail_at (i);
    status = epi_multistart_new (c.oracle, &c.options, &method);
    epi_alloc_fail_at (-1);
  }
  g_assert_cmpint (status, ==, EPI_OK);
  epi_method_free (method);
  case_clear (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multistart/the-best-is-a-minimum",
                   test_the_best_is_a_minimum);
  g_test_add_func ("/multistart/a-value-that-is-no-minimum-is-not-the-best",
                   test_a_value_that_is_no_minimum_is_not_the_best);
  g_test_add_func ("/multistart/searches-find-minima",
                   test_searches_find_minima);
  g_test_add_func ("/multistart/nothing-is-below-the-planted-minimum",
                   test_nothing_is_below_the_planted_minimum);
  g_test_add_func ("/multistart/steps-do-their-share-of-work",
                   test_steps_do_their_share_of_work);
  g_test_add_func ("/multistart/promises-of-a-method",
                   test_promises_of_a_method);
  return g_test_run ();
}
