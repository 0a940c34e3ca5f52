/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slider: a parameter as a scale and an entry, linear or logarithmic, with a
 * limit marked on it (such as the 2/L above which a step diverges).
 *
 *   linear                value = minimum + u (maximum - minimum)
 *   logarithmic           value = low (maximum/low)^u
 *     minimum > 0           low = minimum
 *     minimum = 0           low = 1e-9 maximum, and the very left is 0
 *
 * u in [0,1] is where the knob stands.
 *
 * EpiSlider::changed (double value): the user set a value.
 * EpiSlider::dragging (gboolean): the knob was taken, let go.
 */
#pragma once

#include "kit/epi-lesson.h"

#include <gtk/gtk.h>

#define EPI_TYPE_SLIDER (epi_slider_get_type ())
G_DECLARE_FINAL_TYPE (EpiSlider, epi_slider, EPI, SLIDER, GtkWidget)

GtkWidget *epi_slider_new (const EpiParam *param);

/* Shows a value; emits nothing. */
void epi_slider_set_value (EpiSlider *self, double value);

/* Marks a value; NAN: none. */
void epi_slider_set_limit (EpiSlider *self, double limit, GdkRGBA colour);

/* For tests: value to u and back. */
double epi_slider_to_unit (const EpiParam *param, double value);
double epi_slider_from_unit (const EpiParam *param, double u);
