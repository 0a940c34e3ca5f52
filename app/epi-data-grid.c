/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-grid.h"

#include "epi-cell.h"
#include "epi-data-edit.h"
#include "epi-table-model.h"

#include "core/epi-number.h"

#include <math.h>

struct _EpiDataGrid {
  GtkWidget parent_instance;
  EpiData *data; /* or NULL */
  const EpiTableSpec *spec;
  EpiTableModel *model;
  GtkWidget *scrolled, *view;
  GPtrArray *cells;  /* EpiCell in use, borrowed from the view */
  GPtrArray *counts; /* GtkLabel with row numbers, the same */
  char *signature;   /* of the columns shown: names, kinds, roles */
  guint n_left_out;
  double *mean, *deviation; /* (columns) NULL unless standardised */
  struct {                  /* a cell that waits for being scrolled to */
    bool wanted, edit;
    guint position, column;
  } goal;
};
G_DEFINE_FINAL_TYPE (EpiDataGrid, epi_data_grid, GTK_TYPE_WIDGET)

enum { SIGNAL_EDIT, SIGNAL_SELECT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const EpiTable *
grid_table (EpiDataGrid *self)
{
  return self->data != NULL ? epi_data_table (self->data) : NULL;
}

/* ---- What a cell shows ---- */

/* Mean and deviation of each column of numbers, missing ones left out. */
static void
standardise (EpiDataGrid *self)
{
  const EpiTable *table = grid_table (self);
  size_t cols = table != NULL ? epi_table_cols (table) : 0;

  g_clear_pointer (&self->mean, g_free);
  g_clear_pointer (&self->deviation, g_free);
  if (table == NULL || !epi_data_standardised (self->data))
    return;
  self->mean = g_new0 (double, cols);
  self->deviation = g_new0 (double, cols);
  for (size_t j = 0; j < cols; j++)
    epi_data_edit_moments (table, j, &self->mean[j], &self->deviation[j]);
}

static char *
shown_text (EpiDataGrid *self, size_t row, guint column)
{
  const EpiTable *table = grid_table (self);
  double value;

  if (self->mean == NULL || epi_table_kind (table, column) == EPI_COLUMN_TEXT)
    return epi_data_cell_text (table, row, column);
  value = epi_table_number (table, row, column);
  if (isnan (value) || self->deviation[column] == 0)
    return g_strdup ("");
  return g_strdup_printf ("%.3f", (value - self->mean[column]) /
                                      self->deviation[column]);
}

static void
show_cell (EpiDataGrid *self, EpiCell *cell)
{
  const EpiTable *table = grid_table (self);
  guint position = epi_cell_position (cell);
  size_t row;
  char *text, *name;

  if (table == NULL || epi_cell_is_editing (cell) ||
      epi_cell_column (cell) >= epi_table_cols (table) ||
      position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  row = epi_table_model_row (self->model, position);
  text = shown_text (self, row, epi_cell_column (cell));
  name = g_strdup_printf (
      "%s, row %zu", epi_table_name (table, epi_cell_column (cell)), row + 1);
  epi_cell_show (cell, *text != '\0' ? text : "–", name);
  g_free (text);
  g_free (name);
}

/* The row's number, and whether it is held back. */
static void
show_count (EpiDataGrid *self, GtkWidget *label)
{
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (label), "p"));
  size_t row;
  bool test;
  char *text;

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  row = epi_table_model_row (self->model, position);
  test = (epi_table_mark (grid_table (self), row) & EPI_MARK_TEST) != 0;
  text = g_strdup_printf (test ? "test %zu" : "%zu", row + 1);
  gtk_label_set_label (GTK_LABEL (label), text);
  if (test)
    gtk_widget_add_css_class (label, "held-back");
  else
    gtk_widget_remove_css_class (label, "held-back");
  g_free (text);
}

static void
show_all (EpiDataGrid *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    show_cell (self, g_ptr_array_index (self->cells, i));
  for (guint i = 0; i < self->counts->len; i++)
    show_count (self, g_ptr_array_index (self->counts, i));
}

/* ---- The cursor ---- */

static EpiCell *
find_cell (EpiDataGrid *self, guint position, guint column)
{
  for (guint i = 0; i < self->cells->len; i++) {
    EpiCell *cell = g_ptr_array_index (self->cells, i);
    if (epi_cell_position (cell) == position &&
        epi_cell_column (cell) == column)
      return cell;
  }
  return NULL;
}

