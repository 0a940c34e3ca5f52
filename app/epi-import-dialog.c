/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-import-dialog.h"

#include "epi-data-roles.h"
#include "epi-import-job.h"
#include "epi-import-preview.h"
#include "epi-role-bar.h"

#define PREVIEW_ROWS 12

struct _EpiImportDialog {
  AdwWindow parent_instance;
  const EpiTableSpec *spec;
  GFile *file;   /* or NULL */
  GBytes *bytes; /* or NULL */
  char *title;
  EpiCsvOptions wish; /* what the user chose; 0: sniffed */
  EpiCsvPreview *preview;
  EpiData *draft;    /* names, kinds and roles without rows */
  EpiData *result;   /* while remarks are read */
  EpiImportJob *job; /* while one runs */
  guint tick_id;
  gboolean showing; /* by us, not by the user */
  GtkWidget *stack, *cancel, *go;
  GtkWidget *separator, *point, *encoding, *header;
  GtkWidget *roles, *rows, *problem;
  GtkWidget *progress, *remarks;
};
G_DEFINE_FINAL_TYPE (EpiImportDialog, epi_import_dialog, ADW_TYPE_WINDOW)

static guint imported_signal;

/* ---- 1. Sniff ---- */

static void
show_problem (EpiImportDialog *self, const char *sentence)
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

/* Where code stands in a list of them. */
static guint
find_code (const int *codes, guint n, int code)
{
  for (guint i = 0; i < n; i++)
    if (codes[i] == code)
      return i;
  return 0;
}

static const int separators[] = {',', ';', '\t', '|', ' '};
static const char *const separator_names[] = {"Comma", "Semicolon", "Tab",
                                              "Bar",   "Blanks",    NULL};
static const int points[] = {'.', ','};
static const char *const point_names[] = {"Point: 1.5", "Comma: 1,5", NULL};
static const int encodings[] = {EPI_CSV_UTF8, EPI_CSV_UTF16LE, EPI_CSV_UTF16BE,
                                EPI_CSV_WINDOWS_1252};
static const char *const encoding_names[] = {
    "UTF-8", "UTF-16", "UTF-16, big endian", "Western (Latin-1)", NULL};

static void
show_options (EpiImportDialog *self, const EpiCsvOptions *options)
{
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->separator),
      find_code (separators, G_N_ELEMENTS (separators), options->separator));
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->point),
      find_code (points, G_N_ELEMENTS (points), options->point));
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->encoding),
      find_code (encodings, G_N_ELEMENTS (encodings), (int)options->encoding));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->header),
                               options->header == EPI_CSV_HEADER_YES);
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
  show_problem (self, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (self->go, preview != NULL);
  g_clear_error (&error);
  if (preview == NULL)
    return;
  epi_csv_preview_free (self->preview);
  self->preview = preview;
  self->showing = TRUE;
  show_options (self, &preview->options);
  epi_import_preview_show (EPI_IMPORT_PREVIEW (self->rows), preview);
  make_draft (self);
  self->showing = FALSE;
}

/* ---- 2. Choose ---- */

static void
option_cb (EpiImportDialog *self)
{
  if (self->showing)
    return;
  self->wish.separator = (char)
      separators[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->separator))];
  self->wish.point =
      (char)points[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->point))];
  self->wish.encoding = (EpiCsvEncoding)
      encodings[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->encoding))];
  self->wish.header =
      gtk_check_button_get_active (GTK_CHECK_BUTTON (self->header))
          ? EPI_CSV_HEADER_YES
          : EPI_CSV_HEADER_NO;
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

/* ---- 3. Import ---- */

static void
deliver (EpiImportDialog *self)
{
  EpiData *data = g_steal_pointer (&self->result);

  g_signal_emit (self, imported_signal, 0, data);
  epi_data_unref (data);
  gtk_window_destroy (GTK_WINDOW (self));
}

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
    show_problem (self, problem != NULL ? problem->message : NULL);
    return;
  }
  with_table = epi_data_with_table (self->draft, table);
  self->result = epi_data_for_table (with_table, self->spec, &error);
  epi_data_unref (with_table);
  if (self->result == NULL)
    show_problem (self, error->message);
  else if (warnings->len > 0)
    show_remarks (self, warnings);
  else
    deliver (self);
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
  show_problem (self, NULL);
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
    deliver (self);
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

/* ---- Making ---- */

static GtkWidget *
option_list (EpiImportDialog *self, GtkWidget *box, const char *name,
             const char *const *items)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *drop = gtk_drop_down_new_from_strings (items);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "import-label");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (drop),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  NULL, -1);
  g_signal_connect_swapped (drop, "notify::selected", G_CALLBACK (option_cb),
                            self);
  gtk_box_append (GTK_BOX (column), label);
  gtk_box_append (GTK_BOX (column), drop);
  gtk_box_append (GTK_BOX (box), column);
  return drop;
}

static GtkWidget *
new_options (EpiImportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);

  self->separator =
      option_list (self, box, "Columns are separated by", separator_names);
  self->point = option_list (self, box, "Decimals", point_names);
  self->encoding = option_list (self, box, "Encoding", encoding_names);
  self->header =
      gtk_check_button_new_with_label ("The first row holds the names");
  gtk_widget_set_valign (self->header, GTK_ALIGN_END);
  g_signal_connect_swapped (self->header, "toggled", G_CALLBACK (option_cb),
                            self);
  gtk_box_append (GTK_BOX (box), self->header);
  return box;
}

static GtkWidget *
new_choose_page (EpiImportDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GtkWidget *note =
      gtk_label_new ("Empty cells, NA, NaN, null, ? and - count as missing.");

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
  gtk_box_append (GTK_BOX (page), new_options (self));
  gtk_box_append (GTK_BOX (page), self->problem);
  gtk_box_append (GTK_BOX (page), self->rows);
  gtk_box_append (GTK_BOX (page), note);
  gtk_box_append (GTK_BOX (page), self->roles);
  gtk_widget_add_css_class (page, "import-page");
  return page;
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

static GtkWidget *
new_header (EpiImportDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  self->cancel = gtk_button_new_with_label ("Cancel");
  self->go = gtk_button_new_with_label ("Import");
  gtk_widget_add_css_class (self->go, "suggested-action");
  g_signal_connect (self->cancel, "clicked", G_CALLBACK (cancel_cb), self);
  g_signal_connect (self->go, "clicked", G_CALLBACK (go_cb), self);
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
  gtk_stack_add_named (GTK_STACK (self->stack), new_working_page (self),
                       "working");
  gtk_stack_add_named (GTK_STACK (self->stack), new_remarks_page (self),
                       "remarks");
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
    show_problem (self, "Only files of this machine can be imported");
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
