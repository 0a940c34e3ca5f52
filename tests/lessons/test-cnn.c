/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on convolutional networks, without a display: every output pixel
 * is its sum, maps move with the image, ink is looked at and not learned from.
 */
#include "session-checks.h"

#include <glib/gstdio.h>
#include <math.h>

#define LESSON "cnn"
#include "lesson-session.h"

#define SHORT "epochs=1; filters=4; against=none; "

/* ---- Convolution ---- */

/* y = max (0, b + Σ W x) for every pixel of both convolutions, in double; the
 * network's sums of at most 5·5·4 products are single: γ₁₀₃ of their size. */
static void
check_layer (EpiSession *session, const char *from, size_t channels,
             size_t width, const char *to, const char *layer)
{
  char *weights = g_strconcat (layer, ".weight", NULL);
  char *biases = g_strconcat (layer, ".bias", NULL);
  const EpiFrameItem *W = seen (session, weights);
  const double *b = seen (session, biases)->data;
  const double *x = seen (session, from)->data, *y = seen (session, to)->data;
  size_t side = (size_t)lround (sqrt ((double)(W->rows / channels)));
  size_t out = width - side + 1;

  g_assert_cmpuint (W->rows, ==, side * side * channels);
  for (size_t o = 0; o < W->cols; o++)
    for (size_t v = 0; v < out; v++)
      for (size_t u = 0; u < out; u++) {
        double sum = b[o], size = fabs (b[o]);
        for (size_t e = 0; e < W->rows; e++) {
          size_t c = e % channels, i = e / channels % side;
          size_t j = e / channels / side;
          double term = W->data[e + W->rows * o] *
                        x[c + channels * (u + i + width * (v + j))];
          sum += term;
          size += fabs (term);
        }
        g_assert_cmpfloat (
            fabs (y[o + W->cols * (u + out * v)] - fmax (sum, 0)), <=,
            103 * 0x1p-24 * size);
      }
  g_free (weights);
  g_free (biases);
}

static void
test_every_output_pixel_is_its_sum (void)
{
  EpiSession *session = session_at (SHORT "input=test; digit=9", 20);

  check_layer (session, "scaled", 1, 28, "map1", "1");
  check_layer (session, "map2", 4, 12, "map3", "3");
  epi_session_free (session);
}

/* The image moved by s: its maps of the first layer, moved by s, where neither
 * patch reaches over an edge. */
static void
test_maps_move_with_the_image (void)
{
  enum { BY = 3, OUT = 24, FILTERS = 4 };
  EpiSession *session = session_at (SHORT "input=test; digit=9; shift=0", 5);
  double *before = copy_of (session, "map1");

  edit (session, "shift=3");
  const double *after = seen (session, "map1")->data;
  for (size_t v = 0; v < OUT; v++)
    for (size_t u = BY; u < OUT; u++)
      for (size_t c = 0; c < FILTERS; c++)
        g_assert_cmpfloat_with_epsilon (
            after[c + FILTERS * (u + OUT * v)],
            before[c + FILTERS * (u - BY + OUT * v)], 1e-5);
  g_free (before);
  epi_session_free (session);
}

/* ---- What is looked at ---- */

/* Ink makes no new run: the frames stay, the answer follows, and undo takes
 * the whole stroke back. */
static void
test_ink_is_not_learned_from (void)
{
  EpiSession *session = session_at (SHORT "input=drawing", 15);
  const EpiHandleSpec *pen = &lesson ()->handles[0];
  double *before = copy_of (session, "input");

  epi_session_begin_drag (session);
  EpiDocument *ink =
      pen->put_down (epi_session_scene (session), (EpiPoint){4, 4});
  epi_session_edit (session, ink, "Draw");
  epi_document_unref (ink);
  ink = pen->move_to (epi_session_scene (session), 0, (EpiPoint){24, 5});
  epi_session_edit (session, ink, "Draw");
  epi_document_unref (ink);
  epi_session_end_drag (session);

  g_assert_cmpuint (epi_session_scene (session)->k, ==, 15);
  g_assert_cmpuint (epi_session_last (session), >=, 15);
  g_assert_cmpint (
      memcmp (before, seen (session, "input")->data, 784 * sizeof (double)), !=,
      0);
  EpiPoint at;
  g_assert_true (pen->position (epi_session_scene (session), 0, &at));
  g_assert_cmpfloat (at.x, ==, 24);
  g_assert_true (epi_session_undo (session));
  g_assert_cmpmem (before, 784 * sizeof (double), seen (session, "input")->data,
                   784 * sizeof (double));
  g_free (before);
  epi_session_free (session);
}

/* Moved by typing, the pen leaves nothing; the stroke drawn from there begins
 * there. */
static void
test_the_pen_moves_without_ink (void)
{
  EpiSession *session = session_at (SHORT "ink=[14 14 0]", 0);
  const EpiHandleSpec *pen = &lesson ()->handles[0];
  const double corner[] = {6, 20};

  g_assert_null (epi_scene_item (epi_session_scene (session), "answer"));
  EpiDocument *moved =
      pen->set_numbers (epi_session_scene (session), 0, corner);
  epi_session_edit (session, moved, "Move");
  g_assert_null (epi_scene_item (epi_session_scene (session), "answer"));
  EpiDocument *drawn =
      pen->move_to (epi_session_scene (session), 0, (EpiPoint){20, 20});
  epi_session_edit (session, drawn, "Draw");
  g_assert_cmpfloat (seen (session, "input")->data[10 + 28 * 14], >, 0.5);
  epi_document_unref (moved);
  epi_document_unref (drawn);
  epi_session_free (session);
}

