/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit-session.h"

#define LESSON "least-squares"
#include "lesson-session.h"

EpiDocument *
fit_document (const double (*points)[2], size_t n)
{
  static const char *const names[] = {"speed", "dist"};
  double *columns = g_new (double, 2 * n + 1);
  const char *x[] = {"speed", NULL}, *y[] = {"dist", NULL};
  EpiTable *table;

  for (size_t i = 0; i < n; i++) {
    columns[i] = points[i][0];
    columns[n + i] = points[i][1];
  }
  g_assert_cmpint (epi_table_new (names, columns, n, 2, &table), ==, EPI_OK);
  EpiData *data = epi_data_new (table, "Cars", "", NULL);
  EpiData *with_x = epi_data_with_role (data, "x", x);
  EpiData *with_y = epi_data_with_role (with_x, "y", y);
  EpiDocument *empty = epi_document_new ("least-squares", 1);
  EpiDocument *document = epi_document_with_data (empty, "points", with_y);
  epi_document_unref (empty);
  epi_data_unref (data);
  epi_data_unref (with_x);
  epi_data_unref (with_y);
  epi_table_unref (table);
  g_free (columns);
  return document;
}

EpiSession *
fit_session (EpiDocument *document, const char *set)
{
  EpiSession *session = session_from (document_with (document, set));

  epi_document_unref (document);
  return session;
}

const double *
fit_item (EpiSession *session, const char *name)
{
  const EpiFrame *frame = epi_scene_frame (epi_session_scene (session), 0);

  g_assert_nonnull (frame);
  const EpiFrameItem *found = epi_frame_find (frame, name);
  g_assert_nonnull (found);
  return found->data;
}

EpiStatus
fit_proof (EpiSession *session)
{
  return epi_session_scene (session)->answer->certificate.status;
}
