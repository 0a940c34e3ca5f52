/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of runs that are compared cover no curve. */
#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"
#include "page.h"

#include <string.h>

#define LENGTH 41

/* A run whose gap is 10^(exponent + slope k). */
static void
make_run (EpiRun *run, const char *name, double exponent, double slope)
{
  *run = (EpiRun){.name = g_strdup (name),
                  .frames = g_new (const EpiFrame *, LENGTH),
                  .n_frames = LENGTH,
                  .length = LENGTH,
                  .status = EPI_LIMIT,
                  .forked_at = SIZE_MAX};
  for (size_t k = 0; k < LENGTH; k++) {
    EpiFrame *frame = epi_frame_new (k, EPI_RUNNING);
    epi_frame_add_scalar (frame, "gap", pow (10, exponent + slope * (double)k));
    run->frames[k] = frame;
  }
}

/* One run that goes down, and one that does not. */
static EpiAnswer *
answer_of_two (const EpiDocument *document)
{
  EpiAnswer *answer = epi_answer_new (document);

  answer->n_runs = 2;
  answer->runs = g_new0 (EpiRun, 2);
  make_run (&answer->runs[0], "one", -0.5, -0.2);
  make_run (&answer->runs[1], "two", -0.5, 0);
  return answer;
}

static const EpiParam params[] = {{NULL}};
static const EpiLesson lesson = {.id = "two", .params = params};

/* One run goes down from the upper left to the lower right corner, where its
 * name is; the other stays up: of the four corners, that at the lower left is
 * free. */
static void
test_the_names_of_runs_cover_no_curve (void)
{
  EpiDocument *document = epi_document_new ("two", 1);
  EpiAnswer *answer = answer_of_two (document);
  Page page = page_new (1);

  EpiScene scene = {
      .lesson = &lesson, .document = document, .answer = answer, .k = 0};
  page.axes.range = (EpiRange){0, 42, 1e-9, 1, false, true};
  for (const EpiLayer *layer = epi_convergence_layers; layer->draw != NULL;
       layer++)
    layer->draw (page.cr, &page.axes, &scene, layer->data);

  for (int k = 4; k < LENGTH; k++) /* beside the other one */
    assert_is (&page, k, pow (10, -0.5), epi_run_colour (1));
  EpiRect corner = {page.axes.plot.x + 10, page.axes.plot.y + 160, 90, 70};
  g_assert_cmpuint (count_ink (&page, corner), >, 300);
  page_clear (&page);
  epi_answer_unref (answer);
  epi_document_unref (document);
}

/* Where there is no colour, each curve says of what and whose it is. */
static void
test_a_table_names_its_curves (void)
{
  EpiDocument *document = epi_document_new ("two", 1);
  EpiAnswer *answer = answer_of_two (document);
  const EpiViewSpec view = {.name = "convergence",
                            .axes = epi_convergence_axes,
                            .layers = epi_convergence_layers};

  EpiScene scene = {
      .lesson = &lesson, .document = document, .answer = answer, .k = 0};
  EpiPlotTable *table = epi_view_table (&view, &scene);
  char *text = epi_plot_table_csv (table);

  g_assert_nonnull (strstr (text, "# measures: line gap, one\n"));
  g_assert_nonnull (strstr (text, "# measures: line gap, two\n"));
  /* Nothing of what was not measured, and no dots with the same numbers. */
  size_t n = 0;
  for (guint i = 0; i < table->series->len; i++) {
    const EpiPlotSeries *series = table->series->pdata[i];
    n += strcmp (series->layer, "measures") == 0 &&
         strcmp (series->kind, "label") != 0;
  }
  g_assert_cmpuint (n, ==, 2);
  g_free (text);
  epi_plot_table_free (table);
  epi_answer_unref (answer);
  epi_document_unref (document);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convergence/the-names-of-runs-cover-no-curve",
                   test_the_names_of_runs_cover_no_curve);
  g_test_add_func ("/convergence/a-table-names-its-curves",
                   test_a_table_names_its_curves);
  return g_test_run ();
}
