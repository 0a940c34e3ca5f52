/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-lesson-list.h"

#include "epi-name.h"
#include "epi-settings.h"
#include "epi-still.h"

#include "kit/epi-lesson.h"
#include "kit/epi-lesson-story.h"

typedef struct { /* a heading that folds */
  char *title;
  gboolean folded;
  GtkWidget *row, *arrow;
} Topic;

typedef struct { /* what is known of a lesson without opening it */
  const EpiLesson *lesson;
  Topic *topic;
  char *title, *summary;
  char *words;    /* all that search looks at, in lower case */
  GtkWidget *row; /* in the list */
} Entry;

struct _EpiLessonList {
  GtkWidget parent_instance;
  GPtrArray *topics;  /* Topic, in the order of their first lessons */
  GPtrArray *entries; /* Entry, in reading order */
  GtkWidget *box, *search, *list;
};

G_DEFINE_FINAL_TYPE (EpiLessonList, epi_lesson_list, GTK_TYPE_WIDGET)

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
topic_free (gpointer data)
{
  Topic *topic = data;
  g_free (topic->title);
  g_free (topic);
}

/* The folded topics in one line of the settings, with bars between them. */
static gboolean
was_folded (const char *title)
{
  g_autofree char *line = epi_settings_get_text ("folded-topics", "");
  g_auto (GStrv) titles = g_strsplit (line, "|", -1);
  return g_strv_contains ((const char *const *)titles, title);
}

/* The topic of that title, a new one where there is none. */
static Topic *
topic_called (EpiLessonList *self, const char *title)
{
  Topic *new;

  for (guint i = 0; i < self->topics->len; i++) {
    Topic *topic = self->topics->pdata[i];
    if (g_str_equal (topic->title, title))
      return topic;
  }
  new = g_new0 (Topic, 1);
  new->title = g_strdup (title);
  new->folded = was_folded (title);
  g_ptr_array_add (self->topics, new);
  return new;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_free (entry->title);
  g_free (entry->summary);
  g_free (entry->words);
  g_free (entry);
}

static Entry *
entry_new (EpiLessonList *self, const EpiLesson *lesson)
{
  Entry *entry = g_new0 (Entry, 1);
  EpiStory *story = epi_lesson_story (lesson, NULL);
  entry->lesson = lesson;
  entry->title = g_strdup (story && story->title ? story->title : lesson->id);
  entry->topic =
      topic_called (self, story && story->topic ? story->topic : "Lessons");
  entry->summary = g_strdup (story && story->summary ? story->summary : "");
  g_autofree char *keywords =
      story && story->keywords ? g_strjoinv (" ", story->keywords) : NULL;
  g_autofree char *words =
      g_strjoin (" ", lesson->id, entry->title, entry->topic->title,
                 entry->summary, keywords, NULL);
  entry->words = g_utf8_casefold (words, -1);
  epi_story_free (story);
  return entry;
}

/* ---- Rows: a topic, below it its lessons ---- */

/* What a row shows: a topic or a lesson, the other is NULL. */
static Topic *
row_topic (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "topic");
}

static const Entry *
row_entry (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

static GtkWidget *
left_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
row_new (const Entry *entry)
{
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              left_label (entry->title));
  gtk_widget_set_tooltip_text (row, entry->summary);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->title,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, entry->summary, -1);
  g_object_set_data (G_OBJECT (row), "entry", (gpointer)entry);
  return row;
}

static void
show_fold (Topic *topic)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (topic->arrow),
                                topic->folded ? "pan-end-symbolic"
                                              : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (topic->row),
                               GTK_ACCESSIBLE_STATE_EXPANDED, !topic->folded,
                               -1);
}

static GtkWidget *
topic_row_new (Topic *topic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  topic->row = gtk_list_box_row_new ();
  topic->arrow = gtk_image_new ();
  gtk_box_append (GTK_BOX (box), left_label (topic->title));
  gtk_box_append (GTK_BOX (box), topic->arrow);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (topic->row), box);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (topic->row), FALSE);
  gtk_widget_add_css_class (topic->row, "topic");
  epi_name (topic->row, topic->title);
  g_object_set_data (G_OBJECT (topic->row), "topic", topic);
  show_fold (topic);
  return topic->row;
}

/* ---- Folding ---- */

static void
remember_folds (EpiLessonList *self)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  for (guint i = 0; i < self->topics->len; i++) {
    const Topic *topic = self->topics->pdata[i];
    if (topic->folded)
      g_ptr_array_add (titles, topic->title);
  }
  g_ptr_array_add (titles, NULL);
  g_autofree char *line = g_strjoinv ("|", (char **)titles->pdata);
  epi_settings_set_text ("folded-topics", line);
}

