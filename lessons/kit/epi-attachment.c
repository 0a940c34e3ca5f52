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

  GMutex mutex;  /* over what follows */
  void *meaning; /* or NULL: not asked for yet */
  GDestroyNotify free_meaning;
};

EpiAttachment *
epi_attachment_new (const char *name, void *bytes, size_t length)
{
  EpiAttachment *attachment = g_new0 (EpiAttachment, 1);

  atomic_init (&attachment->refs, 1);
  attachment->name = g_strdup (name);
  attachment->bytes = bytes;
  attachment->length = length;
  g_mutex_init (&attachment->mutex);
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
  if (self->meaning != NULL)
    self->free_meaning (self->meaning);
  g_mutex_clear (&self->mutex);
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

const void *
epi_attachment_meaning (const EpiAttachment *attachment, EpiParseFunc parse,
                        GDestroyNotify free, GError **error)
{
  EpiAttachment *self = (EpiAttachment *)attachment;

  g_mutex_lock (&self->mutex);
  if (self->meaning == NULL) {
    self->meaning = parse (self, error);
    self->free_meaning = free;
  }
  const void *meaning = self->meaning;
  g_mutex_unlock (&self->mutex);
  return meaning;
}

bool
epi_attachment_equal (const EpiAttachment *a, const EpiAttachment *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  return strcmp (a->name, b->name) == 0 && a->length == b->length &&
         memcmp (a->bytes, b->bytes, a->length) == 0;
}
