/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-page-private.h"

#include "epi-data-edit.h"
#include "epi-data-grid.h"
#include "epi-data-menus.h"
#include "epi-role-bar.h"
#include "epi-row-filter.h"
#include "epi-table-model.h"

#include "core/epi-number.h"
#include "kit/epi-entries.h"

/* The cell, and of a symmetric matrix the one across the diagonal. */
static EpiData *
set_cells (EpiDataPage *self, size_t row, guint column, const char *text,
           const char *name, GError **error)
{
  const EpiTableSpec *spec = epi_data_page_spec (self);
  const EpiData *data = epi_data_page_data (self);
  const EpiTable *table = epi_data_table (data);
  EpiData *edited = epi_data_edit_cell (data, row, column, text, name, error);

  if (edited == NULL || !spec->symmetric || row == column ||
      column >= epi_table_rows (table) || row >= epi_table_cols (table))
    return edited;
  EpiData *both = epi_data_edit_cell (edited, column, row, text, name, error);
  epi_data_unref (edited);
  return both;
}

/* What differs from before, across the diagonal too; NULL where two of it that
 * are one number differ from one another. */
static EpiData *
mirror (EpiData *pasted, const EpiTable *before, GError **error)
{
  size_t n = epi_table_cols (before);

  for (size_t i = 0; pasted != NULL && i < n; i++)
    for (size_t j = 0; pasted != NULL && j < n; j++) {
      const EpiTable *now = epi_data_table (pasted);
      double a = epi_table_number (now, i, j);
      double across = epi_table_number (now, j, i);
      char text[EPI_NUMBER_SIZE];
      if (a == across || a == epi_table_number (before, i, j))
        continue;
      EpiData *both = NULL;
      if (across == epi_table_number (before, j, i))
        both = epi_data_edit_cell (pasted, j, (guint)i,
                                   epi_number_print (text, a), "", error);
      else
        g_set_error (error, EPI_DATA_EDIT_ERROR, EPI_DATA_EDIT_ERROR_VALUE,
                     "The matrix is symmetric; the cells have %g in row %zu, "
                     "column %zu, and %g across the diagonal",
                     a, i + 1, j + 1, across);
      epi_data_unref (pasted);
      pasted = both;
    }
  return pasted;
}

static char *
cell_edited_cb (EpiDataGrid *grid, guint64 row, guint column, const char *text,
                EpiDataPage *self)
{
  GError *error = NULL;
  char *name =
      epi_entries_heading (epi_data_page_spec (self),
                           epi_data_table (epi_data_page_data (self)), column);
  EpiData *edited = set_cells (self, row, column, text, name, &error);
  char *label =
      g_strdup_printf ("Set %s in row %" G_GUINT64_FORMAT, name, row + 1);
  char *refusal = error != NULL ? g_strdup (error->message) : NULL;

  if (edited != NULL)
    epi_data_page_edit (self, edited, label);
  epi_data_unref (edited);
  g_clear_error (&error);
  g_free (label);
  g_free (name);
  return refusal;
}

/* The members of a set as an array; free with g_free(). */
static size_t *
bitset_rows (GtkBitset *set, size_t *n)
{
  size_t *rows = g_new (size_t, gtk_bitset_get_size (set) + 1);
  GtkBitsetIter iter;
  guint value;

  *n = 0;
  if (gtk_bitset_iter_init_first (&iter, set, &value))
    do
      rows[(*n)++] = value;
    while (gtk_bitset_iter_next (&iter, &value));
  return rows;
}

/* The rows that are selected, and shall not be: among a million rows these are
 * few, where "all others" would touch every chunk. */
static size_t *
rows_to_clear (const EpiTable *table, GtkBitset *selected, GtkBitset *about,
               size_t *n)
{
  size_t n_now, *now = epi_table_rows_marked (table, EPI_MARK_SELECTED, &n_now);

  *n = 0;
  for (size_t i = 0; i < n_now; i++)
    if (gtk_bitset_contains (about, (guint)now[i]) &&
        !gtk_bitset_contains (selected, (guint)now[i]))
      now[(*n)++] = now[i];
  return now;
}

static void
select_cb (EpiDataGrid *grid, GtkBitset *selected, GtkBitset *about,
           EpiDataPage *self)
{
  const EpiData *data = epi_data_page_data (self);
  EpiData *cleared, *marked = NULL;
  GError *error = NULL;
  size_t n_off, n_on, *off, *on;

  gtk_bitset_intersect (selected, about);
  off = rows_to_clear (epi_data_table (data), selected, about, &n_off);
  on = bitset_rows (selected, &n_on);
  cleared =
      epi_data_edit_marks (data, off, n_off, 0, EPI_MARK_SELECTED, &error);
  if (cleared != NULL)
    marked =
        epi_data_edit_marks (cleared, on, n_on, EPI_MARK_SELECTED, 0, &error);
  epi_data_page_take (self, marked, n_on > 0 ? "Select rows" : "Select nothing",
                      error);
  epi_data_unref (cleared);
  g_free (off);
  g_free (on);
}

