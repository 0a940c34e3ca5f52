/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on backpropagation trains, without a display: what is drawn is
 * what the network says, and training can be typed into, repeated and
 * explained.
 */
#include "backprop-session.h"

#include <math.h>

#define CIRCLES                                                                \
  "data=circles; mode=train; problem=classify; x=x1; y=x2; label=class; "      \
  "hidden=1; width1=4; activation=tanh; loss=binary; epochs=30; "

/* The network of the frame, at a point: the same numbers by hand. */
static double
by_hand (EpiSession *session, double x, double y)
{
  const double *W = item (session, "W1")->data, *b = item (session, "b1")->data;
  const double *V = item (session, "W2")->data;
  double f = item (session, "b2")->data[0];

  for (size_t i = 0; i < 4; i++)
    f += V[i] * tanh (W[i] * x + W[i + 4] * y + b[i]);
  return f;
}

static void
test_the_plane_is_what_the_network_says (void)
{
  EpiSession *session = session_of (CIRCLES "precision=double");
  const EpiScene *scene = epi_session_scene (session);

  epi_session_set_range (session, "plane", NULL, 300, 300);
  const EpiFieldGrid *grid = epi_scene_field (scene, "answers");
  g_assert_nonnull (grid);
  for (size_t j = 0; j < grid->ny; j += 7)
    for (size_t i = 0; i < grid->nx; i += 7)
      g_assert_cmpfloat_with_epsilon (grid->values[i + j * grid->nx],
                                      by_hand (session,
                                               epi_field_grid_x (grid, i),
                                               epi_field_grid_y (grid, j)),
                                      1e-10);
  epi_session_free (session);
}

/* Each map is what its unit says: inputs, then the layers, BP_MAP² points. */
static void
test_the_maps_are_what_the_units_say (void)
{
  EpiSession *session = session_of (CIRCLES "precision=double");

  epi_session_set_range (session, "network", NULL, 300, 300);
  const EpiFieldGrid *maps =
      epi_scene_field (epi_session_scene (session), "maps");
  const double *range = item (session, "range")->data;
  const double *W = item (session, "W1")->data, *b = item (session, "b1")->data;
  g_assert_nonnull (maps);
  size_t points = maps->nx / 7, side = (size_t)sqrt ((double)points);
  g_assert_cmpuint (7 * side * side, ==, maps->nx);
  for (size_t i = 0; i < points; i += 11) {
    double u = (double)(i % side) / (double)(side - 1);
    double v = (double)(i / side) / (double)(side - 1);
    double x = range[0] + u * (range[1] - range[0]);
    double y = range[2] + v * (range[3] - range[2]);
    g_assert_cmpfloat_with_epsilon (maps->values[i], x, 1e-12);
    g_assert_cmpfloat_with_epsilon (maps->values[points + i], y, 1e-12);
    for (size_t n = 0; n < 4; n++)
      g_assert_cmpfloat_with_epsilon (maps->values[(2 + n) * points + i],
                                      tanh (W[n] * x + W[n + 4] * y + b[n]),
                                      1e-12);
    g_assert_cmpfloat_with_epsilon (maps->values[6 * points + i],
                                    by_hand (session, x, y), 1e-10);
  }
  epi_session_free (session);
}

/* Noise shifts the points, but a point stays where the hand puts it, and a new
 * one is where it was put. */
static void
test_noise_lets_the_hand_decide (void)
{
  EpiSession *session = session_of (CIRCLES "noise=1");
  const EpiScene *scene = epi_session_scene (session);
  const EpiHandleSpec *points = handle ("points");
  const EpiPoint to = {1.5, -2.25};
  size_t n = epi_handle_count (points, scene);
  EpiPoint at;

  EpiDocument *moved = epi_handle_move_to (points, scene, 7, to);
  epi_session_edit (session, moved, "Move");
  epi_document_unref (moved);
  g_assert_true (epi_handle_position (points, scene, 7, &at));
  g_assert_cmpfloat_with_epsilon (at.x, to.x, 1e-12);
  g_assert_cmpfloat_with_epsilon (at.y, to.y, 1e-12);
  EpiDocument *longer = points->add (scene, to);
  epi_session_edit (session, longer, "Add");
  epi_document_unref (longer);
  g_assert_cmpuint (epi_handle_count (points, scene), ==, n + 1);
  g_assert_true (epi_handle_position (points, scene, n, &at));
  g_assert_cmpfloat_with_epsilon (at.x, to.x, 1e-12);
  g_assert_cmpstr (scene->answer->error, ==, NULL);
  epi_session_free (session);
}

