/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PGM and PPM: P2 and P3 have their samples as text, P5 and P6 as bytes, two of
 * them, the higher one first, where the maxval is above 255.
 */
#include "data/epi-image.h"

#define MAXVAL 65535

typedef struct {
  const unsigned char *p, *end;
  const char *name;
  GError **error;
} Reader;

static bool
is_blank (unsigned char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Blanks, and comments, which go from # to the end of the line. */
static void
skip_blanks (Reader *self)
{
  while (self->p < self->end && (is_blank (*self->p) || *self->p == '#')) {
    if (*self->p == '#')
      while (self->p < self->end && *self->p != '\n' && *self->p != '\r')
        self->p++;
    else
      self->p++;
  }
}

/* A whole number up to most. */
static bool
read_number (Reader *self, const char *what, size_t most, size_t *value)
{
  skip_blanks (self);
  if (self->p == self->end)
    return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                          "the file ends where %s was expected", what);
  if (!g_ascii_isdigit (*self->p))
    return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                          "“%c” was found where %s, a whole number, was "
                          "expected",
                          g_ascii_isprint (*self->p) ? *self->p : '?', what);
  *value = 0;
  for (; self->p < self->end && g_ascii_isdigit (*self->p); self->p++) {
    *value = *value * 10 + (size_t)(*self->p - '0');
    if (*value > most)
      return epi_data_fail (self->error, EPI_DATA_ERROR_LIMIT, self->name,
                            "%s is above %zu", what, most);
  }
  return true;
}

static bool
read_head (Reader *self, EpiImage *out, size_t *maxval)
{
  if (!read_number (self, "the width", EPI_IMAGE_SIDE, &out->width) ||
      !read_number (self, "the height", EPI_IMAGE_SIDE, &out->height) ||
      !read_number (self, "the maxval", MAXVAL, maxval))
    return false;
  if (*maxval == 0)
    return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                          "the maxval is 0 where 1 to %d was expected", MAXVAL);
  return true;
}

static bool
read_plain (Reader *self, size_t n, size_t maxval, EpiImage *out)
{
  for (size_t i = 0; i < n; i++) {
    size_t value;
    if (!read_number (self, "a sample", maxval, &value))
      return false;
    out->pixels[i] = (float)value / (float)maxval;
  }
  return true;
}

static bool
read_raw (Reader *self, size_t n, size_t maxval, EpiImage *out)
{
  for (size_t i = 0; i < n; i++) {
    size_t value = *self->p++;
    if (maxval > 255)
      value = value << 8 | *self->p++;
    if (value > maxval)
      return epi_data_fail (self->error, EPI_DATA_ERROR_LIMIT, self->name,
                            "sample %zu is %zu, above the maxval %zu", i + 1,
                            value, maxval);
    out->pixels[i] = (float)value / (float)maxval;
  }
  return true;
}

/* Whether so many samples can be in what is left, before memory is asked for
 * them: a digit and a blank each as text. */
static bool
check_length (Reader *self, bool raw, size_t n, size_t maxval)
{
  size_t left = (size_t)(self->end - self->p);
  size_t least = raw ? n * (maxval > 255 ? 2 : 1) : 2 * n - 1;

  if (left < least)
    return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                          "the file has %zu bytes behind its head, and its %zu "
                          "samples need %zu",
                          left, n, least);
  if (raw && left > least)
    return epi_data_fail (self->error, EPI_DATA_ERROR_SYNTAX, self->name,
                          "the file goes on for %zu bytes behind its picture",
                          left - least);
  return true;
}

bool
epi_image_read_pnm (const unsigned char *bytes, size_t length, const char *name,
                    EpiImage *out, GError **error)
{
  Reader self = {bytes + 2, bytes + length, name, error};
  bool raw = bytes[1] >= '5';
  size_t maxval;

  out->channels = bytes[1] == '2' || bytes[1] == '5' ? 1 : 3;
  if (!read_head (&self, out, &maxval))
    return false;
  size_t n = out->width * out->height * out->channels;
  if (raw && self.p < self.end && is_blank (*self.p))
    self.p++;
  else if (raw)
    return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                          "a blank was expected behind the maxval");
  if (n > 0 && !check_length (&self, raw, n, maxval))
    return false;
  if (!epi_image_allocate (name, out, error) ||
      !(raw ? read_raw : read_plain) (&self, n, maxval, out))
    return false;
  skip_blanks (&self);
  if (raw || self.p == self.end)
    return true;
  return epi_data_fail (error, EPI_DATA_ERROR_SYNTAX, name,
                        "the file goes on for %zu bytes behind its picture",
                        (size_t)(self.end - self.p));
}
