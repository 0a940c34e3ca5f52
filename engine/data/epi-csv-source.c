/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv-source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define RAW_SIZE 65536

struct EpiCsvSource {
  char *name;
  int fd;                     /* -1: memory */
  const unsigned char *bytes; /* memory */
  size_t length, position;    /* of the file or the memory, packed */
  bool packed, stream_ended;  /* gzip */
  z_stream zip;
  unsigned char *input; /* (RAW_SIZE) packed bytes of a file */
  unsigned char *raw;   /* (RAW_SIZE) bytes not yet text */
  size_t raw_begin, raw_end;
  EpiCsvEncoding wish, encoding;
  uint32_t high; /* a surrogate that waits for its second half, or 0 */
};

static ptrdiff_t
fail (GError **error, EpiDataError code, const EpiCsvSource *source,
      const char *what)
{
  g_set_error (error, EPI_DATA_ERROR, (int)code, "%s %s", source->name, what);
  return -1;
}

/* Up to size bytes as they lie there. */
static ptrdiff_t
read_stored (EpiCsvSource *source, unsigned char *out, size_t size,
             GError **error)
{
  ssize_t n;

  if (source->fd < 0) {
    n = (ssize_t)MIN (size, source->length - source->position);
    if (n > 0)
      memcpy (out, source->bytes + source->position, (size_t)n);
  } else {
    do
      n = read (source->fd, out, size);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
      g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ,
                   "%s cannot be read: %s", source->name, g_strerror (errno));
      return -1;
    }
  }
  source->position += (size_t)n;
  return n;
}

/* Gzip files may be several streams, one behind the other. */
static ptrdiff_t
read_unpacked (EpiCsvSource *source, unsigned char *out, size_t size,
               GError **error)
{
  z_stream *zip = &source->zip;

  zip->next_out = out;
  zip->avail_out = (uInt)size;
  while (zip->avail_out == size) { /* until there is something */
    if (zip->avail_in == 0) {
      ptrdiff_t n = read_stored (source, source->input, RAW_SIZE, error);
      if (n < 0)
        return -1;
      if (n == 0 && source->stream_ended)
        return 0;
      if (n == 0)
        return fail (error, EPI_DATA_ERROR_READ, source,
                     "is a damaged gzip file: it ends too early");
      zip->next_in = source->input;
      zip->avail_in = (uInt)n;
    }
    if (source->stream_ended) {
      if (zip->next_in[0] != 0x1f) /* padding behind the last stream */
        return 0;
      inflateReset (zip);
      source->stream_ended = false;
    }
    int status = inflate (zip, Z_NO_FLUSH);
    source->stream_ended = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
      return fail (error, EPI_DATA_ERROR_READ, source,
                   "is a damaged gzip file");
  }
  return (ptrdiff_t)(size - zip->avail_out);
}

static ptrdiff_t
read_raw (EpiCsvSource *source, unsigned char *out, size_t size, GError **error)
{
  return source->packed ? read_unpacked (source, out, size, error)
                        : read_stored (source, out, size, error);
}

/* Fills raw as far as the source gives. */
static bool
fill_raw (EpiCsvSource *source, GError **error)
{
  ptrdiff_t n = 1;

  memmove (source->raw, source->raw + source->raw_begin,
           source->raw_end - source->raw_begin);
  source->raw_end -= source->raw_begin;
  source->raw_begin = 0;
  while (source->raw_end < RAW_SIZE && n > 0) {
    n = read_raw (source, source->raw + source->raw_end,
                  RAW_SIZE - source->raw_end, error);
    if (n < 0)
      return false;
    source->raw_end += (size_t)n;
  }
  return true;
}

/* The first bytes: gzip?  a byte-order mark? */
static bool
begin (EpiCsvSource *source, GError **error)
{
  if (!fill_raw (source, error))
    return false;
  const unsigned char *raw = source->raw;
  if (!source->packed && source->raw_end >= 3 && raw[0] == 0x1f &&
      raw[1] == 0x8b && raw[2] == 8) {
    source->input = g_malloc (RAW_SIZE);
    source->packed = true;
    if (inflateInit2 (&source->zip, 16 + MAX_WBITS) != Z_OK) {
      source->packed = false;
      fail (error, EPI_DATA_ERROR_NO_MEMORY, source, "cannot be unpacked");
      return false;
    }
    return epi_csv_source_rewind (source, error);
  }
  size_t n = source->raw_end, mark = 0;
  EpiCsvEncoding marked = EPI_CSV_ENCODING_AUTO;
  if (n >= 3 && memcmp (raw, "\xef\xbb\xbf", 3) == 0)
    marked = EPI_CSV_UTF8, mark = 3;
  else if (n >= 2 && raw[0] == 0xff && raw[1] == 0xfe)
    marked = EPI_CSV_UTF16LE, mark = 2;
  else if (n >= 2 && raw[0] == 0xfe && raw[1] == 0xff)
    marked = EPI_CSV_UTF16BE, mark = 2;
  bool obeyed = source->wish == EPI_CSV_ENCODING_AUTO || source->wish == marked;
  source->encoding = obeyed ? marked : source->wish;
  source->raw_begin = obeyed ? mark : 0;
  return true;
}

