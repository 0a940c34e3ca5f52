/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-measure.h"

#include "core/epi-number.h"

#include <stdio.h>
#include <time.h>

#ifdef GDK_WINDOWING_X11
#include <X11/Xlib.h>
#include <gdk/x11/gdkx.h>
#endif

typedef struct {
  FILE *file;
  gint64 delivered; /* µs, of the first motion of this frame; 0: none */
  gboolean fresh;   /* it is of this cycle of the clock: one of an earlier cycle
                     * that painted nothing had changed nothing */
  double spent;     /* by this thread until then, s */
  gboolean shown;   /* an answer is in the frame to come */
  gboolean started; /* and was told */
  gint64 tick;      /* µs, of the last frame; 0: none yet */
} Measure;

static Measure measure;

static gboolean
is_on (void)
{
  const char *path = g_getenv ("EPIGRAPH_MEASURE");
  if (measure.file == NULL && path != NULL)
    measure.file = fopen (path, "w");
  return measure.file != NULL;
}

/* Of the processor, by this thread: not disturbed by others. */
static double
spent (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void
print (const char *name, double seconds, double cpu)
{
  char number[EPI_NUMBER_SIZE], cpu_number[EPI_NUMBER_SIZE];
  fprintf (measure.file, "{\"name\": \"%s\", \"seconds\": %s, \"cpu\": %s}\n",
           name, epi_number_print (number, seconds),
           epi_number_print (cpu_number, cpu));
  fflush (measure.file);
}

/* Waits until the display has done what it was asked. */
static void
sync_display (GtkWindow *window)
{
#ifdef GDK_WINDOWING_X11
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  if (GDK_IS_X11_DISPLAY (display))
    XSync (gdk_x11_display_get_xdisplay (display), False);
#endif
}

/* Seconds since the process began, by the kernel's clock of processes. */
static double
process_age (void)
{
  g_autofree char *stat = NULL, *uptime = NULL;
  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL) ||
      !g_file_get_contents ("/proc/uptime", &uptime, NULL, NULL))
    return 0;
  const char *fields = strrchr (stat, ')');
  g_auto (GStrv) words = g_strsplit (fields + 2, " ", 21);
  double began = g_ascii_strtod (words[19], NULL) / 100; /* USER_HZ */
  return g_ascii_strtod (uptime, NULL) - began;
}

static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer data)
{
  if (gdk_event_get_event_type (event) == GDK_MOTION_NOTIFY &&
      (measure.delivered == 0 || !measure.fresh)) {
    measure.fresh = TRUE;
    measure.delivered = g_get_monotonic_time ();
    measure.spent = spent ();
  }
  return FALSE;
}

/* Motions were delivered in this phase of the clock's cycle, which then paints
 * what they changed. */
static void
flush_events_cb (GdkFrameClock *clock, GtkWindow *window)
{
  measure.fresh = FALSE;
}

static void
after_paint_cb (GdkFrameClock *clock, GtkWindow *window)
{
  if (measure.shown && !measure.started) {
    sync_display (window);
    measure.started = TRUE;
    print ("shown", process_age (), spent ());
  }
  if (measure.delivered == 0)
    return;
  sync_display (window);
  print ("frame", (double)(g_get_monotonic_time () - measure.delivered) / 1e6,
         spent () - measure.spent);
  measure.delivered = 0;
}

/* Every frame that the clock gives, whether something is drawn or not. */
static gboolean
tick_cb (GtkWidget *window, GdkFrameClock *clock, gpointer data)
{
  gint64 now = g_get_monotonic_time ();
  if (measure.tick != 0)
    print ("interval", (double)(now - measure.tick) / 1e6, spent ());
  measure.tick = now;
  return G_SOURCE_CONTINUE;
}

static void
realize_cb (GtkWidget *window)
{
  if (g_getenv ("EPIGRAPH_MEASURE_TICKS") != NULL)
    gtk_widget_add_tick_callback (window, tick_cb, NULL, NULL);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_object (clock, "flush-events", G_CALLBACK (flush_events_cb),
                           window, 0);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_paint_cb),
                           window, 0);
}

void
epi_measure_window (GtkWindow *window)
{
  if (!is_on ())
    return;
  GtkEventController *events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (window), events);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), NULL);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
}

void
epi_measure_shown (GtkWindow *window)
{
  measure.shown = TRUE;
}

/* ---- The bare widget ---- */

typedef struct {
  GtkWidget parent_instance;
  graphene_rect_t rect;
  guint n; /* repaints so far: the colour alternates */
} EpiBare;
typedef GtkWidgetClass EpiBareClass;

static GType epi_bare_get_type (void);
G_DEFINE_FINAL_TYPE (EpiBare, epi_bare, GTK_TYPE_WIDGET)

static void
bare_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpiBare *self = (EpiBare *)widget;
  static const GdkRGBA colours[] = {{1, 1, 1, 1}, {0.9f, 0.9f, 1, 1}};
  gtk_snapshot_append_color (snapshot, &colours[self->n % 2], &self->rect);
}

static void
epi_bare_class_init (EpiBareClass *klass)
{
  klass->snapshot = bare_snapshot;
}

static void
epi_bare_init (EpiBare *self)
{
}

static void
bare_motion_cb (EpiBare *self)
{
  self->n++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
epi_measure_bare (void)
{
  const char *text = g_getenv ("EPIGRAPH_MEASURE_BARE");
  float x, y, width, height;
  if (text == NULL || !is_on () ||
      sscanf (text, "%f,%f,%f,%f", &x, &y, &width, &height) != 4)
    return FALSE;
  GtkWidget *window = gtk_window_new ();
  EpiBare *bare = g_object_new (epi_bare_get_type (), NULL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  graphene_rect_init (&bare->rect, x, y, width, height);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (bare_motion_cb),
                            bare);
  gtk_widget_add_controller (GTK_WIDGET (bare), motion);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bare));
  gtk_window_set_title (GTK_WINDOW (window), "bare");
  gtk_window_set_default_size (GTK_WINDOW (window), 1920, 1080);
  epi_measure_window (GTK_WINDOW (window));
  epi_measure_shown (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return TRUE;
}
