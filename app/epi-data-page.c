/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-page.h"

#include "epi-data-actions.h"
#include "epi-data-edit.h"
#include "epi-data-grid.h"
#include "epi-data-menus.h"
#include "epi-page.h"
#include "epi-role-bar.h"
#include "epi-row-filter.h"
#include "epi-table-model.h"

#include <math.h>

struct _EpiDataPage {
  GtkWidget parent_instance;
  EpiSession *session;    /* borrowed, or NULL */
  const EpiData *pending; /* what was shown last; only its address counts */
  GtkWidget *box, *stack;
  GtkWidget *title, *credit, *choose, *use_in;
  GtkWidget *roles, *standardise, *filter, *counts;
  GtkWidget *grid;
  gboolean showing; /* by us, not by the user */
};
G_DEFINE_FINAL_TYPE (EpiDataPage, epi_data_page, GTK_TYPE_WIDGET)

enum {
  SIGNAL_MESSAGE,
  SIGNAL_USE_IN,
  SIGNAL_IMPORT_TEXT,
  SIGNAL_IMPORT_FILE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const EpiTableSpec *
page_spec (EpiDataPage *self)
{
  const EpiTableSpec *tables =
      self->session != NULL ? epi_session_lesson (self->session)->tables : NULL;

  return tables != NULL && tables->name != NULL ? tables : NULL;
}

const EpiData *
epi_data_page_data (EpiDataPage *self)
{
  const EpiTableSpec *spec = page_spec (self);

  return spec != NULL
             ? epi_document_data (epi_session_scene (self->session)->document,
                                  spec->name)
             : NULL;
}

guint64
epi_data_page_seed (EpiDataPage *self)
{
  return epi_document_seed (epi_session_scene (self->session)->document);
}

void
epi_data_page_tell (EpiDataPage *self, const char *sentence, gboolean undo)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, sentence, undo);
}

void
epi_data_page_edit (EpiDataPage *self, const EpiData *data, const char *label)
{
  const EpiTableSpec *spec = page_spec (self);
  EpiDocument *document;

  g_return_if_fail (EPI_IS_DATA_PAGE (self) && spec != NULL);
  document = epi_document_with_data (
      epi_session_scene (self->session)->document, spec->name, data);
  epi_session_edit (self->session, document, label);
  epi_document_unref (document);
}

gboolean
epi_data_page_take (EpiDataPage *self, EpiData *data, const char *label,
                    GError *error)
{
  if (data == NULL) {
    epi_data_page_tell (self, error->message, FALSE);
    g_error_free (error);
    return FALSE;
  }
  epi_data_page_edit (self, data, label);
  epi_data_unref (data);
  return TRUE;
}

/* ---- What is shown ---- */

static void
count_marks (const EpiTable *table, size_t *selected, size_t *test)
{
  *selected = *test = 0;
  for (size_t c = 0; c < epi_table_n_chunks (table); c++) {
    size_t n;
    const uint8_t *marks = epi_table_marks_chunk (table, c, &n);
    for (size_t i = 0; i < n; i++) {
      *selected += (marks[i] & EPI_MARK_SELECTED) != 0;
      *test += (marks[i] & EPI_MARK_TEST) != 0;
    }
  }
}

static void
show_counts (EpiDataPage *self, const EpiTable *table)
{
  size_t rows = epi_table_rows (table), selected, test;
  guint shown = epi_data_grid_n_shown (EPI_DATA_GRID (self->grid));
  guint left_out = epi_data_grid_n_left_out (EPI_DATA_GRID (self->grid));
  GString *text = g_string_new (NULL);

  count_marks (table, &selected, &test);
  if (shown < rows)
    g_string_append_printf (text, "%u of %zu rows", shown, rows);
  else
    g_string_append_printf (text, rows == 1 ? "%zu row" : "%zu rows", rows);
  if (selected > 0)
    g_string_append_printf (text, "  ·  %zu selected", selected);
  if (test > 0)
    g_string_append_printf (text, "  ·  %zu held back", test);
  if (left_out > 0)
    g_string_append_printf (text, "  ·  %u columns not shown", left_out);
  gtk_label_set_label (GTK_LABEL (self->counts), text->str);
  g_string_free (text, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "data.delete",
                                 selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "data.hold-back",
                                 selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "data.use-again", test > 0);
}

