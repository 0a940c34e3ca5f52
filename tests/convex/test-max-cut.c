/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Max-cut: bounds against all cuts, hyperplanes against their expectation, and
 * graphs whose numbers are known (Goemans & Williamson 1995; Delorme & Poljak,
 * Laplacian eigenvalues and the maximum cut problem, Math. Program. 62 (1993):
 * the 5-cycle).
 */
#include "convex/epi-max-cut.h"
#include "problem/epi-certificate.h"
#include "problem/epi-semidefinite-programs.h"

#include "core/epi-random.h"
#include "method-checks.h"

#include <math.h>

typedef struct {
  size_t n;
  double W[40 * 40];
  EpiSdp sdp;
} Graph;

static void
join (Graph *graph, size_t i, size_t j, double weight)
{
  graph->W[i + j * graph->n] = graph->W[j + i * graph->n] = weight;
}

static Graph *
graph_new (size_t n)
{
  Graph *graph = g_new0 (Graph, 1);

  graph->n = n;
  return graph;
}

static void
graph_free (Graph *graph)
{
  epi_sdp_clear (&graph->sdp);
  g_free (graph);
}

/* Each edge with probability p, of weight 1 or between 0 and 1. */
static Graph *
random_graph (size_t n, double p, bool weighted, uint64_t seed)
{
  Graph *graph = graph_new (n);
  EpiRandom random = epi_random (seed, 7);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < j; i++)
      if (epi_random_uniform (&random) < p)
        join (graph, i, j, weighted ? epi_random_uniform (&random) : 1);
  return graph;
}

static Graph *
cycle (size_t n)
{
  Graph *graph = graph_new (n);

  for (size_t i = 0; i < n; i++)
    join (graph, i, (i + 1) % n, 1);
  return graph;
}

static EpiMethod *
method_of (Graph *graph, size_t hyperplanes, uint64_t seed)
{
  EpiMaxCutOptions options = {.hyperplanes = hyperplanes, .seed = seed};
  EpiMethod *method;

  epi_sdp_clear (&graph->sdp);
  g_assert_cmpint (epi_max_cut_program_new (graph->n, graph->W, &graph->sdp),
                   ==, EPI_OK);
  g_assert_cmpint (epi_max_cut_new (&graph->sdp, graph->W, &options, &method),
                   ==, EPI_OK);
  return method;
}

static double
largest_cut (const Graph *graph)
{
  EpiMethod *method;

  g_assert_cmpint (epi_cut_enumeration_new (graph->n, graph->W, &method), ==,
                   EPI_OK);
  g_assert_cmpint (epi_method_run (method, SIZE_MAX, NULL, NULL), ==,
                   EPI_CONVERGED);
  double cut = method->f;
  g_assert_cmpfloat_with_epsilon (
      epi_cut_weight (graph->n, graph->W, method->x), cut, 1e-12 * (1 + cut));
  epi_method_free (method);
  return cut;
}

/* ---- All cuts ---- */

/* Each one weighed by itself. */
static void
test_the_gray_code_finds_the_largest_of_all_cuts (void)
{
  for (size_t n = 1; n <= 12; n++) {
    Graph *graph = random_graph (n, 0.6, true, n);
    double best = 0, s[12];
    for (uint32_t code = 0; code < 1u << (n - 1); code++) {
      for (size_t i = 0; i < n; i++)
        s[i] = code >> i & 1 ? -1 : 1;
      best = fmax (best, epi_cut_weight (n, graph->W, s));
    }
    g_assert_cmpfloat_with_epsilon (largest_cut (graph), best, 1e-12);
    graph_free (graph);
  }
}

/* 15 edges, girth 5; the largest cut has 12 of them. */
static void
test_the_petersen_graph_is_cut_in_twelve_edges (void)
{
  Graph *graph = graph_new (10);

  for (size_t i = 0; i < 5; i++) {
    join (graph, i, (i + 1) % 5, 1);
    join (graph, i, i + 5, 1);
    join (graph, 5 + i, 5 + (i + 2) % 5, 1);
  }
  g_assert_cmpfloat (largest_cut (graph), ==, 12);
  graph_free (graph);
}

static void
test_too_many_nodes_are_refused (void)
{
  Graph *graph = random_graph (30, 0.2, false, 1);
  EpiMethod *method;

  g_assert_cmpint (epi_cut_enumeration_new (30, graph->W, &method), ==,
                   EPI_UNSUPPORTED);
  graph_free (graph);
}

/* ---- The bound ---- */