static EpiCsvSource *
new_source (const char *name, EpiCsvEncoding encoding)
{
  EpiCsvSource *source = g_new0 (EpiCsvSource, 1);

  source->name = g_utf8_make_valid (name, -1);
  source->fd = -1;
  source->wish = encoding;
  source->raw = g_malloc (RAW_SIZE);
  return source;
}

EpiCsvSource *
epi_csv_source_bytes (const void *bytes, size_t length, const char *name,
                      EpiCsvEncoding encoding, GError **error)
{
  EpiCsvSource *source = new_source (name, encoding);

  source->bytes = bytes;
  source->length = length;
  if (begin (source, error))
    return source;
  epi_csv_source_free (source);
  return NULL;
}

/* Opens without waiting for anything, and only what is a file. */
static bool
open_file (EpiCsvSource *source, const char *path, GError **error)
{
  struct stat st;

  source->fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (source->fd < 0 || fstat (source->fd, &st) != 0) {
    int why = errno;
    if (why == ENOENT)
      fail (error, EPI_DATA_ERROR_OPEN, source, "does not exist");
    else if (why == EACCES)
      fail (error, EPI_DATA_ERROR_OPEN, source,
            "cannot be opened: there is no permission to read it");
    else
      g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_OPEN,
                   "%s cannot be opened: %s", source->name, g_strerror (why));
    return false;
  }
  if (!S_ISREG (st.st_mode)) {
    fail (error, EPI_DATA_ERROR_OPEN, source,
          S_ISDIR (st.st_mode)    ? "is a folder, not a file"
          : S_ISFIFO (st.st_mode) ? "is a pipe, not a file"
                                  : "is a device or socket, not a file");
    return false;
  }
  source->length = st.st_size > 0 ? (size_t)st.st_size : 0;
  return true;
}

EpiCsvSource *
epi_csv_source_file (const char *path, EpiCsvEncoding encoding, GError **error)
{
  char *name = g_path_get_basename (path);
  EpiCsvSource *source = new_source (name, encoding);

  g_free (name);
  if (open_file (source, path, error) && begin (source, error))
    return source;
  epi_csv_source_free (source);
  return NULL;
}

void
epi_csv_source_free (EpiCsvSource *source)
{
  if (source == NULL)
    return;
  if (source->fd >= 0)
    close (source->fd);
  if (source->packed)
    inflateEnd (&source->zip);
  g_free (source->input);
  g_free (source->raw);
  g_free (source->name);
  g_free (source);
}

bool
epi_csv_source_rewind (EpiCsvSource *source, GError **error)
{
  if (source->fd >= 0 && lseek (source->fd, 0, SEEK_SET) != 0) {
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ,
                 "%s cannot be read again: %s", source->name,
                 g_strerror (errno));
    return false;
  }
  source->position = source->raw_begin = source->raw_end = 0;
  source->high = 0;
  source->stream_ended = false;
  if (source->packed) {
    inflateReset (&source->zip);
    source->zip.avail_in = 0;
  }
  return begin (source, error);
}

static char *
put_character (char *out, uint32_t c)
{
  return out + g_unichar_to_utf8 (c, out);
}

/* UTF-16 from raw to UTF-8; a surrogate without its other half is U+FFFD. */
static size_t
decode_utf16 (EpiCsvSource *source, char *text, size_t size)
{
  int first = source->encoding == EPI_CSV_UTF16BE ? 0 : 1;
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
read_utf16 (EpiCsvSource *source, char *text, size_t size, GError **error)
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
epi_csv_source_read (EpiCsvSource *source, char *text, size_t size,
                     GError **error)
{
  if (source->encoding == EPI_CSV_UTF16LE ||
      source->encoding == EPI_CSV_UTF16BE)
    return read_utf16 (source, text, size, error);
  size_t n = MIN (size, source->raw_end - source->raw_begin);
  if (n == 0)
    return read_raw (source, (unsigned char *)text, size, error);
  memcpy (text, source->raw + source->raw_begin, n);
  source->raw_begin += n;
  return (ptrdiff_t)n;
}

const char *
epi_csv_source_name (const EpiCsvSource *source)
{
  return source->name;
}

EpiCsvEncoding
epi_csv_source_encoding (const EpiCsvSource *source)
{
  return source->encoding;
}

double
epi_csv_source_progress (const EpiCsvSource *source)
{
  return source->length == 0
             ? 0
             : MIN (1, (double)source->position / (double)source->length);
}
