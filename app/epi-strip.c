/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-strip.h"

#include "epi-damage.h"
#include "epi-gauge.h"
#include "epi-readout.h"

#include "core/epi-number.h"
#include "kit/epi-scene-condition.h"

#include <math.h>

#define SPACING 22 /* pixels, between numbers */
#define LINE_SPACING 3
#define DIGITS 4
#define MAX_ENTRIES 5   /* of a vector that are shown */
#define STATUS_LEAST 80 /* pixels, while the gauge can give way */
#define GAUGE_LEAST 51  /* with the space before it */

struct _EpiStrip {
  GtkWidget parent_instance;
  EpiWindow *window;
  GPtrArray *numbers[2]; /* EpiReadout: of the frame, of the certificate */
  GtkWidget *verdict, *status;
  GtkWidget *gauge; /* of a gap, after the number that has one */
  guint gauge_after;
  unsigned problem;      /* whose numbers the room is for */
  GskRenderNode *damage; /* of all of it; NULL: never drawn */
};

G_DEFINE_FINAL_TYPE (EpiStrip, epi_strip, GTK_TYPE_WIDGET)

/* ---- Texts ---- */

/* "3.214", or "(1, 2, 3, …)". */
static char *
item_text (const EpiFrameItem *item)
{
  gsize n = item->rows * item->cols;
  if (item->kind == EPI_ITEM_SCALAR)
    return epi_number_counted (item->data[0], DIGITS);
  GString *text = g_string_new ("(");
  for (gsize i = 0; i < MIN (n, MAX_ENTRIES); i++) {
    g_autofree char *number = epi_number_label (item->data[i], DIGITS);
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", number);
  }
  g_string_append (text, n > MAX_ENTRIES ? ", …)" : ")");
  return g_string_free (text, FALSE);
}

/* "53 of 60" where that is asked for. */
static char *
quantity_text (const EpiScene *scene, const EpiQuantity *quantity,
               const EpiFrameItem *item)
{
  const EpiFrameItem *whole =
      quantity->of != NULL ? epi_scene_item (scene, quantity->of) : NULL;
  if (whole == NULL)
    return item_text (item);
  g_autofree char *part = item_text (item);
  g_autofree char *all = item_text (whole);
  return g_strdup_printf ("%s of %s", part, all);
}

static char *
number_markup (const EpiPalette *palette, int colour, const char *symbol,
               const char *value)
{
  char hex[8];
  g_autofree char *name = g_markup_escape_text (symbol, -1);
  g_autofree char *text = g_markup_escape_text (value, -1);
  return g_strdup_printf (
      "<span foreground=\"%s\" weight=\"bold\">%s</span>\u2009=\u2009%s",
      epi_rgb_hex (palette->colours[colour], hex), name, text);
}

/* Whether it is another number than before, which wants other room. */
static gboolean
show_number (EpiStrip *self, guint line, guint i, const char *markup,
             const char *label)
{
  GPtrArray *numbers = self->numbers[line];
  while (numbers->len <= i) {
    GtkWidget *readout = epi_readout_new (0, FALSE);
    gtk_widget_insert_before (readout, GTK_WIDGET (self),
                              line == 0 ? self->verdict : self->status);
    g_ptr_array_add (numbers, readout);
  }
  GtkWidget *readout = numbers->pdata[i];
  const char *before = g_object_get_data (G_OBJECT (readout), "label");
  gboolean another = g_strcmp0 (before, label) != 0;
  if (another)
    epi_readout_reset (EPI_READOUT (readout));
  epi_readout_set_markup (EPI_READOUT (readout), markup);
  if (another) {
    gtk_widget_set_tooltip_text (readout, label);
    g_object_set_data_full (G_OBJECT (readout), "label", g_strdup (label),
                            g_free);
  }
  gtk_widget_set_visible (readout, TRUE);
  return another;
}

static void
hide_from (EpiStrip *self, guint line, guint i)
{
  for (; i < self->numbers[line]->len; i++)
    gtk_widget_set_visible (self->numbers[line]->pdata[i], FALSE);
}

/* What the frame at the playhead has; of a number that is measured only now and
 * then, what an earlier frame had last. */
static const EpiFrameItem *
item_of (const EpiScene *scene, const EpiQuantity *quantity)
{
  const EpiFrameItem *item = epi_scene_item (scene, quantity->name);
  const EpiFrame *at = epi_scene_frame (scene, 0);
  if (item != NULL || at == NULL || !quantity->stays)
    return item;
  const EpiRun *run = &scene->answer->runs[0];
  for (gsize i = run->n_frames; i-- > 0 && item == NULL;)
    if (epi_frame_k (run->frames[i]) <= epi_frame_k (at))
      item = epi_frame_find (run->frames[i], quantity->name);
  return item;
}

