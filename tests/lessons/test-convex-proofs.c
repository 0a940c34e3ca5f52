/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the convex lessons say at once when an example is chosen that has no
 * optimum, or a crooked one: the proof, the reason, and no value that is none.
 */
#include "core/epi-alloc.h"
#include "kit/epi-assign.h"
#include "kit/epi-session.h"

#include <math.h>
#include <string.h>

/* At the start of what the lesson begins with, then the example, as the window
 * shows it. */
static EpiSession *
choose (const char *id, const char *name)
{
  const EpiLesson *lesson = epi_lesson_find (id);
  const EpiPreset *preset = lesson->presets;
  EpiDocument *plain = epi_lesson_document (lesson, NULL);
  EpiSession *session = epi_session_new (lesson, plain, NULL, NULL);
  const EpiScene *scene = epi_session_scene (session);
  GError *error = NULL;

  while (strcmp (preset->name, name) != 0)
    preset++;
  epi_session_seek (session, 0);
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_RUNNING);
  EpiDocument *chosen =
      epi_assign (lesson, scene->document, preset->set, &error);
  g_assert_no_error (error);
  epi_session_edit_at (session, chosen, "Show", SIZE_MAX);
  g_assert_cmpuint (scene->k, ==, epi_session_last (session));
  epi_document_unref (chosen);
  epi_document_unref (plain);
  return session;
}

static const struct {
  const char *lesson, *preset;
  EpiStatus status;
  const char *item; /* of the frame: what proves it */
} proofs[] = {
    {"linear-program", "infeasible", EPI_INFEASIBLE, "lambda"},
    {"linear-program", "unbounded", EPI_UNBOUNDED, "ray"},
    {"linear-program", "degenerate", EPI_OPTIMAL, "lambda"},
    {"linear-program", "edge", EPI_OPTIMAL, "lambda"},
    {"semidefinite-program", "infeasible", EPI_INFEASIBLE, "Z"},
    {"semidefinite-program", "unbounded", EPI_UNBOUNDED, "point"},
    {"semidefinite-program", "saddle", EPI_INFEASIBLE, "Z1"},
    {"convex-program", "hungry", EPI_INFEASIBLE, "multipliers"},
};

static void
test_examples_come_with_their_proof (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (proofs); i++) {
    if (epi_lesson_find (proofs[i].lesson) == NULL)
      continue;
    EpiSession *session = choose (proofs[i].lesson, proofs[i].preset);
    const EpiScene *scene = epi_session_scene (session);
    const EpiFrame *frame = epi_scene_frame (scene, 0);
    g_test_message ("%s: %s", proofs[i].preset,
                    scene->answer->certificate.sentence);
    g_assert_cmpint (scene->answer->certificate.status, ==, proofs[i].status);
    g_assert_nonnull (epi_frame_find (frame, proofs[i].item));
    if (proofs[i].status != EPI_OPTIMAL) {
      char *why = scene->lesson->explain (scene);
      g_assert_nonnull (why);
      g_free (why);
    }
    g_assert_true ((epi_frame_find (frame, "objective") == NULL) ==
                   (proofs[i].status == EPI_INFEASIBLE));
    g_assert_true (epi_session_undo (session));
    g_assert_cmpuint (scene->k, ==, 0);
    epi_session_free (session);
  }
}

/* Some have no proof, and that is what they are there for: they say why. */
static void
test_what_cannot_be_proven_is_explained (void)
{
  static const char *const names[][2] = {
      {"linear-program", "cycle"},
      {"semidefinite-program", "no-interior"},
      {"semidefinite-program", "unattained"}};

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    if (epi_lesson_find (names[i][0]) == NULL)
      continue;
    EpiSession *session = choose (names[i][0], names[i][1]);
    const EpiScene *scene = epi_session_scene (session);
    char *why = scene->lesson->explain (scene);
    g_test_message ("%s: %s; %s", names[i][1],
                    scene->answer->certificate.sentence, why);
    g_assert_nonnull (why);
    g_free (why);
    epi_session_free (session);
  }
}

/* A file of the shared problems, proven to twelve digits or not, by what the
 * lesson chooses; NULL: the problems are not there, and the test is skipped. */
static EpiSession *
open_strictly (const char *folder, const char *name)
{
  const EpiLesson *lesson = epi_lesson_find ("convex-program");
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *path = g_build_filename (shared != NULL ? shared : "", "problems",
                                 folder, name, NULL);
  EpiSession *session = NULL;
  GError *error = NULL;

  if (lesson == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    g_test_skip ("without EPIGRAPH_SHARED_DIR there are no such programs");
  else {
    EpiDocument *opened = epi_lesson_open_file (lesson, path, NULL, &error);
    g_assert_no_error (error);
    EpiDocument *strict =
        epi_document_with_value (opened, "tolerance", epi_number (1e-12));
    session = epi_session_new (lesson, strict, NULL, NULL);
    epi_document_unref (strict);
    epi_document_unref (opened);
  }
  g_free (path);
  return session;
}

/* So many steps handed on or went back, and were no iterations. */
static void
assert_between_solvers (const EpiScene *scene, size_t steps, const char *name)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  g_assert_cmpstr (scene->answer->runs[0].name, ==, name);
  g_assert_cmpfloat (epi_frame_scalar (frame, "iterations", NAN), ==,
                     (double)(scene->k - steps));
}

/* The interior point ends without a proof to twelve digits on forplan, of
 * Netlib; the simplex method has one, and the lesson says who it was. */
