/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-toast.h"

#include "epi-name.h"

#define SHOWN 5 /* s */

struct _EpiToast {
  GtkWidget parent_instance;
  GtkWidget *revealer, *sentence, *undo;
  guint hide_id;
};

G_DEFINE_FINAL_TYPE (EpiToast, epi_toast, GTK_TYPE_WIDGET)

gboolean
epi_toast_hide (EpiToast *self)
{
  g_return_val_if_fail (EPI_IS_TOAST (self), FALSE);
  GtkRevealer *revealer = GTK_REVEALER (self->revealer);
  gboolean shown = gtk_revealer_get_reveal_child (revealer);
  g_clear_handle_id (&self->hide_id, g_source_remove);
  gtk_revealer_set_reveal_child (revealer, FALSE);
  return shown;
}

static gboolean
hide_cb (gpointer data)
{
  EpiToast *self = data;
  self->hide_id = 0;
  epi_toast_hide (self);
  return G_SOURCE_REMOVE;
}

void
epi_toast_show (EpiToast *self, const char *sentence, gboolean with_undo)
{
  g_return_if_fail (EPI_IS_TOAST (self));
  if (self->revealer == NULL) /* the window goes */
    return;
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_widget_set_tooltip_text (self->sentence, sentence);
  gtk_widget_set_visible (self->undo, with_undo);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  g_clear_handle_id (&self->hide_id, g_source_remove);
  self->hide_id = g_timeout_add_seconds (SHOWN, hide_cb, self);
}

static void
epi_toast_dispose (GObject *object)
{
  EpiToast *self = EPI_TOAST (object);
  g_clear_handle_id (&self->hide_id, g_source_remove);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_toast_parent_class)->dispose (object);
}

static void
epi_toast_class_init (EpiToastClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_toast_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_button (EpiToast *self, GtkWidget *box, GtkWidget *button)
{
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (epi_toast_hide),
                            self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
epi_toast_init (EpiToast *self)
{
  GtkWidget *box =
      g_object_new (GTK_TYPE_BOX, "css-name", "toast", "accessible-role",
                    GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  self->sentence = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->sentence), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_widget_set_hexpand (self->sentence, TRUE);
  gtk_widget_add_css_class (self->sentence, "heading");
  gtk_box_append (GTK_BOX (box), self->sentence);
  self->undo = make_button (self, box, gtk_button_new_with_mnemonic ("_Undo"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->undo), "win.undo");
  GtkWidget *close = make_button (
      self, box, gtk_button_new_from_icon_name ("window-close-symbolic"));
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_add_css_class (close, "flat");
  epi_name (close, "Dismiss");

  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer),
                                    GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
}

GtkWidget *
epi_toast_new (void)
{
  return g_object_new (EPI_TYPE_TOAST, NULL);
}
