/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ellipses of the plane, from the matrices that optimization and statistics
 * have for them.  One form is kept, the image of the unit disc,
 *
 *     E = {B u + d : ‖u‖₂ ≤ 1},   B (2,2) column-major
 *
 * which is what is drawn.  The others become it:
 *
 *     {x : ‖A x + b‖₂ ≤ 1}         B = A⁻¹,  d = -A⁻¹b
 *     {x : (x-d)ᵀP(x-d) ≤ level}   B = √level L⁻ᵀ,  P = LLᵀ
 *     {x : (x-d)ᵀS⁻¹(x-d) ≤ level} B = √level L,    S = LLᵀ
 *
 * the last with S a covariance.  Boyd & Vandenberghe, Convex Optimization,
 * 2.2.2.
 */
#pragma once

#include "kit/epi-layers.h"

typedef struct {
  double centre[2]; /* d */
  double map[4];    /* B (2,2) column-major */
} EpiEllipse;

/* From A (2,2) column-major and b (2).  false when A is singular or not
 * finite: the set has no area, or no end. */
bool epi_ellipse_of_preimage (const double A[4], const double b[2],
                              EpiEllipse *out);

/* From a symmetric positive definite P (2,2), of which the upper triangle is
 * read, and level > 0.  false when it is none: the set is no ellipse. */
bool epi_ellipse_of_form (const double P[4], const double centre[2],
                          double level, EpiEllipse *out);

/* From a symmetric positive definite covariance S (2,2), upper triangle. */
bool epi_ellipse_of_covariance (const double S[4], const double centre[2],
                                double level, EpiEllipse *out);

/* The semi-axes, the longer one first, and the angle of the longer one against
 * the x axis in (-π/2, π/2]: the singular values of B and its first left
 * singular vector. */
void epi_ellipse_semi_axes (const EpiEllipse *ellipse, double semi_axes[2],
                            double *angle);

/* π |det B|. */
double epi_ellipse_area (const EpiEllipse *ellipse);

/* The point B (cos t, sin t) + d of the boundary. */
EpiPoint epi_ellipse_point (const EpiEllipse *ellipse, double t);

/* Grows to hold all of it. */
void epi_range_include_ellipse (EpiRange *range, const EpiEllipse *ellipse);

/* fill_alpha 0: not filled; a negative width of the outline: none.  In a plot
 * table a row of centre, semi-axes and angle. */
void epi_draw_ellipse (cairo_t *cr, const EpiAxes *axes,
                       const EpiEllipse *ellipse, EpiColour colour,
                       double fill_alpha, EpiStroke outline);
