/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fit either way, and three losses that differ by constants.
 */
#include "kl-divergence-session.h"
#include "kit/epi-render.h"
#include "kit/epi-status-line.h"

#include <string.h>

/* ---- The fit ---- */

/* Forward ends where mean and variance are those of p, with a proof; reverse
 * in the mode it began next to, and is no proof of anything. */
static void
test_either_way_has_its_fit (void)
{
  EpiSession *session =
      session_of ("figure=fit; p_shape=bell; p_weight=0.5; p_mean1=-2; "
                  "p_width1=0.7; p_mean2=2; p_width2=0.7; q_mean1=1; "
                  "q_width1=1; rate=1; direction=forward");

  assert_proven (session);
  g_assert_cmpfloat_with_epsilon (of_run (session, 0, "mu"), 0, 1e-5);
  g_assert_cmpfloat_with_epsilon (of_run (session, 0, "sigma"), sqrt (4 + 0.49),
                                  1e-5);
  g_assert_cmpfloat_with_epsilon (of_run (session, 1, "mu"), 2, 0.05);
  g_assert_cmpfloat_with_epsilon (of_run (session, 1, "sigma"), 0.7, 0.05);
  g_assert_cmpfloat_with_epsilon (of_run (session, 1, "reverse"), log (2),
                                  0.01);
  /* the method's value is the integral's */
  const EpiDensity q = {
      EPI_DENSITY_GAUSSIAN,
      {of_run (session, 1, "mu"), of_run (session, 1, "sigma")}};
  const double all = 1;
  const EpiDensityMixture model = {1, &all, &q};
  double error;
  KlDensity p;
  kl_density (epi_session_scene (session)->document, 'p', &p);
  g_assert_cmpfloat_with_epsilon (epi_kl_mixtures (&model, &p.mixture, &error),
                                  of_run (session, 1, "reverse"), 1e-11);
  /* looked at the other way the same ends are there, and nothing is proven */
  EpiDocument *turned = epi_document_with_value (
      epi_session_scene (session)->document, "direction", epi_text ("reverse"));
  double mu = of_run (session, KL_REVERSE, "mu");
  epi_session_edit (session, turned, "Turn");
  epi_document_unref (turned);
  g_assert_cmpfloat (of_run (session, KL_REVERSE, "mu"), ==, mu);
  g_assert_cmpfloat (number (session, "mu"), ==, mu);
  g_assert_cmpint (epi_session_scene (session)->answer->certificate.status, ==,
                   EPI_CONVERGED);
  epi_session_free (session);
}

/* A single bell is met exactly, both ways, from wherever. */
static void
test_only_a_bell_is_met (void)
{
  EpiSession *session =
      session_of ("figure=fit; p_shape=bell; p_weight=1; p_mean1=1.2; "
                  "p_width1=0.4; q_mean1=-2; q_width1=2");

  for (size_t run = 0; run < 2; run++)
    g_assert_cmpfloat_with_epsilon (of_run (session, run, "objective"), 0,
                                    1e-11);
  epi_session_free (session);
}

static void
test_no_bell_fits_into_boxes (void)
{
  EpiSession *session =
      session_of ("figure=fit; p_shape=box; p_weight=1; p_mean1=0.5; "
                  "p_width1=3; direction=reverse");
  const EpiScene *scene = epi_session_scene (session);

  g_assert_cmpint (scene->answer->certificate.status, !=, EPI_OPTIMAL);
  g_assert_cmpuint (scene->answer->n_runs, ==, 1);
  g_assert_cmpfloat_with_epsilon (of_run (session, 0, "sigma"), sqrt (3), 1e-5);
  char *why = lesson ()->explain (scene);
  g_assert_nonnull (strstr (why, "infinite for every bell"));
  assert_words (session);
  g_free (why);
  epi_session_free (session);
}

/* ---- Three losses ---- */

static void
assert_constants (EpiSession *session, double h)
{
  double mse = number (session, "half_mse"), loss = number (session, "loss");
  double divergence = number (session, "divergence");

  g_assert_cmpfloat_with_epsilon (loss - mse, log (2 * G_PI) / 2, 1e-13);
  g_assert_cmpfloat_with_epsilon (
      divergence - loss, h * h / 2 - number (session, "entropy"), 1e-11);
  g_assert_cmpfloat (divergence, >=, -1e-13);
}

/* At every iterate, wherever a point is dragged, and the field says the same
 * of every μ; the descent ends at the mean, with a proof. */