static double
certified_value (EpiMethod *method, const EpiSdp *sdp)
{
  EpiSdpAnswer answer;
  EpiConvexCertificate proof;

  g_assert_cmpint (epi_sdp_answer_new (sdp, &answer), ==, EPI_OK);
  epi_max_cut_answer (method, &answer);
  g_assert_cmpint (epi_sdp_certify (sdp, &answer, 1e-8, &proof), ==, EPI_OK);
  g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
  epi_sdp_answer_clear (&answer);
  return proof.primal;
}

static void
check_value (Graph *graph, double value)
{
  EpiMethod *method = method_of (graph, 0, 0);

  g_assert_cmpint (epi_method_run (method, 100, NULL, NULL), ==, EPI_CONVERGED);
  g_assert_cmpfloat_with_epsilon (certified_value (method, &graph->sdp), value,
                                  1e-7 * value);
  g_assert_cmpfloat_with_epsilon (method->f, value, 1e-7 * value);
  epi_method_free (method);
  graph_free (graph);
}

static void
test_known_graphs_have_their_known_bounds (void)
{
  check_value (cycle (5), (25 + 5 * sqrt (5)) / 8);
  check_value (cycle (8), 8);          /* bipartite: all edges */
  for (size_t n = 3; n <= 9; n += 3) { /* complete: vectors that add up to 0 */
    Graph *graph = random_graph (n, 2, false, 0);
    check_value (graph, (double)(n * n) / 4);
  }
}

/* Weak duality, made a number at each iterate. */
static void
test_no_iterate_promises_less_than_the_largest_cut (void)
{
  for (uint64_t seed = 0; seed < 10; seed++) {
    Graph *graph = random_graph (11, 0.5, seed % 2, seed);
    double largest = largest_cut (graph);
    EpiMethod *method = method_of (graph, 30, seed);
    do {
      g_assert_cmpfloat (method->f, >=, largest - 1e-12);
      EpiFrame *frame = epi_method_record (method);
      g_assert_cmpfloat (epi_frame_scalar (frame, "best_cut", 0), <=,
                         largest + 1e-12);
      epi_frame_unref (frame);
    } while (epi_method_step (method) == EPI_RUNNING);
    g_assert_cmpint (method->status, ==, EPI_CONVERGED);
    epi_method_free (method);
    graph_free (graph);
  }
}

/* ---- Hyperplanes ---- */

/* Lemma 3.2: an edge is cut with probability arccos (Xᵢⱼ)/π; and theorem 3.3.
 * The mean of N cuts is within four of its standard errors. */
static void
test_hyperplanes_cut_what_they_are_expected_to (void)
{
  enum { N = 4000 };

  for (uint64_t seed = 0; seed < 8; seed++) {
    Graph *graph = seed == 0 ? cycle (5) : random_graph (16, 0.4, true, seed);
    EpiMethod *method = method_of (graph, N, 100 + seed);
    double expected = 0, mean = 0, variance = 0;
    size_t n;
    epi_method_run (method, SIZE_MAX, NULL, NULL);
    EpiFrame *frame = epi_method_record (method);
    const double *X = epi_frame_find (frame, "X")->data;
    const double *cuts = epi_max_cut_trials (method, &n);
    g_assert_cmpuint (n, ==, N);
    for (size_t j = 0; j < graph->n; j++)
      for (size_t i = 0; i < j; i++)
        expected += graph->W[i + j * graph->n] / M_PI *
                    acos (CLAMP (X[i + j * graph->n], -1, 1));
    for (size_t i = 0; i < N; i++)
      mean += cuts[i] / N;
    for (size_t i = 0; i < N; i++)
      variance += (cuts[i] - mean) * (cuts[i] - mean) / (N - 1);
    double error = sqrt (variance / N);
    g_assert_cmpfloat (fabs (mean - expected), <=, 4 * error + 1e-6);
    g_assert_cmpfloat (expected, >=,
                       EPI_MAX_CUT_RATIO * method->f * (1 - 1e-7));
    g_assert_cmpfloat (mean, >=, EPI_MAX_CUT_RATIO * method->f - 4 * error);
    g_assert_cmpfloat_with_epsilon (epi_frame_scalar (frame, "mean_cut", NAN),
                                    mean, 1e-10);
    epi_frame_unref (frame);
    epi_method_free (method);
    graph_free (graph);
  }
}

/* The worst angle of all, 133.56°, has the ratio of the theorem. */
static void
test_the_ratio_is_the_minimum_of_its_formula (void)
{
  double least = INFINITY;

  for (int i = 1; i <= 1000000; i++) {
    double t = M_PI * i / 1000000;
    least = fmin (least, 2 * t / (M_PI * (1 - cos (t))));
  }
  g_assert_cmpfloat_with_epsilon (least, EPI_MAX_CUT_RATIO, 1e-11);
}

