/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps 2 and 3 of epi-smo.h, four examples at a time: all, which stand one
 * after another, or the active ones by their list.
 *
 * What may not move is kept out by an infinity added to it.  The best one so
 * far is seldom beaten, some log n times in a row of numbers: whether one of
 * four may beat it is all that the loops ask, and of equals the first one
 * stays.  No product is fused with a sum, so that every processor gives the
 * same bits.
 */
#include "classify/epi-smo-private.h"

#include "core/epi-wide.h"

#include <float.h>
#include <math.h>
#include <string.h>
/* clang passes no vectors between functions for different processors, not even
 * where all is inlined. */
#if defined(__x86_64__) && !defined(__clang__) && !defined(EPI_SMO_PLAIN)
#define WITH_AVX2
#include <immintrin.h>
#endif

EPI_ALWAYS_INLINE EpiWide
gather (const double *from, const int *at)
{
  return (EpiWide){from[at[0]], from[at[1]], from[at[2]], from[at[3]]};
}

EPI_ALWAYS_INLINE void
scatter (double *to, const int *at, const EpiWide *wide)
{
  for (size_t l = 0; l < EPI_WIDE; l++)
    to[at[l]] = (*wide)[l];
}

EPI_ALWAYS_INLINE double
least_of (EpiWide wide)
{
  return fmin (fmin (wide[0], wide[1]), fmin (wide[2], wide[3]));
}

/* The largest so far, and which one; -1 while none was larger than at first. */
typedef struct {
  double value;
  int at;
} Best;

EPI_ALWAYS_INLINE void
note_one (Best *best, double value, size_t t)
{
  if (!(value > best->value))
    return;
  best->value = value;
  best->at = (int)t;
}

EPI_ALWAYS_INLINE void
note (Best *best, EpiWide value, size_t t)
{
  for (size_t l = 0; l < EPI_WIDE; l++)
    note_one (best, value[l], t + l);
}

typedef struct { /* of 3 */
  const double *g, *no_low, *K, *K_i;
  double m, K_ii;
} Look;

typedef struct { /* of 2 */
  const double *K_i, *K_j, *no_up;
  double d;
} Change;

/* ---- In halves where the processor has no four ---- */

EPI_ALWAYS_INLINE EpiWide
larger (EpiWide a, EpiWide b)
{
  EpiWideMask of_a = a > b;
  return (EpiWide)(((EpiWideMask)a & of_a) | ((EpiWideMask)b & ~of_a));
}

EPI_ALWAYS_INLINE bool
any (EpiWideMask mask)
{
  return (mask[0] | mask[1] | mask[2] | mask[3]) != 0;
}

#define TARGET
#define LARGER(a, b) larger (a, b)
#define ANY(mask) any (mask)

#define NAME(name) name##_all_plain
#define FOUR(from, t) epi_wide_load ((from) + (t))
#define PUT_FOUR(to, t, wide) epi_wide_store ((to) + (t), &(wide))
#define PLACE(t) (t)
#include "classify/epi-smo-wide.inc"

#define NAME(name) name##_listed_plain
#define FOUR(from, t) gather (from, active + (t))
#define PUT_FOUR(to, t, wide) scatter (to, active + (t), &(wide))
#define PLACE(t) (size_t) active[t]
#include "classify/epi-smo-wide.inc"

#undef TARGET
#undef LARGER
#undef ANY

/* ---- AVX2 ---- */

#ifdef WITH_AVX2
#define TARGET __attribute__ ((target ("avx2")))
#define LARGER(a, b) ((EpiWide)_mm256_max_pd ((__m256d)(a), (__m256d)(b)))
#define ANY(mask) (_mm256_movemask_pd ((__m256d)(mask)) != 0)

#define NAME(name) name##_all_avx2
#define FOUR(from, t) epi_wide_load ((from) + (t))
#define PUT_FOUR(to, t, wide) epi_wide_store ((to) + (t), &(wide))
#define PLACE(t) (t)
#include "classify/epi-smo-wide.inc"

#define NAME(name) name##_listed_avx2
#define FOUR(from, t) gather (from, active + (t))
#define PUT_FOUR(to, t, wide) scatter (to, active + (t), &(wide))
#define PLACE(t) (size_t) active[t]
#include "classify/epi-smo-wide.inc"
#endif

/* ---- For the processor at hand ---- */

typedef struct {
  void (*weigh) (const Look *, const int *, size_t, int *, double *);
  double (*subtract) (const Change *, double *, const int *, size_t, int *);
} Loops;

static const Loops *
loops_for (const EpiSmo *self)
{
  static const Loops plain[] = {{weigh_all_plain, subtract_all_plain},
                                {weigh_listed_plain, subtract_listed_plain}};
  bool listed = self->state.n_active < self->base.n;
#ifdef WITH_AVX2
  static const Loops avx2[] = {{weigh_all_avx2, subtract_all_avx2},
                               {weigh_listed_avx2, subtract_listed_avx2}};
  if (__builtin_cpu_supports ("avx2"))
    return &avx2[listed];
#endif
  return &plain[listed];
}

void
epi_smo_look_for_low (EpiSmo *self, const double *K_i)
{
  EpiSmoState *s = &self->state;
  const double *K = epi_gram_diagonal (self->gram);
  Look look = {self->g, self->no_low, K, K_i, s->m, K[s->i]};

  loops_for (self)->weigh (&look, self->active, s->n_active, &s->j, &s->M);
}

void
epi_smo_subtract_pair (EpiSmo *self, const double *K_i, const double *K_j,
                       double d)
{
  EpiSmoState *s = &self->state;
  Change change = {K_i, K_j, self->no_up, d};

  s->m = loops_for (self)->subtract (&change, self->g, self->active,
                                     s->n_active, &s->i);
}
