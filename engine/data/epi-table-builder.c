/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "data/epi-table-private.h"

#include <assert.h>
#include <string.h>

struct EpiTableBuilder {
  GPtrArray *columns; /* of EpiColumn *, whose n_chunks grows */
  GPtrArray *indices; /* of GHashTable *: text to level, NULL for numbers */
  GHashTable *names;
  size_t rows, room; /* room: chunks a column has pointers for */
  size_t capacity;   /* rows that the last chunks have memory for */
};

#define FIRST_CAPACITY 64 /* ten thousand columns may have only two rows */

EpiTableBuilder *
epi_table_builder_new (void)
{
  EpiTableBuilder *builder = g_new0 (EpiTableBuilder, 1);

  builder->columns = g_ptr_array_new ();
  builder->indices = g_ptr_array_new ();
  builder->names = g_hash_table_new (g_str_hash, g_str_equal);
  return builder;
}

void
epi_table_builder_free (EpiTableBuilder *builder)
{
  if (builder == NULL)
    return;
  g_hash_table_unref (builder->names);
  for (guint j = 0; j < builder->columns->len; j++) {
    g_clear_pointer ((GHashTable **)&builder->indices->pdata[j],
                     g_hash_table_unref);
    epi_column_unref (builder->columns->pdata[j]);
  }
  g_ptr_array_unref (builder->columns);
  g_ptr_array_unref (builder->indices);
  g_free (builder);
}

/* The names of ten thousand columns: by a hash table, where
 * epi_column_unique_name() would compare each with each. */
static char *
unique_name (const EpiTableBuilder *builder, const char *name)
{
  char *unique = g_strdup (name);

  for (unsigned i = 2; g_hash_table_contains (builder->names, unique); i++) {
    g_free (unique);
    unique = g_strdup_printf ("%s (%u)", name, i);
  }
  return unique;
}

size_t
epi_table_builder_column (EpiTableBuilder *builder, const char *name,
                          EpiColumnKind kind)
{
  bool text = kind == EPI_COLUMN_TEXT;
  char *unique = unique_name (builder, name);
  EpiColumn *column = g_new0 (EpiColumn, 1);

  assert (builder->rows == 0);
  atomic_init (&column->refs, 1);
  column->name = unique;
  column->kind = kind;
  column->width = text ? sizeof (int32_t) : sizeof (double);
  column->levels = text ? epi_levels_new () : NULL;
  g_hash_table_add (builder->names, column->name);
  g_ptr_array_add (builder->columns, column);
  g_ptr_array_add (builder->indices,
                   text ? g_hash_table_new (g_str_hash, g_str_equal) : NULL);
  return builder->columns->len - 1;
}

/* Pointers for twice as many chunks, in every column. */
static EpiStatus
grow (EpiTableBuilder *builder)
{
  size_t room = MAX (4, 2 * builder->room);

  for (guint j = 0; j < builder->columns->len; j++) {
    EpiColumn *column = builder->columns->pdata[j];
    EpiChunk **chunks = epi_new0 (EpiChunk *, room);
    if (chunks == NULL)
      return EPI_NO_MEMORY;
    if (column->n_chunks > 0)
      memcpy (chunks, column->chunks, column->n_chunks * sizeof *chunks);
    epi_free (column->chunks);
    column->chunks = chunks;
  }
  builder->room = room;
  return EPI_OK;
}

/* Memory for the row that comes next: a new chunk, or a larger first one. */
static EpiStatus
make_room (EpiTableBuilder *builder)
{
  size_t chunk = builder->rows / EPI_CHUNK_ROWS;
  size_t offset = builder->rows % EPI_CHUNK_ROWS;
  size_t capacity = chunk > 0     ? EPI_CHUNK_ROWS
                    : offset == 0 ? FIRST_CAPACITY
                                  : MIN (8 * offset, EPI_CHUNK_ROWS);

  if (chunk == builder->room && grow (builder) != EPI_OK)
    return EPI_NO_MEMORY;
  for (guint j = 0; j < builder->columns->len; j++) {
    EpiColumn *column = builder->columns->pdata[j];
    column->n_chunks = chunk + 1;
    if (epi_column_own (column, chunk, offset, capacity) != EPI_OK)
      return EPI_NO_MEMORY;
  }
  builder->capacity = capacity;
  return EPI_OK;
}

