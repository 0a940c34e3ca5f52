/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lesson on programs in files: what is saved of it, the document and the
 * solution. */
#include "convex-program/program.h"
#include "kit/epi-document-json.h"
#include "problem/epi-solution-file.h"

#include <math.h>

#define LESSON "convex-program"
#include "lesson-session.h"

static double
proven_primal (const EpiScene *scene)
{
  const EpiCertificate *c = &scene->answer->certificate;

  for (size_t i = 0; i < c->n_items; i++)
    if (strcmp (c->items[i].name, "primal") == 0)
      return c->items[i].value;
  return NAN;
}

static void
assert_same_frame (const EpiFrame *a, const EpiFrame *b)
{
  static const char *const names[] = {"objective",   "gap",     "variables",
                                      "multipliers", "reduced", "X",
                                      "Y",           "weights"};

  g_assert_cmpint (epi_frame_status (a), ==, epi_frame_status (b));
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    const EpiFrameItem *p = epi_frame_find (a, names[i]);
    const EpiFrameItem *q = epi_frame_find (b, names[i]);
    g_assert_true ((p == NULL) == (q == NULL));
    if (p == NULL)
      continue;
    size_t size = sizeof (double);
    g_assert_cmpmem (p->data, p->rows * p->cols * size, q->data,
                     q->rows * q->cols * size);
  }
}

/* A document that was saved and opened again gives the same frames, bit for
 * bit, without the file that it came from. */
static void
test_saved_and_reopened (void)
{
  for (const EpiPreset *preset = lesson ()->presets; preset->name != NULL;
       preset++) {
    EpiDocument *document = document_of (preset->set);
    size_t length;
    char *text = epi_document_print (document, NULL, &length);
    EpiDocument *again = epi_document_parse (text, length, NULL, NULL);
    EpiSession *a = epi_session_new (lesson (), document, NULL, NULL);
    EpiSession *b = epi_session_new (lesson (), again, NULL, NULL);

    epi_session_to_end (a);
    epi_session_to_end (b);
    g_assert_cmpuint (epi_session_last (a), ==, epi_session_last (b));
    for (size_t k = 0; k <= epi_session_last (a); k++) {
      epi_session_seek (a, k);
      epi_session_seek (b, k);
      assert_same_frame (epi_scene_frame (epi_session_scene (a), 0),
                         epi_scene_frame (epi_session_scene (b), 0));
    }
    epi_session_free (a);
    epi_session_free (b);
    epi_document_unref (document);
    epi_document_unref (again);
    g_free (text);
  }
}

/* The saved solution proves itself to the reader of solution files. */
static void
test_solution_saved (void)
{
  for (const EpiPreset *preset = lesson ()->presets; preset->name != NULL;
       preset++) {
    EpiSession *s = session_of (preset->set);
    const EpiScene *scene = epi_session_scene (s);
    const EpiExport *json = epi_lesson_export (lesson (), "a.json");
    const EpiExport *csv = epi_lesson_export (lesson (), "a.csv");
    GError *error = NULL;
    size_t length;
    char *text = json->text (scene, &length, &error);
    g_assert_no_error (error);
    if (strcmp (preset->name, "hungry") != 0) { /* it is another program */
      EpiProgram program;
      EpiProgramAnswer answer;
      EpiConvexCertificate again;
      const EpiAttachment *file =
          epi_document_attachment (scene->document, EPI_OPENED);
      size_t n;
      const void *bytes = epi_attachment_bytes (file, &n);
      g_assert_true (epi_program_read_bytes (
          bytes, n, epi_attachment_name (file), &program, NULL, &error));
      g_assert_true (epi_solution_read_bytes (text, length, "a.json", &program,
                                              &answer, &error));
      g_assert_no_error (error);
      g_assert_cmpint (epi_program_certify (&program, &answer, 1e-8, &again),
                       ==, EPI_OK);
      g_assert_cmpint (again.status, ==, EPI_OPTIMAL);
      g_assert_cmpfloat (again.primal, ==, proven_primal (scene));
      epi_program_answer_clear (&answer);
      epi_program_clear (&program);
    } else
      g_assert_nonnull (strstr (text, "\"infeasible\""));
    g_free (text);
    text = csv->text (scene, &length, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (length, ==, strlen (text));
    if (strcmp (preset->name, "diet") == 0)
      g_assert_nonnull (strstr (text, "variable,value,reduced cost\noatmeal,"));
    g_free (text);
    epi_session_free (s);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convex-program/saved-and-reopened",
                   test_saved_and_reopened);
  g_test_add_func ("/convex-program/solution-saved", test_solution_saved);
  return g_test_run ();
}
