/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of a handle: its name, its numbers, the label beside it and what
 * assistive technology hears.
 */
#include "epi-plot-private.h"

#include "core/epi-number.h"
#include "kit/epi-classes.h"
#include "kit/epi-held-back.h"

#define TELL_AFTER 100 /* ms: what a drag changes is spoken of now and then */

/* "data point 12", "start of the descent". */
char *
epi_plot_handle_name (EpiPlot *self, EpiHandleRef ref)
{
  return epi_handle_title (epi_plot_set_of (self, ref.set)->spec,
                           epi_plot_scene (self), ref.i);
}

gsize
epi_plot_handle_numbers (EpiPlot *self, EpiHandleRef ref,
                         EpiHandleNumber numbers[EPI_HANDLE_NUMBERS])
{
  const EpiHandleSet *set =
      ref.set < self->sets->len ? epi_plot_set_of (self, ref.set) : NULL;
  if (set == NULL || ref.i >= set->count)
    return 0;
  return epi_handle_numbers (set->spec, epi_plot_scene (self), &self->spec,
                             ref.i, numbers);
}

/* ", class B" of a row that has one. */
static void
append_class (EpiPlot *self, const EpiHandleSpec *spec, gsize i, GString *text)
{
  const EpiData *data =
      epi_document_data (epi_plot_scene (self)->document, spec->table);
  gsize rows = data != NULL ? epi_table_rows (epi_data_table (data)) : 0;
  g_autofree char *name =
      rows > 0 ? epi_class_of_row (data, spec->class_role, i % rows) : NULL;
  if (name != NULL)
    g_string_append_printf (text, ", class %s", name);
}

/* "Living area (ft²) 1500, Price ($) 200000"; "X₁₂ 0.5"; "x1 2, x2 3, class
 * B, held back". */
char *
epi_plot_handle_text (EpiPlot *self, EpiHandleRef ref)
{
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  gsize n = epi_plot_handle_numbers (self, ref, numbers);
  GString *text = g_string_new (n > 0 ? NULL : "nowhere");
  for (gsize i = 0; i < n; i++) {
    g_autofree char *number = epi_number_label (numbers[i].value, 5);
    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "",
                            numbers[i].label, number);
  }
  const EpiHandleSpec *spec = epi_plot_set_of (self, ref.set)->spec;
  if (n > 0 && spec->class_role != NULL)
    append_class (self, spec, ref.i, text);
  if (n > 0 && epi_handle_is_held_back (spec, epi_plot_scene (self), ref.i))
    g_string_append (text, ", held back");
  return g_string_free (text, FALSE);
}

/* "Keys: 1 B, 2 A, 3 a new class"; NULL: no key means a class. */
static char *
handle_keys (EpiPlot *self, EpiHandleRef ref)
{
  const EpiHandleSpec *spec = epi_plot_set_of (self, ref.set)->spec;
  g_autofree char *keys = NULL;
  if (spec->class_role != NULL)
    keys = epi_classes_keys (
        epi_document_data (epi_plot_scene (self)->document, spec->table),
        spec->class_role);
  return keys != NULL ? g_strconcat ("Keys: ", keys, NULL) : NULL;
}

void
epi_plot_describe_handle (EpiPlot *self, EpiHandle *handle)
{
  EpiHandleRef ref = {epi_handle_get_set (handle),
                      epi_handle_get_index (handle)};
  g_autofree char *name = epi_plot_handle_name (self, ref);
  g_autofree char *text = epi_plot_handle_text (self, ref);
  g_autofree char *keys = self->focus.set == ref.set && self->focus.i == ref.i
                              ? handle_keys (self, ref)
                              : NULL;
  g_autofree char *both =
      keys != NULL ? g_strdup_printf ("%s. %s", text, keys) : NULL;
  epi_handle_describe (handle, name, both != NULL ? both : text);
}

static gboolean
tell_cb (gpointer data)
{
  EpiPlot *self = data;
  self->tell_id = 0;
  for (guint s = 0; s < self->sets->len; s++) {
    EpiHandleSet *set = epi_plot_set_of (self, s);
    for (guint i = 0; i < set->widgets->len; i++)
      if (set->untold[i]) {
        epi_plot_describe_handle (self, set->widgets->pdata[i]);
        set->untold[i] = FALSE;
      }
  }
  return G_SOURCE_REMOVE;
}

/* Where many of them change, which nobody waits for. */
void
epi_plot_describe_later (EpiPlot *self, EpiHandleSet *set, guint i)
{
  set->untold[i] = TRUE;
  if (self->tell_id == 0)
    self->tell_id = g_timeout_add (TELL_AFTER, tell_cb, self);
}

/* At once, or, while a drag changes it with every frame, a little later. */
void
epi_plot_describe_soon (EpiPlot *self, EpiHandleSet *set, guint i)
{
  if (self->drag == EPI_DRAG_NONE)
    epi_plot_describe_handle (self, set->widgets->pdata[i]);
  else
    epi_plot_describe_later (self, set, i);
}

/* The handle that is spoken of: dragged, else under the pointer, else with the
 * keyboard's focus. */
static EpiHandleRef
spoken_of (EpiPlot *self)
{
  if (self->drag == EPI_DRAG_HANDLE)
    return self->dragged;
  return self->hover.set != EPI_NO_SET ? self->hover : self->focus;
}

/* Makes the label anew, or takes it away. */
void
epi_plot_show_label (EpiPlot *self)
{
  EpiHandleRef ref = spoken_of (self);
  EpiPoint at;
  gboolean shown = epi_plot_position (self, ref, &at);
  if (shown) {
    g_autofree char *name = epi_plot_handle_name (self, ref);
    g_autofree char *text = epi_plot_handle_text (self, ref);
    g_autofree char *keys = self->drag == EPI_DRAG_NONE
                                ? handle_keys (self, ref)
                                : NULL; /* it is what follows the hand */
    g_autofree char *both =
        g_strdup_printf ("%s\n%s%s%s", name, text, keys != NULL ? "\n" : "",
                         keys != NULL ? keys : "");
    EpiPoint pixels = epi_plot_to_pixels (self, at);
    if (self->label == NULL)
      self->label = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_text (self->label, both, -1);
    /* Laid out now, while the worker looks for the answer. */
    pango_layout_get_pixel_size (self->label, NULL, NULL);
    self->label_x = pixels.x;
    self->label_y = pixels.y;
  } else if (self->label == NULL)
    return;
  else
    g_clear_object (&self->label);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
