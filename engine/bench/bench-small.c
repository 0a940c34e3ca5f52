/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * small: problems under a mouse.  Whole cold solves, from the program as data
 *   to the answer with its certificate, the median of many different ones:
 *
 *   small-lp         2 variables, 20 half-planes around the unit disc
 *   small-sdp        F₀ + x₁F₁ + x₂F₂ ⪰ 0 with (3,3) matrices
 *   small-ellipsoid  of least volume around 30 points of the plane
 *
 * and small-lp-warm: the linear program after a small turn of its cost, from
 * the basis that was optimal before, in the time of its cold solve.
 */
#include "bench/epi-benches.h"
#include "convex/epi-simplex.h"
#include "convex/epi-solve.h"
#include "core/epi-random.h"
#include "problem/epi-determinant-programs.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 301, HALF_PLANES = 20, POINTS = 30 };

/* A number in [-1, 1]. */
static double
draw (EpiRandom *random)
{
  return 2 * epi_random_uniform (random) - 1;
}

/* minimize cᵀx subject to aᵢᵀx ≤ 1 + εᵢ, aᵢ on the unit circle: bounded. */
static EpiStatus
make_lp (EpiRandom *random, EpiProgram *out)
{
  EpiTriplet entries[2 * HALF_PLANES];
  EpiQp *qp = &out->qp;

  out->kind = EPI_PROGRAM_LINEAR;
  EpiStatus status = epi_qp_new (HALF_PLANES, 2, qp);
  if (status != EPI_OK)
    return status;
  for (int i = 0; i < HALF_PLANES; i++) {
    double angle =
        2 * 3.14159265358979323846 * (i + 0.4 * draw (random)) / HALF_PLANES;
    entries[2 * i] = (EpiTriplet){i, 0, cos (angle)};
    entries[2 * i + 1] = (EpiTriplet){i, 1, sin (angle)};
    qp->row_upper[i] = 1 + 0.2 * draw (random);
  }
  for (int j = 0; j < 2; j++) {
    qp->lower[j] = -INFINITY;
    qp->c[j] = draw (random);
  }
  epi_sparse_clear (&qp->A);
  return epi_sparse_from_triplets (HALF_PLANES, 2, entries, 2 * HALF_PLANES,
                                   &qp->A);
}

/* minimize cᵀx subject to I + x₁F₁ + x₂F₂ ⪰ 0: a strict point is 0, and with
 * tr F₁ = tr F₂ = 0 the set is bounded. */
static EpiStatus
make_sdp (EpiRandom *random, EpiProgram *out)
{
  EpiSdpBlock block = {3, false, 0};
  EpiSdpEntry entries[3 + 12];
  double c[2] = {draw (random), draw (random)};
  size_t n = 0;

  for (int i = 0; i < 3; i++)
    entries[n++] = (EpiSdpEntry){0, 0, i, i, -1};
  for (int matrix = 1; matrix <= 2; matrix++) {
    double trace = 0;
    for (int j = 0; j < 3; j++)
      for (int i = 0; i <= j; i++) {
        double value = i == 2 ? -trace : draw (random);
        trace += i == j ? value : 0;
        entries[n++] = (EpiSdpEntry){matrix, 0, i, j, value};
      }
  }
  out->kind = EPI_PROGRAM_SEMIDEFINITE;
  return epi_sdp_new (2, c, 1, &block, n, entries, &out->sdp);
}

static EpiStatus
make_ellipsoid (EpiRandom *random, EpiProgram *out)
{
  double points[2 * POINTS];

  for (int i = 0; i < 2 * POINTS; i++)
    points[i] = draw (random);
  out->kind = EPI_PROGRAM_MAXDET;
  return epi_minimum_ellipsoid_new (2, POINTS, points, &out->sdp);
}

