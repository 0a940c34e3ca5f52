/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers of text: direct labels, legends, messages. */
#include "kit/epi-draw.h"
#include "kit/epi-ink.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>

#define LABEL_TEXT 0.93
#define LEGEND_TEXT 0.9
#define LOW_LEGEND 0.45 /* of the plot: higher, and it is one row */

static EpiRect
kept_inside (EpiRect rect, const EpiRect *plot)
{
  rect.x = fmin (rect.x, plot->x + plot->width - rect.width);
  rect.y = fmin (rect.y, plot->y + plot->height - rect.height);
  rect.x = fmax (rect.x, plot->x);
  rect.y = fmax (rect.y, plot->y);
  return rect;
}

/* ---- Labels ---- */

/* The box of a label that stands at (dx, dy) from the point: to that side of
 * it, centred where the distance is 0. */
static EpiRect
label_box (double px, double py, double dx, double dy, double width,
           double height)
{
  double x = px + dx - (dx > 0 ? 0 : dx < 0 ? width : width / 2);
  double y = py + dy - (dy > 0 ? 0 : dy < 0 ? height : height / 2);

  return (EpiRect){x, y, width, height};
}

/* The first of its places where nothing stands, the wanted one first; else the
 * one with the least overlap. */
static EpiRect
free_place (cairo_t *cr, const EpiAxes *axes, double px, double py, double dx,
            double dy, double width, double height)
{
  double far = fmax (fabs (dx), fabs (dy));
  const double places[][2] = {{dx, dy},     {dx, -dy},   {-dx, dy}, {-dx, -dy},
                              {0, -far},    {0, far},    {far, 0},  {-far, 0},
                              {dx, 3 * dy}, {3 * dx, dy}};
  EpiRect best = {0};
  double least = INFINITY;

  for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
    EpiRect box = label_box (px, py, places[i][0], places[i][1], width, height);
    EpiRect inside = kept_inside (box, &axes->plot);
    double moved = fabs (inside.x - box.x) + fabs (inside.y - box.y);
    double cost = epi_draw_taken (cr, &inside) + 0.2 * moved;
    if (cost < least) {
      least = cost;
      best = inside;
    }
    if (cost == 0)
      break;
  }
  return best;
}

void
epi_draw_label (cairo_t *cr, const EpiAxes *axes, double x, double y, double dx,
                double dy, const char *markup, EpiColour colour)
{
  if (epi_plot_table_record_text (cr, "label", x, y, markup))
    return;
  double unit = epi_draw_unit (axes), size = LABEL_TEXT * axes->text;
  double pad = 3.5 * unit, px = epi_axes_x (axes, x), py = epi_axes_y (axes, y);
  EpiTextSize text = epi_plot_text_measure (markup, size);

  if (!isfinite (px) || !isfinite (py) || fabs (px) > 1e6 || fabs (py) > 1e6)
    return;
  EpiRect box = free_place (cr, axes, px, py, dx * unit, dy * unit,
                            text.width + 2 * pad, text.height + 2 * pad);
  epi_draw_take (cr, &box);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 0.82);
  epi_draw_rounded (cr, &box, 4 * unit);
  epi_ink_fill (cr);
  epi_palette_source (axes->palette, cr, colour, 1);
  epi_plot_text_draw (cr, markup, size, box.x + pad, box.y + pad, 0, 0);
}

/* ---- Labels at the ends of curves ---- */

typedef struct {
  const EpiEndLabel *label;
  double py;
} End;

static int
compare_ends (const void *a, const void *b)
{
  double difference = ((const End *)a)->py - ((const End *)b)->py;

  return difference < 0 ? -1 : difference > 0;
}

/* ends (n) in order: none nearer than height to the next, all inside; first
 * down from the top, then up from the bottom. */
static void
spread (End *ends, size_t n, double height, const EpiRect *plot)
{
  double top = plot->y + height / 2;
  double bottom = plot->y + plot->height - height / 2;

  for (size_t i = 0; i < n; i++) {
    ends[i].py = fmax (ends[i].py, top);
    top = ends[i].py + height;
  }
  for (size_t i = n; i-- > 0;) {
    ends[i].py = fmin (ends[i].py, bottom);
    bottom = ends[i].py - height;
  }
}

void
epi_draw_end_labels (cairo_t *cr, const EpiAxes *axes,
                     const EpiEndLabel *labels, size_t n)
{
  double unit = epi_draw_unit (axes), size = LABEL_TEXT * axes->text;
  End *ends = g_new (End, n + 1);
  size_t shown = 0, most = (size_t)(axes->plot.height / (1.3 * size));

  for (size_t i = 0; i < n && shown < most; i++) {
    double py = epi_axes_y (axes, labels[i].y);
    if (epi_plot_table_record_text (cr, "label", labels[i].x, labels[i].y,
                                    labels[i].markup) ||
        !isfinite (py) || !isfinite (labels[i].x))
      continue;
    ends[shown++] = (End){&labels[i], py};
  }
  qsort (ends, shown, sizeof *ends, compare_ends);
  spread (ends, shown, 1.3 * size, &axes->plot);
  for (size_t i = 0; i < shown; i++) {
    EpiTextSize text = epi_plot_text_measure (ends[i].label->markup, size);
    EpiRect box = {epi_axes_x (axes, ends[i].label->x) + 9 * unit,
                   ends[i].py - text.height / 2, text.width, text.height};
    box = kept_inside (box, &axes->plot);
    epi_draw_take (cr, &box);
    epi_palette_source (axes->palette, cr, ends[i].label->colour, 1);
    epi_plot_text_draw (cr, ends[i].label->markup, size, box.x, box.y, 0, 0);
  }
  g_free (ends);
}

