/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a drag frame draws: grid with its labels, 1,000 markers, 1,000
 * residuals, a curve, a label and a legend, each alone and all together, on a
 * 900 × 700 image surface; fields beside them.  In processor time: drawing has
 * one thread, and nothing to wait for.
 */
#include "kit/bench-plot.h"

#include "core/epi-random.h"
#include "kit/epi-draw.h"
#include "kit/epi-render.h"

#include <glib.h>
#include <math.h>
#include <time.h>

enum { N = 1000, CURVE = 512, REPEATS = 60 };

typedef struct {
  cairo_t *cr;
  EpiAxes axes;
  EpiAxesSpec spec;
  double x[N], y[N], fit[N];
  EpiFieldGrid *curve, *plane, *counts;
} Picture;

typedef void (*Part) (const Picture *p);

static void
part_axes (const Picture *p)
{
  epi_palette_source (p->axes.palette, p->cr, EPI_COLOUR_BACKGROUND, 1);
  cairo_paint (p->cr);
  epi_render_axes (p->cr, &p->axes, &p->spec, 900, 700);
}

static void
part_markers (const Picture *p)
{
  epi_draw_markers (p->cr, &p->axes, p->x, p->y, N, EPI_MARKER_DISC,
                    EPI_COLOUR_DATA, 8);
}

static void
part_residuals (const Picture *p)
{
  epi_draw_segments (p->cr, &p->axes, p->x, p->fit, p->x, p->y, N,
                     (EpiStroke){EPI_COLOUR_RESIDUAL, 0.6, 1, false});
}

static void
part_squares (const Picture *p)
{
  epi_draw_residual_squares (p->cr, &p->axes, p->x, p->fit, p->y, N,
                             EPI_COLOUR_RESIDUAL);
}

static void
part_curve (const Picture *p)
{
  epi_draw_curve (p->cr, &p->axes, p->curve, 0,
                  (EpiStroke){EPI_COLOUR_FIT, 1, 2.5, false});
}

static void
part_text (const Picture *p)
{
  const EpiLegendItem items[] = {{"data", {EPI_COLOUR_DATA}, true},
                                 {"fit", {EPI_COLOUR_FIT}, false}};

  epi_draw_label (p->cr, &p->axes, 0.5, 1, 8, 8, "ŷ = <b>1.234</b>",
                  EPI_COLOUR_FIT);
  epi_draw_legend (p->cr, &p->axes, items, 2, p->x, p->y, N);
}

static void
part_frame (const Picture *p)
{
  part_axes (p);
  part_residuals (p);
  part_curve (p);
  part_markers (p);
  part_text (p);
}

static void
part_levels (const Picture *p)
{
  double levels[10];
  size_t n = epi_field_levels (p->plane, 0, 10, levels);

  epi_draw_level_sets (p->cr, &p->axes, p->plane, 0, levels, n,
                       (EpiStroke){EPI_COLOUR_DIM, 0.7, 1.1, false}, true);
}

static void
part_heat_map (const Picture *p)
{
  epi_draw_heat_map (p->cr, &p->axes, p->plane, 0, 0, 2, 1);
}

static void
part_density (const Picture *p)
{
  epi_draw_density (p->cr, &p->axes, p->counts, EPI_COLOUR_DATA);
}

static const struct {
  const char *name;
  Part part;
  double goal; /* ms */
} parts[] = {{"plot-axes", part_axes, NAN},
             {"plot-1000-markers", part_markers, 2},
             {"plot-1000-residuals", part_residuals, 2},
             {"plot-1000-residual-squares", part_squares, NAN},
             {"plot-curve", part_curve, NAN},
             {"plot-label-and-legend", part_text, NAN},
             {"plot-drag-frame", part_frame, 4},
             {"plot-10-level-sets-96x96", part_levels, NAN},
             {"plot-heat-map-96x96", part_heat_map, NAN},
             {"plot-density-300x200", part_density, NAN}};

static void
make_picture (Picture *p, cairo_surface_t *surface)
{
  EpiRandom random = epi_random (3, 0);
  EpiRange range = {0, 1, -1, 3, false, false};

  p->cr = cairo_create (surface);
  p->spec = (EpiAxesSpec){.x_label = (char *)"x", .y_label = (char *)"y"};
  p->axes = epi_axes_layout (&p->spec, &range, 900, 700, 14,
                             epi_palette_get ("light"));
  for (int i = 0; i < N; i++) {
    p->x[i] = epi_random_uniform (&random);
    p->fit[i] = 1 + sin (6 * p->x[i]);
    p->y[i] = p->fit[i] + 0.3 * epi_random_normal (&random);
  }
  p->curve = epi_field_grid_new ("curve", &range, CURVE, 1, 1);
  for (size_t i = 0; i < CURVE; i++)
    p->curve->values[i] = 1 + sin (6.0 * (double)i / (CURVE - 1));
  p->plane = epi_field_grid_new ("plane", &range, 96, 96, 1);
  for (size_t j = 0; j < 96; j++)
    for (size_t i = 0; i < 96; i++)
      p->plane->values[j * 96 + i] =
          pow ((double)i / 48 - 1, 2) + pow ((double)j / 48 - 1, 2);
  p->counts = epi_field_grid_new ("counts", &range, 300, 200, 1);
  for (size_t i = 0; i < 60000; i++)
    p->counts->values[i] = (double)epi_random_below (&random, 40);
}

static double
cpu_now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
measure (const EpiBenchSink *sink)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 900, 700);
  Picture p;

  make_picture (&p, surface);
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
    double times[REPEATS];
    parts[i].part (&p); /* fonts are loaded once */
    for (int k = 0; k < REPEATS; k++) {
      epi_draw_forget_taken (p.cr);
      double start = cpu_now ();
      parts[i].part (&p);
      cairo_surface_flush (surface);
      times[k] = 1000 * (cpu_now () - start);
    }
    EpiBenchFigure figure = {.name = parts[i].name,
                             .value = epi_bench_median (times, REPEATS),
                             .unit = "ms",
                             .goal = parts[i].goal,
                             .better = EPI_BENCH_LOWER};
    sink->put (&figure, sink->data);
  }
  epi_field_grid_unref (p.curve);
  epi_field_grid_unref (p.plane);
  epi_field_grid_unref (p.counts);
  cairo_destroy (p.cr);
  cairo_surface_destroy (surface);
}

const EpiBench epi_bench_plot = {"plot", "drawing what a drag changes",
                                 measure};
