/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps: every function of EpiMap on both devices, within its stated bound, on
 * points that cross every branch; and where the answer is not a number. */
#include "compute-fixture.h"

#include <float.h>
#include <math.h>

#define ALPHA 0.75 /* a float holds it */

static long double
reference (EpiMap op, long double x, long double y)
{
  switch (op) {
  case EPI_MAP_COPY:
    return x;
  case EPI_MAP_SCALE:
    return ALPHA * x;
  case EPI_MAP_SHIFT:
    return x + ALPHA;
  case EPI_MAP_AXPY:
    return ALPHA * x + y;
  case EPI_MAP_ADD:
    return x + y;
  case EPI_MAP_SUBTRACT:
    return x - y;
  case EPI_MAP_MULTIPLY:
    return x * y;
  case EPI_MAP_DIVIDE:
    return x / y;
  case EPI_MAP_SQUARE:
    return x * x;
  case EPI_MAP_SQRT:
    return sqrtl (x);
  case EPI_MAP_ABS:
    return fabsl (x);
  case EPI_MAP_RELU:
    return x > 0 ? x : 0;
  case EPI_MAP_EXP:
    return expl (x);
  case EPI_MAP_LOG:
    return logl (x);
  case EPI_MAP_TANH:
    return tanhl (x);
  case EPI_MAP_SIGMOID:
    return 1 / (1 + expl (-x));
  case EPI_N_MAPS:
    break;
  }
  return NAN;
}

/* The bound of EpiMap, in units of u. */
static long double
bound (EpiMap op, long double x, long double y)
{
  long double value = fabsl (reference (op, x, y));

  switch (op) {
  case EPI_MAP_COPY:
  case EPI_MAP_ABS:
  case EPI_MAP_RELU:
    return 0;
  case EPI_MAP_SHIFT:
    return 2 * (fabsl (x) + ALPHA);
  case EPI_MAP_AXPY:
    return 2 * (fabsl (ALPHA * x) + fabsl (y));
  case EPI_MAP_ADD:
  case EPI_MAP_SUBTRACT:
    return 2 * (fabsl (x) + fabsl (y));
  case EPI_MAP_DIVIDE:
    return 6 * value;
  case EPI_MAP_SQRT:
    return 10 * value;
  case EPI_MAP_EXP:
    return 8 * value;
  case EPI_MAP_LOG:
  case EPI_MAP_TANH:
    return 12 * value;
  case EPI_MAP_SIGMOID:
    return 16 * value;
  default:
    return 2 * value;
  }
}

static bool
in_domain (EpiMap op, double x)
{
  return x > 0 || (op != EPI_MAP_SQRT && op != EPI_MAP_LOG);
}

/* Points dense near zero, around one and √2, and out to the ends of exp. */
static double *
make_points (EpiElement element, size_t n)
{
  double end = element == EPI_DOUBLE ? 700 : 87;
  double *x = make_matrix (KIND_RANDOM, n, 1, 21);

  for (size_t i = 0; i < n; i++)
    switch (i % 5) {
    case 0:
      x[i] = rounded (element, x[i] * end);
      break;
    case 1:
      x[i] = rounded (element, ldexp (x[i], -(int)(i % 60)));
      break;
    case 2:
      x[i] = rounded (element, 1 + x[i] * ldexp (1, -(int)(i % 20)));
      break;
    case 3:
      x[i] = rounded (element, x[i] * 3);
      break;
    default:
      x[i] = rounded (element, 1.4142135 + x[i] * 1e-3);
      break;
    }
  return x;
}

static void
assert_map (const Case *c, EpiMap op, const double *x, const double *y,
            const double *got, size_t n)
{
  double smallest = c->element == EPI_DOUBLE ? DBL_MIN : (double)FLT_MIN;
  double u = unit_roundoff (c->element);

  for (size_t i = 0; i < n; i++) {
    if (!in_domain (op, x[i]))
      continue;
    long double value = reference (op, x[i], y[i]);
    long double error = fabsl (got[i] - value);
    if (fabsl (value) < smallest) /* may be flushed to zero */
      g_assert_true (error <= smallest);
    else
      g_assert_true (error <= u * bound (op, x[i], y[i]));
  }
}

