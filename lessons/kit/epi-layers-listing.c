/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows by name in a figure: what there is room for; the twin has all of them.
 */
#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>

#define LINE 1.55 /* height of a row, of the text size */
#define CELL 6.2  /* width of a number */
#define NAME 4.0  /* least width of a name */
#define DIGITS 6  /* of a number, fewer where they have no room */
#define HINT 19   /* width of how to see the others */
#define NOISE                                                                  \
  1e-9 /* of the largest in a column: what is smaller is what an               \
          iteration leaves of a zero; the twin has its digits */
#define CHARACTERS 24 /* of a name; longer ones are cut */

typedef struct {
  cairo_t *cr;
  const EpiAxes *axes;
  const EpiListing *listing;
  EpiRect rect;
  EpiColour colour;
  double size; /* of the text, pixels */
} Listing;

static void
put (const Listing *l, const char *plain, double x, double y, double ax,
     bool strong, EpiColour colour)
{
  char *safe = g_markup_escape_text (plain, -1);
  char *markup = strong ? g_strdup_printf ("<b>%s</b>", safe) : NULL;

  epi_palette_source (l->axes->palette, l->cr, colour, 1);
  epi_plot_text_draw (l->cr, strong ? markup : safe, l->size, x, y, ax, 0.5);
  g_free (markup);
  g_free (safe);
}

static double
column_end (const Listing *l, size_t c)
{
  double right = l->rect.x + l->rect.width;

  return right - (double)(l->listing->n_columns - 1 - c) * CELL * l->size;
}

static char *
short_name (const char *name)
{
  if (g_utf8_strlen (name, -1) <= CHARACTERS)
    return g_strdup (name);
  char *head = g_utf8_substring (name, 0, CHARACTERS - 1);
  char *cut = g_strconcat (head, "…", NULL);
  g_free (head);
  return cut;
}

/* With as many digits as the column has room for. */
static char *
fitting (const Listing *l, double value, double largest)
{
  if (value != 0 && fabs (value) < NOISE * largest)
    return g_strdup ("≈ 0");
  double room = (CELL - 0.7) * l->size;
  char *text = epi_number_label (value, DIGITS);

  for (int digits = DIGITS - 1;
       digits > 1 && epi_plot_text_measure (text, l->size).width > room;
       digits--) {
    g_free (text);
    text = epi_number_label (value, digits);
  }
  return text;
}

static double
largest (const Listing *l, size_t column)
{
  double most = 0;

  for (size_t i = 0; i < l->listing->n; i++)
    most = fmax (most, fabs (l->listing->columns[column][i]));
  return most;
}

/* most: the largest of each column. */
static void
put_row (const Listing *l, size_t i, double y, const double *most)
{
  char *name = short_name (l->listing->names[i]);

  put (l, name, l->rect.x, y, 0, false, EPI_COLOUR_TEXT);
  for (size_t c = 0; c < l->listing->n_columns; c++) {
    double value = l->listing->columns[c][i];
    char *text = fitting (l, value, most[c]);
    if (!isnan (value))
      put (l, text, column_end (l, c), y, 1, false,
           c == 0 ? l->colour : EPI_COLOUR_TEXT);
    g_free (text);
  }
  g_free (name);
}

static void
put_heads (const Listing *l, double y)
{
  put (l, l->listing->heads[0], l->rect.x, y, 0, false, EPI_COLOUR_DIM);
  for (size_t c = 0; c < l->listing->n_columns; c++)
    put (l, l->listing->heads[c + 1], column_end (l, c), y, 1, false,
         EPI_COLOUR_DIM);
}

void
epi_draw_listing (cairo_t *cr, const EpiAxes *axes, EpiRect rect,
                  const EpiListing *listing, size_t first, EpiColour colour)
{
  Listing l = {cr, axes, listing, rect, colour, axes->text * 0.93};
  double line = LINE * l.size, least = CELL * (double)listing->n_columns + NAME;

  if (epi_plot_table_record_named (cr, listing->title, listing->n,
                                   listing->n_columns, listing->heads,
                                   listing->names, listing->columns))
    return;
  l.size *= fmin (1, rect.width / (least * l.size)); /* a narrow place */
  size_t room = (size_t)fmax (floor (rect.height / line) - 2, 1);
  first = MIN (first, listing->n > room ? listing->n - room : 0);
  size_t last = MIN (first + room, listing->n);
  size_t hidden = listing->n - (last - first);
  if (hidden > 0 && last > first + 1)
    last--;
  put (&l, listing->title, rect.x, rect.y + line / 2, 0, true, EPI_COLOUR_TEXT);
  put_heads (&l, rect.y + 1.5 * line);
  double y = rect.y + 2.5 * line;
  double *most = g_new (double, listing->n_columns + 1);
  for (size_t c = 0; c < listing->n_columns; c++)
    most[c] = largest (&l, c);
  for (size_t i = first; i < last; i++, y += line)
    put_row (&l, i, y, most);
  g_free (most);
  if (last - first < listing->n) {
    bool narrow = rect.width < HINT * l.size;
    char *more = g_strdup_printf (narrow ? "%zu – %zu of %zu"
                                         : "rows %zu – %zu of %zu; drag for "
                                           "others",
                                  first + 1, last, listing->n);
    put (&l, more, rect.x, y, 0, false, EPI_COLOUR_DIM);
    g_free (more);
  }
}
