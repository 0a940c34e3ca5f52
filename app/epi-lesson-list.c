/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-lesson-list.h"

#include "kit/epi-lesson.h"
#include "kit/epi-lesson-story.h"

typedef struct { /* what is known of a lesson without opening it */
  const EpiLesson *lesson;
  char *title, *topic, *summary;
  char *words; /* all that search looks at, folded */
} Entry;

struct _EpiLessonList {
  GtkWidget parent_instance;
  GPtrArray *entries; /* Entry, in reading order */
  GtkWidget *box, *search, *list;
  gboolean selecting; /* by us, not by the user */
};

G_DEFINE_FINAL_TYPE (EpiLessonList, epi_lesson_list, GTK_TYPE_WIDGET)

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_free (entry->title);
  g_free (entry->topic);
  g_free (entry->summary);
  g_free (entry->words);
  g_free (entry);
}

static Entry *
entry_new (const EpiLesson *lesson)
{
  Entry *entry = g_new0 (Entry, 1);
  EpiStory *story = epi_lesson_story (lesson, NULL);
  entry->lesson = lesson;
  entry->title = g_strdup (story && story->title ? story->title : lesson->id);
  entry->topic = g_strdup (story && story->topic ? story->topic : "Lessons");
  entry->summary = g_strdup (story && story->summary ? story->summary : "");
  g_autofree char *keywords =
      story && story->keywords ? g_strjoinv (" ", story->keywords) : NULL;
  g_autofree char *words =
      g_strjoin (" ", lesson->id, entry->title, entry->topic, entry->summary,
                 keywords, NULL);
  entry->words = g_utf8_casefold (words, -1);
  epi_story_free (story);
  return entry;
}

static const Entry *
row_entry (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

static GtkWidget *
row_new (const Entry *entry)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (entry->title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_set_tooltip_text (row, entry->summary);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->title,
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, entry->summary, -1);
  g_object_set_data (G_OBJECT (row), "entry", (gpointer)entry);
  return row;
}

/* The topic above its first lesson. */
static void
header_func (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const Entry *entry = row_entry (row);
  if (before != NULL && g_str_equal (row_entry (before)->topic, entry->topic)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  GtkWidget *label = gtk_label_new (entry->topic);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "topic");
  gtk_list_box_row_set_header (row, label);
}

/* Every word that was typed is found somewhere. */
static gboolean
filter_func (GtkListBoxRow *row, gpointer data)
{
  EpiLessonList *self = data;
  g_autofree char *typed =
      g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto (GStrv) words = g_strsplit (typed, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (strstr (row_entry (row)->words, *word) == NULL)
      return FALSE;
  return TRUE;
}

static void
search_changed_cb (EpiLessonList *self)
{
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
  gtk_list_box_invalidate_headers (GTK_LIST_BOX (self->list));
}

/* Enter in the search entry opens the first lesson found. */
static void
search_activate_cb (EpiLessonList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_child_visible (row)) {
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
  if (!self->selecting)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                   row_entry (row)->lesson->id);
}

void
epi_lesson_list_select (EpiLessonList *self, const char *id)
{
  g_return_if_fail (EPI_IS_LESSON_LIST (self));
  self->selecting = TRUE;
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = self->entries->pdata[i];
    if (g_str_equal (entry->lesson->id, id))
      gtk_list_box_select_row (
          GTK_LIST_BOX (self->list),
          gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int)i));
  }
  self->selecting = FALSE;
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Lessons", -1);
  for (guint i = 0; i < self->entries->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         row_new (self->entries->pdata[i]));
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), header_func, NULL,
                                NULL);
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
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson; lesson++)
    g_ptr_array_add (self->entries, entry_new (*lesson));

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", "Search", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Search the lessons", -1);
  g_signal_connect_swapped (self->search, "search-changed",
                            G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->search, "activate",
                            G_CALLBACK (search_activate_cb), self);
  g_signal_connect_swapped (self->search, "stop-search",
                            G_CALLBACK (stop_search_cb), self);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->box, "lessons");
  gtk_box_append (GTK_BOX (self->box), self->search);
  gtk_box_append (GTK_BOX (self->box), make_list (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
epi_lesson_list_dispose (GObject *object)
{
  EpiLessonList *self = EPI_LESSON_LIST (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
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