static int32_t
level_of (EpiLevels *levels, GHashTable *index, const char *text)
{
  gpointer known;

  if (text == NULL)
    return -1;
  if (g_hash_table_lookup_extended (index, text, NULL, &known))
    return GPOINTER_TO_INT (known);
  int32_t level = epi_levels_add (levels, text);
  g_hash_table_insert (index, levels->texts->pdata[level],
                       GINT_TO_POINTER (level));
  return level;
}

EpiStatus
epi_table_builder_row (EpiTableBuilder *builder, const double *numbers,
                       const char *const *texts)
{
  size_t chunk = builder->rows / EPI_CHUNK_ROWS;
  size_t offset = builder->rows % EPI_CHUNK_ROWS;

  if ((offset == 0 || offset == builder->capacity) &&
      make_room (builder) != EPI_OK)
    return EPI_NO_MEMORY;
  for (guint j = 0; j < builder->columns->len; j++) {
    EpiColumn *column = builder->columns->pdata[j];
    void *data = column->chunks[chunk]->data;
    if (column->kind == EPI_COLUMN_NUMBER)
      ((double *)data)[offset] = *numbers++;
    else
      ((int32_t *)data)[offset] =
          level_of (column->levels, builder->indices->pdata[j], *texts++);
  }
  builder->rows++;
  return EPI_OK;
}

/* The last chunk was made for 4096 rows. */
static EpiStatus
trim (EpiColumn *column, size_t rows)
{
  size_t n = rows % EPI_CHUNK_ROWS;

  if (n == 0)
    return EPI_OK;
  EpiChunk **last = &column->chunks[column->n_chunks - 1];
  EpiChunk *small = epi_chunk_new (n, column->width);
  if (small == NULL)
    return EPI_NO_MEMORY;
  memcpy (small->data, (*last)->data, n * column->width);
  epi_chunk_unref (*last);
  *last = small;
  return EPI_OK;
}

EpiStatus
epi_table_builder_finish (EpiTableBuilder *builder, EpiTable **out)
{
  EpiTable *table = epi_table_alloc (builder->rows, builder->columns->len);
  EpiStatus status = epi_table_blank_marks (table);

  for (guint j = 0; j < builder->columns->len && status == EPI_OK; j++) {
    table->columns[j] = epi_column_ref (builder->columns->pdata[j]);
    status = trim (table->columns[j], builder->rows);
  }
  epi_table_builder_free (builder);
  *out = status == EPI_OK ? table : NULL;
  if (status != EPI_OK)
    epi_table_unref (table);
  return status;
}

EpiStatus
epi_table_new (const char *const *names, const double *data, size_t rows,
               size_t cols, EpiTable **out)
{
  EpiTableBuilder *builder = epi_table_builder_new ();
  double *row = epi_new (double, cols);
  EpiStatus status = row != NULL ? EPI_OK : EPI_NO_MEMORY;

  *out = NULL;
  for (size_t j = 0; j < cols; j++)
    epi_table_builder_column (builder, names[j], EPI_COLUMN_NUMBER);
  for (size_t i = 0; i < rows && status == EPI_OK; i++) {
    for (size_t j = 0; j < cols; j++)
      row[j] = data[i + j * rows];
    status = epi_table_builder_row (builder, row, NULL);
  }
  epi_free (row);
  if (status == EPI_OK)
    return epi_table_builder_finish (builder, out);
  epi_table_builder_free (builder);
  return status;
}
