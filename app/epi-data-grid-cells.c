/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-grid-private.h"

#include "epi-data-edit.h"

#include "kit/epi-entries.h"

#include <math.h>

/* ---- What a cell shows ---- */

/* Mean and deviation of each column of numbers, missing ones left out. */
void
epi_data_grid_standardise (EpiDataGrid *self)
{
  const EpiTable *table = epi_data_grid_table (self);
  size_t cols = table != NULL ? epi_table_cols (table) : 0;

  g_clear_pointer (&self->mean, g_free);
  g_clear_pointer (&self->deviation, g_free);
  if (table == NULL || !epi_data_standardised (self->data) ||
      (self->spec != NULL && !(self->spec->offers & EPI_OFFERS_STANDARDISE)))
    return;
  self->mean = g_new0 (double, cols);
  self->deviation = g_new0 (double, cols);
  for (size_t j = 0; j < cols; j++)
    epi_data_edit_moments (table, j, &self->mean[j], &self->deviation[j]);
}

static char *
shown_text (EpiDataGrid *self, size_t row, guint column)
{
  const EpiTable *table = epi_data_grid_table (self);
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
  const EpiTable *table = epi_data_grid_table (self);
  guint position = epi_cell_position (cell);
  size_t row;
  char *text, *heading, *name;

  if (table == NULL || epi_cell_is_editing (cell) ||
      epi_cell_column (cell) >= epi_table_cols (table) ||
      position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  row = epi_table_model_row (self->model, position);
  text = shown_text (self, row, epi_cell_column (cell));
  heading = epi_entries_heading (self->spec, table, epi_cell_column (cell));
  name = g_strdup_printf ("%s, row %zu", heading, row + 1);
  epi_cell_show (cell, *text != '\0' ? text : "–", name);
  g_free (text);
  g_free (heading);
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
  test =
      (epi_table_mark (epi_data_grid_table (self), row) & EPI_MARK_TEST) != 0;
  text = g_strdup_printf (test ? "test %zu" : "%zu", row + 1);
  gtk_label_set_label (GTK_LABEL (label), text);
  if (test)
    gtk_widget_add_css_class (label, "held-back");
  else
    gtk_widget_remove_css_class (label, "held-back");
  g_free (text);
}

void
epi_data_grid_show_cells (EpiDataGrid *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    show_cell (self, g_ptr_array_index (self->cells, i));
  for (guint i = 0; i < self->counts->len; i++)
    show_count (self, g_ptr_array_index (self->counts, i));
}

/* ---- Editing ---- */

static char *
cell_text (EpiCell *cell, gpointer data)
{
  EpiDataGrid *self = data;

  return epi_data_cell_text (
      epi_data_grid_table (self),
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

  g_free (before);
  return same ? NULL
              : epi_data_grid_emit_edit (self, row, epi_cell_column (cell),
                                         text);
}

static const EpiCellHost host = {cell_text, cell_commit, epi_data_grid_explain,
                                 epi_data_grid_move_cursor};

/* ---- Making ---- */

/* The cell that is gone to is in sight only once it is mapped, too. */
static void
reach_it (EpiDataGrid *self, EpiCell *cell)
{
  if (self->goal.wanted && epi_cell_position (cell) == self->goal.position)
    epi_data_grid_reach_goal (self);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, EpiDataGrid *self)
{
  guint column =
      GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "epi-column"));
  bool number =
      epi_table_kind (epi_data_grid_table (self), column) == EPI_COLUMN_NUMBER;

  GtkWidget *cell = epi_cell_new (&host, self, column, number);
  g_signal_connect_object (cell, "map", G_CALLBACK (reach_it), self,
                           G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, cell);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, EpiDataGrid *self)
{
  EpiCell *cell = EPI_CELL (gtk_list_item_get_child (item));

  epi_cell_set_position (cell, gtk_list_item_get_position (item));
  g_ptr_array_add (self->cells, cell);
  show_cell (self, cell);
  reach_it (self, cell);
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

static GtkListItemFactory *
new_factory (EpiDataGrid *self, GCallback setup, GCallback bind,
             GCallback unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, self);
  g_signal_connect (factory, "bind", bind, self);
  g_signal_connect (factory, "unbind", unbind, self);
  return factory;
}

GtkListItemFactory *
epi_data_grid_cell_factory (EpiDataGrid *self, guint column)
{
  GtkListItemFactory *factory =
      new_factory (self, G_CALLBACK (setup_cb), G_CALLBACK (bind_cb),
                   G_CALLBACK (unbind_cb));

  g_object_set_data (G_OBJECT (factory), "epi-column",
                     GUINT_TO_POINTER (column));
  return factory;
}

GtkListItemFactory *
epi_data_grid_count_factory (EpiDataGrid *self)
{
  return new_factory (self, G_CALLBACK (count_setup_cb),
                      G_CALLBACK (count_bind_cb), G_CALLBACK (count_unbind_cb));
}
