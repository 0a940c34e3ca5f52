/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the simplex methods, shared by their files. */
#pragma once

#include "convex/epi-basis.h"
#include "convex/epi-simplex.h"
#include "core/epi-random.h"

/* The scaled problem, a minimization.  Variable j of the user is scale[j]
 * times ours; with costs scaled by cost_scale, a reduced cost of the user is
 * ours / (scale[j] cost_scale). */
typedef struct {
  int m, n, total;              /* rows, columns, n + m */
  EpiSparse A;                  /* (m,n) */
  EpiSparse rows;               /* (n,m): Aᵀ, column i is row i of A */
  double *scale;                /* (n + m) */
  double *cost, *lower, *upper; /* (n + m) */
  double sign;                  /* -1: the user maximizes */
} EpiSimplexLp;

EpiStatus epi_simplex_lp_new (const EpiQp *qp, bool scale, EpiSimplexLp *out);
void epi_simplex_lp_clear (EpiSimplexLp *lp);

/* x (m) := column j of [A, -I] */
void epi_simplex_lp_column (const EpiSimplexLp *lp, int j, EpiSparseVector *x);
/* x (m) += alpha times column j; x keeps no index */
void epi_simplex_lp_add_column (const EpiSimplexLp *lp, int j, double alpha,
                                double *x);
/* column j of [A, -I] times y (m) */
double epi_simplex_lp_dot (const EpiSimplexLp *lp, int j, const double *y);

/* Everything that the next step depends on, besides the vectors. */
typedef struct {
  EpiSimplexKind kind; /* the method that works now */
  int phase;           /* 1, 2 */
  bool begun;          /* factors, x and d are those of the basis */
  bool fresh;          /* … and just computed from a new factorization */
  bool costs_moved, bounds_moved; /* by perturbation or shifting */
  bool may_perturb;
  bool published;   /* base.x and base.f follow x */
  bool warm;        /* begun at the caller's basis: near the end, one hopes */
  bool boxed;       /* the bounds are those of dual phase 1 */
  double tolerance; /* of x and d, scaled */
  int rounds;       /* times that an optimum was refused at the end */
  int stalled;      /* degenerate primal steps in a row */
  EpiRandom random;
  int entering, leaving; /* the last step, for figures */
  double step_length;
  bool has_point;     /* point is feasible */
  bool contradiction; /* a lower bound is above its upper bound */
  int n_updates;      /* pivots since the factorization */
  bool due;           /* the next step begins with another one */
} EpiSimplexState;

typedef struct {
  EpiMethod base;
  const EpiQp *qp; /* borrowed: the user's */
  EpiSimplexOptions options;
  EpiSimplexLp lp;
  EpiBasis *basis;
  EpiSimplexState state;
  const EpiCancel *cancel; /* asked by the factorization that was due */

  /* State vectors: the first n_doubles of one block and n_ints of another;
   * workspace lies behind them. */
  double *doubles;
  size_t n_doubles;
  double *x, *d;                /* (n + m) values, reduced costs */
  double *cost, *lower, *upper; /* (n + m) as they are now */
  double *weight;               /* (n + m) primal weights, by variable */
  double *ray;                  /* (n + m) y of logicals, or a direction */
  double *point;                /* (n + m) where phase 2 began */
  double *row_weight;           /* (m) dual weights, by position */
  double *infeasible;           /* (m) squared violations, by position */
  int *ints;
  size_t n_ints;
  int *head;                   /* (m) basic variable by position */
  int *factored;               /* (m) head as it was given to factor() */
  int *standing;               /* (n + m) EpiStanding */
  int *log_row, *log_variable; /* (max updates) pivots since then */

  /* Workspace. */
  EpiSparseVector column, row, tau, change; /* (m) */
  EpiSparseVector priced;                   /* (n + m) */
  double *work_doubles;                     /* the next five */
  int *work_ints;
  int *candidates;         /* (n + m) of a ratio test */
  double *candidate_alpha; /* (n + m) */
  double *candidate_ratio; /* (n + m) */
  int *group;              /* (n + m) */
  int *flips, n_flips;     /* (n + m) */
} EpiSimplex;

/* x_j := x, also in the user's units, and their objective. */
static inline void
epi_simplex_set_x (EpiSimplex *s, int j, double x)
{
  s->x[j] = x;
  if (j < s->lp.n) {
    double user = x * s->lp.scale[j];
    s->base.f += s->qp->c[j] * (user - s->base.x[j]);
    s->base.x[j] = user;
  }
}

/* epi-simplex-core.c -------------------------------------------------------*/

/* Factors the head anew; then x_B from the others and d from the costs.
 * EPI_INTERRUPTED by cancel (NULL: none): the state is as it was, without its
 * factors. */
