/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-window.h"

#include "epi-commands.h"
#include "epi-device-menu.h"
#include "epi-lesson-list.h"
#include "epi-measure.h"
#include "epi-menu.h"
#include "epi-name.h"
#include "epi-parts.h"
#include "epi-settings.h"
#include "epi-story-panel.h"
#include "epi-work.h"

#include "kit/epi-assign.h"

/* Below these widths the lessons fold away, the story becomes a page. */
#define WIDTH_LESSONS 1100
#define WIDTH_STORY 800

/* What the frame clock waits for the answer to the newest edit. */
#define WAIT_SECONDS 0.005

/* From the session's worker to the window, which may be gone by then. */
typedef struct {
  gatomicrefcount references;
  gint pending;      /* atomic: a source is under way */
  EpiWindow *window; /* main thread only; NULL: gone, or another session */
} Waker;

struct _EpiWindow {
  AdwApplicationWindow parent_instance;

  EpiSession *session;
  Waker *waker;
  GFile *file;
  gboolean awaiting; /* an edit whose answer was not waited for yet */
  guint tick_id;
  gint64 ticked_at; /* µs */
  int width_class;  /* 0: wide, 1: lessons folded, 2: story is a page */
  guint fold_id;

  AdwWindowTitle *title;
  GtkWidget *lessons;
  GtkWidget *columns, *story, *work;
  GtkWidget *story_button;
  AdwToastOverlay *toasts;
  AdwToast *toast; /* the one that is shown, or NULL */
};

G_DEFINE_FINAL_TYPE (EpiWindow, epi_window, ADW_TYPE_APPLICATION_WINDOW)

enum { SIGNAL_SESSION_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
tell (EpiWindow *self, guint what)
{
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, what);
}

/* ---- The worker's answers ---- */

static void
waker_unref (Waker *waker)
{
  if (g_atomic_ref_count_dec (&waker->references))
    g_free (waker);
}

static gboolean
waker_cb (gpointer data)
{
  Waker *waker = data;
  g_atomic_int_set (&waker->pending, 0);
  if (waker->window != NULL)
    epi_session_poll (waker->window->session, 0);
  waker_unref (waker);
  return G_SOURCE_REMOVE;
}

/* On the worker. */
static void
wake (void *data)
{
  Waker *waker = data;
  if (!g_atomic_int_compare_and_exchange (&waker->pending, 0, 1))
    return;
  g_atomic_ref_count_inc (&waker->references);
  g_idle_add_full (G_PRIORITY_DEFAULT, waker_cb, waker, NULL);
}

static void
update_cb (GdkFrameClock *clock, EpiWindow *self)
{
  if (!self->awaiting || self->session == NULL)
    return;
  self->awaiting = FALSE;
  epi_session_poll (self->session, WAIT_SECONDS);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EpiWindow *self = EPI_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = (double)(now - self->ticked_at) / G_USEC_PER_SEC;
  self->ticked_at = now;
  epi_session_tick (self->session, seconds);
  return G_SOURCE_CONTINUE;
}

static void
follow_playing (EpiWindow *self)
{
  gboolean playing = epi_session_is_playing (self->session);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  if (playing == (self->tick_id != 0) || clock == NULL)
    return;
  if (playing) {
    self->ticked_at = gdk_frame_clock_get_frame_time (clock);
    self->tick_id =
        gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  } else {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
    self->tick_id = 0;
  }
}

static void
changed (EpiSession *session, unsigned what, void *data)
{
  EpiWindow *self = data;
  if (session != self->session) /* while it is being made */
    return;
  if (what & EPI_CHANGED_DOCUMENT) {
    GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
    self->awaiting = TRUE;
    if (clock != NULL)
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
  }
  if (what & EPI_CHANGED_ANSWER)
    epi_measure_shown (GTK_WINDOW (self));
  follow_playing (self);
  tell (self, what);
  if (what & (EPI_CHANGED_STATE | EPI_CHANGED_PLAYHEAD | EPI_CHANGED_DOCUMENT |
              EPI_CHANGED_ANSWER))
    epi_actions_update (self);
}

/* ---- Opening ---- */

static void
close_session (EpiWindow *self)
{
  if (self->waker != NULL) {
    self->waker->window = NULL;
    epi_session_free (self->session); /* no wake() after this */
    self->session = NULL;
    g_clear_pointer (&self->waker, waker_unref);
  }
  if (self->tick_id != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
    self->tick_id = 0;
  }
}