static void
test_every_map_is_within_its_bound (const Case *c)
{
  static const size_t lengths[] = {0, 1, 63, 65, 70001};

  for (size_t l = 0; l < G_N_ELEMENTS (lengths); l++) {
    size_t n = lengths[l];
    double *x = make_points (c->element, n);
    double *y = make_matrix (KIND_RANDOM, n, 1, 22);
    EpiBuffer *X = to_device (c, x, n, 1), *Y = to_device (c, y, n, 1);
    EpiBuffer *Z = empty_on_device (c, c->element, n, 1);

    for (int op = 0; op < EPI_N_MAPS; op++) {
      assert_status (epi_device_map ((EpiMap)op, ALPHA, X,
                                     epi_map_is_binary ((EpiMap)op) ? Y : NULL,
                                     Z),
                     EPI_OK);
      double *got = from_device (Z);
      assert_map (c, (EpiMap)op, x, y, got, n);
      g_free (got);
    }
    g_free (x);
    g_free (y);
    epi_buffer_free (X);
    epi_buffer_free (Y);
    epi_buffer_free (Z);
  }
}

static void
test_a_map_may_write_over_its_input (const Case *c)
{
  double *x = make_matrix (KIND_RANDOM, 300, 3, 23);
  EpiBuffer *X = to_device (c, x, 300, 3);

  assert_status (epi_device_map (EPI_MAP_AXPY, -1, X, X, X), EPI_OK);
  double *got = from_device (X);
  for (size_t i = 0; i < 900; i++)
    g_assert_cmpfloat (got[i], ==, 0);
  g_free (x);
  g_free (got);
  epi_buffer_free (X);
}

/* The same, or both NaN. */
static void
assert_same (double got, double expected)
{
  if (!(got == expected || (isnan (got) && isnan (expected))))
    g_error ("%g instead of %g", got, expected);
}

static void
test_edges_of_the_functions (const Case *c)
{
  static const struct {
    EpiMap op;
    double x, value;
  } edges[] = {
      {EPI_MAP_EXP, -INFINITY, 0},
      {EPI_MAP_EXP, INFINITY, INFINITY},
      {EPI_MAP_EXP, 1e6, INFINITY},
      {EPI_MAP_EXP, -1e6, 0},
      {EPI_MAP_EXP, 0, 1},
      {EPI_MAP_EXP, NAN, NAN},
      {EPI_MAP_LOG, 0, -INFINITY},
      {EPI_MAP_LOG, INFINITY, INFINITY},
      {EPI_MAP_LOG, -1, NAN},
      {EPI_MAP_LOG, 1, 0},
      {EPI_MAP_LOG, NAN, NAN},
      {EPI_MAP_TANH, INFINITY, 1},
      {EPI_MAP_TANH, -INFINITY, -1},
      {EPI_MAP_TANH, 0, 0},
      {EPI_MAP_TANH, NAN, NAN},
      {EPI_MAP_TANH, 60, 1},
      {EPI_MAP_SIGMOID, -INFINITY, 0},
      {EPI_MAP_SIGMOID, INFINITY, 1},
      {EPI_MAP_SIGMOID, 0, 0.5},
      {EPI_MAP_SIGMOID, NAN, NAN},
      {EPI_MAP_RELU, NAN, NAN},
      {EPI_MAP_RELU, -INFINITY, 0},
      {EPI_MAP_RELU, INFINITY, INFINITY},
      {EPI_MAP_SQRT, -1, NAN},
      {EPI_MAP_SQRT, 0, 0},
      {EPI_MAP_ABS, -INFINITY, INFINITY},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (edges); i++) {
    EpiBuffer *X = to_device (c, &edges[i].x, 1, 1);
    assert_status (epi_device_map (edges[i].op, 0, X, NULL, X), EPI_OK);
    double *got = from_device (X);
    g_test_message ("%d (%g)", edges[i].op, edges[i].x);
    assert_same (got[0], edges[i].value);
    g_free (got);
    epi_buffer_free (X);
  }
}

static void
add_all (void)
{
  add_cases ("map", "every-map-is-within-its-bound",
             test_every_map_is_within_its_bound);
  add_cases ("map", "a-map-may-write-over-its-input",
             test_a_map_may_write_over_its_input);
  add_cases ("map", "edges-of-the-functions", test_edges_of_the_functions);
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