/* Where other numbers come, the verdict is another one, too. */
static void
show_frame (EpiStrip *self, const EpiScene *scene)
{
  const EpiPalette *palette = epi_window_get_palette (self->window);
  const EpiQuantity *quantity = scene->lesson->quantities;
  guint n = 0;
  gboolean others = FALSE;
  for (; quantity && quantity->name != NULL; quantity++) {
    if (!quantity->strip || !epi_lesson_shown (scene->lesson, scene->document,
                                               quantity->shown_when))
      continue;
    const EpiFrameItem *item = item_of (scene, quantity);
    if (item == NULL)
      continue;
    g_autofree char *text = quantity_text (scene, quantity, item);
    g_autofree char *markup =
        number_markup (palette, quantity->colour, quantity->symbol, text);
    others |= show_number (self, 0, n++, markup, quantity->label);
  }
  hide_from (self, 0, n);
  if (others)
    epi_readout_reset (EPI_READOUT (self->verdict));
}

static void
show_certificate (EpiStrip *self, const EpiScene *scene)
{
  const EpiPalette *palette = epi_window_get_palette (self->window);
  const EpiCertificate *certificate =
      scene->answer != NULL ? &scene->answer->certificate : NULL;
  guint n = 0;
  gboolean metered = FALSE;
  for (gsize i = 0; certificate != NULL && i < certificate->n_items; i++) {
    const EpiCertificateItem *item = &certificate->items[i];
    if (item->meter) {
      epi_gauge_set (EPI_GAUGE (self->gauge), item->value,
                     certificate->status == EPI_OPTIMAL, palette);
      self->gauge_after = n;
      metered = TRUE;
    }
    g_autofree char *text =
        epi_number_label (item->value, item->digits > 0 ? item->digits : 2);
    g_autofree char *markup =
        number_markup (palette, EPI_COLOUR_DIM, item->symbol, text);
    show_number (self, 1, n++, markup, item->name);
  }
  gtk_widget_set_visible (self->gauge, metered);
  hide_from (self, 1, n);
}

static char *
verdict_markup (const EpiPalette *palette, const EpiScene *scene)
{
  char hex[8];
  const EpiAnswer *answer = scene->answer;
  if (answer == NULL)
    return g_strdup ("working …");
  if (answer->error != NULL)
    return g_strdup_printf (
        "<span foreground=\"%s\">no answer</span>",
        epi_rgb_hex (palette->colours[EPI_COLOUR_WARNING], hex));
  const EpiCertificate *certificate = &answer->certificate;
  gboolean proven = epi_certificate_is_proven (certificate);
  gboolean bad = epi_status_is_failure (certificate->status) ||
                 certificate->status == EPI_DIVERGED ||
                 certificate->status == EPI_INFEASIBLE ||
                 certificate->status == EPI_UNBOUNDED;
  EpiColour colour = bad      ? EPI_COLOUR_WARNING
                     : proven ? EPI_COLOUR_OPTIMUM
                              : EPI_COLOUR_TEXT;
  g_autofree char *sentence = g_markup_escape_text (
      certificate->sentence[0] != '\0' ? certificate->sentence
                                       : epi_status_word (certificate->status),
      -1);
  return g_strdup_printf ("<span foreground=\"%s\" weight=\"bold\">%s%s</span>",
                          epi_rgb_hex (palette->colours[colour], hex),
                          proven ? "✔ " : "", sentence);
}

/* The widest numbers so far keep their room, lest others jump: but not those of
 * another problem, once this one has an answer. */
static void
give_room_anew (EpiStrip *self, EpiSession *session)
{
  self->problem = epi_session_problem (session);
  for (guint line = 0; line < 2; line++)
    for (guint i = 0; i < self->numbers[line]->len; i++)
      epi_readout_reset (self->numbers[line]->pdata[i]);
  epi_readout_reset (EPI_READOUT (self->verdict));
  epi_readout_reset (EPI_READOUT (self->status));
}

void
epi_strip_update (EpiStrip *self, guint what)
{
  g_return_if_fail (EPI_IS_STRIP (self));
  EpiSession *session = epi_window_get_session (self->window);
  const EpiScene *scene = epi_session_scene (session);
  if (what & EPI_CHANGED_SESSION ||
      (!scene->stale && self->problem != epi_session_problem (session)))
    give_room_anew (self, session);
  if (!(what & (EPI_CHANGED_ANSWER | EPI_CHANGED_PLAYHEAD |
                EPI_CHANGED_PALETTE | EPI_CHANGED_SESSION)))
    return;
  show_frame (self, scene);
  show_certificate (self, scene);
  g_autofree char *verdict =
      verdict_markup (epi_window_get_palette (self->window), scene);
  epi_readout_set_markup (EPI_READOUT (self->verdict), verdict);
}

void
epi_strip_set_status (EpiStrip *self, const char *text)
{
  g_return_if_fail (EPI_IS_STRIP (self));
  epi_readout_set_text (EPI_READOUT (self->status), text);
}

/* ---- Layout: the words at the right, numbers while there is room ---- */

static int
natural (GtkWidget *widget, GtkOrientation orientation)
{
  int size;
  gtk_widget_measure (widget, orientation, -1, NULL, &size, NULL, NULL);
  return size;
}

