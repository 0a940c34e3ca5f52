/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the problem to a method, and from iterates to what people read.
 *
 *   walk    one factor of the chain rule a step
 *   train   one mini-batch a step, until the epochs are over
 */
#include "backprop/lesson.h"
#include "kit/epi-training.h"

#include <math.h>
#include <string.h>

#define LARGE 30        /* of an input */
#define PATIENCE 0.2e-3 /* s, in a drag: any epoch shows where it goes */

/* ---- Building ---- */

static EpiStatus
add_walk (BpProblem *self, EpiBuilt *built)
{
  const BpNet *net = &self->net;
  EpiWalkProblem problem = {.layers = net->layers,
                            .activation = net->activation,
                            .last = net->last,
                            .loss = net->loss,
                            .x = self->x,
                            .t = self->t};

  for (size_t l = 0; l < net->layers; l++) {
    problem.W[l] = net->W[l];
    problem.b[l] = net->b[l];
  }
  memcpy (problem.sizes, net->units, sizeof net->units);
  built->runs[0].name = "backpropagation";
  built->n_runs = 1;
  return epi_walk_new (&problem, &built->runs[0].method);
}

static EpiStatus
add_training (BpProblem *self, const EpiDocument *document, EpiBuilt *built,
              char **trouble)
{
  EpiTrainerOptions options =
      epi_training_options (&epi_lesson_backprop, document);
  double dropout =
      epi_lesson_number (&epi_lesson_backprop, document, "dropout");
  char *net = bp_net_text (&self->net, dropout);

  options.loss = self->net.loss;
  options.batch = MIN (options.batch, self->n_train);
  options.epochs =
      (size_t)epi_lesson_number (&epi_lesson_backprop, document, "epochs");
  options.measure = 1; /* no number comes and goes from step to step */
  built->runs[0].name =
      epi_lesson_text (&epi_lesson_backprop, document, "optimizer");
  built->runs[0].max_steps = SIZE_MAX;
  built->n_runs = 1;
  built->patience = PATIENCE;
  EpiStatus status =
      epi_trainer_new (net, self->samples[0], self->samples[1], self->device,
                       &options, trouble, &built->runs[0].method);
  if (status == EPI_OK)
    status =
        bp_put_net (epi_trainer_network (built->runs[0].method), &self->net);
  if (status == EPI_OK)
    status = epi_trainer_look_again (built->runs[0].method);
  g_free (net);
  return status;
}

bool
bp_build (const EpiDocument *document, const EpiCancel *cancel, EpiBuilt *built,
          GError **error)
{
  BpProblem *self = bp_problem_new (document, error);
  char *trouble = NULL;

  if (self == NULL)
    return false;
  built->problem = self;
  built->free_problem = bp_problem_free;
  EpiStatus status = self->walk
                         ? add_walk (self, built)
                         : add_training (self, document, built, &trouble);
  if (status != EPI_OK)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s",
                 self->walk ? "the walk cannot begin"
                            : "the training cannot begin",
                 trouble != NULL ? trouble
                 : status == EPI_NOT_FINITE
                     ? "these weights make numbers that are too large"
                     : epi_status_sentence (status));
  g_free (trouble);
  return status == EPI_OK;
}

/* ---- What a frame says besides ---- */

static void
add_units (const BpNet *net, EpiFrame *frame)
{
  double *units = epi_frame_add_vector (frame, "units", NULL, net->layers + 1);

  for (size_t l = 0; units != NULL && l <= net->layers; l++)
    units[l] = (double)net->units[l];
}

static void
add_weights (const BpNet *net, EpiFrame *frame)
{
  for (size_t l = 1; l <= net->layers; l++) {
    epi_frame_add_matrix (frame, bp_weight_name (l, false), net->W[l - 1],
                          net->units[l], net->units[l - 1]);
    epi_frame_add_vector (frame, bp_weight_name (l, true), net->b[l - 1],
                          net->units[l]);
  }
}

