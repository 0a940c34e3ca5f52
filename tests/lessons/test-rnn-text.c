/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on recurrent networks writes: the text is drawn from the softmax,
 * and a text of one's own is learned, or refused in a sentence.
 */
#include "session-checks.h"

#include <glib/gstdio.h>
#include <math.h>

#define LESSON "rnn"
#include "lesson-session.h"

#define NAMES "task=names; cell=lstm; units=12; window=16; steps=40; "

/* ---- The text ---- */

/* At temperature 0 every draw is the same, and each letter is the most
 * probable; above it the draw decides, and the same one writes the same. */
static void
test_temperature_zero_has_no_luck (void)
{
  EpiSession *session = session_at (NAMES "temperature=0", 40);
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
      session_at (NAMES "temperature=1; letter=1; letters=10", 40);
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
  EpiSession *session = session_at (NAMES "letter=1", 10);
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
  EpiSession *session = session_of ("task=file");
  const EpiAnswer *answer = epi_session_scene (session)->answer;

  g_assert_nonnull (answer->error);
  g_assert_nonnull (strstr (answer->error, "open a text file"));
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/rnn-text/" name, func)
  ADD ("temperature-zero-has-no-luck", test_temperature_zero_has_no_luck);
  ADD ("letters-follow-the-softmax", test_letters_follow_the_softmax);
  ADD ("the-letter-in-hand-can-be-dragged",
       test_the_letter_in_hand_can_be_dragged);
  ADD ("a-text-of-ones-own-is-learned", test_a_text_of_ones_own_is_learned);
  ADD ("what-is-no-text-is-refused-in-one-sentence",
       test_what_is_no_text_is_refused_in_one_sentence);
  ADD ("no-text-is-said", test_no_text_is_said);
  return g_test_run ();
}
