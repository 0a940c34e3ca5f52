/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-convex-certificate.h"

#include "core/epi-number.h"

#include <glib.h>
#include <math.h>

#define VALUE_DIGITS 6 /* of p and d, as the objective beside them has */

static void
add_item (EpiCertificate *certificate, const char *name, const char *symbol,
          double value, bool meter, int digits)
{
  if (isnan (value))
    return;
  certificate->items[certificate->n_items++] =
      (EpiCertificateItem){.name = name,
                           .symbol = symbol,
                           .value = value,
                           .meter = meter,
                           .digits = digits};
}

static void
say_what_is_missing (const EpiConvexCertificate *proof, const EpiFrame *frame,
                     EpiCertificate *certificate)
{
  EpiStatus status = epi_frame_status (frame);
  const char *missing = proof->missing != NULL ? proof->missing : "";

  if (status == EPI_RUNNING)
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "not yet optimal: %s", missing);
  else if (status == EPI_INFEASIBLE || status == EPI_UNBOUNDED)
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "not shown to be %s: %s", epi_status_word (status), missing);
  else
    g_snprintf (certificate->sentence, sizeof certificate->sentence,
                "%s, not certified: %s",
                epi_status_is_failure (status) ? epi_status_sentence (status)
                                               : epi_status_word (status),
                missing);
}

void
epi_convex_certificate (EpiStatus computed, const EpiConvexCertificate *proof,
                        const EpiFrame *frame, EpiCertificate *certificate)
{
  char *sentence = certificate->sentence, number[EPI_NUMBER_SIZE];
  size_t size = sizeof certificate->sentence;

  certificate->n_items = 0;
  certificate->status = computed == EPI_OK ? proof->status : computed;
  if (computed != EPI_OK) {
    g_snprintf (sentence, size, "not certified: %s",
                epi_status_sentence (computed));
    return;
  }
  if (proof->status == EPI_OPTIMAL)
    g_snprintf (sentence, size, "globally optimal to %s",
                epi_number_print (number, proof->tolerance));
  else if (proof->status == EPI_INFEASIBLE)
    g_snprintf (sentence, size,
                "no feasible point: the multipliers add up to a contradiction");
  else if (proof->status == EPI_UNBOUNDED)
    g_snprintf (sentence, size,
                "unbounded: along the ray d the objective has no end");
  else
    say_what_is_missing (proof, frame, certificate);
  add_item (certificate, "primal", "p", proof->primal, false, VALUE_DIGITS);
  add_item (certificate, "dual_value", "d", proof->dual, false, VALUE_DIGITS);
  add_item (certificate, "gap", "gap", proof->gap, true, 0);
  add_item (certificate, "primal_residual", "r pri", proof->primal_residual,
            false, 0);
  add_item (certificate, "dual_residual", "r dual", proof->dual_residual, false,
            0);
}

void
epi_convex_certificate_waits (EpiCertificate *certificate)
{
  certificate->status = EPI_RUNNING;
  g_strlcpy (certificate->sentence, "following the drag, proven on release",
             sizeof certificate->sentence);
}
