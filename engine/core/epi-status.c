/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-status.h"

#include <assert.h>

static const struct {
  const char *word, *sentence;
} texts[EPI_N_STATUS] = {
    [EPI_OK] = {"ok", "done"},
    [EPI_RUNNING] = {"running", "more steps are needed"},
    [EPI_CONVERGED] = {"converged", "the method met its own stopping rule"},
    [EPI_OPTIMAL] = {"optimal", "the certificate proves the answer"},
    [EPI_INFEASIBLE] = {"infeasible", "no point satisfies all constraints"},
    [EPI_UNBOUNDED] = {"unbounded", "the objective falls without limit"},
    [EPI_DIVERGED] = {"diverged", "the iterates grow without limit"},
    [EPI_LIMIT] = {"limit", "the limit on steps was reached"},
    [EPI_INTERRUPTED] = {"interrupted", "it was stopped on request"},
    [EPI_FAILED] = {"failed", "the method could not go on"},
    [EPI_NO_MEMORY] = {"failed", "there is not enough memory"},
    [EPI_NOT_FINITE] = {"failed", "a number is not finite"},
    [EPI_SINGULAR] = {"failed", "the matrix is singular"},
    [EPI_NOT_POSITIVE_DEFINITE] = {"failed",
                                   "the matrix is not positive definite"},
    [EPI_NUMERICAL] = {"failed", "this precision allows no further progress"},
    [EPI_UNSUPPORTED] = {"failed", "this device cannot do that"},
    [EPI_DEVICE_LOST] = {"failed", "the connection to the device was lost"},
};

const char *
epi_status_word (EpiStatus status)
{
  assert (status < EPI_N_STATUS);
  return texts[status].word;
}

const char *
epi_status_sentence (EpiStatus status)
{
  assert (status < EPI_N_STATUS);
  return texts[status].sentence;
}

bool
epi_status_is_failure (EpiStatus status)
{
  return status >= EPI_FAILED;
}