/* Seconds of one cold solve; NAN when it did not end with its certificate. */
static double
cold (const EpiProgram *program, const char *method)
{
  EpiSolveOptions options = {method, 1e-8, SIZE_MAX};
  EpiSolution solution = {0};
  double begin = epi_bench_now ();
  EpiStatus status = epi_solve (program, &options, NULL, NULL, &solution);
  epi_solution_clear (&solution);
  double seconds = epi_bench_now () - begin;
  return status == EPI_OPTIMAL ? seconds : NAN;
}

static void
measure (const EpiBenchSink *sink, const char *name, const char *method,
         EpiStatus (*make) (EpiRandom *, EpiProgram *), double goal)
{
  EpiRandom random = epi_random (1, 0);
  double seconds[ROUNDS];
  bool proven = true;

  for (int i = 0; i < ROUNDS; i++) {
    EpiProgram program = {0};
    seconds[i] =
        make (&random, &program) == EPI_OK ? cold (&program, method) : NAN;
    proven = proven && !isnan (seconds[i]);
    epi_program_clear (&program);
  }
  double median = proven ? epi_bench_median (seconds, ROUNDS) : NAN;
  sink->put (&(EpiBenchFigure){name, 1e3 * median, "ms", goal, EPI_BENCH_LOWER},
             sink->data);
}

/* Seconds from the program to its answer; standing: NULL or where it begins and
 * then where it ended. */
static double
walk (const EpiQp *lp, EpiQpAnswer *answer, EpiStanding *standing, bool warm)
{
  EpiSimplexOptions options = epi_simplex_defaults (EPI_SIMPLEX_DUAL);
  EpiMethod *method = NULL;

  if (warm)
    options = epi_simplex_defaults (EPI_SIMPLEX_PRIMAL);
  options.start = warm ? standing : NULL;
  double begin = epi_bench_now ();
  EpiStatus status = epi_simplex_new (lp, &options, &method);
  if (status == EPI_OK)
    status = epi_method_run (method, SIZE_MAX, NULL, NULL);
  if (status == EPI_CONVERGED)
    epi_simplex_answer (method, answer);
  double seconds = epi_bench_now () - begin;
  if (status == EPI_CONVERGED)
    epi_simplex_basis (method, standing);
  epi_method_free (method);
  return status == EPI_CONVERGED ? seconds : NAN;
}

static void
measure_warm (const EpiBenchSink *sink)
{
  EpiRandom random = epi_random (2, 0);
  double colds[ROUNDS], warms[ROUNDS];
  bool solved = true;

  for (int i = 0; i < ROUNDS; i++) {
    EpiProgram program = {0};
    EpiQpAnswer answer = {0};
    EpiStanding standing[2 + HALF_PLANES];

    colds[i] = warms[i] = NAN;
    if (make_lp (&random, &program) == EPI_OK &&
        epi_qp_answer_new (&program.qp, &answer) == EPI_OK) {
      colds[i] = walk (&program.qp, &answer, standing, false);
      program.qp.c[0] += 0.05 * draw (&random);
      program.qp.c[1] += 0.05 * draw (&random);
      warms[i] = walk (&program.qp, &answer, standing, true);
    }
    solved = solved && !isnan (colds[i]) && !isnan (warms[i]);
    epi_qp_answer_clear (&answer);
    epi_program_clear (&program);
  }
  double before = epi_bench_median (colds, ROUNDS);
  double after = epi_bench_median (warms, ROUNDS);
  sink->put (&(EpiBenchFigure){"small-lp-warm", solved ? after / before : NAN,
                               "times cold", 0.5, EPI_BENCH_LOWER},
             sink->data);
}

void
epi_bench_small (const EpiBenchSink *sink)
{
  measure (sink, "small-lp", "simplex", make_lp, 0.2);
  measure (sink, "small-lp-interior-point", "ipm", make_lp, NAN);
  measure_warm (sink);
  measure (sink, "small-sdp", "ipm", make_sdp, 1);
  measure (sink, "small-ellipsoid", "ipm", make_ellipsoid, 2);
}
