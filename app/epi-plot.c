/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-plot-private.h"

#include "kit/epi-render.h"

#define NATURAL_WIDTH 420
#define NATURAL_HEIGHT 300
#define MINIMUM_WIDTH 140
#define MINIMUM_HEIGHT 100 /* three under one another in a low window */

G_DEFINE_FINAL_TYPE (EpiPlot, epi_plot, GTK_TYPE_WIDGET)

EpiSession *
epi_plot_session (EpiPlot *self)
{
  return epi_window_get_session (self->window);
}

const EpiScene *
epi_plot_scene (EpiPlot *self)
{
  return epi_session_view_scene (epi_plot_session (self), self->view->name);
}

const EpiViewSpec *
epi_plot_get_view (EpiPlot *self)
{
  g_return_val_if_fail (EPI_IS_PLOT (self), NULL);
  return self->view;
}

/* ---- What changed ---- */

void
epi_plot_invalidate (EpiPlot *self, unsigned depends)
{
  for (guint i = 0; i < self->n_sheets; i++)
    if (depends == ~0u || self->sheets[i].depends & depends)
      epi_canvas_invalidate (self->canvas, i);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
epi_plot_is_in_hand (EpiPlot *self)
{
  g_return_val_if_fail (EPI_IS_PLOT (self), FALSE);
  return self->drag != EPI_DRAG_NONE || self->nudging;
}

gboolean
epi_plot_is_ready (EpiPlot *self)
{
  g_return_val_if_fail (EPI_IS_PLOT (self), FALSE);
  return epi_plot_scene (self) == epi_session_scene (epi_plot_session (self));
}

static gboolean
fields_differ (EpiPlot *self, const EpiScene *scene)
{
  EpiScene before = {.answer = self->answer};
  for (const char *const *name = self->view->fields; name && *name; name++)
    if (self->answer == NULL ||
        epi_scene_field (scene, *name) != epi_scene_field (&before, *name))
      return TRUE;
  return FALSE;
}

static gboolean
frames_differ (EpiPlot *self, const EpiScene *scene)
{
  EpiScene before = {.answer = self->answer, .k = self->k};
  if (self->answer == NULL || self->answer->n_runs != scene->answer->n_runs ||
      self->answer->observed != scene->answer->observed)
    return TRUE;
  for (gsize i = 0; i < scene->answer->n_runs; i++)
    if (epi_scene_frame (scene, i) != epi_scene_frame (&before, i))
      return TRUE;
  return FALSE;
}

/* The inputs of layers that are not what they were when drawn last. */
static unsigned
differences (EpiPlot *self, guint what)
{
  const EpiScene *scene = epi_plot_scene (self);
  unsigned depends = 0;
  if (what & EPI_CHANGED_DOCUMENT)
    depends |= EPI_DEPENDS_DOCUMENT;
  if (epi_document_attachment (scene->document, EPI_OPENED) != self->file)
    depends |= EPI_DEPENDS_FILE;
  if (what & EPI_CHANGED_HOVER)
    depends |= EPI_DEPENDS_HOVER;
  if (scene->answer == NULL)
    return depends;
  if (!epi_answer_is_same (scene->answer, self->answer))
    depends |= EPI_DEPENDS_HISTORY;
  if (scene->answer != self->answer && fields_differ (self, scene))
    depends |= EPI_DEPENDS_FIELD;
  if (scene->k != self->k)
    depends |= EPI_DEPENDS_HISTORY; /* paths end at the playhead */
  if (frames_differ (self, scene))
    depends |= EPI_DEPENDS_FRAME;
  return depends;
}

static void
describe (EpiPlot *self)
{
  const EpiScene *scene = epi_plot_scene (self);
  g_autofree char *summary =
      self->view->summary != NULL ? self->view->summary (scene) : NULL;
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->view->title,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary != NULL ? summary : "", -1);
}

gboolean
epi_plot_update (EpiPlot *self, guint what)
{
  g_return_val_if_fail (EPI_IS_PLOT (self), FALSE);
  const EpiScene *scene = epi_plot_scene (self);
  unsigned depends = differences (self, what);

  if (what & EPI_CHANGED_PALETTE) {
    self->palette = epi_window_get_palette (self->window);
    depends = ~0u;
  }
  unsigned moves = self->drag == EPI_DRAG_HANDLE /* not the axes */
                       ? EPI_CHANGED_PALETTE
                       : EPI_CHANGED_DOCUMENT | EPI_CHANGED_ANSWER |
                             EPI_CHANGED_FIELD | EPI_CHANGED_PALETTE;
  gboolean refitted = what & moves && epi_plot_read_axes (self);
  if (refitted) {
    depends = ~0u;
    epi_plot_tell_range (self);
  }
  if (depends != 0)
    epi_plot_invalidate (self, depends);
  if (what & EPI_CHANGED_DOCUMENT) /* while the worker looks for the answer */
    epi_canvas_prepare (self->canvas);
  if (scene->answer != self->answer) {
    epi_answer_unref (self->answer);
    self->answer =
        scene->answer != NULL ? epi_answer_ref (scene->answer) : NULL;
  }
  self->k = scene->k;
  if (depends & EPI_DEPENDS_FILE) {
    epi_attachment_unref (self->file);
    self->file = epi_document_attachment (scene->document, EPI_OPENED);
    if (self->file != NULL)
      epi_attachment_ref (self->file);
  }
  if (depends & (EPI_DEPENDS_DOCUMENT | EPI_DEPENDS_FRAME)) {
    epi_plot_update_handles (self, depends);
    if (self->drag == EPI_DRAG_NONE)
      describe (self);
  }
  if (refitted) /* also those that stayed where they are in the data */
    epi_plot_place_handles (self);
  return depends != 0;
}

