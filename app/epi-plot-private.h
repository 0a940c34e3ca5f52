/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plot's inside, shared by its files:
 *
 *   epi-plot.c          the widget: size, what changed
 *   epi-plot-axes.c     its axes, and the range that the session keeps
 *   epi-plot-sheets.c   layers, drawn together
 *   epi-plot-overlay.c  what is drawn over them
 *   epi-plot-handles.c  which handles there are, where they stand, their
 *                       widgets
 *   epi-plot-words.c    what is said of them
 *   epi-plot-input.c    hovering, clicks, wheel, touch, keys
 *   epi-plot-drag.c     what is dragged
 *   epi-plot-edit.c     edits of handles and rows
 *   epi-plot-form.c     the numbers of a handle, typed
 *   epi-handle.c        one handle for the keyboard
 */
#pragma once

#include "epi-canvas.h"
#include "epi-handle.h"
#include "epi-plot.h"

/* Beyond that many handles a set has one widget for all of them. */
#define EPI_MAX_HANDLES 1000

#define EPI_NO_SET G_MAXUINT
#define EPI_REACH 1.1 /* of a handle, in text sizes */

typedef struct { /* the handles of one spec */
  const EpiHandleSpec *spec;
  gsize count;
  gsize current;      /* the one that Tab goes to */
  gboolean roving;    /* one widget, of index current, for all */
  GPtrArray *widgets; /* EpiHandle: at most count; the rest follows when idle */
  EpiPoint *points;   /* (count) data units, NaN: nowhere; NULL when roving */
  gboolean *untold;   /* (count; 1 when roving) whose words are not yet new */
  EpiData *told;      /* whose classes the words are of; NULL: of none */
} EpiHandleSet;

typedef struct { /* a handle, or none */
  guint set;     /* EPI_NO_SET */
  gsize i;
} EpiHandleRef;

typedef enum {
  EPI_DRAG_NONE,
  EPI_DRAG_HANDLE,
  EPI_DRAG_PAN,
  EPI_DRAG_SELECT, /* rows in a box */
  EPI_DRAG_ZOOM,   /* into a box */
  EPI_DRAG_PAINT,
} EpiDragKind;

struct _EpiPlot {
  GtkWidget parent_instance;
  EpiWindow *window;
  const EpiViewSpec *view;

  /* What is drawn. */
  EpiCanvas *canvas;
  struct {
    guint first, n;   /* layers of the view */
    unsigned depends; /* EPI_DEPENDS_* */
  } * sheets;         /* (n_sheets): axes below, handles above the layers */
  guint n_sheets;
  EpiAxesSpec spec;
  EpiRange range;
  EpiAxes axes;
  double text;
  const EpiPalette *palette;
  const EpiAnswer *answer; /* drawn last: kept to see what changed */
  const EpiAttachment *file;
  gsize k;
  gboolean wants_hover; /* some layer of the lesson depends on the pointer */

  /* Handles. */
  GArray *sets; /* EpiHandleSet */
  guint fill_id, tell_id;
  EpiHandleRef hover, focus;
  PangoLayout *label; /* of the hovered, dragged or focused handle, or NULL */
  double label_x, label_y;

  /* The pointer. */
  EpiDragKind drag;
  EpiHandleRef dragged;
  EpiPoint drag_start, drag_at; /* pixels */
  EpiPoint grab;                /* handle minus pointer, pixels */
  EpiRange drag_range;          /* when the pan began */
  EpiDocument *drag_document;   /* when the move of several rows began */
  gboolean painting;
  gboolean nudging; /* a held arrow key: one gesture of the session */
  double pinch;     /* scale of the pinch so far */
  guint range_id;
};

/* epi-plot.c */
const EpiScene *epi_plot_scene (EpiPlot *self);
EpiSession *epi_plot_session (EpiPlot *self);
/* Sheets of layers with one of these inputs, EPI_DEPENDS_*, are drawn anew. */
void epi_plot_invalidate (EpiPlot *self, unsigned depends);

