/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-handle.h"

#include "epi-name.h"
#include "epi-plot-private.h"

#include "kit/epi-classes.h"

#define SIZE 22 /* pixels: of the focus ring */
#define STEP_FINE 1
#define STEP 8
#define STEP_COARSE 64

struct _EpiHandle {
  GtkWidget parent_instance;
  EpiPlot *plot; /* its parent */
  guint set;
  gsize i;
  GtkWidget *menu; /* the one that was shown last, or NULL */
};

G_DEFINE_FINAL_TYPE (EpiHandle, epi_handle, GTK_TYPE_WIDGET)

guint
epi_handle_get_set (EpiHandle *self)
{
  return self->set;
}

gsize
epi_handle_get_index (EpiHandle *self)
{
  return self->i;
}

void
epi_handle_set_index (EpiHandle *self, gsize i)
{
  self->i = i;
}

void
epi_handle_describe (EpiHandle *self, const char *name, const char *position)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, position, -1);
}

void
epi_handle_place (EpiHandle *self, double x, double y)
{
  int left = (int)x - SIZE / 2, top = (int)y - SIZE / 2;
  gtk_widget_size_allocate (GTK_WIDGET (self),
                            &(GtkAllocation){left, top, SIZE, SIZE}, -1);
}

/* ---- What it does ---- */

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiHandle *self = EPI_HANDLE (widget);
  int dx = g_str_has_suffix (name, "right") - g_str_has_suffix (name, "left");
  int dy = g_str_has_suffix (name, "down") - g_str_has_suffix (name, "up");
  epi_plot_nudge (self->plot, self->set, self->i, STEP * dx, STEP * dy);
  epi_plot_settle (self->plot);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiHandle *self = EPI_HANDLE (widget);
  epi_plot_edit_handle (self->plot, self->set, self->i);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiHandle *self = EPI_HANDLE (widget);
  epi_plot_delete_handle (self->plot, self->set, self->i);
}

static void
class_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpiHandle *self = EPI_HANDLE (widget);
  epi_plot_set_class (self->plot, self->set, self->i,
                      (gsize)g_variant_get_int32 (parameter));
}

/* The entries of the menu, with the keys 1, 2, …: classes that there are, and
 * the next one. */
static void
append_classes (EpiHandle *self, GMenu *menu)
{
  const EpiHandleSpec *spec = epi_plot_set_of (self->plot, self->set)->spec;
  EpiClasses classes;
  if (spec->class_role == NULL ||
      !epi_classes_find (
          epi_document_data (epi_plot_scene (self->plot)->document,
                             spec->table),
          spec->class_role, &classes, NULL))
    return;
  g_autoptr (GMenu) section = g_menu_new ();
  for (gsize c = 0; c <= classes.n && c < EPI_CLASSES; c++) {
    g_autofree char *label =
        c < classes.n ? g_strdup_printf ("Class %s", classes.names[c])
                      : g_strdup ("A new class");
    g_autofree char *action = g_strdup_printf ("handle.set-class(%d)", (int)c);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, action);
    char key[] = {(char)('1' + c), '\0'};
    g_menu_item_set_attribute (item, "accel", "s", key);
    g_menu_append_item (section, item);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  epi_classes_clear (&classes);
}

static gboolean
class_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EpiHandle *self = EPI_HANDLE (widget);
  epi_plot_set_class (self->plot, self->set, self->i,
                      (gsize)g_variant_get_int32 (args));
  return TRUE;
}