static void
test_losses_differ_by_constants (void)
{
  EpiSession *session = session_of ("figure=equivalence; bump=0.3; mu=-2");
  const EpiScene *scene = epi_session_scene (session);
  EpiRandom random = epi_random (5, 1);

  epi_session_set_range (session, "constants", NULL, 300, 200);
  for (int i = 0; i < 10; i++) {
    move (session, "points", (size_t)epi_random_below (&random, 8),
          6 * epi_random_uniform (&random) - 3, 0);
    assert_constants (session, 0.3);
    assert_proven (session);
    g_assert_cmpfloat_with_epsilon (number (session, "mu"),
                                    number (session, "mean"), 1e-8);
    const EpiFieldGrid *grid = epi_scene_field (scene, "differences");
    g_assert_nonnull (grid);
    g_assert_cmpuint (grid->nx, >, 100);
    for (size_t o = 0; o < 2; o++)
      for (size_t k = 0; k < grid->nx; k++)
        g_assert_cmpfloat_with_epsilon (
            grid->values[o * grid->nx + k],
            o == 0 ? log (2 * G_PI) / 2 : 0.045 - number (session, "entropy"),
            1e-11);
  }
  for (size_t k = 0; k < 6; k++) {
    epi_session_seek (session, k);
    assert_constants (session, 0.3);
  }
  epi_session_free (session);
}

