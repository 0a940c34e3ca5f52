/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-plot-private.h"

#include "kit/epi-held-back.h"

#include <math.h>
#include <string.h>

#define FILL_AT_ONCE 40 /* widgets made between two looks at the main loop */

EpiHandleSet *
epi_plot_set_of (EpiPlot *self, guint set)
{
  return &g_array_index (self->sets, EpiHandleSet, set);
}

void
epi_plot_init_handles (EpiPlot *self)
{
  const EpiHandleSpec *spec = epi_plot_scene (self)->lesson->handles;
  for (; spec != NULL && spec->name != NULL; spec++)
    if (g_str_equal (spec->view, self->view->name)) {
      EpiHandleSet set = {.spec = spec, .widgets = g_ptr_array_new ()};
      g_array_append_val (self->sets, set);
    }
}

void
epi_plot_clear_handles (EpiPlot *self)
{
  for (guint s = 0; s < self->sets->len; s++) {
    EpiHandleSet *set = epi_plot_set_of (self, s);
    g_ptr_array_unref (set->widgets); /* children of the plot */
    g_clear_pointer (&set->told, epi_data_unref);
    g_free (set->points);
    g_free (set->untold);
  }
  g_array_unref (self->sets);
}

gboolean
epi_plot_position (EpiPlot *self, EpiHandleRef ref, EpiPoint *point)
{
  if (ref.set >= self->sets->len)
    return FALSE;
  const EpiHandleSet *set = epi_plot_set_of (self, ref.set);
  if (ref.i >= set->count)
    return FALSE;
  if (set->points == NULL)
    return epi_handle_position (set->spec, epi_plot_scene (self), ref.i, point);
  *point = set->points[ref.i];
  return !isnan (point->x);
}

/* ---- Widgets ---- */

static void
add_widget (EpiPlot *self, guint s, gsize i)
{
  EpiHandleSet *set = epi_plot_set_of (self, s);
  GtkWidget *handle = epi_handle_new (self, s, i);
  epi_plot_describe_handle (self, EPI_HANDLE (handle));
  gtk_widget_set_parent (handle, GTK_WIDGET (self));
  g_ptr_array_add (set->widgets, handle);
}

/* A thousand widgets take a while, and nobody needs them all at once. */
static gboolean
fill_cb (gpointer data)
{
  EpiPlot *self = data;
  guint made = 0;
  for (guint s = 0; s < self->sets->len; s++) {
    EpiHandleSet *set = epi_plot_set_of (self, s);
    gsize wanted = set->roving ? MIN (set->count, 1) : set->count;
    while (set->widgets->len < wanted && made < FILL_AT_ONCE) {
      add_widget (self, s, set->roving ? set->current : set->widgets->len);
      made++;
    }
  }
  if (made == FILL_AT_ONCE)
    return G_SOURCE_CONTINUE;
  self->fill_id = 0;
  return G_SOURCE_REMOVE;
}

static void
resize_set (EpiPlot *self, guint s, gsize count)
{
  EpiHandleSet *set = epi_plot_set_of (self, s);
  gboolean roving = count > EPI_MAX_HANDLES;
  gsize wanted = roving ? 1 : count;
  set->count = count;
  set->roving = roving;
  set->current = count > 0 ? MIN (set->current, count - 1) : 0;
  g_clear_pointer (&set->points, g_free);
  g_free (set->untold);
  set->untold = g_new0 (gboolean, roving ? 1 : MAX (count, 1));
  if (!roving) {
    set->points = g_new (EpiPoint, MAX (count, 1));
    for (gsize i = 0; i < count; i++)
      set->points[i] = (EpiPoint){NAN, NAN};
    for (guint i = 0; i < set->widgets->len; i++)
      epi_handle_set_index (set->widgets->pdata[i], i);
  }
  while (set->widgets->len > wanted) {
    GtkWidget *last =
        g_ptr_array_steal_index (set->widgets, set->widgets->len - 1);
    gtk_widget_unparent (last);
  }
  if (set->widgets->len < wanted && self->fill_id == 0)
    self->fill_id = g_idle_add (fill_cb, self);
}

/* Those outside the plot stand at its edge, so that the keyboard finds them. */
static void
place (EpiPlot *self, EpiHandle *handle)
{
  const EpiRect *plot = &self->axes.plot;
  EpiHandleRef ref = {epi_handle_get_set (handle),
                      epi_handle_get_index (handle)};
  EpiPoint at;
  if (plot->width <= 0) /* not laid out yet */
    return;
  EpiPoint pixels = {NAN, NAN}; /* as what is below 0 on a logarithmic axis */
  if (epi_plot_position (self, ref, &at))
    pixels = epi_plot_to_pixels (self, at);
  if (isnan (pixels.x) || isnan (pixels.y)) {
    gtk_widget_set_child_visible (GTK_WIDGET (handle), FALSE);
    return;
  }
  gtk_widget_set_child_visible (GTK_WIDGET (handle), TRUE);
  epi_handle_place (handle, CLAMP (pixels.x, plot->x, plot->x + plot->width),
                    CLAMP (pixels.y, plot->y, plot->y + plot->height));
}