/* epi-plot-axes.c */
EpiPoint epi_plot_to_pixels (EpiPlot *self, EpiPoint data);
EpiPoint epi_plot_to_data (EpiPlot *self, EpiPoint pixels);
void epi_plot_set_range (EpiPlot *self, const EpiRange *range); /* NULL: fit */
/* Lays the axes out for the present size; whether they changed. */
gboolean epi_plot_layout_axes (EpiPlot *self);
/* The lesson's labels and the session's range; whether something changed. */
gboolean epi_plot_read_axes (EpiPlot *self);
/* Fields are computed for the size of the plot: tells it once it is settled. */
void epi_plot_tell_range (EpiPlot *self);

/* epi-plot-handles.c */
void epi_plot_init_handles (EpiPlot *self);
void epi_plot_clear_handles (EpiPlot *self);
void epi_plot_update_handles (EpiPlot *self, unsigned depends);
void epi_plot_place_handles (EpiPlot *self);
EpiHandleSet *epi_plot_set_of (EpiPlot *self, guint set);
EpiHandleRef epi_plot_nearest (EpiPlot *self, EpiPoint pixels, double radius);
gboolean epi_plot_position (EpiPlot *self, EpiHandleRef ref, EpiPoint *point);
void epi_plot_focus_handle (EpiPlot *self, guint set, gsize i);
void epi_plot_handle_focused (EpiPlot *self, guint set, gsize i,
                              gboolean focused);
void epi_plot_show_menu (EpiPlot *self, EpiHandleRef ref);
gboolean epi_plot_move_focus (EpiPlot *self, GtkDirectionType direction);

/* epi-plot-words.c */
char *epi_plot_handle_name (EpiPlot *self, EpiHandleRef ref);
char *epi_plot_handle_text (EpiPlot *self, EpiHandleRef ref);
gsize epi_plot_handle_numbers (EpiPlot *self, EpiHandleRef ref,
                               EpiHandleNumber numbers[EPI_HANDLE_NUMBERS]);
void epi_plot_describe_handle (EpiPlot *self, EpiHandle *handle);
void epi_plot_describe_soon (EpiPlot *self, EpiHandleSet *set, guint i);
void epi_plot_describe_later (EpiPlot *self, EpiHandleSet *set, guint i);
void epi_plot_show_label (EpiPlot *self);

/* epi-plot-sheets.c */
void epi_plot_make_sheets (EpiPlot *self);
void epi_plot_draw_sheet (cairo_t *cr, guint sheet, gpointer plot);

/* epi-plot-overlay.c */
void epi_plot_snapshot_overlay (EpiPlot *self, GtkSnapshot *snapshot);
/* Of the ring and the label; no width: there are none. */
graphene_rect_t epi_plot_overlay_bounds (EpiPlot *self);

/* epi-plot-input.c */
void epi_plot_init_input (EpiPlot *self);
void epi_plot_set_cursor (EpiPlot *self);
gboolean epi_plot_contains (EpiPlot *self, EpiPoint pixels);

/* epi-plot-drag.c */
GtkGesture *epi_plot_drag_gesture (EpiPlot *self);
void epi_plot_cancel_drag (EpiPlot *self);
EpiHandleRef epi_plot_pen (EpiPlot *self);

/* epi-plot-form.c */
void epi_plot_edit_handle (EpiPlot *self, guint set, gsize i);

/* epi-plot-edit.c */
void epi_plot_edit (EpiPlot *self, EpiHandleRef ref, EpiDocument *document);
void epi_plot_move_handle (EpiPlot *self, EpiHandleRef ref, EpiPoint to);
void epi_plot_nudge (EpiPlot *self, guint set, gsize i, int dx, int dy);
void epi_plot_settle (EpiPlot *self);
void epi_plot_delete_handle (EpiPlot *self, guint set, gsize i);
void epi_plot_add_row (EpiPlot *self, EpiPoint point);
void epi_plot_set_class (EpiPlot *self, guint set, gsize i, gsize c);
void epi_plot_select_box (EpiPlot *self, EpiPoint from, EpiPoint to);
void epi_plot_clear_selection (EpiPlot *self);
EpiHandleSet *epi_plot_row_set (EpiPlot *self); /* or NULL */
gsize epi_plot_n_selected (EpiPlot *self, const EpiHandleSet *set);
