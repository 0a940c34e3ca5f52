/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A likelihood as a product, and as a sum of logarithms.
 *
 *     L = Πᵢ p(xᵢ)          log L = Σᵢ log p(xᵢ)
 *
 * are the same number on paper.  A float holds nothing between 0 and 2⁻¹⁴⁹ ≈
 * 1.4e-45 and a double nothing below 2⁻¹⁰⁷⁴ ≈ 4.9e-324; where a product falls
 * under half of that it is 0 for good (and above 3.4e38 or 1.8e308 infinite),
 * while the sum only grows in size.  IEEE 754-2019, 3.3 and 7.5.
 */
#pragma once

#include <stddef.h>

/* After each of n factors exp(log_p[i]): the product in single and in double
 * precision and the sum of logarithms, each (n) and each may be NULL. */
void epi_product_of (const double *log_p, size_t n, float *single,
                     double *twice, double *sum);
