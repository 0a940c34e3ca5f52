/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-prose-private.h"

#include "kit/epi-formula-picture.h"

#define OBJECT "\357\277\274" /* U+FFFC, three bytes: a picture stands here */
#define LINE_SPACING 1.28
#define SMALLEST 0.6 /* how far a displayed formula may shrink to fit */

typedef struct {
  EpiFormulaPicture *picture;
  double width, height, depth; /* ex */
  guint index;                 /* of its byte in the text */
} Formula;

G_DEFINE_FINAL_TYPE (EpiProse, epi_prose, GTK_TYPE_WIDGET)

static void
formula_clear (gpointer data)
{
  g_clear_pointer (&((Formula *)data)->picture, epi_formula_picture_free);
}

static void
add_attribute (EpiProse *self, PangoAttribute *attribute, guint start)
{
  attribute->start_index = start;
  attribute->end_index = self->text->len;
  pango_attr_list_insert (self->attributes, attribute);
}

static void
add_formula (EpiProse *self, const EpiSpan *span)
{
  guint start = self->text->len;
  Formula formula = {epi_formula_picture_new (span, NULL), span->width,
                     span->height, span->depth, start};

  if (formula.picture == NULL) { /* its TeX stands in the text */
    g_string_append (self->text, span->text);
    add_attribute (self, pango_attr_family_new ("monospace"), start);
    return;
  }
  g_string_append (self->text, OBJECT);
  g_array_append_val (self->formulas, formula);
}

static void
add_span (EpiProse *self, const EpiSpan *span)
{
  guint start = self->text->len;

  if (span->kind == EPI_SPAN_FORMULA) {
    add_formula (self, span);
    return;
  }
  g_string_append (self->text, span->text);
  switch (span->kind) {
  case EPI_SPAN_EMPHASIS:
    add_attribute (self, pango_attr_style_new (PANGO_STYLE_ITALIC), start);
    break;
  case EPI_SPAN_STRONG:
    add_attribute (self, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start);
    break;
  case EPI_SPAN_CODE:
    add_attribute (self, pango_attr_family_new ("monospace"), start);
    add_attribute (self, pango_attr_scale_new (0.94), start);
    break;
  case EPI_SPAN_LINK:
    add_attribute (self, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE),
                   start);
    epi_prose_add_link (self, start, span->href);
    break;
  default:
    break;
  }
}

char *
epi_prose_spoken (const EpiBlock *block)
{
  GString *spoken = g_string_new (NULL);

  for (guint i = 0; i < block->spans->len; i++) {
    const EpiSpan *span = g_ptr_array_index (block->spans, i);
    bool formula = span->kind == EPI_SPAN_FORMULA && span->spoken != NULL;
    g_string_append (spoken, formula ? span->spoken : span->text);
  }
  return g_string_free (spoken, FALSE);
}

/* ---- The layout ---- */

/* The height of an x in the font around: the unit of the formulas. */
static double
measure_ex (EpiProse *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "x");
  PangoRectangle ink;

  pango_layout_get_extents (layout, &ink, NULL);
  g_object_unref (layout);
  return (double)ink.height / PANGO_SCALE;
}

static PangoAttrList *
shapes (EpiProse *self)
{
  PangoAttrList *list = pango_attr_list_copy (self->attributes);

  for (guint i = 0; i < self->formulas->len; i++) {
    const Formula *f = &g_array_index (self->formulas, Formula, i);
    double unit = self->ex * PANGO_SCALE;
    PangoRectangle box = {0, (int)(-(f->height - f->depth) * unit),
                          (int)(f->width * unit), (int)(f->height * unit)};
    PangoAttribute *shape = pango_attr_shape_new (&box, &box);
    shape->start_index = f->index;
    shape->end_index = f->index + strlen (OBJECT);
    pango_attr_list_insert (list, shape);
  }
  return list;
}

PangoLayout *
epi_prose_layout (EpiProse *self)
{
  PangoAttrList *list;

  if (self->layout != NULL)
    return self->layout;
  self->ex = measure_ex (self);
  self->layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text->str);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (self->layout, LINE_SPACING);
  if (self->kind == EPI_BLOCK_FORMULA)
    pango_layout_set_alignment (self->layout, PANGO_ALIGN_CENTER);
  list = shapes (self);
  pango_layout_set_attributes (self->layout, list);
  pango_attr_list_unref (list);
  return self->layout;
}

double
epi_prose_ex (EpiProse *self)
{
  epi_prose_layout (self);
  return self->ex;
}

/* The factor by which a displayed formula shrinks to stand in width. */
static double
display_scale (EpiProse *self, double width)
{
  const Formula *f;

  if (self->kind != EPI_BLOCK_FORMULA || self->formulas->len == 0)
    return 1;
  f = &g_array_index (self->formulas, Formula, 0);
  return CLAMP (width / (f->width * self->ex), SMALLEST, 1);
}

