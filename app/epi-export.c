/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-export.h"

#include "epi-dialogs.h"
#include "epi-file-thread.h"

#include "data/epi-csv.h"
#include "data/epi-write-file.h"
#include "kit/epi-entries.h"
#include "kit/epi-render.h"
#include "kit/epi-scene-condition.h"

#include <string.h>

#define WIDTH 1280
#define HEIGHT 720

/* Pictures, then what the lesson has besides: its own exports, or its table.
 * Borrowed until the next call. */
static const EpiFileKind *
kinds_of (const EpiLesson *lesson)
{
  static char *patterns[8];
  static EpiFileKind kinds[12] = {{"Picture (PNG)", {"*.png", NULL}},
                                  {"Vector graphics (SVG)", {"*.svg", NULL}},
                                  {"Document (PDF)", {"*.pdf", NULL}}};
  const size_t n_pictures = 3;
  size_t n = 0;

  for (const EpiExport *e = lesson->exports;
       e != NULL && e->name != NULL && n < G_N_ELEMENTS (patterns); e++, n++) {
    g_free (patterns[n]);
    patterns[n] = g_strconcat ("*", e->ending, NULL);
    kinds[n_pictures + n] = (EpiFileKind){e->name, {patterns[n], NULL}};
  }
  if (n == 0)
    kinds[n_pictures + n++] =
        (EpiFileKind){"The data as a table (CSV)", {"*.csv", NULL}};
  kinds[n_pictures + n] = (EpiFileKind){NULL};
  return kinds;
}

static EpiRenderOptions
paper (double width, double height)
{
  return (EpiRenderOptions){.width = width,
                            .height = height,
                            .palette = epi_palette_get ("light"),
                            .handles = true};
}

/* ---- 3. A scene that stays as it is ---- */

typedef struct {
  EpiWindow *window; /* owned */
  EpiScene scene;    /* document and answer owned */
  GFile *file;       /* owned, or NULL */
  GError *error;
} Exporting;

static Exporting *
exporting_new (EpiWindow *window, GFile *file)
{
  Exporting *exporting = g_new0 (Exporting, 1);
  EpiSession *session = epi_window_get_session (window);

  exporting->window = g_object_ref (window);
  exporting->scene = *epi_session_scene (session);
  exporting->scene.document = epi_document_ref (exporting->scene.document);
  if (exporting->scene.answer != NULL)
    exporting->scene.answer = epi_answer_ref (exporting->scene.answer);
  exporting->scene.hover_view = NULL;
  exporting->file = file != NULL ? g_object_ref (file) : NULL;
  return exporting;
}

static void
exporting_free (gpointer data)
{
  Exporting *exporting = data;

  epi_document_unref (exporting->scene.document);
  epi_answer_unref (exporting->scene.answer);
  g_clear_object (&exporting->file);
  g_clear_error (&exporting->error);
  g_object_unref (exporting->window);
  g_free (exporting);
}

/* ---- 1, 2. Waiting for it ---- */

typedef struct {
  void (*run) (EpiWindow *window, GFile *file);
  GFile *file; /* owned, or NULL */
  gulong id;   /* of the handler that holds this */
} Waiting;

static void
waiting_free (gpointer data, GClosure *closure)
{
  Waiting *waiting = data;

  g_clear_object (&waiting->file);
  g_free (waiting);
}

static void
final_cb (EpiWindow *window, guint what, Waiting *waiting)
{
  gboolean gone = (what & EPI_CHANGED_SESSION) != 0;

  if (!gone &&
      !epi_scene_is_final (epi_session_scene (epi_window_get_session (window))))
    return;
  if (!gone)
    waiting->run (window, waiting->file);
  g_signal_handler_disconnect (window, waiting->id);
}

/* Calls run (window, file) as soon as the scene is final; another lesson
 * instead of it: never. */
static void
when_final (EpiWindow *window, void (*run) (EpiWindow *window, GFile *file),
            GFile *file)
{
  EpiSession *session = epi_window_get_session (window);
  Waiting *waiting;

  epi_session_play (session, false); /* 1. */
  if (epi_scene_is_final (epi_session_scene (session))) {
    run (window, file);
    return;
  }
  waiting = g_new0 (Waiting, 1);
  waiting->run = run;
  waiting->file = file != NULL ? g_object_ref (file) : NULL;
  waiting->id =
      g_signal_connect_data (window, "session-changed", G_CALLBACK (final_cb),
                             waiting, waiting_free, 0);
}

/* ---- To a file ---- */

/* The tables that belong to what is shown: the first one, or, where that is a
 * matrix or is not looked at now, all matrices, each under its name. */
static GString *
data_of (const EpiScene *scene)
{
  const EpiTableSpec *spec = scene->lesson->tables;
  GString *text = g_string_new (NULL);

  for (; spec != NULL && spec->name != NULL; spec++) {
    const EpiData *data = epi_document_data (scene->document, spec->name);
    gboolean matrix = spec->roles == epi_no_roles;
    size_t length;

    if (data == NULL ||
        !epi_lesson_shown (scene->lesson, scene->document, spec->shown_when))
      continue;
    g_autofree char *rows = epi_csv_write (epi_data_table (data), &length);
    if (!matrix || scene->lesson->tables[1].name == NULL) {
      g_string_append_len (text, rows, (gssize)length);
      break;
    }
    /* Its columns have no names, but 1, 2, … */
    g_string_append_printf (text, "%s%s\n%s", text->len > 0 ? "\n" : "",
                            spec->name, strchr (rows, '\n') + 1);
  }
  return text;
}

