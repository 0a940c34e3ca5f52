/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-twin.h"

#include "epi-actions.h"
#include "epi-table-model.h"

#include "core/epi-number.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-plot-table.h"

#include <adwaita.h>

#define DIGITS 6

/* ---- One series as a list of columns ---- */

typedef struct {
  const EpiPlotSeries *series;
  guint column; /* n_columns: the texts */
} Column;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  const EpiPlotSeries *series = column->series;
  guint row = gtk_list_item_get_position (item);
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));

  if (column->column == series->n_columns) {
    gtk_label_set_text (label, series->texts[row]);
    return;
  }
  char *text = epi_number_label (
      series->values[column->column * series->n + row], DIGITS);
  gtk_label_set_text (label, text);
  g_free (text);
}

static void
append_column (GtkColumnView *view, const EpiPlotSeries *series, guint i,
               const char *title)
{
  Column *column = g_new (Column, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  *column = (Column){series, i};
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), column,
                         (GClosureNotify)(void (*) (void))g_free, 0);
  GtkColumnViewColumn *shown = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (shown, TRUE);
  gtk_column_view_append_column (view, shown);
  g_object_unref (shown);
}

/* Rows are positions and no more, as those of a data table are. */
static GListModel *
rows_of (const EpiPlotSeries *series)
{
  static const char *const name[] = {"row"};
  EpiTableModel *model = epi_table_model_new ();
  double *zeros = g_new0 (double, series->n + 1);
  EpiTable *table;

  if (epi_table_new (name, zeros, series->n, 1, &table) == EPI_OK) {
    epi_table_model_set_table (model, table);
    epi_table_unref (table);
  }
  g_free (zeros);
  return G_LIST_MODEL (model);
}

static GtkWidget *
series_view (const EpiPlotSeries *series)
{
  GtkSelectionModel *rows =
      GTK_SELECTION_MODEL (gtk_no_selection_new (rows_of (series)));
  GtkWidget *view = gtk_column_view_new (rows);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  if (series->texts_name != NULL)
    append_column (GTK_COLUMN_VIEW (view), series, (guint)series->n_columns,
                   series->texts_name);
  for (guint i = 0; i < series->n_columns; i++)
    append_column (GTK_COLUMN_VIEW (view), series, i, series->columns[i]);
  if (series->texts != NULL && series->texts_name == NULL)
    append_column (GTK_COLUMN_VIEW (view), series, (guint)series->n_columns,
                   "text");
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

/* ---- One figure: its sentence, a choice of series, the table ---- */

static char *
series_name (const EpiPlotSeries *series)
{
  if (series->title != NULL)
    return g_strdup_printf ("%s: %s (%zu)", series->layer, series->title,
                            series->n);
  return g_strdup_printf ("%s: %s (%zu)", series->layer, series->kind,
                          series->n);
}

static void
chosen_cb (GtkDropDown *chooser, GParamSpec *pspec, GtkStack *stack)
{
  char *name = g_strdup_printf ("%u", gtk_drop_down_get_selected (chooser));

  gtk_stack_set_visible_child_name (stack, name);
  g_free (name);
}

static void
copy_cb (GtkButton *button, EpiPlotTable *table)
{
  char *csv = epi_plot_table_csv (table);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), csv);
  gtk_button_set_label (button, "Copied");
  g_free (csv);
}

static GtkWidget *
chooser_row (EpiPlotTable *table, GtkWidget *stack)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *copy = gtk_button_new_with_label ("Copy as CSV");

  for (guint i = 0; i < table->series->len; i++) {
    char *name = series_name (table->series->pdata[i]);
    gtk_string_list_append (names, name);
    g_free (name);
  }
  GtkWidget *chooser = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chooser),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Series", -1);
  g_signal_connect (chooser, "notify::selected", G_CALLBACK (chosen_cb), stack);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), table);
  gtk_widget_set_hexpand (chooser, TRUE);
  gtk_box_append (GTK_BOX (row), chooser);
  gtk_box_append (GTK_BOX (row), copy);
  return row;
}

static GtkWidget *
figure_page (const EpiViewSpec *view, const EpiScene *scene)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *stack = gtk_stack_new ();
  EpiPlotTable *table = epi_view_table (view, scene);
  char *summary = view->summary != NULL ? view->summary (scene) : NULL;
  GtkWidget *sentence = gtk_label_new (summary);

  gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0);
  for (guint i = 0; i < table->series->len; i++) {
    char *name = g_strdup_printf ("%u", i);
    gtk_stack_add_named (GTK_STACK (stack),
                         series_view (table->series->pdata[i]), name);
    g_free (name);
  }
  gtk_box_append (GTK_BOX (page), sentence);
  gtk_box_append (GTK_BOX (page), chooser_row (table, stack));
  gtk_box_append (GTK_BOX (page), stack);
  gtk_widget_set_margin_top (page, 12);
  gtk_widget_set_margin_bottom (page, 12);
  gtk_widget_set_margin_start (page, 12);
  gtk_widget_set_margin_end (page, 12);
  g_object_set_data_full (G_OBJECT (page), "epi-plot-table", table,
                          (GDestroyNotify)epi_plot_table_free);
  g_free (summary);
  return page;
}

/* ---- The window ---- */

static gboolean
escape_cb (GtkWidget *window, GVariant *args, gpointer data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static void
show_twins (EpiWindow *window, GVariant *parameter)
{
  EpiSession *session = epi_window_get_session (window);
  const EpiScene *scene = epi_session_scene (session);
  GtkWidget *twins = g_object_new (
      ADW_TYPE_WINDOW, "transient-for", window, "title", "Figures as tables",
      "default-width", 720, "default-height", 640, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  for (const EpiViewSpec *view = scene->lesson->views; view->name != NULL;
       view++)
    if (epi_lesson_shown (scene->lesson, scene->document, view->shown_when))
      gtk_stack_add_titled (
          GTK_STACK (stack),
          figure_page (view, epi_session_view_scene (session, view->name)),
          view->name, view->title);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher),
                                GTK_STACK (stack));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), switcher);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (twins, keys);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), stack);
  adw_window_set_content (ADW_WINDOW (twins), box);
  gtk_window_present (GTK_WINDOW (twins));
}

static const EpiAction actions[] = {
    {"show-twins",
     "Looking",
     "Figures as tables",
     {"<Ctrl><Shift>t"},
     NULL,
     show_twins,
     epi_window_has_answer},
    {NULL},
};

void
epi_twin_add (EpiWindow *window)
{
  epi_actions_add (window, actions);
}
