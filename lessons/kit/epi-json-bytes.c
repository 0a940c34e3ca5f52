/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-json-bytes.h"

#include "core/epi-alloc.h"

#include <glib.h>
#include <zlib.h>

#define ZLIB_RATIO 1032 /* the most that deflate can shrink by */
#define PIECE ((size_t)1 << 30)

/* ---- zlib ---- */

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

/* ---- base64 ---- */

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

json_t *
epi_json_bytes (const void *bytes, size_t n)
{
  size_t length;
  json_t *string = NULL;
  unsigned char *packed = shrink (bytes, n, &length);
  char *text = packed != NULL ? epi_alloc (length / 3 + 2, 4) : NULL;

  if (text != NULL) {
    int state = 0, save = 0;
    size_t end =
        g_base64_encode_step (packed, length, FALSE, text, &state, &save);
    end += g_base64_encode_close (FALSE, text + end, &state, &save);
    string = json_stringn_nocheck (text, end);
  }
  epi_free (packed);
  epi_free (text);
  return string;
}

const char *
epi_json_bytes_trouble (const json_t *string, size_t n)
{
  size_t length = json_string_length (string);

  if (!is_base64 (json_string_value (string), length))
    return "a text that is not base64";
  return n / ZLIB_RATIO > length ? "a text too short for its size" : NULL;
}

bool
epi_json_get_bytes (const json_t *string, size_t n, void *bytes)
{
  size_t length = json_string_length (string);
  unsigned char *packed = epi_alloc (length / 4 + 1, 3);
  int state = 0;
  guint save = 0;

  if (packed == NULL)
    return false;
  size_t end = g_base64_decode_step (json_string_value (string), length, packed,
                                     &state, &save);
  bool good = grow (packed, end, bytes, n);
  epi_free (packed);
  return good;
}
