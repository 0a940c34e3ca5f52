/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-controls.h"

#include "epi-name.h"
#include "epi-slider.h"
#include "epi-wrap.h"

#include "kit/epi-scene-condition.h"

#include <math.h>
#include <string.h>

#define FEW_CHOICES 3
#define SHORT_CHOICES 28 /* letters of all labels together */

typedef struct { /* one parameter */
  EpiControls *controls;
  const EpiParam *param;
  GtkWidget *row;    /* label and widget */
  GtkWidget *widget; /* EpiSlider, GtkSwitch, GtkDropDown, or a linked box */
} Control;

struct _EpiControls {
  GtkWidget parent_instance;
  EpiWindow *window;
  GtkWidget *wrap, *more, *more_list;
  GtkWidget *table[2]; /* buttons for the lesson's first table, or NULL */
  GPtrArray *controls; /* Control */
  gboolean updating;   /* values set by us are no wishes of the user */
};

G_DEFINE_FINAL_TYPE (EpiControls, epi_controls, GTK_TYPE_WIDGET)

static EpiSession *
session_of (EpiControls *self)
{
  return epi_window_get_session (self->window);
}

/* ---- What the user does ---- */

static void
set (Control *control, EpiValue value)
{
  EpiControls *self = control->controls;
  if (!self->updating)
    epi_session_set (session_of (self), control->param->name, value);
}

static void
slider_cb (Control *control, double value)
{
  set (control, epi_number (value));
}

static void
slider_dragging_cb (Control *control, gboolean on)
{
  if (on)
    epi_session_begin_drag (session_of (control->controls));
  else
    epi_session_end_drag (session_of (control->controls));
}

static void
switch_cb (Control *control)
{
  set (control,
       epi_bool (gtk_switch_get_active (GTK_SWITCH (control->widget))));
}

static void
drop_down_cb (Control *control)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (control->widget));
  if (i != GTK_INVALID_LIST_POSITION)
    set (control, epi_text (control->param->choices[i].name));
}

static void
toggle_cb (GtkToggleButton *toggle, Control *control)
{
  const char *name = g_object_get_data (G_OBJECT (toggle), "choice");
  if (gtk_toggle_button_get_active (toggle))
    set (control, epi_text (name));
}

/* ---- Widgets ---- */

static GtkWidget *
make_slider (Control *control)
{
  GtkWidget *slider = epi_slider_new (control->param);
  g_signal_connect_swapped (slider, "changed", G_CALLBACK (slider_cb), control);
  g_signal_connect_swapped (slider, "dragging", G_CALLBACK (slider_dragging_cb),
                            control);
  return slider;
}

static GtkWidget *
make_switch (Control *control)
{
  GtkWidget *button = gtk_switch_new ();
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "notify::active", G_CALLBACK (switch_cb),
                            control);
  return button;
}

static GtkWidget *
make_drop_down (Control *control)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  for (const EpiChoice *choice = control->param->choices; choice->name;
       choice++)
    gtk_string_list_append (labels, choice->label);
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (labels), NULL);
  g_signal_connect_swapped (drop_down, "notify::selected",
                            G_CALLBACK (drop_down_cb), control);
  return drop_down;
}

static GtkWidget *
make_linked (Control *control)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkToggleButton *first = NULL;
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (const EpiChoice *choice = control->param->choices; choice->name;
       choice++) {
    GtkWidget *toggle = gtk_toggle_button_new_with_label (choice->label);
    g_object_set_data (G_OBJECT (toggle), "choice", (gpointer)choice->name);
    if (first != NULL)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), first);
    else
      first = GTK_TOGGLE_BUTTON (toggle);
    g_signal_connect (toggle, "toggled", G_CALLBACK (toggle_cb), control);
    gtk_box_append (GTK_BOX (box), toggle);
  }
  return box;
}