static void
show_title (EpiWindow *self)
{
  const EpiLesson *lesson = epi_session_lesson (self->session);
  g_autofree char *name =
      self->file != NULL ? g_file_get_basename (self->file) : NULL;
  gboolean saved = epi_history_is_saved (epi_session_history (self->session));
  g_autofree char *subtitle =
      name != NULL ? g_strconcat (saved ? "" : "• ", name, NULL) : NULL;
  const char *title =
      epi_lesson_list_title (EPI_LESSON_LIST (self->lessons), lesson->id);
  g_autofree char *window_title =
      g_strdup_printf ("%s — Epigraph", name != NULL ? name : title);
  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
}

void
epi_window_set_file (EpiWindow *self, GFile *file)
{
  g_return_if_fail (EPI_IS_WINDOW (self));
  g_set_object (&self->file, file);
  if (self->session != NULL)
    show_title (self);
}

static void
open_session (EpiWindow *self, const EpiLesson *lesson,
              const EpiDocument *document, const json_t *view, GFile *file)
{
  close_session (self);
  Waker *waker = g_new0 (Waker, 1);
  g_atomic_ref_count_init (&waker->references);
  waker->window = self;
  self->waker = waker;
  self->session = epi_session_new (lesson, document, wake, waker);
  epi_session_on_changed (self->session, changed, self);
  if (view != NULL)
    epi_session_restore_view (self->session, view);
  g_set_object (&self->file, file);
  self->awaiting = TRUE;
  epi_settings_set_text ("lesson", lesson->id);
  epi_lesson_list_select (EPI_LESSON_LIST (self->lessons), lesson->id);
  show_title (self);
  tell (self, ~0u);
  epi_actions_update (self);
}

gboolean
epi_window_open_lesson (EpiWindow *self, const char *id)
{
  g_autoptr (GError) error = NULL;
  const EpiLesson *lesson = epi_lesson_find (id);
  g_return_val_if_fail (EPI_IS_WINDOW (self), FALSE);
  if (lesson == NULL)
    return FALSE;
  EpiDocument *plain = epi_lesson_document (lesson, &error);
  EpiDocument *document = epi_story_panel_beginning (lesson, plain);
  open_session (self, lesson, document, NULL, NULL);
  epi_document_unref (document);
  epi_document_unref (plain);
  if (error != NULL)
    epi_window_toast (self, error->message, FALSE);
  return TRUE;
}

gboolean
epi_window_open_document (EpiWindow *self, const EpiDocument *document,
                          const json_t *view, GFile *file)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), FALSE);
  const char *id = epi_document_lesson_id (document);
  const EpiLesson *lesson = epi_lesson_find (id);
  if (lesson == NULL) {
    g_autofree char *sentence = g_strdup_printf (
        "There is no lesson “%s” in this version of Epigraph", id);
    epi_window_toast (self, sentence, FALSE);
    return FALSE;
  }
  open_session (self, lesson, document, view, file);
  return TRUE;
}

gboolean
epi_window_assign (EpiWindow *self, const char *assignments, const char *label)
{
  g_autoptr (GError) error = NULL;
  g_return_val_if_fail (self->session != NULL, FALSE);
  EpiDocument *document = epi_assign (
      epi_session_lesson (self->session),
      epi_session_scene (self->session)->document, assignments, &error);
  if (document == NULL) {
    epi_window_toast (self, error->message, FALSE);
    return FALSE;
  }
  epi_session_edit (self->session, document, label);
  epi_document_unref (document);
  return TRUE;
}

/* ---- News, colours, slots ---- */

static void
dismissed_cb (EpiWindow *self, AdwToast *toast)
{
  if (toast == self->toast)
    self->toast = NULL;
}

/* News takes the place of what is still shown: no queue of old news, and no two
 * toasts that come and go at once (libadwaita 1.2.2 crashes on many of them).
 */
void
epi_window_toast (EpiWindow *self, const char *sentence, gboolean with_undo)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  gboolean is_new = self->toast == NULL;
  if (is_new) {
    self->toast = adw_toast_new (markup);
    g_signal_connect_object (self->toast, "dismissed",
                             G_CALLBACK (dismissed_cb), self,
                             G_CONNECT_SWAPPED);
  } else
    adw_toast_set_title (self->toast, markup);
  adw_toast_set_button_label (self->toast, with_undo ? "_Undo" : NULL);
  adw_toast_set_action_name (self->toast, with_undo ? "win.undo" : NULL);
  if (is_new)
    adw_toast_overlay_add_toast (self->toasts, self->toast);
}

const EpiPalette *
epi_window_get_palette (EpiWindow *self)
{
  static const char *const names[2][2] = {
      {"light", "dark"}, {"high-contrast", "high-contrast-dark"}};
  AdwStyleManager *style = adw_style_manager_get_default ();
  return epi_palette_get (names[adw_style_manager_get_high_contrast (style)]
                               [adw_style_manager_get_dark (style)]);
}

