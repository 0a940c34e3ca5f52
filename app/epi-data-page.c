/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-page-private.h"

#include "epi-data-actions.h"
#include "epi-data-grid.h"
#include "epi-data-menus.h"
#include "epi-page.h"
#include "epi-role-bar.h"

G_DEFINE_FINAL_TYPE (EpiDataPage, epi_data_page, GTK_TYPE_WIDGET)

enum {
  SIGNAL_MESSAGE,
  SIGNAL_USE_IN,
  SIGNAL_IMPORT_TEXT,
  SIGNAL_IMPORT_FILE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

const EpiData *
epi_data_page_data (EpiDataPage *self)
{
  const EpiTableSpec *spec = epi_data_page_spec (self);

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
epi_data_page_import_text (EpiDataPage *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_IMPORT_TEXT], 0, text);
}

void
epi_data_page_edit (EpiDataPage *self, const EpiData *data, const char *label)
{
  const EpiTableSpec *spec = epi_data_page_spec (self);
  EpiDocument *document;

  g_return_if_fail (EPI_IS_DATA_PAGE (self) && spec != NULL);
  document = epi_document_with_data (
      epi_session_scene (self->session)->document, spec->name, data);
  epi_session_edit (self->session, document, label);
  epi_document_unref (document);
}

void
epi_data_page_place (EpiDataPage *self, const EpiData *data, const char *label)
{
  EpiDocument *document =
      epi_lesson_with_data (epi_session_lesson (self->session),
                            epi_session_scene (self->session)->document, data);

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

/* How many rows of the table that is shown carry a mark; none without a
 * table. */
typedef struct {
  size_t selected, test;
} Marked;

static Marked
count_marks (const EpiTable *table)
{
  Marked marked = {0};

  for (size_t c = 0; table != NULL && c < epi_table_n_chunks (table); c++) {
    size_t n;
    const uint8_t *marks = epi_table_marks_chunk (table, c, &n);
    for (size_t i = 0; i < n; i++) {
      marked.selected += (marks[i] & EPI_MARK_SELECTED) != 0;
      marked.test += (marks[i] & EPI_MARK_TEST) != 0;
    }
  }
  return marked;
}

/* The actions that there are for table, which is the one shown or NULL: a key
 * asks for one whether or not its button can be seen. */
static void
allow_actions (EpiDataPage *self, const EpiTable *table, Marked marked)
{
  const EpiTableSpec *spec = epi_data_page_spec (self);
  gboolean any = table != NULL;
  gboolean grows = any && !spec->fixed;
  gboolean holds_back = any && (spec->offers & EPI_OFFERS_HOLD_BACK) != 0;
  const struct {
    const char *name;
    gboolean allowed;
  } actions[] = {
      {"data.add-row", grows},
      {"data.delete", grows && marked.selected > 0},
      {"data.hold-back", holds_back && marked.selected > 0},
      {"data.use-again", holds_back && marked.test > 0},
      {"data.split", holds_back},
      {"data.copy", any},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].name,
                                   actions[i].allowed);
}

static void
show_counts (EpiDataPage *self, const EpiTable *table, Marked marked)
{
  bool holds_back =
      (epi_data_page_spec (self)->offers & EPI_OFFERS_HOLD_BACK) != 0;
  size_t rows = epi_table_rows (table);
  guint shown = epi_data_grid_n_shown (EPI_DATA_GRID (self->grid));
  guint left_out = epi_data_grid_n_left_out (EPI_DATA_GRID (self->grid));
  GString *text = g_string_new (NULL);

  if (shown < rows)
    g_string_append_printf (text, "%u of %zu rows", shown, rows);
  else
    g_string_append_printf (text, rows == 1 ? "%zu row" : "%zu rows", rows);
  if (marked.selected > 0)
    g_string_append_printf (text, "  ·  %zu selected", marked.selected);
  if (marked.test > 0 && holds_back)
    g_string_append_printf (text, "  ·  %zu held back", marked.test);
  if (left_out > 0)
    g_string_append_printf (text, "  ·  %u columns not shown", left_out);
  gtk_label_set_label (GTK_LABEL (self->counts), text->str);
  g_string_free (text, TRUE);
}

void
epi_data_page_refresh (EpiDataPage *self)
{
  const EpiData *data = epi_data_page_data (self);
  const EpiTableSpec *spec = epi_data_page_spec (self);
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;
  const char *credit = data != NULL ? epi_data_credit (data) : NULL;
  Marked marked;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      (data == self->pending && data != NULL))
    return;
  self->pending = data;
  self->showing = TRUE;
  epi_data_page_show_tables (self);
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
  marked = count_marks (table);
  if (data != NULL) {
    gtk_switch_set_active (GTK_SWITCH (self->standardise),
                           epi_data_standardised (data));
    show_counts (self, table, marked);
  }
  allow_actions (self, table, marked);
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
    self->chosen = NULL;
    gtk_editable_set_text (GTK_EDITABLE (self->filter), "");
    epi_data_page_refresh (self);
  } else if ((what & EPI_CHANGED_DOCUMENT) != 0) {
    epi_data_page_refresh (self);
  }
}

/* ---- Life ---- */

static void
epi_data_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (epi_data_page_parent_class)->map (widget);
  epi_data_page_refresh (EPI_DATA_PAGE (widget));
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
  epi_data_page_install_edits (widget_class);
  epi_data_actions_install (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "datapage");
}

static GtkWidget *
new_title_row (EpiDataPage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (words), epi_data_page_new_tables (self));
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

  self->roles_row = row;
  self->standard = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->roles = epi_role_bar_new ();
  gtk_widget_set_hexpand (self->roles, TRUE);
  self->standardise = gtk_switch_new ();
  gtk_widget_set_valign (self->standardise, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (
      self->standardise,
      "Numbers are shown and used as (value − mean) / deviation");
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->standardise);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (row), self->roles);
  gtk_box_append (GTK_BOX (self->standard), label);
  gtk_box_append (GTK_BOX (self->standard), self->standardise);
  gtk_box_append (GTK_BOX (row), self->standard);
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
  gtk_box_append (GTK_BOX (self->box), self->grid);
  gtk_box_append (GTK_BOX (self->box), epi_data_menus_bar (&self->hold_back));
  epi_data_page_connect_edits (self);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), epi_data_menus_none (), "none");
  gtk_stack_add_named (GTK_STACK (self->stack), epi_data_menus_empty (),
                       "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->box, "table");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  allow_actions (self, NULL, (Marked){0});
}

GtkWidget *
epi_data_page_new (EpiSession *session)
{
  EpiDataPage *self = g_object_new (EPI_TYPE_DATA_PAGE, NULL);

  epi_data_page_session_changed (self, session, ~0u);
  return GTK_WIDGET (self);
}
