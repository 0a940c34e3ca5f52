/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contact-data.h"

#include "core/epi-random.h"

#include <math.h>
#include <stdbool.h>

double
contact_cost (const ContactData *d, double a, double b)
{
  double sum = 0;

  for (int i = 0; i < N; i++)
    sum += pow (a + b * d->x[i] - d->y[i], 2);
  return sum;
}

static void
gradient (const ContactData *d, double a, double b, double *ga, double *gb)
{
  *ga = *gb = 0;
  for (int i = 0; i < N; i++) {
    double r = a + b * d->x[i] - d->y[i];
    *ga += 2 * r;
    *gb += 2 * r * d->x[i];
  }
}

static void
descend (ContactData *d, double momentum, double step, double *cost, bool keep)
{
  double a = -1.5, b = 2.6, va = 0, vb = 0, ga, gb;

  for (int k = 0; k < STEPS; k++) {
    d->k[k] = k;
    cost[k] = contact_cost (d, a, b) - contact_cost (d, d->a, d->b);
    if (keep) {
      d->path[0][k] = a;
      d->path[1][k] = b;
    }
    gradient (d, a, b, &ga, &gb);
    va = momentum * va - step * ga;
    vb = momentum * vb - step * gb;
    a += va;
    b += vb;
  }
}

void
contact_data_fill (ContactData *d)
{
  EpiRandom random = epi_random (7, 1);
  double sx = 0, sy = 0, sxx = 0, sxy = 0;

  for (int i = 0; i < N; i++) {
    d->x[i] = 0.2 + 3.6 * epi_random_uniform (&random);
    d->y[i] = 0.6 + 0.8 * d->x[i] + 0.35 * epi_random_normal (&random);
    sx += d->x[i];
    sy += d->y[i];
    sxx += d->x[i] * d->x[i];
    sxy += d->x[i] * d->y[i];
  }
  d->b = (N * sxy - sx * sy) / (N * sxx - sx * sx);
  d->a = (sy - d->b * sx) / N;
  for (int i = 0; i < N; i++)
    d->fit[i] = d->a + d->b * d->x[i];
  d->q[0] = N;
  d->q[1] = sx;
  d->q[2] = sxx;
  descend (d, 0, 0.0052, d->cost[0], true);
  descend (d, 0.7, 0.0035, d->cost[1], false);
}