static gboolean
is_short (const EpiParam *param)
{
  gsize n = 0, letters = 0;
  for (const EpiChoice *choice = param->choices; choice->name; choice++, n++)
    letters += (gsize)g_utf8_strlen (choice->label, -1);
  return n <= FEW_CHOICES && letters <= SHORT_CHOICES;
}

static GtkWidget *
make_widget (Control *control)
{
  switch (control->param->kind) {
  case EPI_PARAM_BOOL:
    return make_switch (control);
  case EPI_PARAM_CHOICE:
    return is_short (control->param) ? make_linked (control)
                                     : make_drop_down (control);
  default:
    return make_slider (control);
  }
}

/* "Step size α (1/s)", and the sentence of help. */
static Control *
control_new (EpiControls *self, const EpiParam *param)
{
  Control *control = g_new0 (Control, 1);
  control->controls = self;
  control->param = param;
  control->widget = make_widget (control);
  control->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  g_autofree char *text = g_strchomp (
      g_strjoin (" ", param->label, param->symbol ? param->symbol : "", NULL));
  g_autofree char *with_unit =
      param->unit != NULL ? g_strdup_printf ("%s (%s)", text, param->unit)
                          : g_strdup (text);
  GtkWidget *label = gtk_label_new (with_unit);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, param->more);
  gtk_box_append (GTK_BOX (control->row), label);
  gtk_box_append (GTK_BOX (control->row), control->widget);
  gtk_widget_set_tooltip_text (control->row, param->help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control->widget),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  param->help != NULL ? param->help : "", -1);
  epi_name (control->widget, with_unit);
  gtk_widget_add_css_class (control->row, "control");
  return control;
}

/* ---- Values ---- */

static void
show_choice (Control *control, const char *name)
{
  GtkWidget *child = gtk_widget_get_first_child (control->widget);
  if (GTK_IS_DROP_DOWN (control->widget)) {
    guint i = 0;
    while (strcmp (control->param->choices[i].name, name) != 0)
      i++;
    gtk_drop_down_set_selected (GTK_DROP_DOWN (control->widget), i);
    return;
  }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (g_object_get_data (G_OBJECT (child), "choice"), name))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), TRUE);
}

static void
show_value (Control *control, const EpiScene *scene)
{
  const EpiParam *param = control->param;
  switch (param->kind) {
  case EPI_PARAM_CHOICE:
    show_choice (control, epi_scene_text (scene, param->name));
    break;
  case EPI_PARAM_BOOL:
    gtk_switch_set_active (GTK_SWITCH (control->widget),
                           epi_scene_number (scene, param->name) != 0);
    break;
  default:
    epi_slider_set_value (EPI_SLIDER (control->widget),
                          epi_scene_number (scene, param->name));
  }
}

static void
show_limit (Control *control, const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  if (control->param->limit == NULL || !EPI_IS_SLIDER (control->widget))
    return;
  EpiRgb c = epi_window_get_palette (control->controls->window)
                 ->colours[EPI_COLOUR_WARNING];
  double limit = frame != NULL
                     ? epi_frame_scalar (frame, control->param->limit, NAN)
                     : NAN;
  epi_slider_set_limit (EPI_SLIDER (control->widget), limit,
                        (GdkRGBA){(float)c.r, (float)c.g, (float)c.b, 1});
}

/* ---- Presets ---- */

static GtkWidget *
make_presets (const EpiPreset *presets)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  for (; presets->name != NULL; presets++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (presets->label, NULL);
    g_menu_item_set_action_and_target (item, "win.preset", "s", presets->name);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), "Examples");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button),
                                  G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, "Settings that show something");
  epi_name (button, "Examples");
  return button;
}

/* ---- Making ---- */

static gboolean
has_more (const EpiLesson *lesson)
{
  for (const EpiParam *param = lesson->params; param && param->name; param++)
    if (param->more)
      return TRUE;
  return FALSE;
}

static GtkWidget *
make_more (EpiControls *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  self->more_list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (self->more_list, "more");
  gtk_popover_set_child (GTK_POPOVER (popover), self->more_list);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), "More");
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, "More settings");
  epi_name (button, "More settings");
  return button;
}

