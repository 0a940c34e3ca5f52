/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-mixture-folds.h"

#include "core/epi-alloc.h"
#include "data/epi-folds.h"
#include "estimate/epi-mixture.h"

#define TOLERANCE 1e-10
#define MOST_STEPS 300 /* of EM: the rest moves the mean little */

typedef struct {
  const EpiMatrix *X, *Z;
  const EpiMixtureFolds *options;
  unsigned *fold; /* (n) */
  double *rest;   /* (n,d) room for the others */
} Cut;

static EpiMatrix
all_but (const Cut *cut, unsigned f)
{
  size_t n = cut->X->rows, d = cut->X->cols, rows = 0;

  for (size_t i = 0; i < n; i++) {
    if (cut->fold[i] == f)
      continue;
    for (size_t j = 0; j < d; j++)
      cut->rest[rows + j * n] = *epi_matrix_at (cut->X, i, j);
    rows++;
  }
  return epi_matrix_view (cut->rest, rows, d, n);
}

/* *sum += log p of the fold's samples; x (d) is room for one. */
static void
add_fold (const Cut *cut, unsigned f, EpiMixture *mixture, double *x,
          double *sum)
{
  for (size_t i = 0; i < cut->X->rows; i++) {
    if (cut->fold[i] != f)
      continue;
    for (size_t j = 0; j < cut->X->cols; j++)
      x[j] = *epi_matrix_at (cut->X, i, j);
    *sum += epi_mixture_log_density (mixture, x);
  }
}

static EpiStatus
try_fold (const Cut *cut, unsigned f, double *x, double *sum)
{
  const EpiMatrix others = all_but (cut, f);
  EpiMethod *method = NULL;
  EpiStatus status = epi_mixture_new (&others, cut->Z, cut->options->K,
                                      cut->options->means, TOLERANCE, &method);

  if (status != EPI_OK)
    return status;
  status = epi_method_run (method, MOST_STEPS, NULL, NULL);
  if (status == EPI_CONVERGED || status == EPI_RUNNING) {
    add_fold (cut, f, (EpiMixture *)method, x, sum);
    status = EPI_OK;
  }
  epi_method_free (method);
  return status;
}

EpiStatus
epi_mixture_unseen (const EpiMatrix *X, const EpiMatrix *Z,
                    const EpiMixtureFolds *options, double *mean)
{
  size_t n = X->rows, d = X->cols;
  Cut cut = {X, Z, options, epi_new (unsigned, n), epi_new (double, n *d)};
  double *x = epi_new (double, d), sum = 0;
  bool room = cut.fold != NULL && cut.rest != NULL && x != NULL;
  EpiStatus status =
      room ? epi_folds (n, options->folds, NULL, options->seed, cut.fold)
           : EPI_NO_MEMORY;

  for (unsigned f = 0; f < options->folds && status == EPI_OK; f++)
    status = try_fold (&cut, f, x, &sum);
  if (status == EPI_OK)
    *mean = sum / (double)n;
  epi_free (x);
  epi_free (cut.fold);
  epi_free (cut.rest);
  return status;
}
