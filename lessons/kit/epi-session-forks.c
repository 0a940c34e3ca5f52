/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forks of a session: asked of the worker, remembered, saved.
 *
 * The worker keeps the runs; the session remembers of each one what it takes to
 * make it once more, the document, k and how far it had come, so that it comes
 * back with a draft or a file.  Forks are made again in their order, by the
 * same requests.  In a file each is
 *
 *   { "k": …, "last": …, "document": {…} }
 *
 * the document without its data and attachments: runs are comparable only
 * where those are the present ones.
 */
#include "kit/epi-document-json.h"
#include "kit/epi-session-private.h"

#include <string.h>

#define MAX_FORKS 64 /* that are read from a file */

static EpiFork *
fork_at (const EpiSession *session, guint i)
{
  return &g_array_index (session->forks, EpiFork, i);
}

static void
fork_clear (void *data)
{
  epi_document_unref (((EpiFork *)data)->document);
}

GArray *
epi_session_forks_new (void)
{
  GArray *forks = g_array_new (FALSE, FALSE, sizeof (EpiFork));

  g_array_set_clear_func (forks, fork_clear);
  return forks;
}

/* ---- Asking, and what came of it ---- */

EpiFork *
epi_session_forks_asked (const EpiSession *session, size_t *n)
{
  EpiFork *forks = g_new (EpiFork, session->forks->len);

  *n = 0;
  for (guint i = 0; i < session->forks->len; i++) {
    const EpiFork *fork = fork_at (session, i);
    if (fork->number <= session->told)
      continue;
    forks[*n] = *fork;
    if (fork->document != NULL)
      epi_document_ref (fork->document);
    ++*n;
  }
  return forks;
}

/* Forgets those whose runs are not kept any more. */
static void
forget (EpiSession *session)
{
  for (guint i = session->forks->len; i-- > 0;) {
    const EpiFork *fork = fork_at (session, i);
    if (fork->number > session->told)
      continue;
    if (fork->document == NULL) { /* all up to here are dropped */
      g_array_remove_range (session->forks, 0, i + 1);
      return;
    }
    if (!epi_lesson_comparable (session->lesson, fork->document,
                                session->scene.document))
      g_array_remove_index (session->forks, i);
  }
}

void
epi_session_forks_told (EpiSession *session, unsigned number)
{
  session->told = MAX (session->told, number);
  forget (session);
}

/* Takes the reference of document; NULL: drop all. */
static void
add_fork (EpiSession *session, size_t k, size_t last,
          const EpiDocument *document)
{
  EpiFork fork = {++session->n_forks, k, MAX (k, last), document};

  g_array_append_val (session->forks, fork);
}

void
epi_session_fork (EpiSession *session)
{
  const EpiScene *scene = &session->scene;
  bool seen = scene->answer != NULL &&
              scene->answer->document == scene->document &&
              scene->answer->n_runs > 0;

  add_fork (session, scene->k, seen ? scene->answer->runs[0].length - 1 : 0,
            epi_document_ref (scene->document));
  session->wanted = scene->k;
  epi_session_ask (session);
  epi_session_tell (session, EPI_CHANGED_STATE);
}

void
epi_session_drop_forks (EpiSession *session)
{
  add_fork (session, 0, 0, NULL);
  epi_session_ask (session);
  epi_session_tell (session, EPI_CHANGED_STATE);
}

/* ---- In files ---- */

/* With the data and attachments of another document, or none for NULL. */
static EpiDocument *
with_data_of (const EpiDocument *document, const EpiDocument *other)
{
  const EpiDocument *source = other != NULL ? other : document;
  const char **data = epi_document_data_names (source);
  const char **attachments = epi_document_attachment_names (source);
  EpiDocument *with = epi_document_with_extra (document, NULL), *next;

  for (const char **name = data; *name != NULL; name++) {
    next = epi_document_with_data (
        with, *name, other != NULL ? epi_document_data (other, *name) : NULL);
    epi_document_unref (with);
    with = next;
  }
  for (const char **name = attachments; *name != NULL; name++) {
    next = epi_document_with_attachment (
        with, *name,
        other != NULL ? epi_document_attachment (other, *name) : NULL);
    epi_document_unref (with);
    with = next;
  }
  g_free (data);
  g_free (attachments);
  return with;
}

json_t *
epi_session_forks_to_json (const EpiSession *session)
{
  json_t *list = json_array ();

  for (guint i = 0; i < session->forks->len; i++) {
    const EpiFork *fork = fork_at (session, i);
    if (fork->document == NULL) {
      json_array_clear (list);
      continue;
    }
    EpiDocument *bare = with_data_of (fork->document, NULL);
    json_array_append_new (list, json_pack ("{sIsIso}", "k",
                                            (json_int_t)fork->k, "last",
                                            (json_int_t)fork->last, "document",
                                            epi_document_to_json (bare, NULL)));
    epi_document_unref (bare);
  }
  return list;
}

/* The document of a fork in a file; NULL where its run cannot be compared. */
static EpiDocument *
read_document (const EpiSession *session, const json_t *json)
{
  EpiDocument *bare = epi_document_from_json (json, NULL, NULL);

  if (bare == NULL)
    return NULL;
  EpiDocument *document = with_data_of (bare, session->scene.document);
  epi_document_unref (bare);
  if (epi_lesson_comparable (session->lesson, document,
                             session->scene.document))
    return document;
  epi_document_unref (document);
  return NULL;
}

void
epi_session_forks_from_json (EpiSession *session, const json_t *list)
{
  size_t n = MIN (json_array_size (list), MAX_FORKS);

  if (session->forks->len > 0)
    add_fork (session, 0, 0, NULL);
  for (size_t i = 0; i < n; i++) {
    json_int_t k, last;
    json_t *json;
    EpiDocument *document;
    if (json_unpack (json_array_get (list, i), "{sIsIso}", "k", &k, "last",
                     &last, "document", &json) == 0 &&
        k >= 0 && last >= 0 &&
        (document = read_document (session, json)) != NULL)
      add_fork (session, (size_t)k, (size_t)last, document);
  }
}
