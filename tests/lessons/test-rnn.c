/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on recurrent networks, without a display: the forecast is the
 * network's answer to its own answers, a moved past is read and not learned
 * from, and an LSTM learns from further back than Elman's network.
 */
#include "kit/epi-training.h"
#include "session-checks.h"

#include "compute/epi-cpu.h"

#include <math.h>

#define LESSON "rnn"
#include "lesson-session.h"

#define SHORT "task=series; units=6; window=16; steps=61; horizon=12; "

/* The network of the frame with room for so many steps, through the layers. */
static EpiNetwork *
network_of (EpiSession *session, const char *text, size_t steps)
{
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiShape in = {1, 1, 1, steps, 0};
  EpiNetwork *network;
  char *trouble;

  g_assert_cmpint (
      epi_network_new (text, in, 1, cpu, EPI_DOUBLE, &trouble, &network), ==,
      EPI_OK);
  g_assert_true (epi_training_set_weights (network, frame_of (session), NULL));
  epi_device_unref (cpu);
  return network;
}

/* ---- The forecast ---- */

/* Mean and deviation of the first four fifths of the series. */
static const double *
sunspots (EpiSession *session, size_t *n, double *mean, double *scale)
{
  const EpiTable *table = epi_data_table (
      epi_document_data (epi_session_scene (session)->document, "series"));
  double *y = g_new (double, epi_table_rows (table)), square = 0;
  size_t split;

  *n = epi_table_rows (table);
  *mean = 0;
  epi_table_copy_column (table, 1, y);
  split = *n - *n / 5;
  for (size_t i = 0; i < split; i++)
    *mean += y[i] / (double)split;
  for (size_t i = 0; i < split; i++)
    square += (y[i] - *mean) * (y[i] - *mean) / (double)split;
  *scale = sqrt (square);
  return y;
}

/* Fed with the past and its own forecasts, the network, as layers over the
 * whole way, gives each of the forecasts at the step before. */
static void
test_the_forecast_answers_itself (const void *cell)
{
  enum { WINDOW = 16, HORIZON = 12, STEPS = WINDOW + HORIZON - 1 };
  char *set = g_strdup_printf (SHORT "cell=%s", (const char *)cell);
  char *text = g_strdup_printf ("%s 6; dense 1", (const char *)cell);
  EpiSession *session = session_of (set);
  const double *forecast = seen (session, "forecast")->data;
  EpiNetwork *network = network_of (session, text, STEPS);
  double x[STEPS], out[STEPS], mean, scale;
  size_t n;
  const double *y = sunspots (session, &n, &mean, &scale);
  EpiBuffer *X;
  const EpiBuffer *Y;

  for (size_t t = 0; t < STEPS; t++)
    x[t] = ((t < WINDOW ? y[n - WINDOW + t] : forecast[t - WINDOW]) - mean) /
           scale;
  g_assert_cmpint (
      epi_buffer_new (epi_network_device (network), EPI_DOUBLE, 1, STEPS, &X),
      ==, EPI_OK);
  g_assert_cmpint (epi_buffer_set (X, x), ==, EPI_OK);
  g_assert_cmpint (epi_network_forward (network, X, 1, &Y), ==, EPI_OK);
  g_assert_cmpint (epi_buffer_get (Y, out), ==, EPI_OK);
  for (size_t i = 0; i < HORIZON; i++)
    g_assert_cmpfloat_with_epsilon (out[WINDOW - 1 + i] * scale + mean,
                                    forecast[i], 1e-9);
  g_free ((double *)y);
  epi_buffer_free (X);
  epi_network_free (network);
  epi_session_free (session);
  g_free (text);
  g_free (set);
}

/* A moved point makes another forecast and no new run; undone, and moved to
 * where it was, the forecast is the same to the bit. */
static void
test_the_past_is_not_learned_from (void)
{
  EpiSession *session = session_at (SHORT "cell=elman", 40);
  const EpiHandleSpec *point = &lesson ()->handles[0];
  double *before = copy_of (session, "forecast");
  double loss = number (session, "loss");
  size_t last = epi_session_last (session);
  EpiPoint at;

  g_assert_cmpuint (epi_handle_count (point, epi_session_scene (session)), ==,
                    16);
  g_assert_true (point->position (epi_session_scene (session), 15, &at));
  g_assert_cmpfloat (at.x, ==, 1988);
  g_assert_cmpfloat (at.y, ==, 100.2);
  EpiDocument *moved =
      point->move_to (epi_session_scene (session), 15, (EpiPoint){1988, 20});
  g_assert_cmpint (epi_lesson_effect (
                       lesson (), epi_session_scene (session)->document, moved),
                   ==, EPI_EFFECT_REDRAW);
  epi_session_edit (session, moved, "Move");
  epi_document_unref (moved);
  g_assert_cmpuint (epi_session_scene (session)->k, ==, 40);
  g_assert_cmpuint (epi_session_last (session), ==, last);
  g_assert_cmpfloat (number (session, "loss"), ==, loss);
  g_assert_cmpfloat (value_of (session, "moved"), ==, 1);
  g_assert_cmpfloat (value_of (session, "forecast"), !=, before[0]);
  g_assert_cmpmem (before, 12 * sizeof (double),
                   seen (session, "forecast_unmoved")->data,
                   12 * sizeof (double));
  g_assert_true (point->position (epi_session_scene (session), 15, &at));
  g_assert_cmpfloat (at.y, ==, 20);
  g_assert_true (epi_session_undo (session));
  g_assert_cmpmem (before, 12 * sizeof (double),
                   seen (session, "forecast")->data, 12 * sizeof (double));
  edit (session, "past=[289 100.2]");
  g_assert_cmpfloat (value_of (session, "moved"), ==, 0);
  g_assert_cmpmem (before, 12 * sizeof (double),
                   seen (session, "forecast")->data, 12 * sizeof (double));
  g_free (before);
  epi_session_free (session);
}