static void
test_automatic_hands_on (void)
{
  EpiSession *session = open_strictly ("lp", "forplan.mps.gz");

  if (session == NULL)
    return;
  const EpiScene *scene = epi_session_scene (session);
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  char *why = scene->lesson->explain (scene);
  g_assert_cmpint (scene->answer->certificate.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat (epi_frame_scalar (frame, "solver", NAN), ==, 1);
  g_assert_cmpstr (why, ==,
                   "Interior point came to no proof at this tolerance, so "
                   "the simplex method has gone on.");
  assert_between_solvers (scene, 1, "simplex (automatic)");
  g_free (why);
  epi_session_free (session);
}

/* On QPCBOEI2, of Maros & Mészáros, none has one: then no other is advised. */
static void
test_automatic_has_tried_all (void)
{
  EpiSession *session = open_strictly ("qp", "QPCBOEI2.QPS.gz");

  if (session == NULL)
    return;
  const EpiScene *scene = epi_session_scene (session);
  char *why = scene->lesson->explain (scene);
  g_assert_cmpint (scene->answer->certificate.status, !=, EPI_OPTIMAL);
  g_assert_cmpstr (why, ==,
                   "Every method for this kind of program ended without a "
                   "proof at this tolerance; this is where the best of them "
                   "ended. A looser tolerance may be enough.");
  assert_between_solvers (scene, 2, "interior point (automatic)");
  g_free (why);
  epi_session_free (session);
}

/* What a method claims, and the certificate does not, is not said as if it were
 * shown: the words are those of a method that came to no proof.  In the
 * ordinary case the run has the name of the solver that answered. */
static void
test_a_claim_without_a_proof_is_called_one (void)
{
  if (epi_lesson_find ("convex-program") == NULL) {
    g_test_skip ("there is no such lesson");
    return;
  }
  EpiSession *session = choose ("convex-program", "hungry");
  const EpiScene *scene = epi_session_scene (session);
  EpiAnswer unproven = *scene->answer; /* borrows */
  EpiScene claimed = *scene;
  char *proof = scene->lesson->explain (scene);

  unproven.certificate.status = EPI_RUNNING;
  claimed.answer = &unproven;
  char *claim = scene->lesson->explain (&claimed);
  g_assert_true (g_str_has_prefix (proof, "Nothing satisfies all rows"));
  g_assert_cmpstr (claim, ==,
                   "Every method for this kind of program ended without a "
                   "proof at this tolerance; this is where the best of them "
                   "ended. It says that nothing satisfies all constraints, "
                   "which is not shown. A looser tolerance may be enough.");
  g_assert_cmpstr (scene->answer->runs[0].name, ==,
                   "interior point (automatic)");
  g_free (proof);
  g_free (claim);
  epi_session_free (session);
}

/* What stands under the picture of a problem in a file. */
static char *
summary_of (const char *name, const char *text)
{
  const EpiLesson *lesson = epi_lesson_find ("convex-program");
  size_t length = strlen (text);
  char *bytes = epi_new0 (char, length);
  EpiDocument *plain = epi_lesson_document (lesson, NULL);

  memcpy (bytes, text, length);
  EpiAttachment *file = epi_attachment_new (name, bytes, length);
  EpiDocument *document =
      epi_document_with_attachment (plain, EPI_OPENED, file);
  EpiSession *session = epi_session_new (lesson, document, NULL, NULL);
  const EpiScene *scene = epi_session_scene (session);
  const EpiViewSpec *view = lesson->views;
  while (strcmp (view->name, "problem") != 0)
    view++;
  char *summary = view->summary (scene);
  epi_session_free (session);
  epi_document_unref (document);
  epi_attachment_unref (file);
  epi_document_unref (plain);
  return summary;
}

static void
test_one_is_no_plural (void)
{
  static const struct {
    const char *name, *text, *summary;
  } files[] = {
      {"one.mps",
       "NAME one\nROWS\n N cost\n G r\nCOLUMNS\n x cost 1 r 1\nRHS\n b r 1\n"
       "ENDATA\n",
       "1 row, 1 variable, 1 entry (100 %)"},
      {"one.eo", "1\n1\n2\n1\n0.5\n0\n1\n0 0 1\n1 0 -1\n",
       "1 variable, 1 constraint; exponents of 2 terms (100 %)"},
      {"one.dat-s", "1\n1\n1\n1\n1 1 1 1 1\n",
       "1 variable; F(x) is 1 × 1 in 1 block, 100 % of it ever nonzero"},
  };
  if (epi_lesson_find ("convex-program") == NULL)
    return;
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    char *summary = summary_of (files[i].name, files[i].text);
    g_test_message ("%s", summary);
    g_assert_nonnull (strstr (summary, files[i].summary));
    g_free (summary);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convex-proofs/examples-come-with-their-proof",
                   test_examples_come_with_their_proof);
  g_test_add_func ("/convex-proofs/what-cannot-be-proven-is-explained",
                   test_what_cannot_be_proven_is_explained);
  g_test_add_func ("/convex-proofs/a-claim-without-a-proof-is-called-one",
                   test_a_claim_without_a_proof_is_called_one);
  g_test_add_func ("/convex-proofs/automatic-hands-on",
                   test_automatic_hands_on);
  g_test_add_func ("/convex-proofs/automatic-has-tried-all",
                   test_automatic_has_tried_all);
  g_test_add_func ("/convex-proofs/one-is-no-plural", test_one_is_no_plural);
  return g_test_run ();
}