/* Both precisions learn the circles, and begin with the same weights. */
static void
test_training_learns_and_repeats (void)
{
  static const char *const precisions[] = {"single", "double"};

  for (size_t p = 0; p < 2; p++) {
    char *set =
        g_strdup_printf (CIRCLES "step=0.03; precision=%s", precisions[p]);
    EpiSession *one = session_of (set), *two = session_of (set);
    g_assert_cmpfloat (number (one, "test_accuracy"), >=, 0.9);
    g_assert_cmpmem (item (one, "W1")->data, 8 * sizeof (double),
                     item (two, "W1")->data, 8 * sizeof (double));
    epi_session_free (one);
    epi_session_free (two);
    g_free (set);
  }
}

/* Squares between a network and ±1 say on which side a point is, too; and a
 * training that ends as planned says after how long. */
static void
test_squares_are_judged_and_the_end_is_said (void)
{
  EpiSession *session =
      session_of (CIRCLES "step=0.03; loss=mse; last=tanh; epochs=300");
  const char *sentence =
      epi_session_scene (session)->answer->certificate.sentence;

  g_assert_cmpfloat (number (session, "train_accuracy"), >=, 0.9);
  g_assert_true (
      g_str_has_prefix (sentence, "after 300 epochs, as planned; not convex"));
  epi_session_free (session);
}

/* An output that cannot reach -1 is asked for 0 and 1, and says yes above ½: a
 * row that is walked through, and the answers over the plane. */
static void
test_squares_ask_for_what_the_output_can_say (void)
{
  static const struct {
    const char *last;
    double no, border;
  } cases[] = {{"sigmoid", 0, 0.5},  {"tanh", -1, 0},  {"relu", 0, 0.5},
               {"softplus", 0, 0.5}, {"gelu", 0, 0.5}, {"leaky", -1, 0},
               {"identity", -1, 0}};

  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++) {
    char *set = g_strdup_printf (
        CIRCLES "step=0.03; epochs=100; loss=mse; last=%s", cases[c].last);
    EpiSession *session = session_of (set);
    size_t yes = 0, n;
    g_assert_cmpfloat (number (session, "train_accuracy"), >=, 0.9);
    epi_session_set_range (session, "plane", NULL, 300, 300);
    const EpiFieldGrid *grid =
        epi_scene_field (epi_session_scene (session), "answers");
    n = grid->nx * grid->ny;
    for (size_t i = 0; i < n; i++)
      yes += grid->values[i] > cases[c].border;
    g_assert_cmpuint (yes, >, n / 20);
    g_assert_cmpuint (yes, <, n / 2); /* the inner circle's disc */
    g_free (set);
    epi_session_free (session);

    set = g_strdup_printf (CIRCLES "loss=mse; last=%s; mode=walk; point=2",
                           cases[c].last);
    session = session_of (set);
    g_assert_cmpfloat (item (session, "t")->data[0], ==, cases[c].no);
    g_free (set);
    epi_session_free (session);
  }
}

/* Typed in the middle of a training, a weight makes a run that begins there:
 * also its first loss, over all points at once, is that of these weights. */
static void
test_a_trained_weight_can_be_typed (void)
{
  EpiSession *session = session_of (CIRCLES "precision=double; batch=256");
  double before[8];

  memcpy (before, item (session, "W1")->data, sizeof before);
  type (session, "weight", "weight W1[1,1]", 2);
  epi_session_to_start (session);
  const double *after = item (session, "W1")->data;
  for (size_t i = 0; i < 8; i++)
    g_assert_cmpfloat (after[i], ==, i == 0 ? 2 : before[i]);
  g_assert_cmpfloat_with_epsilon (number (session, "loss"),
                                  number (session, "train_loss"), 1e-12);
  epi_session_free (session);
}

static void
test_nan_is_explained (void)
{
  EpiSession *session = session_of (
      "data=plane; mode=train; problem=regress; x=x1; y=x2; value=height; "
      "hidden=0; last=identity; optimizer=gradient-descent; step=0.5");
  const EpiScene *scene = epi_session_scene (session);
  char *why = lesson ()->explain (scene);

  g_assert_cmpint (epi_frame_status (frame_of (session)), ==, EPI_DIVERGED);
  g_assert_nonnull (strstr (why, "NaN"));
  g_assert_nonnull (strstr (scene->answer->certificate.sentence, "layer 1"));
  g_assert_true (isfinite (item (session, "W1")->data[0]));
  g_free (why);
  epi_session_free (session);
}

