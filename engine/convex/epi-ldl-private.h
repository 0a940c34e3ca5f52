/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The factors, between epi-ldl-build.c, which finds their pattern, and
 * epi-ldl.c, which computes and applies them.
 */
#pragma once

#include "convex/epi-ldl.h"

#include <stdbool.h>
#include <suitesparse/cholmod.h>

#define EPI_LDL_CHUNK 64 /* columns of one product */

struct EpiLdl {
  size_t n, n_supers;
  cholmod_common common;
  cholmod_factor *symbolic; /* the arrays below are its */
  const int *order;         /* (n) unknown that is pivot k */
  const int *first;         /* (n_supers + 1) first column */
  const int *row_start;     /* (n_supers + 1) into rows */
  const int *rows;          /* of L, ascending; the columns' own lead */
  const int *block_start;   /* (n_supers + 1) into L */
  double *L;                /* blocks (rows, cols), column-major */
  double *D;                /* (n) */
  double *size;             /* (n) of what D is the sum of */
  signed char *sign;        /* (n) of pivot k */
  int *place;               /* (entries of K) where it goes in L */
  double least;
  size_t set_pivots;
  const EpiCancel *cancel; /* of the factorization under way */
  bool interrupted;        /* … and that it was raised */
  /* Workspace. */
  int *super_of;        /* (n) of column k */
  int *local;           /* (n) row of the present block */
  int *head, *next;     /* (n_supers) lists: whose next rows are in J */
  int *reached;         /* (n_supers) rows that have been used */
  double *product;      /* (most rows, EPI_LDL_CHUNK) */
  double *scaled;       /* (most columns, EPI_LDL_CHUNK) D Lᵀ */
  double *x, *gathered; /* (n), (most rows) */
};

/* Rows and columns of the block of supernode s. */
static inline size_t
epi_ldl_height (const EpiLdl *self, size_t s)
{
  return (size_t)(self->row_start[s + 1] - self->row_start[s]);
}

static inline size_t
epi_ldl_width (const EpiLdl *self, size_t s)
{
  return (size_t)(self->first[s + 1] - self->first[s]);
}
