/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-role-bar.h"

#include "epi-data-roles.h"

#define SEARCH_FROM 12 /* columns, from which on the list can be searched */

struct _EpiRoleBar {
  GtkWidget parent_instance;
  EpiData *data;
  const EpiTableSpec *spec;
  char *signature; /* of what is shown */
  GtkWidget *flow;
  gboolean showing; /* by us, not by the user */
};
G_DEFINE_FINAL_TYPE (EpiRoleBar, epi_role_bar, GTK_TYPE_WIDGET)

static guint choose_signal;

static void
choose (EpiRoleBar *self, const char *role, const char *const *columns)
{
  if (!self->showing)
    g_signal_emit (self, choose_signal, 0, role, columns);
}

/* ---- A role that one column has ---- */

static void
selected_cb (GtkDropDown *drop, GParamSpec *pspec, EpiRoleBar *self)
{
  const EpiRoleSpec *role = g_object_get_data (G_OBJECT (drop), "epi-role");
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (drop));
  guint at = gtk_drop_down_get_selected (drop);
  const char *column = gtk_string_list_get_string (list, at);
  bool none = role->optional && at == 0;

  if (column != NULL)
    choose (self, role->role, (const char *[]){none ? NULL : column, NULL});
}

static GtkWidget *
one_column (EpiRoleBar *self, const EpiRoleSpec *role)
{
  const EpiTable *table = epi_data_table (self->data);
  ptrdiff_t now = epi_data_column (self->data, role->role, 0);
  GtkStringList *names = gtk_string_list_new (NULL);
  guint n = 0, selected = GTK_INVALID_LIST_POSITION;
  GtkWidget *drop;

  if (role->optional) {
    gtk_string_list_append (names, "none");
    selected = n++;
  }
  for (size_t j = 0; j < epi_table_cols (table); j++)
    if (epi_role_takes (role, table, j)) {
      if (now == (ptrdiff_t)j)
        selected = n;
      gtk_string_list_append (names, epi_table_name (table, j));
      n++;
    }
  drop = gtk_drop_down_new (
      G_LIST_MODEL (names),
      gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (drop), n >= SEARCH_FROM);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), selected);
  g_object_set_data (G_OBJECT (drop), "epi-role", (gpointer)role);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (selected_cb), self);
  return drop;
}

/* ---- A role that several may have ---- */

static void
checked_cb (GtkCheckButton *check, EpiRoleBar *self)
{
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (check));
  const EpiRoleSpec *role = g_object_get_data (G_OBJECT (box), "epi-role");
  GPtrArray *columns = g_ptr_array_new ();

  for (GtkWidget *at = gtk_widget_get_first_child (box); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (at)))
      g_ptr_array_add (columns, (gpointer)gtk_check_button_get_label (
                                    GTK_CHECK_BUTTON (at)));
  g_ptr_array_add (columns, NULL);
  if (self->showing) {
    /* told, not chosen */
  } else if (columns->len > 1 || role->optional) {
    choose (self, role->role, (const char *const *)columns->pdata);
  } else { /* the last one stays */
    self->showing = TRUE;
    gtk_check_button_set_active (check, TRUE);
    self->showing = FALSE;
  }
  g_ptr_array_unref (columns);
}

static bool
has_role (const EpiData *data, const char *role, size_t col)
{
  for (size_t i = 0; epi_data_role (data, role)[i] != NULL; i++)
    if (epi_data_column (data, role, i) == (ptrdiff_t)col)
      return true;
  return false;
}

static GtkWidget *
column_list (EpiRoleBar *self, const EpiRoleSpec *role, GtkWidget *box)
{
  const EpiTable *table = epi_data_table (self->data);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_object_set_data (G_OBJECT (box), "epi-role", (gpointer)role);
  for (size_t j = 0; j < epi_table_cols (table); j++)
    if (epi_role_takes (role, table, j)) {
      GtkWidget *check =
          gtk_check_button_new_with_label (epi_table_name (table, j));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                   has_role (self->data, role->role, j));
      g_signal_connect (check, "toggled", G_CALLBACK (checked_cb), self);
      gtk_box_append (GTK_BOX (box), check);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              360);
  gtk_scrolled_window_set_propagate_natural_height (
      GTK_SCROLLED_WINDOW (scrolled), TRUE);
  return scrolled;
}

static char *
columns_text (const EpiData *data, const char *role)
{
  const char *const *columns = epi_data_role (data, role);
  guint n = g_strv_length ((char **)columns);

  if (n == 0)
    return g_strdup ("none");
  if (n > 2)
    return g_strdup_printf ("%s and %u more", columns[0], n - 1);
  return g_strjoinv (", ", (char **)columns);
}