static void
measure_width (EpiProse *self, int *minimum, int *natural)
{
  PangoLayout *layout = epi_prose_layout (self);
  double widest = 12 * self->ex;

  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_size (layout, natural, NULL);
  for (guint i = 0; i < self->formulas->len; i++)
    widest = MAX (widest,
                  g_array_index (self->formulas, Formula, i).width * self->ex);
  if (self->kind == EPI_BLOCK_FORMULA)
    widest *= SMALLEST;
  *minimum = (int)ceil (widest);
  *natural = MAX (*natural, *minimum);
}

static void
epi_prose_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                   int *minimum, int *natural, int *minimum_baseline,
                   int *natural_baseline)
{
  EpiProse *self = EPI_PROSE (widget);
  PangoLayout *layout = epi_prose_layout (self);
  int height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (self, minimum, natural);
    return;
  }
  pango_layout_set_width (layout, for_size < 0 ? -1 : for_size * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  *minimum = *natural = height;
  if (self->kind != EPI_BLOCK_FORMULA)
    *minimum_baseline = *natural_baseline =
        pango_layout_get_baseline (layout) / PANGO_SCALE;
}

static void
epi_prose_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  pango_layout_set_width (epi_prose_layout (EPI_PROSE (widget)),
                          width * PANGO_SCALE);
}

/* ---- Drawing ---- */

static void
draw_formulas (EpiProse *self, cairo_t *cr, const GdkRGBA *colour, double width)
{
  PangoLayoutIter *iter = pango_layout_get_iter (self->layout);
  double scale = display_scale (self, width);
  EpiRgb rgb = {colour->red, colour->green, colour->blue};
  guint next = 0;

  do {
    guint index = (guint)pango_layout_iter_get_index (iter);
    const Formula *f;
    PangoRectangle at;
    double x;
    if (next >= self->formulas->len)
      break;
    f = &g_array_index (self->formulas, Formula, next);
    if (index != f->index)
      continue;
    pango_layout_iter_get_char_extents (iter, &at);
    x = (double)at.x / PANGO_SCALE;
    if (scale < 1)
      x = MAX (0, (width - f->width * self->ex * scale) / 2);
    epi_formula_picture_draw (f->picture, cr, x,
                              (double)pango_layout_iter_get_baseline (iter) /
                                  PANGO_SCALE,
                              self->ex * scale, rgb);
    next++;
  } while (pango_layout_iter_next_char (iter));
  pango_layout_iter_free (iter);
}

static void
epi_prose_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiProse *self = EPI_PROSE (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  GdkRGBA colour;
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_append_layout (snapshot, epi_prose_layout (self), &colour);
  if (self->formulas->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_formulas (self, cr, &colour, width);
  cairo_destroy (cr);
}

/* ---- Life ---- */

static void
drop_layout (EpiProse *self)
{
  g_clear_object (&self->layout);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
epi_prose_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (epi_prose_parent_class)->css_changed (widget, change);
  drop_layout (EPI_PROSE (widget));
}

static void
epi_prose_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (epi_prose_parent_class)
      ->system_setting_changed (widget, setting);
  drop_layout (EPI_PROSE (widget));
}

static void
epi_prose_finalize (GObject *object)
{
  EpiProse *self = EPI_PROSE (object);

  g_clear_object (&self->layout);
  g_string_free (self->text, TRUE);
  pango_attr_list_unref (self->attributes);
  g_array_unref (self->formulas);
  g_array_unref (self->links);
  G_OBJECT_CLASS (epi_prose_parent_class)->finalize (object);
}

static GtkSizeRequestMode
epi_prose_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
epi_prose_class_init (EpiProseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = epi_prose_finalize;
  widget_class->get_request_mode = epi_prose_get_request_mode;
  widget_class->measure = epi_prose_measure;
  widget_class->size_allocate = epi_prose_size_allocate;
  widget_class->snapshot = epi_prose_snapshot;
  widget_class->css_changed = epi_prose_css_changed;
  widget_class->system_setting_changed = epi_prose_system_setting_changed;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0,
                                epi_prose_activate_link, NULL);
  gtk_widget_class_set_css_name (widget_class, "prose");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
epi_prose_init (EpiProse *self)
{
  self->text = g_string_new (NULL);
  self->attributes = pango_attr_list_new ();
  self->formulas = g_array_new (FALSE, FALSE, sizeof (Formula));
  g_array_set_clear_func (self->formulas, formula_clear);
  self->links = epi_prose_links_new ();
}

GtkWidget *
epi_prose_new (const EpiBlock *block)
{
  EpiProse *self = g_object_new (EPI_TYPE_PROSE, NULL);
  char *spoken = epi_prose_spoken (block);

  self->kind = block->kind;
  for (guint i = 0; i < block->spans->len; i++)
    add_span (self, g_ptr_array_index (block->spans, i));
  epi_prose_connect_links (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_free (spoken);
  return GTK_WIDGET (self);
}

GtkWidget *
epi_prose_new_spans (GPtrArray *spans)
{
  EpiBlock block = {.kind = EPI_BLOCK_PARAGRAPH, .spans = spans};

  return epi_prose_new (&block);
}
