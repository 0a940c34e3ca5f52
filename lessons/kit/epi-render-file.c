/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: drawn into memory, then written at once, so that a failure leaves no
 * half of a file.  The same picture is the same bytes: no dates, and the
 * numbers that Cairo gives surfaces within a process are counted anew.
 */
#include "data/epi-write-file.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-render.h"
#include "kit/epi-scene-condition.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

enum { LARGEST = 16384 }; /* pixels a side */

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw (cairo_surface_t *surface, const EpiScene *scene, const EpiViewSpec *view,
      const EpiRenderOptions *options)
{
  cairo_t *cr = cairo_create (surface);

  if (view != NULL)
    epi_render_view (cr, view, scene, NULL, options);
  else
    epi_render_lesson (cr, scene, options);
  cairo_status_t status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

/* The length of "surface or #image at p, which a number follows; or 0. */
static size_t
numbered_name (const char *p)
{
  static const char *const names[] = {"surface", "image"};

  if (*p != '"' && *p != '#')
    return 0;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (p + 1, names[i])) {
      size_t length = 1 + strlen (names[i]);
      return g_ascii_isdigit (p[length]) ? length : 0;
    }
  return 0;
}

/* Cairo names surfaces and images in an SVG by numbers that grow with the
 * process; here they begin at 1 in every file. */
static void
renumber (GByteArray *svg)
{
  GHashTable *numbers = g_hash_table_new (g_direct_hash, g_direct_equal);
  GString *out = g_string_sized_new (svg->len);

  g_byte_array_append (svg, (const guint8 *)"", 1); /* a NUL to stop at */
  for (const char *p = (const char *)svg->data; *p != '\0';) {
    size_t length = numbered_name (p);
    if (length == 0) {
      g_string_append_c (out, *p++);
      continue;
    }
    char *after;
    gpointer key = GSIZE_TO_POINTER (g_ascii_strtoull (p + length, &after, 10));
    if (!g_hash_table_contains (numbers, key))
      g_hash_table_insert (numbers, key,
                           GUINT_TO_POINTER (g_hash_table_size (numbers) + 1));
    g_string_append_len (out, p, (gssize)length);
    g_string_append_printf (
        out, "%u", GPOINTER_TO_UINT (g_hash_table_lookup (numbers, key)));
    p = after;
  }
  g_hash_table_unref (numbers);
  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, (const guint8 *)out->str, (guint)out->len);
  g_string_free (out, TRUE);
}

static cairo_status_t
draw_png (GByteArray *bytes, const EpiScene *scene, const EpiViewSpec *view,
          const EpiRenderOptions *options)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int)lround (options->width),
      (int)lround (options->height));
  cairo_status_t status = cairo_surface_status (surface);

  if (status == CAIRO_STATUS_SUCCESS)
    status = draw (surface, scene, view, options);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
draw_vector (GByteArray *bytes, bool pdf, const EpiScene *scene,
             const EpiViewSpec *view, const EpiRenderOptions *options)
{
  cairo_surface_t *surface =
      pdf ? cairo_pdf_surface_create_for_stream (append, bytes, options->width,
                                                 options->height)
          : cairo_svg_surface_create_for_stream (append, bytes, options->width,
                                                 options->height);

  if (pdf) {
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                    "1970-01-01T00:00:00Z");
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR,
                                    "Epigraph");
  }
  cairo_status_t status = draw (surface, scene, view, options);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (!pdf)
    renumber (bytes);
  return status;
}

/* The numbers of the figures, under the name of each. */
static cairo_status_t
write_tables (GByteArray *bytes, const EpiScene *scene, const EpiViewSpec *only)
{
  for (const EpiViewSpec *v = scene->lesson->views; v->name != NULL; v++) {
    if (only != NULL
            ? v != only
            : !epi_lesson_shown (scene->lesson, scene->document, v->shown_when))
      continue;
    EpiPlotTable *table = epi_view_table (v, scene);
    char *rows = epi_plot_table_csv (table);
    char *text = g_strdup_printf ("%s## %s\n%s", bytes->len > 0 ? "\n" : "",
                                  v->title, rows);
    g_byte_array_append (bytes, (const guint8 *)text, (guint)strlen (text));
    g_free (text);
    g_free (rows);
    epi_plot_table_free (table);
  }
  return CAIRO_STATUS_SUCCESS;
}

static bool
check_options (const char *path, const EpiRenderOptions *options,
               GError **error)
{
  static const char *const endings[] = {".png", ".svg", ".pdf", ".csv"};

  if (!(options->width >= 1 && options->height >= 1 &&
        options->width <= LARGEST && options->height <= LARGEST)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "A picture of %g × %g was asked for, but each side must be "
                 "between 1 and %d.",
                 options->width, options->height, LARGEST);
    return false;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++) {
    size_t length = strlen (path), n = strlen (endings[i]);
    if (length > n && g_ascii_strcasecmp (path + length - n, endings[i]) == 0)
      return true;
  }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "“%s” should end in .png, .svg or .pdf, which says what kind of "
               "picture it will be, or in .csv for its numbers.",
               path);
  return false;
}

bool
epi_render_to_file (const char *path, const EpiScene *scene,
                    const EpiViewSpec *view, const EpiRenderOptions *options,
                    GError **error)
{
  if (!check_options (path, options, error))
    return false;
  const char *ending = path + strlen (path) - 3;
  GByteArray *bytes = g_byte_array_new ();
  cairo_status_t status =
      g_ascii_strcasecmp (ending, "csv") == 0
          ? write_tables (bytes, scene, view)
      : g_ascii_strcasecmp (ending, "png") == 0
          ? draw_png (bytes, scene, view, options)
          : draw_vector (bytes, g_ascii_strcasecmp (ending, "pdf") == 0, scene,
                         view, options);
  bool ok = status == CAIRO_STATUS_SUCCESS;

  if (!ok)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "“%s” could not be drawn: %s.", path,
                 cairo_status_to_string (status));
  else
    ok = epi_write_file (path, bytes->data, bytes->len, false, error);
  g_byte_array_unref (bytes);
  return ok;
}
