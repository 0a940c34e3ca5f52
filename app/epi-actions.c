/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-window.h"

/* The tables in the order in which they were added; shared by all windows. */
static GPtrArray *tables;

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const EpiAction *row =
      epi_actions_find (g_action_get_name (G_ACTION (action)));
  row->activate (EPI_WINDOW (data), parameter);
}

static gboolean
run_shortcut (GtkWidget *widget, GVariant *args, gpointer data)
{
  const EpiAction *row = data;
  GAction *action =
      g_action_map_lookup_action (G_ACTION_MAP (widget), row->name);
  if (!g_action_get_enabled (action))
    return FALSE;
  g_action_activate (action, NULL);
  return TRUE;
}

/* A plain key reaches the window only after the focused widget. */
static GtkShortcutController *
plain_keys (EpiWindow *window)
{
  GtkShortcutController *keys =
      g_object_get_data (G_OBJECT (window), "epi-plain-keys");
  if (keys == NULL) {
    keys = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());
    gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (keys),
                                                GTK_PHASE_BUBBLE);
    gtk_widget_add_controller (GTK_WIDGET (window),
                               GTK_EVENT_CONTROLLER (keys));
    g_object_set_data (G_OBJECT (window), "epi-plain-keys", keys);
  }
  return keys;
}

static gboolean
is_plain (guint key, GdkModifierType modifiers)
{
  gboolean function_key = key >= GDK_KEY_F1 && key <= GDK_KEY_F35;
  return (modifiers & ~GDK_SHIFT_MASK) == 0 && !function_key;
}

static void
add_keys (EpiWindow *window, const EpiAction *row)
{
  const char *everywhere[G_N_ELEMENTS (row->keys) + 1] = {NULL};
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (row->keys) && row->keys[i]; i++) {
    guint key;
    GdkModifierType modifiers;
    if (!gtk_accelerator_parse (row->keys[i], &key, &modifiers))
      g_error ("%s: \"%s\" is no key", row->name, row->keys[i]);
    if (is_plain (key, modifiers))
      gtk_shortcut_controller_add_shortcut (
          plain_keys (window),
          gtk_shortcut_new (
              gtk_keyval_trigger_new (key, modifiers),
              gtk_callback_action_new (run_shortcut, (gpointer)row, NULL)));
    else
      everywhere[n++] = row->keys[i];
  }
  g_autofree char *name = g_strconcat ("win.", row->name, NULL);
  gtk_application_set_accels_for_action (
      gtk_window_get_application (GTK_WINDOW (window)), name, everywhere);
}

static void
add_action (EpiWindow *window, const EpiAction *row)
{
  g_autoptr (GVariantType) type =
      row->type != NULL ? g_variant_type_new (row->type) : NULL;
  g_autoptr (GSimpleAction) action =
      row->state != NULL
          ? g_simple_action_new_stateful (row->name, type, row->state (window))
          : g_simple_action_new (row->name, type);
  g_signal_connect (action, "activate", G_CALLBACK (activate_cb), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
  if (row->type == NULL)
    add_keys (window, row);
}

void
epi_actions_add (EpiWindow *window, const EpiAction *actions)
{
  if (tables == NULL)
    tables = g_ptr_array_new ();
  if (!g_ptr_array_find (tables, actions, NULL))
    g_ptr_array_add (tables, (gpointer)actions);
  for (const EpiAction *row = actions; row->name != NULL; row++)
    add_action (window, row);
  epi_actions_update (window);
}

void
epi_actions_foreach (void (*visit) (const EpiAction *action, gpointer data),
                     gpointer data)
{
  for (guint i = 0; tables != NULL && i < tables->len; i++)
    for (const EpiAction *row = tables->pdata[i]; row->name != NULL; row++)
      visit (row, data);
}

const EpiAction *
epi_actions_find (const char *name)
{
  for (guint i = 0; tables != NULL && i < tables->len; i++)
    for (const EpiAction *row = tables->pdata[i]; row->name != NULL; row++)
      if (g_str_equal (row->name, name))
        return row;
  return NULL;
}

static void
update_action (const EpiAction *row, gpointer data)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (data), row->name);
  if (action == NULL)
    return;
  if (row->enabled != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                 row->enabled (EPI_WINDOW (data)));
  if (row->state == NULL)
    return;
  g_autoptr (GVariant) state =
      g_variant_ref_sink (row->state (EPI_WINDOW (data)));
  g_autoptr (GVariant) before = g_action_get_state (action);
  if (!g_variant_equal (state, before))
    g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

void
epi_actions_update (EpiWindow *window)
{
  epi_actions_foreach (update_action, window);
}

char *
epi_actions_says (EpiWindow *window, const char *name)
{
  const EpiAction *row = epi_actions_find (name);
  g_return_val_if_fail (row != NULL, NULL);
  return row->says != NULL ? row->says (window) : g_strdup (row->label);
}

/* "Step forward (.)". */
static char *
tooltip (const EpiAction *row, const char *text)
{
  guint key;
  GdkModifierType modifiers;
  if (row->keys[0] == NULL ||
      !gtk_accelerator_parse (row->keys[0], &key, &modifiers))
    return g_strdup (text);
  g_autofree char *keys = gtk_accelerator_get_label (key, modifiers);
  return g_strdup_printf ("%s (%s)", text, keys);
}

/* Tells the button's tooltip and name what the action would do now. */
static void
name_button (GtkWidget *button, EpiWindow *window, const EpiAction *row)
{
  g_autofree char *text = epi_actions_says (window, row->name);
  g_autofree char *with_keys = tooltip (row, text);
  const char *before = gtk_widget_get_tooltip_text (button);
  if (g_strcmp0 (before, with_keys) == 0)
    return;
  gtk_widget_set_tooltip_text (button, with_keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
rename_cb (EpiWindow *window, guint what, GtkWidget *button)
{
  const EpiAction *row = g_object_get_data (G_OBJECT (button), "epi-action");
  if (what & EPI_CHANGED_STATE)
    name_button (button, window, row);
}

GtkWidget *
epi_actions_button (EpiWindow *window, const char *name, const char *icon)
{
  const EpiAction *row = epi_actions_find (name);
  g_return_val_if_fail (row != NULL, gtk_button_new ());
  g_autofree char *action = g_strconcat ("win.", name, NULL);
  GtkWidget *button =
      row->state != NULL ? gtk_toggle_button_new () : gtk_button_new ();
  if (icon != NULL)
    gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  else
    gtk_button_set_label (GTK_BUTTON (button), row->label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  name_button (button, window, row);
  if (row->says != NULL) {
    g_object_set_data (G_OBJECT (button), "epi-action", (gpointer)row);
    g_signal_connect_object (window, "session-changed", G_CALLBACK (rename_cb),
                             button, 0);
  }
  return button;
}
