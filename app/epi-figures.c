/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-figures.h"

#include "epi-name.h"
#include "epi-plot.h"
#include "epi-settings.h"

#include "kit/epi-scene-condition.h"

#define DEFAULT_SPLIT 580 /* ‰ of the width for the first figure */

typedef struct {
  GtkWidget *box; /* title and plot */
  EpiPlot *plot;
  GtkWidget *pane; /* of this figure and those below it, or NULL */
  int part;        /* ‰ that it was given of the room of the pane */
} Figure;

struct _EpiFigures {
  GtkWidget parent_instance;
  EpiWindow *window;
  GtkWidget *overlay, *message;
  GArray *figures; /* Figure */
  gboolean painting;
};

G_DEFINE_FINAL_TYPE (EpiFigures, epi_figures, GTK_TYPE_WIDGET)

static const EpiScene *
scene_of (EpiFigures *self)
{
  return epi_session_scene (epi_window_get_session (self->window));
}

static Figure *
figure (EpiFigures *self, guint i)
{
  return &g_array_index (self->figures, Figure, i);
}

/* ---- Panes: their shares of the room ---- */

typedef struct {
  int share;        /* ‰ of the room for the start child */
  const char *key;  /* of the setting that keeps it, or NULL */
  int length;       /* that both sides had last: of which GTK takes a position
                       to be, also where one was hidden since; 0: none yet */
  gboolean sharing; /* the position is not the user's */
  guint idle_id;
} Share;

/* The length that start and end share. */
static int
room (GtkPaned *paned)
{
  GtkWidget *widget = GTK_WIDGET (paned);
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (paned)) ==
                 GTK_ORIENTATION_HORIZONTAL
             ? gtk_widget_get_width (widget)
             : gtk_widget_get_height (widget);
}

static gboolean
share_cb (gpointer data)
{
  GtkPaned *paned = data;
  Share *share = g_object_get_data (G_OBJECT (paned), "share");
  share->idle_id = 0;
  share->sharing = TRUE;
  if (share->length > 0)
    gtk_paned_set_position (paned,
                            (int)((gint64)share->share * share->length / 1000));
  share->sharing = FALSE;
  return G_SOURCE_REMOVE;
}

/* Not while sizes are being given out: the pane would forget it. */
static void
share_soon (GtkPaned *paned, Share *share)
{
  share->sharing = TRUE;
  if (share->idle_id == 0)
    share->idle_id =
        g_idle_add_full (G_PRIORITY_HIGH_IDLE, share_cb, paned, NULL);
}

static void
room_cb (GtkPaned *paned, GParamSpec *pspec, Share *share)
{
  share->length = room (paned);
  share_soon (paned, share);
}

static void
share_free (gpointer data)
{
  Share *share = data;
  g_clear_handle_id (&share->idle_id, g_source_remove);
  g_free (share);
}

/* The user moved the handle. */
static void
position_cb (GtkPaned *paned, GParamSpec *pspec, Share *share)
{
  int max = room (paned);
  if (share->sharing || max <= 1 || !gtk_widget_get_mapped (GTK_WIDGET (paned)))
    return;
  share->share = gtk_paned_get_position (paned) * 1000 / max;
  if (share->key != NULL)
    epi_settings_set_int (share->key, share->share);
}

static GtkWidget *
pane (GtkOrientation orientation, GtkWidget *start, GtkWidget *end, int part,
      const char *key)
{
  GtkWidget *paned = gtk_paned_new (orientation);
  Share *share = g_new0 (Share, 1);
  share->share = key != NULL ? epi_settings_get_int (key, part) : part;
  share->key = key;
  gtk_paned_set_start_child (GTK_PANED (paned), start);
  gtk_paned_set_end_child (GTK_PANED (paned), end);
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  epi_name (paned, "Sizes of the figures");
  g_object_set_data_full (G_OBJECT (paned), "share", share, share_free);
  g_signal_connect (paned, "notify::max-position", G_CALLBACK (room_cb), share);
  g_signal_connect (paned, "notify::position", G_CALLBACK (position_cb), share);
  return paned;
}

static gboolean
is_left (EpiFigures *self, guint i)
{
  return i == 0 || epi_plot_get_view (figure (self, i)->plot)->left;
}

