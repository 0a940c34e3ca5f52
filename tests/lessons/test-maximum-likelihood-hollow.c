/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows held back as the figures of the samples show them: hollow, the others
 * filled, in layers and as handles, and all within the figure.
 */
#include "maximum-likelihood-session.h"

#include "held-back.h"
#include "kit/epi-render.h"
#include "layer-pixels.h"

#include <math.h>

static const EpiViewSpec *
view_of (const char *name)
{
  const EpiViewSpec *view = lesson ()->views;

  while (strcmp (view->name, name) != 0)
    view++;
  return view;
}

static EpiRange
range_of (const EpiScene *scene, const char *view)
{
  EpiAxesSpec spec = {0};

  view_of (view)->axes (scene, &spec);
  EpiRange range = spec.fit;
  epi_axes_spec_clear (&spec);
  return range;
}

/* The figures reach as far as the points do that they draw. */
static void
test_figures_hold_what_is_held_back (void)
{
  static const char *const points =
      "points=[1 1 / 2 1.5 / 3 1 / 2 2 / 40 30]; prior=false; ";
  static const size_t held[] = {4};
  static const struct {
    const char *view, *set;
    double x, y;
  } cases[] = {{"line", "model=gaussian; space=line", 40, 0},
               {"plane", "model=gaussian; space=plane", 40, 30}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *set = g_strconcat (points, cases[i].set, NULL);
    EpiSession *session =
        session_from (holding_back (document_of (set), held, 1));
    const EpiViewSpec *view = lesson ()->views;
    EpiAxesSpec spec = {0};
    while (strcmp (view->name, cases[i].view) != 0)
      view++;
    view->axes (epi_session_scene (session), &spec);
    g_assert_cmpfloat (spec.fit.x1, >, cases[i].x);
    g_assert_cmpfloat (spec.fit.y1, >, cases[i].y);
    g_free (spec.x_label);
    g_free (spec.y_label);
    epi_session_free (session);
    g_free (set);
  }
}

/* ---- As they are drawn ---- */

typedef struct {
  const char *view, *layer, *handles, *set;
} Figure;

static const Figure figures[] = {
    {"line", "samples", "samples",
     "points=[1 0 / 2 0 / 3 0 / 4 0 / 5 0]; model=gaussian; space=line; "
     "prior=false"},
    {"plane", "points", "points",
     "points=[1 1 / 2 2 / 3 1 / 4 2 / 5 1]; model=gaussian; space=plane; "
     "prior=false"},
    {"coins", "tosses", "tosses",
     "points=[1 0 / 0 0 / 1 0 / 1 0 / 0 0]; model=bernoulli; prior=false"}};

static EpiSession *
session_with_tests (const Figure *figure)
{
  static const size_t held[] = {1, 3};

  return session_from (holding_back (document_of (figure->set), held, 2));
}

/* Rows 1 and 3 and no others are hollow; takes the picture over. */
static void
assert_two_are_hollow (cairo_surface_t *s, const EpiScene *scene,
                       EpiRange range, const char *handles)
{
  g_assert_cmpuint (epi_handle_count (handle (handles), scene), ==, 5);
  for (size_t i = 0; i < 5; i++) {
    bool held = i == 1 || i == 3;
    EpiPoint at;
    g_assert_true (epi_handle_position (handle (handles), scene, i, &at));
    g_assert_true (is_hollow (s, range, at.x, at.y, EPI_COLOUR_DATA) == held);
    g_assert_true (is_filled (s, range, at.x, at.y, EPI_COLOUR_DATA) == !held);
  }
  cairo_surface_destroy (s);
}

static void
test_what_is_held_back_is_hollow (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (figures); i++) {
    const Figure *f = &figures[i];
    EpiSession *session = session_with_tests (f);
    const EpiScene *scene = epi_session_scene (session);
    EpiRange range = range_of (scene, f->view);

    assert_two_are_hollow (layer_alone (scene, f->view, f->layer, range), scene,
                           range, f->handles);
    epi_session_free (session);
  }
}

static cairo_surface_t *
handles_alone (const EpiScene *scene, const char *view, EpiRange range)
{
  const EpiAxes axes = square_axes (range);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);

  epi_render_handles (cr, &axes, view_of (view), scene);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* In a file the handles of samples and tosses lie upon their layer; those of
 * the plane are that layer. */
static void
test_handles_of_what_is_held_back_are_hollow (void)
{
  size_t drawn = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (figures); i++) {
    const Figure *f = &figures[i];
    EpiSession *session = session_with_tests (f);
    const EpiScene *scene = epi_session_scene (session);
    EpiRange range = range_of (scene, f->view);
    if (handle (f->handles)->position != NULL) {
      assert_two_are_hollow (handles_alone (scene, f->view, range), scene,
                             range, f->handles);
      drawn++;
    }
    epi_session_free (session);
  }
  g_assert_cmpuint (drawn, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add_func ("/maximum-likelihood-hollow/" name, func)
  ADD ("figures hold what is held back", test_figures_hold_what_is_held_back);
  ADD ("what is held back is hollow", test_what_is_held_back_is_hollow);
  ADD ("handles of what is held back are hollow",
       test_handles_of_what_is_held_back_are_hollow);
  return g_test_run ();
}