/* What cannot be trained says what is missing. */
static void
test_trouble_is_told (void)
{
  static const struct {
    const char *set, *part;
  } cases[] = {
      {CIRCLES "use_x1=false; use_x2=false", "sees nothing"},
      {"data=plane; mode=train; problem=classify; x=x1; y=x2; label=height",
       "different"},
      {"data=circles; mode=train; problem=regress; x=x1; y=x2", "height"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    EpiSession *session = session_of (cases[i].set);
    const char *error = epi_session_scene (session)->answer->error;
    g_assert_nonnull (error);
    if (strstr (error, cases[i].part) == NULL)
      g_error ("“%s” does not say “%s”", error, cases[i].part);
    epi_session_free (session);
  }
}

/* Of one point a tenth is to be trained on, which chance seldom grants. */
static void
test_chance_may_leave_nothing_to_train_on (void)
{
  EpiDocument *all = document_of (CIRCLES "share=10; epochs=1");
  const EpiData *data = epi_document_data (all, "points");
  size_t n = epi_table_rows (epi_data_table (data)) - 1;
  size_t *rows = g_new (size_t, n), refused = 0;
  EpiTable *one;

  for (size_t i = 0; i < n; i++)
    rows[i] = i;
  g_assert_cmpint (epi_table_remove (epi_data_table (data), rows, n, &one), ==,
                   EPI_OK);
  EpiData *with = epi_data_with_table (data, one);
  for (guint64 seed = 0; seed < 100; seed++) {
    EpiDocument *seeded = epi_document_with_seed (all, seed);
    EpiDocument *alone = epi_document_with_data (seeded, "points", with);
    EpiSession *session = session_from (alone);
    const char *error = epi_session_scene (session)->answer->error;
    if (error != NULL)
      g_assert_nonnull (strstr (error, "a larger share of them to training"));
    refused += error != NULL;
    epi_document_unref (seeded);
    epi_session_free (session);
  }
  /* Binomial, 100 trials of 0.9: beyond 10 deviations of 3 only if wrong. */
  g_assert_cmpuint (refused, >, 60);
  g_assert_cmpuint (refused, <, 100);
  epi_data_unref (with);
  epi_table_unref (one);
  epi_document_unref (all);
  g_free (rows);
}

/* Every toy set, and a table of one's own with three classes. */
static void
test_every_preset_trains (void)
{
  for (const EpiPreset *preset = lesson ()->presets; preset->name != NULL;
       preset++) {
    if (strstr (preset->set, "mode=train") == NULL)
      continue;
    char *set = g_strdup_printf ("%s; epochs=5", preset->set);
    EpiSession *session = session_of (set);
    const EpiRun *run = &epi_session_scene (session)->answer->runs[0];
    double first = epi_frame_scalar (run->frames[0], "train_loss", NAN);
    g_assert_cmpfloat (number (session, "train_loss"), <, first);
    epi_session_free (session);
    g_free (set);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/backprop-training/" name, func)
  ADD ("the-plane-is-what-the-network-says",
       test_the_plane_is_what_the_network_says);
  ADD ("the-maps-are-what-the-units-say", test_the_maps_are_what_the_units_say);
  ADD ("noise-lets-the-hand-decide", test_noise_lets_the_hand_decide);
  ADD ("training-learns-and-repeats", test_training_learns_and_repeats);
  ADD ("squares-are-judged-and-the-end-is-said",
       test_squares_are_judged_and_the_end_is_said);
  ADD ("squares-ask-for-what-the-output-can-say",
       test_squares_ask_for_what_the_output_can_say);
  ADD ("a-trained-weight-can-be-typed", test_a_trained_weight_can_be_typed);
  ADD ("nan-is-explained", test_nan_is_explained);
  ADD ("trouble-is-told", test_trouble_is_told);
  ADD ("chance-may-leave-nothing-to-train-on",
       test_chance_may_leave_nothing_to_train_on);
  ADD ("every-preset-trains", test_every_preset_trains);
  return g_test_run ();
}
