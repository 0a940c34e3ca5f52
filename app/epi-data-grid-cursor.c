/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-grid-private.h"

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
reach_goal_cb (gpointer data)
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

void
epi_data_grid_reach_goal (EpiDataGrid *self)
{
  g_idle_add_full (G_PRIORITY_LOW, reach_goal_cb, g_object_ref (self),
                   g_object_unref);
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
  epi_data_grid_reach_goal (self);
}

void
epi_data_grid_edit_last (EpiDataGrid *self)
{
  guint n = epi_data_grid_n_shown (self);
  GListModel *columns = epi_data_grid_columns (self);
  GObject *first = g_list_model_get_item (columns, 1);

  if (n > 0 && first != NULL)
    epi_data_grid_edit (self, n - 1, epi_data_grid_column_of (first));
  g_clear_object (&first);
}

/* The table's column beside the one given, in the order shown. */
static guint
neighbour (EpiDataGrid *self, guint column, int by)
{
  GListModel *columns = epi_data_grid_columns (self);
  guint n = g_list_model_get_n_items (columns), found = column;

  for (guint i = 1; i + 1 < n; i++) { /* the first is the row's number */
    GObject *at = g_list_model_get_item (columns, i);
    guint next = (guint)((int)i + by);
    if (epi_data_grid_column_of (at) == column && next >= 1 && next + 1 < n) {
      GObject *other = g_list_model_get_item (columns, next);
      found = epi_data_grid_column_of (other);
      g_object_unref (other);
    }
    g_object_unref (at);
  }
  return found;
}

void
epi_data_grid_move_cursor (EpiCell *cell, int columns, int rows, gpointer grid)
{
  EpiDataGrid *self = grid;
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
