/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-frame.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
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
  uint8_t *keys;       /* of their names, beside them: small_keys, or there */
  size_t n_items, max_items;
  uint64_t seen[4]; /* bit i: some key is i */
  size_t n_small;   /* of small_numbers in use */
  size_t bytes;
  uint8_t small_keys[SMALL_ITEMS];
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
  frame->keys = frame->small_keys;
  memset (frame->seen, 0, sizeof frame->seen);
  frame->n_items = frame->n_small = 0;
  frame->max_items = SMALL_ITEMS;
  frame->bytes = sizeof *frame;
  return frame;
}

/* ---- Names ---- */

/* A byte of a name: where those differ the names do, so that looking for one is
 * a search for a byte, and one comparison of text. */
static uint8_t
key_of (const char *name)
{
  return (uint8_t)((uint8_t)name[0] + 37 * strlen (name));
}

static const EpiFrameItem *
find (const EpiFrame *frame, const char *name, uint8_t key)
{
  const uint8_t *end = frame->keys + frame->n_items, *at = frame->keys;

  if ((frame->seen[key / 64] >> key % 64 & 1) == 0)
    return NULL;
  while ((at = memchr (at, key, (size_t)(end - at))) != NULL) {
    const EpiFrameItem *item = &frame->items[at++ - frame->keys];
    if (item->name == name || strcmp (item->name, name) == 0)
      return item;
  }
  return NULL;
}

const EpiFrameItem *
epi_frame_find (const EpiFrame *frame, const char *name)
{
  return find (frame, name, key_of (name));
}

/* ---- Filling ---- */

static void
grow_items (EpiFrame *frame)
{
  size_t bigger = 2 * frame->max_items;

  if (frame->items == frame->small_items) {
    frame->items = g_memdup2 (frame->small_items, sizeof frame->small_items);
    frame->keys = g_memdup2 (frame->small_keys, sizeof frame->small_keys);
  }
  frame->items = g_renew (EpiFrameItem, frame->items, bigger);
  frame->keys = g_renew (uint8_t, frame->keys, bigger);
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
  uint8_t key = key_of (name);

  assert (find (frame, name, key) == NULL);
  if (copy == NULL)
    return NULL;
  if (data != NULL)
    memcpy (copy, data, count * sizeof (double));
  else
    memset (copy, 0, count * sizeof (double));
  if (frame->n_items == frame->max_items)
    grow_items (frame);
  frame->seen[key / 64] |= (uint64_t)1 << key % 64;
  frame->keys[frame->n_items] = key;
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
  if (self->items != self->small_items) {
    g_free (self->items);
    g_free (self->keys);
  }
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
