/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The max-det lesson's three problems, from a document to data for the engine:
 *
 *   around      points -> corners of their hull -> the ellipsoid around these
 *   inside      points -> the edges of their hull -> the ellipsoid within these
 *   covariance  columns of numbers -> their correlations S -> sparse S⁻¹
 *
 * An ellipsoid is convex, so around points only the corners of their hull
 * matter, and there are few of them however many points there are.  The program
 * is stated in the units of the box around the hull, [-1,1]²: affine maps take
 * the ellipsoid along, and to log det they add a constant.
 */
#pragma once

#include "kit/epi-ellipse.h"
#include "problem/epi-sdp.h"

#include <gio/gio.h>

typedef enum { MD_AROUND, MD_INSIDE, MD_COVARIANCE } MdKind;

typedef struct {
  MdKind kind;
  EpiSdp sdp; /* what is solved and certified */

  /* around, inside */
  size_t n;         /* points: the rows that are used, then the extra one */
  size_t n_rows;    /* of the table, used or not */
  double *points;   /* (2,n) */
  size_t *rows;     /* (n) of the table; n_rows: the extra point */
  size_t m;         /* corners, and edges k from corner k to k + 1 */
  size_t *hull;     /* (m) of the points, counter-clockwise */
  double *a, *b;    /* (2,m), (m) inside: edges aᵀx ≤ b */
  double middle[2]; /* of the box: 0 in the program */
  double half[2];   /* half its sides: 1 in the program */
  double area;      /* of the hull */
  double start[5];  /* x⁰ of the program: strictly feasible */
  bool bent;        /* inside: some points are no corners */
  bool doubled;     /* around, few points: two are at one corner */

  /* covariance */
  size_t p;               /* variables */
  size_t n_train, n_test; /* rows */
  double *S, *S_test;  /* (p,p) correlations; of the rows held back or NULL */
  double rho, largest; /* the penalty; max |Sᵢⱼ|, i ≠ j */
} MdProblem;

MdKind md_kind (const EpiDocument *document);

/* NULL with one sentence: what is missing, what is needed. */
MdProblem *md_problem_new (const EpiDocument *document, GError **error);
void md_problem_free (void *problem); /* accepts NULL */

/* The columns that are variables of the covariance: those in the role, or all
 * columns of numbers.  Indices; *n how many.  Free with g_free(). */
size_t *md_variables (const EpiData *data, size_t *n);
