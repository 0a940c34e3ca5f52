/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear and quadratic programs in MPS and QPS files, free or fixed.
 *
 *     NAME      its name
 *     OBJSENSE  MAX or MIN, on this line or the next
 *     OBJNAME   which N row is the objective; else the first one
 *     ROWS      N | L | G | E   row
 *     COLUMNS   column  row value [row value]
 *     RHS       [set]   row value [row value]
 *     RANGES    [set]   row value [row value]
 *     BOUNDS    UP | LO | FX | FR | MI | PL | BV | LI | UI  [set] column [value]
 *     QUADOBJ   column  column value [column value]
 *     ENDATA
 *
 * A file is first read as free (words between blanks; names without blanks),
 * and when that fails as fixed (names may have blanks):
 *
 *     columns   2-3   5-12   15-22   25-36   40-47   50-61
 *     field     code  name   name    number  name    number
 *
 * What it means
 *   - * in the first column begins a comment line.  Nothing is read behind
 *     ENDATA; without ENDATA a file is refused, for it is cut off.
 *   - The right-hand side of the objective row is minus the constant c₀.
 *   - Further N rows are left out, with all that is said about them.
 *   - A range R makes of right-hand side b: L [b-|R|, b], G [b, b+|R|],
 *     E [b, b+R] for R ≥ 0 and [b+R, b] for R < 0.
 *   - Bounds are [0, ∞) where nothing is said.  UP below 0 makes the lower
 *     bound -∞ if none was given before (CPLEX, GLPK).  BV is [0, 1], LI and UI
 *     are LO and UP: whole numbers are given up, which a warning says.  The
 *     last word about a bound counts.
 *   - Bounds, right-hand sides and ranges of magnitude 10²⁰ or more are
 *     infinite, as in CPLEX, Gurobi and HiGHS; also inf and infinity.
 *   - The first set of RHS, RANGES and BOUNDS counts; others are left out, with
 *     a warning.
 *   - QUADOBJ (QSECTION) lists one triangle of Q, QMATRIX all of it, which
 *     must then be symmetric; the objective has ½ xᵀQx.
 *   - A coefficient, right-hand side, range or entry of Q that stands twice, a
 *     column in two places, and every other section, are refused.
 */
#pragma once

#include "problem/epi-lines.h"
#include "problem/epi-qp.h"

/* Reads lines from their beginning.  False with an error; then *out is
 * zeroed. */
bool epi_mps_read (EpiLines *lines, EpiQp *out, GError **error);

/* Free MPS, every number so that it reads as the same double.  NULL with an
 * error when a name is empty or has a blank or control character, when a bound
 * has a magnitude of 10²⁰ or more, or when no range gives both bounds of a row
 * exactly.  Rows and columns without names are called R1, … and C1, …; an
 * objective without a name OBJ, or nothing where it is 0. */
char *epi_mps_write (const EpiQp *qp, size_t *length, GError **error);
