/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-desk.h"

#include "epi-parts.h"

/* What the frame clock waits for the answer to the newest edit. */
#define WAIT_SECONDS 0.005

/* From the session's worker to the desk, which may be gone by then. */
typedef struct {
  gatomicrefcount references;
  gint pending;  /* atomic: a source is under way */
  EpiDesk *desk; /* main thread only; NULL: gone, or another session */
} Waker;

typedef struct { /* a lesson that was left */
  const EpiLesson *lesson;
  EpiHistory *history;
  json_t *view;
  GFile *file; /* or NULL */
} Draft;

struct EpiDesk {
  EpiWindow *window; /* which owns the desk */
  void (*changed) (EpiWindow *window, guint what);
  EpiSession *session;
  Waker *waker;
  GFile *file;
  GPtrArray *drafts; /* Draft, one a lesson, none of the open one */
  gboolean awaiting; /* an edit whose answer was not waited for yet */
  guint tick_id;
  gint64 ticked_at; /* µs */
};

/* ---- The worker's answers ---- */

static void
waker_unref (Waker *waker)
{
  if (g_atomic_ref_count_dec (&waker->references))
    g_free (waker);
}

static gboolean
waker_cb (gpointer data)
{
  Waker *waker = data;
  g_atomic_int_set (&waker->pending, 0);
  if (waker->desk != NULL)
    epi_session_poll (waker->desk->session, 0);
  waker_unref (waker);
  return G_SOURCE_REMOVE;
}

/* On the worker. */
static void
wake (void *data)
{
  Waker *waker = data;
  if (!g_atomic_int_compare_and_exchange (&waker->pending, 0, 1))
    return;
  g_atomic_ref_count_inc (&waker->references);
  g_idle_add_full (G_PRIORITY_DEFAULT, waker_cb, waker, NULL);
}

static void
update_cb (GdkFrameClock *clock, EpiWindow *window)
{
  EpiDesk *desk = g_object_get_data (G_OBJECT (window), "epi-desk");
  if (desk == NULL || !desk->awaiting || desk->session == NULL)
    return;
  desk->awaiting = FALSE;
  epi_session_poll (desk->session, WAIT_SECONDS);
}

void
epi_desk_attach_clock (EpiDesk *desk, GdkFrameClock *clock)
{
  g_signal_connect_object (clock, "update", G_CALLBACK (update_cb),
                           desk->window, 0);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EpiDesk *desk = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = (double)(now - desk->ticked_at) / G_USEC_PER_SEC;
  desk->ticked_at = now;
  epi_session_tick (desk->session, seconds);
  return G_SOURCE_CONTINUE;
}

static void
stop_ticking (EpiDesk *desk)
{
  if (desk->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (desk->window), desk->tick_id);
  desk->tick_id = 0;
}

static void
follow_playing (EpiDesk *desk)
{
  GtkWidget *window = GTK_WIDGET (desk->window);
  gboolean playing = epi_session_is_playing (desk->session);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  if (playing == (desk->tick_id != 0) || clock == NULL)
    return;
  if (playing) {
    desk->ticked_at = gdk_frame_clock_get_frame_time (clock);
    desk->tick_id = gtk_widget_add_tick_callback (window, tick_cb, desk, NULL);
  } else
    stop_ticking (desk);
}

static void
session_changed (EpiSession *session, unsigned what, void *data)
{
  EpiDesk *desk = data;
  if (session != desk->session) /* while it is being made */
    return;
  if (what & EPI_CHANGED_DOCUMENT) {
    GdkFrameClock *clock =
        gtk_widget_get_frame_clock (GTK_WIDGET (desk->window));
    desk->awaiting = TRUE;
    if (clock != NULL)
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
  }
  follow_playing (desk);
  desk->changed (desk->window, what);
}

/* ---- Drafts ---- */

static void
draft_free (gpointer data)
{
  Draft *draft = data;
  epi_history_free (draft->history);
  g_clear_pointer (&draft->view, json_decref);
  g_clear_object (&draft->file);
  g_free (draft);
}

static guint
draft_index (EpiDesk *desk, const EpiLesson *lesson)
{
  guint i = 0;
  while (i < desk->drafts->len &&
         ((Draft *)desk->drafts->pdata[i])->lesson != lesson)
    i++;
  return i;
}

/* 1. What lies open becomes a draft. */
static void
put_away (EpiDesk *desk)
{
  if (desk->session == NULL)
    return;
  Draft *draft = g_new0 (Draft, 1);
  draft->lesson = epi_session_lesson (desk->session);
  draft->view = epi_session_view_state (desk->session);
  epi_parts_add_view (desk->window, draft->view);
  draft->file = g_steal_pointer (&desk->file);
  stop_ticking (desk);
  desk->waker->desk = NULL;
  draft->history = epi_session_close (g_steal_pointer (&desk->session));
  g_clear_pointer (&desk->waker, waker_unref); /* no wake() any more */
  g_ptr_array_add (desk->drafts, draft);
}