static gboolean
reach_goal (gpointer data)
{
  EpiDataGrid *self = data;
  EpiCell *cell = find_cell (self, self->goal.position, self->goal.column);

  if (!self->goal.wanted || cell == NULL ||
      !gtk_widget_get_mapped (GTK_WIDGET (cell)))
    return G_SOURCE_REMOVE;
  self->goal.wanted = false;
  gtk_widget_grab_focus (GTK_WIDGET (cell));
  if (self->goal.edit)
    epi_cell_edit (cell);
  return G_SOURCE_REMOVE;
}

/* The list inside the column view, which can scroll to a row. */
static GtkWidget *
inner_list (EpiDataGrid *self)
{
  GtkWidget *child = gtk_widget_get_first_child (self->view);

  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

void
epi_data_grid_edit (EpiDataGrid *self, guint position, guint column)
{
  g_return_if_fail (EPI_IS_DATA_GRID (self));
  self->goal.wanted = true;
  self->goal.edit = true;
  self->goal.position = position;
  self->goal.column = column;
  /* A list that was never laid out cannot scroll, and says so. */
  if (position < epi_data_grid_n_shown (self) &&
      gtk_widget_get_height (inner_list (self)) > 0)
    gtk_widget_activate_action (inner_list (self), "list.scroll-to-item", "u",
                                position);
  g_idle_add_full (G_PRIORITY_LOW, reach_goal, g_object_ref (self),
                   g_object_unref);
}

void
epi_data_grid_edit_last (EpiDataGrid *self)
{
  guint n = epi_data_grid_n_shown (self);
  GListModel *columns =
      gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  GObject *first = g_list_model_get_item (columns, 1);

  if (n > 0 && first != NULL)
    epi_data_grid_edit (
        self, n - 1,
        GPOINTER_TO_UINT (g_object_get_data (first, "epi-column")));
  g_clear_object (&first);
}

/* The table's column beside the one given, in the order shown. */
static guint
neighbour (EpiDataGrid *self, guint column, int by)
{
  GListModel *columns =
      gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  guint n = g_list_model_get_n_items (columns), found = column;

  for (guint i = 1; i + 1 < n; i++) { /* the first is the row's number */
    GObject *at = g_list_model_get_item (columns, i);
    guint next = (guint)((int)i + by);
    if (GPOINTER_TO_UINT (g_object_get_data (at, "epi-column")) == column &&
        next >= 1 && next + 1 < n) {
      GObject *other = g_list_model_get_item (columns, next);
      found = GPOINTER_TO_UINT (g_object_get_data (other, "epi-column"));
      g_object_unref (other);
    }
    g_object_unref (at);
  }
  return found;
}

static void
cell_move (EpiCell *cell, int columns, int rows, gpointer data)
{
  EpiDataGrid *self = data;
  guint n = epi_data_grid_n_shown (self);
  gint64 position = (gint64)epi_cell_position (cell) + rows;

  if (position < 0 || position >= n)
    return;
  epi_data_grid_edit (self, (guint)position,
                      columns == 0
                          ? epi_cell_column (cell)
                          : neighbour (self, epi_cell_column (cell), columns));
  self->goal.edit = false;
}

gboolean
epi_data_grid_get_cursor (EpiDataGrid *self, size_t *row, size_t *column)
{
  for (guint i = 0; i < self->cells->len; i++) {
    EpiCell *cell = g_ptr_array_index (self->cells, i);
    if (!gtk_widget_is_focus (GTK_WIDGET (cell)))
      continue;
    *row = epi_table_model_row (self->model, epi_cell_position (cell));
    *column = epi_cell_column (cell);
    return TRUE;
  }
  return FALSE;
}

/* ---- Editing ---- */

static char *
cell_text (EpiCell *cell, gpointer data)
{
  EpiDataGrid *self = data;

  return epi_data_cell_text (
      grid_table (self),
      epi_table_model_row (self->model, epi_cell_position (cell)),
      epi_cell_column (cell));
}

static char *
cell_commit (EpiCell *cell, const char *text, gpointer data)
{
  EpiDataGrid *self = data;
  size_t row = epi_table_model_row (self->model, epi_cell_position (cell));
  char *before = cell_text (cell, data);
  bool same = g_str_equal (before, text);
  char *refusal = NULL;

  g_free (before);
  if (!same)
    g_signal_emit (self, signals[SIGNAL_EDIT], 0, (guint64)row,
                   epi_cell_column (cell), text, &refusal);
  return refusal;
}

static const EpiCellHost host = {cell_text, cell_commit, cell_move};

/* ---- Columns ---- */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, EpiDataGrid *self)
{
  guint column =
      GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "epi-column"));
  bool number = epi_table_kind (grid_table (self), column) == EPI_COLUMN_NUMBER;

  gtk_list_item_set_child (item, epi_cell_new (&host, self, column, number));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, EpiDataGrid *self)
{
  EpiCell *cell = EPI_CELL (gtk_list_item_get_child (item));

  epi_cell_set_position (cell, gtk_list_item_get_position (item));
  g_ptr_array_add (self->cells, cell);
  show_cell (self, cell);
  if (self->goal.wanted && epi_cell_position (cell) == self->goal.position)
    g_idle_add_full (G_PRIORITY_LOW, reach_goal, g_object_ref (self),
                     g_object_unref);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, EpiDataGrid *self)
{
  EpiCell *cell = EPI_CELL (gtk_list_item_get_child (item));

  epi_cell_set_position (cell, GTK_INVALID_LIST_POSITION);
  g_ptr_array_remove_fast (self->cells, cell);
}