static void
role_chosen_cb (EpiRoleBar *bar, const char *role, const char *const *columns,
                EpiDataPage *self)
{
  EpiData *data = epi_data_with_role (epi_data_page_data (self), role, columns);
  char *label = g_strdup_printf (
      "Use %s as %s", columns[0] != NULL ? columns[0] : "nothing", role);

  epi_data_page_place (self, data, label);
  epi_data_unref (data);
  g_free (label);
}

static void
standardise_cb (GtkSwitch *button, GParamSpec *pspec, EpiDataPage *self)
{
  EpiData *data;

  if (self->showing || epi_data_page_data (self) == NULL)
    return;
  data = epi_data_with_standardised (epi_data_page_data (self),
                                     gtk_switch_get_active (button));
  epi_data_page_edit (self, data,
                      gtk_switch_get_active (button) ? "Standardise"
                                                     : "Use raw numbers");
  epi_data_unref (data);
}

static void
filter_cb (GtkEntry *entry, EpiDataPage *self)
{
  GError *error = NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  EpiData *data;

  if (epi_data_page_data (self) == NULL)
    return;
  data = epi_row_filter_apply (epi_data_page_data (self), text, &error);
  if (data != NULL)
    gtk_widget_remove_css_class (self->filter, "error");
  else
    gtk_widget_add_css_class (self->filter, "error");
  epi_data_page_take (self, data,
                      *text != '\0' ? "Filter rows" : "Show all rows", error);
}

static void
clear_filter_cb (GtkEntry *entry, GtkEntryIconPosition position,
                 EpiDataPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  filter_cb (entry, self);
}

/* ---- Actions ---- */

static void
add_row_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  GError *error = NULL;
  EpiData *data;

  data = epi_data_edit_add_row (epi_data_page_data (self), &error);
  if (epi_data_page_take (self, data, "Add a row", error))
    epi_data_grid_edit_last (EPI_DATA_GRID (self->grid));
}

typedef struct {
  EpiDataPage *page; /* owned */
  gboolean at_cursor;
  size_t row, column;
} Paste;

/* Cells at the cursor; those of a matrix that stays as large as it is begin at
 * its first entry without one. */
static void
paste_cells (EpiDataPage *self, const Paste *paste, const char *text)
{
  const EpiData *data = epi_data_page_data (self);
  size_t rows = epi_table_rows (epi_data_table (data));
  GError *error = NULL;
  EpiData *pasted =
      epi_data_edit_paste (data, paste->row, paste->column, text, &error);

  if (pasted != NULL && epi_data_page_spec (self)->fixed &&
      epi_table_rows (epi_data_table (pasted)) > rows) {
    epi_data_page_tell (self, "There are more rows than the matrix has", FALSE);
    epi_data_unref (pasted);
    return;
  }
  if (pasted != NULL && epi_data_page_spec (self)->symmetric)
    pasted = mirror (pasted, epi_data_table (data), &error);
  epi_data_page_take (self, pasted, "Paste cells", error);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  EpiDataPage *self = paste->page;
  const EpiTableSpec *spec = epi_data_page_spec (self);
  GError *error = NULL;
  char *text =
      gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (text == NULL || *text == '\0')
    epi_data_page_tell (self, "There is no text on the clipboard", FALSE);
  else if (epi_data_page_data (self) != NULL &&
           (paste->at_cursor || spec->fixed))
    paste_cells (self, paste, text);
  else
    epi_data_page_import_text (self, text);
  if (text == NULL)
    g_clear_error (&error);
  g_free (text);
  g_object_unref (self);
  g_free (paste);
}

void
epi_data_page_paste (EpiDataPage *self)
{
  Paste *paste = g_new0 (Paste, 1);

  paste->page = g_object_ref (self);
  paste->at_cursor = epi_data_grid_get_cursor (EPI_DATA_GRID (self->grid),
                                               &paste->row, &paste->column);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                                 NULL, pasted_cb, paste);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  epi_data_page_paste (EPI_DATA_PAGE (widget));
}

static void
dataset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  GError *error = NULL;
  const char *id = g_variant_get_string (parameter, NULL);
  EpiData *data = epi_data_menus_load (id, epi_data_page_spec (self), &error);

  if (data == NULL) {
    epi_data_page_take (self, NULL, NULL, error); /* says why */
    return;
  }
  epi_data_page_place (self, data, "Choose data");
  epi_data_unref (data);
  gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
}

/* ---- Connecting ---- */

void
epi_data_page_connect_edits (EpiDataPage *self)
{
  g_signal_connect (self->roles, "choose", G_CALLBACK (role_chosen_cb), self);
  g_signal_connect (self->standardise, "notify::active",
                    G_CALLBACK (standardise_cb), self);
  g_signal_connect (self->filter, "activate", G_CALLBACK (filter_cb), self);
  g_signal_connect (self->filter, "icon-press", G_CALLBACK (clear_filter_cb),
                    self);
  g_signal_connect (self->grid, "edit", G_CALLBACK (cell_edited_cb), self);
  g_signal_connect (self->grid, "select", G_CALLBACK (select_cb), self);
}

void
epi_data_page_install_edits (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "data.add-row", NULL, add_row_action);
  gtk_widget_class_install_action (klass, "data.paste", NULL, paste_action);
  gtk_widget_class_install_action (klass, "data.dataset", "s", dataset_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_v, GDK_CONTROL_MASK,
                                       "data.paste", NULL);
}
