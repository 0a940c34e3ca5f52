/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-exercise.h"

#include "epi-prose.h"

#include "kit/epi-scene-condition.h"
#include "kit/epi-condition.h"

#include <string.h>

struct _EpiExercise {
  GtkWidget parent_instance;
  EpiCondition *condition; /* NULL: nothing to check, or it cannot be read */
  char *pretty;
  gboolean holds;
  GtkWidget *box, *check_row, *icon, *verdict, *hint_revealer;
};
G_DEFINE_FINAL_TYPE (EpiExercise, epi_exercise, GTK_TYPE_WIDGET)

enum { SIGNAL_SHOW_ANSWER, SIGNAL_SOLVED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- A condition as people write it ---- */

typedef struct {
  const char *from, *to;
} Sign;

static const Sign signs[] = {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"},
                             {"==", "="}, {"*", "×"},  {"-", "−"}};
static const Sign names[] = {{"theta", "θ"}, {"alpha", "α"}, {"beta", "β"},
                             {"delta", "δ"}, {"kappa", "κ"}, {"lambda", "λ"},
                             {"mu", "μ"},    {"sigma", "σ"}, {"R2", "R²"}};

/* A text in quotes: “…”.  Returns what follows. */
static const char *
pretty_text (const char *at, GString *pretty)
{
  char quote = *at++;

  g_string_append (pretty, "“");
  for (; *at != '\0' && *at != quote; at++)
    g_string_append_c (pretty, *at);
  g_string_append (pretty, "”");
  return *at != '\0' ? at + 1 : at;
}

/* A name, and an index [2] as ₂. */
static const char *
pretty_name (const char *at, GString *pretty)
{
  size_t length = strspn (at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
                              "WXYZ0123456789");
  const char *to = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && to == NULL; i++)
    if (strlen (names[i].from) == length &&
        strncmp (at, names[i].from, length) == 0)
      to = names[i].to;
  g_string_append_len (pretty, to != NULL ? to : at,
                       to != NULL ? -1 : (gssize)length);
  at += length;
  if (*at == '[' && strspn (at + 1, "0123456789") > 0 &&
      at[1 + strspn (at + 1, "0123456789")] == ']') {
    for (at++; *at != ']'; at++)
      g_string_append_unichar (pretty, 0x2080 + (gunichar)(*at - '0'));
    at++;
  }
  return at;
}

static const char *
pretty_sign (const char *at, GString *pretty)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (at, signs[i].from)) {
      g_string_append (pretty, signs[i].to);
      return at + strlen (signs[i].from);
    }
  g_string_append_c (pretty, *at);
  return at + 1;
}

char *
epi_exercise_pretty (const char *condition)
{
  GString *pretty = g_string_new (NULL);
  int depth = 0;
  bool bars[64] = {false}; /* whether the parenthesis of that depth is of abs */

  for (const char *at = condition; *at != '\0';) {
    bool abs = g_str_has_prefix (at, "abs(");
    if ((abs || *at == '(') && depth < 63) {
      bars[++depth] = abs;
      g_string_append (pretty, abs ? "|" : "(");
      at += abs ? 4 : 1;
    } else if (*at == ')' && depth > 0) {
      g_string_append (pretty, bars[depth--] ? "|" : ")");
      at++;
    } else if (*at == '"' || *at == '\'') {
      at = pretty_text (at, pretty);
    } else if (g_ascii_isalnum (*at)) {
      at = pretty_name (at, pretty);
    } else {
      at = pretty_sign (at, pretty);
    }
  }
  return g_string_free (pretty, FALSE);
}

/* ---- The verdict ---- */

static void
show_verdict (EpiExercise *self, gboolean holds, const char *text)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                holds ? "object-select-symbolic" : NULL);
  gtk_label_set_label (GTK_LABEL (self->verdict), text);
  if (holds)
    gtk_widget_add_css_class (self->check_row, "success");
  else
    gtk_widget_remove_css_class (self->check_row, "success");
}

