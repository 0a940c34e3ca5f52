/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-import-options.h"

struct _EpiImportOptions {
  GtkWidget parent_instance;
  GtkWidget *box, *separator, *point, *encoding, *header;
  gboolean showing; /* by us, not by the user */
};
G_DEFINE_FINAL_TYPE (EpiImportOptions, epi_import_options, GTK_TYPE_WIDGET)

static guint changed_signal;

/* Where code stands in a list of them. */
static guint
find_code (const int *codes, guint n, int code)
{
  for (guint i = 0; i < n; i++)
    if (codes[i] == code)
      return i;
  return 0;
}

static const int separators[] = {',', ';', '\t', '|', ' '};
static const char *const separator_names[] = {"Comma", "Semicolon", "Tab",
                                              "Bar",   "Blanks",    NULL};
static const int points[] = {'.', ','};
static const char *const point_names[] = {"Point: 1.5", "Comma: 1,5", NULL};
static const int encodings[] = {EPI_ENCODING_UTF8, EPI_ENCODING_UTF16LE,
                                EPI_ENCODING_UTF16BE,
                                EPI_ENCODING_WINDOWS_1252};
static const char *const encoding_names[] = {
    "UTF-8", "UTF-16", "UTF-16, big endian", "Western (Latin-1)", NULL};

void
epi_import_options_show (EpiImportOptions *self, const EpiCsvOptions *options)
{
  g_return_if_fail (EPI_IS_IMPORT_OPTIONS (self));
  self->showing = TRUE;
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->separator),
      find_code (separators, G_N_ELEMENTS (separators), options->separator));
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->point),
      find_code (points, G_N_ELEMENTS (points), options->point));
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->encoding),
      find_code (encodings, G_N_ELEMENTS (encodings), (int)options->encoding));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->header),
                               options->header == EPI_CSV_HEADER_YES);
  self->showing = FALSE;
}

static guint
chosen (GtkWidget *drop)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (drop));
}

EpiCsvOptions
epi_import_options_get (EpiImportOptions *self)
{
  gboolean header =
      gtk_check_button_get_active (GTK_CHECK_BUTTON (self->header));

  return (EpiCsvOptions){
      .separator = (char)separators[chosen (self->separator)],
      .point = (char)points[chosen (self->point)],
      .encoding = (EpiEncoding)encodings[chosen (self->encoding)],
      .header = header ? EPI_CSV_HEADER_YES : EPI_CSV_HEADER_NO,
  };
}

/* ---- Life ---- */

static void
chosen_cb (EpiImportOptions *self)
{
  if (!self->showing)
    g_signal_emit (self, changed_signal, 0);
}

static GtkWidget *
option_list (EpiImportOptions *self, const char *name, const char *const *items)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *drop = gtk_drop_down_new_from_strings (items);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "import-label");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (drop),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  NULL, -1);
  g_signal_connect_swapped (drop, "notify::selected", G_CALLBACK (chosen_cb),
                            self);
  gtk_box_append (GTK_BOX (column), label);
  gtk_box_append (GTK_BOX (column), drop);
  gtk_box_append (GTK_BOX (self->box), column);
  return drop;
}

static void
epi_import_options_dispose (GObject *object)
{
  EpiImportOptions *self = EPI_IMPORT_OPTIONS (object);

  self->showing = TRUE;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_import_options_parent_class)->dispose (object);
}

static void
epi_import_options_class_init (EpiImportOptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_import_options_dispose;
  changed_signal =
      g_signal_new ("changed", EPI_TYPE_IMPORT_OPTIONS, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "importoptions");
}

static void
epi_import_options_init (EpiImportOptions *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  self->separator =
      option_list (self, "Columns are separated by", separator_names);
  self->point = option_list (self, "Decimals", point_names);
  self->encoding = option_list (self, "Encoding", encoding_names);
  self->header =
      gtk_check_button_new_with_label ("The first row holds the names");
  gtk_widget_set_valign (self->header, GTK_ALIGN_END);
  g_signal_connect_swapped (self->header, "toggled", G_CALLBACK (chosen_cb),
                            self);
  gtk_box_append (GTK_BOX (self->box), self->header);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
epi_import_options_new (void)
{
  return g_object_new (EPI_TYPE_IMPORT_OPTIONS, NULL);
}
