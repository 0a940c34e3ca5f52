/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A polynomial (problem/epi-polynomial.h) as an oracle: value, gradient and
 * Hessian, exact but for rounding.
 */
#pragma once

#include "descend/epi-oracle.h"
#include "problem/epi-polynomial.h"

/* Borrows the polynomial, with its workspace.  EPI_NO_MEMORY. */
EpiStatus epi_polynomial_oracle_new (const EpiPolynomial *polynomial,
                                     EpiOracle **out);
