/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-story-header.h"

struct _EpiStoryHeader {
  GtkWidget parent_instance;
  GtkWidget *box, *segments, *position, *previous, *next;
};
G_DEFINE_FINAL_TYPE (EpiStoryHeader, epi_story_header, GTK_TYPE_WIDGET)

static guint turn_signal;

void
epi_story_header_show (EpiStoryHeader *self, guint step, guint n,
                       const gboolean *solved)
{
  char *text =
      n > 0 ? g_strdup_printf ("Step %u of %u", step + 1, n) : g_strdup ("");
  GtkWidget *old;

  g_return_if_fail (EPI_IS_STORY_HEADER (self));
  gtk_label_set_label (GTK_LABEL (self->position), text);
  g_free (text);
  while ((old = gtk_widget_get_first_child (self->segments)) != NULL)
    gtk_box_remove (GTK_BOX (self->segments), old);
  for (guint i = 0; i < n; i++) {
    GtkWidget *segment = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class (segment, "story-segment");
    if (i <= step)
      gtk_widget_add_css_class (segment, "passed");
    if (solved[i])
      gtk_widget_add_css_class (segment, "solved");
    gtk_box_append (GTK_BOX (self->segments), segment);
  }
  gtk_widget_set_sensitive (self->previous, n > 0 && step > 0);
  gtk_widget_set_sensitive (self->next, step + 1 < n);
}

static void
previous_cb (GtkButton *button, EpiStoryHeader *self)
{
  g_signal_emit (self, turn_signal, 0, -1);
}

static void
next_cb (GtkButton *button, EpiStoryHeader *self)
{
  g_signal_emit (self, turn_signal, 0, 1);
}

static GtkWidget *
turn_button (const char *icon, const char *name, GCallback clicked,
             EpiStoryHeader *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static void
epi_story_header_dispose (GObject *object)
{
  EpiStoryHeader *self = EPI_STORY_HEADER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_story_header_parent_class)->dispose (object);
}

static void
epi_story_header_class_init (EpiStoryHeaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_story_header_dispose;
  turn_signal = g_signal_new ("turn", EPI_TYPE_STORY_HEADER, G_SIGNAL_RUN_LAST,
                              0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
}

static void
epi_story_header_init (EpiStoryHeader *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->position = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->position), 0);
  gtk_widget_set_hexpand (self->position, TRUE);
  gtk_widget_add_css_class (self->position, "story-position");
  self->previous = turn_button ("go-previous-symbolic", "Previous step",
                                G_CALLBACK (previous_cb), self);
  self->next =
      turn_button ("go-next-symbolic", "Next step", G_CALLBACK (next_cb), self);
  gtk_box_append (GTK_BOX (row), self->position);
  gtk_box_append (GTK_BOX (row), self->previous);
  gtk_box_append (GTK_BOX (row), self->next);
  self->segments = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_box_set_homogeneous (GTK_BOX (self->segments), TRUE);
  gtk_box_append (GTK_BOX (self->box), row);
  gtk_box_append (GTK_BOX (self->box), self->segments);
  gtk_widget_add_css_class (self->box, "story-header");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
epi_story_header_new (void)
{
  return g_object_new (EPI_TYPE_STORY_HEADER, NULL);
}
