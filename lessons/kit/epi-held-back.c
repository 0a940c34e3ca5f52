/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-held-back.h"

#include <glib.h>
#include <math.h>

/* By chunks: it is asked in drags, of tables that may be long. */
size_t
epi_held_back_count (const EpiData *data)
{
  const EpiTable *table = data != NULL ? epi_data_table (data) : NULL;
  size_t chunks = table != NULL ? epi_table_n_chunks (table) : 0, count = 0;

  for (size_t chunk = 0; chunk < chunks; chunk++) {
    size_t n;
    const uint8_t *marks = epi_table_marks_chunk (table, chunk, &n);
    for (size_t i = 0; i < n; i++)
      count += (marks[i] & (EPI_MARK_HIDDEN | EPI_MARK_TEST)) == EPI_MARK_TEST;
  }
  return count;
}

const EpiTable *
epi_handle_holds_back (const EpiHandleSpec *handle, const EpiScene *scene)
{
  const EpiTableSpec *spec =
      handle->table != NULL ? epi_lesson_table (scene->lesson, handle->table)
                            : NULL;
  const EpiData *data = spec != NULL && spec->offers & EPI_OFFERS_HOLD_BACK
                            ? epi_document_data (scene->document, handle->table)
                            : NULL;

  return data != NULL && epi_table_rows (epi_data_table (data)) > 0
             ? epi_data_table (data)
             : NULL;
}

bool
epi_handle_is_held_back (const EpiHandleSpec *handle, const EpiScene *scene,
                         size_t i)
{
  const EpiTable *table = epi_handle_holds_back (handle, scene);

  return table != NULL &&
         epi_row_is_held_back (table, i % epi_table_rows (table));
}

void
epi_observe_held_back (EpiFrame *observed, size_t n, size_t left_out)
{
  epi_frame_add_scalar (observed, "test", (double)n);
  if (left_out > 0)
    epi_frame_add_scalar (observed, "test_left_out", (double)left_out);
}

double
epi_observed (const EpiScene *scene, const char *name)
{
  const EpiFrame *observed =
      scene->answer != NULL ? scene->answer->observed : NULL;

  return observed != NULL ? epi_frame_scalar (observed, name, NAN) : NAN;
}

char *
epi_with_untested (const EpiScene *scene, const char *what, char *sentence)
{
  double left_out = epi_observed (scene, "test_left_out");

  if (isnan (left_out))
    return sentence;
  char *both = g_strdup_printf (
      "%s%s%.0f of %.0f rows held back %s no %s and %s not count.",
      sentence != NULL ? sentence : "", sentence != NULL ? " " : "", left_out,
      left_out + epi_observed (scene, "test"), left_out == 1 ? "has" : "have",
      what, left_out == 1 ? "does" : "do");
  g_free (sentence);
  return both;
}
