/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MAX_KEPT 1024
#define FONT "Cantarell, Adwaita Sans, sans-serif"

typedef struct { /* a size of the font */
  PangoFontDescription *font;
  double size, cap; /* pixels */
} Face;

typedef struct {
  PangoContext *context;
  GHashTable *layouts; /* key → Entry */
  Face faces[16];      /* the last ones, in turn */
  guint next_face;
} Store;

typedef struct {
  PangoLayout *layout;
  EpiTextSize size;
  double cap_top; /* of the first line, from the layout's top */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->layout);
  g_free (entry);
}

static void
store_free (gpointer data)
{
  Store *store = data;

  g_hash_table_unref (store->layouts);
  g_object_unref (store->context);
  for (guint i = 0; i < G_N_ELEMENTS (store->faces); i++)
    pango_font_description_free (store->faces[i].font); /* accepts NULL */
  g_free (store);
}

static GPrivate stores = G_PRIVATE_INIT (store_free);

static Store *
store_new (void)
{
  Store *store = g_new0 (Store, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  store->context =
      pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_font_options (store->context, options);
  pango_context_set_round_glyph_positions (store->context, FALSE);
  cairo_font_options_destroy (options);
  store->layouts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  return store;
}

/* The height of "0" above the baseline: capitals and figures are as high in
 * the fonts of the house. */
static double
cap_height (PangoContext *context, const PangoFontDescription *font)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoRectangle ink;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, "0", -1);
  pango_layout_get_extents (layout, &ink, NULL);
  double cap =
      (pango_layout_get_baseline (layout) - ink.y) / (double)PANGO_SCALE;
  g_object_unref (layout);
  return cap;
}

static const Face *
face_of (Store *store, double size)
{
  for (guint i = 0; i < G_N_ELEMENTS (store->faces); i++)
    if (store->faces[i].size == size)
      return &store->faces[i];
  Face *face = &store->faces[store->next_face++ % G_N_ELEMENTS (store->faces)];
  pango_font_description_free (face->font);
  face->font = pango_font_description_from_string (FONT);
  pango_font_description_set_absolute_size (face->font, size * PANGO_SCALE);
  face->size = size;
  face->cap = cap_height (store->context, face->font);
  return face;
}

static PangoLayout *
make_layout (PangoContext *context, const char *markup,
             const PangoFontDescription *font, double width)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoAttrList *attributes;
  char *text;

  pango_layout_set_font_description (layout, font);
  if (strpbrk (markup, "<&") == NULL) /* most of them */
    pango_layout_set_text (layout, markup, -1);
  else if (pango_parse_markup (markup, -1, 0, &attributes, &text, NULL, NULL)) {
    pango_layout_set_text (layout, text, -1);
    pango_layout_set_attributes (layout, attributes);
    pango_attr_list_unref (attributes);
    g_free (text);
  } else /* a title from a file with & or < in it: shown as it is */
    pango_layout_set_text (layout, markup, -1);
  if (width > 0) {
    pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  }
  return layout;
}

static void
measure (Entry *entry, double cap)
{
  PangoRectangle logical;
  PangoLayoutIter *iter = pango_layout_get_iter (entry->layout);
  double first = pango_layout_iter_get_baseline (iter), last = first;

  while (pango_layout_iter_next_line (iter))
    last = pango_layout_iter_get_baseline (iter);
  pango_layout_iter_free (iter);
  pango_layout_get_extents (entry->layout, NULL, &logical);
  entry->cap_top = first / PANGO_SCALE - cap;
  entry->size = (EpiTextSize){logical.width / (double)PANGO_SCALE,
                              (last - first) / PANGO_SCALE + cap, cap};
}

static const Entry *
look_up (const char *markup, double size, double width)
{
  Store *store = g_private_get (&stores);

  if (store == NULL)
    g_private_set (&stores, store = store_new ());
  char *key = g_strdup_printf ("%ld %ld %s", lround (size * 16), lround (width),
                               markup);
  Entry *entry = g_hash_table_lookup (store->layouts, key);
  if (entry != NULL) {
    g_free (key);
    return entry;
  }
  if (g_hash_table_size (store->layouts) >= MAX_KEPT)
    g_hash_table_remove_all (store->layouts);
  entry = g_new0 (Entry, 1);
  const Face *face = face_of (store, size);
  entry->layout = make_layout (store->context, markup, face->font, width);
  measure (entry, face->cap);
  g_hash_table_insert (store->layouts, key, entry);
  return entry;
}

char *
epi_plot_text_plain (const char *markup)
{
  char *plain = NULL;

  return pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL)
             ? plain
             : g_strdup (markup);
}

EpiTextSize
epi_plot_text_measure (const char *markup, double size)
{
  return look_up (markup, size, 0)->size;
}

void
epi_plot_text_draw (cairo_t *cr, const char *markup, double size, double x,
                    double y, double ax, double ay)
{
  const Entry *entry = look_up (markup, size, 0);

  cairo_move_to (cr, x - ax * entry->size.width,
                 y - ay * entry->size.height - entry->cap_top);
  pango_cairo_show_layout (cr, entry->layout);
  cairo_new_path (cr);
}

EpiTextSize
epi_plot_text_measure_wrapped (const char *markup, double size, double width)
{
  return look_up (markup, size, width)->size;
}

void
epi_plot_text_draw_wrapped (cairo_t *cr, const char *markup, double size,
                            double width, double x, double y)
{
  const Entry *entry = look_up (markup, size, width);

  cairo_move_to (cr, x - width / 2,
                 y - entry->size.height / 2 - entry->cap_top);
  pango_cairo_show_layout (cr, entry->layout);
  cairo_new_path (cr);
}
