/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-timeline-bar.h"

#include "epi-name.h"
#include "epi-readout.h"

#include "core/epi-number.h"
#include "kit/epi-scene-condition.h"

#include <math.h>

static const double speeds[] = {1, 2, 4, 10, 30, 100, 1000};

struct _EpiTimelineBar {
  GtkWidget parent_instance;
  EpiWindow *window;
  GtkWidget *box, *play, *scrubber, *k, *speed;
  gboolean updating; /* values set by us are no wishes of the user */
};

G_DEFINE_FINAL_TYPE (EpiTimelineBar, epi_timeline_bar, GTK_TYPE_WIDGET)

static EpiSession *
session_of (EpiTimelineBar *self)
{
  return epi_window_get_session (self->window);
}

static void
scrubbed_cb (EpiTimelineBar *self)
{
  double value = gtk_range_get_value (GTK_RANGE (self->scrubber));
  if (self->updating)
    return;
  epi_session_play (session_of (self), FALSE);
  epi_session_seek (session_of (self), (gsize)fmax (round (value), 0));
}

static void
speed_cb (EpiTimelineBar *self)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->speed));
  if (!self->updating && i < G_N_ELEMENTS (speeds))
    epi_session_set_speed (session_of (self), speeds[i]);
}

/* The nearest speed in the list. */
static guint
speed_index (double speed)
{
  guint best = 0;
  for (guint i = 1; i < G_N_ELEMENTS (speeds); i++)
    if (fabs (log (speeds[i] / speed)) < fabs (log (speeds[best] / speed)))
      best = i;
  return best;
}

void
epi_timeline_bar_update (EpiTimelineBar *self, guint what)
{
  g_return_if_fail (EPI_IS_TIMELINE_BAR (self));
  EpiSession *session = session_of (self);
  const EpiScene *scene = epi_session_scene (session);
  gsize k = scene->k, last = epi_session_last (session);
  gboolean playing =
      epi_session_is_playing (session) || epi_session_is_under_way (session);
  if (!(what & ~(EPI_CHANGED_HOVER | EPI_CHANGED_FIELD | EPI_CHANGED_PALETTE)))
    return;

  self->updating = TRUE;
  GtkAdjustment *scale = gtk_range_get_adjustment (GTK_RANGE (self->scrubber));
  double upper = (double)MAX (MAX (last, k), 1);
  if (gtk_adjustment_get_upper (scale) != upper)
    gtk_adjustment_set_upper (scale, upper);
  if (gtk_adjustment_get_value (scale) != (double)k)
    gtk_adjustment_set_value (scale, (double)k);
  gtk_widget_set_sensitive (self->scrubber, last > 0 || k > 0);
  gtk_widget_set_sensitive (self->box,
                            epi_lesson_shown (scene->lesson, scene->document,
                                              scene->lesson->runs_when));
  const char *icon = playing ? "media-playback-pause-symbolic"
                             : "media-playback-start-symbolic";
  GtkButton *play =
      GTK_BUTTON (self->play); /* set again, it is laid out anew */
  if (g_strcmp0 (gtk_button_get_icon_name (play), icon) != 0)
    gtk_button_set_icon_name (play, icon);
  guint speed = speed_index (epi_session_speed (session));
  if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->speed)) != speed)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->speed), speed);
  self->updating = FALSE;

  g_autofree char *text = g_strdup_printf (
      "<i>k</i>\u2009=\u2009<b>%zu</b> <span alpha=\"60%%\">of %zu%s</span>", k,
      last, epi_session_is_running (session) ? "+" : "");
  epi_readout_set_markup (EPI_READOUT (self->k), text);
}

static GtkWidget *
make_scrubber (EpiTimelineBar *self)
{
  GtkWidget *scale =
      gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  gtk_widget_set_hexpand (scale, TRUE);
  gtk_range_set_round_digits (GTK_RANGE (scale), 0);
  gtk_widget_set_tooltip_text (scale, "Iterate shown");
  epi_name (scale, "Iterate shown");
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (scrubbed_cb),
                            self);
  return scale;
}

static GtkWidget *
make_speed (EpiTimelineBar *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++) {
    g_autofree char *name = g_strdup_printf ("%g steps/s", speeds[i]);
    gtk_string_list_append (names, name);
  }
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_widget_set_tooltip_text (drop_down, "Speed of playing");
  epi_name (drop_down, "Speed of playing");
  g_signal_connect_swapped (drop_down, "notify::selected",
                            G_CALLBACK (speed_cb), self);
  return drop_down;
}

static GtkWidget *
flat_button (EpiWindow *window, const char *action, const char *icon)
{
  GtkWidget *button = epi_actions_button (window, action, icon);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
epi_timeline_bar_dispose (GObject *object)
{
  g_clear_pointer (&EPI_TIMELINE_BAR (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_timeline_bar_parent_class)->dispose (object);
}

static void
epi_timeline_bar_class_init (EpiTimelineBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_timeline_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "timeline");
}

static void
epi_timeline_bar_init (EpiTimelineBar *self)
{
}

GtkWidget *
epi_timeline_bar_new (EpiWindow *window)
{
  EpiTimelineBar *self = g_object_new (EPI_TYPE_TIMELINE_BAR, NULL);
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4));
  self->window = window;
  self->box = GTK_WIDGET (box);
  self->play = flat_button (window, "play", "media-playback-start-symbolic");
  self->scrubber = make_scrubber (self);
  self->k = epi_readout_new (9, FALSE);
  self->speed = make_speed (self);

  gtk_box_append (
      box, flat_button (window, "to-start", "media-skip-backward-symbolic"));
  gtk_box_append (box,
                  flat_button (window, "step-back", "go-previous-symbolic"));
  gtk_box_append (box, self->play);
  gtk_box_append (
      box, flat_button (window, "cancel-run", "media-playback-stop-symbolic"));
  gtk_box_append (box,
                  flat_button (window, "step-forward", "go-next-symbolic"));
  gtk_box_append (
      box, flat_button (window, "to-end", "media-skip-forward-symbolic"));
  gtk_box_append (box, self->scrubber);
  gtk_box_append (box, self->k);
  GtkWidget *fork = flat_button (window, "fork", NULL);
  gtk_button_set_label (GTK_BUTTON (fork), "Fork");
  gtk_box_append (box, fork);
  gtk_box_append (
      box, flat_button (window, "loop", "media-playlist-repeat-symbolic"));
  gtk_box_append (box, self->speed);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
