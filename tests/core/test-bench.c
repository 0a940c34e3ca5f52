/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/epi-bench.h"

#include <glib.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static json_t *
parse (const EpiBenchFigure *figure)
{
  char *line = epi_bench_json (figure);
  json_error_t trouble;
  json_t *json = json_loads (line, 0, &trouble);

  g_assert_null (strchr (line, '\n'));
  if (json == NULL)
    g_error ("%s: %s", line, trouble.text);
  g_free (line);
  return json;
}

static void
test_a_figure_is_one_line_of_json_with_kernel_and_threads (void)
{
  EpiBenchFigure figure = {"a", 1.25, "s", 1.5, EPI_BENCH_LOWER, "peer", 0.5};
  json_t *json = parse (&figure);

  g_assert_cmpstr (json_string_value (json_object_get (json, "name")), ==, "a");
  g_assert_cmpfloat (json_number_value (json_object_get (json, "value")), ==,
                     1.25);
  g_assert_cmpfloat (json_number_value (json_object_get (json, "goal")), ==,
                     1.5);
  g_assert_cmpstr (json_string_value (json_object_get (json, "better")), ==,
                   "lower");
  g_assert_true (json_is_true (json_object_get (json, "met")));
  g_assert_cmpfloat (json_number_value (json_object_get (json, "peer_value")),
                     ==, 0.5);
  g_assert_cmpstr (json_string_value (json_object_get (json, "blas")), !=, "");
  g_assert_cmpint (json_integer_value (json_object_get (json, "threads")), >,
                   0);
  json_decref (json);
}

static void
test_a_figure_without_goal_or_value_has_null_there (void)
{
  EpiBenchFigure figure = {"a", NAN, "s", NAN, EPI_BENCH_HIGHER};
  json_t *json = parse (&figure);

  g_assert_true (json_is_null (json_object_get (json, "value")));
  g_assert_true (json_is_null (json_object_get (json, "goal")));
  g_assert_true (json_is_null (json_object_get (json, "met")));
  g_assert_null (json_object_get (json, "peer"));
  json_decref (json);
}

static void
test_higher_is_met_from_above_and_lower_from_below (void)
{
  EpiBenchFigure low = {"a", 2, "s", 1, EPI_BENCH_LOWER};
  EpiBenchFigure high = {"a", 2, "GFLOP/s", 1, EPI_BENCH_HIGHER};
  EpiBenchFigure unknown = {"a", NAN, "s", 1, EPI_BENCH_LOWER};

  g_assert_false (epi_bench_is_met (&low));
  g_assert_true (epi_bench_is_met (&high));
  g_assert_false (epi_bench_is_met (&unknown));
}

static void
test_every_benchmark_is_found_by_its_name (void)
{
  const EpiBench *bench = epi_bench_table ();

  g_assert_nonnull (bench->name);
  for (; bench->name != NULL; bench++) {
    g_assert_true (epi_bench_find (bench->name) == bench);
    g_assert_nonnull (bench->run);
  }
  g_assert_null (epi_bench_find ("no such benchmark"));
}

static void
test_the_median_is_the_middle (void)
{
  double odd[] = {3, 1, 2}, even[] = {4, 1, 3, 2};

  g_assert_cmpfloat (epi_bench_median (odd, 3), ==, 2);
  g_assert_cmpfloat (epi_bench_median (even, 4), ==, 2.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/bench/a-figure-is-one-line-of-json-with-kernel-and-threads",
      test_a_figure_is_one_line_of_json_with_kernel_and_threads);
  g_test_add_func ("/bench/a-figure-without-goal-or-value-has-null-there",
                   test_a_figure_without_goal_or_value_has_null_there);
  g_test_add_func ("/bench/higher-is-met-from-above-and-lower-from-below",
                   test_higher_is_met_from_above_and_lower_from_below);
  g_test_add_func ("/bench/every-benchmark-is-found-by-its-name",
                   test_every_benchmark_is_found_by_its_name);
  g_test_add_func ("/bench/the-median-is-the-middle",
                   test_the_median_is_the_middle);
  return g_test_run ();
}