static void
refresh (EpiDataPage *self)
{
  const EpiData *data = epi_data_page_data (self);
  const EpiTableSpec *spec = page_spec (self);
  const char *credit = data != NULL ? epi_data_credit (data) : NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      (data == self->pending && data != NULL))
    return;
  self->pending = data;
  self->showing = TRUE;
  epi_page_show (GTK_STACK (self->stack), data != NULL   ? "table"
                                          : spec != NULL ? "empty"
                                                         : "none");
  gtk_label_set_label (GTK_LABEL (self->title), data != NULL
                                                    ? epi_data_title (data)
                                                : spec != NULL ? spec->label
                                                               : "");
  gtk_label_set_label (GTK_LABEL (self->credit), credit != NULL ? credit : "");
  gtk_widget_set_visible (self->credit, credit != NULL);
  gtk_widget_set_tooltip_text (self->credit, credit);
  gtk_widget_set_sensitive (self->use_in, data != NULL);
  epi_role_bar_show (EPI_ROLE_BAR (self->roles), data, spec);
  epi_data_grid_set_data (EPI_DATA_GRID (self->grid), data, spec);
  if (data != NULL) {
    gtk_switch_set_active (GTK_SWITCH (self->standardise),
                           epi_data_standardised (data));
    show_counts (self, epi_data_table (data));
  }
  self->showing = FALSE;
}

void
epi_data_page_session_changed (EpiDataPage *self, EpiSession *session,
                               guint what)
{
  g_return_if_fail (EPI_IS_DATA_PAGE (self));

  if (session != self->session) {
    self->session = session;
    self->pending = NULL;
    gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
    epi_data_menus_set_lesson (
        self->use_in, session != NULL ? epi_session_lesson (session) : NULL);
    refresh (self);
  } else if ((what & EPI_CHANGED_DOCUMENT) != 0) {
    refresh (self);
  }
}

/* ---- Edits ---- */

static char *
cell_edited_cb (EpiDataGrid *grid, guint64 row, guint column, const char *text,
                EpiDataPage *self)
{
  GError *error = NULL;
  const EpiData *data = epi_data_page_data (self);
  EpiData *edited = epi_data_edit_cell (data, row, column, text, &error);
  char *label, *refusal = NULL;

  if (edited == NULL) {
    refusal = g_strdup (error->message);
    g_error_free (error);
    return refusal;
  }
  label =
      g_strdup_printf ("Set %s in row %" G_GUINT64_FORMAT,
                       epi_table_name (epi_data_table (data), column), row + 1);
  epi_data_page_edit (self, edited, label);
  epi_data_unref (edited);
  g_free (label);
  return NULL;
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

  epi_data_page_edit (self, data, label);
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

  if (epi_data_page_data (self) == NULL)
    return;
  data = epi_data_edit_add_row (epi_data_page_data (self), &error);
  if (epi_data_page_take (self, data, "Add a row", error))
    epi_data_grid_edit_last (EPI_DATA_GRID (self->grid));
}

typedef struct {
  EpiDataPage *page; /* owned */
  gboolean at_cursor;
  size_t row, column;
} Paste;

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  EpiDataPage *self = paste->page;
  const EpiData *data = epi_data_page_data (self);
  GError *error = NULL;
  char *text =
      gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (text == NULL || *text == '\0')
    epi_data_page_tell (self, "There is no text on the clipboard", FALSE);
  else if (!paste->at_cursor || data == NULL)
    g_signal_emit (self, signals[SIGNAL_IMPORT_TEXT], 0, text);
  else
    epi_data_page_take (
        self,
        epi_data_edit_paste (data, paste->row, paste->column, text, &error),
        "Paste cells", error);
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
  EpiData *data = epi_data_menus_load (id, page_spec (self), &error);

  if (epi_data_page_take (self, data, "Choose data", error))
    gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
}

/* ---- Life ---- */

static void
epi_data_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (epi_data_page_parent_class)->map (widget);
  refresh (EPI_DATA_PAGE (widget));
}

static void
epi_data_page_dispose (GObject *object)
{
  EpiDataPage *self = EPI_DATA_PAGE (object);

  self->showing = TRUE;
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_data_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "data.add-row", NULL, add_row_action);
  gtk_widget_class_install_action (klass, "data.paste", NULL, paste_action);
  gtk_widget_class_install_action (klass, "data.dataset", "s", dataset_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_v, GDK_CONTROL_MASK,
                                       "data.paste", NULL);
  epi_data_actions_install (klass);
}

