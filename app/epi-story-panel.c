/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-story-panel.h"

#include "epi-exercise.h"
#include "epi-story-blocks.h"
#include "epi-still.h"
#include "epi-story-header.h"

#include "kit/epi-assign.h"
#include "kit/epi-lesson-story.h"

#include <adwaita.h>

#define MEASURE 520 /* pixels: about sixty characters of body text */

struct _EpiStoryPanel {
  GtkWidget parent_instance;
  EpiSession *session; /* borrowed; NULL without a lesson */
  EpiStory *story;     /* owned; NULL when there is none */
  guint step;
  gboolean *solved; /* (steps) whose check was true while it was shown */
  GtkWidget *content, *header, *scrolled, *page;
  GtkWidget *exercise; /* of the step shown, or NULL */
};
G_DEFINE_FINAL_TYPE (EpiStoryPanel, epi_story_panel, GTK_TYPE_WIDGET)

enum { SIGNAL_MESSAGE, SIGNAL_STEP_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

guint
epi_story_panel_n_steps (EpiStoryPanel *self)
{
  return self->story != NULL ? self->story->steps->len : 0;
}

guint
epi_story_panel_step (EpiStoryPanel *self)
{
  return self->step;
}

static EpiStep *
present_step (EpiStoryPanel *self)
{
  return self->step < epi_story_panel_n_steps (self)
             ? g_ptr_array_index (self->story->steps, self->step)
             : NULL;
}

/* ---- The step ---- */

static void
show_progress (EpiStoryPanel *self)
{
  epi_story_header_show (EPI_STORY_HEADER (self->header), self->step,
                         epi_story_panel_n_steps (self), self->solved);
}

/* Applies assignments as one undo step; the new run is shown at iterate k. */
static void
apply (EpiStoryPanel *self, const char *assignments, const char *label, gsize k)
{
  const EpiDocument *before;
  EpiDocument *after;
  GError *error = NULL;

  if (self->session == NULL || assignments == NULL)
    return;
  before = epi_session_scene (self->session)->document;
  after = epi_assign (epi_session_lesson (self->session), before, assignments,
                      &error);
  if (after == NULL) {
    char *text = g_strdup_printf ("Step %u of the story: %s", self->step + 1,
                                  error->message);
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, text);
    g_free (text);
    g_error_free (error);
    return;
  }
  epi_session_edit_at (self->session, after, label, k);
  epi_document_unref (after);
}

/* Where the step says that the playhead stands, without an edit: with one the
 * run is new, and its last iterate not known yet. */
static void
put_playhead (EpiStoryPanel *self, const EpiStep *step)
{
  if (self->session == NULL || !step->has_playhead)
    return;
  if (step->playhead == SIZE_MAX)
    epi_session_to_end (self->session);
  else {
    epi_session_play (self->session, false);
    epi_session_seek (self->session, step->playhead);
  }
}

static void
show_answer_cb (EpiExercise *exercise, EpiStoryPanel *self)
{
  apply (self, present_step (self)->answer, "Show an answer", SIZE_MAX);
}

static void
solved_cb (EpiExercise *exercise, EpiStoryPanel *self)
{
  self->solved[self->step] = TRUE;
  show_progress (self);
}

gboolean
epi_story_panel_is_solved (EpiStoryPanel *self, guint step)
{
  g_return_val_if_fail (EPI_IS_STORY_PANEL (self), FALSE);
  return step < epi_story_panel_n_steps (self) && self->solved[step];
}

void
epi_story_panel_set_solved (EpiStoryPanel *self, guint step)
{
  g_return_if_fail (EPI_IS_STORY_PANEL (self));
  if (step >= epi_story_panel_n_steps (self))
    return;
  self->solved[step] = TRUE;
  show_progress (self);
}

static void
add_exercise (EpiStoryPanel *self, const EpiStep *step)
{
  if (step->ask == NULL && step->check == NULL)
    return;
  self->exercise = epi_exercise_new (step);
  g_signal_connect (self->exercise, "show-answer", G_CALLBACK (show_answer_cb),
                    self);
  g_signal_connect (self->exercise, "solved", G_CALLBACK (solved_cb), self);
  gtk_box_append (GTK_BOX (self->page), self->exercise);
  if (self->session != NULL)
    epi_exercise_update (EPI_EXERCISE (self->exercise),
                         epi_session_scene (self->session));
}

static void
add_title (EpiStoryPanel *self, const char *text)
{
  GtkWidget *title =
      g_object_new (GTK_TYPE_LABEL, "accessible-role",
                    GTK_ACCESSIBLE_ROLE_HEADING, "label", text, "wrap", TRUE,
                    "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, NULL);

  gtk_widget_add_css_class (title, "story-title");
  gtk_box_append (GTK_BOX (self->page), title);
}

static void
show_page (EpiStoryPanel *self)
{
  const EpiStep *step = present_step (self);
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (self->scrolled));
  GtkWidget *old;

  self->exercise = NULL;
  while ((old = gtk_widget_get_first_child (self->page)) != NULL)
    gtk_box_remove (GTK_BOX (self->page), old);
  show_progress (self);
  gtk_widget_set_visible (self->content, step != NULL);
  if (step == NULL)
    return;
  add_title (self, step->title);
  for (guint i = 0; i < step->blocks->len; i++)
    gtk_box_append (GTK_BOX (self->page),
                    epi_story_block_new (g_ptr_array_index (step->blocks, i)));
  add_exercise (self, step);
  gtk_adjustment_set_value (scroll, 0);
}

