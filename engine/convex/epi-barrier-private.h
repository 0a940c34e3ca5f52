/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the barrier method knows of a problem: an oracle for ψ = t f₀ + φ of
 * phase II, and for t s + φ of phase I, where the unknowns are z = (x, s).
 */
#pragma once

#include "convex/epi-barrier.h"
#include "core/epi-matrix.h"
#include "core/epi-vector.h"

#include <math.h>

#define EPI_BARRIER_VARIABLES 400 /* at most */
#define EPI_BARRIER_ARRAYS 16     /* of an oracle, at most */

typedef struct {
  double primal, dual; /* objectives, of a minimization */
  double primal_residual, dual_residual, gap;
} EpiBarrierMeasures;

typedef struct EpiBarrierOracle EpiBarrierOracle;

typedef struct {
  /* ψ at z (n, or n + 1 in phase I), INFINITY outside its domain.  g and H
   * (lower triangle), or NULL, of that order, are written whole. */
  double (*evaluate) (EpiBarrierOracle *self, bool phase1, double t,
                      const double *z, double *g, EpiMatrix *H);

  /* f₀(x); not finite outside its domain. */
  double (*objective) (EpiBarrierOracle *self, const double *x);

  /* Keeps the multipliers at z, moved to first order by dz, and those of the
   * equalities, w/t (p).  Follows an evaluate() with derivatives at z.  With
   * z NULL all but the equalities' are 0. */
  void (*multipliers) (EpiBarrierOracle *self, bool phase1, double t,
                       const double *z, const double *dz, const double *w);

  /* Of x and the multipliers kept; of a minimization. */
  void (*measure) (EpiBarrierOracle *self, const double *x,
                   EpiBarrierMeasures *out);

  /* The residual of the multipliers kept as a ray that shows the problem
   * infeasible, INFINITY when they are none. */
  double (*infeasible) (EpiBarrierOracle *self);

  /* The residual of d (n) as a direction in which f₀ → -∞, INFINITY when it is
   * none; writes it scaled to ray (n). */
  double (*unbounded) (EpiBarrierOracle *self, const double *d, double *ray);

} EpiBarrierOracleClass;

struct EpiBarrierOracle { /* first member of each */
  const EpiBarrierOracleClass *klass;
  size_t n;
  double degree;  /* m of φ: m/t is the gap */
  double degree1; /* the same in phase I */
  bool maximize;  /* the user's objective is -f₀ */
  double radius;  /* of phase I's ball; 0: by the starting point */
  size_t p;       /* equalities */
  double *A, *b;  /* (p,n) row after row; (p); of epi_barrier_array() */
  void *arrays[EPI_BARRIER_ARRAYS]; /* all that it owns */
  size_t n_arrays;
  bool no_memory;          /* one of them could not be had */
  const EpiCancel *cancel; /* within a step; or NULL */
  bool interrupted;        /* it was raised: ψ is INFINITY from then on */
};

typedef struct { /* what a state keeps beside the arrays */
  double t, mu, decrement, step_length;
  int outer, inner;
  bool phase1, central;
  bool contradiction; /* the equalities alone have no point */
  EpiBarrierMeasures measures;
} EpiBarrierNow;

typedef struct {
  EpiMethod base; /* x (n), in state */
  EpiBarrierOracle *oracle;
  double t0, tolerance, radius;
  size_t n, rank; /* rank: independent equalities */
  double *A;      /* (rank,n) those, row after row */
  size_t *which;  /* (rank) their rows */
  EpiBarrierNow now;
  double *state; /* x, ray, feasible (n), z, dz (n + 1), w (p) */
  size_t state_length;
  const EpiCancel *cancel;
  EpiBarrierNow before; /* now, and … */
  double *state_before; /* … state, at the beginning of a step */
  bool unsettled; /* the oracle's multipliers are not those of the state */
  double *z, *dz;
  double *w;                   /* (p) over t, 0 for dependent rows */
  double *ray;                 /* (n) when unbounded */
  double *feasible;            /* (n) where phase II began */
  double *g, *trial, *scale;   /* (n + 1 + rank) each */
  double *rhs, *wanted, *left; /* the same */
  double *factor;              /* of K */
  EpiMatrix H, K;              /* (n + 1), (n + 1 + rank) */
  int *pivots;
  double *work;
  int work_length;
  double *buffers;
} EpiBarrier;

extern const EpiMethodClass epi_barrier_class;

/* Takes the oracle, also when it fails. */
EpiStatus epi_barrier_new (EpiBarrierOracle *oracle,
                           const EpiBarrierOptions *options, EpiMethod **out);
void epi_barrier_free (EpiMethod *base);

/* A zeroed oracle of that size; NULL when there is no memory. */
void *epi_barrier_oracle_new (const EpiBarrierOracleClass *klass, size_t n,
                              size_t size);
void epi_barrier_oracle_free (EpiBarrierOracle *oracle);

/* count × size bytes, zeroed, which go with the oracle; NULL and no_memory. */
void *epi_barrier_array (EpiBarrierOracle *oracle, size_t count, size_t size);

/* Asks the flag, and remembers that it was raised. */
static inline bool
epi_barrier_is_interrupted (EpiBarrierOracle *oracle)
{
  oracle->interrupted =
      oracle->interrupted || epi_cancel_is_raised (oracle->cancel);
  return oracle->interrupted;
}

/* ψ at z, with the ball of phase I. */
double epi_barrier_evaluate (EpiBarrier *self, const double *z, double *g,
                             EpiMatrix *H);

/* The numbers in z: x and, in phase I, s. */
static inline size_t
epi_barrier_unknowns (const EpiBarrier *self)
{
  return self->n + (self->now.phase1 ? 1 : 0);
}

/* dz, w and η at z.  EPI_SINGULAR, EPI_NOT_FINITE. */
EpiStatus epi_barrier_find_direction (EpiBarrier *self);

/* At z: the direction, its decrement, whether z is central, what the
 * multipliers show.  EPI_RUNNING or EPI_NUMERICAL. */
EpiStatus epi_barrier_look (EpiBarrier *self);

/* The method, with multipliers that are those of its state, for an answer.
 * After a state was restored or an interrupted step undone they are found by
 * one evaluation with derivatives, which steps and frames do without. */
const EpiBarrier *epi_barrier_settled (const EpiMethod *method);

/* H (lower) += α v vᵀ */
static inline void
epi_barrier_add_square (EpiMatrix *H, double alpha, const double *v)
{
  for (size_t j = 0; j < H->cols; j++)
    if (v[j] != 0)
      for (size_t i = j; i < H->cols; i++)
        *epi_matrix_at (H, i, j) += alpha * v[j] * v[i];
}

/* max (|p - d|, open) / (1 + |p| + |d|) */
static inline double
epi_barrier_gap (double primal, double dual, double open)
{
  double difference = fabs (primal - dual);
  return (open > difference ? open : difference) /
         (1 + fabs (primal) + fabs (dual));
}