static void
count_setup_cb (GtkListItemFactory *factory, GtkListItem *item,
                EpiDataGrid *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "row-number");
  gtk_list_item_set_child (item, label);
}

static void
count_bind_cb (GtkListItemFactory *factory, GtkListItem *item,
               EpiDataGrid *self)
{
  GtkWidget *label = gtk_list_item_get_child (item);

  g_object_set_data (G_OBJECT (label), "p",
                     GUINT_TO_POINTER (gtk_list_item_get_position (item)));
  g_ptr_array_add (self->counts, label);
  show_count (self, label);
}

static void
count_unbind_cb (GtkListItemFactory *factory, GtkListItem *item,
                 EpiDataGrid *self)
{
  g_ptr_array_remove_fast (self->counts, gtk_list_item_get_child (item));
}

static GtkColumnViewColumn *
append_column (EpiDataGrid *self, const char *title, GCallback setup,
               GCallback bind, GCallback unbind, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made;

  g_object_set_data (G_OBJECT (factory), "epi-column",
                     GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", setup, self);
  g_signal_connect (factory, "bind", bind, self);
  g_signal_connect (factory, "unbind", unbind, self);
  made = gtk_column_view_column_new (title, factory);
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
  const char *name = epi_table_name (grid_table (self), column);
  const char *role = column_role (self->data, self->spec, column);
  char *title =
      role != NULL ? g_strdup_printf ("%s  (%s)", name, role) : g_strdup (name);
  GtkColumnViewColumn *made =
      append_column (self, title, G_CALLBACK (setup_cb), G_CALLBACK (bind_cb),
                     G_CALLBACK (unbind_cb), column);

  gtk_column_view_column_set_resizable (made, TRUE);
  g_free (title);
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
  GListModel *columns =
      gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  for (guint i = 0; heading != NULL;
       heading = gtk_widget_get_next_sibling (heading), i++) {
    GObject *column = g_list_model_get_item (columns, i);
    guint at;
    if (column == NULL)
      break;
    at = GPOINTER_TO_UINT (g_object_get_data (column, "epi-column"));
    if (i > 0 && i + 1 < g_list_model_get_n_items (columns) &&
        epi_table_kind (grid_table (self), at) == EPI_COLUMN_NUMBER &&
        gtk_widget_get_first_child (heading) != NULL)
      gtk_widget_set_halign (gtk_widget_get_first_child (heading),
                             GTK_ALIGN_END);
    g_object_unref (column);
  }
}

static void
make_columns (EpiDataGrid *self)
{
  const EpiTable *table = grid_table (self);
  GListModel *columns =
      gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  guint n = table != NULL ? (guint)epi_table_cols (table) : 0, shown = 0;

  while (g_list_model_get_n_items (columns) > 0) {
    GtkColumnViewColumn *first = g_list_model_get_item (columns, 0);
    gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), first);
    g_object_unref (first);
  }
  if (table != NULL)
    append_column (self, "", G_CALLBACK (count_setup_cb),
                   G_CALLBACK (count_bind_cb), G_CALLBACK (count_unbind_cb), 0);
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
    g_string_append_printf (text, "%s\t%d\t%s\n", epi_table_name (table, j),
                            epi_table_kind (table, j), role ? role : "");
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
  standardise (self);
  if (others) {
    epi_table_model_set_table (self->model, NULL); /* no cell of the old one */
    make_columns (self);
  }
  g_free (self->signature);
  self->signature = signature;
  epi_table_model_set_table (self->model, table);
  show_all (self);
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

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
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
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
epi_data_grid_new (void)
{
  return g_object_new (EPI_TYPE_DATA_GRID, NULL);
}
