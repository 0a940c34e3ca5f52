/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-work.h"

struct _EpiWork {
  GtkWidget parent_instance;
  EpiWindow *window; /* it owns us */
  GtkWidget *box, *stack, *figures, *data_page;
};

G_DEFINE_FINAL_TYPE (EpiWork, epi_work, GTK_TYPE_WIDGET)

void
epi_work_set_data_page (EpiWork *self, GtkWidget *page)
{
  g_return_if_fail (EPI_IS_WORK (self));
  self->data_page = page;
  gtk_stack_add_named (GTK_STACK (self->stack), page, "data");
}

gboolean
epi_work_has_data_page (EpiWork *self)
{
  g_return_val_if_fail (EPI_IS_WORK (self), FALSE);
  return self->data_page != NULL;
}

gboolean
epi_work_data_shown (EpiWork *self)
{
  g_return_val_if_fail (EPI_IS_WORK (self), FALSE);
  return self->data_page != NULL &&
         gtk_stack_get_visible_child (GTK_STACK (self->stack)) ==
             self->data_page;
}

void
epi_work_show_data (EpiWork *self, gboolean shown)
{
  g_return_if_fail (EPI_IS_WORK (self));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    shown ? "data" : "figures");
}

void
epi_work_fit_views (EpiWork *self)
{
  g_return_if_fail (EPI_IS_WORK (self));
}

static void
epi_work_dispose (GObject *object)
{
  EpiWork *self = EPI_WORK (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_work_parent_class)->dispose (object);
}

static void
epi_work_class_init (EpiWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_work_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
}

static void
epi_work_init (EpiWork *self)
{
  self->stack = gtk_stack_new ();
  self->figures = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_stack_add_named (GTK_STACK (self->stack), self->figures, "figures");
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
epi_work_new (EpiWindow *window)
{
  EpiWork *self = g_object_new (EPI_TYPE_WORK, NULL);
  self->window = window;
  return GTK_WIDGET (self);
}
