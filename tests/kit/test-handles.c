/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What handles say and take: points by their coordinates, and an edge
 * {x : x₁ + 2x₂ = b}, moved across itself, by its right-hand side.
 */
#include "kit/epi-lesson.h"

#include <float.h>
#include <glib.h>
#include <math.h>

static const double a[] = {1, 2};

static double
rhs (const EpiScene *scene)
{
  return epi_lesson_number (scene->lesson, scene->document, "b");
}

/* The foot of the normal from the origin: b a/‖a‖². */
static bool
edge_position (const EpiScene *scene, size_t i, EpiPoint *point)
{
  double t = rhs (scene) / (a[0] * a[0] + a[1] * a[1]);

  *point = (EpiPoint){t * a[0], t * a[1]};
  return true;
}

static EpiDocument *
edge_set (const EpiScene *scene, size_t i, const double *values)
{
  if (values[0] < 0)
    return epi_document_ref (scene->document);
  return epi_document_with_value (scene->document, "b", epi_number (values[0]));
}

static EpiDocument *
edge_move (const EpiScene *scene, size_t i, EpiPoint point)
{
  double b = a[0] * point.x + a[1] * point.y;

  return edge_set (scene, i, &b);
}

static size_t
edge_numbers (const EpiScene *scene, size_t i, EpiHandleNumber *numbers)
{
  numbers[0] = (EpiHandleNumber){"b₁", rhs (scene)};
  return 1;
}

static char *
edge_title (const EpiScene *scene, size_t i)
{
  return g_strdup_printf ("edge %zu: x₁ + 2x₂ ≤ %g", i + 1, rhs (scene));
}

static EpiPoint
edge_along (const EpiScene *scene, size_t i)
{
  return (EpiPoint){-a[1], a[0]};
}

static size_t
two (const EpiScene *scene)
{
  return 2;
}

static const EpiParam params[] = {
    {.name = "b", .label = "right-hand side", .maximum = 100, .initial = 5},
    {NULL},
};

enum { POINT, ACROSS, SEVERAL, EDGE };
static const EpiHandleSpec handles[] = {
    {.name = "point", .label = "start", .view = "plane", .initial = {1, 2}},
    {.name = "across",
     .label = "prediction",
     .view = "plane",
     .move = EPI_MOVE_HORIZONTAL,
     .initial = {3, 4}},
    {.name = "several", .label = "corner", .view = "plane", .count = two},
    {.name = "edge",
     .label = "edge",
     .view = "plane",
     .shape = EPI_HANDLE_BAR,
     .position = edge_position,
     .move_to = edge_move,
     .title = edge_title,
     .numbers = edge_numbers,
     .set_numbers = edge_set,
     .along = edge_along},
    {NULL},
};

static const EpiLesson lesson = {
    .id = "handles", .params = params, .handles = handles};

static char x_label[] = "<i>Area</i> (m²)"; /* markup, and said without */
static const EpiAxesSpec axes_spec = {.x_label = x_label};

typedef struct {
  EpiScene scene;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->scene = (EpiScene){.lesson = &lesson,
                        .document = epi_document_new ("handles", 1)};
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  epi_document_unref (f->scene.document);
}

static void
show (Fixture *f, EpiDocument *document)
{
  epi_document_unref (f->scene.document);
  f->scene.document = document;
}

static void
check_title (Fixture *f, int handle, size_t i, const char *expected)
{
  g_autofree char *title = epi_handle_title (&handles[handle], &f->scene, i);

  g_assert_cmpstr (title, ==, expected);
}

static void
test_several_are_numbered_and_one_is_not (Fixture *f, gconstpointer data)
{
  check_title (f, POINT, 0, "start");
  check_title (f, SEVERAL, 1, "corner 2");
  check_title (f, EDGE, 0, "edge 1: x₁ + 2x₂ ≤ 5");
}

static void
test_typed_coordinates_are_taken_to_the_bit (Fixture *f, gconstpointer data)
{
  const double typed[] = {0.1, -1e-9};
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];

  show (f, epi_handle_set_numbers (&handles[POINT], &f->scene, 0, typed));
  g_assert_cmpuint (
      epi_handle_numbers (&handles[POINT], &f->scene, &axes_spec, 0, numbers),
      ==, 2);
  g_assert_cmpstr (numbers[0].label, ==, "Area (m²)");
  g_assert_cmpstr (numbers[1].label, ==, "y");
  g_assert_true (numbers[0].value == 0.1 && numbers[1].value == -1e-9);
}

