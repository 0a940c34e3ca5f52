/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reason stands under its cell, or above it where there is no room, inside
 * the view wherever the cell is.  It is no popover: beside a cell that is off
 * the screen, as in a page pushed out by a divider, that has no monitor.
 */
#include "epi-data-grid-private.h"

#include <math.h>

#define GAP 6 /* pixels */

void
epi_data_grid_explain (EpiCell *cell, const char *reason, gpointer grid)
{
  EpiDataGrid *self = grid;

  if (reason == NULL && cell != self->refused)
    return;
  self->refused = reason != NULL ? cell : NULL;
  gtk_widget_set_visible (self->reason, reason != NULL);
  if (reason != NULL)
    gtk_label_set_label (GTK_LABEL (self->reason), reason);
}

static gboolean
place_cb (GtkOverlay *overlay, GtkWidget *widget, GdkRectangle *place,
          EpiDataGrid *self)
{
  int width = gtk_widget_get_width (self->overlay);
  int height = gtk_widget_get_height (self->overlay);
  graphene_rect_t cell;

  if (widget != self->reason || self->refused == NULL ||
      !gtk_widget_compute_bounds (GTK_WIDGET (self->refused), self->overlay,
                                  &cell))
    return FALSE;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                      &place->width, NULL, NULL);
  place->width = MIN (place->width, width);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, place->width, NULL,
                      &place->height, NULL, NULL);
  int x = (int)lroundf (cell.origin.x);
  int below = (int)lroundf (cell.origin.y + cell.size.height) + GAP;
  int above = (int)lroundf (cell.origin.y) - GAP - place->height;
  int y = below + place->height <= height ? below : above;
  place->x = CLAMP (x, 0, MAX (width - place->width, 0));
  place->y = CLAMP (y, 0, MAX (height - place->height, 0));
  return TRUE;
}

static void
scrolled_cb (EpiDataGrid *self)
{
  if (self->refused != NULL)
    gtk_widget_queue_allocate (self->overlay);
}

void
epi_data_grid_add_reason (EpiDataGrid *self)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (self->scrolled);
  GtkAdjustment *ways[] = {gtk_scrolled_window_get_hadjustment (scrolled),
                           gtk_scrolled_window_get_vadjustment (scrolled)};

  self->reason = g_object_new (GTK_TYPE_LABEL, "accessible-role",
                               GTK_ACCESSIBLE_ROLE_ALERT, "wrap", TRUE,
                               "max-width-chars", 36, "xalign", 0.0, "visible",
                               FALSE, "can-target", FALSE, NULL);
  gtk_widget_add_css_class (self->reason, "cell-reason");
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->reason);
  g_signal_connect (self->overlay, "get-child-position", G_CALLBACK (place_cb),
                    self);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    g_signal_connect_object (ways[i], "value-changed", G_CALLBACK (scrolled_cb),
                             self, G_CONNECT_SWAPPED);
}
