/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-svm.h"

#include "classify/epi-smo.h"
#include "classify/epi-svm-program.h"
#include "convex/epi-qp-ipm.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define TOUCH 1e-8    /* share of C: from where on a multiplier is at it */
#define REMNANT 1e-10 /* share of the largest, left by an interior point */
#define SHARE 0.9     /* of the gap; the rest may be rounding */
#define LOOK_EACH 256 /* steps between two looks at cancel */

typedef struct {
  const EpiExamples *examples;
  const EpiSvmOptions *options;
  const EpiCancel *cancel;
  EpiSvm *svm;
  size_t *class_of; /* (n) */
  size_t *order;    /* (n) examples by class */
  size_t *first;    /* (n_classes + 1) of a class, in order */
  double *beta;     /* (n_classes - 1, n) of all examples */
} Train;

/* ---- Classes ---- */

/* The class of the label; a new one when there is none.  False: no memory. */
static bool
find_class (EpiSvm *svm, size_t *capacity, double label, size_t *out)
{
  size_t c = 0;

  while (c < svm->n_classes && svm->label[c] != label)
    c++;
  *out = c;
  if (c < svm->n_classes)
    return true;
  if (!epi_grow (&svm->label, capacity, c, sizeof *svm->label))
    return false;
  svm->label[svm->n_classes++] = label;
  return true;
}

static void
put_plus_first (Train *self)
{
  EpiSvm *svm = self->svm;

  if (svm->n_classes != 2 || svm->label[0] != -1 || svm->label[1] != 1)
    return;
  svm->label[0] = 1;
  svm->label[1] = -1;
  for (size_t i = 0; i < self->examples->X.cols; i++)
    self->class_of[i] = 1 - self->class_of[i];
}

