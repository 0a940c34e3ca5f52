/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things are that the document does not place: heights on the line, and
 * the starts of methods.
 */
#include "maximum-likelihood/lesson.h"

#include <math.h>
#include <stdlib.h>

MlLine
ml_line (const EpiDocument *document)
{
  size_t n, m = 0;
  double *x = ml_rows (document, "points", &n), mean = 0, square = 0;
  double *z = ml_has_prior (document) ? ml_rows (document, "pseudo", &m) : NULL;
  MlLine line = {.low = INFINITY, .high = -INFINITY};

  for (size_t i = 0; i < n + m; i++) {
    double at = i < n ? x[i] : z[i - n];
    line.low = fmin (line.low, at);
    line.high = fmax (line.high, at);
  }
  for (size_t i = 0; i < n; i++)
    mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    square += (x[i] - mean) * (x[i] - mean) / (double)n;
  g_free (x);
  g_free (z);
  if (!(line.low <= line.high))
    line.low = line.high = 0;
  line.deviation = square > 0 ? sqrt (square) : 1;
  line.top = (ml_kind (document) == ML_MIXTURE ? 1.1 : 0.7) / line.deviation;
  line.pseudo = -0.09 * line.top;
  line.start = -0.09 * line.top;
  return line;
}

/* Mean and deviation of a column of the samples; 0 and 1 where there is none.
 */
static void
column_moments (const double *x, size_t n, double *mean, double *deviation)
{
  double square = 0;

  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    square += (x[i] - *mean) * (x[i] - *mean) / (double)n;
  *deviation = square > 0 ? sqrt (square) : 1;
}

EpiPoint
ml_start (const EpiDocument *document)
{
  EpiPoint at, given;
  size_t n;
  double *x, mean[2], deviation[2];
  bool has = epi_document_handle (document, "start", &given) &&
             isfinite (given.x) && isfinite (given.y);

  if (ml_kind (document) == ML_BERNOULLI)
    return (EpiPoint){CLAMP (has ? given.x : 0.2, 0.001, 0.999), 0};
  if (has && (ml_in_plane (document) || given.y > 0))
    return given;
  x = ml_rows (document, "points", &n);
  column_moments (x, n, &mean[0], &deviation[0]);
  if (ml_in_plane (document)) {
    column_moments (x + n, n, &mean[1], &deviation[1]);
    at = (EpiPoint){mean[0] - 1.2 * deviation[0], mean[1] + 1.2 * deviation[1]};
  } else
    at = (EpiPoint){mean[0] - 1.2 * deviation[0], 2.5 * deviation[0]};
  g_free (x);
  return at;
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;
  return (p > q) - (p < q);
}

/* Where nothing else is said: the sample at the share (k+½)/K, in the order of
 * x. */
EpiPoint
ml_start_of_part (const EpiDocument *document, size_t k)
{
  static const char *const names[] = {"start1", "start2", "start3", "start4"};
  size_t n, K = (size_t)epi_lesson_number (&epi_lesson_maximum_likelihood,
                                           document, "components");
  EpiPoint at = {0, 0};

  if (epi_document_handle (document, names[k], &at) && isfinite (at.x) &&
      isfinite (at.y))
    return at;
  double *x = ml_rows (document, "points", &n), (*pairs)[2];
  pairs = g_malloc (sizeof *pairs * (n + 1));
  for (size_t i = 0; i < n; i++) {
    pairs[i][0] = x[i];
    pairs[i][1] = x[i + n];
  }
  qsort (pairs, n, sizeof *pairs, compare);
  size_t rank = (2 * k + 1) * n / (2 * MAX (K, 1));
  if (n > 0)
    at = (EpiPoint){pairs[MIN (rank, n - 1)][0], pairs[MIN (rank, n - 1)][1]};
  g_free (pairs);
  g_free (x);
  return at;
}
