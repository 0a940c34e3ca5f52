/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Name: what a widget is called, for those who do not see it.
 */
#pragma once

#include <gtk/gtk.h>

/* Of a GtkDropDown also the button inside, which is what takes the focus. */
static inline void
epi_name (GtkWidget *widget, const char *name)
{
  GtkWidget *inside =
      GTK_IS_DROP_DOWN (widget) ? gtk_widget_get_first_child (widget) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (inside != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (inside),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
