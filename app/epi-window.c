/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-window-private.h"

#include "epi-commands.h"
#include "epi-device-menu.h"
#include "epi-lesson-list.h"
#include "epi-measure.h"
#include "epi-menu.h"
#include "epi-parts.h"
#include "epi-settings.h"
#include "epi-toast.h"
#include "epi-work.h"

#define WIDTH 1366 /* the first time */

G_DEFINE_FINAL_TYPE (EpiWindow, epi_window, ADW_TYPE_APPLICATION_WINDOW)

enum { SIGNAL_SESSION_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
epi_window_tell (EpiWindow *self, guint what)
{
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, what);
}

/* ---- Toasts, colours, slots ---- */

void
epi_window_toast (EpiWindow *self, const char *sentence, gboolean with_undo)
{
  epi_toast_show (EPI_TOAST (self->toast), sentence, with_undo);
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

/* Style sheets of this libadwaita cannot ask for contrast. */
static void
show_contrast (EpiWindow *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean high = adw_style_manager_get_high_contrast (style);
  gboolean dark = adw_style_manager_get_dark (style);
  void (*change[]) (GtkWidget *, const char *) = {gtk_widget_remove_css_class,
                                                  gtk_widget_add_css_class};
  change[high != 0](GTK_WIDGET (self), "high-contrast");
  change[high && dark](GTK_WIDGET (self), "on-black");
}

static void
palette_cb (EpiWindow *self)
{
  show_contrast (self);
  if (epi_desk_session (self->desk) != NULL)
    epi_window_changed_all (self, EPI_CHANGED_PALETTE);
}

void
epi_window_set_story_panel (EpiWindow *self, GtkWidget *panel)
{
  g_return_if_fail (EPI_IS_WINDOW (self));
  epi_columns_set_story (self->columns, panel);
}

void
epi_window_set_data_page (EpiWindow *self, GtkWidget *page)
{
  g_return_if_fail (EPI_IS_WINDOW (self));
  epi_work_set_data_page (EPI_WORK (self->work), page);
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
  return self->columns != NULL && epi_columns_lessons_shown (self->columns);
}

void
epi_window_show_lessons (EpiWindow *self, gboolean shown)
{
  epi_columns_show_lessons (self->columns, shown);
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
  return self->columns != NULL && epi_columns_story_shown (self->columns);
}

void
epi_window_show_story (EpiWindow *self, gboolean shown)
{
  epi_columns_show_story (self->columns, shown);
}

/* What the header bar has no room for is in the menu and has its keys. */
static void
folded_cb (EpiWindow *self)
{
  EpiColumnsRoom room = epi_columns_get_room (self->columns);
  for (guint i = 0; i < G_N_ELEMENTS (self->spare); i++)
    gtk_widget_set_visible (self->spare[i], room == EPI_COLUMNS_WIDE);
  epi_actions_update (self);
}

/* ---- Making ---- */

static void
lesson_chosen_cb (EpiWindow *self, const char *id)
{
  epi_window_open_lesson (self, id);
  if (epi_columns_get_room (self->columns) != EPI_COLUMNS_WIDE)
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
  self->spare[0] =
      epi_actions_button (self, "search", "system-search-symbolic");
  self->spare[1] =
      epi_actions_button (self, "fullscreen", "view-fullscreen-symbolic");
  adw_header_bar_pack_start (bar, self->spare[0]);
  adw_header_bar_pack_start (bar,
                             epi_actions_button (self, "show-story", NULL));
  adw_header_bar_pack_end (bar, epi_menu_button (self));
  adw_header_bar_pack_end (bar, self->spare[1]);
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
  GtkWidget *columns;
  self->lessons = epi_lesson_list_new ();
  g_signal_connect_swapped (self->lessons, "chosen",
                            G_CALLBACK (lesson_chosen_cb), self);
  self->work = epi_work_new (self);
  columns = epi_columns_new (self->lessons, self->work,
                             epi_settings_get_int ("width", WIDTH));
  self->columns = EPI_COLUMNS (columns);
  g_signal_connect_swapped (columns, "folded", G_CALLBACK (folded_cb), self);
  return columns;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EpiWindow *self = data;
  return epi_toast_hide (EPI_TOAST (self->toast));
}

/* News over the content; Escape takes it away. */
static GtkWidget *
with_toast (EpiWindow *self, GtkWidget *content)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, self, NULL)));
  gtk_widget_add_controller (overlay, keys);
  self->toast = epi_toast_new ();
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), content);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->toast);
  return overlay;
}

static void
build (EpiWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->news = epi_window_news_new (self);
  self->desk = epi_desk_new (self, epi_window_changed);
  epi_actions_add (self, epi_edit_commands);
  epi_actions_add (self, epi_play_commands);
  epi_actions_add (self, epi_look_commands);
  epi_actions_add (self, epi_device_actions);
  epi_device_menu_attach (self);
  epi_measure_window (GTK_WINDOW (self));
  GtkWidget *content = with_toast (self, make_body (self));
  epi_parts_add (self); /* before the menus, which name their actions */
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), content);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (palette_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast",
                           G_CALLBACK (palette_cb), self, G_CONNECT_SWAPPED);
  show_contrast (self);
  folded_cb (self);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               epi_settings_get_int ("width", WIDTH),
                               epi_settings_get_int ("height", 800));
  if (epi_settings_get_bool ("maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
epi_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (epi_window_parent_class)->realize (widget);
  epi_desk_attach_clock (EPI_WINDOW (widget)->desk,
                         gtk_widget_get_frame_clock (widget));
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
  epi_columns_keep (self->columns);
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
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* while there is a session */
  g_clear_pointer (&self->desk, epi_desk_free);
  g_clear_pointer (&self->news, epi_news_free);
  G_OBJECT_CLASS (epi_window_parent_class)->dispose (object);
}

static void
epi_window_class_init (EpiWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = epi_window_dispose;
  widget_class->realize = epi_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = epi_window_close_request;

  /**
   * EpiWindow::session-changed:
   * @what: EPI_CHANGED_* bits
   *
   * Emitted after the session changed, or was replaced by another; while
   * something is in hand or a run goes on, when its turn has come
   * (app/epi-news.h).  Figures are told before.
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