/* 2. Begins with a history, which it takes; view and file may be NULL. */
static void
lay_open (EpiDesk *desk, const EpiLesson *lesson, EpiHistory *history,
          gsize k, const json_t *view, GFile *file)
{
  Waker *waker = g_new0 (Waker, 1);
  g_atomic_ref_count_init (&waker->references);
  waker->desk = desk;
  desk->waker = waker;
  desk->session = epi_session_resume (lesson, history, k, wake, waker);
  if (view != NULL)
    epi_session_restore_view (desk->session, view);
  epi_session_on_changed (desk->session, session_changed, desk);
  g_set_object (&desk->file, file);
  desk->awaiting = TRUE;
  desk->changed (desk->window, ~0u);
  if (view != NULL)
    epi_parts_restore_view (desk->window, view);
}

/* Whether the lesson lies open now, as it was left. */
static gboolean
take_up (EpiDesk *desk, const EpiLesson *lesson)
{
  if (desk->session != NULL && epi_session_lesson (desk->session) == lesson)
    return TRUE;
  put_away (desk);
  guint i = draft_index (desk, lesson);
  if (i == desk->drafts->len)
    return FALSE;
  Draft *draft = g_ptr_array_steal_index (desk->drafts, i);
  lay_open (desk, lesson, g_steal_pointer (&draft->history), SIZE_MAX,
            draft->view, draft->file);
  draft_free (draft);
  return TRUE;
}

void
epi_desk_open_lesson (EpiDesk *desk, const EpiLesson *lesson,
                      const EpiDocument *document, gsize k)
{
  if (!take_up (desk, lesson))
    lay_open (desk, lesson, epi_history_new (document), k, NULL, NULL);
}

void
epi_desk_open_document (EpiDesk *desk, const EpiLesson *lesson,
                        const EpiDocument *document, const char *label,
                        const json_t *view, GFile *file)
{
  if (!take_up (desk, lesson)) {
    lay_open (desk, lesson, epi_history_new (document), SIZE_MAX, view, file);
    return;
  }
  if (file != NULL)
    g_set_object (&desk->file, file);
  epi_session_edit_at (desk->session, document, label, SIZE_MAX); /* 3. */
  if (view != NULL) {
    epi_session_restore_view (desk->session, view);
    epi_parts_restore_view (desk->window, view);
  }
  if (file != NULL)
    epi_session_mark_saved (desk->session);
}

/* ---- Asking ---- */

EpiSession *
epi_desk_session (EpiDesk *desk)
{
  return desk->session;
}

GFile *
epi_desk_file (EpiDesk *desk)
{
  return desk->file;
}

void
epi_desk_set_file (EpiDesk *desk, GFile *file)
{
  g_set_object (&desk->file, file);
}

const EpiDocument *
epi_desk_document (EpiDesk *desk, const EpiLesson *lesson)
{
  if (desk->session != NULL && epi_session_lesson (desk->session) == lesson)
    return epi_session_scene (desk->session)->document;
  guint i = draft_index (desk, lesson);
  return i < desk->drafts->len
             ? epi_history_document (((Draft *)desk->drafts->pdata[i])->history)
             : NULL;
}

static gboolean
is_unsaved (const EpiLesson *lesson, const EpiHistory *history, GFile *file,
            GPtrArray *but)
{
  return file != NULL && !epi_history_is_saved (history) &&
         (but == NULL || !g_ptr_array_find_with_equal_func (but, lesson->id,
                                                            g_str_equal, NULL));
}

const EpiLesson *
epi_desk_unsaved (EpiDesk *desk, GPtrArray *but)
{
  if (desk->session != NULL &&
      is_unsaved (epi_session_lesson (desk->session),
                  epi_session_history (desk->session), desk->file, but))
    return epi_session_lesson (desk->session);
  for (guint i = 0; i < desk->drafts->len; i++) {
    const Draft *draft = desk->drafts->pdata[i];
    if (is_unsaved (draft->lesson, draft->history, draft->file, but))
      return draft->lesson;
  }
  return NULL;
}

/* ---- Life ---- */

EpiDesk *
epi_desk_new (EpiWindow *window,
              void (*changed) (EpiWindow *window, guint what))
{
  EpiDesk *desk = g_new0 (EpiDesk, 1);
  desk->window = window;
  desk->changed = changed;
  desk->drafts = g_ptr_array_new_with_free_func (draft_free);
  g_object_set_data (G_OBJECT (window), "epi-desk", desk);
  return desk;
}

void
epi_desk_free (EpiDesk *desk)
{
  if (desk == NULL)
    return;
  g_object_set_data (G_OBJECT (desk->window), "epi-desk", NULL);
  if (desk->session != NULL) {
    stop_ticking (desk);
    desk->waker->desk = NULL;
    epi_session_free (desk->session);
    waker_unref (desk->waker);
  }
  g_ptr_array_unref (desk->drafts);
  g_clear_object (&desk->file);
  g_free (desk);
}
