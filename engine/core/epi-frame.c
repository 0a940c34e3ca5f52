/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-frame.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

struct EpiFrame {
  atomic_int refs;
  size_t k;
  EpiStatus status;
  GArray *items; /* EpiFrameItem; scalars and arrays own their data */
  size_t bytes;
};

EpiFrame *
epi_frame_new (size_t k, EpiStatus status)
{
  EpiFrame *frame = g_new0 (EpiFrame, 1);

  atomic_init (&frame->refs, 1);
  frame->k = k;
  frame->status = status;
  frame->items = g_array_new (FALSE, FALSE, sizeof (EpiFrameItem));
  frame->bytes = sizeof *frame;
  return frame;
}

static double *
add (EpiFrame *frame, const char *name, EpiItemKind kind, const double *data,
     size_t rows, size_t cols)
{
  size_t count = rows * cols;

  assert (epi_frame_find (frame, name) == NULL);
  double *copy = epi_new (double, count);
  if (copy == NULL)
    return NULL;
  if (data != NULL)
    memcpy (copy, data, count * sizeof (double));
  else
    memset (copy, 0, count * sizeof (double));
  EpiFrameItem item = {name, kind, rows, cols, copy};
  g_array_append_val (frame->items, item);
  frame->bytes += sizeof item + count * sizeof (double);
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
  for (guint i = 0; i < self->items->len; i++)
    epi_free ((double *)g_array_index (self->items, EpiFrameItem, i).data);
  g_array_unref (self->items);
  g_free (self);
}

size_t
epi_frame_k (const EpiFrame *frame)
{
  return frame->k;
}

EpiStatus
epi_frame_status (const EpiFrame *frame)
{
  return frame->status;
}

const EpiFrameItem *
epi_frame_find (const EpiFrame *frame, const char *name)
{
  for (guint i = 0; i < frame->items->len; i++) {
    const EpiFrameItem *item = &g_array_index (frame->items, EpiFrameItem, i);
    if (item->name == name || strcmp (item->name, name) == 0)
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
  return frame->items->len;
}

const EpiFrameItem *
epi_frame_item (const EpiFrame *frame, size_t i)
{
  assert (i < frame->items->len);
  return &g_array_index (frame->items, EpiFrameItem, i);
}

size_t
epi_frame_bytes (const EpiFrame *frame)
{
  return frame->bytes;
}
