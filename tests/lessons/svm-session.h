/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the lesson on margins and kernels.
 */
#pragma once

#include "session-checks.h"

#define LESSON "svm"
#include "lesson-session.h"

#define CLOUDS "data=two_clouds; x=x1; y=x2; label=class; "
#define RINGS "data=disc_and_ring; x=x1; y=x2; label=class; "
#define PETALS "data=iris; x=petal_length_cm; y=petal_width_cm; label=species; "

/* Rows of x, y and label. */
static inline EpiData *
data_of (const double (*rows)[3], size_t n)
{
  static const char *const names[] = {"x", "y", "label"};
  double *columns = g_new (double, 3 * n + 1);
  EpiTable *table;

  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < 3; j++)
      columns[j * n + i] = rows[i][j];
  g_assert_cmpint (epi_table_new (names, columns, n, 3, &table), ==, EPI_OK);
  EpiData *data = epi_data_new (table, "Points", "", NULL);
  for (size_t j = 0; j < 3; j++) {
    const char *column[] = {names[j], NULL};
    EpiData *with = epi_data_with_role (data, names[j], column);
    epi_data_unref (data);
    data = with;
  }
  epi_table_unref (table);
  g_free (columns);
  return data;
}

/* These rows in place of the two clouds. */
static inline EpiDocument *
document_with_rows (const double (*rows)[3], size_t n)
{
  EpiDocument *first = document_of (CLOUDS "kernel=linear; gamma=1000");
  EpiData *data = data_of (rows, n);
  EpiDocument *document = epi_document_with_data (first, "points", data);

  epi_data_unref (data);
  epi_document_unref (first);
  return document;
}
