/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-news.h"

struct EpiNews {
  GtkWidget *widget;
  const EpiNewsParts *parts;
  gpointer data;
  guint fresh;   /* that the figures do not know of */
  guint late;    /* that the rest does not know of */
  guint idle_id; /* after this frame; 0: not */
  guint tick_id; /* waits for the next frame; 0: not */
};

EpiNews *
epi_news_new (GtkWidget *widget, const EpiNewsParts *parts, gpointer data)
{
  EpiNews *news = g_new0 (EpiNews, 1);
  news->widget = widget;
  news->parts = parts;
  news->data = data;
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
  g_free (news);
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

/* One thing after each frame, until all know everything. */
static gboolean
turn_cb (gpointer data)
{
  EpiNews *news = data;
  guint fresh = news->fresh;
  news->idle_id = 0;
  news->fresh = 0;
  if (!news->parts->turn (fresh, news->data)) {
    guint late = news->late;
    news->late = 0;
    news->parts->rest (late, news->data);
  }
  if (news->late != 0 && news->idle_id == 0 && news->tick_id == 0)
    news->tick_id =
        gtk_widget_add_tick_callback (news->widget, frame_cb, news, NULL);
  return G_SOURCE_REMOVE;
}

void
epi_news_tell (EpiNews *news, guint what, EpiPace pace)
{
  if (pace == EPI_PACE_AT_ONCE) {
    stop_waiting (news);
    what |= news->late;
    news->late = news->fresh = 0;
    news->parts->all (what, news->data);
    return;
  }
  news->late |= what;
  news->fresh |= what;
  if (news->idle_id == 0 && news->tick_id == 0)
    take_turn_after_frame (news);
  if (pace == EPI_PACE_HAND)
    news->parts->hand (what, news->data);
}
