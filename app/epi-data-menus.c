/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-menus.h"

#include "epi-data-roles.h"

#include "data/epi-catalogue.h"
#include "kit/epi-dataset.h"
#include "kit/epi-lesson-story.h"

#include <adwaita.h>

static GtkWidget *
menu_button (const char *label, GMenu *menu)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button),
                                  G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_unref (menu);
  return button;
}

static void
append_with_text (GMenu *menu, const char *label, const char *action,
                  const char *text)
{
  GMenuItem *item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", text);
  g_menu_append_item (menu, item);
  g_object_unref (item);
}

/* The catalogue is read when the menu opens. */
static void
fill_choose (GtkMenuButton *button, gpointer data)
{
  GMenu *menu = g_menu_new (), *own = g_menu_new (), *sets = g_menu_new ();
  EpiCatalogue *catalogue = epi_catalogue_open (NULL);
  size_t n = catalogue != NULL ? epi_catalogue_size (catalogue) : 0;

  g_menu_append (own, "Import a file…", "data.import");
  g_menu_append (own, "Paste a table", "data.paste");
  for (size_t i = 0; i < n; i++) {
    const EpiDataset *set = epi_catalogue_get (catalogue, i);
    append_with_text (sets, set->title, "data.dataset", set->id);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (own));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sets));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
  epi_catalogue_free (catalogue);
  g_object_unref (own);
  g_object_unref (sets);
  g_object_unref (menu);
}

GtkWidget *
epi_data_menus_choose (void)
{
  GtkWidget *button = menu_button ("Choose data", g_menu_new ());

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), fill_choose,
                                         NULL, NULL);
  return button;
}

EpiData *
epi_data_menus_load (const char *id, const EpiTableSpec *spec, GError **error)
{
  EpiData *data = epi_dataset_load (id, error), *made;

  if (data == NULL)
    return NULL;
  made = epi_data_for_table (data, spec, error);
  epi_data_unref (data);
  return made;
}

/* ---- Other lessons ---- */

static bool
takes_table (const EpiLesson *lesson)
{
  return lesson->tables != NULL && lesson->tables[0].name != NULL;
}

static void
fill_use_in (GtkMenuButton *button, gpointer data)
{
  const EpiLesson *present =
      g_object_get_data (G_OBJECT (button), "epi-lesson");
  GMenu *menu = g_menu_new ();

  for (const EpiLesson *const *at = epi_lessons (); *at != NULL; at++)
    if (*at != present && takes_table (*at)) {
      EpiStory *story = epi_lesson_story (*at, NULL);
      append_with_text (menu, story != NULL ? story->title : (*at)->id,
                        "data.use-in", (*at)->id);
      epi_story_free (story);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
  g_object_unref (menu);
}

GtkWidget *
epi_data_menus_use_in (void)
{
  GtkWidget *button = menu_button ("Use in…", g_menu_new ());

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), fill_use_in,
                                         NULL, NULL);
  gtk_widget_set_tooltip_text (
      button, "Take this table, its roles, selection and filter to another "
              "lesson");
  return button;
}

void
epi_data_menus_set_lesson (GtkWidget *use_in, const EpiLesson *present)
{
  bool others = false;

  for (const EpiLesson *const *at = epi_lessons ();
       present != NULL && *at != NULL; at++)
    others |= *at != present && takes_table (*at);
  g_object_set_data (G_OBJECT (use_in), "epi-lesson", (gpointer)present);
  gtk_widget_set_visible (use_in, others);
}

/* ---- Under the table ---- */

static void
append_button (GtkWidget *bar, const char *label, const char *action,
               const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (bar), button);
}

static void
append_line (GtkWidget *bar)
{
  GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);

  gtk_widget_add_css_class (line, "spacer");
  gtk_box_append (GTK_BOX (bar), line);
}

static GtkWidget *
split_button (void)
{
  static const int shares[] = {10, 20, 30, 50};
  GMenu *menu = g_menu_new ();
  GtkWidget *button;

  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++) {
    char *label = g_strdup_printf ("%d %% of the rows", shares[i]);
    GMenuItem *item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "data.split", "d",
                                       shares[i] / 100.0);
    g_menu_append_item (menu, item);
    g_object_unref (item);
    g_free (label);
  }
  button = menu_button ("Hold back at random", menu);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

GtkWidget *
epi_data_menus_bar (GtkWidget **hold_back)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  append_button (bar, "Add row", "data.add-row", "A new row at the end");
  append_button (bar, "Delete", "data.delete", "Delete the selected rows");
  append_line (part);
  append_button (part, "Hold back", "data.hold-back",
                 "Mark the selected rows for testing: not used to fit");
  append_button (part, "Use again", "data.use-again",
                 "Use the selected rows, or all, for training");
  gtk_box_append (GTK_BOX (part), split_button ());
  gtk_box_append (GTK_BOX (bar), part);
  *hold_back = part;
  append_line (bar);
  append_button (bar, "Copy", "data.copy",
                 "Copy the selected rows, or all, for a spreadsheet");
  append_button (bar, "Paste", "data.paste",
                 "Paste cells at the cursor, or a new table");
  gtk_widget_add_css_class (bar, "data-bar");
  return bar;
}

/* ---- Without data ---- */

GtkWidget *
epi_data_menus_none (void)
{
  return g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "view-grid-symbolic",
                       "title", "No table", "description",
                       "This lesson works without data.", NULL);
}

GtkWidget *
epi_data_menus_empty (void)
{
  GtkWidget *button = gtk_button_new_with_label ("Import a file…");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "data.import");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  return g_object_new (
      ADW_TYPE_STATUS_PAGE, "icon-name", "view-grid-symbolic", "title",
      "No data yet", "description",
      "Import a table, drop a file here, or paste cells from a spreadsheet.",
      "child", button, NULL);
}
