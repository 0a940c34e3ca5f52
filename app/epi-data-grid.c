/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-grid-private.h"

#include "kit/epi-entries.h"

G_DEFINE_FINAL_TYPE (EpiDataGrid, epi_data_grid, GTK_TYPE_WIDGET)

enum { SIGNAL_EDIT, SIGNAL_SELECT, N_SIGNALS };
static guint signals[N_SIGNALS];

const EpiTable *
epi_data_grid_table (EpiDataGrid *self)
{
  return self->data != NULL ? epi_data_table (self->data) : NULL;
}

GListModel *
epi_data_grid_columns (EpiDataGrid *self)
{
  return gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
}

guint
epi_data_grid_column_of (gpointer view_column)
{
  return GPOINTER_TO_UINT (g_object_get_data (view_column, "epi-column"));
}

char *
epi_data_grid_emit_edit (EpiDataGrid *self, size_t row, guint column,
                         const char *text)
{
  char *refusal = NULL;

  g_signal_emit (self, signals[SIGNAL_EDIT], 0, (guint64)row, column, text,
                 &refusal);
  return refusal;
}

/* ---- Columns ---- */

/* Takes factory. */
static GtkColumnViewColumn *
append_column (EpiDataGrid *self, const char *title,
               GtkListItemFactory *factory, guint column)
{
  GtkColumnViewColumn *made = gtk_column_view_column_new (title, factory);

  g_object_set_data (G_OBJECT (made), "epi-column", GUINT_TO_POINTER (column));
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), made);
  g_object_unref (made); /* the view keeps it */
  return made;
}

/* The role of a column for its heading, or NULL. */
static const char *
column_role (const EpiData *data, const EpiTableSpec *spec, guint column)
{
  const EpiRoleSpec *role = spec != NULL ? spec->roles : NULL;

  for (; role != NULL && role->role != NULL; role++)
    for (size_t i = 0; epi_data_role (data, role->role)[i] != NULL; i++)
      if (epi_data_column (data, role->role, i) == (ptrdiff_t)column)
        return role->role;
  return NULL;
}

static void
add_data_column (EpiDataGrid *self, guint column)
{
  char *name =
      epi_entries_heading (self->spec, epi_data_grid_table (self), column);
  const char *role = column_role (self->data, self->spec, column);
  char *title =
      role != NULL ? g_strdup_printf ("%s  (%s)", name, role) : g_strdup (name);
  GtkColumnViewColumn *made = append_column (
      self, title, epi_data_grid_cell_factory (self, column), column);

  gtk_column_view_column_set_resizable (made, TRUE);
  g_free (title);
  g_free (name);
}

/* An empty column that takes the rest of the room. */
static void
add_filler (EpiDataGrid *self)
{
  GtkColumnViewColumn *filler =
      gtk_column_view_column_new (NULL, gtk_signal_list_item_factory_new ());

  gtk_column_view_column_set_expand (filler, TRUE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), filler);
  g_object_unref (filler);
}

/* The headings of numbers stand over the numbers, on the right. */
static void
align_headings (EpiDataGrid *self)
{
  GtkWidget *heading =
      gtk_widget_get_first_child (gtk_widget_get_first_child (self->view));
  GListModel *columns = epi_data_grid_columns (self);

  for (guint i = 0; heading != NULL;
       heading = gtk_widget_get_next_sibling (heading), i++) {
    GObject *column = g_list_model_get_item (columns, i);
    guint at;
    if (column == NULL)
      break;
    at = epi_data_grid_column_of (column);
    if (i > 0 && i + 1 < g_list_model_get_n_items (columns) &&
        epi_table_kind (epi_data_grid_table (self), at) == EPI_COLUMN_NUMBER &&
        gtk_widget_get_first_child (heading) != NULL)
      gtk_widget_set_halign (gtk_widget_get_first_child (heading),
                             GTK_ALIGN_END);
    g_object_unref (column);
  }
}

static void
make_columns (EpiDataGrid *self)
{
  const EpiTable *table = epi_data_grid_table (self);
  GListModel *columns = epi_data_grid_columns (self);
  guint n = table != NULL ? (guint)epi_table_cols (table) : 0, shown = 0;

  while (g_list_model_get_n_items (columns) > 0) {
    GtkColumnViewColumn *first = g_list_model_get_item (columns, 0);
    gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), first);
    g_object_unref (first);
  }
  if (table != NULL)
    append_column (self, "", epi_data_grid_count_factory (self), 0);
  for (int roles = 1; roles >= 0; roles--) /* first those with a role */
    for (guint j = 0; j < n && shown < EPI_GRID_COLUMNS; j++)
      if ((column_role (self->data, self->spec, j) != NULL) == (roles == 1)) {
        add_data_column (self, j);
        shown++;
      }
  add_filler (self);
  self->n_left_out = n - shown;
  if (table != NULL)
    align_headings (self);
}

