/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-import-dialog-private.h"

#include "epi-data-roles.h"
#include "epi-import-preview.h"

/* ---- 3. Import ---- */

static void
show_page (EpiImportDialog *self, const char *name)
{
  bool working = g_str_equal (name, "working");

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
  gtk_widget_set_sensitive (self->go, !working);
  gtk_button_set_label (GTK_BUTTON (self->go), g_str_equal (name, "remarks")
                                                   ? "Use the table"
                                                   : "Import");
}

/* 4. What was strange, one line each. */
static void
show_remarks (EpiImportDialog *self, GPtrArray *warnings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < warnings->len; i++)
    g_string_append_printf (text, "%s•  %s", i > 0 ? "\n" : "",
                            (char *)g_ptr_array_index (warnings, i));
  gtk_label_set_label (GTK_LABEL (self->remarks), text->str);
  g_string_free (text, TRUE);
  show_page (self, "remarks");
}

static void
import_done (EpiImportJob *job, EpiTable *table, GPtrArray *warnings,
             const GError *problem, gpointer data)
{
  EpiImportDialog *self = data;
  GError *error = NULL;
  EpiData *with_table;

  self->job = NULL;
  if (self->tick_id != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
    self->tick_id = 0;
  }
  if (self->draft == NULL) /* the dialog was closed meanwhile */
    return;
  show_page (self, "choose");
  if (table == NULL) {
    epi_import_dialog_show_problem (self,
                                    problem != NULL ? problem->message : NULL);
    return;
  }
  with_table = epi_data_with_table (self->draft, table);
  self->result = epi_data_for_table (with_table, self->spec, &error);
  epi_data_unref (with_table);
  if (self->result == NULL)
    epi_import_dialog_show_problem (self, error->message);
  else if (warnings->len > 0)
    show_remarks (self, warnings);
  else
    epi_import_dialog_deliver (self);
  g_clear_error (&error);
}

static gboolean
progress_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EpiImportDialog *self = EPI_IMPORT_DIALOG (widget);

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 epi_import_job_progress (self->job));
  return G_SOURCE_CONTINUE;
}

static void
start_import (EpiImportDialog *self)
{
  EpiImportPreview *rows = EPI_IMPORT_PREVIEW (self->rows);
  EpiImportRequest request = {
      .path = self->file != NULL ? g_file_peek_path (self->file) : NULL,
      .bytes = self->bytes,
      .options = self->preview->options,
      .kinds = epi_import_preview_kinds (rows),
  };
  size_t *columns = epi_import_preview_columns (rows, &request.n_columns);

  request.columns = columns;
  epi_import_dialog_show_problem (self, NULL);
  show_page (self, "working");
  self->tick_id =
      gtk_widget_add_tick_callback (GTK_WIDGET (self), progress_cb, NULL, NULL);
  self->job = epi_import_job_start (&request, import_done, g_object_ref (self),
                                    g_object_unref);
  g_free (columns);
}

static void
go_cb (GtkButton *button, EpiImportDialog *self)
{
  if (self->result != NULL)
    epi_import_dialog_deliver (self);
  else
    start_import (self);
}

static void
cancel_cb (GtkButton *button, EpiImportDialog *self)
{
  if (self->job != NULL) {
    epi_import_job_cancel (self->job); /* import_done() follows */
  } else if (self->result != NULL) {
    g_clear_pointer (&self->result, epi_data_unref);
    show_page (self, "choose");
  } else {
    gtk_window_close (GTK_WINDOW (self));
  }
}

static GtkWidget *
new_working_page (EpiImportDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = gtk_label_new ("Reading the table");

  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_size_request (self->progress, 320, -1);
  gtk_widget_add_css_class (label, "title-4");
  gtk_widget_set_halign (page, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (page, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (page), label);
  gtk_box_append (GTK_BOX (page), self->progress);
  return page;
}

static GtkWidget *
new_remarks_page (EpiImportDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *title = gtk_label_new ("The table was read, with remarks");

  self->remarks = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->remarks), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->remarks), 0);
  gtk_label_set_selectable (GTK_LABEL (self->remarks), TRUE);
  gtk_widget_set_valign (self->remarks, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "title-4");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->remarks);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (page), title);
  gtk_box_append (GTK_BOX (page), scrolled);
  gtk_widget_add_css_class (page, "import-page");
  return page;
}

void
epi_import_dialog_init_run (EpiImportDialog *self)
{
  GtkStack *stack = GTK_STACK (self->stack);

  gtk_stack_add_named (stack, new_working_page (self), "working");
  gtk_stack_add_named (stack, new_remarks_page (self), "remarks");
  g_signal_connect (self->cancel, "clicked", G_CALLBACK (cancel_cb), self);
  g_signal_connect (self->go, "clicked", G_CALLBACK (go_cb), self);
}
