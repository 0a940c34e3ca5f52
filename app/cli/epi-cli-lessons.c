/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * epigraph-cli lessons [LESSON] [--json]
 *
 * Without a name the lessons in reading order; with one everything about it
 * that has a public name: what can be set, what can be drawn, and what the
 * checks of a story may ask for.
 */
#include "cli/epi-cli-lesson-json.h"

#include "core/epi-number.h"
#include "kit/epi-lesson-story.h"
#include "kit/epi-timeline.h"

#include <stdio.h>
#include <string.h>

/* ---- The list ---- */

static int
list_lesson (const EpiLesson *lesson, GString *json)
{
  GError *error = NULL;
  EpiStory *story = epi_lesson_story (lesson, &error);

  if (story == NULL) {
    epi_cli_refuse ("lesson %s: %s", lesson->id, error->message);
    g_error_free (error);
    return EPI_EXIT_INTERNAL;
  }
  if (json != NULL) {
    epi_cli_json_open (json, NULL, '{');
    epi_cli_json_text (json, "id", lesson->id);
    epi_cli_json_text (json, "title", story->title);
    epi_cli_json_text (json, "topic", story->topic);
    epi_cli_json_text (json, "summary", story->summary);
    epi_cli_json_close (json, '}');
    epi_cli_json_print (json);
  } else {
    epi_cli_print_padded (lesson->id, 20, false);
    printf ("  %s: %s\n", story->title, story->summary);
  }
  epi_story_free (story);
  return EPI_EXIT_OK;
}

/* ---- One lesson for people ---- */

static char *
param_range (const EpiParam *param)
{
  GString *range = g_string_new (NULL);

  if (param->kind == EPI_PARAM_CHOICE) {
    for (const EpiChoice *choice = param->choices; choice->name != NULL;
         choice++)
      g_string_append_printf (range, "%s%s", range->len > 0 ? "|" : "",
                              choice->name);
  } else if (param->kind == EPI_PARAM_BOOL) {
    g_string_append (range, "no|yes");
  } else {
    char *low = epi_number_label (param->minimum, 6);
    char *high = epi_number_label (param->maximum, 6);
    g_string_append_printf (range, "%s … %s", low, high);
    g_free (low);
    g_free (high);
  }
  if (param->unit != NULL)
    g_string_append_printf (range, " %s", param->unit);
  return g_string_free (range, FALSE);
}

static char *
param_default (const EpiParam *param)
{
  if (param->kind == EPI_PARAM_CHOICE)
    return g_strdup (param->initial_choice);
  if (param->kind == EPI_PARAM_BOOL)
    return g_strdup (param->initial != 0 ? "yes" : "no");
  return epi_number_label (param->initial, 6);
}

static void
print_params (const EpiLesson *lesson)
{
  printf ("\nParameters (--set NAME=VALUE)\n");
  for (const EpiParam *p = lesson->params; p != NULL && p->name != NULL; p++) {
    char *range = param_range (p), *initial = param_default (p);
    printf ("  ");
    epi_cli_print_padded (p->name, 14, false);
    printf ("  %s%s%s", p->label, p->symbol != NULL ? " " : "",
            p->symbol != NULL ? p->symbol : "");
    if (p->help != NULL)
      printf (": %s", p->help);
    printf ("\n%18s%s, %s; default %s; %s\n", "", epi_cli_param_kinds[p->kind],
            range, initial,
            p->effect == EPI_EFFECT_RESTART    ? "restarts the run"
            : p->effect == EPI_EFFECT_CONTINUE ? "the run continues"
                                               : "only redraws");
    g_free (range);
    g_free (initial);
  }
}

static void
print_tables (const EpiLesson *lesson)
{
  for (const EpiTableSpec *t = lesson->tables; t != NULL && t->name != NULL;
       t++) {
    if (t->initial != NULL)
      printf ("\n%s %s (--set '%s=[%s]')\n",
              t->roles->role != NULL ? "Table" : "Matrix", t->name, t->name,
              t->initial);
    else
      printf ("\nTable %s (--data FILE, --set data=NAME; default %s)\n",
              t->name,
              t->initial_dataset != NULL ? t->initial_dataset : "none");
    for (const EpiRoleSpec *role = t->roles; role->role != NULL; role++) {
      printf ("  ");
      epi_cli_print_padded (role->role, 14, false);
      printf ("  %s%s%s\n", role->label, role->many ? "; several columns" : "",
              role->optional ? "; optional" : "");
    }
  }
}

static void
print_named (const char *name, const char *text)
{
  printf ("  ");
  epi_cli_print_padded (name, 14, false);
  printf ("  %s\n", text != NULL ? text : "");
}

/* How a handle is set where that is not by its place. */
static char *
setting (const EpiLesson *lesson, const EpiHandleSpec *handle)
{
  if (epi_lesson_param (lesson, handle->name) != NULL)
    return g_strdup_printf (" (--set %s=VALUE)", handle->name);
  if (handle->matrix != NULL)
    return g_strdup_printf (" (--set '%s=[…]')", handle->matrix);
  return g_strdup ("");
}

