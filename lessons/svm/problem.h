/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SVM lesson's problem: from a document to one machine, and, with more than
 * two classes, to all of them.
 *
 *     minimize  ‖a‖² + γ Σuᵢ   subject to  yᵢ(aᵀφ(xᵢ) + b) ≥ 1 - uᵢ,  u ≥ 0
 *
 * γ is what slack costs: C = γ/2 of ½‖a‖² + CΣu.  The width of a Gaussian
 * kernel is σ: exp(-‖x - z‖²/2σ²).  The features are those of the table, or
 * (x - mean)/deviation where the table is standardised.
 */
#pragma once

#include "classify/epi-svm-grid.h"
#include "core/epi-worker.h"
#include "kit/epi-classes.h"
#include "problem/epi-qp.h"

#include <gio/gio.h>

typedef struct { /* z = (x - mean) / unit; 0 and 1 unless standardised */
  double mean[2], unit[2];
} SvScale;

typedef struct { /* the rows held back, of which n can be judged */
  size_t n, left_out;
  size_t unmet;     /* of a class without examples to train on */
  size_t *rows;     /* (n) of the table */
  size_t *class_of; /* (n) */
  EpiSparse phi;    /* (2,n), or (3,n) lifted */
  double *called;   /* (n) classes: what the machine makes of them */
  bool judged;      /* some, not too many, kernels not too large */
} SvTest;

typedef struct {
  /* All rows that count. */
  EpiClasses classes;
  size_t n;
  size_t *rows;     /* (n) of the table */
  size_t *class_of; /* (n) */
  double *x;        /* (2,n) as the machine sees them */
  SvScale scale;
  EpiExamples all; /* (2,n) labels are classes */

  /* The machine on the timeline: classes pair[0] (y = 1) and pair[1]. */
  size_t pair[2], m;
  size_t *which; /* (m) of the n */
  EpiSparse phi; /* (2,m), or (3,m) lifted */
  double *y, *C; /* (m) */
  bool lifted, interior;
  EpiKernelFunction kernel;
  double gamma; /* γ = 2C */
  EpiGram *gram;
  EpiQp qp; /* interior */

  bool linear;              /* in phi: a plane, and a common point */
  bool is_known, separable; /* of phi */
  double common[3];         /* when not separable */
  double accuracy;          /* cross-validated, of all; NAN: not asked for */
  EpiSvm vote;              /* of more than two classes; else zeroed */

  SvTest test;
} SvProblem;

/* NULL with one sentence: what is missing, what is needed. */
SvProblem *sv_problem_new (const EpiDocument *document, const EpiCancel *cancel,
                           GError **error);
void sv_problem_free (void *problem); /* accepts NULL */

/* The kernel, cost and width that a document asks for. */
EpiSvmOptions sv_options (const EpiDocument *document);

/* The rows that count, to rows (n) and x (2,n) with room for all, in the units
 * of the table; how many there are.  x and y have columns. */
size_t sv_rows (const EpiData *data, const EpiClasses *classes, size_t *rows,
                double *x);

/* The machine's units: of the rows that count, and of a document's. */
void sv_find_scale (const EpiData *data, const double *x, size_t n,
                    SvScale *scale);
void sv_scale_of (const EpiDocument *document, SvScale *scale);
void sv_to_scale (const SvScale *scale, double x[2]);

/* φ(x) of a point of the figure (data units): the p = 2 or 3 coordinates. */
size_t sv_lift (const SvProblem *problem, EpiPoint at, double phi[3]);

/* Of x (2,n) in the machine's units, or of those of them that which (n; may be
 * NULL) names: the columns of out. */
EpiStatus sv_features (const double *x, size_t n, bool lifted,
                       const size_t *which, EpiSparse *out);

/* held-back.c: the rows held back, by the vote where there is one. */
EpiStatus sv_take_tests (SvProblem *problem, const EpiDocument *document,
                         const EpiCancel *cancel);
void sv_test_clear (SvTest *test); /* accepts a zeroed one */

/* fields.c: f = wᵀφ + b of the columns of Z (p,n), in values (n); false: the
 * kernel is out of range, or there is no memory. */
bool sv_decide (SvProblem *problem, const EpiSparse *Z, const double *beta,
                double bias, double *values);

/* f at a point of the figure, and its slope there (data units; may be NULL). */
double sv_value (const SvProblem *problem, const double *beta, double bias,
                 EpiPoint at, double slope[2]);

/* w = Σ βᵢφᵢ (p), of a machine that is linear in φ. */
void sv_normal (const SvProblem *problem, const double *beta, double w[3]);
