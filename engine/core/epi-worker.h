/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Worker, mailbox and cancel flag: all that threads here share.
 *
 * A worker is a thread with a queue of jobs, run in order.  A mailbox holds one
 * letter, and the newest wins: whoever puts a second one before the first was
 * taken gets the first one back to free.  A cancel flag is asked by the job
 * and set by anybody.
 *
 * On pthread and C11 atomics, and nothing else, so that ThreadSanitizer can
 * judge it.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* A flag that a long computation asks between two pieces of work. */
typedef struct {
  atomic_bool raised;
  /* For tests (NULL: none): counts the askings down and stands for a raised
   * flag from 0 on, so that each point of a computation can be met.  The
   * others pay for it with one pointer that is read at each asking. */
  atomic_int *countdown;
} EpiCancel;

static inline void
epi_cancel_raise (EpiCancel *cancel)
{
  atomic_store_explicit (&cancel->raised, true, memory_order_release);
}

/* Whoever lowers the flag sees what was written before it was raised. */
static inline void
epi_cancel_lower (EpiCancel *cancel)
{
  atomic_exchange_explicit (&cancel->raised, false, memory_order_acq_rel);
}

/* cancel may be NULL: never raised. */
static inline bool
epi_cancel_is_raised (const EpiCancel *cancel)
{
  if (cancel == NULL)
    return false;
  if (cancel->countdown != NULL && atomic_fetch_sub (cancel->countdown, 1) <= 0)
    return true;
  return atomic_load_explicit (&cancel->raised, memory_order_acquire);
}

typedef struct EpiWorker EpiWorker;
typedef struct EpiMailbox EpiMailbox;
typedef void (*EpiJobFunc) (void *data);

/* A thread of that name (15 bytes are shown by the system). NULL when the
 * system has no more threads. */
EpiWorker *epi_worker_new (const char *name);

/* Runs job (data) after the jobs before it. */
void epi_worker_push (EpiWorker *worker, EpiJobFunc job, void *data);

/* Waits until every job pushed so far has run. */
void epi_worker_flush (EpiWorker *worker);

/* Runs what is queued, ends the thread, frees.  Accepts NULL. */
void epi_worker_free (EpiWorker *worker);

/* An empty mailbox. */
EpiMailbox *epi_mailbox_new (void);

/* Puts a letter (not NULL); returns the one it replaced, or NULL. */
void *epi_mailbox_put (EpiMailbox *mailbox, void *letter);

/* The letter, which leaves the mailbox; NULL when there is none. */
void *epi_mailbox_take (EpiMailbox *mailbox);

/* The same, waiting for one for at most that many seconds. */
void *epi_mailbox_wait (EpiMailbox *mailbox, double seconds);

/* Whether a letter lies in it, where it stays; _look() waits for one for at
 * most that many seconds. */
bool epi_mailbox_is_filled (EpiMailbox *mailbox);
bool epi_mailbox_look (EpiMailbox *mailbox, double seconds);

/* The mailbox must be empty.  Accepts NULL. */
void epi_mailbox_free (EpiMailbox *mailbox);
