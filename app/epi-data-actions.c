/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-actions.h"

#include "epi-data-edit.h"
#include "epi-data-page.h"
#include "epi-table-model.h"

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  const EpiData *data = epi_data_page_data (self);
  GError *error = NULL;
  size_t n, *rows;
  char *text;

  rows = epi_table_rows_marked (epi_data_table (data), EPI_MARK_SELECTED, &n);
  text = g_strdup_printf (n == 1 ? "%zu row deleted" : "%zu rows deleted", n);
  if (epi_data_page_take (self, epi_data_edit_remove (data, rows, n, &error),
                          "Delete rows", error))
    epi_data_page_tell (self, text, TRUE);
  g_free (text);
  g_free (rows);
}

static void
hold_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  const EpiData *data = epi_data_page_data (self);
  GError *error = NULL;
  size_t n, *rows;

  rows = epi_table_rows_marked (epi_data_table (data), EPI_MARK_SELECTED, &n);
  epi_data_page_take (
      self, epi_data_edit_marks (data, rows, n, EPI_MARK_TEST, 0, &error),
      "Hold rows back", error);
  g_free (rows);
}

static void
use_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  const EpiData *data = epi_data_page_data (self);
  GError *error = NULL;
  size_t n, *rows;

  rows = epi_table_rows_marked (epi_data_table (data), EPI_MARK_SELECTED, &n);
  epi_data_page_take (self,
                      epi_data_edit_marks (data, n > 0 ? rows : NULL, n, 0,
                                           EPI_MARK_TEST, &error),
                      "Use rows for training", error);
  g_free (rows);
}

static void
split_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  GError *error = NULL;
  double share = g_variant_get_double (parameter);
  char *label = g_strdup_printf ("Hold back %.0f %% of the rows", 100 * share);

  epi_data_page_take (self,
                      epi_data_edit_split (epi_data_page_data (self), share,
                                           epi_data_page_seed (self), &error),
                      label, error);
  g_free (label);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiDataPage *self = EPI_DATA_PAGE (widget);
  const EpiData *data = epi_data_page_data (self);
  size_t n, *rows;
  char *text;

  rows = epi_table_rows_marked (epi_data_table (data), EPI_MARK_SELECTED, &n);
  text = epi_data_to_tsv (epi_data_table (data), n > 0 ? rows : NULL, n,
                          epi_data_page_spec (self)->roles != epi_no_roles);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  g_free (text);
  text = g_strdup_printf ("%zu rows copied",
                          n > 0 ? n : epi_table_rows (epi_data_table (data)));
  epi_data_page_tell (self, text, FALSE);
  g_free (text);
  g_free (rows);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "import-file");
}

static void
use_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "use-in",
                         g_variant_get_string (parameter, NULL));
}

void
epi_data_actions_install (GtkWidgetClass *klass)
{
  static const struct {
    const char *name, *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
      {"data.delete", NULL, delete_action},
      {"data.hold-back", NULL, hold_back_action},
      {"data.use-again", NULL, use_again_action},
      {"data.split", "d", split_action},
      {"data.copy", NULL, copy_action},
      {"data.import", NULL, import_action},
      {"data.use-in", "s", use_in_action},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type,
                                     actions[i].activate);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK,
                                       "data.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Delete, 0, "data.delete",
                                       NULL);
}
