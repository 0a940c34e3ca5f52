/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which variable leaves (dual) and which enters (primal). */
#include "convex/epi-simplex-private.h"

#include <math.h>

#define LEAST_WEIGHT 1e-4
#define LARGEST_DEVEX 1e7 /* then a new reference framework */

const char *
epi_pricing_name (EpiPricing pricing)
{
  static const char *const names[EPI_N_PRICINGS] = {"steepest-edge", "devex",
                                                    "dantzig", "bland"};
  return names[pricing];
}

/* Dual --------------------------------------------------------------------- */

int
epi_pricing_row (EpiSimplex *s)
{
  const double *infeasible = s->infeasible, *weight = s->row_weight;
  double most = 0;
  int best = -1;

  for (int i = 0; i < s->lp.m; i++) {
    if (infeasible[i] == 0)
      continue;
    switch (s->options.pricing) {
    case EPI_PRICING_DANTZIG:
      if (infeasible[i] > most ||
          (infeasible[i] == most && best >= 0 && s->head[i] < s->head[best])) {
        most = infeasible[i];
        best = i;
      }
      break;
    case EPI_PRICING_BLAND:
      if (best < 0 || s->head[i] < s->head[best])
        best = i;
      break;
    default: /* most violation² / weight */
      if (infeasible[i] > most * weight[i]) {
        most = infeasible[i] / weight[i];
        best = i;
      }
    }
  }
  return best;
}

/* ‖B⁻ᵀeᵢ‖² of logicals; and what a framework begins with. */
void
epi_pricing_reset_rows (EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    s->row_weight[i] = 1;
}

/* ‖B⁻ᵀe_i‖² after the pivot: ρᵢ - (αᵢ/α_p) ρ_p instead of ρᵢ, and
 * ρᵢᵀρ_p = τᵢ, τ = B⁻¹ρ_p.  Forrest & Goldfarb, Steepest-edge simplex
 * algorithms for linear programming, Math. Programming 57 (1992), (3.47). */
static void
update_rows_exactly (EpiSimplex *s, int p, double row_norm)
{
  const EpiSparseVector *alpha = &s->column;
  double pivot = alpha->value[p];

  epi_sparse_vector_copy (&s->row, &s->tau);
  epi_basis_ftran (s->basis, &s->tau, false);
  for (int t = 0; t < alpha->n; t++) {
    int i = alpha->index[t];
    double k = alpha->value[i] / pivot;
    s->row_weight[i] =
        fmax (s->row_weight[i] - 2 * k * s->tau.value[i] + k * k * row_norm,
              fmax (LEAST_WEIGHT, k * k * LEAST_WEIGHT));
  }
  s->row_weight[p] = fmax (row_norm / (pivot * pivot), LEAST_WEIGHT);
  epi_sparse_vector_zero (&s->tau);
}

/* Devex: wᵢ := max (wᵢ, (αᵢ/α_p)² w_p). */
static void
update_row_framework (EpiSimplex *s, int p)
{
  const EpiSparseVector *alpha = &s->column;
  double pivot = alpha->value[p], wp = s->row_weight[p];

  for (int t = 0; t < alpha->n; t++) {
    int i = alpha->index[t];
    double k = alpha->value[i] / pivot;
    s->row_weight[i] = fmax (s->row_weight[i], k * k * wp);
  }
  s->row_weight[p] = fmax (wp / (pivot * pivot), 1);
  if (s->row_weight[p] > LARGEST_DEVEX)
    epi_pricing_reset_rows (s);
}

void
epi_pricing_update_rows (EpiSimplex *s, int p, double row_norm)
{
  if (s->options.pricing == EPI_PRICING_STEEPEST_EDGE)
    update_rows_exactly (s, p, row_norm);
  else if (s->options.pricing == EPI_PRICING_DEVEX)
    update_row_framework (s, p);
}

/* Primal ------------------------------------------------------------------- */

