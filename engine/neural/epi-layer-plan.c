/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-layer-plan.h"

#include <assert.h>
#include <glib.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#define LARGEST_COUNT 1000000

/* ---- Words -------------------------------------------------------------- */

EpiStatus
epi_plan_refuse (char **trouble, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  *trouble = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return EPI_FAILED;
}

EpiStatus
epi_plan_refuse_word (const EpiNetLayer *self, const char *word, char **trouble)
{
  const char *usage = self->klass->usage;

  if (word == NULL)
    return epi_plan_refuse (trouble, "something is missing; it is written %s",
                            usage);
  return epi_plan_refuse (trouble, "“%s” is not understood; it is written %s",
                          word, usage);
}

/* Digits at *text, which moves behind them. */
static bool
read_count (const char **text, size_t *out)
{
  const char *first = *text;

  *out = 0;
  while (g_ascii_isdigit (**text) && *out <= LARGEST_COUNT)
    *out = 10 * *out + (size_t)(*(*text)++ - '0');
  return *text > first && *out <= LARGEST_COUNT;
}

bool
epi_plan_count (const char *word, bool zero, size_t *out)
{
  return word != NULL && read_count (&word, out) && *word == '\0' &&
         (zero || *out > 0);
}

bool
epi_plan_counts (const char *word, size_t n, size_t *out)
{
  if (word == NULL)
    return false;
  for (size_t i = 0; i < n; i++) {
    if (!read_count (&word, &out[i]) || out[i] == 0 ||
        *word != (i + 1 < n ? 'x' : '\0'))
      return false;
    word++;
  }
  return true;
}

/* "name N" at *words, which moves behind it. */
static EpiStatus
read_named (const EpiNetLayer *self, char *const **words, const char *name,
            bool zero, size_t *out, char **trouble)
{
  if (**words == NULL || strcmp (**words, name) != 0)
    return EPI_OK;
  if (!epi_plan_count ((*words)[1], zero, out))
    return epi_plan_refuse_word (self, (*words)[1], trouble);
  *words += 2;
  return EPI_OK;
}

EpiStatus
epi_plan_window (EpiNetLayer *self, EpiWindow *w, char *const **words,
                 char **trouble)
{
  EPI_TRY (read_named (self, words, "stride", false, &w->stride, trouble));
  EPI_TRY (read_named (self, words, "pad", true, &w->padding, trouble));
  self->out = (EpiShape){w->out_channels, epi_window_width (w),
                         epi_window_height (w), self->in.steps, 0};
  if (self->out.width == 0 || self->out.height == 0)
    return epi_plan_refuse (
        trouble, "a window of %zu×%zu does not fit into %zu×%zu×%zu", w->size_x,
        w->size_y, self->in.width, self->in.height, self->in.channels);
  if ((double)w->size_x * (double)w->size_y * (double)w->channels > INT_MAX)
    return epi_plan_refuse (trouble, "a window of %zu×%zu×%zu is too large",
                            w->size_x, w->size_y, w->channels);
  if (w->padding >= w->size_x || w->padding >= w->size_y)
    return epi_plan_refuse (
        trouble, "a pad of %zu leaves windows of %zu×%zu without a pixel",
        w->padding, w->size_x, w->size_y);
  return EPI_OK;
}

/* Perhaps a typo: they are listed. */
static EpiStatus
refuse_activation (const EpiNetLayer *self, const char *word, char **trouble)
{
  GString *known = g_string_new (NULL);

  for (int f = 0; f < EPI_N_ACTIVATIONS; f++)
    g_string_append_printf (known, "%s%s", f > 0 ? ", " : "",
                            epi_activation_name ((EpiActivation)f));
  EpiStatus status = epi_plan_refuse (
      trouble, "“%s” is not understood; it is written %s, with one of %s", word,
      self->klass->usage, known->str);
  g_string_free (known, TRUE);
  return status;
}

