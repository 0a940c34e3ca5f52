/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window at sizes of screens and of text: nothing is cut off, and columns
 * fold where the design says. */
#include "epi-application.h"
#include "epi-plot.h"
#include "epi-settings.h"
#include "epi-window.h"

#include "widget-test.h"

typedef struct {
  EpiApplication *application;
  EpiWindow *window;
} Fixture;

static gboolean
is_answered (gpointer data)
{
  const EpiScene *scene =
      epi_session_scene (epi_window_get_session (((Fixture *)data)->window));

  return epi_scene_is_final (scene);
}

static void
open_window (Fixture *f, int width, int height, double text)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                (int)(text * 96 * 1024), NULL);
  epi_settings_set_int ("width", width);
  epi_settings_set_int ("height", height);
  f->application = epi_application_new ();
  g_application_set_flags (G_APPLICATION (f->application),
                           G_APPLICATION_NON_UNIQUE);
  g_assert_true (
      g_application_register (G_APPLICATION (f->application), NULL, NULL));
  f->window = epi_window_new (GTK_APPLICATION (f->application));
  g_assert_true (epi_window_open_lesson (f->window, epi_lessons ()[0]->id));
  gtk_window_present (GTK_WINDOW (f->window));
  widget_test_settle (GTK_WIDGET (f->window));
  widget_test_until (is_answered, f, "the first answer");
}

static void
close_window (Fixture *f)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->application);
}

/* Everything that is seen lies within the window with its frame; what scrolls
 * may not. */
static void
assert_inside (GtkWidget *widget, GtkWidget *window)
{
  graphene_rect_t box, frame;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return;
  g_assert_true (gtk_widget_compute_bounds (widget, window, &box));
  g_assert_true (gtk_widget_compute_bounds (window, window, &frame));
  if (!graphene_rect_contains_rect (&frame, &box))
    g_error ("a %s of %g x %g at (%g, %g) in a window of %g x %g",
             G_OBJECT_TYPE_NAME (widget), box.size.width, box.size.height,
             box.origin.x, box.origin.y, frame.size.width, frame.size.height);
  if (GTK_IS_SCROLLABLE (widget) || GTK_IS_POPOVER (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_inside (child, window);
}

static void
test_nothing_is_cut_off (void)
{
  static const struct {
    int width, height;
    double text;
  } cases[] = {{1366, 768, 1},  {1366, 768, 1.25}, {1366, 768, 1.5},
               {1920, 1080, 2}, {1100, 768, 1},    {800, 768, 1},
               {780, 768, 1}};

  /* A sanitizer would see the same code at every size. */
  gsize n = g_getenv ("EPIGRAPH_SANITIZER") != NULL ? 1 : G_N_ELEMENTS (cases);

  for (gsize i = 0; i < n; i++) {
    Fixture f;
    g_test_message ("%d x %d, text %g", cases[i].width, cases[i].height,
                    cases[i].text);
    open_window (&f, cases[i].width, cases[i].height, cases[i].text);
    g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f.window)), <=,
                     cases[i].width);
    g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (f.window)), <=,
                     cases[i].height);
    assert_inside (GTK_WIDGET (f.window), GTK_WIDGET (f.window));
    close_window (&f);
  }
}

static gboolean
work_is_shown (Fixture *f)
{
  return gtk_widget_get_mapped (epi_window_get_work (f->window));
}

static void
assert_columns (int width, double text, gboolean lessons, gboolean story)
{
  Fixture f;

  open_window (&f, width, 768, text);
  g_assert_cmpint (epi_window_lessons_shown (f.window), ==, lessons);
  g_assert_cmpint (epi_window_story_shown (f.window), ==, story);
  g_assert_true (work_is_shown (&f));
  close_window (&f);
}

static void
test_columns_fold_with_the_width_and_the_text (void)
{
  assert_columns (1200, 1, TRUE, TRUE);
  assert_columns (1090, 1, FALSE, TRUE);
  assert_columns (790, 1, FALSE, FALSE);
  assert_columns (1366, 1.5, FALSE, TRUE); /* as 910 */
  assert_columns (1366, 1, TRUE, TRUE);
}

static void
test_a_narrow_window_shows_one_page (void)
{
  Fixture f;

  open_window (&f, 780, 768, 1);
  epi_window_show_story (f.window, TRUE);
  g_assert_true (epi_window_story_shown (f.window));
  g_assert_false (work_is_shown (&f));
  epi_window_show_lessons (f.window, TRUE);
  g_assert_false (work_is_shown (&f));
  epi_window_show_lessons (f.window, FALSE);
  epi_window_show_story (f.window, FALSE);
  g_assert_true (work_is_shown (&f));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f.window)), <=, 780);
  close_window (&f);
}

