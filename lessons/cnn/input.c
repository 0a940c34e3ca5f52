/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The image that is looked at, and the pen.
 *
 * Ink is a matrix of the document with a row a point: x, y (upwards) and the
 * number of its stroke; 0 is no ink.  The drawing becomes a digit as MNIST has
 * them (data/epi-image.h): 20 pixels high, its centre of mass in the middle.
 */
#include "cnn/lesson.h"

#include "data/epi-image.h"
#include "data/epi-strokes.h"
#include "kit/epi-entries.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define PAPER 112      /* pixels along a side of the drawing */
#define PEN 1.1        /* radius, in pixels of the digit */
#define MOST_INK 20000 /* points */

/* ---- Ink ---- */

static double *
ink_of (const EpiDocument *document, size_t *n)
{
  size_t cols = 0;
  double *by_column =
      epi_lesson_matrix (&epi_lesson_cnn, document, "ink", n, &cols);

  if (by_column == NULL || cols != 3) {
    g_free (by_column);
    *n = 0;
    return NULL;
  }
  double *points = g_new (double, 3 * *n + 1);
  for (size_t i = 0; i < *n; i++)
    for (size_t c = 0; c < 3; c++)
      points[3 * i + c] = by_column[i + c * *n];
  g_free (by_column);
  return points;
}

static bool
drawn (const EpiDocument *document, float pixels[CN_PIXELS])
{
  size_t n;
  double *points = ink_of (document, &n);
  float *paper = g_new (float, PAPER *PAPER);
  EpiImage image = {PAPER, PAPER, 1, paper};

  epi_strokes_draw (points, n, CN_SIDE, PEN, PAPER, paper);
  bool inked = epi_image_digit (&image, pixels);
  g_free (paper);
  g_free (points);
  return inked;
}

/* ---- Files ---- */

static void *
parse_cb (const EpiAttachment *file, GError **error)
{
  EpiImage image;
  size_t length;
  const void *bytes = epi_attachment_bytes (file, &length);
  float *digit = g_new (float, CN_PIXELS);

  if (!epi_image_read (bytes, length, epi_attachment_name (file), &image,
                       error)) {
    g_free (digit);
    return NULL;
  }
  bool inked = epi_image_digit (&image, digit);
  epi_image_clear (&image);
  if (inked)
    return digit;
  g_free (digit);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "%s: the picture is of one colour, expected a digit on it",
               epi_attachment_name (file));
  return NULL;
}

bool
cn_accepts (const EpiAttachment *file, GError **error)
{
  return epi_attachment_meaning (file, parse_cb, g_free, error) != NULL;
}

/* ---- The image ---- */

static void
test_digit (const CnDigits *digits, size_t i, float pixels[CN_PIXELS])
{
  for (size_t p = 0; p < CN_PIXELS; p++)
    pixels[p] =
        (float)(epi_idx_value (&digits->test_images, i * CN_PIXELS + p) / 255);
}

bool
cn_image (const CnDigits *digits, const EpiDocument *document,
          float pixels[CN_PIXELS], int *class, char **title)
{
  const char *input = epi_lesson_text (&epi_lesson_cnn, document, "input");
  const EpiAttachment *file = epi_document_attachment (document, EPI_OPENED);
  char *ignored = NULL;

  if (title == NULL)
    title = &ignored;
  *class = -1;
  memset (pixels, 0, CN_PIXELS * sizeof *pixels);
  if (strcmp (input, "test") == 0) {
    size_t i =
        (size_t)epi_lesson_number (&epi_lesson_cnn, document, "digit") - 1;
    test_digit (digits, i, pixels);
    *class = (int)epi_idx_value (&digits->test_labels, i);
    *title = g_strdup_printf ("test digit %zu, a %d", i + 1, *class);
  } else if (drawn (document, pixels)) {
    *title = g_strdup ("your drawing");
  } else if (file != NULL && cn_accepts (file, NULL)) {
    memcpy (pixels, epi_attachment_meaning (file, parse_cb, g_free, NULL),
            CN_PIXELS * sizeof *pixels);
    *title = g_markup_escape_text (epi_attachment_name (file), -1);
  }
  bool there = *title != NULL;
  g_free (ignored);
  return there;
}

