/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of the kernels of sequences: embeddings, dropout, LSTM cells. */
#include "gradient-check.h"

static void
gather (const Gradient *p, EpiBuffer *w, EpiBuffer *y)
{
  OK (epi_device_gather (w, p->index, y));
}

static void
gather_back (const Gradient *p, EpiBuffer *w, EpiBuffer *y, EpiBuffer *dy,
             EpiBuffer *dw)
{
  OK (epi_device_gather_back (p->index, dy, 0, dw));
}

static void
test_gather (const Case *c)
{
  const int32_t indices[] = {3, 0, 3, 4, 3, 1};
  EpiBuffer *index = empty_on_device (c, EPI_INDEX, 6, 1);

  OK (epi_buffer_upload (index, indices, 6));
  if (is_for_doubles (c))
    check_gradient (&(Gradient){.in = {9, 5},
                                .out = {9, 6},
                                .forward = gather,
                                .back = gather_back,
                                .c = c,
                                .index = index});
  epi_buffer_free (index);
}

static void
dropout (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  OK (epi_device_dropout (0.3, 5, 6, x, y));
}

static void
dropout_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
              EpiBuffer *dx)
{
  OK (epi_device_dropout (0.3, 5, 6, dy, dx));
}

static void
test_dropout (const Case *c)
{
  if (is_for_doubles (c))
    check_gradient (&(Gradient){.in = {9, 5},
                                .out = {9, 5},
                                .forward = dropout,
                                .back = dropout_back,
                                .c = c});
}

/* A cell with h = 6, n = 4: x is (5h, n), pre-activations G above C_before,
 * column by column; y (2h, n) is H above C. */
enum { UNITS = 6, BATCH = 4 };

static EpiBuffer *
rows_of (const Gradient *p, EpiBuffer *from, size_t first, size_t count)
{
  double *all = from_device (from);
  double *some = g_new (double, count * from->cols);

  for (size_t j = 0; j < from->cols; j++)
    for (size_t i = 0; i < count; i++)
      some[i + j * count] = all[first + i + j * from->rows];
  EpiBuffer *to = to_device (p->c, some, count, from->cols);
  g_free (all);
  g_free (some);
  return to;
}

static void
put_above (EpiBuffer *top, EpiBuffer *bottom, EpiBuffer *to)
{
  double *a = from_device (top), *b = from_device (bottom);
  double *all = g_new (double, to->rows * to->cols);

  for (size_t j = 0; j < to->cols; j++)
    for (size_t i = 0; i < to->rows; i++)
      all[i + j * to->rows] = i < top->rows
                                  ? a[i + j * top->rows]
                                  : b[i - top->rows + j * bottom->rows];
  OK (epi_buffer_upload (to, all, to->rows));
  g_free (a);
  g_free (b);
  g_free (all);
}

static void
cell (const Gradient *p, EpiBuffer *x, EpiBuffer *y)
{
  EpiBuffer *G = rows_of (p, x, 0, 4 * UNITS);
  EpiBuffer *before = rows_of (p, x, 4 * UNITS, UNITS);
  EpiBuffer *C = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);
  EpiBuffer *H = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);

  OK (epi_device_lstm_cell (before, G, C, H));
  put_above (H, C, y);
  epi_buffer_free (G);
  epi_buffer_free (before);
  epi_buffer_free (C);
  epi_buffer_free (H);
}

static void
cell_back (const Gradient *p, EpiBuffer *x, EpiBuffer *y, EpiBuffer *dy,
           EpiBuffer *dx)
{
  EpiBuffer *G = rows_of (p, x, 0, 4 * UNITS);
  EpiBuffer *before = rows_of (p, x, 4 * UNITS, UNITS);
  EpiBuffer *C = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);
  EpiBuffer *H = empty_on_device (p->c, EPI_DOUBLE, UNITS, BATCH);
  EpiBuffer *dG = empty_on_device (p->c, EPI_DOUBLE, 4 * UNITS, BATCH);
  EpiBuffer *dH = rows_of (p, dy, 0, UNITS),
            *dC = rows_of (p, dy, UNITS, UNITS);

  OK (epi_device_lstm_cell (before, G, C, H));
  OK (epi_device_lstm_cell_back (before, G, C, dH, dC, dG));
  put_above (dG, dC, dx);
  epi_buffer_free (G);
  epi_buffer_free (before);
  epi_buffer_free (C);
  epi_buffer_free (H);
  epi_buffer_free (dG);
  epi_buffer_free (dH);
  epi_buffer_free (dC);
}

static void
test_lstm_cell (const Case *c)
{
  if (is_for_doubles (c))
    check_gradient (&(Gradient){.in = {5 * UNITS, BATCH},
                                .out = {2 * UNITS, BATCH},
                                .forward = cell,
                                .back = cell_back,
                                .c = c});
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("sequence-gradients", name, test)
  ADD ("gather", test_gather);
  ADD ("dropout", test_dropout);
  ADD ("lstm-cell", test_lstm_cell);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