enum { MOST_FIGURES = 8, LOWEST_FIGURE = 100 };
typedef struct {
  double heights[MOST_FIGURES];
  gsize n;
} Heights; /* of the figures that are seen */

static void
add_heights (GtkWidget *widget, Heights *heights)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (EPI_IS_PLOT (widget) && heights->n < MOST_FIGURES)
    heights->heights[heights->n++] = gtk_widget_get_height (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_heights (child, heights);
}

static Heights
heights_with (Fixture *f, const char *param, const char *value)
{
  Heights heights = {.n = 0};

  epi_session_set (epi_window_get_session (f->window), param, epi_text (value));
  widget_test_settle (GTK_WIDGET (f->window));
  add_heights (epi_window_get_work (f->window), &heights);
  g_assert_cmpuint (heights.n, >, 0);
  return heights;
}

/* To the first one, as the controls may leave all of them other room; two
 * hundredths of that for the titles, whose height is always the same.  None is
 * as low as it can be: the others would give way to it. */
static void
assert_same_shares (const Heights *now, const Heights *before)
{
  g_assert_cmpuint (now->n, ==, before->n);
  for (gsize i = 0; i < before->n; i++)
    g_assert_cmpfloat (before->heights[i], >, LOWEST_FIGURE);
  for (gsize i = 1; i < before->n; i++)
    g_assert_cmpfloat_with_epsilon (now->heights[i] / now->heights[0],
                                    before->heights[i] / before->heights[0],
                                    0.02);
}

/* Which figures there are is the choice of the first parameter, as "race" or
 * "logarithm": whatever was looked at meanwhile. */
/* GTK 4.8 places an open menu anew from a layout that is half old, half new,
 * which may be off the screen. */
static void
test_a_menu_closes_where_a_column_comes (void)
{
  Fixture f;
  GtkWidget *plot, *menu, *item = gtk_button_new_with_label ("Paste");

  open_window (&f, 1366, 768, 1);
  epi_window_show_story (f.window, FALSE);
  widget_test_settle (GTK_WIDGET (f.window));
  plot = widget_test_find (GTK_WIDGET (f.window), EPI_TYPE_PLOT, NULL);
  menu = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (menu), item);
  gtk_popover_set_pointing_to (
      GTK_POPOVER (menu),
      &(GdkRectangle){gtk_widget_get_width (plot) - 20, 20, 1, 1});
  gtk_widget_set_parent (menu, plot);
  gtk_popover_popup (GTK_POPOVER (menu));
  gtk_widget_grab_focus (item);
  widget_test_settle (GTK_WIDGET (f.window));
  g_assert_true (gtk_widget_get_visible (menu));
  epi_window_show_story (f.window, TRUE);
  widget_test_settle (GTK_WIDGET (f.window));
  g_assert_false (gtk_widget_get_visible (menu));
  close_window (&f);
}

static void
test_figures_come_back_as_high_as_they_were (void)
{
  gsize fewer = 0;
  Fixture f;

  open_window (&f, 1366, 1200, 1); /* room for those of every lesson */
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson != NULL;
       lesson++) {
    const EpiParam *param = (*lesson)->params;
    if (param->name == NULL || param->kind != EPI_PARAM_CHOICE)
      continue;
    g_assert_true (epi_window_open_lesson (f.window, (*lesson)->id));
    widget_test_settle (GTK_WIDGET (f.window));
    Heights before = heights_with (&f, param->name, param->initial_choice);
    for (const EpiChoice *c = param->choices; c->name != NULL; c++) {
      g_test_message ("%s, %s", (*lesson)->id, c->name);
      fewer += heights_with (&f, param->name, c->name).n < before.n;
      Heights again = heights_with (&f, param->name, param->initial_choice);
      assert_same_shares (&again, &before);
    }
  }
  if (epi_lesson_find ("whats-the-fuss") != NULL)
    g_assert_cmpuint (fewer, >, 0); /* or nothing was hidden meanwhile */
  close_window (&f);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/layout/nothing-is-cut-off", test_nothing_is_cut_off);
  g_test_add_func ("/layout/columns-fold-with-the-width-and-the-text",
                   test_columns_fold_with_the_width_and_the_text);
  g_test_add_func ("/layout/a-narrow-window-shows-one-page",
                   test_a_narrow_window_shows_one_page);
  g_test_add_func ("/layout/a-menu-closes-where-a-column-comes",
                   test_a_menu_closes_where_a_column_comes);
  g_test_add_func ("/layout/figures-come-back-as-high-as-they-were",
                   test_figures_come_back_as_high_as_they_were);
  return widget_test_run ();
}
