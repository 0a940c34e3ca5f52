/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on max-det.
 */
#pragma once

#include "kit/epi-render.h"
#include "session-checks.h"

#define LESSON "max-determinant"
#include "lesson-session.h"

/* At its end; on data, which it takes over. */
static inline EpiSession *
session_on (EpiData *data, const char *set)
{
  EpiDocument *first = document_of (""), *own = NULL;

  own = epi_document_with_data (first, "points", data);
  EpiSession *session = session_from (document_with (own, set));
  epi_data_unref (data);
  epi_document_unref (own);
  epi_document_unref (first);
  return session;
}

static inline EpiData *
points_of (const double (*points)[2], size_t n)
{
  static const char *const names[] = {"x", "y"};
  const char *x[] = {"x", NULL}, *y[] = {"y", NULL};
  double *columns = g_new (double, 2 * n + 1);
  EpiTable *table;

  for (size_t i = 0; i < n; i++) {
    columns[i] = points[i][0];
    columns[n + i] = points[i][1];
  }
  g_assert_cmpint (epi_table_new (names, columns, n, 2, &table), ==, EPI_OK);
  EpiData *data = epi_data_new (table, "Points", "", NULL);
  EpiData *with_x = epi_data_with_role (data, "x", x);
  EpiData *with_y = epi_data_with_role (with_x, "y", y);
  epi_data_unref (data);
  epi_data_unref (with_x);
  epi_table_unref (table);
  g_free (columns);
  return with_y;
}

static inline const double *
values (EpiSession *session, const char *name)
{
  return item (session, name)->data;
}