/* Without a table the data are the numbers of the figures. */
static void
write_table (Exporting *exporting, const char *path)
{
  GString *text = data_of (&exporting->scene);
  EpiRenderOptions options = paper (WIDTH, HEIGHT);

  if (text->len == 0)
    epi_render_to_file (path, &exporting->scene, NULL, &options,
                        &exporting->error);
  else
    epi_write_file (path, text->str, text->len, false, &exporting->error);
  g_string_free (text, TRUE);
}

static void
export_work (void *data)
{
  Exporting *exporting = data;
  const char *path = g_file_peek_path (exporting->file);
  EpiRenderOptions options = paper (WIDTH, HEIGHT);
  const EpiExport *export = epi_lesson_export (exporting->scene.lesson, path);

  if (export != NULL)
    epi_export_write (export, &exporting->scene, path, &exporting->error);
  else if (g_str_has_suffix (path, ".csv"))
    write_table (exporting, path);
  else
    epi_render_to_file (path, &exporting->scene, NULL, &options,
                        &exporting->error);
}

static void
export_done (void *data)
{
  Exporting *exporting = data;
  char *name = g_file_get_basename (exporting->file);
  char *sentence = g_strdup_printf ("Exported to %s", name);

  if (exporting->error != NULL)
    epi_dialogs_message (GTK_WINDOW (exporting->window),
                         "It could not be exported", exporting->error->message);
  else
    epi_window_toast (exporting->window, sentence, FALSE);
  g_free (name);
  g_free (sentence);
  exporting_free (exporting);
}

static void
export_now (EpiWindow *window, GFile *file)
{
  epi_file_thread_run (export_work, export_done, exporting_new (window, file));
}

void
epi_export_to (EpiWindow *window, GFile *file)
{
  if (g_file_peek_path (file) == NULL) {
    epi_dialogs_message (GTK_WINDOW (window), "It could not be exported",
                         "Only folders of this machine can be written to.");
    return;
  }
  when_final (window, export_now, file);
}

static void
export_chosen (GFile *file, gpointer data)
{
  if (file != NULL && epi_window_get_session (data) != NULL)
    epi_export_to (data, file);
  g_object_unref (data);
}

void
epi_export (EpiWindow *window, GVariant *parameter)
{
  const EpiLesson *lesson =
      epi_session_lesson (epi_window_get_session (window));
  char *name = g_strconcat (lesson->id, ".png", NULL);

  epi_dialogs_save (GTK_WINDOW (window), "Export", name, kinds_of (lesson),
                    export_chosen, g_object_ref (window));
  g_free (name);
}

/* ---- To the clipboard ---- */

static void
copy_now (EpiWindow *window, GFile *none)
{
  const int scale = 2; /* as sharp as on a good screen */
  EpiRenderOptions options = paper (WIDTH, HEIGHT);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, scale * WIDTH, scale * HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GBytes *bytes;
  GdkTexture *texture;
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  cairo_scale (cr, scale, scale);
  epi_palette_source (options.palette, cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_paint (cr);
  epi_render_lesson (cr, epi_session_scene (epi_window_get_session (window)),
                     &options);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       stride * scale * HEIGHT);
  texture = gdk_memory_texture_new (scale * WIDTH, scale * HEIGHT,
                                    GDK_MEMORY_DEFAULT, bytes, stride);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (window)),
                             texture);
  epi_window_toast (window, "The figures are on the clipboard", FALSE);
  g_object_unref (texture);
  g_bytes_unref (bytes);
  cairo_surface_destroy (surface);
}

void
epi_export_copy (EpiWindow *window, GVariant *parameter)
{
  when_final (window, copy_now, NULL);
}

/* ---- On paper ---- */

static void
draw_page (cairo_t *cr, double width, double height, gpointer data)
{
  Exporting *exporting = data;
  EpiRenderOptions options = paper (width, height);

  options.text = 10; /* points */
  epi_render_lesson (cr, &exporting->scene, &options);
}

static void
print_failed (const char *sentence, gpointer data)
{
  epi_window_toast (((Exporting *)data)->window, sentence, FALSE);
}

/* By the dialog, or (file) as a PDF without asking. */
static void
print_now (EpiWindow *window, GFile *file)
{
  const EpiLesson *lesson =
      epi_session_lesson (epi_window_get_session (window));
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  epi_dialogs_print (GTK_WINDOW (window), lesson->id, path, draw_page,
                     print_failed, exporting_new (window, NULL),
                     exporting_free);
}

void
epi_export_print (EpiWindow *window, GVariant *parameter)
{
  when_final (window, print_now, NULL);
}

void
epi_export_print_to (EpiWindow *window, GFile *file)
{
  when_final (window, print_now, file);
}
