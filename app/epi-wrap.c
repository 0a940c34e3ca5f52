/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-wrap.h"

struct _EpiWrap {
  GtkWidget parent_instance;
  int spacing, line_spacing;
  int width, height; /* the height reserved at that width */
};

G_DEFINE_FINAL_TYPE (EpiWrap, epi_wrap, GTK_TYPE_WIDGET)

static int
wished (GtkWidget *child, GtkOrientation orientation)
{
  int natural;
  gtk_widget_measure (child, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* The children from child on that share its line, as wide as they may be
 * together; returns the first one of the next line. */
static GtkWidget *
line (EpiWrap *self, GtkWidget *child, int width, int *height)
{
  int x = 0;
  *height = 0;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    int w = wished (child, GTK_ORIENTATION_HORIZONTAL);
    if (x > 0 && x + w > width)
      break;
    x += w + self->spacing;
    *height = MAX (*height, wished (child, GTK_ORIENTATION_VERTICAL));
  }
  return child;
}

static int
height_for (EpiWrap *self, int width)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int total = 0, height;
  while (child != NULL) {
    child = line (self, child, width, &height);
    total += height + (child != NULL ? self->line_spacing : 0);
  }
  return total;
}

static GtkSizeRequestMode
epi_wrap_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (EpiWrap *self, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child)) {
      int w = wished (child, GTK_ORIENTATION_HORIZONTAL);
      *minimum = MAX (*minimum, w);
      *natural += w + (*natural > 0 ? self->spacing : 0);
    }
}

static void
epi_wrap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                  int *minimum, int *natural, int *minimum_baseline,
                  int *natural_baseline)
{
  EpiWrap *self = EPI_WRAP (widget);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (self, minimum, natural);
    return;
  }
  int height = height_for (self, for_size > 0 ? for_size : G_MAXINT);
  if (for_size == self->width)
    height = MAX (height, self->height);
  *minimum = *natural = height;
}

static void
epi_wrap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EpiWrap *self = EPI_WRAP (widget);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0, line_height;
  self->width = width;
  self->height = MIN (height, height_for (self, width));
  while (child != NULL) {
    GtkWidget *next = line (self, child, width, &line_height);
    int x = 0;
    for (; child != next; child = gtk_widget_get_next_sibling (child)) {
      if (!gtk_widget_should_layout (child))
        continue;
      int w = wished (child, GTK_ORIENTATION_HORIZONTAL);
      gtk_widget_size_allocate (
          child, &(GtkAllocation){x, y, MIN (w, width), line_height}, -1);
      x += w + self->spacing;
    }
    y += line_height + self->line_spacing;
  }
}

void
epi_wrap_append (EpiWrap *self, GtkWidget *child)
{
  g_return_if_fail (EPI_IS_WRAP (self));
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

void
epi_wrap_clear (EpiWrap *self)
{
  GtkWidget *child;
  g_return_if_fail (EPI_IS_WRAP (self));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->width = self->height = 0;
}

static void
epi_wrap_dispose (GObject *object)
{
  epi_wrap_clear (EPI_WRAP (object));
  G_OBJECT_CLASS (epi_wrap_parent_class)->dispose (object);
}

static void
epi_wrap_class_init (EpiWrapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_wrap_dispose;
  widget_class->get_request_mode = epi_wrap_get_request_mode;
  widget_class->measure = epi_wrap_measure;
  widget_class->size_allocate = epi_wrap_size_allocate;
}

static void
epi_wrap_init (EpiWrap *self)
{
}

GtkWidget *
epi_wrap_new (int spacing, int line_spacing)
{
  EpiWrap *self = g_object_new (EPI_TYPE_WRAP, NULL);
  self->spacing = spacing;
  self->line_spacing = line_spacing;
  return GTK_WIDGET (self);
}