/* The widgets of handles that moved get new words and a new place. */
static void
move_widgets (EpiPlot *self, EpiHandleSet *set, const EpiPoint *points,
              gboolean *moved)
{
  for (gsize i = 0; i < set->count; i++) {
    if (!set->spec->stays && /* whose numbers may be others */
        memcmp (&points[i], &set->points[i], sizeof *points) == 0)
      continue;
    set->points[i] = points[i];
    *moved = TRUE;
    if (i < set->widgets->len) {
      epi_plot_describe_soon (self, set, (guint)i);
      place (self, set->widgets->pdata[i]);
    }
  }
}

/* Points of another class, or held back, stay where they are, and are called
 * otherwise. */
static gboolean
words_changed (EpiPlot *self, EpiHandleSet *set)
{
  const EpiScene *scene = epi_plot_scene (self);
  const EpiData *data =
      set->spec->class_role != NULL ||
              epi_handle_holds_back (set->spec, scene) != NULL
          ? epi_document_data (scene->document, set->spec->table)
          : NULL;
  if (self->drag != EPI_DRAG_NONE || data == set->told)
    return FALSE;
  g_clear_pointer (&set->told, epi_data_unref);
  set->told = data != NULL ? epi_data_ref (data) : NULL;
  return TRUE;
}

static void
update_set (EpiPlot *self, guint s, gboolean *moved)
{
  const EpiScene *scene = epi_plot_scene (self);
  EpiHandleSet *set = epi_plot_set_of (self, s);
  gsize count = epi_handle_count (set->spec, scene);
  gboolean other = words_changed (self, set);
  if (count != set->count || (set->points == NULL && !set->roving))
    resize_set (self, s, count);
  if (set->roving) {
    *moved = TRUE;
    if (set->widgets->len > 0) {
      epi_handle_set_index (set->widgets->pdata[0], set->current);
      epi_plot_describe_soon (self, set, 0);
      place (self, set->widgets->pdata[0]);
    }
    return;
  }
  g_autofree EpiPoint *points = g_new (EpiPoint, MAX (count, 1));
  epi_handle_positions (set->spec, scene, count, points);
  move_widgets (self, set, points, moved);
  for (guint i = 0; other && i < set->widgets->len; i++)
    epi_plot_describe_later (self, set, i);
  *moved |= other;
}

/* Rows stand where the document says, whatever the answer is. */
void
epi_plot_update_handles (EpiPlot *self, unsigned depends)
{
  gboolean moved = FALSE;
  for (guint s = 0; s < self->sets->len; s++) {
    const EpiHandleSpec *spec = epi_plot_set_of (self, s)->spec;
    if (depends & EPI_DEPENDS_DOCUMENT || spec->table == NULL ||
        spec->position != NULL)
      update_set (self, s, &moved);
  }
  if (moved)
    epi_plot_show_label (self);
}

void
epi_plot_place_handles (EpiPlot *self)
{
  for (guint s = 0; s < self->sets->len; s++) {
    const EpiHandleSet *set = epi_plot_set_of (self, s);
    for (guint i = 0; i < set->widgets->len; i++)
      place (self, set->widgets->pdata[i]);
  }
  epi_plot_show_label (self);
}

/* ---- The nearest ---- */

typedef struct {
  EpiPlot *self;
  EpiPoint pixels;
  double best; /* squared distance */
  EpiHandleRef ref;
} Search;

static void
consider (Search *search, guint set, gsize i, double x, double y)
{
  double dx = epi_axes_x (&search->self->axes, x) - search->pixels.x;
  double dy = epi_axes_y (&search->self->axes, y) - search->pixels.y;
  double distance = dx * dx + dy * dy;
  if (distance > search->best || isnan (distance))
    return;
  search->best = distance;
  search->ref = (EpiHandleRef){set, i};
}

/* Rows by the chunks of their columns: a million of them in a few ms. */
static void
consider_rows (Search *search, guint s, const EpiHandleSet *set)
{
  const EpiScene *scene = epi_plot_scene (search->self);
  const EpiData *data = epi_document_data (scene->document, set->spec->table);
  const EpiTable *table = epi_data_table (data);
  gsize rows = epi_table_rows (table);
  ptrdiff_t x_col = epi_data_column (data, set->spec->x_role, 0), y_col;
  for (gsize j = 0; (y_col = epi_data_column (data, set->spec->y_role, j)) >= 0;
       j++)
    for (gsize chunk = 0; chunk < epi_table_n_chunks (table); chunk++) {
      size_t n;
      const double *x = epi_table_chunk (table, (gsize)x_col, chunk, &n);
      const double *y = epi_table_chunk (table, (gsize)y_col, chunk, &n);
      const uint8_t *marks = epi_table_marks_chunk (table, chunk, &n);
      for (gsize i = 0; i < n; i++)
        if (marks == NULL || !(marks[i] & EPI_MARK_HIDDEN))
          consider (search, s, j * rows + chunk * EPI_CHUNK_ROWS + i, x[i],
                    y[i]);
    }
}

