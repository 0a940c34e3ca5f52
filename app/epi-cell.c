/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-cell.h"

struct _EpiCell {
  GtkWidget parent_instance;
  const EpiCellHost *host; /* borrowed */
  gpointer data;
  guint column, position;
  char *name; /* for screen readers */
  GtkWidget *label;
  GtkWidget *entry; /* NULL while not editing */
};
G_DEFINE_FINAL_TYPE (EpiCell, epi_cell, GTK_TYPE_WIDGET)

guint
epi_cell_column (EpiCell *self)
{
  return self->column;
}

guint
epi_cell_position (EpiCell *self)
{
  return self->position;
}

gboolean
epi_cell_is_editing (EpiCell *self)
{
  return self->entry != NULL;
}

void
epi_cell_show (EpiCell *self, const char *text, const char *name)
{
  GtkInscription *label = GTK_INSCRIPTION (self->label);

  if (g_strcmp0 (gtk_inscription_get_text (label), text) == 0 &&
      g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_inscription_set_text (label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* ---- Editing ---- */

static gboolean
drop_cb (gpointer entry)
{
  GtkWidget *cell = gtk_widget_get_parent (entry);

  if (cell == NULL)
    return G_SOURCE_REMOVE;
  if (gtk_widget_is_focus (entry))
    gtk_widget_grab_focus (cell);
  gtk_widget_unparent (entry);
  return G_SOURCE_REMOVE;
}

/* The entry goes a little later: GTK may be telling it that it lost the focus,
 * and may give it back before it is gone. */
static void
end_edit (EpiCell *self)
{
  GtkWidget *entry = self->entry;

  if (entry == NULL)
    return;
  self->entry = NULL; /* first: losing the focus must not commit again */
  self->host->explain (self, NULL, self->data);
  gtk_widget_set_visible (self->label, TRUE);
  if (gtk_widget_is_focus (entry))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (entry, FALSE);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_cb, g_object_ref (entry),
                   g_object_unref);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "editing");
}

/* NULL when the text was taken, which ends the edit; else why not, new
 * string. */
static char *
commit (EpiCell *self)
{
  char *text, *reason;

  if (self->entry == NULL)
    return NULL;
  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  reason = self->host->commit (self, text, self->data);
  g_free (text);
  if (reason == NULL)
    end_edit (self);
  return reason;
}

/* Whether the text was taken; a refused one stays, with the reason. */
static bool
enter (EpiCell *self)
{
  char *reason = commit (self);

  if (reason == NULL)
    return true;
  gtk_widget_add_css_class (self->entry, "error");
  self->host->explain (self, reason, self->data);
  g_free (reason);
  return false;
}

static void
activate_cb (GtkText *entry, EpiCell *self)
{
  if (enter (self))
    self->host->move (self, 0, 1, self->data);
}

/* The entry of an earlier edit, if GTK gave it the focus, leaves, too. */
static void
leave_cb (GtkEventControllerFocus *focus, EpiCell *self)
{
  GtkWidget *left =
      gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));

  if (self->entry != left)
    return;
  g_free (commit (self));
  end_edit (self);
}

static gboolean
entry_key_cb (GtkEventControllerKey *key, guint keyval, guint code,
              GdkModifierType modifiers, EpiCell *self)
{
  if (keyval == GDK_KEY_Escape) {
    end_edit (self);
    return TRUE;
  }
  if (keyval != GDK_KEY_Tab && keyval != GDK_KEY_ISO_Left_Tab)
    return FALSE;
  if (enter (self))
    self->host->move (self, keyval == GDK_KEY_Tab ? 1 : -1, 0, self->data);
  return TRUE;
}

static void
begin_edit (EpiCell *self, const char *text)
{
  GtkEventController *key, *focus;

  if (self->entry != NULL || self->position == GTK_INVALID_LIST_POSITION)
    return;
  self->entry = gtk_text_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 1);
  gtk_editable_set_alignment (
      GTK_EDITABLE (self->entry),
      gtk_inscription_get_xalign (GTK_INSCRIPTION (self->label)));
  gtk_widget_set_hexpand (self->entry, TRUE);
  /* The window may hold on to the focused entry longer than the cell lives. */
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb),
                           self, 0);
  key = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (entry_key_cb), self,
                           0);
  gtk_widget_add_controller (self->entry, key);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, 0);
  gtk_widget_add_controller (self->entry, focus);
  gtk_widget_set_visible (self->label, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "editing");
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  gtk_widget_grab_focus (self->entry);
}

void
epi_cell_edit (EpiCell *self)
{
  char *text;

  g_return_if_fail (EPI_IS_CELL (self));
  text = self->host->text (self, self->data);
  begin_edit (self, text);
  g_free (text);
}

void
epi_cell_set_position (EpiCell *self, guint position)
{
  end_edit (self);
  self->position = position;
}

/* ---- Keys and clicks at rest ---- */

static bool
move_key (EpiCell *self, guint keyval)
{
  static const struct {
    guint keyval;
    int columns, rows;
  } keys[] = {{GDK_KEY_Left, -1, 0},
              {GDK_KEY_Right, 1, 0},
              {GDK_KEY_Up, 0, -1},
              {GDK_KEY_Down, 0, 1}};

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].keyval == keyval) {
      self->host->move (self, keys[i].columns, keys[i].rows, self->data);
      return true;
    }
  return false;
}

static gboolean
key_cb (GtkEventControllerKey *key, guint keyval, guint code,
        GdkModifierType modifiers, EpiCell *self)
{
  guint32 character = gdk_keyval_to_unicode (keyval);
  char text[8] = "";

  if (self->entry != NULL ||
      (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_F2) {
    epi_cell_edit (self);
    return TRUE;
  }
  if ((modifiers & GDK_SHIFT_MASK) == 0 && move_key (self, keyval))
    return TRUE;
  if (!g_unichar_isgraph (character))
    return FALSE;
  g_unichar_to_utf8 (character, text);
  begin_edit (self, text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y,
            EpiCell *self)
{
  if (self->entry != NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press != 2)
    return;
  epi_cell_edit (self);
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* ---- Life ---- */

static void
epi_cell_dispose (GObject *object)
{
  EpiCell *self = EPI_CELL (object);
  GtkWidget *child;

  if (self->entry != NULL)
    self->host->explain (self, NULL, self->data);
  self->entry = self->label = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (epi_cell_parent_class)->dispose (object);
}

static void
epi_cell_class_init (EpiCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = epi_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "datacell");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
epi_cell_init (EpiCell *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->position = GTK_INVALID_LIST_POSITION;
  self->label = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->label),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (self->label), 1);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
epi_cell_new (const EpiCellHost *host, gpointer data, guint column,
              gboolean number)
{
  EpiCell *self = g_object_new (EPI_TYPE_CELL, NULL);
  GtkInscription *label = GTK_INSCRIPTION (self->label);

  self->host = host;
  self->data = data;
  self->column = column;
  gtk_inscription_set_xalign (label, number ? 1 : 0);
  gtk_inscription_set_min_chars (label, 4);
  gtk_inscription_set_nat_chars (label, number ? 10 : 14);
  if (number)
    gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  return GTK_WIDGET (self);
}
