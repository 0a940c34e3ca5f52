/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random tables and documents, to be written and read again.
 */
#pragma once

#include "kit/epi-document-json.h"

#include <float.h>
#include <math.h>

static inline double
random_number (void)
{
  static const double special[] = {0.0,
                                   -0.0,
                                   1,
                                   -1,
                                   0.1,
                                   1e300,
                                   5e-324,
                                   DBL_MAX,
                                   DBL_MIN,
                                   INFINITY,
                                   -INFINITY,
                                   NAN,
                                   9007199254740993.0,
                                   1e15};
  union {
    guint64 bits;
    double number;
  } any;

  if (g_test_rand_int_range (0, 3) == 0)
    return special[g_test_rand_int_range (0, G_N_ELEMENTS (special))];
  any.bits =
      (guint64)(guint32)g_test_rand_int () << 32 | (guint32)g_test_rand_int ();
  return any.number;
}

static inline EpiTable *
random_table (size_t rows)
{
  static const char *const texts[] = {
      "Ames", "", "Zürich", "\"quoted\"\n", NULL, "\x01 control", "inf"};
  EpiTableBuilder *builder = epi_table_builder_new ();
  EpiTable *table, *marked;

  epi_table_builder_column (builder, "x", EPI_COLUMN_NUMBER);
  epi_table_builder_column (builder, "Ort „Süd“", EPI_COLUMN_TEXT);
  epi_table_builder_column (builder, "y", EPI_COLUMN_NUMBER);
  for (size_t row = 0; row < rows; row++) {
    const double numbers[] = {random_number (), (double)row};
    const char *text = texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))];
    g_assert_cmpint (epi_table_builder_row (builder, numbers, &text), ==,
                     EPI_OK);
  }
  g_assert_cmpint (epi_table_builder_finish (builder, &table), ==, EPI_OK);
  for (size_t i = 0; i < 20 && rows > 0; i++) {
    size_t row = (size_t)g_test_rand_int_range (0, (int)rows);
    g_assert_cmpint (
        epi_table_set_marks (
            table, &row, 1, (guint8)g_test_rand_int_range (0, 256), 0, &marked),
        ==, EPI_OK);
    epi_table_unref (table);
    table = marked;
  }
  return table;
}

static inline EpiDocument *
with_table (EpiDocument *document, const char *name, EpiTable *table)
{
  EpiData *plain = epi_data_new (table, "Häuser", "made", NULL);
  EpiData *data =
      epi_data_with_role (plain, "x", (const char *const[]){"y", "x", NULL});
  EpiData *standard = epi_data_with_standardised (data, true);
  EpiDocument *next = epi_document_with_data (document, name, standard);

  epi_data_unref (plain);
  epi_data_unref (data);
  epi_data_unref (standard);
  epi_table_unref (table);
  epi_document_unref (document);
  return next;
}

static inline EpiDocument *
step (EpiDocument *document, EpiDocument *next)
{
  epi_document_unref (document);
  return next;
}

static inline EpiDocument *
random_document (size_t rows)
{
  EpiDocument *document =
      epi_document_new ("least-squares", EPI_SEED_LIMIT - 1);

  for (int i = 0; i < 20; i++) {
    char name[8];
    g_snprintf (name, sizeof name, "p%d", i);
    double number = random_number ();
    EpiValue value = i % 3 == 0   ? epi_text (i % 2 ? "inf" : "ä\"\\\n")
                     : i % 3 == 1 ? epi_bool (i % 2)
                                  : epi_number (number);
    document = step (document, epi_document_with_value (document, name, value));
    if (i % 4 == 0)
      document =
          step (document,
                epi_document_with_scheduled (document, (size_t)(100 - i), name,
                                             value, epi_number (1.5)));
    document = step (document,
                     epi_document_with_handle (
                         document, name, (EpiPoint){random_number (), number}));
  }
  document = with_table (document, "points", random_table (rows));
  return with_table (document, "few", random_table (3));
}
