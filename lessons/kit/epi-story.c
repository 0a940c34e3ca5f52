/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-story-private.h"

#include "kit/epi-condition.h"
#include "kit/epi-story-text.h"

#include <string.h>

#define MAX_STEPS 200
#define MOST_ITERATES 1000000000 /* that a playhead: may name */

G_DEFINE_QUARK (epi - story - error - quark, epi_story_error)

typedef struct {
  char **lines; /* NULL-terminated, without their ends */
  size_t at;    /* the line that is read next; it is number at + 1 */
  EpiPictures *pictures;
  EpiStory *story;
  /* The step being read. */
  EpiStep *step; /* or NULL: before the first one */
  size_t check_line, follower_line;
  GString *text; /* its Markdown */
  char fence;    /* '`' or '~' inside fenced code, else 0 */
  size_t fence_length;
} Reader;

bool
epi_story_fail (GError **error, size_t line, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  char *text = g_strdup_vprintf (format, arguments);
  char *whole = g_utf8_make_valid (text, -1); /* a quote may be cut */
  va_end (arguments);
  g_set_error (error, EPI_STORY_ERROR, EPI_STORY_ERROR_SYNTAX, "line %zu: %s",
               line, whole);
  g_free (text);
  g_free (whole);
  return false;
}

/* ---- directives ---- */

/* The directive at the start of a line, or NULL; *value is behind it. */
static const char *
directive_of (const char *line, const char **value)
{
  static const char *const names[] = {"set",   "playhead", "ask",
                                      "check", "hint",     "answer"};

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    size_t length = strlen (names[i]);
    if (strncmp (line, names[i], length) == 0 && line[length] == ':') {
      *value = line + length + 1;
      return names[i];
    }
  }
  return NULL;
}

/* The value of a directive with the indented lines that go on with it. */
static char *
gather (Reader *reader, const char *value)
{
  GString *text = g_string_new (value);

  for (; reader->lines[reader->at] != NULL; reader->at++) {
    const char *line = reader->lines[reader->at];
    if (!(g_str_has_prefix (line, "  ") || line[0] == '\t') ||
        line[strspn (line, " \t")] == '\0')
      break;
    g_string_append_c (text, ' ');
    g_string_append (text, line);
  }
  char *tidy = epi_story_tidy (text->str);
  g_string_free (text, TRUE);
  return tidy;
}

static void
add_set (EpiStep *step, char *value)
{
  if (step->set == NULL) {
    step->set = value;
    return;
  }
  char *both = g_strjoin ("; ", step->set, value, NULL);
  g_free (step->set);
  g_free (value);
  step->set = both;
}

/* "start", "end" or an iterate; takes over value. */
static bool
set_playhead (EpiStep *step, char *value, size_t line, GError **error)
{
  guint64 k = 0;
  bool said =
      strcmp (value, "start") == 0 || strcmp (value, "end") == 0 ||
      g_ascii_string_to_unsigned (value, 10, 0, MOST_ITERATES, &k, NULL);

  if (!said || step->has_playhead)
    epi_story_fail (
        error, line,
        said ? "found a second playhead:, expected one a step"
             : "found playhead: %.40s, expected start, end or an iterate",
        value);
  else
    step->playhead = strcmp (value, "end") == 0 ? SIZE_MAX : (size_t)k;
  g_free (value);
  bool good = said && !step->has_playhead;
  step->has_playhead = true;
  return good;
}

/* A directive of the step; takes over value. */
static bool
add_directive (Reader *reader, const char *name, char *value, size_t line,
               GError **error)
{
  EpiStep *step = reader->step;

  if (value[0] == '\0') {
    g_free (value);
    return epi_story_fail (error, line,
                           "found nothing behind %s:, expected a text", name);
  }
  if (name[0] == 's') {
    add_set (step, value);
    return true;
  }
  if (name[0] == 'p')
    return set_playhead (step, value, line, error);
  char **field = name[0] == 'h'   ? &step->hint
                 : name[0] == 'c' ? &step->check
                 : name[1] == 's' ? &step->ask
                                  : &step->answer;
  if (*field != NULL) {
    g_free (value);
    return epi_story_fail (error, line,
                           "found a second %s:, expected one a step", name);
  }
  *field = value;
  if (field == &step->check)
    reader->check_line = line;
  if (field != &step->ask)
    reader->follower_line = line;
  return true;
}

/* ---- steps ---- */

static void
step_free (void *data)
{
  EpiStep *step = data;

  g_free (step->title);
  g_clear_pointer (&step->blocks, g_ptr_array_unref);
  g_clear_pointer (&step->ask_spans, g_ptr_array_unref);
  g_clear_pointer (&step->hint_spans, g_ptr_array_unref);
  g_free (step->set);
  g_free (step->ask);
  g_free (step->check);
  g_free (step->hint);
  g_free (step->answer);
  g_free (step);
}

static bool
check_step (Reader *reader, GError **error)
{
  EpiStep *step = reader->step;
  GError *trouble = NULL;

  if (step->ask == NULL && reader->follower_line > 0)
    return epi_story_fail (
        error, reader->follower_line,
        "found an exercise without ask:, expected its question");
  if (step->answer != NULL && step->check == NULL)
    return epi_story_fail (error, reader->follower_line,
                           "found answer: without check:, expected both");
  if (step->check == NULL)
    return true;
  EpiCondition *condition = epi_condition_parse (step->check, &trouble);
  epi_condition_free (condition);
  if (condition != NULL)
    return true;
  epi_story_fail (error, reader->check_line, "check: %s", trouble->message);
  g_error_free (trouble);
  return false;
}

