/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widget-test.h"

#include <glib/gstdio.h>

#define PATIENCE 40 /* s: ends what hangs, on a machine however busy */

#ifdef __SANITIZE_ADDRESS__
/* GLib and GTK have no frame pointers: only the slow unwinder sees who called
 * g_malloc(), and so which leak is whose. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0:malloc_context_size=12";
}
#endif

static void
add_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();
  char *path = g_build_filename (g_getenv ("EPIGRAPH_SOURCE_DIR"), "app",
                                 "style.css", NULL);
  gtk_css_provider_load_from_path (provider, path);
  gtk_style_context_add_provider_for_display (
      gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
      GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
  g_free (path);
}

static char *home; /* settings and recent files of this test alone */

static void
make_home (void)
{
  static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                      "XDG_CACHE_HOME"};

  home = g_dir_make_tmp ("epi-home-XXXXXX", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], home, TRUE);
}

static void
remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    char *child = g_build_filename (path, name, NULL);
    remove_folder (child);
    g_free (child);
  }
  if (dir != NULL)
    g_dir_close (dir);
  g_assert_cmpint (g_remove (path), ==, 0);
}

int
widget_test_run (void)
{
  int status = g_test_run ();

  remove_folder (home);
  g_clear_pointer (&home, g_free);
  return status;
}

void
widget_test_init (int *argc, char ***argv)
{
  make_home ();
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    remove_folder (home);
    exit (0);
  }
  adw_init ();
  add_style ();
}

GtkWidget *
widget_test_window (GtkWidget *child, int width, int height)
{
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle (window);
  return window;
}

static gboolean
timeout_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void
widget_test_until (gboolean (*condition) (gpointer data), gpointer data,
                   const char *what)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (PATIENCE, timeout_cb, &late);

  while (!condition (data)) {
    g_main_context_iteration (NULL, TRUE);
    if (late)
      g_error ("waited %d seconds for: %s", PATIENCE, what);
  }
  if (!late)
    g_source_remove (id);
}

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  (*(guint *)data)++;
}

static gboolean
painted (gpointer data)
{
  return *(guint *)data >= 2;
}

void
widget_test_settle (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint frames = 0;
  gulong id;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  id =
      g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &frames);
  gdk_frame_clock_begin_updating (clock);
  widget_test_until (painted, &frames, "two frames");
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, id);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
shot (GtkWidget *window, const char *name, gboolean dark)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  char *path = g_strdup_printf ("%s/%s-%s.png", g_getenv ("EPIGRAPH_SHOTS"),
                                name, dark ? "dark" : "light");
  GdkPaintable *paintable;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  GdkTexture *texture;
  int width = gtk_widget_get_width (window);
  int height = gtk_widget_get_height (window);

  adw_style_manager_set_color_scheme (
      style, dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  widget_test_settle (window);
  paintable = gtk_widget_paintable_new (window);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)), node,
      &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_object_unref (texture);
  gsk_render_node_unref (node);
  g_object_unref (paintable);
  g_free (path);
}

void
widget_test_shots (GtkWidget *window, const char *name)
{
  if (g_getenv ("EPIGRAPH_SHOTS") == NULL)
    return;
  shot (window, name, TRUE);
  shot (window, name, FALSE);
}

static gboolean
has_label (GtkWidget *widget, const char *label)
{
  char *found = NULL;
  gboolean same;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "label") !=
      NULL)
    g_object_get (widget, "label", &found, NULL);
  same = g_strcmp0 (found, label) == 0;
  g_free (found);
  return same;
}

GtkWidget *
widget_test_find (GtkWidget *root, GType type, const char *label)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) &&
      (label == NULL || has_label (root, label)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = widget_test_find (child, type, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}
