/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-json-column.h"

#include "core/epi-alloc.h"
#include "core/epi-json-text.h"
#include "kit/epi-document-json.h"
#include "kit/epi-json-bytes.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static bool
is_plain_nan_or_number (double value)
{
  double plain = NAN;

  return !isnan (value) || memcmp (&value, &plain, sizeof value) == 0;
}

static void
swap_to_little_endian (double *values, size_t n)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  guint64 *words = (guint64 *)values;
  for (size_t i = 0; i < n; i++)
    words[i] = GUINT64_SWAP_LE_BE (words[i]);
#endif
}

static json_t *
make_string (const double *values, size_t n)
{
  double *little = epi_new (double, n);

  if (little == NULL)
    return NULL;
  memcpy (little, values, n * sizeof (double));
  swap_to_little_endian (little, n);
  json_t *string = epi_json_bytes (little, n * sizeof (double));
  epi_free (little);
  return string;
}

json_t *
epi_json_column (const double *values, size_t n)
{
  bool short_list = n <= EPI_JSON_LIST_MAX;

  for (size_t i = 0; short_list && i < n; i++)
    short_list = is_plain_nan_or_number (values[i]);
  if (!short_list)
    return make_string (values, n);
  json_t *list = json_array ();
  for (size_t i = 0; i < n; i++)
    json_array_append_new (list, epi_json_number (values[i]));
  return list;
}

static void
fail (GError **error, const char *what, const char *found, const char *expected)
{
  g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
               "%s: found %s, expected %s", what, found, expected);
}

static bool
read_list (const json_t *list, size_t n, double *values, const char *what,
           GError **error)
{
  for (size_t i = 0; i < n; i++) {
    const json_t *item = json_array_get (list, i);
    if (!epi_json_get_number (item, &values[i])) {
      g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
                   "%s, row %zu: found %s, expected a number or \"inf\", "
                   "\"-inf\", \"nan\"",
                   what, i + 1, epi_json_kind (item));
      return false;
    }
  }
  return true;
}

static bool
read_string (const json_t *string, size_t n, double *values, const char *what,
             GError **error)
{
  bool good = epi_json_get_bytes (string, n * sizeof (double), values);

  swap_to_little_endian (values, n);
  if (!good) {
    char *expected =
        g_strdup_printf ("base64 (zlib (%zu numbers of 8 bytes))", n);
    fail (error, what, "something else", expected);
    g_free (expected);
  }
  return good;
}

/* Whether column can hold n numbers at all. */
static bool
has_size (const json_t *column, size_t n, const char *what, GError **error)
{
  if (json_is_array (column)) {
    size_t found = json_array_size (column);
    if (found != n)
      g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_SYNTAX,
                   "%s: found %zu values, expected %zu, one a row", what, found,
                   n);
    return found == n;
  }
  if (!json_is_string (column)) {
    fail (error, what, epi_json_kind (column), "a list or a base64 text");
    return false;
  }
  size_t bytes =
      n > SIZE_MAX / sizeof (double) ? SIZE_MAX : n * sizeof (double);
  const char *trouble = epi_json_bytes_trouble (column, bytes);
  if (trouble != NULL)
    fail (error, what, trouble, "base64 of a number for each row");
  return trouble == NULL;
}

double *
epi_json_get_column (const json_t *column, size_t n, const char *what,
                     GError **error)
{
  if (!has_size (column, n, what, error))
    return NULL;
  double *values = epi_new (double, n);
  if (values == NULL) {
    g_set_error (error, EPI_DOCUMENT_ERROR, EPI_DOCUMENT_ERROR_FILE,
                 "%s: not enough memory for %zu numbers", what, n);
    return NULL;
  }
  if (json_is_array (column) ? read_list (column, n, values, what, error)
                             : read_string (column, n, values, what, error))
    return values;
  epi_free (values);
  return NULL;
}
