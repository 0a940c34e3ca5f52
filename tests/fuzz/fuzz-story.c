/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a story, and as a condition.  Beside "nothing breaks" this
 * holds: every text is UTF-8, every link is https, and a condition is true,
 * false, or says why it is neither.
 */
#include "kit/epi-condition.h"
#include "kit/epi-story.h"

#include "fuzz.h"

#include <math.h>
#include <string.h>

/* Names of one letter are numbers (n missing), of two truths, of three texts.
 */
static bool
lookup (const char *name, size_t i, size_t j, EpiValue *value, void *data)
{
  size_t length = strlen (name);

  *value = length == 1
               ? epi_number (name[0] == 'n' ? (double)NAN
                                            : name[0] - 'm' + (double)(i + j))
           : length == 2 ? epi_bool (name[0] < 'm')
                         : epi_text (name);
  return length <= 3;
}

static void
check_condition (const char *text)
{
  GError *error = NULL;
  EpiCondition *condition = epi_condition_parse (text, &error);

  g_assert ((condition == NULL) == (error != NULL));
  if (error != NULL) {
    g_assert (g_utf8_validate (error->message, -1, NULL));
    g_error_free (error);
    return;
  }
  bool holds = epi_condition_holds (condition, lookup, NULL, &error);
  g_assert (!holds || error == NULL);
  g_clear_error (&error);
  double number = epi_condition_number (condition, lookup, NULL, &error);
  g_assert (isnan (number) || error == NULL);
  g_clear_error (&error);
  epi_condition_free (condition);
}

static void
check_spans (const GPtrArray *spans)
{
  for (guint i = 0; spans != NULL && i < spans->len; i++) {
    const EpiSpan *span = spans->pdata[i];
    g_assert (g_utf8_validate (span->text, -1, NULL));
    g_assert ((span->href != NULL) == (span->kind == EPI_SPAN_LINK));
    g_assert (span->href == NULL || g_str_has_prefix (span->href, "https://"));
    g_assert (span->svg == NULL);
  }
}

static void
check_step (const EpiStep *step)
{
  g_assert (step->title[0] != '\0');
  g_assert (step->check == NULL || step->ask != NULL);
  if (step->check != NULL)
    check_condition (step->check);
  check_spans (step->ask_spans);
  check_spans (step->hint_spans);
  for (guint i = 0; i < step->blocks->len; i++)
    check_spans (((const EpiBlock *)step->blocks->pdata[i])->spans);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GError *error = NULL;
  char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  EpiStory *story = epi_story_parse ((const char *)data, size, NULL, &error);

  g_assert ((story == NULL) == (error != NULL));
  for (guint i = 0; story != NULL && i < story->steps->len; i++)
    check_step (story->steps->pdata[i]);
  g_assert (error == NULL || g_utf8_validate (error->message, -1, NULL));
  g_clear_error (&error);
  epi_story_free (story);
  check_condition (text);
  g_free (text);
  return 0;
}
