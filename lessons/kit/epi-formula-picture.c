/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-formula-picture.h"

#include <librsvg/rsvg.h>
#include <string.h>

struct EpiFormulaPicture {
  RsvgHandle *handle;
  double width, height, depth; /* in ex */
  char colour[8];              /* that the handle draws in now */
};

EpiFormulaPicture *
epi_formula_picture_new (const EpiSpan *span, GError **error)
{
  gsize length;

  if (span->kind != EPI_SPAN_FORMULA || span->svg == NULL)
    return NULL;
  const guint8 *svg = g_bytes_get_data (span->svg, &length);
  RsvgHandle *handle = rsvg_handle_new_from_data (svg, length, error);
  if (handle == NULL)
    return NULL;
  EpiFormulaPicture *picture = g_new0 (EpiFormulaPicture, 1);
  picture->handle = handle;
  picture->width = span->width;
  picture->height = span->height;
  picture->depth = span->depth;
  return picture;
}

void
epi_formula_picture_free (EpiFormulaPicture *picture)
{
  if (picture == NULL)
    return;
  g_object_unref (picture->handle);
  g_free (picture);
}

/* currentColor is what the style sheet says. */
static void
set_colour (EpiFormulaPicture *picture, EpiRgb colour)
{
  char hex[8];

  if (g_strcmp0 (epi_rgb_hex (colour, hex), picture->colour) == 0)
    return;
  char *style = g_strdup_printf ("svg { color: %s }", hex);
  rsvg_handle_set_stylesheet (picture->handle, (const guint8 *)style,
                              strlen (style), NULL);
  g_strlcpy (picture->colour, hex, sizeof picture->colour);
  g_free (style);
}

void
epi_formula_picture_draw (EpiFormulaPicture *picture, cairo_t *cr, double x,
                          double y, double ex, EpiRgb colour)
{
  const RsvgRectangle room = {x, y - (picture->height - picture->depth) * ex,
                              picture->width * ex, picture->height * ex};

  set_colour (picture, colour);
  cairo_save (cr);
  rsvg_handle_render_document (picture->handle, cr, &room, NULL);
  cairo_restore (cr);
}