/* ---- Widget ---- */

/* The size of the widget's text in pixels. */
static double
text_size (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font =
      pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72;
  return size > 0 ? size : 14;
}

static void
epi_plot_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                  int *minimum, int *natural, int *minimum_baseline,
                  int *natural_baseline)
{
  bool across = orientation == GTK_ORIENTATION_HORIZONTAL;
  *minimum = across ? MINIMUM_WIDTH : MINIMUM_HEIGHT;
  *natural = across ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
epi_plot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EpiPlot *self = EPI_PLOT (widget);
  if (epi_plot_layout_axes (self)) {
    for (guint i = 0; i < self->n_sheets; i++)
      epi_canvas_invalidate (self->canvas, i);
    epi_plot_tell_range (self);
  }
  epi_plot_place_handles (self);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
}

static void
configure_canvas (EpiPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  epi_canvas_configure (self->canvas, gtk_widget_get_width (widget),
                        gtk_widget_get_height (widget),
                        gtk_widget_get_scale_factor (widget),
                        self->palette->colours[EPI_COLOUR_BACKGROUND]);
}

void
epi_plot_draw (EpiPlot *self)
{
  g_return_if_fail (EPI_IS_PLOT (self));
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->axes.plot.width <= 0)
    return;
  configure_canvas (self);
  epi_canvas_draw (self->canvas);
}

static void
epi_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiPlot *self = EPI_PLOT (widget);
  configure_canvas (self);
  epi_canvas_snapshot (self->canvas, snapshot,
                       gtk_native_get_renderer (gtk_widget_get_native (widget)),
                       epi_plot_overlay_bounds (self));
  epi_plot_snapshot_overlay (self, snapshot);
  GtkWidget *focus = gtk_widget_get_focus_child (widget);
  if (focus != NULL && EPI_IS_HANDLE (focus)) /* others draw nothing */
    gtk_widget_snapshot_child (widget, focus, snapshot);
}

static void
epi_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  EpiPlot *self = EPI_PLOT (widget);
  GTK_WIDGET_CLASS (epi_plot_parent_class)->css_changed (widget, change);
  double text = text_size (widget);
  if (text == self->text || self->view == NULL)
    return;
  self->text = text;
  if (epi_plot_layout_axes (self))
    epi_plot_invalidate (self, ~0u);
}

static gboolean
epi_plot_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return epi_plot_move_focus (EPI_PLOT (widget), direction);
}

static void
epi_plot_dispose (GObject *object)
{
  EpiPlot *self = EPI_PLOT (object);
  GtkWidget *child;
  g_clear_handle_id (&self->range_id, g_source_remove);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_handle_id (&self->tell_id, g_source_remove); /* by a lost focus */
  G_OBJECT_CLASS (epi_plot_parent_class)->dispose (object);
}

static void
epi_plot_finalize (GObject *object)
{
  EpiPlot *self = EPI_PLOT (object);
  epi_plot_clear_handles (self);
  epi_canvas_free (self->canvas);
  epi_answer_unref (self->answer);
  epi_attachment_unref (self->file);
  epi_document_unref (self->drag_document);
  epi_axes_spec_clear (&self->spec);
  g_clear_object (&self->label);
  g_free (self->sheets);
  G_OBJECT_CLASS (epi_plot_parent_class)->finalize (object);
}

static void
epi_plot_class_init (EpiPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_plot_dispose;
  G_OBJECT_CLASS (klass)->finalize = epi_plot_finalize;
  widget_class->measure = epi_plot_measure;
  widget_class->size_allocate = epi_plot_size_allocate;
  widget_class->snapshot = epi_plot_snapshot;
  widget_class->css_changed = epi_plot_css_changed;
  widget_class->focus = epi_plot_focus;
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
epi_plot_init (EpiPlot *self)
{
  self->sets = g_array_new (FALSE, TRUE, sizeof (EpiHandleSet));
  self->hover.set = self->focus.set = self->dragged.set = EPI_NO_SET;
  self->text = 14;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static gboolean
some_layer_hovers (const EpiLesson *lesson)
{
  for (const EpiViewSpec *view = lesson->views; view->name != NULL; view++)
    for (const EpiLayer *layer = view->layers; layer->name != NULL; layer++)
      if (layer->depends & EPI_DEPENDS_HOVER)
        return TRUE;
  return FALSE;
}

GtkWidget *
epi_plot_new (EpiWindow *window, const EpiViewSpec *view)
{
  EpiPlot *self = g_object_new (EPI_TYPE_PLOT, NULL);
  self->window = window;
  self->view = view;
  self->palette = epi_window_get_palette (window);
  self->wants_hover = some_layer_hovers (epi_plot_scene (self)->lesson);
  self->text = text_size (GTK_WIDGET (self));
  epi_plot_make_sheets (self);
  self->canvas = epi_canvas_new (self->n_sheets, epi_plot_draw_sheet, self);
  epi_plot_init_handles (self);
  epi_plot_init_input (self);
  epi_plot_update (self, EPI_CHANGED_DOCUMENT | EPI_CHANGED_ANSWER);
  return GTK_WIDGET (self);
}
