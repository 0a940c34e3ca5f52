/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Contact sheets: every kind of layer on one page a palette, to be looked at.
 *
 *     contact-sheet FOLDER     writes sheet-light.png, sheet-dark.png, …
 *
 * The data are made here, from seeds; what is drawn is computed from them.
 */
#include "contact-data.h"

#include "core/epi-random.h"
#include "kit/epi-draw.h"
#include "kit/epi-render.h"

#include <glib.h>
#include <math.h>

/* ---- Panels ---- */

typedef void (*Panel) (cairo_t *cr, const EpiAxes *axes, const ContactData *d);

static void
line_of (const EpiAxes *axes, const ContactData *d, double x[2], double y[2])
{
  x[0] = axes->range.x0;
  x[1] = axes->range.x1;
  for (int i = 0; i < 2; i++)
    y[i] = d->a + d->b * x[i];
}

static void
panel_fit (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  double x[2], y[2], at = 2.9;

  line_of (axes, d, x, y);
  const double low[] = {y[0] - 0.5, y[1] - 0.5},
               high[] = {y[0] + 0.5, y[1] + 0.5};
  epi_draw_band (cr, axes, x, low, high, 2, EPI_COLOUR_FIT, 0.1);
  epi_draw_residual_squares (cr, axes, d->x, d->fit, d->y, N,
                             EPI_COLOUR_RESIDUAL);
  epi_draw_line (cr, axes, x, y, 2, (EpiStroke){EPI_COLOUR_FIT, 1, 2.5, false});
  epi_draw_rule (cr, axes, true, at,
                 (EpiStroke){EPI_COLOUR_START, 1, 1.2, true});
  epi_draw_markers (cr, axes, d->x, d->y, N, EPI_MARKER_DISC, EPI_COLOUR_DATA,
                    9);
  double py = d->a + d->b * at;
  epi_draw_markers (cr, axes, &at, &py, 1, EPI_MARKER_DIAMOND, EPI_COLOUR_START,
                    10);
  char *text = g_strdup_printf ("ŷ(%.1f) = <b>%.2f</b>", at, py);
  epi_draw_label (cr, axes, at, py, 10, 14, text, EPI_COLOUR_START);
  g_free (text);
  const EpiLegendItem items[] = {
      {"data", {EPI_COLOUR_DATA}, true},
      {"fit", {EPI_COLOUR_FIT, 1, 2.5, false}, false},
      {"residual²", {EPI_COLOUR_RESIDUAL, 1, 1.5, false}, false}};
  epi_draw_legend (cr, axes, items, 3, d->x, d->y, N);
}

static EpiFieldGrid *
cost_field (const ContactData *d, const EpiRange *range, size_t n)
{
  EpiFieldGrid *grid = epi_field_grid_new ("cost", range, n, n, 1);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      grid->values[j * n + i] = contact_cost (d, epi_grid_x (grid, (double)i),
                                              epi_grid_y (grid, (double)j));
  return grid;
}

static void
panel_plane (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  EpiFieldGrid *grid = cost_field (d, &axes->range, 96);
  double levels[9];
  size_t n = epi_field_levels (grid, 0, 9, levels);

  epi_draw_level_sets (cr, axes, grid, 0, levels, n,
                       (EpiStroke){EPI_COLOUR_DIM, 0.75, 1.1, false}, true);
  epi_draw_line (cr, axes, d->path[0], d->path[1], STEPS,
                 (EpiStroke){EPI_COLOUR_ITERATE, 0.9, 1.6, false});
  epi_draw_markers (cr, axes, d->path[0], d->path[1], STEPS, EPI_MARKER_DISC,
                    EPI_COLOUR_ITERATE, 6);
  epi_draw_markers (cr, axes, &d->a, &d->b, 1, EPI_MARKER_CROSS,
                    EPI_COLOUR_OPTIMUM, 12);
  epi_draw_label (cr, axes, d->a, d->b, 12, -12, "<b>θ*</b>",
                  EPI_COLOUR_OPTIMUM);
  epi_render_handle (cr, axes->palette, EPI_HANDLE_SQUARE, EPI_COLOUR_START,
                     epi_axes_x (axes, d->path[0][0]),
                     epi_axes_y (axes, d->path[1][0]), 0, 15 * axes->text / 14,
                     true, false);
  epi_draw_label (cr, axes, d->path[0][0], d->path[1][0], 14, 0, "start θ⁰",
                  EPI_COLOUR_START);
  epi_field_grid_unref (grid);
}

