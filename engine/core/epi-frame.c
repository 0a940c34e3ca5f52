/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-frame.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

/* Most frames are a dozen scalars and short vectors, and a run makes thousands
 * of them: those live in the frame itself, which is then one allocation. */
#define SMALL_ITEMS 24
#define SMALL_NUMBERS 96

struct EpiFrame {
  atomic_int refs;
  size_t k;
  EpiStatus status;
  double seconds;
  EpiFrameItem *items; /* small_items, or on the heap */
  size_t n_items, max_items;
  size_t n_small; /* of small_numbers in use */
  size_t bytes;
  EpiFrameItem small_items[SMALL_ITEMS];
  double small_numbers[SMALL_NUMBERS];
};

EpiFrame *
epi_frame_new (size_t k, EpiStatus status)
{
  EpiFrame *frame = g_new (EpiFrame, 1);

  atomic_init (&frame->refs, 1);
  frame->k = k;
  frame->status = status;
  frame->seconds = NAN;
  frame->items = frame->small_items;
  frame->n_items = frame->n_small = 0;
  frame->max_items = SMALL_ITEMS;
  frame->bytes = sizeof *frame;
  return frame;
}

static void
grow_items (EpiFrame *frame)
{
  size_t bigger = 2 * frame->max_items;

  if (frame->items == frame->small_items)
    frame->items = g_memdup2 (frame->small_items, sizeof frame->small_items);
  frame->items = g_renew (EpiFrameItem, frame->items, bigger);
  frame->max_items = bigger;
}

static bool
is_small (const EpiFrame *frame, const double *data)
{
  return data >= frame->small_numbers &&
         data <= frame->small_numbers + SMALL_NUMBERS;
}

static double *
place (EpiFrame *frame, size_t count)
{
  if (count > SMALL_NUMBERS - frame->n_small) {
    frame->bytes += count * sizeof (double);
    return epi_new (double, count);
  }
  double *data = frame->small_numbers + frame->n_small;
  frame->n_small += count;
  return data;
}

static double *
add (EpiFrame *frame, const char *name, EpiItemKind kind, const double *data,
     size_t rows, size_t cols)
{
  size_t count = rows * cols;
  double *copy = place (frame, count);

  assert (epi_frame_find (frame, name) == NULL);
  if (copy == NULL)
    return NULL;
  if (data != NULL)
    memcpy (copy, data, count * sizeof (double));
  else
    memset (copy, 0, count * sizeof (double));
  if (frame->n_items == frame->max_items)
    grow_items (frame);
  frame->items[frame->n_items++] = (EpiFrameItem){name, kind, rows, cols, copy};
  return copy;
}

void
epi_frame_add_scalar (EpiFrame *frame, const char *name, double value)
{
  add (frame, name, EPI_ITEM_SCALAR, &value, 1, 1);
}

double *
epi_frame_add_vector (EpiFrame *frame, const char *name, const double *data,
                      size_t n)
{
  return add (frame, name, EPI_ITEM_VECTOR, data, n, 1);
}

double *
epi_frame_add_matrix (EpiFrame *frame, const char *name, const double *data,
                      size_t rows, size_t cols)
{
  return add (frame, name, EPI_ITEM_MATRIX, data, rows, cols);
}

EpiFrame *
epi_frame_ref (const EpiFrame *frame)
{
  EpiFrame *self = (EpiFrame *)frame;

  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
epi_frame_unref (const EpiFrame *frame)
{
  EpiFrame *self = (EpiFrame *)frame;

  if (self == NULL ||
      atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  for (size_t i = 0; i < self->n_items; i++)
    if (!is_small (self, self->items[i].data))
      epi_free ((double *)self->items[i].data);
  if (self->items != self->small_items)
    g_free (self->items);
  g_free (self);
}

size_t
epi_frame_k (const EpiFrame *frame)
{
  return frame->k;
}

void
epi_frame_set_seconds (EpiFrame *frame, double seconds)
{
  frame->seconds = seconds;
}

double
epi_frame_seconds (const EpiFrame *frame)
{
  return frame->seconds;
}

EpiStatus
epi_frame_status (const EpiFrame *frame)
{
  return frame->status;
}

const EpiFrameItem *
epi_frame_find (const EpiFrame *frame, const char *name)
{
  for (size_t i = 0; i < frame->n_items; i++) {
    const EpiFrameItem *item = &frame->items[i];
    if (item->name == name ||
        (item->name[0] == name[0] && strcmp (item->name, name) == 0))
      return item;
  }
  return NULL;
}

double
epi_frame_scalar (const EpiFrame *frame, const char *name, double missing)
{
  const EpiFrameItem *item = epi_frame_find (frame, name);

  return item != NULL && item->kind == EPI_ITEM_SCALAR ? item->data[0]
                                                       : missing;
}

size_t
epi_frame_n_items (const EpiFrame *frame)
{
  return frame->n_items;
}

const EpiFrameItem *
epi_frame_item (const EpiFrame *frame, size_t i)
{
  assert (i < frame->n_items);
  return &frame->items[i];
}

size_t
epi_frame_bytes (const EpiFrame *frame)
{
  return frame->bytes;
}