static void
test_the_seed_decides_the_hyperplanes (void)
{
  Graph *graph = random_graph (14, 0.5, true, 3);
  EpiMethod *a = method_of (graph, 50, 1), *b, *c;
  EpiMaxCutOptions options = {.hyperplanes = 50, .seed = 1};
  size_t n;

  g_assert_cmpint (epi_max_cut_new (&graph->sdp, graph->W, &options, &b), ==,
                   EPI_OK);
  options.seed = 2;
  g_assert_cmpint (epi_max_cut_new (&graph->sdp, graph->W, &options, &c), ==,
                   EPI_OK);
  epi_method_run (a, SIZE_MAX, NULL, NULL);
  epi_method_run (b, SIZE_MAX, NULL, NULL);
  epi_method_run (c, SIZE_MAX, NULL, NULL);
  size_t bytes = 50 * sizeof (double);
  g_assert_cmpmem (epi_max_cut_trials (a, &n), bytes,
                   epi_max_cut_trials (b, &n), bytes);
  g_assert_cmpint (
      memcmp (epi_max_cut_trials (a, &n), epi_max_cut_trials (c, &n), bytes),
      !=, 0);
  epi_method_free (a);
  epi_method_free (b);
  epi_method_free (c);
  graph_free (graph);
}

/* ---- Graphs at the edge, and what a method promises ---- */

static void
test_a_graph_without_edges_has_nothing_to_cut (void)
{
  Graph *graph = graph_new (4);
  EpiMethod *method = method_of (graph, 5, 0);

  epi_method_run (method, SIZE_MAX, NULL, NULL);
  g_assert_cmpfloat (fabs (method->f), <, 1e-7);
  g_assert_cmpfloat (largest_cut (graph), ==, 0);
  epi_method_free (method);
  graph_free (graph);
}

static void
test_a_step_allocates_nothing_and_a_state_repeats (void)
{
  static const size_t at[] = {0, 3, 12, 25};
  Graph *graph = random_graph (12, 0.5, true, 9);
  EpiMethod *method = method_of (graph, 30, 4), *other;
  EpiMaxCutOptions options = {.hyperplanes = 30, .seed = 4};

  g_assert_cmpint (check_steps_allocate_nothing (method, SIZE_MAX), ==,
                   EPI_CONVERGED);
  epi_method_free (method);
  for (size_t i = 0; i < G_N_ELEMENTS (at); i++) {
    epi_max_cut_new (&graph->sdp, graph->W, &options, &method);
    epi_max_cut_new (&graph->sdp, graph->W, &options, &other);
    check_restored_state_repeats (method, other, at[i], 10);
  }
  epi_cut_enumeration_new (graph->n, graph->W, &method);
  check_steps_allocate_nothing (method, SIZE_MAX);
  epi_method_free (method);
  Graph *larger = random_graph (15, 0.5, true, 9);
  epi_cut_enumeration_new (15, larger->W, &method);
  epi_cut_enumeration_new (15, larger->W, &other);
  check_restored_state_repeats (method, other, 1, 2);
  graph_free (larger);
  graph_free (graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/max-cut/the-gray-code-finds-the-largest-of-all-cuts",
                   test_the_gray_code_finds_the_largest_of_all_cuts);
  g_test_add_func ("/max-cut/the-petersen-graph-is-cut-in-twelve-edges",
                   test_the_petersen_graph_is_cut_in_twelve_edges);
  g_test_add_func ("/max-cut/too-many-nodes-are-refused",
                   test_too_many_nodes_are_refused);
  g_test_add_func ("/max-cut/known-graphs-have-their-known-bounds",
                   test_known_graphs_have_their_known_bounds);
  g_test_add_func ("/max-cut/no-iterate-promises-less-than-the-largest-cut",
                   test_no_iterate_promises_less_than_the_largest_cut);
  g_test_add_func ("/max-cut/hyperplanes-cut-what-they-are-expected-to",
                   test_hyperplanes_cut_what_they_are_expected_to);
  g_test_add_func ("/max-cut/the-ratio-is-the-minimum-of-its-formula",
                   test_the_ratio_is_the_minimum_of_its_formula);
  g_test_add_func ("/max-cut/the-seed-decides-the-hyperplanes",
                   test_the_seed_decides_the_hyperplanes);
  g_test_add_func ("/max-cut/a-graph-without-edges-has-nothing-to-cut",
                   test_a_graph_without_edges_has_nothing_to_cut);
  g_test_add_func ("/max-cut/a-step-allocates-nothing-and-a-state-repeats",
                   test_a_step_allocates_nothing_and_a_state_repeats);
  return g_test_run ();
}