static void
panel_cost (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  epi_draw_line (cr, axes, d->k, d->cost[0], STEPS,
                 (EpiStroke){EPI_COLOUR_ITERATE, 1, 2.2, false});
  epi_draw_line (cr, axes, d->k, d->cost[1], STEPS,
                 (EpiStroke){EPI_COLOUR_SERIES + 2, 1, 2.2, true});
  epi_draw_rule (cr, axes, true, 14,
                 (EpiStroke){EPI_COLOUR_ACCENT, 1, 1.2, false});
  epi_draw_markers (cr, axes, &d->k[14], &d->cost[0][14], 1, EPI_MARKER_DISC,
                    EPI_COLOUR_ITERATE, 10);
  epi_draw_label (cr, axes, d->k[36], d->cost[0][36], 0, -9, "gradient descent",
                  EPI_COLOUR_ITERATE);
  epi_draw_label (cr, axes, d->k[24], d->cost[1][24], 0, 12, "momentum",
                  EPI_COLOUR_SERIES + 2);
}

static void
panel_matrices (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  const EpiRect *p = &axes->plot;
  const double q[] = {d->q[0], d->q[1], d->q[1], d->q[2]};
  const double theta[] = {d->a, d->b};
  double rhs[] = {d->q[0] * d->a + d->q[1] * d->b,
                  d->q[1] * d->a + d->q[2] * d->b};
  double h[36], w = p->width, half = p->height * 0.5;

  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++)
      h[i + 6 * j] = (i + j) % 2 ? -1.0 / (i + j + 1) : 1.0 / (i + j + 1);
  epi_draw_matrix (cr, axes, (EpiRect){p->x, p->y, w * 0.44, half}, q, 2, 2,
                   "AᵀA", EPI_COLOUR_DATA);
  epi_draw_matrix (cr, axes, (EpiRect){p->x + w * 0.46, p->y, w * 0.24, half},
                   theta, 2, 1, "θ", EPI_COLOUR_FIT);
  epi_draw_matrix (cr, axes, (EpiRect){p->x + w * 0.74, p->y, w * 0.24, half},
                   rhs, 2, 1, "Aᵀb", EPI_COLOUR_DATA);
  epi_draw_matrix (cr, axes, (EpiRect){p->x, p->y + half, w * 0.62, half}, h, 6,
                   6, "signed Hilbert, 6 × 6", EPI_COLOUR_DATA);
  double *big = g_new (double, 64 * 64);
  for (int i = 0; i < 64; i++)
    for (int j = 0; j < 64; j++)
      big[i + 64 * j] =
          sin (i * 0.2) * cos (j * 0.15) * exp (-abs (i - j) / 16.0);
  epi_draw_matrix (cr, axes,
                   (EpiRect){p->x + w * 0.66, p->y + half, w * 0.34, half}, big,
                   64, 64, "64 × 64", EPI_COLOUR_RESIDUAL);
  g_free (big);
}

