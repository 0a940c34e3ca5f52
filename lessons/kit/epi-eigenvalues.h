/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eigenvalues as bars, with the matrix that they belong to above them.
 *
 *     ⎡ 2  1 ⎤        the block of epi_draw_matrix()
 *     ⎣ 1  2 ⎦
 *     F(x)            its title, in its colour, as the bars; the block is blue
 *                     above zero and orange below, as blocks are everywhere
 *          3
 *          █          bars from zero up, ascending, each with its number;
 *      1   █          negative ones hang down in the colour of a warning
 *     ─█───█─
 */
#pragma once

#include "kit/epi-layers.h"

typedef struct {
  const char *title;    /* markup */
  const double *matrix; /* (n,n) column-major; NULL: bars alone */
  const double *values; /* (n) ascending */
  size_t n;
  double scale; /* what a bar of full height is worth; 0: the largest value */
  EpiColour colour;
} EpiSpectrum;

/* epi_draw_matrix() of what a method ended with: entries that are only noise
 * beside the largest are zeros to people. */
void epi_draw_solution_matrix (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                               const double *data, size_t rows, size_t cols,
                               const char *title);

/* Several of them beside one another, in the rectangle (pixels). */
void epi_draw_spectra (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                       const EpiSpectrum *spectra, size_t n);
