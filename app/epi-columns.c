/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-columns.h"

#include "epi-name.h"
#include "epi-settings.h"

/* At text of 96 dots an inch. */
#define MIDDLE_BELOW 1100
#define NARROW_BELOW 800
#define STORY_WIDTH 330
#define STORY_LEAST 240

struct _EpiColumns {
  GtkWidget parent_instance;
  GtkWidget *box, *lessons, *paned, *story, *work;
  EpiColumnsRoom room;
  guint fold_id;
};

G_DEFINE_FINAL_TYPE (EpiColumns, epi_columns, GTK_TYPE_WIDGET)

enum { SIGNAL_FOLDED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* How much larger than usual the text is. */
static double
text_scale (EpiColumns *self)
{
  int dpi = -1;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi",
                &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / (96.0 * 1024), 0.5, 4) : 1;
}

/* As the user left it, but never squeezed by a window that was being folded. */
static void
place_story (EpiColumns *self)
{
  int width = epi_settings_get_int ("story-width", STORY_WIDTH);
  gtk_paned_set_position (GTK_PANED (self->paned),
                          (int)(MAX (width, STORY_LEAST) * text_scale (self)));
}

/* A menu that is open, of a text as well, would stay where its widget was; and
 * GTK 4.8 places it anew from a layout that is half old and half new. */
static void
close_menu (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *menu =
      focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;
  if (menu != NULL)
    gtk_popover_popdown (GTK_POPOVER (menu));
}

static void
set_shown (GtkWidget *widget, gboolean shown)
{
  if (widget == NULL || gtk_widget_get_visible (widget) == shown)
    return;
  close_menu (widget);
  gtk_widget_set_visible (widget, shown);
}

/* ---- Folding ---- */

static EpiColumnsRoom
room_in (EpiColumns *self, int width)
{
  double usual = width / text_scale (self);
  return usual < NARROW_BELOW   ? EPI_COLUMNS_NARROW
         : usual < MIDDLE_BELOW ? EPI_COLUMNS_MIDDLE
                                : EPI_COLUMNS_WIDE;
}

static void
fold (EpiColumns *self)
{
  set_shown (self->lessons, self->room == EPI_COLUMNS_WIDE &&
                                epi_settings_get_bool ("lessons", TRUE));
  set_shown (self->story, self->room != EPI_COLUMNS_NARROW &&
                              epi_settings_get_bool ("story", TRUE));
  set_shown (self->work, TRUE);
  set_shown (self->paned, TRUE);
  place_story (self);
}

static gboolean
fold_cb (gpointer data)
{
  EpiColumns *self = data;
  self->fold_id = 0;
  fold (self);
  g_signal_emit (self, signals[SIGNAL_FOLDED], 0);
  return G_SOURCE_REMOVE;
}

static void
epi_columns_size_allocate (GtkWidget *widget, int width, int height,
                           int baseline)
{
  EpiColumns *self = EPI_COLUMNS (widget);
  EpiColumnsRoom room = room_in (self, width);
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  if (room != self->room) {
    self->room = room;
    if (self->fold_id == 0) /* not while sizes are being given out */
      self->fold_id = g_idle_add (fold_cb, self);
  }
}

static void
epi_columns_measure (GtkWidget *widget, GtkOrientation orientation,
                     int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (EPI_COLUMNS (widget)->box, orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

EpiColumnsRoom
epi_columns_get_room (EpiColumns *self)
{
  g_return_val_if_fail (EPI_IS_COLUMNS (self), EPI_COLUMNS_WIDE);
  return self->room;
}

/* ---- Showing ---- */

gboolean
epi_columns_lessons_shown (EpiColumns *self)
{
  g_return_val_if_fail (EPI_IS_COLUMNS (self), FALSE);
  return gtk_widget_get_visible (self->lessons);
}

void
epi_columns_show_lessons (EpiColumns *self, gboolean shown)
{
  g_return_if_fail (EPI_IS_COLUMNS (self));
  set_shown (self->lessons, shown);
  if (self->room == EPI_COLUMNS_NARROW)
    set_shown (self->paned, !shown);
  gtk_widget_set_hexpand (self->lessons, self->room == EPI_COLUMNS_NARROW);
  if (self->room == EPI_COLUMNS_WIDE)
    epi_settings_set_bool ("lessons", shown);
}

gboolean
epi_columns_story_shown (EpiColumns *self)
{
  g_return_val_if_fail (EPI_IS_COLUMNS (self), FALSE);
  return self->story != NULL && gtk_widget_get_visible (self->story);
}

void
epi_columns_show_story (EpiColumns *self, gboolean shown)
{
  g_return_if_fail (EPI_IS_COLUMNS (self));
  set_shown (self->story, shown);
  if (self->room == EPI_COLUMNS_NARROW) {
    set_shown (self->work, !shown);
    epi_columns_show_lessons (self, FALSE);
  } else
    epi_settings_set_bool ("story", shown);
}

void
epi_columns_keep (EpiColumns *self)
{
  g_return_if_fail (EPI_IS_COLUMNS (self));
  int position = gtk_paned_get_position (GTK_PANED (self->paned));
  if (self->room != EPI_COLUMNS_NARROW)
    epi_settings_set_int ("story-width",
                          (int)(position / text_scale (self) + 0.5));
}

/* ---- Life ---- */

static void
text_size_cb (EpiColumns *self)
{
  place_story (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
epi_columns_dispose (GObject *object)
{
  EpiColumns *self = EPI_COLUMNS (object);
  g_clear_handle_id (&self->fold_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_columns_parent_class)->dispose (object);
}

static void
epi_columns_class_init (EpiColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_columns_dispose;
  widget_class->measure = epi_columns_measure;
  widget_class->size_allocate = epi_columns_size_allocate;

  /**
   * EpiColumns::folded:
   *
   * Emitted after columns were folded away or came back with the window's width
   * or the size of its text.
   */
  signals[SIGNAL_FOLDED] =
      g_signal_new ("folded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
epi_columns_init (EpiColumns *self)
{
  GtkPaned *paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  self->paned = GTK_WIDGET (paned);
  epi_name (self->paned, "Sizes of story and figures");
  gtk_paned_set_resize_start_child (paned, FALSE);
  /* So that a window can become narrow enough for it to fold. */
  gtk_paned_set_shrink_start_child (paned, TRUE);
  gtk_paned_set_shrink_end_child (paned, FALSE);
  gtk_widget_set_hexpand (self->paned, TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
epi_columns_new (GtkWidget *lessons, GtkWidget *work, int width)
{
  EpiColumns *self = g_object_new (EPI_TYPE_COLUMNS, NULL);
  self->lessons = lessons;
  self->work = work;
  gtk_paned_set_end_child (GTK_PANED (self->paned), work);
  gtk_box_append (GTK_BOX (self->box), lessons);
  gtk_box_append (GTK_BOX (self->box), self->paned);
  self->room = room_in (self, width);
  fold (self);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)),
                           "notify::gtk-xft-dpi", G_CALLBACK (text_size_cb),
                           self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
epi_columns_set_story (EpiColumns *self, GtkWidget *story)
{
  g_return_if_fail (EPI_IS_COLUMNS (self));
  self->story = story;
  set_shown (story, self->room != EPI_COLUMNS_NARROW &&
                        epi_settings_get_bool ("story", TRUE));
  gtk_widget_add_css_class (story, "story");
  gtk_paned_set_start_child (GTK_PANED (self->paned), story);
}