/* The first figure of that side from i on; their number where there is none. */
static guint
next_on (EpiFigures *self, gboolean left, guint i)
{
  while (i < self->figures->len && is_left (self, i) != left)
    i++;
  return i;
}

/* The figures of a side from i on, under one another. */
static GtkWidget *
column (EpiFigures *self, gboolean left, guint i)
{
  guint next = next_on (self, left, i + 1);
  if (next == self->figures->len)
    return figure (self, i)->box;
  figure (self, i)->pane =
      pane (GTK_ORIENTATION_VERTICAL, figure (self, i)->box,
            column (self, left, next), 500, NULL);
  return figure (self, i)->pane;
}

static GtkWidget *
arrange (EpiFigures *self)
{
  guint right = next_on (self, FALSE, 0);
  if (self->figures->len == 0)
    return NULL;
  if (right == self->figures->len)
    return column (self, TRUE, 0);
  return pane (GTK_ORIENTATION_HORIZONTAL, column (self, TRUE, 0),
               column (self, FALSE, right), DEFAULT_SPLIT, "figures-split");
}

/* A pane of which one side is hidden has no handle, yet takes hold of presses
 * where it was: on a figure. */
static void
let_go (GtkWidget *paned, gboolean go)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (paned);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (list, i);
    if (GTK_IS_GESTURE (controller))
      gtk_event_controller_set_propagation_phase (
          controller, go ? GTK_PHASE_NONE : GTK_PHASE_CAPTURE);
  }
}

/* Shows the figures that the document asks for, and shares the column between
 * them by weight. */
static void
show_figures (EpiFigures *self, const EpiScene *scene)
{
  /* The weight of what is visible under figure i, right and left. */
  double weights[2] = {0, 0};
  for (guint i = self->figures->len; i-- > 0;) {
    Figure *f = figure (self, i);
    const EpiViewSpec *view = epi_plot_get_view (f->plot);
    gboolean shown =
        epi_lesson_shown (scene->lesson, scene->document, view->shown_when);
    double weight = !shown ? 0 : view->weight > 0 ? view->weight : 1;
    double below = weights[is_left (self, i)];
    gtk_widget_set_visible (f->box, shown);
    if (f->pane != NULL) {
      Share *share = g_object_get_data (G_OBJECT (f->pane), "share");
      gtk_widget_set_visible (f->pane, weight + below > 0);
      let_go (f->pane, weight == 0 || below == 0);
      int part = (int)(1000 * weight / MAX (weight + below, 1e-9));
      if (f->part != part) { /* else it stays as the user has it */
        share->share = f->part = part;
        share_soon (GTK_PANED (f->pane), share);
      }
    }
    weights[is_left (self, i)] += weight;
  }
}

/* ---- Figures ---- */

static void
add_figure (EpiFigures *self, const EpiViewSpec *view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (view->title);
  GtkWidget *plot = epi_plot_new (self->window, view);
  Figure added = {box, EPI_PLOT (plot), NULL, -1};
  gtk_widget_add_css_class (box, "figure");
  gtk_widget_add_css_class (title, "figure-title");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), plot);
  epi_plot_set_painting (added.plot, self->painting);
  g_array_append_val (self->figures, added);
}

static void
rebuild (EpiFigures *self)
{
  const EpiViewSpec *view = scene_of (self)->lesson->views;
  for (guint i = 0; i < self->figures->len; i++)
    epi_plot_let_go (figure (self, i)->plot);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), NULL);
  g_array_set_size (self->figures, 0);
  for (; view->name != NULL; view++)
    add_figure (self, view);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), arrange (self));
}

static void
show_message (EpiFigures *self, const EpiScene *scene)
{
  const char *error = scene->answer != NULL ? scene->answer->error : NULL;
  if (error != NULL) {
    g_autofree char *sentence = g_strdup (error);
    gunichar first = g_unichar_toupper (g_utf8_get_char (sentence));
    g_autoptr (GString) text = g_string_new (NULL);
    g_string_append_unichar (text, first);
    g_string_append (text, g_utf8_next_char (sentence));
    gtk_label_set_text (GTK_LABEL (self->message), text->str);
  }
  gtk_widget_set_visible (self->message, error != NULL);
}

