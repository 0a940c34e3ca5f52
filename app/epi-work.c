/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-work.h"

#include "epi-controls.h"
#include "epi-page.h"
#include "epi-readout.h"
#include "epi-strip.h"
#include "epi-timeline-bar.h"

#include "kit/epi-scene-condition.h"
#include "kit/epi-status-line.h"

#define PATIENCE 150 /* ms until a missing answer is mentioned */

struct _EpiWork {
  GtkWidget parent_instance;
  EpiWindow *window; /* it owns us */
  GtkWidget *box, *stack, *figures, *data_page;
  GtkWidget *explanation, *controls, *timeline, *strip;
  guint late_id;
};

G_DEFINE_FINAL_TYPE (EpiWork, epi_work, GTK_TYPE_WIDGET)

static EpiSession *
session_of (EpiWork *self)
{
  return epi_window_get_session (self->window);
}

/* ---- Status line ---- */

static void
show_status (EpiWork *self)
{
  const EpiScene *scene = epi_session_scene (session_of (self));
  if (scene->answer == NULL)
    return;
  g_autofree char *text = epi_status_line (scene);
  epi_strip_set_status (EPI_STRIP (self->strip), text);
}

static gboolean
late_cb (gpointer data)
{
  EpiWork *self = data;
  self->late_id = 0;
  if (session_of (self) != NULL && epi_session_scene (session_of (self))->stale)
    epi_strip_set_status (EPI_STRIP (self->strip), "working …");
  return G_SOURCE_REMOVE;
}

static void
follow_answer (EpiWork *self, guint what)
{
  if (what & EPI_CHANGED_DOCUMENT && self->late_id == 0)
    self->late_id = g_timeout_add (PATIENCE, late_cb, self);
  if (what & (EPI_CHANGED_ANSWER | EPI_CHANGED_PLAYHEAD))
    show_status (self);
}

/* Why it is as it is; where there is nothing to explain, what the first figure
 * that is shown shows; without an answer, why: where the data hide the figures,
 * which say so themselves. */
static void
show_explanation (EpiWork *self)
{
  const EpiScene *scene = epi_session_scene (session_of (self));
  const EpiLesson *lesson = scene->lesson;
  g_autofree char *text = NULL;
  if (scene->answer == NULL || scene->answer->error != NULL)
    text = g_strdup (scene->answer != NULL && epi_work_data_shown (self)
                         ? scene->answer->error
                         : "");
  else if (lesson->explain != NULL)
    text = lesson->explain (scene);
  const EpiViewSpec *view = lesson->views;
  while (view->name != NULL &&
         !epi_lesson_shown (lesson, scene->document, view->shown_when))
    view++;
  if (text == NULL && view->name != NULL && view->summary != NULL)
    text =
        view->summary (epi_session_view_scene (session_of (self), view->name));
  epi_readout_set_text (EPI_READOUT (self->explanation),
                        text != NULL ? text : "");
}

static void
session_changed_cb (EpiWork *self, guint what)
{
  epi_controls_update (EPI_CONTROLS (self->controls), what);
  epi_timeline_bar_update (EPI_TIMELINE_BAR (self->timeline), what);
  epi_strip_update (EPI_STRIP (self->strip), what);
  if (what & (EPI_CHANGED_ANSWER | EPI_CHANGED_PLAYHEAD | EPI_CHANGED_FIELD))
    show_explanation (self); /* a summary may speak of fields */
  follow_answer (self, what);
}

/* ---- Pages ---- */

EpiFigures *
epi_work_get_figures (EpiWork *self)
{
  g_return_val_if_fail (EPI_IS_WORK (self), NULL);
  return EPI_FIGURES (self->figures);
}

void
epi_work_set_data_page (EpiWork *self, GtkWidget *page)
{
  g_return_if_fail (EPI_IS_WORK (self));
  self->data_page = page;
  gtk_stack_add_named (GTK_STACK (self->stack), page, "data");
}

gboolean
epi_work_has_data_page (EpiWork *self)
{
  g_return_val_if_fail (EPI_IS_WORK (self), FALSE);
  return self->data_page != NULL;
}

gboolean
epi_work_data_shown (EpiWork *self)
{
  g_return_val_if_fail (EPI_IS_WORK (self), FALSE);
  return self->data_page != NULL &&
         gtk_stack_get_visible_child (GTK_STACK (self->stack)) ==
             self->data_page;
}

void
epi_work_show_data (EpiWork *self, gboolean shown)
{
  g_return_if_fail (EPI_IS_WORK (self));
  epi_page_show (GTK_STACK (self->stack), shown ? "data" : "figures");
  if (session_of (self) != NULL)
    show_explanation (self);
}

/* ---- Making ---- */

static void
epi_work_dispose (GObject *object)
{
  EpiWork *self = EPI_WORK (object);
  g_clear_handle_id (&self->late_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_work_parent_class)->dispose (object);
}

static void
epi_work_class_init (EpiWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_work_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "work");
}

static void
epi_work_init (EpiWork *self)
{
}

static void
build (EpiWork *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->box = GTK_WIDGET (box);
  self->figures = epi_figures_new (self->window);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), self->figures, "figures");
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->explanation = epi_readout_new (20, TRUE);
  epi_readout_set_lines (EPI_READOUT (self->explanation), 2);
  gtk_widget_add_css_class (self->explanation, "explanation");
  self->controls = epi_controls_new (self->window);
  self->timeline = epi_timeline_bar_new (self->window);
  self->strip = epi_strip_new (self->window);

  gtk_box_append (box, self->stack);
  gtk_box_append (box, self->explanation);
  gtk_box_append (box, self->controls);
  gtk_box_append (box, self->timeline);
  gtk_box_append (box, self->strip);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
epi_work_new (EpiWindow *window)
{
  EpiWork *self = g_object_new (EPI_TYPE_WORK, NULL);
  self->window = window;
  build (self);
  g_signal_connect_object (window, "session-changed",
                           G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
