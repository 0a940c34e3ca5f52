/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on recurrent networks, without a display: the forecast is the
 * network's answer to its own answers, a moved past is read and not learned
 * from, the text is drawn from the softmax, and an LSTM learns from further
 * back than Elman's network.
 */
#include "kit/epi-assign.h"
#include "kit/epi-training.h"
#include "session-checks.h"

#include "compute/epi-cpu.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define SHORT "task=series; units=6; window=16; steps=61; horizon=12; "
#define NAMES "task=names; cell=lstm; units=12; window=16; steps=40; "

static const EpiLesson *
lesson (void)
{
  return epi_lesson_find ("rnn");
}

static EpiDocument *
document_with (const EpiDocument *document, const char *set)
{
  GError *error = NULL;
  EpiDocument *with = epi_assign (lesson (), document, set, &error);

  g_assert_no_error (error);
  return with;
}

/* After so many steps. */
static EpiSession *
session_of (const char *set, size_t k)
{
  EpiDocument *first = epi_lesson_document (lesson (), NULL);
  EpiDocument *document = document_with (first, set);
  EpiSession *session = epi_session_new (lesson (), document, NULL, NULL);

  epi_session_seek (session, k);
  epi_document_unref (first);
  epi_document_unref (document);
  return session;
}

static void
edit (EpiSession *session, const char *set)
{
  EpiDocument *document =
      document_with (epi_session_scene (session)->document, set);

  epi_session_edit (session, document, "Edit");
  epi_document_unref (document);
}

static const EpiFrameItem *
seen (EpiSession *session, const char *name)
{
  const EpiFrameItem *found =
      epi_scene_item (epi_session_scene (session), name);

  g_assert_nonnull (found);
  return found;
}

static double
value_of (EpiSession *session, const char *name)
{
  return seen (session, name)->data[0];
}

static double *
copy_of (EpiSession *session, const char *name)
{
  const EpiFrameItem *found = seen (session, name);

  return g_memdup2 (found->data, found->rows * found->cols * sizeof (double));
}

/* ---- A text of one's own ---- */