/* ---- News ---- */

void
epi_figures_show (EpiFigures *self, guint what)
{
  g_return_if_fail (EPI_IS_FIGURES (self));
  const EpiScene *scene = scene_of (self);
  if (what & EPI_CHANGED_DOCUMENT)
    show_figures (self, scene);
  if (what & EPI_CHANGED_ANSWER)
    show_message (self, scene);
}

void
epi_figures_update (EpiFigures *self, guint what)
{
  g_return_if_fail (EPI_IS_FIGURES (self));
  if (what & EPI_CHANGED_SESSION)
    rebuild (self);
  epi_figures_show (self, what);
  for (guint i = 0; i < self->figures->len; i++)
    epi_plot_update (figure (self, i)->plot, what);
}

guint
epi_figures_count (EpiFigures *self)
{
  g_return_val_if_fail (EPI_IS_FIGURES (self), 0);
  return self->figures->len;
}

guint
epi_figures_in_hand (EpiFigures *self)
{
  g_return_val_if_fail (EPI_IS_FIGURES (self), 0);
  for (guint i = 0; i < self->figures->len; i++)
    if (epi_plot_is_in_hand (figure (self, i)->plot))
      return i;
  for (guint i = 0; i < self->figures->len; i++)
    if (gtk_widget_get_mapped (GTK_WIDGET (figure (self, i)->plot)))
      return i;
  return self->figures->len;
}

void
epi_figures_update_one (EpiFigures *self, guint i, guint what)
{
  g_return_if_fail (EPI_IS_FIGURES (self) && i < self->figures->len);
  epi_plot_update (figure (self, i)->plot, what);
}

gboolean
epi_figures_draw_one (EpiFigures *self, guint i, guint what)
{
  g_return_val_if_fail (EPI_IS_FIGURES (self) && i < self->figures->len, FALSE);
  EpiPlot *plot = figure (self, i)->plot;
  if (!epi_plot_update (plot, what) ||
      !gtk_widget_get_mapped (GTK_WIDGET (plot)))
    return FALSE;
  epi_plot_draw (plot);
  return TRUE;
}

gboolean
epi_figures_is_ready (EpiFigures *self, guint i)
{
  g_return_val_if_fail (EPI_IS_FIGURES (self) && i < self->figures->len, FALSE);
  return epi_plot_is_ready (figure (self, i)->plot);
}

void
epi_figures_fit (EpiFigures *self)
{
  g_return_if_fail (EPI_IS_FIGURES (self));
  for (guint i = 0; i < self->figures->len; i++)
    epi_plot_fit (figure (self, i)->plot);
}

void
epi_figures_set_painting (EpiFigures *self, gboolean painting)
{
  g_return_if_fail (EPI_IS_FIGURES (self));
  self->painting = painting;
  for (guint i = 0; i < self->figures->len; i++)
    epi_plot_set_painting (figure (self, i)->plot, painting);
}

gboolean
epi_figures_get_painting (EpiFigures *self)
{
  g_return_val_if_fail (EPI_IS_FIGURES (self), FALSE);
  return self->painting;
}

static void
epi_figures_dispose (GObject *object)
{
  EpiFigures *self = EPI_FIGURES (object);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_pointer (&self->figures, g_array_unref);
  G_OBJECT_CLASS (epi_figures_parent_class)->dispose (object);
}

static void
epi_figures_class_init (EpiFiguresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = epi_figures_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "figures");
}

static void
epi_figures_init (EpiFigures *self)
{
  self->figures = g_array_new (FALSE, FALSE, sizeof (Figure));
  self->overlay = gtk_overlay_new ();
  self->message = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->message), 44);
  gtk_widget_set_halign (self->message, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->message, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (self->message, FALSE);
  gtk_widget_set_visible (self->message, FALSE);
  gtk_widget_add_css_class (self->message, "message");
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->message);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
}

GtkWidget *
epi_figures_new (EpiWindow *window)
{
  EpiFigures *self = g_object_new (EPI_TYPE_FIGURES, NULL);
  self->window = window;
  return GTK_WIDGET (self);
}
