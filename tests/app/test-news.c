/* SPDX-License-Identifier: GPL-3.0-or-later */
/* News: every part comes to know everything, what is in hand at once, and no
 * two others between the same two frames. */
#include "epi-news.h"

#include "widget-test.h"

#define N 3 /* figures; part N is the rest */

typedef struct {
  GtkWidget *window;
  EpiNews *news;
  guint told[N + 1], known[N + 1]; /* bits */
  guint hand;
  gboolean unseen[N], unready[N];
  gint64 frame;  /* in which the last turn was taken */
  guint crowded; /* turns that another had taken the frame of */
  guint turns;
} Parts;

static gint64
frame_of (const Parts *parts)
{
  return gdk_frame_clock_get_frame_counter (
      gtk_widget_get_frame_clock (parts->window));
}

static void
note_turn (Parts *parts)
{
  gint64 frame = frame_of (parts);
  parts->crowded += parts->turns++ > 0 && frame == parts->frame;
  parts->frame = frame;
}

static guint
n_figures (gpointer data)
{
  return N;
}

static guint
in_hand (gpointer data)
{
  return ((Parts *)data)->hand;
}

static void
show_hand (guint i, guint what, gpointer data)
{
  ((Parts *)data)->known[i] |= what;
}

static gboolean
is_ready (guint i, gpointer data)
{
  return !((Parts *)data)->unready[i];
}

static gboolean
show_figure (guint i, guint what, gpointer data)
{
  Parts *parts = data;
  g_assert_false (parts->unready[i]);
  parts->known[i] |= what;
  if (parts->unseen[i])
    return FALSE;
  note_turn (parts);
  return TRUE;
}

static void
show_rest (guint what, gpointer data)
{
  Parts *parts = data;
  parts->known[N] |= what;
  note_turn (parts);
}

static void
show_all (guint what, gpointer data)
{
  Parts *parts = data;
  for (guint i = 0; i <= N; i++)
    parts->known[i] |= what;
}

static const EpiNewsParts table = {n_figures,   in_hand,   show_hand, is_ready,
                                   show_figure, show_rest, show_all};

static void
set_up (Parts *parts, gconstpointer data)
{
  *parts = (Parts){.hand = N};
  parts->window =
      widget_test_window (gtk_label_new ("a window that has frames"), 300, 200);
  widget_test_settle (parts->window);
  parts->news = epi_news_new (parts->window, &table, parts);
}

static void
tear_down (Parts *parts, gconstpointer data)
{
  epi_news_free (parts->news);
  gtk_window_destroy (GTK_WINDOW (parts->window));
}

static void
tell (Parts *parts, guint what, EpiPace pace)
{
  for (guint i = 0; i <= N; i++)
    parts->told[i] |= what;
  epi_news_tell (parts->news, what, pace);
}

static gboolean
all_know (gpointer data)
{
  const Parts *parts = data;
  return memcmp (parts->told, parts->known, sizeof parts->told) == 0;
}

static gboolean
a_turn_was_taken (gpointer data)
{
  return ((Parts *)data)->turns > 0;
}

/* Each of the bits is told once, after a turn of its own: whoever had its turn
 * before does not know it yet. */
static void
test_all_come_to_know_all (Parts *parts, gconstpointer data)
{
  EpiPace pace = GPOINTER_TO_UINT (data);
  parts->hand = pace == EPI_PACE_HAND ? 1 : N;
  for (guint bit = 0; bit < 8; bit++) {
    parts->turns = 0;
    tell (parts, 1u << bit, pace);
    if (pace == EPI_PACE_HAND)
      g_assert_cmphex (parts->known[1], ==, parts->told[1]);
    widget_test_until (a_turn_was_taken, parts, "a turn is taken");
  }
  widget_test_until (all_know, parts, "all parts know everything");
  g_assert_cmpuint (parts->crowded, ==, 0);
}

static void
test_another_hand_misses_nothing (Parts *parts, gconstpointer data)
{
  parts->hand = 0;
  tell (parts, 1, EPI_PACE_HAND);
  parts->hand = 2; /* before its turn came */
  tell (parts, 2, EPI_PACE_HAND);
  g_assert_cmphex (parts->known[2], ==, 3);
  parts->hand = N; /* let go without a word: a run goes on */
  tell (parts, 4, EPI_PACE_IN_TURN);
  widget_test_until (all_know, parts, "all parts know everything");
}

static void
test_what_nobody_sees_takes_no_turn (Parts *parts, gconstpointer data)
{
  parts->unseen[0] = parts->unseen[1] = TRUE;
  tell (parts, 1, EPI_PACE_IN_TURN);
  widget_test_until (all_know, parts, "all parts know everything");
  g_assert_cmpuint (parts->turns, ==, 2);
}

/* Its turn comes when there is something to show, and it has missed nothing. */
static void
test_what_is_not_ready_waits (Parts *parts, gconstpointer data)
{
  parts->hand = 0;
  parts->unready[1] = TRUE;
  tell (parts, 1, EPI_PACE_HAND);
  tell (parts, 2, EPI_PACE_HAND);
  widget_test_settle (parts->window);
  g_assert_cmphex (parts->known[1], ==, 0);
  g_assert_cmphex (parts->known[2], ==, 3);
  g_assert_cmphex (parts->known[N], ==, 3);
  parts->unready[1] = FALSE;
  widget_test_until (all_know, parts, "all parts know everything");
  g_assert_cmpuint (parts->turns, ==, 3);
}

static void
test_at_once_is_at_once (Parts *parts, gconstpointer data)
{
  tell (parts, 1, EPI_PACE_IN_TURN);
  tell (parts, 2, EPI_PACE_AT_ONCE);
  g_assert_true (all_know (parts));
  widget_test_settle (parts->window);
  g_assert_cmpuint (parts->turns, ==, 0);
}

static void
test_nobody_is_told_afterwards (Parts *parts, gconstpointer data)
{
  tell (parts, 1, EPI_PACE_IN_TURN);
  g_clear_pointer (&parts->news, epi_news_free);
  widget_test_settle (parts->window);
  g_assert_cmpuint (parts->turns, ==, 0);
}

#define ADD(path, data, test)                                                  \
  g_test_add ("/news/" path, Parts, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  ADD ("hand/all-come-to-know-all", GUINT_TO_POINTER (EPI_PACE_HAND),
       test_all_come_to_know_all);
  ADD ("in-turn/all-come-to-know-all", GUINT_TO_POINTER (EPI_PACE_IN_TURN),
       test_all_come_to_know_all);
  ADD ("another-hand-misses-nothing", NULL, test_another_hand_misses_nothing);
  ADD ("what-nobody-sees-takes-no-turn", NULL,
       test_what_nobody_sees_takes_no_turn);
  ADD ("what-is-not-ready-waits", NULL, test_what_is_not_ready_waits);
  ADD ("at-once-is-at-once", NULL, test_at_once_is_at_once);
  ADD ("nobody-is-told-afterwards", NULL, test_nobody_is_told_afterwards);
  return widget_test_run ();
}
