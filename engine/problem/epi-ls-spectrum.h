/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The triangle that the certificate works with; for engine/problem only.
 */
#pragma once

#include "problem/epi-ls.h"

/* R (c,c) := the triangle of the first c columns of [√W A; √λ D] (the ridge
 * rows only with_ridge), by Householder reflections of one block of rows after
 * the other.  EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_INTERRUPTED. */
EpiStatus epi_ls_own_triangle (const EpiLs *problem, bool with_ridge,
                               const EpiCancel *cancel, EpiMatrix *R);
