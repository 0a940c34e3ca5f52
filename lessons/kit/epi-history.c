/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-history.h"

typedef struct {
  const EpiDocument *document; /* owned */
  char *label;                 /* of the edit that led here */
  bool moves;                  /* the playhead, too */
  size_t from, to;
} Step;

struct EpiHistory {
  GArray *steps; /* Step; the first one has no label */
  guint at;      /* where we stand */
  /* A gesture is kept apart until it ends, so that one that comes to nothing
   * leaves what was undone. */
  bool in_gesture;
  Step gesture;             /* document NULL: nothing pushed yet */
  const EpiDocument *saved; /* owned */
};

static void
step_clear (void *data)
{
  Step *step = data;

  epi_document_unref (step->document);
  g_free (step->label);
  *step = (Step){NULL};
}

EpiHistory *
epi_history_new (const EpiDocument *document)
{
  EpiHistory *history = g_new0 (EpiHistory, 1);
  Step first = {.document = epi_document_ref (document)};

  history->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (history->steps, step_clear);
  g_array_append_val (history->steps, first);
  history->saved = epi_document_ref (document);
  return history;
}

void
epi_history_free (EpiHistory *history)
{
  if (history == NULL)
    return;
  g_array_unref (history->steps);
  step_clear (&history->gesture);
  epi_document_unref (history->saved);
  g_free (history);
}

static const Step *
step_at (const EpiHistory *history, guint i)
{
  return &g_array_index (history->steps, Step, i);
}

const EpiDocument *
epi_history_document (const EpiHistory *history)
{
  if (history->gesture.document != NULL)
    return history->gesture.document;
  return step_at (history, history->at)->document;
}

/* Appends a step and stands on it; takes over what step holds. */
static void
append (EpiHistory *history, Step step)
{
  g_array_set_size (history->steps, history->at + 1);
  g_array_append_val (history->steps, step);
  history->at++;
}

void
epi_history_push (EpiHistory *history, const EpiDocument *document,
                  const char *label)
{
  if (epi_document_equal (document, epi_history_document (history)))
    return;
  Step step = {.document = epi_document_ref (document),
               .label = g_strdup (label)};
  if (!history->in_gesture) {
    append (history, step);
  } else {
    step_clear (&history->gesture);
    history->gesture = step;
  }
}

void
epi_history_begin_gesture (EpiHistory *history)
{
  epi_history_end_gesture (history);
  history->in_gesture = true;
}

void
epi_history_end_gesture (EpiHistory *history)
{
  Step step = history->gesture;

  history->in_gesture = false;
  history->gesture = (Step){NULL};
  if (step.document == NULL)
    return;
  if (epi_document_equal (step.document, epi_history_document (history)))
    step_clear (&step);
  else
    append (history, step);
}

void
epi_history_cancel_gesture (EpiHistory *history)
{
  history->in_gesture = false;
  step_clear (&history->gesture);
}

bool
epi_history_in_gesture (const EpiHistory *history)
{
  return history->in_gesture;
}

bool
epi_history_undo (EpiHistory *history)
{
  if (history->in_gesture || history->at == 0)
    return false;
  history->at--;
  return true;
}

bool
epi_history_redo (EpiHistory *history)
{
  if (history->in_gesture || history->at + 1 == history->steps->len)
    return false;
  history->at++;
  return true;
}

const char *
epi_history_undo_label (const EpiHistory *history)
{
  return history->at > 0 ? step_at (history, history->at)->label : NULL;
}

const char *
epi_history_redo_label (const EpiHistory *history)
{
  if (history->at + 1 == history->steps->len)
    return NULL;
  return step_at (history, history->at + 1)->label;
}

void
epi_history_note_playhead (EpiHistory *history, size_t from, size_t to)
{
  Step *step = &g_array_index (history->steps, Step, history->at);

  step->moves = true;
  step->from = from;
  step->to = to;
}

bool
epi_history_undo_playhead (const EpiHistory *history, size_t *k)
{
  const Step *step = step_at (history, history->at);

  if (history->at == 0 || !step->moves)
    return false;
  *k = step->from;
  return true;
}

bool
epi_history_redo_playhead (const EpiHistory *history, size_t *k)
{
  if (history->at + 1 == history->steps->len ||
      !step_at (history, history->at + 1)->moves)
    return false;
  *k = step_at (history, history->at + 1)->to;
  return true;
}

void
epi_history_mark_saved (EpiHistory *history)
{
  const EpiDocument *document =
      epi_document_ref (epi_history_document (history));

  epi_document_unref (history->saved);
  history->saved = document;
}

bool
epi_history_is_saved (const EpiHistory *history)
{
  return epi_document_equal (history->saved, epi_history_document (history));
}
