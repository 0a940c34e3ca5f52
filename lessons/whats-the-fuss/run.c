/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two problems over the same time.
 *
 *   run 0   a sparse random geometric program, by the interior-point method,
 *           to a certificate
 *   run 1   a sparse random polynomial, by multistart, as long as run 0 goes on
 *
 * The same document gives the same frames, so the time cannot be read from a
 * clock.  A step of run 0 is counted (epi_gp_method_cost()) and priced at what
 * its parts took on one core of a server (AMD EPYC); run 1 makes as many
 * searches a step as cost the same at the price of its own operations.  On
 * another machine the two may differ: the figures show the seconds that each
 * has really taken.
 */
#include "whats-the-fuss/lesson.h"

#include "convex/epi-gp-method.h"
#include "core/epi-alloc.h"
#include "descend/epi-multistart.h"
#include "descend/epi-polynomial-oracle.h"
#include "kit/epi-convex-certificate.h"
#include "problem/epi-gp-random.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* Seconds for a number in the cones (exponentials, products, line search), for
 * an entry of the factor in all the solves, for an operation of the
 * factorization; and for an operation of the searches. */
#define PER_NUMBER 1e-6
#define PER_ENTRY 1e-8
#define PER_OPERATION 4.5e-11
#define PER_SEARCH_OPERATION 0.7e-9

#define RADIUS 2        /* of the box of starts */
#define RESOLUTION 1e-6 /* of values of minima */

typedef struct {
  EpiGp gp;
  EpiGpAnswer answer; /* of the frame that is being certified */
  EpiPolynomial polynomial;
  EpiOracle *oracle;
  const EpiMethod *search;
  const char *shown; /* by the chord that is looked at; NULL: the race is */
} Problem;

static void
problem_free (void *data)
{
  Problem *problem = data;

  epi_gp_clear (&problem->gp);
  epi_gp_answer_clear (&problem->answer);
  epi_oracle_free (problem->oracle);
  epi_polynomial_clear (&problem->polynomial);
  g_free (problem);
}

static size_t
number (const EpiDocument *document, const char *name)
{
  return (size_t)epi_lesson_number (&epi_lesson_whats_the_fuss, document, name);
}

static bool
is_planted (const EpiDocument *document)
{
  return strcmp (
             epi_lesson_text (&epi_lesson_whats_the_fuss, document, "instance"),
             "planted") == 0;
}

bool
fuss_is_planted (const EpiScene *scene)
{
  return is_planted (scene->document);
}

static EpiStatus
add_program (EpiBuilt *built, Problem *problem, const EpiDocument *document)
{
  const EpiGpOptions options = {EPI_CONVEX_TOLERANCE};
  EpiStatus status =
      epi_gp_random_new (epi_document_seed (document), number (document, "n"),
                         number (document, "m"), NULL, &problem->gp);

  if (status == EPI_OK)
    status = epi_gp_answer_new (&problem->gp, &problem->answer);
  if (status == EPI_OK)
    status = epi_gp_method_new (&problem->gp, &options,
                                &built->runs[FUSS_PROGRAM].method);
  if (status != EPI_OK)
    return status;
  built->runs[FUSS_PROGRAM].name = "geometric program";
  built->runs[FUSS_PROGRAM].max_steps = 200;
  built->n_runs = 1;
  return EPI_OK;
}

static EpiStatus
make_polynomial (Problem *problem, const EpiDocument *document)
{
  size_t n = number (document, "unknowns"), d = number (document, "degree");
  guint64 seed = epi_document_seed (document);
  EpiStatus status;

  if (is_planted (document)) {
    double *planted = g_new (double, n); /* only its value is needed: 0 */
    status = epi_polynomial_planted_new (seed, n, MAX (d, 4),
                                         number (document, "terms"), planted,
                                         &problem->polynomial);
    g_free (planted);
  } else
    status = epi_polynomial_random_new (seed, n, d, number (document, "terms"),
                                        &problem->polynomial);
  return status == EPI_OK ? epi_polynomial_oracle_new (&problem->polynomial,
                                                       &problem->oracle)
                          : status;
}