/* One point, and a bump as wide as the model: nothing is left. */
static void
test_one_point (void)
{
  EpiSession *session =
      session_of ("figure=equivalence; points=[0.7]; bump=1; mu=3");

  assert_constants (session, 1);
  g_assert_cmpfloat_with_epsilon (number (session, "divergence"), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (number (session, "half_mse"), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (number (session, "loss"), log (2 * G_PI) / 2,
                                  1e-12);
  epi_session_free (session);
}

/* Without a width a sample has no density; without points it is none. */
static void
test_points_without_width_or_number (void)
{
  EpiSession *session = session_of ("figure=equivalence; bump=0; mu=3");
  const EpiScene *scene = epi_session_scene (session);

  assert_proven (session); /* likelihood and mean square do not mind */
  g_assert_null (epi_frame_find (frame_of (session), "divergence"));
  char *why = lesson ()->explain (scene);
  g_assert_nonnull (strstr (why, "infinite for every μ"));
  assert_words (session);
  g_free (why);
  epi_session_free (session);

  EpiDocument *document = document_of ("figure=equivalence; points=[0.7]");
  const EpiData *data = epi_document_data (document, "points");
  const size_t row = 0;
  EpiTable *none;
  g_assert_cmpint (epi_table_remove (epi_data_table (data), &row, 1, &none), ==,
                   EPI_OK);
  EpiData *with = epi_data_with_table (data, none);
  EpiDocument *empty = epi_document_with_data (document, "points", with);
  EpiSession *lost = epi_session_new (lesson (), empty, NULL, NULL);
  g_assert_nonnull (
      strstr (epi_session_scene (lost)->answer->error, "there are no points"));
  epi_session_free (lost);
  epi_document_unref (empty);
  epi_data_unref (with);
  epi_table_unref (none);
  epi_document_unref (document);
}

/* However far from the points the hand has put μ, and be they all in one place:
 * where the descent says converged the certificate agrees. */
static void
test_converged_is_certified (void)
{
  static const char *const points[] = {
      "0 / 0.001", "1 / 1.00001",     "50 / 50.2 / 51", "1",
      "-0.7",      "0.1 / 0.1 / 0.1", "1e-3 / 1e-3"};

  for (size_t i = 0; i < G_N_ELEMENTS (points); i++) {
    char *set = g_strdup_printf (
        "figure=equivalence; mu=-99; step=0.3; points=[%s]", points[i]);
    EpiSession *session = session_of (set);
    epi_session_to_end (session);
    g_assert_cmpint (epi_frame_status (frame_of (session)), ==, EPI_CONVERGED);
    assert_proven (session);
    epi_session_free (session);
    g_free (set);
  }
}

/* ---- The labels beside the hand ---- */

static const EpiViewSpec *
losses_view (void)
{
  const EpiViewSpec *view = lesson ()->views;

  while (strcmp (view->name, "losses") != 0)
    view++;
  return view;
}

/* From the top: of the three that are named where the hand is, the greater
 * stands above the less, whichever loss it is. */
static void
test_the_greater_loss_stands_above (void)
{
  static const char *const sets[] = {
      "figure=equivalence",                                /* D, ℓ, MSE */
      "figure=equivalence; points=[0.3]; bump=1; mu=2",    /* ℓ, MSE = D */
      "figure=equivalence; points=[0.3 / 1]; bump=1; mu=3" /* ℓ, MSE, D */
  };

  for (size_t i = 0; i < G_N_ELEMENTS (sets); i++) {
    EpiSession *session = session_of (sets[i]);
    const EpiScene *scene = epi_session_scene (session);
    EpiPlotTable *table = epi_view_table (losses_view (), scene);
    double above = INFINITY, hand = epi_scene_number (scene, "mu");
    size_t named = 0;
    for (guint k = 0; k < table->series->len; k++) {
      const EpiPlotSeries *label = table->series->pdata[k];
      if (label->texts == NULL || label->values[0] != hand)
        continue;
      g_assert_cmpfloat (label->values[1], <=, above);
      above = label->values[1];
      named++;
    }
    g_assert_cmpuint (named, ==, 3);
    epi_plot_table_free (table);
    epi_session_free (session);
  }
}

enum { SIZE = 800, TEXT = 14 };

/* Where layers draw in a picture of the view. */
static EpiRect
plot_of (const EpiViewSpec *view, const EpiScene *scene)
{
  EpiAxesSpec spec = {.fit = epi_range_empty ()};

  view->axes (scene, &spec);
  EpiAxes axes = epi_axes_layout (&spec, &spec.fit, SIZE, SIZE, TEXT,
                                  epi_palette_get ("light"));
  epi_axes_spec_clear (&spec);
  return axes.plot;
}

/* The middle of what is drawn in that colour in the lower half of the plot, in
 * pixels from the top. */
static double
middle_of (cairo_surface_t *surface, const EpiRect *plot, EpiColour colour)
{
  const EpiRgb is = epi_palette_get ("light")->colours[colour];
  const double channels[] = {is.b, is.g, is.r};
  const unsigned char *data = cairo_image_surface_get_data (surface);
  double sum = 0, n = 0;

  for (int y = SIZE / 2; y < plot->y + plot->height - 1; y++)
    for (int x = (int)plot->x + 2; x < plot->x + plot->width - 1; x++) {
      double off = 0;
      for (int c = 0; c < 3; c++)
        off = fmax (off,
                    fabs (data[4 * (y * SIZE + x) + c] / 255.0 - channels[c]));
      sum += off < 0.1 ? y : 0;
      n += off < 0.1;
    }
  g_assert_cmpfloat (n, >, 0);
  return sum / n;
}

/* Of equal losses the first stands above, and no label on another: ½ MSE and D
 * are 0 where the one point is. */
static void
test_equal_losses_stand_in_order (void)
{
  EpiSession *session =
      session_of ("figure=equivalence; points=[0.3]; bump=1; mu=0.3");
  const EpiScene *scene = epi_session_scene (session);
  EpiLayer layers[] = {{NULL}, {NULL}};
  EpiViewSpec view = *losses_view ();
  EpiRect plot = plot_of (&view, scene);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIZE, SIZE);
  cairo_t *cr = cairo_create (surface);

  for (const EpiLayer *layer = view.layers; layer->name != NULL; layer++)
    if (strcmp (layer->name, "values") == 0)
      layers[0] = *layer;
  view.layers = layers;
  epi_render_view (
      cr, &view, scene, NULL,
      &(EpiRenderOptions){SIZE, SIZE, TEXT, epi_palette_get ("light"), false});
  cairo_surface_flush (surface);
  double loss = middle_of (surface, &plot, KL_LOSS_COLOUR);
  double mse = middle_of (surface, &plot, KL_MSE_COLOUR);
  double kl = middle_of (surface, &plot, KL_FORWARD_COLOUR);
  g_assert_cmpfloat (mse, >, loss + TEXT);
  g_assert_cmpfloat (kl, >, mse + TEXT);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  epi_session_free (session);
}

/* 400 pairs of draws are not enough for an error of 0.002, and it says so. */
static void
test_the_limit_is_said (void)
{
  EpiSession *session =
      session_of ("figure=divergence; batch=2; tolerance=0.002");

  g_assert_cmpuint (epi_session_last (session), ==, 400);
  char *line = epi_status_line (epi_session_scene (session));
  g_assert_true (g_str_has_prefix (line, "limit · D(p‖q) from draws"));
  g_free (line);
  epi_session_seek (session, 399);
  line = epi_status_line (epi_session_scene (session));
  g_assert_true (g_str_has_prefix (line, "running · D(p‖q) from draws"));
  g_free (line);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/kl-divergence-fit/" name, func)
  ADD ("either-way-has-its-fit", test_either_way_has_its_fit);
  ADD ("only-a-bell-is-met", test_only_a_bell_is_met);
  ADD ("no-bell-fits-into-boxes", test_no_bell_fits_into_boxes);
  ADD ("losses-differ-by-constants", test_losses_differ_by_constants);
  ADD ("converged-is-certified", test_converged_is_certified);
  ADD ("one-point", test_one_point);
  ADD ("points-without-width-or-number", test_points_without_width_or_number);
  ADD ("the-greater-loss-stands-above", test_the_greater_loss_stands_above);
  ADD ("equal-losses-stand-in-order", test_equal_losses_stand_in_order);
  ADD ("the-limit-is-said", test_the_limit_is_said);
  return g_test_run ();
}
