/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-prose-private.h"

typedef struct {
  guint start, end; /* bytes */
  char *href;
} Link;

static void
link_clear (gpointer data)
{
  g_free (((Link *)data)->href);
}

GArray *
epi_prose_links_new (void)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (Link));

  g_array_set_clear_func (links, link_clear);
  return links;
}

void
epi_prose_add_link (EpiProse *self, guint start, const char *href)
{
  Link link = {start, (guint)self->text->len, g_strdup (href)};

  g_array_append_val (self->links, link);
}

static const Link *
link_at (EpiProse *self, double x, double y)
{
  int index, trailing;

  if (!pango_layout_xy_to_index (epi_prose_layout (self),
                                 (int)(x * PANGO_SCALE), (int)(y * PANGO_SCALE),
                                 &index, &trailing))
    return NULL;
  for (guint i = 0; i < self->links->len; i++) {
    const Link *link = &g_array_index (self->links, Link, i);
    if ((guint)index >= link->start && (guint)index < link->end)
      return link;
  }
  return NULL;
}

static void
open_link (EpiProse *self, const Link *link)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri (GTK_WINDOW (root), link->href, GDK_CURRENT_TIME);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y,
             EpiProse *self)
{
  const Link *link = link_at (self, x, y);

  if (link != NULL)
    open_link (self, link);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, EpiProse *self)
{
  gtk_widget_set_cursor_from_name (
      GTK_WIDGET (self), link_at (self, x, y) != NULL ? "pointer" : NULL);
}

gboolean
epi_prose_activate_link (GtkWidget *widget, GVariant *args, gpointer data)
{
  EpiProse *self = EPI_PROSE (widget);

  if (self->links->len == 0)
    return FALSE;
  open_link (self, &g_array_index (self->links, Link, 0));
  return TRUE;
}

void
epi_prose_connect_links (EpiProse *self)
{
  GtkGesture *click;
  GtkEventController *motion;

  if (self->links->len == 0)
    return;
  click = gtk_gesture_click_new ();
  motion = gtk_event_controller_motion_new ();
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}