static void
panel_heat (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  EpiFieldGrid *grid = epi_field_grid_new ("f", &axes->range, 128, 128, 1);
  const double levels[] = {-0.5, 0, 0.5};
  double x[49], y[49], u[49], v[49];

  for (size_t j = 0; j < 128; j++)
    for (size_t i = 0; i < 128; i++)
      grid->values[j * 128 + i] = sin (epi_grid_x (grid, (double)i)) *
                                  cos (epi_grid_y (grid, (double)j));
  epi_draw_heat_map (cr, axes, grid, 0, -1, 1, 1);
  epi_draw_level_sets (cr, axes, grid, 0, levels, 3,
                       (EpiStroke){EPI_COLOUR_BACKGROUND, 0.8, 1.2, false},
                       false);
  for (int i = 0; i < 49; i++) {
    const EpiRange *r = &axes->range;
    x[i] = r->x0 + (r->x1 - r->x0) * (i % 7 + 0.5) / 7;
    y[i] = r->y0 + (r->y1 - r->y0) * (i / 7 + 0.5) / 7;
    u[i] = cos (x[i]) * cos (y[i]);
    v[i] = -sin (x[i]) * sin (y[i]);
  }
  epi_draw_vectors (cr, axes, x, y, u, v, 49,
                    (EpiStroke){EPI_COLOUR_BACKGROUND, 1, 1.4, false});
  epi_field_grid_unref (grid);
}

static void
panel_density (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  enum { MANY = 300000 };
  EpiRandom random = epi_random (9, 2);
  double *x = g_new (double, 2 * MANY), *y = x + MANY;

  for (int i = 0; i < MANY; i++) {
    double a = epi_random_normal (&random), b = epi_random_normal (&random);
    x[i] = a;
    y[i] = 0.7 * a + 0.6 * b + (i % 5 == 0 ? 2.5 : 0);
  }
  epi_draw_markers (cr, axes, x, y, MANY, EPI_MARKER_DISC, EPI_COLOUR_DATA, 0);
  epi_draw_label (cr, axes, -3, 3, 0, 0, "300 000 points", EPI_COLOUR_TEXT);
  g_free (x);
}

static void
panel_series (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  EpiLegendItem items[EPI_N_SERIES];
  static const char *const names[] = {"one",  "two", "three", "four",
                                      "five", "six", "seven", "eight"};
  double x[30], y[30];

  for (int s = 0; s < EPI_N_SERIES; s++) {
    for (int i = 0; i < 30; i++) {
      x[i] = i / 29.0 * 10;
      y[i] = 0.9 * s + 0.8 * sin (x[i] + s * 0.7);
    }
    EpiStroke stroke = {EPI_COLOUR_SERIES + s, 1, 2, s % 2 == 1};
    epi_draw_line (cr, axes, x, y, 30, stroke);
    epi_draw_markers (cr, axes, x, y, 30, (EpiMarker)(s % 7),
                      EPI_COLOUR_SERIES + s, 8);
    items[s] = (EpiLegendItem){names[s], stroke, false};
  }
  epi_draw_legend (cr, axes, items, EPI_N_SERIES, NULL, NULL, 0);
}

static void
panel_bars (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  double x[16], h[16];

  for (int i = 0; i < 16; i++) {
    x[i] = i;
    h[i] = exp (-0.5 * pow ((i - 6) / 3.0, 2));
  }
  epi_draw_bars (cr, axes, x, h, 16, 0.8, EPI_COLOUR_DATA);
  epi_draw_rule (cr, axes, false, 0.6,
                 (EpiStroke){EPI_COLOUR_WARNING, 1, 1.5, true});
  epi_draw_label (cr, axes, 13, 0.6, 0, -6, "limit", EPI_COLOUR_WARNING);
  const double px[] = {9, 15, 14, 10}, py[] = {0.7, 0.75, 0.95, 0.98};
  epi_draw_polygon (cr, axes, px, py, 4, EPI_COLOUR_OPTIMUM, 0.2,
                    (EpiStroke){EPI_COLOUR_OPTIMUM, 1, 1.5, false});
  epi_draw_arrow (cr, axes, 2, 0.9, 5.6, 0.99,
                  (EpiStroke){EPI_COLOUR_TEXT, 1, 2, false});
  epi_draw_label (cr, axes, 2, 0.9, -4, 0, "mode", EPI_COLOUR_TEXT);
  for (int s = 0; s < 4; s++)
    epi_render_handle (cr, axes->palette, (EpiHandleShape)s,
                       EPI_COLOUR_SERIES + s, epi_axes_x (axes, 11 + s),
                       epi_axes_y (axes, 0.3), 0, 15 * axes->text / 14, s == 2,
                       false);
}