void
bp_annotate (const void *problem, const EpiMethod *method, EpiFrame *frame)
{
  const BpProblem *self = problem;
  BpNet net; /* of its shape; only what it has is written and read */

  net.layers = self->net.layers;
  memcpy (net.units, self->net.units, sizeof net.units);
  add_units (&self->net, frame);
  if (self->walk)
    return;
  epi_frame_add_vector (frame, "range",
                        (const double[]){self->range.x0, self->range.x1,
                                         self->range.y0, self->range.y1},
                        4);
  EpiNetwork *network = epi_trainer_network ((EpiMethod *)method);
  if (bp_take_net (network, &net) == EPI_OK)
    add_weights (&net, frame);
  const char *trouble = epi_trainer_trouble (method);
  if (trouble != NULL) /* the certificate says so, on the same worker */
    g_strlcpy (((BpProblem *)problem)->trouble, trouble, sizeof self->trouble);
}

/* ---- The certificate ---- */

static void
add_item (EpiCertificate *certificate, const char *name, const char *symbol,
          double value)
{
  certificate->items[certificate->n_items++] =
      (EpiCertificateItem){.name = name, .symbol = symbol, .value = value};
}

/* max |P - Q| / (1 + |Q|): what came from the right and from the left. */
static double
products_differ (const EpiFrame *frame)
{
  const EpiFrameItem *P = epi_frame_find (frame, "P");
  const EpiFrameItem *Q = epi_frame_find (frame, "Q");
  double most = 0;

  if (P == NULL || Q == NULL || P->cols != Q->cols)
    return NAN;
  for (size_t i = 0; i < P->cols; i++)
    most =
        fmax (most, fabs (P->data[i] - Q->data[i]) / (1 + fabs (Q->data[i])));
  return most;
}

/* Both are computed apart from one another, and the differences apart from
 * both. */
static void
certify_walk (const EpiFrame *frame, EpiCertificate *certificate)
{
  double differ = products_differ (frame);
  double check = epi_frame_scalar (frame, "check", NAN);
  bool good = differ <= 1e-9 && check <= 1e-6;

  add_item (certificate, "products_differ", "|P − Q|", differ);
  add_item (certificate, "difference", "to differences", check);
  certificate->status = good ? EPI_CONVERGED : EPI_NUMERICAL;
  g_strlcpy (certificate->sentence,
             good ? "the gradient: both orders and all differences agree"
                  : "the gradient and its differences do not agree here: a "
                    "kink, or numbers too large",
             sizeof certificate->sentence);
}

static void
certify_training (const BpProblem *self, const EpiFrame *frame,
                  EpiCertificate *certificate)
{
  char *end = epi_training_end (frame);

  g_snprintf (certificate->sentence, sizeof certificate->sentence, "%s%s%s%s",
              end, *end != '\0' ? "; " : "",
              self->net.layers > 1 ? "not convex: " : "",
              "no proof that these weights are best");
  g_free (end);
}

void
bp_certify (void *problem, const EpiFrame *frame, EpiCertificate *certificate)
{
  const BpProblem *self = problem;
  EpiStatus status = epi_frame_status (frame);

  certificate->status = status;
  if (self->walk && status == EPI_CONVERGED)
    certify_walk (frame, certificate);
  else if (self->walk && status == EPI_RUNNING)
    g_strlcpy (certificate->sentence, "under way",
               sizeof certificate->sentence);
  else if (!self->walk && status == EPI_DIVERGED)
    g_strlcpy (certificate->sentence, self->trouble,
               sizeof certificate->sentence);
  else if (!self->walk)
    certify_training (self, frame, certificate);
}

/* ---- Why it is as it is ---- */