static void
menu_closed_cb (EpiHandle *self)
{
  if (!gtk_widget_in_destruction (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What can be done with it, where it stands. */
void
epi_handle_show_menu (EpiHandle *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  g_menu_append (menu, "Type its values…", "handle.edit");
  if (epi_plot_set_of (self->plot, self->set)->spec->table != NULL)
    g_menu_append (menu, "Delete", "handle.delete");
  append_classes (self, menu);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  epi_name (popover, "What to do with it");
  g_signal_connect_swapped (popover, "closed", G_CALLBACK (menu_closed_cb),
                            self);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  epi_handle_show_menu (EPI_HANDLE (widget));
}

/* A held key is one undo step: settled when the key comes up. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EpiHandle *self = EPI_HANDLE (widget);
  int dx, dy;
  g_variant_get (args, "(ii)", &dx, &dy);
  epi_plot_nudge (self->plot, self->set, self->i, dx, dy);
  return TRUE;
}

static void
settle_cb (EpiHandle *self)
{
  epi_plot_settle (self->plot);
}

static gboolean
neighbour_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EpiHandle *self = EPI_HANDLE (widget);
  epi_plot_focus_handle (self->plot, self->set,
                         self->i + (gsize)g_variant_get_int32 (args));
  return TRUE;
}

/* ---- Making ---- */

static void
add_arrow (GtkWidgetClass *klass, guint key, guint keypad, int dx, int dy)
{
  static const struct {
    GdkModifierType modifiers;
    int step;
  } ways[] = {
      {0, STEP}, {GDK_SHIFT_MASK, STEP_FINE}, {GDK_CONTROL_MASK, STEP_COARSE}};
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    int step = ways[i].step;
    gtk_widget_class_add_binding (klass, key, ways[i].modifiers, arrow_cb,
                                  "(ii)", step * dx, step * dy);
    gtk_widget_class_add_binding (klass, keypad, ways[i].modifiers, arrow_cb,
                                  "(ii)", step * dx, step * dy);
  }
}

static void
epi_handle_size_allocate (GtkWidget *widget, int width, int height,
                          int baseline)
{
  EpiHandle *self = EPI_HANDLE (widget);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
epi_handle_dispose (GObject *object)
{
  g_clear_pointer (&EPI_HANDLE (object)->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (epi_handle_parent_class)->dispose (object);
}

static void
epi_handle_class_init (EpiHandleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const moves[] = {"handle.move-left", "handle.move-right",
                                      "handle.move-up", "handle.move-down"};
  G_OBJECT_CLASS (klass)->dispose = epi_handle_dispose;
  widget_class->size_allocate = epi_handle_size_allocate;

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_install_action (widget_class, moves[i], NULL, move_action);
  gtk_widget_class_install_action (widget_class, "handle.edit", NULL,
                                   edit_action);
  gtk_widget_class_install_action (widget_class, "handle.delete", NULL,
                                   delete_action);
  gtk_widget_class_install_action (widget_class, "handle.menu", NULL,
                                   menu_action);
  gtk_widget_class_install_action (widget_class, "handle.set-class", "i",
                                   class_action);
  for (int c = 0; c < EPI_CLASSES; c++)
    gtk_widget_class_add_binding (widget_class, GDK_KEY_1 + (guint)c, 0,
                                  class_cb, "i", c);

  add_arrow (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_arrow (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_arrow (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  add_arrow (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, 0, neighbour_cb,
                                "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, 0,
                                neighbour_cb, "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0,
                                       "handle.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0,
                                       "handle.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0,
                                       "handle.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0,
                                       "handle.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10,
                                       GDK_SHIFT_MASK, "handle.menu", NULL);

  gtk_widget_class_set_css_name (widget_class, "handle");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
epi_handle_init (EpiHandle *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static void
focus_cb (EpiHandle *self)
{
  epi_plot_handle_focused (self->plot, self->set, self->i,
                           gtk_widget_has_focus (GTK_WIDGET (self)));
}

GtkWidget *
epi_handle_new (EpiPlot *plot, guint set, gsize i)
{
  EpiHandle *self = g_object_new (EPI_TYPE_HANDLE, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  self->plot = plot;
  self->set = set;
  self->i = i;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_ROLE_DESCRIPTION,
                                  "handle", -1);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (settle_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (focus_cb), NULL);
  return GTK_WIDGET (self);
}