/* A text that changes when the columns must be made again. */
static char *
columns_signature (const EpiData *data, const EpiTableSpec *spec)
{
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;
  GString *text = g_string_new (NULL);

  for (guint j = 0; table != NULL && j < epi_table_cols (table); j++) {
    const char *role = column_role (data, spec, j);
    char *name = epi_entries_heading (spec, table, j);
    g_string_append_printf (text, "%s\t%d\t%s\n", name,
                            epi_table_kind (table, j), role ? role : "");
    g_free (name);
  }
  return g_string_free (text, FALSE);
}

/* A list whose rows have all gone, or all come, cannot scroll before it is laid
 * out; asked to, by a wheel that turns meanwhile, GTK 4.8 warns.  So it rests
 * at its top until then; told while the old rows are still there. */
static void
rest_at_top (EpiDataGrid *self)
{
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (self->scrolled));

  gtk_adjustment_set_value (scroll, 0);
  gtk_adjustment_set_upper (scroll, gtk_adjustment_get_page_size (scroll));
}

void
epi_data_grid_set_data (EpiDataGrid *self, const EpiData *data,
                        const EpiTableSpec *spec)
{
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;

  g_return_if_fail (EPI_IS_DATA_GRID (self));
  if (data == self->data && spec == self->spec)
    return;
  char *signature = columns_signature (data, spec);
  gboolean others = g_strcmp0 (signature, self->signature) != 0;
  if (others || epi_table_model_count (table) == 0)
    rest_at_top (self);
  if (data != NULL)
    epi_data_ref (data);
  epi_data_unref (self->data);
  self->data = (EpiData *)data;
  self->spec = spec;
  epi_data_grid_standardise (self);
  if (others) {
    epi_table_model_set_table (self->model, NULL); /* no cell of the old one */
    make_columns (self);
  }
  g_free (self->signature);
  self->signature = signature;
  epi_table_model_set_table (self->model, table);
  epi_data_grid_show_cells (self);
}

guint
epi_data_grid_n_shown (EpiDataGrid *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

guint
epi_data_grid_n_left_out (EpiDataGrid *self)
{
  return self->n_left_out;
}

guint
epi_data_grid_n_cells (EpiDataGrid *self)
{
  return self->cells->len;
}

/* ---- Life ---- */

static void
select_cb (EpiTableModel *model, GtkBitset *rows, GtkBitset *about,
           EpiDataGrid *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECT], 0, rows, about);
}

static void
epi_data_grid_dispose (GObject *object)
{
  EpiDataGrid *self = EPI_DATA_GRID (object);

  self->refused = NULL;
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_pointer (&self->data, epi_data_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  g_clear_pointer (&self->signature, g_free);
  g_clear_pointer (&self->mean, g_free);
  g_clear_pointer (&self->deviation, g_free);
  G_OBJECT_CLASS (epi_data_grid_parent_class)->dispose (object);
}

static void
epi_data_grid_class_init (EpiDataGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_data_grid_dispose;
  /* EpiDataGrid::edit (row, column, text): Emitted when a cell was changed by
   * hand; returns why not as a new string, or NULL when it was done. */
  signals[SIGNAL_EDIT] = g_signal_new (
      "edit", EPI_TYPE_DATA_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_STRING, 3, G_TYPE_UINT64, G_TYPE_UINT, G_TYPE_STRING);
  /* EpiDataGrid::select (rows, about): Emitted when rows are to be selected,
   * and the others of about not to be. */
  signals[SIGNAL_SELECT] = g_signal_new (
      "select", EPI_TYPE_DATA_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_NONE, 2, GTK_TYPE_BITSET, GTK_TYPE_BITSET);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "datagrid");
}

static void
epi_data_grid_init (EpiDataGrid *self)
{
  self->cells = g_ptr_array_new ();
  self->counts = g_ptr_array_new ();
  self->model = epi_table_model_new ();
  g_signal_connect (self->model, "select", G_CALLBACK (select_cb), self);
  self->view =
      gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->model)));
  /* No rubberband: GTK 4.8 warns when one begins beside the last row. */
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  gtk_widget_add_css_class (self->view, "data-table");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled),
                                 self->view);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scrolled);
  epi_data_grid_add_reason (self);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
}

GtkWidget *
epi_data_grid_new (void)
{
  return g_object_new (EPI_TYPE_DATA_GRID, NULL);
}
