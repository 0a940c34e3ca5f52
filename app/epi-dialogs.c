/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-dialogs.h"

#include <adwaita.h>

/* ---- Choosing files ---- */

typedef struct {
  const EpiFileKind *kinds;
  EpiFileChosenFunc chosen;
  gpointer data;
} Choice;

static GtkFileFilter *
new_filter (const EpiFileKind *kind)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, kind->name);
  for (const char *const *at = kind->patterns; *at != NULL; at++)
    if (g_str_has_prefix (*at, "*."))
      gtk_file_filter_add_suffix (filter, *at + 2);
    else
      gtk_file_filter_add_pattern (filter, *at);
  return filter;
}

/* The kind that the chooser's filter stands for; the first one by default. */
static const EpiFileKind *
chosen_kind (GtkFileChooser *chooser, const EpiFileKind *kinds)
{
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);

  for (const EpiFileKind *kind = kinds; filter && kind->name != NULL; kind++)
    if (g_strcmp0 (gtk_file_filter_get_name (filter), kind->name) == 0)
      return kind;
  return kinds;
}

static gboolean
has_ending (const char *name, const EpiFileKind *kinds)
{
  for (const EpiFileKind *kind = kinds; kind->name != NULL; kind++)
    for (const char *const *at = kind->patterns; *at != NULL; at++)
      if (g_str_has_suffix (name, *at + 1)) /* "*.png" */
        return TRUE;
  return FALSE;
}

/* The file with an ending; a new reference. */
static GFile *
with_ending (GFile *file, const EpiFileKind *kind, const EpiFileKind *kinds)
{
  char *name = g_file_get_basename (file), *longer;
  GFile *folder, *made;

  if (has_ending (name, kinds)) {
    g_free (name);
    return g_object_ref (file);
  }
  folder = g_file_get_parent (file);
  longer = g_strconcat (name, kind->patterns[0] + 1, NULL);
  made = g_file_get_child (folder, longer);
  g_free (name);
  g_free (longer);
  g_object_unref (folder);
  return made;
}

static void
response_cb (GtkNativeDialog *native, int response, Choice *choice)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (native);
  GFile *file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (chooser);
  if (file != NULL &&
      gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE) {
    GFile *named =
        with_ending (file, chosen_kind (chooser, choice->kinds), choice->kinds);
    g_object_unref (file);
    file = named;
  }
  choice->chosen (file, choice->data);
  g_clear_object (&file);
  g_free (choice);
  g_object_unref (native);
}

static void
choose_file (GtkWindow *parent, const char *title, const char *name,
             GtkFileChooserAction action, const EpiFileKind *kinds,
             EpiFileChosenFunc chosen, gpointer data)
{
  GtkFileChooserNative *native =
      gtk_file_chooser_native_new (title, parent, action, NULL, NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (native);
  Choice *choice = g_new (Choice, 1);

  *choice = (Choice){kinds, chosen, data};
  for (const EpiFileKind *kind = kinds; kind->name != NULL; kind++) {
    GtkFileFilter *filter = new_filter (kind);
    gtk_file_chooser_add_filter (chooser, filter);
    if (kind == kinds)
      gtk_file_chooser_set_filter (chooser, filter);
    g_object_unref (filter);
  }
  if (name != NULL)
    gtk_file_chooser_set_current_name (chooser, name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_signal_connect (native, "response", G_CALLBACK (response_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

void
epi_dialogs_open (GtkWindow *parent, const char *title,
                  const EpiFileKind *kinds, EpiFileChosenFunc chosen,
                  gpointer data)
{
  choose_file (parent, title, NULL, GTK_FILE_CHOOSER_ACTION_OPEN, kinds, chosen,
               data);
}

void
epi_dialogs_save (GtkWindow *parent, const char *title, const char *name,
                  const EpiFileKind *kinds, EpiFileChosenFunc chosen,
                  gpointer data)
{
  choose_file (parent, title, name, GTK_FILE_CHOOSER_ACTION_SAVE, kinds, chosen,
               data);
}

/* ---- Telling and asking ---- */

void
epi_dialogs_message (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close",
                                   "_Close");
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct {
  EpiAnsweredFunc answered;
  gpointer data;
} Question;

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  question->answered (g_str_equal (response, "save")      ? EPI_ANSWER_SAVE
                      : g_str_equal (response, "discard") ? EPI_ANSWER_DISCARD
                                                          : EPI_ANSWER_CANCEL,
                      question->data);
  g_free (question);
}

void
epi_dialogs_ask_to_save (GtkWindow *parent, const char *name,
                         EpiAnsweredFunc answered, gpointer data)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      parent, "Save changes?",
      "What you did since it was saved last will be lost otherwise."));
  Question *question = g_new (Question, 1);

  *question = (Question){answered, data};
  adw_message_dialog_format_heading (dialog, "Save changes to %s?", name);
  adw_message_dialog_add_responses (dialog, "cancel", "_Cancel", "discard",
                                    "_Discard", "save", "_Save", NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), question);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- Printing ---- */

typedef struct {
  EpiDrawPageFunc draw;
  void (*failed) (const char *sentence, gpointer data);
  gpointer data;
  GDestroyNotify free_data;
} Printing;

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page,
              Printing *printing)
{
  printing->draw (gtk_print_context_get_cairo_context (context),
                  gtk_print_context_get_width (context),
                  gtk_print_context_get_height (context), printing->data);
}

static void
print_done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result,
               Printing *printing)
{
  GError *error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR) /* else there is none */
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL) {
    char *sentence = g_strdup_printf ("Printing failed: %s", error->message);
    printing->failed (sentence, printing->data);
    g_free (sentence);
  }
  g_clear_error (&error);
}

static void
printing_free (gpointer data, GClosure *closure)
{
  Printing *printing = data;

  printing->free_data (printing->data);
  g_free (printing);
}

void
epi_dialogs_print (GtkWindow *parent, const char *name, const char *path,
                   EpiDrawPageFunc draw,
                   void (*failed) (const char *sentence, gpointer data),
                   gpointer data, GDestroyNotify free_data)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  GtkPageSetup *setup = gtk_page_setup_new ();
  Printing *printing = g_new (Printing, 1);

  *printing = (Printing){draw, failed, data, free_data};
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb),
                    printing);
  g_signal_connect_data (operation, "done", G_CALLBACK (print_done_cb),
                         printing, printing_free, 0);
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  gtk_print_operation_run (operation,
                           path != NULL
                               ? GTK_PRINT_OPERATION_ACTION_EXPORT
                               : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           parent, NULL);
  g_object_unref (setup);
  g_object_unref (operation);
}
