/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-table-model.h"

struct _EpiTableRow {
  GObject parent_instance;
  guint position;
};
G_DEFINE_FINAL_TYPE (EpiTableRow, epi_table_row, G_TYPE_OBJECT)

struct _EpiTableModel {
  GObject parent_instance;
  EpiTable *table;  /* or NULL */
  guint32 *visible; /* (n) rows of the table; NULL: all of them */
  guint n;
};

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    EpiTableModel, epi_table_model, G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
        G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static guint select_signal;

/* ---- A row ---- */

static void
epi_table_row_class_init (EpiTableRowClass *klass)
{
}

static void
epi_table_row_init (EpiTableRow *self)
{
}

guint
epi_table_row_position (EpiTableRow *self)
{
  return self->position;
}

/* ---- The list ---- */

static GType
model_get_item_type (GListModel *list)
{
  return EPI_TYPE_TABLE_ROW;
}

static guint
model_get_n_items (GListModel *list)
{
  return EPI_TABLE_MODEL (list)->n;
}

static gpointer
model_get_item (GListModel *list, guint position)
{
  EpiTableRow *row;

  if (position >= EPI_TABLE_MODEL (list)->n)
    return NULL;
  row = g_object_new (EPI_TYPE_TABLE_ROW, NULL);
  row->position = position;
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = model_get_item_type;
  iface->get_n_items = model_get_n_items;
  iface->get_item = model_get_item;
}

/* Calls visit() for each row with one of the marks in mask (or, when with is
 * false, with none of them). */
static void
foreach_row (const EpiTable *table, uint8_t mask, bool with,
             void (*visit) (size_t row, void *data), void *data)
{
  for (size_t c = 0; c < epi_table_n_chunks (table); c++) {
    size_t n;
    const uint8_t *marks = epi_table_marks_chunk (table, c, &n);
    for (size_t i = 0; i < n; i++)
      if (((marks[i] & mask) != 0) == with)
        visit (c * EPI_CHUNK_ROWS + i, data);
  }
}

static void
count_row (size_t row, void *data)
{
  (*(size_t *)data)++;
}

static void
store_visible (size_t row, void *data)
{
  EpiTableModel *self = data;
  self->visible[self->n++] = (guint32)row;
}

/* Whether the marks are the very same memory: then so is the index. */
static bool
same_marks (const EpiTable *a, const EpiTable *b)
{
  size_t n;

  if (a == NULL || b == NULL || epi_table_rows (a) != epi_table_rows (b))
    return false;
  for (size_t c = 0; c < epi_table_n_chunks (a); c++)
    if (epi_table_marks_chunk (a, c, &n) != epi_table_marks_chunk (b, c, &n))
      return false;
  return true;
}

guint
epi_table_model_count (const EpiTable *table)
{
  size_t n_hidden = 0;

  if (table == NULL)
    return 0;
  foreach_row (table, EPI_MARK_HIDDEN, true, count_row, &n_hidden);
  return (guint)(epi_table_rows (table) - n_hidden);
}

/* Makes the index position -> row and n. */
static void
index_rows (EpiTableModel *self)
{
  guint n = epi_table_model_count (self->table);

  g_clear_pointer (&self->visible, g_free);
  self->n = n;
  if (self->table == NULL || n == epi_table_rows (self->table))
    return;
  self->n = 0; /* counts them */
  self->visible = g_new (guint32, n + 1);
  foreach_row (self->table, EPI_MARK_HIDDEN, false, store_visible, self);
}

void
epi_table_model_set_table (EpiTableModel *self, const EpiTable *table)
{
  guint before = self->n;
  EpiTable *old = self->table;
  bool same;

  if (table == old)
    return;
  self->table = table != NULL ? epi_table_ref (table) : NULL;
  same = same_marks (old, table);
  epi_table_unref (old);
  if (same)
    return;
  index_rows (self);
  if (self->n > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0,
                                self->n - before);
  else if (self->n < before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n, before - self->n,
                                0);
  if (self->n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0,
                                           self->n);
}

const EpiTable *
epi_table_model_table (EpiTableModel *self)
{
  return self->table;
}

size_t
epi_table_model_row (EpiTableModel *self, guint position)
{
  g_return_val_if_fail (position < self->n, 0);
  return self->visible != NULL ? self->visible[position] : position;
}

typedef struct {
  size_t *rows, n;
} Rows;

static void
store_row (size_t row, void *data)
{
  Rows *rows = data;
  rows->rows[rows->n++] = row;
}

size_t *
epi_table_rows_marked (const EpiTable *table, uint8_t mask, size_t *n)
{
  Rows rows = {NULL, 0};
  size_t count = 0;

  foreach_row (table, mask, true, count_row, &count);
  rows.rows = g_new (size_t, count + 1);
  foreach_row (table, mask, true, store_row, &rows);
  *n = rows.n;
  return rows.rows;
}

/* ---- The selection ---- */

static gboolean
model_is_selected (GtkSelectionModel *model, guint position)
{
  EpiTableModel *self = EPI_TABLE_MODEL (model);

  return position < self->n &&
         (epi_table_mark (self->table, epi_table_model_row (self, position)) &
          EPI_MARK_SELECTED) != 0;
}

static GtkBitset *
model_get_selection_in_range (GtkSelectionModel *model, guint position,
                              guint n_items)
{
  EpiTableModel *self = EPI_TABLE_MODEL (model);
  GtkBitset *set = gtk_bitset_new_empty ();

  for (guint i = position; i < MIN (self->n, position + n_items); i++)
    if (model_is_selected (model, i))
      gtk_bitset_add (set, i);
  return set;
}

/* Positions to rows of the table. */
static GtkBitset *
to_rows (EpiTableModel *self, GtkBitset *positions)
{
  GtkBitset *rows;
  GtkBitsetIter iter;
  guint position;

  if (self->visible == NULL)
    return gtk_bitset_copy (positions);
  rows = gtk_bitset_new_empty ();
  if (gtk_bitset_iter_init_first (&iter, positions, &position))
    do
      if (position < self->n)
        gtk_bitset_add (rows, self->visible[position]);
    while (gtk_bitset_iter_next (&iter, &position));
  return rows;
}

static gboolean
model_set_selection (GtkSelectionModel *model, GtkBitset *selected,
                     GtkBitset *mask)
{
  EpiTableModel *self = EPI_TABLE_MODEL (model);
  GtkBitset *rows = to_rows (self, selected);
  GtkBitset *about = to_rows (self, mask);

  g_signal_emit (self, select_signal, 0, rows, about);
  gtk_bitset_unref (rows);
  gtk_bitset_unref (about);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = model_is_selected;
  iface->get_selection_in_range = model_get_selection_in_range;
  iface->set_selection = model_set_selection;
}

/* ---- Life ---- */

static void
epi_table_model_finalize (GObject *object)
{
  EpiTableModel *self = EPI_TABLE_MODEL (object);

  epi_table_unref (self->table);
  g_free (self->visible);
  G_OBJECT_CLASS (epi_table_model_parent_class)->finalize (object);
}

static void
epi_table_model_class_init (EpiTableModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = epi_table_model_finalize;
  select_signal = g_signal_new (
      "select", EPI_TYPE_TABLE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_NONE, 2, GTK_TYPE_BITSET, GTK_TYPE_BITSET);
}

static void
epi_table_model_init (EpiTableModel *self)
{
}

EpiTableModel *
epi_table_model_new (void)
{
  return g_object_new (EPI_TYPE_TABLE_MODEL, NULL);
}