static EpiStatus
sort_by_class (Train *self)
{
  size_t n = self->examples->X.cols, k = self->svm->n_classes;

  self->first = epi_new0 (size_t, k + 2);
  self->order = epi_new (size_t, n);
  if (self->first == NULL || self->order == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    self->first[self->class_of[i] + 2]++;
  for (size_t c = 2; c < k + 2; c++)
    self->first[c] += self->first[c - 1];
  for (size_t i = 0; i < n; i++)
    self->order[self->first[self->class_of[i] + 1]++] = i;
  return EPI_OK;
}

static EpiStatus
find_classes (Train *self)
{
  size_t n = self->examples->X.cols, capacity = 0;

  self->class_of = epi_new (size_t, n);
  if (self->class_of == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    if (!find_class (self->svm, &capacity, self->examples->label[i],
                     &self->class_of[i]))
      return EPI_NO_MEMORY;
  if (self->svm->n_classes < 2)
    return EPI_UNSUPPORTED;
  put_plus_first (self);
  return sort_by_class (self);
}

/* ---- One machine ---- */

typedef struct {
  EpiExamples examples; /* the positive ones first */
  size_t n_positive;
  double *y, *C; /* (n) */
} Pair;

static void
pair_clear (Pair *pair)
{
  epi_examples_clear (&pair->examples);
  epi_free (pair->y);
  epi_free (pair->C);
}

static double
weight_of (const EpiSvmOptions *options, double label)
{
  double weight = 1;
  for (size_t i = 0; i < options->n_weights; i++)
    if (options->weights[i].label == label)
      weight = options->weights[i].weight;
  return weight;
}

static EpiStatus
pair_examples (const Train *self, const EpiSvmPair *of, Pair *pair)
{
  const EpiSvm *svm = self->svm;
  size_t a = of->positive, b = of->negative;
  size_t n_a = self->first[a + 1] - self->first[a];
  size_t n_b = self->first[b + 1] - self->first[b];
  size_t n = n_a + n_b, *which = epi_new (size_t, n);
  EpiStatus status = EPI_NO_MEMORY;

  pair->n_positive = n_a;
  pair->y = epi_new (double, n);
  pair->C = epi_new (double, n);
  if (which != NULL && pair->y != NULL && pair->C != NULL) {
    memcpy (which, self->order + self->first[a], n_a * sizeof *which);
    memcpy (which + n_a, self->order + self->first[b], n_b * sizeof *which);
    for (size_t i = 0; i < n; i++) {
      pair->y[i] = i < n_a ? 1 : -1;
      pair->C[i] = self->options->C *
                   weight_of (self->options, svm->label[i < n_a ? a : b]);
    }
    status = epi_examples_pick (self->examples, which, n, &pair->examples);
  }
  epi_free (which);
  return status;
}

/* What a machine is, while the training has the examples of its two classes. */
typedef struct {
  double *beta; /* (n) */
  double bias;
  EpiStatus status;
  size_t iterations;
} Machine;

/* β of the machine to its places among all, and what is said of it. */
static void
keep (Train *self, const Pair *pair, const Machine *machine, EpiSvmPair *out)
{
  size_t a = out->positive, b = out->negative, rows = self->svm->n_classes - 1;

  out->bias = machine->bias;
  out->iterations = machine->iterations;
  out->status = machine->status;
  for (size_t i = 0; i < pair->examples.X.cols; i++) {
    bool positive = i < pair->n_positive;
    double beta = machine->beta[i];
    size_t at =
        positive ? self->first[a] + i : self->first[b] + i - pair->n_positive;
    self->beta[at * rows + (positive ? b - 1 : a)] = beta;
    out->n_support += beta != 0;
    out->n_bound += fabs (beta) >= (1 - TOUCH) * pair->C[i];
  }
}

/* Steps until the method ends or is at the limit; EPI_INTERRUPTED when somebody
 * wants so. */
static EpiStatus
run (const Train *self, EpiMethod *method)
{
  size_t limit = self->options->limit > 0 ? self->options->limit : SIZE_MAX;

  while (method->status == EPI_RUNNING && method->k < limit) {
    size_t to = method->k + LOOK_EACH;
    epi_method_run (method, to < limit ? to : limit, NULL, NULL);
    if (epi_cancel_is_raised (self->cancel))
      return EPI_INTERRUPTED;
  }
  return EPI_OK;
}

static EpiStatus
run_smo (const Train *self, const Pair *pair, Machine *machine)
{
  const EpiSvmOptions *options = self->options;
  EpiSmoOptions smo = {.y = pair->y,
                       .C = pair->C,
                       .epsilon = options->epsilon,
                       .gap = SHARE * options->gap,
                       .shrinking = options->shrinking,
                       .cache_bytes = options->cache_bytes,
                       .limit = options->limit};
  EpiGram *gram = NULL;
  EpiMethod *method = NULL;
  EpiSmoBounds bounds;
  EpiStatus status = epi_gram_new (&pair->examples.X, &options->kernel, &gram);

  if (status == EPI_OK)
    status = epi_smo_new (gram, &smo, &method);
  if (status == EPI_OK)
    status = run (self, method);
  if (status == EPI_OK && epi_smo_bounds (method, &bounds)) {
    memcpy (machine->beta, method->x, method->n * sizeof (double));
    machine->bias = bounds.bias;
    machine->iterations = method->k;
    machine->status = method->status;
  }
  epi_method_free (method);
  epi_gram_free (gram);
  return status;
}

/* What an interior point leaves of multipliers that are zero, beside the
 * largest.  The certificate is asked afterwards. */
static void
drop_remnants (double *beta, size_t n)
{
  double largest = 0;

  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, fabs (beta[i]));
  for (size_t i = 0; i < n; i++)
    if (fabs (beta[i]) <= REMNANT * largest)
      beta[i] = 0;
}

static EpiStatus
run_interior_point (const Train *self, const EpiSvmProblem *problem,
                    Machine *machine)
{
  EpiQpIpmOptions options = {.tolerance = 0.01 * self->options->gap};
  EpiQpAnswer answer = {0};
  EpiMethod *method = NULL;
  EpiQp qp;
  EpiStatus status = epi_svm_program (problem, &qp);

  if (status != EPI_OK)
    return status;
  status = epi_qp_ipm_new (&qp, &options, &method);
  if (status == EPI_OK)
    status = run (self, method);
  if (status == EPI_OK)
    status = epi_qp_answer_new (&qp, &answer);
  if (status == EPI_OK) {
    epi_qp_ipm_answer (method, &answer);
    epi_svm_from_program (problem, &qp, answer.x, answer.y, machine->beta,
                          &machine->bias);
    drop_remnants (machine->beta, problem->X->cols);
    machine->iterations = method->k;
    machine->status = method->status == EPI_RUNNING ? EPI_LIMIT : answer.status;
  }
  epi_qp_answer_clear (&answer);
  epi_method_free (method);
  epi_qp_clear (&qp);
  return status;
}

static EpiStatus
solve_pair (Train *self, const Pair *pair, EpiSvmPair *out)
{
  const EpiSvmOptions *options = self->options;
  EpiSvmProblem problem = {&pair->examples.X, pair->y, pair->C,
                           options->kernel};
  Machine machine = {.beta = epi_new0 (double, pair->examples.X.cols),
                     .status = EPI_FAILED};
  EpiStatus status = machine.beta == NULL ? EPI_NO_MEMORY
                     : options->interior_point
                         ? run_interior_point (self, &problem, &machine)
                         : run_smo (self, pair, &machine);

  if (status == EPI_OK)
    keep (self, pair, &machine, out);
  if (status == EPI_OK && options->certify)
    status = epi_svm_certify (&problem, machine.beta, machine.bias,
                              options->gap, &out->certificate);
  epi_free (machine.beta);
  return status;
}

static EpiStatus
train_pair (Train *self, EpiSvmPair *out)
{
  Pair pair = {0};
  EpiStatus status = pair_examples (self, out, &pair);

  if (status == EPI_OK)
    status = solve_pair (self, &pair, out);
  pair_clear (&pair);
  return status;
}

static EpiStatus
train_pairs (Train *self)
{
  EpiSvm *svm = self->svm;
  size_t k = svm->n_classes;

  svm->n_pairs = k * (k - 1) / 2;
  svm->pairs = epi_new0 (EpiSvmPair, svm->n_pairs);
  self->beta = epi_new0 (double, (k - 1) * self->examples->X.cols);
  if (svm->pairs == NULL || self->beta == NULL)
    return EPI_NO_MEMORY;
  EpiSvmPair *pair = svm->pairs;
  for (size_t a = 0; a < k; a++)
    for (size_t b = a + 1; b < k; b++, pair++) {
      pair->positive = a;
      pair->negative = b;
      EpiStatus status = train_pair (self, pair);
      if (status != EPI_OK)
        return status;
    }
  return EPI_OK;
}

/* ---- The model ---- */

/* Those that have a β in some machine, class by class. */
static EpiStatus
collect (Train *self)
{
  EpiSvm *svm = self->svm;
  size_t n = self->examples->X.cols, rows = svm->n_classes - 1, m = 0;
  size_t *which = epi_new (size_t, n);
  EpiExamples picked = {0};
  EpiStatus status = EPI_NO_MEMORY;

  svm->class_size = epi_new0 (size_t, svm->n_classes);
  svm->beta = epi_new (double, rows *n);
  if (which != NULL && svm->class_size != NULL && svm->beta != NULL) {
    for (size_t at = 0; at < n; at++) {
      const double *beta = self->beta + at * rows;
      bool supports = false;
      for (size_t r = 0; r < rows; r++)
        supports = supports || beta[r] != 0;
      if (!supports)
        continue;
      svm->class_size[self->class_of[self->order[at]]]++;
      memcpy (svm->beta + m * rows, beta, rows * sizeof *beta);
      which[m++] = self->order[at];
    }
    status = epi_examples_pick (self->examples, which, m, &picked);
  }
  svm->support = picked.X;
  epi_free (picked.label);
  epi_free (which);
  return status;
}

EpiStatus
epi_svm_train (const EpiExamples *examples, const EpiSvmOptions *options,
               const EpiCancel *cancel, EpiSvm *out)
{
  Train self = {examples, options, cancel, out};

  *out = (EpiSvm){.kernel = options->kernel};
  EpiStatus status = find_classes (&self);
  if (status == EPI_OK)
    status = train_pairs (&self);
  if (status == EPI_OK)
    status = collect (&self);
  epi_free (self.class_of);
  epi_free (self.order);
  epi_free (self.first);
  epi_free (self.beta);
  if (status != EPI_OK) {
    epi_svm_clear (out);
    return status;
  }
  status = EPI_CONVERGED;
  for (size_t i = 0; i < out->n_pairs; i++)
    if (out->pairs[i].status != EPI_CONVERGED)
      status = out->pairs[i].status;
  return status;
}

void
epi_svm_clear (EpiSvm *svm)
{
  epi_free (svm->label);
  epi_free (svm->pairs);
  epi_free (svm->class_size);
  epi_free (svm->beta);
  epi_sparse_clear (&svm->support);
  *svm = (EpiSvm){0};
}