/* A price stands in the plane of the points, and its coordinates are no
 * point's.
 */
static void
test_a_handle_may_call_its_coordinates_its_own (Fixture *f, gconstpointer data)
{
  EpiHandleSpec price = handles[POINT];
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];

  price.across = "c₁";
  price.up = "c₂";
  epi_handle_numbers (&price, &f->scene, &axes_spec, 0, numbers);
  g_assert_cmpstr (numbers[0].label, ==, "c₁");
  g_assert_cmpstr (numbers[1].label, ==, "c₂");
}

static void
test_what_moves_across_has_one_coordinate (Fixture *f, gconstpointer data)
{
  const double typed[] = {7};
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];

  show (f, epi_handle_set_numbers (&handles[ACROSS], &f->scene, 0, typed));
  EpiPoint at = epi_lesson_handle (&lesson, f->scene.document, "across");
  g_assert_true (at.x == 7 && at.y == 4);
  g_assert_cmpuint (
      epi_handle_numbers (&handles[ACROSS], &f->scene, &axes_spec, 0, numbers),
      ==, 1);
  g_assert_true (numbers[0].value == 7);
}

/* Wherever along itself an edge is taken, the point in hand lies on it. */
static void
test_an_edge_goes_through_the_hand (Fixture *f, gconstpointer data)
{
  const EpiPoint hand = {3, 1.5};
  EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
  EpiPoint foot;

  show (f, epi_handle_move_to (&handles[EDGE], &f->scene, 0, hand));
  g_assert_cmpuint (
      epi_handle_numbers (&handles[EDGE], &f->scene, &axes_spec, 0, numbers),
      ==, 1);
  g_assert_true (numbers[0].value == a[0] * hand.x + a[1] * hand.y);
  g_assert_true (epi_handle_position (&handles[EDGE], &f->scene, 0, &foot));
  /* The foot lies on the edge, and the way to the hand along it. */
  g_assert_cmpfloat_with_epsilon (a[0] * foot.x + a[1] * foot.y,
                                  numbers[0].value, 1e-14);
  g_assert_cmpfloat_with_epsilon (
      a[0] * (hand.x - foot.x) + a[1] * (hand.y - foot.y), 0, 1e-14);
}

static bool
nowhere (const EpiScene *scene, size_t i, EpiPoint *point)
{
  *point = i == 0 ? (EpiPoint){1, NAN} : (EpiPoint){INFINITY, 1};
  return true;
}

static void
test_a_place_that_is_no_number_is_none (Fixture *f, gconstpointer data)
{
  const EpiHandleSpec spec = {.name = "lost", .position = nowhere};
  EpiPoint points[2];

  g_assert_false (epi_handle_position (&spec, &f->scene, 0, &points[0]));
  g_assert_false (epi_handle_position (&spec, &f->scene, 1, &points[0]));
  epi_handle_positions (&spec, &f->scene, 2, points);
  g_assert_true (isnan (points[0].x) && isnan (points[1].x));
}

/* A pixel is 0.0137 wide: the step lands on a hundredth. */
static void
test_a_step_lands_on_a_short_number (Fixture *f, gconstpointer data)
{
  const EpiPoint to = {1.1095999999999999, 2}, grain = {0.0137, 0};
  const EpiPoint back = {1.11 - (to.x - 1), 2};

  show (f, epi_handle_step_to (&handles[POINT], &f->scene, 0, to, grain));
  EpiPoint at = epi_lesson_handle (&lesson, f->scene.document, "point");
  g_assert_true (at.x == 1.11 && at.y == 2);
  show (f, epi_handle_step_to (&handles[POINT], &f->scene, 0, back, grain));
  at = epi_lesson_handle (&lesson, f->scene.document, "point");
  g_assert_true (at.x == 1 && at.y == 2);
}