static void
rebuild (EpiControls *self)
{
  const EpiLesson *lesson = epi_session_lesson (session_of (self));
  EpiWrap *wrap = EPI_WRAP (self->wrap);
  epi_wrap_clear (wrap);
  g_ptr_array_set_size (self->controls, 0);
  self->more = has_more (lesson) ? make_more (self) : NULL;
  self->table[0] = self->table[1] = NULL;

  if (epi_lesson_table (lesson, NULL) != NULL) {
    GtkWidget *data = epi_actions_button (self->window, "show-data", NULL);
    gtk_button_set_label (GTK_BUTTON (data), "Data");
    self->table[0] = data;
    self->table[1] = epi_actions_button (self->window, "paint", NULL);
    epi_wrap_append (wrap, self->table[0]);
    epi_wrap_append (wrap, self->table[1]);
  }
  for (const EpiParam *param = lesson->params; param && param->name; param++) {
    Control *control = control_new (self, param);
    g_ptr_array_add (self->controls, control);
    if (param->more)
      gtk_box_append (GTK_BOX (self->more_list), control->row);
    else
      epi_wrap_append (wrap, control->row);
  }
  if (self->more != NULL)
    epi_wrap_append (wrap, self->more);
  if (lesson->presets != NULL && lesson->presets->name != NULL)
    epi_wrap_append (wrap, make_presets (lesson->presets));
}

static void
show_table_buttons (EpiControls *self, const EpiScene *scene)
{
  if (self->table[0] == NULL)
    return;
  gtk_widget_set_visible (
      self->table[0],
      epi_lesson_shown_table (scene->lesson, scene->document, 0) != NULL);
  gtk_widget_set_visible (self->table[1], epi_handles_paint (scene));
}

void
epi_controls_update (EpiControls *self, guint what)
{
  g_return_if_fail (EPI_IS_CONTROLS (self));
  const EpiScene *scene = epi_session_scene (session_of (self));
  gboolean more = FALSE; /* whether anything is behind that button */
  self->updating = TRUE;
  if (what & EPI_CHANGED_SESSION)
    rebuild (self);
  if (what & EPI_CHANGED_DOCUMENT)
    show_table_buttons (self, scene);
  for (guint i = 0; i < self->controls->len; i++) {
    Control *control = self->controls->pdata[i];
    if (what & EPI_CHANGED_DOCUMENT) {
      gboolean shown = epi_lesson_shown (scene->lesson, scene->document,
                                         control->param->shown_when);
      gtk_widget_set_visible (control->row, shown);
      more |= shown && control->param->more;
      show_value (control, scene);
    }
    if (what &
        (EPI_CHANGED_ANSWER | EPI_CHANGED_PLAYHEAD | EPI_CHANGED_PALETTE))
      show_limit (control, scene);
  }
  if (self->more != NULL && what & EPI_CHANGED_DOCUMENT)
    gtk_widget_set_visible (self->more, more);
  self->updating = FALSE;
}

static void
epi_controls_dispose (GObject *object)
{
  EpiControls *self = EPI_CONTROLS (object);
  self->updating = TRUE;
  g_clear_pointer (&self->wrap, gtk_widget_unparent);
  g_clear_pointer (&self->controls, g_ptr_array_unref);
  G_OBJECT_CLASS (epi_controls_parent_class)->dispose (object);
}

static void
epi_controls_class_init (EpiControlsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_controls_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "controls");
}

static void
epi_controls_init (EpiControls *self)
{
  self->controls = g_ptr_array_new_with_free_func (g_free);
  self->wrap = epi_wrap_new (16, 6);
  gtk_widget_set_parent (self->wrap, GTK_WIDGET (self));
}

GtkWidget *
epi_controls_new (EpiWindow *window)
{
  EpiControls *self = g_object_new (EPI_TYPE_CONTROLS, NULL);
  self->window = window;
  return GTK_WIDGET (self);
}
