/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-import-preview.h"

struct _EpiImportPreview {
  GtkWidget parent_instance;
  GtkWidget *scrolled, *grid;
  size_t cols;
  gboolean *taken;    /* (cols) */
  EpiCsvKind *kinds;  /* (cols) */
  GPtrArray **labels; /* (cols) the widgets of a column, to be dimmed */
};
G_DEFINE_FINAL_TYPE (EpiImportPreview, epi_import_preview, GTK_TYPE_WIDGET)

static guint changed_signal;

static size_t
column_of (gpointer widget)
{
  return GPOINTER_TO_SIZE (g_object_get_data (widget, "epi-column"));
}

static void
show_taken (EpiImportPreview *self, size_t column)
{
  GPtrArray *labels = self->labels[column];

  for (guint i = 0; labels != NULL && i < labels->len; i++)
    gtk_widget_set_opacity (g_ptr_array_index (labels, i),
                            self->taken[column] ? 1 : 0.35);
}

static void
taken_cb (GtkCheckButton *check, EpiImportPreview *self)
{
  size_t column = column_of (check);

  self->taken[column] = gtk_check_button_get_active (check);
  show_taken (self, column);
  g_signal_emit (self, changed_signal, 0);
}

static void
kind_cb (GtkButton *button, EpiImportPreview *self)
{
  size_t column = column_of (button);
  bool text = g_str_equal (gtk_button_get_label (button), "text");

  self->kinds[column] = text ? EPI_CSV_KIND_NUMBER : EPI_CSV_KIND_TEXT;
  gtk_button_set_label (button, text ? "numbers" : "text");
  g_signal_emit (self, changed_signal, 0);
}

/* ---- The grid ---- */

static void
attach (EpiImportPreview *self, GtkWidget *widget, size_t column, int row)
{
  g_object_set_data (G_OBJECT (widget), "epi-column",
                     GSIZE_TO_POINTER (column));
  gtk_grid_attach (GTK_GRID (self->grid), widget, (int)column, row, 1, 1);
}

static void
add_heading (EpiImportPreview *self, const EpiCsvPreview *preview, size_t col)
{
  GtkWidget *check = gtk_check_button_new_with_label (preview->names[col]);
  bool text = self->kinds[col] == EPI_CSV_KIND_TEXT ||
              (self->kinds[col] == EPI_CSV_KIND_AUTO &&
               preview->kinds[col] == EPI_COLUMN_TEXT);
  GtkWidget *kind = gtk_button_new_with_label (text ? "text" : "numbers");

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), self->taken[col]);
  gtk_widget_set_tooltip_text (check, "Take this column");
  gtk_widget_set_tooltip_text (kind, "Read as numbers or as text");
  gtk_widget_add_css_class (check, "preview-name");
  gtk_widget_add_css_class (kind, "preview-kind");
  gtk_widget_add_css_class (kind, "flat");
  gtk_widget_set_halign (kind, GTK_ALIGN_START);
  attach (self, check, col, 0);
  attach (self, kind, col, 1);
  g_signal_connect (check, "toggled", G_CALLBACK (taken_cb), self);
  g_signal_connect (kind, "clicked", G_CALLBACK (kind_cb), self);
}

static void
add_cell (EpiImportPreview *self, const EpiCsvPreview *preview, size_t row,
          size_t col)
{
  const char *text = preview->cells[row * preview->cols + col];
  bool number = preview->kinds[col] == EPI_COLUMN_NUMBER;
  bool missing = text == NULL || *text == '\0';
  GtkWidget *label = gtk_label_new (missing ? "–" : text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_widget_add_css_class (label, number ? "numeric" : "preview-text");
  if (missing)
    gtk_widget_add_css_class (label, "dim-label");
  attach (self, label, col, (int)row + 2);
  g_ptr_array_add (self->labels[col], label);
}

static void
forget (EpiImportPreview *self)
{
  for (size_t j = 0; j < self->cols; j++)
    g_clear_pointer (&self->labels[j], g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_free);
  g_clear_pointer (&self->taken, g_free);
  g_clear_pointer (&self->kinds, g_free);
  self->cols = 0;
}

static void
remember (EpiImportPreview *self, size_t cols)
{
  if (self->cols == cols)
    return;
  forget (self);
  self->cols = cols;
  self->taken = g_new (gboolean, cols + 1);
  self->kinds = g_new0 (EpiCsvKind, cols + 1);
  self->labels = g_new0 (GPtrArray *, cols + 1);
  for (size_t j = 0; j < cols; j++)
    self->taken[j] = TRUE;
}

static void
add_rest (EpiImportPreview *self, size_t shown)
{
  char *text = g_strdup_printf ("… and %zu more columns", self->cols - shown);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (GTK_GRID (self->grid), label, (int)shown, 0, 1, 1);
  g_free (text);
}

void
epi_import_preview_show (EpiImportPreview *self, const EpiCsvPreview *preview)
{
  size_t shown = MIN (preview->cols, EPI_PREVIEW_COLUMNS);
  GtkWidget *child;

  g_return_if_fail (EPI_IS_IMPORT_PREVIEW (self));
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  remember (self, preview->cols);
  for (size_t j = 0; j < shown; j++) {
    g_clear_pointer (&self->labels[j], g_ptr_array_unref);
    self->labels[j] = g_ptr_array_new ();
    add_heading (self, preview, j);
    for (size_t i = 0; i < preview->rows; i++)
      add_cell (self, preview, i, j);
    show_taken (self, j);
  }
  if (shown < self->cols)
    add_rest (self, shown);
}

/* ---- The choice ---- */

size_t *
epi_import_preview_columns (EpiImportPreview *self, size_t *n)
{
  size_t *columns = g_new (size_t, self->cols + 1);

  *n = 0;
  for (size_t j = 0; j < self->cols; j++)
    if (self->taken[j])
      columns[(*n)++] = j;
  return columns;
}

const EpiCsvKind *
epi_import_preview_kinds (EpiImportPreview *self)
{
  return self->kinds;
}

void
epi_import_preview_take (EpiImportPreview *self, size_t column, gboolean take)
{
  GtkWidget *check =
      gtk_grid_get_child_at (GTK_GRID (self->grid), (int)column, 0);

  g_return_if_fail (column < MIN (self->cols, EPI_PREVIEW_COLUMNS));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), take);
}

/* ---- Life ---- */

static void
epi_import_preview_dispose (GObject *object)
{
  EpiImportPreview *self = EPI_IMPORT_PREVIEW (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  forget (self);
  G_OBJECT_CLASS (epi_import_preview_parent_class)->dispose (object);
}

static void
epi_import_preview_class_init (EpiImportPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_import_preview_dispose;
  changed_signal =
      g_signal_new ("changed", EPI_TYPE_IMPORT_PREVIEW, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "importpreview");
}

static void
epi_import_preview_init (EpiImportPreview *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  gtk_widget_set_valign (self->grid, GTK_ALIGN_START);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled),
                                 self->grid);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
epi_import_preview_new (void)
{
  return g_object_new (EPI_TYPE_IMPORT_PREVIEW, NULL);
}
