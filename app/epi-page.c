/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-page.h"

void
epi_page_show (GtkStack *stack, const char *name)
{
  GtkWidget *page = gtk_stack_get_child_by_name (stack, name);
  int width = gtk_widget_get_width (GTK_WIDGET (stack));
  int height = gtk_widget_get_height (GTK_WIDGET (stack)), least;
  g_return_if_fail (page != NULL);
  if (page == gtk_stack_get_visible_child (stack))
    return;
  if (width > 0 && height > 0) {
    gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL,
                        NULL, NULL);
    width = MAX (width, least);
    gtk_widget_measure (page, GTK_ORIENTATION_VERTICAL, width, &least, NULL,
                        NULL, NULL);
    gtk_widget_allocate (page, width, MAX (height, least), -1, NULL);
  }
  gtk_stack_set_visible_child (stack, page);
}