EpiHandleRef
epi_plot_nearest (EpiPlot *self, EpiPoint pixels, double radius)
{
  Search search = {self, pixels, radius * radius, {EPI_NO_SET, 0}};
  const EpiScene *scene = epi_plot_scene (self);
  for (guint s = 0; s < self->sets->len; s++) {
    const EpiHandleSet *set = epi_plot_set_of (self, s);
    if (set->roving && set->spec->table != NULL &&
        set->spec->position == NULL) {
      consider_rows (&search, s, set);
      continue;
    }
    for (gsize i = 0; i < set->count; i++) {
      EpiPoint at;
      if (set->points != NULL)
        consider (&search, s, i, set->points[i].x, set->points[i].y);
      else if (epi_handle_position (set->spec, scene, i, &at))
        consider (&search, s, i, at.x, at.y);
    }
  }
  return search.ref;
}

/* ---- Focus ---- */

void
epi_plot_focus_handle (EpiPlot *self, guint s, gsize i)
{
  EpiHandleSet *set = epi_plot_set_of (self, s);
  if (i >= set->count) /* also one before the first */
    return;
  set->current = i;
  if (set->roving && set->widgets->len > 0) {
    EpiHandle *handle = set->widgets->pdata[0];
    epi_handle_set_index (handle, i);
    epi_plot_describe_handle (self, handle);
    place (self, handle);
    gtk_widget_grab_focus (GTK_WIDGET (handle));
    epi_plot_handle_focused (self, s, i, TRUE);
  } else if (i < set->widgets->len)
    gtk_widget_grab_focus (set->widgets->pdata[i]);
}

/* Which keys do what is said of the one in focus, and of no other. */
static void
describe_at (EpiPlot *self, guint s, gsize i)
{
  EpiHandleSet *set = epi_plot_set_of (self, s);
  guint at = set->roving ? 0 : (guint)i;
  if (set->spec->class_role == NULL || at >= set->widgets->len)
    return;
  if (self->focus.set != EPI_NO_SET)
    epi_plot_describe_handle (self, set->widgets->pdata[at]);
  else /* it may be on its way out */
    epi_plot_describe_later (self, set, at);
}

void
epi_plot_handle_focused (EpiPlot *self, guint s, gsize i, gboolean focused)
{
  if (focused) {
    epi_plot_set_of (self, s)->current = i;
    self->focus = (EpiHandleRef){s, i};
    describe_at (self, s, i);
  } else {
    epi_plot_settle (self);
    self->focus.set = EPI_NO_SET;
    describe_at (self, s, i);
  }
  epi_plot_show_label (self);
}

void
epi_plot_show_menu (EpiPlot *self, EpiHandleRef ref)
{
  const EpiHandleSet *set = epi_plot_set_of (self, ref.set);
  guint i = set->roving ? 0 : (guint)ref.i;
  epi_plot_focus_handle (self, ref.set, ref.i);
  if (i < set->widgets->len)
    epi_handle_show_menu (set->widgets->pdata[i]);
}

/* Tab stops: the plot, then one handle of each set. */
gboolean
epi_plot_move_focus (EpiPlot *self, GtkDirectionType direction)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  int n = (int)self->sets->len, stop;
  int way = direction == GTK_DIR_TAB_FORWARD    ? 1
            : direction == GTK_DIR_TAB_BACKWARD ? -1
                                                : 0;
  if (child != NULL && GTK_IS_POPOVER (child)) /* goes round by itself */
    return gtk_widget_child_focus (child, direction);
  if (way == 0)
    return FALSE;
  if (child != NULL && EPI_IS_HANDLE (child))
    stop = 1 + (int)epi_handle_get_set (EPI_HANDLE (child));
  else if (gtk_widget_is_focus (widget))
    stop = 0;
  else
    stop = way > 0 ? -1 : n + 1;
  for (stop += way; stop >= 0 && stop <= n; stop += way) {
    if (stop == 0)
      return gtk_widget_grab_focus (widget);
    const EpiHandleSet *set = epi_plot_set_of (self, (guint)stop - 1);
    if (set->widgets->len == 0)
      continue;
    guint i = set->roving ? 0 : (guint)set->current;
    if (i < set->widgets->len && gtk_widget_grab_focus (set->widgets->pdata[i]))
      return TRUE;
  }
  return FALSE;
}
