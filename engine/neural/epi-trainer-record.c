/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a frame of a training carries, and why one is the last. */
#include "neural/epi-trainer-private.h"

#include "core/epi-alloc.h"
#include "neural/epi-layer-plan.h"

#include <glib.h>
#include <math.h>

#define MOST_MEASURED 1000

/* ---- Measured ----------------------------------------------------------- */

static void
measure (Trainer *self, EpiBatches *batches, const char *loss_name,
         const char *accuracy_name, EpiFrame *frame)
{
  double loss, accuracy;
  EpiStatus status = epi_evaluate (self->network, self->options.loss, batches,
                                   MOST_MEASURED, &loss, &accuracy);

  if (status != EPI_OK) /* a loss that is no number is none */
    return;
  epi_frame_add_scalar (frame, loss_name, loss);
  if (!isnan (accuracy))
    epi_frame_add_scalar (frame, accuracy_name, accuracy);
}

/* ---- Weights and activations -------------------------------------------- */

typedef struct {
  EpiFrame *frame;
  size_t left; /* numbers that may still be added */
} Room;

/* The numbers of buffer as "<layer>.<name>", where there is room. */
static void
add_numbers (Room *room, size_t l, const char *name, const EpiBuffer *buffer)
{
  size_t count = buffer->rows * buffer->cols;
  char *path;
  double *numbers;

  if (count > room->left)
    return;
  path = g_strdup_printf ("%zu.%s", l + 1, name);
  numbers = epi_frame_add_matrix (room->frame, g_intern_string (path), NULL,
                                  buffer->rows, buffer->cols);
  g_free (path);
  if (numbers != NULL && epi_buffer_get (buffer, numbers) == EPI_OK)
    room->left -= count;
}

static void
add_activations (Trainer *self, Room *room)
{
  const EpiBuffer *X, *T;

  if (epi_batches_take_from (self->batches, self->options.probe, 1, &X, &T) !=
          EPI_OK ||
      epi_network_forward (self->network, X, 1, NULL) != EPI_OK)
    return;
  for (size_t l = 0; l < epi_network_n_layers (self->network); l++)
    add_numbers (room, l, "out", epi_network_activation (self->network, l));
}

static void
add_parameters (Trainer *self, Room *room)
{
  for (size_t l = 0; l < epi_network_n_layers (self->network); l++) {
    const EpiNetLayer *layer = epi_network_layer (self->network, l);
    for (size_t p = 0; p < layer->n_parameters; p++) {
      const EpiParameter *q = &layer->parameter[p];
      EpiBuffer part = epi_buffer_part (epi_network_theta (self->network),
                                        q->offset, q->rows, q->cols);
      add_numbers (room, l, q->name, &part);
    }
  }
}

void
epi_trainer_record (const EpiMethod *base, EpiFrame *frame)
{
  Trainer *self = (Trainer *)base; /* its network is worked with */
  const EpiTrainerOptions *o = &self->options;
  double all = (double)epi_samples_view (self->train)->n;
  double n = (double)epi_batches_size (self->batches);

  epi_frame_add_scalar (frame, "loss", base->f);
  if (epi_trainer_find_norms (self) == EPI_OK) {
    epi_frame_add_scalar (frame, "gradient_norm",
                          epi_trainer_gradient_norm (self));
    epi_frame_add_vector (frame, "gradient_norms", self->norms,
                          epi_network_n_layers (self->network));
  }
  epi_frame_add_scalar (frame, "step", epi_optimizer_step (self->optimizer));
  epi_frame_add_scalar (frame, "epoch", (double)base->k * n / all);
  if (base->status == EPI_LIMIT && o->epochs > 0 &&
      (double)base->k * n >= (double)o->epochs * all)
    epi_frame_add_scalar (frame, "epochs", (double)o->epochs);
  if (o->measure > 0 &&
      (base->k % o->measure == 0 || base->status != EPI_RUNNING)) {
    measure (self, self->batches, "train_loss", "train_accuracy", frame);
    if (self->test != NULL)
      measure (self, self->test_batches, "test_loss", "test_accuracy", frame);
  }
  if (o->keep > 0) {
    Room room = {frame, o->keep};
    add_activations (self, &room);
    add_parameters (self, &room);
  }
}

/* ---- Why it diverged ---------------------------------------------------- */

/* The largest |x| that is a number, and whether all are. */
static bool
survey (const EpiBuffer *buffer, double *largest)
{
  size_t count = buffer->rows * buffer->cols;
  double *numbers = epi_new (double, count);
  bool finite = true;

  *largest = 0;
  if (numbers == NULL || epi_buffer_get (buffer, numbers) != EPI_OK) {
    epi_free (numbers);
    return true;
  }
  for (size_t i = 0; i < count; i++)
    if (isfinite (numbers[i]))
      *largest = fmax (*largest, fabs (numbers[i]));
    else
      finite = false;
  epi_free (numbers);
  return finite;
}

/* The first layer whose output is not finite; n_layers: none. */
static size_t
first_bad_output (Trainer *self)
{
  size_t n = epi_network_n_layers (self->network), l;
  double largest;

  for (l = 0; l < n; l++)
    if (!survey (epi_network_activation (self->network, l), &largest))
      break;
  return l;
}

/* The layer with the largest gradient that is a number; *bad: the last layer
 * with one that is none, n_layers for none. */
static size_t
largest_gradient (Trainer *self, double *largest, size_t *bad)
{
  size_t n = epi_network_n_layers (self->network), at = 0;

  *largest = 0;
  *bad = n;
  for (size_t l = 0; l < n; l++) {
    const EpiNetLayer *layer = epi_network_layer (self->network, l);
    for (size_t p = 0; p < layer->n_parameters; p++) {
      const EpiParameter *q = &layer->parameter[p];
      EpiBuffer part = epi_buffer_part (epi_network_gradient (self->network),
                                        q->offset, q->rows, q->cols);
      double here;
      if (!survey (&part, &here))
        *bad = l;
      if (here > *largest)
        *largest = here, at = l;
    }
  }
  return at;
}

/* What is not finite, of which layer. */
static char *
culprit (Trainer *self, size_t bad_output, size_t bad_gradient)
{
  size_t n = epi_network_n_layers (self->network);
  size_t l = bad_output < n ? bad_output : bad_gradient;
  const char *what = bad_output < n ? "the output" : "the gradient";

  if (l == n) /* finite, but too large to square */
    l = n - 1, what = "the loss at the output";
  return g_strdup_printf ("%s of layer %zu, “%s”, is not finite", what, l + 1,
                          epi_network_layer_text (self->network, l));
}

void
epi_trainer_explain (Trainer *self, size_t k)
{
  size_t bad_gradient, bad_output = first_bad_output (self);
  double largest;
  size_t at = largest_gradient (self, &largest, &bad_gradient);
  char *what = culprit (self, bad_output, bad_gradient);

  g_free (self->trouble);
  self->trouble = g_strdup_printf (
      "In step %zu %s; the largest gradient %s is %.3g, in layer %zu, and the "
      "step size is %.3g",
      k + 1, what,
      bad_gradient < epi_network_n_layers (self->network) ? "there" : "before",
      largest, at + 1, epi_optimizer_step (self->optimizer));
  g_free (what);
}
