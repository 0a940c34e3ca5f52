/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-news.h"

struct EpiNews {
  EpiNewsFunc hand, all;
  gpointer data;
  guint late; /* told to the hand only */
  guint late_id;
};

EpiNews *
epi_news_new (EpiNewsFunc hand, EpiNewsFunc all, gpointer data)
{
  EpiNews *news = g_new0 (EpiNews, 1);
  news->hand = hand;
  news->all = all;
  news->data = data;
  return news;
}

void
epi_news_free (EpiNews *news)
{
  if (news == NULL)
    return;
  g_clear_handle_id (&news->late_id, g_source_remove);
  g_free (news);
}

static gboolean
late_cb (gpointer data)
{
  EpiNews *news = data;
  guint what = news->late;
  news->late_id = 0;
  news->late = 0;
  news->all (what, news->data);
  return G_SOURCE_REMOVE;
}

void
epi_news_tell (EpiNews *news, guint what, gboolean in_hand)
{
  if (in_hand) {
    news->late |= what;
    if (news->late_id == 0)
      news->late_id =
          g_idle_add_full (G_PRIORITY_HIGH_IDLE, late_cb, news, NULL);
    news->hand (what, news->data);
    return;
  }
  g_clear_handle_id (&news->late_id, g_source_remove);
  what |= news->late;
  news->late = 0;
  news->all (what, news->data);
}
