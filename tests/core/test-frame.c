/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-frame.h"

#include <glib.h>
#include <math.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/items-are-found-by-name",
                   test_items_are_found_by_name);
  return g_test_run ();
}