/* Every digit of the test set counts once, and the diagonal is what is right;
 * the gallery shows wrong ones. */
static void
test_confusion_counts_every_digit (void)
{
  EpiSession *session = session_at (SHORT "show=confusion", 30);
  const EpiFrameItem *counts = seen (session, "confusion");
  const EpiFrameItem *wrong = seen (session, "wrong");
  double sum = 0, right = 0;

  for (size_t i = 0; i < 10; i++) {
    double row = 0;
    for (size_t j = 0; j < 10; j++)
      row += counts->data[i + 10 * j];
    g_assert_cmpfloat (row, ==, 100); /* of each digit */
    sum += row;
    right += counts->data[i + 10 * i];
  }
  g_assert_cmpfloat_with_epsilon (right / sum,
                                  value_of (session, "right_moved"), 1e-12);
  for (size_t i = 0; i < wrong->cols; i++)
    g_assert_cmpfloat (wrong->data[1 + 4 * i], !=, wrong->data[2 + 4 * i]);
  epi_session_free (session);
}

/* Where the square covers background only, the answer is what it was. */
static void
test_covering_background_changes_nothing (void)
{
  EpiSession *session =
      session_at (SHORT "input=test; digit=9; show=occlusion", 20);
  const EpiFrameItem *map = seen (session, "occlusion");
  const double *image = seen (session, "input")->data;
  double p = value_of (session, "confidence");
  size_t bare = 0;

  for (size_t v = 0; v < map->cols; v++)
    for (size_t u = 0; u < map->rows; u++) {
      double ink = 0;
      for (size_t e = 0; e < 36; e++)
        ink += image[2 * u + e % 6 + 28 * (2 * v + e / 6)];
      if (ink == 0) {
        bare++;
        g_assert_cmpfloat_with_epsilon (map->data[u + map->rows * v], p, 1e-6);
      }
    }
  g_assert_cmpuint (bare, >, 20);
  epi_session_free (session);
}

/* ---- Training ---- */

/* Learned: after one epoch a thousand digits that it never saw are read; and
 * going back and on again gives the same bits. */
static void
test_a_run_goes_back_and_on (void)
{
  EpiSession *session = session_of ("epochs=1; filters=8");
  size_t last = epi_session_last (session);
  double loss = number (session, "loss");

  g_assert_cmpuint (last, ==, 63); /* ⌈4,000 / 64⌉ */
  g_assert_cmpfloat (number (session, "test_accuracy"), >, 0.8);
  epi_session_seek (session, 20);
  g_assert_cmpfloat (number (session, "test_accuracy"), <, 0.8);
  epi_session_fork (session);
  epi_session_to_end (session);
  g_assert_cmpuint (epi_session_scene (session)->answer->n_runs, ==, 2);
  g_assert_cmpfloat (number (session, "loss"), ==, loss);
  epi_session_free (session);
}

/* ---- Files ---- */

static char *
write_picture (const char *folder, const char *name, bool inked)
{
  GString *text = g_string_new ("P2\n10 10\n9\n");
  char *path = g_build_filename (folder, name, NULL);

  for (int i = 0; i < 100; i++)
    g_string_append (text, inked && i % 10 == 4 ? "0 " : "9 ");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_string_free (text, TRUE);
  return path;
}

static void
test_pictures_are_opened_or_refused (void)
{
  char *folder = g_dir_make_tmp ("epigraph-cnn-XXXXXX", NULL);
  char *one = write_picture (folder, "one.pgm", true);
  char *blank = write_picture (folder, "blank.pgm", false);
  EpiDocument *clean = document_of (SHORT "ink=[14 14 0]");
  GError *error = NULL;

  EpiDocument *opened = epi_lesson_open_file (lesson (), one, clean, &error);
  g_assert_no_error (error);
  g_assert_cmpint (epi_lesson_effect (lesson (), clean, opened), ==,
                   EPI_EFFECT_REDRAW);
  EpiSession *session = epi_session_new (lesson (), opened, NULL, NULL);
  g_assert_cmpfloat (seen (session, "input")->data[14 + 28 * 14], >, 0.9);
  g_assert_null (epi_lesson_open_file (lesson (), blank, clean, &error));
  g_assert_nonnull (strstr (error->message, "blank.pgm: the picture is of one "
                                            "colour"));
  g_clear_error (&error);
  epi_session_free (session);
  epi_document_unref (clean);
  epi_document_unref (opened);
  g_unlink (one);
  g_unlink (blank);
  g_rmdir (folder);
  g_free (one);
  g_free (blank);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/cnn/" name, func)
  ADD ("every-output-pixel-is-its-sum", test_every_output_pixel_is_its_sum);
  ADD ("maps-move-with-the-image", test_maps_move_with_the_image);
  ADD ("ink-is-not-learned-from", test_ink_is_not_learned_from);
  ADD ("the-pen-moves-without-ink", test_the_pen_moves_without_ink);
  ADD ("confusion-counts-every-digit", test_confusion_counts_every_digit);
  ADD ("covering-background-changes-nothing",
       test_covering_background_changes_nothing);
  ADD ("a-run-goes-back-and-on", test_a_run_goes_back_and_on);
  ADD ("pictures-are-opened-or-refused", test_pictures_are_opened_or_refused);
  return g_test_run ();
}
