/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-import-dialog-private.h"

#include "epi-data-roles.h"
#include "epi-import-options.h"
#include "epi-import-preview.h"
#include "epi-role-bar.h"

#define PREVIEW_ROWS 12

G_DEFINE_FINAL_TYPE (EpiImportDialog, epi_import_dialog, ADW_TYPE_WINDOW)

static guint imported_signal;

/* ---- 1. Sniff ---- */

void
epi_import_dialog_show_problem (EpiImportDialog *self, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (self->problem),
                       sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

/* The columns chosen as data without rows: what roles are chosen from. */
static void
make_draft (EpiImportDialog *self)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  const EpiCsvKind *kinds =
      epi_import_preview_kinds (EPI_IMPORT_PREVIEW (self->rows));
  EpiData *old = self->draft, *bare;
  EpiTable *table = NULL;
  size_t n, *columns;

  columns = epi_import_preview_columns (EPI_IMPORT_PREVIEW (self->rows), &n);
  for (size_t i = 0; i < n; i++) {
    size_t j = columns[i];
    bool text = kinds[j] == EPI_CSV_KIND_TEXT ||
                (kinds[j] == EPI_CSV_KIND_AUTO &&
                 self->preview->kinds[j] == EPI_COLUMN_TEXT);
    epi_table_builder_column (builder, self->preview->names[j],
                              text ? EPI_COLUMN_TEXT : EPI_COLUMN_NUMBER);
  }
  g_free (columns);
  if (epi_table_builder_finish (builder, &table) != EPI_OK)
    return;
  bare = old != NULL ? epi_data_with_table (old, table)
                     : epi_data_new (table, self->title, self->title, NULL);
  self->draft = epi_data_with_roles_of (bare, self->spec);
  epi_data_unref (bare);
  epi_data_unref (old);
  epi_table_unref (table);
  epi_role_bar_show (EPI_ROLE_BAR (self->roles), self->draft, self->spec);
}

static void
sniff (EpiImportDialog *self)
{
  GError *error = NULL;
  EpiCsvPreview *preview;

  if (self->bytes != NULL) {
    gsize length;
    const void *bytes = g_bytes_get_data (self->bytes, &length);
    preview = epi_csv_sniff (bytes, length, &self->wish, PREVIEW_ROWS, &error);
  } else {
    preview = epi_csv_sniff_file (g_file_peek_path (self->file), &self->wish,
                                  PREVIEW_ROWS, &error);
  }
  epi_import_dialog_show_problem (self, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (self->go, preview != NULL);
  g_clear_error (&error);
  if (preview == NULL)
    return;
  epi_csv_preview_free (self->preview);
  self->preview = preview;
  self->showing = TRUE;
  epi_import_options_show (EPI_IMPORT_OPTIONS (self->options),
                           &preview->options);
  epi_import_preview_show (EPI_IMPORT_PREVIEW (self->rows), preview);
  make_draft (self);
  self->showing = FALSE;
}

/* ---- 2. Choose ---- */

static void
options_changed_cb (EpiImportDialog *self)
{
  self->wish = epi_import_options_get (EPI_IMPORT_OPTIONS (self->options));
  sniff (self);
}

static void
columns_changed_cb (EpiImportDialog *self)
{
  size_t n;

  if (self->showing)
    return;
  g_free (epi_import_preview_columns (EPI_IMPORT_PREVIEW (self->rows), &n));
  gtk_widget_set_sensitive (self->go, n > 0);
  make_draft (self);
}

static void
role_cb (EpiRoleBar *bar, const char *role, const char *const *columns,
         EpiImportDialog *self)
{
  EpiData *draft = epi_data_with_role (self->draft, role, columns);

  epi_data_unref (self->draft);
  self->draft = draft;
  epi_role_bar_show (bar, draft, self->spec);
}

/* ---- Life ---- */

void
epi_import_dialog_deliver (EpiImportDialog *self)
{
  EpiData *data = g_steal_pointer (&self->result);

  g_signal_emit (self, imported_signal, 0, data);
  epi_data_unref (data);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* ---- Making ---- */

static GtkWidget *
new_choose_page (EpiImportDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GtkWidget *note =
      gtk_label_new ("Empty cells, NA, NaN, null, ? and - count as missing.");

  self->options = epi_import_options_new ();
  g_signal_connect_swapped (self->options, "changed",
                            G_CALLBACK (options_changed_cb), self);
  self->rows = epi_import_preview_new ();
  g_signal_connect_swapped (self->rows, "changed",
                            G_CALLBACK (columns_changed_cb), self);
  self->roles = epi_role_bar_new ();
  g_signal_connect (self->roles, "choose", G_CALLBACK (role_cb), self);
  self->problem = g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                GTK_ACCESSIBLE_ROLE_ALERT, "wrap", TRUE,
                                "xalign", 0.0, "visible", FALSE, NULL);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_widget_add_css_class (note, "import-label");
  gtk_box_append (GTK_BOX (page), self->options);
  gtk_box_append (GTK_BOX (page), self->problem);
  gtk_box_append (GTK_BOX (page), self->rows);
  gtk_box_append (GTK_BOX (page), note);
  gtk_box_append (GTK_BOX (page), self->roles);
  gtk_widget_add_css_class (page, "import-page");
  return page;
}

static GtkWidget *
new_header (EpiImportDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  self->cancel = gtk_button_new_with_label ("Cancel");
  self->go = gtk_button_new_with_label ("Import");
  gtk_widget_add_css_class (self->go, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->go);
  return header;
}

static gboolean
epi_import_dialog_close_request (GtkWindow *window)
{
  EpiImportDialog *self = EPI_IMPORT_DIALOG (window);

  if (self->job != NULL)
    epi_import_job_cancel (self->job);
  return GTK_WINDOW_CLASS (epi_import_dialog_parent_class)
      ->close_request (window);
}

static void
epi_import_dialog_dispose (GObject *object)
{
  EpiImportDialog *self = EPI_IMPORT_DIALOG (object);

  self->showing = TRUE;
  if (self->job != NULL)
    epi_import_job_cancel (self->job);
  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->preview, epi_csv_preview_free);
  g_clear_pointer (&self->draft, epi_data_unref);
  g_clear_pointer (&self->result, epi_data_unref);
  G_OBJECT_CLASS (epi_import_dialog_parent_class)->dispose (object);
}

