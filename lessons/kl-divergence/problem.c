/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kl-divergence/problem.h"

#include "core/epi-alloc.h"
#include "descend/epi-oracle.h"
#include "estimate/epi-divergence.h"
#include "kit/epi-held-back.h"
#include "kit/epi-line-points.h"
#include "kit/epi-refuse.h"
#include "kl-divergence/lesson.h"

#include <math.h>
#include <string.h>

#define MOST_POINTS 2000

static double
number (const EpiDocument *document, const char *name)
{
  return epi_lesson_number (&epi_lesson_kl_divergence, document, name);
}

static const char *
text (const EpiDocument *document, const char *name)
{
  return epi_lesson_text (&epi_lesson_kl_divergence, document, name);
}

KlFigure
kl_figure (const EpiDocument *document)
{
  const char *figure = text (document, "figure");

  return strcmp (figure, "fit") == 0           ? KL_FIT
         : strcmp (figure, "equivalence") == 0 ? KL_EQUIVALENCE
                                               : KL_DIVERGENCE;
}

/* ---- p and q ---- */

/* q is a single bell where it is fitted. */
static bool
is_box (const EpiDocument *document, char which)
{
  if (which == 'q' && kl_figure (document) == KL_FIT)
    return false;
  return strcmp (text (document, which == 'p' ? "p_shape" : "q_shape"),
                 "box") == 0;
}

bool
kl_density (const EpiDocument *document, char which, KlDensity *out)
{
  static const char *const names[2][5] = {
      {"p_mean1", "p_mean2", "p_width1", "p_width2", "p_weight"},
      {"q_mean1", "q_mean2", "q_width1", "q_width2", "q_weight"}};
  const char *const *name = names[which == 'q'];
  bool single = which == 'q' && kl_figure (document) == KL_FIT;
  double first = single ? 1 : number (document, name[4]);

  out->weights[0] = first;
  out->weights[1] = 1 - first;
  for (size_t k = 0; k < KL_MODES; k++)
    out->parts[k] = (EpiDensity){
        is_box (document, which) ? EPI_DENSITY_UNIFORM : EPI_DENSITY_GAUSSIAN,
        {number (document, name[k]), number (document, name[KL_MODES + k])}};
  out->mixture =
      (EpiDensityMixture){KL_MODES, out->weights, out->parts, out->tops};
  if (!epi_density_mixture_is_valid (&out->mixture))
    return false;
  epi_density_mixture_tops (&out->mixture, out->tops);
  return true;
}

/* Which part of it has no width, from 1; 0: all have one. */
static size_t
flat_part (const KlDensity *density)
{
  for (size_t k = 0; k < KL_MODES; k++)
    if (density->weights[k] > 0 && !(density->parts[k].theta[1] > 0))
      return k + 1;
  return 0;
}

static bool
take_densities (KlProblem *self, const EpiDocument *document, GError **error)
{
  KlDensity *densities[] = {&self->p, &self->q};

  for (size_t i = 0; i < 2; i++) {
    if (kl_density (document, "pq"[i], densities[i]))
      continue;
    size_t k = flat_part (densities[i]);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "part %zu of %c has zero width: all of its mass would sit on "
                 "one point, where no density is finite, and the divergence "
                 "to anything else would be infinite; give it a width",
                 MAX (k, 1), "pq"[i]);
    return false;
  }
  return true;
}

static void
take_divergence (KlProblem *self)
{
  const EpiDensityMixture *p = &self->p.mixture, *q = &self->q.mixture;

  double divergence[2], error[2];

  epi_kl_both (p, q, divergence, error);
  self->there = divergence[0];
  self->back = divergence[1];
  self->p_excluded = epi_kl_excluded (p, q);
  self->q_excluded = epi_kl_excluded (q, p);
}

/* Eight of its deviations to either side. */
static bool
take_table (KlProblem *self)
{
  double reach = 8 * sqrt (self->target.variance);

  if (!self->reverse)
    return true;
  self->log_p = epi_new (double, KL_TABLE);
  if (self->log_p == NULL)
    return false;
  self->table_low = self->target.mean - reach;
  self->table_step = 2 * reach / (KL_TABLE - 1);
  for (size_t i = 0; i < KL_TABLE; i++)
    self->log_p[i] = epi_density_mixture_log (
        &self->p.mixture, self->table_low + (double)i * self->table_step);
  return true;
}

/* ---- The sample ---- */

static bool
take_sample (KlProblem *self, const EpiDocument *document, GError **error)
{
  size_t m;
  double *x = epi_line_read (&epi_lesson_kl_divergence, document, &m);
  EpiStatus status = EPI_OK;

  if (m == 0)
    epi_refuse (error,
                epi_held_back_count (epi_document_data (document, "points")) > 0
                    ? EPI_ALL_HELD_BACK
                    : "there are no points: add some (in the window: "
                      "double-click on the line)");
  else if (m > MOST_POINTS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "%zu points are too many for this figure, which takes %d: "
                 "filter some away",
                 m, MOST_POINTS);
  else
    status = epi_empirical_new (x, m, number (document, "bump"), &self->sample);
  if (status != EPI_OK)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 status == EPI_SINGULAR
                     ? "the bumps are so narrow beside these values that they "
                       "are lost in rounding: make h larger"
                     : "the points cannot be taken: %s",
                 epi_status_sentence (status));
  g_free (x);
  self->mu = number (document, "mu");
  return self->sample.m > 0;
}

/* ½ MSE(μ) = Σ (1/2m) (1·μ - xᵢ)². */
static EpiStatus
take_least_squares (KlProblem *self)
{
  size_t m = self->sample.m;

  self->ones = epi_new (double, m);
  self->shares = epi_new (double, m);
  if (self->ones == NULL || self->shares == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < m; i++) {
    self->ones[i] = 1;
    self->shares[i] = 0.5 / (double)m;
  }
  self->ls = (EpiLs){.A = epi_matrix_view (self->ones, m, 1, m),
                     .B = epi_matrix_view (self->sample.x, m, 1, m),
                     .weights = self->shares,
                     .loss = EPI_LOSS_SQUARED};
  return EPI_OK;
}

/* ---- All of it ---- */

static bool
refuse_memory (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "there is not enough memory for this figure");
  return false;
}

KlProblem *
kl_problem_new (const EpiDocument *document, GError **error)
{
  KlProblem *self = g_new0 (KlProblem, 1);
  bool good;

  self->figure = kl_figure (document);
  self->reverse = strcmp (text (document, "direction"), "reverse") == 0;
  if (self->figure == KL_EQUIVALENCE) {
    good = take_sample (self, document, error);
    if (good)
      good = take_least_squares (self) == EPI_OK || refuse_memory (error);
  } else {
    good = take_densities (self, document, error);
    if (good && self->figure == KL_DIVERGENCE)
      take_divergence (self);
    if (good && self->figure == KL_FIT) {
      self->target = epi_kl_target (&self->p.mixture);
      good = take_table (self) || refuse_memory (error);
    }
  }
  if (good)
    return self;
  kl_problem_free (self);
  return NULL;
}

void
kl_problem_free (void *problem)
{
  KlProblem *self = problem;

  if (self == NULL)
    return;
  epi_oracle_free (self->oracle);
  epi_empirical_clear (&self->sample);
  epi_free (self->log_p);
  epi_free (self->ones);
  epi_free (self->shares);
  g_free (self);
}