static char *
explain_walk (const EpiScene *scene, const EpiFrame *frame)
{
  double phase = epi_frame_scalar (frame, "phase", 0);
  double forward = epi_frame_scalar (frame, "forward_cost", 0);
  double reverse = epi_frame_scalar (frame, "reverse_cost", 0);
  size_t i = (size_t)epi_frame_scalar (frame, "factor", 0);
  const EpiFrameItem *kinds = epi_frame_find (frame, "kinds");

  if (epi_frame_k (frame) == 0)
    return g_strdup ("Step on: one factor of the chain rule at a time.");
  if (epi_frame_status (frame) == EPI_CONVERGED)
    return g_strdup_printf (
        "Multiplied from the right, matrix by matrix, the chain took %.0f "
        "multiplications; from the left, a row by a matrix each time, %.0f. "
        "The product is the same.",
        forward, reverse);
  if (phase == 1)
    return g_strdup ("The loss is one number, so its derivative is a row. From "
                     "here on the way back multiplies that row, and never a "
                     "matrix by a matrix.");
  bool diagonal =
      kinds != NULL && i >= 1 && i <= kinds->rows && kinds->data[i - 1] != 0;
  if (phase == 0)
    return g_strdup (
        diagonal ? "φ acts on each number alone: its derivative is a diagonal "
                   "matrix, with σ′(z) on it."
                 : "ψ is affine, z = W x + b: its derivative by x is W "
                   "itself.");
  return g_strdup (
      diagonal ? "The row is multiplied by a diagonal: each gradient by the "
                 "slope of its own neuron. Where that is zero, it ends."
               : "The row that arrives, written as a column, times the input "
                 "of the layer as a row is the gradient of its weights; the "
                 "row times W goes on to the layer before.");
}

static char *
explain_diverged (const EpiScene *scene, const EpiFrame *frame)
{
  double step = epi_scene_number (scene, "step");
  double norm = epi_frame_scalar (frame, "gradient_norm", NAN);

  if (isfinite (norm))
    return g_strdup_printf (
        "The next step would have made numbers that are none (NaN). The last "
        "gradient was %.3g long, and the learning rate is %.3g: every step "
        "overshoots further than the one before. Lower the learning rate, or "
        "clip the gradient. The weights are those before that step.",
        norm, step);
  return g_strdup_printf (
      "The loss or a gradient is no number any more (NaN), with a learning "
      "rate of %.3g. Lower it, clip the gradient, or standardise the columns. "
      "The weights are those before that step.",
      step);
}

static bool
all_zero (const EpiFrame *frame)
{
  const EpiFrameItem *W;

  for (size_t l = 1; l <= BP_LAYERS; l++)
    if ((W = epi_frame_find (frame, bp_weight_name (l, false))) != NULL)
      for (size_t i = 0; i < W->rows * W->cols; i++)
        if (W->data[i] != 0)
          return false;
  return true;
}

/* Sums of such inputs leave every neuron at the end of its range. */
static double
largest_input (const EpiScene *scene, const EpiFrame *frame)
{
  const EpiData *data = epi_document_data (scene->document, "points");
  const EpiFrameItem *range = epi_frame_find (frame, "range");
  double most = 0;

  if (data == NULL || range == NULL || epi_data_standardised (data))
    return 0;
  for (size_t i = 0; i < range->rows; i++)
    most = fmax (most, fabs (range->data[i]));
  return most;
}

static char *
explain_training (const EpiScene *scene, const EpiFrame *frame)
{
  double train = epi_frame_scalar (frame, "train_loss", NAN);
  double test = epi_frame_scalar (frame, "test_loss", NAN);
  double epoch = epi_frame_scalar (frame, "epoch", 0);

  if (epi_frame_status (frame) == EPI_DIVERGED)
    return explain_diverged (scene, frame);
  if (epi_frame_find (frame, "W2") != NULL && all_zero (frame))
    return g_strdup ("All weights are zero, so every neuron of a layer gets "
                     "the same gradient: none. Nothing tells them apart. Draw "
                     "the initial weights from some other distribution.");
  if (largest_input (scene, frame) > LARGE)
    return g_strdup ("The columns reach far from zero, where neurons hardly "
                     "answer to a change. Standardise them in the table of "
                     "the data.");
  if (epoch > 20 && test > 2 * train && test > 0.05)
    return g_strdup_printf (
        "The loss is %.3g on the points that it learns from, and %.3g on "
        "those that it does not: it learns the points by heart. Fewer "
        "neurons, more points, regularisation or dropout help.",
        train, test);
  return NULL;
}

char *
bp_explain (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  if (frame == NULL)
    return NULL;
  return epi_frame_find (frame, "phase") != NULL
             ? explain_walk (scene, frame)
             : explain_training (scene, frame);
}
