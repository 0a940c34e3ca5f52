/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-recent.h"

#include <adwaita.h>

#define MAX_SHOWN 12

typedef struct {
  EpiFileChosenFunc chosen;
  gpointer data;
  GFile *file; /* what was chosen, or NULL */
} Recent;

void
epi_recent_add (GFile *file)
{
  char *uri = g_file_get_uri (file);
  gboolean document = g_str_has_suffix (uri, ".epigraph");
  char *type = g_strdup (document ? "application/x-epigraph+json"
                                  : "application/octet-stream");
  GtkRecentData data = {
      .mime_type = type,
      .app_name = (char *)"Epigraph",
      .app_exec = (char *)"epigraph %f",
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
  g_free (type);
  g_free (uri);
}

static int
newer_first (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_visited ((GtkRecentInfo *)b),
                              gtk_recent_info_get_visited ((GtkRecentInfo *)a));
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, GtkWindow *dialog)
{
  Recent *recent = g_object_get_data (G_OBJECT (dialog), "epi-recent");
  const char *uri = g_object_get_data (G_OBJECT (row), "epi-uri");

  recent->file = g_file_new_for_uri (uri);
  gtk_window_destroy (dialog);
}

static void
append_row (GtkListBox *list, GtkRecentInfo *info)
{
  GtkWidget *row = adw_action_row_new ();
  char *where = gtk_recent_info_get_uri_display (info);
  char *folder = where != NULL ? g_path_get_dirname (where) : g_strdup ("");
  char *title =
      g_markup_escape_text (gtk_recent_info_get_display_name (info), -1);
  char *subtitle = g_markup_escape_text (folder, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "epi-uri",
                          g_strdup (gtk_recent_info_get_uri (info)), g_free);
  gtk_list_box_append (list, row);
  g_free (where);
  g_free (folder);
  g_free (title);
  g_free (subtitle);
}

/* Returns how many there are. */
static guint
fill (GtkListBox *list)
{
  GList *items =
      gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  items = g_list_sort (items, newer_first);
  for (GList *at = items; at != NULL && n < MAX_SHOWN; at = at->next)
    if (gtk_recent_info_has_application (at->data, "Epigraph") &&
        gtk_recent_info_exists (at->data)) {
      append_row (list, at->data);
      n++;
    }
  g_list_free_full (items, (GDestroyNotify)gtk_recent_info_unref);
  return n;
}

static void
destroy_cb (GtkWidget *dialog, Recent *recent)
{
  recent->chosen (recent->file, recent->data);
  g_clear_object (&recent->file);
  g_free (recent);
}

static GtkWidget *
new_content (GtkWindow *dialog)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *page;

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  g_signal_connect (list, "row-activated", G_CALLBACK (row_cb), dialog);
  if (fill (GTK_LIST_BOX (list)) == 0) {
    g_object_ref_sink (list);
    g_object_unref (list);
    return g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name",
                         "document-open-recent-symbolic", "title",
                         "No recent files", "description",
                         "What you open and save is listed here.", NULL);
  }
  page = gtk_scrolled_window_new ();
  gtk_widget_set_margin_top (list, 18);
  gtk_widget_set_margin_bottom (list, 18);
  gtk_widget_set_margin_start (list, 18);
  gtk_widget_set_margin_end (list, 18);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (page), list);
  return page;
}

void
epi_recent_present (GtkWindow *parent, EpiFileChosenFunc chosen, gpointer data)
{
  GtkWidget *dialog = g_object_new (
      ADW_TYPE_WINDOW, "transient-for", parent, "modal", TRUE, "title",
      "Recent files", "default-width", 520, "default-height", 480, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = new_content (GTK_WINDOW (dialog));
  Recent *recent = g_new0 (Recent, 1);

  *recent = (Recent){chosen, data, NULL};
  g_object_set_data (G_OBJECT (dialog), "epi-recent", recent);
  g_signal_connect (dialog, "destroy", G_CALLBACK (destroy_cb), recent);
  gtk_widget_set_vexpand (content, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_present (GTK_WINDOW (dialog));
}
