/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form for one handle: an entry for each of its numbers.  Enter in one of
 * them takes all as one undo step; Escape leaves everything as it was.
 */
#include "epi-plot-private.h"

#include "core/epi-number.h"
#include "epi-name.h"
#include "kit/epi-words.h"

#include <math.h>

#define EDGE                                                                   \
  6 /* pixels from the edge of the plot, where it points at least              \
     */

typedef struct {
  EpiPlot *plot;
  EpiHandleRef ref;
  GtkWidget *popover, *message;
  GtkWidget *entries[EPI_HANDLE_NUMBERS];
  gsize n;
} Form;

/* ---- Taking what was typed ---- */

/* What is wrong is said under the entries. */
static void
refuse (Form *form, GtkWidget *entry, const char *sentence)
{
  gtk_widget_add_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_label_set_text (GTK_LABEL (form->message), sentence);
  gtk_widget_set_visible (form->message, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence,
                                  -1);
}

static void
accept (Form *form, GtkWidget *entry)
{
  gtk_widget_remove_css_class (entry, "error");
  gtk_widget_set_visible (form->message, FALSE);
  gtk_accessible_reset_state (GTK_ACCESSIBLE (entry),
                              GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (entry),
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static gboolean
read_entry (Form *form, GtkWidget *entry, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  gboolean number = epi_number_parse (text, value);
  if (number && isfinite (*value)) {
    accept (form, entry);
    return TRUE;
  }
  g_autofree char *sentence =
      *text == '\0' ? g_strdup ("A number is missing here")
      : number && epi_word_is_too_large (text, *value)
          ? g_strdup_printf ("“%s” is too large; a number is at most 1.8e308",
                             text)
          : g_strdup_printf ("“%s” is not a number", text);
  refuse (form, entry, sentence);
  gtk_widget_grab_focus (entry);
  return FALSE;
}

static void
apply_cb (Form *form)
{
  const EpiScene *scene = epi_plot_scene (form->plot);
  const EpiHandleSet *set = epi_plot_set_of (form->plot, form->ref.set);
  EpiHandleNumber now[EPI_HANDLE_NUMBERS];
  double values[EPI_HANDLE_NUMBERS];
  gsize n = epi_plot_handle_numbers (form->plot, form->ref, now);
  gboolean same = TRUE;

  if (n != form->n) /* it is another handle by now, or none */
    return;
  for (gsize i = 0; i < n; i++) {
    if (!read_entry (form, form->entries[i], &values[i]))
      return;
    same &= values[i] == now[i].value;
  }
  EpiDocument *document =
      same ? NULL
           : epi_handle_set_numbers (set->spec, scene, form->ref.i, values);
  if (document != NULL && document == scene->document) {
    epi_document_unref (document);
    refuse (form, form->entries[0], "It cannot have these values");
    return;
  }
  gtk_popover_popdown (GTK_POPOVER (form->popover));
  if (document != NULL)
    epi_plot_edit (form->plot, form->ref, document);
}

/* ---- Making ---- */

static gboolean
unparent_cb (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (Form *form)
{
  if (!gtk_widget_in_destruction (GTK_WIDGET (form->plot)))
    epi_plot_focus_handle (form->plot, form->ref.set, form->ref.i);
  /* It is still closing, perhaps because the plot goes. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb,
                   g_object_ref (form->popover), g_object_unref);
}

static void
add_entry (Form *form, GtkWidget *grid, const EpiHandleNumber *number)
{
  char text[EPI_NUMBER_SIZE];
  GtkWidget *label = gtk_label_new (number->label), *entry = gtk_entry_new ();
  int row = (int)form->n + 1;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_editable_set_text (GTK_EDITABLE (entry),
                         epi_number_print (text, number->value));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 14);
  epi_name (entry, number->label);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (apply_cb), form);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), entry, 1, row, 1, 1);
  form->entries[form->n++] = entry;
}

static GtkWidget *
make_grid (Form *form, const EpiHandleNumber *numbers, gsize n)
{
  GtkWidget *grid = gtk_grid_new (), *title;
  g_autofree char *name = epi_plot_handle_name (form->plot, form->ref);

  gtk_widget_add_css_class (grid, "coordinates");
  title = gtk_label_new (name);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_grid_attach (GTK_GRID (grid), title, 0, 0, 2, 1);
  for (gsize i = 0; i < n; i++)
    add_entry (form, grid, &numbers[i]);
  form->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (form->message), 0);
  gtk_label_set_wrap (GTK_LABEL (form->message), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (form->message), 30);
  gtk_widget_add_css_class (form->message, "error");
  gtk_widget_set_visible (form->message, FALSE);
  gtk_grid_attach (GTK_GRID (grid), form->message, 0, (int)n + 1, 2, 1);
  epi_name (form->popover, name);
  return grid;
}

/* At the edge where the handle is out of sight: a popover that points off the
 * screen has no monitor to stand on. */
static void
point_to (Form *form, EpiPoint pixels)
{
  double width = gtk_widget_get_width (GTK_WIDGET (form->plot));
  double height = gtk_widget_get_height (GTK_WIDGET (form->plot));
  int x = (int)CLAMP (pixels.x, EDGE, MAX (width - EDGE, EDGE));
  int y = (int)CLAMP (pixels.y, EDGE, MAX (height - EDGE, EDGE));

  gtk_popover_set_pointing_to (
      GTK_POPOVER (form->popover),
      &(GdkRectangle){x - EDGE, y - EDGE, 2 * EDGE, 2 * EDGE});
}

void
epi_plot_edit_handle (EpiPlot *self, guint s, gsize i)
{
  EpiHandleRef ref = {s, i};
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  gsize n = epi_plot_handle_numbers (self, ref, numbers);
  EpiPoint at;
  if (n == 0 || !epi_plot_position (self, ref, &at))
    return;
  Form *form = g_new0 (Form, 1);
  form->plot = self;
  form->ref = ref;
  form->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (form->popover),
                         make_grid (form, numbers, n));
  point_to (form, epi_plot_to_pixels (self, at));
  gtk_widget_set_parent (form->popover, GTK_WIDGET (self));
  g_object_set_data_full (G_OBJECT (form->popover), "form", form, g_free);
  g_signal_connect_swapped (form->popover, "closed", G_CALLBACK (closed_cb),
                            form);
  gtk_popover_popup (GTK_POPOVER (form->popover));
}
