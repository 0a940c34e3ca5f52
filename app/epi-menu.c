/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-menu.h"

static const char *const edit_names[] = {"undo", "redo", NULL};

/* A section with those actions (NULL-terminated) that some table has. */
static void
add_section (GMenu *menu, const char *const *names)
{
  g_autoptr (GMenu) section = g_menu_new ();
  for (; *names != NULL; names++) {
    const EpiAction *action = epi_actions_find (*names);
    g_autofree char *detailed = g_strconcat ("win.", *names, NULL);
    if (action != NULL)
      g_menu_append (section, action->label, detailed);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* Undo and redo by what they would do. */
static void
fill_edit (GMenu *edit, EpiWindow *window)
{
  g_menu_remove_all (edit);
  for (const char *const *name = edit_names; *name != NULL; name++) {
    g_autofree char *detailed = g_strconcat ("win.", *name, NULL);
    g_autofree char *label = epi_actions_says (window, *name);
    g_menu_append (edit, label, detailed);
  }
}

static gboolean
says_what_it_would_do (GMenu *edit, EpiWindow *window)
{
  for (int i = 0; edit_names[i] != NULL; i++) {
    g_autofree char *label = epi_actions_says (window, edit_names[i]);
    g_autofree char *shown = NULL;
    g_menu_model_get_item_attribute (G_MENU_MODEL (edit), i,
                                     G_MENU_ATTRIBUTE_LABEL, "s", &shown);
    if (g_strcmp0 (label, shown) != 0)
      return FALSE;
  }
  return TRUE;
}

static void
session_changed_cb (EpiWindow *window, guint what, GMenu *edit)
{
  if ((what & EPI_CHANGED_STATE) && !says_what_it_would_do (edit, window))
    fill_edit (edit, window);
}

GtkWidget *
epi_menu_button (EpiWindow *window)
{
  static const char *const file[] = {"open", "recent", "save", "save-as", NULL},
                           *const data[] = {"import", "paste", "show-data",
                                            "use-data", NULL},
                           *const out[] = {"export", "copy-figure", "print",
                                           NULL},
                           *const lesson[] = {"start-anew", "drop-forks",
                                              "fit-views", "show-twins", NULL},
                           *const help[] = {"preferences", "diagnostics",
                                            "shortcuts", "about", NULL};
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new (), looks = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  fill_edit (edit, window);
  g_signal_connect_object (window, "session-changed",
                           G_CALLBACK (session_changed_cb), edit, 0);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  add_section (menu, file);
  add_section (menu, data);
  add_section (menu, out);
  add_section (menu, lesson);
  g_menu_append (looks, "As the system", "win.appearance::system");
  g_menu_append (looks, "Light", "win.appearance::light");
  g_menu_append (looks, "Dark", "win.appearance::dark");
  g_menu_append_submenu (menu, "Appearance", G_MENU_MODEL (looks));
  add_section (menu, help);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button),
                                 "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button),
                                  G_MENU_MODEL (menu));
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (button), TRUE);
  gtk_widget_set_tooltip_text (button, "Main menu (F10)");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Main menu", -1);
  return button;
}
