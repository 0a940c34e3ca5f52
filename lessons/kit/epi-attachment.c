/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-document.h"

#include "core/epi-alloc.h"

#include <stdatomic.h>
#include <string.h>

struct EpiAttachment {
  atomic_int refs;
  char *name;
  void *bytes; /* (length) */
  size_t length;
};

EpiAttachment *
epi_attachment_new (const char *name, void *bytes, size_t length)
{
  EpiAttachment *attachment = g_new0 (EpiAttachment, 1);

  atomic_init (&attachment->refs, 1);
  attachment->name = g_strdup (name);
  attachment->bytes = bytes;
  attachment->length = length;
  return attachment;
}

EpiAttachment *
epi_attachment_ref (const EpiAttachment *attachment)
{
  EpiAttachment *self = (EpiAttachment *)attachment;

  atomic_fetch_add_explicit (&self->refs, 1, memory_order_relaxed);
  return self;
}

void
epi_attachment_unref (const EpiAttachment *attachment)
{
  EpiAttachment *self = (EpiAttachment *)attachment;

  if (self == NULL ||
      atomic_fetch_sub_explicit (&self->refs, 1, memory_order_acq_rel) != 1)
    return;
  epi_free (self->bytes);
  g_free (self->name);
  g_free (self);
}

const char *
epi_attachment_name (const EpiAttachment *attachment)
{
  return attachment->name;
}

const void *
epi_attachment_bytes (const EpiAttachment *attachment, size_t *length)
{
  *length = attachment->length;
  return attachment->bytes;
}

bool
epi_attachment_equal (const EpiAttachment *a, const EpiAttachment *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  return strcmp (a->name, b->name) == 0 && a->length == b->length &&
         memcmp (a->bytes, b->bytes, a->length) == 0;
}