static void
print_handles (const EpiLesson *lesson)
{
  if (lesson->handles == NULL || lesson->handles->name == NULL)
    return;
  printf ("\nHandles (--set 'NAME=(X, Y)')\n");
  for (const EpiHandleSpec *h = lesson->handles; h->name != NULL; h++) {
    char *how = setting (lesson, h);
    char *text = g_strconcat (h->label, how, NULL);
    if (h->table == NULL)
      print_named (h->name, text);
    g_free (how);
    g_free (text);
  }
}

static const char *
quantity_label (const EpiLesson *lesson, const char *name)
{
  for (const EpiQuantity *q = lesson->quantities; q != NULL && q->name != NULL;
       q++)
    if (strcmp (q->name, name) == 0)
      return q->label;
  return NULL;
}

static void
print_frame_names (const EpiLesson *lesson, const EpiFrame *frame,
                   const EpiCertificate *certificate)
{
  printf ("\nNames in checks: the parameters, handles (as NAME.x, NAME.y),"
          "\nstatus, k, n (rows), and\n");
  for (size_t i = 0; frame != NULL && i < epi_frame_n_items (frame); i++) {
    const EpiFrameItem *item = epi_frame_item (frame, i);
    const char *label = quantity_label (lesson, item->name);
    char *shape =
        item->kind == EPI_ITEM_SCALAR ? g_strdup ("")
        : item->kind == EPI_ITEM_VECTOR
            ? g_strdup_printf ("(%zu) ", item->rows)
            : g_strdup_printf ("(%zu × %zu) ", item->rows, item->cols);
    char *text = g_strconcat (shape, label, NULL);
    print_named (item->name, text);
    g_free (text);
    g_free (shape);
  }
  for (size_t i = 0; i < certificate->n_items; i++)
    print_named (certificate->items[i].name, certificate->items[i].symbol);
}

static void
print_lesson (const EpiLesson *lesson, const EpiStory *story,
              const EpiFrame *frame, const EpiCertificate *certificate)
{
  printf ("%s: %s\n%s\n", lesson->id, story->title, story->summary);
  print_params (lesson);
  print_tables (lesson);
  print_handles (lesson);
  printf ("\nViews (render --view NAME)\n");
  for (const EpiViewSpec *v = lesson->views; v != NULL && v->name != NULL; v++)
    print_named (v->name, v->title);
  if (lesson->presets != NULL && lesson->presets->name != NULL) {
    printf ("\nPresets\n");
    for (const EpiPreset *p = lesson->presets; p->name != NULL; p++)
      print_named (p->name, p->set);
  }
  if (lesson->opens != NULL) {
    printf ("\nOpens (run FILE, render FILE)\n");
    for (const char *const *ending = lesson->opens; *ending != NULL; ending++)
      print_named (*ending, lesson->opens_what);
  }
  if (lesson->exports != NULL) {
    printf ("\nSaves (render -o FILE)\n");
    for (const EpiExport *e = lesson->exports; e->name != NULL; e++)
      print_named (e->ending, e->name);
  }
  print_frame_names (lesson, frame, certificate);
}

/* The names in frames and certificates are told by a frame and a certificate:
 * those of the lesson as it opens. */
static int
show_lesson (const EpiLesson *lesson, bool json, EpiCancel *cancel)
{
  GError *error = NULL;
  EpiStory *story = epi_lesson_story (lesson, &error);

  if (story == NULL) {
    epi_cli_refuse_error (error);
    return EPI_EXIT_INTERNAL;
  }
  EpiDocument *document = epi_lesson_document (lesson, NULL);
  EpiTimeline *timeline = epi_timeline_new (lesson, (EpiTimelineBudget){0, 0});
  EpiAnswer *answer = NULL;
  if (epi_timeline_set_document (timeline, document, false, cancel, NULL)) {
    epi_timeline_advance (timeline, 1, cancel, 0);
    answer =
        epi_timeline_answer (timeline, epi_timeline_last (timeline), cancel);
  }
  EpiScene scene = {.lesson = lesson,
                    .document = document,
                    .answer = answer,
                    .k = epi_timeline_last (timeline)};
  const EpiFrame *frame = epi_scene_frame (&scene, 0);
  EpiCertificate none = {0};
  (json ? epi_cli_json_lesson : print_lesson) (
      lesson, story, frame, answer != NULL ? &answer->certificate : &none);

  epi_answer_unref (answer);
  epi_timeline_free (timeline);
  epi_document_unref (document);
  epi_story_free (story);
  return EPI_EXIT_OK;
}

int
epi_cli_lessons (const EpiCliOptions *options, EpiCancel *cancel)
{
  int status = EPI_EXIT_OK;

  if (options->argument != NULL) {
    const EpiLesson *lesson = epi_cli_lesson (options->argument);
    return lesson == NULL ? EPI_EXIT_USAGE
                          : show_lesson (lesson, options->json, cancel);
  }
  GString *json = options->json ? g_string_new (NULL) : NULL;
  for (const EpiLesson *const *lesson = epi_lessons ();
       *lesson != NULL && status == EPI_EXIT_OK; lesson++)
    status = list_lesson (*lesson, json);
  if (json != NULL)
    g_string_free (json, TRUE);
  return status;
}
