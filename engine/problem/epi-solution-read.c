/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-json-text.h"
#include "data/epi-text-source.h"
#include "problem/epi-solution-file.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name; /* of the file */
  const EpiProgram *program;
  EpiProgramAnswer *out;
  json_t *top, *ray; /* ray: the same as top without a claim of one */
  GError **error;
} Reader;

/* One sentence on the file; false. */
#define fail(self, ...)                                                        \
  epi_data_fail ((self)->error, EPI_DATA_ERROR_SYNTAX, (self)->name,           \
                 __VA_ARGS__)

/* ---- Vectors ---- */

/* A list of n numbers to values[0], values[stride], … */
static bool
read_list (Reader *self, const json_t *array, const char *key, size_t n,
           size_t stride, double *values)
{
  if (!json_is_array (array))
    return fail (self, "“%s” is not there or no list of %zu %s", key, n,
                 n == 1 ? "number" : "numbers");
  if (json_array_size (array) != n)
    return fail (self, "“%s” has a list of %zu where one of %zu was expected",
                 key, json_array_size (array), n);
  for (size_t i = 0; i < n; i++)
    if (!epi_json_get_number (json_array_get (array, i), &values[i * stride]))
      return fail (self, "“%s”: item %zu is not a number", key, i);
  return true;
}

static bool
read_vector (Reader *self, const json_t *from, const char *key,
             char *const *names, size_t n, double *values)
{
  const json_t *json = json_object_get (from, key);

  if (names == NULL || !json_is_object (json))
    return read_list (self, json, key, n, 1, values);
  for (size_t i = 0; i < n; i++) {
    const json_t *item = json_object_get (json, names[i]);
    if (item == NULL)
      return fail (self, "“%s” has no number for “%s”", key, names[i]);
    if (!epi_json_get_number (item, &values[i]))
      return fail (self, "“%s”: “%s” is not a number", key, names[i]);
  }
  if (json_object_size (json) != n)
    return fail (self,
                 "“%s” has %zu %s where the problem has %zu: it may belong "
                 "to another problem",
                 key, json_object_size (json),
                 json_object_size (json) == 1 ? "name" : "names", n);
  return true;
}

static bool
read_blocks (Reader *self, const char *key, double *packed)
{
  const EpiSdp *sdp = &self->program->sdp;
  const json_t *array = json_object_get (self->ray, key);

  if (!json_is_array (array) || json_array_size (array) != sdp->n_blocks)
    return fail (self, "“%s” is not there or no list of %zu %s", key,
                 sdp->n_blocks, sdp->n_blocks == 1 ? "block" : "blocks");
  for (size_t k = 0; k < sdp->n_blocks; k++) {
    const json_t *rows = json_array_get (array, k);
    double *block = packed + epi_sdp_block_offset (sdp, k);
    size_t size = sdp->blocks[k].size;
    if (sdp->blocks[k].diagonal) {
      if (!read_list (self, rows, key, size, 1, block))
        return false;
      continue;
    }
    if (!json_is_array (rows) || json_array_size (rows) != size)
      return fail (self, "“%s”: block %zu is no list of %zu %s", key, k + 1,
                   size, size == 1 ? "row" : "rows");
    for (size_t i = 0; i < size; i++)
      if (!read_list (self, json_array_get (rows, i), key, size, size,
                      block + i))
        return false;
  }
  return true;
}

/* ---- Kinds ---- */

static bool
read_qp (Reader *self, EpiStatus claim)
{
  const EpiQp *qp = &self->program->qp;
  EpiQpAnswer *out = &self->out->qp;

  return (claim != EPI_UNBOUNDED ||
          read_vector (self, self->top, "variables", qp->col_names, qp->cols,
                       out->point)) &&
         (claim == EPI_INFEASIBLE ||
          read_vector (self, self->ray, "variables", qp->col_names, qp->cols,
                       out->x)) &&
         (claim == EPI_UNBOUNDED ||
          (read_vector (self, self->ray, "multipliers", qp->row_names, qp->rows,
                        out->y) &&
           read_vector (self, self->ray, "reduced_costs", qp->col_names,
                        qp->cols, out->z)));
}

static bool
read_sdp (Reader *self, EpiStatus claim)
{
  const EpiSdp *sdp = &self->program->sdp;
  EpiSdpAnswer *out = &self->out->sdp;

  return (claim != EPI_UNBOUNDED ||
          read_vector (self, self->top, "x", NULL, sdp->m, out->point)) &&
         (claim == EPI_INFEASIBLE ||
          (read_vector (self, self->ray, "x", NULL, sdp->m, out->x) &&
           read_blocks (self, "X", out->X))) &&
         (claim == EPI_UNBOUNDED ||
          (read_blocks (self, "Y", out->Y) &&
           (sdp->A.rows == 0 ||
            read_vector (self, self->ray, "v", NULL, sdp->A.rows, out->v))));
}

