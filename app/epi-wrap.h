/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wrap: children in lines, left to right, each as wide as it wishes.
 *
 * The height never becomes smaller at the same width: what stands above does
 * not jump when a child is hidden.
 */
#pragma once

#include <gtk/gtk.h>

#define EPI_TYPE_WRAP (epi_wrap_get_type ())
G_DECLARE_FINAL_TYPE (EpiWrap, epi_wrap, EPI, WRAP, GtkWidget)

GtkWidget *epi_wrap_new (int spacing, int line_spacing);
void epi_wrap_append (EpiWrap *self, GtkWidget *child);
void epi_wrap_clear (EpiWrap *self);