static void
palette_cb (EpiWindow *self)
{
  if (self->session != NULL)
    tell (self, EPI_CHANGED_PALETTE);
}

void
epi_window_set_story_panel (EpiWindow *self, GtkWidget *panel)
{
  g_return_if_fail (EPI_IS_WINDOW (self));
  self->story = panel;
  gtk_widget_add_css_class (panel, "story");
  gtk_paned_set_start_child (GTK_PANED (self->columns), panel);
}

void
epi_window_set_data_page (EpiWindow *self, GtkWidget *page)
{
  g_return_if_fail (EPI_IS_WINDOW (self));
  epi_work_set_data_page (EPI_WORK (self->work), page);
}

EpiSession *
epi_window_get_session (EpiWindow *self)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), NULL);
  return self->session;
}

GFile *
epi_window_get_file (EpiWindow *self)
{
  g_return_val_if_fail (EPI_IS_WINDOW (self), NULL);
  return self->file;
}

GtkWidget *
epi_window_get_work (EpiWindow *self)
{
  return self->work;
}

/* ---- Columns ---- */

gboolean
epi_window_lessons_shown (EpiWindow *self)
{
  return self->lessons != NULL && gtk_widget_get_visible (self->lessons);
}

void
epi_window_show_lessons (EpiWindow *self, gboolean shown)
{
  gtk_widget_set_visible (self->lessons, shown);
  if (self->width_class == 0)
    epi_settings_set_bool ("lessons", shown);
}

void
epi_window_search (EpiWindow *self)
{
  epi_window_show_lessons (self, TRUE);
  epi_lesson_list_search (EPI_LESSON_LIST (self->lessons));
}

gboolean
epi_window_story_shown (EpiWindow *self)
{
  return self->story != NULL && gtk_widget_get_visible (self->story);
}

void
epi_window_show_story (EpiWindow *self, gboolean shown)
{
  if (self->story == NULL)
    return;
  gtk_widget_set_visible (self->story, shown);
  gtk_widget_set_visible (self->work, !(shown && self->width_class == 2));
  if (self->width_class < 2)
    epi_settings_set_bool ("story", shown);
}

/* As the user left it, but never squeezed by a window that was being folded. */
static int
story_width (void)
{
  return MAX (epi_settings_get_int ("story-width", 330), 240);
}

static gboolean
fold_cb (gpointer data)
{
  EpiWindow *self = data;
  self->fold_id = 0;
  gboolean wide = self->width_class == 0, narrow = self->width_class == 2;
  gtk_widget_set_visible (self->lessons,
                          wide && epi_settings_get_bool ("lessons", TRUE));
  if (self->story != NULL)
    gtk_widget_set_visible (self->story,
                            !narrow && epi_settings_get_bool ("story", TRUE));
  gtk_widget_set_visible (self->work, TRUE);
  gtk_paned_set_position (GTK_PANED (self->columns), story_width ());
  epi_actions_update (self);
  return G_SOURCE_REMOVE;
}

static void
epi_window_size_allocate (GtkWidget *widget, int width, int height,
                          int baseline)
{
  EpiWindow *self = EPI_WINDOW (widget);
  int width_class = width < WIDTH_STORY ? 2 : width < WIDTH_LESSONS ? 1 : 0;
  GTK_WIDGET_CLASS (epi_window_parent_class)
      ->size_allocate (widget, width, height, baseline);
  if (width_class != self->width_class) {
    self->width_class = width_class;
    if (self->fold_id == 0) /* not while sizes are being given out */
      self->fold_id = g_idle_add (fold_cb, self);
  }
}

/* ---- Making ---- */

static void
lesson_chosen_cb (EpiWindow *self, const char *id)
{
  epi_window_open_lesson (self, id);
  if (self->width_class > 0)
    epi_window_show_lessons (self, FALSE);
  epi_actions_update (self);
}

