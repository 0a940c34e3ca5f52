/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of epi-smo.h share. */
#pragma once

#include "classify/epi-row-cache.h"
#include "classify/epi-smo.h"

#define EPI_SMO_FLAT 1e-12 /* the least curvature that is divided by */

enum { EPI_SMO_UP = 1, EPI_SMO_LOW = 2 };

/* Of step 1'. */
#define EPI_SMO_NEWTON 2303      /* free multipliers at most: 42 MB, */
#define EPI_SMO_ROWS (100 << 20) /* with rows of so many bytes */
#define EPI_SMO_CHEAP 255        /* as many are cheap beside n pairs */
#define EPI_SMO_EACH 200         /* pairs between two in turn, at least, */
#define EPI_SMO_REST 50          /* and between early ones */
#define EPI_SMO_RATE 0.5         /* of a pair's cost, earned for an early one */

typedef struct { /* what a state is, besides the arrays */
  size_t n_active, countdown;
  double epsilon;
  double m, M; /* over the active examples */
  double step;
  int i, j;           /* the next pair */
  int last_i, last_j; /* the last one, -1: none */
  bool woken;         /* all were active again, near the end */
  bool newton;        /* the next step is 1', */
  bool early;         /* before it is due */
  size_t pairs;       /* steps since the last 1' */
  size_t due;         /* from so many on the next one is 1' */
  double credit;      /* pairs that others have earned for an early one */
  size_t rest;        /* pairs until such a one, at least */
  size_t since;       /* steps since g was computed anew; 0: it is */
  bool stuck;         /* the last step moved nothing */
  bool exhausted;     /* f did not fall in the last round */
} EpiSmoState;

typedef struct {
  EpiMethod base; /* x is β */
  EpiSmoOptions options;
  EpiGram *gram;
  EpiRowCache *cache;
  EpiSmoState state;
  double *g;             /* (n) y - Kβ; stale where not active */
  double *lower;         /* (n) min (0, yC) */
  double *upper;         /* (n) max (0, yC) */
  unsigned char *moves;  /* (n) EPI_SMO_UP, _LOW: β may grow, shrink */
  size_t n_free;         /* of them that may do both */
  double *no_up;         /* (n) 0, or -∞ where β may not grow */
  double *no_low;        /* (n) 0, or ∞ where β may not shrink */
  int *active;           /* (n) the first n_active are */
  size_t *order;         /* (n) scratch */
  double *low;           /* (n) scratch */
  double *old_x, *old_g; /* (n) when g was computed anew, */
  double *low_g;         /* (n) and what g lacked then */
  size_t most_free;      /* of step 1': epi-smo-newton.c */
  double *matrix;        /* (most_free, most_free) */
  double *direction, *ones, *slope; /* (most_free) */
  int *free;                        /* (most_free) */
} EpiSmo;

/* moves[t] from x[t]. */
void epi_smo_note_moves (EpiSmo *self, size_t t);

/* Step 3: i and m; then j and M for that i; both.  -1 when up or low is empty.
 */
void epi_smo_select_up (EpiSmo *self);
EpiStatus epi_smo_select_low (EpiSmo *self);
EpiStatus epi_smo_select_pair (EpiSmo *self);

/* Of 3, j and M for the state's i with its row; of 2, g -= d (Kᵢ - Kⱼ), with
 * the i and m of 3 on the way.  Of the active ones, four at a time. */
void epi_smo_look_for_low (EpiSmo *self, const double *K_i);
void epi_smo_subtract_pair (EpiSmo *self, const double *K_i, const double *K_j,
                            double d);

/* Steps 1 and 2, and of 3 the next i and m. */
EpiStatus epi_smo_update_pair (EpiSmo *self);

/* How many free multipliers 1' takes at most. */
size_t epi_smo_newton_most (size_t n);

/* What 1' costs with q free multipliers, in pairs. */
double epi_smo_newton_cost (const EpiSmo *self, size_t q);

/* Step 1' of epi-smo.h; *moved says whether there was anything to do. */
EpiStatus epi_smo_newton (EpiSmo *self, bool *moved);

/* Step 6: all are active, g and f are anew if a step was taken since; the state
 * says whether f has fallen. */
EpiStatus epi_smo_renew (EpiSmo *self);