static void
set_folded (EpiLessonList *self, Topic *topic, gboolean folded)
{
  if (folded == topic->folded)
    return;
  topic->folded = folded;
  show_fold (topic);
  remember_folds (self);
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

/* Left folds the topic that has the focus, Right unfolds it. */
static gboolean
key_cb (EpiLessonList *self, guint key, guint code, GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (self->list));
  Topic *topic =
      GTK_IS_LIST_BOX_ROW (focus) ? row_topic (GTK_LIST_BOX_ROW (focus)) : NULL;
  if (topic == NULL || (key != GDK_KEY_Left && key != GDK_KEY_Right))
    return FALSE;
  set_folded (self, topic, key == GDK_KEY_Left);
  return TRUE;
}

/* ---- Searching ---- */

/* Every word that was typed is found somewhere. */
static gboolean
is_found (const Entry *entry, char **words)
{
  for (char **word = words; *word != NULL; word++)
    if (strstr (entry->words, *word) == NULL)
      return FALSE;
  return TRUE;
}

/* A search unfolds; a topic is there while something in it is found. */
static gboolean
filter_func (GtkListBoxRow *row, gpointer data)
{
  EpiLessonList *self = data;
  const Topic *topic = row_topic (row);
  g_autofree char *typed =
      g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto (GStrv) words = g_strsplit (g_strstrip (typed), " ", -1);
  if (topic == NULL)
    return is_found (row_entry (row), words) &&
           (words[0] != NULL || !row_entry (row)->topic->folded);
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = self->entries->pdata[i];
    if (entry->topic == topic && is_found (entry, words))
      return TRUE;
  }
  return FALSE;
}

static void
search_changed_cb (EpiLessonList *self)
{
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

/* Enter in the search entry opens the first lesson found: by what was typed
 * until now, which the list has not looked at yet where it was typed fast. */
static void
search_activate_cb (EpiLessonList *self)
{
  search_changed_cb (self);
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_child_visible (row) &&
        row_entry (GTK_LIST_BOX_ROW (row)) != NULL) {
      gtk_widget_activate (row);
      return;
    }
}

static void
stop_search_cb (EpiLessonList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
row_activated_cb (EpiLessonList *self, GtkListBoxRow *row)
{
  Topic *topic = row_topic (row);
  if (topic != NULL)
    set_folded (self, topic, !topic->folded);
  else
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                   row_entry (row)->lesson->id);
}

void
epi_lesson_list_select (EpiLessonList *self, const char *id)
{
  g_return_if_fail (EPI_IS_LESSON_LIST (self));
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = self->entries->pdata[i];
    if (g_str_equal (entry->lesson->id, id))
      gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                               GTK_LIST_BOX_ROW (entry->row));
  }
}

const char *
epi_lesson_list_title (EpiLessonList *self, const char *id)
{
  g_return_val_if_fail (EPI_IS_LESSON_LIST (self), id);
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = self->entries->pdata[i];
    if (g_str_equal (entry->lesson->id, id))
      return entry->title;
  }
  return id;
}

void
epi_lesson_list_search (EpiLessonList *self)
{
  g_return_if_fail (EPI_IS_LESSON_LIST (self));
  gtk_widget_grab_focus (self->search);
}

static GtkWidget *
make_list (EpiLessonList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  epi_name (self->list, "Lessons");
  for (guint t = 0; t < self->topics->len; t++) {
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         topic_row_new (self->topics->pdata[t]));
    for (guint i = 0; i < self->entries->len; i++) {
      Entry *entry = self->entries->pdata[i];
      if (entry->topic == self->topics->pdata[t]) {
        entry->row = row_new (entry);
        gtk_list_box_append (GTK_LIST_BOX (self->list), entry->row);
      }
    }
  }
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->list, keys);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), filter_func, self,
                                NULL);
  g_signal_connect_swapped (self->list, "row-activated",
                            G_CALLBACK (row_activated_cb), self);
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
epi_lesson_list_init (EpiLessonList *self)
{
  self->topics = g_ptr_array_new_with_free_func (topic_free);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson; lesson++)
    g_ptr_array_add (self->entries, entry_new (self, *lesson));

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", "Search", NULL);
  epi_name (self->search, "Search the lessons");
  g_signal_connect_swapped (self->search, "search-changed",
                            G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->search, "activate",
                            G_CALLBACK (search_activate_cb), self);
  g_signal_connect_swapped (self->search, "stop-search",
                            G_CALLBACK (stop_search_cb), self);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->box, "lessons");
  gtk_box_append (GTK_BOX (self->box), self->search);
  gtk_box_append (GTK_BOX (self->box), epi_still_new (make_list (self)));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
epi_lesson_list_dispose (GObject *object)
{
  EpiLessonList *self = EPI_LESSON_LIST (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->topics, g_ptr_array_unref);
  G_OBJECT_CLASS (epi_lesson_list_parent_class)->dispose (object);
}

static void
epi_lesson_list_class_init (EpiLessonListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = epi_lesson_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  /**
   * EpiLessonList::chosen:
   * @id: the lesson's id
   *
   * Emitted when the user chose a lesson.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new (
      "chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
      NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

GtkWidget *
epi_lesson_list_new (void)
{
  return g_object_new (EPI_TYPE_LESSON_LIST, NULL);
}
