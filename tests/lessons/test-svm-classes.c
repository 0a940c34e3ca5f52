/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on margins and kernels: classes, their keys, and more than two.
 */
#include "kit/epi-classes.h"
#include "svm-session.h"

#include <math.h>

/* A class that is not there yet is made, in text and in numbers. */
static void
test_a_class_can_be_changed_and_made (void)
{
  static const double rows[][3] = {{0, 0, -1}, {1, 0, 1}, {2, 1, 1}};
  EpiDocument *document = document_of (CLOUDS);
  EpiData *numbers = data_of (rows, 3);
  const EpiData *texts = epi_document_data (document, "points");
  size_t row = 2;

  for (int t = 0; t < 2; t++) {
    EpiClasses classes;
    EpiData *third =
        epi_data_with_class (t ? texts : numbers, "label", &row, 1, 2, NULL);
    g_assert_true (epi_classes_find (third, "label", &classes, NULL));
    g_assert_cmpuint (classes.n, ==, 3);
    g_assert_cmpstr (classes.names[2], ==, t ? "class 3" : "2");
    g_assert_cmpint (classes.of_row[2], ==, 2);
    epi_classes_clear (&classes);
    epi_data_unref (third);
  }
  epi_data_unref (numbers);
  epi_document_unref (document);
}

/* The keys are told in the order in which the menu has the classes, whatever
 * the cells hold, and the class of a row as the table shows it. */
static void
test_keys_are_told_with_their_classes (void)
{
  static const double rows[][3] = {{0, 0, 1}, {1, 0, -1}, {2, 1, NAN}};
  EpiDocument *document = document_of (CLOUDS);
  EpiData *numbers = data_of (rows, 3);
  const EpiData *texts = epi_document_data (document, "points");
  static const struct {
    bool text;
    size_t row;
    const char *name;
  } cases[] = {{false, 0, "1"},  {false, 1, "\u22121"}, {false, 2, NULL},
               {false, 3, NULL}, {true, 0, "B"},        {true, 1, "A"}};

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *name = epi_class_of_row (cases[i].text ? texts : numbers, "label",
                                   cases[i].row);
    g_assert_cmpstr (name, ==, cases[i].name);
    g_free (name);
  }
  char *of_numbers = epi_classes_keys (numbers, "label");
  char *of_texts = epi_classes_keys (texts, "label");
  g_assert_cmpstr (of_numbers, ==, "1 \u22121, 2 1, 3 a new class");
  g_assert_cmpstr (of_texts, ==, "1 B, 2 A, 3 a new class");
  g_assert_null (epi_classes_keys (numbers, "another"));
  g_free (of_numbers);
  g_free (of_texts);
  epi_data_unref (numbers);
  epi_document_unref (document);
}

/* Three species, and every flower of the training set asks three machines. */
static void
test_three_classes_vote (void)
{
  EpiSession *session =
      session_of (PETALS "kernel=gaussian; sigma=1; gamma=20; pair=2");
  const double *classes = item (session, "classes")->data;

  assert_proven (session);
  g_assert_cmpfloat (classes[0], ==, 0);
  g_assert_cmpfloat (classes[1], ==, 2);
  g_assert_cmpuint (item (session, "row")->rows, ==, 100);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/svm-classes/" name, func)
  ADD ("a class can be changed and made", test_a_class_can_be_changed_and_made);
  ADD ("keys are told with their classes",
       test_keys_are_told_with_their_classes);
  ADD ("three classes vote", test_three_classes_vote);
  return g_test_run ();
}
