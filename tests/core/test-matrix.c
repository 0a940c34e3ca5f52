/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <stdint.h>

static void
test_buffers_are_aligned_and_zeroed_where_promised (void)
{
  for (size_t n = 0; n < 300; n += 7) {
    unsigned char *buffer = epi_alloc0 (n, 3);
    g_assert_cmpuint ((uintptr_t)buffer % EPI_ALIGNMENT, ==, 0);
    for (size_t i = 0; i < 3 * n; i++)
      g_assert_cmpuint (buffer[i], ==, 0);
    epi_free (buffer);
  }
}

static void
test_what_cannot_be_had_is_null (void)
{
  EpiMatrix matrix;

  g_assert_null (epi_new (double, SIZE_MAX / 8 + 1)); /* overflow to 0 */
  g_assert_null (epi_new (double, SIZE_MAX / 8));
  g_assert_null (epi_alloc (SIZE_MAX, 1));
  g_assert_cmpint (epi_matrix_new (SIZE_MAX / 2, 3, &matrix), ==,
                   EPI_NO_MEMORY);
  g_assert_null (matrix.data);
}

static void
test_the_nth_request_fails_once (void)
{
  size_t before = epi_alloc_count ();

  epi_alloc_fail_at (2);
  for (int i = 0; i < 6; i++) {
    void *buffer = epi_alloc (1, 1);
    g_assert_true ((buffer == NULL) == (i == 2));
    epi_free (buffer);
  }
  g_assert_cmpuint (epi_alloc_count (), ==, before + 6);
  epi_alloc_fail_at (0);
  epi_alloc_fail_at (-1);
  void *buffer = epi_alloc (1, 1);
  g_assert_nonnull (buffer);
  epi_free (buffer);
}

static void
test_a_failed_request_is_a_status (void)
{
  EpiMatrix matrix;

  epi_alloc_fail_at (0);
  g_assert_cmpint (epi_matrix_new (3, 3, &matrix), ==, EPI_NO_MEMORY);
  epi_matrix_clear (&matrix); /* nothing to free, and fine */
}

static void
test_one_bad_number_anywhere_is_found (void)
{
  double bad[] = {NAN, -NAN, INFINITY, -INFINITY};
  double x[67];
  float y[67];

  for (size_t k = 0; k < G_N_ELEMENTS (bad); k++)
    for (int i = 0; i < 67; i++) {
      for (int j = 0; j < 67; j++)
        y[j] = (float)(x[j] = j % 2 ? -1e-30 : 1e30);
      x[5] = DBL_MAX;
      x[6] = 5e-324;
      y[5] = -FLT_MAX;
      g_assert_true (epi_is_finite (x, 67));
      g_assert_true (epi_is_finite_f (y, 67));
      x[i] = bad[k];
      y[i] = (float)bad[k];
      g_assert_false (epi_is_finite (x, 67));
      g_assert_false (epi_is_finite_f (y, 67));
      g_assert_true (epi_is_finite (x, (size_t)i));
      g_assert_true (epi_is_finite_f (y, (size_t)i));
    }
  g_assert_true (epi_is_finite (NULL, 0));
}

static void
test_a_view_is_judged_without_its_padding (void)
{
  double data[12] = {1, 2, NAN, NAN, 3, 4, NAN, NAN, 5, 6, NAN, NAN};
  EpiMatrix view = epi_matrix_view (data, 2, 3, 4), copy;

  g_assert_true (epi_matrix_is_finite (&view));
  g_assert_cmpint (epi_matrix_copy (&view, &copy), ==, EPI_OK);
  g_assert_cmpuint (copy.ld, ==, 2);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (copy.data[i], ==, i + 1);
  *epi_matrix_at (&view, 1, 2) = INFINITY;
  g_assert_false (epi_matrix_is_finite (&view));
  g_assert_true (epi_matrix_is_finite (&copy));
  epi_matrix_clear (&copy);
  g_assert_null (copy.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alloc/buffers-are-aligned-and-zeroed-where-promised",
                   test_buffers_are_aligned_and_zeroed_where_promised);
  g_test_add_func ("/alloc/what-cannot-be-had-is-null",
                   test_what_cannot_be_had_is_null);
  g_test_add_func ("/alloc/the-nth-request-fails-once",
                   test_the_nth_request_fails_once);
  g_test_add_func ("/matrix/a-failed-request-is-a-status",
                   test_a_failed_request_is_a_status);
  g_test_add_func ("/matrix/one-bad-number-anywhere-is-found",
                   test_one_bad_number_anywhere_is_found);
  g_test_add_func ("/matrix/a-view-is-judged-without-its-padding",
                   test_a_view_is_judged_without_its_padding);
  return g_test_run ();
}