static void
epi_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                   int *minimum, int *wished, int *minimum_baseline,
                   int *natural_baseline)
{
  EpiStrip *self = EPI_STRIP (widget);
  *minimum = 0;
  *wished = natural (self->verdict, orientation);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *wished = 2 * *wished + LINE_SPACING;
}

static void
place (GtkWidget *widget, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (widget, &(GtkAllocation){x, y, width, height}, -1);
}

/* The room of the status beside the proof.  Before one of its numbers goes the
 * gauge shrinks, then the status is cut short, at last to nothing. */
static int
status_width (EpiStrip *self, int width, int *gauge)
{
  const GtkOrientation across = GTK_ORIENTATION_HORIZONTAL;
  GtkWidget **number = (GtkWidget **)self->numbers[1]->pdata;
  for (guint i = 0; i < self->numbers[1]->len; i++)
    if (gtk_widget_get_visible (number[i]))
      width -= natural (number[i], across) + SPACING;
  *gauge = 0;
  if (gtk_widget_get_visible (self->gauge))
    *gauge = CLAMP (width - STATUS_LEAST, GAUGE_LEAST,
                    natural (self->gauge, across) + SPACING / 2);
  width -= *gauge;
  return MIN (natural (self->status, across), MAX (width, 0));
}

/* The gauge (room > 0) comes and goes with the number of that index. */
static void
allocate_line (GPtrArray *numbers, GtkWidget *gauge, guint gauge_after,
               int room, int y, int end, int height)
{
  int x = 0;
  for (guint i = 0; i < numbers->len; i++) {
    GtkWidget *number = numbers->pdata[i];
    if (!gtk_widget_get_visible (number))
      continue;
    int wished = natural (number, GTK_ORIENTATION_HORIZONTAL);
    int bar_width = i == gauge_after ? room : 0;
    gboolean fits = x + wished + bar_width + SPACING <= end;
    gtk_widget_set_child_visible (number, fits);
    if (bar_width > 0)
      gtk_widget_set_child_visible (gauge, fits);
    if (!fits) {
      x = end; /* nor those after it */
      continue;
    }
    place (number, x, y, wished, height);
    if (bar_width > 0)
      place (gauge, x + wished + SPACING / 2, y, room - SPACING / 2, height);
    x += wished + bar_width + SPACING;
  }
}

static void
epi_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EpiStrip *self = EPI_STRIP (widget);
  int line = (height - LINE_SPACING) / 2;
  int verdict =
      MIN (natural (self->verdict, GTK_ORIENTATION_HORIZONTAL), width);
  int gauge, status = status_width (self, width, &gauge);
  place (self->verdict, width - verdict, 0, verdict, line);
  place (self->status, width - status, height - line, status, line);
  allocate_line (self->numbers[0], NULL, 0, 0, 0, width - verdict, line);
  allocate_line (self->numbers[1], self->gauge, self->gauge_after, gauge,
                 height - line, width - status, line);
}

/* Numbers change together: one rectangle. */
static void
epi_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiStrip *self = EPI_STRIP (widget);
  self->damage = epi_damage_node (
      self->damage,
      GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                          (float)gtk_widget_get_height (widget)));
  gtk_snapshot_append_node (snapshot, self->damage);
  GTK_WIDGET_CLASS (epi_strip_parent_class)->snapshot (widget, snapshot);
}

static void
epi_strip_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  for (guint line = 0; line < 2; line++)
    g_clear_pointer (&EPI_STRIP (object)->numbers[line], g_ptr_array_unref);
  g_clear_pointer (&EPI_STRIP (object)->damage, gsk_render_node_unref);
  G_OBJECT_CLASS (epi_strip_parent_class)->dispose (object);
}

static void
epi_strip_class_init (EpiStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_strip_dispose;
  widget_class->measure = epi_strip_measure;
  widget_class->size_allocate = epi_strip_size_allocate;
  widget_class->snapshot = epi_strip_snapshot;
  gtk_widget_class_set_css_name (widget_class, "strip");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
epi_strip_init (EpiStrip *self)
{
  self->numbers[0] = g_ptr_array_new ();
  self->numbers[1] = g_ptr_array_new ();
  self->status = epi_readout_new (10, TRUE);
  epi_readout_set_xalign (EPI_READOUT (self->status), 1);
  gtk_widget_add_css_class (self->status, "status");
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
  self->verdict = epi_readout_new (10, TRUE);
  epi_readout_set_xalign (EPI_READOUT (self->verdict), 1);
  gtk_widget_add_css_class (self->verdict, "verdict");
  gtk_widget_insert_before (self->verdict, GTK_WIDGET (self), self->status);
  self->gauge = epi_gauge_new ();
  gtk_widget_set_visible (self->gauge, FALSE);
  gtk_widget_insert_before (self->gauge, GTK_WIDGET (self), self->status);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Certificate", -1);
}

GtkWidget *
epi_strip_new (EpiWindow *window)
{
  EpiStrip *self = g_object_new (EPI_TYPE_STRIP, NULL);
  self->window = window;
  return GTK_WIDGET (self);
}