static void
epi_data_page_class_init (EpiDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = epi_data_page_dispose;
  widget_class->map = epi_data_page_map;
  signals[SIGNAL_MESSAGE] =
      g_signal_new ("message", EPI_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[SIGNAL_USE_IN] =
      g_signal_new ("use-in", EPI_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_IMPORT_TEXT] =
      g_signal_new ("import-text", EPI_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_IMPORT_FILE] =
      g_signal_new ("import-file", EPI_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "datapage");
}

static GtkWidget *
new_title_row (EpiDataPage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->title = gtk_label_new (NULL);
  self->credit = gtk_label_new (NULL);
  for (GtkWidget *label = self->title; label != NULL;
       label = label == self->title ? self->credit : NULL) {
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (words), label);
  }
  gtk_widget_add_css_class (self->title, "title-4");
  gtk_widget_add_css_class (self->credit, "data-credit");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->choose = epi_data_menus_choose ();
  self->use_in = epi_data_menus_use_in ();
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), self->choose);
  gtk_box_append (GTK_BOX (row), self->use_in);
  return row;
}

static GtkWidget *
new_roles_row (EpiDataPage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new_with_mnemonic ("_Standardise");

  self->roles = epi_role_bar_new ();
  gtk_widget_set_hexpand (self->roles, TRUE);
  g_signal_connect (self->roles, "choose", G_CALLBACK (role_chosen_cb), self);
  self->standardise = gtk_switch_new ();
  gtk_widget_set_valign (self->standardise, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (
      self->standardise,
      "Numbers are shown and used as (value − mean) / deviation");
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->standardise);
  gtk_widget_add_css_class (label, "dim-label");
  g_signal_connect (self->standardise, "notify::active",
                    G_CALLBACK (standardise_cb), self);
  gtk_box_append (GTK_BOX (row), self->roles);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), self->standardise);
  return row;
}

static GtkWidget *
new_filter_row (EpiDataPage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkEntry *entry;

  self->filter = gtk_entry_new ();
  entry = GTK_ENTRY (self->filter);
  gtk_entry_set_placeholder_text (entry,
                                  "Filter, like  x < 4000 and test == false");
  gtk_entry_set_icon_from_icon_name (entry, GTK_ENTRY_ICON_SECONDARY,
                                     "edit-clear-symbolic");
  gtk_entry_set_icon_tooltip_text (entry, GTK_ENTRY_ICON_SECONDARY,
                                   "Show all rows");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Filter", -1);
  gtk_widget_set_hexpand (self->filter, TRUE);
  g_signal_connect (entry, "activate", G_CALLBACK (filter_cb), self);
  g_signal_connect (entry, "icon-press", G_CALLBACK (clear_filter_cb), self);
  self->counts = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->counts, "dim-label");
  gtk_widget_add_css_class (self->counts, "numeric");
  gtk_box_append (GTK_BOX (row), self->filter);
  gtk_box_append (GTK_BOX (row), self->counts);
  return row;
}

static void
epi_data_page_init (EpiDataPage *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (head, "data-head");
  gtk_box_append (GTK_BOX (head), new_title_row (self));
  gtk_box_append (GTK_BOX (head), new_roles_row (self));
  gtk_box_append (GTK_BOX (head), new_filter_row (self));
  gtk_box_append (GTK_BOX (self->box), head);
  self->grid = epi_data_grid_new ();
  gtk_widget_set_vexpand (self->grid, TRUE);
  g_signal_connect (self->grid, "edit", G_CALLBACK (cell_edited_cb), self);
  g_signal_connect (self->grid, "select", G_CALLBACK (select_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->grid);
  gtk_box_append (GTK_BOX (self->box), epi_data_menus_bar ());
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), epi_data_menus_none (), "none");
  gtk_stack_add_named (GTK_STACK (self->stack), epi_data_menus_empty (),
                       "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->box, "table");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

GtkWidget *
epi_data_page_new (EpiSession *session)
{
  EpiDataPage *self = g_object_new (EPI_TYPE_DATA_PAGE, NULL);

  epi_data_page_session_changed (self, session, ~0u);
  return GTK_WIDGET (self);
}