static double
step_seconds (const EpiMethod *program)
{
  EpiGpCost cost = epi_gp_method_cost (program);

  return PER_NUMBER * cost.numbers + PER_ENTRY * cost.entries +
         PER_OPERATION * cost.operations;
}

static EpiStatus
add_search (EpiBuilt *built, Problem *problem, const EpiDocument *document)
{
  EpiStatus status = make_polynomial (problem, document);
  EpiMultistartOptions options = {
      .seed = epi_document_seed (document),
      .radius = RADIUS,
      .resolution = RESOLUTION,
      .work = (double)number (document, "patience") *
              step_seconds (built->runs[FUSS_PROGRAM].method) /
              PER_SEARCH_OPERATION,
      .target = is_planted (document) ? 0 : NAN,
  };

  if (status == EPI_OK)
    status = epi_multistart_new (problem->oracle, &options,
                                 &built->runs[FUSS_SEARCH].method);
  if (status != EPI_OK)
    return status;
  built->runs[FUSS_SEARCH].name = "multistart on the polynomial";
  built->runs[FUSS_SEARCH].with_first = true;
  built->n_runs = 2;
  problem->search = built->runs[FUSS_SEARCH].method;
  return EPI_OK;
}

bool
fuss_build (const EpiDocument *document, const EpiCancel *cancel,
            EpiBuilt *built, GError **error)
{
  Problem *problem = g_new0 (Problem, 1);

  built->problem = problem;
  built->free_problem = problem_free;
  EpiStatus status = add_program (built, problem, document);
  if (status == EPI_OK)
    status = add_search (built, problem, document);
  if (status == EPI_OK)
    return true;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "the two problems cannot be set up: %s",
               epi_status_sentence (status));
  return false;
}

/* Of the polynomial: its terms, and those of a dense one. */
void
fuss_annotate (const void *data, const EpiMethod *method, EpiFrame *frame)
{
  const Problem *problem = data;
  const EpiPolynomial *f = &problem->polynomial;

  if (method != problem->search)
    return;
  epi_frame_add_scalar (frame, "polynomial_terms",
                        (double)(f->terms + f->variables));
  epi_frame_add_scalar (frame, "dense_terms",
                        epi_polynomial_dense_terms (f->variables, f->degree));
}

/* Of the chord, where that is looked at; the run beneath goes on. */
EpiFrame *
fuss_observe (void *data, const EpiScene *scene)
{
  Problem *problem = data;

  problem->shown = NULL;
  if (strcmp (epi_scene_text (scene, "figure"), "logarithm") != 0)
    return NULL;
  FussChord chord = fuss_chord (scene);
  EpiFrame *frame = epi_frame_new (0, EPI_RUNNING);
  epi_frame_add_scalar (frame, "f_a", chord.f_a);
  epi_frame_add_scalar (frame, "f_b", chord.f_b);
  epi_frame_add_scalar (frame, "f_middle", chord.f_middle);
  epi_frame_add_scalar (frame, "f_root", chord.f_root);
  problem->shown = chord.shown;
  return frame;
}

/* Of the race; of a chord only what it shows, which no solver has to prove. */
void
fuss_certify (void *data, const EpiFrame *frame, EpiCertificate *certificate)
{
  Problem *problem = data;
  EpiGpAnswer *answer = &problem->answer;
  const EpiFrameItem *u = epi_frame_find (frame, "x");
  const EpiFrameItem *delta = epi_frame_find (frame, "delta");
  EpiConvexCertificate proof;

  if (problem->shown != NULL)
    g_strlcpy (certificate->sentence, problem->shown,
               sizeof certificate->sentence);
  if (problem->shown != NULL || u == NULL || delta == NULL)
    return;
  answer->status = epi_frame_status (frame);
  memcpy (answer->u, u->data, u->rows * sizeof (double));
  memcpy (answer->delta, delta->data, delta->rows * sizeof (double));
  EpiStatus status =
      epi_gp_certify (&problem->gp, answer, EPI_CONVEX_TOLERANCE, &proof);
  epi_convex_certificate (status, &proof, frame, certificate);
}
