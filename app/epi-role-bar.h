/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Role bar: a chooser of columns for each role of a table.
 *
 *   Horizontal [Gr_Liv_Area ▾]   Outputs [Sale_Price, Lot_Area ▾]
 *
 * EpiRoleBar::choose (role, columns): other columns were chosen; columns is a
 * NULL-terminated list.  The bar shows what it is told by _show().
 */
#pragma once

#include "kit/epi-lesson.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPI_TYPE_ROLE_BAR epi_role_bar_get_type ()
G_DECLARE_FINAL_TYPE (EpiRoleBar, epi_role_bar, EPI, ROLE_BAR, GtkWidget)

GtkWidget *epi_role_bar_new (void);

/* Shows the roles as data has them; either NULL: nothing.  Cheap when only
 * cells changed. */
void epi_role_bar_show (EpiRoleBar *self, const EpiData *data,
                        const EpiTableSpec *spec);

G_END_DECLS