EpiStatus epi_simplex_refactor (EpiSimplex *s, const EpiCancel *cancel);
void epi_simplex_compute_x (EpiSimplex *s);
/* x_B -= B⁻¹ Σⱼ aⱼxⱼ, x (n + m): the solution when x_B is 0, one step of
 * iterative refinement when it is not. */
void epi_simplex_correct (EpiSimplex *s, double *x);
/* d of the costs of this phase */
void epi_simplex_compute_d (EpiSimplex *s);
/* row := row p of B⁻¹, kept for the next pivot; its squared norm. */
double epi_simplex_row_of_inverse (EpiSimplex *s, int p);
/* priced := [A, -I]ᵀ y, of nonbasic variables alone */
void epi_simplex_price (EpiSimplex *s, const EpiSparseVector *y);
/* q enters at position p, which leaves for `standing`; α in column and e_p's
 * btran in row were kept.  Notes when it is time to refactor; does so at once,
 * s->state.fresh, only when there is no room. */
EpiStatus epi_simplex_pivot (EpiSimplex *s, int p, int q, EpiStanding leaves);
/* Puts nonbasic j where `standing` says (its bound must be there). */
void epi_simplex_place (EpiSimplex *s, int j, EpiStanding standing);
/* A standing that the bounds of j allow, near to the one that it has. */
EpiStanding epi_simplex_allowed (const EpiSimplex *s, int j);
/* How much x_j violates its bounds: < 0 below, > 0 above, 0 within. */
double epi_simplex_violation (const EpiSimplex *s, int j);
/* How much d_j has the wrong sign for where j stands, ≥ 0. */
double epi_simplex_dual_violation (const EpiSimplex *s, int j);
/* The largest violations of x and d in the user's units, as the certificate
 * measures them. */
void epi_simplex_measure (const EpiSimplex *s, double *primal, double *dual);
/* Bounds and costs of the problem, unmoved. */
void epi_simplex_restore_bounds (EpiSimplex *s);
void epi_simplex_restore_costs (EpiSimplex *s);
double epi_simplex_random (EpiSimplex *s);
/* -1 below its bounds, 1 above, 0 within the tolerance. */
double epi_simplex_phase_1_cost (const EpiSimplex *s, int j);

/* One step of each: EPI_RUNNING (a pivot or a flip was made), EPI_OK (no
 * pivot; the method or phase has changed, go on), or the end. */
EpiStatus epi_simplex_primal (EpiSimplex *s);
EpiStatus epi_simplex_dual (EpiSimplex *s);
/* The working method sees an optimum, in phase 2: cleans up. */
EpiStatus epi_simplex_finish (EpiSimplex *s);
/* To the other method, phases to be found anew. */
EpiStatus epi_simplex_switch (EpiSimplex *s, EpiSimplexKind kind);

/* epi-ratio-test.c ---------------------------------------------------------*/

/* Dual: the entering variable for leaving position with violation `delta`,
 * from priced; flips gets those that change bound.  -1: none. */
int epi_ratio_test_dual (EpiSimplex *s, double delta);

typedef struct {
  int position; /* -1: none */
  double step;  /* INFINITY: unbounded */
  EpiStanding leaves;
} EpiRatio;

/* Primal: the basic variable that stops x_q moving by `direction` (±1), from
 * column. */
EpiRatio epi_ratio_test_primal (EpiSimplex *s, double direction);
/* The same in phase 1: past breakpoints while the slope (< 0) lasts. */
EpiRatio epi_ratio_test_phase_1 (EpiSimplex *s, double direction, double slope);

/* epi-pricing.c ------------------------------------------------------------*/
int epi_pricing_row (EpiSimplex *s);    /* dual: leaving position, or -1 */
int epi_pricing_column (EpiSimplex *s); /* primal: entering variable, or -1 */
void epi_pricing_reset_rows (EpiSimplex *s);
void epi_pricing_reset_columns (EpiSimplex *s);
/* After column and row, before the pivot at p. */
void epi_pricing_update_rows (EpiSimplex *s, int p, double row_norm);
/* After column and priced, before the pivot: q enters at p. */
void epi_pricing_update_columns (EpiSimplex *s, int p, int q);

/* epi-simplex-rays.c -------------------------------------------------------*/

/* ‖Aᵀy + z‖∞ of s->ray as a Farkas ray of value 1; INFINITY: it is none. */
double epi_simplex_farkas_residual (EpiSimplex *s);
/* How far s->ray, scaled to cᵀd = -1, goes towards bounds; INFINITY: the
 * objective does not fall along it. */
double epi_simplex_recession_residual (EpiSimplex *s);
void epi_simplex_farkas (const EpiSimplex *s, EpiQpAnswer *out);
void epi_simplex_recession (const EpiSimplex *s, EpiQpAnswer *out);
