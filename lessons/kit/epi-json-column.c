/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-json-column.h"

#include "core/epi-alloc.h"
#include "kit/epi-document-json.h"
#include "core/epi-json-text.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

#define ZLIB_RATIO 1032 /* the most that deflate can shrink by */
#define PIECE ((size_t)1 << 30)

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

/* zlib (from (n bytes)) in a new epi_alloc() buffer; *length is its size.  NULL
 * when the memory cannot be had. */
static unsigned char *
shrink (const void *from, size_t n, size_t *length)
{
  z_stream stream = {0};
  size_t done = 0;

  if (deflateInit (&stream, Z_BEST_SPEED) != Z_OK)
    return NULL;
  size_t room = deflateBound (&stream, n);
  unsigned char *to = epi_alloc (room, 1);
  int result = to != NULL ? Z_OK : Z_MEM_ERROR;
  stream.next_in = (unsigned char *)from;
  stream.next_out = to;
  while (result == Z_OK) {
    if (stream.avail_in == 0) {
      stream.avail_in = (uInt)MIN (n - done, PIECE);
      done += stream.avail_in;
    }
    stream.avail_out = (uInt)MIN (room - (size_t)(stream.next_out - to), PIECE);
    result = deflate (&stream, done == n ? Z_FINISH : Z_NO_FLUSH);
  }
  *length = to != NULL ? (size_t)(stream.next_out - to) : 0;
  deflateEnd (&stream);
  if (result == Z_STREAM_END)
    return to;
  epi_free (to);
  return NULL;
}

static json_t *
make_string (const double *values, size_t n)
{
  double *little = epi_new (double, n);
  size_t length;
  json_t *string = NULL;

  if (little == NULL)
    return NULL;
  memcpy (little, values, n * sizeof (double));
  swap_to_little_endian (little, n);
  unsigned char *bytes = shrink (little, n * sizeof (double), &length);
  epi_free (little);
  char *text = bytes != NULL ? epi_alloc (length / 3 + 2, 4) : NULL;
  if (text != NULL) {
    int state = 0, save = 0;
    size_t end =
        g_base64_encode_step (bytes, length, FALSE, text, &state, &save);
    end += g_base64_encode_close (FALSE, text + end, &state, &save);
    string = json_stringn_nocheck (text, end);
  }
  epi_free (bytes);
  epi_free (text);
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

/* GLib's decoder passes over what is no base64; a file that has some of it is
 * damaged. */
static bool
is_base64 (const char *text, size_t length)
{
  size_t padding = 0;

  if (length % 4 != 0)
    return false;
  while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
    padding++;
  for (size_t i = 0; i < length - padding; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return false;
  }
  return true;
}

/* Whether from (length bytes) is zlib of exactly n bytes; they go to `to`. */
static bool
grow (const unsigned char *from, size_t length, unsigned char *to, size_t n)
{
  z_stream stream = {0};
  unsigned char beyond; /* where a byte too many would go */
  size_t taken = 0, given = 0;
  int result = Z_OK;

  if (inflateInit (&stream) != Z_OK)
    return false;
  stream.next_in = (unsigned char *)from;
  while (result == Z_OK) {
    size_t piece = MIN (n - given, PIECE);
    stream.avail_in = (uInt)MIN (length - taken, PIECE);
    stream.next_out = piece > 0 ? to + given : &beyond;
    stream.avail_out = piece > 0 ? (uInt)piece : 1;
    size_t in = stream.avail_in, out = stream.avail_out;
    result = inflate (&stream, Z_NO_FLUSH);
    taken += in - stream.avail_in;
    given += out - stream.avail_out;
    if (given > n)
      break;
  }
  inflateEnd (&stream);
  return result == Z_STREAM_END && given == n && taken == length;
}

static bool
read_string (const json_t *string, size_t n, double *values, const char *what,
             GError **error)
{
  const char *text = json_string_value (string);
  size_t length = json_string_length (string);
  unsigned char *bytes = epi_alloc (length / 4 + 1, 3);
  bool good = bytes != NULL;

  if (good) {
    int state = 0;
    guint save = 0;
    size_t end = g_base64_decode_step (text, length, bytes, &state, &save);
    good = grow (bytes, end, (unsigned char *)values, n * sizeof (double));
    swap_to_little_endian (values, n);
  }
  epi_free (bytes);
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
  size_t length = json_string_length (column);
  if (!is_base64 (json_string_value (column), length)) {
    fail (error, what, "a text that is not base64", "base64");
    return false;
  }
  if (n / ZLIB_RATIO > length / sizeof (double)) {
    fail (error, what, "a text too short for its rows", "a number for each");
    return false;
  }
  return true;
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