static void
panel_message (cairo_t *cr, const EpiAxes *axes, const ContactData *d)
{
  epi_draw_message (cr, axes,
                    "<b>No points yet</b>\nClick to add one, or open a table "
                    "with <i>File ▸ Open data</i>.");
}

static const struct {
  const char *x, *y;
  EpiRange range;
  bool equal, bare;
  Panel panel;
} panels[] = {
    {"Living area (1000 ft²)",
     "Price (100 000 $)",
     {0, 4, 0, 4.4},
     false,
     false,
     panel_fit},
    {"θ₀", "θ₁", {-2, 3, -0.3, 2.9}, true, false, panel_plane},
    {"iteration k",
     "cost above the optimum",
     {0, 39, 1e-7, 1e2, false, true},
     false,
     false,
     panel_cost},
    {NULL, NULL, {0, 1, 0, 1}, false, true, panel_matrices},
    {"x", "y", {-4e-5, 4e-5, -3, 3}, false, false, NULL},
    {"x", "y", {-4, 4, -3, 3}, false, false, panel_heat},
    {"standard deviations",
     NULL,
     {-4.5, 4.5, -4, 6},
     false,
     false,
     panel_density},
    {"time (s)", "amplitude", {0, 10, -1, 8}, false, false, panel_series},
    {"n", "probability", {-1, 16, 0, 1.05}, false, false, panel_bars},
    {"frequency (Hz)",
     "gain",
     {3e-3, 4e8, 2, 7000, true, true},
     false,
     false,
     NULL},
    {"offset", "large", {1e9, 1e9 + 5e-4, -3e9, 8e9}, false, false, NULL},
    {"part of a decade",
     "small",
     {21, 44, 1.2e-9, 9e-9, true, false},
     false,
     false,
     panel_message},
};

static void
draw_sheet (cairo_t *cr, const EpiPalette *palette, const ContactData *d,
            double w, double h, double text)
{
  for (size_t i = 0; i < G_N_ELEMENTS (panels); i++) {
    EpiAxesSpec spec = {.x_label = (char *)panels[i].x,
                        .y_label = (char *)panels[i].y,
                        .equal = panels[i].equal,
                        .bare = panels[i].bare};
    EpiAxes axes =
        epi_axes_layout (&spec, &panels[i].range, w, h, text, palette);
    cairo_save (cr);
    cairo_translate (cr, (double)(i % 3) * w, (double)(i / 3) * h);
    epi_render_axes (cr, &axes, &spec, w, h);
    cairo_rectangle (cr, axes.plot.x, axes.plot.y, axes.plot.width,
                     axes.plot.height);
    cairo_clip (cr);
    if (panels[i].panel != NULL)
      panels[i].panel (cr, &axes, d);
    cairo_restore (cr);
  }
}

int
main (int argc, char **argv)
{
  static const char *const names[] = {"light", "dark", "high-contrast",
                                      "high-contrast-dark"};
  const char *folder = argc > 1 ? argv[1] : ".";
  double text = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 14;
  double w = 560, h = 420;
  ContactData data;

  contact_data_fill (&data);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    const EpiPalette *palette = epi_palette_get (names[i]);
    cairo_surface_t *surface = cairo_image_surface_create (
        CAIRO_FORMAT_RGB24, (int)(3 * w), (int)(4 * h));
    cairo_t *cr = cairo_create (surface);
    epi_palette_source (palette, cr, EPI_COLOUR_BACKGROUND, 1);
    cairo_paint (cr);
    draw_sheet (cr, palette, &data, w, h, text);
    char *path = g_strdup_printf ("%s/sheet-%s.png", folder, names[i]);
    if (cairo_surface_write_to_png (surface, path) != CAIRO_STATUS_SUCCESS)
      g_error ("cannot write %s", path);
    g_free (path);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
  }
  return 0;
}