static void
test_a_step_up_lands_on_a_short_number (Fixture *f, gconstpointer data)
{
  const EpiPoint to = {1, 2.1095999999999999}, grain = {0, 0.0137};

  show (f, epi_handle_step_to (&handles[POINT], &f->scene, 0, to, grain));
  EpiPoint at = epi_lesson_handle (&lesson, f->scene.document, "point");
  g_assert_true (at.x == 1 && at.y == 2.11);
}

/* From 5 far down to 0.123456, of which a tenth of the way would leave 0. */
static void
test_a_long_step_leaves_digits (Fixture *f, gconstpointer data)
{
  const EpiPoint grain = {0.01, 0}, to = {0.123456, 0};

  show (f, epi_handle_step_to (&handles[EDGE], &f->scene, 0, to, grain));
  g_assert_true (rhs (&f->scene) == 0.123);
}

/* A step along the edge, after which its number differs by rounding. */
static void
test_what_was_not_moved_keeps_its_number (Fixture *f, gconstpointer data)
{
  const EpiPoint grain = {0.01, 0}, to = {1, 2 + 4 * DBL_EPSILON};

  g_assert_true (a[0] * to.x + a[1] * to.y != 5);
  show (f, epi_handle_step_to (&handles[EDGE], &f->scene, 0, to, grain));
  g_assert_true (rhs (&f->scene) == 5);
}

/* From 5 to 5.4937, of which a tenth is a little less than 0.05. */
static void
test_a_step_of_a_computed_number_is_rounded (Fixture *f, gconstpointer data)
{
  const EpiPoint grain = {0.01, 0}, to = {1.4937, 2};

  show (f, epi_handle_step_to (&handles[EDGE], &f->scene, 0, to, grain));
  g_assert_true (rhs (&f->scene) == 5.49);
}

static void
test_what_the_lesson_refuses_changes_nothing (Fixture *f, gconstpointer data)
{
  const double typed[] = {-1};
  EpiDocument *refused =
      epi_handle_set_numbers (&handles[EDGE], &f->scene, 0, typed);

  g_assert_true (refused == f->scene.document);
  epi_document_unref (refused);
}

/* Pixels are 10 to a unit in x and 20 in y, which points up: the edge's way
 * (−2, 1) is (−20, −20) on the screen, an eighth of a turn anticlockwise of
 * upright. */
static void
test_a_bar_lies_along_its_edge_as_it_is_seen (Fixture *f, gconstpointer data)
{
  EpiAxes axes = {.range = {0, 10, 0, 10, false, false},
                  .plot = {30, 40, 100, 200}};
  double angle = epi_handle_angle (&handles[EDGE], &f->scene, &axes, 0);

  g_assert_cmpfloat_with_epsilon (angle, -G_PI / 4, 1e-9);
  g_assert_true (epi_handle_angle (&handles[POINT], &f->scene, &axes, 0) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name)                                                       \
  g_test_add ("/handles/" path, Fixture, NULL, set_up, test_##name, tear_down)
  TEST ("several-are-numbered-and-one-is-not",
        several_are_numbered_and_one_is_not);
  TEST ("typed-coordinates-are-taken-to-the-bit",
        typed_coordinates_are_taken_to_the_bit);
  TEST ("a-handle-may-call-its-coordinates-its-own",
        a_handle_may_call_its_coordinates_its_own);
  TEST ("what-moves-across-has-one-coordinate",
        what_moves_across_has_one_coordinate);
  TEST ("an-edge-goes-through-the-hand", an_edge_goes_through_the_hand);
  TEST ("a-place-that-is-no-number-is-none", a_place_that_is_no_number_is_none);
  TEST ("a-step-lands-on-a-short-number", a_step_lands_on_a_short_number);
  TEST ("a-step-up-lands-on-a-short-number", a_step_up_lands_on_a_short_number);
  TEST ("a-long-step-leaves-digits", a_long_step_leaves_digits);
  TEST ("what-was-not-moved-keeps-its-number",
        what_was_not_moved_keeps_its_number);
  TEST ("a-step-of-a-computed-number-is-rounded",
        a_step_of_a_computed_number_is_rounded);
  TEST ("what-the-lesson-refuses-changes-nothing",
        what_the_lesson_refuses_changes_nothing);
  TEST ("a-bar-lies-along-its-edge-as-it-is-seen",
        a_bar_lies_along_its_edge_as_it_is_seen);
  return g_test_run ();
}
