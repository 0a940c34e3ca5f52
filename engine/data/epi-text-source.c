/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-text-source.h"

#include "data/epi-byte-source.h"

#include <stdint.h>
#include <string.h>

#define RAW_SIZE 65536

struct EpiTextSource {
  EpiByteSource *bytes;
  unsigned char *raw; /* (RAW_SIZE) bytes not yet text */
  size_t raw_begin, raw_end;
  EpiEncoding wish, encoding;
  uint32_t high; /* a surrogate that waits for its second half, or 0 */
};

/* Fills raw as far as the source gives. */
static bool
fill_raw (EpiTextSource *source, GError **error)
{
  ptrdiff_t n = 1;

  memmove (source->raw, source->raw + source->raw_begin,
           source->raw_end - source->raw_begin);
  source->raw_end -= source->raw_begin;
  source->raw_begin = 0;
  while (source->raw_end < RAW_SIZE && n > 0) {
    n = epi_byte_source_read (source->bytes, source->raw + source->raw_end,
                              RAW_SIZE - source->raw_end, error);
    if (n < 0)
      return false;
    source->raw_end += (size_t)n;
  }
  return true;
}

/* The first bytes: a byte-order mark? */
static bool
begin (EpiTextSource *source, GError **error)
{
  if (!fill_raw (source, error))
    return false;
  const unsigned char *raw = source->raw;
  size_t n = source->raw_end, mark = 0;
  EpiEncoding marked = EPI_ENCODING_AUTO;
  if (n >= 3 && memcmp (raw, "\xef\xbb\xbf", 3) == 0)
    marked = EPI_ENCODING_UTF8, mark = 3;
  else if (n >= 2 && raw[0] == 0xff && raw[1] == 0xfe)
    marked = EPI_ENCODING_UTF16LE, mark = 2;
  else if (n >= 2 && raw[0] == 0xfe && raw[1] == 0xff)
    marked = EPI_ENCODING_UTF16BE, mark = 2;
  bool obeyed = source->wish == EPI_ENCODING_AUTO || source->wish == marked;
  source->encoding = obeyed ? marked : source->wish;
  source->raw_begin = obeyed ? mark : 0;
  return true;
}

static EpiTextSource *
new_source (EpiByteSource *bytes, EpiEncoding encoding, GError **error)
{
  if (bytes == NULL)
    return NULL;
  EpiTextSource *source = g_new0 (EpiTextSource, 1);
  source->bytes = bytes;
  source->wish = encoding;
  source->raw = g_malloc (RAW_SIZE);
  if (begin (source, error))
    return source;
  epi_text_source_free (source);
  return NULL;
}

EpiTextSource *
epi_text_source_bytes (const void *bytes, size_t length, const char *name,
                       EpiEncoding encoding, GError **error)
{
  return new_source (
      epi_byte_source_memory (bytes, length, name, EPI_BYTES_UNPACKED, error),
      encoding, error);
}

EpiTextSource *
epi_text_source_file (const char *path, EpiEncoding encoding, GError **error)
{
  return new_source (epi_byte_source_file (path, EPI_BYTES_UNPACKED, error),
                     encoding, error);
}

void
epi_text_source_free (EpiTextSource *source)
{
  if (source == NULL)
    return;
  epi_byte_source_free (source->bytes);
  g_free (source->raw);
  g_free (source);
}

bool
epi_text_source_rewind (EpiTextSource *source, GError **error)
{
  source->raw_begin = source->raw_end = 0;
  source->high = 0;
  return epi_byte_source_rewind (source->bytes, error) && begin (source, error);
}

static char *
put_character (char *out, uint32_t c)
{
  return out + g_unichar_to_utf8 (c, out);
}

/* UTF-16 from raw to UTF-8; a surrogate without its other half is U+FFFD. */
static size_t
decode_utf16 (EpiTextSource *source, char *text, size_t size)
{
  int first = source->encoding == EPI_ENCODING_UTF16BE ? 0 : 1;
  char *out = text;

  while (source->raw_end - source->raw_begin >= 2 &&
         (size_t)(out - text) + 8 <= size) {
    const unsigned char *raw = source->raw + source->raw_begin;
    uint32_t c = (uint32_t)raw[1 - first] | (uint32_t)raw[first] << 8;
    bool low = c >= 0xdc00 && c < 0xe000;
    source->raw_begin += 2;
    if (source->high != 0 && !low)
      out = put_character (out, 0xfffd);
    else if (source->high != 0)
      c = 0x10000 + ((source->high - 0xd800) << 10) + (c - 0xdc00);
    else if (low)
      c = 0xfffd;
    source->high = c >= 0xd800 && c < 0xdc00 ? c : 0;
    if (source->high == 0)
      out = put_character (out, c);
  }
  return (size_t)(out - text);
}

static ptrdiff_t
read_utf16 (EpiTextSource *source, char *text, size_t size, GError **error)
{
  size_t n = 0;

  do {
    size_t before = source->raw_end - source->raw_begin;
    if (before < 2) {
      if (!fill_raw (source, error))
        return -1;
      if (source->raw_end < 2) { /* the end; perhaps with half a character */
        bool half = source->raw_end == 1 || source->high != 0;
        source->raw_begin = source->raw_end = 0;
        source->high = 0;
        return half ? put_character (text, 0xfffd) - text : 0;
      }
    }
    n = decode_utf16 (source, text, size);
  } while (n == 0);
  return (ptrdiff_t)n;
}

ptrdiff_t
epi_text_source_read (EpiTextSource *source, char *text, size_t size,
                      GError **error)
{
  if (source->encoding == EPI_ENCODING_UTF16LE ||
      source->encoding == EPI_ENCODING_UTF16BE)
    return read_utf16 (source, text, size, error);
  size_t n = MIN (size, source->raw_end - source->raw_begin);
  if (n == 0)
    return epi_byte_source_read (source->bytes, text, size, error);
  memcpy (text, source->raw + source->raw_begin, n);
  source->raw_begin += n;
  return (ptrdiff_t)n;
}

const char *
epi_text_source_name (const EpiTextSource *source)
{
  return epi_byte_source_name (source->bytes);
}

EpiEncoding
epi_text_source_encoding (const EpiTextSource *source)
{
  return source->encoding;
}

double
epi_text_source_progress (const EpiTextSource *source)
{
  return epi_byte_source_progress (source->bytes);
}