/* u, or x > 0 where there is no u. */
static bool
read_point (Reader *self)
{
  size_t n = self->program->gp.variables;
  double *u = self->out->gp.u;

  if (json_object_get (self->top, "u") != NULL)
    return read_vector (self, self->top, "u", NULL, n, u);
  if (!read_vector (self, self->top, "x", NULL, n, u))
    return false;
  for (size_t j = 0; j < n; j++) {
    if (!(u[j] > 0))
      return fail (self, "“x”: item %zu is not above 0", j);
    u[j] = log (u[j]);
  }
  return true;
}

static bool
read_gp (Reader *self, EpiStatus claim)
{
  const EpiGp *gp = &self->program->gp;
  EpiGpAnswer *out = &self->out->gp;

  if (claim != EPI_INFEASIBLE && !read_point (self))
    return false;
  if (claim == EPI_UNBOUNDED)
    return read_vector (self, self->ray, "direction", NULL, gp->variables,
                        out->direction);
  return read_vector (self, self->ray, "delta", NULL, gp->terms, out->delta);
}

/* ---- All of it ---- */

static bool
read_claim (Reader *self, EpiStatus *claim)
{
  const json_t *json = json_object_get (self->top, "claims");
  if (json == NULL)
    json = json_object_get (self->top, "status");
  const char *word = json_string_value (json);

  if (word == NULL)
    return fail (self, "there is no text “claims” or “status”");
  *claim = strcmp (word, "infeasible") == 0  ? EPI_INFEASIBLE
           : strcmp (word, "unbounded") == 0 ? EPI_UNBOUNDED
                                             : EPI_CONVERGED;
  return true;
}

static bool
read_top (Reader *self)
{
  const char *kind = epi_program_kind_name (self->program->kind);
  const char *said = json_string_value (json_object_get (self->top, "kind"));
  EpiStatus claim;

  if (!json_is_object (self->top))
    return fail (self, "this is no JSON object");
  if (said != NULL && strcmp (said, kind) != 0)
    return fail (self, "this answers a %s program, and the problem is %s", said,
                 kind);
  if (!read_claim (self, &claim))
    return false;
  self->ray =
      claim == EPI_CONVERGED ? self->top : json_object_get (self->top, "ray");
  if (!json_is_object (self->ray))
    return fail (self, "“ray” is not there or no object");
  epi_program_answer_set_status (self->out, claim);
  switch (epi_program_form (self->program->kind)) {
  case EPI_FORM_QP:
    return read_qp (self, claim);
  case EPI_FORM_SDP:
    return read_sdp (self, claim);
  case EPI_FORM_GP:
    break;
  }
  return read_gp (self, claim);
}

typedef struct {
  EpiTextSource *source;
  GError *error;
} Feed;

static size_t
feed_cb (void *buffer, size_t size, void *data)
{
  Feed *feed = data;
  ptrdiff_t n = epi_text_source_read (feed->source, buffer, size, &feed->error);
  return n < 0 ? (size_t)-1 : (size_t)n;
}

/* Takes the source, which may be NULL with an error set. */
static bool
read_source (EpiTextSource *source, const EpiProgram *program,
             EpiProgramAnswer *out, GError **error)
{
  Feed feed = {.source = source};
  json_error_t trouble;

  *out = (EpiProgramAnswer){0};
  if (source == NULL)
    return false;
  Reader self = {.name = epi_text_source_name (source),
                 .program = program,
                 .out = out,
                 .error = error};
  self.top =
      json_load_callback (feed_cb, &feed, JSON_REJECT_DUPLICATES, &trouble);
  bool good = false;
  if (feed.error != NULL)
    g_propagate_error (error, feed.error);
  else if (self.top == NULL)
    fail (&self, "this is no JSON: %s, line %d", trouble.text, trouble.line);
  else if (epi_program_answer_new (program, out) != EPI_OK)
    fail (&self, "there is not enough memory for the answer");
  else
    good = read_top (&self);
  if (!good)
    epi_program_answer_clear (out);
  json_decref (self.top);
  epi_text_source_free (source);
  return good;
}

bool
epi_solution_read (const char *path, const EpiProgram *program,
                   EpiProgramAnswer *out, GError **error)
{
  return read_source (epi_text_source_file (path, EPI_ENCODING_UTF8, error),
                      program, out, error);
}

bool
epi_solution_read_bytes (const void *bytes, size_t length, const char *name,
                         const EpiProgram *program, EpiProgramAnswer *out,
                         GError **error)
{
  return read_source (
      epi_text_source_bytes (bytes, length, name, EPI_ENCODING_UTF8, error),
      program, out, error);
}
