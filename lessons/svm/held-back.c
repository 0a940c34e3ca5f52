/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows held back: how many of them the machine at the playhead calls what
 * they are.
 *
 * Of two classes it is the sign of its f, as in the picture of the plane; of
 * more the vote of all trained machines, which the colours of the plane are,
 * too, and which no step changes.
 */
#include "core/epi-alloc.h"
#include "kit/epi-held-back.h"
#include "svm/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_TESTS 5000 /* rows; for each all kernel values are computed */
#define ARM 3.4         /* of a cross, pixels */

/* ---- Which they are ---- */

/* Those with numbers and a class, to rows and x (2,n) in the machine's units;
 * the others are counted. */
static void
take (SvTest *test, const SvProblem *self, const EpiData *data, double *x)
{
  const EpiTable *table = epi_data_table (data);
  size_t across = (size_t)epi_data_column (data, "x", 0);
  size_t up = (size_t)epi_data_column (data, "y", 0);

  for (size_t row = 0; row < epi_table_rows (table); row++) {
    if (!epi_row_is_held_back (table, row))
      continue;
    double *at = x + 2 * test->n;
    at[0] = epi_table_number (table, row, across);
    at[1] = epi_table_number (table, row, up);
    if (!isfinite (at[0]) || !isfinite (at[1]) ||
        self->classes.of_row[row] < 0) {
      test->left_out++;
      continue;
    }
    sv_to_scale (&self->scale, at);
    test->class_of[test->n] = (size_t)self->classes.of_row[row];
    test->rows[test->n++] = row;
  }
}

/* Of classes of which no example is trained on. */
static size_t
count_unmet (const SvProblem *self)
{
  bool met[EPI_CLASSES] = {false};
  size_t unmet = 0;

  for (size_t i = 0; i < self->n; i++)
    met[self->class_of[i]] = true;
  for (size_t i = 0; i < self->test.n; i++)
    unmet += !met[self->test.class_of[i]];
  return unmet;
}

/* By the vote of all machines; not judged where a kernel, or an f (inf - inf),
 * is out of range. */
static EpiStatus
call_by_vote (SvProblem *self, const EpiCancel *cancel)
{
  SvTest *test = &self->test;
  size_t n = test->n * self->vote.n_pairs;
  double *f = epi_new (double, n);
  EpiStatus status = f != NULL ? epi_svm_predict (&self->vote, &test->phi,
                                                  cancel, test->called, f)
                               : EPI_NO_MEMORY;

  test->judged = status == EPI_OK;
  for (size_t i = 0; i < n && test->judged; i++)
    test->judged = isfinite (f[i]);
  epi_free (f);
  return status == EPI_NOT_FINITE ? EPI_OK : status;
}

EpiStatus
sv_take_tests (SvProblem *self, const EpiDocument *document,
               const EpiCancel *cancel)
{
  const EpiData *data = epi_document_data (document, "points");
  size_t rows = epi_held_back_count (data);
  SvTest *test = &self->test;

  if (rows == 0)
    return EPI_OK;
  double *x = g_new (double, 2 * rows);
  test->rows = g_new (size_t, rows);
  test->class_of = g_new (size_t, rows);
  take (test, self, data, x);
  test->unmet = count_unmet (self);
  test->called = epi_new (double, test->n);
  EpiStatus status = test->called != NULL ? EPI_OK : EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = sv_features (x, test->n, self->lifted, NULL, &test->phi);
  test->judged = test->n > 0 && test->n <= MOST_TESTS;
  if (status == EPI_OK && test->judged && self->vote.n_pairs > 0)
    status = call_by_vote (self, cancel);
  g_free (x);
  return status == EPI_NOT_FINITE ? EPI_OK : status;
}

void
sv_test_clear (SvTest *test)
{
  g_free (test->rows);
  g_free (test->class_of);
  epi_free (test->called);
  epi_sparse_clear (&test->phi);
}

/* ---- What they are called ---- */

/* By the sign of f, as epi_svm_predict() has it; false: out of range. */
static bool
call_by_sign (SvProblem *self, const double *beta, double bias)
{
  SvTest *test = &self->test;
  bool good = sv_decide (self, &test->phi, beta, bias, test->called);

  for (size_t i = 0; i < test->n && good; i++) {
    good = isfinite (test->called[i]);
    test->called[i] = (double)self->pair[test->called[i] > 0 ? 0 : 1];
  }
  return good;
}

/* How many are right, and the rows that are not. */
static void
add_right (const SvTest *test, EpiFrame *observed)
{
  double *wrong = g_new (double, test->n);
  size_t n = 0;

  for (size_t i = 0; i < test->n; i++)
    if (test->called[i] != (double)test->class_of[i])
      wrong[n++] = (double)test->rows[i];
  epi_frame_add_scalar (observed, "test_right", (double)(test->n - n));
  if (n > 0)
    epi_frame_add_vector (observed, "test_wrong", wrong, n);
  g_free (wrong);
}

