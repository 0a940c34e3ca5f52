/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-frame.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void
test_items_are_found_by_name (void)
{
  const double x[] = {1, 2, 3};
  EpiFrame *frame = epi_frame_new (7, EPI_RUNNING);

  epi_frame_add_scalar (frame, "gap", 0.5);
  epi_frame_add_vector (frame, "x", x, 3);
  epi_frame_add_matrix (frame, "H", NULL, 2, 3);

  g_assert_cmpuint (epi_frame_k (frame), ==, 7);
  g_assert_cmpfloat (epi_frame_scalar (frame, "gap", NAN), ==, 0.5);
  g_assert_true (isnan (epi_frame_scalar (frame, "x", NAN)));
  g_assert_null (epi_frame_find (frame, "y"));
  const EpiFrameItem *item = epi_frame_find (frame, "x");
  g_assert_cmpmem (item->data, 3 * sizeof (double), x, sizeof x);
  g_assert_true (item->data != x);
  item = epi_frame_find (frame, "H");
  g_assert_cmpuint (item->rows, ==, 2);
  g_assert_cmpuint (item->cols, ==, 3);
  g_assert_cmpfloat (item->data[5], ==, 0);
  epi_frame_unref (frame);
}

/* More names than fit into a frame, and than there are bytes to tell them apart
 * by. */
static void
test_every_name_is_told_apart (void)
{
  static char names[26 * 26][3];
  const size_t n = G_N_ELEMENTS (names), half = n / 2;
  EpiFrame *frame = epi_frame_new (0, EPI_RUNNING);

  for (size_t i = 0; i < n; i++) {
    names[i][0] = (char)('a' + i / 26);
    names[i][1] = (char)('a' + i % 26);
    if (i < half)
      epi_frame_add_scalar (frame, names[i], (double)i);
  }
  for (size_t i = 0; i < n; i++) {
    char copy[3]; /* the text counts, not where it stands */
    memcpy (copy, names[i], sizeof copy);
    g_assert_cmpfloat (epi_frame_scalar (frame, copy, -1), ==,
                       i < half ? (double)i : -1);
  }
  g_assert_null (epi_frame_find (frame, ""));
  g_assert_cmpuint (epi_frame_n_items (frame), ==, half);
  g_assert_cmpstr (epi_frame_item (frame, half - 1)->name, ==, names[half - 1]);
  epi_frame_unref (frame);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/items-are-found-by-name",
                   test_items_are_found_by_name);
  g_test_add_func ("/frame/every-name-is-told-apart",
                   test_every_name_is_told_apart);
  return g_test_run ();
}