/* ---- Legend ---- */

typedef struct {
  double pad, sample, gap, row, size;
  bool beside; /* the items beside one another */
  EpiRect box;
} LegendLayout;

/* What an item takes beside the next one. */
static double
item_width (const LegendLayout *l, const EpiLegendItem *item)
{
  return l->sample + l->gap +
         epi_plot_text_measure (item->markup, l->size).width;
}

static LegendLayout
lay_out_legend (const EpiAxes *axes, const EpiLegendItem *items, size_t n)
{
  double em = axes->text, widest = 0, all = 0;
  LegendLayout l = {.pad = 0.6 * em,
                    .sample = 1.6 * em,
                    .gap = 0.5 * em,
                    .row = 1.45 * em,
                    .size = LEGEND_TEXT * em};

  for (size_t i = 0; i < n; i++) {
    widest = fmax (widest, item_width (&l, &items[i]));
    all += item_width (&l, &items[i]) + 2 * l.pad;
  }
  l.box.height = (double)n * l.row + 0.7 * l.pad;
  l.beside = l.box.height > LOW_LEGEND * axes->plot.height &&
             all < axes->plot.width - em;
  l.box.width = l.beside ? all : 2 * l.pad + widest;
  if (l.beside)
    l.box.height = l.row + 0.7 * l.pad;
  return l;
}

/* The corner that covers the fewest points and no label. */
static void
place_legend (cairo_t *cr, const EpiAxes *axes, LegendLayout *l,
              const double *x, const double *y, size_t n)
{
  const EpiRect *p = &axes->plot;
  double margin = 0.5 * axes->text, least = INFINITY;
  double right = p->x + p->width - l->box.width - margin;
  double bottom = p->y + p->height - l->box.height - margin;
  const EpiPoint corners[] = {{right, p->y + margin},
                              {p->x + margin, p->y + margin},
                              {right, bottom},
                              {p->x + margin, bottom}};
  size_t skip = n / 5000 + 1; /* a sample will do */

  for (int c = 0; c < 4; c++) {
    EpiRect box = {corners[c].x, corners[c].y, l->box.width, l->box.height};
    double cost = epi_draw_taken (cr, &box) / (l->size * l->size);
    for (size_t i = 0; i < n; i += skip) {
      double px = epi_axes_x (axes, x[i]), py = epi_axes_y (axes, y[i]);
      cost += px >= box.x - margin && px <= box.x + box.width + margin &&
              py >= box.y - margin && py <= box.y + box.height + margin;
    }
    if (cost < least) {
      least = cost;
      l->box = box;
    }
  }
}

static void
draw_sample (cairo_t *cr, const EpiAxes *axes, const EpiLegendItem *item,
             double x, double y, double width)
{
  if (item->marker) {
    double r = 4 * epi_draw_unit (axes);
    epi_palette_source (axes->palette, cr, item->stroke.colour, 1);
    cairo_new_sub_path (cr);
    cairo_arc (cr, x + width / 2, y, r, 0, 2 * G_PI);
    epi_ink_fill (cr);
    return;
  }
  epi_draw_set_stroke (cr, axes, item->stroke);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  epi_ink_stroke (cr);
}

void
epi_draw_legend (cairo_t *cr, const EpiAxes *axes, const EpiLegendItem *items,
                 size_t n_items, const double *x, const double *y, size_t n)
{
  if (n_items == 0 || epi_plot_table_attached (cr))
    return;
  LegendLayout l = lay_out_legend (axes, items, n_items);
  place_legend (cr, axes, &l, x, y, n);
  epi_draw_take (cr, &l.box);
  epi_draw_rounded (cr, &l.box, 6 * epi_draw_unit (axes));
  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 0.9);
  epi_ink_fill_preserve (cr);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_GRID, 1);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, epi_draw_unit (axes));
  epi_ink_stroke (cr);
  double left = l.box.x + l.pad;
  double middle = l.box.y + 0.35 * l.pad + 0.5 * l.row;
  for (size_t i = 0; i < n_items; i++) {
    draw_sample (cr, axes, &items[i], left, middle, l.sample);
    epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
    epi_plot_text_draw (cr, items[i].markup, l.size, left + l.sample + l.gap,
                        middle, 0, 0.5);
    left += l.beside ? item_width (&l, &items[i]) + 2 * l.pad : 0;
    middle += l.beside ? 0 : l.row;
  }
}

/* ---- Messages ---- */

void
epi_draw_message (cairo_t *cr, const EpiAxes *axes, const char *markup)
{
  if (epi_plot_table_record_text (cr, "message", NAN, NAN, markup))
    return;
  const EpiRect *p = &axes->plot;
  double size = 1.15 * axes->text, pad = axes->text;
  double width = fmax (fmin (0.8 * p->width, 34 * axes->text), axes->text);
  EpiTextSize text = epi_plot_text_measure_wrapped (markup, size, width);
  double x = p->x + p->width / 2, y = p->y + p->height / 2;
  EpiRect box = {x - text.width / 2 - pad, y - text.height / 2 - pad,
                 text.width + 2 * pad, text.height + 2 * pad};

  epi_draw_rounded (cr, &box, 8 * epi_draw_unit (axes));
  epi_palette_source (axes->palette, cr, EPI_COLOUR_BACKGROUND, 0.9);
  epi_ink_fill (cr);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 1);
  epi_plot_text_draw_wrapped (cr, markup, size, width, x, y);
}
