/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-device-menu.h"

#include "epi-settings.h"

#include "compute/epi-compute.h"

/* ---- The choice ---- */

static const struct {
  const char *word, *label, *sentence;
} choices[] = {
    {"auto", "auto", "Automatic: what is faster on this machine"},
    {"cpu", "CPU", "CPU"},
    {"gl", "GPU", "GPU, by OpenGL compute shaders"},
};

gboolean
epi_device_menu_start (const char *word)
{
  EpiDeviceChoice choice = EPI_CHOICE_AUTO;
  g_autofree char *kept = epi_settings_get_text ("device", "auto");
  if (!epi_choice_parse (word != NULL ? word : kept, &choice) && word != NULL)
    return FALSE;
  epi_compute_choose (epi_compute_default (), choice);
  return TRUE;
}

static void
choose (EpiWindow *window, GVariant *parameter)
{
  const char *word = g_variant_get_string (parameter, NULL);
  EpiDeviceChoice choice;
  if (!epi_choice_parse (word, &choice))
    return;
  epi_compute_choose (epi_compute_default (), choice);
  epi_settings_set_text ("device", epi_choice_word (choice));
  epi_actions_update (window);
}

static GVariant *
chosen (EpiWindow *window)
{
  return g_variant_new_string (
      epi_choice_word (epi_compute_choice (epi_compute_default ())));
}

const EpiAction epi_device_actions[] = {
    {"device", NULL, "Compute on", {NULL}, "s", choose, NULL, chosen},
    {NULL},
};

/* ---- The button ---- */

static void
show_choice (GtkMenuButton *button, const char *name, GVariant *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].word, g_variant_get_string (state, NULL))) {
      g_autofree char *label =
          g_strdup_printf ("Compute: %s", choices[i].label);
      gtk_menu_button_set_label (button, label);
    }
}

static void
state_changed_cb (GActionGroup *group, const char *name, GVariant *state,
                  GtkMenuButton *button)
{
  show_choice (button, name, state);
}

GtkWidget *
epi_device_menu_button (EpiWindow *window)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (choices[i].sentence, NULL);
    g_menu_item_set_action_and_target (item, "win.device", "s",
                                       choices[i].word);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button),
                                  G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, "Where to compute");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Where to compute", -1);
  g_autoptr (GVariant) state = g_variant_ref_sink (chosen (window));
  show_choice (GTK_MENU_BUTTON (button), "device", state);
  g_signal_connect_object (window, "action-state-changed::device",
                           G_CALLBACK (state_changed_cb), button, 0);
  return button;
}

/* ---- Trouble, from whichever thread met it ---- */

typedef struct {
  GWeakRef window;
  char *sentence;
} Notice;

static gboolean
notice_cb (gpointer data)
{
  Notice *notice = data;
  g_autoptr (GObject) window = g_weak_ref_get (&notice->window);
  if (window != NULL)
    epi_window_toast (EPI_WINDOW (window), notice->sentence, FALSE);
  g_weak_ref_clear (&notice->window);
  g_free (notice->sentence);
  g_free (notice);
  return G_SOURCE_REMOVE;
}

static GWeakRef noticed; /* the window that tells */

static void
notice (const char *sentence, void *data)
{
  Notice *copy = g_new0 (Notice, 1);
  g_autoptr (GObject) window = g_weak_ref_get (&noticed);
  g_weak_ref_init (&copy->window, window);
  copy->sentence = g_strdup (sentence);
  g_idle_add (notice_cb, copy);
}

/* ---- Measuring, once, after the first frame ---- */

static void
measured_cb (GPid pid, int status, gpointer data)
{
  g_spawn_close_pid (pid);
  epi_compute_reload (epi_compute_default ());
}

static void
after_paint_cb (GdkFrameClock *clock, EpiWindow *window)
{
  GPid pid;
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, window);
  if (epi_compute_choice (epi_compute_default ()) == EPI_CHOICE_AUTO &&
      g_getenv ("EPIGRAPH_NO_RESTART") == NULL &&
      epi_auto_spawn (NULL, &pid, NULL))
    g_child_watch_add (pid, measured_cb, NULL);
}

static void
realize_cb (EpiWindow *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (window)),
                           "after-paint", G_CALLBACK (after_paint_cb), window,
                           0);
}

void
epi_device_menu_attach (EpiWindow *window)
{
  g_weak_ref_set (&noticed, window);
  epi_compute_set_notice (epi_compute_default (), notice, NULL);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
}
