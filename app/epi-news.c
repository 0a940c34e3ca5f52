/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-news.h"

struct EpiNews {
  GtkWidget *widget;
  const EpiNewsParts *parts;
  gpointer data;
  GArray *late;  /* guint (n_figures + 1), the rest last: what each does not
                  * know */
  guint next;    /* whose turn it is */
  guint idle_id; /* a turn after this frame; 0: none */
  guint tick_id; /* waits for the next frame; 0: not */
};

EpiNews *
epi_news_new (GtkWidget *widget, const EpiNewsParts *parts, gpointer data)
{
  EpiNews *news = g_new0 (EpiNews, 1);
  news->widget = widget;
  news->parts = parts;
  news->data = data;
  news->late = g_array_new (FALSE, TRUE, sizeof (guint));
  return news;
}

static void
stop_waiting (EpiNews *news)
{
  g_clear_handle_id (&news->idle_id, g_source_remove);
  if (news->tick_id != 0)
    gtk_widget_remove_tick_callback (news->widget, news->tick_id);
  news->tick_id = 0;
}

void
epi_news_free (EpiNews *news)
{
  if (news == NULL)
    return;
  stop_waiting (news);
  g_array_unref (news->late);
  g_free (news);
}

/* What the part does not know; it is told now. */
static guint
take (EpiNews *news, guint part)
{
  guint *late = &g_array_index (news->late, guint, part), what = *late;
  *late = 0;
  return what;
}

static guint
all_late (const EpiNews *news)
{
  guint what = 0;
  for (guint i = 0; i < news->late->len; i++)
    what |= g_array_index (news->late, guint, i);
  return what;
}

static gboolean turn_cb (gpointer data);

static void
take_turn_after_frame (EpiNews *news)
{
  news->idle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, turn_cb, news, NULL);
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EpiNews *news = data;
  news->tick_id = 0;
  take_turn_after_frame (news);
  return G_SOURCE_REMOVE;
}

/* Whether that took the part's turn. */
static gboolean
tell_part (EpiNews *news, guint part)
{
  gboolean rest = part + 1 == news->late->len;
  if (!rest && !news->parts->ready (part, news->data))
    return FALSE;
  guint what = take (news, part);
  if (what == 0)
    return FALSE;
  if (!rest)
    return news->parts->figure (part, what, news->data);
  news->parts->rest (what, news->data);
  return TRUE;
}

/* One part that somebody sees. */
static void
take_turn (EpiNews *news)
{
  guint n = news->late->len, part;
  for (guint tried = 0; tried < n; tried++) {
    part = news->next % n;
    news->next = (part + 1) % n;
    if (tell_part (news, part))
      return;
  }
}

static gboolean
turn_cb (gpointer data)
{
  EpiNews *news = data;
  news->idle_id = 0;
  take_turn (news);
  if (all_late (news) != 0 && news->idle_id == 0 && news->tick_id == 0)
    news->tick_id =
        gtk_widget_add_tick_callback (news->widget, frame_cb, news, NULL);
  return G_SOURCE_REMOVE;
}

static void
tell_all (EpiNews *news, guint what)
{
  stop_waiting (news);
  what |= all_late (news);
  g_array_set_size (news->late, 0);
  news->next = 0;
  news->parts->all (what, news->data);
}

void
epi_news_tell (EpiNews *news, guint what, EpiPace pace)
{
  if (pace == EPI_PACE_AT_ONCE) {
    tell_all (news, what);
    return;
  }
  guint n = news->parts->n_figures (news->data);
  g_array_set_size (news->late, n + 1);
  for (guint i = 0; i <= n; i++)
    g_array_index (news->late, guint, i) |= what;
  if (news->idle_id == 0 && news->tick_id == 0)
    take_turn_after_frame (news);
  guint hand = pace == EPI_PACE_HAND ? news->parts->in_hand (news->data) : n;
  if (hand < n)
    news->parts->hand (hand, take (news, hand), news->data);
}
