/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following a drag among many points.
 *
 *     1. which rows moved        the tables share the chunks that did not
 *     2. replace them            in R, G and c: O(p²) a row
 *     3. a stand-in              the p+m rows [R; 0], [Rθ*; ρ], which have the
 *                                same cost as all n rows:
 *                                ‖R(θ-θ*)‖² + ρ²
 *     4. the chosen method       on the stand-in
 *
 * The cost of a motion does not grow with n.  θ* agrees with a fit of all rows
 * to 1e-10 relative (tests); R is the Cholesky factor of G, so the path of a
 * descent agrees to κ(G) u.  The scaling of x stays as it was: where a point
 * leaves the range that it was made from, the problem is built anew.
 */
#include "least-squares/live.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define FEW_ROWS 2048 /* below, building anew is as fast */
#define MAX_MOVED 64

static bool
start_following (LsProblem *problem)
{
  return problem->update != NULL ||
         epi_lsq_update_new (&problem->ls, &problem->update) == EPI_OK;
}

/* The place among the fitted rows of a row of the table, or -1. */
static ptrdiff_t
find_row (const LsRows *rows, size_t row)
{
  size_t low = 0, high = rows->n;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (rows->rows[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low < rows->n && rows->rows[low] == row ? (ptrdiff_t)low : -1;
}

/* ---- 1. Which rows moved ---- */

/* Whether both have the same columns, in which each row counts for itself: a
 * mean or a weight would change with all of them. */
static bool
same_roles (const EpiData *a, const EpiData *b)
{
  static const char *const roles[] = {"x", "y", "weight"};

  for (size_t i = 0; i < G_N_ELEMENTS (roles); i++)
    if (!g_strv_equal (epi_data_role (a, roles[i]),
                       epi_data_role (b, roles[i])))
      return false;
  return *epi_data_role (a, "weight") == NULL && !epi_data_standardised (a);
}

static ptrdiff_t
moved_rows (const EpiDocument *from, const EpiDocument *to, size_t *rows)
{
  const EpiData *a = epi_document_data (from, "points");
  const EpiData *b = epi_document_data (to, "points");

  if (a == NULL || b == NULL || !same_roles (a, b))
    return -1;
  EpiDocument *rest = epi_document_with_data (from, "points", b);
  bool only_points = epi_document_equal (rest, to);
  epi_document_unref (rest);
  if (!only_points)
    return -1;
  return epi_table_diff (epi_data_table (a), epi_data_table (b), rows,
                         MAX_MOVED);
}

/* ---- 2. Replace them ---- */

static bool
inside (const LsProblem *problem, double x)
{
  const EpiFeatures *f = problem->features;

  return fabs (x - f->centre[0]) < f->scale[0];
}

static void
move_count (LsProblem *problem, double x0, double y0, double x1, double y1)
{
  size_t cell;

  if (problem->counts == NULL)
    return;
  if (ls_cell (problem->counts, x0, y0, &cell))
    problem->counts->values[cell]--;
  if (ls_cell (problem->counts, x1, y1, &cell))
    problem->counts->values[cell]++;
}

static bool
move_row (LsProblem *problem, const EpiData *data, size_t row)
{
  LsRows *fit = &problem->fit;
  ptrdiff_t i = find_row (fit, row);
  const EpiTable *table = epi_data_table (data);
  size_t p = problem->p, m = problem->m, n = fit->n;
  double x =
      epi_table_number (table, row, (size_t)epi_data_column (data, "x", 0));

  if (i < 0 ||
      epi_table_mark (table, row) & (EPI_MARK_HIDDEN | EPI_MARK_TEST) ||
      !inside (problem, x) || !inside (problem, fit->x[i]))
    return false;
  double *old = g_new (double, 2 * (p + m)), *new = old + p + m;
  epi_features_row (problem->features, &x, new);
  bool finite = epi_is_finite (new, p);
  for (size_t j = 0; j < p; j++)
    old[j] = *epi_matrix_at (&fit->A, (size_t)i, j);
  for (size_t o = 0; o < m; o++) {
    old[p + o] = *epi_matrix_at (&fit->B, (size_t)i, o);
    new[p + o] =
        epi_table_number (table, row, (size_t)epi_data_column (data, "y", o));
    finite = finite && isfinite (new[p + o]);
  }
  bool done = finite && epi_lsq_update_replace (problem->update, old, old + p,
                                                fit->weights[i], new, new + p,
                                                fit->weights[i]) == EPI_OK;
  for (size_t j = 0; done && j < p; j++)
    fit->A.data[(size_t)i + j * n] = new[j];
  for (size_t o = 0; done && o < m; o++) {
    ls_spread_replace (problem, o, fit->weights[i], old[p + o], new[p + o]);
    move_count (problem, fit->x[i], old[p + o], x, new[p + o]);
    fit->B.data[(size_t)i + o * n] = new[p + o];
    problem->extent[2] = fmin (problem->extent[2], new[p + o]);
    problem->extent[3] = fmax (problem->extent[3], new[p + o]);
  }
  if (done)
    fit->x[i] = x;
  g_free (old);
  return done;
}

/* ---- 3. The stand-in ---- */

static void
stand_in_clear (LsProblem *problem)
{
  epi_matrix_clear (&problem->stand_in_A);
  epi_matrix_clear (&problem->stand_in_B);
}

/* R := Lᵀ of G = L Lᵀ, which is overwritten. */
static bool
root_of (EpiMatrix *G, EpiMatrix *R)
{
  if (epi_cholesky (G) != EPI_OK)
    return false;
  for (size_t j = 0; j < G->cols; j++)
    for (size_t i = j; i < G->rows; i++)
      *epi_matrix_at (R, j, i) = *epi_matrix_at (G, i, j);
  return true;
}

/* [R; 0] and [Rθ*; ρ]: of several outputs, ρ² stands in the first. */
static bool
make_stand_in (LsProblem *problem, double objective)
{
  size_t p = problem->p, m = problem->m;
  EpiMatrix *A = &problem->stand_in_A, *B = &problem->stand_in_B;
  EpiMatrix G;

  stand_in_clear (problem);
  if (epi_matrix_new (p, p, &G) != EPI_OK)
    return false;
  epi_lsq_update_gram (problem->update, &G);
  bool ok = epi_matrix_new (p + 1, p, A) == EPI_OK &&
            epi_matrix_new (p + 1, m, B) == EPI_OK && root_of (&G, A);
  epi_lsq_update_gram (problem->update, &G);
  for (size_t j = problem->ls.n_free; j < p; j++)
    *epi_matrix_at (&G, j, j) -= problem->ls.ridge;
  ok = ok && root_of (&G, &problem->triangle);
  if (ok) {
    ok = epi_gemm (false, false, 1, A, &problem->optimum, 0, B) == EPI_OK;
    *epi_matrix_at (B, p, 0) = sqrt (fmax (objective, 0));
  }
  epi_matrix_clear (&G);
  problem->stand_in = (EpiLs){.A = *A, .B = *B, .loss = EPI_LOSS_SQUARED};
  return ok;
}

static bool
solve (LsProblem *problem)
{
  double objective;

  if (epi_lsq_update_solve (problem->update, &problem->optimum, &objective) !=
      EPI_OK)
    return false;
  problem->has_optimum = true;
  problem->rss_optimum =
      objective - epi_ls_ridge (&problem->ls, &problem->optimum);
  for (size_t o = 0; o < problem->m; o++)
    for (size_t j = problem->ls.n_free; j < problem->p; j++)
      *epi_matrix_at (&problem->slope, j, o) =
          -problem->ls.ridge * *epi_matrix_at (&problem->optimum, j, o);
  return make_stand_in (problem, objective);
}

/* ---- All of it ---- */

bool
ls_absorb (EpiBuilt *built, const EpiDocument *from, const EpiDocument *to)
{
  LsProblem *problem = built->problem;
  size_t rows[MAX_MOVED];

  if (problem->fit.n < FEW_ROWS || problem->n_inputs != 1 ||
      problem->ls.loss != EPI_LOSS_SQUARED || !start_following (problem))
    return false;
  ptrdiff_t n = moved_rows (from, to, rows); /* 1. */
  if (n <= 0)
    return false;
  for (ptrdiff_t i = 0; i < n; i++) /* 2. */
    if (!move_row (problem, epi_document_data (to, "points"), rows[i]))
      return false;
  if (!solve (problem)) /* 3. */
    return false;
  problem->following = true;
  return ls_replace_methods (built, to); /* 4. */
}
