/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every lesson must do, whatever it teaches: its tables hold together, its
 * presets can be set, solved and drawn, and a saved document gives the same
 * frames.
 */
#include "core/epi-number.h"
#include "kit/epi-assign.h"
#include "kit/epi-condition.h"
#include "kit/epi-document-json.h"
#include "kit/epi-held-back.h"
#include "kit/epi-render.h"
#include "kit/epi-scene-condition.h"
#include "kit/epi-session.h"

#include "lighter.h"

#include <math.h>
#include <string.h>

static EpiDocument *
initial (const EpiLesson *lesson)
{
  GError *error = NULL;
  EpiDocument *document = epi_lesson_document (lesson, &error);

  g_assert_no_error (error);
  return document;
}

static void
check_shown_when (const EpiLesson *lesson, const char *shown_when)
{
  GError *error = NULL;

  if (shown_when == NULL)
    return;
  EpiCondition *condition = epi_condition_parse (shown_when, &error);
  g_assert_no_error (error);
  epi_condition_free (condition);
  EpiDocument *document = initial (lesson);
  epi_lesson_shown (lesson, document, shown_when); /* criticals are fatal */
  epi_document_unref (document);
}

static void
check_tables (const void *data)
{
  const EpiLesson *lesson = data;

  for (const EpiParam *p = lesson->params; p->name != NULL; p++) {
    g_assert_nonnull (p->label);
    check_shown_when (lesson, p->shown_when);
    if (p->kind == EPI_PARAM_CHOICE) {
      EpiDocument *document = initial (lesson);
      g_assert_nonnull (epi_lesson_text (lesson, document, p->name));
      epi_document_unref (document);
    } else
      g_assert_true (p->minimum <= p->initial && p->initial <= p->maximum);
  }
  for (const EpiViewSpec *view = lesson->views; view->name != NULL; view++) {
    check_shown_when (lesson, view->shown_when);
    for (const EpiLayer *layer = view->layers; layer->name != NULL; layer++) {
      g_assert_nonnull (layer->draw);
      check_shown_when (lesson, layer->shown_when);
    }
  }
  for (const EpiHandleSpec *h = lesson->handles; h->name != NULL; h++) {
    bool known = false;
    check_shown_when (lesson, h->shown_when);
    for (const EpiViewSpec *view = lesson->views; view->name != NULL; view++)
      known |= strcmp (view->name, h->view) == 0;
    g_assert_true (known);
  }
}

/* Every row of pixels that a view draws on is inside what it was given, and it
 * draws something. */
static void
check_views (EpiSession *session)
{
  const EpiScene *scene = epi_session_scene (session);
  const EpiRenderOptions options = {.width = 500,
                                    .height = 400,
                                    .palette = epi_palette_get ("light"),
                                    .handles = true};

  for (const EpiViewSpec *view = scene->lesson->views; view->name != NULL;
       view++) {
    if (!epi_lesson_shown (scene->lesson, scene->document, view->shown_when))
      continue;
    epi_session_set_range (session, view->name, NULL, 500, 400);
    cairo_surface_t *surface =
        cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 400);
    cairo_t *cr = cairo_create (surface);
    epi_render_view (cr, view, scene, NULL, &options);
    g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy (cr);
    cairo_surface_flush (surface);
    const uint32_t *pixels =
        (const uint32_t *)(void *)cairo_image_surface_get_data (surface);
    size_t different = 0;
    for (size_t i = 1; i < 500 * 400; i++)
      different += pixels[i] != pixels[i - 1];
    g_assert_cmpuint (different, >, 500);
    cairo_surface_destroy (surface);
    char *summary = view->summary (scene);
    g_assert_nonnull (summary);
    g_free (summary);
  }
}

/* Pictures of what was just checked, for people to look at. */
static void
keep_pictures (const EpiScene *scene, const char *preset)
{
  static const char *const palettes[] = {"light", "dark"};
  const char *folder = g_getenv ("EPIGRAPH_ARTEFACTS");

  if (folder == NULL)
    return;
  g_mkdir_with_parents (folder, 0755);
  for (size_t i = 0; i < G_N_ELEMENTS (palettes); i++) {
    const EpiRenderOptions options = {.width = 1200,
                                      .height = 720,
                                      .palette = epi_palette_get (palettes[i]),
                                      .handles = true};
    GError *error = NULL;
    char *name = g_strdup_printf ("lesson-%s-%s-%s.png", scene->lesson->id,
                                  preset, palettes[i]);
    char *path = g_build_filename (folder, name, NULL);
    epi_render_to_file (path, scene, NULL, &options, &error);
    g_assert_no_error (error);
    g_free (path);
    g_free (name);
  }
}

