/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which variable leaves (dual) and which enters (primal). */
#include "convex/epi-simplex-private.h"

#include <math.h>

#define LEAST_WEIGHT 1e-4
#define LARGEST_DEVEX 1e7 /* then a new reference framework */

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
    case EPI_PRICING_STEEPEST_EDGE: /* most violation² / weight */
      if (infeasible[i] > most * weight[i]) {
        most = infeasible[i] / weight[i];
        best = i;
      }
      break;
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
    }
  }
  return best;
}

void
epi_pricing_reset_rows (EpiSimplex *s)
{
  for (int i = 0; i < s->lp.m; i++)
    s->row_weight[i] = 1;
}

/* ‖B⁻ᵀe_i‖² after the pivot: ρᵢ - (αᵢ/α_p) ρ_p instead of ρᵢ, and
 * ρᵢᵀρ_p = τᵢ.  Forrest & Goldfarb, Steepest-edge simplex algorithms for
 * linear programming, Math. Programming 57 (1992), (3.47). */
void
epi_pricing_update_rows (EpiSimplex *s, int p, double row_norm)
{
  const EpiSparseVector *alpha = &s->column;
  double pivot = alpha->value[p];

  for (int t = 0; t < alpha->n; t++) {
    int i = alpha->index[t];
    double k = alpha->value[i] / pivot;
    s->row_weight[i] =
        fmax (s->row_weight[i] - 2 * k * s->tau.value[i] + k * k * row_norm,
              fmax (LEAST_WEIGHT, k * k * LEAST_WEIGHT));
  }
  s->row_weight[p] = fmax (row_norm / (pivot * pivot), LEAST_WEIGHT);
}

/* Primal ------------------------------------------------------------------- */

int
epi_pricing_column (EpiSimplex *s)
{
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
    if (s->options.pricing == EPI_PRICING_STEEPEST_EDGE)
      out = out * out / s->weight[j];
    if (out > most) {
      most = out;
      best = j;
    }
  }
  return best;
}

void
epi_pricing_reset_columns (EpiSimplex *s)
{
  for (int j = 0; j < s->lp.total; j++)
    s->weight[j] = 1;
}

/* Devex: w_j := max (w_j, (α_j/α_q)² w_q) for row p of B⁻¹[A, -I]. */
void
epi_pricing_update_columns (EpiSimplex *s, int p, int q)
{
  const EpiSparseVector *alpha = &s->priced;
  double pivot = s->column.value[p], wq = s->weight[q];
  bool too_large = false;

  for (int t = 0; t < alpha->n; t++) {
    int j = alpha->index[t];
    double k = alpha->value[j] / pivot, w = k * k * wq;
    if (w > s->weight[j])
      s->weight[j] = w;
  }
  s->weight[s->head[p]] = fmax (wq / (pivot * pivot), 1);
  too_large = s->weight[s->head[p]] > LARGEST_DEVEX;
  if (too_large)
    epi_pricing_reset_columns (s);
}
