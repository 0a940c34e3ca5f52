/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-byte-source.h"

#include "core/epi-alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define INPUT_SIZE 65536

struct EpiByteSource {
  char *name;
  int fd;                     /* -1: memory */
  const unsigned char *bytes; /* memory */
  size_t length, position;    /* of the file or the memory, packed */
  bool packed, stream_ended;  /* gzip */
  z_stream zip;
  unsigned char *input; /* (INPUT_SIZE) packed bytes */
};

static ptrdiff_t
fail (GError **error, EpiDataError code, const EpiByteSource *source,
      const char *what)
{
  g_set_error (error, EPI_DATA_ERROR, (int)code, "%s %s", source->name, what);
  return -1;
}

/* Up to size bytes as they lie there. */
static ptrdiff_t
read_stored (EpiByteSource *source, unsigned char *out, size_t size,
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
read_unpacked (EpiByteSource *source, unsigned char *out, size_t size,
               GError **error)
{
  z_stream *zip = &source->zip;

  zip->next_out = out;
  zip->avail_out = (uInt)size;
  while (zip->avail_out == size) { /* until there is something */
    if (zip->avail_in == 0) {
      ptrdiff_t n = read_stored (source, source->input, INPUT_SIZE, error);
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

ptrdiff_t
epi_byte_source_read (EpiByteSource *source, void *out, size_t size,
                      GError **error)
{
  size = MIN (size, (size_t)1 << 30); /* zlib counts in 32 bits */
  return source->packed ? read_unpacked (source, out, size, error)
                        : read_stored (source, out, size, error);
}

bool
epi_byte_source_read_all (EpiByteSource *source, size_t most,
                          unsigned char **out, size_t *length, GError **error)
{
  size_t capacity = 0;
  ptrdiff_t n = 1;

  *out = NULL;
  *length = 0;
  while (n > 0) {
    n = -1;
    if (!epi_grow (out, &capacity, *length, 1))
      fail (error, EPI_DATA_ERROR_NO_MEMORY, source,
            "is larger than the memory that there is for it");
    else
      n = epi_byte_source_read (source, *out + *length, capacity - *length,
                                error);
    *length += n > 0 ? (size_t)n : 0;
    if (*length > most) {
      g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_LIMIT,
                   "%s has more than %zu million bytes", source->name,
                   most / 1000000);
      n = -1;
    }
  }
  if (n == 0)
    return true;
  epi_free (*out);
  *out = NULL;
  return false;
}

/* The first bytes: gzip? */
static bool
begin (EpiByteSource *source, EpiPacking packing, GError **error)
{
  unsigned char head[3];
  ptrdiff_t n = read_stored (source, head, sizeof head, error);

  if (n < 0)
    return false;
  if (packing == EPI_BYTES_UNPACKED && n == sizeof head && head[0] == 0x1f &&
      head[1] == 0x8b && head[2] == 8) {
    source->input = g_malloc (INPUT_SIZE);
    source->packed = true;
    if (inflateInit2 (&source->zip, 16 + MAX_WBITS) != Z_OK) {
      source->packed = false;
      fail (error, EPI_DATA_ERROR_NO_MEMORY, source, "cannot be unpacked");
      return false;
    }
  }
  return epi_byte_source_rewind (source, error);
}

static EpiByteSource *
new_source (const char *name)
{
  EpiByteSource *source = g_new0 (EpiByteSource, 1);

  source->name = g_utf8_make_valid (name, -1);
  source->fd = -1;
  return source;
}

EpiByteSource *
epi_byte_source_memory (const void *bytes, size_t length, const char *name,
                        EpiPacking packing, GError **error)
{
  EpiByteSource *source = new_source (name);

  source->bytes = bytes;
  source->length = length;
  if (begin (source, packing, error))
    return source;
  epi_byte_source_free (source);
  return NULL;
}

/* Opens without waiting for anything, and only what is a file. */
static bool
open_file (EpiByteSource *source, const char *path, GError **error)
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

EpiByteSource *
epi_byte_source_file (const char *path, EpiPacking packing, GError **error)
{
  char *name = g_path_get_basename (path);
  EpiByteSource *source = new_source (name);

  g_free (name);
  if (open_file (source, path, error) && begin (source, packing, error))
    return source;
  epi_byte_source_free (source);
  return NULL;
}

void
epi_byte_source_free (EpiByteSource *source)
{
  if (source == NULL)
    return;
  if (source->fd >= 0)
    close (source->fd);
  if (source->packed)
    inflateEnd (&source->zip);
  g_free (source->input);
  g_free (source->name);
  g_free (source);
}

bool
epi_byte_source_rewind (EpiByteSource *source, GError **error)
{
  if (source->fd >= 0 && lseek (source->fd, 0, SEEK_SET) != 0) {
    g_set_error (error, EPI_DATA_ERROR, EPI_DATA_ERROR_READ,
                 "%s cannot be read again: %s", source->name,
                 g_strerror (errno));
    return false;
  }
  source->position = 0;
  source->stream_ended = false;
  if (source->packed) {
    inflateReset (&source->zip);
    source->zip.avail_in = 0;
  }
  return true;
}

const char *
epi_byte_source_name (const EpiByteSource *source)
{
  return source->name;
}

double
epi_byte_source_progress (const EpiByteSource *source)
{
  return source->length == 0
             ? 0
             : MIN (1, (double)source->position / (double)source->length);
}