void
epi_exercise_update (EpiExercise *self, const EpiScene *scene)
{
  GError *error = NULL;
  gboolean held = self->holds;
  char *text;

  if (self->condition == NULL || !epi_scene_is_settled (scene))
    return;
  self->holds = epi_condition_holds (self->condition, epi_scene_lookup,
                                     (void *)scene, &error);
  if (error != NULL) {
    text = g_strdup_printf ("%s\n%s", self->pretty, error->message);
    g_error_free (error);
  } else {
    text =
        g_strdup_printf (self->holds ? "That is it: %s" : "%s", self->pretty);
  }
  show_verdict (self, self->holds, text);
  g_free (text);
  if (self->holds && !held)
    g_signal_emit (self, signals[SIGNAL_SOLVED], 0);
}

gboolean
epi_exercise_holds (EpiExercise *self)
{
  return self->holds;
}

/* ---- Parts ---- */

static GtkWidget *
prose (GPtrArray *spans, const char *css_class)
{
  GtkWidget *widget = epi_prose_new_spans (spans);

  gtk_widget_add_css_class (widget, css_class);
  return widget;
}

static void
add_check (EpiExercise *self, const char *check)
{
  GError *error = NULL;
  char *text;

  self->condition = epi_condition_parse (check, &error);
  self->pretty = epi_exercise_pretty (check);
  self->check_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->check_row, "exercise-check");
  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  self->verdict =
      g_object_new (GTK_TYPE_LABEL, "accessible-role",
                    GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE, "wrap-mode",
                    PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (self->check_row), self->icon);
  gtk_box_append (GTK_BOX (self->check_row), self->verdict);
  gtk_box_append (GTK_BOX (self->box), self->check_row);
  text = error == NULL ? g_strdup (self->pretty)
                       : g_strdup_printf ("%s\n%s", check, error->message);
  show_verdict (self, FALSE, text);
  g_free (text);
  g_clear_error (&error);
}

static void
hint_toggled_cb (GtkToggleButton *button, EpiExercise *self)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->hint_revealer),
                                 gtk_toggle_button_get_active (button));
}

static void
answer_clicked_cb (GtkButton *button, EpiExercise *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_ANSWER], 0);
}

static void
add_buttons (EpiExercise *self, const EpiStep *step)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (step->hint_spans != NULL) {
    GtkWidget *hint = gtk_toggle_button_new_with_label ("Hint");
    g_signal_connect (hint, "toggled", G_CALLBACK (hint_toggled_cb), self);
    gtk_box_append (GTK_BOX (row), hint);
  }
  if (step->answer != NULL) {
    GtkWidget *answer = gtk_button_new_with_label ("Show an answer");
    g_signal_connect (answer, "clicked", G_CALLBACK (answer_clicked_cb), self);
    gtk_widget_set_tooltip_text (answer, "Undo takes it back");
    gtk_box_append (GTK_BOX (row), answer);
  }
  gtk_box_append (GTK_BOX (self->box), row);
  if (step->hint_spans != NULL) {
    self->hint_revealer = gtk_revealer_new ();
    gtk_revealer_set_child (GTK_REVEALER (self->hint_revealer),
                            prose (step->hint_spans, "exercise-hint"));
    gtk_box_append (GTK_BOX (self->box), self->hint_revealer);
  }
}

/* ---- Life ---- */

static void
epi_exercise_dispose (GObject *object)
{
  EpiExercise *self = EPI_EXERCISE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->condition, epi_condition_free);
  g_clear_pointer (&self->pretty, g_free);
  G_OBJECT_CLASS (epi_exercise_parent_class)->dispose (object);
}

static void
epi_exercise_class_init (EpiExerciseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = epi_exercise_dispose;
  /* EpiExercise::show-answer: Emitted when the learner asks for an answer. */
  signals[SIGNAL_SHOW_ANSWER] =
      g_signal_new ("show-answer", EPI_TYPE_EXERCISE, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* EpiExercise::solved: Emitted when the condition becomes true. */
  signals[SIGNAL_SOLVED] =
      g_signal_new ("solved", EPI_TYPE_EXERCISE, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "exercise");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
epi_exercise_init (EpiExercise *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Exercise", -1);
}

GtkWidget *
epi_exercise_new (const EpiStep *step)
{
  EpiExercise *self = g_object_new (EPI_TYPE_EXERCISE, NULL);

  if (step->ask_spans != NULL)
    gtk_box_append (GTK_BOX (self->box),
                    prose (step->ask_spans, "exercise-question"));
  if (step->check != NULL)
    add_check (self, step->check);
  if (step->hint_spans != NULL || step->answer != NULL)
    add_buttons (self, step);
  return GTK_WIDGET (self);
}
