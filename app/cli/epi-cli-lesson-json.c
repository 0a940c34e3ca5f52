/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-lesson-json.h"

static const char *const effects[] = {"redraw", "continue", "restart"};
const char *const epi_cli_param_kinds[] = {"number", "integer", "bool",
                                           "choice"};

static void
json_param (GString *json, const EpiParam *param)
{
  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "name", param->name);
  epi_cli_json_text (json, "label", param->label);
  epi_cli_json_text (json, "symbol", param->symbol);
  epi_cli_json_text (json, "unit", param->unit);
  epi_cli_json_text (json, "type", epi_cli_param_kinds[param->kind]);
  if (param->kind == EPI_PARAM_CHOICE) {
    epi_cli_json_open (json, "choices", '[');
    for (const EpiChoice *choice = param->choices; choice->name != NULL;
         choice++)
      epi_cli_json_text (json, NULL, choice->name);
    epi_cli_json_close (json, ']');
    epi_cli_json_text (json, "default", param->initial_choice);
  } else if (param->kind == EPI_PARAM_BOOL) {
    epi_cli_json_bool (json, "default", param->initial != 0);
  } else {
    epi_cli_json_number (json, "minimum", param->minimum);
    epi_cli_json_number (json, "maximum", param->maximum);
    epi_cli_json_number (json, "default", param->initial);
  }
  epi_cli_json_text (json, "effect", effects[param->effect]);
  epi_cli_json_text (json, "help", param->help);
  epi_cli_json_close (json, '}');
}

static void
json_table (GString *json, const EpiTableSpec *table)
{
  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "name", table->name);
  epi_cli_json_text (json, "default", table->initial_dataset);
  if (table->initial != NULL)
    epi_cli_json_text (json, "numbers", table->initial);
  epi_cli_json_open (json, "roles", '[');
  for (const EpiRoleSpec *role = table->roles; role->role != NULL; role++) {
    epi_cli_json_open (json, NULL, '{');
    epi_cli_json_text (json, "name", role->role);
    epi_cli_json_text (json, "label", role->label);
    epi_cli_json_bool (json, "many", role->many);
    epi_cli_json_bool (json, "optional", role->optional);
    epi_cli_json_close (json, '}');
  }
  epi_cli_json_close (json, ']');
  epi_cli_json_number (json, "min_rows", (double)table->min_rows);
  epi_cli_json_close (json, '}');
}

static void
json_pair (GString *json, const char *name, const char *key, const char *value)
{
  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "name", name);
  epi_cli_json_text (json, key, value);
  epi_cli_json_close (json, '}');
}

static void
json_shape (GString *json, const EpiFrameItem *item)
{
  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "name", item->name);
  epi_cli_json_open (json, "shape", '[');
  if (item->kind != EPI_ITEM_SCALAR)
    epi_cli_json_number (json, NULL, (double)item->rows);
  if (item->kind == EPI_ITEM_MATRIX)
    epi_cli_json_number (json, NULL, (double)item->cols);
  epi_cli_json_close (json, ']');
  epi_cli_json_close (json, '}');
}

void
epi_cli_json_lesson (const EpiLesson *lesson, const EpiStory *story,
                     const EpiFrame *frame, const EpiCertificate *certificate)
{
  GString *json = g_string_new (NULL);

  epi_cli_json_open (json, NULL, '{');
  epi_cli_json_text (json, "id", lesson->id);
  epi_cli_json_text (json, "title", story->title);
  epi_cli_json_text (json, "topic", story->topic);
  epi_cli_json_text (json, "summary", story->summary);
  epi_cli_json_open (json, "params", '[');
  for (const EpiParam *p = lesson->params; p != NULL && p->name != NULL; p++)
    json_param (json, p);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "tables", '[');
  for (const EpiTableSpec *t = lesson->tables; t != NULL && t->name != NULL;
       t++)
    json_table (json, t);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "handles", '[');
  for (const EpiHandleSpec *h = lesson->handles; h != NULL && h->name != NULL;
       h++)
    json_pair (json, h->name, "label", h->label);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "views", '[');
  for (const EpiViewSpec *v = lesson->views; v != NULL && v->name != NULL; v++)
    json_pair (json, v->name, "title", v->title);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "presets", '[');
  for (const EpiPreset *p = lesson->presets; p != NULL && p->name != NULL; p++)
    json_pair (json, p->name, "set", p->set);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "exports", '[');
  for (const EpiExport *e = lesson->exports; e != NULL && e->name != NULL; e++)
    json_pair (json, e->ending, "label", e->name);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "opens", '[');
  for (const char *const *ending = lesson->opens;
       ending != NULL && *ending != NULL; ending++)
    json_pair (json, *ending, "label", lesson->opens_what);
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "frame", '[');
  for (size_t i = 0; frame != NULL && i < epi_frame_n_items (frame); i++)
    json_shape (json, epi_frame_item (frame, i));
  epi_cli_json_close (json, ']');
  epi_cli_json_open (json, "certificate", '[');
  for (size_t i = 0; i < certificate->n_items; i++)
    json_pair (json, certificate->items[i].name, "symbol",
               certificate->items[i].symbol);
  epi_cli_json_close (json, ']');
  epi_cli_json_close (json, '}');
  epi_cli_json_print (json);
  g_string_free (json, TRUE);
}
