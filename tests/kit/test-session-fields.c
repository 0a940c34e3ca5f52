/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields that serve again: only where they are what would be evaluated. */
#include "kit/epi-session-fields.h"
#include "quadratic-lesson.h"

/* The cost is a function of no table at all: it never changes. */
static const char *const nothing[] = {NULL};
static EpiFieldSpec specs[2];
static EpiLesson lesson;

static void
make_lesson (const char *const *of_tables)
{
  specs[0] = quadratic_lesson.fields[0];
  specs[0].of_tables = of_tables;
  lesson = quadratic_lesson;
  lesson.fields = specs;
}

/* The fields, at a view of so many pixels. */
static EpiAnswer *
fields_at (size_t pixels, const EpiAnswer *before, bool coarse)
{
  EpiDocument *document = epi_document_new ("quadratic", 1);
  EpiTimeline *timeline = epi_timeline_new (&lesson, (EpiTimelineBudget){0});
  EpiViewWish wish = {.shown = true,
                      .chosen = true,
                      .range = {0, 1, 0, 1, false, false},
                      .width = pixels,
                      .height = pixels};
  const EpiRequest request = {
      .document = document, .wishes = &wish, .n_wishes = 1};

  g_assert_true (
      epi_timeline_set_document (timeline, document, false, NULL, NULL));
  EpiAnswer *answer = epi_timeline_answer (timeline, 0, NULL);
  g_assert_true (epi_session_add_fields (timeline, &lesson, &request, before,
                                         answer, coarse, NULL));
  g_assert_cmpuint (answer->n_fields, ==, 1);
  EpiAnswer *fields = epi_session_fields_of (answer);
  g_assert_true (fields->fields[0] == answer->fields[0]);
  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (document);
  return fields;
}

/* A fine grid serves where a coarse one would do, not the other way. */
static void
test_what_is_coarse_is_refined (void)
{
  make_lesson (nothing);
  EpiAnswer *coarse = fields_at (300, NULL, true);
  EpiAnswer *fine = fields_at (300, coarse, false);
  EpiAnswer *again = fields_at (300, fine, true);
  EpiAnswer *still = fields_at (300, coarse, true);

  g_assert_false (coarse->fields[0]->final);
  g_assert_true (fine->fields[0]->final);
  g_assert_cmpuint (fine->fields[0]->nx, >, coarse->fields[0]->nx);
  g_assert_true (again->fields[0] == fine->fields[0]);
  g_assert_true (still->fields[0] == coarse->fields[0]);
  epi_answer_unref (coarse);
  epi_answer_unref (fine);
  epi_answer_unref (again);
  epi_answer_unref (still);
}

/* In a larger view there are more points. */
static void
test_another_size_is_evaluated (void)
{
  make_lesson (nothing);
  EpiAnswer *small = fields_at (300, NULL, false);
  EpiAnswer *large = fields_at (600, small, false);

  g_assert_cmpuint (large->fields[0]->nx, >, small->fields[0]->nx);
  epi_answer_unref (small);
  epi_answer_unref (large);
}

/* What may depend on anything is always evaluated. */
static void
test_others_are_evaluated_anew (void)
{
  make_lesson (NULL);
  EpiAnswer *one = fields_at (300, NULL, false);
  EpiAnswer *two = fields_at (300, one, false);

  g_assert_true (one->fields[0] != two->fields[0]);
  epi_answer_unref (one);
  epi_answer_unref (two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-fields/what-is-coarse-is-refined",
                   test_what_is_coarse_is_refined);
  g_test_add_func ("/session-fields/another-size-is-evaluated",
                   test_another_size_is_evaluated);
  g_test_add_func ("/session-fields/others-are-evaluated-anew",
                   test_others_are_evaluated_anew);
  return g_test_run ();
}
