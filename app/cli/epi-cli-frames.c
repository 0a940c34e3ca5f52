/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-frames.h"

#include "core/epi-number.h"

#include <stdio.h>
#include <string.h>

#define NAME 16     /* width of a name */
#define COLUMN 16   /* width of a number */
#define MAX_COLS 5  /* numbers in a row of it */
#define MAX_SHOWN 8 /* numbers of a vector, rows and columns of a matrix */

/* ---- JSON ---- */

static void
json_list (GString *json, const char *name, const double *data, size_t n,
           size_t stride)
{
  epi_cli_json_open (json, name, '[');
  for (size_t i = 0; i < n; i++)
    epi_cli_json_number (json, NULL, data[i * stride]);
  epi_cli_json_close (json, ']');
}

static void
json_item (GString *json, const EpiFrameItem *item)
{
  switch (item->kind) {
  case EPI_ITEM_SCALAR:
    epi_cli_json_number (json, item->name, item->data[0]);
    break;
  case EPI_ITEM_VECTOR:
    json_list (json, item->name, item->data, item->rows, 1);
    break;
  case EPI_ITEM_MATRIX:
    epi_cli_json_open (json, item->name, '[');
    for (size_t i = 0; i < item->rows; i++)
      json_list (json, NULL, item->data + i, item->cols, item->rows);
    epi_cli_json_close (json, ']');
    break;
  }
}

void
epi_cli_json_frame (GString *json, const EpiFrame *frame, size_t max)
{
  for (size_t i = 0; i < epi_frame_n_items (frame); i++) {
    const EpiFrameItem *item = epi_frame_item (frame, i);
    if (item->rows * item->cols <= max)
      json_item (json, item);
  }
}

void
epi_cli_json_certificate (GString *json, const EpiCertificate *certificate)
{
  epi_cli_json_open (json, "certificate", '{');
  epi_cli_json_text (json, "status", epi_status_word (certificate->status));
  epi_cli_json_bool (json, "proven", epi_certificate_is_proven (certificate));
  epi_cli_json_text (json, "sentence", certificate->sentence);
  for (size_t i = 0; i < certificate->n_items; i++)
    epi_cli_json_number (json, certificate->items[i].name,
                         certificate->items[i].value);
  epi_cli_json_close (json, '}');
}

/* ---- For people ---- */

/* In the order of the lesson's quantities, which stand in one array. */
static int
compare_columns (const void *a, const void *b)
{
  const EpiQuantity *const *p = a, *const *q = b;

  return (*p > *q) - (*p < *q);
}

bool
epi_cli_add_columns (GPtrArray *columns, const EpiLesson *lesson,
                     const EpiFrame *frame)
{
  guint before = columns->len;
  size_t n = 0;

  for (const EpiQuantity *q = lesson->quantities;
       q != NULL && q->name != NULL && n < MAX_COLS; q++) {
    const EpiFrameItem *item = epi_frame_find (frame, q->name);
    if (item == NULL || item->kind != EPI_ITEM_SCALAR)
      continue;
    n++;
    if (!g_ptr_array_find (columns, q, NULL))
      g_ptr_array_add (columns, (void *)q);
  }
  g_ptr_array_sort (columns, compare_columns);
  return columns->len > before;
}

/* Apart from its neighbour, however long its name is. */
static int
width_of (const EpiQuantity *quantity)
{
  return MAX (COLUMN, (int)strlen (quantity->name) + 2);
}

void
epi_cli_print_columns (const GPtrArray *columns)
{
  epi_cli_print_padded ("k", 8, true);
  for (guint i = 0; i < columns->len; i++) {
    const EpiQuantity *quantity = columns->pdata[i];
    epi_cli_print_padded (quantity->name, width_of (quantity), true);
  }
  printf ("\n");
}

void
epi_cli_print_iterate (const GPtrArray *columns, const EpiFrame *frame,
                       const char *run)
{
  char k[24];

  g_snprintf (k, sizeof k, "%zu", epi_frame_k (frame));
  epi_cli_print_padded (k, 8, true);
  for (guint i = 0; i < columns->len; i++) {
    const EpiQuantity *quantity = columns->pdata[i];
    const EpiFrameItem *item = epi_frame_find (frame, quantity->name);
    bool has = item != NULL && item->kind == EPI_ITEM_SCALAR;
    char *label = has ? epi_number_label (item->data[0], 7) : g_strdup ("");
    epi_cli_print_padded (label, width_of (quantity), true);
    g_free (label);
  }
  printf ("%s%s\n", run != NULL ? "  " : "", run != NULL ? run : "");
}

static void
print_numbers (const double *data, size_t n, size_t stride)
{
  for (size_t i = 0; i < MIN (n, MAX_SHOWN); i++) {
    char *label = epi_number_label (data[i * stride], 7);
    epi_cli_print_padded (label, COLUMN, true);
    g_free (label);
  }
  if (n > MAX_SHOWN)
    printf ("  … (%zu)", n);
}

static void
print_item (const EpiFrameItem *item, const char *label)
{
  bool matrix = item->kind == EPI_ITEM_MATRIX && item->cols > 1;
  size_t lines = matrix ? item->rows : 1;

  epi_cli_print_padded (item->name, NAME, false);
  for (size_t i = 0; i < MIN (lines, MAX_SHOWN); i++) {
    if (i > 0)
      printf ("%*s", NAME, "");
    print_numbers (item->data + i, matrix ? item->cols : item->rows,
                   matrix ? item->rows : 1);
    printf (i == 0 && label != NULL ? "  %s\n" : "\n", label);
  }
  if (lines > MAX_SHOWN)
    printf ("%*s  …\n", NAME, "");
}

static bool
is_quantity (const EpiLesson *lesson, const char *name)
{
  for (const EpiQuantity *q = lesson->quantities; q != NULL && q->name != NULL;
       q++)
    if (strcmp (q->name, name) == 0)
      return true;
  return false;
}

/* The quantities of the lesson; the names of all others are added to others. */
static void
print_quantities (const EpiLesson *lesson, const EpiFrame *frame,
                  GString *others)
{
  for (const EpiQuantity *q = lesson->quantities; q != NULL && q->name != NULL;
       q++) {
    const EpiFrameItem *item = epi_frame_find (frame, q->name);
    if (item != NULL)
      print_item (item, q->label);
  }
  for (size_t i = 0; i < epi_frame_n_items (frame); i++) {
    const char *name = epi_frame_item (frame, i)->name;
    if (!is_quantity (lesson, name))
      g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "",
                              name);
  }
}

void
epi_cli_print_frame (const EpiLesson *lesson, const EpiFrame *frame,
                     const EpiFrame *observed)
{
  GString *others = g_string_new (NULL);

  print_quantities (lesson, frame, others);
  if (observed != NULL)
    print_quantities (lesson, observed, others);
  if (others->len > 0)
    printf ("With --json also: %s\n", others->str);
  g_string_free (others, TRUE);
}

void
epi_cli_print_certificate (const EpiCertificate *certificate)
{
  if (certificate->sentence[0] == '\0' && certificate->n_items == 0)
    return; /* the lesson has none */
  printf ("\nCertificate, recomputed apart from the method: %s\n",
          certificate->sentence);
  for (size_t i = 0; i < certificate->n_items; i++) {
    char *label = epi_number_label (certificate->items[i].value, 7);
    epi_cli_print_padded (certificate->items[i].name, NAME, false);
    epi_cli_print_padded (label, COLUMN, true);
    printf ("  %s\n", certificate->items[i].symbol);
    g_free (label);
  }
}