void
cn_move (const float *from, int by, float to[CN_PIXELS])
{
  for (int y = 0; y < CN_SIDE; y++)
    for (int x = 0; x < CN_SIDE; x++)
      to[x + CN_SIDE * y] =
          x - by >= 0 && x - by < CN_SIDE ? from[x - by + CN_SIDE * y] : 0;
}

void
cn_scale (const CnProblem *problem, const float pixels[CN_PIXELS],
          float inputs[CN_PIXELS])
{
  const EpiScaling *s = &problem->digits->scaling;

  for (size_t p = 0; p < CN_PIXELS; p++)
    inputs[p] =
        (float)(((double)pixels[problem->order[p]] - s->shift) * s->scale);
}

/* ---- The pen ---- */

bool
cn_pen_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  size_t n;
  double *points = ink_of (scene->document, &n);

  *point = (EpiPoint){CN_SIDE / 2.0, CN_SIDE / 2.0};
  if (n > 0)
    *point = (EpiPoint){points[3 * n - 3], points[3 * n - 2]};
  g_free (points);
  return true;
}

typedef enum { PEN_MOVES, PEN_BEGINS, PEN_DRAWS } PenDoes;

/* One more point; no more goes on a full sheet.  A last point without ink is
 * only where the pen stands: a stroke drawn from there begins with it. */
static EpiDocument *
with_point (const EpiDocument *document, EpiPoint at, PenDoes does)
{
  size_t n;
  double *points = ink_of (document, &n), last = 0;

  for (size_t i = 0; i < n; i++)
    last = fmax (last, points[3 * i + 2]);
  bool stands = n > 0 && !(points[3 * n - 1] > 0);
  if (stands && does == PEN_DRAWS)
    points[3 * n - 1] = ++last;
  else if (stands)
    n--;
  if (n >= MOST_INK) {
    g_free (points);
    return epi_document_ref (document);
  }
  double stroke = does == PEN_MOVES    ? 0
                  : does == PEN_BEGINS ? last + 1
                                       : fmax (last, 1);
  double *more = g_new (double, 3 * (n + 1));
  for (size_t c = 0; c < 3; c++)
    for (size_t i = 0; i < n; i++)
      more[i + c * (n + 1)] = points[3 * i + c];
  more[n] = CLAMP (at.x, 0, CN_SIDE);
  more[n + (n + 1)] = CLAMP (at.y, 0, CN_SIDE);
  more[n + 2 * (n + 1)] = stroke;
  EpiDocument *inked =
      epi_lesson_with_matrix (&epi_lesson_cnn, document, "ink", more, n + 1, 3);
  EpiDocument *out =
      epi_document_with_value (inked, "input", epi_text ("drawing"));
  epi_document_unref (inked);
  g_free (more);
  g_free (points);
  return out;
}

EpiDocument *
cn_pen_down (const EpiScene *scene, EpiPoint point)
{
  return with_point (scene->document, point, PEN_BEGINS);
}

EpiDocument *
cn_pen_to (const EpiScene *scene, size_t i, EpiPoint point)
{
  return with_point (scene->document, point, PEN_DRAWS);
}

size_t
cn_pen_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  EpiPoint at;

  cn_pen_position (scene, i, &at);
  numbers[0] = (EpiHandleNumber){"across (pixels)", at.x};
  numbers[1] = (EpiHandleNumber){"up (pixels)", at.y};
  return 2;
}

EpiDocument *
cn_pen_set (const EpiScene *scene, size_t i, const double *values)
{
  return with_point (scene->document, (EpiPoint){values[0], values[1]},
                     PEN_MOVES);
}