static GtkWidget *
make_header (EpiWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();
  AdwHeaderBar *bar = ADW_HEADER_BAR (header);
  self->title = ADW_WINDOW_TITLE (adw_window_title_new ("Epigraph", ""));
  adw_header_bar_set_title_widget (bar, GTK_WIDGET (self->title));
  adw_header_bar_pack_start (
      bar, epi_actions_button (self, "show-lessons", "sidebar-show-symbolic"));
  adw_header_bar_pack_start (
      bar, epi_actions_button (self, "search", "system-search-symbolic"));
  adw_header_bar_pack_start (bar,
                             epi_actions_button (self, "show-story", NULL));
  adw_header_bar_pack_end (bar, epi_menu_button (self));
  adw_header_bar_pack_end (
      bar, epi_actions_button (self, "fullscreen", "view-fullscreen-symbolic"));
  adw_header_bar_pack_end (bar, epi_device_menu_button (self));
  adw_header_bar_pack_end (
      bar, epi_actions_button (self, "redo", "edit-redo-symbolic"));
  adw_header_bar_pack_end (
      bar, epi_actions_button (self, "undo", "edit-undo-symbolic"));
  return header;
}

static GtkWidget *
make_body (EpiWindow *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->lessons = epi_lesson_list_new ();
  g_signal_connect_swapped (self->lessons, "chosen",
                            G_CALLBACK (lesson_chosen_cb), self);
  gtk_widget_set_visible (self->lessons,
                          epi_settings_get_bool ("lessons", TRUE));

  self->work = epi_work_new (self);
  self->columns = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  epi_name (self->columns, "Sizes of story and figures");
  gtk_paned_set_end_child (GTK_PANED (self->columns), self->work);
  gtk_paned_set_resize_start_child (GTK_PANED (self->columns), FALSE);
  /* So that a window can become narrow enough for it to fold. */
  gtk_paned_set_shrink_start_child (GTK_PANED (self->columns), TRUE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->columns), FALSE);
  gtk_paned_set_position (GTK_PANED (self->columns), story_width ());
  gtk_widget_set_hexpand (self->columns, TRUE);

  gtk_box_append (GTK_BOX (body), self->lessons);
  gtk_box_append (GTK_BOX (body), self->columns);
  return body;
}

static void
build (EpiWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwStyleManager *style = adw_style_manager_get_default ();

  epi_actions_add (self, epi_commands);
  epi_actions_add (self, epi_device_actions);
  epi_device_menu_attach (self);
  epi_measure_window (GTK_WINDOW (self));
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->toasts), TRUE);
  adw_toast_overlay_set_child (self->toasts, make_body (self));
  epi_parts_add (self); /* before the menus, which name their actions */
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (palette_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast",
                           G_CALLBACK (palette_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               epi_settings_get_int ("width", 1366),
                               epi_settings_get_int ("height", 800));
  if (epi_settings_get_bool ("maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
epi_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (epi_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "update",
                           G_CALLBACK (update_cb), widget, 0);
}

static void
keep_state (EpiWindow *self)
{
  GtkWindow *window = GTK_WINDOW (self);
  gboolean maximized = gtk_window_is_maximized (window);
  int width, height;
  gtk_window_get_default_size (window, &width, &height);
  epi_settings_set_bool ("maximized", maximized);
  if (!maximized && !gtk_window_is_fullscreen (window) && width > 0) {
    epi_settings_set_int ("width", width);
    epi_settings_set_int ("height", height);
  }
  if (self->width_class < 2)
    epi_settings_set_int ("story-width",
                          gtk_paned_get_position (GTK_PANED (self->columns)));
  epi_settings_save ();
}

static gboolean
epi_window_close_request (GtkWindow *window)
{
  keep_state (EPI_WINDOW (window));
  return GTK_WINDOW_CLASS (epi_window_parent_class)->close_request (window);
}

static void
epi_window_dispose (GObject *object)
{
  EpiWindow *self = EPI_WINDOW (object);
  g_clear_handle_id (&self->fold_id, g_source_remove);
  close_session (self);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (epi_window_parent_class)->dispose (object);
}

static void
epi_window_class_init (EpiWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = epi_window_dispose;
  widget_class->realize = epi_window_realize;
  widget_class->size_allocate = epi_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = epi_window_close_request;

  /**
   * EpiWindow::session-changed:
   * @what: EPI_CHANGED_* bits
   *
   * Emitted after the session changed, or was replaced by another.
   */
  signals[SIGNAL_SESSION_CHANGED] = g_signal_new (
      "session-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
epi_window_init (EpiWindow *self)
{
}

EpiWindow *
epi_window_new (GtkApplication *application)
{
  EpiWindow *self =
      g_object_new (EPI_TYPE_WINDOW, "application", application, NULL);
  build (self);
  return self;
}

gboolean
epi_window_has_table (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);
  const EpiTableSpec *table =
      session != NULL ? epi_session_lesson (session)->tables : NULL;

  return table != NULL && table->name != NULL;
}

gboolean
epi_window_has_answer (EpiWindow *window)
{
  EpiSession *session = epi_window_get_session (window);

  return session != NULL && epi_session_scene (session)->answer != NULL;
}
