/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-scene-condition.h"

#include "kit/epi-entries.h"

#include <math.h>
#include <string.h>

/* ---- What a name means ---- */

static bool
item_value (const EpiFrameItem *item, size_t i, size_t j, EpiValue *value)
{
  size_t row = i > 0 ? i - 1 : 0, col = j > 0 ? j - 1 : 0;

  if (i == 0 && item->rows * item->cols != 1)
    return false;
  *value = epi_number (row < item->rows && col < item->cols
                           ? item->data[row + col * item->rows]
                           : NAN);
  return true;
}

static bool
param_value (const EpiScene *scene, const char *name, EpiValue *value)
{
  const EpiParam *param = epi_lesson_param (scene->lesson, name);

  if (param == NULL)
    return false;
  if (param->kind == EPI_PARAM_CHOICE)
    *value = epi_text (epi_scene_text (scene, name));
  else if (param->kind == EPI_PARAM_BOOL)
    *value = epi_bool (epi_scene_number (scene, name) != 0);
  else
    *value = epi_number (epi_scene_number (scene, name));
  return true;
}

static bool
handle_value (const EpiScene *scene, const char *name, EpiValue *value)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || (strcmp (dot, ".x") != 0 && strcmp (dot, ".y") != 0))
    return false;
  for (const EpiHandleSpec *h = scene->lesson->handles;
       h != NULL && h->name != NULL; h++)
    if (strlen (h->name) == (size_t)(dot - name) &&
        strncmp (h->name, name, (size_t)(dot - name)) == 0) {
      EpiPoint point;
      if (h->table != NULL || !epi_handle_position (h, scene, 0, &point))
        return false;
      *value = epi_number (dot[1] == 'x' ? point.x : point.y);
      return true;
    }
  return false;
}

static bool
answer_value (const EpiScene *scene, const char *name, size_t i, size_t j,
              EpiValue *value)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return false;
  if (strcmp (name, "status") == 0) {
    EpiStatus status = epi_frame_status (frame);
    if (status == EPI_CONVERGED &&
        scene->answer->certificate.status == EPI_OPTIMAL)
      status = EPI_OPTIMAL;
    *value = epi_text (epi_status_word (status));
    return true;
  }
  const EpiFrameItem *item = epi_scene_item (scene, name);
  if (item != NULL)
    return item_value (item, i, j, value);
  const EpiCertificate *certificate = &scene->answer->certificate;
  for (size_t c = 0; c < certificate->n_items; c++)
    if (strcmp (certificate->items[c].name, name) == 0) {
      *value = epi_number (certificate->items[c].value);
      return true;
    }
  return false;
}

/* F1[1,2] of a matrix. */
static bool
entry_value (const EpiScene *scene, const char *name, size_t i, size_t j,
             EpiValue *value)
{
  const EpiTableSpec *spec = epi_lesson_table (scene->lesson, name);

  if (spec == NULL || spec->roles->role != NULL)
    return false;
  size_t rows, cols;
  double *values =
      epi_lesson_matrix (scene->lesson, scene->document, name, &rows, &cols);
  bool inside = i > 0 && j > 0 && i <= rows && j <= cols;
  *value = epi_number (inside ? values[i - 1 + (j - 1) * rows] : NAN);
  g_free (values);
  return true;
}

static bool
file_value (const EpiScene *scene, const char *name, EpiValue *value)
{
  const EpiAttachment *file =
      epi_document_attachment (scene->document, EPI_OPENED);

  if (strcmp (name, "file") != 0 || scene->lesson->opens == NULL)
    return false;
  *value = epi_text (file != NULL ? epi_attachment_name (file) : "");
  return true;
}

static bool
table_value (const EpiScene *scene, const char *name, EpiValue *value)
{
  const EpiTableSpec *spec = epi_lesson_table (scene->lesson, NULL);
  const EpiData *data =
      spec != NULL ? epi_document_data (scene->document, spec->name) : NULL;

  if (data == NULL)
    return false;
  if (strcmp (name, "n") == 0)
    *value = epi_number ((double)epi_table_rows (epi_data_table (data)));
  else if (strcmp (name, "data") == 0)
    *value = epi_text (epi_data_source (data));
  else
    return false;
  return true;
}

/* What the lesson knows, but this frame (or no frame yet) does not have. */
static bool
missing_value (const EpiScene *scene, const char *name, EpiValue *value)
{
  if (strcmp (name, "status") == 0) {
    *value = epi_text (epi_status_word (EPI_RUNNING));
    return true;
  }
  for (const EpiQuantity *q = scene->lesson->quantities;
       q != NULL && q->name != NULL; q++)
    if (strcmp (q->name, name) == 0) {
      *value = epi_number (NAN);
      return true;
    }
  return false;
}

bool
epi_scene_lookup (const char *name, size_t i, size_t j, EpiValue *value,
                  void *data)
{
  const EpiScene *scene = data;

  if (strcmp (name, "k") == 0) {
    *value = epi_number ((double)scene->k);
    return true;
  }
  return param_value (scene, name, value) ||
         handle_value (scene, name, value) ||
         entry_value (scene, name, i, j, value) ||
         answer_value (scene, name, i, j, value) ||
         file_value (scene, name, value) || table_value (scene, name, value) ||
         missing_value (scene, name, value);
}

/* ---- Conditions of a lesson's tables ---- */

static void
free_condition (void *condition)
{
  epi_condition_free (condition);
}

static void
unref_table (void *table)
{
  g_hash_table_unref (table);
}

/* A few dozen of them are asked for in every frame: a thread parses each once.
 * NULL with error set where the text is no condition. */
static const EpiCondition *
parsed (const char *text, GError **error)
{
  static GPrivate key = G_PRIVATE_INIT (unref_table);
  GHashTable *table = g_private_get (&key);
  EpiCondition *condition;

  if (table == NULL) {
    table =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_condition);
    g_private_set (&key, table);
  }
  condition = g_hash_table_lookup (table, text);
  if (condition == NULL) {
    condition = epi_condition_parse (text, error);
    if (condition != NULL)
      g_hash_table_insert (table, g_strdup (text), condition);
  }
  return condition;
}

bool
epi_lesson_shown (const EpiLesson *lesson, const EpiDocument *document,
                  const char *shown_when)
{
  if (shown_when == NULL)
    return true;

  EpiScene scene = {.lesson = lesson, .document = document};
  GError *error = NULL;
  const EpiCondition *condition = parsed (shown_when, &error);
  bool shown =
      condition != NULL &&
      epi_condition_holds (condition, epi_scene_lookup, &scene, &error);
  if (error != NULL) /* a lesson's table is wrong: ours to mend */
    g_critical ("%s: %s: %s", lesson->id, shown_when, error->message);
  g_clear_error (&error);
  return shown;
}

const EpiTableSpec *
epi_lesson_shown_table (const EpiLesson *lesson, const EpiDocument *document,
                        size_t i)
{
  for (const EpiTableSpec *table = lesson->tables;
       table != NULL && table->name != NULL; table++)
    if ((table == lesson->tables || table->typed) &&
        epi_lesson_shown (lesson, document, table->shown_when) && i-- == 0)
      return table;
  return NULL;
}