EpiFrame *
sv_observe (void *problem, const EpiScene *scene)
{
  SvProblem *self = problem;
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiFrameItem *beta =
      frame != NULL ? epi_frame_find (frame, "beta") : NULL;
  SvTest *test = &self->test;

  if (frame == NULL || test->n + test->left_out == 0)
    return NULL;
  EpiFrame *observed =
      epi_frame_new (epi_frame_k (frame), epi_frame_status (frame));
  epi_observe_held_back (observed, test->n, test->left_out);
  if (test->unmet > 0)
    epi_frame_add_scalar (observed, "test_unmet", (double)test->unmet);
  if (test->judged && beta != NULL &&
      (self->vote.n_pairs > 0 ||
       call_by_sign (self, beta->data, epi_frame_scalar (frame, "bias", NAN))))
    add_right (test, observed);
  return observed;
}

/* ---- In words ---- */

/* "Held back (hollow): 53 of 60 right, 88 %; the wrong ones are struck out." */
static char *
tell_right (double right, double n)
{
  /* never 100 % but where all are */
  double share = right == n ? 100 : fmin (round (100 * right / n), 99);

  return g_strdup_printf ("Held back (hollow): %.0f of %.0f right, %.0f %%%s.",
                          right, n, share,
                          right == n       ? ""
                          : n - right == 1 ? "; the wrong one is struck out"
                                           : "; the wrong ones are struck out");
}

/* Why there is no count. */
static char *
tell_unjudged (const EpiScene *scene, double n)
{
  const char *kernel = epi_scene_text (scene, "kernel");

  if (n > MOST_TESTS)
    return g_strdup_printf ("%.0f rows are held back, and only up to %d are "
                            "judged here: filter some away.",
                            n, MOST_TESTS);
  return g_strdup_printf (
      "The kernel of rows held back is too large for a number, so they are not "
      "judged: standardise the columns in the table%s.",
      strcmp (kernel, "polynomial") == 0 ? ", or lower the degree" : "");
}

static void
append (GString *text, char *sentence)
{
  if (sentence != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
  g_free (sentence);
}

char *
sv_with_tests (const EpiScene *scene, char *sentence)
{
  double n = epi_observed (scene, "test");
  double right = epi_observed (scene, "test_right");
  double unmet = epi_observed (scene, "test_unmet");

  if (isnan (n))
    return sentence;
  GString *text = g_string_new (NULL);
  if (n > 0)
    append (text,
            isnan (right) ? tell_unjudged (scene, n) : tell_right (right, n));
  append (text, sentence);
  if (unmet > 0)
    append (text, g_strdup_printf ("%.0f held back %s of a class that no "
                                   "machine was trained on.",
                                   unmet, unmet == 1 ? "is" : "are"));
  return epi_with_untested (scene, "number or class",
                            g_string_free (text, text->len == 0));
}

/* ---- In the figures ---- */

/* Within a hollow marker, without a rim that would hide it. */
static void
draw_crosses (cairo_t *cr, const EpiAxes *axes, const double *x,
              const double *y, size_t n)
{
  const EpiRange *range = &axes->range;
  double arm = ARM * axes->text / 14;
  double dx = arm * (range->x1 - range->x0) / axes->plot.width;
  double dy = arm * (range->y1 - range->y0) / axes->plot.height;
  double *from = g_new (double, 4 * n);

  for (int way = -1; way <= 1; way += 2) {
    for (size_t i = 0; i < n; i++) {
      from[i] = x[i] - dx;
      from[n + i] = y[i] - way * dy;
      from[2 * n + i] = x[i] + dx;
      from[3 * n + i] = y[i] + way * dy;
    }
    epi_draw_segments (cr, axes, from, from + n, from + 2 * n, from + 3 * n, n,
                       (EpiStroke){.colour = EPI_COLOUR_WARNING, .width = 1.6});
  }
  g_free (from);
}

/* Whether a row has the same number and mark in both: new values of cells, as
 * in a drag, leave the chunks of marks where they are, and all else copies
 * them.
 */
static bool
are_same_rows (const EpiData *a, const EpiData *b)
{
  if (a == NULL || b == NULL)
    return false;
  const EpiTable *s = epi_data_table (a), *t = epi_data_table (b);
  bool same = epi_table_rows (s) == epi_table_rows (t);
  size_t n;

  for (size_t i = 0; i < epi_table_n_chunks (s) && same; i++)
    same = epi_table_marks_chunk (s, i, &n) == epi_table_marks_chunk (t, i, &n);
  return same;
}

void
sv_draw_wrong (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *observed =
      scene->answer != NULL ? scene->answer->observed : NULL;
  const EpiFrameItem *wrong =
      observed != NULL ? epi_frame_find (observed, "test_wrong") : NULL;
  const EpiHandleSpec *points = &scene->lesson->handles[0];

  if (wrong == NULL ||
      !are_same_rows (epi_document_data (scene->document, "points"),
                      epi_document_data (scene->answer->document, "points")))
    return;
  size_t n = epi_handle_count (points, scene), m = 0;
  double *x = g_new (double, 2 * wrong->rows), *y = x + wrong->rows;
  for (size_t i = 0; i < wrong->rows; i++) {
    EpiPoint at;
    if (wrong->data[i] < (double)n &&
        epi_handle_position (points, scene, (size_t)wrong->data[i], &at)) {
      x[m] = at.x;
      y[m++] = at.y;
    }
  }
  if (m > 0)
    draw_crosses (cr, axes, x, y, m);
  g_free (x);
}