static GtkWidget *
many_columns (EpiRoleBar *self, const EpiRoleSpec *role)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *checks = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  char *text = columns_text (self->data, role->role);

  gtk_popover_set_child (GTK_POPOVER (popover),
                         column_list (self, role, checks));
  g_object_set_data (G_OBJECT (button), "epi-checks", checks);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), text);
  g_object_set_data (G_OBJECT (button), "epi-role", (gpointer)role);
  g_free (text);
  return button;
}

/* ---- The bar ---- */

static GtkWidget *
new_chooser (EpiRoleBar *self, const EpiRoleSpec *role)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (role->label);
  GtkWidget *chooser =
      role->many ? many_columns (self, role) : one_column (self, role);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (chooser),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  NULL, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), chooser);
  return row;
}

/* A text that changes when the choosers must be made again. */
static char *
make_signature (const EpiData *data, const EpiTableSpec *spec)
{
  const EpiTable *table = epi_data_table (data);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%p", (const void *)spec);
  for (size_t j = 0; j < epi_table_cols (table); j++)
    g_string_append_printf (text, "\t%s", epi_table_name (table, j));
  return g_string_free (text, FALSE);
}

static void
fill (EpiRoleBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->flow)) != NULL)
    gtk_box_remove (GTK_BOX (self->flow), child);
  if (self->data == NULL || self->spec == NULL)
    return;
  for (const EpiRoleSpec *role = self->spec->roles; role->role != NULL; role++)
    gtk_box_append (GTK_BOX (self->flow), new_chooser (self, role));
}

/* Where name stands in the list of a drop-down. */
static guint
find_string (GtkDropDown *drop, const char *name)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (drop));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (gtk_string_list_get_string (list, i), name) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
sync_one (EpiRoleBar *self, GtkDropDown *drop)
{
  const EpiRoleSpec *role = g_object_get_data (G_OBJECT (drop), "epi-role");
  const char *name = epi_data_role (self->data, role->role)[0];

  gtk_drop_down_set_selected (
      drop, name == NULL && role->optional ? 0 : find_string (drop, name));
}

static void
sync_many (EpiRoleBar *self, GtkMenuButton *button)
{
  const EpiRoleSpec *role = g_object_get_data (G_OBJECT (button), "epi-role");
  GtkWidget *box = g_object_get_data (G_OBJECT (button), "epi-checks");
  char *text = columns_text (self->data, role->role);

  gtk_menu_button_set_label (button, text);
  g_free (text);
  for (GtkWidget *at = gtk_widget_get_first_child (box); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    GtkCheckButton *check = GTK_CHECK_BUTTON (at);
    ptrdiff_t col = epi_table_find (epi_data_table (self->data),
                                    gtk_check_button_get_label (check));
    gtk_check_button_set_active (
        check, col >= 0 && has_role (self->data, role->role, (size_t)col));
  }
}

/* The choosers stay, what they show follows. */
static void
follow (EpiRoleBar *self)
{
  GtkWidget *row = gtk_widget_get_first_child (self->flow);

  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    GtkWidget *chooser = gtk_widget_get_last_child (row);
    if (GTK_IS_MENU_BUTTON (chooser))
      sync_many (self, GTK_MENU_BUTTON (chooser));
    else
      sync_one (self, GTK_DROP_DOWN (chooser));
  }
}

void
epi_role_bar_show (EpiRoleBar *self, const EpiData *data,
                   const EpiTableSpec *spec)
{
  char *signature;

  g_return_if_fail (EPI_IS_ROLE_BAR (self));
  if (spec == NULL)
    data = NULL;
  if (data != NULL)
    epi_data_ref (data);
  epi_data_unref (self->data);
  self->data = (EpiData *)data;
  self->spec = spec;
  signature = data != NULL ? make_signature (data, spec) : g_strdup ("");
  self->showing = TRUE;
  if (g_strcmp0 (signature, self->signature) != 0)
    fill (self);
  else if (data != NULL)
    follow (self);
  self->showing = FALSE;
  g_free (self->signature);
  self->signature = signature;
}

static void
epi_role_bar_dispose (GObject *object)
{
  EpiRoleBar *self = EPI_ROLE_BAR (object);

  g_clear_pointer (&self->flow, gtk_widget_unparent);
  g_clear_pointer (&self->data, epi_data_unref);
  g_clear_pointer (&self->signature, g_free);
  G_OBJECT_CLASS (epi_role_bar_parent_class)->dispose (object);
}

static void
epi_role_bar_class_init (EpiRoleBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_role_bar_dispose;
  choose_signal =
      g_signal_new ("choose", EPI_TYPE_ROLE_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRV);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
}

static void
epi_role_bar_init (EpiRoleBar *self)
{
  self->flow = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_set_parent (self->flow, GTK_WIDGET (self));
}

GtkWidget *
epi_role_bar_new (void)
{
  return g_object_new (EPI_TYPE_ROLE_BAR, NULL);
}