static EpiDocument *
opened (const char *name, const char *content, gssize length, GError **error)
{
  char *path = g_build_filename (g_get_tmp_dir (), name, NULL);

  g_assert_true (g_file_set_contents (path, content, length, NULL));
  EpiDocument *document = epi_lesson_open_file (lesson (), path, NULL, error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_free (path);
  return document;
}

/* Every letter follows from the one before: after a while the network is never
 * surprised, and writes on for ever. */
static void
test_a_text_of_ones_own_is_learned (void)
{
  GString *text = g_string_new (NULL);
  GError *error = NULL;

  for (size_t i = 0; i < 200; i++)
    g_string_append (text, "aé→ü\n");
  EpiDocument *document =
      opened ("eigen.txt", text->str, (gssize)text->len, &error);
  g_assert_no_error (error);
  EpiDocument *small = document_with (
      document, "units=12; window=16; steps=150; step=0.02; temperature=0");
  EpiSession *session = epi_session_new (lesson (), small, NULL, NULL);
  epi_session_seek (session, 150);
  g_assert_cmpfloat (value_of (session, "test_loss"), <, 0.05);
  g_assert_cmpstr (epi_session_scene (session)->answer->certificate.sentence,
                   ==, "limit: after 150 steps, as planned");
  const EpiFrameItem *sample = seen (session, "sample");
  static const int after[] = {1, 2, 4, 0, 3}; /* ↵ a é ü → by Unicode */
  for (size_t i = 0; i + 1 < sample->cols; i++)
    g_assert_cmpint (after[(int)sample->data[2 * i]], ==,
                     (int)sample->data[2 * i + 2]);
  epi_session_free (session);
  epi_document_unref (small);
  epi_document_unref (document);
  g_string_free (text, TRUE);
}

static void
assert_refused (const char *content, gssize length, const char *says)
{
  GError *error = NULL;

  g_assert_null (opened ("mine.txt", content, length, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "mine.txt"));
  g_assert_nonnull (strstr (error->message, says));
  g_assert_null (strchr (error->message, '\n'));
  g_clear_error (&error);
}

static void
test_what_is_no_text_is_refused_in_one_sentence (void)
{
  GString *many = g_string_new (NULL), *large = g_string_new (NULL);

  for (gunichar c = 0x4e00; c < 0x4e00 + 600; c++)
    g_string_append_unichar (many, c);
  while (large->len <= 10000000)
    g_string_append (large, "All work and no play\n");
  assert_refused ("", 0, "empty");
  assert_refused ("a\nb\xff", 4, "line 2 is not text in UTF-8");
  assert_refused ("a\0b", 3, "not text in UTF-8");
  assert_refused ("too short", -1, "9 characters");
  assert_refused (many->str, (gssize)many->len, "600 different characters");
  assert_refused (large->str, (gssize)large->len, "10 million bytes");
  g_string_free (many, TRUE);
  g_string_free (large, TRUE);
}

/* The task without a file: the answer says what is missing. */
static void
test_no_text_is_said (void)
{
  EpiSession *session = session_of ("task=file", 1);
  const EpiAnswer *answer = epi_session_scene (session)->answer;

  g_assert_nonnull (answer->error);
  g_assert_nonnull (strstr (answer->error, "open a text file"));
  epi_session_free (session);
}

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
  EpiSession *session = session_of (set, SIZE_MAX);
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
  EpiSession *session = session_of (SHORT "cell=elman", 40);
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
  EpiSession *session = session_of (SHORT "back=5", 40);
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
  EpiSession *session = session_of (SHORT, SIZE_MAX);
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

/* ---- The text ---- */

/* At temperature 0 every draw is the same, and each letter is the most
 * probable; above it the draw decides, and the same one writes the same. */
static void
test_temperature_zero_has_no_luck (void)
{
  EpiSession *session = session_of (NAMES "temperature=0", 40);
  double *cold = copy_of (session, "sample");
  size_t bytes = 2 * 240 * sizeof (double);

  g_assert_cmpfloat (value_of (session, "entropy"), ==, 0);
  edit (session, "writing=2");
  g_assert_cmpmem (cold, bytes, seen (session, "sample")->data, bytes);
  edit (session, "temperature=1");
  double *warm = copy_of (session, "sample");
  g_assert_cmpint (memcmp (cold, warm, bytes), !=, 0);
  edit (session, "writing=3");
  g_assert_cmpint (memcmp (warm, seen (session, "sample")->data, bytes), !=, 0);
  edit (session, "writing=2");
  g_assert_cmpmem (warm, bytes, seen (session, "sample")->data, bytes);
  g_assert_cmpuint (epi_session_scene (session)->k, ==, 40);
  g_free (cold);
  g_free (warm);
  epi_session_free (session);
}

/* The first letter, over many draws, has the frequencies of the softmax: within
 * four standard errors √(p (1 - p)/n). */
static void
test_letters_follow_the_softmax (void)
{
  enum { DRAWS = 400 };
  EpiSession *session =
      session_of (NAMES "temperature=1; letter=1; letters=10", 40);
  const EpiFrameItem *next = seen (session, "next");
  size_t n = next->rows;
  double *p = g_memdup2 (next->data + n, n * sizeof (double));
  double *count = g_new0 (double, n), sum = 0;

  g_assert_cmpmem (p, n * sizeof (double), next->data + 2 * n,
                   n * sizeof (double)); /* at 1 both are the same */
  for (size_t i = 0; i < DRAWS; i++) {
    char *set = g_strdup_printf ("writing=%zu", i + 1);
    edit (session, set);
    count[(size_t)value_of (session, "sample")]++;
    g_free (set);
  }
  for (size_t c = 0; c < n; c++) {
    sum += p[c];
    g_assert_cmpfloat_with_epsilon (
        count[c] / DRAWS, p[c], 4 * sqrt (p[c] * (1 - p[c]) / DRAWS) + 1e-12);
  }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
  g_free (p);
  g_free (count);
  epi_session_free (session);
}

/* The diamond stands at the letter, and goes to the one it is dropped on. */
static void
test_the_letter_in_hand_can_be_dragged (void)
{
  EpiSession *session = session_of (NAMES "letter=1", 10);
  const EpiHandleSpec *letter = &lesson ()->handles[1];
  EpiPoint first, there;

  g_assert_true (letter->position (epi_session_scene (session), 0, &first));
  edit (session, "letter=60");
  g_assert_true (letter->position (epi_session_scene (session), 0, &there));
  EpiDocument *back = letter->move_to (epi_session_scene (session), 0, first);
  g_assert_cmpfloat (epi_lesson_number (lesson (), back, "letter"), ==, 1);
  epi_document_unref (back);
  back = letter->move_to (epi_session_scene (session), 0, there);
  g_assert_cmpfloat (epi_lesson_number (lesson (), back, "letter"), ==, 60);
  epi_document_unref (back);
  epi_session_free (session);
}

/* ---- States and how far back they learn ---- */

/* hₜ = oₜ ⊙ tanh cₜ and cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ hold in what is drawn. */
static void
test_the_strips_are_an_lstm (void)
{
  EpiSession *session = session_of (SHORT "cell=lstm", 40);
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
    EpiSession *session = session_of (set, SIZE_MAX);
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
  EpiSession *session = session_of ("data=triangle; window=4", 0);
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
  ADD ("temperature-zero-has-no-luck", test_temperature_zero_has_no_luck);
  ADD ("letters-follow-the-softmax", test_letters_follow_the_softmax);
  ADD ("the-letter-in-hand-can-be-dragged",
       test_the_letter_in_hand_can_be_dragged);
  ADD ("the-strips-are-an-lstm", test_the_strips_are_an_lstm);
  ADD ("an-lstm-learns-from-further-back",
       test_an_lstm_learns_from_further_back);
  ADD ("short-series-are-refused", test_short_series_are_refused);
  ADD ("a-text-of-ones-own-is-learned", test_a_text_of_ones_own_is_learned);
  ADD ("what-is-no-text-is-refused-in-one-sentence",
       test_what_is_no_text_is_refused_in_one_sentence);
  ADD ("no-text-is-said", test_no_text_is_said);
  return g_test_run ();
}