static void
epi_import_dialog_class_init (EpiImportDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_import_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = epi_import_dialog_close_request;
  imported_signal =
      g_signal_new ("imported", EPI_TYPE_IMPORT_DIALOG, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape,
                                       0, "window.close", NULL);
}

static void
epi_import_dialog_init (EpiImportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), new_header (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  self->showing = TRUE;
  gtk_stack_add_named (GTK_STACK (self->stack), new_choose_page (self),
                       "choose");
  epi_import_dialog_init_run (self);
  self->showing = FALSE;
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 900, 620);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->go);
}

static EpiImportDialog *
dialog_new (GtkWindow *parent, const EpiTableSpec *spec, const char *title)
{
  EpiImportDialog *self =
      g_object_new (EPI_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);
  char *heading = g_strdup_printf ("Import %s", title);

  self->spec = spec;
  self->title = g_strdup (title);
  gtk_window_set_title (GTK_WINDOW (self), heading);
  g_free (heading);
  return self;
}

GtkWidget *
epi_import_dialog_new_file (GtkWindow *parent, GFile *file,
                            const EpiTableSpec *spec)
{
  char *name = g_file_get_basename (file);
  EpiImportDialog *self = dialog_new (parent, spec, name);

  g_free (name);
  if (g_file_peek_path (file) == NULL) {
    epi_import_dialog_show_problem (
        self, "Only files of this machine can be imported");
    gtk_widget_set_sensitive (self->go, FALSE);
    return GTK_WIDGET (self);
  }
  self->file = g_object_ref (file);
  sniff (self);
  return GTK_WIDGET (self);
}

GtkWidget *
epi_import_dialog_new_text (GtkWindow *parent, const char *text,
                            const EpiTableSpec *spec)
{
  EpiImportDialog *self = dialog_new (parent, spec, "pasted cells");

  self->bytes = g_bytes_new (text, strlen (text));
  sniff (self);
  return GTK_WIDGET (self);
}