/* Kept from the forecast, rows are not read by it: one that is moved there
 * changes nothing; and the error is that of the rows that are known. */
static void
test_the_future_is_not_read (void)
{
  EpiSession *session = session_at (SHORT "back=5", 40);
  double *before = copy_of (session, "forecast");
  double mean, scale, square = 0;
  size_t n;
  const double *y = sunspots (session, &n, &mean, &scale);

  for (size_t i = 0; i < 5; i++)
    square += (before[i] - y[n - 5 + i]) * (before[i] - y[n - 5 + i]) / 5;
  g_assert_cmpfloat_with_epsilon (value_of (session, "forecast_error"),
                                  sqrt (square), 1e-9);
  edit (session, "past=[287 0]");
  g_assert_cmpmem (before, 12 * sizeof (double),
                   seen (session, "forecast")->data, 12 * sizeof (double));
  g_free ((double *)y);
  g_free (before);
  epi_session_free (session);
}

/* Learned: better than always saying the mean, whose loss is ½ on the years
 * that it learns from; and going back and on again gives the same bits. */
static void
test_a_run_goes_back_and_on (void)
{
  EpiSession *session = session_of (SHORT);
  double loss = number (session, "loss");

  g_assert_cmpuint (epi_session_last (session), ==, 61);
  g_assert_cmpint (epi_frame_status (frame_of (session)), ==, EPI_LIMIT);
  g_assert_cmpfloat (number (session, "train_loss"), <, 0.15);
  epi_session_seek (session, 20);
  epi_session_fork (session);
  epi_session_to_end (session);
  g_assert_cmpuint (epi_session_scene (session)->answer->n_runs, ==, 2);
  g_assert_cmpfloat (number (session, "loss"), ==, loss);
  epi_session_free (session);
}

/* ---- States and how far back they learn ---- */

/* hₜ = oₜ ⊙ tanh cₜ and cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ hold in what is drawn. */
static void
test_the_strips_are_an_lstm (void)
{
  EpiSession *session = session_at (SHORT "cell=lstm", 40);
  const EpiFrameItem *h = seen (session, "hidden"), *c = seen (session, "cell");
  const EpiFrameItem *z = seen (session, "gates");
  size_t N = h->rows;

  g_assert_cmpuint (N, ==, 6);
  g_assert_cmpuint (h->cols, ==, 16 + 12 - 1);
  for (size_t t = 0; t < h->cols; t++)
    for (size_t j = 0; j < N; j++) {
      const double *gates = z->data + 4 * N * t + j;
      double before = t > 0 ? c->data[j + N * (t - 1)] : 0;
      g_assert_cmpfloat_with_epsilon (
          c->data[j + N * t], gates[N] * before + gates[0] * gates[3 * N],
          1e-12);
      g_assert_cmpfloat_with_epsilon (
          h->data[j + N * t], gates[2 * N] * tanh (c->data[j + N * t]), 1e-12);
      for (size_t g = 0; g < 3; g++)
        g_assert_true (gates[g * N] > 0 && gates[g * N] < 1);
    }
  epi_session_free (session);
}

static int
by_size (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Hochreiter & Schmidhuber's point.  It is none of a single draw of weights: of
 * five the medians are compared. */
static void
test_an_lstm_learns_from_further_back (void)
{
  enum { DRAWS = 5 };
  double elman[DRAWS], lstm[DRAWS];

  for (size_t i = 0; i < DRAWS; i++) {
    char *set =
        g_strdup_printf ("task=series; cell=elman; against=lstm; units=16; "
                         "window=48; steps=100; show=reach; draw=%zu",
                         i + 1);
    EpiSession *session = session_of (set);
    g_assert_cmpuint (seen (session, "reach")->rows, ==, 48);
    elman[i] = value_of (session, "far");
    lstm[i] = value_of (session, "far_other");
    epi_session_free (session);
    g_free (set);
  }
  qsort (elman, DRAWS, sizeof *elman, by_size);
  qsort (lstm, DRAWS, sizeof *lstm, by_size);
  g_test_message ("elman %g, lstm %g", elman[DRAWS / 2], lstm[DRAWS / 2]);
  g_assert_cmpfloat (lstm[DRAWS / 2], >, 3 * elman[DRAWS / 2]);
}

/* ---- Refused ---- */

static void
test_short_series_are_refused (void)
{
  EpiSession *session = session_of ("data=triangle; window=4");
  const EpiAnswer *answer = epi_session_scene (session)->answer;

  g_assert_nonnull (answer->error);
  g_assert_nonnull (strstr (answer->error, "too short"));
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/rnn/" name, func)
  g_test_add_data_func ("/rnn/the-forecast-answers-itself/elman", "elman",
                        test_the_forecast_answers_itself);
  g_test_add_data_func ("/rnn/the-forecast-answers-itself/lstm", "lstm",
                        test_the_forecast_answers_itself);
  ADD ("the-past-is-not-learned-from", test_the_past_is_not_learned_from);
  ADD ("the-future-is-not-read", test_the_future_is_not_read);
  ADD ("a-run-goes-back-and-on", test_a_run_goes_back_and_on);
  ADD ("the-strips-are-an-lstm", test_the_strips_are_an_lstm);
  ADD ("an-lstm-learns-from-further-back",
       test_an_lstm_learns_from_further_back);
  ADD ("short-series-are-refused", test_short_series_are_refused);
  return g_test_run ();
}