/* All at once as one by one. */
static void
check_positions (const EpiScene *scene)
{
  for (const EpiHandleSpec *h = scene->lesson->handles; h->name != NULL; h++) {
    size_t n = epi_handle_count (h, scene);
    EpiPoint *points = g_new (EpiPoint, n + 1), one;
    epi_handle_positions (h, scene, n, points);
    for (size_t i = 0; i < n; i++)
      if (epi_handle_position (h, scene, i, &one)) {
        g_assert_cmpfloat (points[i].x, ==, one.x);
        g_assert_cmpfloat (points[i].y, ==, one.y);
      } else
        g_assert_true (isnan (points[i].x) && isnan (points[i].y));
    g_free (points);
  }
}

/* "h=(1, 2)", set in document; or NULL. */
static EpiDocument *
put (const EpiScene *scene, const EpiDocument *document, const char *name,
     EpiPoint at)
{
  char x[EPI_NUMBER_SIZE], y[EPI_NUMBER_SIZE];
  GError *error = NULL;
  char *set = g_strdup_printf ("%s=(%s, %s)", name, epi_number_print (x, at.x),
                               epi_number_print (y, at.y));
  EpiDocument *with = epi_assign (scene->lesson, document, set, &error);

  if (with == NULL)
    g_test_message ("%s: %s", set, error->message);
  g_clear_error (&error);
  g_free (set);
  return with;
}

/* A handle may be set to where it stands, and to where it comes when it is
 * pulled: a short way, to the origin, or to the end of what is possible. */
static void
check_places (const EpiScene *scene, const EpiHandleSpec *h)
{
  static const double parts[] = {1, 1.001, 0.7, 0, -1, 1e6};
  EpiScene own = {.lesson = scene->lesson, .document = scene->document};
  EpiPoint from, at;

  if (h->table != NULL || h->matrix != NULL || h->put_down != NULL ||
      epi_lesson_param (scene->lesson, h->name) != NULL ||
      epi_handle_count (h, &own) == 0 ||
      !epi_handle_position (h, &own, 0, &from))
    return;
  for (size_t k = 0; k < 36; k++) {
    EpiPoint to = {from.x * parts[k % 6], from.y * parts[k / 6]};
    EpiScene there = own;
    there.document = epi_handle_move_to (h, &own, 0, to);
    if (epi_handle_position (h, &there, 0, &at)) {
      EpiDocument *again = put (scene, scene->document, h->name, at);
      EpiDocument *same = put (scene, there.document, h->name, at);
      g_assert_true (again != NULL && same != NULL);
      g_assert_true (epi_document_equal (same, there.document));
      epi_document_unref (again);
      epi_document_unref (same);
    }
    epi_document_unref (there.document);
  }
}

/* About an hundredth of itself further on. */
static double
further (double from)
{
  return from + 0.0123456789 * (1 + fabs (from));
}

/* A step of the keys lands on numbers that can be said, whatever they are. */
static void
check_step (const EpiScene *scene, const EpiHandleSpec *h)
{
  static const EpiAxesSpec axes;
  EpiHandleNumber before[EPI_HANDLE_NUMBERS], after[EPI_HANDLE_NUMBERS];
  char text[EPI_NUMBER_SIZE];
  EpiScene there = *scene;
  EpiPoint at;

  if (epi_handle_count (h, scene) == 0 ||
      !epi_handle_position (h, scene, 0, &at) ||
      (h->position != NULL && h->set_numbers == NULL)) /* seen, not said */
    return;
  EpiPoint to = {further (at.x), further (at.y)};
  EpiPoint grain = {(to.x - at.x) / 8, (to.y - at.y) / 8};
  there.document = epi_handle_step_to (h, scene, 0, to, grain);
  size_t n = epi_handle_numbers (h, scene, &axes, 0, before);
  if (epi_handle_numbers (h, &there, &axes, 0, after) != n)
    n = 0;
  for (size_t k = 0; k < n; k++)
    if (after[k].value != before[k].value) {
      epi_number_print (text, after[k].value);
      g_test_message ("%s, %s: %s", h->name, after[k].label, text);
      g_assert_cmpuint (strlen (text), <=, 8);
    }
  epi_document_unref (there.document);
}

