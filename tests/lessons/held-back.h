/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows held back in tests of lessons.  Whoever includes this has included the
 * sessions of its lesson.
 */
#pragma once

#include "kit/epi-held-back.h"

#include <string.h>

/* Takes document over. */
static inline EpiDocument *
holding_back (EpiDocument *document, const size_t *rows, size_t n)
{
  const EpiData *data = epi_document_data (document, "points");
  EpiTable *table;

  g_assert_cmpint (epi_table_set_marks (epi_data_table (data), rows, n,
                                        EPI_MARK_TEST, 0, &table),
                   ==, EPI_OK);
  EpiData *marked = epi_data_with_table (data, table);
  EpiDocument *with = epi_document_with_data (document, "points", marked);
  epi_data_unref (marked);
  epi_table_unref (table);
  epi_document_unref (document);
  return with;
}

/* Rows 0, step, 2 step, … */
static inline EpiDocument *
holding_back_every (EpiDocument *document, size_t step)
{
  const EpiData *data = epi_document_data (document, "points");
  size_t n = 0, *rows = g_new (size_t, epi_table_rows (epi_data_table (data)));

  for (size_t row = 0; row < epi_table_rows (epi_data_table (data));
       row += step)
    rows[n++] = row;
  document = holding_back (document, rows, n);
  g_free (rows);
  return document;
}

static inline double
cell (const EpiDocument *document, size_t row, const char *role)
{
  const EpiData *data = epi_document_data (document, "points");

  return epi_table_number (epi_data_table (data), row,
                           (size_t)epi_data_column (data, role, 0));
}

/* What is observed at the playhead; NAN: is not. */
static inline double
told (EpiSession *session, const char *name)
{
  return epi_observed (epi_session_scene (session), name);
}

static inline void
assert_says (EpiSession *session, const char *part)
{
  char *why = lesson ()->explain (epi_session_scene (session));

  g_assert_nonnull (why);
  if (strstr (why, part) == NULL)
    g_error ("“%s” is not in “%s”", part, why);
  g_assert_null (strstr (why, "-inf"));
  g_assert_null (strstr (why, "nan"));
  g_free (why);
}

static inline void
assert_refused (EpiDocument *document, const char *part)
{
  EpiSession *session = session_from (document);
  const char *error = epi_session_scene (session)->answer->error;

  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error, part));
  epi_session_free (session);
}