EpiStatus
epi_plan_activation (EpiNetLayer *self, char *const **words, char **trouble)
{
  if (**words != NULL) {
    int f = epi_activation_parse (**words);
    if (f < 0)
      return refuse_activation (self, **words, trouble);
    self->activation = (EpiActivation)f;
    (*words)++;
  }
  if (epi_activation_needs_input (self->activation))
    epi_plan_work (self, epi_shape_size (&self->out), self->out.steps);
  return EPI_OK;
}

EpiStatus
epi_plan_end (const EpiNetLayer *self, char *const *words, char **trouble)
{
  return *words == NULL ? EPI_OK : epi_plan_refuse_word (self, *words, trouble);
}

/* ---- Sizes -------------------------------------------------------------- */

void
epi_plan_parameter (EpiNetLayer *self, const char *name, size_t rows,
                    size_t cols, size_t fan_in, size_t fan_out)
{
  assert (self->n_parameters < EPI_LAYER_PARAMETERS);
  self->parameter[self->n_parameters++] = (EpiParameter){.name = name,
                                                         .rows = rows,
                                                         .cols = cols,
                                                         .fan_in = fan_in,
                                                         .fan_out = fan_out};
}

void
epi_plan_work (EpiNetLayer *self, size_t rows, size_t cols)
{
  assert (self->n_work < EPI_LAYER_WORK);
  self->work[self->n_work++] = (EpiWork){rows, cols};
}

/* ---- Windows ------------------------------------------------------------ */

EpiBuffer
epi_buffer_part (const EpiBuffer *whole, size_t offset, size_t rows,
                 size_t cols)
{
  EpiBuffer part = *whole;

  assert (whole->ld == whole->rows || whole->cols <= 1);
  assert (offset + rows * cols <= whole->rows * whole->cols);
  part.rows = part.ld = rows;
  part.cols = cols;
  part.offset += offset;
  part.is_view = true;
  if (whole->memory != NULL)
    part.memory =
        (char *)whole->memory + offset * epi_element_size (whole->element);
  return part;
}

EpiBuffer
epi_buffer_at_step (const EpiBuffer *X, size_t t, size_t batch)
{
  return epi_buffer_part (X, t * batch * X->rows, X->rows, batch);
}

/* ---- Activations -------------------------------------------------------- */

EpiBuffer *
epi_pass_z (const EpiNetLayer *self, const EpiPass *pass)
{
  return epi_activation_needs_input (self->activation) ? &pass->work[0]
                                                       : pass->Y;
}

/* Rows apart by channel, which run fastest: the rest are columns. */
static EpiBuffer
by_channel (const EpiBuffer *X, size_t channels)
{
  return epi_buffer_part (X, 0, channels, X->rows * X->cols / channels);
}

EpiStatus
epi_pass_activate (const EpiNetLayer *self, const EpiPass *pass,
                   const EpiBuffer *b)
{
  EpiBuffer Z = by_channel (epi_pass_z (self, pass), b->rows);
  EpiBuffer Y = by_channel (pass->Y, b->rows);

  return epi_device_activate (self->activation, b, &Z, &Y);
}

EpiStatus
epi_pass_activate_back (const EpiNetLayer *self, const EpiPass *pass,
                        EpiBuffer *db)
{
  EpiBuffer G = by_channel (pass->G, db->rows);

  if (self->activation != EPI_ACTIVATION_IDENTITY)
    EPI_TRY (epi_device_activate_back (
        self->activation, epi_pass_z (self, pass), pass->Y, pass->G, pass->G));
  return epi_device_row_sums (1, &G, 0, db);
}

/* ---- Sequences ---------------------------------------------------------- */

EpiStatus
epi_pass_recurrent_gradient (const EpiNetLayer *self, const EpiPass *pass,
                             const EpiBuffer *dZ, EpiBuffer *dU)
{
  size_t columns = pass->batch * (self->in.steps - 1);

  if (columns == 0)
    return epi_device_fill (0, dU);
  EpiBuffer H = epi_buffer_part (pass->Y, 0, pass->Y->rows, columns);
  EpiBuffer Z = epi_buffer_part (dZ, pass->batch * dZ->rows, dZ->rows, columns);
  return epi_device_gemm (false, true, 1, &Z, &H, 0, dU);
}
