/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a contact sheet draws: points, their line, and two ways down to it.
 */
#pragma once

enum { N = 24, STEPS = 40 };

typedef struct {
  double x[N], y[N], fit[N];
  double a, b;           /* of the line a + b x */
  double q[3];           /* AᵀA: q0 q1; q1 q2 */
  double path[2][STEPS]; /* gradient descent on (a, b) */
  double cost[2][STEPS]; /* above the optimum: with and without momentum */
  double k[STEPS];
} ContactData;

/* From a seed. */
void contact_data_fill (ContactData *data);

/* Σ (a + b x - y)². */
double contact_cost (const ContactData *data, double a, double b);
