/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NIST's Statistical Reference Datasets for regression (StRD): problems with
 * certified answers.
 *
 * A .dat file states its model in words ("y = b1*(1-exp[-b2*x]) + e", over one
 * or several lines, "log[y] = …", "B0 + B1*x + B2*(x**2) + ... + B10*(x**10)"),
 * certified values (and two starts where the model is nonlinear), the residual
 * sum of squares, and last the data.  The model is read, not known beforehand,
 * so sets that this program never saw work too.
 */
#pragma once

#include "core/epi-matrix.h"
#include "fit/epi-residuals.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
  char *name;     /* "Longley" */
  char *model;    /* the right-hand side, one line, without "+ e" */
  char *response; /* the left-hand side: "y", "log[y]" */
  bool nonlinear; /* whether there are starts */
  size_t n_rows, n_inputs, n_parameters;
  char **parameters;    /* (n_parameters) names, and NULL */
  long double *x;       /* (n_inputs, n_rows): the inputs of a row together */
  long double *y;       /* (n_rows) the response, transformed */
  double *certified;    /* (n_parameters) */
  double *deviation;    /* (n_parameters) their certified standard deviations */
  double *start[2];     /* (n_parameters), or NULL */
  double certified_rss; /* NAN when the file has none */
  EpiFormula *formula;
} EpiNist;

/* Reads a file, or length bytes of text called name.  NULL, and error set to a
 * sentence, when it is none of these sets. */
EpiNist *epi_nist_read (const char *path, GError **error);
EpiNist *epi_nist_parse (const char *name, const char *text, gsize length,
                         GError **error);
void epi_nist_free (EpiNist *nist); /* accepts NULL */

/* The linear model as matrices, new: A + A_low (n_rows, n_parameters) and
 * B + B_low (n_rows, 1), each rounded to double and what that left out.
 * EPI_NO_MEMORY. */
EpiStatus epi_nist_matrices (const EpiNist *nist, EpiMatrix *A,
                             EpiMatrix *A_low, EpiMatrix *B, EpiMatrix *B_low);

/* The nonlinear model; clear it with epi_formula_residuals_clear(). */
void epi_nist_residuals (const EpiNist *nist, EpiFormulaResiduals *residuals);

/* The digits that theta (n_parameters) has right, NIST's log relative error of
 * the worst parameter: min -log₁₀ (|θ - c|/|c|), or of |θ| where c is 0; at
 * most 15, at least 0. */
double epi_nist_digits (const EpiNist *nist, const double *theta);
