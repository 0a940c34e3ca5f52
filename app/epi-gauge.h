/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gauge: how far a gap has closed, on a log scale.
 *
 *     1 ▕████████████░░░░┊░░░░░▏ 1e-12      ┊ the tolerance, 1e-8
 *
 * Full is good.  The bar has the colour of a proof where there is one.
 */
#pragma once

#include "kit/epi-palette.h"

#include <gtk/gtk.h>

#define EPI_TYPE_GAUGE (epi_gauge_get_type ())
G_DECLARE_FINAL_TYPE (EpiGauge, epi_gauge, EPI, GAUGE, GtkWidget)

GtkWidget *epi_gauge_new (void);

/* value ≥ 0; NAN leaves it empty.  proven: by the certificate that the gap
 * belongs to. */
void epi_gauge_set (EpiGauge *self, double value, gboolean proven,
                    const EpiPalette *palette);

/* The share of the bar that is filled: 0 at 1 and above, 1 at 1e-12 and
 * below. */
double epi_gauge_share (double value);
