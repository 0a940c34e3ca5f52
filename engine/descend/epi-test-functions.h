/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions of two variables on which methods are tried, with their published
 * minima:
 *
 *     rosenbrock  100 (y - x²)² + (1 - x)²: a curved valley
 *                 H. Rosenbrock, The Computer Journal 3 (1960)
 *     beale       Σᵢ (cᵢ - x (1 - yⁱ))², c = 1.5, 2.25, 2.625: flat plains
 *                 E. Beale 1958; Moré, Garbow, Hillstrom (1981), problem 5
 *     himmelblau  (x² + y - 11)² + (x + y² - 7)²: four minima
 *                 D. Himmelblau, Applied Nonlinear Programming (1972)
 *     saddle      x²/2 + y⁴/4 - y²/2: two minima and between them a saddle,
 *                 where gradient descent from (1, 0) ends
 *                 Y. Nesterov, Introductory Lectures (2004), example 1.2.2
 *     camel       4x² - 2.1x⁴ + x⁶/3 + xy - 4y² + 4y⁴: six minima, two of them
 *                 global;  Dixon & Szegő (1978)
 */
#pragma once

#include "descend/epi-oracle.h"

typedef struct {
  const char *name;       /* "rosenbrock" */
  EpiOracle oracle;       /* value, gradient and Hessian; nobody frees it */
  double start[2];        /* where its publication starts, or a telling one */
  double low[2], high[2]; /* the part of the plane worth looking at */
  double minimum;         /* the least value */
  size_t n_minimizers;
  double minimizers[4][2]; /* where it is taken */
} EpiTestFunction;

/* All of them; the last one has no name. */
extern const EpiTestFunction epi_test_functions[];

/* The one of that name, or NULL. */
const EpiTestFunction *epi_test_function_find (const char *name);
