/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite programs and what is asked of their answers.  Whoever includes
 * this has defined KIND, as which epi_solve() is given them.
 */
#pragma once

#include "convex/epi-solve.h"

#include <math.h>

static inline EpiSdp
make_sdp (size_t m, const double *c, size_t n_blocks, const EpiSdpBlock *blocks,
          size_t n_entries, const EpiSdpEntry *entries)
{
  EpiSdp sdp;
  g_assert_cmpint (
      epi_sdp_new (m, c, n_blocks, blocks, n_entries, entries, &sdp), ==,
      EPI_OK);
  return sdp;
}

/* Takes the problem over. */
static inline EpiSolution
solve_sdp (EpiSdp sdp)
{
  EpiProgram program = {.kind = KIND, .sdp = sdp};
  EpiSolveOptions options = {"ipm", 1e-8, 200};
  EpiSolution solution;
  epi_solve (&program, &options, NULL, NULL, &solution);
  epi_program_clear (&program);
  return solution;
}

static inline void
check_value (EpiSdp sdp, double value)
{
  EpiSolution solution = solve_sdp (sdp);
  g_assert_cmpint (solution.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat (fabs (solution.certificate.primal - value), <=,
                     1e-7 * (1 + fabs (value)));
  epi_solution_clear (&solution);
}

static inline void
check_status (EpiSdp sdp, EpiStatus status)
{
  EpiSolution solution = solve_sdp (sdp);
  g_assert_cmpint (solution.status, ==, status);
  epi_solution_clear (&solution);
}

/* The bound on the cut of a cycle. */
static inline EpiSdp
cut_of_a_cycle (int n)
{
  EpiSdpEntry *entries = g_new (EpiSdpEntry, 3 * n);
  const EpiSdpBlock block = {.size = (size_t)n};
  double *c = g_new (double, n);
  size_t count = 0;
  for (int j = 0; j < n; j++) { /* Diag x - ¼ Laplacian */
    int next = (j + 1) % n;
    c[j] = 1;
    entries[count++] = (EpiSdpEntry){0, 0, j, j, 0.5};
    entries[count++] = (EpiSdpEntry){0, 0, MIN (j, next), MAX (j, next), -0.25};
    entries[count++] = (EpiSdpEntry){1 + j, 0, j, j, 1};
  }
  EpiSdp sdp = make_sdp ((size_t)n, c, 1, &block, count, entries);
  g_free (entries);
  g_free (c);
  return sdp;
}