void
epi_story_panel_show_step (EpiStoryPanel *self, guint step)
{
  g_return_if_fail (EPI_IS_STORY_PANEL (self));

  if (step >= epi_story_panel_n_steps (self))
    return;
  self->step = step;
  show_page (self);
  g_signal_emit (self, signals[SIGNAL_STEP_CHANGED], 0);
}

gboolean
epi_story_panel_go (EpiStoryPanel *self, guint index)
{
  const EpiStep *step;
  char *label;

  g_return_val_if_fail (EPI_IS_STORY_PANEL (self), FALSE);
  if (index >= epi_story_panel_n_steps (self))
    return FALSE;
  self->step = index;
  self->exercise = NULL; /* the old step's check is not asked any more */
  step = present_step (self);
  label = g_strdup_printf ("Step %u: %s", index + 1, step->title);
  const EpiDocument *before = self->session != NULL
                                  ? epi_session_scene (self->session)->document
                                  : NULL;
  apply (self, step->set, label, step->playhead); /* 1. */
  if (self->session != NULL &&
      epi_session_scene (self->session)->document == before)
    put_playhead (self, step); /* the run that is there, and knows its end */
  g_free (label);
  epi_story_panel_show_step (self, index); /* 2. */
  return TRUE;
}

gboolean
epi_story_panel_next (EpiStoryPanel *self)
{
  return epi_story_panel_go (self, self->step + 1);
}

gboolean
epi_story_panel_previous (EpiStoryPanel *self)
{
  return self->step > 0 && epi_story_panel_go (self, self->step - 1);
}

/* ---- Keys ---- */

/* Page Down and Page Up scroll first and turn the page at the end. */
gboolean
epi_story_panel_turn (EpiStoryPanel *self, int direction)
{
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (self->scrolled));
  double page = gtk_adjustment_get_page_size (scroll);
  double last = gtk_adjustment_get_upper (scroll) - page;
  double value = gtk_adjustment_get_value (scroll);

  if (direction > 0 ? value < last - 1 : value > 1) {
    gtk_adjustment_set_value (scroll, value + direction * 0.85 * page);
    return TRUE;
  }
  return direction > 0 ? epi_story_panel_next (self)
                       : epi_story_panel_previous (self);
}

static gboolean
turn_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  return epi_story_panel_turn (EPI_STORY_PANEL (widget),
                               g_variant_get_int32 (args));
}

static void
add_key (GtkShortcutController *keys, guint keyval, int direction)
{
  GtkShortcut *shortcut =
      gtk_shortcut_new (gtk_keyval_trigger_new (keyval, 0),
                        gtk_callback_action_new (turn_cb, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (direction));
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

/* ---- Session and story ---- */

void
epi_story_panel_set_story (EpiStoryPanel *self, EpiStory *story)
{
  g_return_if_fail (EPI_IS_STORY_PANEL (self));
  if (story == NULL && self->session != NULL) {
    GError *error = NULL;
    story = epi_lesson_story (epi_session_lesson (self->session), &error);
    if (story == NULL)
      g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, error->message);
    g_clear_error (&error);
  }
  epi_story_free (self->story);
  self->story = story;
  self->step = 0;
  g_free (self->solved);
  self->solved = g_new0 (gboolean, epi_story_panel_n_steps (self));
  show_page (self);
  g_signal_emit (self, signals[SIGNAL_STEP_CHANGED], 0);
}

void
epi_story_panel_session_changed (EpiStoryPanel *self, EpiSession *session,
                                 guint what)
{
  g_return_if_fail (EPI_IS_STORY_PANEL (self));

  if (session != self->session) {
    self->session = session;
    epi_story_panel_set_story (self, NULL);
    return;
  }
  if (session != NULL && self->exercise != NULL) /* 3. */
    epi_exercise_update (EPI_EXERCISE (self->exercise),
                         epi_session_scene (session));
}

/* ---- Life ---- */

static void
header_cb (EpiStoryHeader *header, int direction, EpiStoryPanel *self)
{
  if (direction > 0)
    epi_story_panel_next (self);
  else
    epi_story_panel_previous (self);
}

static GtkWidget *
clamped (GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MEASURE);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), MEASURE);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  return clamp;
}

static void
epi_story_panel_dispose (GObject *object)
{
  EpiStoryPanel *self = EPI_STORY_PANEL (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->story, epi_story_free);
  g_clear_pointer (&self->solved, g_free);
  G_OBJECT_CLASS (epi_story_panel_parent_class)->dispose (object);
}

static void
epi_story_panel_class_init (EpiStoryPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = epi_story_panel_dispose;
  signals[SIGNAL_MESSAGE] =
      g_signal_new ("message", EPI_TYPE_STORY_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_STEP_CHANGED] =
      g_signal_new ("step-changed", EPI_TYPE_STORY_PANEL, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "story");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_REGION);
}

static void
epi_story_panel_init (EpiStoryPanel *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->header = epi_story_header_new ();
  g_signal_connect (self->header, "turn", G_CALLBACK (header_cb), self);
  gtk_box_append (GTK_BOX (self->content), clamped (self->header));
  self->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->page, "story-page");
  gtk_widget_set_valign (self->page, GTK_ALIGN_START);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled),
                                 clamped (self->page));
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->content), epi_still_new (self->scrolled));
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), GDK_KEY_Page_Down, 1);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), GDK_KEY_Page_Up, -1);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Story", -1);
}

GtkWidget *
epi_story_panel_new (EpiSession *session)
{
  EpiStoryPanel *self = g_object_new (EPI_TYPE_STORY_PANEL, NULL);

  self->session = session;
  epi_story_panel_set_story (self, NULL);
  return GTK_WIDGET (self);
}