static void
check_presets (const void *data)
{
  const EpiLesson *lesson = data;

  for (const EpiPreset *preset = lesson->presets;
       preset != NULL && preset->name != NULL; preset++) {
    EpiDocument *document =
        lighter (lesson, assigned (lesson, initial (lesson), preset->set));
    EpiSession *session = epi_session_new (lesson, document, NULL, NULL);
    g_assert_cmpstr (epi_session_scene (session)->answer->error, ==, NULL);
    check_views (session);
    check_positions (epi_session_scene (session));
    for (const EpiHandleSpec *h = lesson->handles; h->name != NULL; h++) {
      check_step (epi_session_scene (session), h);
      check_places (epi_session_scene (session), h);
    }
    keep_pictures (epi_session_scene (session), preset->name);
    epi_session_free (session);
    epi_document_unref (document);
  }
}

/* Takes document over. */
static EpiDocument *
hold_all_back (EpiDocument *document, const char *name)
{
  const EpiData *data = epi_document_data (document, name);
  size_t n = epi_table_rows (epi_data_table (data));
  size_t *rows = g_new (size_t, n + 1);
  EpiTable *table;

  for (size_t i = 0; i < n; i++)
    rows[i] = i;
  g_assert_cmpint (epi_table_set_marks (epi_data_table (data), rows, n,
                                        EPI_MARK_TEST, 0, &table),
                   ==, EPI_OK);
  EpiData *marked = epi_data_with_table (data, table);
  EpiDocument *with = epi_document_with_data (document, name, marked);
  epi_data_unref (marked);
  epi_table_unref (table);
  epi_document_unref (document);
  g_free (rows);
  return with;
}

/* Nobody who has points is told to add some: it is said that all are held
 * back, wherever a figure needs them. */
static void
check_all_held_back (const void *data)
{
  const EpiLesson *lesson = data;
  const EpiTableSpec *table = epi_lesson_table (lesson, NULL);
  size_t said = 0;

  if (table == NULL || !(table->offers & EPI_OFFERS_HOLD_BACK))
    return;
  for (const EpiPreset *preset = lesson->presets;
       preset != NULL && preset->name != NULL; preset++) {
    EpiDocument *document = hold_all_back (
        lighter (lesson, assigned (lesson, initial (lesson), preset->set)),
        table->name);
    EpiSession *session = epi_session_new (lesson, document, NULL, NULL);
    const char *error = epi_session_scene (session)->answer->error;
    if (error != NULL)
      g_assert_cmpstr (error, ==, EPI_ALL_HELD_BACK);
    said += error != NULL;
    epi_session_free (session);
    epi_document_unref (document);
  }
  g_assert_cmpuint (said, >, 0);
}

static void
check_same_frames (const void *data)
{
  const EpiLesson *lesson = data;

  EpiDocument *document = lighter (lesson, initial (lesson));
  GError *error = NULL;
  size_t length;
  char *text = epi_document_print (document, NULL, &length);
  EpiDocument *read = epi_document_parse (text, length, NULL, &error);

  g_assert_no_error (error);
  EpiSession *a = epi_session_new (lesson, document, NULL, NULL);
  EpiSession *b = epi_session_new (lesson, read, NULL, NULL);
  const EpiRun *p = &epi_session_scene (a)->answer->runs[0];
  const EpiRun *q = &epi_session_scene (b)->answer->runs[0];
  g_assert_cmpuint (p->n_frames, ==, q->n_frames);
  for (size_t i = 0; i < p->n_frames; i++)
    for (size_t j = 0; j < epi_frame_n_items (p->frames[i]); j++) {
      const EpiFrameItem *u = epi_frame_item (p->frames[i], j);
      const EpiFrameItem *v = epi_frame_item (q->frames[i], j);
      g_assert_cmpmem (u->data, u->rows * u->cols * sizeof (double), v->data,
                       v->rows * v->cols * sizeof (double));
    }
  epi_session_free (a);
  epi_session_free (b);
  epi_document_unref (read);
  epi_document_unref (document);
  g_free (text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const EpiLesson *const *lesson = epi_lessons (); *lesson != NULL;
       lesson++) {
    add_for ("tables-hold-together", *lesson, check_tables);
    add_for ("presets-can-be-solved-and-drawn", *lesson, check_presets);
    add_for ("that-all-is-held-back-is-said", *lesson, check_all_held_back);
    add_for ("a-saved-document-gives-the-same-frames", *lesson,
             check_same_frames);
  }
  return g_test_run ();
}