/* Ends the step being read, if there is one. */
static bool
end_step (Reader *reader, GError **error)
{
  EpiStep *step = reader->step;

  if (step == NULL)
    return true;
  if (!check_step (reader, error))
    return false;
  step->blocks =
      epi_story_blocks (reader->text->str, reader->text->len, reader->pictures);
  if (step->ask != NULL)
    step->ask_spans = epi_story_spans (step->ask, reader->pictures);
  if (step->hint != NULL)
    step->hint_spans = epi_story_spans (step->hint, reader->pictures);
  return true;
}

static bool
begin_step (Reader *reader, const char *title, GError **error)
{
  size_t line = reader->at;

  if (!end_step (reader, error))
    return false;
  if (reader->story->steps->len == MAX_STEPS)
    return epi_story_fail (
        error, line, "found one more step, expected at most %d", MAX_STEPS);
  reader->step = g_new0 (EpiStep, 1);
  reader->step->playhead = SIZE_MAX;
  g_ptr_array_add (reader->story->steps, reader->step);
  reader->step->title = epi_story_tidy (title);
  reader->check_line = reader->follower_line = 0;
  g_string_truncate (reader->text, 0);
  if (reader->step->title[0] == '\0')
    return epi_story_fail (error, line, "found ##, expected a title behind it");
  return true;
}

/* Whether the line is inside fenced code, or a fence. */
static bool
is_code (Reader *reader, const char *line)
{
  size_t indent = strspn (line, " ");
  char first = line[indent];
  char stop[2] = {first, '\0'};
  size_t length =
      first == '`' || first == '~' ? strspn (line + indent, stop) : 0;

  if (reader->fence != 0) {
    if (first == reader->fence && indent < 4 &&
        length >= reader->fence_length &&
        line[indent + length + strspn (line + indent + length, " \t")] == '\0')
      reader->fence = 0;
    return true;
  }
  if (indent < 4 && length >= 3 &&
      !(first == '`' && strchr (line + indent + length, '`') != NULL)) {
    reader->fence = first;
    reader->fence_length = length;
    return true;
  }
  return false;
}

static bool
read_line (Reader *reader, GError **error)
{
  const char *line = reader->lines[reader->at++];
  const char *value;
  size_t number = reader->at;

  if (!is_code (reader, line)) {
    if (g_str_has_prefix (line, "## ") || strcmp (line, "##") == 0)
      return begin_step (reader, line + 2, error);
    const char *name = directive_of (line, &value);
    if (name != NULL && reader->step != NULL) {
      g_string_append_c (reader->text, '\n');
      return add_directive (reader, name, gather (reader, value), number,
                            error);
    }
  }
  if (reader->step != NULL) {
    g_string_append (reader->text, line);
    g_string_append_c (reader->text, '\n');
    return true;
  }
  if (line[strspn (line, " \t")] == '\0')
    return true;
  return epi_story_fail (
      error, number,
      "found “%.40s” before the first step, expected ## and its title", line);
}

static bool
read_story (Reader *reader, GError **error)
{
  if (!epi_story_read_head (reader->story, reader->lines, &reader->at, error))
    return false;
  while (reader->lines[reader->at] != NULL) {
    if (!read_line (reader, error))
      return false;
  }
  if (reader->step == NULL)
    return epi_story_fail (error, reader->at,
                           "found no step, expected ## and its title");
  return end_step (reader, error);
}

static char **
split_lines (const char *text, size_t length)
{
  char *copy = g_strndup (text, length);
  char **lines = g_strsplit (copy, "\n", -1);

  for (size_t i = 0; lines[i] != NULL; i++) {
    size_t end = strlen (lines[i]);
    if (end > 0 && lines[i][end - 1] == '\r')
      lines[i][end - 1] = '\0';
  }
  g_free (copy);
  return lines;
}

EpiStory *
epi_story_parse (const char *text, size_t length, const char *folder,
                 GError **error)
{
  const char *bad = NULL;

  if (length == 0)
    text = "";
  if (length > EPI_STORY_MAX) {
    g_set_error (error, EPI_STORY_ERROR, EPI_STORY_ERROR_SYNTAX,
                 "found %zu bytes, expected a story of at most %d", length,
                 EPI_STORY_MAX);
    return NULL;
  }
  if (!g_utf8_validate (text, (gssize)length, &bad)) {
    size_t line = 1;
    for (const char *p = text; p < bad; p++)
      line += *p == '\n';
    epi_story_fail (error, line,
                    "found a byte that is no UTF-8 text, expected UTF-8");
    return NULL;
  }
  Reader reader = {
      .lines = split_lines (text, length),
      .pictures = epi_pictures_new (folder),
      .story = g_new0 (EpiStory, 1),
      .text = g_string_new (NULL),
  };
  reader.story->steps = g_ptr_array_new_with_free_func (step_free);
  if (!read_story (&reader, error))
    g_clear_pointer (&reader.story, epi_story_free);
  g_strfreev (reader.lines);
  epi_pictures_free (reader.pictures);
  g_string_free (reader.text, TRUE);
  return reader.story;
}

void
epi_story_free (EpiStory *story)
{
  if (story == NULL)
    return;
  g_free (story->lesson);
  g_free (story->title);
  g_free (story->topic);
  g_free (story->summary);
  g_strfreev (story->keywords);
  g_ptr_array_unref (story->steps);
  g_free (story);
}