int
epi_pricing_column (EpiSimplex *s)
{
  bool weighted = s->options.pricing == EPI_PRICING_STEEPEST_EDGE ||
                  s->options.pricing == EPI_PRICING_DEVEX;
  double most = 0, tolerance = s->state.tolerance;
  bool phase_1 = s->state.phase == 1;
  int best = -1;

  for (int j = 0; j < s->lp.total; j++) {
    if (s->standing[j] == EPI_BASIC)
      continue;
    double out = epi_simplex_dual_violation (s, j);
    if (out <= tolerance * (phase_1 ? 1 : 1 + fabs (s->cost[j])))
      continue;
    if (s->options.pricing == EPI_PRICING_BLAND)
      return j;
    if (weighted)
      out = out * out / s->weight[j];
    if (out > most) {
      most = out;
      best = j;
    }
  }
  return best;
}

static bool
is_all_logicals (const EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    if (s->head[i] < s->lp.n)
      return false;
  return true;
}

/* 1 + ‖B⁻¹a_j‖² where B = -I; else a framework. */
void
epi_pricing_reset_columns (EpiSimplex *s)
{
  for (int j = 0; j < s->lp.total; j++)
    s->weight[j] = 1;
  if (s->options.pricing != EPI_PRICING_STEEPEST_EDGE || !is_all_logicals (s))
    return;
  for (int j = 0; j < s->lp.n; j++)
    for (int k = s->lp.A.start[j]; k < s->lp.A.start[j + 1]; k++)
      s->weight[j] += s->lp.A.value[k] * s->lp.A.value[k];
}

/* 1 + ‖B⁻¹a_j‖² after the pivot: B⁻¹a_j - (α_j/α_q) (α - e_p) instead of
 * B⁻¹a_j, α = B⁻¹a_q, α_j of row p; and a_jᵀB⁻ᵀα = a_jᵀτ.  Goldfarb & Reid, A
 * practicable steepest-edge simplex algorithm, Math. Programming 12 (1977),
 * (4.1). */
static void
update_columns_exactly (EpiSimplex *s, int p, int q)
{
  const EpiSparseVector *alpha = &s->priced;
  double pivot = s->column.value[p], wq = 1;

  epi_sparse_vector_copy (&s->column, &s->tau);
  for (int t = 0; t < s->tau.n; t++)
    wq += s->tau.value[s->tau.index[t]] * s->tau.value[s->tau.index[t]];
  epi_basis_btran (s->basis, &s->tau, false);
  for (int t = 0; t < alpha->n; t++) {
    int j = alpha->index[t];
    double k = alpha->value[j] / pivot;
    double along = epi_simplex_lp_dot (&s->lp, j, s->tau.value);
    s->weight[j] = fmax (s->weight[j] - 2 * k * along + k * k * wq, 1 + k * k);
  }
  s->weight[s->head[p]] = fmax (wq / (pivot * pivot), 1);
  epi_sparse_vector_zero (&s->tau);
}

/* Devex: w_j := max (w_j, (α_j/α_q)² w_q) for row p of B⁻¹[A, -I]. */
static void
update_column_framework (EpiSimplex *s, int p, int q)
{
  const EpiSparseVector *alpha = &s->priced;
  double pivot = s->column.value[p], wq = s->weight[q];

  for (int t = 0; t < alpha->n; t++) {
    int j = alpha->index[t];
    double k = alpha->value[j] / pivot;
    s->weight[j] = fmax (s->weight[j], k * k * wq);
  }
  s->weight[s->head[p]] = fmax (wq / (pivot * pivot), 1);
  if (s->weight[s->head[p]] > LARGEST_DEVEX)
    epi_pricing_reset_columns (s);
}

void
epi_pricing_update_columns (EpiSimplex *s, int p, int q)
{
  if (s->options.pricing == EPI_PRICING_STEEPEST_EDGE)
    update_columns_exactly (s, p, q);
  else if (s->options.pricing == EPI_PRICING_DEVEX)
    update_column_framework (s, p, q);
}
